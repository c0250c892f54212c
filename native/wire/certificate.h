// X.509 certificates (RFC 5280, section 4): read, never written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/codec.h"

namespace wire {

// KeyUsage bits (RFC 5280, section 4.2.1.3): bit 0 of the standard is the lowest here.
enum KeyUsage : std::uint16_t {
  digital_signature = 1 << 0,
  key_encipherment = 1 << 2,
  key_agreement = 1 << 4,
  key_cert_sign = 1 << 5,
};

// X509Certificate is a certificate as far as TLS needs it. Its views are into the DER that it was
// read from, which must outlive it.
struct X509Certificate {
  ByteView tbs_certificate;          // what is signed, header included
  std::uint8_t version = 1;          // 1, 2 or 3
  ByteView serial_number;            // contents of the INTEGER
  ByteView signature;                // TBSCertificate.signature, header included
  ByteView issuer;                   // Name, header included
  std::int64_t not_before = 0;       // seconds since 1970-01-01T00:00:00Z
  std::int64_t not_after = 0;        // the same; the certificate is valid in that second too
  ByteView subject;                  // Name, header included
  ByteView subject_public_key_info;  // header included
  bool has_basic_constraints = false;
  bool ca = false;
  std::optional<std::uint32_t> path_len_constraint;
  std::optional<std::uint16_t> key_usage;              // KeyUsage bits
  std::optional<std::vector<ByteView>> ext_key_usage;  // contents of the OBJECT IDENTIFIERs
  bool has_subject_alt_name = false;
  std::vector<std::string_view> dns_names;
  std::vector<ByteView> ip_addresses;
  // A critical extension that is not understood here, by name or with dots; empty: none.
  std::string unknown_critical_extension;
  ByteView signature_algorithm;  // the outer one, header included
  ByteView signature_value;      // contents of the BIT STRING, without the count of unused bits
};

// read_certificate reads one certificate; errors stay in the reader.
void read_certificate(Reader &in, X509Certificate &out);

// parse_certificate reads a whole DER certificate; every byte must be used.
std::optional<DecodeError> parse_certificate(ByteView der, X509Certificate &out);

// common_name gives the first commonName of a Name, for people; empty when there is none.
std::string common_name(ByteView name);

}  // namespace wire
