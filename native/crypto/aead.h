// Authenticated encryption (RFC 5116, RFC 8439).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crypto/secret.h"

namespace crypto {

enum class AeadAlgorithm : std::uint8_t { aes_128_gcm, aes_256_gcm, chacha20_poly1305 };

// name_of spells an AEAD as its RFC does: "AEAD_AES_128_GCM".
std::string_view name_of(AeadAlgorithm);

// aead_key_length is the length of a key in bytes: 16 or 32.
std::size_t aead_key_length(AeadAlgorithm);

inline constexpr std::size_t kAeadNonceLength = 12;
inline constexpr std::size_t kAeadTagLength = 16;

// seal encrypts and authenticates; the result is 16 bytes (the tag) longer than the plaintext.
Bytes seal(AeadAlgorithm, ByteView key, ByteView nonce, ByteView additional_data,
           ByteView plaintext);

// open checks and decrypts. nullopt: the tag is wrong, or the ciphertext is shorter than a tag.
std::optional<Bytes> open(AeadAlgorithm, ByteView key, ByteView nonce, ByteView additional_data,
                          ByteView ciphertext);

}  // namespace crypto
