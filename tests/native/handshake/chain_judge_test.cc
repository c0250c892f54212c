// Who decides about a chain, and when: a program's own judge (RFC 8446, section 4.4.2.4), and
// again when a session is resumed.
#include "native/handshake/expect_alert.h"
#include "native/handshake/libssl_peer.h"

namespace handshake::chain_judge_test {
namespace {

using namespace testing;         // NOLINT(google-build-using-namespace)
using namespace testing_libssl;  // NOLINT(google-build-using-namespace)
using enum wire::AlertDescription;
using wire::ProtocolVersion;

// Judge notes what it is asked, and answers with an alert or with none.
struct Judge : ChainJudge {
  std::optional<AlertDescription> answer;
  mutable std::vector<std::vector<Bytes>> asked;
  Status judge(const std::vector<Bytes> &chain, Recorder &) const override {
    asked.push_back(chain);
    if (!answer) return std::nullopt;
    return Fatal{*answer, "the judge says no", "RFC 8446, section 4.4.2.4", {}};
  }
};

Scenario scenario_of(ProtocolVersion version) {
  Scenario scenario;
  scenario.client_versions = scenario.server_versions = {version};
  scenario.early_data = "early";  // the tickets allow it
  return scenario;
}

std::shared_ptr<ClientConfig> client_of(const Scenario &scenario) {
  return std::make_shared<ClientConfig>(*session::client_config(scenario));
}

// Visit is a connection of our client with our server.
struct Visit {
  Visit(std::shared_ptr<const ClientConfig> client_config,
        std::shared_ptr<const ServerConfig> server_config, ClientMemory memory = {},
        std::string_view early = {})
      : client(std::move(client_config), std::move(memory)), server(std::move(server_config)) {
    if (!early.empty()) client.connection().send_early(wire::as_bytes(early));
    Bytes to_server = client.go({});
    for (int turns = 0; turns < 20; ++turns) {
      const Bytes to_client = server.go(to_server);
      to_server = client.go(to_client);
      if (to_server.empty() && to_client.empty()) break;
    }
  }
  std::string_view outcome() const {
    const Connection &connection = client.endpoint.connection();
    const auto &failure = connection.failure();
    return failure                ? wire::name_of(failure->alert)
           : connection.summary() ? "connected"
                                  : "unfinished";
  }
  bool resumed() const {
    const auto &summary = client.endpoint.connection().summary();
    return summary && (!summary->resumed.empty() || !summary->psk.empty());
  }
  OurClient client;
  OurServer server;
};

constexpr ProtocolVersion kVersions[] = {ProtocolVersion::tls12, ProtocolVersion::tls13};

TEST(ChainJudge, DecidesInPlaceOfOurRules_Rfc8446Section4_4_2_4) {
  for (const ProtocolVersion version : kVersions) {
    const Scenario scenario = scenario_of(version);
    for (const auto answer : {std::optional<AlertDescription>(), std::optional(access_denied)}) {
      auto judge = std::make_shared<Judge>();
      judge->answer = answer;
      auto config = client_of(scenario);
      config->trust_anchors.clear();
      config->server_name = "another.example";
      config->chain_judge = judge;
      Visit visit(config, session::server_config(scenario));
      EXPECT_EQ(visit.outcome(), answer ? "access_denied" : "connected");
      ASSERT_EQ(judge->asked.size(), 1U);
      EXPECT_EQ(judge->asked[0], session::server_config(scenario)->credentials.front().chain);
      config->verify_certificate = false;
      Visit unverified(config, session::server_config(scenario));
      EXPECT_EQ(unverified.outcome(), "connected");
      EXPECT_EQ(judge->asked.size(), 1U) << "nobody asks for a check";
    }
  }
}

TEST(ChainJudge, DecidesAboutTheClientToo_Rfc8446Section4_4_2_4) {
  for (const ProtocolVersion version : kVersions) {
    Scenario scenario = scenario_of(version);
    scenario.client_auth = "require";
    scenario.client_certificate = "ecdsa_secp256r1_sha256";
    for (const auto answer : {std::optional<AlertDescription>(), std::optional(access_denied)}) {
      auto judge = std::make_shared<Judge>();
      judge->answer = answer;
      auto config = std::make_shared<ServerConfig>(*session::server_config(scenario));
      config->trust_anchors.clear();
      config->chain_judge = judge;
      Visit visit(client_of(scenario), config);
      ASSERT_EQ(judge->asked.size(), 1U);
      EXPECT_EQ(visit.server.connection().failure().has_value(), answer.has_value());
      EXPECT_EQ(visit.outcome(), answer ? "access_denied" : "connected");
    }
  }
}

TEST(ResumedChain, IsCheckedAgainWhereThatIsWanted) {
  for (const ProtocolVersion version : kVersions) {
    const Scenario scenario = scenario_of(version);
    Visit first(client_of(scenario), session::server_config(scenario));
    ASSERT_EQ(first.outcome(), "connected");
    const ClientMemory memory = first.client.endpoint.take_memory();
    for (const bool again : {false, true}) {
      for (const bool trusted : {false, true}) {
        auto config = client_of(scenario);
        if (!trusted) config->trust_anchors.clear();
        config->verify_on_resumption = again;
        Visit second(config, session::server_config(scenario), memory);
        EXPECT_EQ(second.outcome(), again && !trusted ? "unknown_ca" : "connected");
        EXPECT_EQ(second.resumed(), trusted || !again);
        if (second.outcome() != "connected") {
          EXPECT_EQ(left_alive(second.client.trace), "");
          continue;
        }
        // The session that it leaves has the chain, too.
        config = client_of(scenario);
        config->trust_anchors.clear();
        config->verify_on_resumption = true;
        Visit third(config, session::server_config(scenario), second.client.endpoint.take_memory());
        EXPECT_EQ(third.outcome(), "unknown_ca");
      }
    }
  }
}

TEST(ResumedChain, IsCheckedBeforeEarlyDataGoesOut) {
  Scenario scenario = scenario_of(ProtocolVersion::tls13);
  Visit first(client_of(scenario), session::server_config(scenario));
  const ClientMemory memory = first.client.endpoint.take_memory();
  for (const bool trusted : {false, true}) {
    for (const bool accepted : {false, true}) {
      scenario.accept_early_data = accepted;
      auto judge = std::make_shared<Judge>();
      if (!trusted) judge->answer = access_denied;
      auto config = client_of(scenario);
      config->chain_judge = judge;
      config->verify_on_resumption = true;
      Visit second(config, session::server_config(scenario), memory, "GET /");
      EXPECT_EQ(second.outcome(), trusted ? "connected" : "access_denied");
      const auto &summary = second.client.connection().summary();
      if (trusted) {
        EXPECT_EQ(summary->early_data, accepted ? "accepted" : "rejected");
      } else {
        EXPECT_TRUE(second.server.received.empty());
      }
      // Where it was not sent, or was refused, the program begins anew, and so does the judge.
      EXPECT_EQ(judge->asked.size(), trusted && accepted ? 1U : 2U);
    }
  }
}

}  // namespace
}  // namespace handshake::chain_judge_test
