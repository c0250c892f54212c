// Recording: what crossed the wire, and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "trace/events.h"

namespace eavesdropper {

using trace::Role;
using wire::Bytes;
using wire::ByteView;

// Piece is bytes that one side sent, at a time in microseconds since 1970-01-01T00:00:00Z.
struct Piece {
  Role from{};
  Bytes bytes;
  std::int64_t time = 0;
  friend bool operator==(const Piece &, const Piece &) = default;
};

// index_of is a side's place where each has one: the client's is 0.
constexpr std::size_t index_of(Role role) { return role == Role::server ? 1 : 0; }

// RecordedConnection has the pieces of one connection in the order in which they passed.
using RecordedConnection = std::vector<Piece>;

// Recording has connections in the order in which they began.
using Recording = std::vector<RecordedConnection>;

}  // namespace eavesdropper
