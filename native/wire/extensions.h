// Extensions (RFC 8446, section 4.2). The body that a type has depends on the message it stands
// in; the tables below say which, as the table of that section does.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "wire/codec.h"

namespace wire {

// In names the messages that carry extensions.
enum class In : std::uint8_t {
  client_hello,
  server_hello,
  hello_retry_request,
  encrypted_extensions,
  certificate,
  certificate_request,
  new_session_ticket,
};

// ServerNameList is what a client sends as server_name (RFC 6066, section 3).
struct ServerName {
  NameType name_type = NameType::host_name;
  Bytes host_name;
  friend bool operator==(const ServerName &, const ServerName &) = default;
};
template <>
struct Layout<ServerName> {
  static constexpr std::tuple fields{
      field("name_type", &ServerName::name_type, u8),
      field("host_name", &ServerName::host_name, text<1, 0xffff>),
  };
};
struct ServerNameList {
  std::vector<ServerName> server_name_list;
  friend bool operator==(const ServerNameList &, const ServerNameList &) = default;
};
template <>
struct Layout<ServerNameList> {
  static constexpr std::tuple fields{
      field("server_name_list", &ServerNameList::server_name_list,
            list<1, 0xffff>("ServerName", nested)),
  };
};

// ServerNameAcknowledged is the server's empty answer to it.
struct ServerNameAcknowledged {
  friend bool operator==(const ServerNameAcknowledged &, const ServerNameAcknowledged &) = default;
};
template <>
struct Layout<ServerNameAcknowledged> {
  static constexpr std::tuple<> fields{};
};

// NamedGroupList is the body of supported_groups (RFC 8446, section 4.2.7).
struct NamedGroupList {
  std::vector<NamedGroup> named_group_list;
  friend bool operator==(const NamedGroupList &, const NamedGroupList &) = default;
};
template <>
struct Layout<NamedGroupList> {
  static constexpr std::tuple fields{
      field("named_group_list", &NamedGroupList::named_group_list,
            list<2, 0xffff>("NamedGroup", u16)),
  };
};

// SignatureSchemeList is the body of signature_algorithms (RFC 8446, section 4.2.3).
struct SignatureSchemeList {
  std::vector<SignatureScheme> supported_signature_algorithms;
  friend bool operator==(const SignatureSchemeList &, const SignatureSchemeList &) = default;
};
template <>
struct Layout<SignatureSchemeList> {
  static constexpr std::tuple fields{
      field("supported_signature_algorithms", &SignatureSchemeList::supported_signature_algorithms,
            list<2, 0xfffe>("SignatureScheme", u16)),
  };
};

// CertificateSignatureSchemeList is the body of signature_algorithms_cert.
struct CertificateSignatureSchemeList {
  std::vector<SignatureScheme> supported_signature_algorithms;
  friend bool operator==(const CertificateSignatureSchemeList &,
                         const CertificateSignatureSchemeList &) = default;
};
template <>
struct Layout<CertificateSignatureSchemeList> {
  static constexpr std::tuple fields{
      field("supported_signature_algorithms",
            &CertificateSignatureSchemeList::supported_signature_algorithms,
            list<2, 0xfffe>("SignatureScheme", u16)),
  };
};

// ProtocolNameList is the body of application_layer_protocol_negotiation (RFC 7301, section 3.1).
struct ProtocolName {
  Bytes protocol_name;
  friend bool operator==(const ProtocolName &, const ProtocolName &) = default;
};
template <>
struct Layout<ProtocolName> {
  static constexpr std::tuple fields{
      field("protocol_name", &ProtocolName::protocol_name, text<1, 0xff>),
  };
};
struct ProtocolNameList {
  std::vector<ProtocolName> protocol_name_list;
  friend bool operator==(const ProtocolNameList &, const ProtocolNameList &) = default;
};
template <>
struct Layout<ProtocolNameList> {
  static constexpr std::tuple fields{
      field("protocol_name_list", &ProtocolNameList::protocol_name_list,
            list<2, 0xffff>("ProtocolName", nested)),
  };
};

// SupportedVersions is supported_versions in ClientHello (RFC 8446, section 4.2.1).
struct SupportedVersions {
  std::vector<ProtocolVersion> versions;
  friend bool operator==(const SupportedVersions &, const SupportedVersions &) = default;
};
template <>
struct Layout<SupportedVersions> {
  static constexpr std::tuple fields{
      field("versions", &SupportedVersions::versions, list<2, 254>("ProtocolVersion", u16)),
  };
};

// SelectedVersion is supported_versions in ServerHello and HelloRetryRequest.
struct SelectedVersion {
  ProtocolVersion selected_version{};
  friend bool operator==(const SelectedVersion &, const SelectedVersion &) = default;
};
template <>
struct Layout<SelectedVersion> {
  static constexpr std::tuple fields{
      field("selected_version", &SelectedVersion::selected_version, u16),
  };
};

// Cookie is the body of cookie (RFC 8446, section 4.2.2).
struct Cookie {
  Bytes cookie;
  friend bool operator==(const Cookie &, const Cookie &) = default;
};
template <>
struct Layout<Cookie> {
  static constexpr std::tuple fields{field("cookie", &Cookie::cookie, opaque<1, 0xffff>)};
};

// PskKeyExchangeModes is the body of psk_key_exchange_modes (RFC 8446, section 4.2.9).
struct PskKeyExchangeModes {
  std::vector<PskKeyExchangeMode> ke_modes;
  friend bool operator==(const PskKeyExchangeModes &, const PskKeyExchangeModes &) = default;
};
template <>
struct Layout<PskKeyExchangeModes> {
  static constexpr std::tuple fields{
      field("ke_modes", &PskKeyExchangeModes::ke_modes, list<1, 255>("PskKeyExchangeMode", u8)),
  };
};

// KeyShareEntry is one public key with its group (RFC 8446, section 4.2.8).
struct KeyShareEntry {
  NamedGroup group{};
  Bytes key_exchange;
  friend bool operator==(const KeyShareEntry &, const KeyShareEntry &) = default;
};
template <>
struct Layout<KeyShareEntry> {
  static constexpr std::tuple fields{
      field("group", &KeyShareEntry::group, u16),
      field("key_exchange", &KeyShareEntry::key_exchange, opaque<1, 0xffff>),
  };
};
struct KeyShareClientHello {
  std::vector<KeyShareEntry> client_shares;
  friend bool operator==(const KeyShareClientHello &, const KeyShareClientHello &) = default;
};
template <>
struct Layout<KeyShareClientHello> {
  static constexpr std::tuple fields{
      field("client_shares", &KeyShareClientHello::client_shares,
            list<0, 0xffff>("KeyShareEntry", nested)),
  };
};
struct KeyShareServerHello {
  KeyShareEntry server_share;
  friend bool operator==(const KeyShareServerHello &, const KeyShareServerHello &) = default;
};
template <>
struct Layout<KeyShareServerHello> {
  static constexpr std::tuple fields{
      field("server_share", &KeyShareServerHello::server_share, nested),
  };
};
struct KeyShareHelloRetryRequest {
  NamedGroup selected_group{};
  friend bool operator==(const KeyShareHelloRetryRequest &,
                         const KeyShareHelloRetryRequest &) = default;
};
template <>
struct Layout<KeyShareHelloRetryRequest> {
  static constexpr std::tuple fields{
      field("selected_group", &KeyShareHelloRetryRequest::selected_group, u16),
  };
};

// EarlyDataTicket is early_data in NewSessionTicket (RFC 8446, section 4.2.10).
struct EarlyDataTicket {
  std::uint32_t max_early_data_size = 0;
  friend bool operator==(const EarlyDataTicket &, const EarlyDataTicket &) = default;
};
template <>
struct Layout<EarlyDataTicket> {
  static constexpr std::tuple fields{
      field("max_early_data_size", &EarlyDataTicket::max_early_data_size, u32),
  };
};

// ECPointFormatList is the body of ec_point_formats (RFC 8422, section 5.1.2).
struct ECPointFormatList {
  std::vector<ECPointFormat> ec_point_format_list;
  friend bool operator==(const ECPointFormatList &, const ECPointFormatList &) = default;
};
template <>
struct Layout<ECPointFormatList> {
  static constexpr std::tuple fields{
      field("ec_point_format_list", &ECPointFormatList::ec_point_format_list,
            list<1, 255>("ECPointFormat", u8)),
  };
};

// EncryptThenMac is the empty body of encrypt_then_mac (RFC 7366, section 2).
struct EncryptThenMac {
  friend bool operator==(const EncryptThenMac &, const EncryptThenMac &) = default;
};
template <>
struct Layout<EncryptThenMac> {
  static constexpr std::tuple<> fields{};
};

// ExtendedMasterSecret is the empty body of extended_master_secret (RFC 7627, section 5.1).
struct ExtendedMasterSecret {
  friend bool operator==(const ExtendedMasterSecret &, const ExtendedMasterSecret &) = default;
};
template <>
struct Layout<ExtendedMasterSecret> {
  static constexpr std::tuple<> fields{};
};

// SessionTicket is the body of session_ticket: a ticket of an earlier session, or empty
// (RFC 5077, section 3.2).
struct SessionTicket {
  Bytes ticket;
  friend bool operator==(const SessionTicket &, const SessionTicket &) = default;
};
template <>
struct Layout<SessionTicket> {
  static constexpr std::tuple fields{field("ticket", &SessionTicket::ticket, rest)};
};

// RenegotiationInfo is the body of renegotiation_info (RFC 5746, section 3.2).
struct RenegotiationInfo {
  Bytes renegotiated_connection;
  friend bool operator==(const RenegotiationInfo &, const RenegotiationInfo &) = default;
};
template <>
struct Layout<RenegotiationInfo> {
  static constexpr std::tuple fields{
      field("renegotiated_connection", &RenegotiationInfo::renegotiated_connection, opaque<0, 255>),
  };
};

// DistinguishedNameList is the body of certificate_authorities (RFC 8446, section 4.2.4): DER
// Names.
struct DistinguishedNameList {
  std::vector<Bytes> authorities;
  friend bool operator==(const DistinguishedNameList &, const DistinguishedNameList &) = default;
};
template <>
struct Layout<DistinguishedNameList> {
  static constexpr std::tuple fields{
      field("authorities", &DistinguishedNameList::authorities,
            list<3, 0xffff>("DistinguishedName", opaque<1, 0xffff>)),
  };
};

// OidFilterList is the body of oid_filters (RFC 8446, section 4.2.5).
struct OidFilter {
  Bytes certificate_extension_oid;
  Bytes certificate_extension_values;
  friend bool operator==(const OidFilter &, const OidFilter &) = default;
};
template <>
struct Layout<OidFilter> {
  static constexpr std::tuple fields{
      field("certificate_extension_oid", &OidFilter::certificate_extension_oid, opaque<1, 0xff>),
      field("certificate_extension_values", &OidFilter::certificate_extension_values,
            opaque<0, 0xffff>),
  };
};
struct OidFilterList {
  std::vector<OidFilter> filters;
  friend bool operator==(const OidFilterList &, const OidFilterList &) = default;
};
template <>
struct Layout<OidFilterList> {
  static constexpr std::tuple fields{
      field("filters", &OidFilterList::filters, list<0, 0xffff>("OIDFilter", nested)),
  };
};

// EarlyDataIndication is the empty body of early_data in ClientHello and EncryptedExtensions.
struct EarlyDataIndication {
  friend bool operator==(const EarlyDataIndication &, const EarlyDataIndication &) = default;
};
template <>
struct Layout<EarlyDataIndication> {
  static constexpr std::tuple<> fields{};
};

// OfferedPsks is pre_shared_key in ClientHello (RFC 8446, section 4.2.11). The age is in
// milliseconds, with ticket_age_add.
struct PskIdentity {
  Bytes identity;
  std::uint32_t obfuscated_ticket_age = 0;
  friend bool operator==(const PskIdentity &, const PskIdentity &) = default;
};
template <>
struct Layout<PskIdentity> {
  static constexpr std::tuple fields{
      field("identity", &PskIdentity::identity, opaque<1, 0xffff>),
      field("obfuscated_ticket_age", &PskIdentity::obfuscated_ticket_age, u32),
  };
};
struct OfferedPsks {
  std::vector<PskIdentity> identities;
  std::vector<Bytes> binders;
  friend bool operator==(const OfferedPsks &, const OfferedPsks &) = default;
};
template <>
struct Layout<OfferedPsks> {
  static constexpr std::tuple fields{
      field("identities", &OfferedPsks::identities, list<7, 0xffff>("PskIdentity", nested)),
      field("binders", &OfferedPsks::binders, list<33, 0xffff>("PskBinderEntry", opaque<32, 0xff>)),
  };
};

// SelectedIdentity is pre_shared_key in ServerHello: an index into the client's identities.
struct SelectedIdentity {
  std::uint16_t selected_identity = 0;
  friend bool operator==(const SelectedIdentity &, const SelectedIdentity &) = default;
};
template <>
struct Layout<SelectedIdentity> {
  static constexpr std::tuple fields{
      field("selected_identity", &SelectedIdentity::selected_identity, u16),
  };
};

// UnknownExtension keeps the body of a type that the message's table does not have.
struct UnknownExtension {
  Bytes data;
  friend bool operator==(const UnknownExtension &, const UnknownExtension &) = default;
};

// Row ties an extension type to its body.
template <ExtensionType Type, class BodyType>
struct Row {
  static constexpr ExtensionType type = Type;
  using Body = BodyType;
};

// ExtensionTable<M> lists the extensions of message M whose bodies are described here.
template <In M>
struct ExtensionTable;
template <>
struct ExtensionTable<In::client_hello> {
  using Rows =
      std::tuple<Row<ExtensionType::server_name, ServerNameList>,
                 Row<ExtensionType::supported_groups, NamedGroupList>,
                 Row<ExtensionType::signature_algorithms, SignatureSchemeList>,
                 Row<ExtensionType::signature_algorithms_cert, CertificateSignatureSchemeList>,
                 Row<ExtensionType::certificate_authorities, DistinguishedNameList>,
                 Row<ExtensionType::application_layer_protocol_negotiation, ProtocolNameList>,
                 Row<ExtensionType::supported_versions, SupportedVersions>,
                 Row<ExtensionType::cookie, Cookie>,
                 Row<ExtensionType::psk_key_exchange_modes, PskKeyExchangeModes>,
                 Row<ExtensionType::key_share, KeyShareClientHello>,
                 Row<ExtensionType::ec_point_formats, ECPointFormatList>,
                 Row<ExtensionType::encrypt_then_mac, EncryptThenMac>,
                 Row<ExtensionType::extended_master_secret, ExtendedMasterSecret>,
                 Row<ExtensionType::session_ticket, SessionTicket>,
                 Row<ExtensionType::renegotiation_info, RenegotiationInfo>,
                 Row<ExtensionType::early_data, EarlyDataIndication>,
                 Row<ExtensionType::pre_shared_key, OfferedPsks>>;
};
// ServerHello has the extensions of both versions; which may stand in it is decided when its
// version is known.
template <>
struct ExtensionTable<In::server_hello> {
  using Rows =
      std::tuple<Row<ExtensionType::supported_versions, SelectedVersion>,
                 Row<ExtensionType::key_share, KeyShareServerHello>,
                 Row<ExtensionType::server_name, ServerNameAcknowledged>,
                 Row<ExtensionType::application_layer_protocol_negotiation, ProtocolNameList>,
                 Row<ExtensionType::ec_point_formats, ECPointFormatList>,
                 Row<ExtensionType::encrypt_then_mac, EncryptThenMac>,
                 Row<ExtensionType::extended_master_secret, ExtendedMasterSecret>,
                 Row<ExtensionType::session_ticket, SessionTicket>,
                 Row<ExtensionType::renegotiation_info, RenegotiationInfo>,
                 Row<ExtensionType::pre_shared_key, SelectedIdentity>>;
};
template <>
struct ExtensionTable<In::hello_retry_request> {
  using Rows = std::tuple<Row<ExtensionType::supported_versions, SelectedVersion>,
                          Row<ExtensionType::key_share, KeyShareHelloRetryRequest>,
                          Row<ExtensionType::cookie, Cookie>>;
};
template <>
struct ExtensionTable<In::encrypted_extensions> {
  using Rows =
      std::tuple<Row<ExtensionType::server_name, ServerNameAcknowledged>,
                 Row<ExtensionType::supported_groups, NamedGroupList>,
                 Row<ExtensionType::application_layer_protocol_negotiation, ProtocolNameList>,
                 Row<ExtensionType::early_data, EarlyDataIndication>>;
};
template <>
struct ExtensionTable<In::certificate> {
  using Rows = std::tuple<>;
};
template <>
struct ExtensionTable<In::certificate_request> {
  using Rows =
      std::tuple<Row<ExtensionType::signature_algorithms, SignatureSchemeList>,
                 Row<ExtensionType::signature_algorithms_cert, CertificateSignatureSchemeList>,
                 Row<ExtensionType::certificate_authorities, DistinguishedNameList>,
                 Row<ExtensionType::oid_filters, OidFilterList>>;
};
template <>
struct ExtensionTable<In::new_session_ticket> {
  using Rows = std::tuple<Row<ExtensionType::early_data, EarlyDataTicket>>;
};

template <class Rows>
struct BodyOf;
template <class... R>
struct BodyOf<std::tuple<R...>> {
  using type = std::variant<UnknownExtension, typename R::Body...>;
};

// Extension<M> is one extension of message M.
template <In M>
struct Extension {
  ExtensionType type{};
  typename BodyOf<typename ExtensionTable<M>::Rows>::type body;
  friend bool operator==(const Extension &, const Extension &) = default;
};

// make_extension wraps a body with the type that M's table gives it.
template <In M, class Body>
Extension<M> make_extension(Body body) {
  ExtensionType type{};
  const auto try_row = [&]<class R>(const R *) {
    if constexpr (std::is_same_v<typename R::Body, Body>) type = R::type;
  };
  [&]<class... R>(const std::tuple<R...> *) {
    (try_row(static_cast<const R *>(nullptr)), ...);
  }(static_cast<const typename ExtensionTable<M>::Rows *>(nullptr));
  return {type, std::move(body)};
}

// find gives the body of type Body among extensions, or nullptr.
template <class Body, In M>
const Body *find(const std::vector<Extension<M>> &extensions) {
  for (const Extension<M> &e : extensions) {
    if (const Body *body = std::get_if<Body>(&e.body)) return body;
  }
  return nullptr;
}

// has tells whether an extension of this type is there, whatever its body.
template <In M>
bool has(const std::vector<Extension<M>> &extensions, ExtensionType type) {
  for (const Extension<M> &e : extensions) {
    if (e.type == type) return true;
  }
  return false;
}

// repeated gives a type that stands in the list twice; there must be none (section 4.2).
template <In M>
std::optional<ExtensionType> repeated(const std::vector<Extension<M>> &extensions) {
  for (std::size_t i = 1; i < extensions.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (extensions[i].type == extensions[j].type) return extensions[i].type;
    }
  }
  return std::nullopt;
}

// may_stand_in tells whether the table of section 4.2 lets an extension appear in a message. Types
// that the table does not have may stand anywhere: they are ignored or unsolicited, not misplaced.
bool may_stand_in(ExtensionType type, In message);

// may_stand_in_tls12_server_hello does the same for the ServerHello of TLS 1.2: it answers what
// RFC 5246 and its extensions know, and nothing of TLS 1.3's own.
bool may_stand_in_tls12_server_hello(ExtensionType type);

// ExtensionCodec reads and writes one Extension<M>.
template <In M>
struct ExtensionCodec {
  void read(Reader &in, Extension<M> &e) const {
    in.named("extension_type", [&] { u16.read(in, e.type); });
    in.named("extension_data", [&] {
      const std::size_t n = in.length(2);
      in.within(n, [&] { read_body(in, e); });
    });
  }
  void write(Writer &out, const Extension<M> &e) const {
    u16.write(out, e.type);
    out.prefixed(2, [&] {
      std::visit(
          [&](const auto &body) {
            if constexpr (std::is_same_v<std::decay_t<decltype(body)>, UnknownExtension>) {
              out.bytes(body.data);
            } else {
              wire::write(out, body);
            }
          },
          e.body);
    });
  }

 private:
  // BodyReader reads the body of one type.
  struct BodyReader {
    ExtensionType type;
    void (*read)(Reader &in, Extension<M> &e);
  };
  template <class Body>
  static void read_as(Reader &in, Extension<M> &e) {
    wire::read(in, e.body.template emplace<Body>());
  }
  template <class... R>
  static auto reader_of(ExtensionType type, const std::tuple<R...> *)
      -> void (*)(Reader &, Extension<M> &) {
    // The first row is none: a table may be empty.
    static constexpr BodyReader rows[] = {{ExtensionType{}, nullptr},
                                          {R::type, &read_as<typename R::Body>}...};
    for (const BodyReader &row : rows) {
      if (row.read && row.type == type) return row.read;
    }
    return nullptr;
  }
  static void read_body(Reader &in, Extension<M> &e) {
    const auto read =
        reader_of(e.type, static_cast<const typename ExtensionTable<M>::Rows *>(nullptr));
    if (read) return in.named(name_of(e.type), [&] { read(in, e); });
    if (in.left() == 0) return;
    in.named("data", [&] { e.body = UnknownExtension{to_bytes(in.bytes(in.left()))}; });
  }
};
template <In M>
inline constexpr ExtensionCodec<M> extension;

}  // namespace wire
