// Connection: what both roles and all versions share of one connection.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "crypto/random.h"
#include "handshake/record_layer.h"
#include "wire/messages.h"

namespace handshake {

// Summary says what was negotiated.
struct Summary {
  wire::ProtocolVersion version{};
  wire::CipherSuite cipher_suite{};
  wire::NamedGroup group{};
  wire::SignatureScheme signature_scheme{};
  std::string server_name;
  std::string application_protocol;                 // empty: none
  wire::SignatureScheme client_signature_scheme{};  // 0: the client showed no certificate
  std::string_view psk{};                           // "resumption" or "external"; empty: none
  std::string_view resumed{};     // TLS 1.2: by "session_id" or "ticket"; empty: not
  std::string_view early_data{};  // "accepted" or "rejected"; empty: none was offered
  // Server: the client's certificate (DER), shown in this session or in the one it resumes.
  Bytes client_certificate{};
  friend bool operator==(const Summary &, const Summary &) = default;
};

// Failure says why a connection ended too early.
struct Failure {
  AlertDescription alert{};
  std::string reason;
  Section section;
  bool raised_here = true;  // false: the peer's alert said so
  // What of a message could not be read, and where.
  std::string field;
  std::size_t offset = 0;
  std::string_view why;
  friend bool operator==(const Failure &, const Failure &) = default;
};

// Received is a message from the peer with its event in the trace.
struct Received {
  Incoming message;
  EventId event = trace::kNoEvent;
  wire::HandshakeType handshake_type() const {
    return static_cast<wire::HandshakeType>(message.bytes.at(0));
  }
};

class Connection {
 public:
  Connection(Role role, crypto::Random random)
      : role_(role), random_(std::move(random)), records_(role) {}

  // --- for the program that has the connection ---

  // receive takes bytes from the peer, cut anywhere.
  void receive(ByteView bytes) {
    // What comes after close_notify does not count (section 6.1).
    if (!closed_ && !peer_closed_) records_.receive(bytes);
  }
  // take_output gives the bytes that the peer must get.
  Bytes take_output() { return records_.take_output(); }
  // send queues application data; it goes out when the handshake is complete.
  void send(ByteView data) { wire::append(to_send_, data); }
  // send_early queues data that a client may send as early data of TLS 1.3, before the handshake is
  // complete (RFC 8446, section 2.3): somebody may send it to the server again. What cannot go so
  // goes as ordinary data, before all other. What was refused waits for the two that follow.
  void send_early(ByteView data) { wire::append(early_, data); }
  // take_refused_early_data gives the early data that the server refused. It is the application's
  // to decide whether it goes again (RFC 8446, section 4.2.10).
  Bytes take_refused_early_data() { return std::exchange(refused_early_, {}); }
  // resend_refused_early_data queues that data as ordinary data, before all other, once the
  // handshake is complete. False: there is some and it must not go, because another application
  // protocol was chosen (RFC 8446, section 4.2.10).
  bool resend_refused_early_data();
  // close queues a close_notify behind the data.
  void close() { close_wanted_ = true; }
  // update_keys queues a KeyUpdate of TLS 1.3; with `request` the peer must send one too
  // (RFC 8446, section 4.6.3). It goes out when the handshake is complete, before queued data.
  void update_keys(bool request) {
    key_updates_.push_back(request ? wire::KeyUpdateRequest::update_requested
                                   : wire::KeyUpdateRequest::update_not_requested);
  }
  // take_application_data gives what arrived since the last call.
  Bytes take_application_data() { return std::exchange(received_data_, {}); }
  // summary is set once the handshake is complete for this side.
  const std::optional<Summary> &summary() const { return summary_; }
  // failure is set when the connection ended with an error.
  const std::optional<Failure> &failure() const { return failure_; }
  // peer_closed: the peer sent close_notify; no more data will come.
  bool peer_closed() const { return peer_closed_; }
  // close_sent: our close_notify is out; no more data will go.
  bool close_sent() const { return close_sent_; }
  // closed: nothing more will be read or written.
  bool closed() const { return closed_; }

  // --- for the states ---

  Role role() const { return role_; }
  crypto::Random &random() { return random_; }
  RecordLayer &records() { return records_; }

  // draw takes the next n random bytes as a value.
  Value draw(std::string_view name, std::size_t n, std::uint8_t known_to, Section, Recorder &);
  // send_message records a handshake message, puts it on the wire and gives its event.
  EventId send_message(ByteView message, Recorder &);
  // send_change_cipher_spec sends the one-byte message of TLS 1.2, or of TLS 1.3's compatibility
  // mode.
  void send_change_cipher_spec(Recorder &);
  // owe_change_cipher_spec: that of compatibility mode stands immediately before what is sent next,
  // be it an alert (RFC 8446, appendix D.4).
  void owe_change_cipher_spec() { change_cipher_spec_owed_ = true; }
  bool owes_change_cipher_spec() const { return change_cipher_spec_owed_; }

  // may_read tells whether take() has something to work on.
  bool may_read() const { return !closed_ && !peer_closed_ && !alert_to_send_ && records_.ready(); }
  // take works on what came next. Alerts end here, and so does the change_cipher_spec of TLS 1.3; a
  // handshake message, application data or TLS 1.2's change_cipher_spec goes out through `out`.
  Status take(std::optional<Received> &out, Recorder &);
  // keep_application_data keeps the data of an application_data record.
  void keep_application_data(const Received &received) {
    wire::append(received_data_, received.message.bytes);
  }

  // has_work tells whether write_pending() has something to do.
  bool has_work() const;
  // write_pending makes one move of those that every state knows: an alert, application data, or
  // close_notify.
  void write_pending(Recorder &);
  // open_early_data: early keys are there for at most so many bytes, of this application protocol.
  void open_early_data(std::size_t limit, std::string protocol) {
    early_limit_ = limit;
    early_protocol_ = std::move(protocol);
    early_open_ = true;
  }
  // end_early_data: what did not go goes with the ordinary data, what was refused is kept.
  void end_early_data(bool accepted);
  bool has_early_data() const { return !early_.empty(); }
  // early_data_due tells whether a piece of early data can go out.
  bool early_data_due() const {
    return early_open_ && early_sent_ < std::min(early_.size(), early_limit_);
  }
  // answer_key_update queues the KeyUpdate that the peer asked for; one answers several requests.
  void answer_key_update() { key_update_asked_for_ = true; }
  // key_update_due tells whether take_key_update_due() has one to send now. The answer to a request
  // goes before what is sent next, so that a silent side gives one to many (section 4.6.3).
  bool key_update_due() const {
    return summary_ && !failure_ && !close_sent_ && !closed_ &&
           ((key_update_asked_for_ && (!to_send_.empty() || close_wanted_)) ||
            !key_updates_.empty());
  }
  wire::KeyUpdateRequest take_key_update_due();
  // allow_half_rtt_data: a server's Finished is out, and application data may follow (RFC 8446,
  // section 4.4.4).
  void allow_half_rtt_data() { half_rtt_ = true; }
  // establish marks the handshake as complete for this side.
  void establish(Summary, Recorder &);
  // fail records the error and queues the alert.
  void fail(const Fatal &, Recorder &);
  // abandon marks the connection as closed.
  void abandon() { closed_ = true; }
  // speak sets how messages are read from now on; one of TLS 1.2 changes the record layer too.
  void speak(wire::Dialect dialect) {
    dialect_ = dialect;
    if (dialect.version != wire::ProtocolVersion::tls13) records_.speak_tls12();
  }
  // leave_version_open tells that the next handshake message may choose TLS 1.2.
  void leave_version_open() { version_open_ = true; }
  // saw_change_cipher_spec: the compatibility message came at least once.
  bool saw_change_cipher_spec() const { return change_cipher_specs_ != 0; }
  // warn queues an alert of level warning, unless close_notify was the last word.
  void warn(AlertDescription description) {
    if (!close_sent_) warning_to_send_ = description;
  }
  // allow_change_cipher_spec says whether the compatibility message may come now.
  void allow_change_cipher_spec(bool allowed) { change_cipher_spec_allowed_ = allowed; }

  friend bool operator==(const Connection &, const Connection &) = default;

 private:
  Status take_alert(const Received &, Recorder &);
  void send_alert(wire::Alert, Recorder &);

  Role role_;
  crypto::Random random_;
  RecordLayer records_;
  Bytes to_send_;
  std::size_t to_send_at_ = 0;
  Bytes early_, refused_early_;
  std::size_t early_sent_ = 0, early_limit_ = 0;
  std::string early_protocol_;
  bool early_open_ = false;
  bool half_rtt_ = false;
  Bytes received_data_;
  std::optional<Summary> summary_;
  std::optional<Failure> failure_;
  std::optional<AlertDescription> alert_to_send_;
  std::optional<AlertDescription> warning_to_send_;
  wire::Dialect dialect_;
  std::vector<wire::KeyUpdateRequest> key_updates_;
  bool key_update_asked_for_ = false;
  bool change_cipher_spec_allowed_ = false;
  bool change_cipher_spec_owed_ = false;
  int change_cipher_specs_ = 0;
  bool version_open_ = false;
  int warnings_ = 0;
  bool close_wanted_ = false;
  bool close_sent_ = false;
  bool peer_closed_ = false;
  bool closed_ = false;
};

// StateHolder is a state with its transition table: entering one that the table does not lead to
// is a defect of this program, and ends it.
template <class State>
class StateHolder {
 public:
  State get() const { return state_; }
  void enter(State to, Recorder &trace);
  friend bool operator==(const StateHolder &, const StateHolder &) = default;

 private:
  State state_ = State::START;
};

}  // namespace handshake
