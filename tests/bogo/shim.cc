// bogo_shim: what BoringSSL's runner starts to try its tests on this core (docs/conformance.md).
#include <csignal>
#include <iostream>

#include "bogo/exchange.h"

namespace {

// The runner passes a test over when a shim ends so.
constexpr int kUnimplemented = 89;

int report(const bogo::Problem &problem) {
  std::cerr << problem.what << "\n";
  return problem.unimplemented ? kUnimplemented : 1;
}

}  // namespace

int main(int argc, char **argv) {
  std::signal(SIGPIPE, SIG_IGN);
  bogo::AllFlags flags;
  if (const auto problem = bogo::parse({argv + 1, argv + argc}, flags)) return report(*problem);
  if (flags.initial.is_handshaker_supported) {
    std::cout << "No\n";
    return 0;
  }
  bogo::Kept kept;
  kept.ticket_key = crypto::system_seed();
  for (int i = 0; i <= flags.initial.resume_count; ++i) {
    const bogo::Flags &own = i == 0 ? flags.initial : flags.resume;
    if (const auto problem = bogo::exchange(own, flags.retry, i > 0, kept)) {
      std::cerr << "connection " << i + 1 << ": ";
      return report(*problem);
    }
  }
  return 0;
}
