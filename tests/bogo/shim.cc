// bogo_shim: what BoringSSL's runner starts to try its tests on this core (docs/conformance.md).
#include <algorithm>
#include <csignal>
#include <iostream>

#include "bogo/exchange.h"

namespace {

int report(const bogo::Problem &problem) {
  std::cerr << problem.what << "\n";
  switch (problem.kind) {
    case bogo::Problem::Kind::unimplemented:
      return 89;
    case bogo::Problem::Kind::ended:
      return 1;
    default:
      // Not even a test that wants the connection to fail is passed with it.
      return 90;
  }
}

}  // namespace

int main(int argc, char **argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> words(argv + 1, argv + argc);
  // A handshaker, BoringSSL's second process, is asked for once, before all tests.
  if (std::find(words.begin(), words.end(), "-is-handshaker-supported") != words.end()) {
    std::cout << "No\n";
    return 0;
  }
  bogo::AllFlags flags;
  if (const auto problem = bogo::parse(words, flags)) return report(*problem);
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
