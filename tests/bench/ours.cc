#include "bench/cases.h"
#include "handshake/client.h"
#include "handshake/server.h"
#include "session/demonstration_chain.h"
#include "session/scenario.h"
#include "session/trace_json.h"

namespace bench {
namespace {

using handshake::Client;
using handshake::Server;
using trace::Recorder;

class Ours : public Player {
 public:
  Ours(const Case &which, Recording recording) : which_(which), recording_(recording) {
    session::Scenario scenario;
    scenario.client_versions = scenario.server_versions = {which.version};
    if (which.group) scenario.client_groups = scenario.server_groups = {*which.group};
    // In TLS 1.2 the certificate's curve must be offered too (RFC 8422, section 5.3).
    if (which.version == wire::ProtocolVersion::tls12 && which.libssl_curve) {
      scenario.client_groups.push_back(wire::NamedGroup::secp256r1);
    }
    scenario.client_suites = scenario.server_suites = {which.suite};
    const auto scheme =
        which.scheme.value_or(wire::SignatureScheme::rsa_pss_rsae_sha256);  // the certificate's key
    scenario.client_signatures = scenario.server_signatures = {scheme};
    client_ = session::client_config(scenario);
    server_ = session::server_config(scenario);
    if (which.resumed) {
      Client client(client_, seed());
      Server server(server_, seed());
      demand(play(client, server), "our first connection did not succeed");
      demand(client.can_resume(), "our client got nothing to resume with");
      client_memory_ = client.take_memory();
      server_memory_ = server.take_memory();
    }
  }

  bool handshake() override {
    Client client(client_, seed(), client_memory_);
    Server server(server_, seed(), server_memory_);
    if (!play(client, server)) return false;
    const auto &summary = *client.connection().summary();
    return which_.resumed == (!summary.psk.empty() || !summary.resumed.empty()) &&
           client.can_resume();
  }

 private:
  // Each connection has its own randomness.
  wire::ByteView seed() {
    for (std::uint8_t &digit : seed_) {
      if (++digit != 0) break;
    }
    return seed_;
  }

  // play lets each side do all that it can, in turn, until nothing is on the way: the ticket is
  // read too.
  bool play(Client &client, Server &server) {
    Recorder trace(recording_ == Recording::off ? Recorder::Mode::off : Recorder::Mode::on);
    while (true) {
      while (client.can_step()) client.step(trace);
      const auto to_server = client.connection().take_output();
      if (!to_server.empty()) server.connection().receive(to_server);
      while (server.can_step()) server.step(trace);
      const auto to_client = server.connection().take_output();
      if (to_server.empty() && to_client.empty()) break;
      if (!to_client.empty()) client.connection().receive(to_client);
    }
    if (recording_ == Recording::rendered && session::trace_json({}, trace, {}).empty())
      return false;
    return client.connection().summary() && server.connection().summary();
  }

  Case which_;
  Recording recording_;
  std::shared_ptr<const handshake::ClientConfig> client_;
  std::shared_ptr<const handshake::ServerConfig> server_;
  handshake::ClientMemory client_memory_;
  handshake::ServerMemory server_memory_;
  wire::Bytes seed_ = wire::Bytes(crypto::Random::kSeedLength);
};

}  // namespace

std::unique_ptr<Player> ours(const Case &which, Recording recording) {
  return std::make_unique<Ours>(which, recording);
}

}  // namespace bench
