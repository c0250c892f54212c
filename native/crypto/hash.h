// Hash, HMAC and HKDF (FIPS 180-4, RFC 2104, RFC 5869).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crypto/secret.h"

namespace crypto {

enum class HashAlgorithm : std::uint8_t { sha256, sha384, sha512 };

// name_of spells a hash as FIPS 180-4 does: "SHA-256".
std::string_view name_of(HashAlgorithm);

// hash_length is the length of a digest in bytes: 32, 48 or 64.
std::size_t hash_length(HashAlgorithm);

// Hash is a running hash: a plain value that can be copied and compared at any point.
class Hash {
 public:
  explicit Hash(HashAlgorithm);
  HashAlgorithm algorithm() const { return algorithm_; }
  void update(ByteView data);
  // digest hashes what was given so far; more may be added afterwards.
  Bytes digest() const;
  friend bool operator==(const Hash &, const Hash &) = default;

 private:
  HashAlgorithm algorithm_;
  // Room for the largest of BoringSSL's plain hash states (SHA512_CTX); hash.cc asserts the size.
  alignas(8) std::array<std::uint8_t, 216> state_{};
};

// hash is the digest of one byte string.
Bytes hash(HashAlgorithm, ByteView data);

// hmac is HMAC with the given hash (RFC 2104).
Secret hmac(HashAlgorithm, ByteView key, ByteView data);

// hkdf_extract is HKDF-Extract (RFC 5869, section 2.2); the result has the hash's length.
Secret hkdf_extract(HashAlgorithm, ByteView salt, ByteView input_keying_material);

// hkdf_expand is HKDF-Expand (RFC 5869, section 2.3). length is at most 255 hash lengths.
Secret hkdf_expand(HashAlgorithm, ByteView pseudorandom_key, ByteView info, std::size_t length);

}  // namespace crypto
