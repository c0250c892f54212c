// With recording off nothing of a secret is left in the process's memory once it was discarded.
//
// What to look for comes from a recorded run with the same seed in a forked child, and every byte
// of it stays XORed with a mask here, so that the search does not find itself. The endpoints run on
// a stack of their own: what they leave there is not overwritten by the search.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <functional>
#include <set>
#include <string>

#include "session/session.h"

namespace session {
namespace {

constexpr std::uint8_t kMask = 0xa5;
constexpr std::uint64_t kMask64 = 0xa5a5a5a5a5a5a5a5U;
constexpr int kNever = 1 << 30;
constexpr std::size_t kPiece = 8;

// Sought is a value to look for, masked, with the lives that it had: from the step in which a side
// came to know it to the one in which that side discarded it (kNever: not at all).
struct Sought {
  std::string name;
  Bytes masked;
  std::vector<std::pair<int, int>> lives;
  // alive tells whether somebody holds it after a step.
  bool alive(int step) const {
    return std::any_of(lives.begin(), lives.end(),
                       [&](const auto &life) { return life.first <= step && step < life.second; });
  }
};

// is_secret leaves out public keys, the ciphertext of a premaster secret, the IVs that CBC puts
// into its records, and the long-term keys of the configurations, which live as long as those.
bool is_secret(std::string_view name) {
  for (const char *no : {"public_key", "peer_public_key", "encrypted_pre_master_secret",
                         "record_iv", "certificate_private_key"}) {
    if (name == no) return false;
  }
  return name.ends_with("_secret") || name.find("_traffic_secret_") != std::string_view::npos ||
         name.ends_with("_key") || name.ends_with("_iv") || name.ends_with("_IV") ||
         name == "resumption_psk" || name == "key_block" || name == "pre_master_random" ||
         name == "pre_master_fallback" || name == "exported_keying_material";
}

// --- the child: a recorded run ---

Session make_session(const Scenario &scenario, bool remember, Recorder::Mode mode) {
  if (scenario.resumption != "off" || scenario.key_update != "off") return {scenario, mode};
  auto server = std::make_shared<handshake::ServerConfig>(*server_config(scenario));
  server->session_ids = server->session_tickets = remember;
  const Bytes seed = *wire::from_hex(scenario.seed);
  return {client_config(scenario), server, seed, scenario.request, scenario.response, mode};
}

std::string recorded_run(const Scenario &scenario, bool remember) {
  Session session = make_session(scenario, remember, Recorder::Mode::on);
  session.run();
  std::vector<Sought> all;
  struct Owner {
    trace::EventId id;
    std::size_t index, life;
  };
  std::vector<Owner> owners;
  for (const trace::TraceEvent &event : session.trace().events()) {
    const int step = static_cast<int>(event.step);
    if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
      // A long-term key is withheld. What is shorter than a piece cannot be looked for.
      if (!is_secret(value->name) || value->bytes.size() < kPiece) continue;
      Bytes masked = value->bytes;
      for (std::uint8_t &byte : masked) byte ^= kMask;
      auto it = std::find_if(all.begin(), all.end(),
                             [&](const Sought &one) { return one.masked == masked; });
      if (it == all.end()) {
        it = all.insert(all.end(), Sought{std::string(value->name), masked, {}});
      }
      owners.push_back({event.id, static_cast<std::size_t>(it - all.begin()), it->lives.size()});
      it->lives.emplace_back(step, kNever);
    } else if (const auto *discard = std::get_if<trace::Discarded>(&event.is)) {
      for (const Owner &owner : owners) {
        if (owner.id == discard->value) all[owner.index].lives[owner.life].second = step;
      }
    }
  }
  std::string out;
  for (const Sought &one : all) {
    for (const auto &[born, gone] : one.lives) {
      out += one.name + " " + wire::to_hex(one.masked) + " " + std::to_string(born) + " " +
             std::to_string(gone) + "\n";
    }
  }
  return out;
}

std::vector<Sought> secrets_of(const Scenario &scenario, bool remember) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = recorded_run(scenario, remember);
    std::size_t at = 0;
    while (at < text.size()) {
      const ssize_t n = write(ends[1], text.data() + at, text.size() - at);
      if (n <= 0) _exit(1);
      at += static_cast<std::size_t>(n);
    }
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  std::vector<Sought> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    char name[64], hex[2048];
    int born = 0, gone = 0;
    EXPECT_EQ(std::sscanf(text.substr(at, end - at).c_str(), "%63s %2047s %d %d", name, hex, &born,
                          &gone),
              4);
    Bytes masked = wire::from_hex(hex).value_or(Bytes());
    if (out.empty() || out.back().masked != masked) out.push_back({name, std::move(masked), {}});
    out.back().lives.emplace_back(born, gone);
    at = end + 1;
  }
  return out;
}

// --- the search ---

// Search looks for pieces of eight bytes, as they are and in reverse (BoringSSL keeps numbers with
// the lowest byte first): whoever has overwritten a part of a secret has not wiped it. A piece may
// be in several secrets: the keys of TLS 1.2 are parts of key_block.
class Search {
 public:
  explicit Search(const std::vector<Sought> &sought) {
    for (const Sought &one : sought) {
      for (const bool reversed : {false, true}) {
        const Bytes masked = turned(one.masked, reversed);
        for (std::size_t at = 0; at + kPiece <= masked.size(); at += 4) {
          const Bytes piece(masked.begin() + static_cast<std::ptrdiff_t>(at),
                            masked.begin() + static_cast<std::ptrdiff_t>(at + kPiece));
          Piece &kept = pieces_.emplace_back();
          std::memcpy(&kept.word, piece.data(), kPiece);
          filter_[slot(kept.word)] = true;
          for (std::size_t i = 0; i < sought.size(); ++i) {
            if (holds(sought[i].masked, piece) || holds(turned(sought[i].masked, true), piece)) {
              kept.owners.push_back(i);
            }
          }
        }
      }
    }
  }
  // found gives the owners of each piece that is in memory.
  std::set<std::vector<std::size_t>> found() const {
    std::set<std::vector<std::size_t>> out;
    std::FILE *maps = std::fopen("/proc/self/maps", "r");
    char line[512];
    std::vector<std::pair<const std::uint8_t *, const std::uint8_t *>> regions;
    while (std::fgets(line, sizeof(line), maps)) {
      unsigned long begin = 0, end = 0;
      char access[8];
      if (std::sscanf(line, "%lx-%lx %7s", &begin, &end, access) != 3) continue;
      if (access[0] != 'r' || access[1] != 'w') continue;
      regions.emplace_back(reinterpret_cast<const std::uint8_t *>(begin),
                           reinterpret_cast<const std::uint8_t *>(end));
    }
    std::fclose(maps);
    for (const auto &[begin, end] : regions) {
      for (const std::uint8_t *at = begin; at + kPiece <= end; ++at) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, kPiece);
        word ^= kMask64;
        if (!filter_[slot(word)]) continue;
        for (const Piece &piece : pieces_) {
          if (piece.word == word) out.insert(piece.owners);
        }
      }
    }
    return out;
  }

 private:
  struct Piece {
    std::uint64_t word = 0;
    std::vector<std::size_t> owners;
  };
  static Bytes turned(Bytes bytes, bool reversed) {
    if (reversed) std::reverse(bytes.begin(), bytes.end());
    return bytes;
  }
  static bool holds(const Bytes &all, const Bytes &piece) {
    return std::search(all.begin(), all.end(), piece.begin(), piece.end()) != all.end();
  }
  static std::size_t slot(std::uint64_t word) { return (word * 0x9e3779b97f4a7c15U) >> 44; }
  std::vector<Piece> pieces_;
  std::vector<bool> filter_ = std::vector<bool>(1 << 20);
};

// OwnStack runs functions on a stack that nothing else uses.
class OwnStack {
 public:
  static constexpr std::size_t kSize = 512 * 1024;
  OwnStack()
      : stack_(mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {}
  ~OwnStack() { munmap(stack_, kSize); }
  OwnStack(const OwnStack &) = delete;
  OwnStack &operator=(const OwnStack &) = delete;
  void run(const std::function<void()> &body) {
    current_ = &body;
    getcontext(&inside_);
    inside_.uc_stack.ss_sp = stack_;
    inside_.uc_stack.ss_size = kSize;
    inside_.uc_link = &outside_;
    makecontext(
        &inside_, [] { (*current_)(); }, 0);
    swapcontext(&outside_, &inside_);
  }

 private:
  static inline const std::function<void()> *current_ = nullptr;
  void *stack_;
  ucontext_t inside_{}, outside_{};
};

std::string names(const std::vector<Sought> &sought,
                  const std::set<std::vector<std::size_t>> &found) {
  std::string out;
  for (const auto &owners : found) out += sought[owners.front()].name + " ";
  return out;
}

struct Case {
  const char *name;
  std::vector<std::pair<const char *, const char *>> settings;
  bool completes = true;
  bool remember = true;  // sessions of TLS 1.2 can be resumed, so that master_secret stays
};
void PrintTo(const Case &one, std::ostream *out) { *out << one.name; }

class Wiped : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(
    Scenarios, Wiped,
    testing::Values(
        Case{"x25519", {{"group", "x25519"}}}, Case{"secp256r1", {{"group", "secp256r1"}}},
        Case{"secp384r1", {{"group", "secp384r1"}}}, Case{"secp521r1", {{"group", "secp521r1"}}},
        Case{"ffdhe2048", {{"group", "ffdhe2048"}}}, Case{"ffdhe4096", {{"group", "ffdhe4096"}}},
        Case{"X25519MLKEM768", {{"group", "X25519MLKEM768"}}},
        Case{"HybridNotTaken",
             {{"client-group", "X25519MLKEM768,x25519"},
              {"key-share", "X25519MLKEM768,x25519"},
              {"server-group", "x25519"}}},
        Case{"BothShares", {{"key-share", "x25519,secp256r1"}, {"grease", "on"}}},
        Case{"HelloRetryRequest", {{"server-group", "secp256r1"}}},
        Case{"Aes256", {{"suite", "TLS_AES_256_GCM_SHA384"}, {"signature", "ed25519"}}},
        Case{"ChaCha20",
             {{"suite", "TLS_CHACHA20_POLY1305_SHA256"}, {"signature", "rsa_pss_rsae_sha256"}}},
        Case{"UnknownCa", {{"trust", "off"}}, false},
        Case{"NoCommonGroup", {{"client-group", "x25519"}, {"server-group", "secp256r1"}}, false},
        Case{"Resumption", {{"resumption", "psk_dhe_ke"}}},
        Case{"ResumptionWithoutKeyExchange",
             {{"resumption", "psk_ke"}, {"suite", "TLS_AES_256_GCM_SHA384"}}},
        Case{"EarlyData", {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}}},
        Case{"EarlyDataRefused",
             {{"resumption", "psk_dhe_ke"},
              {"early-data", "early"},
              {"server-early-data", "reject"}}},
        Case{
            "EarlyDataAndRetry",
            {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}, {"server-group", "secp256r1"}}},
        Case{"ExpiredTicket", {{"resumption", "psk_dhe_ke"}, {"pause", "100000"}}},
        Case{"ClientCertificate",
             {{"client-auth", "require"}, {"client-certificate", "ecdsa_secp256r1_sha256"}}},
        Case{"ClientCertificateRsa",
             {{"client-auth", "request"}, {"client-certificate", "rsa_pss_rsae_sha256"}}},
        Case{"NoClientCertificate", {{"client-auth", "require"}}, false},
        Case{"KeyUpdate", {{"key-update", "both"}}},
        Case{"KeyUpdateOfOne",
             {{"key-update", "client"}, {"suite", "TLS_CHACHA20_POLY1305_SHA256"}}},
        Case{"Exporter", {{"exporter", "label"}}},
        Case{"Tls12Ecdhe",
             {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}},
             true,
             false},
        Case{"Tls12EcdheChaCha20",
             {{"tls", "1.2"},
              {"group", "secp384r1"},
              {"suite", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"}},
             true,
             false},
        Case{"Tls12EcdheCbc",
             {{"tls", "1.2"},
              {"suite", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"},
              {"encrypt-then-mac", "off"},
              {"exporter", "label"}},
             true,
             false},
        Case{"Tls12Rsa",
             {{"tls", "1.2"}, {"suite", "TLS_RSA_WITH_AES_256_GCM_SHA384"}},
             true,
             false},
        Case{"Tls12RsaEtm",
             {{"tls", "1.2"},
              {"suite", "TLS_RSA_WITH_AES_128_CBC_SHA256"},
              {"extended-master-secret", "off"}},
             true,
             false},
        Case{"Tls12Dhe",
             {{"tls", "1.2"},
              {"group", "ffdhe2048"},
              {"suite", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"}},
             true,
             false},
        Case{"Tls12ClientCertificate",
             {{"tls", "1.2"},
              {"client-auth", "require"},
              {"client-certificate", "ecdsa_secp256r1_sha256"}},
             true,
             false},
        Case{"Tls12UnknownCa", {{"tls", "1.2"}, {"trust", "off"}}, false},
        Case{"Tls12Ticket", {{"tls", "1.2"}, {"resumption", "ticket"}}},
        Case{"Tls12SessionId", {{"tls", "1.2"}, {"resumption", "session_id"}}}),
    [](const auto &one) { return std::string(one.param.name); });

// expected_names tells which secrets a complete connection has had, at least.
std::vector<std::string_view> expected_names(const Scenario &scenario) {
  if (scenario.client_versions.front() == wire::ProtocolVersion::tls12) {
    return {"master_secret", "key_block", "client_write_key", "server_write_key"};
  }
  std::vector<std::string_view> out{"private_key",
                                    "shared_secret",
                                    "early_secret",
                                    "derived_secret",
                                    "handshake_secret",
                                    "client_handshake_traffic_secret",
                                    "server_handshake_traffic_secret",
                                    "client_handshake_write_key",
                                    "client_handshake_write_iv",
                                    "client_finished_key",
                                    "server_finished_key",
                                    "master_secret",
                                    "client_application_traffic_secret_0",
                                    "server_application_traffic_secret_0",
                                    "client_application_write_key",
                                    "server_application_write_key",
                                    "exporter_master_secret",
                                    "resumption_master_secret",
                                    "resumption_psk"};
  if (!scenario.early_data.empty()) {
    out.insert(out.end(), {"client_early_traffic_secret", "early_exporter_master_secret",
                           "client_early_write_key", "client_early_write_iv"});
  }
  if (scenario.key_update != "off") {
    out.insert(out.end(),
               {"client_application_traffic_secret_1", "server_application_traffic_secret_1"});
  }
  return out;
}

TEST_P(Wiped, NothingIsLeftInMemory) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer keeps memory of its own";
#endif
  Scenario scenario;
  for (const auto &[name, value] : GetParam().settings) {
    ASSERT_FALSE(set(scenario, name, value)) << name;
  }
  // What is a session ID in one case, and stays in memory, would be a private key in another.
  scenario.seed =
      wire::to_hex(crypto::derive_seed(*wire::from_hex(scenario.seed), GetParam().name));
  const bool remember = GetParam().remember;
  const std::vector<Sought> sought = secrets_of(scenario, remember);
  ASSERT_GE(sought.size(), 1U);
  std::set<std::string, std::less<>> known;
  for (const Sought &one : sought) {
    known.insert(one.name);
    for (const auto &[born, gone] : one.lives) {
      // Who can resume later keeps what it takes: the PSK of a ticket, or master_secret.
      const bool kept = one.name == "resumption_psk" || (remember && one.name == "master_secret");
      EXPECT_TRUE(gone != kNever || kept) << one.name << " is not discarded";
    }
  }
  const std::vector<std::string_view> expected = expected_names(scenario);
  if (GetParam().completes) {
    for (const std::string_view name : expected) EXPECT_TRUE(known.count(name)) << name;
    // They have the same bytes in ECDHE.
    EXPECT_TRUE(known.count("pre_master_secret") || known.count("shared_secret"));
  }
  const Search search(sought);
  EXPECT_EQ(names(sought, search.found()), "") << "before anything ran";

  OwnStack stack;
  std::optional<Session> session;
  stack.run([&] { session.emplace(make_session(scenario, remember, Recorder::Mode::off)); });
  std::set<std::string, std::less<>> seen;
  for (bool more = true;;) {
    stack.run([&] { more = session->step(); });
    if (!more) break;
    const int step = static_cast<int>(session->trace().step());
    std::set<std::size_t> there;
    for (const auto &owners : search.found()) {
      there.insert(owners.begin(), owners.end());
      // What was discarded is gone.
      EXPECT_TRUE(std::any_of(owners.begin(), owners.end(),
                              [&](std::size_t i) { return sought[i].alive(step); }))
          << sought[owners.front()].name << ", step " << step;
    }
    for (std::size_t i = 0; i < sought.size(); ++i) {
      if (there.count(i)) seen.insert(sought[i].name);
      // What somebody holds is found, so that the search is known to work.
      EXPECT_TRUE(!sought[i].alive(step) || there.count(i)) << sought[i].name << ", step " << step;
    }
  }
  EXPECT_EQ(session->established(), GetParam().completes);
  EXPECT_EQ(session->connection(), scenario.resumption == "off" ? 1 : 2);
  if (GetParam().completes) {
    for (const char *name :
         {"private_key", "client_application_traffic_secret_0", "client_handshake_write_key",
          "client_application_write_key", "server_finished_key", "client_early_write_key",
          "client_application_traffic_secret_1", "client_write_key", "master_secret"}) {
      const bool due = std::find(expected.begin(), expected.end(), name) != expected.end();
      // The Master Secret of TLS 1.3 does not outlive the step that has it.
      if (due && !(std::string_view(name) == "master_secret" && known.count("early_secret"))) {
        EXPECT_TRUE(seen.count(name)) << name;
      }
    }
  }

  stack.run([&] { session.reset(); });
  EXPECT_EQ(names(sought, search.found()), "") << "after the end";
}

crypto::Secret seed() {
  crypto::Secret out(crypto::Random::kSeedLength);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out.data()[i] = static_cast<std::uint8_t>(i * 37 + 11);
  }
  return out;
}

// A seed is not kept: only the generator's key, which changes with every draw.
TEST(WipedSeed, IsNotKept) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer keeps memory of its own";
#endif
  std::vector<Sought> sought(1);
  sought[0].name = "seed";
  for (std::size_t i = 0; i < crypto::Random::kSeedLength; ++i) {
    sought[0].masked.push_back(static_cast<std::uint8_t>((i * 37 + 11) ^ kMask));
  }
  const Search search(sought);
  OwnStack stack;
  std::optional<crypto::Secret> held;
  stack.run([&] { held.emplace(seed()); });
  EXPECT_EQ(search.found().size(), 1U);
  held.reset();
  std::optional<Session> session;
  const auto client = client_config(Scenario());
  const auto server = server_config(Scenario());
  stack.run([&] { session.emplace(client, server, seed(), "", "", Recorder::Mode::off); });
  stack.run([&] { session->step(); });
  EXPECT_EQ(search.found().size(), 0U);
}

}  // namespace
}  // namespace session
