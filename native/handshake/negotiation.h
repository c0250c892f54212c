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

// speaks tells whether a version is among those of a configuration.
template <class Config>
bool speaks(const Config &config, wire::ProtocolVersion version) {
  return contains(config.versions, version);
}

// signs_with_curves tells keys for ECDSA cipher suites of TLS 1.2, Ed25519 among them, from those
// for RSA ones (RFC 8422, section 2).
bool signs_with_curves(crypto::KeyType);

// curve_of gives the curve of an ECDSA key. nullopt: it is another kind of key; Ed25519 has no code
// point among the groups.
std::optional<wire::NamedGroup> curve_of(crypto::KeyType);

// usable_in_tls12_ecdhe tells whether ECDHE of TLS 1.2 has a group (RFC 8422, section 5.1.1).
bool usable_in_tls12_ecdhe(wire::NamedGroup);
// is_ffdhe tells whether a group is one of RFC 7919's.
constexpr bool is_ffdhe(wire::NamedGroup group) {
  return static_cast<std::uint16_t>(group) >> 8 == 0x01;
}

// allowed_in_tls12 tells whether a signature of TLS 1.2 may be of this scheme: not over SHA-1
// (RFC 9155).
constexpr bool allowed_in_tls12(wire::SignatureScheme scheme) {
  using enum wire::SignatureScheme;
  return scheme != rsa_pkcs1_sha1 && scheme != ecdsa_sha1;
}

// ClientCredential is what a client answers a CertificateRequest with.
struct ClientCredential {
  std::size_t credential = 0;  // index into ClientConfig::credentials
  wire::SignatureScheme scheme{};
  friend bool operator==(const ClientCredential &, const ClientCredential &) = default;
};

// choose_client_credential gives the first credential that fits a CertificateRequest: its key signs
// with a scheme of the server's list, the first of that list, and an authority that the server
// names issued it (RFC 8446, section 4.4.2.3). Chains signed as signature_algorithms_cert asks come
// before others. nullopt: none fits.
std::optional<ClientCredential> choose_client_credential(const wire::CertificateRequest &,
                                                         const ClientConfig &);

// choose_client_credential_tls12 does the same for TLS 1.2 (RFC 5246, section 7.4.4 and 7.4.6):
// the certificate's key is of a type that the server names, too.
std::optional<ClientCredential> choose_client_credential_tls12(
    const wire::tls12::CertificateRequest &, const ClientConfig &);

// check_own_schemes: a client that says which schemes it signs with can sign with one that the
// server asks for (ClientConfig::own_signature_algorithms).
Status check_own_schemes(const std::vector<wire::SignatureScheme> &asked, wire::ProtocolVersion,
                         const ClientConfig &, Recorder &);

// Negotiated is what a server makes of a ClientHello.
struct Negotiated {
  wire::ProtocolVersion version = wire::ProtocolVersion::tls13;
  wire::CipherSuite cipher_suite{};
  wire::NamedGroup group{};
  // The client's public key for the group; nullopt: a HelloRetryRequest must ask for it.
  std::optional<Bytes> client_share;
  std::size_t credential = 0;  // index into ServerConfig::credentials
  wire::SignatureScheme signature_scheme{};
  std::string server_name;
  std::string application_protocol;
  // Of TLS 1.2.
  bool renegotiation_info = false;
  bool extended_master_secret = false;
  bool encrypt_then_mac = false;
  bool ec_point_formats = false;
  bool session_ticket = false;  // the client knows session_ticket, and a ticket will be sent
  friend bool operator==(const Negotiated &, const Negotiated &) = default;
};

// NegotiatedPsk says what a PSK that was taken decides.
struct NegotiatedPsk {
  wire::CipherSuite cipher_suite{};
  bool key_exchange = true;  // psk_dhe_ke
};

// negotiate chooses, or says with which alert it cannot (section 4.1.1, 4.2, 9.2).
// With a PSK no certificate is chosen, and in psk_ke no group. `required` is the suite that a
// HelloRetryRequest named.
Status negotiate(const wire::ClientHello &, const ServerConfig &,
                 const std::optional<NegotiatedPsk> &, std::optional<wire::CipherSuite> required,
                 Negotiated &out, Recorder &);

// negotiate_tls12 does the same for TLS 1.2 (RFC 5246, section 7.4.1; RFC 8422, section 5.1; RFC
// 7919, section 4).
// A session that goes on brings its cipher suite, `resumed`.
Status negotiate_tls12(const wire::ClientHello &, const ServerConfig &,
                       std::optional<wire::CipherSuite> resumed, Negotiated &out, Recorder &);

}  // namespace handshake
