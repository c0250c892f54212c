#include "eavesdropper/lane.h"

#include "wire/records.h"

namespace eavesdropper {
namespace {

using wire::ContentType;

// kMaxHandshakeMessage is what endpoints take at most; a longer one is none.
constexpr std::size_t kMaxHandshakeMessage = 1 << 17;

std::size_t announced_length(ByteView message) {
  return wire::kHandshakeHeaderLength +
         (std::size_t{message[1]} << 16 | std::size_t{message[2]} << 8 | message[3]);
}

ContentType type_of(ByteView record) { return static_cast<ContentType>(record[0]); }

}  // namespace

Lane::Lane(Role from, const RecordedConnection &connection) : from_(from) {
  for (const Piece &piece : connection) {
    if (piece.from == from) wire::append(bytes_, piece.bytes);
  }
  std::size_t at = 0;
  while (bytes_.size() - at >= wire::kRecordHeaderLength) {
    const ByteView header = ByteView(bytes_).subspan(at);
    const std::size_t length = std::size_t{header[3]} << 8 | header[4];
    if (header[0] < 20 || header[0] > 23 || header[1] != 3 ||
        length > wire::kMaxTls12CiphertextLength) {
      broken_ = true;
      return;
    }
    const std::size_t size = wire::kRecordHeaderLength + length;
    if (size > header.size()) break;
    records_.push_back({at, size});
    at += size;
  }
  cut_ = at != bytes_.size();
}

EventId Lane::note(std::size_t index, ContentType type, Epoch epoch,
                   std::optional<trace::Protection> protection, Recorder &trace) {
  Record &record = records_[index];
  record.done = true;
  if (!trace.on()) return trace::kNoEvent;
  trace.begin_step(from_);
  return trace.add(trace::RecordPassed{trace::Direction::received,
                                       index,
                                       type,
                                       epoch,
                                       wire::to_bytes(bytes_of(record)),
                                       {},
                                       std::move(protection)});
}

void Lane::feed(ContentType type, ByteView content, Epoch epoch, EventId record) {
  if (type != ContentType::handshake) {
    others_.push_back({type, epoch, wire::to_bytes(content), {record}});
    return;
  }
  epoch_ = epoch;
  wire::append(handshake_, content);
  handshake_records_.push_back(record);
}

void Lane::take_clear(std::size_t index, Recorder &trace) {
  const ByteView record = bytes_of(records_[index]);
  const ContentType type = type_of(record);
  const EventId event = note(index, type, Epoch::clear, std::nullopt, trace);
  if (type == ContentType::change_cipher_spec) changed_ = true;
  feed(type, record.subspan(wire::kRecordHeaderLength), Epoch::clear, event);
}

bool Lane::next_message(wire::Dialect dialect, Received &out, Recorder &trace) {
  if (!others_.empty()) {
    out.message = std::move(others_.front());
    others_.erase(others_.begin());
  } else if (handshake_.size() >= wire::kHandshakeHeaderLength &&
             announced_length(handshake_) > kMaxHandshakeMessage) {
    broken_ = true;
    return false;
  } else if (handshake_.size() >= wire::kHandshakeHeaderLength &&
             handshake_.size() >= announced_length(handshake_)) {
    const auto end = handshake_.begin() + static_cast<std::ptrdiff_t>(announced_length(handshake_));
    out.message = {ContentType::handshake, epoch_, {handshake_.begin(), end}, handshake_records_};
    handshake_.erase(handshake_.begin(), end);
    // What is left came in the last of those records.
    if (handshake_.empty()) {
      handshake_records_.clear();
    } else {
      handshake_records_.erase(handshake_records_.begin(), handshake_records_.end() - 1);
    }
  } else {
    return false;
  }
  if (trace.on()) trace.begin_step(from_);
  out.event = trace.message(trace::Direction::received, out.message.type, out.message.epoch,
                            out.message.bytes, dialect, out.message.records);
  return true;
}

bool Lane::next_clear(wire::Dialect dialect, bool until_change, Received &out, Recorder &trace) {
  std::size_t &index = clear_at_;
  while (true) {
    while (next_message(dialect, out, trace)) {
      if (out.message.type == ContentType::handshake) return true;
    }
    if (broken_ || (until_change && changed_)) return false;
    while (index < records_.size() && (records_[index].done || type_of(bytes_of(records_[index])) ==
                                                                   ContentType::application_data)) {
      ++index;
    }
    if (index == records_.size()) return false;
    take_clear(index, trace);
  }
}

ByteView Lane::waiting(bool tls12, Recorder &trace) {
  for (; at_ < records_.size(); ++at_) {
    if (records_[at_].done) continue;
    const ByteView record = bytes_of(records_[at_]);
    if (tls12 || type_of(record) == ContentType::application_data) return record;
    take_clear(at_, trace);
    Received message;
    while (next_message({}, message, trace)) {
    }
  }
  return {};
}

bool Lane::opens(RecordProtection keys, ByteView record) {
  InnerPlaintext inner;
  return !record.empty() && keys.open(record, inner, nullptr) == RecordProtection::OpenError::none;
}

void Lane::take(RecordProtection &keys, Recorder &trace) {
  InnerPlaintext inner;
  trace::Protection protection;
  keys.open(bytes_of(records_[at_]), inner, &protection);
  const EventId event = note(at_, inner.type, keys.epoch(), std::move(protection), trace);
  feed(inner.type, inner.content, keys.epoch(), event);
}

void Lane::leave(bool tls12, Recorder &trace) {
  const ContentType type = tls12 ? type_of(bytes_of(records_[at_])) : wire::ContentType::invalid;
  note(at_, type, tls12 ? Epoch::session : Epoch::clear, std::nullopt, trace);
}

}  // namespace eavesdropper
