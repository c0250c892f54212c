// Somebody on the wire: each intervention on its own, and what catches it.
#include "session/network.h"

#include <gtest/gtest.h>

#include "session/session.h"

namespace session::network_test {
namespace {

using wire::AlertDescription;

struct Outcome {
  Session session;
  std::optional<AlertDescription> raised(Role role) const {
    const auto &failure = role == Role::client ? session.client().connection().failure()
                                               : session.server().connection().failure();
    if (!failure || !failure->raised_here) return std::nullopt;
    return failure->alert;
  }
  std::vector<trace::Intervened> interventions() const {
    std::vector<trace::Intervened> out;
    for (const auto &event : session.trace().events()) {
      if (const auto *one = std::get_if<trace::Intervened>(&event.is)) out.push_back(*one);
    }
    return out;
  }
};

Outcome run(std::string_view network,
            std::vector<std::pair<std::string_view, std::string_view>> more = {}) {
  Scenario scenario;
  EXPECT_EQ(set(scenario, "network", network), std::nullopt);
  for (const auto &[name, value] : more) EXPECT_EQ(set(scenario, name, value), std::nullopt);
  EXPECT_EQ(contradiction(scenario), std::nullopt);
  Session session(scenario, Recorder::Mode::on);
  session.run();
  return {std::move(session)};
}

TEST(Network, EveryInterventionIsWrittenAsItIsRead) {
  for (const std::string_view text :
       {"", "flip:client:0:43:7", "replace:server:2:16030300", "drop:server:2", "repeat:client:3",
        "swap:server:1", "inject:server:1:1503030002012a", "strip:client:0:1.3",
        "strip:client:0:TLS_AES_128_GCM_SHA256", "strip:client:0:x25519", "drop:client:2/4",
        "drop:client:0,drop:client:0,flip:server:2/9:1:0"}) {
    const Interventions parsed = parse_interventions(text);
    EXPECT_EQ(parsed.error, std::nullopt) << text;
    EXPECT_EQ(text_of(parsed.list), text);
  }
}

TEST(Network, WhatCannotBeReadIsNamed) {
  const auto error = [](std::string_view text) {
    return parse_interventions(text).error.value_or("");
  };
  EXPECT_EQ(
      error("bend:client:0"),
      "intervention 1: there is no \"bend\" to do; there are flip, replace, drop, repeat, swap, "
      "inject, strip");
  EXPECT_EQ(error("drop:client:0,drop:nobody:1"),
            "intervention 2: the side is client or server, not \"nobody\"; it is written "
            "drop:SIDE:RECORD");
  EXPECT_EQ(error("drop:client"), "intervention 1: has 2 parts; it is written drop:SIDE:RECORD");
  EXPECT_EQ(error("drop:client:-1"),
            "intervention 1: the record is a number from 0, not \"-1\"; it is written "
            "drop:SIDE:RECORD");
  EXPECT_EQ(error("drop:client:3/1"),
            "intervention 1: the connection is 1 or 2; it is written drop:SIDE:RECORD");
  EXPECT_EQ(
      error("flip:client:0:1:8"),
      "intervention 1: the offset is a number from 0 and the bit one from 0 to 7; it is written "
      "flip:SIDE:RECORD:OFFSET:BIT");
  EXPECT_EQ(error("inject:client:0:xy"),
            "intervention 1: takes bytes in hexadecimal digits; it is written "
            "inject:SIDE:RECORD:HEX");
  EXPECT_EQ(error("strip:client:0:SSL"),
            "intervention 1: \"SSL\" is no version (1.3, 1.2), cipher suite or group");
}

TEST(Network, WhatLeavesTheWireAloneChangesNothing) {
  const Outcome plain = run("");
  const Outcome none = run("drop:client:999");
  EXPECT_TRUE(plain.session.established() && none.session.established());
  EXPECT_EQ(plain.session.trace().events().size(), none.session.trace().events().size());
}

TEST(Network, AFlippedBitOfTheServersFlightIsCaughtByTheClient) {
  // Record 2 is the first protected one.
  const Outcome outcome = run("flip:server:2:20:3");
  EXPECT_EQ(outcome.raised(Role::client), AlertDescription::bad_record_mac);
  ASSERT_EQ(outcome.interventions().size(), 1U);
  const trace::Intervened did = outcome.interventions().front();
  EXPECT_TRUE(did.effective);
  EXPECT_EQ(did.before.size(), did.after.size());
  EXPECT_EQ(did.before[20] ^ did.after[20], 1 << 3);
}

TEST(Network, AFlippedBitOfTheRandomChangesTheTranscript) {
  // Offset 11 of the record is the first byte of ClientHello.random.
  const Outcome outcome = run("flip:client:0:11:0");
  EXPECT_EQ(outcome.raised(Role::client), AlertDescription::bad_record_mac);
  EXPECT_FALSE(outcome.session.established());
}

TEST(Network, AFlippedBitOfTheKeyShareOfTls12BreaksTheSignature) {
  const Outcome outcome = run(
      "flip:server:2:50:0", {{"tls", "1.2"}, {"suite", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}});
  EXPECT_EQ(outcome.raised(Role::client), AlertDescription::decrypt_error);
}

TEST(Network, ARecordThatIsSwappedTwiceIsNotLost) {
  const Outcome outcome = run("swap:client:0,swap:client:0");
  EXPECT_TRUE(outcome.session.established());
  ASSERT_EQ(outcome.interventions().size(), 2U);
  EXPECT_FALSE(outcome.interventions().back().effective);
}

TEST(Network, ADroppedRecordLeavesBothWaiting) {
  const Outcome outcome = run("drop:client:0");
  EXPECT_FALSE(outcome.session.established());
  EXPECT_EQ(outcome.raised(Role::client), std::nullopt);
  EXPECT_EQ(outcome.raised(Role::server), std::nullopt);
}

TEST(Network, ADroppedProtectedRecordIsMissedByTheNext) {
  const Outcome outcome = run("drop:server:2");
  EXPECT_EQ(outcome.raised(Role::client), AlertDescription::bad_record_mac);
}

TEST(Network, ARepeatedProtectedRecordHasTheWrongNumber) {
  const Outcome outcome = run("repeat:server:2");
  EXPECT_EQ(outcome.raised(Role::client), AlertDescription::bad_record_mac);
}

TEST(Network, SwappedRecordsHaveTheWrongNumbers) {
  EXPECT_EQ(run("swap:server:2").raised(Role::client), AlertDescription::bad_record_mac);
}

TEST(Network, WhatIsHeldBackComesWhenNothingElseDoes) {
  const Outcome outcome = run("swap:client:0");
  EXPECT_TRUE(outcome.session.established());
}

TEST(Network, AnInjectedAlertInTheClearEndsAYoungHandshake) {
  const Outcome outcome = run("inject:server:0:15030300020228");
  EXPECT_FALSE(outcome.session.established());
  const auto &failure = outcome.session.client().connection().failure();
  ASSERT_TRUE(failure);
  EXPECT_FALSE(failure->raised_here);
  EXPECT_EQ(failure->alert, AlertDescription::handshake_failure);
}

TEST(Network, AReplacedRecordIsReadAsWhatItIs) {
  const Outcome outcome = run("replace:server:0:160303000401000000");
  EXPECT_TRUE(outcome.raised(Role::client));
}

TEST(Network, AStrippedVersionIsCaughtByTheSentinel) {
  // RFC 8446, section 4.1.3: the server says in its random that it could have spoken TLS 1.3.
  const Outcome outcome = run("strip:client:0:1.3", {{"tls", "1.3,1.2"}});
  EXPECT_EQ(outcome.raised(Role::client), AlertDescription::illegal_parameter);
  ASSERT_EQ(outcome.interventions().size(), 1U);
  EXPECT_TRUE(outcome.interventions().front().effective);
}

TEST(Network, AStrippedSuiteIsCaughtByTheTranscript) {
  const Outcome outcome = run("strip:client:0:TLS_AES_128_GCM_SHA256");
  EXPECT_FALSE(outcome.session.established());
  EXPECT_EQ(outcome.raised(Role::client), AlertDescription::bad_record_mac);
}

TEST(Network, AStrippedGroupIsCaught) {
  const Outcome outcome = run("strip:client:0:x25519");
  EXPECT_FALSE(outcome.session.established());
}

TEST(Network, WhatIsNotThereCannotBeStripped) {
  const Outcome outcome = run("strip:client:0:ffdhe4096,strip:client:1:1.3,flip:client:0:15000:0");
  EXPECT_TRUE(outcome.session.established());
  for (const auto &did : outcome.interventions()) EXPECT_FALSE(did.effective);
}

TEST(Network, ASecondConnectionHasRecordsOfItsOwn) {
  const Outcome outcome = run("flip:server:2/2:20:3", {{"resumption", "psk_dhe_ke"}});
  EXPECT_EQ(outcome.session.connection(), 2);
  EXPECT_EQ(outcome.raised(Role::client), AlertDescription::bad_record_mac);
}

}  // namespace
}  // namespace session::network_test
