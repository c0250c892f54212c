// Theft: a run that somebody listens to, and what is taken out of its endpoints.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eavesdropper/loot.h"
#include "session/session.h"

namespace session {

// Played is a run that is over, as it was heard on the wire and as it was in both endpoints.
struct Played {
  explicit Played(const Scenario &);
  Scenario scenario;
  Configs configs;
  Session session;
  std::uint64_t connections = 1;  // those in which both sides took part
};

// Moment says when the thief comes: before a value's owner discards it, or after. What is never
// discarded is there in both.
enum class Moment : std::uint8_t { before, after };

// Wanted is one thing to steal.
struct Wanted {
  std::string what;  // server-key, ticket-key, client-ephemeral, …, or the name of a secret
  std::uint64_t connection = 0;  // from 1; 0: the last
};

// kStealSyntax says what read_wanted reads, for help texts.
inline constexpr std::string_view kStealSyntax =
    "nothing, server-key, client-ephemeral, server-ephemeral, ticket-key, client-seed, "
    "server-seed, "
    "or the name of a secret; with @1 or @2 behind it from that connection, not from the last; "
    "several with commas between";

// read_wanted reads such a list. The result says in one line what is wrong, or nullopt.
std::optional<std::string> read_wanted(std::string_view text, std::vector<Wanted> &out);

// steal takes the loot out of the endpoints of a run. What was wiped by then is shown as it is: its
// memory, read back after the discard, becomes an event of the trace. `absent` gets what no side
// ever had.
eavesdropper::Loot steal(const Played &, const std::vector<Wanted> &, Moment,
                         std::vector<std::string> &absent, Recorder &);

}  // namespace session
