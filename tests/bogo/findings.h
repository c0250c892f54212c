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

// names_of gives what a client's sessions are named by: tickets, or session IDs.
std::vector<wire::Bytes> names_of(const handshake::ClientMemory &);

// check_client_memory looks at what a connection left a client to resume; `before` is what there
// was before it.
std::optional<Problem> check_client_memory(const Flags &, const handshake::Connection &,
                                           const handshake::ClientMemory &,
                                           const std::vector<wire::Bytes> &before);

// check_server_memory looks at what a connection left a server.
std::optional<Problem> check_server_memory(const Flags &, bool resumes,
                                           const handshake::ServerMemory &);

// check_messages compares what passed with what the runner expects to have passed.
std::optional<Problem> check_messages(const Flags &, const trace::Recorder &);

// tls_unique is the first Finished of a handshake of TLS 1.2 (RFC 5929, section 3); empty: none.
wire::Bytes tls_unique(const trace::Recorder &);

// traffic_secrets are the secrets that the shim reads and writes with in TLS 1.3, after their
// length in two bytes (least significant first); empty: there are none.
wire::Bytes traffic_secrets(const Flags &, const trace::Recorder &);

}  // namespace bogo
