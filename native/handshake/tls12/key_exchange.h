// Key exchange of TLS 1.2: what both sides do alike (RFC 5246, section 8.1; RFC 8422).
#pragma once

#include "handshake/connection.h"
#include "handshake/key_share.h"
#include "schedule/transcript.h"

namespace handshake::tls12 {

// kEcdheSections are where RFC 8422 speaks of an ECDHE key exchange.
inline constexpr KeyShareSections kEcdheSections{"RFC 8422, section 5.10", "RFC 8422, section 5.11",
                                                 "RFC 8422, section 5.10"};

// DhShare is an ephemeral key pair in a finite field, with the group's numbers as they went over
// the wire.
struct DhShare {
  Value p, g;
  Value private_key, public_key;
  friend bool operator==(const DhShare &, const DhShare &) = default;
};

// draw_dh_share draws an exponent x and computes g^x mod p, for share.p and share.g.
Status draw_dh_share(DhShare &share, Connection &, Recorder &);

// agree_dh computes peer^x mod p and discards x. A peer's key that is not in [2, p-2] gives
// illegal_parameter.
Status agree_dh(DhShare &own, const Value &peer_public_key, Value &shared_secret, Recorder &);

// check_dh_parameters judges the group and public key that a server sent (RFC 7919, sections 3 and
// 5.1): one check for each thing that may be wrong.
Status check_dh_parameters(ByteView p, ByteView g, ByteView public_key, Recorder &);

// ffdhe_group_of names the group of RFC 7919 that has this prime; NamedGroup{} for another.
wire::NamedGroup ffdhe_group_of(ByteView p);

// expect_change_cipher_spec demands TLS 1.2's ChangeCipherSpec, by the state that the endpoint is
// in.
Status expect_change_cipher_spec(const Received &, Recorder &);

// encoded writes a struct that is part of a message.
template <class T>
Bytes encoded(const T &part) {
  wire::Writer out;
  wire::write(out, part);
  return std::move(out.out);
}

// pre_master_secret is the shared secret as the premaster secret; DHE takes its leading zero bytes
// away (RFC 5246, section 8.1.2). The shared secret is discarded.
Value pre_master_secret(wire::KeyExchangeAlgorithm, Value &shared_secret, Recorder &);

}  // namespace handshake::tls12
