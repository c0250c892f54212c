// Full handshakes a second, both roles in one process: ours, recording off and on, beside
// BoringSSL's libssl and the sum of the primitives. One program, native and in WebAssembly
// (tests/bench/wasm.mjs runs it there).
//   bench [--rounds N] [--milliseconds N] [--only NAME]
// Every round measures each contestant for so many milliseconds of processor time, one after the
// other; the medians over the rounds count. Contestants differ in nothing but who does it: X25519,
// AES-128-GCM, the same certificates, a chain and a name that are verified, SNI, ALPN,
// compatibility mode, one ticket, and new connections from shared configurations.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#endif

#include "bench/libssl.h"
#include "crypto/key_exchange.h"
#include "session/demonstration_chain.h"
#include "session/session.h"
#include "wire/certificate.h"

#ifdef __EMSCRIPTEN__
// Emscripten's clock() is the wall's; node knows the processor time.
EM_JS(double, bench_processor_time, (), {
  const used = process.cpuUsage();
  return (used.user + used.system) / 1e6;
});
#endif

namespace {

// processor_time gives seconds. A busy machine stretches them less than the clock's.
double processor_time() {
#ifdef __EMSCRIPTEN__
  return bench_processor_time();
#else
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
#endif
}

using crypto::KeyType;
using wire::NamedGroup;
using wire::SignatureScheme;

void demand(bool holds, const char *what) {
  if (holds) return;
  std::fprintf(stderr, "bench: %s\n", what);
  std::exit(1);
}

struct Kind {
  std::string_view title;
  KeyType type;
  SignatureScheme scheme;
};
constexpr Kind kKinds[] = {
    {"ECDSA P-256", KeyType::ec_secp256r1, SignatureScheme::ecdsa_secp256r1_sha256},
    {"RSA-2048", KeyType::rsa, SignatureScheme::rsa_pss_rsae_sha256},
};

// Ours plays our handshakes.
class Ours {
 public:
  Ours(const Kind &kind, trace::Recorder::Mode mode) : mode_(mode) {
    session::Scenario scenario;
    scenario.client_groups = scenario.server_groups = {NamedGroup::x25519};
    scenario.client_suites = scenario.server_suites = {wire::CipherSuite::TLS_AES_128_GCM_SHA256};
    scenario.client_signatures = scenario.server_signatures = {kind.scheme};
    client_ = session::client_config(scenario);
    server_ = session::server_config(scenario);
  }
  void handshake() {
    // Each connection has its own randomness.
    for (std::uint8_t &digit : seed_) {
      if (++digit != 0) break;
    }
    session::Session session(client_, server_, seed_, {}, {}, mode_);
    while (session.client().tickets().empty() && session.step()) {
    }
    demand(session.established() && session.client().tickets().size() == 1,
           "our handshake did not succeed");
  }

 private:
  trace::Recorder::Mode mode_;
  std::shared_ptr<const handshake::ClientConfig> client_;
  std::shared_ptr<const handshake::ServerConfig> server_;
  wire::Bytes seed_ = wire::Bytes(crypto::Random::kSeedLength);
};

// Primitives does the public-key operations of a handshake and nothing else: what no implementation
// on these primitives can save. Two key pairs, two shared secrets, one signature, its verification,
// and that of the certificate.
class Primitives {
 public:
  explicit Primitives(const Kind &kind)
      : kind_(kind),
        random_(wire::Bytes(crypto::Random::kSeedLength)),
        key_(*crypto::PrivateKey::from_der(session::demonstration_leaf_key(kind.type))) {
    demand(!wire::parse_certificate(session::demonstration_root(), root_) &&
               !wire::parse_certificate(session::demonstration_leaf(kind.type), leaf_),
           "the certificates cannot be read");
  }
  void handshake() {
    wire::Bytes publics[2];
    crypto::Secret privates[2];
    for (int i = 0; i < 2; ++i) {
      privates[i] = crypto::draw_private_key(NamedGroup::x25519, random_);
      publics[i] = *crypto::public_key(NamedGroup::x25519, privates[i]);
    }
    const auto a = crypto::shared_secret(NamedGroup::x25519, privates[0], publics[1]);
    const auto b = crypto::shared_secret(NamedGroup::x25519, privates[1], publics[0]);
    const auto signature = crypto::sign(key_, kind_.scheme, publics[0], random_);
    demand(*a == *b && crypto::verify(key_.public_key_info(), kind_.scheme, publics[0], *signature),
           "a primitive failed");
    demand(crypto::verify_certificate_signature(root_.subject_public_key_info,
                                                leaf_.signature_algorithm, leaf_.tbs_certificate,
                                                leaf_.signature_value),
           "the certificate's signature is wrong");
  }

 private:
  Kind kind_;
  crypto::Random random_;
  crypto::PrivateKey key_;
  wire::X509Certificate root_, leaf_;
};

struct Contestant {
  std::string name;
  std::function<void()> handshake;
  std::vector<double> rates;

  void measure(int milliseconds) {
    const double began = processor_time();
    double taken = 0;
    int count = 0;
    do {
      handshake();
      ++count;
      taken = processor_time() - began;
    } while (taken < milliseconds / 1e3);
    rates.push_back(count / taken);
  }
  double median() const {
    std::vector<double> sorted = rates;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t n = sorted.size();
    return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
};

// median_ratio compares round by round, so that a busy machine slows both alike.
double median_ratio(const Contestant &a, const Contestant &b) {
  Contestant ratio{{}, {}, {}};
  for (std::size_t i = 0; i < a.rates.size(); ++i) ratio.rates.push_back(a.rates[i] / b.rates[i]);
  return ratio.median();
}

void compete(const Kind &kind, int rounds, int milliseconds, std::string_view only) {
  Ours off(kind, trace::Recorder::Mode::off), on(kind, trace::Recorder::Mode::on);
  bench::Libssl libssl(session::demonstration_root(), session::demonstration_leaf(kind.type),
                       session::demonstration_leaf_key(kind.type),
                       static_cast<std::uint16_t>(kind.scheme), session::Scenario().time);
  Primitives primitives(kind);
  std::vector<Contestant> all{
      {"ours, recording off", [&] { off.handshake(); }, {}},
      {"ours, recording on", [&] { on.handshake(); }, {}},
      {"BoringSSL libssl", [&] { demand(libssl.handshake(), "libssl's handshake failed"); }, {}},
      {"sum of the primitives", [&] { primitives.handshake(); }, {}},
  };
  if (!only.empty()) {
    std::erase_if(all,
                  [&](const Contestant &one) { return one.name.find(only) == std::string::npos; });
  }
  for (Contestant &one : all) one.handshake();  // warm
  for (int round = 0; round < rounds; ++round) {
    // Turn the order, so that nobody always comes after the same.
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[(i + static_cast<std::size_t>(round)) % all.size()].measure(milliseconds);
    }
  }
  const Contestant *reference = nullptr;
  for (const Contestant &one : all) {
    if (one.name == "BoringSSL libssl") reference = &one;
  }
  std::printf("\n%-32s %12s %12s\n",
              ("X25519, " + std::string(kind.title) + ", AES-128-GCM").c_str(), "handshakes/s",
              "x libssl");
  for (const Contestant &one : all) {
    std::printf("  %-30s %12.0f", one.name.c_str(), one.median());
    if (reference) std::printf(" %12.2f", median_ratio(one, *reference));
    std::printf("\n");
  }
}

}  // namespace

int main(int argc, char **argv) {
  int rounds = 9;
  int milliseconds = 300;
  std::string_view only;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    const bool known = name == "--rounds" || name == "--milliseconds" || name == "--only";
    if (!known || i + 1 == argc) {
      std::fprintf(stderr, "usage: bench [--rounds N] [--milliseconds N] [--only NAME]\n");
      return 2;
    }
    ++i;
    if (name == "--only") {
      only = argv[i];
    } else {
      (name == "--rounds" ? rounds : milliseconds) = std::max(1, std::atoi(argv[i]));
    }
  }
  std::printf("Both roles in one %s, medians of %d rounds of %d ms each\n",
#ifdef __EMSCRIPTEN__
              "WebAssembly instance",
#else
              "native process",
#endif
              rounds, milliseconds);
  for (const Kind &kind : kKinds) {
    compete(kind, rounds, milliseconds, only);
  }
  return 0;
}
