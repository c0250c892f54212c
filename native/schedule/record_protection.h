// Record protection (RFC 8446, section 5.2 to 5.4; RFC 5246, section 6.2.3).
#pragma once

#include <optional>

#include "schedule/traffic_keys.h"
#include "wire/records.h"

namespace schedule {

// InnerPlaintext is an opened record: in TLS 1.3 TLSInnerPlaintext without its padding.
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

  RecordForm form() const { return keys_.form; }

  // seal makes a TLSCiphertext, header included, of at most 2^14 bytes of content. `padding` counts
  // the zeros behind it (TLS 1.3); `record_iv` has 16 random bytes (CBC). When `protection` is
  // given, what the record was made with goes there.
  Bytes seal(wire::ContentType, ByteView content, std::size_t padding, ByteView record_iv,
             trace::Protection *protection);

  enum class OpenError : std::uint8_t { none, bad_record_mac, too_long, no_content_type };
  // open takes a TLSCiphertext, header included, and gives what is inside.
  OpenError open(ByteView record, InnerPlaintext &out, trace::Protection *protection);

  // discard wipes the keys and the IV.
  void discard(Recorder &trace) {
    trace.discard(keys_.mac_key);
    trace.discard(keys_.key);
    trace.discard(keys_.iv);
  }
  friend bool operator==(const RecordProtection &, const RecordProtection &) = default;

 private:
  Bytes seal_tls12(wire::ContentType, ByteView content, ByteView record_iv,
                   trace::Protection *protection);
  OpenError open_tls12(ByteView record, InnerPlaintext &out, trace::Protection *protection);
  // nonce gives the nonce of the record's AEAD; explicit_nonce is what GCM has in the record.
  std::array<std::uint8_t, crypto::kAeadNonceLength> nonce(ByteView explicit_nonce) const;
  // pseudo_header is sequence number, type and version, and the length if there is one: what the
  // MAC or AEAD of TLS 1.2 covers before the content.
  Bytes pseudo_header(wire::ContentType, std::optional<std::size_t> length) const;

  TrafficKeys keys_;
  std::uint64_t sequence_number_ = 0;
};

}  // namespace schedule
