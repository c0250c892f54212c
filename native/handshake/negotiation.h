// Negotiation: two lists in, one choice out (RFC 8446, section 4.1.1).
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "handshake/config.h"
#include "handshake/fatal.h"

namespace handshake {

template <class T>
bool contains(const std::vector<T> &list, const T &one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

// first_common gives the first of `preferred` that `offered` has as well.
template <class T>
std::optional<T> first_common(const std::vector<T> &preferred, const std::vector<T> &offered) {
  for (const T &one : preferred) {
    if (contains(offered, one)) return one;
  }
  return std::nullopt;
}

// allowed_in_certificate_verify: TLS 1.3 signs neither with RSASSA-PKCS1-v1_5 nor over SHA-1
// (RFC 8446, section 4.2.3).
constexpr bool allowed_in_certificate_verify(wire::SignatureScheme scheme) {
  using enum wire::SignatureScheme;
  return scheme != rsa_pkcs1_sha1 && scheme != ecdsa_sha1 && scheme != rsa_pkcs1_sha256 &&
         scheme != rsa_pkcs1_sha384 && scheme != rsa_pkcs1_sha512;
}

// Negotiated is what a server makes of a ClientHello.
struct Negotiated {
  wire::CipherSuite cipher_suite{};
  wire::NamedGroup group{};
  // The client's public key for the group; nullopt: a HelloRetryRequest must ask for it.
  std::optional<Bytes> client_share;
  std::size_t credential = 0;  // index into ServerConfig::credentials
  wire::SignatureScheme signature_scheme{};
  std::string server_name;
  std::string application_protocol;
  friend bool operator==(const Negotiated &, const Negotiated &) = default;
};

// negotiate chooses, or says with which alert it cannot (section 4.1.1, 4.2, 9.2).
Status negotiate(const wire::ClientHello &, const ServerConfig &, Negotiated &out, Recorder &);

}  // namespace handshake
