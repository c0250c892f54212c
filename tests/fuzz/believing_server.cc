// The server in every state of both versions, with nothing authenticated.
#include <cstdint>

#include "handshake/states.h"
#include "mutate.h"
#include "stream.h"

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  fuzz::offer_seeds(
      [] { return fuzz::stream_seeds<trace::Role::server>(handshake::kServerTransitions); });
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  fuzz::play<trace::Role::server>({data, size});
  return 0;
}
