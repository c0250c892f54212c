// The client's bytes, sent to the server once more by somebody on the wire.
#include <gtest/gtest.h>

#include "session/session.h"

namespace session {
namespace {

Session replayed(std::string_view anti_replay) {
  Scenario scenario;
  for (const auto &[name, value] : {std::pair<std::string_view, std::string_view>{"replay", "on"},
                                    {"resumption", "psk_dhe_ke"},
                                    {"early-data", "GET /pay"},
                                    {"server-anti-replay", anti_replay}}) {
    EXPECT_EQ(set(scenario, name, value), std::nullopt);
  }
  Session session(scenario, Recorder::Mode::off);
  session.run();
  EXPECT_EQ(session.connection(), 3);
  return session;
}

TEST(Replay, AServerThatForgetsTakesEarlyDataTwice) {
  const Session session = replayed("off");
  EXPECT_EQ(session.received(Role::server), wire::to_bytes(wire::as_bytes("GET /pay")));
  // But the handshake cannot be completed: the server's random is another one.
  ASSERT_TRUE(session.server().connection().failure());
  EXPECT_EQ(session.server().connection().failure()->alert, wire::AlertDescription::bad_record_mac);
}

TEST(Replay, AServerThatRemembersTakesItOnce) {
  const Session session = replayed("on");
  EXPECT_TRUE(session.received(Role::server).empty());
  EXPECT_FALSE(session.server().connection().summary());
}

TEST(Replay, WhatTheClientGotStays) { EXPECT_FALSE(replayed("on").received(Role::client).empty()); }

}  // namespace
}  // namespace session
