// Handshakes a second, both roles in one process: ours, recording off and on, beside BoringSSL's
// libssl and the sum of the primitives. One program, native and in WebAssembly
// (tests/bench/wasm.mjs runs it there).
//   bench [--rounds N] [--milliseconds N] [--only TEXT] [--who TEXT]
// --only picks handshakes and --who contestants by a part of their names.
// Every round measures each contestant for so many milliseconds of processor time, one after the
// other; the medians over the rounds count. Contestants differ in nothing but who does it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#endif

#include <openssl/nid.h>

#include "bench/cases.h"

#ifdef __EMSCRIPTEN__
// Emscripten's clock() is the wall's; node knows the processor time.
EM_JS(double, bench_processor_time, (), {
  const used = process.cpuUsage();
  return (used.user + used.system) / 1e6;
});
#endif

void bench::demand(bool holds, const char *what) {
  if (holds) return;
  std::fprintf(stderr, "bench: %s\n", what);
  std::exit(1);
}

namespace {

using namespace bench;
using crypto::KeyType;
using wire::CipherSuite;
using wire::NamedGroup;
using wire::ProtocolVersion;
using wire::SignatureScheme;

// processor_time gives seconds. A busy machine stretches them less than the clock's.
double processor_time() {
#ifdef __EMSCRIPTEN__
  return bench_processor_time();
#else
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
#endif
}

std::vector<Case> cases() {
  constexpr auto tls13 = ProtocolVersion::tls13, tls12 = ProtocolVersion::tls12;
  constexpr auto x25519 = NamedGroup::x25519;
  constexpr auto ec = KeyType::ec_secp256r1, rsa = KeyType::rsa;
  constexpr auto ecdsa = SignatureScheme::ecdsa_secp256r1_sha256;
  constexpr auto pss = SignatureScheme::rsa_pss_rsae_sha256;
  constexpr auto gcm = CipherSuite::TLS_AES_128_GCM_SHA256;
  constexpr auto ecdhe_ecdsa = CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
  constexpr auto ecdhe_rsa = CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
  constexpr auto dhe_rsa = CipherSuite::TLS_DHE_RSA_WITH_AES_128_GCM_SHA256;
  constexpr auto rsa_rsa = CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256;
#ifdef NID_X25519MLKEM768
  constexpr int hybrid = NID_X25519MLKEM768;
  constexpr std::string_view hybrid_played{};
#elif defined(NID_X25519Kyber768)
  constexpr int hybrid = NID_X25519Kyber768;
  constexpr std::string_view hybrid_played = "X25519Kyber768";
#else
  constexpr int hybrid = 0;
  constexpr std::string_view hybrid_played{};
#endif
  constexpr int curve = NID_X25519;
  return {
      {"TLS 1.3, X25519, ECDSA P-256", tls13, gcm, x25519, ec, ecdsa, false, nullptr, curve},
      {"TLS 1.3, X25519, RSA-2048", tls13, gcm, x25519, rsa, pss, false, nullptr, curve},
      {"TLS 1.3, X25519MLKEM768, ECDSA P-256", tls13, gcm, NamedGroup::X25519MLKEM768, ec, ecdsa,
       false, nullptr, hybrid, hybrid_played},
      {"TLS 1.3, resumption, psk_dhe_ke, X25519", tls13, gcm, x25519, ec, ecdsa, true, nullptr,
       curve},
      {"TLS 1.2, ECDHE X25519, ECDSA P-256", tls12, ecdhe_ecdsa, x25519, ec, ecdsa, false,
       "ECDHE-ECDSA-AES128-GCM-SHA256", curve},
      {"TLS 1.2, ECDHE X25519, RSA-2048", tls12, ecdhe_rsa, x25519, rsa, pss, false,
       "ECDHE-RSA-AES128-GCM-SHA256", curve},
      {"TLS 1.2, DHE ffdhe2048, RSA-2048", tls12, dhe_rsa, NamedGroup::ffdhe2048, rsa, pss},
      {"TLS 1.2, RSA key exchange, RSA-2048",
       tls12,
       rsa_rsa,
       {},
       rsa,
       {},
       false,
       "AES128-GCM-SHA256"},
      {"TLS 1.2, resumption by ticket, ECDHE", tls12, ecdhe_ecdsa, x25519, ec, ecdsa, true,
       "ECDHE-ECDSA-AES128-GCM-SHA256", curve},
  };
}

struct Contestant {
  std::string name;
  std::unique_ptr<Player> player;
  std::vector<double> rates;

  void measure(int milliseconds) {
    const double began = processor_time();
    double taken = 0;
    int count = 0;
    do {
      demand(player->handshake(), "a handshake failed");
      ++count;
      taken = processor_time() - began;
    } while (taken < milliseconds / 1e3);
    rates.push_back(count / taken);
  }
};

double median(std::vector<double> of) {
  std::sort(of.begin(), of.end());
  const std::size_t n = of.size();
  return n % 2 ? of[n / 2] : (of[n / 2 - 1] + of[n / 2]) / 2;
}

// median_ratio compares round by round, so that a busy machine slows both alike.
double median_ratio(const Contestant &a, const Contestant &b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < a.rates.size(); ++i) ratios.push_back(a.rates[i] / b.rates[i]);
  return median(std::move(ratios));
}

const Contestant *find(const std::vector<Contestant> &all, std::string_view name) {
  for (const Contestant &one : all) {
    if (one.name.starts_with(name)) return &one;
  }
  return nullptr;
}

void compete(const Case &which, int rounds, int milliseconds, std::string_view who) {
  std::vector<Contestant> all;
  all.push_back({"ours, recording off", ours(which, Recording::off), {}});
  all.push_back({"ours, recording on", ours(which, Recording::on), {}});
  all.push_back({"ours, with the trace as JSON", ours(which, Recording::rendered), {}});
  if (which.libssl_suite || which.libssl_curve) {
    std::string name = "libssl";
    if (!which.libssl_plays.empty()) name += " with " + std::string(which.libssl_plays);
    all.push_back({std::move(name), libssl(which), {}});
  }
  // Where a session is resumed in TLS 1.2, there is none.
  if (!which.resumed || which.version == ProtocolVersion::tls13) {
    all.push_back({"sum of the primitives", primitives(which), {}});
  }
  std::erase_if(all,
                [&](const Contestant &one) { return one.name.find(who) == std::string::npos; });
  for (Contestant &one : all) demand(one.player->handshake(), one.name.c_str());  // warm
  for (int round = 0; round < rounds; ++round) {
    // Turn the order, so that nobody always comes after the same.
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[(i + static_cast<std::size_t>(round)) % all.size()].measure(milliseconds);
    }
  }
  std::printf("\n%-42s %12s %10s %14s %14s\n", std::string(which.title).c_str(), "handshakes/s",
              "x libssl", "x recording", "x primitives");
  for (const Contestant &one : all) {
    std::printf("  %-40s %12.0f", one.name.c_str(), median(one.rates));
    const Contestant *against[] = {find(all, "libssl"), find(all, "ours, recording off"),
                                   find(all, "sum")};
    const int widths[] = {10, 14, 14};
    for (int i = 0; i < 3; ++i) {
      if (against[i]) {
        std::printf(" %*.2f", widths[i], median_ratio(one, *against[i]));
      } else {
        std::printf(" %*s", widths[i], "-");
      }
    }
    std::printf("\n");
  }
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char **argv) {
  int rounds = 9;
  int milliseconds = 200;
  std::string_view only, who;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    const bool text = name == "--only" || name == "--who";
    const bool known = text || name == "--rounds" || name == "--milliseconds";
    if (!known || i + 1 == argc) {
      std::fprintf(stderr,
                   "usage: bench [--rounds N] [--milliseconds N] [--only TEXT] [--who TEXT]\n");
      return 2;
    }
    ++i;
    if (text) {
      (name == "--only" ? only : who) = argv[i];
    } else {
      (name == "--rounds" ? rounds : milliseconds) = std::max(1, std::atoi(argv[i]));
    }
  }
  std::printf(
      "Both roles in one %s, AES-128-GCM, medians of %d rounds of %d ms of processor time.\n"
      "Ratios are of handshakes a second, round by round: above 1.00 is faster.\n",
#ifdef __EMSCRIPTEN__
      "WebAssembly instance",
#else
      "native process",
#endif
      rounds, milliseconds);
  for (const Case &which : cases()) {
    if (which.title.find(only) != std::string_view::npos) compete(which, rounds, milliseconds, who);
  }
  return 0;
}
