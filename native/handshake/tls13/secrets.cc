#include "handshake/tls13/secrets.h"

#include "crypto/authentication.h"

namespace handshake::tls13 {
namespace {

// kMostUpdates bounds how many KeyUpdates a peer may send with no data between them: each makes us
// compute, and perhaps answer.
constexpr int kMostUpdates = 32;

constexpr std::size_t index_of(Role role) { return role == Role::server ? 1 : 0; }

}  // namespace

Secrets::HandshakeKeys Secrets::derive_handshake_keys(Value &shared_secret,
                                                      const schedule::Transcript &transcript,
                                                      Recorder &trace) {
  if (!keys_.begun()) keys_.extract_early_secret(Value(), trace);
  keys_.extract_handshake_secret(shared_secret, trace);
  trace.discard(shared_secret);
  const Value hash = transcript.hash(trace);
  Value client =
      keys_.derive_secret("client_handshake_traffic_secret", "c hs traffic", hash, trace);
  Value server =
      keys_.derive_secret("server_handshake_traffic_secret", "s hs traffic", hash, trace);
  HandshakeKeys out{keys_.traffic_keys(Role::client, trace::Epoch::handshake, client, trace),
                    keys_.traffic_keys(Role::server, trace::Epoch::handshake, server, trace)};
  finished_key_[0] = keys_.finished_key(Role::client, client, trace);
  finished_key_[1] = keys_.finished_key(Role::server, server, trace);
  trace.discard(client);
  trace.discard(server);
  keys_.extract_master_secret(trace);
  return out;
}

void Secrets::derive_application_secrets(const schedule::Transcript &transcript, Recorder &trace) {
  const Value hash = transcript.hash(trace);
  application_traffic_secret_[0] =
      keys_.derive_secret("client_application_traffic_secret_0", "c ap traffic", hash, trace);
  application_traffic_secret_[1] =
      keys_.derive_secret("server_application_traffic_secret_0", "s ap traffic", hash, trace);
  exporter_master_secret_ =
      keys_.derive_secret("exporter_master_secret", "exp master", hash, trace);
}

void Secrets::derive_resumption_secret(const schedule::Transcript &transcript, Recorder &trace) {
  resumption_master_secret_ =
      keys_.derive_secret("resumption_master_secret", "res master", transcript.hash(trace), trace);
  keys_.discard(trace);
}

schedule::TrafficKeys Secrets::application_keys(Role sender, Recorder &trace) const {
  return keys_.traffic_keys(sender, trace::Epoch::application,
                            application_traffic_secret_[index_of(sender)], trace);
}

Value Secrets::own_verify_data(Role sender, const schedule::Transcript &transcript,
                               Recorder &trace) {
  Value &key = finished_key_[index_of(sender)];
  Value out = keys_.verify_data("verify_data", key, transcript.hash(trace), trace);
  trace.discard(key);
  return out;
}

Status Secrets::check_finished(const Received &received, Role sender,
                               const schedule::Transcript &transcript, Recorder &trace) {
  constexpr Section kSection = "RFC 8446, section 4.4.4";
  wire::Finished message;
  if (auto fatal = decode_message(received.message.bytes, message, "Finished")) return fatal;
  Value &key = finished_key_[index_of(sender)];
  const Value expected = keys_.verify_data("verify_data", key, transcript.hash(trace), trace);
  if (auto fatal = require(
          crypto::right_mac(message.verify_data, expected), AlertDescription::decrypt_error,
          sender == Role::server ? std::string_view("the server's Finished is right for this "
                                                    "transcript")
                                 : "the client's Finished is right for this transcript",
          kSection, trace)) {
    return fatal;
  }
  trace.discard(key);
  return std::nullopt;
}

Value Secrets::resumption_psk(const Value &ticket_nonce, Recorder &trace) const {
  return keys_.resumption_psk(resumption_master_secret_, ticket_nonce, trace);
}

std::optional<Value> Secrets::export_keying_material(std::string_view label, ByteView context,
                                                     std::size_t length, Recorder &trace) const {
  if (exporter_master_secret_.empty()) return std::nullopt;
  return keys_.export_keying_material(exporter_master_secret_, label, context, length, trace);
}

std::optional<Value> Secrets::export_early_keying_material(std::string_view label, ByteView context,
                                                           std::size_t length,
                                                           Recorder &trace) const {
  if (early_exporter_master_secret_.empty()) return std::nullopt;
  return keys_.export_keying_material(early_exporter_master_secret_, label, context, length, trace);
}

void Secrets::export_as_configured(std::string_view label, Recorder &trace) {
  if (label.empty()) return;
  if (auto made = export_keying_material(label, {}, 32, trace)) exported_ = std::move(*made);
}

schedule::TrafficKeys Secrets::next_keys(Role sender, Recorder &trace) {
  Value &secret = application_traffic_secret_[index_of(sender)];
  Value next = keys_.next_traffic_secret(sender, ++generation_[index_of(sender)], secret, trace);
  trace.discard(secret);
  secret = std::move(next);
  return application_keys(sender, trace);
}

void Secrets::send_key_update(wire::KeyUpdateRequest request, Connection &connection,
                              Recorder &trace) {
  connection.send_message(wire::encode(wire::KeyUpdate{request}), trace);
  connection.records().set_write_keys(next_keys(connection.role(), trace), trace);
}

Status Secrets::take_key_update(const Received &received, Connection &connection, Recorder &trace) {
  constexpr Section kSection = "RFC 8446, section 4.6.3";
  wire::KeyUpdate message;
  if (auto fatal = decode_message(received.message.bytes, message, "KeyUpdate")) return fatal;
  using enum wire::KeyUpdateRequest;
  const bool requested = message.request_update == update_requested;
  if (auto fatal = require(requested || message.request_update == update_not_requested,
                           AlertDescription::illegal_parameter, "request_update is 0 or 1",
                           kSection, trace)) {
    return fatal;
  }
  if (auto fatal =
          require(++updates_in_a_row_ <= kMostUpdates, AlertDescription::unexpected_message,
                  "the peer does not only change its keys", kSection, trace)) {
    return fatal;
  }
  if (requested) connection.answer_key_update();
  return connection.records().set_read_keys(next_keys(trace::peer_of(connection.role()), trace),
                                            trace);
}

void Secrets::discard(Recorder &trace) {
  for (Value &one : finished_key_) trace.discard(one);
  keys_.discard(trace);
  for (Value &one : application_traffic_secret_) trace.discard(one);
  trace.discard(early_exporter_master_secret_);
  trace.discard(exporter_master_secret_);
  trace.discard(resumption_master_secret_);
  trace.discard(exported_);
}

}  // namespace handshake::tls13
