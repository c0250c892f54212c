// RFC 8448, sections 4 and 5: resumption with early data, and HelloRetryRequest, replayed. The
// server of section 4 opened its ticket with a key that nobody else has, so only its client is
// played.
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "handshake/client.h"
#include "handshake/server.h"
#include "session/demonstration_chain.h"

namespace handshake::rfc8448_more_test {
namespace {

using Vectors = std::map<std::string, Bytes>;

Vectors vectors_of(const std::string &name) {
  Vectors out;
  std::ifstream file(HANDSHAKE_SOURCE_DIR "/tests/vectors/rfc8448/" + name + ".txt");
  for (std::string line; std::getline(file, line);) {
    const std::size_t equals = line.find(" = ");
    if (line.empty() || line[0] == '#' || equals == std::string::npos) continue;
    const auto bytes = wire::from_hex(line.substr(equals + 3));
    EXPECT_TRUE(bytes) << line;
    out[line.substr(0, equals)] = bytes.value_or(Bytes());
  }
  EXPECT_FALSE(out.empty()) << name;
  return out;
}

// message_in is the message that a record in the clear holds.
Bytes message_in(const Bytes &record) { return wire::to_bytes(ByteView(record).subspan(5)); }

template <class Endpoint>
Bytes go(Endpoint &endpoint, Recorder &trace, ByteView in = {}) {
  endpoint.connection().receive(in);
  while (endpoint.can_step()) endpoint.step(trace);
  return endpoint.connection().take_output();
}

std::string hex_of_value(const Recorder &trace, std::string_view name) {
  for (const auto &event : trace.events()) {
    const auto *value = std::get_if<trace::ValueBorn>(&event.is);
    if (value && value->name == name) return wire::to_hex(value->bytes);
  }
  return {};
}

std::shared_ptr<ClientConfig> client_config(std::vector<wire::NamedGroup> groups) {
  auto config = std::make_shared<ClientConfig>();
  config->groups = std::move(groups);
  config->cipher_suites = {wire::CipherSuite::TLS_AES_128_GCM_SHA256};
  config->signature_algorithms = {wire::SignatureScheme::rsa_pss_rsae_sha256};
  config->server_name = "server";
  config->verify_certificate = false;
  config->compatibility_mode = false;
  return config;
}

TEST(Rfc8448Section4, Client) {
  Vectors v = vectors_of("resumed_0rtt_handshake");
  const Vectors before = vectors_of("simple_1rtt_handshake");
  auto config = client_config({wire::NamedGroup::x25519});
  config->replay = {{wire::HandshakeType::client_hello, message_in(v["client_hello_record"])}};
  ClientMemory memory;
  Ticket &ticket = memory.tickets.emplace_back();
  ticket.ticket = v["ticket"];
  ticket.resumption_psk = {crypto::Secret(ByteView(before.at("resumption_psk"))), trace::kNoEvent,
                           "resumption_psk"};
  ticket.ticket_lifetime = 30;
  ticket.ticket_age_add = 0xfad6aac5;
  ticket.max_early_data_size = 1024;
  ticket.cipher_suite = wire::CipherSuite::TLS_AES_128_GCM_SHA256;
  ticket.server_name = "server";
  Client client(config, crypto::Random::scripted({v["client_random"], v["client_private_key"]}),
                std::move(memory));
  Recorder trace{Recorder::Mode::on};
  client.connection().send_early(v["early_data"]);
  Bytes expected = v["client_hello_record"];
  wire::append(expected, v["early_data_record"]);
  // The binder in it was computed here, and put over the published one.
  EXPECT_EQ(wire::to_hex(go(client, trace)), wire::to_hex(expected));
  EXPECT_EQ(hex_of_value(trace, "binder"),
            wire::to_hex(ByteView(v["client_hello_record"]).last(32)));
  Bytes flight = v["server_hello_record"];
  wire::append(flight, v["server_flight_record"]);
  EXPECT_EQ(wire::to_hex(go(client, trace, flight)), wire::to_hex(v["client_flight_records"]));
  ASSERT_TRUE(client.connection().summary());
  EXPECT_EQ(client.connection().summary()->early_data, "accepted");
  client.connection().send(v["application_data"]);
  EXPECT_EQ(wire::to_hex(go(client, trace)), wire::to_hex(v["client_application_data_record"]));
  go(client, trace, v["server_application_data_record"]);
  EXPECT_EQ(client.connection().take_application_data(), v["application_data"]);
  client.connection().close();
  EXPECT_EQ(wire::to_hex(go(client, trace)), wire::to_hex(v["client_close_notify_record"]));
  go(client, trace, v["server_close_notify_record"]);
  EXPECT_EQ(client.state(), ClientState::CLOSED);
  EXPECT_FALSE(client.connection().failure());
}

TEST(Rfc8448Section5, BothSides) {
  Vectors v = vectors_of("hello_retry_request");
  const Vectors before = vectors_of("simple_1rtt_handshake");
  using enum wire::HandshakeType;
  auto client_side = client_config({wire::NamedGroup::x25519, wire::NamedGroup::secp256r1});
  client_side->replay = {{client_hello, message_in(v["client_hello_record"])},
                         {client_hello, message_in(v["client_hello_2_record"])}};
  Client client(client_side, crypto::Random::scripted({v["client_random"], v["client_private_key"],
                                                       v["client_private_key_2"]}));
  auto server_side = std::make_shared<ServerConfig>();
  server_side->groups = {wire::NamedGroup::secp256r1};
  server_side->cipher_suites = {wire::CipherSuite::TLS_AES_128_GCM_SHA256};
  server_side->signature_algorithms = {wire::SignatureScheme::rsa_pss_rsae_sha256};
  server_side->tickets = 0;
  const auto key =
      crypto::PrivateKey::from_der(session::demonstration_leaf_key(crypto::KeyType::rsa));
  server_side->credentials.push_back({{}, *key});  // never signs
  server_side->replay = {{server_hello, message_in(v["hello_retry_request_record"])},
                         {server_hello, message_in(v["server_hello_record"])},
                         {encrypted_extensions, v["encrypted_extensions"]},
                         {certificate, before.at("certificate")},
                         {certificate_verify, v["certificate_verify"]}};
  Server server(server_side,
                crypto::Random::scripted({v["server_random"], v["server_private_key"]}));
  Recorder of_client{Recorder::Mode::on}, of_server{Recorder::Mode::on};
  Bytes out = go(client, of_client);
  EXPECT_EQ(wire::to_hex(out), wire::to_hex(v["client_hello_record"]));
  out = go(server, of_server, out);
  EXPECT_EQ(wire::to_hex(out), wire::to_hex(v["hello_retry_request_record"]));
  out = go(client, of_client, out);
  EXPECT_EQ(wire::to_hex(out), wire::to_hex(v["client_hello_2_record"]));
  out = go(server, of_server, out);
  const Bytes server_hello_record(out.begin(),
                                  out.begin() + static_cast<long>(v["server_hello_record"].size()));
  EXPECT_EQ(wire::to_hex(server_hello_record), wire::to_hex(v["server_hello_record"]));
  out = go(client, of_client, out);
  EXPECT_EQ(wire::to_hex(out), wire::to_hex(v["client_finished_record"]));
  go(server, of_server, out);
  ASSERT_TRUE(server.connection().summary());
  ASSERT_TRUE(client.connection().summary());
  EXPECT_EQ(client.connection().summary()->group, wire::NamedGroup::secp256r1);
  // The server's Finished is the published one.
  bool finished_sent = false;
  for (const auto &event : of_server.events()) {
    const auto *message = std::get_if<trace::MessagePassed>(&event.is);
    if (!message || message->name != "finished") continue;
    if (message->direction == trace::Direction::sent) {
      EXPECT_EQ(wire::to_hex(message->bytes), wire::to_hex(v["server_finished"]));
      finished_sent = true;
    }
  }
  EXPECT_TRUE(finished_sent);
  client.connection().close();
  out = go(client, of_client);
  EXPECT_EQ(wire::to_hex(out), wire::to_hex(v["client_close_notify_record"]));
  go(server, of_server, out);
  server.connection().close();
  EXPECT_EQ(wire::to_hex(go(server, of_server)), wire::to_hex(v["server_close_notify_record"]));
}

}  // namespace
}  // namespace handshake::rfc8448_more_test
