#include "crypto/signature.h"

#include <openssl/bytestring.h>
#include <openssl/curve25519.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>

#include <array>

#include "crypto/ecdsa_nonce.h"
#include "crypto/private_key_impl.h"
#include "crypto/public_key.h"
#include "crypto/rsa_pss.h"

namespace crypto {
namespace {

int nid_of(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::sha256:
      return NID_sha256;
    case HashAlgorithm::sha384:
      return NID_sha384;
    case HashAlgorithm::sha512:
      return NID_sha512;
  }
  return NID_undef;
}

// A P-521 signature in DER: SEQUENCE of two INTEGERs of up to 66 bytes.
constexpr std::size_t kMaxEcdsaSignature = 3 + 2 * (3 + 66);

std::optional<Bytes> sign_rsa_pss(const PrivateKey::Impl &key, HashAlgorithm algorithm,
                                  ByteView message, Random &random) {
  const Secret salt = random.draw(hash_length(algorithm));
  const std::size_t modulus_length = RSA_size(key.rsa);
  Bytes em = emsa_pss_encode(algorithm, message, salt, RSA_bits(key.rsa) - 1);
  // A modulus of 8n+1 bits has one byte more than the encoded message (RFC 8017, section 8.1.1).
  if (em.size() < modulus_length) em.insert(em.begin(), 0);
  Bytes signature(modulus_length);
  std::size_t written = 0;
  if (!RSA_sign_raw(key.rsa, &written, signature.data(), signature.size(), em.data(), em.size(),
                    RSA_NO_PADDING)) {
    ERR_clear_error();
    return std::nullopt;
  }
  return signature;
}

std::optional<Bytes> sign_rsa_pkcs1(const PrivateKey::Impl &key, HashAlgorithm algorithm,
                                    ByteView message) {
  const Bytes digest = hash(algorithm, message);
  Bytes signature(RSA_size(key.rsa));
  unsigned written = 0;
  if (!RSA_sign(nid_of(algorithm), digest.data(), digest.size(), signature.data(), &written,
                key.rsa)) {
    ERR_clear_error();
    return std::nullopt;
  }
  return signature;
}

std::optional<Bytes> sign_ecdsa(const PrivateKey::Impl &key, HashAlgorithm algorithm,
                                ByteView message) {
  const Bytes digest = hash(algorithm, message);
  const Secret nonce = ecdsa_nonce(algorithm, key.scalar, key.order, digest);
  // The name warns of nonces that are not secret or not unique; this one is both (RFC 6979).
  const bssl::UniquePtr<ECDSA_SIG> signature(ECDSA_sign_with_nonce_and_leak_private_key_for_testing(
      digest.data(), digest.size(), key.ec, nonce.data(), nonce.size()));
  Bytes out(kMaxEcdsaSignature);
  bssl::ScopedCBB cbb;
  std::size_t size = 0;
  if (!signature || !CBB_init_fixed(cbb.get(), out.data(), out.size()) ||
      !ECDSA_SIG_marshal(cbb.get(), signature.get()) || !CBB_finish(cbb.get(), nullptr, &size)) {
    ERR_clear_error();
    return std::nullopt;
  }
  out.resize(size);
  return out;
}

std::optional<Bytes> sign_ed25519(const PrivateKey::Impl &key, ByteView message) {
  Bytes signature(ED25519_SIGNATURE_LEN);
  if (!ED25519_sign(signature.data(), message.data(), message.size(), key.ed25519.data())) {
    return std::nullopt;
  }
  return signature;
}

}  // namespace

std::optional<HashAlgorithm> hash_of(SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::rsa_pkcs1_sha256:
    case SignatureScheme::ecdsa_secp256r1_sha256:
    case SignatureScheme::rsa_pss_rsae_sha256:
    case SignatureScheme::rsa_pss_pss_sha256:
      return HashAlgorithm::sha256;
    case SignatureScheme::rsa_pkcs1_sha384:
    case SignatureScheme::ecdsa_secp384r1_sha384:
    case SignatureScheme::rsa_pss_rsae_sha384:
    case SignatureScheme::rsa_pss_pss_sha384:
      return HashAlgorithm::sha384;
    case SignatureScheme::rsa_pkcs1_sha512:
    case SignatureScheme::ecdsa_secp521r1_sha512:
    case SignatureScheme::rsa_pss_rsae_sha512:
    case SignatureScheme::rsa_pss_pss_sha512:
      return HashAlgorithm::sha512;
    default:
      return std::nullopt;
  }
}

std::optional<KeyType> key_type_of(SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::rsa_pkcs1_sha256:
    case SignatureScheme::rsa_pkcs1_sha384:
    case SignatureScheme::rsa_pkcs1_sha512:
    case SignatureScheme::rsa_pss_rsae_sha256:
    case SignatureScheme::rsa_pss_rsae_sha384:
    case SignatureScheme::rsa_pss_rsae_sha512:
      return KeyType::rsa;
    case SignatureScheme::rsa_pss_pss_sha256:
    case SignatureScheme::rsa_pss_pss_sha384:
    case SignatureScheme::rsa_pss_pss_sha512:
      return KeyType::rsa_pss;
    case SignatureScheme::ecdsa_secp256r1_sha256:
      return KeyType::ec_secp256r1;
    case SignatureScheme::ecdsa_secp384r1_sha384:
      return KeyType::ec_secp384r1;
    case SignatureScheme::ecdsa_secp521r1_sha512:
      return KeyType::ec_secp521r1;
    case SignatureScheme::ed25519:
      return KeyType::ed25519;
    default:
      return std::nullopt;
  }
}

bool is_rsa_pss(SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::rsa_pss_rsae_sha256:
    case SignatureScheme::rsa_pss_rsae_sha384:
    case SignatureScheme::rsa_pss_rsae_sha512:
    case SignatureScheme::rsa_pss_pss_sha256:
    case SignatureScheme::rsa_pss_pss_sha384:
    case SignatureScheme::rsa_pss_pss_sha512:
      return true;
    default:
      return false;
  }
}

bool fits_tls12(SignatureScheme scheme, KeyType type) {
  const std::optional<KeyType> needed = key_type_of(scheme);
  return needed && (*needed == type || (is_ec(*needed) && is_ec(type)));
}

std::optional<Bytes> sign(const PrivateKey &key, SignatureScheme scheme, ByteView message,
                          Random &random) {
  if (!key.can_sign(scheme)) return std::nullopt;
  return sign_tls12(key, scheme, message, random);
}

std::optional<Bytes> sign_tls12(const PrivateKey &key, SignatureScheme scheme, ByteView message,
                                Random &random) {
  if (!key.can_sign_tls12(scheme)) return std::nullopt;
  const DeepStackWiper wiper;
  const PrivateKey::Impl &impl = key.impl();
  switch (impl.type) {
    case KeyType::rsa:
    case KeyType::rsa_pss:
      return is_rsa_pss(scheme) ? sign_rsa_pss(impl, *hash_of(scheme), message, random)
                                : sign_rsa_pkcs1(impl, *hash_of(scheme), message);
    case KeyType::ec_secp256r1:
    case KeyType::ec_secp384r1:
    case KeyType::ec_secp521r1:
      return sign_ecdsa(impl, *hash_of(scheme), message);
    case KeyType::ed25519:
      return sign_ed25519(impl, message);
  }
  return std::nullopt;
}

bool verify(ByteView public_key_info, SignatureScheme scheme, ByteView message,
            ByteView signature) {
  const auto key = PublicKey::from_der(public_key_info);
  return key && key_type_of(scheme) == key->type() && key->verify(scheme, message, signature);
}

bool verify_tls12(ByteView public_key_info, SignatureScheme scheme, ByteView message,
                  ByteView signature) {
  const auto key = PublicKey::from_der(public_key_info);
  return key && fits_tls12(scheme, key->type()) && key->verify(scheme, message, signature);
}

}  // namespace crypto
