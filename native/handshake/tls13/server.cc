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
      secrets_(schedule::KeySchedule(schedule::parameters_of(negotiated_.cipher_suite))) {}

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
    case ServerState::SEND_CERTIFICATE:
      return send_certificate(context);
    case ServerState::SEND_CERTIFICATE_VERIFY:
      return send_certificate_verify(context);
    default:
      return send_finished(context);
  }
}

Status Server::send_server_hello(ServerContext &context) {
  Recorder &trace = context.trace;
  const Value random =
      context.connection.draw("random", 32, trace::kEverybody, "RFC 8446, section 4.1.3", trace);
  KeyShare share = draw_key_share(negotiated_.group, context.connection, trace);
  const Value peer = trace.value("peer_public_key", crypto::Secret(*negotiated_.client_share), [&] {
    return trace::Origin{
        "receive",
        {{"message", trace::Messages{{hello_event_}}},
         {"field", std::string("extensions.key_share.client_shares.key_exchange")}},
        trace::kEverybody,
        "RFC 8446, section 4.2.8"};
  });
  Value shared_secret;
  if (auto fatal = agree(share, peer, shared_secret, trace)) return fatal;

  const Bytes message = context.replayed(HandshakeType::server_hello, [&] {
    wire::ServerHello server_hello;
    const ByteView bytes = random;
    std::copy(bytes.begin(), bytes.end(), server_hello.random.begin());
    server_hello.legacy_session_id_echo = hello_.legacy_session_id;
    server_hello.cipher_suite = negotiated_.cipher_suite;
    server_hello.extensions = {
        wire::make_extension<In::server_hello>(wire::SelectedVersion{wire::ProtocolVersion::tls13}),
        wire::make_extension<In::server_hello>(
            wire::KeyShareServerHello{{negotiated_.group, wire::to_bytes(share.public_key)}}),
    };
    return wire::encode(server_hello);
  });
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
    return wire::encode(extensions);
  });
  send(message, context);
  context.state.enter(ServerState::SEND_CERTIFICATE, context.trace);
  return std::nullopt;
}

Status Server::send_certificate(ServerContext &context) {
  const Bytes message = context.replayed(HandshakeType::certificate, [&] {
    wire::Certificate certificate;
    for (const Bytes &one : context.config.credentials[negotiated_.credential].chain) {
      certificate.certificate_list.push_back({one, {}});
    }
    return wire::encode(certificate);
  });
  send(message, context);
  context.state.enter(ServerState::SEND_CERTIFICATE_VERIFY, context.trace);
  return std::nullopt;
}

Status Server::send_certificate_verify(ServerContext &context) {
  Recorder &trace = context.trace;
  const crypto::PrivateKey &key = context.config.credentials[negotiated_.credential].key;
  // The long-term key has its place in the trace, its bytes do not.
  const Value private_key = trace.value("certificate_private_key", crypto::Secret(), [] {
    return trace::Origin{"choose", {}, trace::server, "RFC 8446, section 4.4.3", true};
  });
  const Value content =
      schedule::certificate_verify_content(Role::server, transcript_.hash(trace), trace);
  bool signed_ok = true;
  const Bytes message = context.replayed(HandshakeType::certificate_verify, [&] {
    const auto bytes =
        crypto::sign(key, negotiated_.signature_scheme, content, context.connection.random());
    signed_ok = bytes.has_value();
    const Value signature = trace.value("signature", crypto::Secret(bytes.value_or(Bytes())), [&] {
      return trace::Origin{"sign",
                           {{"scheme", std::string(wire::name_of(negotiated_.signature_scheme))},
                            {"private_key", trace::ValueId{private_key.id}},
                            {"content", trace::ValueId{content.id}}},
                           trace::kBothSides,
                           "RFC 8446, section 4.4.3"};
    });
    return wire::encode(
        wire::CertificateVerify{negotiated_.signature_scheme, wire::to_bytes(signature)});
  });
  if (auto fatal =
          require(signed_ok, AlertDescription::internal_error,
                  "the server's key can make the signature", "RFC 8446, section 4.4.3", trace)) {
    return fatal;
  }
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
  context.state.enter(ServerState::WAIT_FLIGHT2, trace);
  context.state.enter(ServerState::WAIT_FINISHED, trace);
  return std::nullopt;
}

Status Server::take(const Received &received, ServerContext &context) {
  if (context.state.get() == ServerState::WAIT_FINISHED) return take_finished(received, context);
  if (received.message.type == wire::ContentType::application_data) {
    secrets_.data_came();
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
  context.connection.establish(Summary{wire::ProtocolVersion::tls13, negotiated_.cipher_suite,
                                       negotiated_.group, negotiated_.signature_scheme,
                                       negotiated_.server_name, negotiated_.application_protocol},
                               trace);
  secrets_.export_as_configured(context.config.exporter, trace);
  return std::nullopt;
}

void Server::send_new_session_ticket(ServerContext &context) {
  Recorder &trace = context.trace;
  Connection &connection = context.connection;
  constexpr Section kSection = "RFC 8446, section 4.6.1";
  const Bytes message = context.replayed(HandshakeType::new_session_ticket, [&] {
    const Value age_add = connection.draw("ticket_age_add", 4, trace::kBothSides, kSection, trace);
    const Value nonce = trace.value(
        "ticket_nonce", crypto::Secret(Bytes{static_cast<std::uint8_t>(tickets_sent_)}), [] {
          return trace::Origin{"choose", {}, trace::kBothSides, "RFC 8446, section 4.6.1"};
        });
    // The ticket is a name under which the server would find the PSK again.
    const Value ticket = connection.draw("ticket", 32, trace::kBothSides, kSection, trace);
    Value psk = secrets_.resumption_psk(nonce, trace);
    trace.discard(psk);
    wire::NewSessionTicket out;
    out.ticket_lifetime = context.config.ticket_lifetime;
    for (const std::uint8_t byte : age_add.bytes.view()) {
      out.ticket_age_add = out.ticket_age_add << 8 | byte;
    }
    out.ticket_nonce = wire::to_bytes(nonce);
    out.ticket = wire::to_bytes(ticket);
    return wire::encode(out);
  });
  connection.send_message(message, trace);
  ++tickets_sent_;
}

void Server::discard(Recorder &trace) { secrets_.discard(trace); }

}  // namespace handshake::tls13
