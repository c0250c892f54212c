// Every group in whole handshakes between our two endpoints, and what must be refused in each.
#include <gtest/gtest.h>

#include <functional>

#include "crypto/ffdhe.h"
#include "native/handshake/scripted_peer.h"
#include "session/scenario.h"
#include "session/session.h"

namespace handshake::testing::groups_test {
namespace {

using session::Scenario;
using session::Session;
using wire::NamedGroup;

std::vector<NamedGroup> all_groups() { return session::supported_groups(); }
std::string name_of_param(const ::testing::TestParamInfo<NamedGroup> &one) {
  return std::string(wire::name_of(one.param));
}

Session run(const Scenario &scenario) {
  Session session(scenario, Recorder::Mode::on);
  session.run();
  return session;
}

std::size_t count(const Session &session, std::string_view message) {
  std::size_t n = 0;
  for (const trace::TraceEvent &event : session.trace().events()) {
    const auto *passed = std::get_if<trace::MessagePassed>(&event.is);
    n += passed && passed->direction == trace::Direction::sent && passed->name == message ? 1 : 0;
  }
  return n;
}

class EveryGroup : public ::testing::TestWithParam<NamedGroup> {};
INSTANTIATE_TEST_SUITE_P(Groups, EveryGroup, ::testing::ValuesIn(all_groups()), name_of_param);

TEST_P(EveryGroup, Connects) {
  Scenario scenario;
  scenario.client_groups = scenario.server_groups = {GetParam()};
  const Session session = run(scenario);
  EXPECT_TRUE(session.established());
  EXPECT_EQ(count(session, "hello_retry_request"), 0U);
  EXPECT_EQ(session.client().connection().summary()->group, GetParam());
  EXPECT_EQ(session.server().connection().summary()->group, GetParam());
}

TEST_P(EveryGroup, IsReachedByHelloRetryRequest) {
  Scenario scenario;
  scenario.client_groups = all_groups();
  scenario.client_key_shares = {GetParam() == NamedGroup::x25519 ? NamedGroup::secp256r1
                                                                 : NamedGroup::x25519};
  scenario.server_groups = {GetParam()};
  const Session session = run(scenario);
  EXPECT_TRUE(session.established());
  EXPECT_EQ(count(session, "hello_retry_request"), 1U);
  EXPECT_EQ(session.client().connection().summary()->group, GetParam());
}

// --- key shares that are none ---

struct BadShare {
  NamedGroup group;
  const char *name;
  std::function<Bytes(Bytes)> spoil;  // of a good one
};
void PrintTo(const BadShare &one, std::ostream *out) {
  *out << wire::name_of(one.group) << " " << one.name;
}

Bytes number(std::size_t length, std::uint8_t last) {
  Bytes out(length, 0);
  out.back() = last;
  return out;
}

// Of the hybrid's two parts the last is x25519.
Bytes with_x25519_zero(Bytes key) {
  std::fill(key.end() - 32, key.end(), 0);
  return key;
}

std::vector<BadShare> bad_shares(bool from_client) {
  std::vector<BadShare> out;
  for (const NamedGroup group : all_groups()) {
    out.push_back({group, "Shorter", [](Bytes key) {
                     key.pop_back();
                     return key;
                   }});
    out.push_back({group, "Longer", [](Bytes key) {
                     key.push_back(0);
                     return key;
                   }});
    const std::string_view name = wire::name_of(group);
    if (name.starts_with("secp")) {
      out.push_back({group, "OffTheCurve", [](Bytes key) {
                       key.back() = static_cast<std::uint8_t>(key.back() ^ 1);
                       return key;
                     }});
      out.push_back({group, "Compressed", [](Bytes key) {
                       key.resize(key.size() / 2 + 1);
                       key[0] = 2;
                       return key;
                     }});
      out.push_back({group, "Infinity", [](const Bytes &) { return Bytes{0}; }});
      out.push_back({group, "Zeros", [](const Bytes &key) {
                       Bytes zeros(key.size(), 0);
                       zeros[0] = 4;
                       return zeros;
                     }});
    } else if (name.starts_with("ffdhe")) {
      const Bytes p = crypto::ffdhe::prime(group);
      for (const std::uint8_t n : {std::uint8_t{0}, std::uint8_t{1}}) {
        out.push_back({group, n == 0 ? "Zero" : "One",
                       [n](const Bytes &key) { return number(key.size(), n); }});
      }
      out.push_back({group, "PMinusOne", [p](const Bytes &) {
                       Bytes key = p;
                       key.back() = static_cast<std::uint8_t>(key.back() ^ 1);
                       return key;
                     }});
      out.push_back({group, "P", [p](const Bytes &) { return p; }});
      out.push_back({group, "AboveP", [p](const Bytes &) { return Bytes(p.size(), 0xff); }});
      out.push_back({group, "WithoutItsZeros", [](const Bytes &) { return Bytes{2}; }});
    } else if (group == NamedGroup::X25519MLKEM768) {
      out.push_back({group, "X25519Zero", with_x25519_zero});
      out.push_back({group, "OnlyX25519", [](const Bytes &) { return Bytes(32, 9); }});
      if (from_client) {
        out.push_back({group, "CoefficientQ", [](Bytes key) {
                         // 3329 is 0xd01; the low bits come first.
                         key[0] = 0x01;
                         key[1] = static_cast<std::uint8_t>((key[1] & 0xf0) | 0x0d);
                         return key;
                       }});
      }
    } else {
      out.push_back({group, "Zero", with_x25519_zero});
    }
  }
  return out;
}
std::string name_of_bad(const ::testing::TestParamInfo<BadShare> &one) {
  return std::string(wire::name_of(one.param.group)) + "_" + one.param.name;
}

// Nothing secret is left when a key share was refused.
template <class Faced>
void expect_refused(const Faced &faced) {
  std::size_t drawn = 0, discarded = 0;
  for (const trace::TraceEvent &event : faced.trace.events()) {
    if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
      drawn += value->name == "private_key" ? 1 : 0;
      EXPECT_NE(value->name, "shared_secret");
    } else if (const auto *gone = std::get_if<trace::Discarded>(&event.is)) {
      discarded += gone->name == "private_key" ? 1 : 0;
    }
  }
  EXPECT_EQ(drawn, 1U);
  EXPECT_EQ(discarded, 1U);
}

class BadClientShare : public ::testing::TestWithParam<BadShare> {};
INSTANTIATE_TEST_SUITE_P(Groups, BadClientShare, ::testing::ValuesIn(bad_shares(true)),
                         name_of_bad);

TEST_P(BadClientShare, IsRefused) {
  const auto &[group, name, spoil] = GetParam();
  Scenario scenario;
  scenario.server_groups = {group};
  for (const bool good : {true, false}) {
    FacedServer faced(scenario);
    const Bytes key =
        *crypto::public_key(group, crypto::draw_private_key(group, faced.peer.random));
    faced.peer.put(wire::NamedGroupList{{group}});
    faced.peer.put(wire::KeyShareClientHello{{{group, good ? key : spoil(key)}}});
    faced.peer.say_client_hello();
    faced.endpoint.connection().receive(std::exchange(faced.peer.out, {}));
    while (faced.endpoint.can_step()) faced.endpoint.step(faced.trace);
    if (good) {
      EXPECT_FALSE(faced.failure());
      continue;
    }
    ASSERT_TRUE(faced.failure());
    EXPECT_EQ(faced.failure()->alert, wire::AlertDescription::illegal_parameter);
    EXPECT_EQ(faced.failure()->reason, "the peer's public key is valid for the group");
    expect_refused(faced);
  }
}

class BadServerShare : public ::testing::TestWithParam<BadShare> {};
INSTANTIATE_TEST_SUITE_P(Groups, BadServerShare, ::testing::ValuesIn(bad_shares(false)),
                         name_of_bad);

TEST_P(BadServerShare, IsRefused) {
  const auto &[group, name, spoil] = GetParam();
  Scenario scenario;
  scenario.client_groups = {group};
  for (const bool good : {true, false}) {
    FacedClient faced(scenario);
    const auto *share = wire::find<wire::KeyShareClientHello>(*faced.peer.hello.extensions);
    ASSERT_TRUE(share);
    const auto response = crypto::respond(
        group, crypto::draw_private_key(group, faced.peer.random, crypto::Turn::second),
        share->client_shares[0].key_exchange);
    ASSERT_TRUE(response);
    for (auto &one : *faced.peer.server_hello.extensions) {
      if (one.type != wire::ExtensionType::key_share) continue;
      one = wire::make_extension<wire::In::server_hello>(wire::KeyShareServerHello{
          {group, good ? response->public_key : spoil(response->public_key)}});
    }
    faced.peer.say(wire::encode(faced.peer.server_hello));
    faced.turn();
    if (good) {
      EXPECT_FALSE(faced.failure());
      continue;
    }
    ASSERT_TRUE(faced.failure());
    EXPECT_EQ(faced.failure()->alert, wire::AlertDescription::illegal_parameter);
    EXPECT_EQ(faced.failure()->reason, "the peer's public key is valid for the group");
    expect_refused(faced);
  }
}

// A ciphertext of the right length is never refused: the two secrets differ, and the first
// protected record does not open.
TEST(HybridGroup, AChangedCiphertextIsNoticedByTheFirstRecord) {
  Scenario scenario;
  scenario.client_groups = scenario.server_groups = {NamedGroup::X25519MLKEM768};
  Session session(scenario, Recorder::Mode::on);
  while (session.step()) {
    Bytes &wire = session.in_flight(Role::server);
    if (wire.size() > 300) {
      wire[300] = static_cast<std::uint8_t>(wire[300] ^ 1);
      break;
    }
  }
  session.run();
  ASSERT_TRUE(session.client().connection().failure());
  EXPECT_EQ(session.client().connection().failure()->alert, wire::AlertDescription::bad_record_mac);
}

}  // namespace
}  // namespace handshake::testing::groups_test
