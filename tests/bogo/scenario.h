// Scenario: a runner's flags as configurations of the core.
#pragma once

#include <memory>
#include <variant>

#include "bogo/flags.h"
#include "handshake/client.h"
#include "handshake/server.h"

namespace bogo {

// Verdict stands in for the rules by which a chain is trusted, as the runner's flags want it: it
// believes every chain or none. Without -verify-peer it notes its opinion and lets all pass.
class Verdict : public handshake::ChainJudge {
 public:
  // `retry` are the flags that hold once early data was refused.
  Verdict(const Flags &flags, const Flags &retry) : flags_(flags), retry_(retry) {}
  handshake::Status judge(const std::vector<wire::Bytes> &chain, trace::Recorder &) const override;
  // times is how often it was asked.
  int times() const { return times_; }
  // refused tells whether it does not believe a chain that it was shown.
  bool refused() const { return refused_; }
  // chain is the last that it was shown.
  const std::vector<wire::Bytes> &chain() const { return chain_; }

 private:
  const Flags &flags_, &retry_;
  mutable bool refused_ = false;
  mutable int times_ = 0;
  mutable std::vector<wire::Bytes> chain_;
};

// kNow is the time of a test's first connection, in seconds since 1970-01-01T00:00:00Z.
inline constexpr std::int64_t kNow = 1'700'000'000;

template <class Config>
using Configured = std::variant<std::shared_ptr<const Config>, Problem>;

// client_config and server_config follow the flags, or say which they cannot follow.
Configured<handshake::ClientConfig> client_config(const Flags &, std::int64_t time,
                                                  std::shared_ptr<const Verdict>);
Configured<handshake::ServerConfig> server_config(const Flags &, std::int64_t time,
                                                  const crypto::Secret &ticket_key,
                                                  std::shared_ptr<const Verdict>);

}  // namespace bogo
