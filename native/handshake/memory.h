// What endpoints remember from one connection to the next. Plain values: whoever has a connection
// gives them to it and takes them back.
#pragma once

#include <vector>

#include "handshake/ticket.h"

namespace handshake {

// ClientMemory is what a client keeps to resume sessions.
struct ClientMemory {
  std::vector<Ticket> tickets;  // TLS 1.3, the latest last
  // discard wipes all secrets.
  void discard(Recorder &trace) {
    for (Ticket &one : tickets) trace.discard(one.resumption_psk);
    tickets.clear();
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
  friend bool operator==(const ServerMemory &, const ServerMemory &) = default;
};

}  // namespace handshake
