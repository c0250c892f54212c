// Rules of RFC 8446 about hellos, extensions and tickets that an honest peer never tries.
#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "native/handshake/scripted_peer.h"
#include "session/scenario.h"
#include "wire/der.h"

namespace handshake::testing::extension_rules_test {
namespace {

using enum AlertDescription;
using wire::CipherSuite;
using wire::ContentType;
using wire::ExtensionType;
using wire::HandshakeType;
using wire::In;
using wire::NamedGroup;

template <class F>
AlertDescription alert_of(F &faced) {
  EXPECT_TRUE(faced.failure()) << "there was no failure";
  return faced.failure() ? faced.failure()->alert : close_notify;
}

// A ticket_nonce may have 255 bytes (section 4.6.1); it is the Context of an HkdfLabel.
TEST(Ticket, NonceOfEveryLength) {
  for (const std::size_t length : {0, 1, 63, 64, 65, 118, 119, 120, 200, 255}) {
    FacedClient faced;
    faced.peer.all();
    faced.turn();
    const Bytes nonce(length, 0xa5);
    faced.peer.say(wire::encode(wire::NewSessionTicket{7200, 1, nonce, Bytes(32, 1), {}}));
    faced.turn();
    ASSERT_FALSE(faced.failure()) << length;
    ASSERT_EQ(faced.endpoint.tickets().size(), 1U) << length;

    ByteView master;
    for (const auto &event : faced.trace.events()) {
      const auto *value = std::get_if<trace::ValueBorn>(&event.is);
      if (value && value->name == "resumption_master_secret") master = value->bytes;
    }
    // HkdfLabel by hand: the length, "tls13 resumption", the nonce.
    Bytes info{0, 32, 16};
    wire::append(info, wire::as_bytes("tls13 resumption"));
    info.push_back(static_cast<std::uint8_t>(length));
    wire::append(info, nonce);
    EXPECT_EQ(wire::to_hex(faced.endpoint.tickets()[0].resumption_psk),
              wire::to_hex(crypto::hkdf_expand(crypto::HashAlgorithm::sha256, master, info, 32)))
        << length;
  }
}

// Section 4.2.9: a client that names no mode for PSKs gets no ticket.
TEST(Ticket, OnlyForThoseWhoCanUseIt) {
  for (const bool modes : {false, true}) {
    FacedServer faced;
    if (modes) {
      faced.peer.put(wire::PskKeyExchangeModes{{wire::PskKeyExchangeMode::psk_dhe_ke}});
    }
    faced.complete();
    int tickets = 0;
    for (const auto &event : faced.trace.events()) {
      const auto *message = std::get_if<trace::MessagePassed>(&event.is);
      tickets += message && message->name == "new_session_ticket";
    }
    EXPECT_EQ(tickets, modes ? 1 : 0);
  }
}

// RFC 8701, section 3.1: a client refuses GREASE that comes back.
TEST(Grease, MayNotBeAnswered) {
  session::Scenario scenario;
  scenario.grease = true;
  const auto grease_type = [](const wire::ClientHello &hello) {
    for (const auto &one : *hello.extensions) {
      if (wire::is_grease(static_cast<std::uint16_t>(one.type))) return one.type;
    }
    return ExtensionType{};
  };
  {
    FacedClient faced(scenario);
    faced.peer.server_hello.extensions->push_back(
        {grease_type(faced.peer.hello), wire::UnknownExtension{}});
    faced.peer.say(wire::encode(faced.peer.server_hello));
    faced.turn();
    EXPECT_EQ(alert_of(faced), unsupported_extension);
  }
  {
    FacedClient faced(scenario);
    auto retry = faced.peer.retry(NamedGroup::secp256r1);
    retry.extensions.push_back({grease_type(faced.peer.hello), wire::UnknownExtension{}});
    faced.peer.say_retry(retry);
    faced.turn();
    EXPECT_EQ(alert_of(faced), unsupported_extension);
  }
  {
    FacedClient faced(scenario);
    faced.peer.say_server_hello();
    faced.peer.say(wire::encode(
        wire::EncryptedExtensions{{{grease_type(faced.peer.hello), wire::UnknownExtension{}}}}));
    faced.turn();
    EXPECT_EQ(alert_of(faced), unsupported_extension);
  }
}

// Section 4.2: an extension that a message does not have is illegal in it.
TEST(Extensions, InAMessageThatIsNotTheirs) {
  {
    FacedClient faced;
    faced.peer.until(HandshakeType::encrypted_extensions);
    faced.peer.say(wire::encode(
        wire::CertificateRequest{{},
                                 {wire::make_extension<In::certificate_request>(
                                      wire::SignatureSchemeList{{wire::SignatureScheme::ed25519}}),
                                  {ExtensionType::key_share, wire::UnknownExtension{{0, 0}}}}}));
    faced.turn();
    EXPECT_EQ(alert_of(faced), illegal_parameter);
  }
  {
    FacedClient faced;
    faced.peer.all();
    faced.peer.say(wire::encode(wire::NewSessionTicket{
        7200, 1, {0}, Bytes(32, 1), {{ExtensionType::key_share, wire::UnknownExtension{{0}}}}}));
    faced.turn();
    EXPECT_EQ(alert_of(faced), illegal_parameter);
  }
}

// Section 4.1.2: only few extensions may differ in the second ClientHello.
TEST(SecondClientHello, KeepsItsExtensions) {
  const auto second = [](auto change) {
    FacedServer faced;
    faced.peer.put(wire::NamedGroupList{{NamedGroup::secp256r1, NamedGroup::x25519}});
    faced.peer.put(wire::ServerNameList{
        {{wire::NameType::host_name, wire::to_bytes(wire::as_bytes("example.com"))}}});
    faced.peer.put(wire::ProtocolNameList{{{wire::to_bytes(wire::as_bytes("http/1.1"))}}});
    const auto share = *wire::find<wire::KeyShareClientHello>(*faced.peer.hello.extensions);
    faced.peer.put(wire::KeyShareClientHello{});
    faced.peer.say_client_hello();
    faced.turn();
    EXPECT_FALSE(faced.failure());
    faced.peer.next();
    faced.peer.next(ContentType::change_cipher_spec);
    faced.peer.put(share);
    change(faced.peer);
    faced.peer.say_client_hello();
    faced.turn();
    return faced;
  };
  using C = ScriptedClient;
  {
    auto faced = second([](C &) {});
    EXPECT_FALSE(faced.failure());
  }
  {
    // A cookie and padding may come.
    auto faced = second([](C &c) {
      c.put(wire::Cookie{{1}});
      c.hello.extensions->push_back({ExtensionType::padding, wire::UnknownExtension{{0, 0}}});
    });
    EXPECT_FALSE(faced.failure());
  }
  const std::function<void(C &)> changes[] = {
      [](C &c) { c.drop(ExtensionType::server_name); },
      [](C &c) { c.drop(ExtensionType::application_layer_protocol_negotiation); },
      [](C &c) { c.put(wire::ProtocolNameList{{{{'x'}}}}); },
      [](C &c) { c.put(wire::PskKeyExchangeModes{{wire::PskKeyExchangeMode::psk_dhe_ke}}); },
  };
  for (const auto &change : changes) {
    auto faced = second(change);
    EXPECT_EQ(alert_of(faced), illegal_parameter);
  }
}

// Section 4.1.2: the key shares change only when a group was asked for.
TEST(SecondClientHello, ACookieLeavesTheKeyShares) {
  session::Scenario scenario;
  scenario.grease = true;
  FacedClient faced(scenario);
  const auto first = *wire::find<wire::KeyShareClientHello>(*faced.peer.hello.extensions);
  ASSERT_EQ(first.client_shares.size(), 2U);  // GREASE and x25519
  auto retry = faced.peer.retry(NamedGroup::x25519);
  retry.extensions[1] = wire::make_extension<In::hello_retry_request>(wire::Cookie{{1, 2, 3}});
  faced.peer.say_retry(retry);
  faced.turn();
  ASSERT_FALSE(faced.failure());
  faced.peer.read_client_hello();
  EXPECT_EQ(*wire::find<wire::KeyShareClientHello>(*faced.peer.hello.extensions), first);
}

TEST(ClientHello, KeySharesFollowTheGroups) {
  session::Scenario scenario;
  ASSERT_FALSE(session::set(scenario, "key-share", "secp256r1,x25519"));
  ASSERT_FALSE(session::contradiction(scenario));
  FacedClient faced(scenario);
  const auto *share = wire::find<wire::KeyShareClientHello>(*faced.peer.hello.extensions);
  ASSERT_EQ(share->client_shares.size(), 2U);
  EXPECT_EQ(share->client_shares[0].group, NamedGroup::x25519);
  EXPECT_EQ(share->client_shares[1].group, NamedGroup::secp256r1);
  ASSERT_FALSE(session::set(scenario, "client-group", "secp256r1"));
  EXPECT_EQ(session::contradiction(scenario),
            "--key-share: the client does not offer x25519; its groups are secp256r1");
}

// RFC 6066, section 3: without a dot at its end.
TEST(ClientHello, ServerNameHasNoDotAtItsEnd) {
  session::Scenario scenario;
  scenario.server_name = "example.com.";
  FacedClient faced(scenario);
  const auto *names = wire::find<wire::ServerNameList>(*faced.peer.hello.extensions);
  ASSERT_TRUE(names);
  EXPECT_EQ(wire::as_text(names->server_name_list[0].host_name), "example.com");
  faced.peer.all();
  faced.turn();
  EXPECT_EQ(faced.endpoint.state(), ClientState::CONNECTED);
}

// Appendix D.5, and section 4.1.3.
TEST(Versions, Ssl3AndDowngrades) {
  {
    FacedClient faced;
    faced.peer.server_hello.legacy_version = wire::ProtocolVersion::ssl3;
    faced.peer.say(wire::encode(faced.peer.server_hello));
    faced.turn();
    EXPECT_EQ(alert_of(faced), protocol_version);
  }
  {
    FacedServer faced;
    faced.peer.hello.legacy_version = wire::ProtocolVersion::ssl3;
    faced.peer.say_client_hello();
    faced.turn();
    EXPECT_EQ(alert_of(faced), protocol_version);
  }
  for (const int last : {0, 1, 2}) {
    FacedClient faced;
    faced.peer.server_hello.extensions.reset();
    auto &random = faced.peer.server_hello.random;
    const std::string_view sentinel = "DOWNGRD";
    std::copy(sentinel.begin(), sentinel.end(), random.end() - 8);
    random.back() = static_cast<std::uint8_t>(last);
    faced.peer.say(wire::encode(faced.peer.server_hello));
    faced.turn();
    EXPECT_EQ(alert_of(faced), last < 2 ? illegal_parameter : protocol_version) << last;
  }
}

// A server that sent ServerHello has keys: its alerts come under them.
TEST(Alerts, InTheClearOnlyFromAClient) {
  FacedClient client;
  client.peer.say_server_hello();
  client.peer.clear(ContentType::alert, Bytes{2, 40});
  client.turn();
  EXPECT_EQ(alert_of(client), unexpected_message);
  FacedServer server;
  server.hello();
  server.peer.clear(ContentType::alert, Bytes{2, 40});
  server.turn();
  ASSERT_TRUE(server.failure());
  EXPECT_FALSE(server.failure()->raised_here);
}

// X.690, section 8.19.2: the shortest form of every arc.
TEST(ObjectIdentifiers, OneFormEach) {
  const auto reads = [](Bytes der) {
    wire::Reader in(der);
    wire::der::oid(in, "oid");
    return in.ok();
  };
  EXPECT_TRUE(reads({6, 3, 0x55, 0x1d, 0x0f}));
  EXPECT_FALSE(reads({6, 4, 0x80, 0x55, 0x1d, 0x0f}));
  EXPECT_FALSE(reads({6, 4, 0x55, 0x80, 0x1d, 0x0f}));
  EXPECT_FALSE(reads({6, 2, 0x55, 0x9d}));
  // 2.5.29.(2^64 + 15) is not keyUsage.
  const Bytes huge{0x55, 0x1d, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x0f};
  EXPECT_EQ(wire::der::oid_name(huge), "");
  EXPECT_EQ(wire::der::oid_name(Bytes{0x55, 0x1d, 0x0f}), "keyUsage");
}

}  // namespace
}  // namespace handshake::testing::extension_rules_test
