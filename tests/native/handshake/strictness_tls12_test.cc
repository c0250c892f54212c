// What a peer can do wrong in TLS 1.2, and the alert that its RFCs name for it. The peer is
// scripted and has the real keys.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "native/handshake/expect_alert.h"
#include "native/handshake/scripted_peer_tls12.h"

namespace handshake::strictness_tls12_test {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): handshake::testing
using wire::CipherSuite;
using wire::ExtensionType;
using wire::HandshakeType;
using wire::NamedGroup;
using wire::SignatureScheme;
using enum wire::AlertDescription;

constexpr ContentType kHandshake = ContentType::handshake;
constexpr ContentType kData = ContentType::application_data;
constexpr ContentType kAlert = ContentType::alert;
constexpr ContentType kCcs = ContentType::change_cipher_spec;

Bytes message_of(HandshakeType type, ByteView body = {}) {
  Bytes out{static_cast<std::uint8_t>(type), 0, static_cast<std::uint8_t>(body.size() >> 8),
            static_cast<std::uint8_t>(body.size())};
  wire::append(out, body);
  return out;
}

// Suites of every key exchange and record form.
constexpr CipherSuite kSuites[] = {
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite::TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA256,
};

session::Scenario scenario_of(CipherSuite suite) {
  session::Scenario scenario = tls12_scenario();
  scenario.client_suites = scenario.server_suites = {suite};
  return scenario;
}

// --- our client ---

using S = ScriptedServer12;
struct ClientCase {
  const char *name;
  AlertDescription alert;
  std::function<void(S &)> script;
  CipherSuite suite = CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
};
void PrintTo(const ClientCase &one, std::ostream *out) { *out << one.name; }
const auto kName = [](const auto &one) { return std::string(one.param.name); };

class ClientSees12 : public ::testing::TestWithParam<ClientCase> {};

void drop(S &s, ExtensionType type) {
  std::erase_if(*s.server_hello.extensions, [&](const auto &one) { return one.type == type; });
}
void bare(S &s, ExtensionType type, Bytes data = {}) {
  s.server_hello.extensions->push_back({type, wire::UnknownExtension{std::move(data)}});
}
// exchange sends a ServerKeyExchange that was changed after it was signed, or before.
template <class Change>
void exchange(S &s, Change change) {
  s.until(HandshakeType::certificate);
  auto message = s.ecdhe();
  change(message);
  s.say(wire::encode(message));
}
// resigned signs other parameters.
template <class Params>
void resigned(S &s, Params params) {
  s.until(HandshakeType::certificate);
  s.say(wire::encode(s.signed_exchange(std::move(params))));
}
wire::tls12::ServerDHParams dh(S &s, const std::function<void(wire::tls12::ServerDHParams &)> &f) {
  auto params = s.dh_params();
  f(params);
  return params;
}
constexpr auto kDhe = CipherSuite::TLS_DHE_RSA_WITH_AES_256_GCM_SHA384;
constexpr auto kRsa = CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA;

const ClientCase kFirstFlight[] = {
    {"OlderVersion", protocol_version,
     [](S &s) {
       s.server_hello.legacy_version = wire::ProtocolVersion::tls11;
       s.say_server_hello();
     }},
    {"NewerVersion", protocol_version,
     [](S &s) {
       s.server_hello.legacy_version = wire::ProtocolVersion::tls13;
       s.say_server_hello();
     }},
    {"Ssl3", protocol_version,
     [](S &s) {
       s.server_hello.legacy_version = wire::ProtocolVersion::ssl3;
       s.say_server_hello();
     }},
    {"SupportedVersionsThatWasNotOffered", unsupported_extension,
     [](S &s) {
       s.add(wire::SelectedVersion{wire::ProtocolVersion::tls12});
       s.say_server_hello();
     }},
    {"SuiteNotOffered", illegal_parameter,
     [](S &s) {
       s.server_hello.cipher_suite = CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA;
       s.say_server_hello();
     }},
    {"SuiteOfTls13", illegal_parameter,
     [](S &s) {
       s.server_hello.cipher_suite = CipherSuite::TLS_AES_128_GCM_SHA256;
       s.say(wire::encode(s.server_hello));
     }},
    {"SignallingSuite", illegal_parameter,
     [](S &s) {
       s.server_hello.cipher_suite = CipherSuite::TLS_FALLBACK_SCSV;
       s.say(wire::encode(s.server_hello));
     }},
    {"Compression", illegal_parameter,
     [](S &s) {
       s.server_hello.legacy_compression_method = 1;
       s.say_server_hello();
     }},
    {"ExtensionTwice", decode_error,
     [](S &s) {
       s.add(wire::ExtendedMasterSecret{});
       s.say_server_hello();
     }},
    {"ExtensionNotOffered", unsupported_extension,
     [](S &s) {
       bare(s, ExtensionType::heartbeat, {1});
       s.say_server_hello();
     }},
    {"KeyShareInServerHello", unsupported_extension,
     [](S &s) {
       bare(s, ExtensionType::key_share, {0, 29, 0, 1, 0});
       s.say_server_hello();
     }},
    {"NoRenegotiationInfo", handshake_failure,
     [](S &s) {
       drop(s, ExtensionType::renegotiation_info);
       s.say_server_hello();
     }},
    {"RenegotiationInfoNotEmpty", handshake_failure,
     [](S &s) {
       drop(s, ExtensionType::renegotiation_info);
       s.add(wire::RenegotiationInfo{Bytes(12, 1)});
       s.say_server_hello();
     }},
    {"RenegotiationInfoMalformed", decode_error,
     [](S &s) {
       drop(s, ExtensionType::renegotiation_info);
       bare(s, ExtensionType::renegotiation_info, {0, 0});
       s.say_server_hello();
     }},
    {"ExtendedMasterSecretNotEmpty", decode_error,
     [](S &s) {
       drop(s, ExtensionType::extended_master_secret);
       bare(s, ExtensionType::extended_master_secret, {0});
       s.say_server_hello();
     }},
    {"SignatureAlgorithmsInServerHello", illegal_parameter,
     [](S &s) {
       bare(s, ExtensionType::signature_algorithms, {0, 2, 4, 3});
       s.say_server_hello();
     }},
    {"NoUncompressedPoints", illegal_parameter,
     [](S &s) {
       s.add(wire::ECPointFormatList{{wire::ECPointFormat{1}}});
       s.say_server_hello();
     }},
    {"EncryptThenMacWithAead", unsupported_extension,  // no CBC suite was offered, nor this
     [](S &s) {
       s.add(wire::EncryptThenMac{});
       s.say_server_hello();
     }},
    {"TicketInServerHello", illegal_parameter,
     [](S &s) {
       s.add(wire::SessionTicket{Bytes(4, 1)});
       s.say_server_hello();
     }},
    {"TwoProtocols", illegal_parameter,
     [](S &s) {
       s.add(wire::ProtocolNameList{{{Bytes{'h', '2'}}, {Bytes{'h', '3'}}}});
       s.say_server_hello();
     }},
    {"ProtocolNotOffered", illegal_parameter,
     [](S &s) {
       s.add(wire::ProtocolNameList{{{Bytes{'h', '2'}}}});
       s.say_server_hello();
     }},
    {"ChangeCipherSpecBeforeServerHello", unexpected_message,
     [](S &s) {
       s.clear(kCcs, Bytes{1});
       s.say_server_hello();
     }},
    {"ChangeCipherSpecAfterServerHello", unexpected_message,
     [](S &s) {
       s.say_server_hello();
       s.clear(kCcs, Bytes{1});
     }},
    {"DataAfterServerHello", unexpected_message,
     [](S &s) {
       s.say_server_hello();
       s.clear(kData, Bytes{1});
     }},
    {"RecordVersion", protocol_version,
     [](S &s) {
       s.say_server_hello();
       const std::size_t at = s.out.size();
       s.say_certificate();
       s.out[at + 2] = 1;
     }},
    {"RecordOverflow", record_overflow,
     [](S &s) {
       s.say_server_hello();
       s.raw(Bytes{22, 3, 3, 0x48, 1});
     }},
    {"CertificateEmpty", decode_error,
     [](S &s) {
       s.say_server_hello();
       s.say(wire::encode(wire::tls12::Certificate{}));
     }},
    {"CertificateUnreadable", decode_error,
     [](S &s) {
       s.say_server_hello();
       s.say(wire::encode(wire::tls12::Certificate{{{Bytes(30, 1)}}}));
     }},
    {"CertificateOfTls13", decode_error,
     [](S &s) {
       s.say_server_hello();
       s.say(wire::encode(wire::Certificate{
           {},
           {{wire::to_bytes(session::demonstration_leaf(crypto::KeyType::ec_secp256r1)), {}}}}));
     }},
    {"CertificateOfAnotherType", illegal_parameter,
     [](S &s) {
       s.say_server_hello();
       s.say(wire::encode(wire::tls12::Certificate{
           {{wire::to_bytes(session::demonstration_leaf(crypto::KeyType::rsa))}}}));
     }},
    {"EcdsaCertificateForRsa", unsupported_certificate,
     [](S &s) {
       s.say_server_hello();
       s.say(wire::encode(wire::tls12::Certificate{
           {{wire::to_bytes(session::demonstration_leaf(crypto::KeyType::ec_secp256r1))}}}));
     },
     kRsa},
    {"ServerKeyExchangeWithRsa", unexpected_message,
     [](S &s) {
       s.until(HandshakeType::certificate);
       s.say(wire::encode(s.ecdhe()));
     },
     kRsa},
    {"NoServerKeyExchange", unexpected_message,
     [](S &s) {
       s.until(HandshakeType::certificate);
       s.say_done();
     }},
    {"ServerKeyExchangeTwice", unexpected_message,
     [](S &s) {
       s.until(HandshakeType::server_key_exchange);
       s.say_server_key_exchange();
     }},
    {"ExplicitCurve", illegal_parameter,
     [](S &s) { exchange(s, [](auto &m) { m.params.curve_type = wire::ECCurveType{1}; }); }},
    {"CurveNotOffered", illegal_parameter,
     [](S &s) { exchange(s, [](auto &m) { m.params.namedcurve = NamedGroup::secp384r1; }); }},
    {"CurveOfAFiniteField", illegal_parameter,
     [](S &s) { exchange(s, [](auto &m) { m.params.namedcurve = NamedGroup::ffdhe2048; }); }},
    {"PointChanged", decrypt_error,
     [](S &s) { exchange(s, [](auto &m) { m.params.public_point[3] ^= 1; }); }},
    {"SignatureChanged", decrypt_error,
     [](S &s) { exchange(s, [](auto &m) { m.signature.back() ^= 1; }); }},
    {"SignatureEmpty", decrypt_error,
     [](S &s) { exchange(s, [](auto &m) { m.signature.clear(); }); }},
    {"SchemeNotOffered", illegal_parameter,
     [](S &s) { exchange(s, [](auto &m) { m.algorithm = SignatureScheme::ecdsa_sha1; }); }},
    {"SchemeOfAnotherKey", illegal_parameter,
     [](S &s) {
       exchange(s, [](auto &m) { m.algorithm = SignatureScheme::rsa_pss_rsae_sha256; });
     }},
    {"SignedForAnotherServerRandom", decrypt_error,
     [](S &s) {
       s.until(HandshakeType::certificate);
       s.server_random[0] ^= 1;
       s.say(wire::encode(s.ecdhe()));
     }},
    {"ServerKeyExchangeTruncated", decode_error,
     [](S &s) {
       s.until(HandshakeType::certificate);
       Bytes m = wire::encode(s.ecdhe());
       m.pop_back();
       m[2] = static_cast<std::uint8_t>((m.size() - 4) >> 8);
       m[3] = static_cast<std::uint8_t>(m.size() - 4);
       s.say(m);
     }},
    {"PointTooShort", illegal_parameter,
     [](S &s) {
       resigned(s, wire::tls12::ServerECDHParams{wire::ECCurveType::named_curve, NamedGroup::x25519,
                                                 Bytes(31, 9)});
       s.say_done();
     }},
    {"PointOfSmallOrder", illegal_parameter,
     [](S &s) {
       resigned(s, wire::tls12::ServerECDHParams{wire::ECCurveType::named_curve, NamedGroup::x25519,
                                                 Bytes(32, 0)});
       s.say_done();
     }},
    {"PointNotOnTheCurve", illegal_parameter,
     [](S &s) {
       Bytes point(65, 1);
       point[0] = 4;
       resigned(s, wire::tls12::ServerECDHParams{wire::ECCurveType::named_curve,
                                                 NamedGroup::secp256r1, point});
       s.say_done();
     }},
    {"DhPrimeTooShort", insufficient_security,
     [](S &s) { resigned(s, dh(s, [](auto &p) { p.dh_p = Bytes(128, 0xff); })); }, kDhe},
    {"DhPrimeTooLong", illegal_parameter,
     [](S &s) { resigned(s, dh(s, [](auto &p) { p.dh_p = Bytes(1025, 0xff); })); }, kDhe},
    {"DhPrimeEven", insufficient_security,
     [](S &s) { resigned(s, dh(s, [](auto &p) { p.dh_p.back() ^= 1; })); }, kDhe},
    {"DhPrimeNotPrime", insufficient_security,
     [](S &s) { resigned(s, dh(s, [](auto &p) { p.dh_p[100] ^= 1; })); }, kDhe},
    {"DhGeneratorOne", insufficient_security,
     [](S &s) { resigned(s, dh(s, [](auto &p) { p.dh_g = {1}; })); }, kDhe},
    {"DhGeneratorMinusOne", insufficient_security,
     [](S &s) {
       resigned(s, dh(s, [](auto &p) {
                  p.dh_g = p.dh_p;
                  p.dh_g.back() ^= 1;
                }));
     },
     kDhe},
    {"DhPublicKeyZero", illegal_parameter,
     [](S &s) { resigned(s, dh(s, [](auto &p) { p.dh_Ys = {0}; })); }, kDhe},
    {"DhPublicKeyOne", illegal_parameter,
     [](S &s) { resigned(s, dh(s, [](auto &p) { p.dh_Ys = {1}; })); }, kDhe},
    {"DhPublicKeyPrime", illegal_parameter,
     [](S &s) { resigned(s, dh(s, [](auto &p) { p.dh_Ys = p.dh_p; })); }, kDhe},
    {"DhNumbersEmpty", decode_error,
     [](S &s) {
       s.until(HandshakeType::certificate);
       s.say(message_of(HandshakeType::server_key_exchange, Bytes(6, 0)));
     },
     kDhe},
    {"CertificateRequestTwice", unexpected_message,
     [](S &s) {
       s.until(HandshakeType::server_key_exchange);
       const wire::tls12::CertificateRequest request{{wire::ClientCertificateType::ecdsa_sign},
                                                     {SignatureScheme::ecdsa_secp256r1_sha256},
                                                     {}};
       s.say(wire::encode(request));
       s.say(wire::encode(request));
     }},
    {"CertificateRequestBeforeTheKeys", unexpected_message,
     [](S &s) {
       s.until(HandshakeType::certificate);
       s.say(wire::encode(wire::tls12::CertificateRequest{{wire::ClientCertificateType::ecdsa_sign},
                                                          {SignatureScheme::ecdsa_secp256r1_sha256},
                                                          {}}));
     }},
    {"CertificateRequestWithoutTypes", decode_error,
     [](S &s) {
       s.until(HandshakeType::server_key_exchange);
       s.say(message_of(HandshakeType::certificate_request, Bytes{0, 0, 2, 4, 3, 0, 0}));
     }},
    {"ServerHelloDoneNotEmpty", decode_error,
     [](S &s) {
       s.until(HandshakeType::server_key_exchange);
       s.say(message_of(HandshakeType::server_hello_done, Bytes{0}));
     }},
    {"HelloRequestNotEmpty", decode_error,
     [](S &s) {
       s.say_server_hello();
       s.record(kHandshake, message_of(HandshakeType::hello_request, Bytes{0}));
     }},
    {"TooManyWarnings", unexpected_message,
     [](S &s) {
       s.say_server_hello();
       for (int i = 0; i < 5; ++i) s.clear(kAlert, Bytes{1, 112});
     }},
    {"EmptyHandshakeRecord", unexpected_message,
     [](S &s) {
       s.say_server_hello();
       s.clear(kHandshake, {});
     }},
    {"CertificateAroundAnAlert", unexpected_message,
     [](S &s) {
       s.say_server_hello();
       s.clear(kHandshake, Bytes{11, 0});
       s.clear(kAlert, Bytes{1, 112});
     }},
};
INSTANTIATE_TEST_SUITE_P(FirstFlight, ClientSees12, ::testing::ValuesIn(kFirstFlight), kName);

TEST_P(ClientSees12, AndSendsTheAlert) {
  FacedClient12 faced(scenario_of(GetParam().suite));
  faced.peer.server_hello.cipher_suite = GetParam().suite;
  GetParam().script(faced.peer);
  faced.turn();
  expect_alert(faced, GetParam().alert);
}

// In the server's second flight, under every suite.
struct LastCase {
  const char *name;
  AlertDescription alert;
  std::function<void(Scripted12 &, const Bytes &finished)> script;
};
void PrintTo(const LastCase &one, std::ostream *out) { *out << one.name; }
const LastCase kLast[] = {
    {"FinishedInTheClear", unexpected_message,
     [](Scripted12 &s, const Bytes &finished) { s.clear(kHandshake, finished); }},
    {"ChangeCipherSpecOfTwo", unexpected_message,
     [](Scripted12 &s, const Bytes &) { s.clear(kCcs, Bytes{2}); }},
    {"ChangeCipherSpecTooLong", unexpected_message,
     [](Scripted12 &s, const Bytes &) {
       s.clear(kCcs, Bytes{1, 1});
     }},
    {"ChangeCipherSpecTwice", bad_record_mac,
     [](Scripted12 &s, const Bytes &) {
       s.say_change_cipher_spec();
       s.clear(kCcs, Bytes{1});
     }},
    {"ChangeCipherSpecUnderKeys", unexpected_message,
     [](Scripted12 &s, const Bytes &) {
       s.say_change_cipher_spec();
       s.record(kCcs, Bytes{1});
     }},
    {"FinishedClearAfterChange", bad_record_mac,
     [](Scripted12 &s, const Bytes &finished) {
       s.say_change_cipher_spec();
       s.clear(kHandshake, finished);
     }},
    {"FinishedWrong", decrypt_error,
     [](Scripted12 &s, const Bytes &finished) {
       Bytes m = finished;
       m.back() ^= 1;
       s.say_change_cipher_spec();
       s.say(m);
     }},
    {"FinishedTooShort", decrypt_error,
     [](Scripted12 &s, const Bytes &finished) {
       Bytes m = finished;
       m.pop_back();
       --m[3];
       s.say_change_cipher_spec();
       s.say(m);
     }},
    {"FinishedTooLong", decrypt_error,
     [](Scripted12 &s, const Bytes &finished) {
       Bytes m = finished;
       m.push_back(0);
       ++m[3];
       s.say_change_cipher_spec();
       s.say(m);
     }},
    {"DataBeforeFinished", unexpected_message,
     [](Scripted12 &s, const Bytes &) {
       s.say_change_cipher_spec();
       s.record(kData, Bytes{1});
     }},
    {"RecordChanged", bad_record_mac,
     [](Scripted12 &s, const Bytes &finished) {
       s.say_change_cipher_spec();
       s.say(finished);
       s.out.back() ^= 1;
     }},
    {"RecordCutShort", bad_record_mac,
     [](Scripted12 &s, const Bytes &) {
       s.say_change_cipher_spec();
       s.clear(kHandshake, Bytes(7, 1));
     }},
    {"RecordEmpty", bad_record_mac,
     [](Scripted12 &s, const Bytes &) {
       s.say_change_cipher_spec();
       s.clear(kHandshake, {});
     }},
    {"PieceBeforeChangeCipherSpec", unexpected_message,
     [](Scripted12 &s, const Bytes &finished) {
       s.clear(kHandshake, ByteView(finished).first(1));
       s.say_change_cipher_spec();
       s.record(kHandshake, ByteView(finished).subspan(1));
     }},
    {"AnotherMessage", unexpected_message,
     [](Scripted12 &s, const Bytes &) {
       s.say_change_cipher_spec();
       s.say(message_of(HandshakeType::certificate_verify, Bytes(8)));
     }},
};

class Last12 : public ::testing::TestWithParam<LastCase> {};
INSTANTIATE_TEST_SUITE_P(SecondFlight, Last12, ::testing::ValuesIn(kLast), kName);

TEST_P(Last12, ClientSendsTheAlert) {
  for (const CipherSuite suite : kSuites) {
    for (const bool encrypt_then_mac : {false, true}) {
      SCOPED_TRACE(wire::name_of(suite));
      session::Scenario scenario = scenario_of(suite);
      FacedClient12 faced(scenario);
      auto &s = faced.peer;
      s.server_hello.cipher_suite = suite;
      if (encrypt_then_mac) {
        if (!schedule::is_cbc(schedule::tls12_suite(suite)->form)) continue;
        s.add(wire::EncryptThenMac{});
      }
      s.until(HandshakeType::server_hello_done);
      faced.turn();
      ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
      s.read_flight();
      GetParam().script(s, s.finished(Role::server));
      faced.turn();
      expect_alert(faced, GetParam().alert);
    }
  }
}

TEST_P(Last12, ServerSendsTheAlert) {
  for (const CipherSuite suite : kSuites) {
    for (const bool encrypt_then_mac : {false, true}) {
      SCOPED_TRACE(wire::name_of(suite));
      FacedServer12 faced(scenario_of(suite));
      auto &c = faced.peer;
      c.hello.cipher_suites = {suite};
      if (encrypt_then_mac) {
        if (!schedule::is_cbc(schedule::tls12_suite(suite)->form)) continue;
        c.put(wire::EncryptThenMac{});
      }
      faced.hello();
      ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
      c.say_key_exchange();
      GetParam().script(c, c.finished(Role::client));
      faced.turn();
      expect_alert(faced, GetParam().alert);
    }
  }
}

TEST(Tls12Suites, AllFinishAndCarryData) {
  for (const schedule::Tls12Suite &suite : schedule::tls12_suites()) {
    for (const bool extended : {false, true}) {
      SCOPED_TRACE(wire::name_of(suite.suite));
      {
        FacedClient12 faced(scenario_of(suite.suite));
        faced.peer.server_hello.cipher_suite = suite.suite;
        if (!extended) drop(faced.peer, ExtensionType::extended_master_secret);
        faced.complete();
        ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
        ASSERT_TRUE(faced.endpoint.connection().summary());
        faced.peer.record(kData, Bytes{1, 2, 3});
        faced.turn();
        EXPECT_EQ(faced.data, (Bytes{1, 2, 3}));
      }
      {
        FacedServer12 faced(scenario_of(suite.suite));
        faced.peer.hello.cipher_suites = {suite.suite};
        if (!extended) faced.peer.drop(ExtensionType::extended_master_secret);
        faced.complete();
        ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
        ASSERT_TRUE(faced.endpoint.connection().summary());
        EXPECT_EQ(wire::to_hex(faced.peer.server_finished),
                  wire::to_hex(faced.peer.finished(Role::server)));
        faced.peer.record(kData, Bytes{1, 2, 3});
        faced.turn();
        EXPECT_EQ(faced.data, (Bytes{1, 2, 3}));
      }
    }
  }
}

// In every state every handshake message but the right one is unexpected.
TEST(Tls12States, UnexpectedMessages) {
  using enum HandshakeType;
  struct Stage {
    ClientState state;
    std::function<void(FacedClient12 &)> reach;
    std::vector<HandshakeType> allowed;
  };
  const Stage stages[] = {
      {ClientState::TLS12_WAIT_CERTIFICATE,
       [](auto &f) { f.peer.until(server_hello); },
       {certificate, hello_request}},
      {ClientState::TLS12_WAIT_SERVER_KEY_EXCHANGE,
       [](auto &f) { f.peer.until(certificate); },
       {server_key_exchange, hello_request}},
      {ClientState::TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE,
       [](auto &f) { f.peer.until(server_key_exchange); },
       {certificate_request, server_hello_done, hello_request}},
      {ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC,
       [](auto &f) {
         f.peer.until(server_hello_done);
         f.turn();
         f.peer.read_flight();
       },
       {hello_request}},
      {ClientState::TLS12_WAIT_FINISHED,
       [](auto &f) {
         f.peer.until(server_hello_done);
         f.turn();
         f.peer.read_flight();
         f.peer.say_change_cipher_spec();
       },
       {finished, hello_request}},
      {ClientState::CONNECTED, [](auto &f) { f.complete(); }, {hello_request}},
  };
  for (const Stage &stage : stages) {
    for (int type = 0; type < 256; ++type) {
      if (std::find(stage.allowed.begin(), stage.allowed.end(), HandshakeType(type)) !=
          stage.allowed.end()) {
        continue;
      }
      SCOPED_TRACE(std::string(name_of(stage.state)) + " " + std::to_string(type));
      FacedClient12 faced(scenario_of(kSuites[0]));
      stage.reach(faced);
      faced.turn();
      ASSERT_EQ(faced.endpoint.state(), stage.state);
      faced.peer.record(kHandshake, message_of(HandshakeType(type)));
      faced.turn();
      ASSERT_TRUE(faced.failure());
      EXPECT_EQ(wire::name_of(faced.failure()->alert), wire::name_of(unexpected_message));
      EXPECT_EQ(left_alive(faced.trace), "");
    }
  }
}

TEST(Tls12States, UnexpectedMessagesForTheServer) {
  using enum HandshakeType;
  struct Stage {
    ServerState state;
    std::function<void(FacedServer12 &)> reach;
    std::vector<HandshakeType> allowed;
  };
  const Stage stages[] = {
      {ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE,
       [](auto &f) { f.hello(); },
       {client_key_exchange}},
      {ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC,
       [](auto &f) {
         f.hello();
         f.peer.say_key_exchange();
       },
       {}},
      {ServerState::TLS12_WAIT_FINISHED,
       [](auto &f) {
         f.hello();
         f.peer.say_key_exchange();
         f.peer.say_change_cipher_spec();
       },
       {finished}},
      {ServerState::CONNECTED, [](auto &f) { f.complete(); }, {client_hello}},
  };
  for (const Stage &stage : stages) {
    for (int type = 0; type < 256; ++type) {
      if (std::find(stage.allowed.begin(), stage.allowed.end(), HandshakeType(type)) !=
          stage.allowed.end()) {
        continue;
      }
      SCOPED_TRACE(std::string(name_of(stage.state)) + " " + std::to_string(type));
      FacedServer12 faced(scenario_of(kSuites[0]));
      stage.reach(faced);
      faced.turn();
      ASSERT_EQ(faced.endpoint.state(), stage.state);
      faced.peer.record(kHandshake, message_of(HandshakeType(type)));
      faced.turn();
      ASSERT_TRUE(faced.failure());
      EXPECT_EQ(wire::name_of(faced.failure()->alert), wire::name_of(unexpected_message));
      EXPECT_EQ(left_alive(faced.trace), "");
    }
  }
}

TEST(Tls12Renegotiation, IsRefusedWithAWarningAndTheConnectionGoesOn) {
  {
    FacedClient12 faced(scenario_of(kSuites[0]));
    faced.complete();
    faced.peer.record(kHandshake, message_of(HandshakeType::hello_request));
    faced.turn();
    EXPECT_EQ(faced.peer.pull(), std::pair(kAlert, Bytes({1, 100})));
    faced.peer.record(kData, Bytes{7});
    faced.turn();
    EXPECT_EQ(faced.data, Bytes{7});
    for (int i = 0; i < 4; ++i) {
      faced.peer.record(kHandshake, message_of(HandshakeType::hello_request));
    }
    faced.turn();
    ASSERT_TRUE(faced.failure());
    EXPECT_EQ(faced.failure()->alert, unexpected_message);
  }
  {
    FacedServer12 faced(scenario_of(kSuites[0]));
    faced.complete();
    faced.peer.record(kHandshake, wire::encode(faced.peer.hello));
    faced.turn();
    EXPECT_EQ(faced.peer.pull(), std::pair(kAlert, Bytes({1, 100})));
    faced.peer.record(kData, Bytes{7});
    faced.turn();
    EXPECT_EQ(faced.data, Bytes{7});
  }
}

// After close_notify nothing more is sent (RFC 5246, section 7.2.1).
TEST(Tls12Renegotiation, IsNotAnsweredAfterCloseNotify) {
  FacedClient12 faced(scenario_of(kSuites[0]));
  faced.complete();
  faced.peer.pull();
  faced.endpoint.connection().close();
  faced.turn();
  EXPECT_EQ(faced.peer.pull(), std::pair(kAlert, Bytes({1, 0})));
  faced.peer.record(kHandshake, message_of(HandshakeType::hello_request));
  faced.turn();
  EXPECT_EQ(faced.peer.pull().first, ContentType::invalid);
  EXPECT_FALSE(faced.failure());
}

// --- our server ---

using C = ScriptedClient12;
struct ServerCase {
  const char *name;
  AlertDescription alert;
  std::function<void(C &)> script;
  CipherSuite suite = CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
};
void PrintTo(const ServerCase &one, std::ostream *out) { *out << one.name; }

const ServerCase kHellos[] = {
    {"OlderVersion", protocol_version,
     [](C &c) { c.hello.legacy_version = wire::ProtocolVersion::tls11; }},
    {"Ssl3", protocol_version, [](C &c) { c.hello.legacy_version = wire::ProtocolVersion::ssl3; }},
    {"SupportedVersionsWithoutOurs", protocol_version,
     [](C &c) {
       c.put(wire::SupportedVersions{{wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls11}});
     }},
    {"NoNullCompression", illegal_parameter,
     [](C &c) { c.hello.legacy_compression_methods = {1}; }},
    {"RenegotiationInfoNotEmpty", handshake_failure,
     [](C &c) { c.put(wire::RenegotiationInfo{Bytes(12, 1)}); }},
    {"NoCommonSuite", handshake_failure,
     [](C &c) { c.hello.cipher_suites = {CipherSuite{0xc012}}; }},
    {"OnlySuitesOfTls13", handshake_failure,
     [](C &c) { c.hello.cipher_suites = {CipherSuite::TLS_AES_128_GCM_SHA256}; }},
    {"NoCommonCurve", handshake_failure,
     [](C &c) { c.put(wire::NamedGroupList{{NamedGroup::x448}}); }},
    {"NoUncompressedPoints", illegal_parameter,
     [](C &c) { c.put(wire::ECPointFormatList{{wire::ECPointFormat{1}}}); }},
    {"NoUncompressedPointsAndNoCurves", handshake_failure,
     [](C &c) {
       c.put(wire::ECPointFormatList{{wire::ECPointFormat{1}}});
       c.drop(ExtensionType::supported_groups);
     }},
    {"NotTheCurveOfTheCertificate", handshake_failure,
     [](C &c) {
       c.put(wire::NamedGroupList{{NamedGroup::x25519, NamedGroup::secp384r1}});
     }},
    {"NoCommonFfdheGroup", insufficient_security,
     [](C &c) {
       c.put(wire::NamedGroupList{{NamedGroup::x25519, NamedGroup{0x01ff}}});
     },  // 511: of the range, and nobody knows it
     CipherSuite::TLS_DHE_RSA_WITH_AES_128_GCM_SHA256},
    {"NoSignatureAlgorithms", handshake_failure,
     [](C &c) { c.drop(ExtensionType::signature_algorithms); }},
    {"OnlySha1Signatures", handshake_failure,
     [](C &c) { c.put(wire::SignatureSchemeList{{SignatureScheme::ecdsa_sha1}}); }},
    {"NoCommonProtocol", no_application_protocol,
     [](C &c) {
       c.put(wire::ProtocolNameList{{{Bytes{'h', '2'}}}});
     }},
    {"ExtensionTwice", decode_error,
     [](C &c) { c.hello.extensions->push_back(c.hello.extensions->front()); }},
    {"TwoNames", illegal_parameter,
     [](C &c) {
       c.put(wire::ServerNameList{
           {{wire::NameType::host_name, {'a'}}, {wire::NameType::host_name, {'b'}}}});
     }},
};

class ServerSees12 : public ::testing::TestWithParam<ServerCase> {};
INSTANTIATE_TEST_SUITE_P(Hello, ServerSees12, ::testing::ValuesIn(kHellos), kName);

TEST_P(ServerSees12, AndSendsTheAlert) {
  FacedServer12 faced(scenario_of(GetParam().suite));
  faced.peer.hello.cipher_suites = {GetParam().suite};
  GetParam().script(faced.peer);
  faced.peer.say_client_hello();
  faced.turn();
  expect_alert(faced, GetParam().alert);
}

TEST(Tls12Fallback, IsRefusedWhenTheServerKnowsBetter) {
  session::Scenario scenario = tls12_scenario();
  scenario.server_versions = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  {
    FacedServer12 faced(scenario);
    faced.peer.hello.cipher_suites.push_back(CipherSuite::TLS_FALLBACK_SCSV);
    faced.peer.say_client_hello();
    faced.turn();
    expect_alert(faced, inappropriate_fallback);
  }
  {  // a version older than all, to a server of TLS 1.2
    FacedServer12 faced(scenario_of(kSuites[0]));
    faced.peer.hello.legacy_version = wire::ProtocolVersion::tls11;
    faced.peer.hello.cipher_suites.push_back(CipherSuite::TLS_FALLBACK_SCSV);
    faced.peer.say_client_hello();
    faced.turn();
    expect_alert(faced, inappropriate_fallback);
  }
  {  // TLS 1.2, to a server of TLS 1.3 only
    scenario.server_versions = {wire::ProtocolVersion::tls13};
    FacedServer12 faced(scenario);
    faced.peer.hello.cipher_suites.push_back(CipherSuite::TLS_FALLBACK_SCSV);
    faced.peer.say_client_hello();
    faced.turn();
    expect_alert(faced, inappropriate_fallback);
  }
  FacedServer12 faced(scenario_of(kSuites[0]));
  faced.peer.hello.cipher_suites.push_back(CipherSuite::TLS_FALLBACK_SCSV);
  faced.complete();
  EXPECT_FALSE(faced.failure());
}

TEST(Tls12Downgrade, TheServerSaysSoAndTheClientSees) {
  session::Scenario scenario = tls12_scenario();
  scenario.server_versions = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  FacedServer12 server(scenario);
  server.complete();
  ASSERT_FALSE(server.failure());
  EXPECT_EQ(wire::to_hex(ByteView(server.peer.server_random).last(8)), "444f574e47524401");

  scenario.client_versions = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  for (const std::uint8_t end : Bytes{0, 1, 2}) {
    FacedClient12 client(scenario);
    auto &random = client.peer.server_hello.random;
    const Bytes sentinel{'D', 'O', 'W', 'N', 'G', 'R', 'D', end};
    std::copy(sentinel.begin(), sentinel.end(), random.end() - 8);
    client.peer.server_random = random;
    client.peer.until(HandshakeType::server_hello_done);
    client.turn();
    if (end == 2) {
      EXPECT_FALSE(client.failure());
    } else {
      expect_alert(client, illegal_parameter);
    }
  }
}

TEST(Tls12Hello, AFreshSessionIdThatIsEchoedIsNoSession) {
  session::Scenario scenario = tls12_scenario();
  scenario.client_versions = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  FacedClient12 faced(scenario);
  ASSERT_EQ(faced.peer.hello.legacy_session_id.size(), 32U);
  faced.peer.server_hello.legacy_session_id_echo = faced.peer.hello.legacy_session_id;
  faced.peer.say_server_hello();
  faced.turn();
  expect_alert(faced, illegal_parameter);
}

const ServerCase kExchanges[] = {
    {"PointTooShort", illegal_parameter,
     [](C &c) { c.say(wire::encode(wire::tls12::ClientECDiffieHellmanPublic{Bytes(31, 9)})); }},
    {"PointOfSmallOrder", illegal_parameter,
     [](C &c) { c.say(wire::encode(wire::tls12::ClientECDiffieHellmanPublic{Bytes(32, 0)})); }},
    {"PointEmpty", decode_error,
     [](C &c) { c.say(message_of(HandshakeType::client_key_exchange, Bytes{0})); }},
    {"MessageEmpty", decode_error,
     [](C &c) { c.say(message_of(HandshakeType::client_key_exchange)); }},
    {"BytesAfterThePoint", decode_error,
     [](C &c) {
       Bytes body(34, 9);
       body[0] = 32;
       c.say(message_of(HandshakeType::client_key_exchange, body));
     }},
    {"DhZero", illegal_parameter,
     [](C &c) { c.say(wire::encode(wire::tls12::ClientDiffieHellmanPublic{Bytes{0}})); }, kDhe},
    {"DhOne", illegal_parameter,
     [](C &c) { c.say(wire::encode(wire::tls12::ClientDiffieHellmanPublic{Bytes{1}})); }, kDhe},
    {"DhPrime", illegal_parameter,
     [](C &c) {
       c.say(wire::encode(wire::tls12::ClientDiffieHellmanPublic{c.dhe_params.params.dh_p}));
     },
     kDhe},
    {"DhPrimeMinusOne", illegal_parameter,
     [](C &c) {
       Bytes y = c.dhe_params.params.dh_p;
       y.back() ^= 1;
       c.say(wire::encode(wire::tls12::ClientDiffieHellmanPublic{y}));
     },
     kDhe},
    {"DhEmpty", decode_error,
     [](C &c) {
       c.say(message_of(HandshakeType::client_key_exchange, Bytes{0, 0}));
     },
     kDhe},
    {"RsaWithoutLength", decode_error,
     [](C &c) {
       const Bytes whole = c.key_exchange();
       c.say(message_of(HandshakeType::client_key_exchange, ByteView(whole).subspan(6)));
     },
     kRsa},
    {"ChangeCipherSpecFirst", unexpected_message, [](C &c) { c.clear(kCcs, Bytes{1}); }},
    {"DataFirst", unexpected_message, [](C &c) { c.clear(kData, Bytes{1}); }},
    {"CertificateNotAskedFor", unexpected_message,
     [](C &c) { c.say(wire::encode(wire::tls12::Certificate{})); }},
};
class ServerSeesExchange12 : public ::testing::TestWithParam<ServerCase> {};
INSTANTIATE_TEST_SUITE_P(KeyExchange, ServerSeesExchange12, ::testing::ValuesIn(kExchanges), kName);

TEST_P(ServerSeesExchange12, AndSendsTheAlert) {
  FacedServer12 faced(scenario_of(GetParam().suite));
  faced.peer.hello.cipher_suites = {GetParam().suite};
  faced.hello();
  ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
  GetParam().script(faced.peer);
  faced.turn();
  expect_alert(faced, GetParam().alert);
}

// Bleichenbacher: whatever is wrong inside the encrypted premaster secret, the server does the same
// thing at the same time: it goes on, and the client's Finished does not open.
TEST(Tls12Rsa, ABadPremasterSecretIsNotTold) {
  const auto outcome = [](const std::function<void(C &)> &exchange) {
    FacedServer12 faced(scenario_of(kRsa));
    faced.peer.hello.cipher_suites = {kRsa};
    faced.hello();
    exchange(faced.peer);
    faced.turn();
    EXPECT_EQ(faced.endpoint.state(), ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC);
    EXPECT_FALSE(faced.failure());
    Bytes pre_master(48, 7);
    pre_master[0] = pre_master[1] = 3;
    faced.peer.derive(pre_master, faced.peer.extended);
    faced.peer.say_change_cipher_spec();
    faced.peer.say(faced.peer.finished(Role::client));
    faced.turn();
    expect_alert(faced, bad_record_mac);
    std::string steps;
    for (const auto &event : faced.trace.events()) {
      if (const auto *check = std::get_if<trace::Checked>(&event.is)) steps += check->what;
      if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) steps += value->name;
      steps += ';';
    }
    return steps;
  };
  Bytes right(48, 7);
  right[0] = right[1] = 3;
  const auto plaintext = [&](Bytes bytes) {
    return outcome([bytes](C &c) { c.say(c.encrypted(bytes)); });
  };
  Bytes wrong_version = right;
  wrong_version[1] = 2;
  const std::string first = plaintext(wrong_version);
  EXPECT_EQ(plaintext(Bytes(47, 3)), first);
  EXPECT_EQ(plaintext(Bytes(49, 3)), first);
  EXPECT_EQ(plaintext({}), first);
  EXPECT_EQ(outcome([](C &c) {
              c.say(wire::encode(wire::tls12::EncryptedPreMasterSecret{Bytes(256, 1)}));
            }),
            first);
  EXPECT_EQ(outcome([](C &c) {
              c.say(wire::encode(wire::tls12::EncryptedPreMasterSecret{Bytes(255, 1)}));
            }),
            first);
  EXPECT_EQ(outcome([](C &c) { c.say(wire::encode(wire::tls12::EncryptedPreMasterSecret{})); }),
            first);
}

TEST(Tls12Records, NoMoreThanTwoToTheFourteen) {
  for (const CipherSuite suite : kSuites) {
    SCOPED_TRACE(wire::name_of(suite));
    FacedServer12 faced(scenario_of(suite));
    faced.peer.hello.cipher_suites = {suite};
    faced.complete();
    faced.peer.record(kData, Bytes(16384, 1));
    faced.turn();
    EXPECT_EQ(faced.data.size(), 16384U);
    faced.peer.raw(Bytes{23, 3, 3, 0x48, 1});
    faced.turn();
    expect_alert(faced, record_overflow);
  }
  FacedServer12 faced(scenario_of(kSuites[0]));
  faced.complete();
  faced.peer.record(kData, Bytes(16385, 1));
  faced.turn();
  expect_alert(faced, record_overflow);
}

TEST(Tls12Records, EmptyOnesPassButNotForEver) {
  for (const CipherSuite suite : kSuites) {
    SCOPED_TRACE(wire::name_of(suite));
    FacedServer12 faced(scenario_of(suite));
    faced.peer.hello.cipher_suites = {suite};
    faced.complete();
    for (int i = 0; i < 32; ++i) faced.peer.record(kData, {});
    faced.peer.record(kData, Bytes{1});
    faced.turn();
    EXPECT_FALSE(faced.failure());
    EXPECT_EQ(faced.data, Bytes{1});
    for (int i = 0; i < 33; ++i) faced.peer.record(kData, {});
    faced.turn();
    expect_alert(faced, unexpected_message);
  }
}

TEST(Tls12ClientAuth, EveryEnd) {
  session::Scenario scenario = tls12_scenario();
  scenario.client_suites = scenario.server_suites = {kSuites[0]};
  const auto base = session::server_config(scenario);
  const auto faced_with = [&](ClientAuth auth) {
    auto config = std::make_shared<ServerConfig>(*base);
    config->client_auth = auth;
    config->client_signature_algorithms = {SignatureScheme::ecdsa_secp256r1_sha256};
    config->trust_anchors = {wire::to_bytes(session::demonstration_root())};
    auto faced = std::make_unique<FacedServer12>(config);
    faced->hello();
    EXPECT_EQ(faced->peer.next().at(0), 14);  // ServerHelloDone follows CertificateRequest
    return faced;
  };
  {
    auto faced = faced_with(ClientAuth::require);
    faced->peer.say(wire::encode(wire::tls12::Certificate{}));
    faced->turn();
    expect_alert(*faced, handshake_failure);
  }
  {
    auto faced = faced_with(ClientAuth::request);
    faced->peer.say(faced->peer.key_exchange());
    faced->turn();
    expect_alert(*faced, unexpected_message);
  }
  {
    auto faced = faced_with(ClientAuth::request);
    faced->peer.say(wire::encode(wire::tls12::Certificate{{{Bytes(40, 1)}}}));
    faced->turn();
    expect_alert(*faced, decode_error);
  }
}

// What comes after ServerHello is computed by the standards of TLS 1.2, and the trace says so.
template <class F>
void expect_own_sections(F &faced) {
  bool chosen = false;
  std::size_t values = 0, lengths = 0;
  for (const auto &event : faced.trace.events()) {
    if (const auto *message = std::get_if<trace::MessagePassed>(&event.is)) {
      chosen = chosen || message->name == "server_hello";
    }
    if (!chosen) continue;
    if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
      ++values;
      EXPECT_FALSE(std::string_view(value->origin.section).starts_with("RFC 8446")) << value->name;
      if (value->name != "transcript_hash") continue;
      EXPECT_TRUE(value->origin.section == "RFC 7627, section 3" ||
                  value->origin.section == "RFC 5246, section 7.4.9");
    }
    const auto *check = std::get_if<trace::Checked>(&event.is);
    if (!check || check->what != "the record holds at most 2^14 bytes") continue;
    ++lengths;
    EXPECT_EQ(check->section, "RFC 5246, section 6.2.1");
  }
  EXPECT_GT(values, 10U);
  EXPECT_GT(lengths, 1U);
}

TEST(Tls12Sections, AreThoseOfItsStandards) {
  for (const CipherSuite suite : {kSuites[0], kSuites[2], kSuites[3]}) {
    SCOPED_TRACE(wire::name_of(suite));
    FacedClient12 client(scenario_of(suite));
    client.peer.server_hello.cipher_suite = suite;
    client.complete();
    EXPECT_FALSE(client.failure());
    expect_own_sections(client);
    FacedServer12 server(scenario_of(suite));
    server.peer.hello.cipher_suites = {suite};
    server.complete();
    EXPECT_FALSE(server.failure());
    expect_own_sections(server);
  }
}

// --- resumption ---

// remembering gives a client that has a session of an earlier connection, by ID or by ticket.
std::unique_ptr<FacedClient12> remembering(bool ticket, const session::Scenario &scenario) {
  ClientMemory memory;
  memory.sessions.push_back(
      {ticket ? Bytes() : Bytes(32, 0x1d), ticket ? Bytes(60, 0x71) : Bytes(),
       Value{crypto::Secret(Bytes(48, 0x5e)), trace::kNoEvent, "master_secret"}, kSuites[0], true,
       scenario.server_name, scenario.time, 7200});
  auto faced = std::make_unique<FacedClient12>(session::client_config(scenario), std::move(memory));
  auto &s = faced->peer;
  s.server_hello.legacy_session_id_echo = s.hello.legacy_session_id;
  s.master = Scripted12::value(Bytes(48, 0x5e));
  return faced;
}

TEST(Tls12Resumption, OurClient) {
  for (const bool ticket : {false, true}) {
    const session::Scenario scenario = scenario_of(kSuites[0]);
    const auto made = [&] { return remembering(ticket, scenario); };
    {
      auto faced = made();
      const auto *sent = wire::find<wire::SessionTicket>(*faced->peer.hello.extensions);
      ASSERT_TRUE(sent);
      EXPECT_EQ(sent->ticket, ticket ? Bytes(60, 0x71) : Bytes());
      EXPECT_EQ(faced->peer.hello.legacy_session_id.size(), 32U);
      faced->peer.say_server_hello();
      faced->peer.expand();
      faced->peer.say_finished();
      faced->turn();
      ASSERT_FALSE(faced->failure()) << faced->failure()->reason;
      EXPECT_EQ(faced->endpoint.connection().summary()->resumed, ticket ? "ticket" : "session_id");
    }
    {  // the server does not take it up: a full handshake
      auto faced = made();
      faced->peer.server_hello.legacy_session_id_echo = Bytes(32, 0x99);
      faced->complete();
      ASSERT_FALSE(faced->failure()) << faced->failure()->reason;
      EXPECT_EQ(faced->endpoint.connection().summary()->resumed, "");
    }
    {  // without the extended master secret that the session has (RFC 7627, section 5.3)
      auto faced = made();
      drop(faced->peer, ExtensionType::extended_master_secret);
      faced->peer.say_server_hello();
      faced->turn();
      expect_alert(*faced, handshake_failure);
    }
    {  // a certificate in place of the end
      auto faced = made();
      faced->peer.say_server_hello();
      faced->peer.say_certificate();
      faced->turn();
      expect_alert(*faced, unexpected_message);
    }
    {
      auto faced = made();
      faced->peer.say_server_hello();
      faced->peer.expand();
      faced->peer.say_change_cipher_spec();
      Bytes m = faced->peer.finished(Role::server);
      m.back() ^= 1;
      faced->peer.say(m);
      faced->turn();
      expect_alert(*faced, decrypt_error);
      EXPECT_FALSE(faced->endpoint.can_resume());
    }
    {  // a ticket was announced and does not come
      auto faced = made();
      faced->peer.add(wire::SessionTicket{});
      faced->peer.say_server_hello();
      faced->peer.expand();
      faced->peer.say_change_cipher_spec();
      faced->turn();
      expect_alert(*faced, unexpected_message);
    }
  }
  {
    session::Scenario scenario = tls12_scenario();
    scenario.client_suites = {kSuites[0], CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384};
    auto faced = remembering(false, scenario);
    faced->peer.server_hello.cipher_suite = CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
    faced->peer.say_server_hello();
    faced->turn();
    expect_alert(*faced, illegal_parameter);
  }
}

TEST(Tls12Resumption, WhatTheClientDoesNotOffer) {
  const auto offers = [](auto change_scenario, bool unverified = false, bool verify = true,
                         bool legacy_session = false, bool legacy_resumption = false) {
    session::Scenario scenario = scenario_of(kSuites[0]);
    const std::string name = scenario.server_name;
    const std::int64_t time = scenario.time;
    change_scenario(scenario);
    ClientMemory memory;
    memory.sessions.push_back(
        {Bytes(32, 0x1d),
         {},
         Value{crypto::Secret(Bytes(48, 0x5e)), trace::kNoEvent, "master_secret"},
         kSuites[0],
         !legacy_session,
         name,
         time,
         7200,
         unverified});
    auto config = std::make_shared<ClientConfig>(*session::client_config(scenario));
    config->verify_certificate = verify;
    config->legacy_resumption = legacy_resumption;
    const FacedClient12 faced(std::shared_ptr<const ClientConfig>(config), std::move(memory));
    return faced.peer.hello.legacy_session_id == Bytes(32, 0x1d);
  };
  EXPECT_TRUE(offers([](auto &) {}));
  EXPECT_FALSE(offers([](auto &s) { s.server_name = "example.net"; }));
  EXPECT_FALSE(offers([](auto &s) { s.time += 7201; }));
  EXPECT_FALSE(offers([](auto &s) { s.time -= 1; }));
  EXPECT_FALSE(offers([](auto &s) { s.client_suites = {kSuites[1]}; }));
  // RFC 7627, section 5.3: a session without an extended master secret, only where that is wanted.
  const auto nothing = [](auto &) {};
  const auto without = [](auto &s) { s.extended_master_secret = false; };
  EXPECT_FALSE(offers(without));
  EXPECT_FALSE(offers(without, false, true, false, true));
  EXPECT_FALSE(offers(nothing, false, true, true));
  EXPECT_TRUE(offers(nothing, false, true, true, true));
  EXPECT_TRUE(offers(without, false, true, true));
  // A certificate that was not checked does not become one by resuming.
  EXPECT_FALSE(offers([](auto &) {}, true));
  EXPECT_TRUE(offers([](auto &) {}, true, false));
  EXPECT_TRUE(offers([](auto &) {}, false, false));
}

TEST(Tls12Resumption, TheClientRemembersWhetherItCheckedTheCertificate) {
  for (const bool verify : {false, true}) {
    auto config = std::make_shared<ClientConfig>(*session::client_config(scenario_of(kSuites[0])));
    config->verify_certificate = verify;
    FacedClient12 faced{std::shared_ptr<const ClientConfig>(config)};
    faced.peer.server_hello.legacy_session_id_echo = Bytes(32, 0x99);
    faced.complete();
    ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
    const ClientMemory memory = faced.endpoint.take_memory();
    ASSERT_EQ(memory.sessions.size(), 1U);
    EXPECT_EQ(memory.sessions[0].unverified, !verify);
  }
}

// again begins a connection with the session of an earlier one, by its ID.
std::unique_ptr<FacedServer12> again(
    const std::function<void(C &, ServerConfig &)> &change,
    const std::function<void(C &)> &change_first = [](C &) {}) {
  const session::Scenario scenario = scenario_of(kSuites[0]);
  FacedServer12 first(scenario);
  change_first(first.peer);
  first.complete();
  EXPECT_FALSE(first.failure());
  const Bytes id = first.peer.server_hello.legacy_session_id_echo;
  EXPECT_EQ(id.size(), 32U);
  const Bytes master = wire::to_bytes(first.peer.master);
  Recorder off;
  first.endpoint.end(off);
  auto config = std::make_shared<ServerConfig>(*session::server_config(scenario));
  auto faced = std::make_unique<FacedServer12>(session::server_config(scenario));
  C &c = faced->peer;
  c.hello.legacy_session_id = id;
  change_first(c);
  change(c, *config);
  faced->endpoint = Server(config, Bytes(32, 5), first.endpoint.take_memory());
  c.say_client_hello();
  faced->turn();
  c.master = Scripted12::value(master);
  return faced;
}

bool resumed(std::unique_ptr<FacedServer12> &faced) {
  C &c = faced->peer;
  const Bytes message = c.next();
  if (message.empty()) return false;
  wire::decode(message, c.server_hello);
  return c.server_hello.legacy_session_id_echo == c.hello.legacy_session_id;
}

// expect_server_finished takes the server's part of a resumed handshake.
void expect_server_finished(C &c) {
  c.server_random = c.server_hello.random;
  c.choose(c.server_hello.cipher_suite);
  c.heard(wire::encode(c.server_hello));
  c.expand();
  c.pull();  // ChangeCipherSpec
  const Bytes finished = c.next();
  EXPECT_EQ(wire::to_hex(finished), wire::to_hex(c.finished(Role::server)));
  c.heard(finished);
}

TEST(Tls12Resumption, OurServer) {
  {
    auto faced = again([](C &, ServerConfig &) {});
    ASSERT_TRUE(resumed(faced));
    C &c = faced->peer;
    expect_server_finished(c);
    c.say_change_cipher_spec();
    c.say(c.finished(Role::client));
    faced->turn();
    ASSERT_FALSE(faced->failure()) << faced->failure()->reason;
    EXPECT_EQ(faced->endpoint.connection().summary()->resumed, "session_id");
  }
  {  // RFC 7627, section 5.3
    auto faced = again([](C &c, ServerConfig &) { c.drop(ExtensionType::extended_master_secret); });
    expect_alert(*faced, handshake_failure);
  }
  // What does not fit is a full handshake.
  const std::function<void(C &, ServerConfig &)> others[] = {
      [](C &c, ServerConfig &) { c.hello.legacy_session_id[0] ^= 1; },
      [](C &, ServerConfig &config) { config.time += 7201; },
      [](C &, ServerConfig &config) { config.session_ids = false; },
      [](C &c, ServerConfig &) {
        c.put(wire::ServerNameList{{{wire::NameType::host_name, {'a', '.', 'b'}}}});
      },
      [](C &c, ServerConfig &config) {
        c.hello.cipher_suites = {CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384};
        config.cipher_suites = c.hello.cipher_suites;
      },
      [](C &c, ServerConfig &) { c.put(wire::SessionTicket{Bytes(100, 3)}); },
  };
  for (const auto &change : others) {
    auto faced = again(change);
    ASSERT_FALSE(faced->failure()) << faced->failure()->reason;
    EXPECT_FALSE(resumed(faced));
    EXPECT_EQ(faced->endpoint.state(), ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE);
  }
}

// The session of a connection that failed is gone (RFC 5246, section 7.2); that of one that the
// peer only left is not.
TEST(Tls12Resumption, TheServerForgetsASessionThatFailed) {
  const std::function<void(FacedServer12 &)> failures[] = {
      [](FacedServer12 &f) {
        Bytes wrong = f.peer.finished(Role::client);
        wrong.back() ^= 1;
        f.peer.say_change_cipher_spec();
        f.peer.say(wrong);
      },
      [](FacedServer12 &f) {
        f.peer.clear(kAlert, Bytes{2, 40});
      },
      [](FacedServer12 &f) {
        f.peer.say_change_cipher_spec();
        f.peer.say(f.peer.finished(Role::client));
        f.peer.record(kAlert, Bytes{2, 40});
      },
  };
  for (const auto &fail : failures) {
    auto faced = again([](C &, ServerConfig &) {});
    ASSERT_TRUE(resumed(faced));
    expect_server_finished(faced->peer);
    fail(*faced);
    faced->turn();
    ASSERT_TRUE(faced->failure());
    EXPECT_EQ(left_alive(faced->trace), "");
    EXPECT_TRUE(faced->endpoint.take_memory().sessions.empty());
  }
  {  // before anything was answered
    auto faced = again([](C &c, ServerConfig &) {
      c.put(wire::ProtocolNameList{{{Bytes{'h', '2'}}}});
    });
    expect_alert(*faced, no_application_protocol);
    EXPECT_TRUE(faced->endpoint.take_memory().sessions.empty());
  }
  {
    auto faced = again([](C &c, ServerConfig &) { c.drop(ExtensionType::extended_master_secret); });
    expect_alert(*faced, handshake_failure);
    EXPECT_TRUE(faced->endpoint.take_memory().sessions.empty());
  }
  auto faced = again([](C &, ServerConfig &) {});
  faced->endpoint.end(faced->trace);
  const ServerMemory memory = faced->endpoint.take_memory();
  ASSERT_EQ(memory.sessions.size(), 1U);
  // What the memory still has was not discarded.
  const EventId id = memory.sessions[0].state.secret.id;
  for (const auto &event : faced->trace.events()) {
    const auto *end = std::get_if<trace::Discarded>(&event.is);
    EXPECT_FALSE(end && end->value == id);
  }
}

// The same when the way to the peer is gone before the alert is out, and the memory is shared.
TEST(Tls12Resumption, AnEndIsToldToTheSharedMemory) {
  for (const bool fails : {false, true}) {
    FacedServer12 faced(scenario_of(kSuites[0]));
    ServerMemory shared;
    const auto steps = [&] {
      faced.endpoint.connection().receive(std::exchange(faced.peer.out, {}));
      while (faced.endpoint.can_step() && !faced.failure()) {
        faced.endpoint.step(faced.trace, shared);
      }
      faced.peer.take(faced.endpoint.connection().take_output());
    };
    faced.peer.say_client_hello();
    steps();
    faced.peer.read_flight();
    faced.peer.say_finished();
    steps();
    EXPECT_EQ(shared.sessions.size(), 1U);
    if (fails) faced.peer.clear(kData, Bytes(40, 1));
    steps();
    EXPECT_EQ(faced.failure().has_value(), fails);
    faced.endpoint.end(faced.trace, shared);
    EXPECT_EQ(shared.sessions.size(), fails ? 0U : 1U);
  }
}

// RFC 6066, section 3: the ServerHello of a resumed session has no server_name.
TEST(Tls12Resumption, TheServerDoesNotRepeatItsAnswerToServerName) {
  const auto named = [](C &c) {
    c.put(wire::ServerNameList{{{wire::NameType::host_name, {'a', '.', 'b'}}}});
  };
  {
    FacedServer12 first(scenario_of(kSuites[0]));
    named(first.peer);
    first.hello();
    EXPECT_TRUE(wire::has(*first.peer.server_hello.extensions, ExtensionType::server_name));
  }
  auto faced = again([](C &, ServerConfig &) {}, named);
  ASSERT_TRUE(resumed(faced));
  EXPECT_FALSE(wire::has(*faced->peer.server_hello.extensions, ExtensionType::server_name));
}

// A server that knows no tickets passes one over, and finds the session by its ID.
TEST(Tls12Resumption, ATicketThatTheServerDoesNotKnow) {
  auto faced = again([](C &c, ServerConfig &config) {
    c.put(wire::SessionTicket{Bytes(100, 3)});
    config.session_tickets = false;
  });
  ASSERT_TRUE(resumed(faced));
  expect_server_finished(faced->peer);
  faced->peer.say_change_cipher_spec();
  faced->peer.say(faced->peer.finished(Role::client));
  faced->turn();
  ASSERT_FALSE(faced->failure()) << faced->failure()->reason;
  EXPECT_EQ(faced->endpoint.connection().summary()->resumed, "session_id");
}

// A session that makes room for another is of another trace, or of none: its end has its birth.
TEST(Tls12Resumption, WhatMakesRoomIsDiscardedByItsName) {
  const auto expect_births = [](const Recorder &trace) {
    for (const auto &event : trace.events()) {
      const auto *end = std::get_if<trace::Discarded>(&event.is);
      if (!end) continue;
      ASSERT_LT(end->value, event.id);
      const auto *born = std::get_if<trace::ValueBorn>(&trace.events()[end->value].is);
      ASSERT_TRUE(born);
      EXPECT_EQ(born->name, end->name);
    }
  };
  const auto old_secret = [] {
    return Value{crypto::Secret(Bytes(48, 0x5e)), trace::kNoEvent, "master_secret"};
  };
  const session::Scenario scenario = scenario_of(kSuites[0]);
  {
    ServerMemory memory;
    for (std::uint8_t i = 0; i < 64; ++i) {
      memory.sessions.push_back({Bytes(32, i), {}});
      memory.sessions.back().state.secret = old_secret();
    }
    FacedServer12 faced(scenario);
    faced.endpoint = Server(session::server_config(scenario), Bytes(32, 5), std::move(memory));
    faced.complete();
    ASSERT_FALSE(faced.failure());
    expect_births(faced.trace);
    memory = faced.endpoint.take_memory();
    ASSERT_EQ(memory.sessions.size(), 64U);
    EXPECT_EQ(memory.sessions[0].session_id, Bytes(32, 1));
  }
  ClientMemory memory;
  for (std::uint8_t i = 0; i < 8; ++i) {
    memory.sessions.push_back(
        {Bytes(32, i), {}, old_secret(), kSuites[0], true, "elsewhere", scenario.time, 7200});
  }
  FacedClient12 faced(session::client_config(scenario), std::move(memory));
  faced.peer.server_hello.legacy_session_id_echo = Bytes(32, 0x99);
  faced.complete();
  ASSERT_FALSE(faced.failure()) << faced.failure()->reason;
  expect_births(faced.trace);
  memory = faced.endpoint.take_memory();
  ASSERT_EQ(memory.sessions.size(), 8U);
  EXPECT_EQ(memory.sessions[0].session_id, Bytes(32, 1));
}

}  // namespace
}  // namespace handshake::strictness_tls12_test
