// Two sides, each alone, with somebody who carries the bytes: what they do is what a Session does.
#include "session/solo.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "session/session.h"

namespace session::solo_test {
namespace {

using wire::AlertDescription;

Scenario with(std::vector<std::pair<std::string, std::string>> settings) {
  Scenario scenario;
  for (const auto &[name, value] : settings) EXPECT_EQ(set(scenario, name, value), std::nullopt);
  EXPECT_EQ(unfit_for_one(scenario), std::nullopt);
  return scenario;
}

// Every key exchange of both versions, and HelloRetryRequest, a PSK, a client's certificate.
std::vector<Scenario> scenarios() {
  std::vector<Scenario> out;
  for (const auto group : supported_groups()) {
    out.push_back(with({{"group", std::string(wire::name_of(group))}}));
  }
  out.push_back(with({{"server-group", "secp256r1"}}));
  out.push_back(with({{"psk", "somebody:00ff"}, {"psk-modes", "psk_ke"}}));
  out.push_back(with({{"client-auth", "require"}, {"client-certificate", "ed25519"}}));
  out.push_back(with({{"tickets", "3"}, {"request", ""}, {"response", ""}}));
  for (const char *suite :
       {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"}) {
    out.push_back(with({{"tls", "1.2"}, {"group", "x25519,ffdhe2048"}, {"suite", suite}}));
  }
  return out;
}

// Pair carries the bytes of two sides, in pieces of so many, and keeps all that was on the wire.
struct Pair {
  Solo client, server;
  std::size_t piece;
  std::map<Role, Bytes> wire;

  explicit Pair(const Scenario &scenario, std::size_t most = 1 << 20)
      : client(Role::client, scenario, Recorder::Mode::on),
        server(Role::server, scenario, Recorder::Mode::on),
        piece(most) {}

  bool carry(Solo &from, Solo &to) {
    const Bytes bytes = from.take_output();
    wire::append(wire[from.role()], bytes);
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      to.receive(ByteView(bytes).subspan(at, std::min(piece, bytes.size() - at)));
      while (piece == 1 && to.step()) {
      }
    }
    return !bytes.empty();
  }

  // settle goes on until nobody has anything to do.
  void settle() {
    bool more = true;
    while (more) {
      while (client.step() || server.step()) {
      }
      const bool there = carry(client, server), back = carry(server, client);
      more = there || back;
    }
  }

  // play does what a Session does after the handshake.
  void play(const Scenario &scenario) {
    settle();
    client.send(wire::as_bytes(scenario.request));
    settle();
    server.send(wire::as_bytes(scenario.response));
    settle();
    client.close();
    settle();
    server.close();
    settle();
  }
};

std::map<Role, Bytes> wire_of(Session session) {
  session.run();
  std::map<Role, Bytes> out;
  for (const trace::TraceEvent &event : session.trace().events()) {
    const auto *record = std::get_if<trace::RecordPassed>(&event.is);
    if (record && record->direction == trace::Direction::sent) {
      wire::append(out[event.by], record->bytes);
    }
  }
  return out;
}

std::multiset<std::string> values_of(const Recorder &trace, Role by) {
  std::multiset<std::string> out;
  for (const trace::TraceEvent &event : trace.events()) {
    const auto *value = std::get_if<trace::ValueBorn>(&event.is);
    if (value && event.by == by) {
      out.insert(std::string(value->name) + " " + wire::to_hex(value->bytes));
    }
  }
  return out;
}

TEST(Solo, TwoOfThemPutTheBytesOfASessionOnTheWire) {
  for (const Scenario &scenario : scenarios()) {
    Session session(scenario, Recorder::Mode::on);
    session.run();
    ASSERT_TRUE(session.established());
    const auto expected = wire_of(Session(scenario, Recorder::Mode::on));
    for (const std::size_t piece : {1U << 20, 1U, 7U}) {
      Pair pair(scenario, piece);
      pair.play(scenario);
      EXPECT_EQ(pair.wire, expected) << piece;
      for (const Solo *solo : {&pair.client, &pair.server}) {
        EXPECT_TRUE(solo->connected() && solo->closed() && !solo->failed());
        EXPECT_EQ(solo->received(), session.received(solo->role()));
        EXPECT_EQ(values_of(solo->trace(), solo->role()), values_of(session.trace(), solo->role()));
      }
    }
  }
}

TEST(Solo, ItWaitsForBytesAndCanBeCopied) {
  const Scenario scenario;
  Pair pair(scenario);
  EXPECT_FALSE(pair.server.can_step());
  EXPECT_FALSE(pair.server.step());
  EXPECT_EQ(pair.server.state(), "START");
  while (pair.client.step()) {
  }
  EXPECT_EQ(pair.client.state(), "WAIT_SH");
  EXPECT_FALSE(pair.client.connected() || pair.client.closed() || pair.client.failed());
  Pair copy = pair;
  copy.play(scenario);
  EXPECT_EQ(pair.client.state(), "WAIT_SH");
  pair.play(scenario);
  EXPECT_EQ(pair.wire, copy.wire);
  EXPECT_EQ(pair.client.trace_json(), copy.client.trace_json());
}

TEST(Solo, WhatIsSentEarlyWaitsForTheHandshake) {
  Pair pair{Scenario()};
  pair.client.send(wire::as_bytes("one "));
  pair.client.send(wire::as_bytes("two"));
  pair.client.close();
  pair.settle();
  EXPECT_EQ(wire::as_text(pair.server.received()), "one two");
  EXPECT_TRUE(pair.server.connection().peer_closed());
  EXPECT_FALSE(pair.server.closed());
}

TEST(Solo, KeysAreUpdatedOnBothSides) {
  Pair pair{Scenario()};
  pair.settle();
  pair.server.update_keys();
  pair.settle();
  // The answer goes before the client's next data.
  pair.client.send(wire::as_bytes("new keys"));
  pair.settle();
  EXPECT_EQ(wire::as_text(pair.server.received()), "new keys");
  for (const Solo *solo : {&pair.client, &pair.server}) {
    std::set<std::string_view> names;
    for (const trace::TraceEvent &event : solo->trace().events()) {
      if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) names.insert(value->name);
    }
    EXPECT_TRUE(names.count("client_application_traffic_secret_1"));
    EXPECT_TRUE(names.count("server_application_traffic_secret_1"));
  }
}

TEST(Solo, AFailureReachesTheOtherSideAsAnAlert) {
  for (const auto &[settings, raised_by, alert] :
       std::vector<std::tuple<std::pair<std::string, std::string>, Role, AlertDescription>>{
           {{"trust", "off"}, Role::client, AlertDescription::unknown_ca},
           {{"server-name", "example.org"}, Role::client, AlertDescription::bad_certificate},
           {{"server-group", "secp384r1"}, Role::server, AlertDescription::handshake_failure},
           {{"client-auth", "require"}, Role::server, AlertDescription::certificate_required}}) {
    Pair pair(with({settings}));
    pair.settle();
    for (const Solo *solo : {&pair.client, &pair.server}) {
      ASSERT_TRUE(solo->failed() && solo->closed()) << settings.first;
      EXPECT_EQ(solo->connection().failure()->alert, alert) << settings.first;
      EXPECT_EQ(solo->connection().failure()->raised_here, solo->role() == raised_by);
    }
  }
}

TEST(Solo, SettingsOfTheTwoMayDiffer) {
  Solo client(Role::client, with({{"group", "x25519"}, {"seed", std::string(64, '1')}}),
              Recorder::Mode::on);
  Pair pair(with({{"group", "x25519,secp256r1"}, {"seed", std::string(64, '2')}}));
  pair.client = client;
  pair.settle();
  EXPECT_TRUE(pair.client.connected() && pair.server.connected());
}

TEST(Solo, ATraceHasTheEventsOfItsSideAlone) {
  const Scenario scenario;
  Pair pair(scenario);
  pair.play(scenario);
  for (const Solo *solo : {&pair.client, &pair.server}) {
    EXPECT_GT(solo->trace().events().size(), 100U);
    for (const trace::TraceEvent &event : solo->trace().events()) EXPECT_EQ(event.by, solo->role());
    const std::string json = solo->trace_json();
    const bool client = solo->role() == Role::client;
    EXPECT_NE(json.find("\"outcome\":{\"" + std::string(name_of(solo->role())) + "\":{"),
              std::string::npos);
    EXPECT_EQ(json.find(client ? "\"server\":{" : "\"client\":{"), std::string::npos);
    EXPECT_NE(json.find("\"seed\":\"" + scenario.seed), std::string::npos);
  }
}

TEST(Solo, WhatMakesNoSenseAloneIsRefused) {
  Scenario scenario;
  EXPECT_EQ(unfit_for_one(scenario), std::nullopt);
  scenario.resumption = "psk_dhe_ke";
  EXPECT_EQ(unfit_for_one(scenario),
            "--resumption: a side that is alone plays one connection; off would fit");
  scenario = Scenario();
  ASSERT_EQ(set(scenario, "network", "drop:client:0"), std::nullopt);
  EXPECT_EQ(unfit_for_one(scenario),
            "--network: whoever carries the bytes of a side that is alone is the one on the wire");
  scenario = Scenario();
  scenario.early_data = "early";
  EXPECT_EQ(unfit_for_one(scenario), contradiction(scenario));
  EXPECT_NE(unfit_for_one(scenario), std::nullopt);
}

}  // namespace
}  // namespace session::solo_test
