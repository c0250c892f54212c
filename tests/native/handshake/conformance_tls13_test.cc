// What BoringSSL's test runner found wrong in TLS 1.3 (docs/conformance.md).
#include <gtest/gtest.h>

#include <string>

#include "native/handshake/expect_alert.h"
#include "native/handshake/scripted_psk.h"

namespace handshake::conformance_tls13_test {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): handshake::testing
using wire::NamedGroup;
using enum wire::AlertDescription;

// passed names the records that a peer got, in their order: the types of handshake messages, "ccs"
// and "alert".
std::string passed(const ScriptedPeer &peer) {
  std::string out;
  for (const auto &[type, bytes] : peer.received) {
    out += type == ContentType::handshake ? std::to_string(int{bytes.at(0)})
           : type == ContentType::alert   ? "alert"
                                          : "ccs";
    out += " ";
  }
  return out;
}

// RFC 8446, appendix D.4: the client's change_cipher_spec comes immediately before its second
// flight.
TEST(CompatibilityMode, ChangeCipherSpecComesBeforeTheSecondClientHelloRfc8446D4) {
  FacedClient faced;
  faced.peer.say_retry(faced.peer.retry(NamedGroup::secp256r1));
  faced.turn();
  EXPECT_EQ(passed(faced.peer), "ccs 1 ");
  faced.peer.read_client_hello();
  faced.peer.all();
  faced.turn();
  EXPECT_EQ(faced.endpoint.state(), ClientState::CONNECTED);
  EXPECT_EQ(passed(faced.peer), "20 ") << "it comes once";
}

TEST(CompatibilityMode, ChangeCipherSpecComesBeforeTheEncryptedAlertRfc8446D4) {
  {
    FacedClient faced;
    faced.peer.until(wire::HandshakeType::encrypted_extensions);
    faced.peer.record(ContentType::handshake, Bytes{0, 0, 0, 0});
    faced.turn();
    EXPECT_EQ(passed(faced.peer), "ccs alert ");
    expect_alert(faced, unexpected_message);
  }
  // What fails before there are keys is said in the clear, and mode off means off.
  {
    FacedClient faced;
    faced.peer.clear(ContentType::handshake, Bytes{0, 0, 0, 0});
    faced.turn();
    EXPECT_EQ(passed(faced.peer), "alert ");
  }
  session::Scenario scenario;
  ASSERT_FALSE(session::set(scenario, "compatibility", "off"));
  FacedClient faced(scenario);
  faced.peer.until(wire::HandshakeType::encrypted_extensions);
  faced.peer.record(ContentType::handshake, Bytes{0, 0, 0, 0});
  faced.turn();
  EXPECT_EQ(passed(faced.peer), "alert ");
}

// Section 5.1: hellos end with their record, a HelloRetryRequest and the ClientHello before it too.
TEST(HelloRetryRequest, NoOtherMessageBeginsBehindAHelloRfc8446Section51) {
  FacedClient client;
  Bytes message = wire::encode(client.peer.retry(NamedGroup::secp256r1));
  message.push_back(2);
  client.peer.clear(ContentType::handshake, message);
  client.turn();
  EXPECT_EQ(passed(client.peer), "alert ");
  expect_alert(client, unexpected_message);
  FacedServer server;
  server.peer.put(wire::KeyShareClientHello{});
  message = wire::encode(server.peer.hello);
  message.push_back(1);
  server.peer.clear(ContentType::handshake, message);
  server.turn();
  EXPECT_EQ(passed(server.peer), "alert ");
  expect_alert(server, unexpected_message);
}

// Section 4.1.3: legacy_compression_method is 0 by its syntax, in HelloRetryRequest too.
TEST(HelloRetryRequest, AnotherCompressionMethodCannotBeReadRfc8446Section413) {
  FacedClient faced;
  wire::HelloRetryRequest retry = faced.peer.retry(NamedGroup::secp256r1);
  retry.legacy_compression_method = 1;
  faced.peer.say_retry(retry);
  faced.turn();
  expect_alert(faced, decode_error);
}

// Appendix D.4 lets a server send it to a client that did not ask; the default is not to.
TEST(CompatibilityMode, AServerMaySendChangeCipherSpecToEveryClientRfc8446D4) {
  for (const bool always : {false, true}) {
    auto config = *session::server_config(session::Scenario());
    config.always_change_cipher_spec = always;
    FacedServer faced(std::make_shared<const ServerConfig>(config));
    faced.peer.hello.legacy_session_id.clear();
    faced.peer.say_client_hello();
    faced.turn();
    ASSERT_FALSE(faced.failure());
    EXPECT_EQ(passed(faced.peer), always ? "2 ccs " : "2 ");
  }
}

// RFC 8446, section 4.2.10: a server that gets early_data takes it, passes it over or asks for
// another ClientHello; that pre_shared_key is missing is no exception.
TEST(EarlyDataOffered, WithoutPreSharedKeyIsPassedOverRfc8446Section4210) {
  Resuming faced(true);
  faced.peer.drop(wire::ExtensionType::pre_shared_key);
  faced.peer.psk = {};
  faced.peer.say_client_hello();
  faced.peer.raw(Bytes{23, 3, 3, 0, 4, 1, 2, 3, 4});
  faced.read_flight(false);
  ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
  faced.finish();
  ASSERT_EQ(faced.endpoint.state(), ServerState::CONNECTED);
  EXPECT_EQ(faced.endpoint.connection().summary()->early_data, "rejected");
  EXPECT_EQ(faced.data, Bytes());
}

// Of what it refuses, it passes over what one full record can hold, and no more without end.
TEST(EarlyDataOffered, PassedOverUpToALimitRfc8446Section4210) {
  for (const bool more : {false, true}) {
    auto config = *session::server_config(session::Scenario());
    config.max_early_data_size = 0;
    FacedServer faced(std::make_shared<const ServerConfig>(config));
    faced.peer.put(wire::EarlyDataIndication{});
    faced.peer.say_client_hello();
    faced.peer.clear(ContentType::application_data, Bytes(16384, 1));
    if (more) faced.peer.clear(ContentType::application_data, Bytes(1, 1));
    faced.turn();
    EXPECT_EQ(faced.failure().has_value(), more);
  }
}

// RFC 8446, section 4.2.10: there is no early data behind the second ClientHello, so nothing is
// passed over there.
TEST(EarlyDataOffered, IsNotPassedOverBehindTheSecondClientHelloRfc8446Section4210) {
  FacedServer faced;
  const auto share = *wire::find<wire::KeyShareClientHello>(*faced.peer.hello.extensions);
  faced.peer.put(wire::KeyShareClientHello{});
  faced.peer.put(wire::EarlyDataIndication{});
  faced.peer.say_client_hello();
  faced.peer.clear(ContentType::application_data, Bytes(40, 1));
  faced.turn();
  ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
  ASSERT_EQ(faced.endpoint.state(), ServerState::START);
  faced.peer.put(share);
  faced.peer.drop(wire::ExtensionType::early_data);
  faced.peer.say_client_hello();
  faced.peer.clear(ContentType::application_data, Bytes(40, 1));
  faced.turn();
  ASSERT_TRUE(faced.failure());
  EXPECT_EQ(faced.failure()->alert, bad_record_mac);
}

// Section 4.4.4: a Finished with wrong contents, a wrong length included, ends with decrypt_error.
TEST(Finished13, WrongContentsAreADecryptErrorRfc8446Section444) {
  const auto spoilt = [](auto &faced, Role sender) {
    Bytes message = faced.peer.finished(sender);
    ++message[3];
    message.push_back(0);
    faced.peer.say(message);
    faced.turn();
    expect_alert(faced, decrypt_error);
  };
  FacedClient client;
  client.peer.until(wire::HandshakeType::certificate_verify);
  spoilt(client, Role::server);
  FacedServer server;
  server.hello();
  spoilt(server, Role::client);
}

// Section 4.1.2: only a PSK that does not fit the chosen suite may be missing from the second
// ClientHello.
TEST(SecondClientHello, KeepsThePskThatTheServerTookRfc8446Section412) {
  for (const bool keeps : {true, false}) {
    Resuming faced;
    faced.peer.put(wire::NamedGroupList{{NamedGroup::secp256r1, NamedGroup::x25519}});
    const auto share = *wire::find<wire::KeyShareClientHello>(*faced.peer.hello.extensions);
    faced.peer.put(wire::KeyShareClientHello{});
    faced.peer.hello.extensions->pop_back();
    faced.peer.put(pre_shared_key({faced.psk}));
    faced.say_hello();
    faced.peer.write = {};
    faced.turn();
    ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
    ASSERT_EQ(faced.endpoint.state(), ServerState::START);
    faced.peer.transcript.begin(crypto::HashAlgorithm::sha256);
    faced.peer.transcript.replace_with_message_hash();
    faced.peer.heard(faced.peer.next());
    faced.peer.received.clear();
    faced.peer.put(share);
    if (!keeps) faced.peer.drop(wire::ExtensionType::pre_shared_key);
    Bytes message = wire::encode(faced.peer.hello);
    if (keeps) fill_binders(message, {faced.psk}, faced.peer.transcript, faced.peer.off);
    faced.peer.say(message);
    faced.turn();
    if (keeps) {
      EXPECT_FALSE(faced.failure());
      EXPECT_EQ(faced.endpoint.state(), ServerState::WAIT_FINISHED);
    } else {
      expect_alert(faced, illegal_parameter);
    }
  }
}

// Sections 2.3 and 4.4.4: a server may send data as soon as its Finished is out; ours when it is
// told to.
TEST(HalfRttData, FollowsTheServersFinishedWhenAllowedRfc8446Section444) {
  for (const bool allowed : {false, true}) {
    Resuming faced(true, [&](ServerConfig &c) { c.half_rtt_data = allowed; });
    faced.say_hello();
    faced.read_flight(true);
    faced.peer.received.clear();
    faced.endpoint.connection().send(Bytes{7});
    faced.turn();
    EXPECT_EQ(faced.peer.next(ContentType::application_data), allowed ? Bytes{7} : Bytes());
    faced.end_early_data();
    faced.finish();
    ASSERT_EQ(faced.endpoint.state(), ServerState::CONNECTED);
    EXPECT_EQ(faced.peer.next(ContentType::application_data), allowed ? Bytes() : Bytes{7});
  }
}

// Section 4.1.1 leaves the choice of group to the server.
TEST(GroupChoice, TheClientsBestIsAskedForWhenWantedRfc8446Section411) {
  for (const bool wanted : {false, true}) {
    auto config = *session::server_config(session::Scenario());
    config.groups = {NamedGroup::x25519, NamedGroup::secp256r1};
    config.client_group_order = wanted;
    FacedServer faced(std::make_shared<const ServerConfig>(config));
    faced.peer.put(wire::NamedGroupList{{NamedGroup::secp256r1, NamedGroup::x25519}});
    faced.peer.say_client_hello();
    faced.turn();
    EXPECT_EQ(faced.endpoint.state(), wanted ? ServerState::START : ServerState::WAIT_FINISHED);
  }
}

// RFC 8701, section 4.1: a server may put an extension that nobody knows into NewSessionTicket.
TEST(Grease, InNewSessionTicketWhenWantedRfc8701Section41) {
  for (const bool wanted : {false, true}) {
    auto config = *session::server_config(session::Scenario());
    config.grease = wanted;
    FacedServer faced(std::make_shared<const ServerConfig>(config));
    faced.peer.put(wire::PskKeyExchangeModes{{wire::PskKeyExchangeMode::psk_dhe_ke}});
    faced.complete();
    wire::NewSessionTicket ticket;
    ASSERT_FALSE(wire::decode(faced.peer.next(), ticket));
    bool found = false;
    for (const auto &one : ticket.extensions) {
      found = found || wire::is_grease(static_cast<std::uint16_t>(one.type));
    }
    EXPECT_EQ(found, wanted);
  }
}

// RFC 8446, section 4.2.10: early data that was refused goes again only if the application says so,
// and never when another application protocol was chosen.
TEST(RefusedEarlyData, IsTheApplicationsToSendAgainRfc8446Section4210) {
  for (const bool same : {true, false}) {
    session::Scenario scenario;
    for (const auto &[name, value] : {std::pair{"resumption", "psk_dhe_ke"},
                                      {"early-data", "early"},
                                      {"server-early-data", "reject"}}) {
      ASSERT_FALSE(session::set(scenario, name, value)) << name;
    }
    Recorder off(Recorder::Mode::off);
    const auto play = [&](Client &client, Server &server) {
      for (bool more = true; more;) {
        while (client.can_step()) client.step(off);
        const Bytes there = client.connection().take_output();
        server.connection().receive(there);
        while (server.can_step()) server.step(off);
        const Bytes back = server.connection().take_output();
        client.connection().receive(back);
        more = !there.empty() || !back.empty();
      }
    };
    Client one(session::client_config(scenario), Bytes(crypto::Random::kSeedLength, 1));
    Server first(session::server_config(scenario), Bytes(crypto::Random::kSeedLength, 2));
    play(one, first);
    ASSERT_TRUE(one.can_resume());
    if (!same) scenario.server_alpn.clear();
    Client two(session::client_config(scenario), Bytes(crypto::Random::kSeedLength, 3),
               one.take_memory());
    Server second(session::server_config(scenario), Bytes(crypto::Random::kSeedLength, 4));
    two.connection().send_early(wire::as_bytes("early"));
    play(two, second);
    ASSERT_TRUE(two.connection().summary() && second.connection().summary());
    EXPECT_EQ(two.connection().summary()->early_data, "rejected");
    EXPECT_EQ(wire::as_text(second.connection().take_application_data()), "");
    EXPECT_EQ(two.connection().resend_refused_early_data(), same);
    play(two, second);
    EXPECT_EQ(wire::as_text(second.connection().take_application_data()), same ? "early" : "");
    EXPECT_EQ(wire::as_text(two.connection().take_refused_early_data()), same ? "" : "early");
  }
}

}  // namespace
}  // namespace handshake::conformance_tls13_test
