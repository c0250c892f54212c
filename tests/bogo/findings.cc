#include "bogo/findings.h"

#include <algorithm>

#include "cli/files.h"

namespace bogo {
namespace {

template <class Number>
std::string decimal(Number number) {
  return std::to_string(static_cast<int>(number));
}

// messages gives what passed as the runner writes it: a line each.
std::string messages(const trace::Recorder &trace) {
  std::string out;
  for (const trace::TraceEvent &event : trace.events()) {
    const auto *passed = std::get_if<trace::MessagePassed>(&event.is);
    if (!passed) continue;
    std::string line = passed->direction == trace::Direction::sent ? "write " : "read ";
    switch (passed->content_type) {
      case wire::ContentType::handshake:
        line += "hs " + decimal(passed->bytes.at(0));
        break;
      case wire::ContentType::change_cipher_spec:
        line += "ccs";
        break;
      case wire::ContentType::alert:
        line += "alert " + decimal(passed->bytes.at(0)) + " " + decimal(passed->bytes.at(1));
        break;
      default:
        continue;
    }
    out += line + "\n";
  }
  return out;
}

// mentions tells whether a part of a message has this name or value.
bool mentions(const std::vector<wire::Annotation> &fields, std::string_view what) {
  return std::any_of(fields.begin(), fields.end(), [&](const wire::Annotation &one) {
    return one.name == what || one.value == what || mentions(one.children, what);
  });
}

// passed tells whether a message of this name went by that mentions something.
bool passed(const trace::Recorder &trace, std::string_view name, std::string_view what = {}) {
  return std::any_of(trace.events().begin(), trace.events().end(), [&](const auto &event) {
    const auto *message = std::get_if<trace::MessagePassed>(&event.is);
    return message && message->name == name && (what.empty() || mentions(message->fields(), what));
  });
}

// received gives the first message of this kind that came and can be read.
template <class Message>
std::optional<Message> received(const trace::Recorder &trace) {
  for (const trace::TraceEvent &event : trace.events()) {
    const auto *message = std::get_if<trace::MessagePassed>(&event.is);
    if (!message || message->direction != trace::Direction::received ||
        message->content_type != wire::ContentType::handshake ||
        message->bytes.at(0) != static_cast<std::uint8_t>(Message::type)) {
      continue;
    }
    Message out;
    if (!wire::decode(message->bytes, out)) return out;
  }
  return std::nullopt;
}

// hexadecimal writes byte strings with commas between them.
std::string hexadecimal(const std::vector<wire::Bytes> &list) {
  std::string out;
  for (const wire::Bytes &one : list) out += (out.empty() ? "" : ",") + wire::to_hex(one);
  return out;
}

// check_request looks at the CertificateRequest that came.
std::optional<Problem> check_request(const Flags &flags, wire::ProtocolVersion version,
                                     const trace::Recorder &trace) {
  if (flags.expect_client_ca_list.empty() && flags.expect_certificate_types.empty()) {
    return std::nullopt;
  }
  std::vector<wire::Bytes> names;
  std::string types;
  if (version == wire::ProtocolVersion::tls13) {
    const auto request = received<wire::CertificateRequest>(trace);
    if (!request) return wrong("no CertificateRequest came");
    if (const auto *list = wire::find<wire::DistinguishedNameList>(request->extensions)) {
      names = list->authorities;
    }
  } else {
    const auto request = received<wire::tls12::CertificateRequest>(trace);
    if (!request) return wrong("no CertificateRequest came");
    for (const auto &one : request->certificate_authorities) names.push_back(one.name);
    for (const auto type : request->certificate_types) types += static_cast<char>(type);
  }
  const std::string list = names.empty() ? "<EMPTY>" : hexadecimal(names);
  if (!flags.expect_client_ca_list.empty() && flags.expect_client_ca_list != list) {
    return wrong("the authorities that the server names are " + list);
  }
  if (!flags.expect_certificate_types.empty() && flags.expect_certificate_types != types) {
    return wrong("the server asks for other types of certificates");
  }
  return std::nullopt;
}

// check_schemes looks at the signature schemes that the peer asks for.
std::optional<Problem> check_schemes(const Flags &flags, wire::ProtocolVersion version,
                                     const trace::Recorder &trace) {
  if (flags.expect_peer_verify_prefs.empty()) return std::nullopt;
  std::vector<wire::SignatureScheme> schemes;
  const auto take = [&](const wire::SignatureSchemeList *list) {
    if (list) schemes = list->supported_signature_algorithms;
  };
  if (flags.server) {
    const auto hello = received<wire::ClientHello>(trace);
    if (hello && hello->extensions) take(wire::find<wire::SignatureSchemeList>(*hello->extensions));
  } else if (version == wire::ProtocolVersion::tls13) {
    const auto request = received<wire::CertificateRequest>(trace);
    if (request) take(wire::find<wire::SignatureSchemeList>(request->extensions));
  } else if (const auto request = received<wire::tls12::CertificateRequest>(trace)) {
    schemes = request->supported_signature_algorithms;
  }
  const auto &expected = flags.expect_peer_verify_prefs;
  const bool same = std::equal(schemes.begin(), schemes.end(), expected.begin(), expected.end(),
                               [](auto a, int b) { return static_cast<int>(a) == b; });
  return same ? std::nullopt : std::optional(wrong("the peer asks for other signature schemes"));
}

// check_protocols looks at the application protocols that a client offered.
std::optional<Problem> check_protocols(const Flags &flags, const trace::Recorder &trace) {
  if (flags.expect_advertised_alpn.empty()) return std::nullopt;
  const auto hello = received<wire::ClientHello>(trace);
  std::string found;
  if (hello && hello->extensions) {
    if (const auto *list = wire::find<wire::ProtocolNameList>(*hello->extensions)) {
      for (const auto &one : list->protocol_name_list) {
        found += static_cast<char>(one.protocol_name.size());
        found += wire::as_text(one.protocol_name);
      }
    }
  }
  if (found == flags.expect_advertised_alpn) return std::nullopt;
  return wrong("the client offered other application protocols");
}

std::optional<Problem> check_early_data(const Flags &flags, bool resumes,
                                        const handshake::Summary &summary) {
  const bool accepted = summary.early_data == "accepted";
  if (flags.expect_accept_early_data && !accepted) return wrong("early data was not accepted");
  if (flags.expect_reject_early_data && accepted) return wrong("early data was accepted");
  if (flags.expect_reject_early_data && !flags.server && summary.early_data.empty()) {
    return wrong("early data was not offered");
  }
  if (resumes && flags.expect_no_offer_early_data && !summary.early_data.empty()) {
    return wrong("early data was offered");
  }
  // The reasons have BoringSSL's names; what follows of each is whether it was accepted.
  if (!flags.expect_early_data_reason.empty() &&
      accepted != (flags.expect_early_data_reason == "accept")) {
    return wrong(accepted ? "early data was accepted" : "early data was not accepted");
  }
  return std::nullopt;
}

std::optional<Problem> check_chain(const Flags &flags, const Verdict &verdict) {
  if (flags.expect_peer_cert_file.empty()) return std::nullopt;
  const auto expected = cli::read_certificates(flags.expect_peer_cert_file, false);
  if (const auto *error = std::get_if<cli::Error>(&expected)) return wrong(error->text);
  if (std::get<0>(expected) == verdict.chain()) return std::nullopt;
  return wrong("the peer's certificates are others than expected");
}

}  // namespace

bool wants_trace(const Flags &flags) {
  return !flags.expect_msg_callback.empty() || flags.export_traffic_secrets || flags.expect_hrr ||
         flags.expect_no_hrr || flags.expect_extended_master_secret ||
         flags.expect_secure_renegotiation || flags.tls_unique ||
         !flags.expect_client_ca_list.empty() || !flags.expect_certificate_types.empty() ||
         !flags.expect_peer_verify_prefs.empty() || !flags.expect_advertised_alpn.empty();
}

std::optional<Problem> check_handshake(const Flags &flags, bool resumes,
                                       const handshake::Connection &connection,
                                       const trace::Recorder &trace, const Verdict &verdict) {
  const handshake::Summary &summary = *connection.summary();
  const bool resumed = !summary.resumed.empty() || summary.psk == "resumption";
  if (resumed != (resumes && !flags.expect_session_miss)) {
    return wrong(resumed ? "a session was resumed" : "no session was resumed");
  }
  if (flags.expect_version != 0 && flags.expect_version != static_cast<int>(summary.version)) {
    return wrong("the version is " + std::string(wire::name_of(summary.version)));
  }
  if (flags.expect_cipher != 0 && flags.expect_cipher != static_cast<int>(summary.cipher_suite)) {
    return wrong("the cipher suite is " + std::string(wire::name_of(summary.cipher_suite)));
  }
  // Where a session of TLS 1.2 goes on, nobody agrees on a group, and in a resumed one nobody
  // signs.
  const bool has_group = summary.resumed.empty();
  if (flags.expect_curve_id != 0 && has_group &&
      flags.expect_curve_id != static_cast<int>(summary.group)) {
    return wrong("the group is " + std::string(wire::name_of(summary.group)));
  }
  const auto scheme = flags.server ? summary.client_signature_scheme : summary.signature_scheme;
  if (flags.expect_peer_signature_algorithm != 0 && !resumed &&
      flags.expect_peer_signature_algorithm != static_cast<int>(scheme)) {
    return wrong("the peer signed with " + std::string(wire::name_of(scheme)));
  }
  if (!flags.expect_server_name.empty() && flags.expect_server_name != summary.server_name) {
    return wrong("the name asked for is \"" + summary.server_name + "\"");
  }
  const std::string &protocol = flags.server ? flags.select_alpn : flags.expect_alpn;
  if (protocol != summary.application_protocol) {
    return wrong("the application protocol is \"" + summary.application_protocol + "\"");
  }
  if (auto problem = check_early_data(flags, resumes, summary)) return problem;
  if (auto problem = check_protocols(flags, trace)) return problem;
  if (auto problem = check_request(flags, summary.version, trace)) return problem;
  if (auto problem = check_schemes(flags, summary.version, trace)) return problem;
  if (flags.server && flags.require_any_client_certificate && summary.client_certificate.empty()) {
    return wrong("the client showed no certificate");
  }
  if (flags.expect_verify_result && !resumed && verdict.refused() != flags.verify_fail) {
    return wrong(verdict.refused() ? "the chain was not believed" : "the chain was believed");
  }
  if (verdict.times() > (summary.early_data == "rejected" ? 2 : 1)) {
    return wrong("the chain was judged again");
  }
  if (auto problem = check_chain(flags, verdict)) return problem;
  if (flags.expect_hrr != passed(trace, "hello_retry_request") && wants_trace(flags) &&
      (flags.expect_hrr || flags.expect_no_hrr)) {
    return wrong(flags.expect_hrr ? "there was no HelloRetryRequest"
                                  : "there was a HelloRetryRequest");
  }
  if (flags.expect_extended_master_secret &&
      !passed(trace, "server_hello", "extended_master_secret") &&
      summary.version != wire::ProtocolVersion::tls13) {
    return wrong("there is no extended master secret");
  }
  if (flags.expect_secure_renegotiation && summary.version != wire::ProtocolVersion::tls13 &&
      !passed(trace, "server_hello", "renegotiation_info")) {
    return wrong("renegotiation_info was not negotiated");
  }
  return std::nullopt;
}

std::vector<wire::Bytes> names_of(const handshake::ClientMemory &memory) {
  std::vector<wire::Bytes> out;
  for (const auto &one : memory.tickets) out.push_back(one.ticket);
  for (const auto &one : memory.sessions) {
    out.push_back(one.ticket.empty() ? one.session_id : one.ticket);
  }
  return out;
}

std::optional<Problem> check_client_memory(const Flags &flags,
                                           const handshake::Connection &connection,
                                           const handshake::ClientMemory &memory,
                                           const std::vector<wire::Bytes> &before) {
  if (!connection.summary() || flags.shim_shuts_down) return std::nullopt;
  const auto after = names_of(memory);
  const bool is_new = std::any_of(after.begin(), after.end(), [&](const wire::Bytes &one) {
    return std::find(before.begin(), before.end(), one) == before.end();
  });
  // A session of TLS 1.2 that goes on stays as it is, unless it gets another ticket.
  const bool stays = !connection.summary()->resumed.empty() && !flags.expect_ticket_renewal;
  if (is_new != (!flags.expect_no_session && !stays)) {
    return wrong(is_new ? "there is something new to resume" : "there is nothing new to resume");
  }
  if (!memory.tickets.empty() && is_new &&
      flags.expect_ticket_supports_early_data != (memory.tickets.back().max_early_data_size != 0)) {
    return wrong(flags.expect_ticket_supports_early_data ? "the ticket allows no early data"
                                                         : "the ticket allows early data");
  }
  return std::nullopt;
}

std::optional<Problem> check_server_memory(const Flags &flags, bool resumes,
                                           const handshake::ServerMemory &memory) {
  if (!resumes && flags.expect_session_id && memory.sessions.empty()) {
    return wrong("the session cannot be resumed by its ID");
  }
  if (!resumes && flags.expect_no_session_id && !memory.sessions.empty()) {
    return wrong("the session can be resumed by its ID");
  }
  return std::nullopt;
}

std::optional<Problem> check_messages(const Flags &flags, const trace::Recorder &trace) {
  if (flags.expect_msg_callback.empty()) return std::nullopt;
  const std::string found = messages(trace);
  if (found == flags.expect_msg_callback) return std::nullopt;
  return wrong("other messages than expected:\n" + found);
}

wire::Bytes tls_unique(const trace::Recorder &trace) {
  for (const trace::TraceEvent &event : trace.events()) {
    const auto *message = std::get_if<trace::MessagePassed>(&event.is);
    if (!message || message->name != "finished") continue;
    return {message->bytes.begin() + wire::kHandshakeHeaderLength, message->bytes.end()};
  }
  return {};
}

wire::Bytes traffic_secrets(const Flags &flags, const trace::Recorder &trace) {
  wire::Bytes of_client, of_server;
  for (const trace::TraceEvent &event : trace.events()) {
    const auto *born = std::get_if<trace::ValueBorn>(&event.is);
    if (!born) continue;
    if (born->name.starts_with("client_application_traffic_secret")) of_client = born->bytes;
    if (born->name.starts_with("server_application_traffic_secret")) of_server = born->bytes;
  }
  if (of_client.empty() || of_server.empty()) return {};
  wire::Bytes out{static_cast<std::uint8_t>(of_client.size()),
                  static_cast<std::uint8_t>(of_client.size() >> 8)};
  wire::append(out, flags.server ? of_client : of_server);
  wire::append(out, flags.server ? of_server : of_client);
  return out;
}

}  // namespace bogo
