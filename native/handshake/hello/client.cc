#include "handshake/hello/client.h"

#include <algorithm>

#include "handshake/certificates.h"
#include "handshake/negotiation.h"
#include "schedule/cipher_suite.h"

namespace handshake::hello {
namespace {

using wire::In;

// has_downgrade_sentinel looks for "DOWNGRD" and 1 or 0 at the end of a random, and for what some
// servers send in place of it to clients that look like JDK 11's.
bool has_downgrade_sentinel(const wire::RandomBytes &random) {
  const std::string_view end = wire::as_text(random).substr(random.size() - 8);
  return (end.starts_with("DOWNGRD") && (end.back() == 0 || end.back() == 1)) ||
         end == "\xed\xbf\xb4\xa8\xc2\x47\x10\xff";
}

template <class Body>
wire::Extension<In::client_hello> extension(Body body) {
  return wire::make_extension<In::client_hello>(std::move(body));
}

// sent_name is a host name as server_name has it: without a dot at its end (RFC 6066, section 3).
Bytes sent_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return wire::to_bytes(wire::as_bytes(name));
}

// first_groups are those that the first ClientHello has a key share for, in the order of groups
// (section 4.2.8).
std::vector<wire::NamedGroup> first_groups(const ClientConfig &config) {
  std::vector<wire::NamedGroup> groups;
  for (const wire::NamedGroup group : config.groups) {
    if (config.key_shares.empty() ? groups.empty() : contains(config.key_shares, group)) {
      groups.push_back(group);
    }
  }
  return groups;
}

// add_tls12_extensions adds what only TLS 1.2 answers.
void add_tls12_extensions(const ClientConfig &config, const std::optional<Tls12Session> &session,
                          wire::ClientHello &hello) {
  auto &extensions = *hello.extensions;
  const auto any_suite = [&](auto fits) {
    return std::any_of(hello.cipher_suites.begin(), hello.cipher_suites.end(),
                       [&](wire::CipherSuite code) {
                         const schedule::Tls12Suite *suite = schedule::tls12_suite(code);
                         return suite && fits(*suite);
                       });
  };
  extensions.push_back(extension(wire::RenegotiationInfo{}));
  if (any_suite(
          [](const auto &one) { return one.key_exchange == wire::KeyExchangeAlgorithm::ecdhe; })) {
    extensions.push_back(extension(wire::ECPointFormatList{{wire::ECPointFormat::uncompressed}}));
  }
  if (config.extended_master_secret) extensions.push_back(extension(wire::ExtendedMasterSecret{}));
  if (config.encrypt_then_mac &&
      any_suite([](const auto &one) { return one.form == schedule::RecordForm::tls12_cbc; })) {
    extensions.push_back(extension(wire::EncryptThenMac{}));
  }
  if (config.session_tickets) {
    extensions.push_back(extension(wire::SessionTicket{session ? session->ticket : Bytes()}));
  }
}

// still_trusted checks a session's chain before early data. A chain that does not pass fails the
// handshake later on, where the trace tells it.
bool still_trusted(const std::vector<Bytes> &chain, ClientContext &context) {
  Recorder then = context.trace;
  if (check_resumed_chain(chain, context.config, then)) return false;
  context.trace = std::move(then);
  return true;
}

}  // namespace

bool offered(const wire::ClientHello &hello, wire::ExtensionType type) {
  return wire::has(*hello.extensions, type) && !wire::is_grease(static_cast<std::uint16_t>(type));
}

void Client::draw_first(ClientContext &context) {
  const ClientConfig &config = context.config;
  random = context.connection.draw("random", 32, trace::kEverybody, "RFC 8446, section 4.1.2",
                                   context.trace);
  if (config.compatibility_mode && speaks(config, wire::ProtocolVersion::tls13)) {
    session_id_ = context.connection.draw("legacy_session_id", 32, trace::kEverybody,
                                          "RFC 8446, appendix D.4", context.trace);
  }
  if (speaks(config, wire::ProtocolVersion::tls12)) session = session_to_offer(context);
  if (session && !session->session_id.empty()) {
    session_id_ =
        context.trace.value("session_id", crypto::Secret(ByteView(session->session_id)), [] {
          return trace::Origin{"choose", {}, trace::kEverybody, "RFC 5246, section 7.4.1.2"};
        });
  } else if (session && session_id_.empty()) {
    // Its echo will tell that the ticket was taken.
    session_id_ = context.connection.draw("session_id", 32, trace::kEverybody,
                                          "RFC 5077, section 3.4", context.trace);
  }
  if (speaks(config, wire::ProtocolVersion::tls13)) {
    for (const wire::NamedGroup group : first_groups(config)) {
      shares.push_back(draw_key_share(group, context.connection, context.trace));
    }
  }
  if (config.grease) {
    const Value bytes =
        context.connection.draw("grease", 5, trace::kEverybody, "RFC 8701", context.trace);
    grease_.emplace();
    std::copy(bytes.bytes.view().begin(), bytes.bytes.view().end(), grease_->begin());
    // Two extensions of one type would be an error.
    if ((((*grease_)[2] ^ (*grease_)[3]) & 0xf0) == 0) (*grease_)[3] ^= 0x10;
  }
  if (speaks(config, wire::ProtocolVersion::tls13)) psks = psks_to_offer(context);
  early_data_offered =
      !psks.empty() && psks.front().max_early_data_size > 0 &&
      context.connection.has_early_data() &&
      contains(config.cipher_suites, psks.front().cipher_suite) &&
      // Whether the protocol is the same as before, the server decides (section 4.2.10).
      (psks.front().application_protocol.empty() ||
       contains(config.application_protocols, psks.front().application_protocol)) &&
      still_trusted(psks.front().server_certificates, context);
  drawn_ = true;
}

wire::ClientHello Client::make(const ClientContext &context) const {
  const ClientConfig &config = context.config;
  const bool tls13 = speaks(config, wire::ProtocolVersion::tls13);
  const bool tls12 = speaks(config, wire::ProtocolVersion::tls12);
  wire::ClientHello out;
  const ByteView bytes = random;
  std::copy(bytes.begin(), bytes.end(), out.random.begin());
  out.legacy_session_id = wire::to_bytes(session_id_);
  for (const wire::CipherSuite suite : config.cipher_suites) {
    if (schedule::is_tls13(suite) ? tls13 : tls12) out.cipher_suites.push_back(suite);
  }
  if (config.fallback) out.cipher_suites.push_back(wire::CipherSuite::TLS_FALLBACK_SCSV);
  auto &extensions = out.extensions.emplace();

  std::vector<wire::NamedGroup> groups;
  for (const wire::NamedGroup group : config.groups) {
    if (tls13 || usable_in_tls12_ecdhe(group) || is_ffdhe(group)) groups.push_back(group);
  }
  std::vector<wire::ProtocolVersion> versions = config.versions;
  wire::KeyShareClientHello key_share;
  if (grease_) {
    const auto &g = *grease_;
    out.cipher_suites.insert(out.cipher_suites.begin(),
                             static_cast<wire::CipherSuite>(wire::grease_value(g[0])));
    const auto group = static_cast<wire::NamedGroup>(wire::grease_value(g[1]));
    groups.insert(groups.begin(), group);
    // A group that was asked for stands alone in the second ClientHello (section 4.1.2).
    if (!group_asked_for_) key_share.client_shares.push_back({group, {0}});
    extensions.push_back({static_cast<wire::ExtensionType>(wire::grease_value(g[2])), {}});
    versions.insert(versions.begin(), static_cast<wire::ProtocolVersion>(wire::grease_value(g[4])));
  }
  if (!config.server_name.empty() && !is_ip_address(config.server_name)) {
    extensions.push_back(extension(
        wire::ServerNameList{{{wire::NameType::host_name, sent_name(config.server_name)}}}));
  }
  if (tls13) extensions.push_back(extension(wire::SupportedVersions{std::move(versions)}));
  if (!groups.empty()) extensions.push_back(extension(wire::NamedGroupList{std::move(groups)}));
  extensions.push_back(extension(wire::SignatureSchemeList{config.signature_algorithms}));
  if (!config.signature_algorithms_cert.empty()) {
    extensions.push_back(
        extension(wire::CertificateSignatureSchemeList{config.signature_algorithms_cert}));
  }
  if (!config.certificate_authorities.empty()) {
    extensions.push_back(extension(wire::DistinguishedNameList{config.certificate_authorities}));
  }
  if (!config.application_protocols.empty()) {
    wire::ProtocolNameList names;
    for (const std::string &name : config.application_protocols) {
      names.protocol_name_list.push_back({wire::to_bytes(wire::as_bytes(name))});
    }
    extensions.push_back(extension(std::move(names)));
  }
  if (tls12) add_tls12_extensions(config, session, out);
  if (tls13) {
    for (const KeyShare &share : shares) {
      key_share.client_shares.push_back({share.group, wire::to_bytes(share.public_key)});
    }
    extensions.push_back(extension(std::move(key_share)));
    if (!config.psk_modes.empty()) {
      extensions.push_back(extension(wire::PskKeyExchangeModes{config.psk_modes}));
    }
    if (early_data_offered && !retried_)
      extensions.push_back(extension(wire::EarlyDataIndication{}));
    if (cookie_) extensions.push_back(extension(wire::Cookie{*cookie_}));
  }
  if (grease_) {
    extensions.push_back({static_cast<wire::ExtensionType>(wire::grease_value((*grease_)[3])),
                          wire::UnknownExtension{{0}}});
  }
  // It is the last (section 4.2.11).
  if (!psks.empty()) extensions.push_back(extension(pre_shared_key(psks)));
  return out;
}

Status Client::build(ClientContext &context) {
  if (context.state.get() == ClientState::START) return send_client_hello(context);
  context.connection.send_change_cipher_spec(context.trace);
  change_cipher_spec_sent = true;
  if (retried_) {
    context.state.enter(ClientState::START, context.trace);
    return std::nullopt;
  }
  context.connection.open_early_data(psks.front().max_early_data_size,
                                     psks.front().application_protocol);
  context.state.enter(ClientState::WAIT_SH, context.trace);
  return std::nullopt;
}

// begin_early_data derives what protects early data and comes of it (section 7.1).
void Client::begin_early_data(ClientContext &context) {
  Recorder &trace = context.trace;
  const schedule::KeySchedule &keys = psks.front().keys;
  const Value hash = transcript.hash_by(keys.hash(), trace);
  Value secret = keys.derive_secret("client_early_traffic_secret", "c e traffic", hash, trace);
  early_exporter_master_secret =
      keys.derive_secret("early_exporter_master_secret", "e exp master", hash, trace);
  context.connection.records().set_write_keys(
      keys.traffic_keys(Role::client, trace::Epoch::early, secret, trace), trace);
  trace.discard(secret);
}

Status Client::send_client_hello(ClientContext &context) {
  if (!drawn_) draw_first(context);
  hello = make(context);
  Bytes message = context.replayed(
      wire::HandshakeType::client_hello, [this] { return wire::encode(hello); }, retried_ ? 1 : 0);
  if (!psks.empty()) {
    fill_binders(message, psks, transcript, context.trace);
  }
  if (!context.config.replay.empty() || !psks.empty()) {
    hello = {};
    if (auto fatal = decode_message(message, hello, "the ClientHello to replay")) return fatal;
  }
  // Old middleboxes expect version 0x0301 in the first record (section 5.1).
  context.connection.records().set_legacy_record_version(retried_ ? wire::ProtocolVersion::tls12
                                                                  : wire::ProtocolVersion::tls10);
  const EventId event = context.connection.send_message(message, context.trace);
  context.connection.records().set_legacy_record_version(wire::ProtocolVersion::tls12);
  transcript.add(message, event);
  context.connection.allow_change_cipher_spec(true);
  if (!retried_ && speaks(context.config, wire::ProtocolVersion::tls12)) {
    context.connection.leave_version_open();
  }
  if (early_data_offered && !retried_) {
    begin_early_data(context);
    if (context.config.compatibility_mode) {
      context.state.enter(ClientState::SEND_CHANGE_CIPHER_SPEC, context.trace);
      return std::nullopt;
    }
    context.connection.open_early_data(psks.front().max_early_data_size,
                                       psks.front().application_protocol);
  }
  context.state.enter(ClientState::WAIT_SH, context.trace);
  return std::nullopt;
}

Status Client::check_offered(wire::CipherSuite suite, ByteView session_id, std::uint8_t compression,
                             ClientContext &context) const {
  constexpr Section kSection = "RFC 8446, section 4.1.3";
  if (auto fatal =
          require(std::equal(session_id.begin(), session_id.end(), hello.legacy_session_id.begin(),
                             hello.legacy_session_id.end()),
                  AlertDescription::illegal_parameter, "the server echoes legacy_session_id",
                  kSection, context.trace)) {
    return fatal;
  }
  if (auto fatal =
          require(contains(hello.cipher_suites, suite) &&
                      contains(context.config.cipher_suites, suite) && schedule::is_tls13(suite),
                  AlertDescription::illegal_parameter,
                  "the server chose a cipher suite that was offered", kSection, context.trace)) {
    return fatal;
  }
  // The syntax itself knows no other value.
  if (auto fatal = require(compression == 0, AlertDescription::decode_error,
                           "legacy_compression_method is 0", kSection, context.trace)) {
    return fatal;
  }
  if (!retry_cipher_suite) return std::nullopt;
  return require(suite == *retry_cipher_suite, AlertDescription::illegal_parameter,
                 "ServerHello keeps the cipher suite of HelloRetryRequest", kSection,
                 context.trace);
}

Status Client::take(const Received &received, ClientContext &context,
                    std::optional<wire::ServerHello> &chosen) {
  if (auto fatal = expect_type(received, wire::HandshakeType::server_hello,
                               "the answer to ClientHello is ServerHello",
                               "RFC 8446, section 4.1.3", context.trace)) {
    return fatal;
  }
  if (wire::is_hello_retry_request(received.message.bytes)) {
    return take_hello_retry_request(received, context);
  }
  wire::ServerHello server_hello;
  if (auto fatal = decode_message(received.message.bytes, server_hello, "ServerHello")) {
    return fatal;
  }
  using Extensions = std::vector<wire::Extension<In::server_hello>>;
  const Extensions &extensions = server_hello.extensions ? *server_hello.extensions : Extensions{};
  const auto *version = wire::find<wire::SelectedVersion>(extensions);
  const bool offers_tls13 = speaks(context.config, wire::ProtocolVersion::tls13);
  // Section 4.1.3: a server that knows TLS 1.3 and chooses less says so in its random.
  if (auto fatal =
          require(version || !offers_tls13 || !has_downgrade_sentinel(server_hello.random),
                  AlertDescription::illegal_parameter, "ServerHello.random tells of no downgrade",
                  "RFC 8446, section 4.1.3", context.trace)) {
    return fatal;
  }
  if (auto fatal = require(server_hello.legacy_version != wire::ProtocolVersion::ssl3,
                           AlertDescription::protocol_version, "legacy_version is not SSL 3.0",
                           "RFC 8446, appendix D.5", context.trace)) {
    return fatal;
  }
  const bool tls13 = version && offers_tls13;
  auto fatal =
      tls13 ? check_tls13(server_hello, *version, context) : check_tls12(server_hello, context);
  if (fatal) return fatal;
  if (tls13) {
    transcript.begin(schedule::parameters_of(server_hello.cipher_suite).hash);
  } else {
    // The client's CertificateVerify signs the messages themselves.
    transcript.begin(schedule::tls12_suite(server_hello.cipher_suite)->prf_hash,
                     !context.config.credentials.empty());
  }
  transcript.add(received.message.bytes, received.event);
  chosen = std::move(server_hello);
  return std::nullopt;
}

Status Client::check_tls13(const wire::ServerHello &server_hello,
                           const wire::SelectedVersion &version, ClientContext &context) const {
  if (auto fatal = require(server_hello.legacy_version == wire::ProtocolVersion::tls12,
                           AlertDescription::illegal_parameter, "legacy_version is 0x0303",
                           "RFC 8446, section 4.1.3", context.trace)) {
    return fatal;
  }
  if (auto fatal = require(version.selected_version == wire::ProtocolVersion::tls13,
                           AlertDescription::illegal_parameter,
                           "the server chose a version that was offered", "RFC 8446, section 4.2.1",
                           context.trace)) {
    return fatal;
  }
  return check_offered(server_hello.cipher_suite, server_hello.legacy_session_id_echo,
                       server_hello.legacy_compression_method, context);
}

Status Client::check_tls12(const wire::ServerHello &server_hello, ClientContext &context) const {
  Recorder &trace = context.trace;
  if (!speaks(context.config, wire::ProtocolVersion::tls12)) {
    return require(false, AlertDescription::protocol_version,
                   "the server speaks TLS 1.3 (supported_versions)", "RFC 8446, section 4.2.1",
                   trace);
  }
  constexpr Section kSection = "RFC 5246, section 7.4.1.3";
  if (auto fatal = require(server_hello.legacy_version == wire::ProtocolVersion::tls12,
                           AlertDescription::protocol_version,
                           "the server chose a version that was offered", kSection, trace)) {
    return fatal;
  }
  if (auto fatal = require(!retried_, AlertDescription::illegal_parameter,
                           "after HelloRetryRequest the version stays TLS 1.3",
                           "RFC 8446, section 4.1.4", trace)) {
    return fatal;
  }
  if (auto fatal = require(
          !context.connection.saw_change_cipher_spec(), AlertDescription::unexpected_message,
          "change_cipher_spec comes before Finished", "RFC 5246, section 7.1", trace)) {
    return fatal;
  }
  if (auto fatal = require(!early_data_offered, AlertDescription::protocol_version,
                           "a server that gets early data speaks TLS 1.3", "RFC 8446, appendix D.3",
                           trace)) {
    return fatal;
  }
  const wire::CipherSuite suite = server_hello.cipher_suite;
  if (auto fatal = require(contains(hello.cipher_suites, suite) && schedule::tls12_suite(suite),
                           AlertDescription::illegal_parameter,
                           "the server chose a cipher suite that was offered", kSection, trace)) {
    return fatal;
  }
  return require(server_hello.legacy_compression_method == 0, AlertDescription::illegal_parameter,
                 "the server chose no compression", kSection, trace);
}

Status Client::take_hello_retry_request(const Received &received, ClientContext &context) {
  constexpr Section kSection = "RFC 8446, section 4.1.4";
  wire::HelloRetryRequest retry;
  if (auto fatal = decode_message(received.message.bytes, retry, "HelloRetryRequest")) {
    return fatal;
  }
  if (!speaks(context.config, wire::ProtocolVersion::tls13)) {
    return require(false, AlertDescription::illegal_parameter,
                   "the server chose a version that was offered", "RFC 8446, section 4.2.1",
                   context.trace);
  }
  if (auto fatal = require(!retried_, AlertDescription::unexpected_message,
                           "there is at most one HelloRetryRequest", kSection, context.trace)) {
    return fatal;
  }
  const auto *version = wire::find<wire::SelectedVersion>(retry.extensions);
  if (auto fatal = require(version && version->selected_version == wire::ProtocolVersion::tls13 &&
                               retry.legacy_version == wire::ProtocolVersion::tls12,
                           AlertDescription::illegal_parameter,
                           "the server chose a version that was offered", "RFC 8446, section 4.2.1",
                           context.trace)) {
    return fatal;
  }
  if (auto fatal = require(!wire::repeated(retry.extensions), AlertDescription::illegal_parameter,
                           "no extension stands twice", "RFC 8446, section 4.2", context.trace)) {
    return fatal;
  }
  for (const auto &one : retry.extensions) {
    const bool expected = one.type == wire::ExtensionType::cookie || offered(hello, one.type);
    if (auto fatal = require(expected, AlertDescription::unsupported_extension,
                             "the server answers only extensions that were offered",
                             "RFC 8446, section 4.2", context.trace)) {
      return fatal;
    }
    if (auto fatal = require(wire::may_stand_in(one.type, In::hello_retry_request),
                             AlertDescription::illegal_parameter,
                             "every extension may stand in this message", "RFC 8446, section 4.2",
                             context.trace)) {
      return fatal;
    }
  }
  if (auto fatal = check_offered(retry.cipher_suite, retry.legacy_session_id_echo,
                                 retry.legacy_compression_method, context)) {
    return fatal;
  }
  const auto *wanted = wire::find<wire::KeyShareHelloRetryRequest>(retry.extensions);
  const auto *cookie = wire::find<wire::Cookie>(retry.extensions);
  if (auto fatal = require(wanted || cookie, AlertDescription::illegal_parameter,
                           "HelloRetryRequest changes something", kSection, context.trace)) {
    return fatal;
  }
  if (wanted) {
    const auto *offered = wire::find<wire::NamedGroupList>(*hello.extensions);
    const bool known = contains(context.config.groups, wanted->selected_group) && offered &&
                       contains(offered->named_group_list, wanted->selected_group);
    const bool sent = std::any_of(shares.begin(), shares.end(), [&](const KeyShare &share) {
      return share.group == wanted->selected_group;
    });
    if (auto fatal = require(known && !sent, AlertDescription::illegal_parameter,
                             "HelloRetryRequest asks for an offered group without a key share",
                             "RFC 8446, section 4.2.8", context.trace)) {
      return fatal;
    }
    for (KeyShare &share : shares) context.trace.discard(share.private_key);
    shares.clear();
    group_asked_for_ = true;
    shares.push_back(draw_key_share(wanted->selected_group, context.connection, context.trace));
  }
  if (cookie) cookie_ = cookie->cookie;
  transcript.begin(schedule::parameters_of(retry.cipher_suite).hash);
  transcript.replace_with_message_hash();
  transcript.add(received.message.bytes, received.event);
  retry_cipher_suite = retry.cipher_suite;
  retried_ = true;
  if (early_data_offered) {
    context.connection.end_early_data(false);
    context.connection.records().drop_write_keys(context.trace);
    context.trace.discard(early_exporter_master_secret);
  }
  // A PSK of another hash can no longer be taken (section 4.1.4).
  const auto hash = schedule::parameters_of(retry.cipher_suite).hash;
  for (OfferedPsk &psk : psks) {
    if (psk.keys.hash() != hash) psk.keys.discard(context.trace);
  }
  std::erase_if(psks, [&](const OfferedPsk &psk) { return psk.keys.hash() != hash; });
  const bool due = context.config.compatibility_mode && !change_cipher_spec_sent;
  context.state.enter(due ? ClientState::SEND_CHANGE_CIPHER_SPEC : ClientState::START,
                      context.trace);
  return std::nullopt;
}

void Client::leave_tls13(Recorder &trace) {
  for (KeyShare &share : shares) trace.discard(share.private_key);
  for (OfferedPsk &psk : psks) psk.keys.discard(trace);
  trace.discard(early_exporter_master_secret);
}

void Client::discard(Recorder &trace) {
  leave_tls13(trace);
  if (session) trace.discard(session->master_secret);
}

}  // namespace handshake::hello
