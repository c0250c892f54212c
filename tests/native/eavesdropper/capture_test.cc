// Captures: what is written is read back; what others write is read; what is broken is said.
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "crypto/hash.h"
#include "eavesdropper/pcapng.h"
#include "session/tap.h"
#include "wire/codec.h"

namespace capture_test {

using eavesdropper::Capture;
using eavesdropper::Piece;
using eavesdropper::read_capture;
using eavesdropper::RecordedConnection;
using eavesdropper::Recording;
using eavesdropper::write_capture;
using trace::Role;
using wire::Bytes;
using wire::ByteView;
using wire::Writer;

Recording recording(const std::vector<std::pair<std::string, std::string>> &settings = {}) {
  session::Scenario scenario;
  for (const auto &[name, value] : settings) EXPECT_FALSE(session::set(scenario, name, value));
  return session::record(scenario);
}

// The bytes that a side sent in a connection.
Bytes sent(const RecordedConnection &connection, Role by) {
  Bytes out;
  for (const Piece &piece : connection) {
    if (piece.from == by) wire::append(out, piece.bytes);
  }
  return out;
}

// joined does to a recording what a capture does: neighbours of one side and time become one.
Recording joined(const Recording &recording) {
  Recording out;
  for (const RecordedConnection &connection : recording) {
    RecordedConnection pieces;
    for (const Piece &piece : connection) {
      if (piece.bytes.empty()) continue;
      if (!pieces.empty() && pieces.back().from == piece.from && pieces.back().time == piece.time) {
        wire::append(pieces.back().bytes, piece.bytes);
      } else {
        pieces.push_back(piece);
      }
    }
    if (!pieces.empty()) out.push_back(pieces);
  }
  return out;
}

TEST(Capture, WhatIsWrittenIsReadBack) {
  for (const auto &settings : std::vector<std::vector<std::pair<std::string, std::string>>>{
           {},
           {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}, {"pause", "3600"}},
           {{"tls", "1.2"}, {"suite", "TLS_RSA_WITH_AES_128_GCM_SHA256"}},
           {{"network", "drop:server:0"}}}) {
    const Recording r = recording(settings);
    ASSERT_FALSE(r.empty());
    for (const std::string_view key_log : {"", "CLIENT_RANDOM 00 11\n"}) {
      const Capture read = read_capture(write_capture(r, key_log));
      EXPECT_EQ(read.error, "");
      EXPECT_TRUE(read.notes.empty());
      EXPECT_EQ(read.recording, r);
    }
  }
}

TEST(Capture, AnyRecordingThatBeginsAsTlsIsReadBack) {
  std::mt19937 random(1);
  const auto below = [&](std::uint32_t n) { return random() % n; };
  for (int round = 0; round < 200; ++round) {
    Recording r(1 + below(4));
    for (RecordedConnection &connection : r) {
      std::int64_t time = static_cast<std::int64_t>(below(1000)) * 1'000'000'007;
      const std::size_t pieces = 1 + below(8);
      for (std::size_t i = 0; i < pieces; ++i) {
        Bytes bytes(below(20) == 0 ? 200'000 : below(4000));
        for (auto &byte : bytes) byte = static_cast<std::uint8_t>(random());
        if (i == 0) bytes.insert(bytes.begin(), {22, 3, 1});
        connection.push_back({i == 0 || below(2) ? Role::client : Role::server, bytes, time});
        time += below(3);
      }
    }
    const Capture read = read_capture(write_capture(r, ""));
    ASSERT_EQ(read.error, "");
    ASSERT_TRUE(read.notes.empty()) << read.notes.front();
    ASSERT_EQ(read.recording, joined(r));
  }
}

TEST(Capture, ManyConnectionsShareThePorts) {
  const Recording r(20'000, {{Role::client, {22, 3, 1}, 5}});
  EXPECT_EQ(read_capture(write_capture(r, "")).recording, r);
}

TEST(Capture, ThereAreSecretsInItOnlyWhenTheyAreGiven) {
  const Recording r = recording();
  const auto has = [&](const Bytes &file, std::string_view what) {
    return wire::as_text(file).find(what) != std::string_view::npos;
  };
  EXPECT_FALSE(has(write_capture(r, ""), "CLIENT_"));
  EXPECT_TRUE(has(write_capture(r, "CLIENT_RANDOM 00 11\n"), "CLIENT_RANDOM 00 11\n"));
}

TEST(Capture, EveryPrefixIsAnErrorOrHasLess) {
  const Recording r = recording({{"resumption", "psk_dhe_ke"}});
  const Bytes file = write_capture(r, "CLIENT_RANDOM 00 11\n");
  std::size_t readable = 0;
  for (std::size_t n = 0; n < file.size(); ++n) {
    const Capture read = read_capture(ByteView(file).first(n));
    ASSERT_EQ(read.error.empty(), !read.recording.empty());
    if (!read.error.empty()) continue;
    ++readable;
    ASSERT_LE(read.recording.size(), r.size());
    for (std::size_t i = 0; i < read.recording.size(); ++i) {
      for (const Role by : {Role::client, Role::server}) {
        const Bytes all = sent(r[i], by), some = sent(read.recording[i], by);
        ASSERT_LE(some.size(), all.size());
        ASSERT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
      }
    }
  }
  EXPECT_GT(readable, 10u);
}

// A packet maker of the test's own. Segments are of 192.0.2.7:1000 (client) and 198.51.100.9:443.
struct Seg {
  bool client;
  std::uint32_t sequence;
  std::string flags;  // S, A, F, R
  Bytes data;
  std::uint32_t acknowledged = 0;
};
Bytes tcp(const Seg &seg) {
  Writer out;
  out.number(seg.client ? 1000 : 443, 2);
  out.number(seg.client ? 443 : 1000, 2);
  out.number(seg.sequence, 4);
  out.number(seg.acknowledged, 4);
  out.number(0x60, 1);  // with an option
  unsigned flags = 0;
  for (const char c : seg.flags) flags |= c == 'S' ? 2 : c == 'F' ? 1 : c == 'R' ? 4 : 16;
  out.number(flags, 1);
  out.number(1000, 2);
  out.number(0, 4);
  out.number(0x01010101, 4);
  out.bytes(seg.data);
  return out.out;
}
Bytes ipv4(const Seg &seg, std::uint32_t fragment = 0x4000) {
  const Bytes payload = tcp(seg);
  Writer out;
  out.number(0x4600, 2);  // with an option
  out.number(static_cast<std::uint32_t>(24 + payload.size()), 2);
  out.number(0, 2);
  out.number(fragment, 2);
  out.number(0x4006, 2);
  out.number(0, 2);
  out.number(seg.client ? 0xc0000207 : 0xc6336409, 4);
  out.number(seg.client ? 0xc6336409 : 0xc0000207, 4);
  out.number(0x01010101, 4);
  out.bytes(payload);
  return out.out;
}
Bytes ipv6(const Seg &seg) {
  const Bytes payload = tcp(seg);
  Writer out;
  out.number(0x60000000, 4);
  out.number(static_cast<std::uint32_t>(8 + payload.size()), 2);
  out.number(60 << 8 | 64, 2);  // destination options come first
  for (const bool first : {true, false}) {
    out.number(0x20010db8, 4);
    out.number(0, 4);
    out.number(0, 4);
    out.number(first == seg.client ? 7 : 9, 4);
  }
  out.number(6 << 24 | 0x000104, 4);
  out.number(0, 4);
  out.bytes(payload);
  return out.out;
}

// pcap writes the older format. Numbers are big-endian, or turned around.
Bytes pcap(std::uint32_t link_type, const std::vector<Bytes> &packets, bool little = false,
           std::uint32_t magic = 0xa1b2c3d4) {
  Writer out;
  const auto number = [&](std::uint32_t value, std::size_t width) {
    Writer one;
    one.number(value, width);
    if (little) std::reverse(one.out.begin(), one.out.end());
    out.bytes(one.out);
  };
  number(magic, 4);
  number(2, 2);
  number(4, 2);
  for (const std::uint32_t value : {0u, 0u, 65535u, link_type}) number(value, 4);
  std::uint32_t time = 7;
  for (const Bytes &packet : packets) {
    number(1000, 4);
    number(time, 4);
    time += 1000;
    number(static_cast<std::uint32_t>(packet.size()), 4);
    number(static_cast<std::uint32_t>(packet.size()), 4);
    out.bytes(packet);
  }
  return out.out;
}
Bytes pcap_of(const std::vector<Seg> &segments) {
  std::vector<Bytes> packets;
  for (const Seg &seg : segments) packets.push_back(ipv4(seg));
  return pcap(101, packets);
}

const Bytes kHello{22, 3, 1, 0, 5, 1, 0, 0, 1, 9};

// Behind these bytes an IP packet follows. LINKTYPE_… as https://www.tcpdump.org/linktypes.html has
// them.
struct Link {
  std::uint32_t type;
  Bytes before;
};
std::vector<Link> links() {
  const auto padded = [](std::size_t zeros, Bytes end) {
    end.insert(end.begin(), zeros, 0);
    return end;
  };
  return {{101, {}},
          {12, {}},
          {1, padded(12, {8, 0})},
          {1, padded(12, {0x81, 0, 0, 5, 8, 0})},
          {1, padded(12, {0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 8, 0})},
          {0, {2, 0, 0, 0}},
          {0, {0, 0, 0, 2}},
          {108, {0, 0, 0, 2}},
          {113, padded(14, {8, 0})},
          {276, [] {
             Bytes out{8, 0};
             out.resize(20);
             return out;
           }()}};
}

TEST(Capture, LinksAddressesAndByteOrders) {
  const std::vector<Seg> segments{{true, 100, "S", {}}, {true, 101, "", kHello}};
  for (const Link &link : links()) {
    for (const bool little : {false, true}) {
      std::vector<Bytes> packets;
      for (const Seg &seg : segments) {
        packets.push_back(link.before);
        wire::append(packets.back(), ipv4(seg));
        packets.back().resize(packets.back().size() + 6);  // Ethernet's padding
      }
      const Capture read = read_capture(pcap(link.type, packets, little));
      EXPECT_EQ(read.error, "");
      const Recording expected{{{Role::client, kHello, 1'000'001'007}}};
      EXPECT_EQ(read.recording, expected) << link.type;
      EXPECT_EQ(read_capture(pcap(link.type, packets, little, 0xa1b23c4d)).recording[0][0].time,
                1'000'000'001);
    }
  }
  const Capture six = read_capture(pcap(101, {ipv6(segments[0]), ipv6(segments[1])}));
  EXPECT_EQ(six.recording, (Recording{{{Role::client, kHello, 1'000'001'007}}})) << six.error;
}

TEST(Capture, SegmentsInAnyOrderTwiceAndOverlapping) {
  std::mt19937 random(2);
  Bytes stream = kHello;
  for (int i = 0; i < 300; ++i) stream.push_back(static_cast<std::uint8_t>(random()));
  for (int round = 0; round < 500; ++round) {
    // The sequence numbers pass 2^32.
    const std::uint32_t first = 0xffffff80;
    std::vector<Seg> segments;
    const auto add = [&](std::size_t begin, std::size_t end) {
      segments.push_back({true, static_cast<std::uint32_t>(first + begin), "",
                          Bytes(stream.begin() + static_cast<std::ptrdiff_t>(begin),
                                stream.begin() + static_cast<std::ptrdiff_t>(end))});
    };
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t end = std::min(stream.size(), at + 1 + random() % 40);
      add(at, end);
      at = end;
    }
    for (int i = 0; i < 10; ++i) {
      const std::size_t begin = random() % stream.size();
      add(begin, begin + 1 + random() % (stream.size() - begin));
    }
    std::shuffle(segments.begin(), segments.end(), random);
    segments.insert(segments.begin(), {true, first - 1, "S", {}});
    const Capture read = read_capture(pcap_of(segments));
    ASSERT_EQ(read.error, "");
    ASSERT_TRUE(read.notes.empty());
    ASSERT_EQ(sent(read.recording.at(0), Role::client), stream);
  }
}

TEST(Capture, OfBytesThatComeTwiceTheFirstCount) {
  const Bytes other(20, 0xee), tail(10, 0xdd);
  const Capture read = read_capture(pcap_of({{true, 99, "S", {}},
                                             {true, 100, "", kHello},
                                             {true, 115, "", tail},   // before its turn
                                             {true, 100, "", other},  // over both
                                             {true, 120, "", other}}));
  Bytes expected = kHello;
  expected.insert(expected.end(), 5, 0xee);
  expected.insert(expected.end(), 10, 0xdd);
  expected.insert(expected.end(), 15, 0xee);
  EXPECT_EQ(sent(read.recording.at(0), Role::client), expected);
}

TEST(Capture, WhereBytesAreMissingTheSideEnds) {
  const Capture read = read_capture(pcap_of({{true, 99, "S", {}},
                                             {true, 100, "", kHello},
                                             {true, 117, "", {1, 2, 3}},
                                             {false, 5, "", {22, 3, 3}}}));
  EXPECT_EQ(sent(read.recording.at(0), Role::client), kHello);
  EXPECT_EQ(sent(read.recording.at(0), Role::server), (Bytes{22, 3, 3}));
  ASSERT_EQ(read.notes.size(), 1u);
  EXPECT_EQ(
      read.notes[0],
      "connection 1: after byte 10 of the client 7 bytes are missing; what it sent ends there");
}

TEST(Capture, WhatIsAcknowledgedWasSent) {
  // The server's first segment is not in the file, its second is.
  const Capture read = read_capture(pcap_of({{true, 99, "S", {}},
                                             {true, 100, "A", kHello, 500},
                                             {false, 540, "A", {1, 2, 3}, 110},
                                             {true, 110, "A", {4}, 543},
                                             {false, 543, "A", {}, 121}}));
  EXPECT_EQ(sent(read.recording.at(0), Role::server), Bytes());
  ASSERT_EQ(read.notes.size(), 2u);
  EXPECT_EQ(
      read.notes[0],
      "connection 1: after byte 11 of the client 9 bytes are missing; what it sent ends there");
  EXPECT_EQ(
      read.notes[1],
      "connection 1: after byte 0 of the server 40 bytes are missing; what it sent ends there");
}

TEST(Capture, TheClientIsWhoSaidHello) {
  // Nobody saw the SYN, and the server has the lower address.
  const Capture read =
      read_capture(pcap_of({{false, 100, "", kHello}, {true, 50, "", {22, 3, 3, 0, 1, 2}}}));
  EXPECT_EQ(sent(read.recording.at(0), Role::client), kHello);
}

// Captured by dumpcap while openssl talked to itself (tests/vectors/captures/make.sh). What each
// side sent, and when the client began, is what tshark says.
TEST(Capture, WhatOthersCapturedIsRead) {
  struct File {
    std::string name;
    std::int64_t time;
    std::string client, server;  // SHA-256
  };
  const std::string rsa_client = "5a3933b112efa89a4f6bd4c2b456b1e3ea0208f2d3d779836e094b2d705baf1e",
                    rsa_server = "5ceb4436c500cd0ea3e944e70e4d5fceef645ece0ce271f8aeb90dcc81d8c0f2",
                    client13 = "43ed2ceb4dffef503ad14894d78a75748182a2df69cda107e85bcf59bcfa0cd1",
                    server13 = "6d654c2d0a2b18d024e7a0c6ddb8fbd08ac3cec96edb178eab48d21012ea6464";
  for (const File &file : std::vector<File>{
           {"openssl-tls13-ethernet.pcapng", 1795352129365626, client13, server13},
           {"openssl-tls13-ethernet.pcap", 1795352129365626, client13, server13},
           {"openssl-rsa-cooked.pcapng", 1795352132305948, rsa_client, rsa_server},
           {"openssl-rsa-cooked-nanoseconds.pcap", 1795352132305948, rsa_client, rsa_server}}) {
    std::ifstream in(HANDSHAKE_SOURCE_DIR "/tests/vectors/captures/" + file.name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const Capture read = read_capture(wire::as_bytes(bytes));
    ASSERT_EQ(read.error, "") << file.name;
    EXPECT_TRUE(read.notes.empty()) << read.notes.front();
    ASSERT_EQ(read.recording.size(), 1u);
    const RecordedConnection &connection = read.recording[0];
    EXPECT_EQ(connection.front().time, file.time);
    const auto sum = [&](Role by) {
      return wire::to_hex(crypto::hash(crypto::HashAlgorithm::sha256, sent(connection, by)));
    };
    EXPECT_EQ(sum(Role::client), file.client) << file.name;
    EXPECT_EQ(sum(Role::server), file.server) << file.name;
  }
}

TEST(Capture, WhatIsNoTlsIsLeftOut) {
  const Capture none = read_capture(pcap_of({{true, 99, "S", {}}, {true, 100, "", {'G', 'E'}}}));
  EXPECT_EQ(none.error,
            "there is no TLS connection in it; left out: 1 TCP connections that do not begin as "
            "TLS does");
  const Capture fragment = read_capture(pcap(101, {ipv4({true, 99, "S", {}}, 0x2000)}));
  EXPECT_EQ(fragment.error,
            "there is no TLS connection in it; left out: 1 packets, the first at offset 24: it is "
            "a fragment of an IP packet");
  EXPECT_EQ(read_capture(pcap(105, {ipv4({true, 99, "S", {}})})).error,
            "there is no TLS connection in it; left out: 1 packets, the first at offset 24: link "
            "type 105 is not read here");
}

TEST(Capture, PacketsCutAnywhereAreLeftOut) {
  const Seg hello{true, 100, "", kHello};
  for (const Bytes &whole : {ipv4(hello), ipv6(hello)}) {
    for (std::size_t n = 0; n < whole.size(); ++n) {
      Bytes packet(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
      // Whatever its first byte says of the header's length.
      for (const int first : {0, 0x0f, 0x4f, 0x40, 0x60}) {
        if (n > 0 && first != 0) packet[0] = static_cast<std::uint8_t>(first);
        const Capture read = read_capture(pcap(101, {packet}));
        ASSERT_EQ(read.error.empty(), !read.recording.empty());
        for (const RecordedConnection &connection : read.recording) {
          const Bytes some = sent(connection, Role::client);
          ASSERT_TRUE(some.size() < kHello.size() &&
                      std::equal(some.begin(), some.end(), kHello.begin()));
        }
      }
    }
  }
}

TEST(Capture, WhatIsBrokenIsSaidWithItsOffset) {
  EXPECT_EQ(read_capture({}).error, "offset 0: no capture is so short");
  EXPECT_EQ(read_capture(wire::as_bytes("hello")).error,
            "offset 0: neither pcapng nor pcap begins so");
  const Bytes good = write_capture(recording(), "");
  const auto with = [&](std::size_t at, std::uint8_t byte) {
    Bytes bad = good;
    bad[at] = byte;
    return read_capture(bad).error;
  };
  EXPECT_EQ(with(7, 29), "offset 4: no block has 29 bytes");
  EXPECT_EQ(with(8, 0), "offset 8: a section that tells no byte order");
  EXPECT_EQ(with(13, 2), "offset 0: pcapng of another version than 1");
  EXPECT_EQ(with(27, 32), "offset 24: the block's second length is not its first");
  EXPECT_EQ(with(28 + 20 + 11, 1), "offset 48: a packet of interface 1, and there are 1");
  EXPECT_EQ(with(28 + 20 + 20, 1), "offset 48: a packet of 16777256 bytes, and 40 are there");
  Bytes old = pcap(101, {ipv4({true, 99, "S", {}})});
  old.pop_back();
  EXPECT_EQ(read_capture(old).error, "offset 32: a packet of 48 bytes, and 47 are there");
}

}  // namespace capture_test
