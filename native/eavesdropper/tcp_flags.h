// Flags of a TCP segment (RFC 9293, section 3.1).
#pragma once

#include <cstdint>

namespace eavesdropper {

enum TcpFlag : std::uint8_t { fin = 1, syn = 2, rst = 4, psh = 8, ack = 16 };

}  // namespace eavesdropper
