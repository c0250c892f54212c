// Sessions that connect may resume, and the files that it keeps them in.
//
// A file has a line that names it, then one line for each session: its kind and its bytes in
// hexadecimal digits. Its secrets are not encrypted; it is for its owner alone.
#pragma once

#include "cli/files.h"
#include "handshake/memory.h"

namespace cli {

// nothing_in tells whether there is no session at all in a memory.
bool nothing_in(const handshake::ClientMemory &);

std::optional<Error> write_sessions(const std::string &path, const handshake::ClientMemory &);

// read_sessions reads a file of ours, with at least one session.
Result<handshake::ClientMemory> read_sessions(const std::string &path);

// check_sessions says why a client with this configuration would use none of them: too old, for
// another server, for other suites.
std::optional<Error> check_sessions(const handshake::ClientMemory &,
                                    const handshake::ClientConfig &);

// find_session gives the ticket of TLS 1.3 that such a client would use, or says why there is none.
// The memory outlives what it gives.
Result<const handshake::Ticket *> find_session(const handshake::ClientMemory &,
                                               const handshake::ClientConfig &);

// check_early_data says why early data would not go out with a ticket.
std::optional<Error> check_early_data(const handshake::Ticket &, const handshake::ClientConfig &);

}  // namespace cli
