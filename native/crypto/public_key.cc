#include "crypto/public_key.h"

#include <openssl/bytestring.h>
#include <openssl/curve25519.h>
#include <openssl/digest.h>
#include <openssl/ec.h>
#include <openssl/ec_key.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>

#include <array>
#include <cstdlib>

namespace crypto {
namespace {

const EVP_MD *evp_md(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::sha256:
      return EVP_sha256();
    case HashAlgorithm::sha384:
      return EVP_sha384();
    case HashAlgorithm::sha512:
      return EVP_sha512();
  }
  std::abort();
}

// succeeded turns BoringSSL's answer into ours and leaves no error on the thread's queue.
bool succeeded(int result) {
  if (result == 1) return true;
  ERR_clear_error();
  return false;
}

}  // namespace

std::optional<KeyType> key_type_of_evp(const evp_pkey_st *key) {
  switch (EVP_PKEY_id(key)) {
    case EVP_PKEY_RSA:
      return KeyType::rsa;
    case EVP_PKEY_ED25519:
      return KeyType::ed25519;
    case EVP_PKEY_EC:
      switch (EC_GROUP_get_curve_name(EC_KEY_get0_group(EVP_PKEY_get0_EC_KEY(key)))) {
        case NID_X9_62_prime256v1:
          return KeyType::ec_secp256r1;
        case NID_secp384r1:
          return KeyType::ec_secp384r1;
        case NID_secp521r1:
          return KeyType::ec_secp521r1;
        default:
          return std::nullopt;
      }
    default:
      return std::nullopt;
  }
}

void PublicKey::Free::operator()(evp_pkey_st *key) const { EVP_PKEY_free(key); }

std::optional<PublicKey> PublicKey::from_der(ByteView public_key_info) {
  CBS cbs;
  CBS_init(&cbs, public_key_info.data(), public_key_info.size());
  std::unique_ptr<evp_pkey_st, Free> key(EVP_parse_public_key(&cbs));
  if (!key) ERR_clear_error();
  if (!key || CBS_len(&cbs) != 0) return std::nullopt;
  const std::optional<KeyType> type = key_type_of_evp(key.get());
  if (!type) return std::nullopt;
  return PublicKey(std::move(key), *type);
}

std::size_t PublicKey::bits() const {
  return type_ == KeyType::rsa ? RSA_bits(EVP_PKEY_get0_RSA(key_.get())) : 0;
}

bool PublicKey::verify_rsa_pkcs1(HashAlgorithm algorithm, ByteView message,
                                 ByteView signature) const {
  const Bytes digest = hash(algorithm, message);
  return succeeded(RSA_verify(EVP_MD_type(evp_md(algorithm)), digest.data(), digest.size(),
                              signature.data(), signature.size(), EVP_PKEY_get0_RSA(key_.get())));
}

bool PublicKey::verify_rsa_pss(HashAlgorithm algorithm, ByteView message,
                               ByteView signature) const {
  const Bytes digest = hash(algorithm, message);
  const EVP_MD *md = evp_md(algorithm);
  return succeeded(RSA_verify_pss_mgf1(EVP_PKEY_get0_RSA(key_.get()), digest.data(), digest.size(),
                                       md, md, static_cast<int>(digest.size()), signature.data(),
                                       signature.size()));
}

bool PublicKey::verify_ecdsa(HashAlgorithm algorithm, ByteView message, ByteView signature) const {
  const Bytes digest = hash(algorithm, message);
  return succeeded(ECDSA_verify(0, digest.data(), digest.size(), signature.data(), signature.size(),
                                EVP_PKEY_get0_EC_KEY(key_.get())));
}

bool PublicKey::verify_ed25519(ByteView message, ByteView signature) const {
  std::array<std::uint8_t, ED25519_PUBLIC_KEY_LEN> point{};
  std::size_t length = point.size();
  return signature.size() == ED25519_SIGNATURE_LEN &&
         succeeded(EVP_PKEY_get_raw_public_key(key_.get(), point.data(), &length)) &&
         succeeded(ED25519_verify(message.data(), message.size(), signature.data(), point.data()));
}

std::optional<PublicKeyInfo> public_key_type(ByteView public_key_info) {
  const auto key = PublicKey::from_der(public_key_info);
  if (!key) return std::nullopt;
  return PublicKeyInfo{key->type(), key->bits()};
}

}  // namespace crypto
