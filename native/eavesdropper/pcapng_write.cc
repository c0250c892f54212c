#include <algorithm>

#include "eavesdropper/pcapng.h"
#include "eavesdropper/tcp_flags.h"

namespace eavesdropper {
namespace {

using wire::Writer;

constexpr std::size_t kMostInSegment = 1460;  // what fits into a packet of 1500 bytes
constexpr std::size_t kMostUnacknowledged = 1 << 15;
constexpr std::uint32_t kAddresses[] = {0xc0000201, 0xc0000202};  // 192.0.2.1 and .2
constexpr std::uint32_t kFirstPort = 49152;                       // RFC 6335, section 6
constexpr std::uint32_t kPorts = 16384;
constexpr std::uint32_t kServerPort = 443;
constexpr std::uint32_t kProtocolTcp = 6;

// checksum is that of IP and TCP (RFC 1071), over `bytes` and what was summed up before.
std::uint32_t checksum(ByteView bytes, std::uint32_t sum = 0) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += i % 2 == 0 ? static_cast<std::uint32_t>(bytes[i]) << 8 : bytes[i];
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

// block writes a block of a pcapng file: type, length, body to a multiple of four bytes, length.
// All numbers are big-endian, which a section may choose.
void block(Bytes &file, std::uint32_t type, ByteView body) {
  const std::size_t padding = (4 - body.size() % 4) % 4;
  const auto length = static_cast<std::uint32_t>(12 + body.size() + padding);
  Writer out;
  out.number(type, 4);
  out.number(length, 4);
  out.bytes(body);
  out.out.resize(out.out.size() + padding);
  out.number(length, 4);
  wire::append(file, out.out);
}

// Line writes the packets of one connection.
class Line {
 public:
  Line(Bytes &file, std::uint32_t index) : file_(file), port_(kFirstPort + index % kPorts) {
    // A port that comes again has other sequence numbers.
    next_[0] = 0x10000000 + index;
    next_[1] = 0x20000000 + index;
  }

  void packet(Role from, std::uint8_t flags, ByteView data, std::int64_t time) {
    const bool server = from == Role::server;
    Writer tcp;
    tcp.number(server ? kServerPort : port_, 2);
    tcp.number(server ? port_ : kServerPort, 2);
    tcp.number(next_[server], 4);
    tcp.number(flags & ack ? next_[!server] : 0, 4);
    tcp.number(0x50, 1);  // a header of five words
    tcp.number(flags, 1);
    tcp.number(0xffff, 2);  // the window
    tcp.number(0, 4);       // checksum and urgent pointer
    tcp.bytes(data);
    const auto length = static_cast<std::uint32_t>(tcp.out.size());
    put(tcp.out, 16,
        checksum(tcp.out, sum(kAddresses[0]) + sum(kAddresses[1]) + kProtocolTcp + length));

    Writer ip;
    ip.number(0x4500, 2);
    ip.number(20 + length, 2);
    ip.number(0x4000, 4);  // identification 0, not to be fragmented
    ip.number(64 << 8 | kProtocolTcp, 2);
    ip.number(0, 2);  // checksum
    ip.number(kAddresses[server], 4);
    ip.number(kAddresses[!server], 4);
    put(ip.out, 10, checksum(ip.out));

    Writer body;
    const auto stamp = static_cast<std::uint64_t>(time);
    body.number(0, 4);  // the interface
    body.number(static_cast<std::uint32_t>(stamp >> 32), 4);
    body.number(static_cast<std::uint32_t>(stamp), 4);
    body.number(20 + length, 4);
    body.number(20 + length, 4);
    body.bytes(ip.out);
    body.bytes(tcp.out);
    block(file_, 6, body.out);

    next_[server] += static_cast<std::uint32_t>(data.size()) + ((flags & (syn | fin)) != 0);
    unacknowledged_[server] += data.size();
    unacknowledged_[!server] = 0;
  }

  void piece(const Piece &piece) {
    ByteView left = piece.bytes;
    while (!left.empty()) {
      const ByteView data = left.first(std::min(left.size(), kMostInSegment));
      packet(piece.from, psh | ack, data, piece.time);
      left = left.subspan(data.size());
      // Nobody may send more than the other's window.
      if (unacknowledged_[piece.from == Role::server] >= kMostUnacknowledged) {
        packet(trace::peer_of(piece.from), ack, {}, piece.time);
      }
    }
  }

 private:
  static std::uint32_t sum(std::uint32_t address) { return (address >> 16) + (address & 0xffff); }
  static void put(Bytes &bytes, std::size_t at, std::uint32_t number) {
    bytes[at] = static_cast<std::uint8_t>(number >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(number);
  }

  Bytes &file_;
  std::uint32_t port_;
  std::uint32_t next_[2];
  std::size_t unacknowledged_[2]{};
};

}  // namespace

Bytes write_capture(const Recording &recording, std::string_view key_log,
                    std::uint32_t connections) {
  Bytes file;
  Writer section;
  section.number(0x1a2b3c4d, 4);
  section.number(1, 2);  // version 1.0
  section.number(0, 2);
  section.number(0xffffffff, 4);  // the section's length is not told
  section.number(0xffffffff, 4);
  block(file, 0x0a0d0d0a, section.out);
  if (!key_log.empty()) {
    Writer secrets;
    secrets.number(0x544c534b, 4);  // a key log of TLS
    secrets.number(static_cast<std::uint32_t>(key_log.size()), 4);
    secrets.bytes(wire::as_bytes(key_log));
    block(file, 10, secrets.out);
  }
  Writer interface;
  interface.number(101, 2);  // packets begin with IP; times are in microseconds
  interface.number(0, 2);
  interface.number(0, 4);  // packets are whole
  block(file, 1, interface.out);

  for (const RecordedConnection &connection : recording) {
    if (connection.empty()) continue;
    Line line(file, connections++);
    const std::int64_t begin = connection.front().time, end = connection.back().time;
    line.packet(Role::client, syn, {}, begin);
    line.packet(Role::server, syn | ack, {}, begin);
    line.packet(Role::client, ack, {}, begin);
    for (const Piece &piece : connection) line.piece(piece);
    line.packet(Role::client, fin | ack, {}, end);
    line.packet(Role::server, fin | ack, {}, end);
    line.packet(Role::client, ack, {}, end);
  }
  return file;
}

}  // namespace eavesdropper
