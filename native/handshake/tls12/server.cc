#include "handshake/tls12/server.h"

#include <algorithm>

#include "crypto/authentication.h"
#include "crypto/ffdhe.h"
#include "crypto/rsa_encryption.h"

namespace handshake::tls12 {

using wire::HandshakeType;
using wire::In;
using wire::KeyExchangeAlgorithm;

namespace {

// kDowngradeSentinel ends the random of a server that knows TLS 1.3 and chose TLS 1.2 (RFC 8446,
// section 4.1.3).
constexpr std::array<std::uint8_t, 8> kDowngradeSentinel{'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};

}  // namespace

Server::Server(hello::Server &&hello)
    : hello_(std::move(hello.hello)),
      hello_event_(hello.hello_event),
      transcript_(std::move(hello.transcript)),
      negotiated_(std::move(hello.negotiated)),
      suite_(schedule::tls12_suite(negotiated_.cipher_suite)),
      keys_(*suite_, negotiated_.encrypt_then_mac),
      session_(std::move(hello.session)) {
  if (session_) master_secret_ = std::move(session_->secret);
}

void Server::send(ByteView message, ServerContext &context) {
  transcript_.add(message, context.connection.send_message(message, context.trace));
}

Status Server::build(ServerContext &context) {
  switch (context.state.get()) {
    case ServerState::TLS12_SEND_SERVER_HELLO:
      return send_server_hello(context);
    case ServerState::TLS12_SEND_CERTIFICATE:
      send_certificate(context);
      return std::nullopt;
    case ServerState::TLS12_SEND_SERVER_KEY_EXCHANGE:
      return send_server_key_exchange(context);
    case ServerState::TLS12_SEND_CERTIFICATE_REQUEST:
      send_certificate_request(context);
      return std::nullopt;
    case ServerState::TLS12_SEND_SERVER_HELLO_DONE:
      send_server_hello_done(context);
      return std::nullopt;
    case ServerState::TLS12_SEND_NEW_SESSION_TICKET:
      send_new_session_ticket(context);
      return std::nullopt;
    case ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC:
      send_change_cipher_spec(context);
      return std::nullopt;
    default:
      send_finished(context);
      return std::nullopt;
  }
}

Status Server::send_server_hello(ServerContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 5246, section 7.4.1.3";
  context.connection.speak({wire::ProtocolVersion::tls12, suite_->key_exchange});
  client_random_ = trace.value("peer_random", crypto::Secret(hello_.random), [&] {
    return trace::Origin{
        "receive",
        {{"message", trace::Messages{{hello_event_}}}, {"field", std::string("random")}},
        trace::kEverybody,
        "RFC 5246, section 7.4.1.2"};
  });
  const bool downgraded = speaks(context.config, wire::ProtocolVersion::tls13);
  if (!downgraded) {
    server_random_ = context.connection.draw("random", 32, trace::kEverybody, kSection, trace);
  } else {
    const Value drawn =
        context.connection.draw("random_start", 24, trace::kEverybody, kSection, trace);
    Bytes bytes = wire::to_bytes(drawn);
    wire::append(bytes, kDowngradeSentinel);
    server_random_ = trace.value("random", crypto::Secret(bytes), [&] {
      return trace::Origin{
          "concatenate",
          {{"part", trace::ValueId{drawn.id}}, {"part", wire::to_bytes(kDowngradeSentinel)}},
          trace::kEverybody,
          "RFC 8446, section 4.1.3"};
    });
  }
  if (session_) {
    by_ticket_ = resumes_by_ticket(hello_, context.config);
    session_id_ = hello_.legacy_session_id;
  } else if (!negotiated_.session_ticket && context.config.session_ids) {
    session_id_ = wire::to_bytes(
        context.connection.draw("session_id", 32, trace::kEverybody, kSection, trace));
  }
  const Bytes message = context.replayed(HandshakeType::server_hello, [&] {
    wire::ServerHello server_hello;
    server_hello.legacy_session_id_echo = session_id_;
    const ByteView bytes = server_random_;
    std::copy(bytes.begin(), bytes.end(), server_hello.random.begin());
    server_hello.cipher_suite = negotiated_.cipher_suite;
    auto &extensions = server_hello.extensions.emplace();
    const auto add = [&](auto body) {
      extensions.push_back(wire::make_extension<In::server_hello>(std::move(body)));
    };
    if (negotiated_.renegotiation_info) add(wire::RenegotiationInfo{});
    // Not when a session is resumed (RFC 6066, section 3).
    if (!negotiated_.server_name.empty() && !session_) add(wire::ServerNameAcknowledged{});
    if (negotiated_.ec_point_formats) {
      add(wire::ECPointFormatList{{wire::ECPointFormat::uncompressed}});
    }
    if (negotiated_.extended_master_secret) add(wire::ExtendedMasterSecret{});
    if (negotiated_.encrypt_then_mac) add(wire::EncryptThenMac{});
    if (negotiated_.session_ticket) add(wire::SessionTicket{});
    if (!negotiated_.application_protocol.empty()) {
      add(wire::ProtocolNameList{
          {{wire::to_bytes(wire::as_bytes(negotiated_.application_protocol))}}});
    }
    if (extensions.empty()) server_hello.extensions.reset();
    return wire::encode(server_hello);
  });
  send(message, context);
  if (!session_) {
    context.state.enter(ServerState::TLS12_SEND_CERTIFICATE, trace);
    return std::nullopt;
  }
  transcript_.forget();
  derive_session_keys(trace);
  context.state.enter(negotiated_.session_ticket ? ServerState::TLS12_SEND_NEW_SESSION_TICKET
                                                 : ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC,
                      trace);
  return std::nullopt;
}

SessionState Server::state_to_keep(const ServerContext &context) const {
  SessionState state;
  state.version = wire::ProtocolVersion::tls12;
  state.cipher_suite = negotiated_.cipher_suite;
  state.secret = master_secret_;
  state.extended_master_secret = negotiated_.extended_master_secret;
  // A session does not grow younger by being resumed.
  state.issued_at = session_ ? session_->issued_at : context.config.time;
  state.lifetime = session_ ? session_->lifetime : context.config.ticket_lifetime;
  state.server_name = negotiated_.server_name;
  state.application_protocol = negotiated_.application_protocol;
  state.client_certificates = session_ ? session_->client_certificates : client_chain_;
  return state;
}

void Server::send_new_session_ticket(ServerContext &context) {
  constexpr Section kSection = "RFC 5077, section 3.3";
  const Bytes message = context.replayed(HandshakeType::new_session_ticket, [&] {
    const SessionState state = state_to_keep(context);
    const Value ticket = seal_ticket(state, context.config.ticket_key, trace::kEverybody, kSection,
                                     context.connection, context.trace);
    const std::int64_t age = context.config.time - state.issued_at;
    return wire::encode(wire::tls12::NewSessionTicket{
        static_cast<std::uint32_t>(state.lifetime - age), wire::to_bytes(ticket)});
  });
  send(message, context);
  context.state.enter(ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC, context.trace);
}

void Server::send_certificate(ServerContext &context) {
  const Bytes message = context.replayed(HandshakeType::certificate, [&] {
    wire::tls12::Certificate certificate;
    for (const Bytes &one : credential(context).chain) {
      certificate.certificate_list.push_back({one});
    }
    return wire::encode(certificate);
  });
  send(message, context);
  context.state.enter(suite_->key_exchange == KeyExchangeAlgorithm::rsa
                          ? after_key_exchange(context)
                          : ServerState::TLS12_SEND_SERVER_KEY_EXCHANGE,
                      context.trace);
}

Status Server::send_server_key_exchange(ServerContext &context) {
  auto fatal = suite_->key_exchange == KeyExchangeAlgorithm::dhe ? send_dhe_params(context)
                                                                 : send_ecdhe_params(context);
  if (fatal) return fatal;
  context.state.enter(after_key_exchange(context), context.trace);
  return std::nullopt;
}

template <class Params>
Status Server::send_signed(Params params, ServerContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 5246, section 7.4.3";
  const Value content = signed_params(client_random_, server_random_, encoded(params), trace);
  Status failed;
  const Bytes message = context.replayed(HandshakeType::server_key_exchange, [&] {
    wire::tls12::ServerKeyExchange<Params> out{std::move(params), negotiated_.signature_scheme, {}};
    failed = sign_content(content, credential(context), out.algorithm, out.signature, kSection,
                          context.connection, trace);
    return wire::encode(out);
  });
  if (failed) return failed;
  send(message, context);
  return std::nullopt;
}

Status Server::send_ecdhe_params(ServerContext &context) {
  share_ = draw_key_share(negotiated_.group, context.connection, context.trace, kEcdheSections);
  return send_signed(
      wire::tls12::ServerECDHParams{wire::ECCurveType::named_curve, negotiated_.group,
                                    wire::to_bytes(share_.public_key)},
      context);
}

Status Server::send_dhe_params(ServerContext &context) {
  Recorder &trace = context.trace;
  const auto number = [&](std::string_view name, ByteView bytes) {
    return trace.value(name, crypto::Secret(bytes), [] {
      return trace::Origin{"constant", {}, trace::kEverybody, "RFC 7919, appendix A"};
    });
  };
  dh_.p = number("dh_p", crypto::ffdhe::prime(negotiated_.group));
  dh_.g = number("dh_g", crypto::ffdhe::kGenerator);
  if (auto fatal = draw_dh_share(dh_, context.connection, trace)) return fatal;
  return send_signed(wire::tls12::ServerDHParams{wire::to_bytes(dh_.p), wire::to_bytes(dh_.g),
                                                 wire::to_bytes(dh_.public_key)},
                     context);
}

ServerState Server::after_key_exchange(const ServerContext &context) const {
  return context.config.client_auth == ClientAuth::none
             ? ServerState::TLS12_SEND_SERVER_HELLO_DONE
             : ServerState::TLS12_SEND_CERTIFICATE_REQUEST;
}

void Server::send_certificate_request(ServerContext &context) {
  const ServerConfig &config = context.config;
  wire::tls12::CertificateRequest request;
  request.certificate_types = {wire::ClientCertificateType::rsa_sign,
                               wire::ClientCertificateType::ecdsa_sign};
  request.supported_signature_algorithms = config.client_signature_algorithms;
  for (const Bytes &name : config.certificate_authorities) {
    request.certificate_authorities.push_back({name});
  }
  send(wire::encode(request), context);
  context.state.enter(ServerState::TLS12_SEND_SERVER_HELLO_DONE, context.trace);
}

void Server::send_server_hello_done(ServerContext &context) {
  send(wire::encode(wire::tls12::ServerHelloDone{}), context);
  context.state.enter(context.config.client_auth == ClientAuth::none
                          ? ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE
                          : ServerState::TLS12_WAIT_CERTIFICATE,
                      context.trace);
}

Status Server::take_certificate(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  const ServerConfig &config = context.config;
  constexpr Section kSection = "RFC 5246, section 7.4.6";
  if (auto fatal = expect_type(received, HandshakeType::certificate,
                               "the client answers CertificateRequest with its Certificate",
                               kSection, trace)) {
    return fatal;
  }
  wire::tls12::Certificate message;
  if (auto fatal = decode_message(received.message.bytes, message, "Certificate")) return fatal;
  if (auto fatal =
          require(!message.certificate_list.empty() || config.client_auth != ClientAuth::require,
                  AlertDescription::handshake_failure, "the client has a certificate that fits",
                  kSection, trace)) {
    return fatal;
  }
  for (auto &one : message.certificate_list) {
    client_chain_.push_back(std::move(one.certificate));
  }
  if (client_chain_.empty()) {
    transcript_.forget();
  } else if (auto fatal = check_chain(client_chain_,
                                      {Role::client,
                                       config.trust_anchors,
                                       config.time,
                                       {},
                                       true,
                                       KeyUse::digital_signature,
                                       config.chain_judge.get()},
                                      client_certificate_, trace)) {
    return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  context.state.enter(ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE, trace);
  return std::nullopt;
}

Status Server::take_certificate_verify(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 5246, section 7.4.8";
  if (auto fatal =
          expect_type(received, HandshakeType::certificate_verify,
                      "the client proves that it has the certificate's key", kSection, trace)) {
    return fatal;
  }
  wire::CertificateVerify message;
  if (auto fatal = decode_message(received.message.bytes, message, "CertificateVerify")) {
    return fatal;
  }
  const Value content = signed_messages(transcript_, trace);
  if (auto fatal = check_signature(
          {message.algorithm, message.signature,
           "the signature of CertificateVerify is right by the certificate's key", kSection},
          client_certificate_, context.config.client_signature_algorithms, content, trace)) {
    return fatal;
  }
  client_signature_scheme_ = message.algorithm;
  transcript_.add(received.message.bytes, received.event);
  transcript_.forget();
  context.state.enter(ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC, trace);
  return std::nullopt;
}

Status Server::take(const Received &received, ServerContext &context) {
  switch (context.state.get()) {
    case ServerState::TLS12_WAIT_CERTIFICATE:
      return take_certificate(received, context);
    case ServerState::TLS12_WAIT_CERTIFICATE_VERIFY:
      return take_certificate_verify(received, context);
    case ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE:
      return take_client_key_exchange(received, context);
    case ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC:
      return take_change_cipher_spec(received, context);
    case ServerState::TLS12_WAIT_FINISHED:
      return take_finished(received, context);
    default:
      return take_post_handshake(received, context);
  }
}

Status Server::exchange_rsa(const Received &received, Value &pre_master, ServerContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 5246, section 7.4.7.1";
  wire::tls12::EncryptedPreMasterSecret message;
  if (auto fatal = decode_message(received.message.bytes, message, "ClientKeyExchange")) {
    return fatal;
  }
  const Value encrypted =
      received_value("encrypted_pre_master_secret", message.encrypted_pre_master_secret, received,
                     "encrypted_pre_master_secret", trace::kEverybody, kSection, trace);
  // Drawn before anything is decrypted: what comes in place of a premaster secret that is not
  // right. Nobody may learn that it was not (Bleichenbacher's attack): the handshake goes on, and
  // fails at Finished.
  Value random = context.connection.draw("pre_master_fallback", crypto::kPremasterLength,
                                         trace::server, kSection, trace);
  const Value private_key = trace.value("certificate_private_key", crypto::Secret(), [] {
    return trace::Origin{"choose", {}, trace::server, "RFC 5246, section 7.4.7.1", true};
  });
  pre_master = trace.value(
      "pre_master_secret",
      crypto::rsa_decrypt_premaster(credential(context).key, encrypted,
                                    static_cast<std::uint16_t>(hello_.legacy_version), random),
      [&] {
        return trace::Origin{"RSAES-PKCS1-v1_5 decrypt",
                             {{"private_key", trace::ValueId{private_key.id}},
                              {"ciphertext", trace::ValueId{encrypted.id}},
                              {"fallback", trace::ValueId{random.id}}},
                             trace::kBothSides,
                             kSection};
      });
  trace.discard(random);
  return std::nullopt;
}

Status Server::exchange_dhe(const Received &received, Value &pre_master, ServerContext &context) {
  Recorder &trace = context.trace;
  wire::tls12::ClientDiffieHellmanPublic message;
  if (auto fatal = decode_message(received.message.bytes, message, "ClientKeyExchange")) {
    return fatal;
  }
  const Value peer = received_value("peer_public_key", message.dh_Yc, received, "dh_Yc",
                                    trace::kEverybody, "RFC 5246, section 7.4.7.2", trace);
  Value shared_secret;
  if (auto fatal = agree_dh(dh_, peer, shared_secret, trace)) return fatal;
  pre_master = pre_master_secret(suite_->key_exchange, shared_secret, trace);
  return std::nullopt;
}

Status Server::exchange_ecdhe(const Received &received, Value &pre_master, ServerContext &context) {
  Recorder &trace = context.trace;
  wire::tls12::ClientECDiffieHellmanPublic message;
  if (auto fatal = decode_message(received.message.bytes, message, "ClientKeyExchange")) {
    return fatal;
  }
  const Value peer = received_value("peer_public_key", message.ecdh_Yc, received, "ecdh_Yc",
                                    trace::kEverybody, "RFC 8422, section 5.7", trace);
  Value shared_secret;
  if (auto fatal = agree(share_, peer, shared_secret, trace, kEcdheSections)) return fatal;
  pre_master = pre_master_secret(suite_->key_exchange, shared_secret, trace);
  return std::nullopt;
}

Status Server::take_client_key_exchange(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal =
          expect_type(received, HandshakeType::client_key_exchange,
                      "the client sends ClientKeyExchange", "RFC 5246, section 7.4.7", trace)) {
    return fatal;
  }
  Value pre_master;
  Status fatal;
  switch (suite_->key_exchange) {
    case KeyExchangeAlgorithm::rsa:
      fatal = exchange_rsa(received, pre_master, context);
      break;
    case KeyExchangeAlgorithm::dhe:
      fatal = exchange_dhe(received, pre_master, context);
      break;
    default:
      fatal = exchange_ecdhe(received, pre_master, context);
      break;
  }
  if (fatal) return fatal;
  transcript_.add(received.message.bytes, received.event);
  master_secret_ = negotiated_.extended_master_secret
                       ? keys_.extended_master_secret(
                             pre_master, transcript_.hash(trace, "RFC 7627, section 3"), trace)
                       : keys_.master_secret(pre_master, client_random_, server_random_, trace);
  trace.discard(pre_master);
  derive_session_keys(trace);
  context.state.enter(client_chain_.empty() ? ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC
                                            : ServerState::TLS12_WAIT_CERTIFICATE_VERIFY,
                      trace);
  return std::nullopt;
}

void Server::derive_session_keys(Recorder &trace) {
  auto keys = keys_.session_keys(master_secret_, client_random_, server_random_, trace);
  client_keys_ = std::move(keys.client);
  server_keys_ = std::move(keys.server);
}

Status Server::take_change_cipher_spec(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal = expect_change_cipher_spec(received, trace)) return fatal;
  if (auto fatal = context.connection.records().set_read_keys(std::move(*client_keys_), trace)) {
    return fatal;
  }
  client_keys_.reset();
  context.state.enter(ServerState::TLS12_WAIT_FINISHED, trace);
  return std::nullopt;
}

Status Server::take_finished(const Received &received, ServerContext &context) {
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
      Role::client, master_secret_, transcript_.hash(trace, "RFC 5246, section 7.4.9"), trace);
  if (auto fatal =
          require(crypto::right_mac(message.verify_data, expected), AlertDescription::decrypt_error,
                  "the client's Finished is right for this transcript", kSection, trace)) {
    return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  if (session_) {
    connect(context);
  } else {
    context.state.enter(negotiated_.session_ticket ? ServerState::TLS12_SEND_NEW_SESSION_TICKET
                                                   : ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC,
                        trace);
  }
  return std::nullopt;
}

void Server::send_change_cipher_spec(ServerContext &context) {
  context.connection.send_change_cipher_spec(context.trace);
  context.connection.records().set_write_keys(std::move(*server_keys_), context.trace);
  server_keys_.reset();
  context.state.enter(ServerState::TLS12_SEND_FINISHED, context.trace);
}

void Server::send_finished(ServerContext &context) {
  Recorder &trace = context.trace;
  const Value verify_data = keys_.verify_data(
      Role::server, master_secret_, transcript_.hash(trace, "RFC 5246, section 7.4.9"), trace);
  send(wire::encode(wire::Finished{wire::to_bytes(verify_data)}), context);
  if (session_) {
    context.state.enter(ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC, trace);
  } else {
    connect(context);
  }
}

void Server::connect(ServerContext &context) {
  if (!context.config.exporter.empty()) {
    auto made = export_keying_material(context.config.exporter, std::nullopt, 32, context.trace);
    if (made) exported_ = std::move(*made);
  }
  if (!session_id_.empty() && !negotiated_.session_ticket && !by_ticket_) {
    remembered_ = true;
    remember(ServerMemory::Cached{session_id_, state_to_keep(context)}, context.memory,
             context.trace);
  }
  context.state.enter(ServerState::CONNECTED, context.trace);
  Summary summary;
  summary.version = wire::ProtocolVersion::tls12;
  summary.cipher_suite = negotiated_.cipher_suite;
  summary.group = negotiated_.group;
  summary.signature_scheme = negotiated_.signature_scheme;
  summary.server_name = negotiated_.server_name;
  summary.application_protocol = negotiated_.application_protocol;
  summary.client_signature_scheme = client_signature_scheme_;
  if (session_) summary.resumed = by_ticket_ ? "ticket" : "session_id";
  const auto &chain = session_ ? session_->client_certificates : client_chain_;
  if (!chain.empty()) summary.client_certificate = chain.front();
  context.connection.establish(std::move(summary), context.trace);
}

Status Server::take_post_handshake(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  if (received.message.type == wire::ContentType::application_data) {
    context.connection.keep_application_data(received);
    return std::nullopt;
  }
  // A flood of requests ends the connection.
  constexpr int kMostRequests = 4;
  if (received.message.type == wire::ContentType::handshake &&
      received.handshake_type() == HandshakeType::client_hello &&
      ++client_hellos_ <= kMostRequests) {
    return refuse_renegotiation(context.config.renegotiation, context.connection, trace);
  }
  return require(false, AlertDescription::unexpected_message,
                 "after the handshake the client sends only application data",
                 "RFC 5246, section 7.3", trace);
}

std::optional<Value> Server::export_keying_material(std::string_view label,
                                                    std::optional<ByteView> context,
                                                    std::size_t length, Recorder &trace) const {
  // Without the handshake in it, the master secret may be another connection's as well (RFC 7627,
  // section 5.4).
  if (master_secret_.empty() || !negotiated_.extended_master_secret) return std::nullopt;
  return keys_.exporter(label, context, length, master_secret_, client_random_, server_random_,
                        trace);
}

void Server::leave(ServerMemory &memory, bool failed) {
  const bool in_memory = remembered_ || (session_ && !by_ticket_);
  if (!in_memory) return;
  if (!failed) {
    master_secret_ = {};
    return;
  }
  forget(session_id_, memory);
}

void Server::discard(Recorder &trace) {
  trace.discard(share_.private_key);
  trace.discard(dh_.private_key);
  trace.discard(master_secret_);
  trace.discard(exported_);
  for (auto *keys : {&client_keys_, &server_keys_}) {
    if (*keys) schedule::RecordProtection(std::move(**keys)).discard(trace);
    keys->reset();
  }
}

}  // namespace handshake::tls12
