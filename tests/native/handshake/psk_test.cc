// PSKs (RFC 8446, section 2.2, 4.2.9 to 4.2.11) and early data (2.3, 4.2.10, 4.5, 8): with libssl,
// between our two sides, and with a client that does it wrong.
#include "handshake/psk.h"

#include "native/handshake/expect_alert.h"
#include "native/handshake/libssl_peer.h"
#include "native/handshake/scripted_psk.h"

namespace handshake::psk_test {
namespace {

using namespace testing;         // NOLINT(google-build-using-namespace)
using namespace testing_libssl;  // NOLINT(google-build-using-namespace)
using enum wire::AlertDescription;
using enum wire::PskKeyExchangeMode;

Scenario resuming() {
  Scenario scenario;
  scenario.early_data = "early";  // the tickets allow it
  return scenario;
}

// --- libssl ---

TEST(PskLibssl, OurClientResumes) {
  for (const CipherSuite suite : tls13_suites()) {
    for (const bool retry : {false, true}) {
      Libssl first(Role::server);
      first.hold(SignatureScheme::ecdsa_secp256r1_sha256);
      Scenario scenario;
      scenario.client_suites = {suite};
      OurClient one(session::client_config(scenario));
      pump(one, first);
      expect_data_and_goodbye(one, first);
      ASSERT_FALSE(one.endpoint.tickets().empty());
      Libssl second(Role::server, first);
      if (retry) second.groups({NID_X9_62_prime256v1});
      OurClient two(session::client_config(scenario), one.endpoint.take_memory());
      pump(two, second);
      ASSERT_TRUE(two.done()) << two.connection().failure()->reason;
      EXPECT_TRUE(SSL_session_reused(second.ssl()));
      EXPECT_EQ(two.connection().summary()->psk, "resumption");
      expect_same_secrets(two, second, Role::client);
      expect_data_and_goodbye(two, second);
      EXPECT_EQ(left_alive(two.trace), "");
    }
  }
}

TEST(PskLibssl, OurServerResumes) {
  for (const CipherSuite suite : tls13_suites()) {
    for (const bool retry : {false, true}) {
      Scenario scenario;
      scenario.server_suites = {suite};
      Libssl first(Role::client);
      first.verify("example.com", kSchemes);
      OurServer one(session::server_config(scenario));
      SSL_set_tlsext_host_name(first.ssl(), "example.com");
      pump(one, first);
      expect_data_and_goodbye(one, first);
      ASSERT_EQ(first.sessions.size(), 1U);
      if (retry) scenario.server_groups = {NamedGroup::secp384r1};
      Libssl second(Role::client, first);
      SSL_set_tlsext_host_name(second.ssl(), "example.com");
      SSL_set_session(second.ssl(), first.sessions[0].get());
      OurServer two(session::server_config(scenario));
      pump(two, second);
      ASSERT_TRUE(second.done()) << second.reason;
      EXPECT_TRUE(SSL_session_reused(second.ssl()));
      EXPECT_EQ(two.connection().summary()->psk, "resumption");
      expect_same_secrets(two, second, Role::server);
      expect_data_and_goodbye(two, second);
      EXPECT_EQ(left_alive(two.trace), "");
    }
  }
}

TEST(PskLibssl, OurClientSendsEarlyData) {
  for (const bool accepted : {true, false}) {
    Libssl first(Role::server);
    first.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    SSL_CTX_set_early_data_enabled(first.ctx(), 1);
    Scenario scenario;
    scenario.client_alpn.clear();
    OurClient one(session::client_config(scenario));
    pump(one, first);
    expect_data_and_goodbye(one, first);
    SSL_CTX_set_early_data_enabled(first.ctx(), accepted ? 1 : 0);
    Libssl second(Role::server, first);
    OurClient two(session::client_config(scenario), one.endpoint.take_memory());
    two.connection().send_early(wire::as_bytes("early"));
    pump(two, second);
    ASSERT_TRUE(two.done()) << two.connection().failure()->reason;
    EXPECT_EQ(wire::as_text(second.received), accepted ? "early" : "");
    EXPECT_TRUE(two.connection().resend_refused_early_data());
    pump(two, second);
    EXPECT_EQ(wire::as_text(second.received), "early");
    EXPECT_EQ(SSL_early_data_accepted(second.ssl()), accepted ? 1 : 0);
    EXPECT_EQ(two.connection().summary()->early_data, accepted ? "accepted" : "rejected");
    expect_data_and_goodbye(two, second);
    EXPECT_EQ(left_alive(two.trace), "");
  }
}

TEST(PskLibssl, OurServerTakesEarlyData) {
  for (const bool accepted : {true, false}) {
    Scenario scenario = resuming();
    scenario.server_alpn.clear();
    Libssl first(Role::client);
    first.verify("example.com", kSchemes);
    SSL_CTX_set_early_data_enabled(first.ctx(), 1);
    OurServer one(session::server_config(scenario));
    pump(one, first);
    expect_data_and_goodbye(one, first);
    ASSERT_EQ(first.sessions.size(), 1U);
    scenario.accept_early_data = accepted;
    Libssl second(Role::client, first);
    SSL_set_session(second.ssl(), first.sessions[0].get());
    OurServer two(session::server_config(scenario));
    second.write(wire::as_bytes("early"));
    pump(two, second);
    ASSERT_TRUE(second.done()) << second.reason;
    ASSERT_TRUE(two.done());
    EXPECT_EQ(SSL_early_data_accepted(second.ssl()), accepted ? 1 : 0);
    EXPECT_EQ(wire::as_text(two.received), accepted ? "early" : "");
    EXPECT_EQ(two.connection().summary()->early_data, accepted ? "accepted" : "rejected");
    expect_data_and_goodbye(two, second);
    EXPECT_EQ(left_alive(two.trace), "");
  }
}

// --- a client that does it wrong ---

TEST(PskStrictness, TheServerTakesARightOne) {
  Resuming faced;
  faced.say_hello();
  faced.turn();
  EXPECT_FALSE(faced.failure()) << faced.failure()->reason;
  EXPECT_EQ(faced.endpoint.state(), ServerState::WAIT_FINISHED);
  faced.endpoint.end(faced.trace);
  EXPECT_EQ(left_alive(faced.trace), "");
}

TEST(PskStrictness, WrongBinder) {
  Resuming faced;
  faced.say_hello([](Bytes &message) { message.back() ^= 1; });
  faced.turn();
  expect_alert(faced, decrypt_error);
}

TEST(PskStrictness, ChangedHelloUnderTheBinder) {
  Resuming faced;
  faced.say_hello([](Bytes &message) { message[10] ^= 1; });
  faced.turn();
  expect_alert(faced, decrypt_error);
}

TEST(PskStrictness, MoreIdentitiesThanBinders) {
  Resuming faced;
  wire::OfferedPsks offered = pre_shared_key({faced.psk});
  offered.identities.push_back({Bytes{1, 2, 3}, 0});
  faced.peer.put(offered);
  faced.say_hello();
  faced.turn();
  expect_alert(faced, illegal_parameter);
}

TEST(PskStrictness, NotTheLastExtension) {
  Resuming faced;
  faced.peer.put(wire::Cookie{{1}});
  faced.peer.say_client_hello();
  faced.turn();
  expect_alert(faced, illegal_parameter);
}

TEST(PskStrictness, WithoutModes) {
  Resuming faced;
  faced.peer.drop(wire::ExtensionType::psk_key_exchange_modes);
  faced.say_hello();
  faced.turn();
  expect_alert(faced, missing_extension);
}

TEST(PskStrictness, ExpiredOrForeignTicketsAndOtherModesAreNoError) {
  const auto falls_back = [](Resuming &faced) {
    faced.say_hello();
    faced.turn();
    EXPECT_FALSE(faced.failure());
    EXPECT_EQ(faced.endpoint.state(), ServerState::WAIT_FINISHED);
    bool certificate = false;
    for (const auto &event : faced.trace.events()) {
      const auto *message = std::get_if<trace::MessagePassed>(&event.is);
      certificate = certificate || (message && message->name == "certificate");
    }
    EXPECT_TRUE(certificate);
  };
  Resuming expired(false, [](ServerConfig &c) { c.time += 7201; });
  falls_back(expired);
  Resuming mode(false, [](ServerConfig &c) { c.psk_modes = {psk_ke}; });
  falls_back(mode);
  Resuming hash(false, [](ServerConfig &c) {
    c.cipher_suites = {CipherSuite::TLS_AES_256_GCM_SHA384, CipherSuite::TLS_AES_128_GCM_SHA256};
  });
  hash.psk.identity[20] ^= 1;
  hash.peer.put(pre_shared_key({hash.psk}));
  falls_back(hash);
}

// --- early data ---

bool took(Resuming &faced) { return faced.endpoint.state() == ServerState::WAIT_EOED; }

TEST(EarlyData, IsTakenOnceAndOnlyFresh) {
  Resuming faced(true);
  faced.say_hello();
  faced.peer.record(ContentType::application_data, wire::as_bytes("early"));
  faced.turn();
  EXPECT_TRUE(took(faced));
  EXPECT_EQ(wire::as_text(faced.data), "early");
  // The same ClientHello again, to a server with the same memory.
  Recorder off{Recorder::Mode::off};
  ServerMemory memory = faced.endpoint.take_memory();
  ASSERT_EQ(memory.strikes.size(), 1U);
  Server again(faced.endpoint_config, Bytes(crypto::Random::kSeedLength, 2), std::move(memory));
  Resuming second(true);
  second.psk = faced.psk;
  second.peer.put(pre_shared_key({second.psk}));
  second.say_hello();
  again.connection().receive(second.peer.out);
  while (again.can_step()) again.step(off);
  EXPECT_EQ(again.state(), ServerState::WAIT_FINISHED);
  // Ten seconds late is fresh, eleven are not.
  for (const int late : {10, 11}) {
    Resuming slow(true, [&](ServerConfig &c) { c.time += late; });
    slow.say_hello();
    slow.turn();
    EXPECT_EQ(took(slow), late == 10);
    EXPECT_FALSE(slow.failure());
  }
}

TEST(EarlyData, MoreThanTheTicketAllows) {
  Resuming faced(true);
  faced.say_hello();
  faced.peer.record(ContentType::application_data, Bytes(20, 'a'));
  faced.turn();
  EXPECT_FALSE(faced.failure());
  faced.peer.record(ContentType::application_data, Bytes(1, 'a'));
  faced.turn();
  expect_alert(faced, unexpected_message);
}

TEST(EarlyData, AnotherMessageBeforeItsEnd) {
  Resuming faced(true);
  faced.say_hello();
  faced.peer.record(ContentType::handshake, wire::encode(wire::KeyUpdate{}));
  faced.turn();
  expect_alert(faced, unexpected_message);
}

TEST(EarlyData, EndWithABody) {
  Resuming faced(true);
  faced.say_hello();
  faced.peer.record(ContentType::handshake, Bytes{5, 0, 0, 1, 0});
  faced.turn();
  expect_alert(faced, decode_error);
}

TEST(EarlyData, EndWithoutABeginning) {
  FacedServer faced;
  faced.hello();
  faced.peer.record(ContentType::handshake, wire::encode(wire::EndOfEarlyData{}));
  faced.turn();
  expect_alert(faced, unexpected_message);
}

TEST(EarlyData, RefusedIsSkippedUpToItsLimit) {
  Resuming faced(true, [](ServerConfig &c) { c.accept_early_data = false; });
  faced.say_hello();
  faced.peer.record(ContentType::application_data, Bytes(10000, 'a'));
  faced.turn();
  EXPECT_FALSE(faced.failure());
  EXPECT_EQ(faced.data, Bytes());
  faced.peer.record(ContentType::application_data, Bytes(10000, 'a'));
  faced.turn();
  expect_alert(faced, unexpected_message);
}

}  // namespace
}  // namespace handshake::psk_test
