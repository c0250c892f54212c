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

#include "crypto/authentication.h"
#include "crypto/private_key_impl.h"
#include "crypto/pss_parameters.h"

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

// is_right turns BoringSSL's answer about a signature into ours.
bool is_right(int result) { return succeeded(result) || unauthenticated(); }

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

std::optional<PublicKey> PublicKey::from_pss(ByteView public_key_info) {
  CBS cbs;
  CBS info;
  CBS oid;
  CBS parameters;
  CBS bits;
  std::uint8_t unused_bits = 0;
  CBS_init(&cbs, public_key_info.data(), public_key_info.size());
  if (!CBS_get_asn1(&cbs, &info, CBS_ASN1_SEQUENCE) || CBS_len(&cbs) != 0 ||
      !next_algorithm(info, oid, parameters) || !is_rsassa_pss(oid) ||
      !CBS_get_asn1(&info, &bits, CBS_ASN1_BITSTRING) || CBS_len(&info) != 0 ||
      !CBS_get_u8(&bits, &unused_bits) || unused_bits != 0) {
    return std::nullopt;
  }
  std::optional<HashAlgorithm> only_hash;
  if (!read_pss_restriction(parameters, only_hash)) return std::nullopt;
  const bssl::UniquePtr<RSA> rsa(RSA_parse_public_key(&bits));
  std::unique_ptr<evp_pkey_st, Free> key(EVP_PKEY_new());
  if (!rsa || CBS_len(&bits) != 0 || !key || !EVP_PKEY_set1_RSA(key.get(), rsa.get())) {
    ERR_clear_error();
    return std::nullopt;
  }
  PublicKey out(std::move(key), KeyType::rsa_pss);
  out.only_hash_ = only_hash;
  return out;
}

std::optional<PublicKey> PublicKey::from_der(ByteView public_key_info) {
  if (auto pss = from_pss(public_key_info)) return pss;
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
  const bool is_rsa = type_ == KeyType::rsa || type_ == KeyType::rsa_pss;
  return is_rsa ? RSA_bits(EVP_PKEY_get0_RSA(key_.get())) : 0;
}

bool PublicKey::verify(SignatureScheme scheme, ByteView message, ByteView signature) const {
  switch (type_) {
    case KeyType::rsa:
      return is_rsa_pss(scheme) ? verify_rsa_pss(*hash_of(scheme), message, signature)
                                : verify_rsa_pkcs1(*hash_of(scheme), message, signature);
    case KeyType::rsa_pss:
      return verify_rsa_pss(*hash_of(scheme), message, signature);
    case KeyType::ec_secp256r1:
    case KeyType::ec_secp384r1:
    case KeyType::ec_secp521r1:
      return verify_ecdsa(*hash_of(scheme), message, signature);
    case KeyType::ed25519:
      return verify_ed25519(message, signature);
  }
  return false;
}

bool PublicKey::verify_rsa_pkcs1(HashAlgorithm algorithm, ByteView message,
                                 ByteView signature) const {
  const Bytes digest = hash(algorithm, message);
  return is_right(RSA_verify(EVP_MD_type(evp_md(algorithm)), digest.data(), digest.size(),
                             signature.data(), signature.size(), EVP_PKEY_get0_RSA(key_.get())));
}

bool PublicKey::verify_rsa_pss(HashAlgorithm algorithm, ByteView message,
                               ByteView signature) const {
  if (only_hash_ && *only_hash_ != algorithm) return false;
  const Bytes digest = hash(algorithm, message);
  const EVP_MD *md = evp_md(algorithm);
  return is_right(RSA_verify_pss_mgf1(EVP_PKEY_get0_RSA(key_.get()), digest.data(), digest.size(),
                                      md, md, static_cast<int>(digest.size()), signature.data(),
                                      signature.size()));
}

bool PublicKey::verify_ecdsa(HashAlgorithm algorithm, ByteView message, ByteView signature) const {
  const Bytes digest = hash(algorithm, message);
  return is_right(ECDSA_verify(0, digest.data(), digest.size(), signature.data(), signature.size(),
                               EVP_PKEY_get0_EC_KEY(key_.get())));
}

bool PublicKey::verify_ed25519(ByteView message, ByteView signature) const {
  std::array<std::uint8_t, ED25519_PUBLIC_KEY_LEN> point{};
  std::size_t length = point.size();
  return signature.size() == ED25519_SIGNATURE_LEN &&
         succeeded(EVP_PKEY_get_raw_public_key(key_.get(), point.data(), &length)) &&
         is_right(ED25519_verify(message.data(), message.size(), signature.data(), point.data()));
}

std::optional<PublicKeyInfo> public_key_type(ByteView public_key_info) {
  const auto key = PublicKey::from_der(public_key_info);
  if (!key) return std::nullopt;
  return PublicKeyInfo{key->type(), key->bits()};
}

}  // namespace crypto
