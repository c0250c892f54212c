// What connect and serve keep of a connection: a trace, a key log, a capture, or nothing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/files.h"
#include "cli/sockets.h"
#include "eavesdropper/recording.h"
#include "session/trace_json.h"

namespace cli {

using Scenario = std::vector<std::pair<std::string, std::string>>;

// Recording belongs to one connection. Nothing is recorded unless a file asks for it.
class Recording {
 public:
  Recording(std::string trace_file, std::string key_log_file, std::string capture_file)
      : trace_file_(std::move(trace_file)),
        key_log_file_(std::move(key_log_file)),
        capture_file_(std::move(capture_file)) {}

  trace::Recorder::Mode mode() const {
    const bool wanted = !trace_file_.empty() || !key_log_file_.empty();
    return wanted ? trace::Recorder::Mode::on : trace::Recorder::Mode::off;
  }
  // write_keys adds the secrets that came to be since the last call to the key log.
  std::optional<Error> write_keys(const trace::Recorder &);
  // keep_received remembers application data for the trace's end.
  void keep_received(wire::ByteView data) {
    if (!trace_file_.empty()) wire::append(received_, data);
  }
  // send does what send_some does, and keeps what went out for the capture; tap keeps what came
  // from somebody.
  Transfer send(int fd, wire::Bytes &from, trace::Role by);
  void tap(wire::ByteView, trace::Role from);
  // begin_connection: another connection begins, which the trace's end is about.
  void begin_connection() {
    received_.clear();
    wire_.emplace_back();
  }
  // write_trace writes the trace of one side.
  std::optional<Error> write_trace(const Scenario &, const trace::Recorder &, trace::Role,
                                   std::string_view state, const handshake::Connection &) const;
  // write_capture writes what crossed the wire. append_capture adds it to what is in the file, as
  // the connections from this number on.
  std::optional<Error> write_capture() const;
  std::optional<Error> append_capture(std::size_t number) const;

 private:
  std::string trace_file_, key_log_file_, capture_file_;
  eavesdropper::Recording wire_;
  std::size_t keys_written_ = 0;
  wire::Bytes received_;
};

}  // namespace cli
