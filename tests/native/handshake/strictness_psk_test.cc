// What a peer can do wrong with PSKs and early data (RFC 8446, section 2.2, 2.3, 4.2.9 to 4.2.11,
// 4.5, 8), and the alert that the RFC names for it. The peer is scripted and has the real keys.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "native/handshake/expect_alert.h"
#include "native/handshake/scripted_psk.h"

namespace handshake::strictness_psk_test {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): handshake::testing
using wire::CipherSuite;
using wire::ExtensionType;
using wire::HandshakeType;
using wire::NamedGroup;
using enum wire::AlertDescription;
using enum wire::PskKeyExchangeMode;

constexpr ContentType kHandshake = ContentType::handshake;
constexpr ContentType kData = ContentType::application_data;

// --- our client ---

// ResumingClient is our client, with a ticket and two external PSKs, before a scripted server that
// knows them all. Identity 0 is the ticket's (SHA-256, "http/1.1"), 1 is external with SHA-256, 2
// with SHA-384.
struct ResumingClient : Faced<Client, ClientConfig, ScriptedServer> {
  using Change = std::function<void(ClientConfig &, Ticket &)>;
  explicit ResumingClient(bool early, const Change &change = {}) : Faced(config_of({})) {
    Ticket ticket = ticket_of_server();
    const auto config = config_of([&](ClientConfig &c) {
      if (change) change(c, ticket);
    });
    ClientMemory memory;
    memory.tickets.push_back(std::move(ticket));
    endpoint = Client(config, Bytes(crypto::Random::kSeedLength, 9), std::move(memory));
    if (early) endpoint.connection().send_early(wire::as_bytes("early"));
    while (endpoint.can_step()) endpoint.step(trace);
    const Bytes sent = endpoint.connection().take_output();
    const std::size_t n = wire::kRecordHeaderLength + (std::size_t{sent.at(3)} << 8 | sent.at(4));
    peer.take(ByteView(sent).first(n));
    peer.read_client_hello();
    if (early) {
      peer.read = early_protection(
          early_schedule(CipherSuite::TLS_AES_128_GCM_SHA256, ticket_psk()), peer.transcript);
    }
    peer.take(ByteView(sent).subspan(n));
  }
  static Ticket ticket_of_server() {
    Ticket ticket;
    ticket.ticket = Bytes(40, 1);
    ticket.resumption_psk = ticket_psk();
    ticket.ticket_lifetime = 7200;
    ticket.max_early_data_size = 100;
    ticket.received_at = session::Scenario().time;
    ticket.cipher_suite = CipherSuite::TLS_AES_128_GCM_SHA256;
    ticket.server_name = session::Scenario().server_name;
    ticket.application_protocol = "http/1.1";
    return ticket;
  }
  static std::shared_ptr<const ClientConfig> config_of(
      const std::function<void(ClientConfig &)> &change) {
    auto config = std::make_shared<ClientConfig>(*session::client_config(session::Scenario()));
    config->cipher_suites = {CipherSuite::TLS_AES_128_GCM_SHA256,
                             CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
                             CipherSuite::TLS_AES_256_GCM_SHA384};
    config->application_protocols = {"h2", "http/1.1"};
    config->external_psks = {{{'a'}, crypto::Secret(Bytes(32, 6)), crypto::HashAlgorithm::sha256},
                             {{'b'}, crypto::Secret(Bytes(48, 7)), crypto::HashAlgorithm::sha384}};
    if (change) change(*config);
    return config;
  }
  // select takes a PSK: `index` goes into ServerHello, and the keys are those of identity `real`.
  void select(std::uint16_t index, int real) {
    peer.server_hello.extensions->push_back(
        wire::make_extension<In::server_hello>(wire::SelectedIdentity{index}));
    peer.psk = real == 0   ? ticket_psk()
               : real == 1 ? Value{crypto::Secret(Bytes(32, 6)), 0, ""}
                           : Value{crypto::Secret(Bytes(48, 7)), 0, ""};
  }
  void without_key_share() {
    std::erase_if(*peer.server_hello.extensions,
                  [](const auto &one) { return one.type == ExtensionType::key_share; });
    peer.shared_secret = {};
  }
  // say_server_hello keeps reading with the early keys, since the client goes on writing with them.
  void say_server_hello() {
    const schedule::RecordProtection before = peer.read;
    peer.say_server_hello();
    handshake_read = peer.read;
    if (before.active()) peer.read = before;
  }
  void say_encrypted_extensions(bool early_data, const char *protocol = "http/1.1") {
    wire::EncryptedExtensions message;
    if (protocol) {
      message.extensions.push_back(wire::make_extension<In::encrypted_extensions>(
          wire::ProtocolNameList{{{wire::to_bytes(wire::as_bytes(protocol))}}}));
    }
    if (early_data) {
      message.extensions.push_back(
          wire::make_extension<In::encrypted_extensions>(wire::EarlyDataIndication{}));
    } else {
      peer.read = handshake_read;
    }
    peer.say(wire::encode(message));
  }
  // to_finished does everything right up to EncryptedExtensions.
  void to_finished(bool early_data) {
    select(0, 0);
    say_server_hello();
    say_encrypted_extensions(early_data);
  }
  schedule::RecordProtection handshake_read;
};
using R = ResumingClient;

struct ClientCase {
  const char *name;
  AlertDescription alert;
  bool early;
  std::function<void(R &)> script;
  R::Change change = {};
};
void PrintTo(const ClientCase &one, std::ostream *out) { *out << one.name; }
const auto kName = [](const auto &one) { return std::string(one.param.name); };

void only_psk_ke(ClientConfig &c, Ticket &) { c.psk_modes = {psk_ke}; }
void no_psk(ClientConfig &c, Ticket &) { c.psk_modes.clear(); }

const ClientCase kClientCases[] = {
    {"IdentityOutOfRange", illegal_parameter, false,
     [](R &r) {
       r.select(3, 0);
       r.say_server_hello();
     }},
    {"IdentityOutOfRangeWithEarlyData", illegal_parameter, true,
     [](R &r) {
       r.select(65535, 0);
       r.say_server_hello();
     }},
    {"NoKeyShareThoughOnlyDhe", illegal_parameter, false,
     [](R &r) {
       r.select(0, 0);
       r.without_key_share();
       r.say_server_hello();
     }},
    {"NoKeyShareThoughOnlyDheWithEarlyData", illegal_parameter, true,
     [](R &r) {
       r.select(0, 0);
       r.without_key_share();
       r.say_server_hello();
     }},
    {"KeyShareThoughOnlyPskKe", illegal_parameter, false,
     [](R &r) {
       r.select(0, 0);
       r.say_server_hello();
     },
     only_psk_ke},
    {"NeitherPskNorKeyShare", missing_extension, false,
     [](R &r) {
       r.without_key_share();
       r.say_server_hello();
     }},
    {"SuiteOfAnotherHash", illegal_parameter, false,
     [](R &r) {
       r.select(0, 0);
       r.peer.server_hello.cipher_suite = CipherSuite::TLS_AES_256_GCM_SHA384;
       r.say_server_hello();
     }},
    {"SuiteOfAnotherHashThanTheExternalPsk", illegal_parameter, false,
     [](R &r) {
       r.select(2, 2);
       r.say_server_hello();
     }},
    {"SuiteOfAnotherHashWithEarlyData", illegal_parameter, true,
     [](R &r) {
       r.select(0, 0);
       r.peer.server_hello.cipher_suite = CipherSuite::TLS_AES_256_GCM_SHA384;
       r.say_server_hello();
     }},
    {"PskThoughNoneWasOffered", unsupported_extension, false,
     [](R &r) {
       r.select(0, 0);
       r.say_server_hello();
     },
     no_psk},
    {"PskTwice", decode_error, false,
     [](R &r) {
       r.select(0, 0);
       r.select(0, 0);
       r.say_server_hello();
     }},
    {"SelectedIdentityTooLong", decode_error, false,
     [](R &r) {
       r.peer.server_hello.extensions->push_back(
           {ExtensionType::pre_shared_key, wire::UnknownExtension{{0, 0, 0}}});
       r.say_server_hello();
     }},
    {"PskInEncryptedExtensions", illegal_parameter, false,
     [](R &r) {
       r.select(0, 0);
       r.say_server_hello();
       wire::EncryptedExtensions message;
       message.extensions.push_back(
           {ExtensionType::pre_shared_key, wire::UnknownExtension{{0, 0}}});
       r.peer.say(wire::encode(message));
     }},
    {"ModesInServerHello", illegal_parameter, false,
     [](R &r) {
       r.peer.server_hello.extensions->push_back(
           {ExtensionType::psk_key_exchange_modes, wire::UnknownExtension{{1, 1}}});
       r.say_server_hello();
     }},
    {"EarlyDataInServerHello", illegal_parameter, true,
     [](R &r) {
       r.peer.server_hello.extensions->push_back(
           {ExtensionType::early_data, wire::UnknownExtension{}});
       r.say_server_hello();
     }},
    {"EarlyDataNotOffered", unsupported_extension, false,
     [](R &r) {
       r.select(0, 0);
       r.say_server_hello();
       r.say_encrypted_extensions(true);
     }},
    {"EarlyDataWithABody", decode_error, true,
     [](R &r) {
       r.select(0, 0);
       r.say_server_hello();
       wire::EncryptedExtensions message;
       message.extensions.push_back({ExtensionType::early_data, wire::UnknownExtension{{0}}});
       r.peer.say(wire::encode(message));
     }},
    {"EarlyDataWithoutPsk", illegal_parameter, true,
     [](R &r) {
       r.peer.say_server_hello();
       r.say_encrypted_extensions(true);
     }},
    {"EarlyDataWithTheSecondIdentity", illegal_parameter, true,
     [](R &r) {
       r.select(1, 1);
       r.say_server_hello();
       r.say_encrypted_extensions(true);
     }},
    {"EarlyDataWithAnotherSuite", illegal_parameter, true,
     [](R &r) {
       r.select(0, 0);
       r.peer.server_hello.cipher_suite = CipherSuite::TLS_CHACHA20_POLY1305_SHA256;
       r.say_server_hello();
       r.say_encrypted_extensions(true);
     }},
    {"EarlyDataWithAnotherProtocol", illegal_parameter, true,
     [](R &r) {
       r.select(0, 0);
       r.say_server_hello();
       r.say_encrypted_extensions(true, "h2");
     }},
    {"EarlyDataWithoutItsProtocol", illegal_parameter, true,
     [](R &r) {
       r.select(0, 0);
       r.say_server_hello();
       r.say_encrypted_extensions(true, nullptr);
     }},
    {"CertificateAfterPsk", unexpected_message, false,
     [](R &r) {
       r.to_finished(false);
       r.peer.say_certificate();
     }},
    {"CertificateAfterPskWithEarlyData", unexpected_message, true,
     [](R &r) {
       r.to_finished(true);
       r.peer.say_certificate();
     }},
    {"CertificateRequestAfterPsk", unexpected_message, false,
     [](R &r) {
       r.to_finished(false);
       wire::CertificateRequest request;
       request.extensions.push_back(wire::make_extension<In::certificate_request>(
           wire::SignatureSchemeList{{wire::SignatureScheme::ed25519}}));
       r.peer.say(wire::encode(request));
     }},
    {"CertificateVerifyAfterPsk", unexpected_message, false,
     [](R &r) {
       r.to_finished(false);
       r.peer.say_certificate_verify();
     }},
    {"TicketBeforeFinished", unexpected_message, false,
     [](R &r) {
       r.to_finished(false);
       r.peer.say(wire::encode(wire::NewSessionTicket{7200, 1, {1}, {1, 2, 3}, {}}));
     }},
    {"KeyUpdateBeforeFinished", unexpected_message, true,
     [](R &r) {
       r.to_finished(true);
       r.peer.say(wire::encode(wire::KeyUpdate{}));
     }},
    {"DataBeforeFinished", unexpected_message, true,
     [](R &r) {
       r.to_finished(true);
       r.peer.record(kData, Bytes{1});
     }},
    {"EndOfEarlyDataFromTheServer", unexpected_message, true,
     [](R &r) {
       r.to_finished(true);
       r.peer.say(wire::encode(wire::EndOfEarlyData{}));
     }},
    {"EndOfEarlyDataInsteadOfEncryptedExtensions", unexpected_message, true,
     [](R &r) {
       r.select(0, 0);
       r.say_server_hello();
       r.peer.say(wire::encode(wire::EndOfEarlyData{}));
     }},
    {"FinishedWrong", decrypt_error, false,
     [](R &r) {
       r.to_finished(false);
       Bytes message = r.peer.finished(Role::server);
       message.back() ^= 1;
       r.peer.say(message);
     }},
    {"FinishedWrongWithEarlyData", decrypt_error, true,
     [](R &r) {
       r.to_finished(true);
       Bytes message = r.peer.finished(Role::server);
       message[4] ^= 1;
       r.peer.say(message);
     }},
    {"FinishedOfTheClient", decrypt_error, true,
     [](R &r) {
       r.to_finished(true);
       r.peer.say(r.peer.finished(Role::client));
     }},
    {"KeysOfAnotherPsk", bad_record_mac, true,
     [](R &r) {
       r.select(0, 1);
       r.say_server_hello();
       r.say_encrypted_extensions(true);
     }},
    {"KeysWithoutThePsk", bad_record_mac, false,
     [](R &r) {
       r.select(0, 0);
       r.peer.psk = {};
       r.say_server_hello();
       r.say_encrypted_extensions(false);
     }},
};

class ClientWithPskSees : public ::testing::TestWithParam<ClientCase> {};
INSTANTIATE_TEST_SUITE_P(Psk, ClientWithPskSees, ::testing::ValuesIn(kClientCases), kName);

TEST_P(ClientWithPskSees, AndSendsTheAlert) {
  R faced(GetParam().early, GetParam().change);
  GetParam().script(faced);
  faced.turn();
  expect_alert(faced, GetParam().alert);
}

// The cases above are wrong in one thing only: this is the right one.
TEST(ClientWithPsk, TakesARightServer) {
  for (const bool early : {false, true}) {
    for (const bool dhe : {false, true}) {
      R faced(early, [&](ClientConfig &c, Ticket &) { c.psk_modes = {psk_dhe_ke, psk_ke}; });
      EXPECT_EQ(wire::as_text(faced.peer.next(kData)), early ? "early" : "");
      if (!dhe) faced.without_key_share();
      faced.to_finished(early);
      faced.peer.say_finished();
      faced.turn();
      ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
      EXPECT_EQ(faced.endpoint.state(), ClientState::CONNECTED);
      EXPECT_EQ(faced.endpoint.connection().summary()->psk, "resumption");
      EXPECT_EQ(faced.endpoint.connection().summary()->early_data, early ? "accepted" : "");
      if (early) {
        EXPECT_EQ(faced.peer.next(), wire::encode(wire::EndOfEarlyData{}));
        EXPECT_TRUE(faced.peer.unreadable);  // Finished goes under the next keys
      }
      faced.peer.record(kHandshake, wire::encode(wire::EndOfEarlyData{}));
      faced.turn();
      faced.peer.unreadable = true;
      expect_alert(faced, unexpected_message);
    }
  }
}

// Whoever takes another identity, another suite or another protocol may still resume without early
// data; whoever takes none goes on with certificates.
TEST(ClientWithPsk, GoesOnWithoutEarlyData) {
  const std::function<void(R &)> servers[] = {
      [](R &r) {
        r.select(1, 1);
        r.say_server_hello();
      },
      [](R &r) {
        r.select(0, 0);
        r.peer.server_hello.cipher_suite = CipherSuite::TLS_CHACHA20_POLY1305_SHA256;
        r.say_server_hello();
      },
      [](R &r) {
        r.select(2, 2);
        r.peer.server_hello.cipher_suite = CipherSuite::TLS_AES_256_GCM_SHA384;
        r.say_server_hello();
      },
      [](R &r) { r.say_server_hello(); },
  };
  for (const auto &server : servers) {
    R faced(true);
    server(faced);
    faced.say_encrypted_extensions(false, "h2");
    if (faced.peer.psk.empty()) {
      faced.peer.say_certificate();
      faced.peer.say_certificate_verify();
    }
    faced.peer.say_finished();
    faced.turn();
    ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
    EXPECT_EQ(faced.endpoint.state(), ClientState::CONNECTED);
    EXPECT_EQ(faced.endpoint.connection().summary()->early_data, "rejected");
    EXPECT_EQ(faced.endpoint.connection().summary()->psk, faced.peer.psk.empty() ? ""
                                                          : faced.peer.psk.bytes.view()[0] == 5
                                                              ? "resumption"
                                                              : "external");
    faced.endpoint.end(faced.trace);
    EXPECT_EQ(left_alive(faced.trace), "");
  }
}

// A connection that fails takes its tickets with it (section 6); those from before stay.
TEST(ClientWithPsk, ForgetsTheTicketsOfAFailedConnection) {
  for (const int ending : {0, 1, 2}) {
    R faced(false, [](ClientConfig &c, Ticket &) { c.psk_modes = {psk_ke, psk_dhe_ke}; });
    ClientMemory memory;
    memory.tickets.push_back(R::ticket_of_server());
    memory.tickets[0].server_name = "elsewhere";
    faced.endpoint = Client(R::config_of({}), Bytes(crypto::Random::kSeedLength, 9), memory);
    faced.trace = Recorder(Recorder::Mode::on);
    faced.peer = {};
    faced.turn();
    faced.peer.read_client_hello();
    faced.peer.all();
    faced.turn();
    for (std::uint8_t i = 0; i < 3; ++i) {
      faced.peer.record(kHandshake,
                        wire::encode(wire::NewSessionTicket{7200, 1, {i}, {1, 2, i}, {}}));
    }
    faced.turn();
    EXPECT_EQ(faced.endpoint.tickets().size(), 4U);
    if (ending == 0) faced.peer.record(kHandshake, wire::encode(wire::EndOfEarlyData{}));
    if (ending == 1) faced.peer.record(ContentType::alert, Bytes{2, 80});
    if (ending == 2) {
      faced.peer.record(ContentType::alert, Bytes{1, 0});
      faced.endpoint.connection().close();
    }
    faced.turn();
    EXPECT_TRUE(faced.endpoint.connection().closed());
    EXPECT_EQ(faced.endpoint.tickets().size(), ending == 2 ? 4U : 1U);
    EXPECT_EQ(faced.endpoint.tickets()[0].server_name, "elsewhere");
  }
}

// RFC 8446, section 4.6.1: the name must be valid for the certificate of the session.
TEST(ClientWithPsk, OffersNoTicketOfAServerThatWasNotChecked) {
  for (const bool unverified : {false, true}) {
    for (const bool verify : {false, true}) {
      R faced(false, [&](ClientConfig &c, Ticket &t) {
        t.unverified = unverified;
        c.verify_certificate = verify;
      });
      const auto *psks = wire::find<wire::OfferedPsks>(*faced.peer.hello.extensions);
      ASSERT_TRUE(psks);
      EXPECT_EQ(psks->identities.front().identity == Bytes(40, 1), !(unverified && verify));
      if (unverified && verify) continue;
      faced.peer.all();
      faced.turn();
      faced.peer.record(kHandshake,
                        wire::encode(wire::NewSessionTicket{7200, 1, {1}, {1, 2, 3}, {}}));
      faced.turn();
      ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
      ASSERT_FALSE(faced.endpoint.tickets().empty());
      EXPECT_EQ(faced.endpoint.tickets().back().unverified, !verify);
    }
  }
}

// --- HelloRetryRequest ---

wire::HelloRetryRequest retry(R &r, CipherSuite suite) {
  wire::HelloRetryRequest out = r.peer.retry(NamedGroup::secp256r1);
  out.cipher_suite = suite;
  return out;
}
void say_retry(R &r, CipherSuite suite) {
  r.peer.transcript.begin(schedule::parameters_of(suite).hash);
  r.peer.transcript.replace_with_message_hash();
  r.peer.say(wire::encode(retry(r, suite)));
  r.peer.received.clear();
  r.peer.read = {};
  r.turn();
}

TEST(ClientWithPskRetry, DropsEarlyDataAndPsksOfAnotherHash) {
  for (const CipherSuite suite :
       {CipherSuite::TLS_AES_128_GCM_SHA256, CipherSuite::TLS_AES_256_GCM_SHA384}) {
    R faced(true);
    const Bytes first = wire::encode(faced.peer.hello);
    say_retry(faced, suite);
    ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
    const schedule::Transcript before = faced.peer.transcript;
    faced.peer.read_client_hello();
    const wire::ClientHello &hello = faced.peer.hello;
    EXPECT_FALSE(wire::has(*hello.extensions, ExtensionType::early_data));
    const auto *psks = wire::find<wire::OfferedPsks>(*hello.extensions);
    ASSERT_TRUE(psks);
    const bool sha256 = suite == CipherSuite::TLS_AES_128_GCM_SHA256;
    ASSERT_EQ(psks->identities.size(), sha256 ? 2U : 1U);
    EXPECT_EQ(psks->identities[0].identity, sha256 ? Bytes(40, 1) : Bytes{'b'});
    // The binder covers the first ClientHello, HelloRetryRequest and the second one.
    const Value key = sha256 ? ticket_psk() : Value{crypto::Secret(Bytes(48, 7)), 0, ""};
    OfferedPsk psk;
    psk.external = !sha256;
    psk.keys = early_schedule(suite, key);
    const Bytes message = wire::encode(hello);
    std::size_t n = 2;
    for (const Bytes &binder : psks->binders) n += 1 + binder.size();
    const Value hash = before.truncated_hash(ByteView(message).first(message.size() - n),
                                             psk.keys.hash(), faced.peer.off);
    EXPECT_EQ(psks->binders[0],
              wire::to_bytes(psk.keys.binder(psk.external, hash, faced.peer.off)));
    faced.peer.server_hello.cipher_suite = suite;
    faced.peer.server_hello.extensions->push_back(
        wire::make_extension<In::server_hello>(wire::SelectedIdentity{0}));
    faced.peer.psk = key;
    faced.say_server_hello();
    faced.say_encrypted_extensions(false);
    faced.peer.say_finished();
    faced.turn();
    ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
    EXPECT_EQ(faced.endpoint.connection().summary()->early_data, "rejected");
    EXPECT_EQ(faced.endpoint.connection().summary()->psk, sha256 ? "resumption" : "external");
    // The early data does not go again by itself.
    EXPECT_FALSE(faced.endpoint.can_step());
    EXPECT_EQ(wire::as_text(faced.endpoint.connection().take_refused_early_data()), "early");
  }
}

TEST(ClientWithPskRetry, WrongAnswers) {
  {
    R faced(true);
    say_retry(faced, CipherSuite::TLS_AES_128_GCM_SHA256);
    faced.peer.read_client_hello();
    faced.select(0, 0);
    faced.say_server_hello();
    faced.say_encrypted_extensions(true);
    faced.turn();
    faced.peer.unreadable = true;
    expect_alert(faced, unsupported_extension);
  }
  {
    // Identity 1 was there before, but not in the second ClientHello.
    R faced(true);
    say_retry(faced, CipherSuite::TLS_AES_256_GCM_SHA384);
    faced.peer.read_client_hello();
    faced.peer.server_hello.cipher_suite = CipherSuite::TLS_AES_256_GCM_SHA384;
    faced.select(1, 1);
    faced.say_server_hello();
    faced.turn();
    faced.peer.unreadable = true;
    expect_alert(faced, illegal_parameter);
  }
  for (const ExtensionType type : {ExtensionType::pre_shared_key, ExtensionType::early_data}) {
    R faced(true);
    wire::HelloRetryRequest message = retry(faced, CipherSuite::TLS_AES_128_GCM_SHA256);
    message.extensions.push_back(
        {type, wire::UnknownExtension{type == ExtensionType::early_data ? Bytes() : Bytes{0, 0}}});
    faced.peer.clear(kHandshake, wire::encode(message));
    faced.turn();
    faced.peer.unreadable = true;
    expect_alert(faced, illegal_parameter);
  }
}

// --- our server ---

struct ServerCase {
  const char *name;
  AlertDescription alert;
  std::function<void(Resuming &)> script;
};
void PrintTo(const ServerCase &one, std::ostream *out) { *out << one.name; }

wire::OfferedPsks &offered(Resuming &r) {
  return std::get<wire::OfferedPsks>(r.peer.hello.extensions->back().body);
}
// bare_psks sends pre_shared_key with any body.
void bare_psks(Resuming &r, Bytes body) {
  r.peer.hello.extensions->back() = {ExtensionType::pre_shared_key,
                                     wire::UnknownExtension{std::move(body)}};
  r.peer.say_client_hello();
}

const ServerCase kServerHelloCases[] = {
    {"MoreBindersThanIdentities", illegal_parameter,
     [](Resuming &r) {
       offered(r).binders.emplace_back(32);
       r.peer.say_client_hello();
     }},
    {"NoIdentities", decode_error,
     [](Resuming &r) {
       bare_psks(r, {0, 0, 0, 33, 32});
     }},
    {"NoBinders", decode_error,
     [](Resuming &r) {
       bare_psks(r, {0, 7, 0, 1, 1, 0, 0, 0, 0, 0, 0});
     }},
    {"EmptyIdentity", decode_error,
     [](Resuming &r) {
       Bytes body{0, 6, 0, 0, 0, 0, 0, 0, 0, 33, 32};
       body.resize(body.size() + 32);
       bare_psks(r, body);
     }},
    {"ShortBinder", decode_error,
     [](Resuming &r) {
       Bytes body{0, 7, 0, 1, 1, 0, 0, 0, 0, 0, 32, 31};
       body.resize(body.size() + 31);
       bare_psks(r, body);
     }},
    {"ModesEmpty", decode_error,
     [](Resuming &r) {
       r.peer.drop(ExtensionType::pre_shared_key);
       r.peer.drop(ExtensionType::psk_key_exchange_modes);
       r.peer.hello.extensions->push_back(
           {ExtensionType::psk_key_exchange_modes, wire::UnknownExtension{{0}}});
       r.peer.say_client_hello();
     }},
    {"BinderOfAnotherLength", decrypt_error,
     [](Resuming &r) {
       offered(r).binders[0].resize(48);
       r.peer.say_client_hello();
     }},
    {"BinderOfAnExternalPsk", decrypt_error,
     [](Resuming &r) {
       r.psk.external = true;
       r.say_hello();
     }},
    {"BinderOfAnotherPsk", decrypt_error,
     [](Resuming &r) {
       r.psk.keys = early_schedule(CipherSuite::TLS_AES_128_GCM_SHA256,
                                   {crypto::Secret(Bytes(32, 6)), 0, ""});
       r.say_hello();
     }},
    {"EarlyDataWithABody", decode_error,
     [](Resuming &r) {
       r.peer.drop(ExtensionType::early_data);
       r.peer.hello.extensions->insert(r.peer.hello.extensions->begin(),
                                       {ExtensionType::early_data, wire::UnknownExtension{{0}}});
       r.say_hello();
     }},
    {"DataWithoutKeysForIt", bad_record_mac,
     [](Resuming &r) {
       r.say_hello();
       r.peer.write = early_protection(early_schedule(CipherSuite::TLS_AES_128_GCM_SHA256, {}),
                                       r.peer.transcript);
       r.peer.record(kData, Bytes{1});
     }},
    {"FinishedInsteadOfEndOfEarlyData", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       r.peer.say(r.peer.finished(Role::client));
     }},
    {"EndOfEarlyDataMissing", bad_record_mac,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(false);
       r.peer.say(r.peer.finished(Role::client));
     }},
    {"EndOfEarlyDataTwice", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       r.end_early_data();
       r.peer.say(wire::encode(wire::EndOfEarlyData{}));
     }},
    {"EndOfEarlyDataTwiceInOneRecord", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       Bytes twice = wire::encode(wire::EndOfEarlyData{});
       wire::append(twice, wire::encode(wire::EndOfEarlyData{}));
       r.peer.record(kHandshake, twice);
     }},
    {"EndOfEarlyDataAndFinishedInOneRecord", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       Bytes both = wire::encode(wire::EndOfEarlyData{});
       r.peer.heard(both);
       wire::append(both, r.peer.finished(Role::client));
       r.peer.record(kHandshake, both);
     }},
    {"EndOfEarlyDataUnderTheNextKeys", bad_record_mac,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(false);
       r.peer.say(wire::encode(wire::EndOfEarlyData{}));
     }},
    {"EndOfEarlyDataInTheClear", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       r.peer.clear(kHandshake, wire::encode(wire::EndOfEarlyData{}));
     }},
    {"EarlyDataAfterItsEnd", bad_record_mac,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       r.peer.record(kHandshake, wire::encode(wire::EndOfEarlyData{}));
       r.peer.record(kData, Bytes{1});
     }},
    {"DataAfterTheEndOfEarlyData", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       r.end_early_data();
       r.peer.record(kData, Bytes{1});
     }},
    {"CertificateInsteadOfEndOfEarlyData", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       r.peer.say(wire::encode(wire::Certificate{}));
     }},
    {"CertificateAfterEndOfEarlyData", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       r.end_early_data();
       r.peer.say(wire::encode(wire::Certificate{}));
     }},
    {"SecondClientHelloInEarlyData", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       r.peer.say(wire::encode(r.peer.hello));
     }},
    {"TooMuchInManyRecords", unexpected_message,
     [](Resuming &r) {
       r.say_hello();
       for (int i = 0; i < 21; ++i) r.peer.record(kData, Bytes{1});
     }},
    {"FinishedWithoutEndOfEarlyDataInIt", decrypt_error,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       r.peer.record(kHandshake, wire::encode(wire::EndOfEarlyData{}));
       r.peer.write = r.handshake_write;
       r.peer.say(r.peer.finished(Role::client));
     }},
    {"FinishedWrong", decrypt_error,
     [](Resuming &r) {
       r.say_hello();
       r.read_flight(true);
       r.end_early_data();
       Bytes message = r.peer.finished(Role::client);
       message.back() ^= 1;
       r.peer.say(message);
     }},
};

class ServerWithPskSees : public ::testing::TestWithParam<ServerCase> {};
INSTANTIATE_TEST_SUITE_P(Psk, ServerWithPskSees, ::testing::ValuesIn(kServerHelloCases), kName);

TEST_P(ServerWithPskSees, AndSendsTheAlert) {
  Resuming faced(true);
  GetParam().script(faced);
  faced.turn();
  expect_alert(faced, GetParam().alert);
}

// refusals are the reasons that the trace gives for refusing early data.
std::string refusals(const Resuming &faced) {
  constexpr std::string_view kStart = "early data is refused: ";
  std::string out;
  for (const auto &event : faced.trace.events()) {
    const auto *check = std::get_if<trace::Checked>(&event.is);
    if (!check || !check->what.starts_with(kStart)) continue;
    EXPECT_TRUE(check->passed);
    out +=
        std::string(check->what.substr(kStart.size())) + " (" + std::string(check->section) + ")\n";
  }
  return out;
}

// completes does the rest of the handshake, and says whether early data was taken.
std::string_view completes(Resuming &faced, bool early) {
  faced.read_flight(early);
  if (early) faced.end_early_data();
  faced.finish();
  EXPECT_FALSE(faced.failure()) << faced.failure()->reason;
  EXPECT_EQ(faced.endpoint.state(), ServerState::CONNECTED);
  if (!faced.endpoint.connection().summary()) return "none";
  EXPECT_EQ(faced.endpoint.connection().summary()->psk, "resumption");
  const std::string_view answer = faced.endpoint.connection().summary()->early_data;
  faced.endpoint.end(faced.trace);
  EXPECT_EQ(left_alive(faced.trace), "");
  return answer;
}

TEST(ServerWithPsk, TakesARightClient) {
  Resuming faced(true);
  faced.say_hello();
  faced.peer.record(kData, wire::as_bytes("early"));
  EXPECT_EQ(completes(faced, true), "accepted");
  EXPECT_EQ(wire::as_text(faced.data), "early");
}

// A ticket whose age is not right, a suite or a protocol that is not its session's, another
// identity than the first, or a ClientHello that came before: the session is resumed, and early
// data passed over.
TEST(ServerWithPsk, RefusesOnlyTheEarlyData) {
  const auto refuses = [](Resuming &faced, std::string_view why, std::string_view section) {
    faced.say_hello();
    faced.peer.record(kData, wire::as_bytes("early"));
    EXPECT_EQ(completes(faced, false), "rejected");
    EXPECT_EQ(faced.data, Bytes());
    EXPECT_EQ(refusals(faced), std::string(why) + " (" + std::string(section) + ")\n");
  };
  constexpr std::string_view kConditions = "RFC 8446, section 4.2.10";
  for (const std::uint32_t age : {10'001U, 0xffffffffU - 10'000U, 0x80000000U}) {
    Resuming faced(true);
    faced.psk.obfuscated_ticket_age = age;
    faced.peer.put(pre_shared_key({faced.psk}));
    refuses(faced, "the ticket's age says that ClientHello is not fresh", "RFC 8446, section 8.3");
  }
  Resuming suite(
      true, [](ServerConfig &c) { c.cipher_suites = {CipherSuite::TLS_CHACHA20_POLY1305_SHA256}; });
  suite.peer.hello.cipher_suites = {CipherSuite::TLS_AES_128_GCM_SHA256,
                                    CipherSuite::TLS_CHACHA20_POLY1305_SHA256};
  refuses(suite, "the session had another cipher suite", kConditions);
  Resuming protocol(true, {}, [](SessionState &s) { s.application_protocol = "h2"; });
  refuses(protocol, "the session had another application protocol", kConditions);
  Resuming none(true, {}, [](SessionState &s) { s.max_early_data_size = 0; });
  refuses(none, "the ticket allows none", kConditions);
  Resuming off(true, [](ServerConfig &c) { c.accept_early_data = false; });
  refuses(off, "this server takes none", kConditions);
  Resuming full(true);
  ServerMemory memory;
  memory.strikes.resize(10'000, {Bytes(32, 1), session::Scenario().time});
  full.endpoint = Server(full.endpoint_config, Bytes(crypto::Random::kSeedLength, 2), memory);
  refuses(full, "there is no room to remember this ClientHello", "RFC 8446, section 8.2");
  // The same ClientHello again, to a server with the same memory.
  Resuming first(true);
  first.say_hello();
  EXPECT_EQ(completes(first, true), "accepted");
  EXPECT_EQ(refusals(first), "");
  Resuming again(true);
  again.endpoint = Server(again.endpoint_config, Bytes(crypto::Random::kSeedLength, 2),
                          first.endpoint.take_memory());
  refuses(again, "this ClientHello came before", "RFC 8446, section 8.2");
  // The second identity.
  Resuming second(true);
  wire::OfferedPsks two = pre_shared_key({second.psk});
  two.identities.insert(two.identities.begin(), {Bytes{1, 2, 3}, 0});
  two.binders.emplace_back(32);
  second.peer.put(two);
  Bytes message = wire::encode(second.peer.hello);
  const Value hash = second.peer.transcript.truncated_hash(
      ByteView(message).first(message.size() - 68), second.psk.keys.hash(), second.peer.off);
  const Value binder = second.psk.keys.binder(false, hash, second.peer.off);
  std::copy(binder.bytes.view().begin(), binder.bytes.view().end(), message.end() - 32);
  second.peer.say(message);
  second.peer.write = early_protection(second.psk.keys, second.peer.transcript);
  second.peer.record(kData, wire::as_bytes("early"));
  EXPECT_EQ(completes(second, false), "rejected");
  EXPECT_EQ(second.data, Bytes());
  EXPECT_EQ(refusals(second), "the PSK is not the first (RFC 8446, section 4.2.10)\n");
  // A ticket that the server does not know.
  Resuming unknown(true);
  unknown.psk.identity.back() ^= 1;
  unknown.peer.put(pre_shared_key({unknown.psk}));
  unknown.say_hello();
  unknown.turn();
  EXPECT_FALSE(unknown.failure());
  EXPECT_EQ(refusals(unknown), "no PSK was taken (RFC 8446, section 4.2.10)\n");
}

// Ten seconds off either way are fresh, a millisecond more is not.
TEST(ServerWithPsk, TakesFreshTickets) {
  for (const std::uint32_t age : {0U, 10'000U, 19'999U, 20'000U, 20'001U}) {
    Resuming faced(true, [](ServerConfig &c) { c.time += 10; });
    faced.psk.obfuscated_ticket_age = age;
    faced.peer.put(pre_shared_key({faced.psk}));
    faced.say_hello();
    const bool fresh = age <= 20'000;
    EXPECT_EQ(completes(faced, fresh), fresh ? "accepted" : "rejected") << age;
  }
}

TEST(ServerWithPskRetry, SecondHello) {
  const auto retried = [](const std::function<void(Resuming &)> &second, bool spoil = false) {
    Resuming faced(true, [](ServerConfig &c) {
      c.groups = {NamedGroup::secp256r1, NamedGroup::x25519};
    });
    faced.peer.put(wire::NamedGroupList{{NamedGroup::x25519, NamedGroup::secp256r1}});
    const auto right = *wire::find<wire::KeyShareClientHello>(*faced.peer.hello.extensions);
    faced.peer.put(wire::KeyShareClientHello{});
    faced.endpoint = Server(
        [&] {
          auto c = std::make_shared<ServerConfig>(*faced.endpoint_config);
          c->groups = {NamedGroup::x25519};
          return c;
        }(),
        Bytes(crypto::Random::kSeedLength, 3));
    faced.say_hello();
    faced.peer.record(kData, wire::as_bytes("early"));
    faced.turn();
    EXPECT_FALSE(faced.failure());
    EXPECT_EQ(faced.endpoint.state(), ServerState::START);
    faced.peer.transcript.begin(crypto::HashAlgorithm::sha256);
    faced.peer.transcript.replace_with_message_hash();
    faced.peer.heard(faced.peer.next());
    faced.peer.received.clear();
    faced.peer.write = {};
    faced.peer.put(right);
    faced.peer.drop(ExtensionType::early_data);
    second(faced);
    Bytes message = wire::encode(faced.peer.hello);
    if (wire::has(*faced.peer.hello.extensions, ExtensionType::pre_shared_key)) {
      fill_binders(message, {faced.psk}, faced.peer.transcript, faced.peer.off);
    }
    if (spoil) message.back() ^= 1;
    faced.peer.say(message);
    return faced;
  };
  {
    Resuming faced = retried([](Resuming &) {});
    EXPECT_EQ(completes(faced, false), "rejected");
    EXPECT_EQ(refusals(faced), "a HelloRetryRequest follows (RFC 8446, section 4.2.10)\n");
    EXPECT_EQ(faced.data, Bytes());
  }
  {
    Resuming faced = retried([](Resuming &) {}, true);
    faced.turn();
    expect_alert(faced, decrypt_error);
  }
  {
    Resuming faced = retried([](Resuming &r) {
      const auto psks = *wire::find<wire::OfferedPsks>(*r.peer.hello.extensions);
      r.peer.drop(ExtensionType::pre_shared_key);
      r.peer.put(wire::EarlyDataIndication{});
      r.peer.put(psks);
    });
    EXPECT_EQ(completes(faced, false), "rejected");
  }
  {  // an identity that the first did not have
    Resuming faced = retried([](Resuming &r) {
      r.psk.identity.back() ^= 1;
      r.peer.put(pre_shared_key({r.psk}));
    });
    faced.turn();
    expect_alert(faced, illegal_parameter);
  }
  {
    Resuming faced = retried([](Resuming &r) { r.peer.drop(ExtensionType::pre_shared_key); });
    faced.turn();
    expect_alert(faced, illegal_parameter);
  }
}

// RFC 8446, section 9.2: supported_groups and key_share come together, even if neither is used.
TEST(ServerWithPsk, WantsBothGroupsAndKeySharesWithoutAKeyExchange) {
  const auto alert = [](bool groups, bool shares) {
    using enum wire::PskKeyExchangeMode;
    Resuming faced(false, [](ServerConfig &c) { c.psk_modes = {psk_ke}; });
    faced.peer.put(wire::PskKeyExchangeModes{{psk_ke}});
    if (!groups) faced.peer.drop(ExtensionType::supported_groups);
    if (!shares) faced.peer.drop(ExtensionType::key_share);
    faced.say_hello();
    faced.turn();
    return faced.failure() ? faced.failure()->alert : AlertDescription::close_notify;
  };
  EXPECT_EQ(alert(true, true), AlertDescription::close_notify);
  EXPECT_EQ(alert(false, false), AlertDescription::close_notify);
  EXPECT_EQ(alert(true, false), missing_extension);
  EXPECT_EQ(alert(false, true), missing_extension);
}

}  // namespace
}  // namespace handshake::strictness_psk_test
