// Long-term keys and signatures.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "wire/codepoints.h"

namespace crypto {

using wire::SignatureScheme;

// KeyType is what a certificate's key can do. rsa covers rsaEncryption keys.
enum class KeyType : std::uint8_t { rsa, ec_secp256r1, ec_secp384r1, ec_secp521r1, ed25519 };

// key_type_of is the type of key that a scheme needs; nullopt for schemes that are not supported
// (SHA-1, rsa_pss_pss_*, Ed448 and unknown ones).
std::optional<KeyType> key_type_of(SignatureScheme);

// PrivateKey is a parsed long-term key: shared, immutable, cheap to copy.
class PrivateKey {
 public:
  // from_der parses PKCS #8 (PrivateKeyInfo), or the older ECPrivateKey and RSAPrivateKey.
  // nullopt: not one of them, bytes after it, a key type that KeyType does not have, a public half
  // that does not belong to the private one, or an RSA key below 1024 bits.
  static std::optional<PrivateKey> from_der(ByteView der);
  KeyType type() const;
  // public_key_info is the DER SubjectPublicKeyInfo of the public half (RFC 5280, section 4.1).
  const Bytes &public_key_info() const;
  // can_sign tells whether a TLS 1.3 CertificateVerify may use this scheme with this key: the types
  // fit (RFC 8446, section 4.2.3) and an RSA key is long enough for the scheme's hash and salt.
  bool can_sign(SignatureScheme) const;
  bool can_sign_tls12(SignatureScheme scheme) const { return can_sign(scheme); }

  struct Impl;
  explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  const Impl &impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

// sign signs a message. Every random byte comes from `random` or from the key: PSS salts are drawn
// (as long as the hash), ECDSA nonces follow RFC 6979, Ed25519 has none. nullopt: can_sign says no.
std::optional<Bytes> sign(const PrivateKey &, SignatureScheme, ByteView message, Random &random);

// verify checks a signature by the key of a DER SubjectPublicKeyInfo under exactly the scheme's
// rules (RFC 8446, section 4.2.3: curve and hash belong together; PSS salt as long as the hash).
// False for a wrong signature, a key of another type, or anything that does not parse.
bool verify(ByteView public_key_info, SignatureScheme, ByteView message, ByteView signature);

inline bool fits_tls12(KeyType type, SignatureScheme scheme) { return key_type_of(scheme) == type; }
inline bool verify_tls12(ByteView public_key_info, SignatureScheme scheme, ByteView message,
                         ByteView signature) {
  return verify(public_key_info, scheme, message, signature);
}
inline std::optional<Bytes> sign_tls12(const PrivateKey &key, SignatureScheme scheme,
                                       ByteView message, Random &random) {
  return sign(key, scheme, message, random);
}

// verify_certificate_signature checks the signature of an X.509 certificate: algorithm_identifier
// is the DER AlgorithmIdentifier that names it. Known: sha256/384/512WithRSAEncryption, RSASSA-PSS
// with equal hashes and a salt as long, ecdsa-with-SHA256/384/512 over the three NIST curves,
// Ed25519. False for all else, SHA-1 included.
bool verify_certificate_signature(ByteView public_key_info, ByteView algorithm_identifier,
                                  ByteView to_be_signed, ByteView signature);

// public_key_type tells the type and, for RSA, the modulus length in bits of a
// SubjectPublicKeyInfo. nullopt: it does not parse or is of no known type.
struct PublicKeyInfo {
  KeyType type{};
  std::size_t bits = 0;
};
std::optional<PublicKeyInfo> public_key_type(ByteView public_key_info);

}  // namespace crypto
