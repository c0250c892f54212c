// What a cipher suite stands for.
#pragma once

#include <span>

#include "crypto/hash.h"
#include "schedule/traffic_keys.h"

namespace schedule {

// SuiteParameters are the algorithms that a TLS 1.3 cipher suite names.
struct SuiteParameters {
  crypto::AeadAlgorithm aead{};
  crypto::HashAlgorithm hash{};
  friend bool operator==(const SuiteParameters &, const SuiteParameters &) = default;
};
SuiteParameters parameters_of(wire::CipherSuite);

// is_tls13 tells whether a suite is one of TLS 1.3's.
constexpr bool is_tls13(wire::CipherSuite suite) {
  return static_cast<std::uint16_t>(suite) >> 8 == 0x13;
}

// Tls12Suite are the algorithms that a TLS 1.2 cipher suite names (RFC 5246, appendix A.5; RFC
// 5288, 5289, 7905, 8422).
struct Tls12Suite {
  wire::CipherSuite suite{};
  wire::KeyExchangeAlgorithm key_exchange{};
  // ecdsa: the server signs with ECDSA or EdDSA; otherwise its key is RSA's.
  bool ecdsa = false;
  RecordForm form{};
  crypto::AeadAlgorithm aead{};  // unless CBC
  crypto::CbcAlgorithm cbc{};    // CBC only
  crypto::HashAlgorithm prf_hash{};
};

// tls12_suite finds a suite's parameters; nullptr: it is none of TLS 1.2's.
const Tls12Suite *tls12_suite(wire::CipherSuite);

// tls12_suites lists all that the core speaks, in its order of preference: forward secrecy first,
// then AEAD, then the rest.
std::span<const Tls12Suite> tls12_suites();

}  // namespace schedule
