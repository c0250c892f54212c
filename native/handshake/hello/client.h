// The client's hello phase: what every version begins with.
#pragma once

#include <optional>
#include <vector>

#include "handshake/context.h"
#include "handshake/key_share.h"
#include "handshake/psk.h"
#include "handshake/resumption.h"
#include "schedule/transcript.h"

namespace handshake::hello {

// offered tells whether a server may answer an extension: the ClientHello has it, and it is not one
// of those that only test the server (RFC 8701, section 3.1).
bool offered(const wire::ClientHello &, wire::ExtensionType);

// Client sends ClientHello, answers a HelloRetryRequest, and hands over when ServerHello has chosen
// the version.
class Client {
 public:
  // build sends the first or the second ClientHello (section 4.1.2), or the change_cipher_spec that
  // stands before early data or the second ClientHello (appendix D.4).
  Status build(ClientContext &);
  // take reads ServerHello or HelloRetryRequest. `chosen` is set when the version is.
  Status take(const Received &, ClientContext &, std::optional<wire::ServerHello> &chosen);
  // discard wipes what is left.
  void discard(Recorder &);

  // leave_tls13 wipes what only TLS 1.3 has a use for: the server chose TLS 1.2.
  void leave_tls13(Recorder &);

  // What the phase hands over.
  wire::ClientHello hello;
  Value random;
  schedule::Transcript transcript;
  std::vector<KeyShare> shares;
  std::optional<wire::CipherSuite> retry_cipher_suite;
  std::vector<OfferedPsk> psks;
  bool early_data_offered = false;       // by the first ClientHello
  bool change_cipher_spec_sent = false;  // before early data or after HelloRetryRequest
  Value early_exporter_master_secret;
  std::optional<Tls12Session> session;  // of TLS 1.2, offered

  friend bool operator==(const Client &, const Client &) = default;

 private:
  void draw_first(ClientContext &);
  Status send_client_hello(ClientContext &);
  wire::ClientHello make(const ClientContext &) const;
  void begin_early_data(ClientContext &);
  Status take_hello_retry_request(const Received &, ClientContext &);
  Status check_offered(wire::CipherSuite, ByteView session_id, std::uint8_t compression,
                       ClientContext &) const;
  Status check_tls13(const wire::ServerHello &, const wire::SelectedVersion &,
                     ClientContext &) const;
  Status check_tls12(const wire::ServerHello &, ClientContext &) const;

  bool drawn_ = false;
  Value session_id_;
  std::optional<std::array<std::uint8_t, 5>> grease_;
  std::optional<Bytes> cookie_;
  bool retried_ = false;
  bool group_asked_for_ = false;
};

}  // namespace handshake::hello
