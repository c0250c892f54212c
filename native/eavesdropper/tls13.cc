// A connection of TLS 1.3 (RFC 8446), as far as its secrets are there.
#include <algorithm>

#include "crypto/authentication.h"
#include "eavesdropper/book.h"
#include "handshake/context.h"
#include "handshake/session_ticket.h"
#include "schedule/key_schedule.h"
#include "schedule/transcript.h"

namespace eavesdropper {
namespace {

using handshake::received_value;
using schedule::KeySchedule;
using schedule::Transcript;
using trace::kEverybody;
using wire::HandshakeType;

constexpr wire::CipherSuite kSuites[] = {wire::CipherSuite::TLS_AES_128_GCM_SHA256,
                                         wire::CipherSuite::TLS_AES_256_GCM_SHA384,
                                         wire::CipherSuite::TLS_CHACHA20_POLY1305_SHA256};

const wire::OfferedPsks *offered(const wire::ClientHello &hello) {
  const auto *psks = hello.extensions ? wire::find<wire::OfferedPsks>(*hello.extensions) : nullptr;
  return psks && psks->identities.size() == psks->binders.size() ? psks : nullptr;
}

class Tls13 {
 public:
  Tls13(Tapped &tapped, Book &book, Recorder &trace)
      : tapped_(tapped),
        book_(book),
        trace_(trace),
        answered_(!tapped.answer_message.message.bytes.empty()) {}

  Outcome run() {
    add_stolen();
    if (answered_) begin_transcript();
    read_early();
    if (answered_) {
      reach_handshake();
      drive(Role::server, true);
      after_server_finished();
    }
    drive(Role::client, false);
    if (answered_) drive(Role::server, false);
    for (const Role role : {Role::client, Role::server}) {
      out_.obstacle[index_of(role)] = obstacle_of(role);
    }
    return std::move(out_);
  }

 private:
  // Candidate is a traffic secret whose keys may open records of one side.
  struct Candidate {
    Role sender{};
    Epoch epoch{};
    std::size_t generation = 0;
    Value secret;
    wire::CipherSuite suite{};
    bool used = false;
  };
  // Early is a PSK's Early Secret.
  struct Early {
    KeySchedule keys;
  };

  wire::CipherSuite suite() const { return tapped_.answer.cipher_suite; }
  schedule::SuiteParameters parameters() const { return schedule::parameters_of(suite()); }

  // add_stolen takes up the traffic secrets that were stolen as they are.
  void add_stolen() {
    for (const Book::Named &one : book_.secrets) {
      if (!tapped_.may_have(one)) continue;
      const auto what = traffic_secret_of(one.value.name);
      if (!what) continue;
      if (what->epoch == Epoch::early) {
        add_early(one.value);
      } else if (answered_ && one.value.bytes.size() == crypto::hash_length(parameters().hash)) {
        candidates_.push_back({what->sender, what->epoch, what->generation, one.value, suite()});
      }
    }
  }

  // add_early takes up a traffic secret of early data. Whose suite that is the wire tells only when
  // the server takes the data: it is the one of the PSK's connection.
  void add_early(const Value &secret) {
    for (const wire::CipherSuite suite : kSuites) {
      if (secret.bytes.size() == crypto::hash_length(schedule::parameters_of(suite).hash)) {
        candidates_.push_back({Role::client, Epoch::early, 0, secret, suite});
      }
    }
  }

  void begin_transcript() {
    transcript_.add(tapped_.first_hello_message.message.bytes, tapped_.first_hello_message.event);
    transcript_.begin(parameters().hash);
    if (tapped_.retried) {
      transcript_.replace_with_message_hash();
      transcript_.add(tapped_.retry_message.message.bytes, tapped_.retry_message.event);
      before_hello_ = transcript_;
      transcript_.add(tapped_.hello_message.message.bytes, tapped_.hello_message.event);
    }
    transcript_.add(tapped_.answer_message.message.bytes, tapped_.answer_message.event);
  }

  // --- PSK ---

  // right_psk tells by the binder whether a PSK is the one that the client meant, and writes that
  // down. It may be the early_secret of that PSK as well.
  std::optional<Early> right_psk(const Value &psk, wire::CipherSuite suite, bool external,
                                 ByteView binder, std::size_t binders, Recorder &trace) const {
    const auto hash =
        binder.size() == 48 ? crypto::HashAlgorithm::sha384 : crypto::HashAlgorithm::sha256;
    schedule::SuiteParameters parameters = schedule::parameters_of(suite);
    if (parameters.hash != hash || binder.size() != crypto::hash_length(hash)) return std::nullopt;
    Early early{KeySchedule(parameters)};
    if (psk.name == "early_secret") {
      early.keys.go_on_from(psk);
    } else {
      early.keys.extract_early_secret(psk, trace);
    }
    const ByteView hello = tapped_.hello_message.message.bytes;
    const Value truncated =
        before_hello_.truncated_hash(hello.first(hello.size() - binders), hash, trace);
    const Value made = early.keys.binder(external, truncated, trace);
    if (!crypto::right_mac(binder, made)) return std::nullopt;
    handshake::require(true, wire::AlertDescription::decrypt_error,
                       "the binder is right for this ClientHello and PSK",
                       "RFC 8446, section 4.2.11.2", trace);
    return early;
  }

  // find_psk looks for the PSK that the client's hello offers in a place.
  std::optional<Early> find_psk(std::size_t place) {
    const auto *psks = offered(tapped_.hello);
    if (!psks || place >= psks->identities.size()) return std::nullopt;
    if (place == 0 && first_psk_) return first_psk_;
    std::size_t binders = 2;
    for (const Bytes &one : psks->binders) binders += 1 + one.size();
    const Bytes &identity = psks->identities[place].identity;
    const Bytes &binder = psks->binders[place];
    const bool sha384 = binder.size() == 48;
    const auto fallback = sha384 ? wire::CipherSuite::TLS_AES_256_GCM_SHA384
                                 : wire::CipherSuite::TLS_AES_128_GCM_SHA256;
    const auto own = answered_ && (parameters().hash == crypto::HashAlgorithm::sha384) == sha384
                         ? suite()
                         : fallback;
    // Each is tried with recording off, and only the right one is written down.
    Recorder quiet;
    std::optional<Early> found;
    const auto fits = [&](const Value &psk, wire::CipherSuite suite) -> std::optional<bool> {
      for (const bool external : {false, true}) {
        if (right_psk(psk, suite, external, binder, binders, quiet)) return external;
      }
      return std::nullopt;
    };
    const auto take = [&](const Value &psk, wire::CipherSuite suite, bool external) {
      begin_step(Role::client);
      found = right_psk(psk, suite, external, binder, binders, trace_);
      if (place == 0) first_psk_ = found;
      return found;
    };
    for (const Book::Psk &one : book_.psks) {
      if (!crypto::equal(one.identity, identity)) continue;
      if (const auto external = fits(one.key, one.suite))
        return take(one.key, one.suite, *external);
    }
    for (const Value &key : book_.ticket_keys) {
      auto state = handshake::read_ticket(identity, key);
      if (!state || state->version != wire::ProtocolVersion::tls13) continue;
      const auto external = fits(state->secret, state->cipher_suite);
      if (!external) continue;
      begin_step(Role::client);
      const Value psk = opened_ticket({"resumption_psk", "RFC 8446, section 4.6.1",
                                       "extensions.pre_shared_key.identities.identity"},
                                      std::move(state->secret.bytes), key, identity,
                                      tapped_.hello_message, trace_);
      return take(psk, state->cipher_suite, *external);
    }
    for (const std::string_view name : {"psk", "resumption_psk", "external_psk", "early_secret"}) {
      for (const Value *psk : tapped_.named(book_, name)) {
        if (const auto external = fits(*psk, own)) return take(*psk, own, *external);
      }
    }
    return guess_psk(own, fits, take);
  }

  // guess_psk makes PSKs of a resumption_master_secret: a ticket's nonce crossed the wire under
  // keys that may not be there, but servers count.
  template <class Fits, class Take>
  std::optional<Early> guess_psk(wire::CipherSuite suite, const Fits &fits, const Take &take) {
    constexpr std::uint8_t kMostTickets = 4;
    Recorder quiet;
    const KeySchedule keys(schedule::parameters_of(suite));
    for (const Book::Named &one : book_.secrets) {
      if (one.value.name != "resumption_master_secret") continue;
      for (std::uint8_t i = 0; i < 2 * kMostTickets; ++i) {
        Bytes nonce(i < kMostTickets ? 1 : 8);
        nonce.back() = i % kMostTickets;
        const Value quiet_nonce{Secret(ByteView(nonce)), trace::kNoEvent, {}};
        const auto external = fits(keys.resumption_psk(one.value, quiet_nonce, quiet), suite);
        if (!external) continue;
        begin_step(Role::client);
        const Value guessed = trace_.value("ticket_nonce", Secret(ByteView(nonce)), [] {
          return trace::Origin{"choose", {}, trace::kBothSides, "RFC 8446, section 4.6.1"};
        });
        return take(keys.resumption_psk(one.value, guessed, trace_), suite, *external);
      }
    }
    return std::nullopt;
  }

  // --- early data ---

  void read_early() {
    const auto &hello = tapped_.first_hello;
    out_.obstacle[2] = &dead_end::kNoEarlyPsk;
    if (!hello.extensions || !wire::find<wire::EarlyDataIndication>(*hello.extensions)) return;
    if (tapped_.retried) {
      // Refused, but sent; its PSK is the one that the second hello offers again.
      const auto *first = offered(hello);
      const auto *second = offered(tapped_.hello);
      if (!first || !second || second->identities.empty() || first->identities.empty() ||
          !crypto::equal(first->identities[0].identity, second->identities[0].identity)) {
        return;
      }
    }
    auto early = find_psk(0);
    if (!early) return;
    Transcript transcript;
    transcript.add(tapped_.first_hello_message.message.bytes, tapped_.first_hello_message.event);
    begin_step(Role::client);
    const Value hash = transcript.hash_by(early->keys.hash(), trace_);
    add_early(
        early->keys.derive_secret("client_early_traffic_secret", "c e traffic", hash, trace_));
    out_.obstacle[2] = &dead_end::kDamaged;
  }

  // --- the handshake ---

  // exchange reads both public keys; nullopt: there are none, or not for one group.
  std::optional<Exchange> exchange(Recorder &trace) const {
    const auto *share = wire::find<wire::KeyShareServerHello>(*tapped_.answer.extensions);
    const auto *shares = tapped_.hello.extensions
                             ? wire::find<wire::KeyShareClientHello>(*tapped_.hello.extensions)
                             : nullptr;
    if (!share || !shares) return std::nullopt;
    for (const auto &one : shares->client_shares) {
      if (one.group != share->server_share.group) continue;
      Exchange out;
      out.group = one.group;
      const auto read = [&](Role from, ByteView bytes, const Received &message,
                            std::string_view field) {
        if (trace.on()) trace.begin_step(from);
        return received_value("public_key", bytes, message, field, kEverybody,
                              "RFC 8446, section 4.2.8", trace);
      };
      out.client_public = read(Role::client, one.key_exchange, tapped_.hello_message,
                               "extensions.key_share.client_shares.key_exchange");
      out.server_public =
          read(Role::server, share->server_share.key_exchange, tapped_.answer_message,
               "extensions.key_share.server_share.key_exchange");
      return out;
    }
    return std::nullopt;
  }

  // opens_next tells whether a schedule that stands at handshake_secret opens the server's next
  // record.
  bool opens_next(KeySchedule keys) {
    Recorder quiet;
    const ByteView record = tapped_.server.waiting(false, trace_);
    if (record.empty()) return true;
    const Value secret = keys.derive_secret("server_handshake_traffic_secret", "s hs traffic",
                                            transcript_.hash(quiet), quiet);
    return Lane::opens(
        RecordProtection(keys.traffic_keys(Role::server, Epoch::handshake, secret, quiet)), record);
  }

  void reach_handshake() {
    Recorder quiet;
    for (const Value *stolen : tapped_.named(book_, "handshake_secret")) {
      KeySchedule keys(parameters());
      keys.go_on_from(*stolen);
      if (opens_next(keys)) {
        keys_ = std::move(keys);
        return derive_handshake_secrets();
      }
    }
    const auto *selected = wire::find<wire::SelectedIdentity>(*tapped_.answer.extensions);
    std::optional<Early> early;
    if (selected) early = find_psk(selected->selected_identity);
    Value shared;
    const bool needs_shared = wire::find<wire::KeyShareServerHello>(*tapped_.answer.extensions);
    if (needs_shared) {
      const auto found = exchange(trace_);
      const Bytes random[2] = {wire::to_bytes(tapped_.first_hello.random),
                               wire::to_bytes(tapped_.answer.random)};
      if (found) {
        begin_step(Role::client);
        shared = find_shared_secret(*found, random, book_, foreign_, trace_);
      }
    }
    // Of what was stolen under its name one cannot tell to which connection it belongs.
    std::vector<const Value *> secrets;
    if (!shared.empty()) secrets.push_back(&shared);
    if (needs_shared && shared.empty()) secrets = tapped_.named(book_, "shared_secret");
    const Value none;
    if (!needs_shared) secrets.push_back(&none);
    const bool has_psk = !selected || early;
    for (std::size_t i = 0; has_psk && i < secrets.size(); ++i) {
      const auto begin = [&](Recorder &trace) {
        KeySchedule keys(parameters());
        if (early) {
          keys.go_on_from(early->keys.secret());
        } else {
          keys.extract_early_secret({}, trace);
        }
        keys.extract_handshake_secret(*secrets[i], trace);
        return keys;
      };
      if (!opens_next(begin(quiet)) && secrets[i] != &shared) continue;
      begin_step(Role::client);
      keys_ = begin(trace_);
      return derive_handshake_secrets();
    }
    const bool has_shared = !needs_shared || !secrets.empty();
    if (!has_psk) {
      missing_ = &dead_end::kNoPsk;
    } else if (has_shared) {
      missing_ = &dead_end::kDamaged;
    } else if (foreign_) {
      missing_ = &dead_end::kForeignKey;
    } else if (selected) {
      missing_ = &dead_end::kPskAlone;
    } else {
      missing_ = book_.server_keys.empty() ? &dead_end::kNoSharedSecret : &dead_end::kSigningKey;
    }
  }

  void derive_handshake_secrets() {
    begin_step(Role::client);
    const Value hash = transcript_.hash(trace_);
    add(Role::client, Epoch::handshake,
        keys_.derive_secret("client_handshake_traffic_secret", "c hs traffic", hash, trace_));
    add(Role::server, Epoch::handshake,
        keys_.derive_secret("server_handshake_traffic_secret", "s hs traffic", hash, trace_));
    keys_.extract_master_secret(trace_);
  }

  void after_server_finished() {
    if (!finished_[1]) return;
    std::vector<KeySchedule> schedules;
    if (keys_.begun()) {
      schedules.push_back(keys_);  // no other can be right
    } else {
      for (const Value *stolen : tapped_.named(book_, "master_secret")) {
        schedules.emplace_back(parameters()).go_on_from(*stolen);
      }
    }
    // What comes last is gone on from: that is the one that opens something.
    Recorder quiet;
    const ByteView record = tapped_.server.waiting(false, trace_);
    std::stable_partition(schedules.begin(), schedules.end(), [&](const KeySchedule &keys) {
      const Value secret = keys.derive_secret("server_application_traffic_secret_0", "s ap traffic",
                                              transcript_.hash(quiet), quiet);
      return !Lane::opens(
          RecordProtection(keys.traffic_keys(Role::server, Epoch::application, secret, quiet)),
          record);
    });
    for (const KeySchedule &keys : schedules) {
      begin_step(Role::client);
      const Value hash = transcript_.hash(trace_);
      add(Role::client, Epoch::application,
          keys.derive_secret("client_application_traffic_secret_0", "c ap traffic", hash, trace_));
      add(Role::server, Epoch::application,
          keys.derive_secret("server_application_traffic_secret_0", "s ap traffic", hash, trace_));
      keys_ = keys;
    }
  }

  static bool same(const Candidate &a, const Candidate &b) {
    return a.sender == b.sender && a.epoch == b.epoch && a.suite == b.suite &&
           crypto::equal(a.secret.bytes, b.secret.bytes);
  }

  void add(Role sender, Epoch epoch, Value secret) {
    Candidate made{sender, epoch, 0, std::move(secret), suite()};
    made.used = std::any_of(candidates_.begin(), candidates_.end(),
                            [&](const Candidate &one) { return one.used && same(one, made); });
    candidates_.push_back(std::move(made));
  }

  // --- records ---

  // open opens the waiting record with the keys in use, or with those of a traffic secret that was
  // not used yet.
  bool open(Role role, ByteView record) {
    Side &side = out_.sides[index_of(role)];
    if (side.keys.active() && Lane::opens(side.keys, record)) return true;
    Recorder quiet;
    for (Candidate &one : candidates_) {
      if (one.used || one.sender != role) continue;
      const KeySchedule keys(schedule::parameters_of(one.suite));
      if (!Lane::opens(RecordProtection(keys.traffic_keys(role, one.epoch, one.secret, quiet)),
                       record)) {
        continue;
      }
      begin_step(role);
      // The same secret may be there twice, stolen and derived: a record that came twice would open
      // twice.
      for (Candidate &other : candidates_) other.used = other.used || same(other, one);
      current_[index_of(role)] = one;
      side.keys = RecordProtection(keys.traffic_keys(role, one.epoch, one.secret, trace_));
      if (one.epoch == Epoch::application && !side.reached) {
        side.reached = true;
        side.from_start = one.generation == 0;
        side.closed_since = 0;
      }
      if (one.epoch == Epoch::early) out_.early_read = true;
      return true;
    }
    return false;
  }

  // drive goes through the records of a side; to its Finished only, or to the end.
  void drive(Role role, bool to_finished) {
    Lane &lane = tapped_.of(role);
    Side &side = out_.sides[index_of(role)];
    while (true) {
      const ByteView record = lane.waiting(false, trace_);
      if (record.empty()) return;
      if (!open(role, record)) {
        if (to_finished) return;
        begin_step(role);
        lane.leave(false, trace_);
        ++side.closed_since;
        continue;
      }
      lane.take(side.keys, trace_);
      Received message;
      while (lane.next_message({}, message, trace_)) handle(role, message);
      if (to_finished && finished_[index_of(role)]) return;
    }
  }

  void handle(Role role, const Received &message) {
    Side &side = out_.sides[index_of(role)];
    if (message.message.type == wire::ContentType::application_data) return side.take_data(message);
    if (message.message.type != wire::ContentType::handshake) return;
    const HandshakeType type = message.handshake_type();
    if (message.message.epoch == Epoch::application) {
      if (type == HandshakeType::key_update) next_keys(role);
      if (type == HandshakeType::new_session_ticket) take_ticket(message);
      return;
    }
    // The client's part of the transcript follows the server's Finished.
    if (role == Role::client && !finished_[1]) return;
    transcript_.add(message.message.bytes, message.event);
    if (type == HandshakeType::encrypted_extensions) {
      wire::EncryptedExtensions extensions;
      early_accepted_ = !wire::decode(message.message.bytes, extensions) &&
                        wire::find<wire::EarlyDataIndication>(extensions.extensions);
    }
    early_ended_ = early_ended_ || type == HandshakeType::end_of_early_data;
    if (type != HandshakeType::finished) return;
    finished_[index_of(role)] = true;
    if (role != Role::client || !keys_.begun() || (early_accepted_ && !early_ended_)) return;
    begin_step(role);
    resumption_ = keys_.derive_secret("resumption_master_secret", "res master",
                                      transcript_.hash(trace_), trace_);
  }

  void next_keys(Role role) {
    Candidate &now = current_[index_of(role)];
    const KeySchedule keys(parameters());
    begin_step(role);
    now.secret = keys.next_traffic_secret(role, ++now.generation, now.secret, trace_);
    out_.sides[index_of(role)].keys =
        RecordProtection(keys.traffic_keys(role, Epoch::application, now.secret, trace_));
  }

  void take_ticket(const Received &message) {
    wire::NewSessionTicket ticket;
    if (wire::decode(message.message.bytes, ticket)) return;
    std::vector<const Value *> secrets = tapped_.named(book_, "resumption_master_secret");
    if (!resumption_.empty()) secrets = {&resumption_};
    for (const Value *secret : secrets) {
      begin_step(Role::server);
      const Value nonce =
          received_value("ticket_nonce", ticket.ticket_nonce, message, "ticket_nonce", kEverybody,
                         "RFC 8446, section 4.6.1", trace_);
      book_.psks.push_back({ticket.ticket,
                            KeySchedule(parameters()).resumption_psk(*secret, nonce, trace_),
                            suite()});
    }
  }

  // --- the end ---

  const Obstacle *obstacle_of(Role role) const {
    const Side &side = out_.sides[index_of(role)];
    const Side &other = out_.sides[1 - index_of(role)];
    const Lane &lane = role == Role::client ? tapped_.client : tapped_.server;
    if (side.reached) {
      return side.from_start ? &dead_end::kDamaged : &dead_end::kOnlyForward;
    }
    if (!answered_) return &dead_end::kNoHello;
    if (keys_.begun()) {
      if (!finished_[1]) return &dead_end::kNoTranscript;
      return lane.cut() || side.closed_since == 0 ? &dead_end::kEnds : &dead_end::kDamaged;
    }
    if (other.reached) return &dead_end::kOneDirection;
    if (current_[0].epoch == Epoch::handshake || current_[1].epoch == Epoch::handshake) {
      return &dead_end::kHandshakeOnly;
    }
    return missing_;
  }

  void begin_step(Role role) {
    if (trace_.on()) trace_.begin_step(role);
  }

  Tapped &tapped_;
  Book &book_;
  Recorder &trace_;
  bool answered_;
  Outcome out_;
  Transcript transcript_, before_hello_;
  KeySchedule keys_;
  std::vector<Candidate> candidates_;
  Candidate current_[2];
  std::optional<Early> first_psk_;
  bool finished_[2] = {};
  bool foreign_ = false, early_accepted_ = false, early_ended_ = false;
  Value resumption_;
  const Obstacle *missing_ = &dead_end::kNoSharedSecret;
};

}  // namespace

Outcome read_tls13(Tapped &tapped, Book &book, Recorder &trace) {
  return Tls13(tapped, book, trace).run();
}

}  // namespace eavesdropper
