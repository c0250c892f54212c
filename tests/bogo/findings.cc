#include "bogo/findings.h"

#include <algorithm>

#include "cli/files.h"

namespace bogo {
namespace {

Problem wrong(const std::string &what) { return {false, what}; }

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
         flags.expect_secure_renegotiation;
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
  if (flags.expect_curve_id != 0 && flags.expect_curve_id != static_cast<int>(summary.group)) {
    return wrong("the group is " + std::string(wire::name_of(summary.group)));
  }
  const auto scheme = flags.server ? summary.client_signature_scheme : summary.signature_scheme;
  if (flags.expect_peer_signature_algorithm != 0 &&
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
  if (flags.expect_accept_early_data && summary.early_data != "accepted") {
    return wrong("early data was not accepted");
  }
  if (flags.expect_reject_early_data && summary.early_data == "accepted") {
    return wrong("early data was accepted");
  }
  if (resumes && flags.expect_no_offer_early_data && !summary.early_data.empty()) {
    return wrong("early data was offered");
  }
  if (flags.server && flags.require_any_client_certificate && summary.client_certificate.empty()) {
    return wrong("the client showed no certificate");
  }
  if (flags.expect_verify_result && flags.verify_fail) {
    return wrong("a chain that was refused is believed");
  }
  if (verdict.times() > 1) return wrong("the chain was judged twice");
  if (auto problem = check_chain(flags, verdict)) return problem;
  if (flags.expect_hrr != passed(trace, "HelloRetryRequest") && wants_trace(flags) &&
      (flags.expect_hrr || flags.expect_no_hrr)) {
    return wrong(flags.expect_hrr ? "there was no HelloRetryRequest"
                                  : "there was a HelloRetryRequest");
  }
  if (flags.expect_extended_master_secret &&
      !passed(trace, "ServerHello", "extended_master_secret") &&
      summary.version != wire::ProtocolVersion::tls13) {
    return wrong("there is no extended master secret");
  }
  if (flags.expect_secure_renegotiation && summary.version != wire::ProtocolVersion::tls13 &&
      !passed(trace, "ServerHello", "renegotiation_info")) {
    return wrong("renegotiation_info was not negotiated");
  }
  return std::nullopt;
}

std::optional<Problem> check_session(const Flags &flags, const handshake::Client *client,
                                     const handshake::Connection &connection) {
  if (!client || !connection.summary()) return std::nullopt;
  if (connection.summary()->version != wire::ProtocolVersion::tls13 || flags.shim_shuts_down) {
    return std::nullopt;
  }
  const auto &tickets = client->tickets();
  if (tickets.empty() != flags.expect_no_session) {
    return wrong(tickets.empty() ? "no ticket came" : "a ticket came");
  }
  if (tickets.empty()) return std::nullopt;
  if (flags.expect_ticket_supports_early_data != (tickets.back().max_early_data_size != 0)) {
    return wrong(flags.expect_ticket_supports_early_data ? "the ticket allows no early data"
                                                         : "the ticket allows early data");
  }
  return std::nullopt;
}

std::optional<Problem> check_messages(const Flags &flags, const trace::Recorder &trace) {
  if (flags.expect_msg_callback.empty()) return std::nullopt;
  const std::string found = messages(trace);
  if (found == flags.expect_msg_callback) return std::nullopt;
  return wrong("other messages than expected:\n" + found);
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
