// A SubjectPublicKeyInfo, parsed by BoringSSL.
#pragma once

#include <memory>
#include <optional>

#include "crypto/hash.h"
#include "crypto/secret.h"
#include "crypto/signature.h"

struct evp_pkey_st;

namespace crypto {

// PublicKey owns a parsed public key while one signature is checked.
class PublicKey {
 public:
  // from_der parses a SubjectPublicKeyInfo (RFC 5280, section 4.1). nullopt: it does not parse, has
  // bytes after it, or is of a type that KeyType does not have.
  static std::optional<PublicKey> from_der(ByteView public_key_info);

  KeyType type() const { return type_; }
  // bits is the length of an RSA modulus, and 0 for other types.
  std::size_t bits() const;

  // The verify functions check a signature over a message; the key must be of that type.
  bool verify_rsa_pkcs1(HashAlgorithm, ByteView message, ByteView signature) const;
  // verify_rsa_pss wants MGF1 with the same hash and a salt as long as the hash.
  bool verify_rsa_pss(HashAlgorithm, ByteView message, ByteView signature) const;
  bool verify_ecdsa(HashAlgorithm, ByteView message, ByteView signature) const;
  bool verify_ed25519(ByteView message, ByteView signature) const;

 private:
  struct Free {
    void operator()(evp_pkey_st *) const;
  };
  PublicKey(std::unique_ptr<evp_pkey_st, Free> key, KeyType type)
      : key_(std::move(key)), type_(type) {}

  std::unique_ptr<evp_pkey_st, Free> key_;
  KeyType type_;
};

// key_type_of_evp is the KeyType of a parsed key of BoringSSL's; nullopt when there is none.
std::optional<KeyType> key_type_of_evp(const evp_pkey_st *);

}  // namespace crypto
