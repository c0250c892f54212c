// A connection of TLS 1.2 (RFC 5246), as far as its secrets are there.
#include <algorithm>

#include "crypto/rsa_encryption.h"
#include "eavesdropper/book.h"
#include "handshake/context.h"
#include "handshake/session_ticket.h"
#include "handshake/tls12/key_exchange.h"
#include "schedule/tls12_key_schedule.h"
#include "schedule/transcript.h"
#include "wire/certificate.h"

namespace eavesdropper {
namespace {

using handshake::received_value;
using schedule::Tls12KeySchedule;
using schedule::TrafficKeys;
using trace::kEverybody;
using wire::HandshakeType;
using wire::KeyExchangeAlgorithm;

class Tls12 {
 public:
  Tls12(Tapped &tapped, const schedule::Tls12Suite &suite, Book &book, Recorder &trace)
      : tapped_(tapped),
        suite_(suite),
        book_(book),
        trace_(trace),
        dialect_{wire::ProtocolVersion::tls12, suite.key_exchange},
        extended_(has<wire::ExtendedMasterSecret>()),
        schedule_(suite, has<wire::EncryptThenMac>()) {}

  Outcome run() {
    read_clear();
    const bool known = reach_master_secret();
    if (!known) take_stolen_keys();
    // A ticket in the clear may hold this very session; what is behind it follows.
    for (const Role role : {Role::client, Role::server}) drive(role);
    if (known) book_.master_secrets.push_back(master_);
    for (const Role role : {Role::client, Role::server}) {
      out_.obstacle[index_of(role)] = obstacle_of(role, known);
    }
    return std::move(out_);
  }

 private:
  template <class Body>
  bool has() const {
    return tapped_.answer.extensions && wire::find<Body>(*tapped_.answer.extensions);
  }

  void begin_step(Role role) {
    if (trace_.on()) trace_.begin_step(role);
  }

  // read_clear takes the messages up to each side's change_cipher_spec.
  void read_clear() {
    transcript_.add(tapped_.hello_message.message.bytes, tapped_.hello_message.event);
    transcript_.begin(suite_.prf_hash);
    transcript_.add(tapped_.answer_message.message.bytes, tapped_.answer_message.event);
    Received message;
    while (!done_ && tapped_.server.next_clear(dialect_, true, message, trace_)) {
      if (message.handshake_type() == HandshakeType::new_session_ticket) {
        take_ticket(message);
        continue;  // the session hash ends before it
      }
      if (message.handshake_type() == HandshakeType::certificate) certificate_ = message;
      if (message.handshake_type() == HandshakeType::server_key_exchange) server_key_ = message;
      done_ = message.handshake_type() == HandshakeType::server_hello_done;
      transcript_.add(message.message.bytes, message.event);
    }
    while (tapped_.client.next_clear(dialect_, true, message, trace_)) {
      if (!client_key_.message.bytes.empty()) continue;
      transcript_.add(message.message.bytes, message.event);
      if (message.handshake_type() == HandshakeType::client_key_exchange) client_key_ = message;
    }
    while (tapped_.server.next_clear(dialect_, true, message, trace_)) {
      if (message.handshake_type() == HandshakeType::new_session_ticket) take_ticket(message);
    }
  }

  void take_ticket(const Received &message) {
    wire::tls12::NewSessionTicket ticket;
    if (wire::decode(message.message.bytes, ticket) || ticket.ticket.empty()) return;
    ticket_ = std::move(ticket.ticket);
    ticket_message_ = message;
  }

  // --- the master secret ---

  // randoms reads both randoms from the hellos.
  void read_randoms() {
    const auto read = [&](Role from, ByteView bytes, const Received &message) {
      begin_step(from);
      return received_value("random", bytes, message, "random", kEverybody,
                            "RFC 5246, section 7.4.1.2", trace_);
    };
    client_random_ = read(Role::client, tapped_.hello.random, tapped_.hello_message);
    server_random_ = read(Role::server, tapped_.answer.random, tapped_.answer_message);
  }

  // fits tells whether a master secret opens the first record that waits, of one side or the other.
  // Without such a record there is nothing to read, and it does not fit.
  bool fits(const Value &master) {
    Recorder quiet;
    const auto keys = schedule_.session_keys(master, client_random_, server_random_, quiet);
    for (const Role role : {Role::client, Role::server}) {
      if (!tapped_.of(role).changed()) continue;
      const ByteView record = tapped_.of(role).waiting(true, trace_);
      const auto &own = role == Role::client ? keys.client : keys.server;
      if (Lane::opens(RecordProtection(own), record)) return true;
    }
    return false;
  }

  bool reach_master_secret() {
    read_randoms();
    if (!find_master_secret()) return false;
    begin_step(Role::client);
    auto keys = schedule_.session_keys(master_, client_random_, server_random_, trace_);
    keys_[0] = std::move(keys.client);
    keys_[1] = std::move(keys.server);
    return true;
  }

  bool find_master_secret() {
    for (const Value *stolen : tapped_.named(book_, "master_secret")) {
      if (fits(*stolen)) return take(*stolen);
    }
    for (const Value &one : book_.master_secrets) {
      if (!done_ && fits(one)) return take(one);
    }
    // A key log may name the connection in which the session began, which was not recorded.
    for (const Book::Named &one : book_.secrets) {
      if (!done_ && one.value.name == "master_secret" && fits(one.value)) return take(one.value);
    }
    if (from_ticket()) return true;
    if (!done_ || client_key_.message.bytes.empty()) return false;
    for (const Value *stolen : tapped_.named(book_, "pre_master_secret")) {
      if (from_pre_master(*stolen)) return true;
    }
    if (suite_.key_exchange == KeyExchangeAlgorithm::rsa) return from_rsa();
    return from_exchange();
  }

  bool take(const Value &master) {
    master_ = master;
    return true;
  }

  // from_ticket opens the ticket by which a session is resumed, or one that the server gives out.
  bool from_ticket() {
    const auto *offered = tapped_.hello.extensions
                              ? wire::find<wire::SessionTicket>(*tapped_.hello.extensions)
                              : nullptr;
    return (!done_ && offered && from_ticket(offered->ticket, true)) || from_ticket(ticket_, false);
  }

  bool from_ticket(const Bytes &sealed, bool resumed) {
    for (const Value &key : book_.ticket_keys) {
      auto state = handshake::read_ticket(sealed, key);
      if (!state || state->version != wire::ProtocolVersion::tls12 || !fits(state->secret)) {
        continue;
      }
      begin_step(resumed ? Role::client : Role::server);
      return take(opened_ticket({"master_secret", "RFC 5077, section 3.3",
                                 resumed ? "extensions.session_ticket.ticket" : "ticket"},
                                std::move(state->secret.bytes), key, sealed,
                                resumed ? tapped_.hello_message : ticket_message_, trace_));
    }
    return false;
  }

  Value master_of(const Value &pre_master, Recorder &trace) const {
    if (!extended_) {
      return schedule_.master_secret(pre_master, client_random_, server_random_, trace);
    }
    return schedule_.extended_master_secret(pre_master,
                                            transcript_.hash(trace, "RFC 7627, section 3"), trace);
  }

  bool from_pre_master(const Value &pre_master) {
    Recorder quiet;
    if (!fits(master_of(pre_master, quiet))) return false;
    begin_step(Role::client);
    return take(master_of(pre_master, trace_));
  }

  bool from_rsa() {
    wire::tls12::EncryptedPreMasterSecret message;
    if (wire::decode(client_key_.message.bytes, message)) return false;
    missing_ = &dead_end::kSealedPreMaster;
    for (const Book::ServerKey &one : book_.server_keys) {
      missing_ = &dead_end::kOtherServerKey;
      if (!is_of_certificate(one.key)) continue;
      missing_ = &dead_end::kNoPreMaster;
      const Secret none(crypto::kPremasterLength);
      const auto version = static_cast<std::uint16_t>(tapped_.hello.legacy_version);
      Secret opened = crypto::rsa_decrypt_premaster(one.key, message.encrypted_pre_master_secret,
                                                    version, none);
      if (opened == none) continue;
      begin_step(Role::client);
      const Value sealed = received_value(
          "encrypted_pre_master_secret", message.encrypted_pre_master_secret, client_key_,
          "encrypted_pre_master_secret", kEverybody, "RFC 5246, section 7.4.7.1", trace_);
      const Value pre_master = trace_.value("pre_master_secret", std::move(opened), [&] {
        return trace::Origin{"RSAES-PKCS1-v1_5 decrypt",
                             {{"private_key", trace::ValueId{one.value.id}},
                              {"ciphertext", trace::ValueId{sealed.id}}},
                             trace::kBothSides,
                             "RFC 5246, section 7.4.7.1"};
      });
      return take(master_of(pre_master, trace_));
    }
    return from_seed();
  }

  bool is_of_certificate(const crypto::PrivateKey &key) const {
    wire::tls12::Certificate message;
    wire::X509Certificate leaf;
    return key.type() == crypto::KeyType::rsa &&
           !wire::decode(certificate_.message.bytes, message) &&
           !message.certificate_list.empty() &&
           !wire::parse_certificate(message.certificate_list[0].certificate, leaf) &&
           crypto::equal(leaf.subject_public_key_info, key.public_key_info());
  }

  // from_seed draws the client's premaster secret again.
  bool from_seed() {
    for (const Book::Owned &seed : book_.seeds) {
      if (seed.from != Role::client) continue;
      begin_step(Role::client);
      auto draw = find_draw(seed, tapped_.hello.random, trace_);
      for (std::size_t i = 0; draw && i < kMostDraws; ++i) {
        draw->generator.draw(0);
        ++draw->index;
        crypto::Random here = draw->generator;
        Secret random = here.draw(crypto::kPremasterLength - 2);
        Recorder quiet;
        const Value guess = pre_master_of({random, trace::kNoEvent, {}}, quiet);
        if (!fits(master_of(guess, quiet))) continue;
        const Value made = drawn("pre_master_random", std::move(random), *draw, {}, trace_);
        return take(master_of(pre_master_of(made, trace_), trace_));
      }
    }
    return false;
  }

  // pre_master_of puts the version that the client offered before its random.
  Value pre_master_of(const Value &random, Recorder &trace) const {
    const auto version = static_cast<std::uint16_t>(tapped_.hello.legacy_version);
    const Bytes head{static_cast<std::uint8_t>(version >> 8), static_cast<std::uint8_t>(version)};
    Secret bytes(crypto::kPremasterLength);
    std::copy(head.begin(), head.end(), bytes.data());
    std::copy(random.bytes.view().begin(), random.bytes.view().end(), bytes.data() + head.size());
    return trace.value("pre_master_secret", std::move(bytes), [&] {
      return trace::Origin{"concatenate",
                           {{"part", head}, {"part", trace::ValueId{random.id}}},
                           trace::kBothSides,
                           "RFC 5246, section 7.4.7.1"};
    });
  }

  // --- ephemeral keys ---

  bool from_exchange() {
    const auto exchange = suite_.key_exchange == KeyExchangeAlgorithm::dhe ? dhe() : ecdhe();
    if (!exchange) return false;
    missing_ = book_.server_keys.empty() ? &dead_end::kNoSharedSecret : &dead_end::kSigningKey;
    const Bytes random[2] = {wire::to_bytes(tapped_.hello.random),
                             wire::to_bytes(tapped_.answer.random)};
    bool foreign = false;
    begin_step(Role::client);
    Value shared = find_shared_secret(*exchange, random, book_, foreign, trace_);
    if (!shared.empty()) {
      return take(master_of(
          handshake::tls12::pre_master_secret(suite_.key_exchange, shared, trace_), trace_));
    }
    if (foreign) missing_ = &dead_end::kForeignKey;
    for (const Value *stolen : tapped_.named(book_, "shared_secret")) {
      Recorder quiet;
      Value copy = *stolen;
      const Value guess = handshake::tls12::pre_master_secret(suite_.key_exchange, copy, quiet);
      if (!fits(master_of(guess, quiet))) continue;
      copy = *stolen;
      return take(master_of(handshake::tls12::pre_master_secret(suite_.key_exchange, copy, trace_),
                            trace_));
    }
    return false;
  }

  Value read_key(std::string_view name, Role from, ByteView bytes, std::string_view field,
                 trace::Section section) {
    begin_step(from);
    return received_value(name, bytes, from == Role::client ? client_key_ : server_key_, field,
                          kEverybody, section, trace_);
  }

  std::optional<Exchange> dhe() {
    constexpr trace::Section kSection = "RFC 5246, section 7.4.3";
    wire::tls12::ServerKeyExchange<wire::tls12::ServerDHParams> server;
    wire::tls12::ClientDiffieHellmanPublic client;
    if (wire::decode(server_key_.message.bytes, server) ||
        wire::decode(client_key_.message.bytes, client)) {
      return std::nullopt;
    }
    Exchange out;
    out.p = read_key("dh_p", Role::server, server.params.dh_p, "params.dh_p", kSection);
    out.g = read_key("dh_g", Role::server, server.params.dh_g, "params.dh_g", kSection);
    out.server_public =
        read_key("public_key", Role::server, server.params.dh_Ys, "params.dh_Ys", kSection);
    out.client_public =
        read_key("public_key", Role::client, client.dh_Yc, "dh_Yc", "RFC 5246, section 7.4.7.2");
    return out;
  }

  std::optional<Exchange> ecdhe() {
    wire::tls12::ServerKeyExchange<wire::tls12::ServerECDHParams> server;
    wire::tls12::ClientECDiffieHellmanPublic client;
    if (wire::decode(server_key_.message.bytes, server) ||
        wire::decode(client_key_.message.bytes, client)) {
      return std::nullopt;
    }
    Exchange out;
    out.group = server.params.namedcurve;
    out.server_public = read_key("public_key", Role::server, server.params.public_point,
                                 "params.public", "RFC 8422, section 5.4");
    out.client_public =
        read_key("public_key", Role::client, client.ecdh_Yc, "ecdh_Yc", "RFC 8422, section 5.7");
    return out;
  }

  // --- records ---

  // take_stolen_keys takes the keys of one direction as they were stolen.
  void take_stolen_keys() {
    constexpr std::size_t kMostWays = 1000;
    constexpr std::string_view kKeyNames[2][3] = {
        {"client_write_key", "client_write_IV", "client_write_MAC_key"},
        {"server_write_key", "server_write_IV", "server_write_MAC_key"}};
    Recorder quiet;
    const Value zeros{Secret(schedule::kMasterSecretLength), trace::kNoEvent, {}};
    const auto lengths = schedule_.session_keys(zeros, client_random_, server_random_, quiet);
    for (const Role role : {Role::client, Role::server}) {
      TrafficKeys keys = role == Role::client ? lengths.client : lengths.server;
      Value *const parts[] = {&keys.key, &keys.iv, &keys.mac_key};
      std::vector<const Value *> found[3];
      std::size_t ways = 1;
      for (std::size_t i = 0; i < 3; ++i) {
        if (parts[i]->empty()) continue;
        for (const Value *one : tapped_.named(book_, kKeyNames[index_of(role)][i])) {
          if (one->bytes.size() == parts[i]->bytes.size()) found[i].push_back(one);
        }
        in_part_[index_of(role)] |= !found[i].empty();
        ways *= found[i].size();
      }
      if (!tapped_.of(role).changed()) continue;
      const ByteView record = tapped_.of(role).waiting(true, trace_);
      // Which key goes with which IV, when there are several, she tries too.
      for (std::size_t way = 0; way < std::min(ways, kMostWays); ++way) {
        std::size_t rest = way;
        for (std::size_t i = 0; i < 3; ++i) {
          if (found[i].empty()) continue;
          *parts[i] = *found[i][rest % found[i].size()];
          rest /= found[i].size();
        }
        if (!Lane::opens(RecordProtection(keys), record)) continue;
        keys_[index_of(role)] = keys;
        break;
      }
      in_part_[index_of(role)] &= ways == 0;
    }
  }

  void drive(Role role) {
    Lane &lane = tapped_.of(role);
    Side &side = out_.sides[index_of(role)];
    side.epoch = Epoch::session;
    if (!lane.changed()) return;
    side.keys = RecordProtection(keys_[index_of(role)]);
    while (true) {
      const ByteView record = lane.waiting(true, trace_);
      if (record.empty()) return;
      if (!side.keys.active() || !Lane::opens(side.keys, record)) {
        begin_step(role);
        lane.leave(true, trace_);
        ++side.closed_since;
        continue;
      }
      side.reached = true;
      lane.take(side.keys, trace_);
      Received message;
      while (lane.next_message(dialect_, message, trace_)) {
        if (message.message.type == wire::ContentType::application_data) side.take_data(message);
      }
    }
  }

  const Obstacle *obstacle_of(Role role, bool known) const {
    if (out_.sides[index_of(role)].reached) return &dead_end::kDamaged;
    if (known) {
      return out_.sides[index_of(role)].closed_since == 0 ? &dead_end::kEnds : &dead_end::kDamaged;
    }
    if (in_part_[index_of(role)]) return &dead_end::kPartOfKeys;
    if (out_.sides[1 - index_of(role)].reached) return &dead_end::kSiblingKeys;
    if (!done_) return &dead_end::kOldSession;
    return client_key_.message.bytes.empty() ? &dead_end::kEnds : missing_;
  }

  Tapped &tapped_;
  const schedule::Tls12Suite &suite_;
  Book &book_;
  Recorder &trace_;
  wire::Dialect dialect_;
  bool extended_;
  Tls12KeySchedule schedule_;
  schedule::Transcript transcript_;
  Outcome out_;
  Received certificate_, server_key_, client_key_, ticket_message_;
  Bytes ticket_;
  bool done_ = false;  // ServerHelloDone came: no session is resumed
  Value client_random_, server_random_, master_;
  TrafficKeys keys_[2];
  bool in_part_[2] = {};  // of a direction's keys some were stolen, and not all
  const Obstacle *missing_ = &dead_end::kNoSharedSecret;
};

}  // namespace

Outcome read_tls12(Tapped &tapped, const schedule::Tls12Suite &suite, Book &book, Recorder &trace) {
  return Tls12(tapped, suite, book, trace).run();
}

}  // namespace eavesdropper
