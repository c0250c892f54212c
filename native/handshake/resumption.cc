#include "handshake/resumption.h"

#include "handshake/negotiation.h"
#include "schedule/cipher_suite.h"

namespace handshake {
namespace {

constexpr Section kSessionIdSection = "RFC 5246, section 7.4.1.2";
constexpr std::size_t kMostClientSessions = 8;
constexpr std::size_t kMostServerSessions = 64;

// name_in gives the host name of server_name; empty: there is none.
std::string_view name_in(const wire::ClientHello &hello) {
  const auto *names =
      hello.extensions ? wire::find<wire::ServerNameList>(*hello.extensions) : nullptr;
  return names && names->server_name_list.size() == 1
             ? wire::as_text(names->server_name_list[0].host_name)
             : std::string_view{};
}

template <class Body>
const Body *body_in(const wire::ClientHello &hello) {
  return hello.extensions ? wire::find<Body>(*hello.extensions) : nullptr;
}

// find_cached looks a session up by its ID.
std::optional<SessionState> find_cached(ByteView session_id, std::int64_t now,
                                        ServerContext &context) {
  for (auto &one : context.memory.sessions) {
    if (one.session_id.size() != session_id.size() ||
        !std::equal(session_id.begin(), session_id.end(), one.session_id.begin())) {
      continue;
    }
    const std::int64_t age = now - one.state.issued_at;
    if (age < 0 || age > one.state.lifetime) return std::nullopt;
    context.trace.adopt(one.state.secret, kSessionIdSection);
    return one.state;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Tls12Session> session_to_offer(ClientContext &context) {
  const ClientConfig &config = context.config;
  auto &sessions = context.memory.sessions;
  for (std::size_t i = sessions.size(); i-- > 0;) {
    Tls12Session &one = sessions[i];
    const std::int64_t age = config.time - one.received_at;
    // A server that nobody checked is not checked by resuming.
    if (one.server_name != config.server_name || (one.unverified && config.verify_certificate) ||
        age < 0 || age > one.lifetime || !contains(config.cipher_suites, one.cipher_suite) ||
        (one.extended_master_secret != config.extended_master_secret &&
         (one.extended_master_secret || !config.legacy_resumption)) ||
        (one.session_id.empty() && !config.session_tickets)) {
      continue;
    }
    Tls12Session taken = std::move(one);
    sessions.erase(sessions.begin() + static_cast<std::ptrdiff_t>(i));
    context.trace.adopt(taken.master_secret, kSessionIdSection);
    return taken;
  }
  return std::nullopt;
}

void remember(Tls12Session session, ClientMemory &memory, Recorder &trace) {
  if (memory.sessions.size() >= kMostClientSessions) {
    trace.adopt(memory.sessions.front().master_secret, kSessionIdSection);
    trace.discard(memory.sessions.front().master_secret);
    memory.sessions.erase(memory.sessions.begin());
  }
  memory.sessions.push_back(std::move(session));
}

void remember(ServerMemory::Cached session, ServerMemory &memory, Recorder &trace) {
  std::erase_if(memory.sessions,
                [&](const auto &one) { return one.session_id == session.session_id; });
  if (memory.sessions.size() == kMostServerSessions) {
    trace.adopt(memory.sessions.front().state.secret, kSessionIdSection);
    trace.discard(memory.sessions.front().state.secret);
    memory.sessions.erase(memory.sessions.begin());
  }
  memory.sessions.push_back(std::move(session));
}

void forget(ByteView session_id, ServerMemory &memory) {
  std::erase_if(memory.sessions, [&](const auto &one) {
    return std::equal(session_id.begin(), session_id.end(), one.session_id.begin(),
                      one.session_id.end());
  });
}

bool resumes_by_ticket(const wire::ClientHello &hello, const ServerConfig &config) {
  const auto *ticket = body_in<wire::SessionTicket>(hello);
  return ticket && !ticket->ticket.empty() && config.session_tickets;
}

Status session_to_resume(const wire::ClientHello &hello, EventId hello_event,
                         std::optional<SessionState> &out, ServerContext &context) {
  const ServerConfig &config = context.config;
  Recorder &trace = context.trace;
  const bool by_ticket = resumes_by_ticket(hello, config);
  std::optional<SessionState> found;
  if (by_ticket) {
    const auto *ticket = body_in<wire::SessionTicket>(hello);
    const Value value = trace.value("ticket", crypto::Secret(ByteView(ticket->ticket)), [&] {
      return trace::Origin{"receive",
                           {{"message", trace::Messages{{hello_event}}},
                            {"field", std::string("extensions.session_ticket.ticket")}},
                           trace::kEverybody,
                           "RFC 5077, section 3.2"};
    });
    found = open_ticket(value, config.ticket_key, config.time, "master_secret",
                        "RFC 5077, section 3.4", trace);
  } else if (config.session_ids && !hello.legacy_session_id.empty()) {
    found = find_cached(hello.legacy_session_id, config.time, context);
  }
  if (!found) return std::nullopt;
  const bool extended = body_in<wire::ExtendedMasterSecret>(hello) != nullptr;
  const bool fits =
      found->version == wire::ProtocolVersion::tls12 &&
      schedule::tls12_suite(found->cipher_suite) &&
      contains(hello.cipher_suites, found->cipher_suite) &&
      contains(config.cipher_suites, found->cipher_suite) && found->server_name == name_in(hello) &&
      (config.client_auth != ClientAuth::require || !found->client_certificates.empty()) &&
      // A session without it is not taken up with it: its keys may be another connection's.
      (found->extended_master_secret || !extended) &&
      (!found->extended_master_secret || config.extended_master_secret);
  if (!fits) {
    if (by_ticket) trace.discard(found->secret);
    return std::nullopt;
  }
  if (auto fatal =
          require(!found->extended_master_secret || extended, AlertDescription::handshake_failure,
                  "a session with an extended master secret is resumed with it",
                  "RFC 7627, section 5.3", trace)) {
    if (!by_ticket) forget(hello.legacy_session_id, context.memory);
    trace.discard(found->secret);
    return fatal;
  }
  out = std::move(found);
  return std::nullopt;
}

}  // namespace handshake
