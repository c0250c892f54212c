#include "handshake/fatal.h"

namespace handshake {

Status require(bool condition, AlertDescription alert, std::string_view what, Section section,
               Recorder &trace) {
  if (trace.on()) trace.add(trace::Checked{what, condition, alert, section});
  if (condition) return std::nullopt;
  return Fatal{alert, std::string(what), section, std::nullopt};
}

Fatal unreadable(std::string_view what, wire::DecodeError where) {
  return Fatal{AlertDescription::decode_error, std::string(what) + " can be read",
               "RFC 8446, section 6.2", std::move(where)};
}

}  // namespace handshake
