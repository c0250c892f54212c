// Findings: whether a connection came to what the runner's flags expect.
#pragma once

#include <optional>

#include "bogo/flags.h"
#include "bogo/scenario.h"

namespace bogo {

// wants_trace tells whether the flags ask for something that only a trace knows.
bool wants_trace(const Flags &);

// check_handshake looks at a handshake that was just completed.
std::optional<Problem> check_handshake(const Flags &, bool resumes, const handshake::Connection &,
                                       const trace::Recorder &, const Verdict &);

// check_session looks at what a connection left, before it is shut down; `client` is null for a
// server.
std::optional<Problem> check_session(const Flags &, const handshake::Client *client,
                                     const handshake::Connection &);

// check_messages compares what passed with what the runner expects to have passed.
std::optional<Problem> check_messages(const Flags &, const trace::Recorder &);

// traffic_secrets are the secrets that the shim reads and writes with in TLS 1.3, after their
// length in two bytes (least significant first); empty: there are none.
wire::Bytes traffic_secrets(const Flags &, const trace::Recorder &);

}  // namespace bogo
