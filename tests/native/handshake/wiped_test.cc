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

bool is_secret(std::string_view name) {
  return name == "private_key" || name == "shared_secret" || name.ends_with("_secret") ||
         name.ends_with("_secret_0") || name.ends_with("_key") || name.ends_with("_iv") ||
         name == "resumption_psk";
}

// --- the child: a recorded run ---

crypto::Secret seed() {
  crypto::Secret out(crypto::Random::kSeedLength);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out.data()[i] = static_cast<std::uint8_t>(i * 37 + 11);
  }
  return out;
}

Session make_session(const Scenario &scenario, Recorder::Mode mode) {
  return {client_config(scenario), server_config(scenario), seed(),
          scenario.request,        scenario.response,       mode};
}

std::string recorded_run(const Scenario &scenario) {
  Session session = make_session(scenario, Recorder::Mode::on);
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
      // A public key is a "_key" too, and no secret; a long-term key is withheld.
      if (!is_secret(value->name) || value->bytes.empty()) continue;
      if (value->name == "public_key" || value->name == "peer_public_key") continue;
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

std::vector<Sought> secrets_of(const Scenario &scenario) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = recorded_run(scenario);
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
// the lowest byte first): whoever has overwritten a part of a secret has not wiped it.
class Search {
 public:
  explicit Search(const std::vector<Sought> &sought) {
    for (std::size_t i = 0; i < sought.size(); ++i) {
      Bytes masked = sought[i].masked;
      for (int turn = 0; turn < 2; ++turn) {
        for (std::size_t at = 0; at + 8 <= masked.size(); at += 4) {
          std::uint64_t piece = 0;
          std::memcpy(&piece, masked.data() + at, 8);
          pieces_.emplace_back(piece, i);
          filter_[slot(piece)] = true;
        }
        std::reverse(masked.begin(), masked.end());
      }
    }
  }
  // found gives the indices of what is in memory.
  std::set<std::size_t> found() const {
    std::set<std::size_t> out;
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
      for (const std::uint8_t *at = begin; at + 8 <= end; ++at) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        word ^= kMask64;
        if (!filter_[slot(word)]) continue;
        for (const auto &[piece, index] : pieces_) {
          if (piece == word) out.insert(index);
        }
      }
    }
    return out;
  }

 private:
  static std::size_t slot(std::uint64_t word) { return (word * 0x9e3779b97f4a7c15U) >> 44; }
  std::vector<std::pair<std::uint64_t, std::size_t>> pieces_;
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

std::string names(const std::vector<Sought> &sought, const std::set<std::size_t> &indices) {
  std::string out;
  for (const std::size_t i : indices) out += sought[i].name + " ";
  return out;
}

struct Case {
  const char *name;
  std::vector<std::pair<const char *, const char *>> settings;
  bool completes = true;
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
        Case{"NoCommonGroup", {{"client-group", "x25519"}, {"server-group", "secp256r1"}}, false}),
    [](const auto &one) { return std::string(one.param.name); });

TEST_P(Wiped, NothingIsLeftInMemory) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer keeps memory of its own";
#endif
  Scenario scenario;
  for (const auto &[name, value] : GetParam().settings) {
    ASSERT_FALSE(set(scenario, name, value)) << name;
  }
  const std::vector<Sought> sought = secrets_of(scenario);
  ASSERT_GE(sought.size(), 1U);
  std::set<std::string> known;
  for (const Sought &one : sought) {
    known.insert(one.name);
    for (const auto &[born, gone] : one.lives) {
      // The client keeps the PSK of a ticket to resume with it later.
      EXPECT_TRUE(gone != kNever || one.name == "resumption_psk")
          << one.name << " is not discarded";
    }
  }
  if (GetParam().completes) {
    for (const char *name :
         {"private_key", "shared_secret", "early_secret", "derived_secret", "handshake_secret",
          "client_handshake_traffic_secret", "server_handshake_traffic_secret",
          "client_handshake_write_key", "client_handshake_write_iv", "client_finished_key",
          "server_finished_key", "master_secret", "client_application_traffic_secret_0",
          "server_application_traffic_secret_0", "client_application_write_key",
          "server_application_write_key", "exporter_master_secret", "resumption_master_secret",
          "resumption_psk"}) {
      EXPECT_TRUE(known.count(name)) << name;
    }
  }
  const Search search(sought);
  EXPECT_EQ(names(sought, search.found()), "") << "before anything ran";

  OwnStack stack;
  std::optional<Session> session;
  stack.run([&] { session.emplace(make_session(scenario, Recorder::Mode::off)); });
  std::set<std::string> seen;
  int step = 0;
  for (bool more = true; more; ++step) {
    stack.run([&] { more = session->step(); });
    if (!more) break;
    const std::set<std::size_t> found = search.found();
    for (std::size_t i = 0; i < sought.size(); ++i) {
      if (found.count(i)) seen.insert(sought[i].name);
      // Both ways: what was discarded is gone, and what somebody holds is found, so that the search
      // is known to work.
      EXPECT_EQ(found.count(i) != 0, sought[i].alive(step)) << sought[i].name << ", step " << step;
    }
  }
  EXPECT_EQ(session->established(), GetParam().completes);
  EXPECT_TRUE(seen.count("private_key"));
  if (GetParam().completes) {
    EXPECT_TRUE(seen.count("client_application_traffic_secret_0"));
    EXPECT_TRUE(seen.count("client_handshake_write_key"));
    EXPECT_TRUE(seen.count("client_application_write_key"));
    EXPECT_TRUE(seen.count("server_finished_key"));
  }

  stack.run([&] { session.reset(); });
  EXPECT_EQ(names(sought, search.found()), "") << "after the end";
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
  stack.run([&] { session.emplace(make_session(Scenario(), Recorder::Mode::off)); });
  stack.run([&] { session->step(); });
  EXPECT_EQ(search.found().size(), 0U);
}

}  // namespace
}  // namespace session
