#include "handshake/tls13/server.h"

#include <algorithm>

namespace handshake::tls13 {

using wire::HandshakeType;
using wire::In;

Server::Server(hello::Server &&hello)
    : hello_(std::move(hello.hello)),
      hello_event_(hello.hello_event),
      transcript_(std::move(hello.transcript)),
      negotiated_(std::move(hello.negotiated)),
      change_cipher_spec_due_(hello.change_cipher_spec_due),
      psk_(std::move(hello.psk)),
      early_data_offered_(hello.early_data_offered),
      early_data_accepted_(hello.early_data_accepted),
      skips_early_data_(early_data_offered_ && !early_data_accepted_ && !hello.retried()) {
  const auto parameters = schedule::parameters_of(negotiated_.cipher_suite);
  schedule::KeySchedule schedule(parameters);
  if (psk_) {
    schedule = std::move(psk_->keys);
    schedule.take_suite(parameters);
    psk_->keys = {};
  }
  secrets_.go_on_from(std::move(schedule));
}

void Server::send(ByteView message, ServerContext &context) {
  transcript_.add(message, context.connection.send_message(message, context.trace));
}

Status Server::build(ServerContext &context) {
  switch (context.state.get()) {
    case ServerState::NEGOTIATED:
      return send_server_hello(context);
    case ServerState::SEND_CHANGE_CIPHER_SPEC:
      context.connection.send_change_cipher_spec(context.trace);
      change_cipher_spec_due_ = false;
      context.state.enter(ServerState::SEND_ENCRYPTED_EXTENSIONS, context.trace);
      return std::nullopt;
    case ServerState::SEND_ENCRYPTED_EXTENSIONS:
      return send_encrypted_extensions(context);
    case ServerState::SEND_CERTIFICATE_REQUEST:
      return send_certificate_request(context);
    case ServerState::SEND_CERTIFICATE:
      return send_certificate(context);
    case ServerState::SEND_CERTIFICATE_VERIFY:
      return send_certificate_verify(context);
    default:
      return send_finished(context);
  }
}

Status Server::agree_on_key(Value &public_key, Value &shared_secret, ServerContext &context) {
  Recorder &trace = context.trace;
  const Value peer = trace.value("peer_public_key", crypto::Secret(*negotiated_.client_share), [&] {
    return trace::Origin{
        "receive",
        {{"message", trace::Messages{{hello_event_}}},
         {"field", std::string("extensions.key_share.client_shares.key_exchange")}},
        trace::kEverybody,
        "RFC 8446, section 4.2.8"};
  });
  if (auto fatal = answer_key_share(negotiated_.group, peer, public_key, shared_secret,
                                    context.connection, trace)) {
    return fatal;
  }
  return std::nullopt;
}

// derive_early_keys: the transcript is the ClientHello alone (section 7.1).
void Server::derive_early_keys(ServerContext &context) {
  Recorder &trace = context.trace;
  const schedule::KeySchedule &keys = secrets_.schedule();
  const Value hash = transcript_.hash(trace);
  Value secret = keys.derive_secret("client_early_traffic_secret", "c e traffic", hash, trace);
  secrets_.take_early_exporter_secret(
      keys.derive_secret("early_exporter_master_secret", "e exp master", hash, trace));
  early_read_keys_ = keys.traffic_keys(Role::client, trace::Epoch::early, secret, trace);
  trace.discard(secret);
}

Status Server::send_server_hello(ServerContext &context) {
  Recorder &trace = context.trace;
  const Value random =
      context.connection.draw("random", 32, trace::kEverybody, "RFC 8446, section 4.1.3", trace);
  if (early_data_accepted_) derive_early_keys(context);
  const bool key_exchange = !psk_ || psk_->mode == wire::PskKeyExchangeMode::psk_dhe_ke;
  Value public_key, shared_secret;
  if (key_exchange) {
    if (auto fatal = agree_on_key(public_key, shared_secret, context)) return fatal;
  }

  const Bytes message = context.replayed(
      HandshakeType::server_hello,
      [&] {
        wire::ServerHello server_hello;
        const ByteView bytes = random;
        std::copy(bytes.begin(), bytes.end(), server_hello.random.begin());
        server_hello.legacy_session_id_echo = hello_.legacy_session_id;
        server_hello.cipher_suite = negotiated_.cipher_suite;
        auto &extensions = server_hello.extensions.emplace();
        if (psk_) {
          extensions.push_back(
              wire::make_extension<In::server_hello>(wire::SelectedIdentity{psk_->index}));
        }
        extensions.push_back(wire::make_extension<In::server_hello>(
            wire::SelectedVersion{wire::ProtocolVersion::tls13}));
        if (key_exchange) {
          extensions.push_back(wire::make_extension<In::server_hello>(
              wire::KeyShareServerHello{{negotiated_.group, wire::to_bytes(public_key)}}));
        }
        return wire::encode(server_hello);
      },
      context.config.replay.count(HandshakeType::server_hello) > 1 ? 1 : 0);
  send(message, context);
  return derive_handshake_keys(shared_secret, context);
}

Status Server::derive_handshake_keys(Value &shared_secret, ServerContext &context) {
  Recorder &trace = context.trace;
  auto keys = secrets_.derive_handshake_keys(shared_secret, transcript_, trace);
  context.connection.records().set_write_keys(std::move(keys.server), trace);
  context.state.enter(change_cipher_spec_due_ ? ServerState::SEND_CHANGE_CIPHER_SPEC
                                              : ServerState::SEND_ENCRYPTED_EXTENSIONS,
                      trace);
  if (early_data_accepted_) {
    handshake_read_keys_ = std::move(keys.client);
    return context.connection.records().set_read_keys(std::move(early_read_keys_), trace);
  }
  if (skips_early_data_) context.connection.records().skip_early_data(skip_limit(context.config));
  return context.connection.records().set_read_keys(std::move(keys.client), trace);
}

Status Server::send_encrypted_extensions(ServerContext &context) {
  const Bytes message = context.replayed(HandshakeType::encrypted_extensions, [&] {
    wire::EncryptedExtensions extensions;
    if (!negotiated_.server_name.empty()) {
      extensions.extensions.push_back(
          wire::make_extension<In::encrypted_extensions>(wire::ServerNameAcknowledged{}));
    }
    if (!negotiated_.application_protocol.empty()) {
      extensions.extensions.push_back(
          wire::make_extension<In::encrypted_extensions>(wire::ProtocolNameList{
              {{wire::to_bytes(wire::as_bytes(negotiated_.application_protocol))}}}));
    }
    if (early_data_accepted_) {
      extensions.extensions.push_back(
          wire::make_extension<In::encrypted_extensions>(wire::EarlyDataIndication{}));
    }
    return wire::encode(extensions);
  });
  send(message, context);
  if (psk_) {
    context.state.enter(ServerState::SEND_FINISHED, context.trace);
    return std::nullopt;
  }
  context.state.enter(asks_for_certificate(context.config) ? ServerState::SEND_CERTIFICATE_REQUEST
                                                           : ServerState::SEND_CERTIFICATE,
                      context.trace);
  return std::nullopt;
}

bool Server::asks_for_certificate(const ServerConfig &config) const {
  return config.client_auth != ClientAuth::none;
}

Status Server::send_certificate_request(ServerContext &context) {
  const ServerConfig &config = context.config;
  wire::CertificateRequest request;
  request.extensions.push_back(wire::make_extension<In::certificate_request>(
      wire::SignatureSchemeList{config.client_signature_algorithms}));
  if (!config.signature_algorithms_cert.empty()) {
    request.extensions.push_back(wire::make_extension<In::certificate_request>(
        wire::CertificateSignatureSchemeList{config.signature_algorithms_cert}));
  }
  if (!config.certificate_authorities.empty()) {
    request.extensions.push_back(wire::make_extension<In::certificate_request>(
        wire::DistinguishedNameList{config.certificate_authorities}));
  }
  send(wire::encode(request), context);
  context.state.enter(ServerState::SEND_CERTIFICATE, context.trace);
  return std::nullopt;
}

Status Server::send_certificate(ServerContext &context) {
  const Bytes message = context.replayed(HandshakeType::certificate, [&] {
    return wire::encode(certificate_of(&context.config.credentials[negotiated_.credential], {}));
  });
  send(message, context);
  context.state.enter(ServerState::SEND_CERTIFICATE_VERIFY, context.trace);
  return std::nullopt;
}

Status Server::send_certificate_verify(ServerContext &context) {
  Recorder &trace = context.trace;
  const ToSign what = transcript_to_sign(Role::server, transcript_, trace);
  Status failed;
  const Bytes message = context.replayed(HandshakeType::certificate_verify, [&] {
    wire::CertificateVerify verify;
    failed = sign_transcript(what, context.config.credentials[negotiated_.credential],
                             negotiated_.signature_scheme, verify, context.connection, trace);
    return wire::encode(verify);
  });
  if (failed) return failed;
  send(message, context);
  context.state.enter(ServerState::SEND_FINISHED, trace);
  return std::nullopt;
}

Status Server::send_finished(ServerContext &context) {
  Recorder &trace = context.trace;
  const Value verify_data = secrets_.own_verify_data(Role::server, transcript_, trace);
  send(wire::encode(wire::Finished{wire::to_bytes(verify_data)}), context);
  secrets_.derive_application_secrets(transcript_, trace);
  context.connection.records().set_write_keys(secrets_.application_keys(Role::server, trace),
                                              trace);
  if (context.config.half_rtt_data) context.connection.allow_half_rtt_data();
  if (early_data_accepted_) {
    context.state.enter(ServerState::WAIT_EOED, trace);
  } else {
    wait_for_flight2(context);
  }
  return std::nullopt;
}

void Server::wait_for_flight2(ServerContext &context) {
  context.state.enter(ServerState::WAIT_FLIGHT2, context.trace);
  const bool certificate = !psk_ && asks_for_certificate(context.config);
  context.state.enter(certificate ? ServerState::WAIT_CERT : ServerState::WAIT_FINISHED,
                      context.trace);
}

Status Server::take_early_data(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  if (received.message.type == wire::ContentType::application_data) {
    early_data_read_ += received.message.bytes.size();
    if (auto fatal = require(early_data_read_ <= psk_->session.max_early_data_size,
                             AlertDescription::unexpected_message,
                             "there is no more early data than the ticket allows",
                             "RFC 8446, section 4.2.10", trace)) {
      return fatal;
    }
    context.connection.keep_application_data(received);
    return std::nullopt;
  }
  if (auto fatal =
          expect_type(received, HandshakeType::end_of_early_data,
                      "early data ends with EndOfEarlyData", "RFC 8446, section 4.5", trace)) {
    return fatal;
  }
  wire::EndOfEarlyData message;
  if (auto fatal = decode_message(received.message.bytes, message, "EndOfEarlyData")) {
    return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  if (auto fatal =
          context.connection.records().set_read_keys(std::move(handshake_read_keys_), trace)) {
    return fatal;
  }
  wait_for_flight2(context);
  return std::nullopt;
}

Status Server::take(const Received &received, ServerContext &context) {
  switch (context.state.get()) {
    case ServerState::WAIT_EOED:
      return take_early_data(received, context);
    case ServerState::WAIT_CERT:
      return take_certificate(received, context);
    case ServerState::WAIT_CV:
      return take_certificate_verify(received, context);
    case ServerState::WAIT_FINISHED:
      return take_finished(received, context);
    default:
      return take_post_handshake(received, context);
  }
}

Status Server::take_certificate(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  const ServerConfig &config = context.config;
  constexpr Section kSection = "RFC 8446, section 4.4.2";
  if (auto fatal = expect_type(received, HandshakeType::certificate,
                               "the client answers CertificateRequest with its Certificate",
                               kSection, trace)) {
    return fatal;
  }
  wire::Certificate message;
  if (auto fatal = decode_message(received.message.bytes, message, "Certificate")) return fatal;
  if (auto fatal =
          require(message.certificate_request_context.empty(), AlertDescription::illegal_parameter,
                  "certificate_request_context is that of CertificateRequest", kSection, trace)) {
    return fatal;
  }
  if (auto fatal =
          require(!message.certificate_list.empty() || config.client_auth != ClientAuth::require,
                  AlertDescription::certificate_required, "the client has a certificate that fits",
                  "RFC 8446, section 4.4.2.4", trace)) {
    return fatal;
  }
  if (message.certificate_list.empty()) {
    transcript_.add(received.message.bytes, received.event);
    context.state.enter(ServerState::WAIT_FINISHED, trace);
    return std::nullopt;
  }
  for (wire::CertificateEntry &entry : message.certificate_list) {
    // CertificateRequest had no extension that an entry could answer.
    if (auto fatal = require(entry.extensions.empty(), AlertDescription::unsupported_extension,
                             "the client answers only extensions of CertificateRequest",
                             "RFC 8446, section 4.2", trace)) {
      return fatal;
    }
    client_chain_.push_back(std::move(entry.cert_data));
  }
  if (auto fatal = check_chain(client_chain_,
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
  context.state.enter(ServerState::WAIT_CV, trace);
  return std::nullopt;
}

Status Server::take_certificate_verify(const Received &received, ServerContext &context) {
  if (auto fatal = check_certificate_verify(received, Role::client, client_certificate_,
                                            context.config.client_signature_algorithms, transcript_,
                                            client_signature_scheme_, context.trace)) {
    return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  context.state.enter(ServerState::WAIT_FINISHED, context.trace);
  return std::nullopt;
}

Status Server::take_post_handshake(const Received &received, ServerContext &context) {
  if (received.message.type == wire::ContentType::application_data) {
    secrets_.data_came(received.message.bytes);
    context.connection.keep_application_data(received);
    return std::nullopt;
  }
  if (received.handshake_type() == HandshakeType::key_update) {
    return secrets_.take_key_update(received, context.connection, context.trace);
  }
  return require(false, AlertDescription::unexpected_message,
                 "after the handshake the client sends only application data and KeyUpdate",
                 "RFC 8446, section 4.6", context.trace);
}

Status Server::take_finished(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal = expect_type(received, HandshakeType::finished, "the client sends its Finished",
                               "RFC 8446, section 4.4.4", trace)) {
    return fatal;
  }
  if (auto fatal = secrets_.check_finished(received, Role::client, transcript_, trace)) {
    return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  secrets_.derive_resumption_secret(transcript_, trace);
  context.connection.allow_change_cipher_spec(false);
  auto client_keys = secrets_.application_keys(Role::client, trace);
  if (auto fatal = context.connection.records().set_read_keys(std::move(client_keys), trace)) {
    return fatal;
  }
  context.state.enter(ServerState::CONNECTED, trace);
  Summary summary;
  summary.version = wire::ProtocolVersion::tls13;
  summary.cipher_suite = negotiated_.cipher_suite;
  summary.group = negotiated_.group;
  summary.signature_scheme = negotiated_.signature_scheme;
  summary.server_name = negotiated_.server_name;
  summary.application_protocol = negotiated_.application_protocol;
  summary.client_signature_scheme = client_signature_scheme_;
  if (psk_) summary.psk = psk_->external ? "external" : "resumption";
  const auto &chain = psk_ ? psk_->session.client_certificates : client_chain_;
  if (!chain.empty()) summary.client_certificate = chain.front();
  if (early_data_offered_) summary.early_data = early_data_accepted_ ? "accepted" : "rejected";
  context.connection.establish(std::move(summary), trace);
  secrets_.export_as_configured(context.config.exporter, trace);
  return std::nullopt;
}

bool Server::has_tickets_to_send(const ServerConfig &config) const {
  if (tickets_sent_ >= config.tickets) return false;
  if (config.ticket_key.empty() && !config.replay.count(HandshakeType::new_session_ticket)) {
    return false;
  }
  // A client that names no mode of ours has no use for one (section 4.2.9).
  const auto *modes = wire::find<wire::PskKeyExchangeModes>(*hello_.extensions);
  return modes && first_common(config.psk_modes, modes->ke_modes);
}

void Server::send_new_session_ticket(ServerContext &context) {
  Recorder &trace = context.trace;
  Connection &connection = context.connection;
  const ServerConfig &config = context.config;
  constexpr Section kSection = "RFC 8446, section 4.6.1";
  const Bytes message = context.replayed(
      HandshakeType::new_session_ticket,
      [&] {
        const Value age_add =
            connection.draw("ticket_age_add", 4, trace::kBothSides, kSection, trace);
        const Value nonce = trace.value(
            "ticket_nonce", crypto::Secret(Bytes{static_cast<std::uint8_t>(tickets_sent_)}), [] {
              return trace::Origin{"choose", {}, trace::kBothSides, "RFC 8446, section 4.6.1"};
            });
        wire::NewSessionTicket out;
        out.ticket_lifetime = config.ticket_lifetime;
        for (const std::uint8_t byte : age_add.bytes.view()) {
          out.ticket_age_add = out.ticket_age_add << 8 | byte;
        }
        out.ticket_nonce = wire::to_bytes(nonce);
        SessionState state;
        state.version = wire::ProtocolVersion::tls13;
        state.cipher_suite = negotiated_.cipher_suite;
        state.secret = secrets_.resumption_psk(nonce, trace);
        state.issued_at = config.time;
        state.lifetime = out.ticket_lifetime;
        state.age_add = out.ticket_age_add;
        state.max_early_data_size = config.max_early_data_size;
        state.server_name = negotiated_.server_name;
        state.application_protocol = negotiated_.application_protocol;
        state.client_certificates = psk_ ? psk_->session.client_certificates : client_chain_;
        out.ticket = wire::to_bytes(
            seal_ticket(state, config.ticket_key, trace::kBothSides, kSection, connection, trace));
        trace.discard(state.secret);
        if (config.max_early_data_size > 0) {
          out.extensions.push_back(wire::make_extension<In::new_session_ticket>(
              wire::EarlyDataTicket{config.max_early_data_size}));
        }
        if (config.grease) {
          const Value byte = connection.draw("grease", 1, trace::kEverybody, "RFC 8701", trace);
          out.extensions.push_back(
              {static_cast<wire::ExtensionType>(wire::grease_value(byte.bytes.view().front())),
               {}});
        }
        return wire::encode(out);
      },
      static_cast<std::size_t>(tickets_sent_));
  connection.send_message(message, trace);
  ++tickets_sent_;
}

void Server::discard(Recorder &trace) {
  for (schedule::TrafficKeys *keys : {&early_read_keys_, &handshake_read_keys_}) {
    trace.discard(keys->key);
    trace.discard(keys->iv);
  }
  secrets_.discard(trace);
}

}  // namespace handshake::tls13
