#include "cli/recording.h"

#include <chrono>

#include "eavesdropper/pcapng.h"
#include "session/key_log.h"

namespace cli {

std::optional<Error> Recording::write_keys(const trace::Recorder &recorder) {
  if (key_log_file_.empty()) return std::nullopt;
  const std::string lines = session::key_log(recorder);
  if (lines.size() == keys_written_) return std::nullopt;
  auto error = append_file(key_log_file_, std::string_view(lines).substr(keys_written_));
  keys_written_ = lines.size();
  return error;
}

std::optional<Error> Recording::write_trace(const Scenario &scenario,
                                            const trace::Recorder &recorder, trace::Role role,
                                            std::string_view state,
                                            const handshake::Connection &connection) const {
  if (trace_file_.empty()) return std::nullopt;
  return write_file(
      trace_file_, session::trace_json(scenario, recorder, {{role, state, &connection, received_}}),
      Access::owner);
}

void Recording::tap(wire::ByteView bytes, trace::Role from) {
  if (capture_file_.empty() || bytes.empty()) return;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  if (wire_.empty()) wire_.emplace_back();
  wire_.back().push_back({from, wire::to_bytes(bytes),
                          std::chrono::duration_cast<std::chrono::microseconds>(now).count()});
}

Transfer Recording::send(int fd, wire::Bytes &from, trace::Role by) {
  const wire::Bytes before = capture_file_.empty() ? wire::Bytes() : from;
  const Transfer transfer = send_some(fd, from);
  if (!before.empty()) tap(wire::ByteView(before).first(before.size() - from.size()), by);
  return transfer;
}

std::optional<Error> Recording::write_capture() const {
  if (capture_file_.empty()) return std::nullopt;
  const wire::Bytes bytes = eavesdropper::write_capture(wire_, {});
  return write_file(capture_file_, wire::as_text(bytes), Access::owner);
}

std::optional<Error> Recording::append_capture(std::size_t number) const {
  if (capture_file_.empty()) return std::nullopt;
  const wire::Bytes bytes =
      eavesdropper::write_capture(wire_, {}, static_cast<std::uint32_t>(number));
  return append_file(capture_file_, wire::as_text(bytes));
}

}  // namespace cli
