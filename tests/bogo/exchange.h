// Exchange: one connection with the runner, from its first byte to its last.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bogo/flags.h"
#include "bogo/scenario.h"

namespace bogo {

// Kept is what one connection leaves for the next.
struct Kept {
  handshake::ClientMemory client;
  handshake::ServerMemory server;
  crypto::Secret ticket_key;
  std::vector<wire::Bytes> before;  // names of the sessions that a client had
  std::int64_t time = kNow;
};

// exchange has one connection; `retry` are the flags that hold once early data was refused. It
// gives what was wrong, or nullopt.
std::optional<Problem> exchange(const Flags &, const Flags &retry, bool resumes, Kept &);

}  // namespace bogo
