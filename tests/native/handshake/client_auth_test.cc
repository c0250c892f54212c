// Client certificates (RFC 8446, section 4.3.2, 4.4.2 and 4.4.3): with libssl, between our two
// sides, and with a scripted peer that does it wrong. The certificates are in
// tests/vectors/clients.
#include <fstream>

#include "crypto/pem.h"
#include "handshake/certificates.h"
#include "native/handshake/expect_alert.h"
#include "native/handshake/libssl_peer.h"

namespace handshake::client_auth_test {
namespace {

using namespace testing;         // NOLINT(google-build-using-namespace)
using namespace testing_libssl;  // NOLINT(google-build-using-namespace)
using enum wire::AlertDescription;
using wire::ContentType;
using wire::HandshakeType;
using wire::In;

constexpr ContentType kHandshake = ContentType::handshake;

Bytes der_of(const std::string &file) {
  std::ifstream in(HANDSHAKE_SOURCE_DIR "/tests/vectors/clients/" + file + ".pem");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto read = crypto::read_pem(text);
  const auto *blocks = std::get_if<0>(&read);
  EXPECT_TRUE(blocks && !blocks->empty()) << file;
  return blocks && !blocks->empty() ? wire::to_bytes(blocks->front().der) : Bytes();
}
Credential credential(const std::string &name) {
  return {{der_of(name)}, *crypto::PrivateKey::from_der(der_of("key_" + name))};
}

std::shared_ptr<ClientConfig> client_with(const std::vector<std::string> &names) {
  auto config = std::make_shared<ClientConfig>(*session::client_config(Scenario()));
  for (const std::string &name : names) config->credentials.push_back(credential(name));
  return config;
}
std::shared_ptr<ServerConfig> server_that(ClientAuth client_auth) {
  auto config = std::make_shared<ServerConfig>(*session::server_config(Scenario()));
  config->client_auth = client_auth;
  config->client_signature_algorithms = session::verifiable_signatures();
  config->trust_anchors = {der_of("root")};
  config->time = 2'000'000'000;
  return config;
}

// Pair is our client before our server.
struct Pair {
  Pair(std::shared_ptr<const ClientConfig> client_config,
       std::shared_ptr<const ServerConfig> server_config)
      : client(std::move(client_config)), server(std::move(server_config)) {
    Bytes to_server = client.go({});
    for (int turns = 0; turns < 20; ++turns) {
      const Bytes to_client = server.go(to_server);
      to_server = client.go(to_client);
      if (to_server.empty() && to_client.empty()) break;
    }
  }
  void expect_refused(AlertDescription alert) {
    ASSERT_TRUE(server.connection().failure());
    EXPECT_TRUE(server.connection().failure()->raised_here);
    EXPECT_EQ(wire::name_of(server.connection().failure()->alert), wire::name_of(alert))
        << server.connection().failure()->reason;
    ASSERT_TRUE(client.connection().failure());
    EXPECT_EQ(client.connection().failure()->alert, alert);
    EXPECT_EQ(left_alive(server.trace), "");
    EXPECT_EQ(left_alive(client.trace), "");
  }
  OurClient client;
  OurServer server;
};

const std::pair<const char *, SignatureScheme> kKinds[] = {
    {"p256", SignatureScheme::ecdsa_secp256r1_sha256},
    {"rsa", SignatureScheme::rsa_pss_rsae_sha256},
    {"ed25519", SignatureScheme::ed25519}};

TEST(ClientAuth, BetweenOurTwo) {
  for (const auto &[name, scheme] : kKinds) {
    for (const ClientAuth how : {ClientAuth::request, ClientAuth::require}) {
      auto server = server_that(how);
      server->client_signature_algorithms = {scheme};
      Pair pair(client_with({name}), server);
      ASSERT_TRUE(pair.server.done()) << pair.server.connection().failure()->reason;
      ASSERT_TRUE(pair.client.done());
      EXPECT_EQ(pair.server.connection().summary()->client_signature_scheme, scheme);
      EXPECT_EQ(pair.client.connection().summary()->client_signature_scheme, scheme);
    }
  }
}

TEST(ClientAuth, NoneIsShown) {
  Pair asked(client_with({}), server_that(ClientAuth::request));
  ASSERT_TRUE(asked.server.done());
  EXPECT_EQ(asked.server.connection().summary()->client_signature_scheme, SignatureScheme{});
  Pair needed(client_with({}), server_that(ClientAuth::require));
  needed.expect_refused(certificate_required);
  Pair not_asked(client_with({"p256"}), server_that(ClientAuth::none));
  ASSERT_TRUE(not_asked.server.done());
  EXPECT_EQ(not_asked.client.connection().summary()->client_signature_scheme, SignatureScheme{});
}

TEST(ClientAuth, WhatIsWrongWithTheCertificateIsSaid) {
  Pair(client_with({"stranger"}), server_that(ClientAuth::request)).expect_refused(unknown_ca);
  Pair(client_with({"server"}), server_that(ClientAuth::request))
      .expect_refused(unsupported_certificate);
  auto late = server_that(ClientAuth::request);
  late->time = 6'000'000'000;
  Pair(client_with({"p256"}), late).expect_refused(certificate_expired);
}

// --- which certificate is chosen ---

TEST(ClientAuth, TheFirstThatFitsIsTaken) {
  const auto chosen = [](std::shared_ptr<ServerConfig> server) {
    Pair pair(client_with({"stranger", "p256", "rsa", "ed25519"}), std::move(server));
    const auto &summary = pair.client.connection().summary();
    return summary ? summary->client_signature_scheme : SignatureScheme{};
  };
  auto server = server_that(ClientAuth::request);
  server->certificate_authorities = {subject_of(der_of("root"))};
  EXPECT_EQ(chosen(server), SignatureScheme::ecdsa_secp256r1_sha256);
  // The order of the server decides among schemes of one key, not among certificates.
  server->client_signature_algorithms = {
      SignatureScheme::ed25519, SignatureScheme::rsa_pkcs1_sha256,
      SignatureScheme::rsa_pss_rsae_sha512, SignatureScheme::rsa_pss_rsae_sha256};
  EXPECT_EQ(chosen(server), SignatureScheme::rsa_pss_rsae_sha512);
  // p256 and ed25519 are signed with SHA-256, rsa with SHA-384.
  server->client_signature_algorithms = session::verifiable_signatures();
  server->signature_algorithms_cert = {SignatureScheme::ecdsa_secp384r1_sha384};
  EXPECT_EQ(chosen(server), SignatureScheme::rsa_pss_rsae_sha256);
  // Nobody is signed so: the first is better than none.
  server->signature_algorithms_cert = {SignatureScheme::ed25519};
  EXPECT_EQ(chosen(server), SignatureScheme::ecdsa_secp256r1_sha256);
  // No key can sign so: an empty list.
  server->client_signature_algorithms = {SignatureScheme::ecdsa_secp521r1_sha512};
  EXPECT_EQ(chosen(server), SignatureScheme{});
  server->client_signature_algorithms = {SignatureScheme::rsa_pkcs1_sha256};
  EXPECT_EQ(chosen(server), SignatureScheme{});
  // No authority of theirs.
  server->client_signature_algorithms = session::verifiable_signatures();
  server->certificate_authorities = {subject_of(session::demonstration_root())};
  EXPECT_EQ(chosen(server), SignatureScheme{});
}

TEST(ClientAuth, AServerHonoursCertificateAuthoritiesToo) {
  auto server = std::make_shared<ServerConfig>(*session::server_config(Scenario()));
  server->credentials.insert(server->credentials.begin(), credential("server"));
  auto client = client_with({});
  client->certificate_authorities = {subject_of(session::demonstration_root())};
  client->signature_algorithms_cert = {SignatureScheme::ecdsa_secp256r1_sha256};
  Pair pair(client, server);
  ASSERT_TRUE(pair.client.done()) << pair.client.connection().failure()->reason;
  client->certificate_authorities.clear();
  Pair other(client, server);
  ASSERT_TRUE(other.client.connection().failure());
  EXPECT_EQ(other.client.connection().failure()->alert, unknown_ca);
}

// --- libssl ---

void hold(Libssl &theirs, const std::string &name) {
  const Bytes der = der_of("key_" + name);
  CBS cbs;
  CBS_init(&cbs, der.data(), der.size());
  const bssl::UniquePtr<EVP_PKEY> key(EVP_parse_private_key(&cbs));
  ASSERT_EQ(SSL_CTX_use_certificate(theirs.ctx(), x509_of(der_of(name)).get()), 1);
  ASSERT_EQ(SSL_CTX_use_PrivateKey(theirs.ctx(), key.get()), 1);
  const std::uint16_t all[] = {SSL_SIGN_ECDSA_SECP256R1_SHA256, SSL_SIGN_RSA_PSS_RSAE_SHA256,
                               SSL_SIGN_ED25519};
  ASSERT_EQ(SSL_CTX_set_signing_algorithm_prefs(theirs.ctx(), all, 3), 1);
}

TEST(ClientAuth, OurServerAndLibssl) {
  for (const auto &[name, scheme] : kKinds) {
    Libssl theirs(Role::client);
    theirs.verify("localhost", kSchemes);
    X509_VERIFY_PARAM_set_time_posix(SSL_CTX_get0_param(theirs.ctx()), 2'000'000'000);
    hold(theirs, name);
    OurServer ours(server_that(ClientAuth::require));
    pump(ours, theirs);
    ASSERT_TRUE(ours.done()) << name << " " << ours.connection().failure()->reason;
    EXPECT_EQ(ours.connection().summary()->client_signature_scheme, scheme);
    expect_data_and_goodbye(ours, theirs);
  }
  Libssl theirs(Role::client);
  theirs.verify("localhost", kSchemes);
  OurServer ours(server_that(ClientAuth::require));
  pump(ours, theirs);
  ASSERT_TRUE(ours.connection().failure());
  EXPECT_EQ(ours.connection().failure()->alert, certificate_required);
  EXPECT_EQ(theirs.reason, alert_reason(certificate_required));
}

TEST(ClientAuth, OurClientAndLibssl) {
  for (const auto &[name, scheme] : kKinds) {
    Libssl theirs(Role::server);
    theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    const std::uint16_t accepted[] = {static_cast<std::uint16_t>(scheme)};
    ASSERT_EQ(SSL_CTX_set_verify_algorithm_prefs(theirs.ctx(), accepted, 1), 1);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(theirs.ctx()), x509_of(der_of("root")).get());
    SSL_CTX_add_client_CA(theirs.ctx(), x509_of(der_of("root")).get());
    SSL_CTX_set_verify(theirs.ctx(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    X509_VERIFY_PARAM_set_time_posix(SSL_CTX_get0_param(theirs.ctx()), 2'000'000'000);
    OurClient ours(client_with({"stranger", "p256", "rsa", "ed25519"}));
    pump(ours, theirs);
    ASSERT_TRUE(ours.done()) << name << " " << ours.connection().failure()->reason;
    EXPECT_FALSE(ours.connection().failure()) << name;
    EXPECT_EQ(theirs.reason, 0);
    EXPECT_EQ(SSL_get_verify_result(theirs.ssl()), X509_V_OK);
    EXPECT_EQ(ours.connection().summary()->client_signature_scheme, scheme);
    expect_data_and_goodbye(ours, theirs);
  }
}

// --- a client that does it wrong ---

struct ScriptedCase {
  const char *name;
  AlertDescription alert;
  std::function<void(ScriptedClient &)> script;
};
wire::Certificate shown(const std::string &name) { return {{}, {{der_of(name), {}}}}; }
void say_verify(ScriptedClient &c, const std::string &name, SignatureScheme scheme,
                Role context = Role::client) {
  const Value content =
      schedule::certificate_verify_content(context, c.transcript.hash(c.off), c.off);
  const auto key = crypto::PrivateKey::from_der(der_of("key_" + name));
  c.say(wire::encode(
      wire::CertificateVerify{scheme, *crypto::sign(*key, scheme, content, c.random)}));
}
constexpr auto kEcdsa = SignatureScheme::ecdsa_secp256r1_sha256;

const ScriptedCase kWrong[] = {
    {"FinishedAtOnce", unexpected_message, [](auto &c) { c.say_finished(); }},
    {"VerifyAtOnce", unexpected_message, [](auto &c) { say_verify(c, "p256", kEcdsa); }},
    {"EmptyButRequired", certificate_required,
     [](auto &c) { c.say(wire::encode(wire::Certificate{})); }},
    {"ContextOfItsOwn", illegal_parameter,
     [](auto &c) {
       wire::Certificate message = shown("p256");
       message.certificate_request_context = {1};
       c.say(wire::encode(message));
     }},
    {"ExtensionOfItsOwn", unsupported_extension,
     [](auto &c) {
       wire::Certificate message = shown("p256");
       message.certificate_list[0].extensions.push_back(
           {wire::ExtensionType::status_request, wire::UnknownExtension{{1, 0, 0, 1, 0}}});
       c.say(wire::encode(message));
     }},
    {"Truncated", decode_error,
     [](auto &c) {
       Bytes message = wire::encode(shown("p256"));
       message.pop_back();
       --message[3];
       c.say(message);
     }},
    {"NotACertificate", decode_error,
     [](auto &c) {
       c.say(wire::encode(wire::Certificate{{}, {{Bytes(20, 1), {}}}}));
     }},
    {"NoVerify", unexpected_message,
     [](auto &c) {
       c.say(wire::encode(shown("p256")));
       c.say_finished();
     }},
    {"AnotherKey", decrypt_error,
     [](auto &c) {
       c.say(wire::encode(shown("p256")));
       say_verify(c, "server", kEcdsa);
     }},
    {"ContextOfAServer", decrypt_error,
     [](auto &c) {
       c.say(wire::encode(shown("p256")));
       say_verify(c, "p256", kEcdsa, Role::server);
     }},
    {"SchemeNotOffered", illegal_parameter,
     [](auto &c) {
       c.say(wire::encode(shown("p256")));
       c.say(wire::encode(wire::CertificateVerify{SignatureScheme::ed448, Bytes(64, 1)}));
     }},
    {"SchemeForCertificatesOnly", illegal_parameter,
     [](auto &c) {
       c.say(wire::encode(shown("rsa")));
       c.say(
           wire::encode(wire::CertificateVerify{SignatureScheme::rsa_pkcs1_sha256, Bytes(256, 1)}));
     }},
    {"SchemeOfAnotherKey", illegal_parameter,
     [](auto &c) {
       c.say(wire::encode(shown("rsa")));
       say_verify(c, "p256", kEcdsa);
     }},
    {"VerifyTwice", unexpected_message,
     [](auto &c) {
       c.say(wire::encode(shown("p256")));
       say_verify(c, "p256", kEcdsa);
       say_verify(c, "p256", kEcdsa);
     }},
    {"FinishedOfAnotherTranscript", decrypt_error,
     [](auto &c) {
       c.say(wire::encode(shown("p256")));
       say_verify(c, "p256", kEcdsa);
       c.heard(Bytes{24, 0, 0, 0});
       c.say_finished();
     }},
};
void PrintTo(const ScriptedCase &one, std::ostream *out) { *out << one.name; }

class ServerSeesClientAuth : public ::testing::TestWithParam<ScriptedCase> {};
INSTANTIATE_TEST_SUITE_P(ClientAuth, ServerSeesClientAuth, ::testing::ValuesIn(kWrong),
                         [](const auto &one) { return std::string(one.param.name); });
TEST_P(ServerSeesClientAuth, AlertOfTheRfc) {
  FacedServer faced(server_that(ClientAuth::require));
  faced.hello();
  GetParam().script(faced.peer);
  faced.turn();
  expect_alert(faced, GetParam().alert);
}

// --- a server that does it wrong ---

wire::CertificateRequest request() {
  wire::CertificateRequest out;
  out.extensions.push_back(
      wire::make_extension<In::certificate_request>(wire::SignatureSchemeList{{kEcdsa}}));
  return out;
}

TEST(ClientAuth, CertificateRequestTwiceOrLate) {
  FacedClient twice(client_with({"p256"}));
  twice.peer.until(HandshakeType::encrypted_extensions);
  twice.peer.say(wire::encode(request()));
  twice.peer.say(wire::encode(request()));
  twice.turn();
  expect_alert(twice, unexpected_message);
  FacedClient late(client_with({"p256"}));
  late.peer.until(HandshakeType::certificate);
  late.peer.say(wire::encode(request()));
  late.turn();
  expect_alert(late, unexpected_message);
  // post_handshake_auth was not offered (section 4.6.2).
  FacedClient after(client_with({"p256"}));
  after.peer.all();
  after.turn();
  after.peer.record(kHandshake, wire::encode(request()));
  after.turn();
  ASSERT_TRUE(after.failure());
  expect_alert(after, unexpected_message);
}

TEST(ClientAuth, OidFiltersAreReadAndIgnored) {
  FacedClient faced(client_with({"p256"}));
  faced.peer.until(HandshakeType::encrypted_extensions);
  wire::CertificateRequest message = request();
  message.extensions.push_back(wire::make_extension<In::certificate_request>(
      wire::OidFilterList{{{Bytes{0x55, 0x1d, 0x21}, Bytes{1, 2}}}}));
  faced.peer.say(wire::encode(message));
  faced.peer.say_certificate();
  faced.peer.say_certificate_verify();
  faced.peer.say_finished();
  faced.turn();
  EXPECT_FALSE(faced.failure());
  EXPECT_EQ(faced.endpoint.connection().summary()->client_signature_scheme, kEcdsa);
  FacedClient broken(client_with({"p256"}));
  broken.peer.until(HandshakeType::encrypted_extensions);
  message.extensions.back().body = wire::UnknownExtension{{0, 9, 1}};
  broken.peer.say(wire::encode(message));
  broken.turn();
  expect_alert(broken, decode_error);
}

}  // namespace
}  // namespace handshake::client_auth_test
