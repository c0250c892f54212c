// The core as JavaScript sees it. Small and dumb: values in, values out, no logic. core.d.ts
// describes it.
#include <emscripten/bind.h>

#include <algorithm>
#include <string>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "session/command.h"
#include "wire/bytes.h"

namespace {

using session::Solo;

// version is the version of this package.
std::string version() { return HANDSHAKE_VERSION; }

// sha256 is the SHA-256 of some bytes, in hex.
std::string sha256(const std::string &bytes) {
  const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
  return wire::to_hex(crypto::hash(crypto::HashAlgorithm::sha256, {data, bytes.size()}));
}

// random_seed is 32 new bytes from the browser's generator, in hex.
std::string random_seed() { return wire::to_hex(crypto::system_seed().view()); }

// bytes_of gives a Uint8Array of its own: a view would be void when the memory grows.
emscripten::val bytes_of(const wire::Bytes &bytes) {
  const emscripten::val view(emscripten::typed_memory_view(bytes.size(), bytes.data()));
  return view.call<emscripten::val>("slice");
}

// What Embind asks for, to get the bytes of a result, and to set them, which nobody does.
emscripten::val result_bytes(const session::CommandResult &result) {
  return bytes_of(result.bytes);
}
void set_result_bytes(session::CommandResult &, const emscripten::val &) {}

// more_is_there says that core.more.wasm was added (parts.js).
bool second_part = false;
void more_is_there() { second_part = true; }

// needs_more tells whether a command leads past the cut of split.mjs: the first part has `run` and
// `list` with --format json, and what is wrong with their arguments.
bool needs_more(const std::vector<std::string> &words) {
  if (words.empty() || (words.front() != "run" && words.front() != "list")) return true;
  bool json = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "--help" || words[i] == "-h") return true;
    if (words[i] == "--format") json = i + 1 < words.size() && words[i + 1] == "json";
    if (words[i].starts_with("--format=")) json = words[i] == "--format=json";
  }
  return !json;
}

// lacks_more is what a command leaves that needs the second part while it is not there.
session::CommandResult lacks_more() {
  return {3, "", "handshake: this command needs core.more.wasm, by more() or moreBinary\n"};
}

// command takes the arguments of the `handshake` command and gives what it leaves.
session::CommandResult command(const emscripten::val &arguments) {
  const auto words = emscripten::vecFromJSArray<std::string>(arguments);
  if (!second_part && needs_more(words)) return lacks_more();
  return session::run_command(words, &crypto::system_seed);
}

// command_files names the files that some arguments need.
emscripten::val command_files(const emscripten::val &arguments) {
  return emscripten::val::array(
      session::files_of(emscripten::vecFromJSArray<std::string>(arguments)));
}

// command_with takes the contents of those files too, in their order.
session::CommandResult command_with(const emscripten::val &arguments,
                                    const emscripten::val &contents) {
  const auto words = emscripten::vecFromJSArray<std::string>(arguments);
  if (!second_part && needs_more(words)) return lacks_more();
  const auto bytes = emscripten::vecFromJSArray<std::string>(contents);
  const std::vector<std::string> names = session::files_of(words);
  session::Files files;
  for (std::size_t i = 0; i < std::min(names.size(), bytes.size()); ++i) {
    files.push_back({names[i], wire::to_bytes(wire::as_bytes(bytes[i]))});
  }
  return session::run_command(words, &crypto::system_seed, files);
}

// One side of a connection, alone. JavaScript holds it by a number, its address: a class of Embind
// would add 17 kB to the module's glue.
using Handle = std::uintptr_t;
Solo &solo_of(Handle handle) { return *reinterpret_cast<Solo *>(handle); }

// endpoint makes one, or gives the text that says what is wrong with the settings.
emscripten::val endpoint(const std::string &role, const emscripten::val &arguments) {
  auto made = session::make_solo(role, emscripten::vecFromJSArray<std::string>(arguments),
                                 &crypto::system_seed);
  if (!made.solo) return emscripten::val(made.error);
  return emscripten::val(reinterpret_cast<Handle>(made.solo.release()));
}
void endpoint_delete(Handle handle) { delete &solo_of(handle); }

bool endpoint_can_step(Handle handle) { return solo_of(handle).can_step(); }
bool endpoint_step(Handle handle) { return solo_of(handle).step(); }
void endpoint_receive(Handle handle, const std::string &bytes) {
  solo_of(handle).receive(wire::as_bytes(bytes));
}
void endpoint_send(Handle handle, const std::string &text) {
  solo_of(handle).send(wire::as_bytes(text));
}
void endpoint_update_keys(Handle handle) { solo_of(handle).update_keys(); }
void endpoint_close(Handle handle) { solo_of(handle).close(); }
std::string endpoint_state(Handle handle) { return std::string(solo_of(handle).state()); }
std::string endpoint_trace(Handle handle) { return solo_of(handle).trace_json(); }

emscripten::val endpoint_take_output(Handle handle) {
  return bytes_of(solo_of(handle).take_output());
}

}  // namespace

EMSCRIPTEN_BINDINGS(handshake_playground) {
  emscripten::value_object<session::CommandResult>("CommandResult")
      .field("exit_code", &session::CommandResult::exit_code)
      .field("out", &session::CommandResult::out)
      .field("err", &session::CommandResult::err)
      .field("output_file", &session::CommandResult::output_file)
      .field("bytes", &result_bytes, &set_result_bytes);
  emscripten::function("moreIsThere", &more_is_there);
  emscripten::function("version", &version);
  emscripten::function("sha256", &sha256);
  emscripten::function("randomSeed", &random_seed);
  // Not "run": Emscripten has a run of its own on the module.
  emscripten::function("command", &command);
  emscripten::function("commandFiles", &command_files);
  emscripten::function("commandWith", &command_with);
  emscripten::function("endpoint", &endpoint);
  emscripten::function("endpointDelete", &endpoint_delete);
  emscripten::function("endpointCanStep", &endpoint_can_step);
  emscripten::function("endpointStep", &endpoint_step);
  emscripten::function("endpointReceive", &endpoint_receive);
  emscripten::function("endpointSend", &endpoint_send);
  emscripten::function("endpointUpdateKeys", &endpoint_update_keys);
  emscripten::function("endpointClose", &endpoint_close);
  emscripten::function("endpointState", &endpoint_state);
  emscripten::function("endpointTrace", &endpoint_trace);
  emscripten::function("endpointTakeOutput", &endpoint_take_output);
}
