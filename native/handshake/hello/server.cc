#include "handshake/hello/server.h"

#include <algorithm>

#include "schedule/cipher_suite.h"

namespace handshake::hello {

using wire::In;

namespace {

// what_must_stay leaves out the extensions that may differ in the second ClientHello
// (RFC 8446, section 4.1.2).
std::vector<wire::Extension<In::client_hello>> what_must_stay(
    std::vector<wire::Extension<In::client_hello>> extensions) {
  std::erase_if(extensions, [](const auto &one) {
    return one.type == wire::ExtensionType::key_share ||
           one.type == wire::ExtensionType::early_data || one.type == wire::ExtensionType::cookie ||
           one.type == wire::ExtensionType::pre_shared_key ||
           one.type == wire::ExtensionType::padding;
  });
  return extensions;
}

// only_leaves_out: the PSKs of the second ClientHello are the first's, in their order, without some
// that do not fit the chosen cipher suite; `taken` does (RFC 8446, section 4.1.2).
bool only_leaves_out(const wire::ClientHello &second, const wire::ClientHello &first,
                     std::optional<std::size_t> taken) {
  const auto *now = wire::find<wire::OfferedPsks>(*second.extensions);
  const auto *before = wire::find<wire::OfferedPsks>(*first.extensions);
  if (!now) return !taken;
  if (!before) return false;
  auto at = before->identities.begin();
  for (const wire::PskIdentity &one : now->identities) {
    at = std::find_if(at, before->identities.end(), [&](const wire::PskIdentity &other) {
      return other.identity == one.identity;
    });
    if (at == before->identities.end()) return false;
    if (taken == static_cast<std::size_t>(at - before->identities.begin())) taken.reset();
    ++at;
  }
  return !taken;
}

}  // namespace

Status Server::take(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal =
          expect_type(received, wire::HandshakeType::client_hello,
                      "a connection begins with ClientHello", "RFC 8446, section 4.1.2", trace)) {
    return fatal;
  }
  const wire::ClientHello first = std::exchange(hello, {});
  if (auto fatal = decode_message(received.message.bytes, hello, "ClientHello")) return fatal;
  hello_event = received.event;
  context.state.enter(ServerState::RECVD_CH, trace);
  context.connection.allow_change_cipher_spec(true);
  if (auto fatal = check(context)) return fatal;
  const wire::NamedGroup asked_for = negotiated.group;
  const auto required = retried_ ? std::optional(negotiated.cipher_suite) : std::nullopt;
  std::optional<std::size_t> taken;
  if (psk) taken = psk->index;
  context.connection.records().skip_early_data(0);
  discard(trace);
  psk.reset();
  negotiated = {};
  if (auto fatal = choose_version(context)) return fatal;
  if (negotiated.version == wire::ProtocolVersion::tls12) return take_tls12(received, context);
  if (auto fatal = check_tls13(context)) return fatal;
  if (retried_) {
    if (auto fatal = check_second(first, asked_for, taken, context)) return fatal;
  }
  if (auto fatal = choose_psk(hello, received, transcript, required, context, psk)) return fatal;
  const bool key_exchange = !psk || psk->mode == wire::PskKeyExchangeMode::psk_dhe_ke;
  std::optional<NegotiatedPsk> decided;
  if (psk) decided = NegotiatedPsk{psk->cipher_suite, key_exchange};
  if (auto fatal = negotiate(hello, context.config, decided, required, negotiated, trace)) {
    return fatal;
  }
  transcript.begin(schedule::parameters_of(negotiated.cipher_suite).hash);
  transcript.add(received.message.bytes, received.event);
  if (!retried_) early_data_offered = wire::find<wire::EarlyDataIndication>(*hello.extensions);
  if (negotiated.client_share || !key_exchange) {
    if (early_data_offered && !retried_) {
      early_data_accepted = psk && early_data_acceptable(*psk, negotiated.cipher_suite,
                                                         negotiated.application_protocol, context);
      if (!psk) {
        note_refusal("early data is refused: no PSK was taken", "RFC 8446, section 4.2.10", trace);
      }
    }
    if (!retried_) change_cipher_spec_due = wants_change_cipher_spec(context.config);
    context.state.enter(ServerState::NEGOTIATED, trace);
    return std::nullopt;
  }
  if (auto fatal = require(!retried_, AlertDescription::illegal_parameter,
                           "the second ClientHello has the key share that was asked for",
                           "RFC 8446, section 4.1.2", trace)) {
    return fatal;
  }
  if (early_data_offered) {
    note_refusal("early data is refused: a HelloRetryRequest follows", "RFC 8446, section 4.2.10",
                 trace);
  }
  change_cipher_spec_due = wants_change_cipher_spec(context.config);
  context.state.enter(ServerState::SEND_HELLO_RETRY_REQUEST, trace);
  return std::nullopt;
}

void Server::leave(ServerMemory &memory, const ServerConfig &config, bool failed) {
  if (session && failed && !resumes_by_ticket(hello, config)) {
    forget(hello.legacy_session_id, memory);
  }
}

Status Server::check(ServerContext &context) const {
  Recorder &trace = context.trace;
  using Extensions = std::vector<wire::Extension<In::client_hello>>;
  const Extensions &extensions = hello.extensions ? *hello.extensions : Extensions{};
  if (auto fatal = require(!wire::repeated(extensions), AlertDescription::decode_error,
                           "no extension stands twice", "RFC 8446, section 4.2", trace)) {
    return fatal;
  }
  if (auto fatal = require(hello.legacy_version != wire::ProtocolVersion::ssl3,
                           AlertDescription::protocol_version, "legacy_version is not SSL 3.0",
                           "RFC 8446, appendix D.5", trace)) {
    return fatal;
  }
  for (const auto &one : extensions) {
    if (!wire::may_stand_in(one.type, In::client_hello)) {
      return require(false, AlertDescription::illegal_parameter,
                     "every extension may stand in this message", "RFC 8446, section 4.2", trace);
    }
  }
  return std::nullopt;
}

Status Server::choose_version(ServerContext &context) {
  using enum wire::ProtocolVersion;
  constexpr Section kSection = "RFC 8446, section 4.2.1";
  Recorder &trace = context.trace;
  const ServerConfig &config = context.config;
  const auto *versions =
      hello.extensions ? wire::find<wire::SupportedVersions>(*hello.extensions) : nullptr;
  const bool offers_tls13 = versions && contains(versions->versions, tls13);
  const bool offers_tls12 =
      versions ? contains(versions->versions, tls12) : hello.legacy_version >= tls12;
  if (contains(hello.cipher_suites, wire::CipherSuite::TLS_FALLBACK_SCSV)) {
    if (auto fatal = require(speaks(config, tls13) ? offers_tls13 : offers_tls12,
                             AlertDescription::inappropriate_fallback,
                             "a client that falls back offers the best version of the server",
                             "RFC 7507, section 3", trace)) {
      return fatal;
    }
  }
  if (!speaks(config, tls12)) {
    return require(offers_tls13, AlertDescription::protocol_version, "the client offers TLS 1.3",
                   kSection, trace);
  }
  const bool both = speaks(config, tls13) && offers_tls13;
  if (auto fatal = require(both || offers_tls12, AlertDescription::protocol_version,
                           "there is a version that both know", kSection, trace)) {
    return fatal;
  }
  negotiated.version = both ? tls13 : tls12;
  return std::nullopt;
}

Status Server::take_tls12(const Received &received, ServerContext &context) {
  Recorder &trace = context.trace;
  if (auto fatal =
          require(!retried_, AlertDescription::illegal_parameter,
                  "the second ClientHello repeats the first", "RFC 8446, section 4.1.2", trace)) {
    return fatal;
  }
  if (auto fatal = require(
          !context.connection.saw_change_cipher_spec(), AlertDescription::unexpected_message,
          "change_cipher_spec comes before Finished", "RFC 5246, section 7.1", trace)) {
    return fatal;
  }
  if (auto fatal = session_to_resume(hello, received.event, session, context)) return fatal;
  std::optional<wire::CipherSuite> suite;
  if (session) suite = session->cipher_suite;
  if (auto fatal = negotiate_tls12(hello, context.config, suite, negotiated, trace)) return fatal;
  // The client's CertificateVerify signs the messages themselves.
  transcript.begin(schedule::tls12_suite(negotiated.cipher_suite)->prf_hash,
                   context.config.client_auth != ClientAuth::none);
  transcript.add(received.message.bytes, received.event);
  context.state.enter(ServerState::TLS12_SEND_SERVER_HELLO, trace);
  return std::nullopt;
}

Status Server::check_tls13(ServerContext &context) const {
  Recorder &trace = context.trace;
  const auto &extensions = *hello.extensions;
  if (auto fatal = require(
          hello.legacy_compression_methods == Bytes{0}, AlertDescription::illegal_parameter,
          "legacy_compression_methods is the single byte 0", "RFC 8446, section 4.1.2", trace)) {
    return fatal;
  }
  bool psk_last = true;
  for (std::size_t i = 0; i + 1 < extensions.size(); ++i) {
    psk_last = psk_last && extensions[i].type != wire::ExtensionType::pre_shared_key;
  }
  if (auto fatal =
          require(psk_last, AlertDescription::illegal_parameter,
                  "pre_shared_key is the last extension", "RFC 8446, section 4.2.11", trace)) {
    return fatal;
  }
  return require(!wire::has(extensions, wire::ExtensionType::pre_shared_key) ||
                     wire::has(extensions, wire::ExtensionType::psk_key_exchange_modes),
                 AlertDescription::missing_extension,
                 "pre_shared_key comes with psk_key_exchange_modes", "RFC 8446, section 4.2.9",
                 trace);
}

Status Server::check_second(const wire::ClientHello &first, wire::NamedGroup asked_for,
                            std::optional<std::size_t> taken, ServerContext &context) const {
  const auto *shares = wire::find<wire::KeyShareClientHello>(*hello.extensions);
  const bool same = hello.legacy_version == first.legacy_version && hello.random == first.random &&
                    hello.legacy_session_id == first.legacy_session_id &&
                    hello.cipher_suites == first.cipher_suites &&
                    what_must_stay(*hello.extensions) == what_must_stay(*first.extensions) &&
                    only_leaves_out(hello, first, taken);
  if (auto fatal = require(same, AlertDescription::illegal_parameter,
                           "the second ClientHello repeats the first", "RFC 8446, section 4.1.2",
                           context.trace)) {
    return fatal;
  }
  return require(
      shares && shares->client_shares.size() == 1 && shares->client_shares[0].group == asked_for,
      AlertDescription::illegal_parameter,
      "the second ClientHello has the key share that was asked for", "RFC 8446, section 4.1.2",
      context.trace);
}

Status Server::build(ServerContext &context) {
  Recorder &trace = context.trace;
  if (context.state.get() == ServerState::SEND_CHANGE_CIPHER_SPEC) {
    context.connection.send_change_cipher_spec(trace);
    change_cipher_spec_due = false;
    context.state.enter(ServerState::START, trace);
    return std::nullopt;
  }
  wire::HelloRetryRequest retry;
  retry.random = wire::kHelloRetryRequestRandom;
  retry.legacy_session_id_echo = hello.legacy_session_id;
  retry.cipher_suite = negotiated.cipher_suite;
  retry.extensions = {
      wire::make_extension<In::hello_retry_request>(
          wire::SelectedVersion{wire::ProtocolVersion::tls13}),
      wire::make_extension<In::hello_retry_request>(
          wire::KeyShareHelloRetryRequest{negotiated.group}),
  };
  const Bytes message =
      context.replayed(wire::HandshakeType::server_hello, [&] { return wire::encode(retry); });
  transcript.replace_with_message_hash();
  transcript.add(message, context.connection.send_message(message, trace));
  retried_ = true;
  if (early_data_offered) {
    context.connection.records().skip_early_data(skip_limit(context.config));
  }
  context.state.enter(
      change_cipher_spec_due ? ServerState::SEND_CHANGE_CIPHER_SPEC : ServerState::START, trace);
  return std::nullopt;
}

}  // namespace handshake::hello
