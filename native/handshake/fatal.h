// Failures are values: the alert that goes to the peer and the reason, together.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "trace/recorder.h"
#include "wire/messages.h"

namespace handshake {

using trace::EventId;
using trace::Recorder;
using trace::Role;
using trace::Section;
using trace::Value;
using wire::AlertDescription;
using wire::Bytes;
using wire::ByteView;

// Fatal ends a connection.
struct Fatal {
  AlertDescription alert{};
  std::string reason;  // the check that failed, or what could not be read
  Section section;
  std::optional<wire::DecodeError> where;  // when a message could not be read
};

// Status is nullopt when all is well.
using Status = std::optional<Fatal>;

// require checks what the standard demands and records the check, passed or not. `what` says what
// must hold; a failure gives `alert`.
Status require(bool condition, AlertDescription alert, std::string_view what, Section section,
               Recorder &trace);

// unreadable is the failure of decode_message.
Fatal unreadable(std::string_view what, wire::DecodeError where);

// decode_message reads a message or says with decode_error where it cannot be read.
template <class Message>
Status decode_message(ByteView bytes, Message &out, std::string_view what) {
  if (auto error = wire::decode(bytes, out)) {
    return unreadable(what, std::move(*error));
  }
  return std::nullopt;
}

}  // namespace handshake
