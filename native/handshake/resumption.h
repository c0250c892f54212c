// Resumption of TLS 1.2: which session to offer, and which to take up again (RFC 5246, section
// 7.4.1.2; RFC 5077; RFC 7627, section 5.3).
#pragma once

#include <optional>

#include "handshake/context.h"

namespace handshake {

// session_to_offer takes the latest session that fits the configuration out of the memory: the same
// server, a suite and a master secret of the kind that is offered, not too old.
std::optional<Tls12Session> session_to_offer(ClientContext &);

// remember puts a session into a memory, in place of the oldest when there are too many.
void remember(Tls12Session, ClientMemory &, Recorder &);
void remember(ServerMemory::Cached, ServerMemory &, Recorder &);

// forget takes a session out of a server's memory: one that a connection failed with may not be
// resumed (RFC 5246, section 7.2). Whoever has its secret discards it.
void forget(ByteView session_id, ServerMemory &);

// resumes_by_ticket tells whether a ClientHello asks this server to resume by a ticket; then its
// session ID names no session (RFC 5077, section 3.4).
bool resumes_by_ticket(const wire::ClientHello &, const ServerConfig &);

// session_to_resume looks for the session that a ClientHello names by its ticket or its ID. One
// that is not there, too old, or does not fit is no error: the handshake is a full one.
Status session_to_resume(const wire::ClientHello &, EventId hello_event,
                         std::optional<SessionState> &out, ServerContext &);

}  // namespace handshake
