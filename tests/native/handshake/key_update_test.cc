// KeyUpdate (RFC 8446, section 4.6.3), record padding (5.4) and exporters (7.5): against a scripted
// peer, which may do it wrong, and against libssl.
#include "native/handshake/expect_alert.h"
#include "native/handshake/libssl_peer.h"

namespace handshake::key_update_test {
namespace {

using namespace testing;         // NOLINT(google-build-using-namespace)
using namespace testing_libssl;  // NOLINT(google-build-using-namespace)
using enum wire::AlertDescription;
using enum wire::KeyUpdateRequest;
using wire::ContentType;
using wire::KeyUpdate;

constexpr ContentType kHandshake = ContentType::handshake;
constexpr ContentType kData = ContentType::application_data;

// values gives the bytes of all values of a name, in order of birth.
std::vector<Bytes> values(const Recorder &trace, std::string_view name) {
  std::vector<Bytes> out;
  for (const auto &event : trace.events()) {
    const auto *value = std::get_if<trace::ValueBorn>(&event.is);
    if (value && value->name == name) out.push_back(value->bytes);
  }
  return out;
}

// Each test of the scripted peer runs with both roles: the rules are the same.
template <class Faced>
Faced connected();
template <>
FacedClient connected() {
  FacedClient faced;
  faced.peer.all();
  faced.turn();
  faced.peer.heard(faced.peer.next());
  faced.peer.application_keys(Role::client);
  return faced;
}
template <>
FacedServer connected() {
  FacedServer faced;
  faced.complete();
  return faced;
}
template <class Faced>
constexpr Role kPeerIs = std::is_same_v<Faced, FacedClient> ? Role::server : Role::client;

template <class Faced>
class KeyUpdates : public ::testing::Test {
 protected:
  Faced faced = connected<Faced>();
  static constexpr Role peer_is = kPeerIs<Faced>;
  void peer_updates(wire::KeyUpdateRequest request) {
    faced.peer.record(kHandshake, wire::encode(KeyUpdate{request}));
    faced.peer.update_keys(peer_is);
  }
  // expect_update takes one KeyUpdate of ours.
  void expect_update(wire::KeyUpdateRequest request) {
    EXPECT_EQ(faced.peer.next(kHandshake), wire::encode(KeyUpdate{request}));
    faced.peer.update_keys(trace::peer_of(peer_is));
  }
  // answer lets the endpoint send its KeyUpdate, which data or a goodbye makes due.
  void answer(bool data) {
    auto &connection = faced.endpoint.connection();
    data ? connection.send(Bytes{1}) : connection.close();
    faced.endpoint.step(faced.trace);
    faced.peer.take(connection.take_output());
  }
  void expect_works() {
    faced.data.clear();
    faced.peer.received.clear();
    faced.peer.record(kData, wire::as_bytes("ping"));
    faced.endpoint.connection().send(wire::as_bytes("pong"));
    faced.turn();
    EXPECT_FALSE(faced.failure());
    EXPECT_EQ(wire::as_text(faced.data), "ping");
    EXPECT_EQ(wire::as_text(faced.peer.next(kData)), "pong");
  }
};
using BothRoles = ::testing::Types<FacedClient, FacedServer>;
TYPED_TEST_SUITE(KeyUpdates, BothRoles);

TYPED_TEST(KeyUpdates, TheirsIsTaken) {
  this->faced.peer.received.clear();
  this->peer_updates(update_not_requested);
  this->faced.turn();
  EXPECT_TRUE(this->faced.peer.received.empty());
  this->expect_works();
}

// RFC 8446, section 4.6.3: the answer goes before the next data, and a side that is silent answers
// many requests with one.
TYPED_TEST(KeyUpdates, ManyRequestsGetOneAnswerBeforeTheNextDataRfc8446Section463) {
  for (const bool data : {true, false}) {
    this->faced.peer.received.clear();
    for (int i = 0; i < 3; ++i) {
      this->peer_updates(update_requested);
      this->faced.turn();
    }
    EXPECT_TRUE(this->faced.peer.received.empty());
    this->answer(data);
    this->expect_update(update_not_requested);
    this->faced.turn();
    ASSERT_EQ(this->faced.peer.received.size(), 1U);
    EXPECT_EQ(this->faced.peer.received[0].first, data ? kData : ContentType::alert);
    if (data) this->expect_works();
  }
}

TYPED_TEST(KeyUpdates, OursGoesOut) {
  this->faced.peer.received.clear();
  for (const bool request : {false, true, true, false}) {
    this->faced.endpoint.connection().update_keys(request);
    this->faced.turn();
    this->expect_update(request ? update_requested : update_not_requested);
  }
  this->expect_works();
  const bool server = this->peer_is == Role::client;
  const std::string name(server ? "server" : "client");
  EXPECT_EQ(values(this->faced.trace, name + "_application_traffic_secret_4").size(), 1U);
  EXPECT_EQ(values(this->faced.trace, name + "_application_traffic_secret_5").size(), 0U);
}

TYPED_TEST(KeyUpdates, BothAtTheSameTime) {
  this->faced.peer.received.clear();
  this->faced.endpoint.connection().update_keys(true);
  this->faced.endpoint.step(this->faced.trace);
  this->faced.peer.take(this->faced.endpoint.connection().take_output());
  this->peer_updates(update_requested);
  this->expect_update(update_requested);
  this->faced.turn();
  this->answer(true);
  this->expect_update(update_not_requested);
  this->faced.turn();
  this->expect_works();
}

TYPED_TEST(KeyUpdates, MoreThanHaveNamesOfTheirOwn) {
  for (int i = 0; i < 120; ++i) {
    this->peer_updates(update_not_requested);
    this->faced.turn();
    this->expect_works();
  }
  const bool server = this->peer_is == Role::server;
  const std::string name(server ? "server" : "client");
  EXPECT_EQ(values(this->faced.trace, name + "_application_traffic_secret_99").size(), 1U);
  EXPECT_EQ(values(this->faced.trace, name + "_application_traffic_secret_N").size(), 21U);
}

TYPED_TEST(KeyUpdates, OldKeysAreWiped) {
  this->peer_updates(update_requested);
  this->faced.turn();
  this->answer(true);
  this->faced.endpoint.end(this->faced.trace);
  EXPECT_EQ(left_alive(this->faced.trace), "");
  std::string first;
  for (const auto &event : this->faced.trace.events()) {
    if (const auto *gone = std::get_if<trace::Discarded>(&event.is)) {
      if (gone->name.ends_with("_traffic_secret_0")) first += std::string(gone->name) + " ";
      if (gone->name.ends_with("_traffic_secret_1")) break;
    }
  }
  // Both were gone before the end, theirs first.
  EXPECT_EQ(first,
            this->peer_is == Role::server
                ? "server_application_traffic_secret_0 client_application_traffic_secret_0 "
                : "client_application_traffic_secret_0 server_application_traffic_secret_0 ");
}

TYPED_TEST(KeyUpdates, NotTheLastOfItsRecord) {
  Bytes message = wire::encode(KeyUpdate{update_not_requested});
  wire::append(message, ByteView(message).first(1));
  this->faced.peer.record(kHandshake, message);
  this->faced.turn();
  expect_alert(this->faced, unexpected_message);
}

TYPED_TEST(KeyUpdates, TwoInOneRecord) {
  Bytes message = wire::encode(KeyUpdate{update_not_requested});
  wire::append(message, wire::encode(KeyUpdate{update_not_requested}));
  this->faced.peer.record(kHandshake, message);
  this->faced.turn();
  expect_alert(this->faced, unexpected_message);
}

TYPED_TEST(KeyUpdates, ValueOutOfRange) {
  this->faced.peer.record(kHandshake, wire::encode(KeyUpdate{wire::KeyUpdateRequest{2}}));
  this->faced.turn();
  expect_alert(this->faced, illegal_parameter);
}

TYPED_TEST(KeyUpdates, TooShortAndTooLong) {
  for (const Bytes &message : {Bytes{24, 0, 0, 0}, Bytes{24, 0, 0, 2, 0, 0}}) {
    auto one = connected<TypeParam>();
    one.peer.record(kHandshake, message);
    one.turn();
    expect_alert(one, decode_error);
  }
}

TYPED_TEST(KeyUpdates, OldKeysAfterIt) {
  this->faced.peer.record(kHandshake, wire::encode(KeyUpdate{update_not_requested}));
  this->faced.peer.record(kData, wire::as_bytes("old"));
  this->faced.turn();
  expect_alert(this->faced, bad_record_mac);
}

TYPED_TEST(KeyUpdates, AFloodIsRefused) {
  for (int i = 0; i < 32; ++i) this->peer_updates(update_requested);
  this->faced.turn();
  EXPECT_FALSE(this->faced.failure());
  this->peer_updates(update_requested);
  this->faced.turn();
  expect_alert(this->faced, unexpected_message);
}

// A record without data between them is no reason to go on.
TYPED_TEST(KeyUpdates, AFloodWithEmptyRecordsIsRefused) {
  for (int i = 0; i < 33; ++i) {
    this->faced.peer.record(kData, {});
    this->peer_updates(update_not_requested);
  }
  this->faced.turn();
  expect_alert(this->faced, unexpected_message);
}

TEST(KeyUpdate13, BeforeFinished) {
  FacedClient client;
  client.peer.until(wire::HandshakeType::certificate_verify);
  client.peer.record(kHandshake, wire::encode(KeyUpdate{}));
  client.turn();
  expect_alert(client, unexpected_message);
  FacedServer server;
  server.hello();
  server.peer.record(kHandshake, wire::encode(KeyUpdate{}));
  server.turn();
  expect_alert(server, unexpected_message);
}

// libssl reads its answer when it writes, so there is data between the turns.
template <class A>
void expect_updates(A &ours, Libssl &theirs) {
  pump(ours, theirs);
  ASSERT_TRUE(ours.done());
  const auto talk = [&] {
    theirs.received.clear();
    ours.received.clear();
    theirs.write(wire::as_bytes("ping"));
    ours.connection().send(wire::as_bytes("pong"));
    pump(ours, theirs);
    EXPECT_EQ(wire::as_text(ours.received), "ping");
    EXPECT_EQ(wire::as_text(theirs.received), "pong");
  };
  for (const bool request : {true, false, true}) {
    ours.connection().update_keys(request);
    talk();
    talk();
    ASSERT_EQ(SSL_key_update(theirs.ssl(),
                             request ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED),
              1);
    talk();
    talk();
  }
  EXPECT_EQ(values(ours.trace, "client_application_traffic_secret_5").size(), 1U);
  EXPECT_EQ(values(ours.trace, "server_application_traffic_secret_5").size(), 1U);
  expect_data_and_goodbye(ours, theirs);
}

TEST(KeyUpdate13, WithLibssl) {
  for (const wire::CipherSuite suite : tls13_suites()) {
    Scenario scenario;
    scenario.client_suites = scenario.server_suites = {suite};
    scenario.record_padding = 64;
    Libssl server(Role::server);
    server.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    OurClient our_client(session::client_config(scenario));
    expect_updates(our_client, server);
    Libssl client(Role::client);
    client.verify("localhost", kSchemes);
    OurServer our_server(session::server_config(scenario));
    expect_updates(our_server, client);
  }
}

// --- padding ---

TEST(RecordPadding, EveryProtectedRecordIsAMultiple) {
  for (const std::size_t multiple : {1U, 7U, 256U, 16000U, 16384U}) {
    Scenario scenario;
    scenario.record_padding = multiple;
    Libssl theirs(Role::server);
    theirs.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    OurClient ours(session::client_config(scenario));
    pump(ours, theirs);
    expect_data_and_goodbye(ours, theirs);
    for (const auto &event : ours.trace.events()) {
      const auto *record = std::get_if<trace::RecordPassed>(&event.is);
      if (!record || !record->protection || record->direction != trace::Direction::sent) continue;
      const std::size_t inner = record->protection->plaintext.size();
      EXPECT_LE(inner, wire::kMaxPlaintextLength + 1);
      EXPECT_TRUE(inner % multiple == 0 || inner == wire::kMaxPlaintextLength + 1) << inner;
    }
  }
}

// --- exporters ---

template <class A>
void expect_same_export(A &ours, Libssl &theirs) {
  EXPECT_FALSE(ours.endpoint.export_keying_material("EXPORTER-early", {}, 32, ours.trace));
  pump(ours, theirs);
  ASSERT_TRUE(ours.done());
  const Bytes long_context(70000, 3);
  for (const auto &[label, context, length] :
       {std::tuple<std::string, Bytes, std::size_t>{"EXPORTER-one", {}, 32},
        {"EXPORTER-one", {1, 2, 3}, 32},
        {"EXPORTER-two", long_context, 500},
        {"", {}, 40},
        {std::string(249, 'x'), {}, 1}}) {
    auto own = ours.endpoint.export_keying_material(label, context, length, ours.trace);
    ASSERT_TRUE(own);
    Bytes other(length);
    ASSERT_EQ(
        SSL_export_keying_material(theirs.ssl(), other.data(), length, label.data(), label.size(),
                                   context.data(), context.size(), !context.empty()),
        1);
    EXPECT_EQ(wire::to_hex(*own), wire::to_hex(other));
    ours.trace.discard(*own);
  }
  EXPECT_FALSE(ours.endpoint.export_keying_material(std::string(250, 'x'), {}, 1, ours.trace));
  EXPECT_FALSE(ours.endpoint.export_keying_material("x", {}, 255 * 48 + 1, ours.trace));
  EXPECT_FALSE(ours.endpoint.export_keying_material("x", {}, 0, ours.trace));
  expect_data_and_goodbye(ours, theirs);
  EXPECT_FALSE(ours.endpoint.export_keying_material("EXPORTER-late", {}, 32, ours.trace));
  EXPECT_EQ(left_alive(ours.trace), "");
}

TEST(Exporter, WithLibssl) {
  for (const wire::CipherSuite suite : tls13_suites()) {
    Scenario scenario;
    scenario.client_suites = scenario.server_suites = {suite};
    scenario.exporter = "EXPORTER-configured";
    Libssl server(Role::server);
    server.hold(SignatureScheme::ecdsa_secp256r1_sha256);
    OurClient our_client(session::client_config(scenario));
    expect_same_export(our_client, server);
    Libssl client(Role::client);
    client.verify("localhost", kSchemes);
    OurServer our_server(session::server_config(scenario));
    expect_same_export(our_server, client);
    Bytes other(32);
    ASSERT_EQ(SSL_export_keying_material(client.ssl(), other.data(), 32, scenario.exporter.data(),
                                         scenario.exporter.size(), nullptr, 0, 0),
              1);
    EXPECT_EQ(values(our_server.trace, "exported_keying_material").front(), other);
  }
}

}  // namespace
}  // namespace handshake::key_update_test
