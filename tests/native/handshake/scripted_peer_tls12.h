// A TLS 1.2 peer that says what a test tells it to, under the real keys.
#pragma once

#include "crypto/ffdhe.h"
#include "crypto/rsa_encryption.h"
#include "handshake/tls12/authentication.h"
#include "handshake/tls12/key_exchange.h"
#include "native/handshake/scripted_peer.h"
#include "schedule/tls12_key_schedule.h"

namespace handshake::testing {

// Scripted12 has the records, the transcript and the keys of one side; nothing is checked.
class Scripted12 {
 public:
  explicit Scripted12(Role role) : role_(role) {}

  // --- sending ---
  void raw(ByteView bytes) { wire::append(out, bytes); }
  void clear(ContentType type, ByteView content) {
    wire::Writer writer;
    wire::write(writer, wire::RecordHeader{type, wire::ProtocolVersion::tls12,
                                           static_cast<std::uint16_t>(content.size())});
    writer.bytes(content);
    raw(writer.out);
  }
  void record(ContentType type, ByteView content) {
    if (!write.active()) return clear(type, content);
    const Bytes iv(16, 0x3c);
    raw(write.seal(type, content, 0, schedule::is_cbc(write.form()) ? ByteView(iv) : ByteView{},
                   nullptr));
  }
  void say(ByteView message) {
    heard(message);
    record(ContentType::handshake, message);
  }
  void heard(ByteView message) { transcript.add(message, trace::kNoEvent); }
  void say_change_cipher_spec() {
    clear(ContentType::change_cipher_spec, Bytes{1});
    write = schedule::RecordProtection(role_ == Role::client ? keys.client : keys.server);
  }

  // --- receiving: one record at a time, each under the keys of its moment ---
  void take(ByteView bytes) { wire::append(inbox_, bytes); }
  // pull gives the next record's content; a change_cipher_spec changes the keys.
  std::pair<ContentType, Bytes> pull() {
    if (inbox_.size() < wire::kRecordHeaderLength) return {ContentType::invalid, {}};
    const std::size_t n = wire::kRecordHeaderLength + (std::size_t{inbox_[3]} << 8 | inbox_[4]);
    const Bytes all(inbox_.begin(), inbox_.begin() + static_cast<long>(n));
    inbox_.erase(inbox_.begin(), inbox_.begin() + static_cast<long>(n));
    const auto type = static_cast<ContentType>(all[0]);
    if (!read.active()) {
      if (type == ContentType::change_cipher_spec && suite) {
        read = schedule::RecordProtection(role_ == Role::client ? keys.server : keys.client);
      }
      return {type, wire::to_bytes(ByteView(all).subspan(wire::kRecordHeaderLength))};
    }
    schedule::InnerPlaintext inner;
    if (read.open(all, inner, nullptr) != schedule::RecordProtection::OpenError::none) {
      unreadable = true;
      return {ContentType::invalid, {}};
    }
    return {inner.type, inner.content};
  }
  // next gives the next message of a type, dropping others.
  Bytes next(ContentType type = ContentType::handshake) {
    while (true) {
      auto [t, bytes] = pull();
      if (t == type || t == ContentType::invalid) return bytes;
    }
  }
  // hear takes the next handshake message into the transcript.
  Bytes hear() {
    Bytes message = next();
    heard(message);
    return message;
  }

  // --- keys ---
  void choose(wire::CipherSuite code, bool encrypt_then_mac = false) {
    suite = schedule::tls12_suite(code);
    schedule = schedule::Tls12KeySchedule(*suite, encrypt_then_mac);
    transcript.begin(suite->prf_hash, true);
  }
  // derive makes the master secret and the session keys of a premaster secret; everything up to
  // ClientKeyExchange is in the transcript.
  void derive(ByteView pre_master, bool extended) {
    const Value secret{crypto::Secret(pre_master), 0, ""};
    master = extended
                 ? schedule.extended_master_secret(secret, transcript.hash(off), off)
                 : schedule.master_secret(secret, value(client_random), value(server_random), off);
    expand();
  }
  void expand() {
    keys = schedule.session_keys(master, value(client_random), value(server_random), off);
  }
  Bytes finished(Role sender) {
    const Value data = schedule.verify_data(sender, master, transcript.hash(off), off);
    return wire::encode(wire::Finished{wire::to_bytes(data)});
  }
  static Value value(ByteView bytes) { return Value{crypto::Secret(bytes), 0, ""}; }

  Bytes out;
  bool unreadable = false;
  schedule::RecordProtection read, write;
  schedule::Transcript transcript;
  const schedule::Tls12Suite *suite = nullptr;
  schedule::Tls12KeySchedule schedule;
  schedule::Tls12KeySchedule::SessionKeys keys;
  Value master;
  wire::RandomBytes client_random{}, server_random{};
  Recorder off{Recorder::Mode::off};
  crypto::Random random{Bytes(32, 3)};

 private:
  Role role_;
  Bytes inbox_;
};

inline crypto::PrivateKey demonstration_key(crypto::KeyType type) {
  return *crypto::PrivateKey::from_der(session::demonstration_leaf_key(type));
}

// ScriptedServer12 talks to our client. It speaks ECDHE_ECDSA, ECDHE_RSA, DHE_RSA or RSA, by the
// cipher suite of `server_hello`.
class ScriptedServer12 : public Scripted12 {
 public:
  ScriptedServer12() : Scripted12(Role::server) {}
  void read_client_hello() {
    const Bytes message = next();
    hello = {};
    wire::decode(message, hello);
    heard(message);
    client_random = hello.random;
    server_random.fill(0x55);
    server_hello.random = server_random;
    server_hello.cipher_suite = wire::CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    server_hello.extensions.emplace();
    add(wire::RenegotiationInfo{});
    add(wire::ExtendedMasterSecret{});
  }
  template <class Body>
  void add(Body body) {
    server_hello.extensions->push_back(wire::make_extension<In::server_hello>(std::move(body)));
  }
  void say_server_hello() {
    const auto &extensions = *server_hello.extensions;
    choose(server_hello.cipher_suite, wire::find<wire::EncryptThenMac>(extensions) != nullptr);
    extended = wire::find<wire::ExtendedMasterSecret>(extensions) != nullptr;
    say(wire::encode(server_hello));
  }
  crypto::KeyType key_type() const {
    return suite->ecdsa ? crypto::KeyType::ec_secp256r1 : crypto::KeyType::rsa;
  }
  wire::SignatureScheme scheme() const {
    return suite->ecdsa ? wire::SignatureScheme::ecdsa_secp256r1_sha256
                        : wire::SignatureScheme::rsa_pss_rsae_sha256;
  }
  void say_certificate() {
    say(wire::encode(
        wire::tls12::Certificate{{{wire::to_bytes(session::demonstration_leaf(key_type()))}}}));
  }
  template <class Params>
  wire::tls12::ServerKeyExchange<Params> signed_exchange(Params params) {
    const Value content = tls12::signed_params(value(client_random), value(server_random),
                                               tls12::encoded(params), off);
    return {params, scheme(),
            *crypto::sign_tls12(demonstration_key(key_type()), scheme(), content, random)};
  }
  wire::tls12::ServerKeyExchange<wire::tls12::ServerECDHParams> ecdhe() {
    if (private_key.empty()) {
      private_key = crypto::draw_private_key(wire::NamedGroup::x25519, random);
    }
    return signed_exchange(
        wire::tls12::ServerECDHParams{wire::ECCurveType::named_curve, wire::NamedGroup::x25519,
                                      *crypto::public_key(wire::NamedGroup::x25519, private_key)});
  }
  wire::tls12::ServerDHParams dh_params() {
    const Bytes p = crypto::ffdhe::prime(wire::NamedGroup::ffdhe2048);
    private_key = crypto::ffdhe::draw_exponent(2048, random);
    return {p, {2}, wire::to_bytes(*crypto::ffdhe::power(Bytes{2}, private_key, p))};
  }
  void say_server_key_exchange() {
    using Kind = wire::KeyExchangeAlgorithm;
    if (suite->key_exchange == Kind::ecdhe) say(wire::encode(ecdhe()));
    if (suite->key_exchange == Kind::dhe) say(wire::encode(signed_exchange(dh_params())));
  }
  void say_done() { say(wire::encode(wire::tls12::ServerHelloDone{})); }
  // until does everything right up to and including a message of this type.
  void until(wire::HandshakeType last) {
    using enum wire::HandshakeType;
    say_server_hello();
    if (last == wire::HandshakeType::server_hello) return;
    say_certificate();
    if (last == certificate) return;
    say_server_key_exchange();
    if (last == server_key_exchange) return;
    say_done();
  }
  // read_flight takes ClientKeyExchange to Finished and computes the keys.
  void read_flight() {
    using enum wire::KeyExchangeAlgorithm;
    const Bytes message = hear();
    const ByteView body = ByteView(message).subspan(4);
    Bytes pre_master;
    if (suite->key_exchange == rsa) {
      pre_master = wire::to_bytes(crypto::rsa_decrypt_premaster(
          demonstration_key(crypto::KeyType::rsa), body.subspan(2), 0x0303, Bytes(48)));
    } else if (suite->key_exchange == dhe) {
      const auto z = crypto::ffdhe::power(body.subspan(2), private_key,
                                          crypto::ffdhe::prime(wire::NamedGroup::ffdhe2048));
      pre_master = wire::to_bytes(*z);
      while (pre_master.front() == 0) pre_master.erase(pre_master.begin());
    } else {
      pre_master = wire::to_bytes(
          *crypto::shared_secret(wire::NamedGroup::x25519, private_key, body.subspan(1)));
    }
    derive(pre_master, extended);
    pull();  // ChangeCipherSpec
    client_finished = hear();
  }
  void say_finished() {
    say_change_cipher_spec();
    say(finished(Role::server));
  }

  wire::ClientHello hello;
  wire::ServerHello server_hello;
  bool extended = true;
  crypto::Secret private_key;
  Bytes client_finished;
};

// ScriptedClient12 talks to our server.
class ScriptedClient12 : public Scripted12 {
 public:
  ScriptedClient12() : Scripted12(Role::client) {
    client_random.fill(0x66);
    hello.random = client_random;
    hello.cipher_suites = {wire::CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    hello.extensions.emplace();
    put(wire::NamedGroupList{{wire::NamedGroup::x25519, wire::NamedGroup::secp256r1}});
    put(wire::ECPointFormatList{{wire::ECPointFormat::uncompressed}});
    put(wire::SignatureSchemeList{{wire::SignatureScheme::ecdsa_secp256r1_sha256,
                                   wire::SignatureScheme::rsa_pss_rsae_sha256}});
    put(wire::RenegotiationInfo{});
    put(wire::ExtendedMasterSecret{});
  }
  template <class Body>
  void put(Body body) {
    auto made = wire::make_extension<In::client_hello>(std::move(body));
    for (auto &one : *hello.extensions) {
      if (one.type == made.type) {
        one = std::move(made);
        return;
      }
    }
    hello.extensions->push_back(std::move(made));
  }
  void drop(wire::ExtensionType type) {
    std::erase_if(*hello.extensions, [&](const auto &one) { return one.type == type; });
  }
  void say_client_hello() { say(wire::encode(hello)); }
  // read_flight takes ServerHello to ServerHelloDone.
  void read_flight() {
    using enum wire::KeyExchangeAlgorithm;
    const Bytes message = next();
    wire::decode(message, server_hello);
    server_random = server_hello.random;
    choose(server_hello.cipher_suite,
           wire::find<wire::EncryptThenMac>(*server_hello.extensions) != nullptr);
    extended = wire::find<wire::ExtendedMasterSecret>(*server_hello.extensions) != nullptr;
    heard(message);
    hear();  // Certificate
    if (suite->key_exchange == ecdhe) wire::decode(hear(), ecdhe_params);
    if (suite->key_exchange == dhe) wire::decode(hear(), dhe_params);
    hear();  // ServerHelloDone, or CertificateRequest
  }
  // key_exchange makes a right ClientKeyExchange and keeps the premaster secret.
  Bytes key_exchange() {
    using enum wire::KeyExchangeAlgorithm;
    if (suite->key_exchange == rsa) {
      pre_master = Bytes(48, 7);
      pre_master[0] = pre_master[1] = 3;
      return encrypted(pre_master);
    }
    if (suite->key_exchange == dhe) {
      const auto &p = dhe_params.params;
      const crypto::Secret x = crypto::ffdhe::draw_exponent(2048, random);
      pre_master = wire::to_bytes(*crypto::ffdhe::power(p.dh_Ys, x, p.dh_p));
      while (pre_master.front() == 0) pre_master.erase(pre_master.begin());
      return wire::encode(wire::tls12::ClientDiffieHellmanPublic{
          wire::to_bytes(*crypto::ffdhe::power(p.dh_g, x, p.dh_p))});
    }
    const crypto::Secret key = crypto::draw_private_key(wire::NamedGroup::x25519, random);
    pre_master = wire::to_bytes(
        *crypto::shared_secret(wire::NamedGroup::x25519, key, ecdhe_params.params.public_point));
    return wire::encode(wire::tls12::ClientECDiffieHellmanPublic{
        *crypto::public_key(wire::NamedGroup::x25519, key)});
  }
  // encrypted makes the ClientKeyExchange of RSA around any plaintext.
  Bytes encrypted(ByteView plaintext) {
    const auto key = demonstration_key(crypto::KeyType::rsa);
    return wire::encode(wire::tls12::EncryptedPreMasterSecret{
        *crypto::rsa_encrypt(key.public_key_info(), plaintext, random)});
  }
  void say_key_exchange() {
    say(key_exchange());
    derive(pre_master, extended);
  }
  void say_finished() {
    say_key_exchange();
    say_change_cipher_spec();
    say(finished(Role::client));
  }
  // read_finished takes the server's ChangeCipherSpec and Finished.
  void read_finished() {
    pull();
    server_finished = next();
  }

  wire::ClientHello hello;
  wire::ServerHello server_hello;
  wire::tls12::ServerKeyExchange<wire::tls12::ServerECDHParams> ecdhe_params;
  wire::tls12::ServerKeyExchange<wire::tls12::ServerDHParams> dhe_params;
  bool extended = true;
  Bytes pre_master, server_finished;
};

inline session::Scenario tls12_scenario() {
  session::Scenario scenario;
  scenario.client_versions = scenario.server_versions = {wire::ProtocolVersion::tls12};
  scenario.client_groups.push_back(wire::NamedGroup::ffdhe2048);
  scenario.server_groups.push_back(wire::NamedGroup::ffdhe2048);
  return scenario;
}

struct FacedClient12 : Faced<Client, ClientConfig, ScriptedServer12> {
  explicit FacedClient12(const session::Scenario &scenario = tls12_scenario())
      : FacedClient12(session::client_config(scenario)) {}
  explicit FacedClient12(std::shared_ptr<const ClientConfig> config, ClientMemory memory = {})
      : Faced(config) {
    endpoint = Client(std::move(config), Bytes(crypto::Random::kSeedLength, 9), std::move(memory));
    turn();
    peer.read_client_hello();
  }
  // complete does a whole handshake.
  void complete() {
    peer.until(wire::HandshakeType::server_hello_done);
    turn();
    peer.read_flight();
    peer.say_finished();
    turn();
  }
};
struct FacedServer12 : Faced<Server, ServerConfig, ScriptedClient12> {
  explicit FacedServer12(const session::Scenario &scenario = tls12_scenario())
      : FacedServer12(session::server_config(scenario)) {}
  explicit FacedServer12(std::shared_ptr<const ServerConfig> config) : Faced(std::move(config)) {}
  // hello sends the ClientHello and reads the server's flight.
  void hello() {
    peer.say_client_hello();
    turn();
    if (!failure()) peer.read_flight();
  }
  void complete() {
    hello();
    peer.say_finished();
    turn();
    peer.read_finished();
  }
};

}  // namespace handshake::testing
