#include "session/solo.h"

#include "session/trace_json.h"

namespace session {

std::optional<std::string> unfit_for_one(const Scenario &scenario) {
  if (scenario.resumption != "off") {
    return "--resumption: a side that is alone plays one connection; off would fit";
  }
  if (!scenario.network.empty()) {
    return "--network: whoever carries the bytes of a side that is alone is the one on the wire";
  }
  if (scenario.replay) {
    return "--replay: a side that is alone plays one connection; off would fit";
  }
  return contradiction(scenario);
}

Solo::Solo(Role role, const Scenario &scenario, Recorder::Mode mode)
    : role_(role), scenario_(scenario), trace_(mode) {
  const Bytes seed = wire::from_hex(scenario.seed).value_or(Bytes(crypto::Random::kSeedLength));
  const crypto::Secret own = crypto::derive_seed(seed, name_of(role));
  if (role == Role::client) {
    client_.emplace(configs_of_last(scenario).client, own);
  } else {
    server_.emplace(configs_of_last(scenario).server, own);
  }
}

bool Solo::step() {
  if (!can_step()) return false;
  if (client_) {
    client_->step(trace_);
  } else {
    server_->step(trace_);
  }
  wire::append(received_, own().take_application_data());
  return true;
}

std::string Solo::trace_json() const {
  return session::trace_json(show(scenario_), trace_, {{role_, state(), &connection(), received_}});
}

}  // namespace session
