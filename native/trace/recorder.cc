#include "trace/recorder.h"

#include <algorithm>

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

template <class Event>
EventId Recorder::add(Event event) {
  if (!on_) return kNoEvent;
  const auto id = static_cast<EventId>(events_.size());
  events_.push_back(TraceEvent{id, step_, by_, std::move(event)});
  return id;
}

template EventId Recorder::add(StateEntered);
template EventId Recorder::add(ValueBorn);
template EventId Recorder::add(MessagePassed);
template EventId Recorder::add(RecordPassed);
template EventId Recorder::add(Checked);
template EventId Recorder::add(Discarded);
template EventId Recorder::add(Failed);
template EventId Recorder::add(Established);
template EventId Recorder::add(ConnectionBegun);
template EventId Recorder::add(Intervened);
template EventId Recorder::add(DataRead);
template EventId Recorder::add(DeadEnd);
template EventId Recorder::add(MemoryRead);

Value Recorder::value(std::string_view name, crypto::Secret bytes, const OriginMaker &origin) {
  EventId id = kNoEvent;
  if (on_) {
    Origin made = origin();
    Bytes copy = made.withheld ? Bytes() : wire::to_bytes(bytes.view());
    id = add(ValueBorn{name, std::move(copy), bytes.size(), std::move(made)});
  }
  return Value{std::move(bytes), id, name};
}

void Recorder::adopt(Value &from, Section section) {
  if (!on_ || from.empty()) return;
  const auto *born =
      from.id < events_.size() ? std::get_if<ValueBorn>(&events_[from.id].is) : nullptr;
  if (born && born->name == from.name &&
      std::equal(born->bytes.begin(), born->bytes.end(), from.bytes.view().begin(),
                 from.bytes.view().end())) {
    return;
  }
  from = value(from.name, std::move(from.bytes), [&] {
    return Origin{"choose", {}, kBothSides, section};
  });
}

void Recorder::discard(Value &value) {
  if (value.empty()) return;
  if (on_ && !keeping_) {
    Bytes held = wire::to_bytes(value);
    value.bytes.overwrite();
    add(Discarded{value.id, value.name, std::move(held), wire::to_bytes(value)});
  }
  value.bytes.clear();
}

EventId Recorder::message(Direction direction, wire::ContentType content_type, Epoch epoch,
                          ByteView bytes, wire::Dialect dialect, std::vector<EventId> records) {
  if (!on_) return kNoEvent;
  return add(MessagePassed{direction, content_type, message_name(content_type, bytes), epoch,
                           wire::to_bytes(bytes), dialect, std::move(records)});
}

}  // namespace trace
