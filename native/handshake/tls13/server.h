// The server after the fork: TLS 1.3 (RFC 8446, appendix A.2).
#pragma once

#include "handshake/hello/server.h"
#include "handshake/key_share.h"
#include "handshake/tls13/authentication.h"
#include "handshake/tls13/secrets.h"

namespace handshake::tls13 {

class Server {
 public:
  Server() = default;
  // Takes over from the hello phase.
  explicit Server(hello::Server &&hello);

  // take reads the next message, in whatever state.
  Status take(const Received &, ServerContext &);
  // build sends the message that the state calls for.
  Status build(ServerContext &);
  // has_tickets_to_send: the handshake is complete and a NewSessionTicket is due.
  bool has_tickets_to_send(const ServerConfig &) const;
  void send_new_session_ticket(ServerContext &);
  void discard(Recorder &);
  Secrets &secrets() { return secrets_; }
  const Secrets &secrets() const { return secrets_; }

  friend bool operator==(const Server &, const Server &) = default;

 private:
  Status send_server_hello(ServerContext &);
  Status derive_handshake_keys(Value &shared_secret, ServerContext &);
  Status send_encrypted_extensions(ServerContext &);
  bool asks_for_certificate(const ServerConfig &) const;
  Status send_certificate_request(ServerContext &);
  Status send_certificate(ServerContext &);
  Status send_certificate_verify(ServerContext &);
  Status send_finished(ServerContext &);
  Status agree_on_key(Value &public_key, Value &shared_secret, ServerContext &);
  void derive_early_keys(ServerContext &);
  void wait_for_flight2(ServerContext &);
  Status take_early_data(const Received &, ServerContext &);
  Status take_certificate(const Received &, ServerContext &);
  Status take_certificate_verify(const Received &, ServerContext &);
  Status take_finished(const Received &, ServerContext &);
  Status take_post_handshake(const Received &, ServerContext &);
  // send puts a message on the wire and into the transcript.
  void send(ByteView message, ServerContext &);

  wire::ClientHello hello_;
  EventId hello_event_ = trace::kNoEvent;
  schedule::Transcript transcript_;
  Negotiated negotiated_;
  bool change_cipher_spec_due_ = false;
  Secrets secrets_;
  std::vector<Bytes> client_chain_;  // DER
  PeerCertificate client_certificate_;
  wire::SignatureScheme client_signature_scheme_{};
  std::optional<SelectedPsk> psk_;
  bool early_data_offered_ = false, early_data_accepted_ = false;
  // skips_early_data_: refused early data follows the ClientHello, the only one (section 4.2.10).
  bool skips_early_data_ = false;
  std::size_t early_data_read_ = 0;
  // Of the client: until ServerHello is out, and until early data ends.
  schedule::TrafficKeys early_read_keys_, handshake_read_keys_;
  int tickets_sent_ = 0;
};

}  // namespace handshake::tls13
