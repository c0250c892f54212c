// Our client and server against BoringSSL's libssl in TLS 1.2, in one process.
#include "native/handshake/libssl_peer.h"

namespace handshake::libssl_peer_tls12_test {
namespace {

using namespace testing_libssl;  // NOLINT(google-build-using-namespace)

void only_tls12(Libssl &peer) {
  ASSERT_EQ(SSL_CTX_set_min_proto_version(peer.ctx(), TLS1_2_VERSION), 1);
  ASSERT_EQ(SSL_CTX_set_max_proto_version(peer.ctx(), TLS1_2_VERSION), 1);
}

// The suites that the pinned libssl has as well: it knows no DHE and few of CBC.
std::vector<CipherSuite> common_suites() {
  std::vector<CipherSuite> out;
  for (const schedule::Tls12Suite &suite : schedule::tls12_suites()) {
    if (SSL_get_cipher_by_value(static_cast<std::uint16_t>(suite.suite)))
      out.push_back(suite.suite);
  }
  return out;
}
const char *name_in_libssl(CipherSuite suite) {
  return SSL_CIPHER_get_name(SSL_get_cipher_by_value(static_cast<std::uint16_t>(suite)));
}
std::vector<SignatureScheme> schemes_of(CipherSuite suite) {
  if (schedule::tls12_suite(suite)->ecdsa) {
    return {SignatureScheme::ecdsa_secp256r1_sha256, SignatureScheme::ecdsa_secp384r1_sha384,
            SignatureScheme::ed25519};
  }
  if (schedule::tls12_suite(suite)->key_exchange == wire::KeyExchangeAlgorithm::rsa) {
    return {SignatureScheme::rsa_pss_rsae_sha256};
  }
  return {SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::rsa_pss_rsae_sha512};
}

Scenario scenario_of(CipherSuite suite, SignatureScheme scheme, NamedGroup group) {
  Scenario scenario;
  scenario.client_versions = scenario.server_versions = {wire::ProtocolVersion::tls12};
  scenario.client_suites = scenario.server_suites = {suite};
  scenario.client_groups =
      scenario.server_groups = {group, NamedGroup::secp256r1, NamedGroup::secp384r1};
  scenario.client_signatures = kSchemes;
  scenario.server_signatures = {scheme};
  scenario.exporter = "EXPERIMENTAL handshake playground";
  return scenario;
}

std::string last_value(const Recorder &trace, std::string_view name) {
  std::string found;
  for (const trace::TraceEvent &event : trace.events()) {
    const auto *value = std::get_if<trace::ValueBorn>(&event.is);
    if (value && value->name == name) found = wire::to_hex(value->bytes);
  }
  return found;
}

template <class A>
void expect_agreement(A &ours, Libssl &theirs, CipherSuite suite, SignatureScheme scheme,
                      NamedGroup group) {
  const bool rsa = schedule::tls12_suite(suite)->key_exchange == wire::KeyExchangeAlgorithm::rsa;
  const Summary &summary = *ours.connection().summary();
  EXPECT_EQ(summary.version, wire::ProtocolVersion::tls12);
  EXPECT_EQ(summary.cipher_suite, suite);
  EXPECT_EQ(summary.group, rsa ? NamedGroup{} : group);
  EXPECT_EQ(summary.signature_scheme, rsa ? SignatureScheme{} : scheme);
  EXPECT_EQ(SSL_version(theirs.ssl()), TLS1_2_VERSION);
  EXPECT_EQ(SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(theirs.ssl())),
            static_cast<std::uint16_t>(suite));
  EXPECT_EQ(SSL_get_curve_id(theirs.ssl()), static_cast<std::uint16_t>(summary.group));
  EXPECT_EQ(SSL_get_extms_support(theirs.ssl()), 1);
  EXPECT_EQ(SSL_get_secure_renegotiation_support(theirs.ssl()), 1);
  std::uint8_t master[48];
  ASSERT_EQ(SSL_SESSION_get_master_key(SSL_get_session(theirs.ssl()), master, sizeof(master)),
            sizeof(master));
  EXPECT_EQ(last_value(ours.trace, "master_secret"), wire::to_hex(master));
  const std::string label = "EXPERIMENTAL handshake playground";
  std::uint8_t exported[32];
  ASSERT_EQ(SSL_export_keying_material(theirs.ssl(), exported, sizeof(exported), label.data(),
                                       label.size(), nullptr, 0, 0),
            1);
  EXPECT_EQ(last_value(ours.trace, "exported_keying_material"), wire::to_hex(exported));
}

constexpr NamedGroup kGroups[] = {NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1,
                                  NamedGroup::secp521r1};

TEST(LibsslTls12, OurClient) {
  const std::vector<CipherSuite> suites = common_suites();
  ASSERT_GE(suites.size(), 14U);
  for (const CipherSuite suite : suites) {
    for (const SignatureScheme scheme : schemes_of(suite)) {
      for (const NamedGroup group : kGroups) {
        SCOPED_TRACE(std::string(wire::name_of(suite)) + " " + std::string(wire::name_of(group)) +
                     " " + std::string(wire::name_of(scheme)));
        Libssl theirs(Role::server);
        only_tls12(theirs);
        theirs.hold(scheme);
        const int nid =
            SSL_CTX_set1_curves_list(theirs.ctx(), group == NamedGroup::x25519      ? "X25519"
                                                   : group == NamedGroup::secp256r1 ? "P-256"
                                                   : group == NamedGroup::secp384r1 ? "P-384"
                                                                                    : "P-521");
        ASSERT_EQ(nid, 1);
        ASSERT_EQ(SSL_CTX_set_strict_cipher_list(theirs.ctx(), name_in_libssl(suite)), 1);
        OurClient ours(session::client_config(scenario_of(suite, scheme, group)));
        pump(ours, theirs);
        ASSERT_TRUE(ours.done()) << ours.connection().failure()->reason;
        ASSERT_TRUE(theirs.done());
        expect_agreement(ours, theirs, suite, scheme, group);
        expect_data_and_goodbye(ours, theirs);
      }
    }
  }
}

TEST(LibsslTls12, OurServer) {
  for (const CipherSuite suite : common_suites()) {
    for (const SignatureScheme scheme : schemes_of(suite)) {
      for (const NamedGroup group : kGroups) {
        SCOPED_TRACE(std::string(wire::name_of(suite)) + " " + std::string(wire::name_of(group)) +
                     " " + std::string(wire::name_of(scheme)));
        Libssl theirs(Role::client);
        only_tls12(theirs);
        theirs.verify("example.com", kSchemes);
        ASSERT_EQ(SSL_CTX_set_strict_cipher_list(theirs.ctx(), name_in_libssl(suite)), 1);
        OurServer ours(session::server_config(scenario_of(suite, scheme, group)));
        ASSERT_EQ(SSL_CTX_set1_curves_list(theirs.ctx(), "X25519:P-256:P-384:P-521"), 1);
        pump(ours, theirs);
        ASSERT_TRUE(theirs.done())
            << theirs.reason << " "
            << (ours.connection().failure() ? ours.connection().failure()->reason : "");
        ASSERT_TRUE(ours.done());
        expect_agreement(ours, theirs, suite, scheme, group);
        expect_data_and_goodbye(ours, theirs);
      }
    }
  }
}

// Both know TLS 1.3, and the one that knows TLS 1.2 only decides.
TEST(LibsslTls12, VersionsMeet) {
  Scenario both;
  both.client_versions =
      both.server_versions = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  {
    Libssl theirs(Role::server);
    only_tls12(theirs);
    theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    OurClient ours(session::client_config(both));
    pump(ours, theirs);
    ASSERT_TRUE(ours.done()) << ours.connection().failure()->reason;
    EXPECT_EQ(ours.connection().summary()->version, wire::ProtocolVersion::tls12);
    expect_data_and_goodbye(ours, theirs);
  }
  {
    Libssl theirs(Role::client);
    only_tls12(theirs);
    theirs.verify("example.com", kSchemes);
    OurServer ours(session::server_config(both));
    pump(ours, theirs);
    ASSERT_TRUE(ours.done());
    EXPECT_EQ(ours.connection().summary()->version, wire::ProtocolVersion::tls12);
    expect_data_and_goodbye(ours, theirs);
  }
  for (const Role role : {Role::client, Role::server}) {
    Libssl theirs(role);
    ASSERT_EQ(SSL_CTX_set_min_proto_version(theirs.ctx(), TLS1_2_VERSION), 1);
    if (role == Role::server) theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    if (role == Role::client) theirs.verify("example.com", kSchemes);
    if (role == Role::server) {
      OurClient ours(session::client_config(both));
      pump(ours, theirs);
      ASSERT_TRUE(ours.done()) << ours.connection().failure()->reason;
      EXPECT_EQ(ours.connection().summary()->version, wire::ProtocolVersion::tls13);
    } else {
      OurServer ours(session::server_config(both));
      pump(ours, theirs);
      ASSERT_TRUE(ours.done());
      EXPECT_EQ(ours.connection().summary()->version, wire::ProtocolVersion::tls13);
    }
  }
}

// libssl sees our sentinel when it knows TLS 1.3 and was talked into TLS 1.2.
TEST(LibsslTls12, DowngradeIsSeen) {
  Libssl theirs(Role::client);
  ASSERT_EQ(SSL_CTX_set_min_proto_version(theirs.ctx(), TLS1_2_VERSION), 1);
  theirs.verify("example.com", kSchemes);
  Scenario both;
  both.server_versions = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  OurServer ours(session::server_config(both));
  // Somebody on the wire takes supported_versions (43) out: its type becomes one that nobody knows.
  Bytes hello = theirs.go({});
  const Bytes wanted{0, 43, 0, 5, 4};
  const auto at = std::search(hello.begin(), hello.end(), wanted.begin(), wanted.end());
  ASSERT_NE(at, hello.end());
  at[0] = 0x7f;
  const Bytes answer = ours.go(hello);
  EXPECT_FALSE(ours.connection().failure());
  ours.go(theirs.go(answer));
  EXPECT_EQ(theirs.reason, SSL_R_TLS13_DOWNGRADE);
  ASSERT_TRUE(ours.connection().failure());
  EXPECT_EQ(ours.connection().failure()->alert, AlertDescription::illegal_parameter);
}

void trust_root(Libssl &theirs) {
  X509_STORE_add_cert(SSL_CTX_get_cert_store(theirs.ctx()),
                      x509_of(session::demonstration_root()).get());
  X509_VERIFY_PARAM_set_time_posix(SSL_CTX_get0_param(theirs.ctx()), kNow);
  std::vector<std::uint16_t> codes;
  for (const SignatureScheme one : kSchemes) codes.push_back(static_cast<std::uint16_t>(one));
  ASSERT_EQ(SSL_CTX_set_verify_algorithm_prefs(theirs.ctx(), codes.data(), codes.size()), 1);
}

void hold_client(Libssl &theirs, SignatureScheme scheme) {
  const crypto::KeyType type = *crypto::key_type_of(scheme);
  const ByteView der = session::demonstration_client_key(type);
  CBS cbs;
  CBS_init(&cbs, der.data(), der.size());
  const bssl::UniquePtr<EVP_PKEY> key(EVP_parse_private_key(&cbs));
  ASSERT_EQ(
      SSL_CTX_use_certificate(theirs.ctx(), x509_of(session::demonstration_client(type)).get()), 1);
  ASSERT_EQ(SSL_CTX_use_PrivateKey(theirs.ctx(), key.get()), 1);
  const auto code = static_cast<std::uint16_t>(scheme);
  ASSERT_EQ(SSL_CTX_set_signing_algorithm_prefs(theirs.ctx(), &code, 1), 1);
}

TEST(LibsslTls12, ClientCertificates) {
  for (const SignatureScheme scheme :
       {SignatureScheme::ecdsa_secp256r1_sha256, SignatureScheme::rsa_pss_rsae_sha256,
        SignatureScheme::ed25519}) {
    SCOPED_TRACE(wire::name_of(scheme));
    const crypto::KeyType type = *crypto::key_type_of(scheme);
    const Credential credential{
        {wire::to_bytes(session::demonstration_client(type))},
        *crypto::PrivateKey::from_der(session::demonstration_client_key(type))};
    {
      Libssl theirs(Role::server);
      only_tls12(theirs);
      theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
      trust_root(theirs);
      SSL_CTX_set_verify(theirs.ctx(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
      auto config = std::make_shared<ClientConfig>(*session::client_config(
          scenario_of(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                      SignatureScheme::ecdsa_secp256r1_sha256, NamedGroup::x25519)));
      config->credentials = {credential};
      OurClient ours{std::shared_ptr<const ClientConfig>(config)};
      pump(ours, theirs);
      ASSERT_TRUE(ours.done()) << ours.connection().failure()->reason;
      ASSERT_TRUE(theirs.done()) << theirs.reason;
      const bssl::UniquePtr<X509> seen(SSL_get_peer_certificate(theirs.ssl()));
      EXPECT_EQ(X509_cmp(seen.get(), x509_of(credential.chain.front()).get()), 0);
      expect_data_and_goodbye(ours, theirs);
    }
    {
      Libssl theirs(Role::client);
      only_tls12(theirs);
      theirs.verify("example.com", kSchemes);
      hold_client(theirs, scheme);
      auto config = std::make_shared<ServerConfig>(*session::server_config(
          scenario_of(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
                      SignatureScheme::rsa_pss_rsae_sha256, NamedGroup::x25519)));
      config->client_auth = ClientAuth::require;
      config->client_signature_algorithms = {scheme};
      config->trust_anchors = {wire::to_bytes(session::demonstration_root())};
      OurServer ours{std::shared_ptr<const ServerConfig>(config)};
      pump(ours, theirs);
      ASSERT_TRUE(ours.done()) << (ours.connection().failure() ? ours.connection().failure()->reason
                                                               : std::to_string(theirs.reason));
      expect_data_and_goodbye(ours, theirs);
    }
  }
}

// --- resumption ---

// The two sides' settings of a pair of connections; `tickets` off: by session ID.
struct Pair {
  bool tickets;
  CipherSuite suite;
};
const Pair kPairs[] = {
    {true, CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
    {false, CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
    {true, CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA},
    {false, CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384},
    {true, CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256},
};
Scenario scenario_of(const Pair &pair) {
  Scenario scenario = scenario_of(pair.suite, schemes_of(pair.suite).front(), NamedGroup::x25519);
  if (!pair.tickets) scenario.resumption = "session_id";
  return scenario;
}

TEST(LibsslTls12Resumption, OurClient) {
  for (const Pair &pair : kPairs) {
    SCOPED_TRACE(std::string(wire::name_of(pair.suite)) + (pair.tickets ? " ticket" : " id"));
    Libssl first(Role::server);
    only_tls12(first);
    first.hold(schemes_of(pair.suite).front());
    if (!pair.tickets) SSL_CTX_set_options(first.ctx(), SSL_OP_NO_TICKET);
    const Scenario scenario = scenario_of(pair);
    OurClient ours(session::client_config(scenario));
    pump(ours, first);
    ASSERT_TRUE(ours.done()) << ours.connection().failure()->reason;
    EXPECT_EQ(ours.connection().summary()->resumed, "");
    const std::string master = last_value(ours.trace, "master_secret");
    expect_data_and_goodbye(ours, first);
    Recorder off;
    ours.endpoint.end(off);

    Libssl second(Role::server, first);
    OurClient again(session::client_config(scenario), ours.endpoint.take_memory());
    pump(again, second);
    ASSERT_TRUE(again.done()) << again.connection().failure()->reason;
    EXPECT_TRUE(SSL_session_reused(second.ssl()));
    EXPECT_EQ(again.connection().summary()->resumed, pair.tickets ? "ticket" : "session_id");
    EXPECT_EQ(last_value(again.trace, "master_secret"), master);
    expect_data_and_goodbye(again, second);
  }
}

TEST(LibsslTls12Resumption, OurServer) {
  for (const Pair &pair : kPairs) {
    SCOPED_TRACE(std::string(wire::name_of(pair.suite)) + (pair.tickets ? " ticket" : " id"));
    const auto client = [&] {
      auto theirs = std::make_unique<Libssl>(Role::client);
      only_tls12(*theirs);
      theirs->verify("example.com", kSchemes);
      if (!pair.tickets) SSL_CTX_set_options(theirs->ctx(), SSL_OP_NO_TICKET);
      return theirs;
    };
    const Scenario scenario = scenario_of(pair);
    auto first = client();
    OurServer ours(session::server_config(scenario));
    SSL_set_tlsext_host_name(first->ssl(), "example.com");
    pump(ours, *first);
    ASSERT_TRUE(first->done()) << first->reason;
    expect_data_and_goodbye(ours, *first);
    ASSERT_FALSE(first->sessions.empty());
    Recorder off;
    ours.endpoint.end(off);

    auto second = client();
    SSL_set_tlsext_host_name(second->ssl(), "example.com");
    SSL_set_session(second->ssl(), first->sessions.back().get());
    OurServer again(session::server_config(scenario), ours.endpoint.take_memory());
    pump(again, *second);
    ASSERT_TRUE(again.done()) << (again.connection().failure()
                                      ? again.connection().failure()->reason
                                      : std::to_string(second->reason));
    EXPECT_TRUE(SSL_session_reused(second->ssl()));
    EXPECT_EQ(again.connection().summary()->resumed, pair.tickets ? "ticket" : "session_id");
    expect_data_and_goodbye(again, *second);
  }
}

// --- exporters ---

template <class A>
void expect_same_export(A &ours, Libssl &theirs) {
  EXPECT_FALSE(ours.endpoint.export_keying_material("EXPORTER-early", {}, 32, ours.trace));
  pump(ours, theirs);
  ASSERT_TRUE(ours.done());
  const Bytes long_context(65535, 3), none;
  using Context = std::optional<ByteView>;
  for (const auto &[label, context, length] :
       {std::tuple<std::string, Context, std::size_t>{"EXPORTER-one", std::nullopt, 32},
        {"EXPORTER-one", ByteView(none), 32},
        {"EXPORTER-two", ByteView(long_context), 500},
        {"", std::nullopt, 40},
        {std::string(300, 'x'), std::nullopt, 1}}) {
    auto own = ours.endpoint.export_keying_material(label, context, length, ours.trace);
    ASSERT_TRUE(own);
    Bytes other(length);
    const ByteView bytes = context.value_or(ByteView{});
    ASSERT_EQ(
        SSL_export_keying_material(theirs.ssl(), other.data(), length, label.data(), label.size(),
                                   bytes.data(), bytes.size(), context.has_value()),
        1);
    EXPECT_EQ(wire::to_hex(*own), wire::to_hex(other));
    ours.trace.discard(*own);
  }
  const auto refuses = [&](std::string_view label, Context context, std::size_t length) {
    return !ours.endpoint.export_keying_material(label, context, length, ours.trace);
  };
  for (const std::string_view label : {"client finished", "server finished", "master secret",
                                       "extended master secret", "key expansion"}) {
    EXPECT_TRUE(refuses(label, std::nullopt, 32)) << label;
  }
  EXPECT_TRUE(refuses("x", std::nullopt, 0));
  EXPECT_TRUE(refuses("x", std::nullopt, 65536));
  EXPECT_TRUE(refuses("x", ByteView(Bytes(65536)), 32));
  expect_data_and_goodbye(ours, theirs);
  EXPECT_TRUE(refuses("EXPORTER-late", std::nullopt, 32));
}

TEST(LibsslTls12Exporter, BothRoles) {
  for (const CipherSuite suite : {CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                                  CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384}) {
    const Scenario scenario =
        scenario_of(suite, SignatureScheme::ecdsa_secp256r1_sha256, NamedGroup::x25519);
    Libssl server(Role::server);
    only_tls12(server);
    server.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    OurClient our_client(session::client_config(scenario));
    expect_same_export(our_client, server);
    Libssl client(Role::client);
    only_tls12(client);
    client.verify("example.com", kSchemes);
    OurServer our_server(session::server_config(scenario));
    expect_same_export(our_server, client);
  }
}

// RFC 7627, section 5.4: a master secret that does not cover the handshake gives no keying
// material.
TEST(LibsslTls12Exporter, NotWithoutTheExtendedMasterSecret) {
  Scenario scenario = scenario_of(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                                  SignatureScheme::ecdsa_secp256r1_sha256, NamedGroup::x25519);
  scenario.extended_master_secret = false;
  const auto expect_nothing = [](auto &ours, Libssl &theirs) {
    pump(ours, theirs);
    ASSERT_TRUE(ours.done());
    EXPECT_EQ(last_value(ours.trace, "exported_keying_material"), "");
    EXPECT_FALSE(ours.endpoint.export_keying_material("EXPORTER-one", {}, 32, ours.trace));
    expect_data_and_goodbye(ours, theirs);
  };
  Libssl server(Role::server);
  only_tls12(server);
  server.hold(SignatureScheme::ecdsa_secp256r1_sha256);
  OurClient our_client(session::client_config(scenario));
  expect_nothing(our_client, server);
  Libssl client(Role::client);
  only_tls12(client);
  client.verify("example.com", kSchemes);
  OurServer our_server(session::server_config(scenario));
  expect_nothing(our_server, client);
}

}  // namespace
}  // namespace handshake::libssl_peer_tls12_test
