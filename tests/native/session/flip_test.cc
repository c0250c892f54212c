// Somebody on the wire flips one bit: of every byte of every record of a whole connection, both
// ways. The two sides must never both go on believing different things.
#include <gtest/gtest.h>

#include <string>

#include "session/session.h"

namespace session::flip_test {
namespace {

struct Case {
  const char *name;
  std::vector<std::pair<const char *, const char *>> settings;
  std::size_t stride = 1;  // which of the bytes
  int unheeded = 16;       // at most so many flips may have no effect
};
void PrintTo(const Case &one, std::ostream *out) { *out << one.name; }

Scenario scenario_of(const Case &one) {
  Scenario scenario;
  scenario.request = "ping";
  scenario.response = "pong";
  for (const auto &[name, value] : one.settings) EXPECT_FALSE(set(scenario, name, value)) << name;
  return scenario;
}

// Played is a session with the bytes that each side has put on the wire so far.
struct Played {
  Session session;
  std::array<std::size_t, 2> sent{};
  // flip_at: which byte of which side's stream gets which bit flipped.
  struct Flip {
    Role from;
    std::size_t byte;
    int bit;
  };
  // play makes all moves. 0 is returned when they do not end.
  int play(const std::optional<Flip> &flip) {
    constexpr int kMost = 1000;
    std::array<std::size_t, 2> waiting{};
    for (int steps = 1; steps < kMost; ++steps) {
      if (!session.step()) return steps;
      for (const Role role : {Role::client, Role::server}) {
        const std::size_t i = role == Role::server;
        Bytes &bytes = session.in_flight(role);
        if (bytes.size() <= waiting[i]) waiting[i] = 0;  // delivered in between
        const std::size_t fresh = bytes.size() - waiting[i];
        if (flip && flip->from == role && flip->byte >= sent[i] && flip->byte < sent[i] + fresh) {
          bytes[waiting[i] + flip->byte - sent[i]] ^= static_cast<std::uint8_t>(1 << flip->bit);
        }
        sent[i] += fresh;
        waiting[i] = bytes.size();
      }
    }
    return 0;
  }
};

class Flip : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(
    Scenarios, Flip,
    testing::Values(
        Case{"x25519", {{"group", "x25519"}, {"signature", "ecdsa_secp256r1_sha256"}}},
        Case{"secp256r1", {{"group", "secp256r1"}, {"signature", "ed25519"}, {"grease", "on"}}},
        Case{"Rsa", {{"signature", "rsa_pss_rsae_sha256"}, {"suite", "TLS_AES_256_GCM_SHA384"}}},
        Case{"HelloRetryRequest",
             {{"server-group", "secp256r1"},
              {"signature", "ecdsa_secp256r1_sha256"},
              {"suite", "TLS_CHACHA20_POLY1305_SHA256"}}},
        Case{"NoCompatibility", {{"compatibility", "off"}, {"tickets", "0"}}},
        Case{"EarlyData", {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}}, 5},
        // Nobody reads the early data that is refused.
        Case{"EarlyDataRefused",
             {{"resumption", "psk_ke"}, {"early-data", "early"}, {"server-early-data", "reject"}},
             7,
             24},
        Case{"ClientCertificate",
             {{"client-auth", "require"}, {"client-certificate", "ecdsa_secp256r1_sha256"}},
             3},
        Case{"KeyUpdate", {{"key-update", "both"}}, 3},
        Case{"Tls12Gcm", {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}}, 3},
        Case{"Tls12ChaCha20",
             {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"}},
             3},
        Case{"Tls12Etm", {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"}}, 3},
        Case{"Tls12Cbc",
             {{"tls", "1.2"},
              {"suite", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"},
              {"encrypt-then-mac", "off"}},
             3},
        Case{"Tls12Rsa", {{"tls", "1.2"}, {"suite", "TLS_RSA_WITH_AES_256_GCM_SHA384"}}, 5},
        Case{"Tls12RsaWithoutExtendedMasterSecret",
             {{"tls", "1.2"},
              {"suite", "TLS_RSA_WITH_AES_128_CBC_SHA"},
              {"extended-master-secret", "off"}},
             5},
        Case{"Tls12Dhe",
             {{"tls", "1.2"},
              {"suite", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"},
              {"group", "ffdhe2048"}},
             11},
        Case{"Tls12ClientCertificate",
             {{"tls", "1.2"},
              {"client-auth", "require"},
              {"client-certificate", "ecdsa_secp256r1_sha256"}},
             3},
        Case{"Tls12Ticket", {{"tls", "1.2"}, {"resumption", "ticket"}}, 5},
        Case{"Tls12SessionId", {{"tls", "1.2"}, {"resumption", "session_id"}}, 5}),
    [](const auto &one) { return std::string(one.param.name); });

// count tells what became of the flips.
struct Counts {
  int flips = 0, refused = 0, unheeded = 0, stalled = 0;
};

void check(Played &played, const Scenario &scenario, const Played::Flip &flip, Counts &counts) {
  const int steps = played.play(flip);
  ASSERT_NE(steps, 0) << "it does not end";
  ++counts.flips;
  const auto &client = played.session.client().connection();
  const auto &server = played.session.server().connection();
  // Nothing that was not sent is ever delivered.
  const auto prefix = [](const Bytes &got, const std::string &sent) {
    return got.size() <= sent.size() && wire::as_text(got) == sent.substr(0, got.size());
  };
  EXPECT_TRUE(prefix(played.session.received(Role::client), scenario.response));
  // A second connection has early data before the request.
  const std::string request =
      (played.session.connection() == 2 ? scenario.early_data : "") + scenario.request;
  EXPECT_TRUE(prefix(played.session.received(Role::server), request));
  if (client.summary() && server.summary()) {
    EXPECT_TRUE(*client.summary() == *server.summary());
  }
  const int raised = (client.failure() && client.failure()->raised_here) +
                     (server.failure() && server.failure()->raised_here);
  if (raised == 2) {
    // The hello was changed unseen, so their keys differ, and neither can read the other's records,
    // the alert that says so among them.
    EXPECT_EQ(wire::name_of(client.failure()->alert), "bad_record_mac");
    EXPECT_EQ(wire::name_of(server.failure()->alert), "bad_record_mac");
    EXPECT_FALSE(client.summary() || server.summary());
  }
  for (const auto *side : {&client, &server}) {
    if (!side->failure()) continue;
    EXPECT_FALSE(side->failure()->reason.empty());
    EXPECT_FALSE(wire::name_of(side->failure()->alert).empty() && side->failure()->raised_here);
    EXPECT_TRUE(side->closed());
  }
  if (raised != 0) {
    ++counts.refused;
    return;
  }
  if (client.failure() || server.failure()) return;  // a flip inside an alert: another alert
  const bool complete = client.closed() && server.closed();
  if (complete) {
    // Only what protects nothing may change unseen: the version in a clear record's header.
    EXPECT_EQ(wire::as_text(played.session.received(Role::client)), scenario.response);
    EXPECT_EQ(wire::as_text(played.session.received(Role::server)), request);
    ++counts.unheeded;
    return;
  }
  // A length made longer: the reader waits for bytes that never come. Both sides have said all.
  ++counts.stalled;
}

TEST_P(Flip, OneBitOfEveryByte) {
  const Scenario scenario = scenario_of(GetParam());
  Played honest{Session(scenario, Recorder::Mode::off), {}};
  ASSERT_NE(honest.play(std::nullopt), 0);
  ASSERT_TRUE(honest.session.client().connection().closed());
  ASSERT_FALSE(honest.session.client().connection().failure());
  const Session start(scenario, Recorder::Mode::off);
  Counts counts;
  std::size_t bytes = 0;
  for (const Role from : {Role::client, Role::server}) {
    const std::size_t total = honest.sent[from == Role::server];
    ASSERT_GT(total, 100U);
    for (std::size_t at = 0; at < total; at += GetParam().stride, ++bytes) {
      // All eight bits come in turn. One byte in sixty-four is done with the recorder on.
      const Played::Flip flip{from, at, static_cast<int>((at + at / 8) % 8)};
      const bool record = bytes % 64 == 0;
      Played played{record ? Session(scenario, Recorder::Mode::on) : start, {}};
      SCOPED_TRACE(std::string(trace::name_of(from)) + " byte " + std::to_string(at) + " bit " +
                   std::to_string(flip.bit));
      check(played, scenario, flip, counts);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_EQ(counts.flips, static_cast<int>(bytes));
  RecordProperty("flips", counts.flips);
  RecordProperty("refused", counts.refused);
  RecordProperty("unheeded", counts.unheeded);
  RecordProperty("stalled", counts.stalled);
  std::printf("%d flips: %d refused, %d without effect, %d waiting\n", counts.flips, counts.refused,
              counts.unheeded, counts.stalled);
  EXPECT_GT(counts.refused, counts.flips * 9 / 10);
  // The record version in the clear is ignored (section 5.1), and little else.
  EXPECT_LE(counts.unheeded, GetParam().unheeded);
  EXPECT_LE(counts.stalled, 32);
}

TEST(FlipHellos, AllEightBits) {
  Scenario scenario;
  scenario.request = scenario.response = "x";
  for (const char *group : {"x25519", "secp256r1"}) {
    ASSERT_FALSE(set(scenario, "group", group));
    const Session start(scenario, Recorder::Mode::off);
    Session hellos = start;
    hellos.step();
    const std::size_t client_hello = hellos.in_flight(Role::client).size();
    Counts counts;
    for (const Role from : {Role::client, Role::server}) {
      const std::size_t total = from == Role::client ? client_hello : 127;
      for (std::size_t at = 0; at < total; ++at) {
        for (int bit = 0; bit < 8; ++bit) {
          Played played{start, {}};
          SCOPED_TRACE(std::string(trace::name_of(from)) + " byte " + std::to_string(at) + " bit " +
                       std::to_string(bit));
          check(played, scenario, {from, at, bit}, counts);
          if (HasFatalFailure()) return;
        }
      }
    }
    std::printf("%s, %d flips: %d refused, %d without effect, %d waiting\n", group, counts.flips,
                counts.refused, counts.unheeded, counts.stalled);
  }
}

}  // namespace
}  // namespace session::flip_test
