// What BoringSSL's test runner found in our TLS 1.2 and in what comes before the version is known,
// each by the rule that was broken. The peer is scripted and has the real keys.
#include <gtest/gtest.h>

#include "native/handshake/expect_alert.h"
#include "native/handshake/scripted_peer_tls12.h"

namespace handshake::conformance_tls12_test {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): handshake::testing
using wire::CipherSuite;
using wire::ExtensionType;
using wire::HandshakeType;
using wire::NamedGroup;
using wire::SignatureScheme;
using enum wire::AlertDescription;

constexpr CipherSuite kEcdsaSuite = CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
const Bytes kHelloRequest{0, 0, 0, 0};

session::Scenario both_versions() {
  session::Scenario scenario = tls12_scenario();
  scenario.client_versions =
      scenario.server_versions = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  return scenario;
}

template <class Config>
std::shared_ptr<const Config> changed(std::shared_ptr<const Config> config, auto change) {
  auto out = std::make_shared<Config>(*config);
  change(*out);
  return out;
}

// "The public key in the server's certificate MUST respect the client's choice of elliptic curves."
TEST(Rfc8422Section53, TheCertificatesKeyIsOnACurveOfTheClients) {
  session::Scenario scenario = tls12_scenario();
  scenario.client_groups = {NamedGroup::x25519, NamedGroup::secp384r1};
  FacedClient12 faced(scenario);
  faced.peer.until(HandshakeType::certificate);
  faced.turn();
  expect_alert(faced, illegal_parameter);
  scenario.client_groups.push_back(NamedGroup::secp256r1);
  FacedClient12 other(scenario);
  other.complete();
  EXPECT_FALSE(other.failure());
}

// A client that does not say which curves it knows is spared them, if it can be.
TEST(Rfc8422Section4, WithoutSupportedGroupsAnotherSuiteIsTaken) {
  constexpr CipherSuite kEcdhe = CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
  constexpr CipherSuite kRsa = CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256;
  session::Scenario scenario = tls12_scenario();
  scenario.server_suites = {kEcdhe, kRsa};
  {
    FacedServer12 faced(scenario);
    faced.peer.hello.cipher_suites = {kEcdhe};
    faced.peer.drop(ExtensionType::supported_groups);
    faced.peer.say_client_hello();
    faced.turn();
    expect_alert(faced, handshake_failure);
  }
  FacedServer12 faced(scenario);
  faced.peer.hello.cipher_suites = {kEcdhe, kRsa};
  faced.peer.drop(ExtensionType::supported_groups);
  faced.complete();
  ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
  EXPECT_EQ(faced.peer.server_hello.cipher_suite, kRsa);
}

// A message that begins in the record in which the other's turn comes was sent before its time.
TEST(Rfc5246Section74, NoMessageBeginsBeforeItsTurn) {
  {
    FacedServer12 faced;
    Bytes content = wire::encode(faced.peer.hello);
    content.push_back(static_cast<std::uint8_t>(HandshakeType::client_key_exchange));
    faced.peer.record(ContentType::handshake, content);
    faced.turn();
    expect_alert(faced, unexpected_message);
    EXPECT_EQ(faced.failure()->section, "RFC 5246, section 7.4");
  }
  {
    FacedClient12 faced;
    faced.peer.until(HandshakeType::server_key_exchange);
    Bytes content = wire::encode(wire::tls12::ServerHelloDone{});
    content.push_back(static_cast<std::uint8_t>(HandshakeType::new_session_ticket));
    faced.peer.record(ContentType::handshake, content);
    faced.turn();
    expect_alert(faced, unexpected_message);
  }
  // HelloRequest may come at any time (section 7.4.1.1).
  FacedClient12 faced;
  faced.peer.until(HandshakeType::server_key_exchange);
  Bytes content = wire::encode(wire::tls12::ServerHelloDone{});
  faced.peer.heard(content);
  wire::append(content, kHelloRequest);
  faced.peer.record(ContentType::handshake, content);
  faced.turn();
  faced.peer.read_flight();
  faced.peer.say_finished();
  faced.turn();
  EXPECT_FALSE(faced.failure());
  EXPECT_TRUE(faced.endpoint.connection().summary());
}

TEST(Rfc8446Section4, NoSecondClientHelloBeginsBeforeItsTurn) {
  FacedServer faced;
  faced.peer.put(wire::KeyShareClientHello{});
  Bytes content = wire::encode(faced.peer.hello);
  content.push_back(static_cast<std::uint8_t>(HandshakeType::client_hello));
  faced.peer.record(ContentType::handshake, content);
  faced.turn();
  expect_alert(faced, unexpected_message);
  EXPECT_EQ(faced.failure()->section, "RFC 8446, section 4");
}

// What some servers write into their random for clients that look like JDK 11's is a downgrade too.
TEST(Rfc8446Section413, TheOtherDowngradeSentinel) {
  for (const bool offers_tls13 : {false, true}) {
    FacedClient12 faced(offers_tls13 ? both_versions() : tls12_scenario());
    const Bytes sentinel{0xed, 0xbf, 0xb4, 0xa8, 0xc2, 0x47, 0x10, 0xff};
    auto &random = faced.peer.server_hello.random;
    std::copy(sentinel.begin(), sentinel.end(), random.end() - 8);
    faced.peer.server_random = random;
    faced.peer.until(HandshakeType::server_hello_done);
    faced.turn();
    if (offers_tls13) {
      expect_alert(faced, illegal_parameter);
    } else {
      EXPECT_FALSE(faced.failure());
    }
  }
}

// In TLS 1.2 an alert is a warning or fatal. In TLS 1.3 the level means nothing.
TEST(Rfc5246Section72, AnAlertOfNoLevel) {
  {
    FacedClient12 faced;
    faced.peer.say_server_hello();
    faced.peer.clear(ContentType::alert, Bytes{0x42, 10});
    faced.turn();
    expect_alert(faced, illegal_parameter);
  }
  FacedServer faced;
  faced.complete();
  faced.peer.received.clear();
  faced.peer.record(ContentType::alert, Bytes{0x42, 10});
  faced.turn();
  ASSERT_TRUE(faced.failure());
  EXPECT_FALSE(faced.failure()->raised_here);
  EXPECT_EQ(faced.peer.next(ContentType::alert), Bytes());
}

// Before ServerHello a server of TLS 1.2 may warn that it does not know the name.
TEST(Rfc6066Section3, AWarningBeforeServerHello) {
  const Bytes unrecognized{1, 112};
  for (const bool offers_tls12 : {true, false}) {
    session::Scenario scenario = both_versions();
    if (!offers_tls12) scenario.client_versions = {wire::ProtocolVersion::tls13};
    FacedClient12 faced(scenario);
    faced.peer.clear(ContentType::alert, unrecognized);
    faced.turn();
    ASSERT_EQ(faced.failure().has_value(), !offers_tls12);
    if (!offers_tls12) {
      EXPECT_FALSE(faced.failure()->raised_here);
      continue;
    }
    faced.complete();
    EXPECT_FALSE(faced.failure());
    EXPECT_TRUE(faced.endpoint.connection().summary());
  }
  {
    FacedClient12 faced(both_versions());
    for (int i = 0; i < 5; ++i) faced.peer.clear(ContentType::alert, unrecognized);
    faced.turn();
    expect_alert(faced, unexpected_message);
  }
  // Once TLS 1.3 is chosen it is an error.
  FacedClient faced(both_versions());
  faced.peer.say_server_hello();
  faced.peer.record(ContentType::alert, unrecognized);
  faced.turn();
  ASSERT_TRUE(faced.failure());
  EXPECT_FALSE(faced.failure()->raised_here);
}

TEST(Rfc8446Section423, AClientWithSchemesOfItsOwnSignsWithThoseOrNotAtAll) {
  using wire::tls12::CertificateRequest;
  const auto config = [](const session::Scenario &scenario, std::vector<SignatureScheme> own) {
    return changed(session::client_config(scenario), [&](ClientConfig &out) {
      const auto type = crypto::KeyType::ec_secp256r1;
      out.credentials.push_back(
          {{wire::to_bytes(session::demonstration_leaf(type))}, demonstration_key(type)});
      out.own_signature_algorithms = std::move(own);
    });
  };
  struct Case {
    std::vector<SignatureScheme> own;
    bool fails;
  };
  for (const auto &one : {Case{{}, false}, Case{{SignatureScheme::ecdsa_secp256r1_sha256}, true}}) {
    {
      FacedClient12 faced(config(tls12_scenario(), one.own));
      faced.peer.until(HandshakeType::server_key_exchange);
      faced.peer.say(wire::encode(CertificateRequest{
          {wire::ClientCertificateType::ecdsa_sign}, {SignatureScheme::rsa_pkcs1_sha256}, {}}));
      faced.peer.say_done();
      faced.turn();
      ASSERT_EQ(faced.failure().has_value(), one.fails);
      if (one.fails) {
        expect_alert(faced, handshake_failure);
      } else {
        EXPECT_EQ(wire::to_hex(faced.peer.next()), "0b000003000000");
      }
    }
    FacedClient faced(config({}, one.own));
    faced.peer.until(HandshakeType::encrypted_extensions);
    faced.peer.say(wire::encode(
        wire::CertificateRequest{{},
                                 {wire::make_extension<In::certificate_request>(
                                     wire::SignatureSchemeList{{SignatureScheme::ed25519}})}}));
    faced.turn();
    ASSERT_EQ(faced.failure().has_value(), one.fails);
    if (one.fails) expect_alert(faced, handshake_failure);
  }
}

TEST(Rfc5246Section7411, RenegotiationIsIgnoredOrEndsTheConnection) {
  for (const Renegotiation how : {Renegotiation::ignore, Renegotiation::end}) {
    const auto set = [&](auto &config) { config.renegotiation = how; };
    const auto check = [&](auto &faced) {
      faced.turn();
      if (how == Renegotiation::end) return expect_alert(faced, no_renegotiation);
      faced.peer.record(ContentType::application_data, Bytes{7});
      faced.turn();
      EXPECT_FALSE(faced.failure());
      EXPECT_EQ(faced.data, Bytes{7});
      EXPECT_EQ(faced.peer.next(ContentType::alert), Bytes());
    };
    FacedClient12 client(changed(session::client_config(tls12_scenario()), set));
    client.complete();
    client.peer.record(ContentType::handshake, kHelloRequest);
    check(client);
    FacedServer12 server(changed(session::server_config(tls12_scenario()), set));
    server.complete();
    server.peer.record(ContentType::handshake, wire::encode(server.peer.hello));
    check(server);
  }
}

TEST(Rfc5746Section41, AClientMayTakeAServerWithoutSecureRenegotiation) {
  const auto config = changed(session::client_config(tls12_scenario()),
                              [](ClientConfig &out) { out.secure_renegotiation = false; });
  for (const bool wrong : {false, true}) {
    FacedClient12 faced(config);
    std::erase_if(*faced.peer.server_hello.extensions,
                  [](const auto &one) { return one.type == ExtensionType::renegotiation_info; });
    if (wrong) faced.peer.add(wire::RenegotiationInfo{Bytes(12, 1)});
    faced.peer.until(HandshakeType::server_hello_done);
    faced.turn();
    if (wrong) {
      expect_alert(faced, handshake_failure);
    } else {
      EXPECT_FALSE(faced.failure());
    }
  }
}

// "Alternatively, the client MAY include an empty Session ID in the ClientHello."
TEST(Rfc5077Section34, ATicketNeedsNoSessionId) {
  session::Scenario scenario = tls12_scenario();
  scenario.server_suites = {kEcdsaSuite};
  FacedServer12 first(scenario);
  first.peer.put(wire::SessionTicket{});
  first.hello();
  first.peer.say_finished();
  first.turn();
  wire::tls12::NewSessionTicket ticket;
  ASSERT_FALSE(wire::decode(first.peer.hear(), ticket));
  ASSERT_FALSE(ticket.ticket.empty());

  FacedServer12 second(scenario);
  auto &c = second.peer;
  c.put(wire::SessionTicket{ticket.ticket});
  c.say_client_hello();
  second.turn();
  ASSERT_FALSE(second.failure()) << second.failure()->reason;
  const Bytes message = c.next();
  wire::decode(message, c.server_hello);
  EXPECT_EQ(c.server_hello.legacy_session_id_echo, Bytes());
  EXPECT_EQ(second.endpoint.state(), ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC);
  c.server_random = c.server_hello.random;
  c.choose(c.server_hello.cipher_suite);
  c.heard(message);
  c.master = Scripted12::value(wire::to_bytes(first.peer.master));
  c.expand();
  c.hear();  // NewSessionTicket
  c.pull();  // ChangeCipherSpec
  c.hear();  // Finished
  c.say_change_cipher_spec();
  c.say(c.finished(Role::client));
  second.turn();
  ASSERT_FALSE(second.failure()) << second.failure()->reason;
  EXPECT_EQ(second.endpoint.connection().summary()->resumed, "ticket");
}

}  // namespace
}  // namespace handshake::conformance_tls12_test
