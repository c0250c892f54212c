#include "handshake/negotiation.h"

#include "handshake/certificates.h"
#include "schedule/cipher_suite.h"

namespace handshake {
namespace {

using Extensions = std::vector<wire::Extension<wire::In::client_hello>>;

// Wishes are what a peer says about the chain that it wants to see.
struct Wishes {
  const wire::DistinguishedNameList *authorities = nullptr;
  const wire::CertificateSignatureSchemeList *schemes = nullptr;
  // met_by: stage 0 asks for both, stage 1 for the authority, stage 2 for nothing.
  bool met_by(const std::vector<Bytes> &chain, int stage) const {
    if (stage < 2 && authorities && !issued_under(chain, authorities->authorities)) return false;
    return stage > 0 || !schemes || signed_with(chain, schemes->supported_signature_algorithms);
  }
};

template <wire::In M>
Wishes wishes_of(const std::vector<wire::Extension<M>> &extensions) {
  return {wire::find<wire::DistinguishedNameList>(extensions),
          wire::find<wire::CertificateSignatureSchemeList>(extensions)};
}

// in_own_order gives the schemes that a server asks for as a client prefers them.
std::vector<wire::SignatureScheme> in_own_order(const std::vector<wire::SignatureScheme> &asked,
                                                const ClientConfig &config) {
  if (config.own_signature_algorithms.empty()) return asked;
  std::vector<wire::SignatureScheme> out;
  for (const wire::SignatureScheme one : config.own_signature_algorithms) {
    if (contains(asked, one)) out.push_back(one);
  }
  return out;
}

bool signs_in_tls13(const crypto::PrivateKey &key, wire::SignatureScheme scheme) {
  return allowed_in_certificate_verify(scheme) && key.can_sign(scheme);
}

bool signs_in_tls12(const crypto::PrivateKey &key, wire::SignatureScheme scheme) {
  return allowed_in_tls12(scheme) && key.can_sign_tls12(scheme);
}

Status choose_group(const Extensions &extensions, const ServerConfig &config, Negotiated &out,
                    Recorder &trace) {
  const auto *groups = wire::find<wire::NamedGroupList>(extensions);
  const auto *shares = wire::find<wire::KeyShareClientHello>(extensions);
  if (auto fatal = require(groups && shares, AlertDescription::missing_extension,
                           "ClientHello has supported_groups and key_share",
                           "RFC 8446, section 9.2", trace)) {
    return fatal;
  }
  const auto &entries = shares->client_shares;
  bool in_order = true;
  std::size_t at = 0;
  for (const auto &entry : entries) {
    while (at < groups->named_group_list.size() && groups->named_group_list[at] != entry.group) {
      ++at;
    }
    in_order = in_order && at++ < groups->named_group_list.size();
  }
  if (auto fatal = require(in_order, AlertDescription::illegal_parameter,
                           "key shares follow the order of supported_groups, one for each group",
                           "RFC 8446, section 4.2.8", trace)) {
    return fatal;
  }
  const auto common = config.client_group_order
                          ? first_common(groups->named_group_list, config.groups)
                          : first_common(config.groups, groups->named_group_list);
  for (const wire::NamedGroup group : config.groups) {
    if (config.client_group_order && group != common) continue;
    for (const auto &entry : entries) {
      if (entry.group != group) continue;
      out.group = group;
      out.client_share = entry.key_exchange;
      return require(true, AlertDescription::handshake_failure, "there is a group that both know",
                     "RFC 8446, section 4.1.1", trace);
    }
  }
  out.group = common.value_or(wire::NamedGroup{});
  out.client_share.reset();
  return require(common.has_value(), AlertDescription::handshake_failure,
                 "there is a group that both know", "RFC 8446, section 4.1.1", trace);
}

Status choose_credential(const Extensions &extensions, const ServerConfig &config, Negotiated &out,
                         Recorder &trace) {
  const auto *schemes = wire::find<wire::SignatureSchemeList>(extensions);
  if (auto fatal =
          require(schemes, AlertDescription::missing_extension,
                  "ClientHello has signature_algorithms", "RFC 8446, section 4.2.3", trace)) {
    return fatal;
  }
  // A chain that the client can follow comes before others, if there is one (section 4.4.2.2).
  const Wishes wishes = wishes_of(extensions);
  bool found = false;
  for (int stage = 0; stage < 3 && !found; ++stage) {
    for (std::size_t i = 0; i < config.credentials.size() && !found; ++i) {
      if (!wishes.met_by(config.credentials[i].chain, stage)) continue;
      for (const wire::SignatureScheme scheme : config.signature_algorithms) {
        if (!config.credentials[i].key.can_sign(scheme)) continue;
        if (!contains(schemes->supported_signature_algorithms, scheme)) continue;
        out.credential = i;
        out.signature_scheme = scheme;
        found = true;
        break;
      }
    }
  }
  return require(found, AlertDescription::handshake_failure,
                 "the server has a certificate whose signatures the client accepts",
                 "RFC 8446, section 4.4.2.2", trace);
}

Status choose_application_protocol(const Extensions &extensions, const ServerConfig &config,
                                   Negotiated &out, Recorder &trace) {
  const auto *offered = wire::find<wire::ProtocolNameList>(extensions);
  if (!offered || config.application_protocols.empty()) return std::nullopt;
  for (const std::string &name : config.application_protocols) {
    for (const auto &one : offered->protocol_name_list) {
      if (wire::as_text(one.protocol_name) == name) out.application_protocol = name;
    }
    if (!out.application_protocol.empty()) break;
  }
  return require(!out.application_protocol.empty(), AlertDescription::no_application_protocol,
                 "there is an application protocol that both know", "RFC 7301, section 3.2", trace);
}

Status read_server_name(const Extensions &extensions, Negotiated &out, Recorder &trace) {
  const auto *names = wire::find<wire::ServerNameList>(extensions);
  if (!names) return std::nullopt;
  const bool one_host_name = names->server_name_list.size() == 1 &&
                             names->server_name_list[0].name_type == wire::NameType::host_name;
  if (one_host_name) out.server_name = wire::as_text(names->server_name_list[0].host_name);
  return require(one_host_name && out.server_name.find('\0') == std::string::npos,
                 AlertDescription::illegal_parameter, "server_name holds one host name",
                 "RFC 6066, section 3", trace);
}

std::vector<wire::CipherSuite> of_tls13(std::vector<wire::CipherSuite> suites) {
  std::erase_if(suites, [](wire::CipherSuite suite) { return !schedule::is_tls13(suite); });
  return suites;
}

// choose_tls12_group finds the group of a key exchange; nullopt: there is none, or RSA needs none.
std::optional<wire::NamedGroup> choose_tls12_group(wire::KeyExchangeAlgorithm key_exchange,
                                                   const Extensions &extensions,
                                                   const ServerConfig &config) {
  const bool finite_field = key_exchange == wire::KeyExchangeAlgorithm::dhe;
  const auto *list = wire::find<wire::NamedGroupList>(extensions);
  // A client that names no finite field leaves the choice to the server (RFC 7919, section 4). One
  // that has no supported_groups leaves it the curve, too (RFC 8422, section 4); but it may know
  // none of ours, so another suite is taken.
  const bool free_choice =
      finite_field && (!list || std::none_of(list->named_group_list.begin(),
                                             list->named_group_list.end(), is_ffdhe));
  for (const wire::NamedGroup group : config.groups) {
    if (finite_field ? !is_ffdhe(group) : !usable_in_tls12_ecdhe(group)) continue;
    if (free_choice || (list && contains(list->named_group_list, group))) return group;
  }
  return std::nullopt;
}

// choose_tls12_credential looks for a certificate and a scheme to sign with. RSA key exchange signs
// nothing; its certificate's key decrypts.
bool choose_tls12_credential(const schedule::Tls12Suite &suite, const Extensions &extensions,
                             const ServerConfig &config, Negotiated &out) {
  const auto *schemes = wire::find<wire::SignatureSchemeList>(extensions);
  const auto *groups = wire::find<wire::NamedGroupList>(extensions);
  for (std::size_t i = 0; i < config.credentials.size(); ++i) {
    const crypto::PrivateKey &key = config.credentials[i].key;
    if (suite.key_exchange == wire::KeyExchangeAlgorithm::rsa) {
      if (key.type() != crypto::KeyType::rsa) continue;
      out.credential = i;
      out.signature_scheme = {};
      return true;
    }
    if (suite.ecdsa != signs_with_curves(key.type())) continue;
    // The certificate's key is on a curve that the client names (RFC 8422, section 5.3).
    const auto curve = curve_of(key.type());
    if (curve && groups && !contains(groups->named_group_list, *curve)) continue;
    // Without signature_algorithms a client takes SHA-1 only (RFC 5246, section 7.4.1.4.1).
    if (!schemes) continue;
    for (const wire::SignatureScheme scheme : config.signature_algorithms) {
      if (!signs_in_tls12(key, scheme)) continue;
      if (!contains(schemes->supported_signature_algorithms, scheme)) continue;
      out.credential = i;
      out.signature_scheme = scheme;
      return true;
    }
  }
  return false;
}

// choose_tls12_suite takes the first suite of the server's that everything else fits.
Status choose_tls12_suite(const wire::ClientHello &hello, const Extensions &extensions,
                          const ServerConfig &config, Negotiated &out, Recorder &trace) {
  constexpr Section kSection = "RFC 5246, section 7.4.1.3";
  const auto *formats = wire::find<wire::ECPointFormatList>(extensions);
  const auto *groups = wire::find<wire::NamedGroupList>(extensions);
  const auto names = [groups](auto kind) {
    return groups &&
           std::any_of(groups->named_group_list.begin(), groups->named_group_list.end(), kind);
  };
  const bool points =
      !formats || contains(formats->ec_point_format_list, wire::ECPointFormat::uncompressed);
  if (formats && names(usable_in_tls12_ecdhe)) {
    if (auto fatal = require(points, AlertDescription::illegal_parameter,
                             "a client with curves takes uncompressed points",
                             "RFC 8422, section 5.1.2", trace)) {
      return fatal;
    }
  }
  bool any_common = false;
  bool no_ffdhe_group = false;
  for (const wire::CipherSuite code : config.cipher_suites) {
    const schedule::Tls12Suite *suite = schedule::tls12_suite(code);
    if (!suite || !contains(hello.cipher_suites, code)) continue;
    any_common = true;
    const bool has_group = suite->key_exchange != wire::KeyExchangeAlgorithm::rsa;
    const auto group = choose_tls12_group(suite->key_exchange, extensions, config);
    if (has_group && !group) {
      no_ffdhe_group = no_ffdhe_group ||
                       (suite->key_exchange == wire::KeyExchangeAlgorithm::dhe && names(is_ffdhe));
      continue;
    }
    if (suite->key_exchange == wire::KeyExchangeAlgorithm::ecdhe && !points) continue;
    if (!choose_tls12_credential(*suite, extensions, config, out)) continue;
    out.cipher_suite = code;
    out.group = has_group ? *group : wire::NamedGroup{};
    return require(true, AlertDescription::handshake_failure,
                   "there is a cipher suite that both know", kSection, trace);
  }
  if (auto fatal = require(any_common, AlertDescription::handshake_failure,
                           "there is a cipher suite that both know", kSection, trace)) {
    return fatal;
  }
  if (no_ffdhe_group) {
    return require(false, AlertDescription::insufficient_security,
                   "there is an FFDHE group that both know, or a suite without",
                   "RFC 7919, section 4", trace);
  }
  return require(false, AlertDescription::handshake_failure,
                 "a common cipher suite has a group and a certificate that both accept", kSection,
                 trace);
}

}  // namespace

bool signs_with_curves(crypto::KeyType type) {
  using enum crypto::KeyType;
  return type == ec_secp256r1 || type == ec_secp384r1 || type == ec_secp521r1 || type == ed25519;
}

std::optional<wire::NamedGroup> curve_of(crypto::KeyType type) {
  switch (type) {
    case crypto::KeyType::ec_secp256r1:
      return wire::NamedGroup::secp256r1;
    case crypto::KeyType::ec_secp384r1:
      return wire::NamedGroup::secp384r1;
    case crypto::KeyType::ec_secp521r1:
      return wire::NamedGroup::secp521r1;
    default:
      return std::nullopt;
  }
}

bool usable_in_tls12_ecdhe(wire::NamedGroup group) {
  using enum wire::NamedGroup;
  return group == x25519 || group == secp256r1 || group == secp384r1 || group == secp521r1;
}

Status negotiate_tls12(const wire::ClientHello &hello, const ServerConfig &config,
                       std::optional<wire::CipherSuite> resumed, Negotiated &out, Recorder &trace) {
  const Extensions none;
  const Extensions &extensions = hello.extensions ? *hello.extensions : none;
  out.version = wire::ProtocolVersion::tls12;
  if (auto fatal =
          require(contains(hello.legacy_compression_methods, std::uint8_t{0}),
                  AlertDescription::illegal_parameter, "compression_methods has the null method",
                  "RFC 5246, section 7.4.1.2", trace)) {
    return fatal;
  }
  const auto *renegotiation = wire::find<wire::RenegotiationInfo>(extensions);
  if (auto fatal = require(!renegotiation || renegotiation->renegotiated_connection.empty(),
                           AlertDescription::handshake_failure,
                           "renegotiation_info is empty in the first handshake",
                           "RFC 5746, section 3.6", trace)) {
    return fatal;
  }
  out.renegotiation_info =
      renegotiation ||
      contains(hello.cipher_suites, wire::CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
  if (auto fatal = read_server_name(extensions, out, trace)) return fatal;
  if (resumed) {
    out.cipher_suite = *resumed;
  } else if (auto fatal = choose_tls12_suite(hello, extensions, config, out, trace)) {
    return fatal;
  }
  const schedule::Tls12Suite &suite = *schedule::tls12_suite(out.cipher_suite);
  out.extended_master_secret =
      config.extended_master_secret && wire::find<wire::ExtendedMasterSecret>(extensions);
  out.encrypt_then_mac = config.encrypt_then_mac && suite.form == schedule::RecordForm::tls12_cbc &&
                         wire::find<wire::EncryptThenMac>(extensions);
  out.session_ticket = config.session_tickets && config.tickets > 0 && !config.ticket_key.empty() &&
                       wire::find<wire::SessionTicket>(extensions);
  out.ec_point_formats = suite.key_exchange == wire::KeyExchangeAlgorithm::ecdhe &&
                         wire::find<wire::ECPointFormatList>(extensions);
  return choose_application_protocol(extensions, config, out, trace);
}

std::optional<ClientCredential> choose_client_credential(const wire::CertificateRequest &request,
                                                         const ClientConfig &config) {
  const auto *schemes = wire::find<wire::SignatureSchemeList>(request.extensions);
  if (!schemes) return std::nullopt;
  const Wishes wishes = wishes_of(request.extensions);
  for (int stage = 0; stage < 2; ++stage) {
    for (std::size_t i = 0; i < config.credentials.size(); ++i) {
      const Credential &one = config.credentials[i];
      if (!wishes.met_by(one.chain, stage)) continue;
      for (const wire::SignatureScheme scheme :
           in_own_order(schemes->supported_signature_algorithms, config)) {
        if (signs_in_tls13(one.key, scheme)) return ClientCredential{i, scheme};
      }
    }
  }
  return std::nullopt;
}

std::optional<ClientCredential> choose_client_credential_tls12(
    const wire::tls12::CertificateRequest &request, const ClientConfig &config) {
  std::vector<Bytes> names;
  for (const auto &one : request.certificate_authorities) names.push_back(one.name);
  for (std::size_t i = 0; i < config.credentials.size(); ++i) {
    const Credential &one = config.credentials[i];
    const auto type = signs_with_curves(one.key.type()) ? wire::ClientCertificateType::ecdsa_sign
                                                        : wire::ClientCertificateType::rsa_sign;
    if (!contains(request.certificate_types, type)) continue;
    if (!names.empty() && !issued_under(one.chain, names)) continue;
    for (const wire::SignatureScheme scheme :
         in_own_order(request.supported_signature_algorithms, config)) {
      if (signs_in_tls12(one.key, scheme)) return ClientCredential{i, scheme};
    }
  }
  return std::nullopt;
}

Status check_own_schemes(const std::vector<wire::SignatureScheme> &asked,
                         wire::ProtocolVersion version, const ClientConfig &config,
                         Recorder &trace) {
  if (config.own_signature_algorithms.empty() || config.credentials.empty()) return std::nullopt;
  const bool tls13 = version == wire::ProtocolVersion::tls13;
  for (const wire::SignatureScheme scheme : in_own_order(asked, config)) {
    for (const Credential &one : config.credentials) {
      if (tls13 ? signs_in_tls13(one.key, scheme) : signs_in_tls12(one.key, scheme)) {
        return std::nullopt;
      }
    }
  }
  return require(false, AlertDescription::handshake_failure,
                 "the server asks for a scheme that the client signs with",
                 tls13 ? "RFC 8446, section 4.2.3" : "RFC 5246, section 7.4.4", trace);
}

Status negotiate(const wire::ClientHello &hello, const ServerConfig &config,
                 const std::optional<NegotiatedPsk> &psk, std::optional<wire::CipherSuite> required,
                 Negotiated &out, Recorder &trace) {
  const Extensions &extensions = *hello.extensions;
  out.version = wire::ProtocolVersion::tls13;
  auto suite = first_common(of_tls13(config.cipher_suites), hello.cipher_suites);
  if (required) suite = required;
  if (psk) suite = psk->cipher_suite;
  if (auto fatal =
          require(suite.has_value(), AlertDescription::handshake_failure,
                  "there is a cipher suite that both know", "RFC 8446, section 4.1.1", trace)) {
    return fatal;
  }
  out.cipher_suite = *suite;
  if (auto fatal = read_server_name(extensions, out, trace)) return fatal;
  if (!psk || psk->key_exchange) {
    if (auto fatal = choose_group(extensions, config, out, trace)) return fatal;
  } else if (auto fatal = require(wire::has(extensions, wire::ExtensionType::supported_groups) ==
                                      wire::has(extensions, wire::ExtensionType::key_share),
                                  AlertDescription::missing_extension,
                                  "supported_groups and key_share come together or not at all",
                                  "RFC 8446, section 9.2", trace)) {
    return fatal;
  }
  if (!psk) {
    if (auto fatal = choose_credential(extensions, config, out, trace)) return fatal;
  }
  return choose_application_protocol(extensions, config, out, trace);
}

}  // namespace handshake
