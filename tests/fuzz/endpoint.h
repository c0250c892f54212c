// One endpoint against a peer that is honest as long as the input wants, and then anything but: raw
// bytes, changed records, and changed messages that are sealed with the true keys, so that they
// reach the states behind the protection. Everything is authenticated here, so that what an
// established connection is worth can be checked; stream.h goes without.
#pragma once

#include <deque>
#include <optional>

#include "support.h"
#include "wire/records.h"

namespace fuzz {

template <Role kVictim>
class Duel {
 public:
  // With a scenario that resumes, the first connection is honest.
  explicit Duel(const Configs &configs)
      : victim_(endpoint<kVictim>(configs, 1, {})), peer_(endpoint<kPeer>(configs, 1, {})) {
    if (configs.scenario.resumption != "off") go_to_second(configs);
    victim_.connection().send(wire::as_bytes("from the victim"));
    peer_.connection().send(wire::as_bytes("from the peer"));
    run();
  }

  // act does what one byte of the input says.
  void act(Input &input) {
    switch (input.byte() % 10) {
      case 0:
        deliver(input.piece());
        break;
      case 1:
        deliver_sealed(wire::ContentType::handshake, input.piece(), 0);
        break;
      case 2: {
        const auto type = static_cast<wire::ContentType>(input.byte());
        const std::size_t padding = input.byte();
        deliver_sealed(type, input.piece(), padding);
        break;
      }
      case 3:
        honest_record();
        break;
      case 4:
        if (auto record = next_record()) {
          change(*record, input);
          deliver(*record);
        }
        break;
      case 5:
        honest_message(&input);
        break;
      case 6:
        honest_message(nullptr);
        break;
      case 7:
        victim_.connection().close();
        run();
        break;
      case 8:
        victim_.connection().update_keys(input.byte() & 1);
        run();
        break;
      default:
        peer_.connection().update_keys(input.byte() & 1);
        run();
    }
  }

  // honest_record hands the victim the next record of the peer.
  void honest_record() {
    if (auto record = next_record()) deliver(*record);
  }

  // check looks at how it ended.
  void check() const {
    check_end(victim_.connection());
    check_trace(trace_);
    if (victim_.connection().failure()) {
      demand(name_of(victim_.state()) == "CLOSED", "a connection that failed is closed");
      check_discarded(trace_);
    }
    if (!victim_.connection().summary()) return;
    // Finished covers the whole transcript, and only the peer can make it.
    const std::vector<Bytes> received = handshake_messages(trace_, trace::Direction::received);
    const std::vector<Bytes> sent = handshake_messages(peer_trace_, trace::Direction::sent);
    demand(received.size() <= sent.size() &&
               std::equal(received.begin(), received.end(), sent.begin()),
           "an established connection saw the messages that the peer sent");
  }

 private:
  static constexpr Role kPeer = trace::peer_of(kVictim);

  void go_to_second(const Configs &configs) {
    run();
    while (auto record = next_record()) deliver(*record);
    victim_.connection().close();
    peer_.connection().close();
    run();
    while (auto record = next_record()) deliver(*record);
    victim_ = endpoint<kVictim>(configs, 2, victim_.take_memory());
    peer_ = endpoint<kPeer>(configs, 2, peer_.take_memory());
    trace_ = peer_trace_ = Recorder(Recorder::Mode::on);
    messages_used_ = 0;
  }

  // handshake_messages gives the messages of the handshake itself, up to Finished.
  static std::vector<Bytes> handshake_messages(const Recorder &recorder,
                                               trace::Direction direction) {
    std::vector<Bytes> out;
    for (const trace::TraceEvent &event : recorder.events()) {
      const auto *message = std::get_if<trace::MessagePassed>(&event.is);
      if (!message || message->direction != direction ||
          message->content_type != wire::ContentType::handshake) {
        continue;
      }
      out.push_back(message->bytes);
      if (message->name == "finished") break;
    }
    return out;
  }

  void deliver(ByteView bytes) {
    victim_.connection().receive(bytes);
    run();
  }

  // run lets both sides do what they can. The peer gets everything that the victim sends.
  void run() {
    for (;;) {
      if (victim_.can_step()) {
        victim_.step(trace_);
        victim_.connection().take_application_data();
        peer_.connection().receive(victim_.connection().take_output());
      } else if (peer_.can_step()) {
        peer_.step(peer_trace_);
        peer_.connection().take_application_data();
        split(peer_.connection().take_output());
      } else {
        return;
      }
    }
  }

  void split(const Bytes &bytes) {
    ByteView left(bytes);
    while (left.size() >= wire::kRecordHeaderLength) {
      const std::size_t n =
          wire::kRecordHeaderLength + (std::size_t{left[3]} << 8 | std::size_t{left[4]});
      records_.push_back(wire::to_bytes(left.first(n)));
      left = left.subspan(n);
    }
  }

  std::optional<Bytes> next_record() {
    if (records_.empty()) return std::nullopt;
    Bytes record = std::move(records_.front());
    records_.pop_front();
    ++messages_used_;
    return record;
  }

  static void change(Bytes &bytes, Input &input) {
    const std::uint8_t how = input.byte();
    const std::size_t at = input.below(bytes.size() + 1);
    const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    if (how % 4 == 0 && at < bytes.size()) {
      *place = static_cast<std::uint8_t>(*place ^ input.byte());
    } else if (how % 4 == 1) {
      const ByteView more = input.piece();
      bytes.insert(place, more.begin(), more.end());
    } else if (how % 4 == 2) {
      const std::size_t n = std::min<std::size_t>(input.byte(), bytes.size() - at);
      bytes.erase(place, place + static_cast<std::ptrdiff_t>(n));
    } else {
      bytes.resize(at);
    }
    // With the length made right the change gets past the header.
    if (how & 0x80 && bytes.size() >= 4) {
      const std::size_t n = bytes.size() - 4;
      bytes[1] = static_cast<std::uint8_t>(n >> 16);
      bytes[2] = static_cast<std::uint8_t>(n >> 8);
      bytes[3] = static_cast<std::uint8_t>(n);
    }
  }

  // honest_message sends the peer's next message anew, changed when there is an input to say how.
  void honest_message(Input *input) {
    std::size_t place = 0;
    for (const trace::TraceEvent &event : peer_trace_.events()) {
      const auto *message = std::get_if<trace::MessagePassed>(&event.is);
      if (!message || message->direction != trace::Direction::sent) continue;
      if (place++ < messages_used_) continue;
      ++messages_used_;
      Bytes bytes = message->bytes;
      if (input) change(bytes, *input);
      deliver_sealed(message->content_type, bytes, 0);
      return;
    }
  }

  // read_keys are the keys that the victim reads with; nullopt: none yet.
  std::optional<schedule::TrafficKeys> read_keys(std::uint64_t &sequence) const {
    const std::string sender(name_of(kPeer));
    schedule::TrafficKeys keys;
    bool tls12 = false, changed = false;
    for (const trace::TraceEvent &event : trace_.events()) {
      if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
        const std::string_view name = value->name;
        if (!name.starts_with(sender)) continue;
        const trace::Value copy{crypto::Secret(ByteView(value->bytes)), event.id, name};
        if (name.ends_with("_write_iv") || name.ends_with("_write_IV")) keys.iv = copy;
        if (name.ends_with("_write_MAC_key")) keys.mac_key = copy;
        if (name.ends_with("_write_key")) {
          keys.key = copy;
          sequence = 0;
        }
      } else if (const auto *record = std::get_if<trace::RecordPassed>(&event.is)) {
        if (record->protection && record->protection->key == keys.key.id) ++sequence;
      } else if (const auto *message = std::get_if<trace::MessagePassed>(&event.is)) {
        if (message->name == "server_hello") tls12 = take_suite(message->bytes, keys);
        changed = changed || (message->direction == trace::Direction::received &&
                              message->content_type == wire::ContentType::change_cipher_spec);
      }
    }
    if (keys.key.empty() || (tls12 && !changed)) return std::nullopt;
    const std::size_t key_length =
        is_cbc(keys.form) ? keys.cbc.key_length : crypto::aead_key_length(keys.aead);
    // ServerHello may come later than the keys of early data, or be no true one.
    if (keys.key.bytes.size() != key_length) return std::nullopt;
    return keys;
  }

  // take_suite reads in ServerHello what the keys are for, and tells whether that is TLS 1.2.
  static bool take_suite(ByteView server_hello, schedule::TrafficKeys &keys) {
    wire::ServerHello hello;
    if (wire::decode(server_hello, hello)) return false;
    const schedule::Tls12Suite *suite = schedule::tls12_suite(hello.cipher_suite);
    keys.form = suite ? suite->form : schedule::RecordForm::tls13;
    keys.aead = suite ? suite->aead : schedule::parameters_of(hello.cipher_suite).aead;
    if (!suite) return false;
    keys.cbc = suite->cbc;
    if (is_cbc(keys.form) && hello.extensions &&
        wire::find<wire::EncryptThenMac>(*hello.extensions)) {
      keys.form = schedule::RecordForm::tls12_cbc_encrypt_then_mac;
    }
    return true;
  }

  // deliver_sealed puts content into a record, sealed with the key that the victim reads with, if
  // it has one.
  void deliver_sealed(wire::ContentType type, ByteView content, std::size_t padding) {
    std::uint64_t sequence = 0;
    auto keys = read_keys(sequence);
    content = content.first(std::min(content.size(), wire::kMaxPlaintextLength));
    if (!keys || type == wire::ContentType::change_cipher_spec) {
      wire::Writer out;
      wire::write(out, wire::RecordHeader{type, wire::ProtocolVersion::tls12,
                                          static_cast<std::uint16_t>(content.size())});
      out.bytes(content);
      deliver(out.out);
      return;
    }
    schedule::RecordProtection protection(std::move(*keys));
    const Bytes record_iv(crypto::kCbcBlockLength, 0x55);
    // Those that went before only count.
    for (; sequence > 0; --sequence) {
      protection.seal(wire::ContentType::alert, {}, 0, record_iv, nullptr);
    }
    deliver(protection.seal(type, content, padding, record_iv, nullptr));
  }

  Endpoint<kVictim> victim_;
  Endpoint<kPeer> peer_;
  Recorder trace_{Recorder::Mode::on};
  Recorder peer_trace_{Recorder::Mode::on};
  std::deque<Bytes> records_;
  std::size_t messages_used_ = 0;
};

// duel plays one input: a scenario, how many records are passed on as they are, then what follows.
template <Role kVictim>
void duel(Input input) {
  const std::uint8_t kind = input.byte();
  Duel<kVictim> duel(configs({kind, input.byte()}));
  for (int honest = input.byte() % 16; honest > 0; --honest) duel.honest_record();
  for (int acts = 0; !input.empty() && acts < 24; ++acts) duel.act(input);
  duel.check();
}

// duel_seeds takes some number of honest records, and each kind of what may follow in turn.
inline std::vector<Bytes> duel_seeds() {
  const std::vector<Bytes> endings{{6, 6, 6, 6, 6, 6},        {5, 0x80, 0, 20, 1, 3, 3, 3, 7},
                                   {4, 0, 0, 9, 1, 3, 3},     {1, 0, 5, 24, 0, 0, 1, 0, 7},
                                   {2, 21, 3, 0, 2, 1, 0, 3}, {0, 0, 6, 20, 3, 3, 0, 1, 1, 3, 3},
                                   {8, 1, 9, 1, 3, 3, 3, 7}};
  std::vector<Bytes> out;
  for (const Choice choice : choices()) {
    for (int i = 0; i < 3; ++i) {
      Bytes seed{choice.kind, choice.options, static_cast<std::uint8_t>(out.size() * 5 % 12)};
      wire::append(seed, endings[out.size() % endings.size()]);
      out.push_back(std::move(seed));
    }
  }
  return out;
}

}  // namespace fuzz
