// Session as a value: what a seed decides, what a copy does, what both sides agree on.
#include "session/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "session/trace_json.h"

namespace session::session_test {
namespace {

std::string json_of(const Session &session, const Scenario &scenario) {
  return trace_json(show(scenario), session.trace(),
                    {{Role::client, name_of(session.client().state()),
                      &session.client().connection(), session.received(Role::client)},
                     {Role::server, name_of(session.server().state()),
                      &session.server().connection(), session.received(Role::server)}});
}

Scenario with(std::vector<std::pair<const char *, const char *>> settings) {
  Scenario scenario;
  for (const auto &[name, value] : settings) EXPECT_FALSE(set(scenario, name, value)) << name;
  return scenario;
}

std::vector<Scenario> scenarios() {
  return {
      with({}),
      with({{"group", "secp256r1"}, {"signature", "rsa_pss_rsae_sha256"}}),
      with({{"server-group", "secp256r1"}, {"suite", "TLS_AES_256_GCM_SHA384"}, {"grease", "on"}}),
      with({{"signature", "ed25519"}, {"suite", "TLS_CHACHA20_POLY1305_SHA256"}, {"tickets", "3"}}),
      with({{"compatibility", "off"}, {"alpn", ""}, {"key-share", "x25519,secp256r1"}}),
      with({{"trust", "off"}}),
  };
}

TEST(Session, CopiesGoOnAlike) {
  for (const Scenario &scenario : scenarios()) {
    Session original(scenario, Recorder::Mode::on);
    std::vector<Session> copies{original};
    while (original.step()) copies.push_back(original);
    const std::string expected = json_of(original, scenario);
    EXPECT_GT(copies.size(), 8U);
    for (std::size_t i = 0; i < copies.size(); ++i) {
      // The copies that come later have gone on meanwhile: nothing is shared.
      copies[i].run();
      EXPECT_TRUE(copies[i].client() == original.client()) << i;
      EXPECT_TRUE(copies[i].server() == original.server()) << i;
      EXPECT_EQ(json_of(copies[i], scenario), expected) << i;
    }
  }
}

TEST(Session, SameSeedSameBytes) {
  for (const Scenario &scenario : scenarios()) {
    Session a(scenario, Recorder::Mode::on), b(scenario, Recorder::Mode::on);
    a.run();
    b.run();
    EXPECT_EQ(json_of(a, scenario), json_of(b, scenario));
  }
}

TEST(Session, RecordingChangesNothing) {
  for (const Scenario &scenario : scenarios()) {
    Session on(scenario, Recorder::Mode::on), off(scenario, Recorder::Mode::off);
    for (bool more = true; more;) {
      more = on.step();
      EXPECT_EQ(off.step(), more);
      for (const Role role : {Role::client, Role::server}) {
        EXPECT_EQ(on.in_flight(role), off.in_flight(role));
      }
    }
    EXPECT_TRUE(off.trace().events().empty());
    EXPECT_EQ(on.received(Role::client), off.received(Role::client));
    EXPECT_EQ(on.client().state(), off.client().state());
  }
}

std::set<std::string> drawn(const Session &session) {
  std::set<std::string> out;
  for (const trace::TraceEvent &event : session.trace().events()) {
    const auto *value = std::get_if<trace::ValueBorn>(&event.is);
    // GREASE takes few bytes; two may meet.
    if (value && value->origin.operation == "draw" && value->bytes.size() >= 16) {
      const bool fresh = out.insert(wire::to_hex(value->bytes)).second;
      EXPECT_TRUE(fresh) << value->name << " is drawn twice";
    }
  }
  return out;
}

TEST(Session, AnotherSeedOtherRandoms) {
  std::set<std::string> all;
  std::size_t count = 0;
  for (int i = 0; i < 8; ++i) {
    Scenario scenario;
    ASSERT_FALSE(set(scenario, "seed", std::string(63, '0') + std::to_string(i)));
    Session session(scenario, Recorder::Mode::on);
    session.run();
    const auto one = drawn(session);
    // Client: random, session id, private key. Server: random, private key.
    EXPECT_EQ(one.size(), 5U);
    count += one.size();
    all.insert(one.begin(), one.end());
  }
  EXPECT_EQ(all.size(), count);
}

// What both know they know alike; what one alone may know the other never has.
TEST(Session, BothSidesComputeTheSame) {
  for (const Scenario &scenario : scenarios()) {
    Session session(scenario, Recorder::Mode::on);
    session.run();
    if (!session.established()) continue;
    std::map<std::string_view, std::array<std::multiset<std::string>, 2>> values;
    std::set<std::string> of_one[2];
    for (const trace::TraceEvent &event : session.trace().events()) {
      const auto *value = std::get_if<trace::ValueBorn>(&event.is);
      if (!value || value->bytes.empty()) continue;
      const std::size_t side = event.by == Role::server;
      const std::string hex = wire::to_hex(value->bytes);
      if (value->origin.known_to == trace::only(event.by)) of_one[side].insert(hex);
      const std::string_view how = value->origin.operation;
      if (how == "HKDF-Extract" || how == "HKDF-Expand-Label" || how == "HMAC" ||
          how == "shared_secret" || how == "signature_content") {
        values[value->name][side].insert(hex);
      }
    }
    EXPECT_GE(values.size(), 20U);
    for (const auto &[name, sides] : values) {
      EXPECT_EQ(sides[0], sides[1]) << name;
      EXPECT_FALSE(sides[0].empty()) << name;
    }
    EXPECT_GE(of_one[0].size(), 1U);  // private keys
    EXPECT_GE(of_one[1].size(), 1U);
    for (const trace::TraceEvent &event : session.trace().events()) {
      const auto *value = std::get_if<trace::ValueBorn>(&event.is);
      if (!value) continue;
      EXPECT_FALSE(of_one[event.by == Role::client].count(wire::to_hex(value->bytes)))
          << value->name;
    }
  }
}

// Every value that is discarded was born before, by the same side, and is discarded once.
TEST(Session, DiscardsFollowBirths) {
  for (const Scenario &scenario : scenarios()) {
    Session session(scenario, Recorder::Mode::on);
    session.run();
    const auto &events = session.trace().events();
    std::set<trace::EventId> gone;
    for (const trace::TraceEvent &event : events) {
      EXPECT_EQ(&events[event.id], &event);
      const auto *discard = std::get_if<trace::Discarded>(&event.is);
      if (!discard) continue;
      ASSERT_LT(discard->value, event.id);
      const auto *value = std::get_if<trace::ValueBorn>(&events[discard->value].is);
      ASSERT_TRUE(value);
      EXPECT_EQ(value->name, discard->name);
      EXPECT_EQ(events[discard->value].by, event.by);
      EXPECT_TRUE(gone.insert(discard->value).second) << discard->name;
    }
    EXPECT_GE(gone.size(), 4U);
  }
}

// The record that one side sent as number n is the one that the other received as number n.
TEST(Session, RecordsArriveAsTheyWereSent) {
  for (const Scenario &scenario : scenarios()) {
    Session session(scenario, Recorder::Mode::on);
    session.run();
    std::map<std::pair<Role, std::uint64_t>, Bytes> sent;
    std::size_t received = 0;
    for (const trace::TraceEvent &event : session.trace().events()) {
      const auto *record = std::get_if<trace::RecordPassed>(&event.is);
      if (!record) continue;
      if (record->direction == trace::Direction::sent) {
        EXPECT_TRUE(sent.emplace(std::pair(event.by, record->number), record->bytes).second);
      } else {
        ++received;
        EXPECT_EQ(sent.at({trace::peer_of(event.by), record->number}), record->bytes);
      }
    }
    // Who has failed reads no more.
    EXPECT_TRUE(received == sent.size() || !session.established());
    EXPECT_GT(received, 3U);
  }
}

}  // namespace
}  // namespace session::session_test
