// Ephemeral keys: draw a private key, compute the public one, reach the shared secret.
//
// One side sends its public key first: it calls public_key, and shared_secret when the answer is
// there. The other side has that key already: it calls respond, which gives both at once. In a
// Diffie-Hellman group the two sides do the same. In a key encapsulation they do not.
#pragma once

#include <optional>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "wire/codepoints.h"

namespace crypto {

using wire::NamedGroup;

// Turn tells whose public key is sent first.
enum class Turn : std::uint8_t { first, second };

// is_supported tells whether the functions below know a group: x25519, secp256r1, secp384r1,
// secp521r1, ffdhe2048, ffdhe3072, ffdhe4096, X25519MLKEM768.
bool is_supported(NamedGroup);

// private_key_length is the length in bytes of a private key of the group; 0 for a group that is
// not supported. X25519MLKEM768: in the first turn d and z of ML-KEM.KeyGen_internal (FIPS 203,
// algorithm 16) and the x25519 key, 96; in the second m of ML-KEM.Encaps_internal (algorithm 17)
// and the x25519 key, 64.
std::size_t private_key_length(NamedGroup, Turn = Turn::first);

// public_key_length is the length in bytes of a key_exchange field of the group (RFC 8446,
// section 4.2.8; draft-ietf-tls-ecdhe-mlkem): 32 for x25519; 65, 97, 133 for the curves
// (uncompressed points); the prime's length for ffdhe; 1216 and then 1120 for X25519MLKEM768; 0 for
// a group that is not supported.
std::size_t public_key_length(NamedGroup, Turn = Turn::first);

// draw_private_key draws a private key for the group. x25519 and X25519MLKEM768: bytes as drawn
// (RFC 7748 clamps them where they are used). Curves: big-endian scalars, cut to the bits of n, are
// drawn until one is in [1, n-1] (FIPS 186-5, A.2.2, testing candidates). ffdhe: an exponent of the
// length that RFC 7919, section 5.2, asks for, drawn until it is not 0. The group must be
// supported.
Secret draw_private_key(NamedGroup, Random &, Turn = Turn::first);

// public_key computes the public key of the first turn as it goes into key_exchange. The private
// key is one that draw_private_key could have given; anything else (a scalar out of range, a wrong
// length) gives nullopt.
std::optional<Bytes> public_key(NamedGroup, ByteView private_key);

// shared_secret computes the shared secret of the first turn (RFC 8446, section 7.4): for x25519
// the u-coordinate, for the curves the x-coordinate, for ffdhe the power with the prime's length,
// for X25519MLKEM768 the ML-KEM secret and then the x25519 one, 64 bytes. nullopt: the private key
// as above; the peer's key has a wrong length, is not on the curve, is the point at infinity, is
// not in [2, p-2], or (x25519) the result is all zero. A ciphertext of ML-KEM that is not right
// gives a secret that nobody else has (FIPS 203, section 6.3).
std::optional<Secret> shared_secret(NamedGroup, ByteView private_key, ByteView peer_public_key);

// Response is what the second turn gives: its public key for key_exchange and the shared secret.
struct Response {
  Bytes public_key;
  Secret shared_secret;
};
// respond computes them. nullopt: as for public_key and shared_secret, or the peer's key does not
// encode an ML-KEM encapsulation key (FIPS 203, section 7.2).
std::optional<Response> respond(NamedGroup, ByteView private_key, ByteView peer_public_key);

}  // namespace crypto
