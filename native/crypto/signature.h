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

// KeyType is what a certificate's key can do: rsa is rsaEncryption, rsa_pss id-RSASSA-PSS.
enum class KeyType : std::uint8_t {
  rsa,
  rsa_pss,
  ec_secp256r1,
  ec_secp384r1,
  ec_secp521r1,
  ed25519
};

// is_ec tells whether a key is one for ECDSA.
constexpr bool is_ec(KeyType type) {
  return type == KeyType::ec_secp256r1 || type == KeyType::ec_secp384r1 ||
         type == KeyType::ec_secp521r1;
}

// key_type_of is the type of key that a scheme needs in TLS 1.3; nullopt for schemes that are not
// supported (SHA-1, Ed448 and unknown ones).
std::optional<KeyType> key_type_of(SignatureScheme);

// fits_tls12 tells whether a scheme goes with a type of key in TLS 1.2, where ecdsa_* names a hash
// and any curve has it, and rsa_pkcs1_* is for handshakes too (RFC 8446, section 4.2.3).
bool fits_tls12(SignatureScheme, KeyType);

// PrivateKey is a parsed long-term key: shared, immutable, cheap to copy.
class PrivateKey {
 public:
  // from_der parses PKCS #8 (PrivateKeyInfo), or the older ECPrivateKey and RSAPrivateKey.
  // nullopt: not one of them, bytes after it, a key type that KeyType does not have, a public half
  // that does not belong to the private one, an RSA key below 1024 bits, or an id-RSASSA-PSS key
  // whose parameters (RFC 4055, section 3.1) no scheme of TLS fits.
  static std::optional<PrivateKey> from_der(ByteView der);
  KeyType type() const;
  // public_key_info is the DER SubjectPublicKeyInfo of the public half (RFC 5280, section 4.1).
  const Bytes &public_key_info() const;
  // can_sign tells whether a TLS 1.3 CertificateVerify may use this scheme with this key: the types
  // fit (RFC 8446, section 4.2.3), an RSA key is long enough for the scheme's hash and salt, and
  // the parameters of an id-RSASSA-PSS key name the scheme's hash or none.
  bool can_sign(SignatureScheme) const;
  // can_sign_tls12 tells the same for TLS 1.2: see fits_tls12.
  bool can_sign_tls12(SignatureScheme) const;

  struct Impl;
  explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  const Impl &impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

// sign signs a message. Every random byte comes from `random` or from the key: PSS salts are drawn
// (as long as the hash), ECDSA nonces follow RFC 6979, Ed25519 has none. nullopt: can_sign says no.
std::optional<Bytes> sign(const PrivateKey &, SignatureScheme, ByteView message, Random &random);

// sign_tls12 signs as TLS 1.2 does; RSASSA-PKCS1-v1_5 draws nothing. nullopt: can_sign_tls12 says
// no.
std::optional<Bytes> sign_tls12(const PrivateKey &, SignatureScheme, ByteView message,
                                Random &random);

// verify checks a signature by the key of a DER SubjectPublicKeyInfo under exactly the scheme's
// rules (RFC 8446, section 4.2.3: curve and hash belong together; PSS salt as long as the hash).
// False for a wrong signature, a key of another type, or anything that does not parse.
// It takes rsa_pkcs1_* as well, which in TLS 1.3 are for certificates only: its handshake asks
// first whether a scheme is allowed.
bool verify(ByteView public_key_info, SignatureScheme, ByteView message, ByteView signature);

// verify_tls12 checks a signature under TLS 1.2's rules: see fits_tls12.
bool verify_tls12(ByteView public_key_info, SignatureScheme, ByteView message, ByteView signature);

// verify_certificate_signature checks the signature of an X.509 certificate: algorithm_identifier
// is the DER AlgorithmIdentifier that names it. Known: sha256/384/512WithRSAEncryption, RSASSA-PSS
// with equal hashes and a salt as long, ecdsa-with-SHA256/384/512 over the three NIST curves,
// Ed25519. An id-RSASSA-PSS key makes RSASSA-PSS signatures only, with the hash that its parameters
// name, if any. False for all else, SHA-1 included.
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
