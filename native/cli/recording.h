// What connect and serve keep of a connection: a trace, a key log, or nothing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/files.h"
#include "session/trace_json.h"

namespace cli {

using Scenario = std::vector<std::pair<std::string, std::string>>;

// Recording belongs to one connection. Nothing is recorded unless a file asks for it.
class Recording {
 public:
  Recording(std::string trace_file, std::string key_log_file)
      : trace_file_(std::move(trace_file)), key_log_file_(std::move(key_log_file)) {}

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
  // forget_received: another connection begins, which the trace's end is about.
  void forget_received() { received_.clear(); }
  // write_trace writes the trace of one side.
  std::optional<Error> write_trace(const Scenario &, const trace::Recorder &, trace::Role,
                                   std::string_view state, const handshake::Connection &) const;

 private:
  std::string trace_file_, key_log_file_;
  std::size_t keys_written_ = 0;
  wire::Bytes received_;
};

}  // namespace cli
