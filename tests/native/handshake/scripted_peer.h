// A peer that says what a test tells it to, under the real keys.
#pragma once

#include <deque>
#include <utility>

#include "crypto/key_exchange.h"
#include "crypto/signature.h"
#include "handshake/client.h"
#include "handshake/server.h"
#include "schedule/transcript.h"
#include "session/demonstration_chain.h"
#include "session/scenario.h"

namespace handshake::testing {

using wire::ContentType;
using wire::In;

// ScriptedPeer has the records, the transcript and the key schedule of one side; what is sent and
// when is up to its user. Nothing is checked.
class ScriptedPeer {
 public:
  explicit ScriptedPeer(Role role) : role_(role) {}

  // --- sending ---
  void raw(ByteView bytes) { wire::append(out, bytes); }
  // clear sends a record without protection, whatever keys there are.
  void clear(ContentType type, ByteView content) {
    wire::Writer writer;
    wire::write(writer, wire::RecordHeader{type, wire::ProtocolVersion::tls12,
                                           static_cast<std::uint16_t>(content.size())});
    writer.bytes(content);
    raw(writer.out);
  }
  // record sends a record under the current keys.
  void record(ContentType type, ByteView content, std::size_t padding = 0) {
    if (!write.active()) return clear(type, content);
    raw(write.seal(type, content, padding, {}, nullptr));
  }
  // say sends a handshake message and adds it to the transcript.
  void say(ByteView message) {
    heard(message);
    record(ContentType::handshake, message);
  }
  // heard adds a message to the transcript.
  void heard(ByteView message) { transcript.add(message, trace::kNoEvent); }

  // --- receiving ---
  // take reads records; handshake messages come one by one. What cannot be read ends it.
  void take(ByteView bytes) {
    wire::append(inbox_, bytes);
    std::size_t at = 0;
    while (inbox_.size() - at >= wire::kRecordHeaderLength) {
      const std::size_t n = std::size_t{inbox_[at + 3]} << 8 | inbox_[at + 4];
      const ByteView all = ByteView(inbox_).subspan(at, wire::kRecordHeaderLength + n);
      at += all.size();
      auto type = static_cast<ContentType>(all[0]);
      Bytes content = wire::to_bytes(all.subspan(wire::kRecordHeaderLength));
      if (type == ContentType::application_data && !read.active()) {
        unreadable = true;
        break;
      }
      if (type == ContentType::application_data) {
        schedule::InnerPlaintext inner;
        if (read.open(all, inner, nullptr) != schedule::RecordProtection::OpenError::none) {
          unreadable = true;
          break;
        }
        type = inner.type;
        content = inner.content;
      }
      if (type != ContentType::handshake) {
        received.emplace_back(type, content);
        continue;
      }
      wire::append(handshake_, content);
      while (handshake_.size() >= 4) {
        const std::size_t size = 4 + (std::size_t{handshake_[1]} << 16 |
                                      std::size_t{handshake_[2]} << 8 | handshake_[3]);
        if (handshake_.size() < size) break;
        received.emplace_back(type, wire::to_bytes(ByteView(handshake_).first(size)));
        handshake_.erase(handshake_.begin(), handshake_.begin() + static_cast<long>(size));
      }
    }
    inbox_.erase(inbox_.begin(), inbox_.begin() + static_cast<long>(at));
  }
  // next gives the next message of a type, dropping others.
  Bytes next(ContentType type = ContentType::handshake) {
    while (!received.empty()) {
      auto [t, bytes] = std::move(received.front());
      received.pop_front();
      if (t == type) return bytes;
    }
    return {};
  }

  // --- keys ---
  void handshake_keys(wire::CipherSuite suite, ByteView shared_secret) {
    transcript.begin(schedule::parameters_of(suite).hash);
    keys = schedule::KeySchedule(schedule::parameters_of(suite));
    keys.extract_early_secret(psk, off);
    keys.extract_handshake_secret(Value{crypto::Secret(shared_secret), 0, ""}, off);
    const Value hash = transcript.hash(off);
    const Value client = keys.derive_secret("", "c hs traffic", hash, off);
    const Value server = keys.derive_secret("", "s hs traffic", hash, off);
    finished_key_[0] = keys.finished_key(Role::client, client, off);
    finished_key_[1] = keys.finished_key(Role::server, server, off);
    set(Role::client, keys.traffic_keys(Role::client, trace::Epoch::handshake, client, off));
    set(Role::server, keys.traffic_keys(Role::server, trace::Epoch::handshake, server, off));
    keys.extract_master_secret(off);
  }
  // application_secrets must be called when the server's Finished is the last in the transcript.
  void application_secrets() {
    const Value hash = transcript.hash(off);
    application_[0] = keys.derive_secret("", "c ap traffic", hash, off);
    application_[1] = keys.derive_secret("", "s ap traffic", hash, off);
  }
  void application_keys(Role sender) {
    set(sender, keys.traffic_keys(sender, trace::Epoch::application,
                                  application_[sender == Role::server], off));
  }
  // update_keys goes on to the next application traffic secret of a side (section 7.2).
  void update_keys(Role sender) {
    Value &secret = application_[sender == Role::server];
    secret = keys.next_traffic_secret(sender, 1, secret, off);
    application_keys(sender);
  }
  Bytes finished(Role sender) {
    const Value data =
        keys.verify_data("", finished_key_[sender == Role::server], transcript.hash(off), off);
    return wire::encode(wire::Finished{wire::to_bytes(data)});
  }

  Value psk;  // empty: none
  Bytes out;
  std::deque<std::pair<ContentType, Bytes>> received;
  bool unreadable = false;
  schedule::RecordProtection read, write;
  schedule::Transcript transcript;
  schedule::KeySchedule keys;
  Recorder off{Recorder::Mode::off};

 private:
  void set(Role sender, schedule::TrafficKeys traffic) {
    (sender == role_ ? write : read) = schedule::RecordProtection(std::move(traffic));
  }
  Role role_;
  Bytes inbox_, handshake_;
  Value finished_key_[2], application_[2];
};

// ScriptedServer talks to our client: each step can be done right, or otherwise.
class ScriptedServer : public ScriptedPeer {
 public:
  ScriptedServer() : ScriptedPeer(Role::server) {}
  // read_client_hello takes the ClientHello that came.
  void read_client_hello() {
    const Bytes message = next();
    hello = {};
    wire::decode(message, hello);
    heard(message);
    server_hello = {};
    server_hello.random.fill(0x55);
    server_hello.legacy_session_id_echo = hello.legacy_session_id;
    server_hello.cipher_suite = wire::CipherSuite::TLS_AES_128_GCM_SHA256;
    const auto &share =
        wire::find<wire::KeyShareClientHello>(*hello.extensions)->client_shares.back();
    const auto response = crypto::respond(
        share.group, crypto::draw_private_key(share.group, random, crypto::Turn::second),
        share.key_exchange);
    shared_secret = response->shared_secret;
    server_hello.extensions = {
        wire::make_extension<In::server_hello>(wire::SelectedVersion{wire::ProtocolVersion::tls13}),
        wire::make_extension<In::server_hello>(
            wire::KeyShareServerHello{{share.group, response->public_key}})};
  }
  wire::HelloRetryRequest retry(wire::NamedGroup group) const {
    wire::HelloRetryRequest request;
    request.random = wire::kHelloRetryRequestRandom;
    request.legacy_session_id_echo = hello.legacy_session_id;
    request.cipher_suite = wire::CipherSuite::TLS_AES_128_GCM_SHA256;
    request.extensions = {
        wire::make_extension<In::hello_retry_request>(
            wire::SelectedVersion{wire::ProtocolVersion::tls13}),
        wire::make_extension<In::hello_retry_request>(wire::KeyShareHelloRetryRequest{group})};
    return request;
  }
  void say_retry(const wire::HelloRetryRequest &message) {
    transcript.begin(crypto::HashAlgorithm::sha256);
    transcript.replace_with_message_hash();
    say(wire::encode(message));
  }
  void say_server_hello() {
    say(wire::encode(server_hello));
    handshake_keys(server_hello.cipher_suite, shared_secret);
  }
  void say_encrypted_extensions() { say(wire::encode(wire::EncryptedExtensions{})); }
  void say_certificate() {
    say(wire::encode(wire::Certificate{
        {}, {{wire::to_bytes(session::demonstration_leaf(crypto::KeyType::ec_secp256r1)), {}}}}));
  }
  wire::CertificateVerify certificate_verify(Role context = Role::server) {
    const auto key = crypto::PrivateKey::from_der(
        session::demonstration_leaf_key(crypto::KeyType::ec_secp256r1));
    const Value content = schedule::certificate_verify_content(context, transcript.hash(off), off);
    return {wire::SignatureScheme::ecdsa_secp256r1_sha256,
            *crypto::sign(*key, wire::SignatureScheme::ecdsa_secp256r1_sha256, content, random)};
  }
  void say_certificate_verify() { say(wire::encode(certificate_verify())); }
  void say_finished() {
    say(finished(Role::server));
    application_secrets();
    application_keys(Role::server);
  }
  // until does everything right up to and including a message of this type.
  void until(wire::HandshakeType last) {
    using enum wire::HandshakeType;
    say_server_hello();
    if (last == server_hello) return;
    say_encrypted_extensions();
    if (last == encrypted_extensions) return;
    say_certificate();
    if (last == certificate) return;
    say_certificate_verify();
    if (last == certificate_verify) return;
    say_finished();
  }
  void all() { until(wire::HandshakeType::finished); }

  wire::ClientHello hello;
  wire::ServerHello server_hello;
  crypto::Secret shared_secret;
  crypto::Random random{Bytes(32, 3)};
};

// ScriptedClient talks to our server.
class ScriptedClient : public ScriptedPeer {
 public:
  ScriptedClient() : ScriptedPeer(Role::client) {
    private_key = crypto::draw_private_key(wire::NamedGroup::x25519, random);
    hello.random.fill(0x66);
    hello.legacy_session_id = Bytes(32, 0x77);
    hello.cipher_suites = {wire::CipherSuite::TLS_AES_128_GCM_SHA256};
    hello.extensions.emplace();
    put(wire::SupportedVersions{{wire::ProtocolVersion::tls13}});
    put(wire::NamedGroupList{{wire::NamedGroup::x25519}});
    put(wire::SignatureSchemeList{{wire::SignatureScheme::ecdsa_secp256r1_sha256}});
    put(wire::KeyShareClientHello{
        {{wire::NamedGroup::x25519, *crypto::public_key(wire::NamedGroup::x25519, private_key)}}});
  }
  // put sets the body of an extension of ClientHello, adding it when it is not there.
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
  // read_flight takes ServerHello to Finished and computes the keys.
  void read_flight() {
    const Bytes message = next();
    wire::ServerHello server_hello;
    wire::decode(message, server_hello);
    heard(message);
    const auto *share = wire::find<wire::KeyShareServerHello>(*server_hello.extensions);
    const auto secret = share ? *crypto::shared_secret(wire::NamedGroup::x25519, private_key,
                                                       share->server_share.key_exchange)
                              : crypto::Secret();
    handshake_keys(server_hello.cipher_suite, secret);
  }
  void read_rest() {
    for (Bytes message = next(); !message.empty(); message = next()) heard(message);
    application_secrets();
    application_keys(Role::server);
  }
  void say_finished() {
    say(finished(Role::client));
    application_keys(Role::client);
  }

  wire::ClientHello hello;
  crypto::Secret private_key;
  crypto::Random random{Bytes(32, 4)};
};

// Faced is one of our endpoints with a scripted peer before it.
template <class Endpoint, class Config, class Peer>
struct Faced {
  explicit Faced(std::shared_ptr<const Config> config)
      : endpoint(std::move(config), Bytes(crypto::Random::kSeedLength, 9)) {}
  // turn gives the endpoint what the peer sent and the peer what came of it.
  void turn() {
    endpoint.connection().receive(std::exchange(peer.out, {}));
    for (int steps = 0; endpoint.can_step() && steps < 1000; ++steps) endpoint.step(trace);
    wire::append(data, endpoint.connection().take_application_data());
    peer.take(endpoint.connection().take_output());
  }
  const std::optional<Failure> &failure() { return endpoint.connection().failure(); }
  Endpoint endpoint;
  Peer peer;
  Bytes data;
  Recorder trace{Recorder::Mode::on};
};
struct FacedClient : Faced<Client, ClientConfig, ScriptedServer> {
  explicit FacedClient(const session::Scenario &scenario = {})
      : FacedClient(session::client_config(scenario)) {}
  explicit FacedClient(std::shared_ptr<const ClientConfig> config) : Faced(std::move(config)) {
    turn();
    peer.read_client_hello();
  }
};
struct FacedServer : Faced<Server, ServerConfig, ScriptedClient> {
  explicit FacedServer(const session::Scenario &scenario = {})
      : FacedServer(session::server_config(scenario)) {}
  explicit FacedServer(std::shared_ptr<const ServerConfig> config) : Faced(std::move(config)) {}
  // hello sends the ClientHello and reads ServerHello to Finished.
  void hello() {
    peer.say_client_hello();
    endpoint.connection().receive(std::exchange(peer.out, {}));
    while (endpoint.can_step()) endpoint.step(trace);
    const Bytes flight = endpoint.connection().take_output();
    // The first record is ServerHello; what follows needs its keys.
    const std::size_t n =
        wire::kRecordHeaderLength + (std::size_t{flight.at(3)} << 8 | flight.at(4));
    peer.take(ByteView(flight).first(n));
    peer.read_flight();
    peer.take(ByteView(flight).subspan(n));
    peer.read_rest();
  }
  void complete() {
    hello();
    peer.say_finished();
    turn();
  }
};

}  // namespace handshake::testing
