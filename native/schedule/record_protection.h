// Record protection (RFC 8446, section 5.2 to 5.4).
#pragma once

#include <optional>

#include "schedule/key_schedule.h"
#include "wire/records.h"

namespace schedule {

// InnerPlaintext is an opened record: TLSInnerPlaintext without its padding.
struct InnerPlaintext {
  wire::ContentType type{};
  Bytes content;
};

// RecordProtection seals or opens the records of one direction in one epoch.
class RecordProtection {
 public:
  RecordProtection() = default;
  explicit RecordProtection(TrafficKeys keys) : keys_(std::move(keys)) {}
  trace::Epoch epoch() const { return keys_.epoch; }
  std::uint64_t sequence_number() const { return sequence_number_; }
  bool active() const { return !keys_.key.empty(); }

  // seal makes a TLSCiphertext, header included, of at most 2^14 bytes of content and `padding`
  // zeros. When `protection` is given, what it was made with goes there.
  Bytes seal(wire::ContentType, ByteView content, std::size_t padding,
             trace::Protection *protection);

  enum class OpenError : std::uint8_t { none, bad_record_mac, too_long, no_content_type };
  // open takes a TLSCiphertext, header included, and gives what is inside.
  OpenError open(ByteView record, InnerPlaintext &out, trace::Protection *protection);

  // discard wipes key and IV.
  void discard(Recorder &trace) {
    trace.discard(keys_.key);
    trace.discard(keys_.iv);
  }
  friend bool operator==(const RecordProtection &, const RecordProtection &) = default;

 private:
  std::array<std::uint8_t, crypto::kAeadNonceLength> nonce() const;

  TrafficKeys keys_;
  std::uint64_t sequence_number_ = 0;
};

}  // namespace schedule
