// External PSKs (RFC 8446, section 2.2, 4.2.9, 4.2.11) and the mode psk_ke between our two sides,
// and the exporter of early data (7.5).
#include <gtest/gtest.h>

#include <string>

#include "native/handshake/expect_alert.h"

namespace handshake::external_psk_test {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): handshake::testing
using wire::CipherSuite;
using enum wire::AlertDescription;
using enum wire::PskKeyExchangeMode;
using crypto::HashAlgorithm;

ExternalPsk psk_of(std::string_view identity, std::uint8_t key, HashAlgorithm hash) {
  return {wire::to_bytes(wire::as_bytes(identity)), crypto::Secret(Bytes(32, key)), hash};
}

// Pair is our two sides with the wire between them.
struct Pair {
  Pair(std::shared_ptr<const ClientConfig> client_config,
       std::shared_ptr<const ServerConfig> server_config, ClientMemory memory = {})
      : client(std::move(client_config), Bytes(crypto::Random::kSeedLength, 1), std::move(memory)),
        server(std::move(server_config), Bytes(crypto::Random::kSeedLength, 2)) {}
  // turn lets one side work and gives the other what it sent.
  bool turn() {
    const bool worked = client.can_step() || server.can_step();
    while (client.can_step()) client.step(of_client);
    server.connection().receive(client.connection().take_output());
    while (server.can_step()) server.step(of_server);
    client.connection().receive(server.connection().take_output());
    wire::append(data[0], client.connection().take_application_data());
    wire::append(data[1], server.connection().take_application_data());
    return worked;
  }
  void run() {
    while (turn()) {
    }
  }
  void expect_established(std::string_view psk) {
    ASSERT_TRUE(client.connection().summary() && server.connection().summary());
    EXPECT_TRUE(*client.connection().summary() == *server.connection().summary());
    EXPECT_EQ(client.connection().summary()->psk, psk);
    client.connection().send(wire::as_bytes("request"));
    server.connection().send(wire::as_bytes("response"));
    run();
    EXPECT_EQ(wire::as_text(data[1]), "request");
    EXPECT_EQ(wire::as_text(data[0]), "response");
    const auto exported = [](auto &side, Recorder &trace) {
      return wire::to_bytes(*side.export_keying_material("label", Bytes{1}, 48, trace));
    };
    Recorder off{Recorder::Mode::off};
    EXPECT_EQ(exported(client, off), exported(server, off));
    client.connection().close();
    run();
    server.connection().close();
    run();
    EXPECT_TRUE(client.connection().closed() && server.connection().closed());
    EXPECT_EQ(left_alive(of_client), "");
    EXPECT_EQ(left_alive(of_server), "");
  }
  Client client;
  Server server;
  Recorder of_client{Recorder::Mode::on}, of_server{Recorder::Mode::on};
  Bytes data[2];
};

std::string messages(const Recorder &trace) {
  std::string out;
  for (const auto &event : trace.events()) {
    const auto *message = std::get_if<trace::MessagePassed>(&event.is);
    if (message && message->content_type == ContentType::handshake) {
      out += std::string(message->name) + " ";
    }
  }
  return out;
}

bool has_value(const Recorder &trace, std::string_view name) {
  for (const auto &event : trace.events()) {
    const auto *value = std::get_if<trace::ValueBorn>(&event.is);
    if (value && value->name == name) return true;
  }
  return false;
}

class ExternalPsks : public ::testing::Test {
 protected:
  std::shared_ptr<ClientConfig> client =
      std::make_shared<ClientConfig>(*session::client_config(session::Scenario()));
  std::shared_ptr<ServerConfig> server =
      std::make_shared<ServerConfig>(*session::server_config(session::Scenario()));
};

TEST_F(ExternalPsks, BothModesBothHashesWithAndWithoutCertificates) {
  for (const auto mode : {psk_dhe_ke, psk_ke}) {
    for (const auto suite :
         {CipherSuite::TLS_AES_128_GCM_SHA256, CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
          CipherSuite::TLS_AES_256_GCM_SHA384}) {
      for (const bool certificates : {false, true}) {
        const auto hash = schedule::parameters_of(suite).hash;
        client = std::make_shared<ClientConfig>(*client);
        server = std::make_shared<ServerConfig>(*server);
        server->credentials = session::server_config(session::Scenario())->credentials;
        client->psk_modes = server->psk_modes = {mode};
        client->external_psks = server->external_psks = {psk_of("we", 1, hash)};
        server->cipher_suites = {suite};
        if (!certificates) {
          server->credentials.clear();
          client->trust_anchors.clear();
        }
        Pair pair(client, server);
        pair.run();
        pair.expect_established("external");
        EXPECT_EQ(pair.client.connection().summary()->cipher_suite, suite);
        EXPECT_EQ(pair.client.connection().summary()->group != wire::NamedGroup{},
                  mode == psk_dhe_ke);
        EXPECT_EQ(messages(pair.of_client).substr(0, 59),
                  "client_hello server_hello encrypted_extensions finished fin");
        EXPECT_EQ(has_value(pair.of_client, "shared_secret"), mode == psk_dhe_ke);
        EXPECT_EQ(has_value(pair.of_server, "shared_secret"), mode == psk_dhe_ke);
      }
    }
  }
}

TEST_F(ExternalPsks, TheServersOrderOfModesDecides) {
  client->external_psks = server->external_psks = {psk_of("we", 1, HashAlgorithm::sha256)};
  client->psk_modes = {psk_dhe_ke, psk_ke};
  for (const auto mode : {psk_dhe_ke, psk_ke}) {
    server->psk_modes = {mode, mode == psk_ke ? psk_dhe_ke : psk_ke};
    Pair pair(client, server);
    pair.run();
    pair.expect_established("external");
    EXPECT_EQ(has_value(pair.of_client, "shared_secret"), mode == psk_dhe_ke);
    server = std::make_shared<ServerConfig>(*server);
  }
}

TEST_F(ExternalPsks, UnknownIdentityFallsBackToCertificates) {
  client->external_psks = {psk_of("who", 1, HashAlgorithm::sha256)};
  server->external_psks = {psk_of("we", 1, HashAlgorithm::sha256)};
  Pair pair(client, server);
  pair.run();
  pair.expect_established("");
  EXPECT_TRUE(has_value(pair.of_client, "external_psk"));
  EXPECT_FALSE(has_value(pair.of_server, "external_psk"));
  EXPECT_NE(messages(pair.of_client).find("certificate_verify"), std::string::npos);
}

TEST_F(ExternalPsks, UnknownIdentityAndNoCertificate) {
  client->external_psks = {psk_of("who", 1, HashAlgorithm::sha256)};
  server->external_psks = {psk_of("we", 1, HashAlgorithm::sha256)};
  server->credentials.clear();
  Pair pair(client, server);
  pair.run();
  ASSERT_TRUE(pair.server.connection().failure());
  EXPECT_EQ(wire::name_of(pair.server.connection().failure()->alert), "handshake_failure");
  EXPECT_EQ(left_alive(pair.of_client), "");
  EXPECT_EQ(left_alive(pair.of_server), "");
}

// No mode in common, or no suite with its hash: as if it were not known.
TEST_F(ExternalPsks, DoNotFit) {
  client->external_psks = server->external_psks = {psk_of("we", 1, HashAlgorithm::sha384)};
  server->cipher_suites = {CipherSuite::TLS_AES_128_GCM_SHA256};
  Pair suite(client, server);
  suite.run();
  suite.expect_established("");
  server = std::make_shared<ServerConfig>(*session::server_config(session::Scenario()));
  server->external_psks = client->external_psks;
  server->psk_modes = {psk_ke};
  Pair mode(client, server);
  mode.run();
  mode.expect_established("");
  server = std::make_shared<ServerConfig>(*server);
  server->psk_modes.clear();
  Pair none(client, server);
  none.run();
  none.expect_established("");
}

TEST_F(ExternalPsks, WrongKey) {
  for (const auto mode : {psk_dhe_ke, psk_ke}) {
    for (const bool certificates : {false, true}) {
      client = std::make_shared<ClientConfig>(*client);
      server = std::make_shared<ServerConfig>(*server);
      client->psk_modes = server->psk_modes = {mode};
      client->external_psks = {psk_of("we", 1, HashAlgorithm::sha256)};
      server->external_psks = {psk_of("we", 2, HashAlgorithm::sha256)};
      if (!certificates) server->credentials.clear();
      Pair pair(client, server);
      pair.run();
      ASSERT_TRUE(pair.server.connection().failure() && pair.client.connection().failure());
      EXPECT_TRUE(pair.server.connection().failure()->raised_here);
      EXPECT_EQ(wire::name_of(pair.server.connection().failure()->alert), "decrypt_error");
      EXPECT_FALSE(pair.client.connection().failure()->raised_here);
      EXPECT_EQ(wire::name_of(pair.client.connection().failure()->alert), "decrypt_error");
      EXPECT_EQ(left_alive(pair.of_client), "");
      EXPECT_EQ(left_alive(pair.of_server), "");
    }
  }
}

// A PSK belongs to one hash; a side that takes it for another makes another binder.
TEST_F(ExternalPsks, AnotherHashOnTheOtherSide) {
  client->external_psks = {psk_of("we", 1, HashAlgorithm::sha256)};
  server->external_psks = {psk_of("we", 1, HashAlgorithm::sha384)};
  Pair pair(client, server);
  pair.run();
  ASSERT_TRUE(pair.server.connection().failure());
  EXPECT_EQ(wire::name_of(pair.server.connection().failure()->alert), "decrypt_error");
}

TEST_F(ExternalPsks, TheFirstKnownOneOfSeveral) {
  client->external_psks = {psk_of("a", 1, HashAlgorithm::sha256),
                           psk_of("b", 2, HashAlgorithm::sha384),
                           psk_of("c", 3, HashAlgorithm::sha256)};
  server->external_psks = {psk_of("c", 3, HashAlgorithm::sha256),
                           psk_of("b", 2, HashAlgorithm::sha384)};
  Pair pair(client, server);
  pair.run();
  pair.expect_established("external");
  EXPECT_EQ(pair.client.connection().summary()->cipher_suite, CipherSuite::TLS_AES_256_GCM_SHA384);
}

// One key under two identities, each with its own hash (section 4.2.11: one hash for each PSK).
TEST_F(ExternalPsks, OneKeyForTwoHashes) {
  server->external_psks = {psk_of("a", 1, HashAlgorithm::sha256),
                           psk_of("b", 1, HashAlgorithm::sha384)};
  for (const std::size_t i : {0U, 1U}) {
    client = std::make_shared<ClientConfig>(*client);
    client->external_psks = {server->external_psks[i]};
    Pair pair(client, server);
    pair.run();
    ASSERT_FALSE(pair.server.connection().failure()) << pair.server.connection().failure()->reason;
    pair.expect_established("external");
  }
}

TEST_F(ExternalPsks, AfterHelloRetryRequest) {
  for (const auto hash : {HashAlgorithm::sha256, HashAlgorithm::sha384}) {
    client = std::make_shared<ClientConfig>(*client);
    server = std::make_shared<ServerConfig>(*server);
    client->external_psks = server->external_psks = {psk_of("we", 1, hash)};
    client->key_shares = {wire::NamedGroup::x25519};
    server->groups = {wire::NamedGroup::secp256r1};
    Pair pair(client, server);
    pair.run();
    pair.expect_established("external");
    EXPECT_EQ(pair.client.connection().summary()->group, wire::NamedGroup::secp256r1);
  }
}

// psk_ke needs no common group at all.
TEST_F(ExternalPsks, NoCommonGroup) {
  client->external_psks = server->external_psks = {psk_of("we", 1, HashAlgorithm::sha256)};
  client->psk_modes = server->psk_modes = {psk_ke};
  client->groups = {wire::NamedGroup::x25519};
  server->groups = {wire::NamedGroup::secp256r1};
  Pair pair(client, server);
  pair.run();
  pair.expect_established("external");
}

// Whoever came in with an external PSK gets tickets like anybody, and may resume with them.
TEST_F(ExternalPsks, TicketsComeOfIt) {
  for (const auto mode : {psk_dhe_ke, psk_ke}) {
    client = std::make_shared<ClientConfig>(*client);
    server = std::make_shared<ServerConfig>(*server);
    client->psk_modes = server->psk_modes = {mode};
    client->external_psks = server->external_psks = {psk_of("we", 1, HashAlgorithm::sha256)};
    Pair first(client, server);
    first.run();
    first.expect_established("external");
    Pair second(client, server, first.client.take_memory());
    second.run();
    second.expect_established("resumption");
  }
}

// --- the exporter of early data ---

TEST_F(ExternalPsks, BothSidesExportTheSameBeforeTheHandshakeEnds) {
  for (const auto suite :
       {CipherSuite::TLS_AES_128_GCM_SHA256, CipherSuite::TLS_AES_256_GCM_SHA384}) {
    client = std::make_shared<ClientConfig>(*client);
    server = std::make_shared<ServerConfig>(*server);
    server->cipher_suites = {suite};
    server->max_early_data_size = 1000;
    Pair first(client, server);
    first.run();
    Pair second(client, server, first.client.take_memory());
    second.client.connection().send_early(wire::as_bytes("early"));
    second.turn();  // the server has sent Finished, and waits for EndOfEarlyData
    EXPECT_EQ(second.server.state(), ServerState::WAIT_EOED);
    while (second.client.state() == ClientState::WAIT_SH) second.client.step(second.of_client);
    const auto exported = [](auto &side, Recorder &trace, std::string_view label, ByteView context,
                             std::size_t n) {
      auto value = side.export_early_keying_material(label, context, n, trace);
      Bytes bytes = value ? wire::to_bytes(*value) : Bytes();
      if (value) trace.discard(*value);
      return bytes;
    };
    const auto both = [&](std::string_view label, ByteView context, std::size_t n) {
      const Bytes a = exported(second.client, second.of_client, label, context, n);
      EXPECT_EQ(a, exported(second.server, second.of_server, label, context, n));
      EXPECT_EQ(a.size(), n);
      return a;
    };
    const Bytes one = both("label", Bytes{1}, 32);
    EXPECT_NE(one, both("label", Bytes{2}, 32));
    EXPECT_NE(one, both("other", Bytes{1}, 32));
    EXPECT_NE(one, both("label", {}, 32));
    both("label", Bytes(300, 1), 100);
    EXPECT_EQ(exported(second.client, second.of_client, std::string(250, 'l'), {}, 32), Bytes());
    second.run();
    ASSERT_TRUE(second.server.connection().summary());
    EXPECT_EQ(second.server.connection().summary()->early_data, "accepted");
    EXPECT_EQ(wire::as_text(second.data[1]), "early");
    second.data[1].clear();
    second.expect_established("resumption");
    EXPECT_EQ(exported(second.client, second.of_client, "label", Bytes{1}, 32), Bytes());
    EXPECT_EQ(exported(second.server, second.of_server, "label", Bytes{1}, 32), Bytes());
  }
}

// There is nothing to export where no early data was accepted.
TEST_F(ExternalPsks, NoEarlyExporterWithoutEarlyData) {
  client->external_psks = server->external_psks = {psk_of("we", 1, HashAlgorithm::sha256)};
  Pair pair(client, server);
  pair.turn();
  while (pair.client.state() == ClientState::WAIT_SH) pair.client.step(pair.of_client);
  EXPECT_FALSE(pair.client.export_early_keying_material("label", {}, 32, pair.of_client));
  EXPECT_FALSE(pair.server.export_early_keying_material("label", {}, 32, pair.of_server));
}

}  // namespace
}  // namespace handshake::external_psk_test
