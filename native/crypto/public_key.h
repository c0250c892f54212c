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
  // bytes after it, is of a type that KeyType does not have, or is an id-RSASSA-PSS key whose
  // parameters no scheme of TLS fits.
  static std::optional<PublicKey> from_der(ByteView public_key_info);

  KeyType type() const { return type_; }
  // bits is the length of an RSA modulus, and 0 for other types.
  std::size_t bits() const;

  // verify checks a signature under a scheme that fits the key's type.
  bool verify(SignatureScheme, ByteView message, ByteView signature) const;

  // The other verify functions check a signature over a message; the key must be of that type.
  bool verify_rsa_pkcs1(HashAlgorithm, ByteView message, ByteView signature) const;
  // verify_rsa_pss wants MGF1 with the same hash, a salt as long as the hash, and no other hash in
  // the parameters of an id-RSASSA-PSS key.
  bool verify_rsa_pss(HashAlgorithm, ByteView message, ByteView signature) const;
  bool verify_ecdsa(HashAlgorithm, ByteView message, ByteView signature) const;
  bool verify_ed25519(ByteView message, ByteView signature) const;

 private:
  struct Free {
    void operator()(evp_pkey_st *) const;
  };
  PublicKey(std::unique_ptr<evp_pkey_st, Free> key, KeyType type)
      : key_(std::move(key)), type_(type) {}

  static std::optional<PublicKey> from_pss(ByteView public_key_info);

  std::unique_ptr<evp_pkey_st, Free> key_;
  KeyType type_;
  // The only hash that an id-RSASSA-PSS key may be used with; nullopt: any.
  std::optional<HashAlgorithm> only_hash_;
};

// key_type_of_evp is the KeyType of a parsed key of BoringSSL's; nullopt when there is none.
std::optional<KeyType> key_type_of_evp(const evp_pkey_st *);

}  // namespace crypto
