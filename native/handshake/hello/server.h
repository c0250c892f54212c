// The server's hello phase: what every version begins with.
#pragma once

#include <optional>

#include "handshake/context.h"
#include "handshake/negotiation.h"
#include "handshake/psk.h"
#include "handshake/resumption.h"
#include "schedule/transcript.h"

namespace handshake::hello {

// Server reads ClientHello, chooses, and hands over; or it asks for another with HelloRetryRequest.
class Server {
 public:
  // take reads a ClientHello and enters NEGOTIATED, SEND_HELLO_RETRY_REQUEST or
  // TLS12_SEND_SERVER_HELLO.
  Status take(const Received &, ServerContext &);
  // build sends HelloRetryRequest, and the change_cipher_spec behind it.
  Status build(ServerContext &);

  // What the phase hands over.
  wire::ClientHello hello;
  EventId hello_event = trace::kNoEvent;
  schedule::Transcript transcript;
  Negotiated negotiated;
  std::optional<SelectedPsk> psk;
  std::optional<SessionState> session;  // of TLS 1.2, that goes on
  bool early_data_offered = false, early_data_accepted = false;
  // change_cipher_spec_due: compatibility mode is on and the message is not out yet.
  bool change_cipher_spec_due = false;

  // retried tells whether a HelloRetryRequest went out.
  bool retried() const { return retried_; }

  // leave tells the end of the connection: a session that it failed with is forgotten.
  void leave(ServerMemory &, const ServerConfig &, bool failed);
  // discard wipes what is left.
  void discard(Recorder &trace) {
    if (psk) psk->keys.discard(trace);
    if (session) trace.discard(session->secret);
  }
  friend bool operator==(const Server &, const Server &) = default;

 private:
  Status check(ServerContext &) const;
  Status check_tls13(ServerContext &) const;
  // choose_version takes the highest version that both speak (section 4.2.1).
  Status choose_version(ServerContext &);
  // `taken` is the PSK that the server took from the first.
  Status check_second(const wire::ClientHello &first, wire::NamedGroup asked_for,
                      std::optional<std::size_t> taken, ServerContext &) const;
  Status take_tls12(const Received &, ServerContext &);
  // wants_change_cipher_spec: the client asked for compatibility mode (appendix D.4), or every
  // client gets it.
  bool wants_change_cipher_spec(const ServerConfig &config) const {
    return config.always_change_cipher_spec || !hello.legacy_session_id.empty();
  }

  bool retried_ = false;
};

}  // namespace handshake::hello
