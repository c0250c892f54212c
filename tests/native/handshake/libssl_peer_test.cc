// Our client and server against BoringSSL's libssl, in one process over memory BIOs.
#include "native/handshake/libssl_peer.h"

namespace handshake::libssl_peer_test {
namespace {

using namespace testing_libssl;  // NOLINT(google-build-using-namespace)

// The groups that the pinned libssl has as well: it knows neither ffdhe nor ML-KEM.
constexpr NamedGroup kGroups[] = {NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1,
                                  NamedGroup::secp521r1};

int nid_of(NamedGroup group) {
  switch (group) {
    case NamedGroup::x25519:
      return NID_X25519;
    case NamedGroup::secp384r1:
      return NID_secp384r1;
    case NamedGroup::secp521r1:
      return NID_secp521r1;
    default:
      return NID_X9_62_prime256v1;
  }
}

std::string chosen_protocol(SSL *ssl) {
  const std::uint8_t *data = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &data, &size);
  return {reinterpret_cast<const char *>(data), size};
}

// A libssl server's choice: the first of its own ("two", "one") that the client has too.
int select_protocol(SSL *, const std::uint8_t **out, std::uint8_t *out_size, const std::uint8_t *in,
                    unsigned in_size, void *) {
  static const std::uint8_t kOwn[] = {3, 't', 'w', 'o', 3, 'o', 'n', 'e'};
  std::uint8_t *chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kOwn, sizeof(kOwn), in, in_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

struct Choice {
  NamedGroup group;
  CipherSuite suite;
  SignatureScheme scheme;
};
void PrintTo(const Choice &c, std::ostream *out) {
  *out << wire::name_of(c.group) << " " << wire::name_of(c.suite) << " " << wire::name_of(c.scheme);
}
std::vector<Choice> all_choices() {
  std::vector<Choice> out;
  // The pinned libssl has neither ffdhe nor ML-KEM.
  for (const NamedGroup group :
       {NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1, NamedGroup::secp521r1}) {
    for (const CipherSuite suite : tls13_suites()) {
      for (const SignatureScheme scheme : Scenario().server_signatures) {
        out.push_back({group, suite, scheme});
      }
    }
  }
  for (std::size_t i = Scenario().server_signatures.size(); i < kSchemes.size(); ++i) {
    out.push_back({NamedGroup::x25519, tls13_suites().front(), kSchemes[i]});
  }
  return out;
}

class EveryChoice : public ::testing::TestWithParam<Choice> {};
INSTANTIATE_TEST_SUITE_P(LibsslPeer, EveryChoice, ::testing::ValuesIn(all_choices()),
                         [](const auto &one) {
                           std::string name(wire::name_of(one.param.group));
                           name += "_" + std::string(wire::name_of(one.param.suite));
                           return name + "_" + std::string(wire::name_of(one.param.scheme));
                         });

TEST_P(EveryChoice, OurClient) {
  const Choice choice = GetParam();
  Libssl theirs(Role::server);
  theirs.hold(choice.scheme);
  theirs.groups({NID_X25519, NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1});
  SSL_CTX_set_alpn_select_cb(theirs.ctx(), select_protocol, nullptr);
  Scenario scenario;
  scenario.client_groups = {choice.group};
  scenario.client_suites = {choice.suite};
  scenario.client_signatures = kSchemes;
  scenario.client_alpn = {"zero", "one", "two"};
  OurClient ours(session::client_config(scenario));
  pump(ours, theirs);
  ASSERT_TRUE(ours.done()) << ours.connection().failure()->reason;
  ASSERT_TRUE(theirs.done());
  const Summary &summary = *ours.connection().summary();
  EXPECT_EQ(summary.version, wire::ProtocolVersion::tls13);
  EXPECT_EQ(summary.cipher_suite, choice.suite);
  EXPECT_EQ(summary.group, choice.group);
  EXPECT_EQ(summary.signature_scheme, choice.scheme);
  EXPECT_EQ(summary.application_protocol, "two");
  EXPECT_EQ(SSL_version(theirs.ssl()), TLS1_3_VERSION);
  EXPECT_EQ(SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(theirs.ssl())),
            static_cast<std::uint16_t>(choice.suite));
  EXPECT_EQ(SSL_get_curve_id(theirs.ssl()), static_cast<std::uint16_t>(choice.group));
  EXPECT_EQ(chosen_protocol(theirs.ssl()), "two");
  EXPECT_STREQ(SSL_get_servername(theirs.ssl(), TLSEXT_NAMETYPE_host_name), "example.com");
  EXPECT_FALSE(SSL_used_hello_retry_request(theirs.ssl()));
  expect_same_secrets(ours, theirs, Role::client);
  expect_data_and_goodbye(ours, theirs);
  // libssl sends two, with its first data.
  ASSERT_EQ(ours.endpoint.tickets().size(), 2U);
  EXPECT_EQ(ours.endpoint.tickets()[0].cipher_suite, choice.suite);
  EXPECT_FALSE(ours.endpoint.tickets()[0].resumption_psk ==
               ours.endpoint.tickets()[1].resumption_psk);
}

TEST_P(EveryChoice, OurServer) {
  const Choice choice = GetParam();
  Libssl theirs(Role::client);
  theirs.verify("example.com", {choice.scheme});
  theirs.groups({nid_of(choice.group)});
  SSL_set_tlsext_host_name(theirs.ssl(), "example.com");
  static const std::uint8_t kOffered[] = {3, 'o', 'n', 'e', 3, 't', 'w', 'o'};
  SSL_set_alpn_protos(theirs.ssl(), kOffered, sizeof(kOffered));
  Scenario scenario;
  scenario.server_groups = session::supported_groups();
  scenario.server_suites = {choice.suite};
  scenario.server_signatures = kSchemes;
  scenario.server_alpn = {"zero", "two", "one"};
  scenario.tickets = 2;
  OurServer ours(session::server_config(scenario));
  pump(ours, theirs);
  ASSERT_TRUE(theirs.done()) << theirs.reason;
  ASSERT_TRUE(ours.done());
  const Summary &summary = *ours.connection().summary();
  EXPECT_EQ(summary.version, wire::ProtocolVersion::tls13);
  EXPECT_EQ(summary.cipher_suite, choice.suite);
  EXPECT_EQ(summary.group, choice.group);
  EXPECT_EQ(summary.signature_scheme, choice.scheme);
  EXPECT_EQ(summary.server_name, "example.com");
  EXPECT_EQ(summary.application_protocol, "two");
  EXPECT_EQ(SSL_version(theirs.ssl()), TLS1_3_VERSION);
  EXPECT_EQ(SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(theirs.ssl())),
            static_cast<std::uint16_t>(choice.suite));
  EXPECT_EQ(SSL_get_curve_id(theirs.ssl()), static_cast<std::uint16_t>(choice.group));
  EXPECT_EQ(SSL_get_peer_signature_algorithm(theirs.ssl()),
            static_cast<std::uint16_t>(choice.scheme));
  EXPECT_EQ(chosen_protocol(theirs.ssl()), "two");
  EXPECT_EQ(SSL_get_verify_result(theirs.ssl()), X509_V_OK);
  expect_same_secrets(ours, theirs, Role::server);
  ASSERT_EQ(theirs.sessions.size(), 2U);
  EXPECT_EQ(SSL_SESSION_get_timeout(theirs.sessions[0].get()), 7200U);
  const std::uint8_t *ticket = nullptr;
  std::size_t ticket_size = 0;
  SSL_SESSION_get0_ticket(theirs.sessions[0].get(), &ticket, &ticket_size);
  EXPECT_GT(ticket_size, 32U);
  expect_data_and_goodbye(ours, theirs);
}

// --- HelloRetryRequest ---

TEST(LibsslPeer, TheirServerAsksForAnotherGroup) {
  for (const SignatureScheme scheme : kSchemes) {
    for (const CipherSuite suite : tls13_suites()) {
      Libssl theirs(Role::server);
      theirs.hold(scheme);
      theirs.groups({NID_X9_62_prime256v1});
      Scenario scenario;
      scenario.client_suites = {suite};
      scenario.client_signatures = kSchemes;
      scenario.grease = scheme == SignatureScheme::ed25519;
      OurClient ours(session::client_config(scenario));
      pump(ours, theirs);
      ASSERT_TRUE(ours.done()) << ours.connection().failure()->reason;
      EXPECT_TRUE(SSL_used_hello_retry_request(theirs.ssl()));
      EXPECT_EQ(ours.connection().summary()->group, NamedGroup::secp256r1);
      expect_data_and_goodbye(ours, theirs);
    }
  }
}

TEST(LibsslPeer, TheirServerAsksForEachGroup) {
  for (const NamedGroup group : kGroups) {
    Libssl theirs(Role::server);
    theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    theirs.groups({nid_of(group)});
    Scenario scenario;
    scenario.client_groups = session::supported_groups();
    OurClient ours(session::client_config(scenario));
    pump(ours, theirs);
    ASSERT_TRUE(ours.done()) << ours.connection().failure()->reason;
    EXPECT_TRUE(SSL_used_hello_retry_request(theirs.ssl()));
    EXPECT_EQ(ours.connection().summary()->group, group);
    expect_data_and_goodbye(ours, theirs);
  }
}

TEST(LibsslPeer, OurServerAsksForEachGroup) {
  for (const NamedGroup group : kGroups) {
    Libssl theirs(Role::client);
    theirs.verify("example.com", kSchemes);
    // The first has the key share.
    const int first = group == NamedGroup::x25519 ? NID_X9_62_prime256v1 : NID_X25519;
    theirs.groups({first, nid_of(group)});
    Scenario scenario;
    scenario.server_groups = {group};
    OurServer ours(session::server_config(scenario));
    pump(ours, theirs);
    ASSERT_TRUE(theirs.done()) << theirs.reason;
    EXPECT_TRUE(SSL_used_hello_retry_request(theirs.ssl()));
    EXPECT_EQ(ours.connection().summary()->group, group);
    expect_data_and_goodbye(ours, theirs);
  }
}

TEST(LibsslPeer, OurServerAsksForAnotherGroup) {
  for (const CipherSuite suite : tls13_suites()) {
    Libssl theirs(Role::client);
    theirs.verify("example.com", kSchemes);
    theirs.groups({NID_X25519, NID_X9_62_prime256v1});
    Scenario scenario;
    scenario.server_groups = {NamedGroup::secp256r1};
    scenario.server_suites = {suite};
    OurServer ours(session::server_config(scenario));
    pump(ours, theirs);
    ASSERT_TRUE(theirs.done()) << theirs.reason;
    EXPECT_TRUE(SSL_used_hello_retry_request(theirs.ssl()));
    EXPECT_EQ(SSL_get_curve_id(theirs.ssl()), SSL_CURVE_SECP256R1);
    EXPECT_EQ(ours.connection().summary()->group, NamedGroup::secp256r1);
    expect_data_and_goodbye(ours, theirs);
  }
}

// --- what else libssl can put into a hello, and how it cuts its records ---

TEST(LibsslPeer, AModernClientHello) {
  for (const bool no_session_id : {false, true}) {
    Libssl theirs(Role::client);
    theirs.verify("example.com", kSchemes);
    theirs.groups({NID_X25519, NID_X9_62_prime256v1, NID_secp384r1});
    SSL_CTX_set_grease_enabled(theirs.ctx(), 1);
    SSL_CTX_set_permute_extensions(theirs.ctx(), 1);
    SSL_CTX_enable_ocsp_stapling(theirs.ctx());
    SSL_CTX_enable_signed_cert_timestamps(theirs.ctx());
    SSL_CTX_set_min_proto_version(theirs.ctx(), no_session_id ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_set_enable_ech_grease(theirs.ssl(), 1);
    SSL_set_tlsext_host_name(theirs.ssl(), "www.example.com");
    OurServer ours(session::server_config(Scenario()));
    pump(ours, theirs);
    ASSERT_TRUE(theirs.done()) << theirs.reason;
    EXPECT_EQ(ours.connection().summary()->server_name, "www.example.com");
    expect_data_and_goodbye(ours, theirs);
  }
}

TEST(LibsslPeer, SmallRecords) {
  Libssl server(Role::server);
  server.hold(SignatureScheme::rsa_pss_rsae_sha256);
  SSL_CTX_set_max_send_fragment(server.ctx(), 512);
  OurClient our_client(session::client_config(Scenario()));
  pump(our_client, server);
  ASSERT_TRUE(our_client.done()) << our_client.connection().failure()->reason;
  expect_data_and_goodbye(our_client, server);

  Libssl client(Role::client);
  client.verify("localhost", kSchemes);
  SSL_CTX_set_max_send_fragment(client.ctx(), 512);
  OurServer our_server(session::server_config(Scenario()));
  pump(our_server, client);
  ASSERT_TRUE(our_server.done());
  expect_data_and_goodbye(our_server, client);
}

TEST(LibsslPeer, ATicketOfAnotherKeyIsOfferedAndDeclined) {
  Libssl first(Role::client);
  first.verify("example.com", kSchemes);
  OurServer one(session::server_config(Scenario()));
  pump(one, first);
  ASSERT_EQ(first.sessions.size(), 1U);
  Libssl second(Role::client);
  second.verify("example.com", kSchemes);
  SSL_set_session(second.ssl(), first.sessions[0].get());
  Scenario elsewhere;
  elsewhere.seed = std::string(64, '7');
  OurServer other(session::server_config(elsewhere));
  pump(other, second);
  ASSERT_TRUE(second.done()) << second.reason;
  EXPECT_FALSE(SSL_session_reused(second.ssl()));
  expect_data_and_goodbye(other, second);
}

TEST(LibsslPeer, TheyAskForACertificateThatWeDoNotHave) {
  Libssl wants(Role::server);
  wants.hold(SignatureScheme::ecdsa_secp256r1_sha256);
  SSL_CTX_set_verify(wants.ctx(), SSL_VERIFY_PEER, nullptr);
  OurClient ours(session::client_config(Scenario()));
  pump(ours, wants);
  ASSERT_TRUE(wants.done()) << wants.reason;
  expect_data_and_goodbye(ours, wants);

  Libssl needs(Role::server);
  needs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
  SSL_CTX_set_verify(needs.ctx(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  OurClient refused(session::client_config(Scenario()));
  pump(refused, needs);
  ASSERT_TRUE(refused.connection().failure());
  EXPECT_EQ(refused.connection().failure()->alert, AlertDescription::certificate_required);
  EXPECT_FALSE(refused.connection().failure()->raised_here);
}

TEST(LibsslPeer, TheyCloseFirst) {
  Libssl theirs(Role::server);
  theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
  OurClient ours(session::client_config(Scenario()));
  pump(ours, theirs);
  SSL_shutdown(theirs.ssl());
  pump(ours, theirs);
  EXPECT_TRUE(ours.connection().peer_closed());
  EXPECT_FALSE(ours.connection().closed());
  ours.connection().send(wire::as_bytes("the last word"));
  ours.connection().close();
  pump(ours, theirs);
  EXPECT_TRUE(ours.connection().closed());
  EXPECT_FALSE(ours.connection().failure());
  EXPECT_EQ(ours.endpoint.state(), ClientState::CLOSED);
}

TEST(LibsslPeer, TheyFailInTheMiddle) {
  Libssl theirs(Role::server);
  theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
  OurClient ours(session::client_config(Scenario()));
  pump(ours, theirs);
  SSL_send_fatal_alert(theirs.ssl(), SSL_AD_ACCESS_DENIED);
  pump(ours, theirs);
  ASSERT_TRUE(ours.connection().failure());
  EXPECT_EQ(ours.connection().failure()->alert, AlertDescription::access_denied);
  EXPECT_FALSE(ours.connection().failure()->raised_here);
}

// --- nothing in common: libssl sees the alert that the RFC names ---

struct Refusal {
  const char *name;
  AlertDescription alert;
  std::function<void(Scenario &)> ours;
  std::function<void(Libssl &)> theirs;
};
void PrintTo(const Refusal &one, std::ostream *out) { *out << one.name; }

class WeRefuse : public ::testing::TestWithParam<Refusal> {};
class WeRefuseAsServer : public WeRefuse {};
class WeRefuseAsClient : public WeRefuse {};
const auto kRefusalName = [](const auto &info) { return std::string(info.param.name); };

INSTANTIATE_TEST_SUITE_P(
    LibsslPeer, WeRefuseAsServer,
    ::testing::Values(Refusal{"NoCommonGroup", AlertDescription::handshake_failure,
                              [](Scenario &s) { s.server_groups = {NamedGroup::x25519}; },
                              [](Libssl &peer) { peer.groups({NID_X9_62_prime256v1}); }},
                      Refusal{"NoCommonSuite", AlertDescription::handshake_failure,
                              [](Scenario &s) { s.server_suites = {}; }, [](Libssl &) {}},
                      Refusal{"NoCommonSignature", AlertDescription::handshake_failure,
                              [](Scenario &s) { s.server_signatures = {SignatureScheme::ed25519}; },
                              [](Libssl &peer) {
                                peer.verify("example.com", {SignatureScheme::rsa_pss_rsae_sha256});
                              }},
                      Refusal{"NoCommonProtocol", AlertDescription::no_application_protocol,
                              [](Scenario &s) { s.server_alpn = {"other"}; },
                              [](Libssl &peer) {
                                static const std::uint8_t kOffered[] = {3, 'o', 'n', 'e'};
                                SSL_CTX_set_alpn_protos(peer.ctx(), kOffered, sizeof(kOffered));
                              }},
                      Refusal{"OnlyTls12", AlertDescription::protocol_version, [](Scenario &) {},
                              [](Libssl &peer) {
                                SSL_CTX_set_min_proto_version(peer.ctx(), TLS1_2_VERSION);
                                SSL_CTX_set_max_proto_version(peer.ctx(), TLS1_2_VERSION);
                              }}),
    kRefusalName);

TEST_P(WeRefuseAsServer, WithTheAlertOfTheRfc) {
  Libssl theirs(Role::client);
  theirs.verify("example.com", kSchemes);
  GetParam().theirs(theirs);
  Scenario scenario;
  GetParam().ours(scenario);
  OurServer ours(session::server_config(scenario));
  pump(ours, theirs);
  ASSERT_TRUE(ours.connection().failure());
  EXPECT_EQ(ours.connection().failure()->alert, GetParam().alert);
  EXPECT_TRUE(ours.connection().failure()->raised_here);
  EXPECT_EQ(ours.endpoint.state(), ServerState::CLOSED);
  EXPECT_EQ(theirs.reason, alert_reason(GetParam().alert));
}

INSTANTIATE_TEST_SUITE_P(
    LibsslPeer, WeRefuseAsClient,
    ::testing::Values(Refusal{"UnknownCa", AlertDescription::unknown_ca,
                              [](Scenario &s) { s.trust = false; }, [](Libssl &) {}},
                      Refusal{"AnotherName", AlertDescription::bad_certificate,
                              [](Scenario &s) { s.server_name = "example.org"; }, [](Libssl &) {}},
                      Refusal{"Expired", AlertDescription::certificate_expired,
                              [](Scenario &s) { s.time = 5'000'000'000; }, [](Libssl &) {}}),
    kRefusalName);

TEST_P(WeRefuseAsClient, WithTheAlertOfTheRfc) {
  for (const bool retried : {false, true}) {
    Libssl theirs(Role::server);
    theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    if (retried) theirs.groups({NID_X9_62_prime256v1});
    Scenario scenario;
    GetParam().ours(scenario);
    OurClient ours(session::client_config(scenario));
    pump(ours, theirs);
    ASSERT_TRUE(ours.connection().failure());
    EXPECT_EQ(ours.connection().failure()->alert, GetParam().alert);
    EXPECT_TRUE(ours.connection().failure()->raised_here);
    EXPECT_EQ(ours.endpoint.state(), ClientState::CLOSED);
    EXPECT_EQ(theirs.reason, alert_reason(GetParam().alert));
  }
}

// --- and theirs, seen by us ---

TEST(LibsslPeer, TheyRefuse) {
  const auto refused = [](auto &ours, AlertDescription alert) {
    ASSERT_TRUE(ours.connection().failure());
    EXPECT_EQ(ours.connection().failure()->alert, alert);
    EXPECT_FALSE(ours.connection().failure()->raised_here);
    EXPECT_TRUE(ours.connection().closed());
  };
  {
    Libssl theirs(Role::server);
    theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    theirs.groups({NID_X9_62_prime256v1});
    Scenario scenario;
    scenario.client_groups = {NamedGroup::x25519};
    OurClient ours(session::client_config(scenario));
    pump(ours, theirs);
    refused(ours, AlertDescription::handshake_failure);
  }
  {
    Libssl theirs(Role::server);
    theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    SSL_CTX_set_min_proto_version(theirs.ctx(), TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(theirs.ctx(), TLS1_2_VERSION);
    OurClient ours(session::client_config(Scenario()));
    pump(ours, theirs);
    refused(ours, AlertDescription::protocol_version);
  }
  {
    Libssl theirs(Role::client);
    theirs.verify("example.com", kSchemes, false);
    OurServer ours(session::server_config(Scenario()));
    pump(ours, theirs);
    refused(ours, AlertDescription::unknown_ca);
  }
  {
    Libssl theirs(Role::client);
    theirs.verify("example.org", kSchemes);
    OurServer ours(session::server_config(Scenario()));
    pump(ours, theirs);
    ASSERT_TRUE(ours.connection().failure());
    EXPECT_FALSE(ours.connection().failure()->raised_here);
  }
}

}  // namespace
}  // namespace handshake::libssl_peer_test
