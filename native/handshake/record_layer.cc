#include "handshake/record_layer.h"

#include <algorithm>

#include "wire/messages.h"

namespace handshake {
namespace {

using wire::ContentType;

// kMaxHandshakeMessage bounds what one message may make us keep. Certificate chains of real
// servers stay far below it.
constexpr std::size_t kMaxHandshakeMessage = 1 << 17;

std::size_t announced_length(ByteView message) {
  return wire::kHandshakeHeaderLength +
         (std::size_t{message[1]} << 16 | std::size_t{message[2]} << 8 | message[3]);
}

wire::RecordHeader header_of(ByteView record) {
  wire::Reader in(record.first(wire::kRecordHeaderLength));
  wire::RecordHeader header;
  wire::read(in, header);
  return header;
}

bool known_content_type(ContentType type) {
  return type == ContentType::change_cipher_spec || type == ContentType::alert ||
         type == ContentType::handshake || type == ContentType::application_data;
}

}  // namespace

void RecordLayer::receive(ByteView bytes) {
  inbox_.erase(inbox_.begin(), inbox_.begin() + static_cast<std::ptrdiff_t>(inbox_at_));
  inbox_at_ = 0;
  wire::append(inbox_, bytes);
}

bool RecordLayer::handshake_message_complete() const {
  return handshake_.size() >= wire::kHandshakeHeaderLength &&
         handshake_.size() >= announced_length(handshake_);
}

std::size_t RecordLayer::max_fragment() const {
  return tls12_ ? wire::kMaxTls12CiphertextLength : wire::kMaxCiphertextLength;
}

bool RecordLayer::ready() const {
  if (handshake_message_complete()) return true;
  const ByteView waiting = ByteView(inbox_).subspan(inbox_at_);
  if (waiting.size() < wire::kRecordHeaderLength) return false;
  const wire::RecordHeader header = header_of(waiting);
  // What can never be right is said at once, not when the rest has come.
  if (!known_content_type(header.type) || header.length > max_fragment()) return true;
  return waiting.size() >= wire::kRecordHeaderLength + header.length;
}

Section RecordLayer::fragments_section() const {
  return tls12_ ? "RFC 5246, section 6.2.1" : "RFC 8446, section 5.1";
}

Incoming RecordLayer::take_handshake_message() {
  const std::size_t n = announced_length(handshake_);
  const ByteView all(handshake_);
  Incoming message{ContentType::handshake, handshake_epoch_, wire::to_bytes(all.first(n)),
                   handshake_records_};
  handshake_.erase(handshake_.begin(), handshake_.begin() + static_cast<std::ptrdiff_t>(n));
  // What is left came in the last of those records.
  if (handshake_.empty()) {
    handshake_records_.clear();
  } else if (handshake_records_.size() > 1) {
    handshake_records_.erase(handshake_records_.begin(), handshake_records_.end() - 1);
  }
  return message;
}

Status RecordLayer::open_record(ByteView record, wire::RecordHeader header,
                                schedule::InnerPlaintext &out, EventId &event, bool &skipped,
                                Recorder &trace) {
  const ByteView fragment = record.subspan(wire::kRecordHeaderLength);
  const bool clear =
      !read_.active() ||
      (!tls12_ && (header.type == ContentType::change_cipher_spec ||
                   // A client that refuses ServerHello has no keys to say so with.
                   (header.type == ContentType::alert && role_ == Role::server &&
                    read_.epoch() == trace::Epoch::handshake && read_.sequence_number() == 0)));
  trace::RecordPassed passed{trace::Direction::received,
                             records_read_++,
                             header.type,
                             trace::Epoch::clear,
                             {},
                             {},
                             std::nullopt};
  if (trace.on()) passed.bytes = wire::to_bytes(record);
  if (skip_left_ != 0 && !read_.active() && header.type == ContentType::application_data) {
    passed.content_type = ContentType::invalid;
    trace.add(std::move(passed));
    skipped = true;
    return skip(fragment.size(), trace);
  }
  if (clear) {
    event = trace.add(std::move(passed));
    if (auto fatal =
            require(fragment.size() <= wire::kMaxPlaintextLength, AlertDescription::record_overflow,
                    "the record holds at most 2^14 bytes", fragments_section(), trace)) {
      return fatal;
    }
    out = {header.type, wire::to_bytes(fragment)};
    return std::nullopt;
  }
  if (!tls12_ && header.type != ContentType::application_data) {
    trace.add(std::move(passed));
    return require(false, AlertDescription::unexpected_message,
                   "records are protected once there are keys", "RFC 8446, section 5", trace);
  }
  passed.epoch = read_.epoch();
  trace::Protection protection;
  const auto error = read_.open(record, out, trace.on() ? &protection : nullptr);
  passed.content_type = tls12_ ? header.type : out.type;
  if (trace.on()) passed.protection = std::move(protection);
  event = trace.add(std::move(passed));
  using enum schedule::RecordProtection::OpenError;
  if (skip_left_ != 0 && error == bad_record_mac) {
    skipped = true;
    return skip(fragment.size(), trace);
  }
  skip_left_ = 0;
  if (schedule::is_cbc(read_.form())) {
    // Padding and MAC are one check: a peer that could tell them apart could decrypt.
    if (auto fatal =
            require(error != bad_record_mac, AlertDescription::bad_record_mac,
                    "the record's padding and MAC are right", "RFC 5246, section 6.2.3.2", trace)) {
      return fatal;
    }
  } else if (auto fatal =
                 require(error != bad_record_mac, AlertDescription::bad_record_mac,
                         "the record's authentication tag is right",
                         tls12_ ? "RFC 5246, section 6.2.3.3" : "RFC 8446, section 5.2", trace)) {
    return fatal;
  }
  if (error == too_long) {
    return require(false, AlertDescription::record_overflow, "the record holds at most 2^14 bytes",
                   tls12_ ? "RFC 5246, section 6.2.1" : "RFC 8446, section 5.4", trace);
  }
  if (error == no_content_type) {
    return require(false, AlertDescription::unexpected_message,
                   "the protected record has a content type", "RFC 8446, section 5.4", trace);
  }
  return std::nullopt;
}

Status RecordLayer::skip(std::size_t fragment, Recorder &trace) {
  // What it holds is shorter by a tag and a content type.
  const std::size_t n =
      fragment > crypto::kAeadTagLength + 1 ? fragment - crypto::kAeadTagLength - 1 : 1;
  if (auto fatal =
          require(n < skip_left_, AlertDescription::unexpected_message,
                  "refused early data keeps to its limit", "RFC 8446, section 4.2.10", trace)) {
    return fatal;
  }
  skip_left_ -= n;
  return std::nullopt;
}

Status RecordLayer::next(std::optional<Incoming> &out, Recorder &trace) {
  if (handshake_message_complete()) {
    out = take_handshake_message();
    return std::nullopt;
  }
  const ByteView waiting = ByteView(inbox_).subspan(inbox_at_);
  const wire::RecordHeader header = header_of(waiting);
  if (!known_content_type(header.type)) {
    return require(false, AlertDescription::unexpected_message, "the record's type is known",
                   tls12_ ? "RFC 5246, section 6" : "RFC 8446, section 5", trace);
  }
  if (header.length > max_fragment()) {
    if (tls12_) {
      return require(false, AlertDescription::record_overflow,
                     "the record is no longer than 2^14 + 2048 bytes", "RFC 5246, section 6.2.3",
                     trace);
    }
    return require(false, AlertDescription::record_overflow,
                   "the record is no longer than 2^14 + 256 bytes", "RFC 8446, section 5.2", trace);
  }
  if (tls12_ && header.legacy_record_version != wire::ProtocolVersion::tls12) {
    return require(false, AlertDescription::protocol_version,
                   "records have the version that was chosen", "RFC 5246, section 6.2.1", trace);
  }
  const ByteView record = waiting.first(wire::kRecordHeaderLength + header.length);
  schedule::InnerPlaintext inner;
  EventId event = trace::kNoEvent;
  bool skipped = false;
  auto fatal = open_record(record, header, inner, event, skipped, trace);
  const trace::Epoch epoch =
      tls12_ || header.type == ContentType::application_data ? read_.epoch() : trace::Epoch::clear;
  inbox_at_ += record.size();
  if (inbox_at_ == inbox_.size()) {
    inbox_.clear();
    inbox_at_ = 0;
  }
  if (fatal) return fatal;
  if (skipped) return std::nullopt;

  if (!known_content_type(inner.type)) {
    return require(false, AlertDescription::unexpected_message, "the record's type is known",
                   tls12_ ? "RFC 5246, section 6" : "RFC 8446, section 5", trace);
  }
  // Empty records carry nothing; a few may pass (section 5.1), a flood may not.
  constexpr int kMostEmptyRecords = 32;
  empty_records_ = inner.content.empty() ? empty_records_ + 1 : 0;
  if (empty_records_ > kMostEmptyRecords) {
    return require(false, AlertDescription::unexpected_message,
                   "records are not empty again and again", fragments_section(), trace);
  }
  if (inner.type == ContentType::alert && inner.content.empty() && !tls12_ &&
      epoch != trace::Epoch::clear) {
    return require(false, AlertDescription::unexpected_message,
                   "a protected record of an alert is not empty", "RFC 8446, section 5.4", trace);
  }
  if (inner.type != ContentType::handshake) {
    if (!handshake_.empty()) {
      return require(false, AlertDescription::unexpected_message,
                     "no other record stands inside a handshake message", fragments_section(),
                     trace);
    }
    std::vector<EventId> records;
    if (trace.on()) records.push_back(event);
    out = Incoming{inner.type, epoch, std::move(inner.content), std::move(records)};
    return std::nullopt;
  }
  if (inner.content.empty()) {
    return require(false, AlertDescription::unexpected_message, "a handshake record is not empty",
                   fragments_section(), trace);
  }
  handshake_epoch_ = epoch;
  wire::append(handshake_, inner.content);
  if (trace.on()) handshake_records_.push_back(event);
  if (handshake_.size() >= wire::kHandshakeHeaderLength &&
      announced_length(handshake_) > kMaxHandshakeMessage) {
    return require(false, AlertDescription::illegal_parameter,
                   "the handshake message is not excessively long",
                   tls12_ ? "RFC 5246, section 7.4" : "RFC 8446, section 4", trace);
  }
  if (handshake_message_complete()) out = take_handshake_message();
  return std::nullopt;
}

Status RecordLayer::flight_ended(bool tls12, Recorder &trace) const {
  const auto any_time = static_cast<std::uint8_t>(wire::HandshakeType::hello_request);
  if (handshake_.empty() || (tls12 && handshake_.front() == any_time)) return std::nullopt;
  return require(false, AlertDescription::unexpected_message,
                 "no handshake message begins before its turn",
                 tls12 ? "RFC 5246, section 7.4" : "RFC 8446, section 4", trace);
}

std::size_t RecordLayer::padding_for(std::size_t content) const {
  if (padding_multiple_ == 0 || tls12_) return 0;
  const std::size_t inner = content + 1;  // with the content type
  const std::size_t wanted =
      (inner + padding_multiple_ - 1) / padding_multiple_ * padding_multiple_;
  return std::min(wanted, wire::kMaxPlaintextLength + 1) - inner;
}

void RecordLayer::send(ContentType type, ByteView bytes, EventId message, crypto::Random &random,
                       Recorder &trace) {
  std::size_t at = 0;
  do {
    const ByteView part = bytes.subspan(at, std::min(bytes.size() - at, wire::kMaxPlaintextLength));
    at += part.size();
    // The change_cipher_spec of TLS 1.3's compatibility mode is never protected (section 5).
    const bool clear = !write_.active() || type == ContentType::change_cipher_spec;
    trace::Protection protection;
    Bytes record;
    if (clear) {
      wire::Writer writer;
      wire::write(writer,
                  wire::RecordHeader{type, version_, static_cast<std::uint16_t>(part.size())});
      writer.bytes(part);
      record = std::move(writer.out);
    } else {
      Value record_iv;
      if (schedule::is_cbc(write_.form())) {
        record_iv = trace.value("record_iv", random.draw(16), [] {
          return trace::Origin{"draw",
                               {{"length", std::uint64_t{16}}},
                               trace::kEverybody,
                               "RFC 5246, section 6.2.3.2"};
        });
      }
      record = write_.seal(type, part, padding_for(part.size()), record_iv,
                           trace.on() ? &protection : nullptr);
    }
    if (trace.on()) {
      trace::RecordPassed passed{trace::Direction::sent,
                                 records_written_,
                                 type,
                                 clear ? trace::Epoch::clear : write_.epoch(),
                                 record,
                                 {message},
                                 std::nullopt};
      if (!clear) passed.protection = std::move(protection);
      trace.add(std::move(passed));
    }
    ++records_written_;
    wire::append(outbox_, record);
  } while (at != bytes.size());
}

Status RecordLayer::set_read_keys(schedule::TrafficKeys keys, Recorder &trace) {
  if (auto fatal = require(handshake_.empty(), AlertDescription::unexpected_message,
                           "no handshake message goes on across a change of keys",
                           tls12_ ? "RFC 5246, section 7.1" : "RFC 8446, section 5.1", trace)) {
    schedule::RecordProtection(std::move(keys)).discard(trace);
    return fatal;
  }
  read_.discard(trace);
  read_ = schedule::RecordProtection(std::move(keys));
  return std::nullopt;
}

void RecordLayer::set_write_keys(schedule::TrafficKeys keys, Recorder &trace) {
  write_.discard(trace);
  write_ = schedule::RecordProtection(std::move(keys));
}

void RecordLayer::discard(Recorder &trace) {
  read_.discard(trace);
  write_.discard(trace);
}

}  // namespace handshake
