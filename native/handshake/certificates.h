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

// check_server_certificate validates the chain that a server sent (RFC 5280, section 6.1;
// RFC 6125; RFC 8446, section 4.4.2.2): a path to a trust anchor with right signatures, validity
// at config.time, authority of the issuers, the usages of the server's key, and the name. With
// config.verify_certificate off only the first certificate is read, for its key.
enum class KeyUse : std::uint8_t {
  digital_signature,
  key_encipherment,  // RSA key exchange of TLS 1.2
};
Status check_server_certificate(const std::vector<Bytes> &chain, const ClientConfig &config,
                                PeerCertificate &out, Recorder &,
                                KeyUse use = KeyUse::digital_signature);

// name_matches tells whether a certificate's subjectAltName covers a host name or an IP address
// (RFC 6125, section 6.4; wildcards only as the whole left-most label).
bool name_matches(const wire::X509Certificate &, std::string_view name);

// is_ip_address tells whether a text is an IPv4 or IPv6 address.
bool is_ip_address(std::string_view text);

}  // namespace handshake
