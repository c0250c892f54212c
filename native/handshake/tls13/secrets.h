// What both sides of a TLS 1.3 connection hold alike: the secrets from the shared secret to the
// last KeyUpdate (RFC 8446, section 7).
#pragma once

#include "handshake/connection.h"
#include "schedule/key_schedule.h"
#include "schedule/transcript.h"

namespace handshake::tls13 {

class Secrets {
 public:
  Secrets() = default;
  // Begins with a key schedule: a new one, or one that has its Early Secret from a PSK.
  explicit Secrets(schedule::KeySchedule keys) : keys_(std::move(keys)) {}
  crypto::HashAlgorithm hash() const { return keys_.hash(); }
  const schedule::KeySchedule &schedule() const { return keys_; }

  // HandshakeKeys protect the rest of the handshake.
  struct HandshakeKeys {
    schedule::TrafficKeys client, server;
  };
  // derive_handshake_keys goes from the Early Secret to the Master Secret; the transcript ends with
  // ServerHello. shared_secret is discarded; it is empty in psk_ke mode (section 7.1).
  HandshakeKeys derive_handshake_keys(Value &shared_secret, const schedule::Transcript &,
                                      Recorder &);
  // derive_application_secrets: the transcript ends with the server's Finished.
  void derive_application_secrets(const schedule::Transcript &, Recorder &);
  // derive_resumption_secret ends the schedule: the transcript ends with the client's Finished.
  void derive_resumption_secret(const schedule::Transcript &, Recorder &);
  // application_keys are the keys of the current application traffic secret of a side.
  schedule::TrafficKeys application_keys(Role sender, Recorder &) const;

  // own_verify_data makes what Finished of a side holds and discards its key (section 4.4.4).
  Value own_verify_data(Role sender, const schedule::Transcript &, Recorder &);
  // check_finished checks a peer's Finished and discards its key.
  Status check_finished(const Received &, Role sender, const schedule::Transcript &, Recorder &);

  // resumption_psk is the PSK of a ticket (section 4.6.1).
  Value resumption_psk(const Value &ticket_nonce, Recorder &) const;
  // export_keying_material computes what an application takes from the connection (section 7.5).
  // nullopt: there is no such secret yet, or a length that HkdfLabel cannot hold.
  std::optional<Value> export_keying_material(std::string_view label, ByteView context,
                                              std::size_t length, Recorder &) const;

  // go_on_from takes the schedule: a new one, or one that has its Early Secret from a PSK.
  void go_on_from(schedule::KeySchedule keys) { keys_ = std::move(keys); }
  // take_early_exporter_secret keeps early_exporter_master_secret to the end of the handshake.
  void take_early_exporter_secret(Value secret) {
    early_exporter_master_secret_ = std::move(secret);
  }
  std::optional<Value> export_early_keying_material(std::string_view label, ByteView context,
                                                    std::size_t length, Recorder &) const;
  // export_as_configured exports 32 bytes under a label from the settings, if there is one, and
  // keeps them to the end.
  void export_as_configured(std::string_view label, Recorder &);

  // send_key_update sends KeyUpdate and goes on with the next keys (section 4.6.3).
  void send_key_update(wire::KeyUpdateRequest, Connection &, Recorder &);
  // take_key_update takes the peer's, and queues the answer when it asks for one.
  Status take_key_update(const Received &, Connection &, Recorder &);
  // data_came: application data arrived; if there is any, the peer does more than change its keys.
  void data_came(ByteView data) {
    if (!data.empty()) updates_in_a_row_ = 0;
  }

  void discard(Recorder &);
  friend bool operator==(const Secrets &, const Secrets &) = default;

 private:
  // next_keys replaces the application traffic secret of a side by the next and gives its keys
  // (section 7.2).
  schedule::TrafficKeys next_keys(Role sender, Recorder &);

  schedule::KeySchedule keys_;
  // By side: client, server.
  Value finished_key_[2], application_traffic_secret_[2];
  std::size_t generation_[2] = {0, 0};
  Value early_exporter_master_secret_, exporter_master_secret_, resumption_master_secret_,
      exported_;
  int updates_in_a_row_ = 0;
};

}  // namespace handshake::tls13
