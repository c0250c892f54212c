// However the wire cuts the bytes, each side does and records the same.
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "session/session.h"
#include "session/trace_json.h"

namespace session {
namespace {

// Outcome is what a run leaves: each side's whole trace, and all that it sent.
struct Outcome {
  std::array<std::string, 2> traces;
  std::array<Bytes, 2> sent;
  friend bool operator==(const Outcome &, const Outcome &) = default;
};

// Cut says how many of the bytes in flight arrive next: at least 1 of `there`, `before` being how
// many have arrived already.
using Cut = std::function<std::size_t(Role from, std::size_t before, std::size_t there)>;

Outcome run(const Scenario &scenario, const Cut &cut, Recorder::Mode mode) {
  const Bytes seed = *wire::from_hex(scenario.seed);
  handshake::Client client(client_config(scenario), crypto::derive_seed(seed, "client"));
  handshake::Server server(server_config(scenario), crypto::derive_seed(seed, "server"));
  Recorder of_client(mode), of_server(mode);
  Outcome out;
  std::array<std::size_t, 2> arrived{};
  std::array<Bytes, 2> received;
  const auto work = [&](auto &endpoint, Recorder &trace, std::size_t side) {
    while (endpoint.can_step()) endpoint.step(trace);
    wire::append(out.sent[side], endpoint.connection().take_output());
    wire::append(received[side], endpoint.connection().take_application_data());
  };
  for (int act = 0;;) {
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
    if (act == 1) server.connection().send(wire::as_bytes(scenario.response));
    if (act == 2) client.connection().close();
    if (act == 3) server.connection().close();
    if (++act == 5) break;
  }
  out.traces[0] =
      trace_json(show(scenario), of_client,
                 {{Role::client, name_of(client.state()), &client.connection(), received[0]}});
  out.traces[1] =
      trace_json(show(scenario), of_server,
                 {{Role::server, name_of(server.state()), &server.connection(), received[1]}});
  return out;
}

std::size_t whole(Role, std::size_t, std::size_t there) { return there; }

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

TEST(Fragmentation, OneByteAtATime) {
  for (const Scenario &scenario : scenarios()) {
    const Outcome expected = run(scenario, whole, Recorder::Mode::on);
    EXPECT_GT(expected.traces[0].size(), 10000U);
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

}  // namespace
}  // namespace session
