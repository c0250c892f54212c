#include <algorithm>

#include "eavesdropper/pcapng.h"
#include "eavesdropper/tcp_streams.h"

namespace eavesdropper {
namespace {

// A number of a capture file: it has the byte order of who wrote it.
std::uint64_t number(ByteView bytes, std::size_t at, std::size_t width, bool big) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < width; ++i) {
    out = out << 8 | bytes[at + (big ? i : width - 1 - i)];
  }
  return out;
}

Capture failed(std::size_t at, const std::string &why) {
  return {{}, {}, "offset " + std::to_string(at) + ": " + why};
}

std::string too_long(std::string_view what, std::uint64_t length, std::size_t left) {
  return std::string(what) + " of " + std::to_string(length) + " bytes, and " +
         std::to_string(left) + " are there";
}

// The older format: a header of 24 bytes, and 16 before each packet.
Capture read_pcap(ByteView file, bool big, bool nanoseconds) {
  if (file.size() < 24) return failed(0, too_long("a file header", 24, file.size()));
  if (const auto version = number(file, 4, 2, big); version != 2) {
    return failed(4, "pcap of version " + std::to_string(version) + "; 2 is read here");
  }
  TcpStreams streams;
  Packet packet;
  packet.link_type = static_cast<std::uint32_t>(number(file, 20, 2, big));
  if (big) packet.link_type = static_cast<std::uint32_t>(number(file, 22, 2, big));
  for (std::size_t at = 24; at < file.size();) {
    const std::size_t left = file.size() - at;
    if (left < 16) return failed(at, too_long("a packet header", 16, left));
    const std::uint64_t fraction = number(file, at + 4, 4, big),
                        size = number(file, at + 8, 4, big);
    if (size > left - 16) return failed(at + 8, too_long("a packet", size, left - 16));
    packet.at = at;
    packet.time = static_cast<std::int64_t>(number(file, at, 4, big) * 1'000'000 +
                                            (nanoseconds ? fraction / 1000 : fraction));
    packet.length = static_cast<std::size_t>(number(file, at + 12, 4, big));
    packet.data = file.subspan(at + 16, static_cast<std::size_t>(size));
    streams.add(packet);
    at += 16 + static_cast<std::size_t>(size);
  }
  return streams.finish();
}

// Interface is what a block of type 1 says of the packets that name it.
struct Interface {
  std::uint32_t link_type = 0;
  std::uint32_t most = 0;       // bytes of a packet that are kept; 0: all
  std::uint8_t resolution = 6;  // of time: 10^-n seconds, or 2^-n with the highest bit
  std::int64_t seconds = 0;     // to be added
};

// microseconds reads an interface's time.
std::int64_t microseconds(std::uint64_t time, const Interface &interface) {
  unsigned exponent = interface.resolution & 0x7f;
  if (interface.resolution & 0x80) {
    // A fraction of 40 bits is finer than a microsecond, and a million times it fits.
    if (exponent > 40) {
      time >>= exponent - 40;
      exponent = 40;
    }
    const std::uint64_t fraction = time & ((std::uint64_t{1} << exponent) - 1);
    time = (time >> exponent) * 1'000'000 + (fraction * 1'000'000 >> exponent);
  } else {
    for (; exponent < 6; ++exponent) time *= 10;
    for (; exponent > 6; --exponent) time /= 10;
  }
  return static_cast<std::int64_t>(time +
                                   static_cast<std::uint64_t>(interface.seconds) * 1'000'000);
}

// PcapngFile reads blocks.
class PcapngFile {
 public:
  explicit PcapngFile(ByteView file) : file_(file) {}

  Capture read() {
    for (std::size_t at = 0; at < file_.size();) {
      const std::size_t left = file_.size() - at;
      if (left < 12) return failed(at, too_long("a block", 12, left));
      // The type of a section's header reads the same in both orders, and tells which it is.
      const bool section = number(file_, at, 4, true) == 0x0a0d0d0a;
      if (section) {
        big_ = number(file_, at + 8, 4, true) == 0x1a2b3c4d;
        if (!big_ && number(file_, at + 8, 4, false) != 0x1a2b3c4d) {
          return failed(at + 8, "a section that tells no byte order");
        }
      }
      const auto length = static_cast<std::size_t>(number(file_, at + 4, 4, big_));
      if (length > left) return failed(at + 4, too_long("a block", length, left));
      if (length < 12 || length % 4 != 0) {
        return failed(at + 4, "no block has " + std::to_string(length) + " bytes");
      }
      if (number(file_, at + length - 4, 4, big_) != length) {
        return failed(at + length - 4, "the block's second length is not its first");
      }
      at_ = at + 8;
      body_ = file_.subspan(at_, length - 12);
      const auto type = static_cast<std::uint32_t>(number(file_, at, 4, big_));
      if (auto why = block(section ? 0 : type); !why.empty()) return failed(at, why);
      at += length;
    }
    return streams_.finish();
  }

 private:
  std::uint64_t field(std::size_t at, std::size_t width) const {
    return number(body_, at, width, big_);
  }

  // block reads one block; what it gives is not empty when that cannot be done.
  std::string block(std::uint32_t type) {
    // What a body has at least.
    const std::size_t least = type == 0                ? 16
                              : type == 1              ? 8
                              : type == 2 || type == 6 ? 20
                              : type == 3              ? 4
                                                       : 0;
    if (body_.size() < least) return too_long("a body", least, body_.size());
    switch (type) {
      case 0:
        interfaces_.clear();
        if (field(4, 2) != 1) return "pcapng of another version than 1";
        return {};
      case 1:
        return interface();
      case 2:  // the packet block of old
        return packet(field(0, 2), 20, field(12, 4), field(16, 4), field(4, 4) << 32 | field(8, 4));
      case 3: {  // a simple packet: it has no time
        const std::uint64_t length = field(0, 4);
        const std::uint64_t most = interfaces_.empty() ? 0 : interfaces_.front().most;
        return packet(0, 4, most == 0 ? length : std::min(most, length), length, std::nullopt);
      }
      case 6:
        return packet(field(0, 4), 20, field(12, 4), field(16, 4), field(4, 4) << 32 | field(8, 4));
      default:
        return {};
    }
  }

  std::string interface() {
    Interface out;
    out.link_type = static_cast<std::uint32_t>(field(0, 2));
    out.most = static_cast<std::uint32_t>(field(4, 4));
    for (std::size_t at = 8; at < body_.size();) {
      if (body_.size() - at < 4) return too_long("an option", 4, body_.size() - at);
      const std::uint64_t code = field(at, 2);
      const auto size = static_cast<std::size_t>(field(at + 2, 2));
      if (code == 0) break;
      at += 4;
      if (size > body_.size() - at) return too_long("an option", size, body_.size() - at);
      if ((code == 9 && size != 1) || (code == 14 && size != 8)) {
        return "an option " + std::to_string(code) + " of " + std::to_string(size) + " bytes";
      }
      if (code == 9) out.resolution = body_[at];
      if (code == 14) out.seconds = static_cast<std::int64_t>(field(at, 8));
      at += std::min((size + 3) / 4 * 4, body_.size() - at);
    }
    interfaces_.push_back(out);
    return {};
  }

  std::string packet(std::uint64_t interface, std::size_t begin, std::uint64_t size,
                     std::uint64_t length, std::optional<std::uint64_t> time) {
    if (interface >= interfaces_.size()) {
      return "a packet of interface " + std::to_string(interface) + ", and there are " +
             std::to_string(interfaces_.size());
    }
    if (size > body_.size() - begin) return too_long("a packet", size, body_.size() - begin);
    const Interface &from = interfaces_[static_cast<std::size_t>(interface)];
    if (time) time_ = microseconds(*time, from);
    streams_.add({at_ + begin, time_, from.link_type, static_cast<std::size_t>(length),
                  body_.subspan(begin, static_cast<std::size_t>(size))});
    return {};
  }

  ByteView file_, body_;
  std::size_t at_ = 0;
  bool big_ = false;
  std::int64_t time_ = 0;
  std::vector<Interface> interfaces_;
  TcpStreams streams_;
};

}  // namespace

Capture read_capture(ByteView file) {
  if (file.size() < 4) return failed(0, "no capture is so short");
  for (const bool big : {false, true}) {
    const std::uint64_t magic = number(file, 0, 4, big);
    if (magic == 0xa1b2c3d4) return read_pcap(file, big, false);
    if (magic == 0xa1b23c4d) return read_pcap(file, big, true);
  }
  if (number(file, 0, 4, true) != 0x0a0d0d0a) {
    return failed(0, "neither pcapng nor pcap begins so");
  }
  return PcapngFile(file).read();
}

}  // namespace eavesdropper
