// Attempt: what an eavesdropper makes of a recording with what was stolen.
#pragma once

#include <vector>

#include "eavesdropper/loot.h"
#include "eavesdropper/recording.h"
#include "trace/recorder.h"

namespace eavesdropper {

// Reach is how much of something was read. A side that sent no data and whose keys are known is
// read as a whole.
enum class Reach : std::uint8_t { none, part, all };
std::string_view name_of(Reach);

// Reading is what was read of one side's application data.
struct Reading {
  Reach reach = Reach::none;
  wire::Bytes bytes;
};

// ConnectionRead is how far the eavesdropper came in one connection.
struct ConnectionRead {
  Reading client, server;
  bool early_offered = false;  // the client announced early data
  Reading early;
  std::vector<trace::EventId> dead_ends;
};

// attempt goes all roads that the loot opens, in every connection, and writes each step into the
// trace: what is on the wire, what is computed from what, each record that opens, and for what
// stays closed the value at which the road ends. Secrets that it finds in one connection it tries
// in the next. Whatever the bytes are, it comes to an end; a record counts as read only when its
// AEAD or MAC is right.
std::vector<ConnectionRead> attempt(const Recording &, const Loot &, trace::Recorder &);

}  // namespace eavesdropper
