// Code points of TLS, named as in RFC 8446 and the IANA registries. Every enumeration may hold
// values that have no enumerator: unknown code points are carried, never dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wire {

// ContentType of a record (RFC 8446, section 5.1).
enum class ContentType : std::uint8_t {
  invalid = 0,
  change_cipher_spec = 20,
  alert = 21,
  handshake = 22,
  application_data = 23,
};

// ProtocolVersion (RFC 8446, section 4.2.1).
enum class ProtocolVersion : std::uint16_t {
  ssl3 = 0x0300,
  tls10 = 0x0301,
  tls11 = 0x0302,
  tls12 = 0x0303,
  tls13 = 0x0304,
};

// HandshakeType (RFC 8446, section 4).
enum class HandshakeType : std::uint8_t {
  hello_request = 0,
  client_hello = 1,
  server_hello = 2,
  new_session_ticket = 4,
  end_of_early_data = 5,
  encrypted_extensions = 8,
  certificate = 11,
  server_key_exchange = 12,
  certificate_request = 13,
  server_hello_done = 14,
  certificate_verify = 15,
  client_key_exchange = 16,
  finished = 20,
  key_update = 24,
  message_hash = 254,
};

// AlertLevel (RFC 8446, section 6).
enum class AlertLevel : std::uint8_t { warning = 1, fatal = 2 };

// AlertDescription (RFC 8446, section 6).
enum class AlertDescription : std::uint8_t {
  close_notify = 0,
  unexpected_message = 10,
  bad_record_mac = 20,
  record_overflow = 22,
  handshake_failure = 40,
  bad_certificate = 42,
  unsupported_certificate = 43,
  certificate_revoked = 44,
  certificate_expired = 45,
  certificate_unknown = 46,
  illegal_parameter = 47,
  unknown_ca = 48,
  access_denied = 49,
  decode_error = 50,
  decrypt_error = 51,
  protocol_version = 70,
  insufficient_security = 71,
  internal_error = 80,
  inappropriate_fallback = 86,
  user_canceled = 90,
  no_renegotiation = 100,
  missing_extension = 109,
  unsupported_extension = 110,
  unrecognized_name = 112,
  bad_certificate_status_response = 113,
  unknown_psk_identity = 115,
  certificate_required = 116,
  no_application_protocol = 120,
};

// CipherSuite: those of TLS 1.3 (RFC 8446, appendix B.4) and those of TLS 1.2 that the core speaks
// (RFC 5246, 5288, 5289, 7905, 8422), with the two values that only signal (RFC 5746, 7507).
enum class CipherSuite : std::uint16_t {
  TLS_AES_128_GCM_SHA256 = 0x1301,
  TLS_AES_256_GCM_SHA384 = 0x1302,
  TLS_CHACHA20_POLY1305_SHA256 = 0x1303,
  TLS_RSA_WITH_AES_128_CBC_SHA = 0x002f,
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA = 0x0033,
  TLS_RSA_WITH_AES_256_CBC_SHA = 0x0035,
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA = 0x0039,
  TLS_RSA_WITH_AES_128_CBC_SHA256 = 0x003c,
  TLS_RSA_WITH_AES_256_CBC_SHA256 = 0x003d,
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 = 0x0067,
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 = 0x006b,
  TLS_RSA_WITH_AES_128_GCM_SHA256 = 0x009c,
  TLS_RSA_WITH_AES_256_GCM_SHA384 = 0x009d,
  TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 = 0x009e,
  TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 = 0x009f,
  TLS_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff,
  TLS_FALLBACK_SCSV = 0x5600,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA = 0xc009,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA = 0xc00a,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA = 0xc013,
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA = 0xc014,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 = 0xc023,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 = 0xc024,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 = 0xc027,
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 = 0xc028,
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b,
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = 0xc02c,
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = 0xc02f,
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = 0xc030,
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca8,
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca9,
  TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xccaa,
};

// NamedGroup (RFC 8446, section 4.2.7).
enum class NamedGroup : std::uint16_t {
  secp256r1 = 0x0017,
  secp384r1 = 0x0018,
  secp521r1 = 0x0019,
  x25519 = 0x001d,
  x448 = 0x001e,
  ffdhe2048 = 0x0100,
  ffdhe3072 = 0x0101,
  ffdhe4096 = 0x0102,
  X25519MLKEM768 = 0x11ec,
};

// SignatureScheme (RFC 8446, section 4.2.3).
enum class SignatureScheme : std::uint16_t {
  rsa_pkcs1_sha1 = 0x0201,
  ecdsa_sha1 = 0x0203,
  rsa_pkcs1_sha256 = 0x0401,
  ecdsa_secp256r1_sha256 = 0x0403,
  rsa_pkcs1_sha384 = 0x0501,
  ecdsa_secp384r1_sha384 = 0x0503,
  rsa_pkcs1_sha512 = 0x0601,
  ecdsa_secp521r1_sha512 = 0x0603,
  rsa_pss_rsae_sha256 = 0x0804,
  rsa_pss_rsae_sha384 = 0x0805,
  rsa_pss_rsae_sha512 = 0x0806,
  ed25519 = 0x0807,
  ed448 = 0x0808,
  rsa_pss_pss_sha256 = 0x0809,
  rsa_pss_pss_sha384 = 0x080a,
  rsa_pss_pss_sha512 = 0x080b,
};

// ExtensionType (RFC 8446, section 4.2).
enum class ExtensionType : std::uint16_t {
  server_name = 0,
  max_fragment_length = 1,
  status_request = 5,
  supported_groups = 10,
  ec_point_formats = 11,
  signature_algorithms = 13,
  use_srtp = 14,
  heartbeat = 15,
  application_layer_protocol_negotiation = 16,
  signed_certificate_timestamp = 18,
  padding = 21,
  encrypt_then_mac = 22,
  extended_master_secret = 23,
  compress_certificate = 27,
  record_size_limit = 28,
  session_ticket = 35,
  pre_shared_key = 41,
  early_data = 42,
  supported_versions = 43,
  cookie = 44,
  psk_key_exchange_modes = 45,
  certificate_authorities = 47,
  oid_filters = 48,
  post_handshake_auth = 49,
  signature_algorithms_cert = 50,
  key_share = 51,
  renegotiation_info = 0xff01,
};

// PskKeyExchangeMode (RFC 8446, section 4.2.9).
enum class PskKeyExchangeMode : std::uint8_t { psk_ke = 0, psk_dhe_ke = 1 };

// KeyUpdateRequest (RFC 8446, section 4.6.3).
enum class KeyUpdateRequest : std::uint8_t { update_not_requested = 0, update_requested = 1 };

// NameType of a server_name (RFC 6066, section 3).
enum class NameType : std::uint8_t { host_name = 0 };

// ChangeCipherSpecType, the one value that message has (RFC 5246, section 7.1).
enum class ChangeCipherSpecType : std::uint8_t { change_cipher_spec = 1 };

// KeyExchangeAlgorithm is how a TLS 1.2 cipher suite agrees on the premaster secret (RFC 5246,
// section 7.4.3; RFC 8422, section 2). It decides the form of ServerKeyExchange and
// ClientKeyExchange. `none`: TLS 1.3, or not known yet.
enum class KeyExchangeAlgorithm : std::uint8_t { none, rsa, dhe, ecdhe };

// ECCurveType of ServerKeyExchange (RFC 8422, section 5.4).
enum class ECCurveType : std::uint8_t { named_curve = 3 };

// ECPointFormat (RFC 8422, section 5.1.2).
enum class ECPointFormat : std::uint8_t { uncompressed = 0 };

// ClientCertificateType (RFC 5246, section 7.4.4; RFC 8422, section 5.5).
enum class ClientCertificateType : std::uint8_t { rsa_sign = 1, dss_sign = 2, ecdsa_sign = 64 };

// name_of spells a code point as its registry does; empty when it has no name there.
std::string_view name_of(ContentType);
std::string_view name_of(ProtocolVersion);
std::string_view name_of(HandshakeType);
std::string_view name_of(AlertLevel);
std::string_view name_of(AlertDescription);
std::string_view name_of(CipherSuite);
std::string_view name_of(NamedGroup);
std::string_view name_of(SignatureScheme);
std::string_view name_of(ExtensionType);
std::string_view name_of(PskKeyExchangeMode);
std::string_view name_of(KeyUpdateRequest);
std::string_view name_of(NameType);
std::string_view name_of(ChangeCipherSpecType);
std::string_view name_of(KeyExchangeAlgorithm);
std::string_view name_of(ECCurveType);
std::string_view name_of(ECPointFormat);
std::string_view name_of(ClientCertificateType);

// cipher_suite_named finds a suite by its IANA name or a usual alias (OpenSSL's and GnuTLS's
// spelling), in any case; nullopt when no suite has that name.
std::optional<CipherSuite> cipher_suite_named(std::string_view name);

// named_group_named does the same for groups ("P-256", "prime256v1" are secp256r1).
std::optional<NamedGroup> named_group_named(std::string_view name);

// signature_scheme_named does the same for signature schemes ("RSA-PSS+SHA256", "Ed25519").
std::optional<SignatureScheme> signature_scheme_named(std::string_view name);

// aliases_of lists the other names by which a code point is known, for help texts.
std::span<const std::string_view> aliases_of(CipherSuite);
std::span<const std::string_view> aliases_of(NamedGroup);
std::span<const std::string_view> aliases_of(SignatureScheme);

// is_grease tells whether a 16-bit code point is one of those that RFC 8701 reserves.
constexpr bool is_grease(std::uint16_t value) {
  return (value & 0x0f0f) == 0x0a0a && (value >> 8) == (value & 0xff);
}
// grease_value makes one of them from a random byte.
constexpr std::uint16_t grease_value(std::uint8_t random) {
  return static_cast<std::uint16_t>(((random & 0xf0) | 0x0a) * 0x0101);
}

}  // namespace wire
