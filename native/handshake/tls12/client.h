// The client after the fork: TLS 1.2 (RFC 5246, section 7.3).
#pragma once

#include "handshake/certificates.h"
#include "handshake/hello/client.h"
#include "handshake/negotiation.h"
#include "handshake/tls12/authentication.h"
#include "handshake/tls12/key_exchange.h"
#include "schedule/tls12_key_schedule.h"

namespace handshake::tls12 {

// kSessionLifetime is how long a session is kept, in seconds, and at most (RFC 5246, appendix
// F.1.4).
inline constexpr std::uint32_t kSessionLifetime = 86400;

class Client {
 public:
  Client() = default;
  // Takes over from the hello phase.
  explicit Client(hello::Client &&hello);

  // take_server_hello learns what was chosen, and whether an earlier session goes on.
  Status take_server_hello(const Received &, const wire::ServerHello &, ClientContext &);
  // take reads the next message, in whatever state.
  Status take(const Received &, ClientContext &);
  // build sends the message that the state calls for.
  Status build(ClientContext &);
  // leave tells the end of the connection: after an error the session is not resumed (RFC 5246,
  // section 7.2.2), otherwise its master secret lives on in the memory.
  void leave(ClientMemory &, bool failed);
  void discard(Recorder &);
  // export_keying_material is the exporter of RFC 5705. nullopt: there is no extended master
  // secret, or the label, context or length will not do.
  std::optional<Value> export_keying_material(std::string_view label,
                                              std::optional<ByteView> context, std::size_t length,
                                              Recorder &) const;

  friend bool operator==(const Client &, const Client &) = default;

 private:
  Status check_extensions(const wire::ServerHello &, ClientContext &);
  Status resume(const wire::ServerHello &, ClientContext &);
  Status take_certificate(const Received &, ClientContext &);
  Status take_server_key_exchange(const Received &, ClientContext &);
  Status take_ecdhe_params(const Received &, ClientContext &);
  Status take_dhe_params(const Received &, ClientContext &);
  Status check_params_signature(ByteView params, wire::SignatureScheme, ByteView signature,
                                ClientContext &);
  Status take_certificate_request(const Received &, ClientContext &);
  Status take_server_hello_done(const Received &, ClientContext &);
  Status take_hello_request(ClientContext &);
  Status take_new_session_ticket(const Received &, ClientContext &);
  Status take_change_cipher_spec(const Received &, ClientContext &);
  Status take_finished(const Received &, ClientContext &);
  Status take_post_handshake(const Received &, ClientContext &);
  void send_certificate(ClientContext &);
  Status send_certificate_verify(ClientContext &);
  Status send_client_key_exchange(ClientContext &);
  Status exchange_rsa(Bytes &message, Value &pre_master_secret, ClientContext &);
  Status exchange_dhe(Bytes &message, Value &pre_master_secret, ClientContext &);
  Status exchange_ecdhe(Bytes &message, Value &pre_master_secret, ClientContext &);
  void derive_session_keys(Recorder &);
  void send_change_cipher_spec(ClientContext &);
  void send_finished(ClientContext &);
  void connect(ClientContext &);
  // key_use is what the cipher suite wants of the server's key.
  KeyUse key_use() const;
  // send puts a message on the wire and into the transcript.
  void send(ByteView message, ClientContext &);

  wire::ClientHello hello_;
  schedule::Transcript transcript_;
  const schedule::Tls12Suite *suite_ = nullptr;
  schedule::Tls12KeySchedule keys_;
  Summary summary_;
  bool extended_master_secret_ = false;
  bool ticket_expected_ = false;
  std::optional<Tls12Session> offered_;
  std::vector<Bytes> server_chain_;  // DER, of this session or of the one it resumes
  bool resumed_ = false;
  bool remembered_ = false;
  Bytes session_id_, ticket_;  // by which the session can be resumed
  std::uint32_t lifetime_ = kSessionLifetime;
  bool certificate_asked_for_ = false;
  std::optional<ClientCredential> own_credential_;
  int hello_requests_ = 0;
  Value client_random_, server_random_;
  PeerCertificate server_certificate_;
  wire::NamedGroup curve_{};
  DhShare dh_;
  Value peer_public_key_;
  Value master_secret_;
  Value exported_;  // by a setting
  std::optional<schedule::TrafficKeys> client_keys_, server_keys_;
};

}  // namespace handshake::tls12
