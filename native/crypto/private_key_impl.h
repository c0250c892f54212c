// What a PrivateKey holds, for the files that sign with it.
#pragma once

#include <cstddef>
#include <optional>

#include "crypto/hash.h"
#include "crypto/secret.h"
#include "crypto/signature.h"

// BoringSSL's types, named here so that its headers stay out of ours.
struct ec_key_st;
struct evp_pkey_st;
struct rsa_st;

namespace crypto {

// PrivateKey::Impl is parsed once and never changes (RSA's blinding factors, which BoringSSL keeps
// inside its key behind a lock, apart).
struct PrivateKey::Impl {
  Impl() = default;
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;
  ~Impl();

  KeyType type{};
  Bytes public_key_info;
  // key owns what rsa and ec point to.
  evp_pkey_st *key = nullptr;
  rsa_st *rsa = nullptr;
  ec_key_st *ec = nullptr;
  // scalar and order: big-endian, each as long as the order (EC keys only).
  Secret scalar;
  Bytes order;
  // The only hash that an id-RSASSA-PSS key may be used with; nullopt: any.
  std::optional<HashAlgorithm> only_hash;
  // ed25519 is the seed and after it the public key, 64 bytes, as BoringSSL signs with it.
  Secret ed25519;
};

// hash_of is the hash that belongs to a scheme; nullopt for Ed25519, SHA-1 and unknown schemes.
std::optional<HashAlgorithm> hash_of(SignatureScheme);

// is_rsa_pss tells whether a scheme is one of rsa_pss_rsae_* or rsa_pss_pss_*.
bool is_rsa_pss(SignatureScheme);

}  // namespace crypto
