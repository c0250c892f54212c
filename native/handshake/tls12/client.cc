#include "handshake/tls12/client.h"

#include <algorithm>

#include "crypto/authentication.h"
#include "crypto/rsa_encryption.h"
#include "handshake/negotiation.h"

namespace handshake::tls12 {

using wire::HandshakeType;
using wire::In;
using wire::KeyExchangeAlgorithm;

Client::Client(hello::Client &&hello)
    : hello_(std::move(hello.hello)),
      transcript_(std::move(hello.transcript)),
      offered_(std::move(hello.session)),
      client_random_(std::move(hello.random)) {}

void Client::send(ByteView message, ClientContext &context) {
  transcript_.add(message, context.connection.send_message(message, context.trace));
}

Status Client::take_server_hello(const Received &received, const wire::ServerHello &server_hello,
                                 ClientContext &context) {
  Recorder &trace = context.trace;
  suite_ = schedule::tls12_suite(server_hello.cipher_suite);
  context.connection.speak({wire::ProtocolVersion::tls12, suite_->key_exchange});
  summary_.version = wire::ProtocolVersion::tls12;
  summary_.cipher_suite = server_hello.cipher_suite;
  summary_.server_name = context.config.server_name;
  server_random_ = received_value("peer_random", server_hello.random, received, "random",
                                  trace::kEverybody, "RFC 5246, section 7.4.1.3", trace);
  if (auto fatal = check_extensions(server_hello, context)) return fatal;
  const Bytes &echo = server_hello.legacy_session_id_echo;
  const bool echoed = !echo.empty() && echo == hello_.legacy_session_id;
  if (auto fatal = require(!echoed || offered_, AlertDescription::illegal_parameter,
                           "the server resumes only a session that was offered",
                           "RFC 5246, section 7.4.1.3", trace)) {
    return fatal;
  }
  if (echoed) return resume(server_hello, context);
  if (offered_) trace.discard(offered_->master_secret);
  offered_.reset();
  session_id_ = echo;
  context.state.enter(ClientState::TLS12_WAIT_CERTIFICATE, trace);
  return std::nullopt;
}

Status Client::resume(const wire::ServerHello &server_hello, ClientContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal = require(
          server_hello.cipher_suite == offered_->cipher_suite, AlertDescription::illegal_parameter,
          "a resumed session keeps its cipher suite", "RFC 5246, section 7.4.1.3", trace)) {
    return fatal;
  }
  if (auto fatal = require(extended_master_secret_ == offered_->extended_master_secret,
                           AlertDescription::handshake_failure,
                           "a session is resumed with the kind of master secret that it has",
                           "RFC 7627, section 5.3", trace)) {
    return fatal;
  }
  resumed_ = true;
  summary_.resumed = offered_->ticket.empty() ? "session_id" : "ticket";
  session_id_ = std::move(offered_->session_id);
  ticket_ = std::move(offered_->ticket);
  master_secret_ = std::move(offered_->master_secret);
  lifetime_ = offered_->lifetime;
  server_chain_ = std::move(offered_->server_certificates);
  offered_.reset();
  transcript_.forget();
  derive_session_keys(trace);
  context.state.enter(ticket_expected_ ? ClientState::TLS12_WAIT_NEW_SESSION_TICKET
                                       : ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC,
                      trace);
  return std::nullopt;
}

Status Client::check_extensions(const wire::ServerHello &server_hello, ClientContext &context) {
  Recorder &trace = context.trace;
  const std::vector<wire::Extension<In::server_hello>> none;
  const auto &extensions = server_hello.extensions ? *server_hello.extensions : none;
  constexpr Section kSection = "RFC 5246, section 7.4.1.4";
  if (auto fatal = require(!wire::repeated(extensions), AlertDescription::decode_error,
                           "no extension stands twice", kSection, trace)) {
    return fatal;
  }
  // The suite that only signals stands for an empty renegotiation_info (RFC 5746, section 3.3).
  const bool signalled =
      contains(hello_.cipher_suites, wire::CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
  const bool all_offered = std::all_of(extensions.begin(), extensions.end(), [&](const auto &one) {
    return hello::offered(hello_, one.type) ||
           (signalled && one.type == wire::ExtensionType::renegotiation_info);
  });
  if (auto fatal =
          require(all_offered, AlertDescription::unsupported_extension,
                  "the server answers only extensions that were offered", kSection, trace)) {
    return fatal;
  }
  const bool placed = std::all_of(extensions.begin(), extensions.end(), [](const auto &one) {
    return wire::may_stand_in_tls12_server_hello(one.type);
  });
  if (auto fatal =
          require(placed, AlertDescription::illegal_parameter,
                  "every extension may stand in this message", "RFC 8446, section 4.2", trace)) {
    return fatal;
  }
  const auto *renegotiation = wire::find<wire::RenegotiationInfo>(extensions);
  const bool secure = renegotiation ? renegotiation->renegotiated_connection.empty()
                                    : !context.config.secure_renegotiation;
  if (auto fatal = require(secure, AlertDescription::handshake_failure,
                           "the server knows secure renegotiation (empty renegotiation_info)",
                           "RFC 5746, section 3.4", trace)) {
    return fatal;
  }
  if (const auto *formats = wire::find<wire::ECPointFormatList>(extensions)) {
    if (auto fatal =
            require(contains(formats->ec_point_format_list, wire::ECPointFormat::uncompressed),
                    AlertDescription::illegal_parameter, "the server takes uncompressed points",
                    "RFC 8422, section 5.1.2", trace)) {
      return fatal;
    }
  }
  if (const auto *protocols = wire::find<wire::ProtocolNameList>(extensions)) {
    const auto &names = protocols->protocol_name_list;
    const bool one =
        names.size() == 1 && contains(context.config.application_protocols,
                                      std::string(wire::as_text(names[0].protocol_name)));
    if (auto fatal = require(one, AlertDescription::illegal_parameter,
                             "the server chose one application protocol that was offered",
                             "RFC 7301, section 3.1", trace)) {
      return fatal;
    }
    summary_.application_protocol = wire::as_text(names[0].protocol_name);
  }
  const bool encrypt_then_mac = wire::find<wire::EncryptThenMac>(extensions);
  if (encrypt_then_mac) {
    if (auto fatal = require(schedule::is_cbc(suite_->form), AlertDescription::illegal_parameter,
                             "encrypt_then_mac comes with a CBC cipher suite",
                             "RFC 7366, section 3", trace)) {
      return fatal;
    }
  }
  const auto *ticket = wire::find<wire::SessionTicket>(extensions);
  if (ticket) {
    if (auto fatal =
            require(ticket->ticket.empty(), AlertDescription::illegal_parameter,
                    "the server's session_ticket is empty", "RFC 5077, section 3.2", trace)) {
      return fatal;
    }
  }
  ticket_expected_ = ticket != nullptr;
  extended_master_secret_ = wire::find<wire::ExtendedMasterSecret>(extensions) != nullptr;
  keys_ = schedule::Tls12KeySchedule(*suite_, encrypt_then_mac);
  return std::nullopt;
}

Status Client::take(const Received &received, ClientContext &context) {
  const bool handshake = received.message.type == wire::ContentType::handshake;
  // A server may ask for another handshake at any time; amid one the request is passed over (RFC
  // 5246, section 7.4.1.1).
  if (handshake && received.handshake_type() == HandshakeType::hello_request) {
    wire::tls12::HelloRequest request;
    if (auto fatal = decode_message(received.message.bytes, request, "HelloRequest")) return fatal;
    return take_hello_request(context);
  }
  switch (context.state.get()) {
    case ClientState::TLS12_WAIT_CERTIFICATE:
      return take_certificate(received, context);
    case ClientState::TLS12_WAIT_SERVER_KEY_EXCHANGE:
      return take_server_key_exchange(received, context);
    case ClientState::TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE:
      if (handshake && received.handshake_type() == HandshakeType::certificate_request) {
        return take_certificate_request(received, context);
      }
      return take_server_hello_done(received, context);
    case ClientState::TLS12_WAIT_SERVER_HELLO_DONE:
      return take_server_hello_done(received, context);
    case ClientState::TLS12_WAIT_NEW_SESSION_TICKET:
      return take_new_session_ticket(received, context);
    case ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC:
      return take_change_cipher_spec(received, context);
    case ClientState::TLS12_WAIT_FINISHED:
      return take_finished(received, context);
    default:
      return take_post_handshake(received, context);
  }
}

Status Client::take_hello_request(ClientContext &context) {
  // A flood of requests ends the connection.
  constexpr int kMostRequests = 4;
  if (++hello_requests_ > kMostRequests) {
    return require(false, AlertDescription::unexpected_message,
                   "the server does not ask for renegotiation again and again",
                   "RFC 5246, section 7.4.1.1", context.trace);
  }
  if (context.state.get() != ClientState::CONNECTED) return std::nullopt;
  return refuse_renegotiation(context.config.renegotiation, context.connection, context.trace);
}

Status Client::take_certificate(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 5246, section 7.4.2";
  if (auto fatal = expect_type(received, HandshakeType::certificate,
                               "the server sends its Certificate", kSection, trace)) {
    return fatal;
  }
  wire::tls12::Certificate message;
  if (auto fatal = decode_message(received.message.bytes, message, "Certificate")) return fatal;
  if (auto fatal = require(!message.certificate_list.empty(), AlertDescription::decode_error,
                           "the server's certificate_list is not empty", kSection, trace)) {
    return fatal;
  }
  std::vector<Bytes> chain;
  for (auto &one : message.certificate_list) chain.push_back(std::move(one.certificate));
  const bool rsa_exchange = suite_->key_exchange == KeyExchangeAlgorithm::rsa;
  if (auto fatal =
          check_server_certificate(chain, context.config, server_certificate_, trace, key_use())) {
    return fatal;
  }
  server_chain_ = std::move(chain);
  const crypto::KeyType type = server_certificate_.key_type;
  const bool fits = suite_->ecdsa  ? signs_with_curves(type)
                    : rsa_exchange ? type == crypto::KeyType::rsa
                                   : !signs_with_curves(type);
  if (auto fatal =
          require(fits, AlertDescription::illegal_parameter,
                  "the certificate's key is of the cipher suite's type", kSection, trace)) {
    return fatal;
  }
  const auto *groups = wire::find<wire::NamedGroupList>(*hello_.extensions);
  const auto curve = curve_of(type);
  if (curve && groups) {
    if (auto fatal =
            require(contains(groups->named_group_list, *curve), AlertDescription::illegal_parameter,
                    "the certificate's key is on a curve that was offered", "RFC 8422, section 5.3",
                    trace)) {
      return fatal;
    }
  }
  transcript_.add(received.message.bytes, received.event);
  context.state.enter(rsa_exchange ? ClientState::TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE
                                   : ClientState::TLS12_WAIT_SERVER_KEY_EXCHANGE,
                      trace);
  return std::nullopt;
}

Status Client::take_server_key_exchange(const Received &received, ClientContext &context) {
  if (auto fatal = expect_type(received, HandshakeType::server_key_exchange,
                               "ServerKeyExchange follows Certificate", "RFC 5246, section 7.4.3",
                               context.trace)) {
    return fatal;
  }
  auto fatal = suite_->key_exchange == KeyExchangeAlgorithm::dhe
                   ? take_dhe_params(received, context)
                   : take_ecdhe_params(received, context);
  if (fatal) return fatal;
  transcript_.add(received.message.bytes, received.event);
  context.state.enter(ClientState::TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE, context.trace);
  return std::nullopt;
}

Status Client::take_ecdhe_params(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 8422, section 5.4";
  const Bytes &bytes = received.message.bytes;
  // Explicit curves have another form, and are forbidden.
  const bool named = bytes.size() <= wire::kHandshakeHeaderLength ||
                     bytes[wire::kHandshakeHeaderLength] ==
                         static_cast<std::uint8_t>(wire::ECCurveType::named_curve);
  if (auto fatal = require(named, AlertDescription::illegal_parameter,
                           "the server's curve is given by its name", kSection, trace)) {
    return fatal;
  }
  wire::tls12::ServerKeyExchange<wire::tls12::ServerECDHParams> message;
  if (auto fatal = decode_message(bytes, message, "ServerKeyExchange")) return fatal;
  const wire::NamedGroup curve = message.params.namedcurve;
  if (auto fatal = require(contains(context.config.groups, curve) && usable_in_tls12_ecdhe(curve),
                           AlertDescription::illegal_parameter, "the server's curve was offered",
                           kSection, trace)) {
    return fatal;
  }
  curve_ = curve;
  summary_.group = curve;
  peer_public_key_ = received_value("peer_public_key", message.params.public_point, received,
                                    "params.public", trace::kEverybody, kSection, trace);
  return check_params_signature(encoded(message.params), message.algorithm, message.signature,
                                context);
}

Status Client::take_dhe_params(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 5246, section 7.4.3";
  wire::tls12::ServerKeyExchange<wire::tls12::ServerDHParams> message;
  if (auto fatal = decode_message(received.message.bytes, message, "ServerKeyExchange")) {
    return fatal;
  }
  const auto &params = message.params;
  dh_.p = received_value("dh_p", params.dh_p, received, "params.dh_p", trace::kEverybody, kSection,
                         trace);
  dh_.g = received_value("dh_g", params.dh_g, received, "params.dh_g", trace::kEverybody, kSection,
                         trace);
  peer_public_key_ = received_value("peer_public_key", params.dh_Ys, received, "params.dh_Ys",
                                    trace::kEverybody, kSection, trace);
  // The signature first: judging a group that no one stands for would be work for an attacker.
  if (auto fatal =
          check_params_signature(encoded(params), message.algorithm, message.signature, context)) {
    return fatal;
  }
  summary_.group = ffdhe_group_of(params.dh_p);
  return check_dh_parameters(params.dh_p, params.dh_g, params.dh_Ys, trace);
}

Status Client::check_params_signature(ByteView params, wire::SignatureScheme scheme,
                                      ByteView signature, ClientContext &context) {
  Recorder &trace = context.trace;
  const Value content = signed_params(client_random_, server_random_, params, trace);
  summary_.signature_scheme = scheme;
  const auto *offered = wire::find<wire::SignatureSchemeList>(*hello_.extensions);
  return check_signature(
      {scheme, signature, "the signature of ServerKeyExchange is right by the certificate's key",
       "RFC 5246, section 7.4.3"},
      server_certificate_,
      offered ? offered->supported_signature_algorithms : std::vector<wire::SignatureScheme>{},
      content, trace);
}

Status Client::take_certificate_request(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  wire::tls12::CertificateRequest message;
  if (auto fatal = decode_message(received.message.bytes, message, "CertificateRequest")) {
    return fatal;
  }
  if (auto fatal = check_own_schemes(message.supported_signature_algorithms, summary_.version,
                                     context.config, trace)) {
    return fatal;
  }
  certificate_asked_for_ = true;
  own_credential_ = choose_client_credential_tls12(message, context.config);
  if (!own_credential_) transcript_.forget();
  transcript_.add(received.message.bytes, received.event);
  context.state.enter(ClientState::TLS12_WAIT_SERVER_HELLO_DONE, trace);
  return std::nullopt;
}

Status Client::take_server_hello_done(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal = expect_type(received, HandshakeType::server_hello_done,
                               "the server's flight ends with ServerHelloDone",
                               "RFC 5246, section 7.4.5", trace)) {
    return fatal;
  }
  wire::tls12::ServerHelloDone message;
  if (auto fatal = decode_message(received.message.bytes, message, "ServerHelloDone")) {
    return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  if (!certificate_asked_for_) transcript_.forget();
  context.state.enter(certificate_asked_for_ ? ClientState::TLS12_SEND_CERTIFICATE
                                             : ClientState::TLS12_SEND_CLIENT_KEY_EXCHANGE,
                      trace);
  return std::nullopt;
}

Status Client::build(ClientContext &context) {
  switch (context.state.get()) {
    case ClientState::TLS12_SEND_CERTIFICATE:
      send_certificate(context);
      return std::nullopt;
    case ClientState::TLS12_SEND_CLIENT_KEY_EXCHANGE:
      return send_client_key_exchange(context);
    case ClientState::TLS12_SEND_CERTIFICATE_VERIFY:
      return send_certificate_verify(context);
    case ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC:
      send_change_cipher_spec(context);
      return std::nullopt;
    default:
      send_finished(context);
      return std::nullopt;
  }
}

void Client::send_certificate(ClientContext &context) {
  // A client that has no certificate says so with an empty list (RFC 5246, section 7.4.6).
  wire::tls12::Certificate message;
  if (own_credential_) {
    for (const Bytes &one : context.config.credentials[own_credential_->credential].chain) {
      message.certificate_list.push_back({one});
    }
  }
  send(wire::encode(message), context);
  context.state.enter(ClientState::TLS12_SEND_CLIENT_KEY_EXCHANGE, context.trace);
}

Status Client::send_certificate_verify(ClientContext &context) {
  const Value content = signed_messages(transcript_, context.trace);
  wire::CertificateVerify message{own_credential_->scheme, {}};
  if (auto fatal = sign_content(content, context.config.credentials[own_credential_->credential],
                                message.algorithm, message.signature, "RFC 5246, section 7.4.8",
                                context.connection, context.trace)) {
    return fatal;
  }
  summary_.client_signature_scheme = message.algorithm;
  summary_.client_certificate =
      context.config.credentials[own_credential_->credential].chain.front();
  send(wire::encode(message), context);
  transcript_.forget();
  context.state.enter(ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC, context.trace);
  return std::nullopt;
}

Status Client::exchange_rsa(Bytes &message, Value &pre_master_secret, ClientContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 5246, section 7.4.7.1";
  Value random = context.connection.draw("pre_master_random", 46, trace::client, kSection, trace);
  Bytes bytes{0x03, 0x03};  // the version that ClientHello offered
  wire::append(bytes, random);
  pre_master_secret = trace.value("pre_master_secret", crypto::Secret(bytes), [&] {
    return trace::Origin{"concatenate",
                         {{"part", Bytes{0x03, 0x03}}, {"part", trace::ValueId{random.id}}},
                         trace::kBothSides,
                         kSection};
  });
  crypto::wipe(bytes.data(), bytes.size());
  trace.discard(random);
  const auto encrypted = crypto::rsa_encrypt(server_certificate_.public_key_info, pre_master_secret,
                                             context.connection.random());
  if (auto fatal =
          require(encrypted.has_value(), AlertDescription::illegal_parameter,
                  "the certificate's key can encrypt the premaster secret", kSection, trace)) {
    trace.discard(pre_master_secret);
    return fatal;
  }
  const Value value = trace.value("encrypted_pre_master_secret", crypto::Secret(*encrypted), [&] {
    return trace::Origin{"RSAES-PKCS1-v1_5 encrypt",
                         {{"public_key", server_certificate_.public_key_info},
                          {"message", trace::ValueId{pre_master_secret.id}}},
                         trace::kEverybody,
                         kSection};
  });
  message = wire::encode(wire::tls12::EncryptedPreMasterSecret{wire::to_bytes(value)});
  return std::nullopt;
}

Status Client::exchange_dhe(Bytes &message, Value &pre_master, ClientContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal = draw_dh_share(dh_, context.connection, trace)) return fatal;
  Value shared_secret;
  if (auto fatal = agree_dh(dh_, peer_public_key_, shared_secret, trace)) return fatal;
  pre_master = pre_master_secret(suite_->key_exchange, shared_secret, trace);
  message = wire::encode(wire::tls12::ClientDiffieHellmanPublic{wire::to_bytes(dh_.public_key)});
  return std::nullopt;
}

Status Client::exchange_ecdhe(Bytes &message, Value &pre_master, ClientContext &context) {
  Recorder &trace = context.trace;
  KeyShare share = draw_key_share(curve_, context.connection, trace, kEcdheSections);
  Value shared_secret;
  if (auto fatal = agree(share, peer_public_key_, shared_secret, trace, kEcdheSections))
    return fatal;
  pre_master = pre_master_secret(suite_->key_exchange, shared_secret, trace);
  message =
      wire::encode(wire::tls12::ClientECDiffieHellmanPublic{wire::to_bytes(share.public_key)});
  return std::nullopt;
}

Status Client::send_client_key_exchange(ClientContext &context) {
  Recorder &trace = context.trace;
  Bytes message;
  Value pre_master;
  Status fatal;
  switch (suite_->key_exchange) {
    case KeyExchangeAlgorithm::rsa:
      fatal = exchange_rsa(message, pre_master, context);
      break;
    case KeyExchangeAlgorithm::dhe:
      fatal = exchange_dhe(message, pre_master, context);
      break;
    default:
      fatal = exchange_ecdhe(message, pre_master, context);
      break;
  }
  if (fatal) return fatal;
  send(message, context);
  master_secret_ = extended_master_secret_
                       ? keys_.extended_master_secret(
                             pre_master, transcript_.hash(trace, "RFC 7627, section 3"), trace)
                       : keys_.master_secret(pre_master, client_random_, server_random_, trace);
  trace.discard(pre_master);
  derive_session_keys(trace);
  context.state.enter(own_credential_ ? ClientState::TLS12_SEND_CERTIFICATE_VERIFY
                                      : ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC,
                      trace);
  return std::nullopt;
}

void Client::derive_session_keys(Recorder &trace) {
  auto keys = keys_.session_keys(master_secret_, client_random_, server_random_, trace);
  client_keys_ = std::move(keys.client);
  server_keys_ = std::move(keys.server);
}

void Client::send_change_cipher_spec(ClientContext &context) {
  context.connection.send_change_cipher_spec(context.trace);
  context.connection.records().set_write_keys(std::move(*client_keys_), context.trace);
  client_keys_.reset();
  context.state.enter(ClientState::TLS12_SEND_FINISHED, context.trace);
}

void Client::send_finished(ClientContext &context) {
  Recorder &trace = context.trace;
  const Value verify_data = keys_.verify_data(
      Role::client, master_secret_, transcript_.hash(trace, "RFC 5246, section 7.4.9"), trace);
  send(wire::encode(wire::Finished{wire::to_bytes(verify_data)}), context);
  if (resumed_) return connect(context);
  context.state.enter(ticket_expected_ ? ClientState::TLS12_WAIT_NEW_SESSION_TICKET
                                       : ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC,
                      trace);
}

Status Client::take_new_session_ticket(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal = expect_type(received, HandshakeType::new_session_ticket,
                               "the server sends the ticket that it announced",
                               "RFC 5077, section 3.3", trace)) {
    return fatal;
  }
  wire::tls12::NewSessionTicket message;
  if (auto fatal = decode_message(received.message.bytes, message, "NewSessionTicket")) {
    return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  // An empty one says that there is none after all (RFC 5077, section 3.3).
  if (!message.ticket.empty()) {
    ticket_ = std::move(message.ticket);
    session_id_.clear();
    if (message.ticket_lifetime_hint != 0) {
      lifetime_ = std::min(message.ticket_lifetime_hint, kSessionLifetime);
    }
  }
  context.state.enter(ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC, trace);
  return std::nullopt;
}

Status Client::take_change_cipher_spec(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal = expect_change_cipher_spec(received, trace)) return fatal;
  if (auto fatal = context.connection.records().set_read_keys(std::move(*server_keys_), trace)) {
    return fatal;
  }
  server_keys_.reset();
  context.state.enter(ClientState::TLS12_WAIT_FINISHED, trace);
  return std::nullopt;
}

KeyUse Client::key_use() const {
  return suite_->key_exchange == KeyExchangeAlgorithm::rsa ? KeyUse::key_encipherment
                                                           : KeyUse::digital_signature;
}

Status Client::take_finished(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 5246, section 7.4.9";
  if (auto fatal = expect_type(received, HandshakeType::finished,
                               "Finished follows ChangeCipherSpec", kSection, trace)) {
    return fatal;
  }
  wire::Finished message;
  if (auto fatal = decode_message(received.message.bytes, message, "Finished")) return fatal;
  if (auto fatal =
          require(message.verify_data.size() == schedule::kTls12VerifyDataLength,
                  AlertDescription::decrypt_error, "verify_data has 12 bytes", kSection, trace)) {
    return fatal;
  }
  const Value expected = keys_.verify_data(
      Role::server, master_secret_, transcript_.hash(trace, "RFC 5246, section 7.4.9"), trace);
  if (auto fatal =
          require(crypto::right_mac(message.verify_data, expected), AlertDescription::decrypt_error,
                  "the server's Finished is right for this transcript", kSection, trace)) {
    return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  if (resumed_) {
    if (auto fatal = check_resumed_chain(server_chain_, context.config, trace, key_use())) {
      return fatal;
    }
    context.state.enter(ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC, trace);
  } else {
    connect(context);
  }
  return std::nullopt;
}

void Client::connect(ClientContext &context) {
  if (!context.config.exporter.empty()) {
    auto made = export_keying_material(context.config.exporter, std::nullopt, 32, context.trace);
    if (made) exported_ = std::move(*made);
  }
  if (!session_id_.empty() || !ticket_.empty()) {
    remembered_ = true;
    remember({session_id_, ticket_, master_secret_, summary_.cipher_suite, extended_master_secret_,
              context.config.server_name, context.config.time, lifetime_,
              !context.config.verify_certificate, server_chain_},
             context.memory, context.trace);
  }
  context.state.enter(ClientState::CONNECTED, context.trace);
  context.connection.establish(summary_, context.trace);
}

Status Client::take_post_handshake(const Received &received, ClientContext &context) {
  if (received.message.type == wire::ContentType::application_data) {
    context.connection.keep_application_data(received);
    return std::nullopt;
  }
  return require(false, AlertDescription::unexpected_message,
                 "after the handshake the server sends only application data",
                 "RFC 5246, section 7.3", context.trace);
}

std::optional<Value> Client::export_keying_material(std::string_view label,
                                                    std::optional<ByteView> context,
                                                    std::size_t length, Recorder &trace) const {
  // Without the handshake in it, the master secret may be another connection's as well (RFC 7627,
  // section 5.4).
  if (master_secret_.empty() || !extended_master_secret_) return std::nullopt;
  return keys_.exporter(label, context, length, master_secret_, client_random_, server_random_,
                        trace);
}

void Client::leave(ClientMemory &memory, bool failed) {
  if (!remembered_) return;
  if (!failed) {
    master_secret_ = {};
    return;
  }
  std::erase_if(memory.sessions, [&](const Tls12Session &one) {
    return one.session_id == session_id_ && one.ticket == ticket_;
  });
}

void Client::discard(Recorder &trace) {
  if (offered_) trace.discard(offered_->master_secret);
  trace.discard(dh_.private_key);
  trace.discard(master_secret_);
  trace.discard(exported_);
  for (auto *keys : {&client_keys_, &server_keys_}) {
    if (*keys) schedule::RecordProtection(std::move(**keys)).discard(trace);
    keys->reset();
  }
}

}  // namespace handshake::tls12
