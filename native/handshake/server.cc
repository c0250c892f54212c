#include "handshake/server.h"

namespace handshake {

bool Server::tickets_due() const {
  const auto *phase = std::get_if<tls13::Server>(&phase_);
  return state_.get() == ServerState::CONNECTED && !connection_.close_sent() && phase &&
         phase->has_tickets_to_send(*config_);
}

bool Server::sends() const {
  switch (state_.get()) {
    case ServerState::SEND_HELLO_RETRY_REQUEST:
    case ServerState::NEGOTIATED:
    case ServerState::SEND_CHANGE_CIPHER_SPEC:
    case ServerState::SEND_ENCRYPTED_EXTENSIONS:
    case ServerState::SEND_CERTIFICATE_REQUEST:
    case ServerState::SEND_CERTIFICATE:
    case ServerState::SEND_CERTIFICATE_VERIFY:
    case ServerState::SEND_FINISHED:
    case ServerState::TLS12_SEND_SERVER_HELLO:
    case ServerState::TLS12_SEND_CERTIFICATE:
    case ServerState::TLS12_SEND_SERVER_KEY_EXCHANGE:
    case ServerState::TLS12_SEND_CERTIFICATE_REQUEST:
    case ServerState::TLS12_SEND_SERVER_HELLO_DONE:
    case ServerState::TLS12_SEND_NEW_SESSION_TICKET:
    case ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC:
    case ServerState::TLS12_SEND_FINISHED:
      return true;
    default:
      return false;
  }
}

bool Server::key_update_due() const {
  return connection_.key_update_due() && std::holds_alternative<tls13::Server>(phase_);
}

bool Server::can_step() const {
  if (state_.get() == ServerState::CLOSED) return false;
  return connection_.has_work() || key_update_due() ||
         (!connection_.failure() && (sends() || tickets_due())) || connection_.may_read();
}

void Server::step(Recorder &trace, ServerMemory &memory) {
  trace.begin_step(Role::server);
  ServerContext context{*config_, connection_, state_, trace, memory};
  if (!connection_.failure() && tickets_due()) {
    std::get<tls13::Server>(phase_).send_new_session_ticket(context);
  } else if (key_update_due()) {
    std::get<tls13::Server>(phase_).secrets().send_key_update(connection_.take_key_update_due(),
                                                              connection_, trace);
  } else if (connection_.has_work()) {
    connection_.write_pending(trace);
  } else if (const auto fatal = move(context)) {
    connection_.fail(*fatal, trace);
  }
  if (connection_.closed()) close(trace, memory);
  crypto::wipe_stack();
}

Status Server::move(ServerContext &context) {
  auto *hello = std::get_if<hello::Server>(&phase_);
  if (sends()) {
    auto *tls12 = std::get_if<tls12::Server>(&phase_);
    if (auto fatal = connection_.records().flight_ended(tls12 != nullptr, context.trace)) {
      return fatal;
    }
    if (hello) return hello->build(context);
    if (tls12) return tls12->build(context);
    return std::get<tls13::Server>(phase_).build(context);
  }
  std::optional<Received> received;
  if (auto fatal = connection_.take(received, context.trace)) return fatal;
  if (!received) return std::nullopt;
  if (auto *tls12 = std::get_if<tls12::Server>(&phase_)) return tls12->take(*received, context);
  if (!hello) return std::get<tls13::Server>(phase_).take(*received, context);
  if (auto fatal = hello->take(*received, context)) return fatal;
  if (state_.get() == ServerState::NEGOTIATED) phase_ = tls13::Server(std::move(*hello));
  if (state_.get() == ServerState::TLS12_SEND_SERVER_HELLO) {
    phase_ = tls12::Server(std::move(*hello));
  }
  return std::nullopt;
}

std::optional<Value> Server::export_keying_material(std::string_view label,
                                                    std::optional<ByteView> context,
                                                    std::size_t length, Recorder &trace) {
  if (!connection_.summary()) return std::nullopt;
  trace.begin_step(Role::server);
  if (const auto *tls12 = std::get_if<tls12::Server>(&phase_)) {
    return tls12->export_keying_material(label, context, length, trace);
  }
  return std::get<tls13::Server>(phase_).secrets().export_keying_material(
      label, context.value_or(ByteView{}), length, trace);
}

std::optional<Value> Server::export_early_keying_material(std::string_view label, ByteView context,
                                                          std::size_t length, Recorder &trace) {
  const auto *phase = std::get_if<tls13::Server>(&phase_);
  if (!phase) return std::nullopt;
  trace.begin_step(Role::server);
  return phase->secrets().export_early_keying_material(label, context, length, trace);
}

void Server::end(Recorder &trace, ServerMemory &memory) {
  if (state_.get() == ServerState::CLOSED) return;
  trace.begin_step(Role::server);
  connection_.abandon();
  close(trace, memory);
}

void Server::close(Recorder &trace, ServerMemory &memory) {
  const bool failed = connection_.failure().has_value();
  if (auto *hello = std::get_if<hello::Server>(&phase_)) hello->leave(memory, *config_, failed);
  if (auto *tls12 = std::get_if<tls12::Server>(&phase_)) tls12->leave(memory, failed);
  std::visit([&](auto &phase) { phase.discard(trace); }, phase_);
  connection_.records().discard(trace);
  state_.enter(ServerState::CLOSED, trace);
}

}  // namespace handshake
