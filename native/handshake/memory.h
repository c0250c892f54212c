// What endpoints remember from one connection to the next. Plain values: whoever has a connection
// gives them to it and takes them back.
#pragma once

#include <vector>

#include "handshake/session_ticket.h"
#include "handshake/ticket.h"

namespace handshake {

// Tls12Session is what a client keeps of a session of TLS 1.2 (RFC 5246, section 7.3; RFC 5077).
struct Tls12Session {
  Bytes session_id;  // empty: it is resumed by its ticket
  Bytes ticket;
  Value master_secret;
  wire::CipherSuite cipher_suite{};
  bool extended_master_secret = false;
  std::string server_name;
  std::int64_t received_at = 0;              // seconds since 1970-01-01T00:00:00Z
  std::uint32_t lifetime = 0;                // seconds
  bool unverified = false;                   // the server's certificate was not checked
  std::vector<Bytes> server_certificates{};  // DER
  friend bool operator==(const Tls12Session &, const Tls12Session &) = default;
};

// ClientMemory is what a client keeps to resume sessions.
struct ClientMemory {
  std::vector<Ticket> tickets;         // TLS 1.3, the latest last
  std::vector<Tls12Session> sessions;  // the latest last
  // discard wipes all secrets.
  void discard(Recorder &trace) {
    for (Ticket &one : tickets) trace.discard(one.resumption_psk);
    tickets.clear();
    for (Tls12Session &one : sessions) trace.discard(one.master_secret);
    sessions.clear();
  }
  friend bool operator==(const ClientMemory &, const ClientMemory &) = default;
};

// ServerMemory is what a server keeps between its connections.
struct ServerMemory {
  // Strike is a ClientHello whose early data was accepted, by its binder (RFC 8446, section 8.2).
  struct Strike {
    Bytes binder;
    std::int64_t at = 0;  // seconds since 1970-01-01T00:00:00Z
    friend bool operator==(const Strike &, const Strike &) = default;
  };
  std::vector<Strike> strikes;
  // Cached is a session of TLS 1.2 that its ID finds again.
  struct Cached {
    Bytes session_id;
    SessionState state;
    friend bool operator==(const Cached &, const Cached &) = default;
  };
  std::vector<Cached> sessions;  // the latest last
  // discard wipes all secrets.
  void discard(Recorder &trace) {
    for (Cached &one : sessions) trace.discard(one.state.secret);
    sessions.clear();
  }
  friend bool operator==(const ServerMemory &, const ServerMemory &) = default;
};

}  // namespace handshake
