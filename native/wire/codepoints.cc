#include "wire/codepoints.h"

#include <algorithm>
#include <array>

namespace wire {
namespace {

// Named is one row of a registry: the code point, its name there and, where people use others,
// those too.
template <class E>
struct Named {
  E code;
  std::string_view name;
  std::array<std::string_view, 3> aliases{};
};

constexpr Named<ContentType> kContentTypes[] = {
    {ContentType::invalid, "invalid"},
    {ContentType::change_cipher_spec, "change_cipher_spec"},
    {ContentType::alert, "alert"},
    {ContentType::handshake, "handshake"},
    {ContentType::application_data, "application_data"},
};

constexpr Named<ProtocolVersion> kProtocolVersions[] = {
    {ProtocolVersion::ssl3, "SSL 3.0"},  {ProtocolVersion::tls10, "TLS 1.0"},
    {ProtocolVersion::tls11, "TLS 1.1"}, {ProtocolVersion::tls12, "TLS 1.2"},
    {ProtocolVersion::tls13, "TLS 1.3"},
};

constexpr Named<HandshakeType> kHandshakeTypes[] = {
    {HandshakeType::hello_request, "hello_request"},
    {HandshakeType::client_hello, "client_hello"},
    {HandshakeType::server_hello, "server_hello"},
    {HandshakeType::new_session_ticket, "new_session_ticket"},
    {HandshakeType::end_of_early_data, "end_of_early_data"},
    {HandshakeType::encrypted_extensions, "encrypted_extensions"},
    {HandshakeType::certificate, "certificate"},
    {HandshakeType::server_key_exchange, "server_key_exchange"},
    {HandshakeType::certificate_request, "certificate_request"},
    {HandshakeType::server_hello_done, "server_hello_done"},
    {HandshakeType::certificate_verify, "certificate_verify"},
    {HandshakeType::client_key_exchange, "client_key_exchange"},
    {HandshakeType::finished, "finished"},
    {HandshakeType::key_update, "key_update"},
    {HandshakeType::message_hash, "message_hash"},
};

constexpr Named<AlertLevel> kAlertLevels[] = {
    {AlertLevel::warning, "warning"},
    {AlertLevel::fatal, "fatal"},
};

constexpr Named<AlertDescription> kAlertDescriptions[] = {
    {AlertDescription::close_notify, "close_notify"},
    {AlertDescription::unexpected_message, "unexpected_message"},
    {AlertDescription::bad_record_mac, "bad_record_mac"},
    {AlertDescription::record_overflow, "record_overflow"},
    {AlertDescription::handshake_failure, "handshake_failure"},
    {AlertDescription::bad_certificate, "bad_certificate"},
    {AlertDescription::unsupported_certificate, "unsupported_certificate"},
    {AlertDescription::certificate_revoked, "certificate_revoked"},
    {AlertDescription::certificate_expired, "certificate_expired"},
    {AlertDescription::certificate_unknown, "certificate_unknown"},
    {AlertDescription::illegal_parameter, "illegal_parameter"},
    {AlertDescription::unknown_ca, "unknown_ca"},
    {AlertDescription::access_denied, "access_denied"},
    {AlertDescription::decode_error, "decode_error"},
    {AlertDescription::decrypt_error, "decrypt_error"},
    {AlertDescription::protocol_version, "protocol_version"},
    {AlertDescription::insufficient_security, "insufficient_security"},
    {AlertDescription::internal_error, "internal_error"},
    {AlertDescription::inappropriate_fallback, "inappropriate_fallback"},
    {AlertDescription::user_canceled, "user_canceled"},
    {AlertDescription::no_renegotiation, "no_renegotiation"},
    {AlertDescription::missing_extension, "missing_extension"},
    {AlertDescription::unsupported_extension, "unsupported_extension"},
    {AlertDescription::unrecognized_name, "unrecognized_name"},
    {AlertDescription::bad_certificate_status_response, "bad_certificate_status_response"},
    {AlertDescription::unknown_psk_identity, "unknown_psk_identity"},
    {AlertDescription::certificate_required, "certificate_required"},
    {AlertDescription::no_application_protocol, "no_application_protocol"},
};

constexpr Named<CipherSuite> kCipherSuites[] = {
    {CipherSuite::TLS_AES_128_GCM_SHA256, "TLS_AES_128_GCM_SHA256", {"AES-128-GCM", "AES128-GCM"}},
    {CipherSuite::TLS_AES_256_GCM_SHA384, "TLS_AES_256_GCM_SHA384", {"AES-256-GCM", "AES256-GCM"}},
    {CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
     "TLS_CHACHA20_POLY1305_SHA256",
     {"CHACHA20-POLY1305", "CHACHA20"}},
    {CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA, "TLS_RSA_WITH_AES_128_CBC_SHA", {"AES128-SHA"}},
    {CipherSuite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
     "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
     {"DHE-RSA-AES128-SHA"}},
    {CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA, "TLS_RSA_WITH_AES_256_CBC_SHA", {"AES256-SHA"}},
    {CipherSuite::TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
     "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
     {"DHE-RSA-AES256-SHA"}},
    {CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA256,
     "TLS_RSA_WITH_AES_128_CBC_SHA256",
     {"AES128-SHA256"}},
    {CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA256,
     "TLS_RSA_WITH_AES_256_CBC_SHA256",
     {"AES256-SHA256"}},
    {CipherSuite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA256,
     "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
     {"DHE-RSA-AES128-SHA256"}},
    {CipherSuite::TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
     "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
     {"DHE-RSA-AES256-SHA256"}},
    {CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256,
     "TLS_RSA_WITH_AES_128_GCM_SHA256",
     {"AES128-GCM-SHA256"}},
    {CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384,
     "TLS_RSA_WITH_AES_256_GCM_SHA384",
     {"AES256-GCM-SHA384"}},
    {CipherSuite::TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
     "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
     {"DHE-RSA-AES128-GCM-SHA256"}},
    {CipherSuite::TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
     "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
     {"DHE-RSA-AES256-GCM-SHA384"}},
    {CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"},
    {CipherSuite::TLS_FALLBACK_SCSV, "TLS_FALLBACK_SCSV"},
    {CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
     "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
     {"ECDHE-ECDSA-AES128-SHA"}},
    {CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
     "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
     {"ECDHE-ECDSA-AES256-SHA"}},
    {CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
     "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
     {"ECDHE-RSA-AES128-SHA"}},
    {CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
     "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
     {"ECDHE-RSA-AES256-SHA"}},
    {CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
     "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
     {"ECDHE-ECDSA-AES128-SHA256"}},
    {CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
     "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
     {"ECDHE-ECDSA-AES256-SHA384"}},
    {CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
     "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
     {"ECDHE-RSA-AES128-SHA256"}},
    {CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
     "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
     {"ECDHE-RSA-AES256-SHA384"}},
    {CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
     "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
     {"ECDHE-ECDSA-AES128-GCM-SHA256"}},
    {CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
     "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
     {"ECDHE-ECDSA-AES256-GCM-SHA384"}},
    {CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
     "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
     {"ECDHE-RSA-AES128-GCM-SHA256"}},
    {CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
     "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
     {"ECDHE-RSA-AES256-GCM-SHA384"}},
    {CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
     "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
     {"ECDHE-RSA-CHACHA20-POLY1305"}},
    {CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
     "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
     {"ECDHE-ECDSA-CHACHA20-POLY1305"}},
    {CipherSuite::TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
     "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
     {"DHE-RSA-CHACHA20-POLY1305"}},
};

constexpr Named<NamedGroup> kNamedGroups[] = {
    {NamedGroup::secp256r1, "secp256r1", {"P-256", "prime256v1", "P256"}},
    {NamedGroup::secp384r1, "secp384r1", {"P-384", "P384"}},
    {NamedGroup::secp521r1, "secp521r1", {"P-521", "P521"}},
    {NamedGroup::x25519, "x25519", {"Curve25519"}},
    {NamedGroup::x448, "x448"},
    {NamedGroup::ffdhe2048, "ffdhe2048"},
    {NamedGroup::ffdhe3072, "ffdhe3072"},
    {NamedGroup::ffdhe4096, "ffdhe4096"},
    {NamedGroup::X25519MLKEM768, "X25519MLKEM768"},
};

constexpr Named<SignatureScheme> kSignatureSchemes[] = {
    {SignatureScheme::rsa_pkcs1_sha1, "rsa_pkcs1_sha1", {"RSA+SHA1"}},
    {SignatureScheme::ecdsa_sha1, "ecdsa_sha1", {"ECDSA+SHA1"}},
    {SignatureScheme::rsa_pkcs1_sha256, "rsa_pkcs1_sha256", {"RSA+SHA256"}},
    {SignatureScheme::ecdsa_secp256r1_sha256,
     "ecdsa_secp256r1_sha256",
     {"ECDSA+SHA256", "ECDSA-P256-SHA256"}},
    {SignatureScheme::rsa_pkcs1_sha384, "rsa_pkcs1_sha384", {"RSA+SHA384"}},
    {SignatureScheme::ecdsa_secp384r1_sha384, "ecdsa_secp384r1_sha384", {"ECDSA+SHA384"}},
    {SignatureScheme::rsa_pkcs1_sha512, "rsa_pkcs1_sha512", {"RSA+SHA512"}},
    {SignatureScheme::ecdsa_secp521r1_sha512, "ecdsa_secp521r1_sha512", {"ECDSA+SHA512"}},
    {SignatureScheme::rsa_pss_rsae_sha256, "rsa_pss_rsae_sha256", {"RSA-PSS+SHA256"}},
    {SignatureScheme::rsa_pss_rsae_sha384, "rsa_pss_rsae_sha384", {"RSA-PSS+SHA384"}},
    {SignatureScheme::rsa_pss_rsae_sha512, "rsa_pss_rsae_sha512", {"RSA-PSS+SHA512"}},
    {SignatureScheme::ed25519, "ed25519", {"EdDSA-Ed25519"}},
    {SignatureScheme::ed448, "ed448"},
    {SignatureScheme::rsa_pss_pss_sha256, "rsa_pss_pss_sha256"},
    {SignatureScheme::rsa_pss_pss_sha384, "rsa_pss_pss_sha384"},
    {SignatureScheme::rsa_pss_pss_sha512, "rsa_pss_pss_sha512"},
};

constexpr Named<ExtensionType> kExtensionTypes[] = {
    {ExtensionType::server_name, "server_name"},
    {ExtensionType::max_fragment_length, "max_fragment_length"},
    {ExtensionType::status_request, "status_request"},
    {ExtensionType::supported_groups, "supported_groups"},
    {ExtensionType::ec_point_formats, "ec_point_formats"},
    {ExtensionType::signature_algorithms, "signature_algorithms"},
    {ExtensionType::use_srtp, "use_srtp"},
    {ExtensionType::heartbeat, "heartbeat"},
    {ExtensionType::application_layer_protocol_negotiation,
     "application_layer_protocol_negotiation"},
    {ExtensionType::signed_certificate_timestamp, "signed_certificate_timestamp"},
    {ExtensionType::padding, "padding"},
    {ExtensionType::encrypt_then_mac, "encrypt_then_mac"},
    {ExtensionType::extended_master_secret, "extended_master_secret"},
    {ExtensionType::compress_certificate, "compress_certificate"},
    {ExtensionType::record_size_limit, "record_size_limit"},
    {ExtensionType::session_ticket, "session_ticket"},
    {ExtensionType::pre_shared_key, "pre_shared_key"},
    {ExtensionType::early_data, "early_data"},
    {ExtensionType::supported_versions, "supported_versions"},
    {ExtensionType::cookie, "cookie"},
    {ExtensionType::psk_key_exchange_modes, "psk_key_exchange_modes"},
    {ExtensionType::certificate_authorities, "certificate_authorities"},
    {ExtensionType::oid_filters, "oid_filters"},
    {ExtensionType::post_handshake_auth, "post_handshake_auth"},
    {ExtensionType::signature_algorithms_cert, "signature_algorithms_cert"},
    {ExtensionType::key_share, "key_share"},
    {ExtensionType::renegotiation_info, "renegotiation_info"},
};

constexpr Named<PskKeyExchangeMode> kPskKeyExchangeModes[] = {
    {PskKeyExchangeMode::psk_ke, "psk_ke"},
    {PskKeyExchangeMode::psk_dhe_ke, "psk_dhe_ke"},
};

constexpr Named<KeyUpdateRequest> kKeyUpdateRequests[] = {
    {KeyUpdateRequest::update_not_requested, "update_not_requested"},
    {KeyUpdateRequest::update_requested, "update_requested"},
};

constexpr Named<NameType> kNameTypes[] = {{NameType::host_name, "host_name"}};

constexpr Named<ChangeCipherSpecType> kChangeCipherSpecTypes[] = {
    {ChangeCipherSpecType::change_cipher_spec, "change_cipher_spec"}};

constexpr Named<KeyExchangeAlgorithm> kKeyExchangeAlgorithms[] = {
    {KeyExchangeAlgorithm::rsa, "rsa"},
    {KeyExchangeAlgorithm::dhe, "dhe"},
    {KeyExchangeAlgorithm::ecdhe, "ecdhe"},
};

constexpr Named<ECCurveType> kECCurveTypes[] = {{ECCurveType::named_curve, "named_curve"}};

constexpr Named<ECPointFormat> kECPointFormats[] = {{ECPointFormat::uncompressed, "uncompressed"}};

constexpr Named<ClientCertificateType> kClientCertificateTypes[] = {
    {ClientCertificateType::rsa_sign, "rsa_sign"},
    {ClientCertificateType::dss_sign, "dss_sign"},
    {ClientCertificateType::ecdsa_sign, "ecdsa_sign"},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

template <class E, std::size_t N>
const Named<E> *find(const Named<E> (&table)[N], E code) {
  for (const Named<E> &row : table) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

template <class E, std::size_t N>
std::string_view name_in(const Named<E> (&table)[N], E code) {
  const Named<E> *row = find(table, code);
  return row ? row->name : std::string_view{};
}

template <class E, std::size_t N>
std::optional<E> code_in(const Named<E> (&table)[N], std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (const Named<E> &row : table) {
    if (same_ignoring_case(row.name, name)) return row.code;
    for (const std::string_view alias : row.aliases) {
      if (same_ignoring_case(alias, name)) return row.code;
    }
  }
  return std::nullopt;
}

template <class E, std::size_t N>
std::span<const std::string_view> aliases_in(const Named<E> (&table)[N], E code) {
  const Named<E> *row = find(table, code);
  if (!row) return {};
  std::size_t n = 0;
  while (n < row->aliases.size() && !row->aliases[n].empty()) ++n;
  return std::span(row->aliases).first(n);
}

}  // namespace

std::string_view name_of(ContentType c) { return name_in(kContentTypes, c); }
std::string_view name_of(ProtocolVersion c) { return name_in(kProtocolVersions, c); }
std::string_view name_of(HandshakeType c) { return name_in(kHandshakeTypes, c); }
std::string_view name_of(AlertLevel c) { return name_in(kAlertLevels, c); }
std::string_view name_of(AlertDescription c) { return name_in(kAlertDescriptions, c); }
std::string_view name_of(CipherSuite c) { return name_in(kCipherSuites, c); }
std::string_view name_of(NamedGroup c) { return name_in(kNamedGroups, c); }
std::string_view name_of(SignatureScheme c) { return name_in(kSignatureSchemes, c); }
std::string_view name_of(ExtensionType c) { return name_in(kExtensionTypes, c); }
std::string_view name_of(PskKeyExchangeMode c) { return name_in(kPskKeyExchangeModes, c); }
std::string_view name_of(KeyUpdateRequest c) { return name_in(kKeyUpdateRequests, c); }
std::string_view name_of(NameType c) { return name_in(kNameTypes, c); }
std::string_view name_of(ChangeCipherSpecType c) { return name_in(kChangeCipherSpecTypes, c); }
std::string_view name_of(KeyExchangeAlgorithm c) { return name_in(kKeyExchangeAlgorithms, c); }
std::string_view name_of(ECCurveType c) { return name_in(kECCurveTypes, c); }
std::string_view name_of(ECPointFormat c) { return name_in(kECPointFormats, c); }
std::string_view name_of(ClientCertificateType c) { return name_in(kClientCertificateTypes, c); }

std::optional<CipherSuite> cipher_suite_named(std::string_view name) {
  return code_in(kCipherSuites, name);
}
std::optional<NamedGroup> named_group_named(std::string_view name) {
  return code_in(kNamedGroups, name);
}
std::optional<SignatureScheme> signature_scheme_named(std::string_view name) {
  return code_in(kSignatureSchemes, name);
}

std::span<const std::string_view> aliases_of(CipherSuite c) { return aliases_in(kCipherSuites, c); }
std::span<const std::string_view> aliases_of(NamedGroup c) { return aliases_in(kNamedGroups, c); }
std::span<const std::string_view> aliases_of(SignatureScheme c) {
  return aliases_in(kSignatureSchemes, c);
}

}  // namespace wire
