// The core as JavaScript sees it. Small and dumb: values in, values out, no logic. core.d.ts
// describes it.
#include <emscripten/bind.h>

#include <string>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "session/command.h"
#include "wire/bytes.h"

namespace {

// version is the version of this package.
std::string version() { return HANDSHAKE_VERSION; }

// sha256 is the SHA-256 of some bytes, in hex.
std::string sha256(const std::string &bytes) {
  const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
  return wire::to_hex(crypto::hash(crypto::HashAlgorithm::sha256, {data, bytes.size()}));
}

// random_seed is 32 new bytes from the browser's generator, in hex.
std::string random_seed() { return wire::to_hex(crypto::system_seed().view()); }

// command takes the arguments of the `handshake` command and gives what it leaves.
session::CommandResult command(const emscripten::val &arguments) {
  return session::run_command(emscripten::vecFromJSArray<std::string>(arguments),
                              &crypto::system_seed);
}

}  // namespace

EMSCRIPTEN_BINDINGS(handshake_playground) {
  emscripten::value_object<session::CommandResult>("CommandResult")
      .field("exit_code", &session::CommandResult::exit_code)
      .field("out", &session::CommandResult::out)
      .field("err", &session::CommandResult::err)
      .field("output_file", &session::CommandResult::output_file);
  emscripten::function("version", &version);
  emscripten::function("sha256", &sha256);
  emscripten::function("randomSeed", &random_seed);
  // Not "run": Emscripten has a run of its own on the module.
  emscripten::function("command", &command);
}
