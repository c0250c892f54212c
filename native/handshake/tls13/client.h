// The client after the fork: TLS 1.3 (RFC 8446, appendix A.1).
#pragma once

#include <vector>

#include "handshake/hello/client.h"
#include "handshake/ticket.h"
#include "handshake/tls13/authentication.h"
#include "handshake/tls13/secrets.h"

namespace handshake::tls13 {

class Client {
 public:
  Client() = default;
  // Takes over from the hello phase.
  explicit Client(hello::Client &&hello);

  // take_server_hello computes the shared secret and the handshake traffic keys.
  Status take_server_hello(const Received &, const wire::ServerHello &, ClientContext &);
  // take reads the next message, in whatever state.
  Status take(const Received &, ClientContext &);
  // build sends the message that the state calls for.
  Status build(ClientContext &);
  // leave ends the connection: the tickets of one that failed are forgotten (section 6).
  void leave(ClientMemory &, bool failed, Recorder &);
  void discard(Recorder &);
  Secrets &secrets() { return secrets_; }
  const Secrets &secrets() const { return secrets_; }

  friend bool operator==(const Client &, const Client &) = default;

 private:
  Status take_encrypted_extensions(const Received &, ClientContext &);
  Status agree_on(const Received &, const wire::KeyShareServerHello &, Value &shared_secret,
                  ClientContext &);
  Status check_psk(const wire::SelectedIdentity &, wire::CipherSuite, bool has_key_share,
                   ClientContext &) const;
  void refuse_early_data(ClientContext &);
  Status take_early_data_answer(const wire::EncryptedExtensions &, ClientContext &);
  void send_end_of_early_data(ClientContext &);
  Status take_certificate_request(const Received &, ClientContext &);
  Status take_certificate(const Received &, ClientContext &);
  Status take_certificate_verify(const Received &, ClientContext &);
  Status take_finished(const Received &, ClientContext &);
  Status take_post_handshake(const Received &, ClientContext &);
  Status take_new_session_ticket(const Received &, ClientContext &);
  ClientState after_change_cipher_spec() const;
  void send_certificate(ClientContext &);
  Status send_certificate_verify(ClientContext &);
  Status send_finished(ClientContext &);

  wire::ClientHello hello_;
  schedule::Transcript transcript_;
  std::vector<KeyShare> shares_;
  Secrets secrets_;
  Summary summary_;
  PeerCertificate server_certificate_;
  std::vector<Bytes> server_chain_;  // DER, of this session or of the one it resumes
  std::optional<wire::CertificateRequest> certificate_request_;
  std::optional<std::size_t> credential_;  // index into ClientConfig::credentials
  std::vector<OfferedPsk> psks_;
  bool first_psk_ = false;           // the server took the first
  bool early_data_offered_ = false;  // by the first ClientHello
  bool early_data_open_ = false;     // its keys are in use
  bool change_cipher_spec_sent_ = false;
  std::size_t tickets_taken_ = 0;
  schedule::TrafficKeys handshake_write_keys_;  // until early data ends
};

}  // namespace handshake::tls13
