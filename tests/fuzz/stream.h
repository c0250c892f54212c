// One endpoint that believes everything (crypto/authentication.h), and the records that the fuzzer
// sends it. An input is a Choice, a byte of modes, and records one after the other. A record of a
// type that TLS has not is an Act: what the program does that has the connection.
//
// The first inputs are what endpoints received in real handshakes, both of them believing, and so
// with all content in the clear.
#pragma once

#include <set>

#include "crypto/authentication.h"
#include "handshake/negotiation.h"
#include "support.h"
#include "wire/records.h"

namespace fuzz {

inline constexpr std::uint8_t kAct = 0xff;
enum class Act : std::uint8_t {
  send,
  close,
  update_keys,
  ask_for_keys,
  end,
  next_connection,
  export_keying_material,
};
constexpr std::uint8_t kActs = 7;
constexpr std::size_t kHead = 3;
// A tag that ends so stands for a wrong one.
inline constexpr std::uint8_t kWrongTag = 0xff;

inline Bytes act_record(Act act) { return {kAct, 3, 3, 0, 1, static_cast<std::uint8_t>(act)}; }

// Transitions are those of a state table that were seen.
using Transitions = std::set<std::pair<std::string_view, std::string_view>>;

template <Role kVictim>
class Stream {
 public:
  Stream(const Configs &configs, Recorder::Mode mode)
      : configs_(configs), trace_(mode), victim_(endpoint<kVictim>(configs, 1, {})) {
    run();
  }

  void play(ByteView input) {
    int count = 0;
    for (const Bytes &record : records(input)) {
      if (++count > kMostRecords) break;
      if (record[0] == kAct && record.size() > wire::kRecordHeaderLength) {
        act(static_cast<Act>(record[wire::kRecordHeaderLength] % kActs));
      } else {
        victim_.connection().receive(record);
      }
      run();
    }
    check();
  }

  // established counts the connections that got so far.
  int established() const { return established_ + victim_.connection().summary().has_value(); }
  const Recorder &trace() const { return trace_; }

 private:
  static constexpr int kMostRecords = 200;
  static constexpr int kMostConnections = 3;

  void act(Act what) {
    auto &connection = victim_.connection();
    switch (what) {
      case Act::send:
        connection.send(wire::as_bytes("from the victim"));
        break;
      case Act::close:
        connection.close();
        break;
      case Act::update_keys:
        connection.update_keys(false);
        break;
      case Act::ask_for_keys:
        connection.update_keys(true);
        break;
      case Act::end:
        victim_.end(trace_);
        break;
      case Act::export_keying_material:
        for (auto exported : {victim_.export_keying_material("label", {}, 32, trace_),
                              victim_.export_early_keying_material("label", {}, 32, trace_)}) {
          if (exported) trace_.discard(*exported);
        }
        break;
      case Act::next_connection:
        if (number_ == kMostConnections) break;
        victim_.end(trace_);
        check();
        established_ = established();
        victim_ = endpoint<kVictim>(configs_, ++number_, victim_.take_memory());
        break;
    }
  }

  void run() {
    for (int steps = 0; victim_.can_step(); ++steps) {
      demand(steps < 5000, "it comes to an end");
      victim_.step(trace_);
      victim_.connection().take_application_data();
      victim_.connection().take_output();
    }
  }

  // check looks at what holds even for somebody who believes everything.
  void check() {
    const auto &connection = victim_.connection();
    check_end(connection);
    check_trace(trace_);
    if (connection.failure()) {
      demand(name_of(victim_.state()) == "CLOSED", "a connection that failed is closed");
      check_discarded(trace_);
    }
    if (!connection.summary()) return;
    const handshake::Summary &summary = *connection.summary();
    const auto in = [](const auto &list, const auto &one) {
      return handshake::contains(list, one);
    };
    const auto &client = *configs_.sides.client;
    const auto &server = *configs_.sides.server;
    demand(kVictim == Role::client ? in(client.versions, summary.version) &&
                                         in(client.cipher_suites, summary.cipher_suite)
                                   : in(server.versions, summary.version) &&
                                         in(server.cipher_suites, summary.cipher_suite),
           "only what the settings allow is negotiated");
    demand(schedule::is_tls13(summary.cipher_suite) ==
               (summary.version == wire::ProtocolVersion::tls13),
           "a cipher suite is one of the version");
    if (kVictim == Role::server && server.client_auth == handshake::ClientAuth::require) {
      demand(!summary.client_certificate.empty() || summary.psk == "external",
             "a client that must show a certificate did");
    }
  }

  const Configs &configs_;
  Recorder trace_;
  Endpoint<kVictim> victim_;
  int number_ = 1;
  int established_ = 0;
};

inline const Configs &configs_of(Input &input) {
  const std::uint8_t kind = input.byte();
  return configs({kind, input.byte()});
}

// play plays one input.
template <Role kVictim>
void play(ByteView bytes) {
  crypto::fuzzing_without_authentication = true;
  Input input(bytes);
  const Configs &configs = configs_of(input);
  const bool silent = input.byte() & 1;
  Stream<kVictim> stream(configs, silent ? Recorder::Mode::off : Recorder::Mode::on);
  stream.play(input.rest());
}

// believe_nothing_early marks the early data in flight as sealed with keys that the server has not:
// it refuses them, and could not tell.
inline void believe_nothing_early(session::Session &session) {
  using enum handshake::ServerState;
  const auto state = session.server().state();
  if (session.connection() == 1 || state != START) return;
  Bytes &bytes = session.in_flight(Role::client);
  std::vector<Bytes> all = records(bytes);
  bytes.clear();
  for (Bytes &record : all) {
    const auto type = static_cast<wire::ContentType>(record[0]);
    if (type == wire::ContentType::application_data) record.back() = kWrongTag;
    wire::append(bytes, record);
  }
}

// Recording is what one side received in a run, and did.
struct Recording {
  Choice choice;
  Bytes records;
  int connections = 0;
  std::vector<Bytes> messages;  // that it received
};

template <Role kVictim>
Recording record(Choice choice) {
  crypto::fuzzing_without_authentication = true;
  const Configs &configs = fuzz::configs(choice);
  const session::Scenario &scenario = configs.scenario;
  session::Session session(scenario, configs.sides, configs.sides, Recorder::Mode::on);
  const bool refused = !scenario.accept_early_data || !scenario.client_key_shares.empty();
  bool more = true;
  while (more) {
    if (refused && !scenario.early_data.empty()) believe_nothing_early(session);
    more = session.step();
  }
  Recording out{choice, {}, session.connection(), {}};
  demand(session.established(), "both sides are connected");
  demand(scenario.resumption == "off" || session.connection() == 2, "a session is resumed");
  for (const trace::TraceEvent &event : session.trace().events()) {
    if (event.by != kVictim) continue;
    if (const auto *begun = std::get_if<trace::ConnectionBegun>(&event.is)) {
      if (begun->number > 1) wire::append(out.records, act_record(Act::next_connection));
    } else if (const auto *passed = std::get_if<trace::RecordPassed>(&event.is)) {
      if (passed->direction == trace::Direction::received) {
        wire::append(out.records, passed->bytes);
      }
    } else if (const auto *message = std::get_if<trace::MessagePassed>(&event.is)) {
      if (message->direction == trace::Direction::received) {
        out.messages.push_back(message->bytes);
      } else if (message->content_type == wire::ContentType::alert) {
        wire::append(out.records, act_record(Act::close));
      } else if (message->content_type == wire::ContentType::application_data &&
                 message->epoch != trace::Epoch::early) {
        wire::append(out.records, act_record(Act::send));
      } else if (message->name == "key_update") {
        wire::append(out.records, act_record(Act::ask_for_keys));
      }
    }
  }
  return out;
}

// unprove changes every proof in a recording: MACs of Finished and binders, signatures. It gives
// how many there were.
inline int unprove(Recording &recording) {
  int count = 0;
  for (const Bytes &message : recording.messages) {
    if (message.size() < 5) continue;
    using enum wire::HandshakeType;
    const auto type = static_cast<wire::HandshakeType>(message[0]);
    bool proof = type == finished || type == certificate_verify || type == server_key_exchange;
    wire::ClientHello hello;
    if (type == client_hello && !wire::decode(message, hello) && hello.extensions) {
      proof = wire::find<wire::OfferedPsks>(*hello.extensions) != nullptr;
    }
    if (!proof) continue;
    Bytes &all = recording.records;
    const auto at = std::search(all.begin(), all.end(), message.begin(), message.end());
    if (at == all.end()) continue;  // it came in several records
    *(at + static_cast<std::ptrdiff_t>(message.size()) - 1) ^= 1;
    ++count;
  }
  return count;
}

// stream_seeds records every choice and proves what the target stands on: that each recording leads
// to as many connections as the run had, that it does so with every proof in it wrong, and that all
// of them together take every transition of the side's table.
template <Role kVictim, class Table>
std::vector<Bytes> stream_seeds(const Table &table) {
  std::vector<Bytes> out;
  Transitions seen;
  int unproven = 0;
  for (const Choice choice : choices()) {
    Recording recording = record<kVictim>(choice);
    // Every second without a trace: that is faster.
    Bytes seed{choice.kind, choice.options, static_cast<std::uint8_t>(out.size() % 2)};
    wire::append(seed, recording.records);
    out.push_back(seed);
    for (const bool changed : {false, true}) {
      if (changed) unproven += unprove(recording);
      Stream<kVictim> stream(configs(choice), Recorder::Mode::on);
      stream.play(recording.records);
      if (stream.established() != recording.connections) {
        std::fprintf(stderr, "kind %d, options %d: %d of %d connections\n", choice.kind,
                     choice.options, stream.established(), recording.connections);
      }
      demand(
          stream.established() == recording.connections,
          changed ? "who believes everything takes wrong proofs" : "a recording can be replayed");
      for (const trace::TraceEvent &event : stream.trace().events()) {
        if (const auto *entered = std::get_if<trace::StateEntered>(&event.is)) {
          seen.emplace(entered->from, entered->to);
        }
      }
    }
  }
  std::size_t missing = 0;
  for (const auto &one : table) {
    if (seen.count({name_of(one.from), name_of(one.to)})) continue;
    ++missing;
    std::fprintf(stderr, "not taken: %s to %s\n", std::string(name_of(one.from)).c_str(),
                 std::string(name_of(one.to)).c_str());
  }
  std::printf("%zu recordings, %d wrong proofs believed, %zu of %zu transitions\n", out.size(),
              unproven, table.size() - missing, table.size());
  demand(missing == 0, "the first inputs take every transition");
  demand(unproven > 0, "there were proofs");
  return out;
}

}  // namespace fuzz
