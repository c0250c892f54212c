// Published TLS 1.2 connections (tests/vectors/tls12), replayed on both sides: what our endpoints
// compute from the published private keys, and every byte that they send, is what was published.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "handshake/client.h"
#include "handshake/server.h"
#include "native/crypto/test_data.h"

namespace handshake::tls12_vectors_test {
namespace {

using wire::HandshakeType;
using wire::SignatureScheme;

struct Published {
  const char *file;
  // What is known of the private keys decides which side can be replayed.
  bool client;
  bool server;
  SignatureScheme scheme{};
  wire::NamedGroup group{};
};
void PrintTo(const Published &one, std::ostream *out) { *out << one.file; }

constexpr auto kPkcs1 = SignatureScheme::rsa_pkcs1_sha256;
constexpr auto kPss = SignatureScheme::rsa_pss_rsae_sha256;
const Published kConnections[] = {
    {"illustrated_ecdhe_rsa_aes128_sha", true, true, kPkcs1, wire::NamedGroup::x25519},
    {"go_rsa_aes128_sha", true, true},
    {"go_rsa_aes128_sha_extended_master_secret", true, true},
    {"go_ecdhe_rsa_aes256_gcm_sha384", false, true, kPss, wire::NamedGroup::x25519},
    {"go_ecdhe_rsa_chacha20_poly1305", false, true, kPss, wire::NamedGroup::secp256r1},
    {"openssl_rsa_aes256_sha256_encrypt_then_mac", true, true},
};

class Vectors {
 public:
  explicit Vectors(const Published &which)
      : values_(crypto::testing::read_vectors(std::string("tls12/") + which.file + ".txt")) {}
  bool has(const std::string &name) const { return values_.count(name) != 0; }
  Bytes operator[](const std::string &name) const {
    const auto it = values_.find(name);
    return it == values_.end() ? Bytes() : it->second;
  }
  // message is the content of a record in the clear.
  Bytes message(const std::string &name) const {
    const Bytes record = (*this)[name + "_record"];
    return {record.begin() + wire::kRecordHeaderLength, record.end()};
  }
  // record_iv is the IV that stands in a record of a CBC suite; empty for others.
  void add_iv(std::vector<Bytes> &draws, const std::string &name) const {
    const Bytes record = (*this)[name + "_record"];
    if (!has("client_write_mac_key") || record.empty()) return;
    draws.emplace_back(record.begin() + 5, record.begin() + 21);
  }
  wire::CipherSuite suite() const {
    const Bytes code = (*this)["cipher_suite"];
    return static_cast<wire::CipherSuite>(code.at(0) << 8 | code.at(1));
  }

 private:
  std::map<std::string, Bytes> values_;
};

template <class Endpoint>
struct Played {
  template <class Config>
  Played(std::shared_ptr<const Config> config, const std::vector<Bytes> &draws)
      : endpoint(std::move(config), crypto::Random::scripted(draws)) {}
  std::string go(ByteView in = {}) {
    endpoint.connection().receive(in);
    while (endpoint.can_step()) endpoint.step(trace);
    return wire::to_hex(endpoint.connection().take_output());
  }
  std::string value(std::string_view name) const {
    std::string found;
    for (const auto &event : trace.events()) {
      const auto *value = std::get_if<trace::ValueBorn>(&event.is);
      if (value && value->name == name) found = wire::to_hex(value->bytes);
    }
    return found;
  }
  Endpoint endpoint;
  Recorder trace{Recorder::Mode::on};
};

template <class P>
void expect_secrets(const P &played, const Vectors &v) {
  EXPECT_EQ(played.value("pre_master_secret"), wire::to_hex(v["premaster_secret"]));
  EXPECT_EQ(played.value("master_secret"), wire::to_hex(v["master_secret"]));
  EXPECT_EQ(played.value("key_block"), wire::to_hex(v["key_block"]));
  for (const std::string side : {"client", "server"}) {
    EXPECT_EQ(played.value(side + "_write_key"), wire::to_hex(v[side + "_write_key"]));
    EXPECT_EQ(played.value(side + "_write_MAC_key"), wire::to_hex(v[side + "_write_mac_key"]));
    EXPECT_EQ(played.value(side + "_write_IV"), wire::to_hex(v[side + "_write_iv"]));
  }
}

class Tls12Connection : public ::testing::TestWithParam<Published> {};
INSTANTIATE_TEST_SUITE_P(Published, Tls12Connection, ::testing::ValuesIn(kConnections),
                         [](const auto &one) { return std::string(one.param.file); });

TEST_P(Tls12Connection, OurClient) {
  const Published &which = GetParam();
  if (!which.client) return;  // its private key is not known
  const Vectors v(which);
  auto config = std::make_shared<ClientConfig>();
  config->versions = {wire::ProtocolVersion::tls12};
  config->groups = {wire::NamedGroup::x25519};
  config->cipher_suites = {v.suite()};
  config->verify_certificate = false;
  config->replay = {{HandshakeType::client_hello, v.message("client_hello")}};
  std::vector<Bytes> draws{v["client_random"]};
  if (v.has("client_private_key")) {
    draws.push_back(v["client_private_key"]);
  } else {
    const Bytes premaster = v["premaster_secret"];
    draws.emplace_back(premaster.begin() + 2, premaster.end());
    draws.push_back(v["encryption_padding"]);
  }
  v.add_iv(draws, "client_finished");
  v.add_iv(draws, "client_application_data");
  v.add_iv(draws, "client_alert");

  Played<Client> client(std::shared_ptr<const ClientConfig>(config), draws);
  EXPECT_EQ(client.go(), wire::to_hex(v["client_hello_record"]));
  Bytes flight = v["server_hello_record"];
  wire::append(flight, v["certificate_record"]);
  wire::append(flight, v["server_key_exchange_record"]);
  wire::append(flight, v["server_hello_done_record"]);
  EXPECT_EQ(client.go(flight), wire::to_hex(v["client_key_exchange_record"]) +
                                   wire::to_hex(v["client_change_cipher_spec_record"]) +
                                   wire::to_hex(v["client_finished_record"]));
  expect_secrets(client, v);
  Bytes second = v["server_change_cipher_spec_record"];
  wire::append(second, v["server_finished_record"]);
  EXPECT_EQ(client.go(second), "");
  ASSERT_TRUE(client.endpoint.connection().summary())
      << client.endpoint.connection().failure()->reason;
  if (v.has("client_application_data")) {
    client.endpoint.connection().send(v["client_application_data"]);
    EXPECT_EQ(client.go(), wire::to_hex(v["client_application_data_record"]));
  }
  client.go(v["server_application_data_record"]);
  EXPECT_EQ(wire::to_hex(client.endpoint.connection().take_application_data()),
            wire::to_hex(v["server_application_data"]));
  if (v.has("client_alert")) {
    client.endpoint.connection().close();
    EXPECT_EQ(client.go(), wire::to_hex(v["client_alert_record"]));
  }
}

TEST_P(Tls12Connection, OurServer) {
  const Published &which = GetParam();
  ASSERT_TRUE(which.server);
  const Vectors v(which);
  auto config = std::make_shared<ServerConfig>();
  config->versions = {wire::ProtocolVersion::tls12};
  if (which.group != wire::NamedGroup{}) config->groups = {which.group};
  config->cipher_suites = {v.suite()};
  config->signature_algorithms = {which.scheme};
  // What the published ServerHello answers, of what the client offered.
  config->extended_master_secret = v.has("session_hash");
  config->session_ids = false;
  config->encrypt_then_mac = v.has("encrypt_then_mac");
  const auto key = crypto::PrivateKey::from_der(v["server_certificate_key"]);
  ASSERT_TRUE(key);
  config->credentials.push_back({{}, *key});
  config->replay = {{HandshakeType::server_hello, v.message("server_hello")},
                    {HandshakeType::certificate, v.message("certificate")}};
  std::vector<Bytes> draws{v["server_random"]};
  if (v.has("server_private_key")) {
    draws.push_back(v["server_private_key"]);
    if (v.has("signature_salt")) draws.push_back(v["signature_salt"]);
  } else {
    draws.emplace_back(48);  // in place of a premaster secret that is not right
  }
  v.add_iv(draws, "server_finished");
  v.add_iv(draws, "server_application_data");
  v.add_iv(draws, "server_alert");

  Played<Server> server(std::shared_ptr<const ServerConfig>(config), draws);
  EXPECT_EQ(server.go(v["client_hello_record"]), wire::to_hex(v["server_hello_record"]) +
                                                     wire::to_hex(v["certificate_record"]) +
                                                     wire::to_hex(v["server_key_exchange_record"]) +
                                                     wire::to_hex(v["server_hello_done_record"]));
  Bytes flight = v["client_key_exchange_record"];
  wire::append(flight, v["client_change_cipher_spec_record"]);
  wire::append(flight, v["client_finished_record"]);
  EXPECT_EQ(server.go(flight), wire::to_hex(v["server_change_cipher_spec_record"]) +
                                   wire::to_hex(v["server_finished_record"]));
  expect_secrets(server, v);
  ASSERT_TRUE(server.endpoint.connection().summary())
      << server.endpoint.connection().failure()->reason;
  server.go(v["client_application_data_record"]);
  EXPECT_EQ(wire::to_hex(server.endpoint.connection().take_application_data()),
            wire::to_hex(v["client_application_data"]));
  server.endpoint.connection().send(v["server_application_data"]);
  EXPECT_EQ(server.go(), wire::to_hex(v["server_application_data_record"]));
  if (v.has("server_alert")) {
    server.endpoint.connection().close();
    EXPECT_EQ(server.go(), wire::to_hex(v["server_alert_record"]));
  }
}

}  // namespace
}  // namespace handshake::tls12_vectors_test
