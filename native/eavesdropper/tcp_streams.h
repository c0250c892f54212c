// TcpStreams: packets in, connections out.
#pragma once

#include <map>
#include <optional>

#include "eavesdropper/pcapng.h"

namespace eavesdropper {

// Packet is one packet of a capture file. `at` is its offset in the file, `length` what it had on
// the wire: `data` may have less.
struct Packet {
  std::size_t at = 0;
  std::int64_t time = 0;        // microseconds since 1970-01-01T00:00:00Z
  std::uint32_t link_type = 0;  // LINKTYPE_…, as libpcap numbers them
  std::size_t length = 0;
  ByteView data;
};

// TcpStreams puts TCP connections together (RFC 9293, section 3.10.7.4) and gives those that begin
// as TLS does. Packets that are no TCP are passed over; what cannot be used is counted and noted.
class TcpStreams {
 public:
  void add(const Packet &);
  Capture finish();

 private:
  // Numbers of a stream's bytes have 64 bits, of which a segment tells the lower 32.
  struct Side {
    bool known = false;
    std::uint64_t first = 0, next = 0;       // the first byte, and the next to come
    std::uint64_t seen = 0;                  // the end of all that is known to have been sent
    std::map<std::uint64_t, Bytes> waiting;  // what came before its turn; nothing overlaps
  };
  struct Flow {
    Side sides[2];
    std::optional<int> client;  // the side that sent the SYN
    struct Part {
      int side;
      Bytes bytes;
      std::int64_t time;
    };
    std::vector<Part> parts;
  };
  struct Segment;
  struct LeftOut {
    std::string why;
    std::size_t at, count;
  };

  std::optional<std::string> read(const Packet &, Segment &) const;
  Flow &flow_of(const Segment &, int &side);
  static void take(Flow &, int side, std::uint64_t begin, ByteView data, std::int64_t time);

  std::vector<Flow> flows_;
  std::map<Bytes, std::size_t> newest_;  // by both ends: the last of their connections
  std::vector<LeftOut> left_out_;
};

}  // namespace eavesdropper
