// KeyShare: an ephemeral key pair from its draw to its discard (RFC 8446, section 4.2.8).
#pragma once

#include "crypto/key_exchange.h"
#include "handshake/connection.h"

namespace handshake {

struct KeyShare {
  wire::NamedGroup group{};
  Value private_key;
  Value public_key;
  friend bool operator==(const KeyShare &, const KeyShare &) = default;
};

// KeyShareSections are where the standard of a version speaks of key pairs, of judging the peer's
// public key, and of the shared secret.
struct KeyShareSections {
  Section pair = "RFC 8446, section 4.2.8";
  Section check = "RFC 8446, section 4.2.8.2";
  Section secret = "RFC 8446, section 7.4";
};

// draw_key_share draws a private key and computes the public one, for the side that sends its
// public key first.
KeyShare draw_key_share(wire::NamedGroup, Connection &, Recorder &, const KeyShareSections & = {});

// agree computes the shared secret from our private key and the peer's public key, then discards
// the private key. A peer's key that is not valid for the group gives illegal_parameter.
Status agree(KeyShare &own, const Value &peer_public_key, Value &shared_secret, Recorder &,
             const KeyShareSections & = {});

// answer_key_share is for the side that has the peer's public key already: it draws a private key,
// computes the public key and the shared secret, and discards the private key. A peer's key that is
// not valid for the group gives illegal_parameter.
Status answer_key_share(wire::NamedGroup, const Value &peer_public_key, Value &public_key,
                        Value &shared_secret, Connection &, Recorder &);

}  // namespace handshake
