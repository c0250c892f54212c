// ML-KEM-768 (FIPS 203).
#pragma once

#include <optional>

#include "crypto/secret.h"

namespace crypto::ml_kem {

inline constexpr std::size_t kSeedLength = 64;  // d, then z
inline constexpr std::size_t kEncapsulationKeyLength = 1184;
inline constexpr std::size_t kMessageLength = 32;  // m
inline constexpr std::size_t kCiphertextLength = 1088;
inline constexpr std::size_t kSharedSecretLength = 32;

// encapsulation_key is the public key that ML-KEM.KeyGen_internal (algorithm 16) makes of a seed.
// nullopt: the seed has not 64 bytes.
std::optional<Bytes> encapsulation_key(ByteView seed);

// Encapsulation is what ML-KEM.Encaps_internal (algorithm 17) gives.
struct Encapsulation {
  Bytes ciphertext;
  Secret shared_secret;
};
// encapsulate makes one for a public key from m, 32 bytes that nobody else knows. nullopt: one of
// them has a wrong length, or the key has a coefficient that is not below q (section 7.2, the
// modulus check).
std::optional<Encapsulation> encapsulate(ByteView encapsulation_key, ByteView m);

// decapsulate is ML-KEM.Decaps_internal (algorithm 18) with the key of a seed. A ciphertext that
// was not made for that key gives a secret that nobody else has (implicit rejection), in the same
// time; nullopt only for a wrong length.
std::optional<Secret> decapsulate(ByteView seed, ByteView ciphertext);

}  // namespace crypto::ml_kem
