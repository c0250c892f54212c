// However the wire cuts the bytes, each side does and records the same.
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "session/session.h"
#include "session/trace_json.h"

namespace session::fragmentation_test {
namespace {

// Outcome is what a run leaves: each side's whole trace of each connection, and all that it sent.
struct Outcome {
  std::array<std::vector<std::string>, 2> traces;
  std::array<Bytes, 2> sent;
  friend bool operator==(const Outcome &, const Outcome &) = default;
};

// Cut says how many of the bytes in flight arrive next: at least 1 of `there`, `before` being how
// many have arrived already.
using Cut = std::function<std::size_t(Role from, std::size_t before, std::size_t there)>;

// play plays one connection to its end.
void play(const Scenario &scenario, std::string_view early_data, handshake::Client &client,
          handshake::Server &server, const Cut &cut, Recorder::Mode mode, Outcome &out) {
  Recorder of_client(mode), of_server(mode);
  const std::array<std::size_t, 2> before{out.sent[0].size(), out.sent[1].size()};
  std::array<std::size_t, 2> arrived = before;
  std::array<Bytes, 2> received;
  const auto work = [&](auto &endpoint, Recorder &trace, std::size_t side) {
    while (endpoint.can_step()) endpoint.step(trace);
    wire::append(out.sent[side], endpoint.connection().take_output());
    wire::append(received[side], endpoint.connection().take_application_data());
  };
  const auto updates = [&](const char *side) {
    return scenario.key_update == side || scenario.key_update == "both";
  };
  client.connection().send_early(wire::as_bytes(early_data));
  for (int act = 0;;) {
    if (client.connection().summary()) client.connection().resend_refused_early_data();
    work(client, of_client, 0);
    work(server, of_server, 1);
    bool moved = false;
    for (const std::size_t side : {0U, 1U}) {
      const std::size_t there = out.sent[side].size() - arrived[side];
      if (there == 0) continue;
      const std::size_t n =
          std::min(there, cut(side == 0 ? Role::client : Role::server, arrived[side], there));
      const ByteView part = ByteView(out.sent[side]).subspan(arrived[side], n);
      side == 0 ? server.connection().receive(part) : client.connection().receive(part);
      arrived[side] += n;
      moved = true;
    }
    if (moved) continue;
    if (act == 0) client.connection().send(wire::as_bytes(scenario.request));
    if (act == 1 && updates("client")) client.connection().update_keys(true);
    if (act == 2 && updates("server")) server.connection().update_keys(true);
    if (act == 3) server.connection().send(wire::as_bytes(scenario.response));
    if (act == 4) client.connection().close();
    if (act == 5) server.connection().close();
    if (++act == 7) break;
  }
  out.traces[0].push_back(
      trace_json(show(scenario), of_client,
                 {{Role::client, name_of(client.state()), &client.connection(), received[0]}}));
  out.traces[1].push_back(
      trace_json(show(scenario), of_server,
                 {{Role::server, name_of(server.state()), &server.connection(), received[1]}}));
}

Outcome run(const Scenario &scenario, const Cut &cut, Recorder::Mode mode) {
  const Bytes seed = *wire::from_hex(scenario.seed);
  const auto client_side = client_config(scenario);
  const auto server_side = server_config(scenario);
  handshake::Client client(client_side, crypto::derive_seed(seed, "client"));
  handshake::Server server(server_side, crypto::derive_seed(seed, "server"));
  Outcome out;
  play(scenario, "", client, server, cut, mode, out);
  if (scenario.resumption == "off") return out;
  handshake::Client client2(client_side, crypto::derive_seed(seed, "client 2"),
                            client.take_memory());
  handshake::Server server2(server_side, crypto::derive_seed(seed, "server 2"),
                            server.take_memory());
  play(scenario, scenario.early_data, client2, server2, cut, mode, out);
  return out;
}

std::size_t whole(Role, std::size_t, std::size_t there) { return there; }

using Settings = std::vector<std::pair<const char *, const char *>>;

Scenario scenario_of(const Settings &settings) {
  Scenario scenario;
  for (const auto &[name, value] : settings) EXPECT_FALSE(set(scenario, name, value)) << name;
  return scenario;
}

std::vector<Scenario> scenarios() {
  std::vector<Scenario> out(4);
  EXPECT_FALSE(set(out[1], "server-group", "secp256r1"));
  EXPECT_FALSE(set(out[1], "signature", "ed25519"));
  EXPECT_FALSE(set(out[2], "trust", "off"));
  EXPECT_FALSE(set(out[3], "server-suite", "TLS_AES_256_GCM_SHA384"));
  EXPECT_FALSE(set(out[3], "grease", "on"));
  out[3].response = std::string(40000, 'r');
  return out;
}

// more_scenarios resume, update keys, ask for the client's certificate, or speak TLS 1.2, with each
// key exchange and each form of its records.
std::vector<Scenario> more_scenarios() {
  const Settings all[] = {
      {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}},
      {{"resumption", "psk_ke"}, {"early-data", "early"}, {"server-early-data", "reject"}},
      {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}, {"server-group", "secp256r1"}},
      {{"client-auth", "require"}, {"client-certificate", "ecdsa_secp256r1_sha256"}},
      {{"client-auth", "require"}},
      {{"key-update", "both"}, {"record-padding", "64"}},
      {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}},
      {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"}},
      {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"}},
      {{"tls", "1.2"},
       {"suite", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"},
       {"encrypt-then-mac", "off"}},
      {{"tls", "1.2"}, {"suite", "TLS_RSA_WITH_AES_256_GCM_SHA384"}},
      {{"tls", "1.2"}, {"suite", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"}, {"group", "ffdhe2048"}},
      {{"tls", "1.2"},
       {"client-auth", "require"},
       {"client-certificate", "ecdsa_secp256r1_sha256"}},
      {{"tls", "1.2"}, {"resumption", "ticket"}},
      {{"tls", "1.2"}, {"resumption", "session_id"}},
  };
  std::vector<Scenario> out;
  for (const Settings &one : all) out.push_back(scenario_of(one));
  return out;
}

TEST(Fragmentation, OneByteAtATime) {
  for (const Scenario &scenario : scenarios()) {
    const Outcome expected = run(scenario, whole, Recorder::Mode::on);
    EXPECT_GT(expected.traces[0].at(0).size(), 10000U);
    const Outcome out = run(
        scenario, [](Role, std::size_t, std::size_t) { return 1U; }, Recorder::Mode::on);
    EXPECT_TRUE(out == expected);
  }
}

TEST(Fragmentation, RandomPieces) {
  for (const Scenario &scenario : scenarios()) {
    const Outcome expected = run(scenario, whole, Recorder::Mode::on);
    for (unsigned seed = 0; seed < 20; ++seed) {
      std::mt19937 random(seed);
      const Outcome out = run(
          scenario,
          [&](Role, std::size_t, std::size_t there) {
            return 1 + random() % std::min<std::size_t>(there, seed % 2 ? 700 : 9);
          },
          Recorder::Mode::on);
      EXPECT_TRUE(out == expected) << seed;
    }
  }
}

TEST(Fragmentation, EverySplit) {
  for (const Scenario &scenario : {scenarios()[0], scenarios()[1]}) {
    const Outcome recorded = run(scenario, whole, Recorder::Mode::on);
    const Outcome expected = run(scenario, whole, Recorder::Mode::off);
    EXPECT_EQ(recorded.sent, expected.sent) << "recording changes nothing";
    for (const Role from : {Role::client, Role::server}) {
      for (std::size_t at = 1; at < expected.sent[from == Role::server].size(); ++at) {
        const bool on = at % 32 == 0;
        const Outcome out = run(
            scenario,
            [&](Role role, std::size_t before, std::size_t there) {
              return role == from && before < at ? std::min(there, at - before) : there;
            },
            on ? Recorder::Mode::on : Recorder::Mode::off);
        ASSERT_TRUE(out == (on ? recorded : expected)) << trace::name_of(from) << " " << at;
      }
    }
  }
}

TEST(FragmentationOfMore, OneByteAtATimeAndInPieces) {
  for (const Scenario &scenario : more_scenarios()) {
    const Outcome expected = run(scenario, whole, Recorder::Mode::on);
    const std::string all = expected.traces[0].back();
    const bool resumed = scenario.resumption != "off";
    EXPECT_EQ(expected.traces[0].size(), resumed ? 2U : 1U);
    EXPECT_GT(all.size(), 10000U);
    const Outcome out = run(
        scenario, [](Role, std::size_t, std::size_t) { return 1U; }, Recorder::Mode::on);
    EXPECT_TRUE(out == expected);
    for (unsigned seed = 0; seed < 6; ++seed) {
      std::mt19937 random(seed);
      const Outcome pieces = run(
          scenario,
          [&](Role, std::size_t, std::size_t there) {
            return 1 + random() % std::min<std::size_t>(there, seed % 2 ? 700 : 9);
          },
          Recorder::Mode::on);
      EXPECT_TRUE(pieces == expected) << seed;
    }
  }
}

// The splits of each scenario are a sample; together they fall on every residue.
TEST(FragmentationOfMore, ManySplits) {
  constexpr std::size_t kSplits = 100;
  std::size_t first = 1;
  for (const Scenario &scenario : more_scenarios()) {
    const Outcome recorded = run(scenario, whole, Recorder::Mode::on);
    const Outcome expected = run(scenario, whole, Recorder::Mode::off);
    EXPECT_EQ(recorded.sent, expected.sent) << "recording changes nothing";
    for (const Role from : {Role::client, Role::server}) {
      const std::size_t all = expected.sent[from == Role::server].size();
      const std::size_t stride = std::max<std::size_t>(1, all / kSplits);
      int count = 0;
      for (std::size_t at = first++ % stride + 1; at < all; at += stride) {
        const bool on = ++count % 32 == 0;
        const Outcome out = run(
            scenario,
            [&](Role role, std::size_t before, std::size_t there) {
              return role == from && before < at ? std::min(there, at - before) : there;
            },
            on ? Recorder::Mode::on : Recorder::Mode::off);
        ASSERT_TRUE(out == (on ? recorded : expected)) << trace::name_of(from) << " " << at;
      }
    }
  }
}

}  // namespace
}  // namespace session::fragmentation_test
