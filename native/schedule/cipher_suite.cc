#include "schedule/cipher_suite.h"

#include <algorithm>
#include <array>

namespace schedule {
namespace {

using crypto::AeadAlgorithm;
using wire::CipherSuite;
using enum wire::KeyExchangeAlgorithm;
using enum crypto::HashAlgorithm;
using enum crypto::MacAlgorithm;

constexpr Tls12Suite aead(CipherSuite suite, wire::KeyExchangeAlgorithm key_exchange, bool ecdsa,
                          RecordForm form, AeadAlgorithm aead, crypto::HashAlgorithm prf_hash) {
  return {suite, key_exchange, ecdsa, form, aead, {}, prf_hash};
}
constexpr Tls12Suite cbc(CipherSuite suite, wire::KeyExchangeAlgorithm key_exchange, bool ecdsa,
                         std::size_t key_length, crypto::MacAlgorithm mac,
                         crypto::HashAlgorithm prf_hash) {
  return {suite, key_exchange, ecdsa, RecordForm::tls12_cbc, {}, {key_length, mac}, prf_hash};
}

constexpr auto kTls12Suites = std::to_array<Tls12Suite>({
    aead(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ecdhe, true, RecordForm::tls12_gcm,
         AeadAlgorithm::aes_128_gcm, sha256),
    aead(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ecdhe, true, RecordForm::tls12_gcm,
         AeadAlgorithm::aes_256_gcm, sha384),
    aead(CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ecdhe, true,
         RecordForm::tls12_chacha20_poly1305, AeadAlgorithm::chacha20_poly1305, sha256),
    aead(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ecdhe, false, RecordForm::tls12_gcm,
         AeadAlgorithm::aes_128_gcm, sha256),
    aead(CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, ecdhe, false, RecordForm::tls12_gcm,
         AeadAlgorithm::aes_256_gcm, sha384),
    aead(CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, ecdhe, false,
         RecordForm::tls12_chacha20_poly1305, AeadAlgorithm::chacha20_poly1305, sha256),
    aead(CipherSuite::TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, dhe, false, RecordForm::tls12_gcm,
         AeadAlgorithm::aes_128_gcm, sha256),
    aead(CipherSuite::TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, dhe, false, RecordForm::tls12_gcm,
         AeadAlgorithm::aes_256_gcm, sha384),
    aead(CipherSuite::TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256, dhe, false,
         RecordForm::tls12_chacha20_poly1305, AeadAlgorithm::chacha20_poly1305, sha256),
    cbc(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, ecdhe, true, 16, hmac_sha256, sha256),
    cbc(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, ecdhe, true, 32, hmac_sha384, sha384),
    cbc(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, ecdhe, true, 16, hmac_sha1, sha256),
    cbc(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, ecdhe, true, 32, hmac_sha1, sha256),
    cbc(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, ecdhe, false, 16, hmac_sha256, sha256),
    cbc(CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, ecdhe, false, 32, hmac_sha384, sha384),
    cbc(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, ecdhe, false, 16, hmac_sha1, sha256),
    cbc(CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, ecdhe, false, 32, hmac_sha1, sha256),
    cbc(CipherSuite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA256, dhe, false, 16, hmac_sha256, sha256),
    cbc(CipherSuite::TLS_DHE_RSA_WITH_AES_256_CBC_SHA256, dhe, false, 32, hmac_sha256, sha256),
    cbc(CipherSuite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA, dhe, false, 16, hmac_sha1, sha256),
    cbc(CipherSuite::TLS_DHE_RSA_WITH_AES_256_CBC_SHA, dhe, false, 32, hmac_sha1, sha256),
    aead(CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256, rsa, false, RecordForm::tls12_gcm,
         AeadAlgorithm::aes_128_gcm, sha256),
    aead(CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384, rsa, false, RecordForm::tls12_gcm,
         AeadAlgorithm::aes_256_gcm, sha384),
    cbc(CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA256, rsa, false, 16, hmac_sha256, sha256),
    cbc(CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA256, rsa, false, 32, hmac_sha256, sha256),
    cbc(CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA, rsa, false, 16, hmac_sha1, sha256),
    cbc(CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA, rsa, false, 32, hmac_sha1, sha256),
});

}  // namespace

SuiteParameters parameters_of(wire::CipherSuite suite) {
  switch (suite) {
    case wire::CipherSuite::TLS_AES_256_GCM_SHA384:
      return {AeadAlgorithm::aes_256_gcm, sha384};
    case wire::CipherSuite::TLS_CHACHA20_POLY1305_SHA256:
      return {AeadAlgorithm::chacha20_poly1305, sha256};
    default:
      return {AeadAlgorithm::aes_128_gcm, sha256};
  }
}

const Tls12Suite *tls12_suite(CipherSuite suite) {
  const auto *const it = std::find_if(kTls12Suites.begin(), kTls12Suites.end(),
                                      [&](const Tls12Suite &one) { return one.suite == suite; });
  return it == kTls12Suites.end() ? nullptr : &*it;
}

std::span<const Tls12Suite> tls12_suites() { return kTls12Suites; }

}  // namespace schedule
