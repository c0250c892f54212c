// One endpoint against a peer that is honest as long as the input wants, and then anything but: raw
// bytes, changed records, and changed messages that are sealed with the true keys, so that they
// reach the states behind the protection.
#pragma once

#include <deque>
#include <optional>

#include "support.h"
#include "wire/records.h"

namespace fuzz {

using trace::Recorder;
using trace::Role;

template <Role kVictim>
class Duel {
 public:
  using Victim = std::conditional_t<kVictim == Role::client, handshake::Client, handshake::Server>;
  using Peer = std::conditional_t<kVictim == Role::client, handshake::Server, handshake::Client>;

  explicit Duel(const Configs &configs)
      : victim_(config<kVictim>(configs), seed(kVictim)),
        peer_(config<peer_of(kVictim)>(configs), seed(peer_of(kVictim))) {
    victim_.connection().send(wire::as_bytes("from the victim"));
    peer_.connection().send(wire::as_bytes("from the peer"));
    run();
  }

  // act does what one byte of the input says.
  void act(Input &input) {
    switch (input.byte() % 8) {
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
      default:
        victim_.connection().close();
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
  static Bytes seed(Role role) { return Bytes(32, role == Role::client ? 0x11 : 0x22); }

  template <Role kRole>
  static const auto &config(const Configs &configs) {
    if constexpr (kRole == Role::client) {
      return configs.client;
    } else {
      return configs.server;
    }
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

  // deliver_sealed puts content into a record, sealed with the key that the victim reads with, if
  // it has one.
  void deliver_sealed(wire::ContentType type, ByteView content, std::size_t padding) {
    const std::string sender(name_of(peer_of(kVictim)));
    const trace::ValueBorn *key = nullptr, *iv = nullptr;
    trace::EventId key_id = trace::kNoEvent;
    std::uint64_t sequence = 0;
    for (const trace::TraceEvent &event : trace_.events()) {
      if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
        if (!value->name.starts_with(sender)) continue;
        if (value->name.ends_with("_write_iv")) iv = value;
        if (value->name.ends_with("_write_key")) {
          key = value;
          key_id = event.id;
          sequence = 0;
        }
      } else if (const auto *record = std::get_if<trace::RecordPassed>(&event.is)) {
        if (record->protection && record->protection->key == key_id) ++sequence;
      }
    }
    content = content.first(std::min(content.size(), wire::kMaxPlaintextLength + 1));
    wire::Writer out;
    if (!key || type == wire::ContentType::change_cipher_spec) {
      wire::write(out, wire::RecordHeader{type, wire::ProtocolVersion::tls12,
                                          static_cast<std::uint16_t>(content.size())});
      out.bytes(content);
      deliver(out.out);
      return;
    }
    Bytes inner = wire::to_bytes(content);
    inner.push_back(static_cast<std::uint8_t>(type));
    inner.resize(inner.size() + padding);
    wire::write(
        out, wire::RecordHeader{wire::ContentType::application_data, wire::ProtocolVersion::tls12,
                                static_cast<std::uint16_t>(inner.size() + crypto::kAeadTagLength)});
    Bytes nonce = iv->bytes;
    for (std::size_t i = 0; i < 8; ++i) {
      nonce[nonce.size() - 1 - i] ^= static_cast<std::uint8_t>(sequence >> (8 * i));
    }
    const auto aead = key->bytes.size() == 16 ? crypto::AeadAlgorithm::aes_128_gcm : long_aead_;
    out.bytes(crypto::seal(aead, key->bytes, nonce, wire::to_bytes(out.out), inner));
    deliver(out.out);
  }

 public:
  // Which AEAD a key of 32 bytes is for.
  void set_long_aead(crypto::AeadAlgorithm aead) { long_aead_ = aead; }

 private:
  crypto::AeadAlgorithm long_aead_ = crypto::AeadAlgorithm::aes_256_gcm;
  Victim victim_;
  Peer peer_;
  Recorder trace_{Recorder::Mode::on};
  Recorder peer_trace_{Recorder::Mode::on};
  std::deque<Bytes> records_;
  std::size_t messages_used_ = 0;
};

// duel plays one input: a scenario, how many records are passed on as they are, then what follows.
template <Role kVictim>
void duel(Input input) {
  const std::uint8_t choice = input.byte();
  Duel<kVictim> duel(configs(choice));
  if (choice & 4) duel.set_long_aead(crypto::AeadAlgorithm::chacha20_poly1305);
  for (int honest = input.byte() % 16; honest > 0; --honest) duel.honest_record();
  for (int acts = 0; !input.empty() && acts < 24; ++acts) duel.act(input);
  duel.check();
}

// duel_seeds takes every number of honest records and each kind of what may follow.
inline std::vector<Bytes> duel_seeds() {
  std::vector<Bytes> out;
  for (const std::uint8_t choice : kChoices) {
    for (std::uint8_t honest = 0; honest < 12; ++honest) {
      out.push_back({choice, honest, 6, 6, 6, 6, 6, 6});
      out.push_back({choice, honest, 5, 0x80, 0, 20, 1, 3, 3, 3, 7});
      out.push_back({choice, honest, 4, 0, 0, 9, 1, 3, 3});
      out.push_back({choice, honest, 1, 0, 5, 24, 0, 0, 1, 0, 7});
      out.push_back({choice, honest, 2, 21, 3, 0, 2, 1, 0, 3});
      out.push_back({choice, honest, 0, 0, 6, 20, 3, 3, 0, 1, 1, 3, 3});
    }
  }
  return out;
}

}  // namespace fuzz
