// RFC 8448, section 3: a published handshake, replayed on both sides. What a client and a server
// compute from the published private keys is compared with what the RFC prints, byte for byte.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <string>

#include "handshake/client.h"
#include "handshake/server.h"
#include "session/demonstration_chain.h"

namespace handshake::rfc8448_test {
namespace {

using Vectors = std::map<std::string, Bytes>;

const Vectors &vectors() {
  static const Vectors kVectors = [] {
    Vectors out;
    std::ifstream file(HANDSHAKE_SOURCE_DIR "/tests/vectors/rfc8448/simple_1rtt_handshake.txt");
    for (std::string line; std::getline(file, line);) {
      const std::size_t equals = line.find(" = ");
      if (line.empty() || line[0] == '#' || equals == std::string::npos) continue;
      const auto bytes = wire::from_hex(line.substr(equals + 3));
      EXPECT_TRUE(bytes) << line;
      out[line.substr(0, equals)] = bytes.value_or(Bytes());
    }
    return out;
  }();
  return kVectors;
}

const Bytes &published(const std::string &name) { return vectors().at(name); }

Bytes joined(std::initializer_list<const char *> names) {
  Bytes all;
  for (const char *name : names) wire::append(all, published(name));
  return all;
}

std::shared_ptr<const ClientConfig> client_config() {
  auto config = std::make_shared<ClientConfig>();
  config->groups = {wire::NamedGroup::x25519};
  config->cipher_suites = {wire::CipherSuite::TLS_AES_128_GCM_SHA256};
  config->signature_algorithms = {wire::SignatureScheme::rsa_pss_rsae_sha256};
  config->server_name = "server";
  config->verify_certificate = false;  // self-signed, with an RSA key of 1024 bits
  config->compatibility_mode = false;
  config->replay = {{wire::HandshakeType::client_hello, published("client_hello")}};
  return config;
}

std::shared_ptr<const ServerConfig> server_config() {
  auto config = std::make_shared<ServerConfig>();
  config->groups = {wire::NamedGroup::x25519};
  config->cipher_suites = {wire::CipherSuite::TLS_AES_128_GCM_SHA256};
  config->signature_algorithms = {wire::SignatureScheme::rsa_pss_rsae_sha256};
  const auto key =
      crypto::PrivateKey::from_der(session::demonstration_leaf_key(crypto::KeyType::rsa));
  config->credentials.push_back({{}, *key});  // never signs: CertificateVerify is replayed
  config->replay = {
      {wire::HandshakeType::server_hello, published("server_hello")},
      {wire::HandshakeType::encrypted_extensions, published("encrypted_extensions")},
      {wire::HandshakeType::certificate, published("certificate")},
      {wire::HandshakeType::certificate_verify, published("certificate_verify")},
      {wire::HandshakeType::new_session_ticket, published("new_session_ticket")},
  };
  return config;
}

// Played is one endpoint with the trace that it leaves.
template <class Endpoint, class Config>
struct Played {
  Played(std::shared_ptr<const Config> config, std::vector<Bytes> draws)
      : endpoint(std::move(config), crypto::Random::scripted(draws)) {}
  Bytes go(ByteView in = {}) {
    endpoint.connection().receive(in);
    while (endpoint.can_step()) endpoint.step(trace);
    return endpoint.connection().take_output();
  }
  Endpoint endpoint;
  Recorder trace{Recorder::Mode::on};
};
struct PlayedClient : Played<Client, ClientConfig> {
  PlayedClient()
      : Played(client_config(), {published("client_random"), published("client_private_key")}) {}
};
struct PlayedServer : Played<Server, ServerConfig> {
  PlayedServer()
      : Played(server_config(), {published("server_random"), published("server_private_key")}) {}
};

template <class Event>
std::vector<const Event *> events(const Recorder &trace) {
  std::vector<const Event *> out;
  for (const trace::TraceEvent &event : trace.events()) {
    if (const auto *one = std::get_if<Event>(&event.is)) out.push_back(one);
  }
  return out;
}

std::vector<std::string> values(const Recorder &trace, std::string_view name) {
  std::vector<std::string> out;
  for (const auto *value : events<trace::ValueBorn>(trace)) {
    if (value->name == name) out.push_back(wire::to_hex(value->bytes));
  }
  return out;
}

std::vector<std::string> records(const Recorder &trace, trace::Direction direction) {
  std::vector<std::string> out;
  for (const auto *record : events<trace::RecordPassed>(trace)) {
    if (record->direction == direction) out.push_back(wire::to_hex(record->bytes));
  }
  return out;
}

std::vector<std::string> hex_of(std::initializer_list<const char *> names) {
  std::vector<std::string> out;
  for (const char *name : names) out.push_back(wire::to_hex(published(name)));
  return out;
}

// What both sides compute, under the names of the trace.
void expect_published_values(const Recorder &trace) {
  for (const char *name : {"shared_secret",
                           "early_secret",
                           "handshake_secret",
                           "client_handshake_traffic_secret",
                           "server_handshake_traffic_secret",
                           "master_secret",
                           "client_handshake_write_key",
                           "client_handshake_write_iv",
                           "server_handshake_write_key",
                           "server_handshake_write_iv",
                           "client_finished_key",
                           "server_finished_key",
                           "signature_content",
                           "client_application_traffic_secret_0",
                           "server_application_traffic_secret_0",
                           "exporter_master_secret",
                           "client_application_write_key",
                           "client_application_write_iv",
                           "server_application_write_key",
                           "server_application_write_iv",
                           "resumption_master_secret"}) {
    EXPECT_EQ(values(trace, name), hex_of({name})) << name;
  }
  EXPECT_EQ(values(trace, "derived_secret"),
            hex_of({"derived_secret_for_handshake", "derived_secret_for_master"}));
  EXPECT_EQ(values(trace, "empty_hash"), hex_of({"empty_hash", "empty_hash"}));
  // The RFC prints three of the transcript hashes; one more stands in signature_content.
  const auto hashes = values(trace, "transcript_hash");
  for (const char *name : {"transcript_hash_server_hello", "transcript_hash_server_finished",
                           "transcript_hash_client_finished"}) {
    EXPECT_NE(std::find(hashes.begin(), hashes.end(), wire::to_hex(published(name))), hashes.end())
        << name;
  }
  std::vector<std::string> finished;
  for (const char *name : {"server_finished", "client_finished"}) {
    finished.push_back(wire::to_hex(ByteView(published(name)).subspan(4)));
  }
  EXPECT_EQ(values(trace, "verify_data"), finished);
}

TEST(Rfc8448, Client) {
  PlayedClient client;
  EXPECT_EQ(wire::to_hex(client.go()), wire::to_hex(published("client_hello_record")));
  EXPECT_EQ(wire::to_hex(client.go(joined({"server_hello_record", "server_flight_record"}))),
            wire::to_hex(published("client_finished_record")));
  ASSERT_TRUE(client.endpoint.connection().summary());
  client.go(published("new_session_ticket_record"));
  client.endpoint.connection().send(published("application_data"));
  EXPECT_EQ(wire::to_hex(client.go()), wire::to_hex(published("client_application_data_record")));
  client.go(published("server_application_data_record"));
  EXPECT_EQ(client.endpoint.connection().take_application_data(), published("application_data"));
  client.endpoint.connection().close();
  EXPECT_EQ(wire::to_hex(client.go()), wire::to_hex(published("client_close_notify_record")));
  client.go(published("server_close_notify_record"));
  EXPECT_EQ(client.endpoint.state(), ClientState::CLOSED);
  EXPECT_FALSE(client.endpoint.connection().failure());

  expect_published_values(client.trace);
  EXPECT_EQ(values(client.trace, "private_key"), hex_of({"client_private_key"}));
  EXPECT_EQ(values(client.trace, "public_key"), hex_of({"client_public_key"}));
  EXPECT_EQ(values(client.trace, "peer_public_key"), hex_of({"server_public_key"}));
  EXPECT_EQ(values(client.trace, "ticket_nonce"), hex_of({"ticket_nonce"}));
  EXPECT_EQ(values(client.trace, "resumption_psk"), hex_of({"resumption_psk"}));
  ASSERT_EQ(client.endpoint.tickets().size(), 1U);
  const Ticket &ticket = client.endpoint.tickets()[0];
  EXPECT_EQ(ticket.ticket_lifetime, 30U);
  EXPECT_EQ(ticket.ticket_age_add, 0xfad6aac5U);
  EXPECT_EQ(ticket.max_early_data_size, 1024U);

  EXPECT_EQ(records(client.trace, trace::Direction::sent),
            hex_of({"client_hello_record", "client_finished_record",
                    "client_application_data_record", "client_close_notify_record"}));
  EXPECT_EQ(records(client.trace, trace::Direction::received),
            hex_of({"server_hello_record", "server_flight_record", "new_session_ticket_record",
                    "server_application_data_record", "server_close_notify_record"}));
}

TEST(Rfc8448, Server) {
  PlayedServer server;
  const Bytes flight = server.go(published("client_hello_record"));
  const auto sent = records(server.trace, trace::Direction::sent);
  ASSERT_GE(sent.size(), 1U);
  EXPECT_EQ(sent[0], wire::to_hex(published("server_hello_record")));

  // This server gives every message a record of its own; the RFC's has the flight in one. So the
  // messages are compared, and the record is made by the server's own keys.
  Bytes messages;
  for (const auto *message : events<trace::MessagePassed>(server.trace)) {
    if (message->direction == trace::Direction::sent && message->epoch == trace::Epoch::handshake) {
      wire::append(messages, message->bytes);
    }
  }
  EXPECT_EQ(wire::to_hex(messages),
            wire::to_hex(joined(
                {"encrypted_extensions", "certificate", "certificate_verify", "server_finished"})));
  const auto key = wire::from_hex(values(server.trace, "server_handshake_write_key").at(0));
  const auto iv = wire::from_hex(values(server.trace, "server_handshake_write_iv").at(0));
  schedule::TrafficKeys keys;
  keys.aead = crypto::AeadAlgorithm::aes_128_gcm;
  keys.key = Value{crypto::Secret(ByteView(*key)), 0, ""};
  keys.iv = Value{crypto::Secret(ByteView(*iv)), 0, ""};
  schedule::RecordProtection protection(std::move(keys));
  EXPECT_EQ(wire::to_hex(protection.seal(wire::ContentType::handshake, messages, 0, {}, nullptr)),
            wire::to_hex(published("server_flight_record")));

  EXPECT_EQ(wire::to_hex(server.go(published("client_finished_record"))),
            wire::to_hex(published("new_session_ticket_record")));
  ASSERT_TRUE(server.endpoint.connection().summary());
  server.go(published("client_application_data_record"));
  EXPECT_EQ(server.endpoint.connection().take_application_data(), published("application_data"));
  server.endpoint.connection().send(published("application_data"));
  EXPECT_EQ(wire::to_hex(server.go()), wire::to_hex(published("server_application_data_record")));
  server.go(published("client_close_notify_record"));
  server.endpoint.connection().close();
  EXPECT_EQ(wire::to_hex(server.go()), wire::to_hex(published("server_close_notify_record")));
  EXPECT_EQ(server.endpoint.state(), ServerState::CLOSED);
  EXPECT_FALSE(server.endpoint.connection().failure());

  expect_published_values(server.trace);
  EXPECT_EQ(values(server.trace, "private_key"), hex_of({"server_private_key"}));
  EXPECT_EQ(values(server.trace, "public_key"), hex_of({"server_public_key"}));
  EXPECT_EQ(values(server.trace, "peer_public_key"), hex_of({"client_public_key"}));
  EXPECT_EQ(records(server.trace, trace::Direction::received),
            hex_of({"client_hello_record", "client_finished_record",
                    "client_application_data_record", "client_close_notify_record"}));
}

// The two of them together: what one of ours sends, the other takes.
TEST(Rfc8448, BothTogether) {
  PlayedClient client;
  PlayedServer server;
  client.go(server.go(client.go()));
  ASSERT_TRUE(client.endpoint.connection().summary());
  EXPECT_FALSE(client.endpoint.connection().failure());
}

}  // namespace
}  // namespace handshake::rfc8448_test
