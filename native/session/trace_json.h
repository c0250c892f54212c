// The trace as JSON (docs/trace-format.md).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "eavesdropper/attempt.h"
#include "handshake/connection.h"
#include "trace/recorder.h"

namespace session {

// Side is what a trace's outcome says of one endpoint.
struct Side {
  trace::Role role{};
  std::string_view state;
  const handshake::Connection *connection = nullptr;
  wire::ByteView received;
};

// trace_json writes a whole trace. `scenario` holds the settings by name, in order.
std::string trace_json(const std::vector<std::pair<std::string, std::string>> &scenario,
                       const trace::Recorder &, const std::vector<Side> &sides);

// attack_json writes the trace of an eavesdropper, in which everything is by her.
std::string attack_json(const std::vector<std::pair<std::string, std::string>> &scenario,
                        const trace::Recorder &,
                        const std::vector<eavesdropper::ConnectionRead> &read);

}  // namespace session
