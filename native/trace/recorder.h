// Recorder: keeps what happened, in order.
#pragma once

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

// OriginMaker lends Recorder::value a function that returns an Origin, for the time of the call:
// what records a value is compiled once, and not once for every such function.
class OriginMaker {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a lambda is to stand where an OriginMaker is
  // asked.
  template <class Make>
  OriginMaker(const Make &make)
      : make_(&make), call_([](const void *m) { return (*static_cast<const Make *>(m))(); }) {}
  Origin operator()() const { return call_(make_); }

 private:
  const void *make_;
  Origin (*call_)(const void *);
};

// Recorder is a plain value: copying a session copies its past. One that is off keeps nothing, and
// nothing is computed for it.
class Recorder {
 public:
  // keeping: one that is on, of somebody who has no reason to write down what she throws away.
  enum class Mode : std::uint8_t { off, on, keeping };
  explicit Recorder(Mode mode = Mode::off)
      : on_(mode != Mode::off), keeping_(mode == Mode::keeping) {}
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
  EventId add(Event event);

  // value gives bytes their name and records their birth. `origin` is a function that returns an
  // Origin; it is called only when recording.
  Value value(std::string_view name, crypto::Secret bytes, const OriginMaker &origin);

  // adopt gives a value that was born elsewhere, in another trace or in none, its birth in this
  // one: it comes from the settings. A value of this trace stays what it is.
  void adopt(Value &from, Section section);

  // discard wipes a value and records the moment. An empty one is left alone.
  void discard(Value &value);

  // message records a message that was sent or received.
  EventId message(Direction direction, wire::ContentType content_type, Epoch epoch, ByteView bytes,
                  wire::Dialect dialect, std::vector<EventId> records = {});

 private:
  bool on_;
  bool keeping_;
  bool begun_ = false;
  std::uint32_t step_ = 0;
  Role by_ = Role::client;
  std::vector<TraceEvent> events_;
};

}  // namespace trace
