#include "crypto/pss_parameters.h"

#include <array>

namespace crypto {
namespace {

constexpr std::array<std::uint8_t, 9> kRsassaPss = {0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                    0x0d, 0x01, 0x01, 0x0a};
constexpr std::array<std::uint8_t, 9> kMgf1 = {0x2a, 0x86, 0x48, 0x86, 0xf7,
                                               0x0d, 0x01, 0x01, 0x08};
constexpr std::array<std::uint8_t, 9> kSha256 = {0x60, 0x86, 0x48, 0x01, 0x65,
                                                 0x03, 0x04, 0x02, 0x01};
constexpr std::array<std::uint8_t, 9> kSha384 = {0x60, 0x86, 0x48, 0x01, 0x65,
                                                 0x03, 0x04, 0x02, 0x02};
constexpr std::array<std::uint8_t, 9> kSha512 = {0x60, 0x86, 0x48, 0x01, 0x65,
                                                 0x03, 0x04, 0x02, 0x03};

constexpr unsigned kContext = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED;

// read_hash reads a hash's AlgorithmIdentifier that fills `cbs`.
std::optional<HashAlgorithm> read_hash(CBS cbs) {
  CBS oid;
  CBS parameters;
  if (!next_algorithm(cbs, oid, parameters) || CBS_len(&cbs) != 0 ||
      !is_null_or_absent(parameters)) {
    return std::nullopt;
  }
  if (is(oid, kSha256)) return HashAlgorithm::sha256;
  if (is(oid, kSha384)) return HashAlgorithm::sha384;
  if (is(oid, kSha512)) return HashAlgorithm::sha512;
  return std::nullopt;
}

}  // namespace

bool is_rsassa_pss(const CBS &oid) { return is(oid, kRsassaPss); }

bool is(const CBS &oid, ByteView contents) {
  return CBS_mem_equal(&oid, contents.data(), contents.size()) == 1;
}

bool is_null_or_absent(CBS parameters) {
  CBS null;
  return CBS_len(&parameters) == 0 || (CBS_get_asn1(&parameters, &null, CBS_ASN1_NULL) &&
                                       CBS_len(&null) == 0 && CBS_len(&parameters) == 0);
}

bool next_algorithm(CBS &cbs, CBS &oid, CBS &parameters) {
  return CBS_get_asn1(&cbs, &parameters, CBS_ASN1_SEQUENCE) &&
         CBS_get_asn1(&parameters, &oid, CBS_ASN1_OBJECT);
}

std::optional<PssParameters> read_pss_parameters(CBS cbs) {
  constexpr std::uint64_t kDefaultSaltLength = 20;
  CBS sequence;
  CBS hash_field;
  CBS mask_field;
  CBS mask_oid;
  CBS mask_parameters;
  std::uint64_t salt_length = 0;
  if (!CBS_get_asn1(&cbs, &sequence, CBS_ASN1_SEQUENCE) || CBS_len(&cbs) != 0 ||
      !CBS_get_asn1(&sequence, &hash_field, kContext | 0) ||
      !CBS_get_asn1(&sequence, &mask_field, kContext | 1) ||
      !CBS_get_optional_asn1_uint64(&sequence, &salt_length, kContext | 2, kDefaultSaltLength) ||
      CBS_len(&sequence) != 0 || !next_algorithm(mask_field, mask_oid, mask_parameters) ||
      CBS_len(&mask_field) != 0 || !is(mask_oid, kMgf1)) {
    return std::nullopt;
  }
  const auto algorithm = read_hash(hash_field);
  if (!algorithm || read_hash(mask_parameters) != algorithm) return std::nullopt;
  return PssParameters{*algorithm, static_cast<std::size_t>(salt_length)};
}

bool read_pss_restriction(CBS parameters, std::optional<HashAlgorithm> &only_hash) {
  only_hash.reset();
  if (CBS_len(&parameters) == 0) return true;
  const auto read = read_pss_parameters(parameters);
  if (!read || read->salt_length > hash_length(read->hash)) return false;
  only_hash = read->hash;
  return true;
}

}  // namespace crypto
