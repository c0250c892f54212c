// The one switch that the fuzz build has and no product: checks that only the holder of a key can
// pass let everything pass, so that a fuzzer, which holds none, gets to what stands behind them.
#pragma once

#include "crypto/secret.h"

#ifdef HANDSHAKE_FUZZING_UNSAFE_NO_AUTHENTICATION
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HANDSHAKE_FUZZING_IS_SANITIZED
#endif
#endif
#ifndef HANDSHAKE_FUZZING_IS_SANITIZED
#error "HANDSHAKE_FUZZING_UNSAFE_NO_AUTHENTICATION is for the fuzz build alone: -DHANDSHAKE_FUZZ=ON"
#endif
#endif

namespace crypto {

// unauthenticated tells whether this process lets everything pass. Then
//   - AEADs and CBC leave content in the clear. A MAC or tag is as long as ever and is not looked
//     at, except that the tag of an AEAD whose last byte is 0xff stands for a wrong one: what
//     follows a wrong tag can be reached too;
//   - every MAC of Finished, every binder and every signature, those of certificates included, is
//     right.
// Outside the fuzz build it is a constant, and nothing is left of it.
#ifdef HANDSHAKE_FUZZING_UNSAFE_NO_AUTHENTICATION
// A fuzz target sets it when it begins; the others keep all checks.
inline bool fuzzing_without_authentication = false;
inline bool unauthenticated() { return fuzzing_without_authentication; }
#else
constexpr bool unauthenticated() { return false; }
#endif

// right_mac tells whether a MAC is the one that was expected, in time that depends on their lengths
// alone.
inline bool right_mac(ByteView mac, ByteView expected) {
  return unauthenticated() || equal(mac, expected);
}

}  // namespace crypto
