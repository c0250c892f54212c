// The signature of an X.509 certificate: AlgorithmIdentifiers of RFC 4055, 5758 and 8410.
#include <openssl/bytestring.h>

#include <array>

#include "crypto/pss_parameters.h"
#include "crypto/public_key.h"
#include "crypto/signature.h"

namespace crypto {
namespace {

enum class Kind : std::uint8_t { rsa_pkcs1, rsa_pss, ecdsa, ed25519 };

struct Algorithm {
  Kind kind{};
  HashAlgorithm hash{};  // Ed25519 has its own
};

// The contents of the OBJECT IDENTIFIERs. 1.2.840.113549.1.1 is RSA's arc, whose last byte follows.
constexpr std::array<std::uint8_t, 9> kRsaEncryptionSha256 = {0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                              0x0d, 0x01, 0x01, 0x0b};
constexpr std::array<std::uint8_t, 9> kRsaEncryptionSha384 = {0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                              0x0d, 0x01, 0x01, 0x0c};
constexpr std::array<std::uint8_t, 9> kRsaEncryptionSha512 = {0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                              0x0d, 0x01, 0x01, 0x0d};
constexpr std::array<std::uint8_t, 8> kEcdsaSha256 = {0x2a, 0x86, 0x48, 0xce,
                                                      0x3d, 0x04, 0x03, 0x02};
constexpr std::array<std::uint8_t, 8> kEcdsaSha384 = {0x2a, 0x86, 0x48, 0xce,
                                                      0x3d, 0x04, 0x03, 0x03};
constexpr std::array<std::uint8_t, 8> kEcdsaSha512 = {0x2a, 0x86, 0x48, 0xce,
                                                      0x3d, 0x04, 0x03, 0x04};
constexpr std::array<std::uint8_t, 3> kEd25519 = {0x2b, 0x65, 0x70};

bool is_absent(const CBS &parameters) { return CBS_len(&parameters) == 0; }

std::optional<Algorithm> read_algorithm(ByteView algorithm_identifier) {
  struct Known {
    ByteView oid;
    Algorithm algorithm;
  };
  static constexpr std::array<Known, 7> kKnown{{
      {kRsaEncryptionSha256, {Kind::rsa_pkcs1, HashAlgorithm::sha256}},
      {kRsaEncryptionSha384, {Kind::rsa_pkcs1, HashAlgorithm::sha384}},
      {kRsaEncryptionSha512, {Kind::rsa_pkcs1, HashAlgorithm::sha512}},
      {kEcdsaSha256, {Kind::ecdsa, HashAlgorithm::sha256}},
      {kEcdsaSha384, {Kind::ecdsa, HashAlgorithm::sha384}},
      {kEcdsaSha512, {Kind::ecdsa, HashAlgorithm::sha512}},
      {kEd25519, {Kind::ed25519, {}}},
  }};
  CBS cbs;
  CBS oid;
  CBS parameters;
  CBS_init(&cbs, algorithm_identifier.data(), algorithm_identifier.size());
  if (!next_algorithm(cbs, oid, parameters) || CBS_len(&cbs) != 0) return std::nullopt;
  if (is_rsassa_pss(oid)) {
    const auto pss = read_pss_parameters(parameters);
    if (!pss || pss->salt_length != hash_length(pss->hash)) return std::nullopt;
    return Algorithm{Kind::rsa_pss, pss->hash};
  }
  for (const Known &known : kKnown) {
    if (!is(oid, known.oid)) continue;
    const bool fits = known.algorithm.kind == Kind::rsa_pkcs1 ? is_null_or_absent(parameters)
                                                              : is_absent(parameters);
    if (!fits) return std::nullopt;
    return known.algorithm;
  }
  return std::nullopt;
}

}  // namespace

bool verify_certificate_signature(ByteView public_key_info, ByteView algorithm_identifier,
                                  ByteView to_be_signed, ByteView signature) {
  const auto algorithm = read_algorithm(algorithm_identifier);
  if (!algorithm) return false;
  const auto key = PublicKey::from_der(public_key_info);
  if (!key) return false;
  const bool is_rsa = key->type() == KeyType::rsa;
  const bool is_ed25519 = key->type() == KeyType::ed25519;
  switch (algorithm->kind) {
    case Kind::rsa_pkcs1:
      return is_rsa && key->verify_rsa_pkcs1(algorithm->hash, to_be_signed, signature);
    case Kind::rsa_pss:
      return (is_rsa || key->type() == KeyType::rsa_pss) &&
             key->verify_rsa_pss(algorithm->hash, to_be_signed, signature);
    case Kind::ecdsa:
      return is_ec(key->type()) && key->verify_ecdsa(algorithm->hash, to_be_signed, signature);
    case Kind::ed25519:
      return is_ed25519 && key->verify_ed25519(to_be_signed, signature);
  }
  return false;
}

}  // namespace crypto
