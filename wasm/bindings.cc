// The core as JavaScript sees it. Small and dumb: values in, values out, no logic. core.d.ts describes it.
#include <emscripten/bind.h>

#include <string>
#include <vector>

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

// random_seed is 32 new bytes from the browser's generator, in hex.
std::string random_seed() { return wire::to_hex(crypto::system_seed().view()); }

// CommandResult is what a command leaves: its exit code and what it wrote.
struct CommandResult {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// command takes the arguments of the `handshake` command and gives its output.
CommandResult command(const emscripten::val &arguments) {
  const auto args = emscripten::vecFromJSArray<std::string>(arguments);
  // TODO: the command itself, as soon as session has it.
  return {2, "", "handshake: not built in yet (" + std::to_string(args.size()) + " arguments)\n"};
}

}  // namespace

EMSCRIPTEN_BINDINGS(handshake_playground) {
  emscripten::value_object<CommandResult>("CommandResult")
      .field("exit_code", &CommandResult::exit_code)
      .field("out", &CommandResult::out)
      .field("err", &CommandResult::err);
  emscripten::function("version", &version);
  emscripten::function("sha256", &sha256);
  emscripten::function("randomSeed", &random_seed);
  // Not "run": Emscripten has a run of its own on the module.
  emscripten::function("command", &command);
}
