// The hash functions of BoringSSL, one struct for each, so that what is built on them is written
// once; and HMAC over them. For the files of this folder.
#pragma once

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "crypto/hash.h"
#include "crypto/secret.h"

namespace crypto {

// Each ends its input with 0x80, zeros and a length field of kLengthField bytes, up to the end of a
// block of kBlock = 2^kBlockBits bytes (FIPS 180-4, section 5.1). transform is one run of the
// compression function, and block where a context gathers input for the next.

struct Sha1 {
  using Context = SHA_CTX;
  static constexpr std::size_t kLength = SHA_DIGEST_LENGTH;
  static constexpr std::size_t kBlock = SHA_CBLOCK;
  static constexpr unsigned kBlockBits = 6;
  static constexpr std::size_t kLengthField = 8;
  static void init(Context &c) { SHA1_Init(&c); }
  static void update(Context &c, ByteView d) { SHA1_Update(&c, d.data(), d.size()); }
  static void final(Context &c, std::uint8_t *out) { SHA1_Final(out, &c); }
  static void transform(Context &c, const std::uint8_t *block) { SHA1_Transform(&c, block); }
};

struct Sha256 {
  using Context = SHA256_CTX;
  static constexpr std::size_t kLength = SHA256_DIGEST_LENGTH;
  static constexpr std::size_t kBlock = SHA256_CBLOCK;
  static constexpr unsigned kBlockBits = 6;
  static constexpr std::size_t kLengthField = 8;
  static void init(Context &c) { SHA256_Init(&c); }
  static void update(Context &c, ByteView d) { SHA256_Update(&c, d.data(), d.size()); }
  static void final(Context &c, std::uint8_t *out) { SHA256_Final(out, &c); }
  static void transform(Context &c, const std::uint8_t *block) { SHA256_Transform(&c, block); }
  static std::uint8_t *block(Context &c) { return c.data; }
};

// What SHA-384 and SHA-512 have in common.
struct Sha512Family {
  using Context = SHA512_CTX;
  static constexpr std::size_t kBlock = SHA512_CBLOCK;
  static constexpr unsigned kBlockBits = 7;
  static constexpr std::size_t kLengthField = 16;
  static void transform(Context &c, const std::uint8_t *block) { SHA512_Transform(&c, block); }
  static std::uint8_t *block(Context &c) { return c.p; }
};

struct Sha384 : Sha512Family {
  static constexpr std::size_t kLength = SHA384_DIGEST_LENGTH;
  static void init(Context &c) { SHA384_Init(&c); }
  static void update(Context &c, ByteView d) { SHA384_Update(&c, d.data(), d.size()); }
  static void final(Context &c, std::uint8_t *out) { SHA384_Final(out, &c); }
};

struct Sha512 : Sha512Family {
  static constexpr std::size_t kLength = SHA512_DIGEST_LENGTH;
  static void init(Context &c) { SHA512_Init(&c); }
  static void update(Context &c, ByteView d) { SHA512_Update(&c, d.data(), d.size()); }
  static void final(Context &c, std::uint8_t *out) { SHA512_Final(out, &c); }
};

// with calls a function with the struct of a hash.
template <class Function>
auto with(HashAlgorithm algorithm, Function function) {
  switch (algorithm) {
    case HashAlgorithm::sha256:
      return function(Sha256{});
    case HashAlgorithm::sha384:
      return function(Sha384{});
    case HashAlgorithm::sha512:
      return function(Sha512{});
  }
  std::abort();
}

// Keyed is HMAC whose key is already absorbed (RFC 2104): it can be used again and again without
// hashing the key anew.
template <class H>
class Keyed {
 public:
  explicit Keyed(ByteView key) {
    std::array<std::uint8_t, H::kBlock> pad{};
    if (key.size() > H::kBlock) {
      H::init(inner_);
      H::update(inner_, key);
      H::final(inner_, pad.data());
    } else {
      std::copy(key.begin(), key.end(), pad.begin());
    }
    for (std::uint8_t &b : pad) b ^= 0x36;
    H::init(inner_);
    H::update(inner_, pad);
    for (std::uint8_t &b : pad) b ^= 0x36 ^ 0x5c;
    H::init(outer_);
    H::update(outer_, pad);
    wipe(pad.data(), pad.size());
  }
  Keyed(const Keyed &) = delete;
  Keyed &operator=(const Keyed &) = delete;
  ~Keyed() { wipe(this, sizeof(*this)); }

  void start() { running_ = inner_; }
  void update(ByteView data) { H::update(running_, data); }
  // finish writes H::kLength bytes.
  void finish(std::uint8_t *out) {
    H::final(running_, out);
    finish_from(out);
  }

  // For who hashes by hand: inner is the hash that start began, and finish_from turns its digest
  // into the MAC, in place.
  typename H::Context &inner() { return running_; }
  void finish_from(std::uint8_t *digest) {
    running_ = outer_;
    H::update(running_, ByteView(digest, H::kLength));
    H::final(running_, digest);
  }

 private:
  typename H::Context inner_;
  typename H::Context outer_;
  typename H::Context running_;
};

}  // namespace crypto
