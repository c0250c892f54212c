// Transcript: the running hash over the handshake messages (RFC 8446, section 4.4.1).
#pragma once

#include <optional>
#include <vector>

#include "crypto/hash.h"
#include "trace/recorder.h"

namespace schedule {

using trace::EventId;
using trace::Recorder;
using trace::Value;
using wire::Bytes;
using wire::ByteView;

// Transcript keeps messages until the hash is known, then hashes them as they come.
class Transcript {
 public:
  // add appends one handshake message, header included. `id` is its event in the trace.
  void add(ByteView message, EventId id);
  // begin fixes the hash; once. With `keep` the messages stay as they are too.
  void begin(crypto::HashAlgorithm, bool keep = false);
  // messages gives what was kept: TLS 1.2 signs the messages, not their hash.
  ByteView messages() const { return waiting_; }
  // event_ids are the messages' events in the trace.
  const std::vector<EventId> &event_ids() const { return messages_; }
  // forget drops what was kept.
  void forget() {
    waiting_ = {};
    keep_ = false;
  }
  // replace_with_message_hash puts the synthetic message_hash in place of the first ClientHello,
  // after a HelloRetryRequest and before it is added.
  void replace_with_message_hash();
  // hash is Transcript-Hash of all messages so far, recorded as a value. `section` is where the
  // standard asks for it.
  Value hash(Recorder &, trace::Section section = "RFC 8446, section 4.4.1") const;
  // hash_by is the same while the hash is not fixed: with a hash that a PSK brings.
  Value hash_by(crypto::HashAlgorithm, Recorder &) const;
  // truncated_hash is the hash of all messages so far and a ClientHello that ends before its
  // binders (section 4.2.11.2). After a HelloRetryRequest the hash is the one that begin() fixed.
  Value truncated_hash(ByteView client_hello, crypto::HashAlgorithm, Recorder &) const;
  crypto::HashAlgorithm algorithm() const { return hash_->algorithm(); }
  friend bool operator==(const Transcript &, const Transcript &) = default;

 private:
  Value recorded(const crypto::Hash &, trace::Section, Recorder &) const;

  std::optional<crypto::Hash> hash_;
  Bytes waiting_;
  std::vector<EventId> messages_;
  bool keep_ = false;
  bool retried_ = false;
};

}  // namespace schedule
