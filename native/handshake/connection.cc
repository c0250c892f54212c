#include "handshake/connection.h"

#include <cstdlib>

#include "handshake/states.h"

namespace handshake {

using wire::ContentType;

namespace {

// A peer may send one for compatibility; that is no leave to send them for ever.
constexpr int kMostChangeCipherSpecs = 32;

}  // namespace

template <class State>
void StateHolder<State>::enter(State to, Recorder &trace) {
  bool ok = false;
  if constexpr (std::is_same_v<State, ClientState>) {
    ok = allowed(kClientTransitions, state_, to);
  } else {
    ok = allowed(kServerTransitions, state_, to);
  }
  if (!ok) std::abort();
  if (trace.on()) trace.add(trace::StateEntered{name_of(state_), name_of(to)});
  state_ = to;
}
template class StateHolder<ClientState>;
template class StateHolder<ServerState>;

Value Connection::draw(std::string_view name, std::size_t n, std::uint8_t known_to, Section section,
                       Recorder &trace) {
  return trace.value(name, random_.draw(n), [&] {
    return trace::Origin{"draw", {{"length", std::uint64_t{n}}}, known_to, section};
  });
}

EventId Connection::send_message(ByteView message, Recorder &trace) {
  const EventId event = trace.message(trace::Direction::sent, ContentType::handshake,
                                      records_.write_epoch(), message, dialect_);
  records_.send(ContentType::handshake, message, event, random_, trace);
  return event;
}

void Connection::send_change_cipher_spec(Recorder &trace) {
  change_cipher_spec_owed_ = false;
  const Bytes message = wire::encode(wire::ChangeCipherSpec{});
  const EventId event = trace.message(trace::Direction::sent, ContentType::change_cipher_spec,
                                      trace::Epoch::clear, message, dialect_);
  records_.send(ContentType::change_cipher_spec, message, event, random_, trace);
}

Status Connection::take(std::optional<Received> &out, Recorder &trace) {
  std::optional<Incoming> incoming;
  if (auto fatal = records_.next(incoming, trace)) return fatal;
  if (!incoming) return std::nullopt;
  Received received{std::move(*incoming), trace::kNoEvent};
  const Incoming &m = received.message;
  received.event =
      trace.message(trace::Direction::received, m.type, m.epoch, m.bytes, dialect_, m.records);
  switch (m.type) {
    case ContentType::alert:
      return take_alert(received, trace);
    case ContentType::change_cipher_spec:
      if (dialect_.version != wire::ProtocolVersion::tls13) break;
      ++change_cipher_specs_;
      return require(m.epoch == trace::Epoch::clear && change_cipher_spec_allowed_ &&
                         m.bytes == Bytes{1} && change_cipher_specs_ <= kMostChangeCipherSpecs,
                     AlertDescription::unexpected_message,
                     "change_cipher_spec is the single byte 1 and comes during the handshake",
                     "RFC 8446, section 5", trace);
    case ContentType::application_data:
      if (dialect_.version != wire::ProtocolVersion::tls13) break;
      if (auto fatal = require(
              m.epoch == trace::Epoch::application || m.epoch == trace::Epoch::early,
              AlertDescription::unexpected_message, "application data comes under application keys",
              "RFC 8446, section 5.2", trace)) {
        return fatal;
      }
      break;
    default:
      version_open_ = false;
      break;
  }
  out = std::move(received);
  return std::nullopt;
}

Status Connection::take_alert(const Received &received, Recorder &trace) {
  wire::Alert alert;
  if (auto fatal = decode_message(received.message.bytes, alert, "Alert")) return fatal;
  // user_canceled says nothing by itself: close_notify follows (RFC 8446, section 6.1). In TLS 1.2
  // other warnings may be passed over too, and before the version is chosen: of a name that is not
  // known, for one (RFC 6066, section 3). Neither may come in a flood. In TLS 1.3 the level means
  // nothing: all but those two end the connection, without an answer (RFC 8446, section 6).
  constexpr int kMostWarnings = 4;
  const bool tls12 = version_open_ || dialect_.version != wire::ProtocolVersion::tls13;
  using enum wire::AlertLevel;
  if (dialect_.version != wire::ProtocolVersion::tls13 && alert.level != warning &&
      alert.level != fatal) {
    return require(false, AlertDescription::illegal_parameter, "an alert is a warning or fatal",
                   "RFC 5246, section 7.2", trace);
  }
  if (alert.description == AlertDescription::user_canceled ||
      (tls12 && alert.level == warning && alert.description != AlertDescription::close_notify)) {
    if (++warnings_ <= kMostWarnings) return std::nullopt;
    return require(false, AlertDescription::unexpected_message,
                   "the peer does not warn again and again",
                   tls12 ? "RFC 5246, section 7.2.2" : "RFC 8446, section 6.1", trace);
  }
  if (alert.description == AlertDescription::close_notify) peer_closed_ = true;
  if (alert.description == AlertDescription::close_notify && summary_) {
    if (close_sent_) closed_ = true;
    return std::nullopt;
  }
  failure_ = Failure{
      alert.description, "the peer sent this alert", "RFC 8446, section 6", false, {}, 0, {}};
  if (trace.on()) {
    trace.add(trace::Failed{alert.description, failure_->reason, failure_->section, false, {}});
  }
  closed_ = true;
  return std::nullopt;
}

bool Connection::has_work() const {
  if (closed_) return false;
  if (alert_to_send_ || warning_to_send_ || early_data_due()) return true;
  if (half_rtt_ && !summary_) return !to_send_.empty();
  return summary_ && !close_sent_ && (!to_send_.empty() || close_wanted_);
}

void Connection::send_alert(wire::Alert alert, Recorder &trace) {
  const Bytes message = wire::encode(alert);
  const EventId event = trace.message(trace::Direction::sent, ContentType::alert,
                                      records_.write_epoch(), message, dialect_);
  records_.send(ContentType::alert, message, event, random_, trace);
}

void Connection::write_pending(Recorder &trace) {
  if (alert_to_send_) {
    if (change_cipher_spec_owed_) return send_change_cipher_spec(trace);
    send_alert({wire::AlertLevel::fatal, *alert_to_send_}, trace);
    alert_to_send_.reset();
    closed_ = true;
    return;
  }
  if (warning_to_send_) {
    send_alert({wire::AlertLevel::warning, *warning_to_send_}, trace);
    warning_to_send_.reset();
    return;
  }
  if (early_data_due()) {
    const std::size_t n =
        std::min(std::min(early_.size(), early_limit_) - early_sent_, wire::kMaxPlaintextLength);
    const ByteView data = ByteView(early_).subspan(early_sent_, n);
    const EventId event = trace.message(trace::Direction::sent, ContentType::application_data,
                                        records_.write_epoch(), data, dialect_);
    records_.send(ContentType::application_data, data, event, random_, trace);
    early_sent_ += n;
    return;
  }
  if (!to_send_.empty()) {
    const std::size_t n = std::min(to_send_.size() - to_send_at_, wire::kMaxPlaintextLength);
    const ByteView data = ByteView(to_send_).subspan(to_send_at_, n);
    const EventId event = trace.message(trace::Direction::sent, ContentType::application_data,
                                        records_.write_epoch(), data, dialect_);
    records_.send(ContentType::application_data, data, event, random_, trace);
    to_send_at_ += n;
    if (to_send_at_ == to_send_.size()) {
      to_send_.clear();
      to_send_at_ = 0;
    }
    return;
  }
  if (close_wanted_) {
    send_alert({wire::AlertLevel::warning, AlertDescription::close_notify}, trace);
    close_sent_ = true;
    if (peer_closed_) closed_ = true;
  }
}

wire::KeyUpdateRequest Connection::take_key_update_due() {
  if (std::exchange(key_update_asked_for_, false)) {
    return wire::KeyUpdateRequest::update_not_requested;
  }
  const wire::KeyUpdateRequest next = key_updates_.front();
  key_updates_.erase(key_updates_.begin());
  return next;
}

void Connection::end_early_data(bool accepted) {
  if (early_open_ && !accepted) {
    refused_early_ = std::exchange(early_, {});
  } else {
    const auto rest = early_.begin() + static_cast<std::ptrdiff_t>(early_sent_);
    to_send_.insert(to_send_.begin(), rest, early_.end());
    early_ = {};
  }
  early_sent_ = 0;
  early_open_ = false;
}

bool Connection::resend_refused_early_data() {
  if (refused_early_.empty()) return true;
  if (!summary_ || summary_->application_protocol != early_protocol_) return false;
  to_send_.insert(to_send_.begin() + static_cast<std::ptrdiff_t>(to_send_at_),
                  refused_early_.begin(), refused_early_.end());
  refused_early_ = {};
  return true;
}

void Connection::establish(Summary summary, Recorder &trace) {
  if (trace.on()) {
    trace.add(trace::Established{
        wire::name_of(summary.version), wire::name_of(summary.cipher_suite),
        wire::name_of(summary.group), wire::name_of(summary.signature_scheme),
        wire::name_of(summary.client_signature_scheme), summary.server_name,
        summary.application_protocol, summary.psk, summary.resumed, summary.early_data});
  }
  if (!early_.empty()) end_early_data(false);
  summary_ = std::move(summary);
}

void Connection::fail(const Fatal &fatal, Recorder &trace) {
  failure_ = Failure{fatal.alert, fatal.reason, fatal.section, true, {}, 0, {}};
  if (fatal.where) {
    failure_->field = fatal.where->field;
    failure_->offset = fatal.where->at;
    failure_->why = fatal.where->why;
  }
  if (trace.on()) {
    trace.add(trace::Failed{fatal.alert, fatal.reason, fatal.section, true, fatal.where});
  }
  alert_to_send_ = fatal.alert;
}

}  // namespace handshake
