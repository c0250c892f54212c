// Messages of TLS 1.3 (RFC 8446, section 4 and 6), and in namespace tls12 those that TLS 1.2 has in
// another form or by itself (RFC 5246, section 7.4). A handshake message is its struct here behind
// a header of type and length; decode and encode know that header.
#pragma once

#include <array>
#include <optional>
#include <variant>
#include <vector>

#include "wire/extensions.h"

namespace wire {

using RandomBytes = std::array<std::uint8_t, 32>;

// CertificateBytes is an opaque field that holds a DER certificate: annotated down to its ASN.1.
struct CertificateBytes {
  void read(Reader &in, Bytes &value) const;
  void write(Writer &out, const Bytes &value) const;
};
inline constexpr CertificateBytes certificate_bytes;

// ClientHello (RFC 8446, section 4.1.2). One without extensions comes from before TLS 1.3.
struct ClientHello {
  static constexpr HandshakeType type = HandshakeType::client_hello;
  ProtocolVersion legacy_version = ProtocolVersion::tls12;
  RandomBytes random{};
  Bytes legacy_session_id;
  std::vector<CipherSuite> cipher_suites;
  Bytes legacy_compression_methods{0};
  std::optional<std::vector<Extension<In::client_hello>>> extensions;
  friend bool operator==(const ClientHello &, const ClientHello &) = default;
};
template <>
struct Layout<ClientHello> {
  static constexpr std::tuple fields{
      field("legacy_version", &ClientHello::legacy_version, u16),
      field("random", &ClientHello::random, fixed<32>),
      field("legacy_session_id", &ClientHello::legacy_session_id, opaque<0, 32>),
      field("cipher_suites", &ClientHello::cipher_suites, list<2, 0xfffe>("CipherSuite", u16)),
      field("legacy_compression_methods", &ClientHello::legacy_compression_methods,
            opaque<1, 0xff>),
      field("extensions", &ClientHello::extensions,
            trailing(list<0, 0xffff>("Extension", extension<In::client_hello>))),
  };
};

// ServerHello (RFC 8446, section 4.1.3).
struct ServerHello {
  static constexpr HandshakeType type = HandshakeType::server_hello;
  ProtocolVersion legacy_version = ProtocolVersion::tls12;
  RandomBytes random{};
  Bytes legacy_session_id_echo;
  CipherSuite cipher_suite{};
  std::uint8_t legacy_compression_method = 0;
  std::optional<std::vector<Extension<In::server_hello>>> extensions;
  friend bool operator==(const ServerHello &, const ServerHello &) = default;
};
template <>
struct Layout<ServerHello> {
  static constexpr std::tuple fields{
      field("legacy_version", &ServerHello::legacy_version, u16),
      field("random", &ServerHello::random, fixed<32>),
      field("legacy_session_id_echo", &ServerHello::legacy_session_id_echo, opaque<0, 32>),
      field("cipher_suite", &ServerHello::cipher_suite, u16),
      field("legacy_compression_method", &ServerHello::legacy_compression_method, u8),
      field("extensions", &ServerHello::extensions,
            trailing(list<0, 0xffff>("Extension", extension<In::server_hello>))),
  };
};

// HelloRetryRequest is a ServerHello whose random is kHelloRetryRequestRandom
// (RFC 8446, section 4.1.4).
struct HelloRetryRequest {
  static constexpr HandshakeType type = HandshakeType::server_hello;
  ProtocolVersion legacy_version = ProtocolVersion::tls12;
  RandomBytes random{};
  Bytes legacy_session_id_echo;
  CipherSuite cipher_suite{};
  std::uint8_t legacy_compression_method = 0;
  std::vector<Extension<In::hello_retry_request>> extensions;
  friend bool operator==(const HelloRetryRequest &, const HelloRetryRequest &) = default;
};
template <>
struct Layout<HelloRetryRequest> {
  static constexpr std::tuple fields{
      field("legacy_version", &HelloRetryRequest::legacy_version, u16),
      field("random", &HelloRetryRequest::random, fixed<32>),
      field("legacy_session_id_echo", &HelloRetryRequest::legacy_session_id_echo, opaque<0, 32>),
      field("cipher_suite", &HelloRetryRequest::cipher_suite, u16),
      field("legacy_compression_method", &HelloRetryRequest::legacy_compression_method, u8),
      field("extensions", &HelloRetryRequest::extensions,
            list<6, 0xffff>("Extension", extension<In::hello_retry_request>)),
  };
};

// kHelloRetryRequestRandom is SHA-256("HelloRetryRequest") (RFC 8446, section 4.1.3).
inline constexpr RandomBytes kHelloRetryRequestRandom{
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

// is_hello_retry_request looks at the random of an encoded ServerHello.
bool is_hello_retry_request(ByteView message);

// EncryptedExtensions (RFC 8446, section 4.3.1).
struct EncryptedExtensions {
  static constexpr HandshakeType type = HandshakeType::encrypted_extensions;
  std::vector<Extension<In::encrypted_extensions>> extensions;
  friend bool operator==(const EncryptedExtensions &, const EncryptedExtensions &) = default;
};
template <>
struct Layout<EncryptedExtensions> {
  static constexpr std::tuple fields{
      field("extensions", &EncryptedExtensions::extensions,
            list<0, 0xffff>("Extension", extension<In::encrypted_extensions>)),
  };
};

// CertificateRequest (RFC 8446, section 4.3.2).
struct CertificateRequest {
  static constexpr HandshakeType type = HandshakeType::certificate_request;
  Bytes certificate_request_context;
  std::vector<Extension<In::certificate_request>> extensions;
  friend bool operator==(const CertificateRequest &, const CertificateRequest &) = default;
};
template <>
struct Layout<CertificateRequest> {
  static constexpr std::tuple fields{
      field("certificate_request_context", &CertificateRequest::certificate_request_context,
            opaque<0, 0xff>),
      field("extensions", &CertificateRequest::extensions,
            list<2, 0xffff>("Extension", extension<In::certificate_request>)),
  };
};

// Certificate (RFC 8446, section 4.4.2).
struct CertificateEntry {
  Bytes cert_data;
  std::vector<Extension<In::certificate>> extensions;
  friend bool operator==(const CertificateEntry &, const CertificateEntry &) = default;
};
template <>
struct Layout<CertificateEntry> {
  static constexpr std::tuple fields{
      field("cert_data", &CertificateEntry::cert_data, certificate_bytes),
      field("extensions", &CertificateEntry::extensions,
            list<0, 0xffff>("Extension", extension<In::certificate>)),
  };
};
struct Certificate {
  static constexpr HandshakeType type = HandshakeType::certificate;
  Bytes certificate_request_context;
  std::vector<CertificateEntry> certificate_list;
  friend bool operator==(const Certificate &, const Certificate &) = default;
};
template <>
struct Layout<Certificate> {
  static constexpr std::tuple fields{
      field("certificate_request_context", &Certificate::certificate_request_context,
            opaque<0, 0xff>),
      field("certificate_list", &Certificate::certificate_list,
            list<0, 0xffffff>("CertificateEntry", nested)),
  };
};

// CertificateVerify (RFC 8446, section 4.4.3).
struct CertificateVerify {
  static constexpr HandshakeType type = HandshakeType::certificate_verify;
  SignatureScheme algorithm{};
  Bytes signature;
  friend bool operator==(const CertificateVerify &, const CertificateVerify &) = default;
};
template <>
struct Layout<CertificateVerify> {
  static constexpr std::tuple fields{
      field("algorithm", &CertificateVerify::algorithm, u16),
      field("signature", &CertificateVerify::signature, opaque<0, 0xffff>),
  };
};

// Finished (RFC 8446, section 4.4.4). verify_data is as long as the hash.
struct Finished {
  static constexpr HandshakeType type = HandshakeType::finished;
  Bytes verify_data;
  friend bool operator==(const Finished &, const Finished &) = default;
};
template <>
struct Layout<Finished> {
  static constexpr std::tuple fields{field("verify_data", &Finished::verify_data, rest)};
};

// NewSessionTicket (RFC 8446, section 4.6.1). Lifetime in seconds, age_add in milliseconds.
struct NewSessionTicket {
  static constexpr HandshakeType type = HandshakeType::new_session_ticket;
  std::uint32_t ticket_lifetime = 0;
  std::uint32_t ticket_age_add = 0;
  Bytes ticket_nonce;
  Bytes ticket;
  std::vector<Extension<In::new_session_ticket>> extensions;
  friend bool operator==(const NewSessionTicket &, const NewSessionTicket &) = default;
};
template <>
struct Layout<NewSessionTicket> {
  static constexpr std::tuple fields{
      field("ticket_lifetime", &NewSessionTicket::ticket_lifetime, u32),
      field("ticket_age_add", &NewSessionTicket::ticket_age_add, u32),
      field("ticket_nonce", &NewSessionTicket::ticket_nonce, opaque<0, 0xff>),
      field("ticket", &NewSessionTicket::ticket, opaque<1, 0xffff>),
      field("extensions", &NewSessionTicket::extensions,
            list<0, 0xfffe>("Extension", extension<In::new_session_ticket>)),
  };
};

// EndOfEarlyData (RFC 8446, section 4.5).
struct EndOfEarlyData {
  static constexpr HandshakeType type = HandshakeType::end_of_early_data;
  friend bool operator==(const EndOfEarlyData &, const EndOfEarlyData &) = default;
};
template <>
struct Layout<EndOfEarlyData> {
  static constexpr std::tuple<> fields{};
};

// KeyUpdate (RFC 8446, section 4.6.3).
struct KeyUpdate {
  static constexpr HandshakeType type = HandshakeType::key_update;
  KeyUpdateRequest request_update{};
  friend bool operator==(const KeyUpdate &, const KeyUpdate &) = default;
};
template <>
struct Layout<KeyUpdate> {
  static constexpr std::tuple fields{field("request_update", &KeyUpdate::request_update, u8)};
};

namespace tls12 {

// HelloRequest (RFC 5246, section 7.4.1.1).
struct HelloRequest {
  static constexpr HandshakeType type = HandshakeType::hello_request;
  friend bool operator==(const HelloRequest &, const HelloRequest &) = default;
};

// Certificate (RFC 5246, section 7.4.2).
struct ASN1Cert {
  Bytes certificate;
  friend bool operator==(const ASN1Cert &, const ASN1Cert &) = default;
};
struct Certificate {
  static constexpr HandshakeType type = HandshakeType::certificate;
  std::vector<ASN1Cert> certificate_list;
  friend bool operator==(const Certificate &, const Certificate &) = default;
};

// ServerDHParams (RFC 5246, section 7.4.3): big-endian numbers.
struct ServerDHParams {
  Bytes dh_p, dh_g, dh_Ys;
  friend bool operator==(const ServerDHParams &, const ServerDHParams &) = default;
};
// ServerECDHParams (RFC 8422, section 5.4), for a named curve.
struct ServerECDHParams {
  ECCurveType curve_type = ECCurveType::named_curve;
  NamedGroup namedcurve{};
  Bytes public_point;
  friend bool operator==(const ServerECDHParams &, const ServerECDHParams &) = default;
};
// ServerKeyExchange: the parameters and a signature over both randoms and them. RSA has none.
template <class Params>
struct ServerKeyExchange {
  static constexpr HandshakeType type = HandshakeType::server_key_exchange;
  Params params;
  SignatureScheme algorithm{};
  Bytes signature;
  friend bool operator==(const ServerKeyExchange &, const ServerKeyExchange &) = default;
};

// CertificateRequest (RFC 5246, section 7.4.4).
struct DistinguishedName {
  Bytes name;  // DER
  friend bool operator==(const DistinguishedName &, const DistinguishedName &) = default;
};
struct CertificateRequest {
  static constexpr HandshakeType type = HandshakeType::certificate_request;
  std::vector<ClientCertificateType> certificate_types;
  std::vector<SignatureScheme> supported_signature_algorithms;
  std::vector<DistinguishedName> certificate_authorities;
  friend bool operator==(const CertificateRequest &, const CertificateRequest &) = default;
};

// ServerHelloDone (RFC 5246, section 7.4.5).
struct ServerHelloDone {
  static constexpr HandshakeType type = HandshakeType::server_hello_done;
  friend bool operator==(const ServerHelloDone &, const ServerHelloDone &) = default;
};

// ClientKeyExchange has one form for each key exchange (RFC 5246, section 7.4.7; RFC 8422,
// section 5.7).
struct EncryptedPreMasterSecret {
  static constexpr HandshakeType type = HandshakeType::client_key_exchange;
  Bytes encrypted_pre_master_secret;
  friend bool operator==(const EncryptedPreMasterSecret &,
                         const EncryptedPreMasterSecret &) = default;
};
struct ClientDiffieHellmanPublic {
  static constexpr HandshakeType type = HandshakeType::client_key_exchange;
  Bytes dh_Yc;
  friend bool operator==(const ClientDiffieHellmanPublic &,
                         const ClientDiffieHellmanPublic &) = default;
};
struct ClientECDiffieHellmanPublic {
  static constexpr HandshakeType type = HandshakeType::client_key_exchange;
  Bytes ecdh_Yc;
  friend bool operator==(const ClientECDiffieHellmanPublic &,
                         const ClientECDiffieHellmanPublic &) = default;
};

// NewSessionTicket (RFC 5077, section 3.3). The lifetime hint is in seconds.
struct NewSessionTicket {
  static constexpr HandshakeType type = HandshakeType::new_session_ticket;
  std::uint32_t ticket_lifetime_hint = 0;
  Bytes ticket;
  friend bool operator==(const NewSessionTicket &, const NewSessionTicket &) = default;
};

}  // namespace tls12

template <>
struct Layout<tls12::HelloRequest> {
  static constexpr std::tuple<> fields{};
};
template <>
struct Layout<tls12::ASN1Cert> {
  static constexpr std::tuple fields{
      field("certificate", &tls12::ASN1Cert::certificate, certificate_bytes)};
};
template <>
struct Layout<tls12::Certificate> {
  static constexpr std::tuple fields{
      field("certificate_list", &tls12::Certificate::certificate_list,
            list<0, 0xffffff>("ASN1Cert", nested)),
  };
};
template <>
struct Layout<tls12::ServerDHParams> {
  static constexpr std::tuple fields{
      field("dh_p", &tls12::ServerDHParams::dh_p, opaque<1, 0xffff>),
      field("dh_g", &tls12::ServerDHParams::dh_g, opaque<1, 0xffff>),
      field("dh_Ys", &tls12::ServerDHParams::dh_Ys, opaque<1, 0xffff>),
  };
};
template <>
struct Layout<tls12::ServerECDHParams> {
  static constexpr std::tuple fields{
      field("curve_type", &tls12::ServerECDHParams::curve_type, u8),
      field("namedcurve", &tls12::ServerECDHParams::namedcurve, u16),
      field("public", &tls12::ServerECDHParams::public_point, opaque<1, 255>),
  };
};
template <class Params>
struct Layout<tls12::ServerKeyExchange<Params>> {
  static constexpr std::tuple fields{
      field("params", &tls12::ServerKeyExchange<Params>::params, nested),
      field("algorithm", &tls12::ServerKeyExchange<Params>::algorithm, u16),
      field("signature", &tls12::ServerKeyExchange<Params>::signature, opaque<0, 0xffff>),
  };
};
template <>
struct Layout<tls12::DistinguishedName> {
  static constexpr std::tuple fields{
      field("name", &tls12::DistinguishedName::name, opaque<1, 0xffff>)};
};
template <>
struct Layout<tls12::CertificateRequest> {
  static constexpr std::tuple fields{
      field("certificate_types", &tls12::CertificateRequest::certificate_types,
            list<1, 255>("ClientCertificateType", u8)),
      field("supported_signature_algorithms",
            &tls12::CertificateRequest::supported_signature_algorithms,
            list<2, 0xfffe>("SignatureScheme", u16)),
      field("certificate_authorities", &tls12::CertificateRequest::certificate_authorities,
            list<0, 0xffff>("DistinguishedName", nested)),
  };
};
template <>
struct Layout<tls12::ServerHelloDone> {
  static constexpr std::tuple<> fields{};
};
template <>
struct Layout<tls12::EncryptedPreMasterSecret> {
  static constexpr std::tuple fields{
      field("encrypted_pre_master_secret",
            &tls12::EncryptedPreMasterSecret::encrypted_pre_master_secret, opaque<0, 0xffff>),
  };
};
template <>
struct Layout<tls12::ClientDiffieHellmanPublic> {
  static constexpr std::tuple fields{
      field("dh_Yc", &tls12::ClientDiffieHellmanPublic::dh_Yc, opaque<1, 0xffff>)};
};
template <>
struct Layout<tls12::ClientECDiffieHellmanPublic> {
  static constexpr std::tuple fields{
      field("ecdh_Yc", &tls12::ClientECDiffieHellmanPublic::ecdh_Yc, opaque<1, 255>)};
};
template <>
struct Layout<tls12::NewSessionTicket> {
  static constexpr std::tuple fields{
      field("ticket_lifetime_hint", &tls12::NewSessionTicket::ticket_lifetime_hint, u32),
      field("ticket", &tls12::NewSessionTicket::ticket, opaque<0, 0xffff>),
  };
};

// Dialect says how to read the messages that have one form in TLS 1.3, another in TLS 1.2, and
// there one for each key exchange.
struct Dialect {
  ProtocolVersion version = ProtocolVersion::tls13;
  KeyExchangeAlgorithm key_exchange = KeyExchangeAlgorithm::none;
  friend bool operator==(const Dialect &, const Dialect &) = default;
};

// Alert (RFC 8446, section 6). Not a handshake message: it has no header.
struct Alert {
  AlertLevel level = AlertLevel::fatal;
  AlertDescription description{};
  friend bool operator==(const Alert &, const Alert &) = default;
};
template <>
struct Layout<Alert> {
  static constexpr std::tuple fields{
      field("level", &Alert::level, u8),
      field("description", &Alert::description, u8),
  };
};

// ChangeCipherSpec (RFC 5246, section 7.1; kept for middleboxes by RFC 8446, appendix D.4).
struct ChangeCipherSpec {
  ChangeCipherSpecType change_cipher_spec_type = ChangeCipherSpecType::change_cipher_spec;
  friend bool operator==(const ChangeCipherSpec &, const ChangeCipherSpec &) = default;
};
template <>
struct Layout<ChangeCipherSpec> {
  static constexpr std::tuple fields{
      field("type", &ChangeCipherSpec::change_cipher_spec_type, u8),
  };
};

// kHandshakeHeaderLength is the size of type and length before every handshake message.
inline constexpr std::size_t kHandshakeHeaderLength = 4;

// decode reads a whole message, header included where it has one, into `out`; every byte must be
// used. The result is what went wrong, or nullopt. With a tree the annotations go there too.
template <class Message>
std::optional<DecodeError> decode(ByteView message, Message &out, Tree *tree = nullptr);

// encode writes a whole message, header included where it has one.
template <class Message>
Bytes encode(const Message &message);

// annotate decodes a message for its annotations alone: a handshake message by the type in its
// header and the dialect (unknown types keep their body as one field), any other by its content
// type. What does
// not decode is annotated as far as it goes, then as one field "unread" to its end.
std::vector<Annotation> annotate(ContentType content_type, ByteView message, Dialect dialect = {});

}  // namespace wire
