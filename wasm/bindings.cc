// The core as JavaScript sees it. Small and dumb: values in, values out, no logic.
#include <emscripten/bind.h>

#include <string>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "wire/bytes.h"

namespace {

// version is the version of this package.
std::string version() { return HANDSHAKE_VERSION; }

// sha256 is the SHA-256 of some bytes, in hex.
std::string sha256(const std::string &bytes) {
  const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
  return wire::to_hex(crypto::hash(crypto::HashAlgorithm::sha256, {data, bytes.size()}));
}

// randomSeed is 32 new bytes from the browser's generator, in hex.
std::string random_seed() { return wire::to_hex(crypto::system_seed().view()); }

}  // namespace

EMSCRIPTEN_BINDINGS(handshake_playground) {
  emscripten::function("version", &version);
  emscripten::function("sha256", &sha256);
  emscripten::function("randomSeed", &random_seed);
}
