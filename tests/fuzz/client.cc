// The client in every state, against a peer that stops being honest.
#include <cstdint>

#include "endpoint.h"

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  fuzz::offer_seeds(fuzz::duel_seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  fuzz::duel<trace::Role::client>(fuzz::Input({data, size}));
  return 0;
}
