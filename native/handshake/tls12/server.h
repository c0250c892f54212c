// The server after the fork: TLS 1.2 (RFC 5246, section 7.3).
#pragma once

#include "handshake/hello/server.h"
#include "handshake/tls12/authentication.h"
#include "handshake/tls12/key_exchange.h"
#include "schedule/tls12_key_schedule.h"

namespace handshake::tls12 {

class Server {
 public:
  Server() = default;
  // Takes over from the hello phase.
  explicit Server(hello::Server &&hello);

  // take reads the next message, in whatever state.
  Status take(const Received &, ServerContext &);
  // build sends the message that the state calls for.
  Status build(ServerContext &);
  // leave tells the end of the connection, as Client::leave does.
  void leave(ServerMemory &, bool failed);
  void discard(Recorder &);
  // export_keying_material is the exporter of RFC 5705. nullopt: there is no extended master
  // secret, or the label, context or length will not do.
  std::optional<Value> export_keying_material(std::string_view label,
                                              std::optional<ByteView> context, std::size_t length,
                                              Recorder &) const;

  friend bool operator==(const Server &, const Server &) = default;

 private:
  Status send_server_hello(ServerContext &);
  void send_certificate(ServerContext &);
  Status send_server_key_exchange(ServerContext &);
  Status send_ecdhe_params(ServerContext &);
  Status send_dhe_params(ServerContext &);
  template <class Params>
  Status send_signed(Params params, ServerContext &);
  void send_certificate_request(ServerContext &);
  void send_server_hello_done(ServerContext &);
  Status take_certificate(const Received &, ServerContext &);
  Status take_certificate_verify(const Received &, ServerContext &);
  Status take_client_key_exchange(const Received &, ServerContext &);
  Status exchange_rsa(const Received &, Value &pre_master_secret, ServerContext &);
  Status exchange_dhe(const Received &, Value &pre_master_secret, ServerContext &);
  Status exchange_ecdhe(const Received &, Value &pre_master_secret, ServerContext &);
  void derive_session_keys(Recorder &);
  Status take_change_cipher_spec(const Received &, ServerContext &);
  Status take_finished(const Received &, ServerContext &);
  Status take_post_handshake(const Received &, ServerContext &);
  void send_change_cipher_spec(ServerContext &);
  void send_new_session_ticket(ServerContext &);
  void send_finished(ServerContext &);
  SessionState state_to_keep(const ServerContext &) const;
  void connect(ServerContext &);
  ServerState after_key_exchange(const ServerContext &) const;
  const Credential &credential(const ServerContext &context) const {
    return context.config.credentials[negotiated_.credential];
  }
  // send puts a message on the wire and into the transcript.
  void send(ByteView message, ServerContext &);

  wire::ClientHello hello_;
  EventId hello_event_ = trace::kNoEvent;
  schedule::Transcript transcript_;
  Negotiated negotiated_;
  const schedule::Tls12Suite *suite_ = nullptr;
  schedule::Tls12KeySchedule keys_;
  std::optional<SessionState> session_;  // that goes on; its secret is in master_secret_
  bool by_ticket_ = false;               // it came out of a ticket, not out of the memory
  bool remembered_ = false;
  Bytes session_id_;       // by which the session can be resumed
  int client_hellos_ = 0;  // that asked for renegotiation
  Value client_random_, server_random_;
  KeyShare share_;
  std::vector<Bytes> client_chain_;
  PeerCertificate client_certificate_;
  wire::SignatureScheme client_signature_scheme_{};
  DhShare dh_;
  Value master_secret_;
  Value exported_;  // by a setting
  std::optional<schedule::TrafficKeys> client_keys_, server_keys_;
};

}  // namespace handshake::tls12
