// TraceEvent: what happened in an endpoint, as docs/trace-format.md lists it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wire/messages.h"

namespace trace {

using wire::Bytes;
using wire::ByteView;

// Role is the part that an endpoint plays.
enum class Role : std::uint8_t { client, server };
constexpr Role peer_of(Role role) { return role == Role::client ? Role::server : Role::client; }
std::string_view name_of(Role);

// Epoch says which keys protect a record: those of TLS 1.3's early data, handshake or application
// data, or the session keys of TLS 1.2, which protect Finished and the data alike.
enum class Epoch : std::uint8_t { clear, early, handshake, application, session };
std::string_view name_of(Epoch);

enum class Direction : std::uint8_t { sent, received };
std::string_view name_of(Direction);

// EventId is an event's place in its trace, from 0. kNoEvent: not recorded.
using EventId = std::uint32_t;
inline constexpr EventId kNoEvent = 0xffffffff;

// Party is a bit for each one who may know a value; wire stands for everybody who listens.
enum Party : std::uint8_t { client = 1, server = 2, wire_party = 4 };
inline constexpr std::uint8_t kBothSides = client | server;
inline constexpr std::uint8_t kEverybody = client | server | wire_party;
constexpr std::uint8_t only(Role role) { return role == Role::client ? client : server; }

// Section is the part of a standard that something rests on, as prose cites it:
// "RFC 8446, section 7.1".
using Section = std::string_view;

// ValueId refers to a value event; Messages to message events whose bytes are concatenated.
struct ValueId {
  EventId id = kNoEvent;
  friend bool operator==(const ValueId &, const ValueId &) = default;
};
struct Messages {
  std::vector<EventId> ids;
  friend bool operator==(const Messages &, const Messages &) = default;
};

// Input is one input of the operation that gave a value.
struct Input {
  std::string_view name;
  std::variant<ValueId, Bytes, std::string, std::uint64_t, Messages> is;
  friend bool operator==(const Input &, const Input &) = default;
};

// Origin says where a value comes from, who may know it, and where that is written.
struct Origin {
  std::string_view operation;
  std::vector<Input> inputs;
  std::uint8_t known_to = 0;  // Party bits
  Section section;
  bool withheld = false;  // the bytes stay out of the trace
};

struct StateEntered {
  std::string_view from, to;
};
struct ValueBorn {
  std::string_view name;
  Bytes bytes;
  std::size_t length = 0;
  Origin origin;
};
struct MessagePassed {
  Direction direction{};
  wire::ContentType content_type{};
  std::string_view name;
  Epoch epoch{};
  Bytes bytes;
  wire::Dialect dialect;
  std::vector<EventId> records;  // received only
  // fields reads the message for its tree of annotations. It is made when somebody looks: it
  // follows from the bytes, and to make it takes longer than all other recording.
  std::vector<wire::Annotation> fields() const {
    return wire::annotate(content_type, bytes, dialect);
  }
};
// Protection is what a protected record was sealed or opened with.
struct Protection {
  std::string_view form;  // how TLS 1.2 builds it; empty: as TLS 1.3 does
  EventId key = kNoEvent;
  EventId iv = kNoEvent;       // the CBC forms have none
  EventId mac_key = kNoEvent;  // only the CBC forms have one
  std::uint64_t sequence_number = 0;
  Bytes nonce;            // of the AEAD; the IV of CBC
  Bytes additional_data;  // what is authenticated besides: before the content, or the ciphertext
  Bytes plaintext;        // what was encrypted: TLSInnerPlaintext, or content, MAC and padding
};
struct RecordPassed {
  Direction direction{};
  std::uint64_t number = 0;
  wire::ContentType content_type{};
  Epoch epoch{};
  Bytes bytes;
  std::vector<EventId> messages;  // sent only
  std::optional<Protection> protection;
};
struct Checked {
  std::string_view what;
  bool passed = false;
  wire::AlertDescription alert{};
  Section section;
};
struct Discarded {
  EventId value = kNoEvent;
  std::string_view name;
  // What the owner's memory held just before it was wiped, and what was read from the same place
  // just after.
  Bytes held, left;
};
struct Failed {
  wire::AlertDescription alert{};
  std::string reason;
  Section section;
  bool raised = true;  // false: the peer's alert says so
  std::optional<wire::DecodeError> where;
};
struct Established {
  std::string_view version, cipher_suite, group, signature_scheme, client_signature_scheme;
  std::string server_name;
  std::string application_protocol;
  std::string_view psk{};         // "resumption" or "external"; empty: none
  std::string_view resumed{};     // TLS 1.2: by "session_id" or "ticket"; empty: not
  std::string_view early_data{};  // "accepted" or "rejected"; empty: none was offered
};
// ConnectionBegun marks where a connection of a run begins, when there are several.
struct ConnectionBegun {
  std::uint64_t number = 0;  // from 1
};

// Intervened is what somebody on the wire did to a record that `by` had sent.
struct Intervened {
  std::string_view action;
  std::uint64_t record = 0;  // the record's number, from 0
  bool effective = true;     // false: there was nothing to do it to
  Bytes before, after;       // what came, and what was passed on in its place
};

// What follows stands in traces of the eavesdropper only.

// DataRead is application data that the eavesdropper read; by whom it was sent is TraceEvent::by.
struct DataRead {
  std::uint64_t connection = 0;  // from 1
  Epoch epoch{};
  Bytes bytes;
  std::vector<EventId> records;
};
// DeadEnd is where the eavesdropper's road ends. TraceEvent::by is the side whose data stay closed.
struct DeadEnd {
  std::uint64_t connection = 0;
  std::string_view value;    // what would be needed next
  std::string_view why;      // a sentence of eavesdropper/dead_ends.h
  std::string_view missing;  // the input of `value` that is not there
  Section section;
};
// MemoryRead is what an endpoint's memory held where a value had been, after its discard.
struct MemoryRead {
  std::string_view name;
  Bytes bytes;
  std::vector<std::string_view> holds;  // what the endpoint has at that moment
};

struct TraceEvent {
  EventId id = 0;
  std::uint32_t step = 0;
  // Who does it. In a trace of the eavesdropper all is hers, and this is the side that it is about.
  Role by{};
  std::variant<StateEntered, ValueBorn, MessagePassed, RecordPassed, Checked, Discarded, Failed,
               Established, ConnectionBegun, Intervened, DataRead, DeadEnd, MemoryRead>
      is;
};

}  // namespace trace
