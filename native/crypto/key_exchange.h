// Ephemeral keys: draw a private key, compute the public one, reach the shared secret.
#pragma once

#include <optional>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "wire/codepoints.h"

namespace crypto {

using wire::NamedGroup;

// is_supported tells whether the functions below know a group. (x25519 and secp256r1 so far.)
bool is_supported(NamedGroup);

// private_key_length is the length in bytes of a private key of the group: 32 for both; 0 for a
// group that is not supported.
std::size_t private_key_length(NamedGroup);

// public_key_length is the length in bytes of a key_exchange field of the group
// (RFC 8446, section 4.2.8.2): 32 for x25519, 65 for secp256r1 (uncompressed point), 0 for a group
// that is not supported.
std::size_t public_key_length(NamedGroup);

// draw_private_key draws a private key for the group. x25519: 32 bytes as drawn (RFC 7748 clamps
// them where they are used). secp256r1: big-endian scalars of 32 bytes are drawn until one is in
// [1, n-1] (FIPS 186-5, A.2.2, testing candidates). The group must be supported.
Secret draw_private_key(NamedGroup, Random &);

// public_key computes the public key as it goes into key_exchange. The private key is one that
// draw_private_key could have given; anything else (a secp256r1 scalar out of range, a wrong
// length) gives nullopt.
std::optional<Bytes> public_key(NamedGroup, ByteView private_key);

// shared_secret computes the (EC)DHE shared secret (RFC 8446, section 7.4.2): for x25519 the
// u-coordinate, for secp256r1 the x-coordinate, 32 bytes each. nullopt: the peer's key has a wrong
// length, is not on the curve or is the point at infinity, or (x25519) the result is all zero.
std::optional<Secret> shared_secret(NamedGroup, ByteView private_key, ByteView peer_public_key);

}  // namespace crypto
