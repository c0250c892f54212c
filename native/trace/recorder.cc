#include "trace/recorder.h"

#include "wire/messages.h"

namespace trace {
namespace {

std::string_view message_name(wire::ContentType content_type, ByteView bytes) {
  if (content_type != wire::ContentType::handshake) return wire::name_of(content_type);
  if (bytes.empty()) return "unknown";
  const auto type = static_cast<wire::HandshakeType>(bytes[0]);
  if (type == wire::HandshakeType::server_hello && wire::is_hello_retry_request(bytes)) {
    return "hello_retry_request";
  }
  const std::string_view name = wire::name_of(type);
  return name.empty() ? "unknown" : name;
}

}  // namespace

std::string_view name_of(Role role) { return role == Role::client ? "client" : "server"; }

std::string_view name_of(Epoch epoch) {
  switch (epoch) {
    case Epoch::clear:
      return "clear";
    case Epoch::early:
      return "early";
    case Epoch::handshake:
      return "handshake";
    case Epoch::application:
      return "application";
    case Epoch::session:
      return "session";
  }
  return {};
}

std::string_view name_of(Direction direction) {
  return direction == Direction::sent ? "sent" : "received";
}

EventId Recorder::message(Direction direction, wire::ContentType content_type, Epoch epoch,
                          ByteView bytes, wire::Dialect dialect, std::vector<EventId> records) {
  if (!on_) return kNoEvent;
  return add(MessagePassed{direction, content_type, message_name(content_type, bytes), epoch,
                           wire::to_bytes(bytes), dialect,
                           std::move(records)});
}

}  // namespace trace
