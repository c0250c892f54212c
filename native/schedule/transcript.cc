#include "schedule/transcript.h"

namespace schedule {

void Transcript::add(ByteView message, EventId id) {
  if (hash_) hash_->update(message);
  if (!hash_ || keep_) wire::append(waiting_, message);
  if (id != trace::kNoEvent) messages_.push_back(id);
}

void Transcript::begin(crypto::HashAlgorithm algorithm, bool keep) {
  if (hash_) return;
  hash_.emplace(algorithm);
  hash_->update(waiting_);
  keep_ = keep;
  if (!keep_) waiting_ = {};
}

void Transcript::replace_with_message_hash() {
  const Bytes digest = hash_->digest();
  const std::uint8_t header[] = {static_cast<std::uint8_t>(wire::HandshakeType::message_hash), 0, 0,
                                 static_cast<std::uint8_t>(digest.size())};
  hash_.emplace(hash_->algorithm());
  hash_->update(header);
  hash_->update(digest);
  retried_ = true;
}

Value Transcript::recorded(const crypto::Hash &hash, trace::Section section,
                           Recorder &trace) const {
  return trace.value("transcript_hash", crypto::Secret(hash.digest()), [&] {
    return trace::Origin{retried_ ? "Transcript-Hash after HelloRetryRequest" : "Transcript-Hash",
                         {{"hash", std::string(crypto::name_of(hash.algorithm()))},
                          {"messages", trace::Messages{messages_}}},
                         trace::kBothSides,
                         section};
  });
}

Value Transcript::hash(Recorder &trace, trace::Section section) const {
  return recorded(*hash_, section, trace);
}

Value Transcript::hash_by(crypto::HashAlgorithm algorithm, Recorder &trace) const {
  if (hash_) return hash(trace);
  crypto::Hash hash(algorithm);
  hash.update(waiting_);
  return recorded(hash, "RFC 8446, section 4.4.1", trace);
}

Value Transcript::truncated_hash(ByteView client_hello, crypto::HashAlgorithm algorithm,
                                 Recorder &trace) const {
  crypto::Hash hash = hash_ ? *hash_ : crypto::Hash(algorithm);
  hash.update(client_hello);
  return trace.value("transcript_hash", crypto::Secret(hash.digest()), [&] {
    return trace::Origin{"Transcript-Hash of a truncated ClientHello",
                         {{"hash", std::string(crypto::name_of(hash.algorithm()))},
                          {"messages", trace::Messages{messages_}},
                          {"truncated_client_hello", wire::to_bytes(client_hello)}},
                         trace::kBothSides,
                         "RFC 8446, section 4.2.11.2"};
  });
}

}  // namespace schedule
