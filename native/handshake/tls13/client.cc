#include "handshake/tls13/client.h"

#include <algorithm>

#include "handshake/negotiation.h"

namespace handshake::tls13 {

using wire::HandshakeType;
using wire::In;

namespace {

// check_places demands that no known extension stands in a message that is not its (section 4.2).
template <In M>
Status check_places(const std::vector<wire::Extension<M>> &extensions, Recorder &trace) {
  const bool placed = std::all_of(extensions.begin(), extensions.end(),
                                  [](const auto &one) { return wire::may_stand_in(one.type, M); });
  return require(placed, AlertDescription::illegal_parameter,
                 "every extension may stand in this message", "RFC 8446, section 4.2", trace);
}

// check_answers applies the rules for extensions that answer those of ClientHello (section 4.2).
template <In M>
Status check_answers(const std::vector<wire::Extension<M>> &extensions,
                     const wire::ClientHello &hello, Recorder &trace) {
  constexpr Section kSection = "RFC 8446, section 4.2";
  if (auto fatal = require(!wire::repeated(extensions), AlertDescription::decode_error,
                           "no extension stands twice", kSection, trace)) {
    return fatal;
  }
  const bool all_offered = std::all_of(extensions.begin(), extensions.end(), [&](const auto &one) {
    return hello::offered(hello, one.type);
  });
  if (auto fatal =
          require(all_offered, AlertDescription::unsupported_extension,
                  "the server answers only extensions that were offered", kSection, trace)) {
    return fatal;
  }
  return check_places(extensions, trace);
}

}  // namespace

Client::Client(hello::Client &&hello)
    : hello_(std::move(hello.hello)),
      transcript_(std::move(hello.transcript)),
      shares_(std::move(hello.shares)),
      psks_(std::move(hello.psks)),
      early_data_offered_(hello.early_data_offered),
      early_data_open_(hello.early_data_offered && !hello.retry_cipher_suite),
      change_cipher_spec_sent_(hello.change_cipher_spec_sent) {
  if (early_data_open_) {
    secrets_.take_early_exporter_secret(std::move(hello.early_exporter_master_secret));
  }
}

Status Client::take_server_hello(const Received &received, const wire::ServerHello &server_hello,
                                 ClientContext &context) {
  Recorder &trace = context.trace;
  const auto &extensions = *server_hello.extensions;
  if (auto fatal = check_answers(extensions, hello_, trace)) return fatal;
  const auto *share = wire::find<wire::KeyShareServerHello>(extensions);
  const auto *selected = wire::find<wire::SelectedIdentity>(extensions);
  if (auto fatal = selected
                       ? check_psk(*selected, server_hello.cipher_suite, share, context)
                       : require(share, AlertDescription::missing_extension,
                                 "ServerHello has a key_share", "RFC 8446, section 4.2.8", trace)) {
    return fatal;
  }
  summary_.version = wire::ProtocolVersion::tls13;
  summary_.cipher_suite = server_hello.cipher_suite;
  summary_.server_name = context.config.server_name;
  Value shared_secret;
  if (share) {
    if (auto fatal = agree_on(received, *share, shared_secret, context)) return fatal;
  }
  for (KeyShare &other : shares_) trace.discard(other.private_key);
  shares_.clear();

  const auto parameters = schedule::parameters_of(server_hello.cipher_suite);
  schedule::KeySchedule schedule(parameters);
  if (selected) {
    OfferedPsk &psk = psks_[selected->selected_identity];
    summary_.psk = psk.external ? "external" : "resumption";
    first_psk_ = selected->selected_identity == 0;
    server_chain_ = std::move(psk.server_certificates);
    schedule = std::move(psk.keys);
    schedule.take_suite(parameters);
    psk.keys = {};
  }
  for (OfferedPsk &psk : psks_) psk.keys.discard(trace);
  secrets_.go_on_from(std::move(schedule));
  auto keys = secrets_.derive_handshake_keys(shared_secret, transcript_, trace);
  // Early data goes on under its keys until it is known whether the server takes it.
  if (early_data_open_ && selected) {
    handshake_write_keys_ = std::move(keys.client);
  } else {
    refuse_early_data(context);
    // A failure from here on is told under these keys.
    context.connection.records().set_write_keys(std::move(keys.client), trace);
  }
  if (context.config.compatibility_mode && !change_cipher_spec_sent_) {
    context.connection.owe_change_cipher_spec();
  }
  context.state.enter(ClientState::WAIT_EE, trace);
  return context.connection.records().set_read_keys(std::move(keys.server), trace);
}

Status Client::agree_on(const Received &received, const wire::KeyShareServerHello &share,
                        Value &shared_secret, ClientContext &context) {
  Recorder &trace = context.trace;
  const wire::NamedGroup group = share.server_share.group;
  const auto own = std::find_if(shares_.begin(), shares_.end(),
                                [&](const KeyShare &one) { return one.group == group; });
  if (auto fatal = require(own != shares_.end(), AlertDescription::illegal_parameter,
                           "the server's key share is for a group that the client sent one for",
                           "RFC 8446, section 4.2.8", trace)) {
    return fatal;
  }
  summary_.group = group;
  const Value peer = received_value("peer_public_key", share.server_share.key_exchange, received,
                                    "extensions.key_share.server_share.key_exchange",
                                    trace::kEverybody, "RFC 8446, section 4.2.8", trace);
  return agree(*own, peer, shared_secret, trace);
}

// check_psk applies section 4.2.11 to a ServerHello that takes a PSK.
Status Client::check_psk(const wire::SelectedIdentity &selected, wire::CipherSuite suite,
                         bool has_key_share, ClientContext &context) const {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 8446, section 4.2.11";
  if (auto fatal =
          require(selected.selected_identity < psks_.size(), AlertDescription::illegal_parameter,
                  "the server took an identity that was offered", kSection, trace)) {
    return fatal;
  }
  const OfferedPsk &psk = psks_[selected.selected_identity];
  if (auto fatal = require(schedule::parameters_of(suite).hash == psk.keys.hash(),
                           AlertDescription::illegal_parameter,
                           "the cipher suite has the hash of the PSK", kSection, trace)) {
    return fatal;
  }
  using enum wire::PskKeyExchangeMode;
  return require(contains(context.config.psk_modes, has_key_share ? psk_dhe_ke : psk_ke),
                 AlertDescription::illegal_parameter,
                 "ServerHello has a key_share or none, as an offered mode wants it",
                 "RFC 8446, section 4.2.9", trace);
}

// refuse_early_data: the server does not take it.
void Client::refuse_early_data(ClientContext &context) {
  if (!early_data_open_) return;
  early_data_open_ = false;
  context.connection.end_early_data(false);
}

Status Client::take(const Received &received, ClientContext &context) {
  switch (context.state.get()) {
    case ClientState::WAIT_EE:
      return take_encrypted_extensions(received, context);
    case ClientState::WAIT_CERT_CR:
      if (received.message.type == wire::ContentType::handshake &&
          received.handshake_type() == HandshakeType::certificate_request) {
        return take_certificate_request(received, context);
      }
      return take_certificate(received, context);
    case ClientState::WAIT_CERT:
      return take_certificate(received, context);
    case ClientState::WAIT_CV:
      return take_certificate_verify(received, context);
    case ClientState::WAIT_FINISHED:
      return take_finished(received, context);
    default:
      return take_post_handshake(received, context);
  }
}

Status Client::take_encrypted_extensions(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal = expect_type(received, HandshakeType::encrypted_extensions,
                               "EncryptedExtensions follows ServerHello", "RFC 8446, section 4.3.1",
                               trace)) {
    return fatal;
  }
  wire::EncryptedExtensions message;
  if (auto fatal = decode_message(received.message.bytes, message, "EncryptedExtensions")) {
    return fatal;
  }
  if (auto fatal = check_answers(message.extensions, hello_, trace)) return fatal;
  if (const auto *protocols = wire::find<wire::ProtocolNameList>(message.extensions)) {
    const auto &names = protocols->protocol_name_list;
    const auto &offered = context.config.application_protocols;
    const bool one =
        names.size() == 1 && contains(offered, std::string(wire::as_text(names[0].protocol_name)));
    if (auto fatal = require(one, AlertDescription::illegal_parameter,
                             "the server chose one application protocol that was offered",
                             "RFC 7301, section 3.1", trace)) {
      return fatal;
    }
    summary_.application_protocol = wire::as_text(names[0].protocol_name);
  }
  transcript_.add(received.message.bytes, received.event);
  if (auto fatal = take_early_data_answer(message, context)) return fatal;
  context.state.enter(summary_.psk.empty() ? ClientState::WAIT_CERT_CR : ClientState::WAIT_FINISHED,
                      trace);
  return std::nullopt;
}

Status Client::take_early_data_answer(const wire::EncryptedExtensions &message,
                                      ClientContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 8446, section 4.2.10";
  if (!early_data_offered_) return std::nullopt;
  const bool accepted = wire::find<wire::EarlyDataIndication>(message.extensions);
  summary_.early_data = accepted ? "accepted" : "rejected";
  if (!accepted) {
    if (early_data_open_) {
      refuse_early_data(context);
      context.connection.records().set_write_keys(std::move(handshake_write_keys_), trace);
    }
    return std::nullopt;
  }
  if (auto fatal =
          require(early_data_open_ && first_psk_, AlertDescription::illegal_parameter,
                  "early data is accepted with the first identity only", kSection, trace)) {
    return fatal;
  }
  const OfferedPsk &psk = psks_.front();
  return require(summary_.cipher_suite == psk.cipher_suite &&
                     summary_.application_protocol == psk.application_protocol,
                 AlertDescription::illegal_parameter,
                 "early data is accepted with the suite and protocol of its session only", kSection,
                 trace);
}

Status Client::take_certificate_request(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  wire::CertificateRequest message;
  if (auto fatal = decode_message(received.message.bytes, message, "CertificateRequest")) {
    return fatal;
  }
  constexpr Section kSection = "RFC 8446, section 4.3.2";
  if (auto fatal =
          require(message.certificate_request_context.empty(), AlertDescription::illegal_parameter,
                  "certificate_request_context is empty during the handshake", kSection, trace)) {
    return fatal;
  }
  if (auto fatal = require(!wire::repeated(message.extensions), AlertDescription::decode_error,
                           "no extension stands twice", "RFC 8446, section 4.2", trace)) {
    return fatal;
  }
  if (auto fatal = check_places(message.extensions, trace)) return fatal;
  const auto *schemes = wire::find<wire::SignatureSchemeList>(message.extensions);
  if (auto fatal = require(schemes, AlertDescription::missing_extension,
                           "CertificateRequest has signature_algorithms", kSection, trace)) {
    return fatal;
  }
  if (auto fatal = check_own_schemes(schemes->supported_signature_algorithms, summary_.version,
                                     context.config, trace)) {
    return fatal;
  }
  if (const auto choice = choose_client_credential(message, context.config)) {
    credential_ = choice->credential;
    summary_.client_signature_scheme = choice->scheme;
    summary_.client_certificate = context.config.credentials[*credential_].chain.front();
  }
  certificate_request_ = std::move(message);
  transcript_.add(received.message.bytes, received.event);
  context.state.enter(ClientState::WAIT_CERT, trace);
  return std::nullopt;
}

Status Client::take_certificate(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  constexpr Section kSection = "RFC 8446, section 4.4.2";
  if (auto fatal = expect_type(received, HandshakeType::certificate,
                               "the server sends its Certificate", kSection, trace)) {
    return fatal;
  }
  wire::Certificate message;
  if (auto fatal = decode_message(received.message.bytes, message, "Certificate")) return fatal;
  if (auto fatal =
          require(message.certificate_request_context.empty(), AlertDescription::illegal_parameter,
                  "a server's certificate_request_context is empty", kSection, trace)) {
    return fatal;
  }
  if (auto fatal = require(!message.certificate_list.empty(), AlertDescription::decode_error,
                           "the server's certificate_list is not empty",
                           "RFC 8446, section 4.4.2.4", trace)) {
    return fatal;
  }
  std::vector<Bytes> chain;
  for (wire::CertificateEntry &entry : message.certificate_list) {
    if (auto fatal = check_answers(entry.extensions, hello_, trace)) return fatal;
    chain.push_back(std::move(entry.cert_data));
  }
  if (auto fatal = check_server_certificate(chain, context.config, server_certificate_, trace)) {
    return fatal;
  }
  server_chain_ = std::move(chain);
  transcript_.add(received.message.bytes, received.event);
  context.state.enter(ClientState::WAIT_CV, trace);
  return std::nullopt;
}

Status Client::take_certificate_verify(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  const auto *offered = wire::find<wire::SignatureSchemeList>(*hello_.extensions);
  if (auto fatal = check_certificate_verify(
          received, Role::server, server_certificate_,
          offered ? offered->supported_signature_algorithms : std::vector<wire::SignatureScheme>(),
          transcript_, summary_.signature_scheme, trace)) {
    return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  context.state.enter(ClientState::WAIT_FINISHED, trace);
  return std::nullopt;
}

Status Client::take_finished(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal =
          expect_type(received, HandshakeType::finished, "Finished follows CertificateVerify",
                      "RFC 8446, section 4.4.4", trace)) {
    return fatal;
  }
  if (auto fatal = secrets_.check_finished(received, Role::server, transcript_, trace)) {
    return fatal;
  }
  // Before early data that was accepted, it was checked already.
  if (!summary_.psk.empty() && !early_data_open_) {
    if (auto fatal = check_resumed_chain(server_chain_, context.config, trace)) return fatal;
  }
  transcript_.add(received.message.bytes, received.event);
  secrets_.derive_application_secrets(transcript_, trace);
  auto server_keys = secrets_.application_keys(Role::server, trace);
  context.connection.allow_change_cipher_spec(false);
  if (auto fatal = context.connection.records().set_read_keys(std::move(server_keys), trace)) {
    return fatal;
  }
  if (early_data_open_) {
    context.state.enter(ClientState::SEND_END_OF_EARLY_DATA, trace);
    return std::nullopt;
  }
  context.state.enter(context.connection.owes_change_cipher_spec()
                          ? ClientState::SEND_CHANGE_CIPHER_SPEC
                          : after_change_cipher_spec(),
                      trace);
  return std::nullopt;
}

ClientState Client::after_change_cipher_spec() const {
  return certificate_request_ ? ClientState::SEND_CERTIFICATE : ClientState::SEND_FINISHED;
}

Status Client::build(ClientContext &context) {
  switch (context.state.get()) {
    case ClientState::SEND_END_OF_EARLY_DATA:
      send_end_of_early_data(context);
      return std::nullopt;
    case ClientState::SEND_CHANGE_CIPHER_SPEC:
      context.connection.send_change_cipher_spec(context.trace);
      context.state.enter(after_change_cipher_spec(), context.trace);
      return std::nullopt;
    case ClientState::SEND_CERTIFICATE:
      send_certificate(context);
      return std::nullopt;
    case ClientState::SEND_CERTIFICATE_VERIFY:
      return send_certificate_verify(context);
    default:
      return send_finished(context);
  }
}

void Client::send_end_of_early_data(ClientContext &context) {
  Recorder &trace = context.trace;
  const Bytes message = wire::encode(wire::EndOfEarlyData{});
  transcript_.add(message, context.connection.send_message(message, trace));
  early_data_open_ = false;
  context.connection.end_early_data(true);
  context.connection.records().set_write_keys(std::move(handshake_write_keys_), trace);
  context.state.enter(ClientState::SEND_FINISHED, trace);
}

void Client::send_certificate(ClientContext &context) {
  // A client that has no certificate says so with an empty list (section 4.4.2).
  const Bytes message =
      wire::encode(certificate_of(credential_ ? &context.config.credentials[*credential_] : nullptr,
                                  certificate_request_->certificate_request_context));
  transcript_.add(message, context.connection.send_message(message, context.trace));
  context.state.enter(
      credential_ ? ClientState::SEND_CERTIFICATE_VERIFY : ClientState::SEND_FINISHED,
      context.trace);
}

Status Client::send_certificate_verify(ClientContext &context) {
  wire::CertificateVerify verify;
  if (auto fatal = sign_transcript(transcript_to_sign(Role::client, transcript_, context.trace),
                                   context.config.credentials[*credential_],
                                   summary_.client_signature_scheme, verify, context.connection,
                                   context.trace)) {
    return fatal;
  }
  const Bytes message = wire::encode(verify);
  transcript_.add(message, context.connection.send_message(message, context.trace));
  context.state.enter(ClientState::SEND_FINISHED, context.trace);
  return std::nullopt;
}

Status Client::send_finished(ClientContext &context) {
  Recorder &trace = context.trace;
  const Value verify_data = secrets_.own_verify_data(Role::client, transcript_, trace);
  const Bytes message = wire::encode(wire::Finished{wire::to_bytes(verify_data)});
  transcript_.add(message, context.connection.send_message(message, trace));
  secrets_.derive_resumption_secret(transcript_, trace);
  context.connection.records().set_write_keys(secrets_.application_keys(Role::client, trace),
                                              trace);
  context.state.enter(ClientState::CONNECTED, trace);
  context.connection.establish(summary_, trace);
  secrets_.export_as_configured(context.config.exporter, trace);
  return std::nullopt;
}

Status Client::take_post_handshake(const Received &received, ClientContext &context) {
  if (received.message.type == wire::ContentType::application_data) {
    secrets_.data_came(received.message.bytes);
    context.connection.keep_application_data(received);
    return std::nullopt;
  }
  if (received.handshake_type() == HandshakeType::new_session_ticket) {
    return take_new_session_ticket(received, context);
  }
  if (received.handshake_type() == HandshakeType::key_update) {
    return secrets_.take_key_update(received, context.connection, context.trace);
  }
  return require(false, AlertDescription::unexpected_message,
                 "after the handshake the server sends only NewSessionTicket and KeyUpdate",
                 "RFC 8446, section 4.6", context.trace);
}

Status Client::take_new_session_ticket(const Received &received, ClientContext &context) {
  Recorder &trace = context.trace;
  wire::NewSessionTicket message;
  if (auto fatal = decode_message(received.message.bytes, message, "NewSessionTicket")) {
    return fatal;
  }
  if (auto fatal = require(!wire::repeated(message.extensions), AlertDescription::illegal_parameter,
                           "no extension stands twice", "RFC 8446, section 4.2", trace)) {
    return fatal;
  }
  if (auto fatal = check_places(message.extensions, trace)) return fatal;
  // A lifetime of zero asks to forget the ticket at once (section 4.6.1).
  if (message.ticket_lifetime == 0) return std::nullopt;
  // No ticket is kept for longer, whatever the server says.
  constexpr std::uint32_t kSevenDays = 604800;
  const Value nonce = received_value("ticket_nonce", message.ticket_nonce, received, "ticket_nonce",
                                     trace::kBothSides, "RFC 8446, section 4.6.1", trace);
  Ticket ticket{std::move(message.ticket),
                secrets_.resumption_psk(nonce, trace),
                std::min(message.ticket_lifetime, kSevenDays),
                message.ticket_age_add,
                0,
                context.config.time,
                summary_.cipher_suite,
                summary_.server_name,
                summary_.application_protocol,
                !context.config.verify_certificate,
                server_chain_};
  if (const auto *early = wire::find<wire::EarlyDataTicket>(message.extensions)) {
    ticket.max_early_data_size = early->max_early_data_size;
  }
  // A server may send any number; the latest are the ones worth keeping.
  constexpr std::size_t kMostTickets = 8;
  auto &tickets = context.memory.tickets;
  if (tickets.size() >= kMostTickets) {
    trace.adopt(tickets.front().resumption_psk, "RFC 8446, section 4.6.1");
    trace.discard(tickets.front().resumption_psk);
    tickets.erase(tickets.begin());
  }
  tickets.push_back(std::move(ticket));
  ++tickets_taken_;
  return std::nullopt;
}

void Client::leave(ClientMemory &memory, bool failed, Recorder &trace) {
  if (!failed) return;
  auto &tickets = memory.tickets;
  for (; tickets_taken_ > 0 && !tickets.empty(); --tickets_taken_) {
    trace.discard(tickets.back().resumption_psk);
    tickets.pop_back();
  }
}

void Client::discard(Recorder &trace) {
  for (KeyShare &share : shares_) trace.discard(share.private_key);
  for (OfferedPsk &psk : psks_) psk.keys.discard(trace);
  trace.discard(handshake_write_keys_.key);
  trace.discard(handshake_write_keys_.iv);
  secrets_.discard(trace);
}

}  // namespace handshake::tls13
