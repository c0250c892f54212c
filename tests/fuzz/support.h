// What the fuzz targets share.
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/session.h"
#include "wire/records.h"

namespace fuzz {

using trace::Recorder;
using trace::Role;
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

// Choice is what an input begins with: a scenario and options.
struct Choice {
  std::uint8_t kind = 0;     // of scenarios()
  std::uint8_t options = 0;  // a bit for each of scenario()'s options
};

using Settings = std::vector<std::pair<std::string_view, std::string_view>>;

// kinds are scenarios that lead through every state of both versions.
inline const std::vector<Settings> &kinds() {
  static const std::vector<Settings> kKinds{
      {},
      {{"suite", "TLS_AES_256_GCM_SHA384"}, {"signature", "ed25519"}},
      {{"group", "x25519,secp256r1"}, {"key-share", "secp256r1"}, {"server-group", "x25519"}},
      {{"client-auth", "require"}, {"client-certificate", "ecdsa_secp256r1_sha256"}},
      {{"client-auth", "request"}},
      {{"psk", "identity:00112233"}},
      {{"psk", "identity:00112233"}, {"psk-modes", "psk_ke"}},
      {{"resumption", "psk_dhe_ke"}},
      {{"resumption", "psk_ke"}, {"suite", "TLS_AES_256_GCM_SHA384"}},
      {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}},
      {{"resumption", "psk_ke"}, {"early-data", "early"}, {"key-update", "both"}},
      {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}, {"server-early-data", "reject"}},
      {{"resumption", "psk_dhe_ke"},
       {"early-data", "early"},
       {"group", "x25519,secp256r1"},
       {"key-share", "secp256r1"},
       {"server-group", "x25519"}},
      {{"resumption", "psk_dhe_ke"}, {"client-auth", "require"}, {"client-certificate", "ed25519"}},
      {{"key-update", "both"}, {"group", "X25519MLKEM768"}},
      {{"tls", "1.3,1.2"}, {"group", "ffdhe2048"}, {"signature", "rsa_pss_rsae_sha256"}},
      {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}},
      {{"tls", "1.2"}, {"suite", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"}},
      {{"tls", "1.2"}, {"suite", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"}, {"group", "ffdhe2048"}},
      {{"tls", "1.2"}, {"suite", "TLS_RSA_WITH_AES_128_GCM_SHA256"}},
      {{"tls", "1.2"}, {"suite", "TLS_RSA_WITH_AES_256_CBC_SHA256"}, {"encrypt-then-mac", "off"}},
      {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"}},
      {{"tls", "1.2"},
       {"suite", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"},
       {"encrypt-then-mac", "off"},
       {"extended-master-secret", "off"}},
      {{"tls", "1.2"},
       {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
       {"resumption", "ticket"}},
      {{"tls", "1.2"},
       {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"},
       {"resumption", "session_id"}},
      {{"tls", "1.2"},
       {"suite", "TLS_RSA_WITH_AES_128_GCM_SHA256"},
       {"resumption", "ticket"},
       {"client-auth", "require"},
       {"client-certificate", "ed25519"}},
      {{"tls", "1.2"},
       {"suite", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
       {"client-auth", "require"},
       {"client-certificate", "rsa_pss_rsae_sha256"}},
      {{"tls", "1.2"},
       {"suite", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"},
       {"group", "ffdhe2048"},
       {"client-auth", "request"}},
      {{"client-tls", "1.3,1.2"}, {"server-tls", "1.2"}},
      {{"client-tls", "1.2"}, {"server-tls", "1.3,1.2"}, {"client-auth", "request"}},
      {{"tls", "1.3,1.2"}, {"resumption", "psk_dhe_ke"}, {"early-data", "early"}},
  };
  return kKinds;
}

// scenario makes a scenario: the options first, so that what a kind needs prevails.
inline session::Scenario scenario(Choice choice) {
  session::Scenario s;
  const auto set = [&](std::string_view name, std::string_view value) {
    demand(!session::set(s, name, value), "the setting is right");
  };
  // RSA is slow to sign with under sanitizers, and every key that is read takes its time.
  set("signature", "ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256");
  if (choice.options & 1) set("group", "secp256r1");
  if (choice.options & 2) set("grease", "on");
  if (choice.options & 4) set("compatibility", "off");
  if (choice.options & 8) set("record-padding", "64");
  if (choice.options & 16) set("exporter", "EXPORTER-fuzz");
  if (choice.options & 32) set("tickets", "2");
  if (choice.options & 64) set("key-update", "client");
  if (choice.options & 128) set("suite", "TLS_CHACHA20_POLY1305_SHA256");
  for (const auto &[name, value] : kinds()[choice.kind % kinds().size()]) set(name, value);
  // Without it TLS 1.2 exports nothing (RFC 7627, section 5.4).
  if (!s.extended_master_secret) set("exporter", "");
  // What TLS 1.3 alone has cannot be offered by who speaks TLS 1.2 alone.
  if (session::contradiction(s))
    set("suite", "TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256");
  demand(!session::contradiction(s), "the settings go together");
  return s;
}

// Configs are a scenario with both sides' configurations, which all its connections have. Reading
// the keys is slow under sanitizers, so each choice keeps its own.
struct Configs {
  session::Scenario scenario;
  session::Configs sides;
};
inline const Configs &configs(Choice choice) {
  static std::map<std::pair<std::size_t, std::uint8_t>, Configs> kept;
  const std::pair key(choice.kind % kinds().size(), choice.options);
  auto it = kept.find(key);
  if (it == kept.end()) {
    if (kept.size() == 1000) kept.clear();
    const session::Scenario s = scenario(choice);
    it = kept.emplace(key, Configs{s, session::configs(s)}).first;
  }
  return it->second;
}

// choices are those that first inputs are made of: every kind; each option alone; HelloRetryRequest
// and a client's certificate without compatibility mode.
inline std::vector<Choice> choices() {
  std::vector<Choice> out;
  for (std::size_t i = 0; i < kinds().size(); ++i) out.push_back({static_cast<std::uint8_t>(i), 0});
  for (int bit = 0; bit < 8; ++bit) out.push_back({0, static_cast<std::uint8_t>(1 << bit)});
  out.push_back({2, 4});
  out.push_back({3, 4});
  return out;
}

// The types that belong to a role.
template <Role kRole>
using Endpoint = std::conditional_t<kRole == Role::client, handshake::Client, handshake::Server>;
template <Role kRole>
using Memory =
    std::conditional_t<kRole == Role::client, handshake::ClientMemory, handshake::ServerMemory>;

// endpoint makes the side of a connection, with the seed that Session would give it.
template <Role kRole>
Endpoint<kRole> endpoint(const Configs &configs, int connection, Memory<kRole> memory) {
  const Bytes seed = wire::from_hex(configs.scenario.seed).value();
  std::string label(name_of(kRole));
  if (connection > 1) label += " " + std::to_string(connection);
  if constexpr (kRole == Role::client) {
    handshake::Client client(configs.sides.client, crypto::derive_seed(seed, label),
                             std::move(memory));
    if (connection > 1) {
      client.connection().send_early(wire::as_bytes(configs.scenario.early_data));
    }
    return client;
  } else {
    return {configs.sides.server, crypto::derive_seed(seed, label), std::move(memory)};
  }
}

// records cuts bytes where the records end; what is left over is the last.
inline std::vector<Bytes> records(ByteView left) {
  std::vector<Bytes> out;
  while (!left.empty()) {
    std::size_t n = left.size();
    if (n >= wire::kRecordHeaderLength) {
      n = std::min(n,
                   wire::kRecordHeaderLength + (std::size_t{left[3]} << 8 | std::size_t{left[4]}));
    }
    out.push_back(wire::to_bytes(left.first(n)));
    left = left.subspan(n);
  }
  return out;
}

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

// check_discarded demands that a connection that failed took its secrets with it. What a session is
// resumed with may outlive it.
inline void check_discarded(const Recorder &recorder) {
  std::map<trace::EventId, std::string_view> alive;
  for (const trace::TraceEvent &event : recorder.events()) {
    if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
      const std::string_view name = value->name;
      const bool secret =
          value->origin.known_to != trace::kEverybody && !value->origin.withheld &&
          (name == "shared_secret" || name.ends_with("_traffic_secret") || name == "key_block" ||
           name.find("_traffic_secret_") != std::string_view::npos ||
           name == "exporter_master_secret" || name == "handshake_secret" ||
           name == "pre_master_secret" || name.ends_with("_key") || name.ends_with("_iv") ||
           name.ends_with("_IV"));
      if (secret && name != "peer_public_key" && name != "public_key") alive[event.id] = name;
    } else if (const auto *end = std::get_if<trace::Discarded>(&event.is)) {
      alive.erase(end->value);
    }
  }
  for (const auto &[id, name] : alive) std::fprintf(stderr, "%s\n", std::string(name).c_str());
  demand(alive.empty(), "a connection that failed discarded its secrets");
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
