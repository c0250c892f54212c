#include "handshake/psk.h"

#include <algorithm>

#include "crypto/authentication.h"
#include "handshake/negotiation.h"

namespace handshake {
namespace {

constexpr Section kPreSharedKeySection = "RFC 8446, section 4.2.11";
// kMostIdentities bounds how many tickets one ClientHello makes us decrypt.
constexpr std::size_t kMostIdentities = 8;
// kFreshness is how far a ClientHello's age may be from what the server expects (section 8.3).
constexpr std::int64_t kFreshness = 10'000;  // milliseconds
constexpr std::size_t kMostStrikes = 10'000;

// suite_with gives the first suite with a hash.
std::optional<wire::CipherSuite> suite_with(crypto::HashAlgorithm hash,
                                            const std::vector<wire::CipherSuite> &suites) {
  for (const wire::CipherSuite suite : suites) {
    if (schedule::is_tls13(suite) && schedule::parameters_of(suite).hash == hash) return suite;
  }
  return std::nullopt;
}

Value external_psk(const ExternalPsk &psk, Recorder &trace) {
  return trace.value("external_psk", psk.key, [] {
    return trace::Origin{"choose", {}, trace::kBothSides, kPreSharedKeySection};
  });
}

// begin makes the Early Secret of a PSK and discards the PSK.
schedule::KeySchedule begin(wire::CipherSuite suite, Value psk, Recorder &trace) {
  schedule::KeySchedule keys(schedule::parameters_of(suite));
  keys.extract_early_secret(psk, trace);
  trace.discard(psk);
  return keys;
}

// binders_length is what the list of binders takes at the end of ClientHello, its length included.
std::size_t binders_length(const wire::OfferedPsks &psks) {
  std::size_t n = 2;
  for (const Bytes &binder : psks.binders) n += 1 + binder.size();
  return n;
}

const wire::OfferedPsks *offered_psks(const wire::ClientHello &hello) {
  return hello.extensions ? wire::find<wire::OfferedPsks>(*hello.extensions) : nullptr;
}

}  // namespace

std::vector<OfferedPsk> psks_to_offer(ClientContext &context) {
  const ClientConfig &config = context.config;
  Recorder &trace = context.trace;
  std::vector<OfferedPsk> out;
  if (config.psk_modes.empty()) return out;
  auto &tickets = context.memory.tickets;
  for (std::size_t i = tickets.size(); i-- > 0;) {
    Ticket &ticket = tickets[i];
    const std::int64_t age = config.time - ticket.received_at;
    if (age < 0 || age > ticket.ticket_lifetime) {
      trace.adopt(ticket.resumption_psk, kPreSharedKeySection);
      trace.discard(ticket.resumption_psk);
      tickets.erase(tickets.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    const auto hash = schedule::parameters_of(ticket.cipher_suite).hash;
    // A server that nobody checked is not checked by resuming (section 4.6.1).
    if (!out.empty() || ticket.server_name != config.server_name ||
        (ticket.unverified && config.verify_certificate) ||
        !suite_with(hash, config.cipher_suites)) {
      continue;
    }
    // A ticket is used once, so that nobody can tell that two connections are of one client
    // (appendix C.4).
    Ticket taken = std::move(ticket);
    tickets.erase(tickets.begin() + static_cast<std::ptrdiff_t>(i));
    trace.adopt(taken.resumption_psk, kPreSharedKeySection);
    OfferedPsk &psk = out.emplace_back();
    psk.identity = std::move(taken.ticket);
    psk.obfuscated_ticket_age = static_cast<std::uint32_t>(age) * 1000 + taken.ticket_age_add;
    psk.cipher_suite = taken.cipher_suite;
    psk.max_early_data_size = taken.max_early_data_size;
    psk.application_protocol = std::move(taken.application_protocol);
    psk.server_certificates = std::move(taken.server_certificates);
    psk.keys = begin(taken.cipher_suite, std::move(taken.resumption_psk), trace);
  }
  for (const ExternalPsk &one : config.external_psks) {
    const auto suite = suite_with(one.hash, config.cipher_suites);
    if (!suite) continue;
    OfferedPsk &psk = out.emplace_back();
    psk.identity = one.identity;
    psk.external = true;
    psk.keys = begin(*suite, external_psk(one, trace), trace);
  }
  return out;
}

wire::OfferedPsks pre_shared_key(const std::vector<OfferedPsk> &psks) {
  wire::OfferedPsks out;
  for (const OfferedPsk &psk : psks) {
    out.identities.push_back({psk.identity, psk.obfuscated_ticket_age});
    out.binders.emplace_back(crypto::hash_length(psk.keys.hash()));
  }
  return out;
}

void fill_binders(Bytes &client_hello, const std::vector<OfferedPsk> &psks,
                  const schedule::Transcript &before, Recorder &trace) {
  std::size_t n = 2;
  for (const OfferedPsk &psk : psks) n += 1 + crypto::hash_length(psk.keys.hash());
  if (n > client_hello.size()) return;
  const std::size_t end = client_hello.size() - n;
  std::size_t at = end + 2;
  for (const OfferedPsk &psk : psks) {
    const Value hash =
        before.truncated_hash(ByteView(client_hello).first(end), psk.keys.hash(), trace);
    const Value binder = psk.keys.binder(psk.external, hash, trace);
    const ByteView bytes = binder;
    std::copy(bytes.begin(), bytes.end(),
              client_hello.begin() + static_cast<std::ptrdiff_t>(at + 1));
    at += 1 + bytes.size();
  }
}

namespace {

// Candidate is a PSK that the server found, before its binder is checked.
struct Candidate {
  SelectedPsk psk;
  Value key;
  crypto::HashAlgorithm hash{};  // of an external one
};

// find_psk looks for the key of one identity.
bool find_psk(const wire::PskIdentity &identity, std::string_view server_name,
              const Received &received, ServerContext &context, Candidate &out) {
  const ServerConfig &config = context.config;
  for (const ExternalPsk &one : config.external_psks) {
    if (one.identity != identity.identity) continue;
    out.psk.external = true;
    out.key = external_psk(one, context.trace);
    out.hash = one.hash;
    return true;
  }
  if (config.ticket_key.empty()) return false;
  const Value ticket = received_value("ticket", identity.identity, received,
                                      "extensions.pre_shared_key.identities.identity",
                                      trace::kBothSides, kPreSharedKeySection, context.trace);
  auto state = open_ticket(ticket, config.ticket_key, config.time, "resumption_psk",
                           kPreSharedKeySection, context.trace);
  if (!state) return false;
  out.key = std::move(state->secret);
  state->secret = {};
  out.psk.session = std::move(*state);
  const SessionState &session = out.psk.session;
  // Whoever must prove itself with a certificate has done so in the session that it resumes.
  const bool usable =
      session.version == wire::ProtocolVersion::tls13 && session.server_name == server_name &&
      (config.client_auth != ClientAuth::require || !session.client_certificates.empty());
  if (!usable) context.trace.discard(out.key);
  return usable;
}

// choose_suite takes the suite for a PSK: that of its session, or one with the same hash.
std::optional<wire::CipherSuite> choose_suite(const Candidate &candidate,
                                              const wire::ClientHello &hello,
                                              const ServerConfig &config,
                                              std::optional<wire::CipherSuite> required) {
  std::vector<wire::CipherSuite> common;
  for (const wire::CipherSuite suite : config.cipher_suites) {
    if (contains(hello.cipher_suites, suite) && (!required || suite == *required)) {
      common.push_back(suite);
    }
  }
  if (candidate.psk.external) return suite_with(candidate.hash, common);
  const wire::CipherSuite own = candidate.psk.session.cipher_suite;
  if (contains(common, own)) return own;
  return suite_with(schedule::parameters_of(own).hash, common);
}

}  // namespace

Status choose_psk(const wire::ClientHello &hello, const Received &received,
                  const schedule::Transcript &before, std::optional<wire::CipherSuite> required,
                  ServerContext &context, std::optional<SelectedPsk> &out) {
  Recorder &trace = context.trace;
  const auto *psks = offered_psks(hello);
  if (!psks) return std::nullopt;
  if (auto fatal = require(psks->identities.size() == psks->binders.size(),
                           AlertDescription::illegal_parameter,
                           "there is one binder for each identity", kPreSharedKeySection, trace)) {
    return fatal;
  }
  const auto *modes = wire::find<wire::PskKeyExchangeModes>(*hello.extensions);
  const auto mode = modes ? first_common(context.config.psk_modes, modes->ke_modes) : std::nullopt;
  if (!mode) return std::nullopt;
  std::string server_name;
  if (const auto *names = wire::find<wire::ServerNameList>(*hello.extensions)) {
    if (!names->server_name_list.empty()) {
      server_name = wire::as_text(names->server_name_list[0].host_name);
    }
  }
  for (std::size_t i = 0; i < std::min(psks->identities.size(), kMostIdentities); ++i) {
    Candidate candidate;
    if (!find_psk(psks->identities[i], server_name, received, context, candidate)) continue;
    const auto suite = choose_suite(candidate, hello, context.config, required);
    if (!suite) {
      trace.discard(candidate.key);
      continue;
    }
    SelectedPsk &psk = candidate.psk;
    psk.index = static_cast<std::uint16_t>(i);
    psk.mode = *mode;
    psk.cipher_suite = *suite;
    psk.obfuscated_ticket_age = psks->identities[i].obfuscated_ticket_age;
    psk.binder = psks->binders[i];
    psk.keys = begin(*suite, std::move(candidate.key), trace);
    const ByteView message = received.message.bytes;
    const Value hash = before.truncated_hash(message.first(message.size() - binders_length(*psks)),
                                             psk.keys.hash(), trace);
    const Value binder = psk.keys.binder(psk.external, hash, trace);
    if (auto fatal = require(crypto::right_mac(psk.binder, binder), AlertDescription::decrypt_error,
                             "the binder is right for this ClientHello and PSK",
                             "RFC 8446, section 4.2.11.2", trace)) {
      psk.keys.discard(trace);
      return fatal;
    }
    out = std::move(psk);
    return std::nullopt;
  }
  return std::nullopt;
}

namespace {

// Refusal says which condition early data does not meet.
struct Refusal {
  std::string_view what;
  Section section;
};

std::optional<Refusal> why_refused(const SelectedPsk &psk, wire::CipherSuite suite,
                                   std::string_view application_protocol, ServerContext &context) {
  const ServerConfig &config = context.config;
  const SessionState &session = psk.session;
  constexpr Section kConditions = "RFC 8446, section 4.2.10";
  if (!config.accept_early_data)
    return Refusal{"early data is refused: this server takes none", kConditions};
  if (psk.external)
    return Refusal{"early data is refused: an external PSK allows none", kConditions};
  if (psk.index != 0)
    return Refusal{"early data is refused: the PSK is not the first", kConditions};
  if (session.max_early_data_size == 0)
    return Refusal{"early data is refused: the ticket allows none", kConditions};
  if (session.cipher_suite != suite)
    return Refusal{"early data is refused: the session had another cipher suite", kConditions};
  if (session.application_protocol != application_protocol) {
    return Refusal{"early data is refused: the session had another application protocol",
                   kConditions};
  }
  const std::int64_t expected = (config.time - session.issued_at) * 1000;
  const auto told = static_cast<std::int64_t>(psk.obfuscated_ticket_age - session.age_add);
  if (told - expected > kFreshness || expected - told > kFreshness) {
    return Refusal{"early data is refused: the ticket's age says that ClientHello is not fresh",
                   "RFC 8446, section 8.3"};
  }
  if (!config.anti_replay) return std::nullopt;
  auto &strikes = context.memory.strikes;
  // What is too old to be fresh needs no remembering.
  std::erase_if(strikes, [&](const ServerMemory::Strike &one) {
    return config.time - one.at > 2 * kFreshness / 1000;
  });
  const bool seen = std::any_of(strikes.begin(), strikes.end(),
                                [&](const auto &one) { return one.binder == psk.binder; });
  if (seen)
    return Refusal{"early data is refused: this ClientHello came before", "RFC 8446, section 8.2"};
  if (strikes.size() >= kMostStrikes) {
    return Refusal{"early data is refused: there is no room to remember this ClientHello",
                   "RFC 8446, section 8.2"};
  }
  return std::nullopt;
}

}  // namespace

bool early_data_acceptable(const SelectedPsk &psk, wire::CipherSuite suite,
                           std::string_view application_protocol, ServerContext &context) {
  const auto refusal = why_refused(psk, suite, application_protocol, context);
  if (refusal) {
    note_refusal(refusal->what, refusal->section, context.trace);
    return false;
  }
  if (context.config.anti_replay) {
    context.memory.strikes.push_back({psk.binder, context.config.time});
  }
  return true;
}

void note_refusal(std::string_view what, Section section, Recorder &trace) {
  // It holds: what the check demands is that such early data is refused.
  require(true, AlertDescription::unexpected_message, what, section, trace);
}

}  // namespace handshake
