// Recorder: keeps what happened, in order.
#pragma once

#include <algorithm>
#include <utility>

#include "crypto/secret.h"
#include "trace/events.h"
#include "wire/messages.h"

namespace trace {

// Value is a byte string that the protocol names, with the event of its birth. It is wiped when it
// is destroyed.
struct Value {
  crypto::Secret bytes;
  EventId id = kNoEvent;
  std::string_view name;
  operator ByteView() const { return bytes.view(); }  // NOLINT(google-explicit-constructor)
  bool empty() const { return bytes.empty(); }
  friend bool operator==(const Value &, const Value &) = default;
};

// Recorder is a plain value: copying a session copies its past. One that is off keeps nothing, and
// nothing is computed for it.
class Recorder {
 public:
  enum class Mode : std::uint8_t { off, on };
  explicit Recorder(Mode mode = Mode::off) : on_(mode == Mode::on) {}
  bool on() const { return on_; }
  const std::vector<TraceEvent> &events() const { return events_; }

  // begin_step starts a move of one side; the events that follow are its.
  void begin_step(Role by) {
    by_ = by;
    if (begun_) ++step_;
    begun_ = true;
  }
  Role by() const { return by_; }
  std::uint32_t step() const { return step_; }

  // add keeps an event and gives its id.
  template <class Event>
  EventId add(Event event) {
    if (!on_) return kNoEvent;
    const auto id = static_cast<EventId>(events_.size());
    events_.push_back(TraceEvent{id, step_, by_, std::move(event)});
    return id;
  }

  // value gives bytes their name and records their birth. `origin` is a function that returns an
  // Origin; it is called only when recording.
  template <class MakeOrigin>
  Value value(std::string_view name, crypto::Secret bytes, MakeOrigin origin) {
    EventId id = kNoEvent;
    if (on_) {
      Origin made = origin();
      Bytes copy = made.withheld ? Bytes() : wire::to_bytes(bytes.view());
      id = add(ValueBorn{name, std::move(copy), bytes.size(), std::move(made)});
    }
    return Value{std::move(bytes), id, name};
  }

  // adopt gives a value that was born elsewhere, in another trace or in none, its birth in this
  // one: it comes from the settings. A value of this trace stays what it is.
  void adopt(Value &from, Section section) {
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

  // discard wipes a value and records the moment. An empty one is left alone.
  void discard(Value &value) {
    if (value.empty()) return;
    if (on_) add(Discarded{value.id, value.name});
    value.bytes.clear();
  }

  // message records a message that was sent or received.
  EventId message(Direction direction, wire::ContentType content_type, Epoch epoch, ByteView bytes,
                  wire::Dialect dialect, std::vector<EventId> records = {});

 private:
  bool on_;
  bool begun_ = false;
  std::uint32_t step_ = 0;
  Role by_ = Role::client;
  std::vector<TraceEvent> events_;
};

}  // namespace trace
