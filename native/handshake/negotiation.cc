#include "handshake/negotiation.h"

namespace handshake {
namespace {

using Extensions = std::vector<wire::Extension<wire::In::client_hello>>;

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
  for (const wire::NamedGroup group : config.groups) {
    for (const auto &entry : entries) {
      if (entry.group != group) continue;
      out.group = group;
      out.client_share = entry.key_exchange;
      return require(true, AlertDescription::handshake_failure, "there is a group that both know",
                     "RFC 8446, section 4.1.1", trace);
    }
  }
  const auto common = first_common(config.groups, groups->named_group_list);
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
  bool found = false;
  for (std::size_t i = 0; i < config.credentials.size() && !found; ++i) {
    for (const wire::SignatureScheme scheme : config.signature_algorithms) {
      if (!config.credentials[i].key.can_sign(scheme)) continue;
      if (!contains(schemes->supported_signature_algorithms, scheme)) continue;
      out.credential = i;
      out.signature_scheme = scheme;
      found = true;
      break;
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

}  // namespace

Status negotiate(const wire::ClientHello &hello, const ServerConfig &config, Negotiated &out,
                 Recorder &trace) {
  const Extensions &extensions = *hello.extensions;
  const auto suite = first_common(config.cipher_suites, hello.cipher_suites);
  if (auto fatal =
          require(suite.has_value(), AlertDescription::handshake_failure,
                  "there is a cipher suite that both know", "RFC 8446, section 4.1.1", trace)) {
    return fatal;
  }
  out.cipher_suite = *suite;
  if (auto fatal = read_server_name(extensions, out, trace)) return fatal;
  if (auto fatal = choose_group(extensions, config, out, trace)) return fatal;
  if (auto fatal = choose_credential(extensions, config, out, trace)) return fatal;
  return choose_application_protocol(extensions, config, out, trace);
}

}  // namespace handshake
