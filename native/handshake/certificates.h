// Certificate chains: is this key the one of the name that was asked for?
#pragma once

#include <string_view>
#include <vector>

#include "handshake/config.h"
#include "handshake/fatal.h"
#include "wire/certificate.h"

namespace handshake {

// PeerCertificate is what remains of a chain once it was looked at.
struct PeerCertificate {
  Bytes public_key_info;  // DER SubjectPublicKeyInfo of the first certificate
  crypto::KeyType key_type{};
  std::size_t key_bits = 0;  // of an RSA modulus
  friend bool operator==(const PeerCertificate &, const PeerCertificate &) = default;
};

// KeyUse is what a key must be allowed to do.
enum class KeyUse : std::uint8_t {
  digital_signature,
  key_encipherment,  // RSA key exchange of TLS 1.2
};

// ChainRules says what a chain is checked against.
struct ChainRules {
  Role holder{};                            // whose it is: what its key must be for
  const std::vector<Bytes> &trust_anchors;  // DER certificates
  std::int64_t time = 0;                    // seconds since 1970-01-01T00:00:00Z
  std::string_view name;                    // that it must be for; empty: any
  bool verify = true;                       // false: of the first certificate, key and keyUsage
  KeyUse use = KeyUse::digital_signature;
  const ChainJudge *judge = nullptr;  // decides the rest: all but the first one's key and keyUsage
};

// check_chain validates the chain that a peer sent (RFC 5280, section 6.1; RFC 6125; RFC 8446,
// section 4.4.2.2): a path to a trust anchor with right signatures, validity, authority of the
// issuers, the usages of the holder's key, and the name.
Status check_chain(const std::vector<Bytes> &chain, const ChainRules &, PeerCertificate &out,
                   Recorder &);

// check_server_certificate checks a server's chain by a client's configuration.
Status check_server_certificate(const std::vector<Bytes> &chain, const ClientConfig &config,
                                PeerCertificate &out, Recorder &,
                                KeyUse use = KeyUse::digital_signature);

// check_resumed_chain checks the chain of a session that is resumed, when the configuration wants
// that; an empty chain passes, for there was none to check.
Status check_resumed_chain(const std::vector<Bytes> &chain, const ClientConfig &config, Recorder &,
                           KeyUse use = KeyUse::digital_signature);

// name_matches tells whether a certificate's subjectAltName covers a host name or an IP address
// (RFC 6125, section 6.4; wildcards only as the whole left-most label).
bool name_matches(const wire::X509Certificate &, std::string_view name);

// issued_under tells whether one of the DER Names issued a certificate of the chain
// (RFC 8446, section 4.2.4).
bool issued_under(const std::vector<Bytes> &chain, const std::vector<Bytes> &names);

// signed_with tells whether every certificate of the chain that is not its own issuer is signed
// with one of the schemes (RFC 8446, section 4.2.3).
bool signed_with(const std::vector<Bytes> &chain, const std::vector<wire::SignatureScheme> &);

// subject_of is the subject of a DER certificate, as a DER Name; empty when it cannot be read.
Bytes subject_of(ByteView certificate);

// is_ip_address tells whether a text is an IPv4 or IPv6 address.
bool is_ip_address(std::string_view text);

}  // namespace handshake
