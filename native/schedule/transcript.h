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
  // begin fixes the hash; once.
  void begin(crypto::HashAlgorithm);
  // replace_with_message_hash puts the synthetic message_hash in place of the first ClientHello,
  // after a HelloRetryRequest and before it is added.
  void replace_with_message_hash();
  // hash is Transcript-Hash of all messages so far, recorded as a value.
  Value hash(Recorder &) const;
  crypto::HashAlgorithm algorithm() const { return hash_->algorithm(); }
  friend bool operator==(const Transcript &, const Transcript &) = default;

 private:
  std::optional<crypto::Hash> hash_;
  Bytes waiting_;
  std::vector<EventId> messages_;
  bool retried_ = false;
};

}  // namespace schedule
