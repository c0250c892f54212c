// Lane: what one side sent, record by record, as somebody on the wire sees it.
#pragma once

#include <optional>
#include <vector>

#include "eavesdropper/recording.h"
#include "handshake/connection.h"
#include "schedule/record_protection.h"

namespace eavesdropper {

using handshake::Received;
using schedule::InnerPlaintext;
using schedule::RecordProtection;
using trace::Epoch;
using trace::EventId;
using trace::Recorder;
using trace::Value;

// Lane cuts what one side sent into records. What is in the clear it gives as messages; what is
// protected waits until somebody has a key that opens it. Each record becomes one event, when it is
// taken or left.
class Lane {
 public:
  Lane(Role from, const RecordedConnection &);

  Role from() const { return from_; }
  // empty: nothing was sent.
  bool empty() const { return bytes_.empty(); }
  // cut: the recording ends within a record. broken: what follows is no record at all.
  bool cut() const { return cut_; }
  bool broken() const { return broken_; }

  // next_clear gives the next handshake message in the clear. Protected records before it keep
  // waiting. With until_change it ends at change_cipher_spec.
  bool next_clear(wire::Dialect, bool until_change, Received &out, Recorder &);
  // changed: a change_cipher_spec went by.
  bool changed() const { return changed_; }

  // waiting gives the first protected record that was not taken yet; empty: there is none. In TLS
  // 1.2 all records are protected by now.
  ByteView waiting(bool tls12, Recorder &);
  // opens tells whether keys open a record; an empty one is none.
  static bool opens(RecordProtection keys, ByteView record);
  // take opens the waiting record; what is in it comes out through next_message.
  void take(RecordProtection &keys, Recorder &);
  // leave passes over the waiting record: it stays closed.
  void leave(bool tls12, Recorder &);
  // next_message gives the next message of what was taken.
  bool next_message(wire::Dialect, Received &out, Recorder &);

 private:
  struct Record {
    std::size_t at = 0, size = 0;
    bool done = false;
  };
  ByteView bytes_of(const Record &record) const {
    return ByteView(bytes_).subspan(record.at, record.size);
  }
  EventId note(std::size_t index, wire::ContentType, Epoch,
               std::optional<trace::Protection> protection, Recorder &);
  void feed(wire::ContentType, ByteView content, Epoch, EventId record);
  void take_clear(std::size_t index, Recorder &);

  Role from_;
  Bytes bytes_;
  std::vector<Record> records_;
  std::size_t at_ = 0;        // the first record that may wait
  std::size_t clear_at_ = 0;  // the first that next_clear did not look at
  bool cut_ = false, broken_ = false, changed_ = false;
  Bytes handshake_;  // what is not yet a whole message
  Epoch epoch_{};
  std::vector<EventId> handshake_records_;
  std::vector<handshake::Incoming> others_;  // messages of other types
};

}  // namespace eavesdropper
