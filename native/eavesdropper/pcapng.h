// Captures: a recording as a file that Wireshark reads, and such files read back.
#pragma once

#include <string>
#include <string_view>

#include "eavesdropper/recording.h"

namespace eavesdropper {

// write_capture writes a recording as a pcapng file (draft-ietf-opsawg-pcapng): one TCP connection
// after the other between the documentation addresses 192.0.2.1 and 192.0.2.2 (RFC 5737), the
// server at port 443, with opening and closing. Packets have the times of their pieces. A key log
// (lines of NSS's SSLKEYLOGFILE) goes into a block of its own, by which Wireshark decrypts at once;
// empty: there is none, and the file holds no secret. A file may be added to another, with the
// number of connections that are in it: by that the ports of the clients differ.
Bytes write_capture(const Recording &, std::string_view key_log, std::uint32_t connections = 0);

// Capture is what was found in a capture file. `error` is one line that says what cannot be read
// and at which offset; empty: the recording is there. `notes` are lines about what was left out.
struct Capture {
  Recording recording;
  std::vector<std::string> notes;
  std::string error;
};

// read_capture reads pcapng and pcap, of either byte order and any resolution of time: Ethernet
// (with VLAN tags), raw IP, Linux "cooked" and loopback, IPv4 and IPv6, TCP put together again. Of
// bytes that came twice the first count. Where bytes are missing, what that side sent ends, and a
// note says so. Connections whose client does not begin with a TLS handshake record are left out.
// The client is who sent the SYN; without one, who sent the ClientHello. What one side sent at one
// time, with nothing of the other between, is one piece: read_capture(write_capture(r)) is r,
// joined so.
Capture read_capture(ByteView file);

}  // namespace eavesdropper
