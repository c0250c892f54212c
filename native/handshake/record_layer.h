// RecordLayer: bytes from the peer in, messages out, and the other way round
// (RFC 8446, section 5).
#pragma once

#include <optional>
#include <vector>

#include "crypto/random.h"
#include "handshake/fatal.h"
#include "schedule/record_protection.h"
#include "wire/records.h"

namespace handshake {

// Incoming is one message from the peer: a handshake message with its header, an alert, a
// change_cipher_spec, or a piece of application data.
struct Incoming {
  wire::ContentType type{};
  trace::Epoch epoch{};
  Bytes bytes;
  std::vector<EventId> records;
};

class RecordLayer {
 public:
  explicit RecordLayer(Role role) : role_(role) {}
  // receive takes bytes as they come from the peer, cut anywhere.
  void receive(ByteView bytes);
  // ready tells whether next() has something to work on.
  bool ready() const;
  // next works on one record, or on the next message of a record that held several. `out` stays
  // empty when the message is not complete yet.
  Status next(std::optional<Incoming> &out, Recorder &);

  // flight_ended: this side's turn has come, so nothing of a handshake message may be left over,
  // but for HelloRequest, which may come at any time (RFC 5246, section 7.4.1.1).
  Status flight_ended(bool tls12, Recorder &) const;

  // send puts a message into one or more records. `message` is its event; what a record needs of
  // randomness comes from `random`.
  void send(wire::ContentType, ByteView bytes, EventId message, crypto::Random &random, Recorder &);
  // take_output gives the bytes for the peer since the last call.
  Bytes take_output() { return std::exchange(outbox_, {}); }

  // set_read_keys begins a new epoch for what comes; handshake bytes left over are an error.
  Status set_read_keys(schedule::TrafficKeys, Recorder &);
  void set_write_keys(schedule::TrafficKeys, Recorder &);
  trace::Epoch write_epoch() const { return write_.epoch(); }
  // legacy_record_version is 0x0301 for the first ClientHello, 0x0303 for all else (section 5.1).
  void set_legacy_record_version(wire::ProtocolVersion version) { version_ = version; }
  // speak_tls12 tells that TLS 1.2 was chosen: record headers are checked by its rules.
  void speak_tls12() { tls12_ = true; }
  // set_padding pads every protected record to a multiple of so many bytes of inner plaintext, as
  // far as 2^14 + 1 allows (section 5.4). 0: no padding.
  void set_padding(std::size_t multiple) { padding_multiple_ = multiple; }  // drop_write_keys goes back to records in the clear: early data was refused by HelloRetryRequest.
  void drop_write_keys(Recorder &trace) {
    write_.discard(trace);
    write_ = {};
  }
  // skip_early_data passes over protected records that cannot be opened, of at most `limit` bytes
  // in all, until one can: they are early data that was refused (section 4.2.10). 0: no longer.
  void skip_early_data(std::size_t limit) { skip_left_ = limit; }
  // discard wipes the keys of both directions.
  void discard(Recorder &);

  friend bool operator==(const RecordLayer &, const RecordLayer &) = default;

 private:
  Status open_record(ByteView record, wire::RecordHeader, schedule::InnerPlaintext &out,
                     EventId &event, bool &skipped, Recorder &);
  Status skip(std::size_t fragment, Recorder &);
  std::size_t padding_for(std::size_t content) const;
  bool handshake_message_complete() const;
  std::size_t max_fragment() const;
  // fragments_section is where the version says how messages are cut into records.
  Section fragments_section() const;
  Incoming take_handshake_message();

  Role role_;
  Bytes inbox_;
  std::size_t inbox_at_ = 0;
  Bytes handshake_;  // what is not yet a whole handshake message
  trace::Epoch handshake_epoch_{};
  std::vector<EventId> handshake_records_;
  Bytes outbox_;
  schedule::RecordProtection read_, write_;
  std::uint64_t records_read_ = 0, records_written_ = 0;
  std::size_t padding_multiple_ = 0;
  std::size_t skip_left_ = 0;
  wire::ProtocolVersion version_ = wire::ProtocolVersion::tls12;
  bool tls12_ = false;
  int empty_records_ = 0;  // in a row
};

}  // namespace handshake
