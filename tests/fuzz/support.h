// What the fuzz targets share.
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/session.h"

namespace fuzz {

using wire::Bytes;
using wire::ByteView;

// demand ends the run, with a line that says why, when something does not hold.
inline void demand(bool holds, const char *what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// Input hands out the bytes that the fuzzer made.
class Input {
 public:
  explicit Input(ByteView bytes) : left_(bytes) {}
  bool empty() const { return left_.empty(); }
  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const std::uint8_t first = left_[0];
    left_ = left_.subspan(1);
    return first;
  }
  std::size_t below(std::size_t n) {
    const std::size_t high = byte();
    return n == 0 ? 0 : (high << 8 | byte()) % n;
  }
  // piece takes a length of two bytes and as many bytes, or what is left.
  ByteView piece() {
    const std::size_t high = byte();
    const std::size_t n = std::min<std::size_t>(high << 8 | byte(), left_.size());
    const ByteView out = left_.first(n);
    left_ = left_.subspan(n);
    return out;
  }
  ByteView rest() { return std::exchange(left_, {}); }

 private:
  ByteView left_;
};

// scenario makes a scenario out of one byte of choices.
inline session::Scenario scenario(std::uint8_t choice) {
  session::Scenario s;
  const auto set = [&](std::string_view name, std::string_view value) {
    demand(!session::set(s, name, value), "the setting is right");
  };
  if (choice & 1) set("group", "secp256r1");
  if (choice & 2) set("suite", "TLS_AES_256_GCM_SHA384");
  if (choice & 4) set("suite", "TLS_CHACHA20_POLY1305_SHA256");
  if (choice & 8) set("grease", "on");
  if (choice & 16) set("compatibility", "off");
  if (choice & 32) {
    set("group", "x25519,secp256r1");
    set("key-share", "secp256r1");
    set("server-group", "x25519");
  }
  // RSA is slow to sign with under sanitizers, so it is not the first choice.
  if (choice & 64) set("signature", "ed25519");
  if (choice & 128) set("tickets", "2");
  return s;
}

// Configs are the configurations of both sides. Reading the keys is slow under sanitizers, so each
// choice keeps its own.
struct Configs {
  session::Scenario scenario;
  std::shared_ptr<const handshake::ClientConfig> client;
  std::shared_ptr<const handshake::ServerConfig> server;
};
inline const Configs &configs(std::uint8_t choice) {
  static std::array<std::optional<Configs>, 256> kept;
  if (!kept[choice]) {
    const session::Scenario s = scenario(choice);
    kept[choice] = Configs{s, session::client_config(s), session::server_config(s)};
  }
  return *kept[choice];
}

// kChoices are choices for the first inputs: the default, then each one alone.
inline constexpr std::uint8_t kChoices[] = {0, 1, 2, 4, 8, 16, 32, 64, 128};

// tiled tells whether the leaves cover [begin, end) without a gap or an overlap.
inline bool tiled(const std::vector<wire::Annotation> &nodes, std::size_t begin, std::size_t end) {
  std::size_t at = begin;
  for (const wire::Annotation &node : nodes) {
    if (node.begin != at || node.end < node.begin) return false;
    if (!node.children.empty() && !tiled(node.children, node.begin, node.end)) return false;
    at = node.end;
  }
  return at == end;
}

// check_end looks at a connection that ran: a failure has an alert and a reason, and the trace of
// each message tiles.
inline void check_end(const handshake::Connection &connection) {
  if (const auto &failure = connection.failure()) {
    demand(!failure->reason.empty() && !failure->section.empty(), "a failure has a reason");
    demand(!failure->raised_here || !wire::name_of(failure->alert).empty(), "its alert has a name");
  }
}
inline void check_trace(const trace::Recorder &recorder) {
  for (const trace::TraceEvent &event : recorder.events()) {
    if (const auto *message = std::get_if<trace::MessagePassed>(&event.is)) {
      demand(tiled(message->fields(), 0, message->bytes.size()), "the fields tile the message");
    }
  }
}

// offer_seeds writes first inputs, made from real handshakes, into the folder that the environment
// names, and ends the program. Otherwise it does nothing. tools/fuzz.mjs asks for them.
template <class MakeSeeds>
void offer_seeds(MakeSeeds make) {
  const char *folder = std::getenv("HANDSHAKE_FUZZ_SEEDS");
  if (!folder) return;
  int count = 0;
  for (const Bytes &seed : make()) {
    const std::string path = std::string(folder) + "/seed-" + std::to_string(count++);
    std::FILE *file = std::fopen(path.c_str(), "wb");
    demand(file != nullptr, "the folder for seeds is there");
    std::fwrite(seed.data(), 1, seed.size(), file);
    std::fclose(file);
  }
  std::exit(0);
}

// piece writes what Input::piece reads.
inline void add_piece(Bytes &out, ByteView bytes) {
  out.push_back(static_cast<std::uint8_t>(bytes.size() >> 8));
  out.push_back(static_cast<std::uint8_t>(bytes.size()));
  wire::append(out, bytes);
}

}  // namespace fuzz
