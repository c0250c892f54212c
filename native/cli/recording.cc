#include "cli/recording.h"

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

}  // namespace cli
