#include "eavesdropper/attempt.h"

#include "eavesdropper/book.h"
#include "schedule/cipher_suite.h"

namespace eavesdropper {
namespace {

constexpr trace::Section kThreat = "RFC 3552, section 3.2";

Value stolen(std::string_view name, const Secret &bytes, Role from, bool withheld,
             Recorder &trace) {
  if (trace.on()) trace.begin_step(from);
  return trace.value(name, bytes, [&] {
    return trace::Origin{"steal", {}, trace::only(from), kThreat, withheld};
  });
}

// read_hellos takes the hellos of both sides; false: they are not all there.
bool read_hellos(Tapped &tapped, Recorder &trace) {
  Received message;
  if (!tapped.client.next_clear({}, false, message, trace) ||
      wire::decode(message.message.bytes, tapped.first_hello)) {
    return false;
  }
  tapped.first_hello_message = tapped.hello_message = message;
  // To read it again is less code than to copy it.
  wire::decode(message.message.bytes, tapped.hello);
  if (!tapped.server.next_clear({}, false, message, trace)) return false;
  if (wire::is_hello_retry_request(message.message.bytes)) {
    tapped.retried = true;
    tapped.retry_message = message;
    tapped.hello = {};
    if (!tapped.client.next_clear({}, false, message, trace)) return false;
    if (wire::decode(message.message.bytes, tapped.hello)) {
      tapped.hello = {};  // a part of it would not belong to the message that is kept
      return false;
    }
    tapped.hello_message = message;
    if (!tapped.server.next_clear({}, false, message, trace)) return false;
  }
  if (wire::decode(message.message.bytes, tapped.answer)) return false;
  tapped.answer_message = message;
  return true;
}

// knows_tls13 tells whether this is one of the three suites of TLS 1.3 that the core has.
bool knows_tls13(wire::CipherSuite suite) {
  return suite == wire::CipherSuite::TLS_AES_128_GCM_SHA256 ||
         suite == wire::CipherSuite::TLS_AES_256_GCM_SHA384 ||
         suite == wire::CipherSuite::TLS_CHACHA20_POLY1305_SHA256;
}

// read_connection goes through one connection in the version that was chosen.
Outcome read_connection(Tapped &tapped, Book &book, Recorder &trace) {
  Outcome out;
  const bool answered = read_hellos(tapped, trace);
  const auto *version = answered && tapped.answer.extensions
                            ? wire::find<wire::SelectedVersion>(*tapped.answer.extensions)
                            : nullptr;
  const wire::CipherSuite suite = tapped.answer.cipher_suite;
  if (!answered && !tapped.first_hello_message.message.bytes.empty()) {
    tapped.answer_message = {};
    return read_tls13(tapped, book, trace);  // it may have early data
  }
  if (version && version->selected_version == wire::ProtocolVersion::tls13 && knows_tls13(suite)) {
    return read_tls13(tapped, book, trace);
  }
  const auto *tls12 = schedule::tls12_suite(suite);
  const bool is_tls12 = tapped.answer.legacy_version == wire::ProtocolVersion::tls12;
  if (answered && !version && is_tls12 && tls12) return read_tls12(tapped, *tls12, book, trace);
  for (const auto *&one : out.obstacle) one = answered ? &dead_end::kUnknown : &dead_end::kNoHello;
  return out;
}

bool offers_early_data(const wire::ClientHello &hello) {
  return hello.extensions && wire::find<wire::EarlyDataIndication>(*hello.extensions);
}

}  // namespace

std::string_view name_of(Reach reach) {
  return reach == Reach::all ? "all" : reach == Reach::part ? "part" : "none";
}

Book::Book(const Loot &loot, Recorder &trace) {
  for (const crypto::PrivateKey &key : loot.server_keys) {
    server_keys.push_back(
        {key, stolen("certificate_private_key", Secret(), Role::server, true, trace)});
  }
  for (const Loot::Stolen &one : loot.ephemerals) {
    ephemerals.push_back({one.from, stolen("private_key", one.bytes, one.from, false, trace)});
  }
  for (const Loot::Stolen &one : loot.seeds) {
    if (one.bytes.size() != crypto::Random::kSeedLength) continue;
    seeds.push_back({one.from, stolen("seed", one.bytes, one.from, false, trace)});
  }
  for (const Secret &one : loot.ticket_keys) {
    ticket_keys.push_back(stolen("ticket_key", one, Role::server, true, trace));
  }
  for (const Loot::Named &one : loot.secrets) {
    const Role from = one.name.starts_with("server") ? Role::server : Role::client;
    secrets.push_back({stolen(one.name, one.bytes, from, false, trace), one.client_random});
  }
}

bool Tapped::may_have(const Book::Named &one) const {
  return one.client_random.empty() || crypto::equal(one.client_random, first_hello.random);
}

std::vector<const Value *> Tapped::named(const Book &book, std::string_view name) const {
  std::vector<const Value *> out;
  for (const Book::Named &one : book.secrets) {
    if (one.value.name == name && may_have(one)) out.push_back(&one.value);
  }
  return out;
}

void Side::take_data(const Received &received) {
  const bool is_early = received.message.epoch == Epoch::early;
  wire::append(is_early ? early : data, received.message.bytes);
  auto &records = is_early ? early_records : data_records;
  records.insert(records.end(), received.message.records.begin(), received.message.records.end());
}

Reach Side::reach() const {
  if (!reached) return Reach::none;
  return from_start && closed_since == 0 ? Reach::all : Reach::part;
}

std::vector<ConnectionRead> attempt(const Recording &recording, const Loot &loot, Recorder &trace) {
  std::vector<ConnectionRead> out;
  Book book(loot, trace);
  for (const RecordedConnection &connection : recording) {
    ConnectionRead read;
    Tapped tapped(out.size() + 1, connection);
    if (trace.on()) trace.begin_step(Role::client);
    trace.add(trace::ConnectionBegun{tapped.number});
    Outcome outcome = read_connection(tapped, book, trace);
    read.early_offered = offers_early_data(tapped.first_hello);
    const auto tell = [&](Role from, Epoch epoch, const Bytes &bytes,
                          std::vector<EventId> &records) {
      if (trace.on()) trace.begin_step(from);
      trace.add(trace::DataRead{tapped.number, epoch, bytes, std::move(records)});
    };
    const auto stop = [&](Role side, const Obstacle *obstacle, std::string_view value) {
      if (!obstacle) return;
      if (trace.on()) trace.begin_step(side);
      read.dead_ends.push_back(
          trace.add(trace::DeadEnd{tapped.number, obstacle->value.empty() ? value : obstacle->value,
                                   obstacle->why, obstacle->missing, obstacle->section}));
    };
    Side &client = outcome.sides[0];
    if (read.early_offered) {
      read.early.reach = outcome.early_read ? Reach::all : Reach::none;
      if (outcome.early_read) tell(Role::client, Epoch::early, client.early, client.early_records);
      read.early.bytes = std::move(client.early);
    }
    for (const Role role : {Role::client, Role::server}) {
      Side &side = outcome.sides[role == Role::server];
      Reading &reading = role == Role::client ? read.client : read.server;
      reading.reach = side.reach();
      if (reading.reach != Reach::none) tell(role, side.epoch, side.data, side.data_records);
      reading.bytes = std::move(side.data);
    }
    if (read.early_offered && !outcome.early_read) {
      stop(Role::client, outcome.obstacle[2], "client_early_traffic_secret");
    }
    if (read.client.reach != Reach::all) {
      stop(Role::client, outcome.obstacle[0], "client_application_traffic_secret_0");
    }
    if (read.server.reach != Reach::all) {
      stop(Role::server, outcome.obstacle[1], "server_application_traffic_secret_0");
    }
    out.push_back(std::move(read));
  }
  return out;
}

}  // namespace eavesdropper
