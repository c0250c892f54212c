#include <openssl/bn.h>
#include <openssl/bytestring.h>
#include <openssl/curve25519.h>
#include <openssl/ec.h>
#include <openssl/ec_key.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/mem.h>
#include <openssl/rsa.h>

#include <array>

#include "crypto/private_key_impl.h"
#include "crypto/pss_parameters.h"
#include "crypto/public_key.h"
#include "crypto/rsa_pss.h"

namespace crypto {
namespace {

// Below this RSA keys are broken in practice, and PSS with SHA-256 hardly fits.
constexpr unsigned kLeastRsaBits = 1024;

constexpr std::size_t kEd25519SeedLength = 32;

bssl::UniquePtr<EVP_PKEY> parse_pkcs8(ByteView der) {
  CBS cbs;
  CBS_init(&cbs, der.data(), der.size());
  bssl::UniquePtr<EVP_PKEY> key(EVP_parse_private_key(&cbs));
  return key && CBS_len(&cbs) == 0 ? std::move(key) : nullptr;
}

bssl::UniquePtr<EVP_PKEY> parse_ec_private_key(ByteView der) {
  CBS cbs;
  CBS_init(&cbs, der.data(), der.size());
  bssl::UniquePtr<EC_KEY> ec(EC_KEY_parse_private_key(&cbs, nullptr));
  if (!ec || CBS_len(&cbs) != 0) return nullptr;
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  return key && EVP_PKEY_set1_EC_KEY(key.get(), ec.get()) ? std::move(key) : nullptr;
}

bssl::UniquePtr<EVP_PKEY> parse_rsa_private_key(ByteView der) {
  CBS cbs;
  CBS_init(&cbs, der.data(), der.size());
  bssl::UniquePtr<RSA> rsa(RSA_parse_private_key(&cbs));
  if (!rsa || CBS_len(&cbs) != 0) return nullptr;
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  return key && EVP_PKEY_set1_RSA(key.get(), rsa.get()) ? std::move(key) : nullptr;
}

// A PrivateKeyInfo with id-RSASSA-PSS (RFC 5958, RFC 4055), which BoringSSL does not read.
struct PssKey {
  bssl::UniquePtr<EVP_PKEY> key;
  std::optional<HashAlgorithm> only_hash;
  Bytes algorithm;  // the AlgorithmIdentifier
};

std::optional<PssKey> parse_pss_pkcs8(ByteView der) {
  CBS cbs;
  CBS info;
  CBS algorithm;
  CBS oid;
  CBS parameters;
  CBS contents;
  std::uint64_t version = 0;
  PssKey out;
  CBS_init(&cbs, der.data(), der.size());
  if (!CBS_get_asn1(&cbs, &info, CBS_ASN1_SEQUENCE) || CBS_len(&cbs) != 0 ||
      !CBS_get_asn1_uint64(&info, &version) || version != 0 ||
      !CBS_get_asn1_element(&info, &algorithm, CBS_ASN1_SEQUENCE)) {
    return std::nullopt;
  }
  out.algorithm.assign(CBS_data(&algorithm), CBS_data(&algorithm) + CBS_len(&algorithm));
  // Attributes may follow; EVP_parse_private_key does not look at them either.
  if (!next_algorithm(algorithm, oid, parameters) || !is_rsassa_pss(oid) ||
      !read_pss_restriction(parameters, out.only_hash) ||
      !CBS_get_asn1(&info, &contents, CBS_ASN1_OCTETSTRING)) {
    return std::nullopt;
  }
  out.key = parse_rsa_private_key({CBS_data(&contents), CBS_len(&contents)});
  if (!out.key) return std::nullopt;
  return out;
}

// write_pss_public_key_info puts an RSAPublicKey behind an AlgorithmIdentifier.
bool write_pss_public_key_info(const RSA *rsa, ByteView algorithm, Bytes &out) {
  bssl::ScopedCBB cbb;
  CBB info;
  CBB bits;
  std::uint8_t *data = nullptr;
  std::size_t size = 0;
  if (!CBB_init(cbb.get(), 512) || !CBB_add_asn1(cbb.get(), &info, CBS_ASN1_SEQUENCE) ||
      !CBB_add_bytes(&info, algorithm.data(), algorithm.size()) ||
      !CBB_add_asn1(&info, &bits, CBS_ASN1_BITSTRING) || !CBB_add_u8(&bits, 0) ||
      !RSA_marshal_public_key(&bits, rsa) || !CBB_finish(cbb.get(), &data, &size)) {
    return false;
  }
  const bssl::UniquePtr<std::uint8_t> owner(data);
  out.assign(data, data + size);
  return true;
}

bool write_public_key_info(const EVP_PKEY *key, Bytes &out) {
  bssl::ScopedCBB cbb;
  std::uint8_t *data = nullptr;
  std::size_t size = 0;
  if (!CBB_init(cbb.get(), 128) || !EVP_marshal_public_key(cbb.get(), key) ||
      !CBB_finish(cbb.get(), &data, &size)) {
    return false;
  }
  const bssl::UniquePtr<std::uint8_t> owner(data);
  out.assign(data, data + size);
  return true;
}

bool take_ec(PrivateKey::Impl &impl) {
  impl.ec = EVP_PKEY_get0_EC_KEY(impl.key);
  const BIGNUM *order = EC_GROUP_get0_order(EC_KEY_get0_group(impl.ec));
  impl.order.resize(BN_num_bytes(order));
  impl.scalar = Secret(impl.order.size());
  return BN_bn2bin(order, impl.order.data()) == impl.order.size() &&
         EC_KEY_priv2oct(impl.ec, impl.scalar.data(), impl.scalar.size()) == impl.scalar.size();
}

bool take_rsa(PrivateKey::Impl &impl) {
  impl.rsa = EVP_PKEY_get0_RSA(impl.key);
  return RSA_bits(impl.rsa) >= kLeastRsaBits;
}

bool take_ed25519(PrivateKey::Impl &impl) {
  Secret seed(kEd25519SeedLength);
  std::size_t length = seed.size();
  if (!EVP_PKEY_get_raw_private_key(impl.key, seed.data(), &length)) return false;
  std::array<std::uint8_t, ED25519_PUBLIC_KEY_LEN> public_key{};
  impl.ed25519 = Secret(ED25519_PRIVATE_KEY_LEN);
  ED25519_keypair_from_seed(public_key.data(), impl.ed25519.data(), seed.data());
  return true;
}

bool take(PrivateKey::Impl &impl) {
  switch (impl.type) {
    case KeyType::rsa:
    case KeyType::rsa_pss:
      return take_rsa(impl);
    case KeyType::ec_secp256r1:
    case KeyType::ec_secp384r1:
    case KeyType::ec_secp521r1:
      return take_ec(impl);
    case KeyType::ed25519:
      return take_ed25519(impl);
  }
  return false;
}

}  // namespace

PrivateKey::Impl::~Impl() { EVP_PKEY_free(key); }

std::optional<PrivateKey> PrivateKey::from_der(ByteView der) {
  if (auto pss = parse_pss_pkcs8(der)) {
    const auto impl = std::make_shared<Impl>();
    impl->type = KeyType::rsa_pss;
    impl->key = pss->key.release();
    impl->only_hash = pss->only_hash;
    if (!take(*impl) ||
        !write_pss_public_key_info(impl->rsa, pss->algorithm, impl->public_key_info)) {
      ERR_clear_error();
      return std::nullopt;
    }
    return PrivateKey(impl);
  }
  bssl::UniquePtr<EVP_PKEY> key = parse_pkcs8(der);
  if (!key) key = parse_ec_private_key(der);
  if (!key) key = parse_rsa_private_key(der);
  ERR_clear_error();
  if (!key) return std::nullopt;
  const std::optional<KeyType> type = key_type_of_evp(key.get());
  if (!type) return std::nullopt;
  const auto impl = std::make_shared<Impl>();
  impl->type = *type;
  impl->key = key.release();
  if (!take(*impl) || !write_public_key_info(impl->key, impl->public_key_info)) {
    ERR_clear_error();
    return std::nullopt;
  }
  return PrivateKey(impl);
}

KeyType PrivateKey::type() const { return impl_->type; }

const Bytes &PrivateKey::public_key_info() const { return impl_->public_key_info; }

namespace {

// has_room: the key is long enough for the hash and the salt of PSS, and may be used with the hash.
// PKCS #1 v1.5 fits every key that is taken.
bool has_room(const PrivateKey::Impl &impl, SignatureScheme scheme) {
  if (!is_rsa_pss(scheme)) return true;
  const HashAlgorithm algorithm = *hash_of(scheme);
  return emsa_pss_fits(algorithm, RSA_bits(impl.rsa) - 1) &&
         (!impl.only_hash || *impl.only_hash == algorithm);
}

}  // namespace

bool PrivateKey::can_sign(SignatureScheme scheme) const {
  if (key_type_of(scheme) != impl_->type) return false;
  if (impl_->type == KeyType::rsa && !is_rsa_pss(scheme)) return false;
  return has_room(*impl_, scheme);
}

bool PrivateKey::can_sign_tls12(SignatureScheme scheme) const {
  return fits_tls12(scheme, impl_->type) && has_room(*impl_, scheme);
}

}  // namespace crypto
