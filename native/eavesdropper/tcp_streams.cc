#include "eavesdropper/tcp_streams.h"

#include <algorithm>

#include "eavesdropper/tcp_flags.h"
#include "wire/records.h"

namespace eavesdropper {
namespace {

using wire::Reader;

// kWindow is the largest window that TCP has (RFC 7323, section 2.3): nothing is further ahead.
constexpr std::uint64_t kWindow = std::uint64_t{1} << 30;

constexpr std::size_t kMostReasons = 16;

// unwrap gives the number near `near` whose lower 32 bits are these.
std::uint64_t unwrap(std::uint64_t near, std::uint32_t low) {
  const auto distance = static_cast<std::int32_t>(low - static_cast<std::uint32_t>(near));
  return near + static_cast<std::uint64_t>(std::int64_t{distance});
}

std::uint64_t begin_at(std::uint32_t sequence) { return (std::uint64_t{1} << 32) + sequence; }

constexpr std::string_view kCut = "its headers are cut short or have wrong lengths";

// skip_link reads what stands before IP. False: something else than IP follows. A link type that is
// not known gives a reason.
bool skip_link(Reader &in, std::uint32_t link_type, std::optional<std::string> &why) {
  std::uint32_t protocol = 0x0800;  // an EtherType
  switch (link_type) {
    case 0:    // BSD's loopback: the family in the byte order of the machine
    case 108:  // OpenBSD's: big-endian
    {
      std::uint32_t family = in.number(4);
      if (family > 0xffff) family >>= 24;
      return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
    }
    case 1:  // Ethernet
      in.bytes(12);
      protocol = in.number(2);
      break;
    case 12:  // raw IP, by its number on some systems
    case 14:
    case 101:  // raw IP
    case 228:  // IPv4
    case 229:  // IPv6
      return true;
    case 113:  // Linux "cooked"
      in.bytes(14);
      protocol = in.number(2);
      break;
    case 276:  // the same, version 2
      protocol = in.number(2);
      in.bytes(18);
      break;
    default:
      why = "link type " + std::to_string(link_type) + " is not read here";
      return false;
  }
  // IEEE 802.1Q and 802.1ad: tags of two bytes and the type of what follows.
  while (in.ok() && (protocol == 0x8100 || protocol == 0x88a8 || protocol == 0x9100)) {
    in.bytes(2);
    protocol = in.number(2);
  }
  return protocol == 0x0800 || protocol == 0x86dd;
}

}  // namespace

struct TcpStreams::Segment {
  Bytes from, to;  // address and port; empty: it is no TCP
  std::uint32_t sequence = 0, acknowledged = 0;
  std::uint8_t flags = 0;
  std::size_t length = 0;  // of the data, of which some may not be there
  ByteView data;
};

// read reads a packet's headers. A reason says why it cannot be used.
std::optional<std::string> TcpStreams::read(const Packet &packet, Segment &out) const {
  constexpr std::string_view kFragment = "it is a fragment of an IP packet";
  Reader in(packet.data);
  std::optional<std::string> why;
  if (!skip_link(in, packet.link_type, why)) return in.ok() ? why : std::string(kCut);
  // The length as it was sent, from here on.
  std::size_t length = std::max(packet.length, packet.data.size()) - in.at();
  const std::uint32_t start = in.number(1);
  std::uint32_t protocol = 0;
  if (start >> 4 == 4) {  // RFC 791, section 3.1
    const std::size_t header = (start & 15) * 4;
    in.bytes(1);
    // Network cards that split packets themselves are given 0.
    if (const std::size_t total = in.number(2)) length = total;
    in.bytes(2);
    const std::uint32_t fragment = in.number(2);
    in.bytes(1);
    protocol = in.number(1);
    in.bytes(2);
    out.from = wire::to_bytes(in.bytes(4));
    out.to = wire::to_bytes(in.bytes(4));
    if (!in.ok() || header < 20 || length < header) return std::string(kCut);
    in.bytes(header - 20);
    length -= header;
    if (protocol != 6) {
      out.from.clear();
      return std::nullopt;
    }
    if ((fragment & 0x3fff) != 0) return std::string(kFragment);
  } else if (start >> 4 == 6) {  // RFC 8200, sections 3 and 4
    in.bytes(3);
    if (const std::size_t payload = in.number(2)) length = 40 + payload;
    protocol = in.number(1);
    in.bytes(1);
    out.from = wire::to_bytes(in.bytes(16));
    out.to = wire::to_bytes(in.bytes(16));
    std::size_t header = 40;
    while (in.ok() && (protocol == 0 || protocol == 43 || protocol == 60 || protocol == 51 ||
                       protocol == 44)) {
      const bool fragment = protocol == 44;
      const std::size_t unit = protocol == 51 ? 4 : 8, more = protocol == 51 ? 2 : 1;
      protocol = in.number(1);
      const std::size_t size = fragment ? 8 : (in.number(1) + more) * unit;
      if (fragment) {
        in.bytes(1);
        if ((in.number(2) & 0xfff9) != 0) return std::string(kFragment);
        in.bytes(4);
      } else {
        in.bytes(size - 2);
      }
      header += size;
    }
    if (!in.ok() || length < header) return std::string(kCut);
    length -= header;
    if (protocol != 6) {
      out.from.clear();
      return std::nullopt;
    }
  } else {
    return std::string(kCut);
  }
  if (!in.ok()) return std::string(kCut);
  // TCP (RFC 9293, section 3.1). What follows it is a padding of the link.
  Reader tcp(in.peek().first(std::min(in.left(), length)));
  wire::append(out.from, tcp.bytes(2));
  wire::append(out.to, tcp.bytes(2));
  out.sequence = tcp.number(4);
  out.acknowledged = tcp.number(4);
  const std::size_t header = (tcp.number(1) >> 4) * 4;
  out.flags = static_cast<std::uint8_t>(tcp.number(1));
  tcp.bytes(6);
  if (header >= 20) tcp.bytes(header - 20);
  if (!tcp.ok() || header < 20 || length < header) return std::string(kCut);
  out.data = tcp.peek();
  out.length = length - header;
  return std::nullopt;
}

// flow_of finds a segment's connection and the side that sent it, or begins one.
TcpStreams::Flow &TcpStreams::flow_of(const Segment &segment, int &side) {
  side = segment.to < segment.from;
  Bytes key = side == 0 ? segment.from : segment.to;
  wire::append(key, side == 0 ? segment.to : segment.from);
  const auto [it, is_new] = newest_.try_emplace(std::move(key), flows_.size());
  if (!is_new && (segment.flags & (syn | ack)) == syn) {
    // The same ends again, unless this is the same SYN again.
    const Side &own = flows_[it->second].sides[side];
    const bool again = own.known && static_cast<std::uint32_t>(own.first) != segment.sequence + 1;
    if (again) it->second = flows_.size();
  }
  if (it->second == flows_.size()) flows_.emplace_back();
  return flows_[it->second];
}

// take adds bytes of a stream; what is known of them already stays as it is.
void TcpStreams::take(Flow &flow, int number, std::uint64_t begin, ByteView data,
                      std::int64_t time) {
  Side &side = flow.sides[number];
  if (begin < side.next) {
    const auto known =
        static_cast<std::size_t>(std::min<std::uint64_t>(side.next - begin, data.size()));
    data = data.subspan(known);
    begin += known;
  }
  if (data.empty() || begin - side.next > kWindow) return;
  const auto skip = [&](std::size_t n) {
    n = std::min(n, data.size());
    data = data.subspan(n);
    begin += n;
  };
  auto it = side.waiting.upper_bound(begin);
  if (it != side.waiting.begin()) {
    const auto before = std::prev(it);
    const std::uint64_t end = before->first + before->second.size();
    if (end > begin) skip(static_cast<std::size_t>(end - begin));
  }
  while (!data.empty()) {
    std::size_t hole = data.size();
    if (it != side.waiting.end() && it->first - begin < hole) {
      hole = static_cast<std::size_t>(it->first - begin);
    }
    if (hole > 0) side.waiting.emplace_hint(it, begin, wire::to_bytes(data.first(hole)));
    skip(hole);
    if (data.empty()) break;
    skip(it->second.size());
    ++it;
  }
  for (it = side.waiting.begin(); it != side.waiting.end() && it->first == side.next;
       it = side.waiting.erase(it)) {
    side.next += it->second.size();
    auto &parts = flow.parts;
    if (!parts.empty() && parts.back().side == number && parts.back().time == time) {
      wire::append(parts.back().bytes, it->second);
    } else {
      parts.push_back({number, std::move(it->second), time});
    }
  }
}

void TcpStreams::add(const Packet &packet) {
  Segment segment;
  if (const auto why = read(packet, segment)) {
    for (LeftOut &one : left_out_) {
      if (one.why == *why) return void(++one.count);
    }
    if (left_out_.size() < kMostReasons) left_out_.push_back({*why, packet.at, 1});
    return;
  }
  if (segment.from.empty() || (segment.flags & rst) != 0) return;
  int number = 0;
  Flow &flow = flow_of(segment, number);
  Side &side = flow.sides[number], &other = flow.sides[1 - number];
  if ((segment.flags & syn) != 0) {
    ++segment.sequence;  // a SYN takes a number, as a byte does
    if (!flow.client) flow.client = (segment.flags & ack) != 0 ? 1 - number : number;
  }
  if (!side.known) {
    side.known = true;
    side.first = side.next = side.seen = begin_at(segment.sequence);
  }
  if ((segment.flags & ack) != 0) {
    if (!other.known) {
      other.known = true;
      other.first = other.next = other.seen = begin_at(segment.acknowledged);
    }
    // What is acknowledged was sent. A FIN has a number too: one more says nothing.
    const std::uint64_t end = unwrap(other.next, segment.acknowledged) - 1;
    if (end > other.seen && end - other.next <= kWindow) other.seen = end;
  }
  const std::uint64_t begin = unwrap(side.next, segment.sequence);
  const std::uint64_t end = begin + segment.length;
  if (segment.length > 0 && end > side.seen && end - side.next <= kWindow) side.seen = end;
  take(flow, number, begin, segment.data, packet.time);
}

Capture TcpStreams::finish() {
  Capture out;
  for (const LeftOut &one : left_out_) {
    out.notes.push_back("left out: " + std::to_string(one.count) +
                        " packets, the first at offset " + std::to_string(one.at) + ": " + one.why);
  }
  std::size_t others = 0;
  for (Flow &flow : flows_) {
    Bytes begins[2];
    for (const Flow::Part &part : flow.parts) {
      Bytes &begin = begins[part.side];
      constexpr std::size_t kEnough = wire::kRecordHeaderLength + 1;
      if (begin.size() < kEnough) {
        wire::append(begin, ByteView(part.bytes).first(std::min(part.bytes.size(), kEnough)));
      }
    }
    // A record's header and the first byte of a handshake message: 22, 3, x, length, type.
    const auto is_tls = [&](int side) {
      const Bytes &begin = begins[side];
      return !begin.empty() && begin[0] == 22 && (begin.size() == 1 || begin[1] == 3);
    };
    for (const int side : {0, 1}) {
      const Bytes &begin = begins[side];
      const bool hello = is_tls(side) && begin.size() > wire::kRecordHeaderLength &&
                         begin[wire::kRecordHeaderLength] == 1;
      if (!flow.client && hello) flow.client = side;
    }
    if (!flow.client || !is_tls(*flow.client)) {
      others += !flow.parts.empty();
      continue;
    }
    RecordedConnection connection;
    for (Flow::Part &part : flow.parts) {
      connection.push_back({part.side == *flow.client ? Role::client : Role::server,
                            std::move(part.bytes), part.time});
    }
    out.recording.push_back(std::move(connection));
    for (const int number : {0, 1}) {
      const Side &side = flow.sides[number];
      const std::uint64_t end = side.waiting.empty() ? side.seen : side.waiting.begin()->first;
      if (end <= side.next) continue;
      out.notes.push_back("connection " + std::to_string(out.recording.size()) + ": after byte " +
                          std::to_string(side.next - side.first) + " of the " +
                          (number == *flow.client ? "client " : "server ") +
                          std::to_string(end - side.next) +
                          " bytes are missing; what it sent ends there");
    }
  }
  if (others > 0) {
    out.notes.push_back("left out: " + std::to_string(others) +
                        " TCP connections that do not begin as TLS does");
  }
  if (out.recording.empty()) {
    out.error = "there is no TLS connection in it";
    if (!out.notes.empty()) out.error += "; " + out.notes.front();
  }
  return out;
}

}  // namespace eavesdropper
