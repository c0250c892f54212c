#include "handshake/client.h"

namespace handshake {

bool Client::sends() const {
  switch (state_.get()) {
    case ClientState::START:
    case ClientState::SEND_END_OF_EARLY_DATA:
    case ClientState::SEND_CHANGE_CIPHER_SPEC:
    case ClientState::SEND_CERTIFICATE:
    case ClientState::SEND_CERTIFICATE_VERIFY:
    case ClientState::SEND_FINISHED:
    case ClientState::TLS12_SEND_CERTIFICATE:
    case ClientState::TLS12_SEND_CLIENT_KEY_EXCHANGE:
    case ClientState::TLS12_SEND_CERTIFICATE_VERIFY:
    case ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC:
    case ClientState::TLS12_SEND_FINISHED:
      return true;
    default:
      return false;
  }
}

bool Client::key_update_due() const {
  return connection_.key_update_due() && std::holds_alternative<tls13::Client>(phase_);
}

bool Client::can_step() const {
  if (state_.get() == ClientState::CLOSED) return false;
  return connection_.has_work() || key_update_due() || (!connection_.failure() && sends()) ||
         connection_.may_read();
}

void Client::step(Recorder &trace) {
  trace.begin_step(Role::client);
  if (key_update_due()) {
    std::get<tls13::Client>(phase_).secrets().send_key_update(connection_.take_key_update_due(),
                                                              connection_, trace);
  } else if (connection_.has_work()) {
    connection_.write_pending(trace);
  } else {
    ClientContext context{*config_, connection_, state_, trace, memory_};
    if (const auto fatal = move(context)) connection_.fail(*fatal, trace);
  }
  if (connection_.closed()) close(trace);
  crypto::wipe_stack();
}

Status Client::move(ClientContext &context) {
  auto *hello = std::get_if<hello::Client>(&phase_);
  if (sends()) {
    auto *tls12 = std::get_if<tls12::Client>(&phase_);
    if (auto fatal = connection_.records().flight_ended(tls12 != nullptr, context.trace)) {
      return fatal;
    }
    if (hello) return hello->build(context);
    if (tls12) return tls12->build(context);
    return std::get<tls13::Client>(phase_).build(context);
  }
  std::optional<Received> received;
  if (auto fatal = connection_.take(received, context.trace)) return fatal;
  if (!received) return std::nullopt;
  if (auto *tls12 = std::get_if<tls12::Client>(&phase_)) return tls12->take(*received, context);
  if (!hello) return std::get<tls13::Client>(phase_).take(*received, context);
  std::optional<wire::ServerHello> chosen;
  if (auto fatal = hello->take(*received, context, chosen)) return fatal;
  if (!chosen) return std::nullopt;
  if (schedule::tls12_suite(chosen->cipher_suite)) {
    hello->leave_tls13(context.trace);
    phase_ = tls12::Client(std::move(*hello));
    return std::get<tls12::Client>(phase_).take_server_hello(*received, *chosen, context);
  }
  if (hello->session) {
    remember(std::move(*hello->session), memory_, context.trace);
    hello->session.reset();
  }
  phase_ = tls13::Client(std::move(*hello));
  return std::get<tls13::Client>(phase_).take_server_hello(*received, *chosen, context);
}

std::optional<Value> Client::export_keying_material(std::string_view label,
                                                    std::optional<ByteView> context,
                                                    std::size_t length, Recorder &trace) {
  if (!connection_.summary()) return std::nullopt;
  trace.begin_step(Role::client);
  if (const auto *tls12 = std::get_if<tls12::Client>(&phase_)) {
    return tls12->export_keying_material(label, context, length, trace);
  }
  return std::get<tls13::Client>(phase_).secrets().export_keying_material(
      label, context.value_or(ByteView{}), length, trace);
}

std::optional<Value> Client::export_early_keying_material(std::string_view label, ByteView context,
                                                          std::size_t length, Recorder &trace) {
  const auto *phase = std::get_if<tls13::Client>(&phase_);
  if (!phase) return std::nullopt;
  trace.begin_step(Role::client);
  return phase->secrets().export_early_keying_material(label, context, length, trace);
}

void Client::end(Recorder &trace) {
  if (state_.get() == ClientState::CLOSED) return;
  trace.begin_step(Role::client);
  connection_.abandon();
  close(trace);
}

void Client::close(Recorder &trace) {
  if (auto *tls12 = std::get_if<tls12::Client>(&phase_)) {
    tls12->leave(memory_, connection_.failure().has_value());
  } else if (auto *tls13 = std::get_if<tls13::Client>(&phase_)) {
    tls13->leave(memory_, connection_.failure().has_value(), trace);
  }
  std::visit([&](auto &phase) { phase.discard(trace); }, phase_);
  connection_.records().discard(trace);
  state_.enter(ClientState::CLOSED, trace);
}

}  // namespace handshake
