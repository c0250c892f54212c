#include "bogo/scenario.h"

#include <algorithm>

#include "cli/files.h"
#include "session/scenario.h"

namespace bogo {
namespace {

using wire::CipherSuite;
using wire::NamedGroup;
using wire::ProtocolVersion;
using wire::SignatureScheme;

Problem unimplemented(const std::string &what) { return {Problem::Kind::unimplemented, what}; }

// The runner expects these to be a shim's own preferences (BoringSSL's, without SHA-1).
const std::vector<SignatureScheme> kSignatures{
    SignatureScheme::ecdsa_secp256r1_sha256, SignatureScheme::rsa_pss_rsae_sha256,
    SignatureScheme::rsa_pkcs1_sha256,       SignatureScheme::ecdsa_secp384r1_sha384,
    SignatureScheme::rsa_pss_rsae_sha384,    SignatureScheme::rsa_pkcs1_sha384,
    SignatureScheme::rsa_pss_rsae_sha512,    SignatureScheme::rsa_pkcs1_sha512};
const std::vector<NamedGroup> kGroups{NamedGroup::x25519, NamedGroup::secp256r1,
                                      NamedGroup::secp384r1};

std::vector<SignatureScheme> schemes(const std::vector<int> &codes) {
  // BoringSSL's name for what TLS 1.1 signs; no peer can be offered that.
  constexpr int kRsaMd5Sha1 = 0xff01;
  std::vector<SignatureScheme> out;
  for (const int code : codes) {
    if (code != kRsaMd5Sha1) out.push_back(static_cast<SignatureScheme>(code));
  }
  return out;
}

std::vector<std::string> split(const std::string &text, char at) {
  std::vector<std::string> out{""};
  for (const char c : text) {
    if (c == at) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

// protocols reads a list of names, each after its length, as the extension has it.
std::vector<std::string> protocols(const std::string &wire_form) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < wire_form.size();) {
    const std::size_t length = static_cast<std::uint8_t>(wire_form[i]);
    out.push_back(wire_form.substr(i + 1, length));
    i += 1 + length;
  }
  return out;
}

std::optional<Problem> read_versions(const Flags &flags, std::vector<ProtocolVersion> &out) {
  out.clear();
  for (const auto version : {ProtocolVersion::tls13, ProtocolVersion::tls12}) {
    const int code = static_cast<int>(version);
    if (flags.max_version != 0 && code > flags.max_version) continue;
    if (flags.min_version != 0 && code < flags.min_version) continue;
    if (version == ProtocolVersion::tls13 ? flags.no_tls13 : flags.no_tls12) continue;
    out.push_back(version);
  }
  if (out.empty()) return unimplemented("versions before TLS 1.2");
  return std::nullopt;
}

std::optional<Problem> read_groups(const Flags &flags, std::vector<NamedGroup> &out) {
  out = kGroups;
  if (flags.curves.empty()) return std::nullopt;
  out.clear();
  for (const int code : flags.curves) {
    const auto group = static_cast<NamedGroup>(code);
    const auto &known = session::supported_groups();
    if (std::find(known.begin(), known.end(), group) == known.end()) {
      return unimplemented("the group " + std::to_string(code));
    }
    out.push_back(group);
  }
  return std::nullopt;
}

std::optional<Problem> read_suites(const Flags &flags, std::vector<CipherSuite> &out) {
  out = session::supported_suites();
  if (flags.cipher.empty()) return std::nullopt;
  // The language of OpenSSL's cipher strings is not the project's: only names are read. Suites of
  // TLS 1.3 are not theirs to choose.
  std::erase_if(out, [](CipherSuite suite) { return static_cast<int>(suite) >> 8 != 0x13; });
  for (const std::string &name : split(flags.cipher, ':')) {
    auto parsed = session::parse_suites(name);
    if (parsed.error) return unimplemented("the cipher string " + flags.cipher);
    out.insert(out.end(), parsed.list.begin(), parsed.list.end());
  }
  return std::nullopt;
}

std::optional<Problem> read_credentials(const Flags &flags,
                                        std::vector<handshake::Credential> &out) {
  if (flags.key_file.empty() && flags.cert_file.empty()) return std::nullopt;
  if (flags.key_file.find("ecdsa_p224") != std::string::npos) return unimplemented("secp224r1");
  auto credential = cli::read_credential(flags.cert_file, flags.key_file);
  if (auto *error = std::get_if<cli::Error>(&credential)) return wrong(error->text);
  out.push_back(std::get<0>(std::move(credential)));
  return std::nullopt;
}

// names reads DER Names in hexadecimal digits with commas between them.
std::optional<std::vector<wire::Bytes>> names(const std::string &text) {
  std::vector<wire::Bytes> out;
  for (const std::string &one : split(text, ',')) {
    auto bytes = wire::from_hex(one);
    if (!bytes) return std::nullopt;
    out.push_back(*std::move(bytes));
  }
  return out;
}

// keep_to_policy leaves what a policy allows: that of NIST SP 800-52 (revision 2) or of WPA3's
// 192-bit mode, as BoringSSL reads them.
template <class Config>
void keep_to_policy(const Flags &flags, Config &config) {
  if (!flags.fips_202205 && !flags.wpa_202304) return;
  const bool strict = flags.wpa_202304;
  config.groups = {NamedGroup::secp256r1, NamedGroup::secp384r1};
  config.cipher_suites = {CipherSuite::TLS_AES_128_GCM_SHA256,
                          CipherSuite::TLS_AES_256_GCM_SHA384,
                          CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                          CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                          CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                          CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384};
  if (strict) {
    config.groups = {NamedGroup::secp384r1};
    std::erase_if(config.cipher_suites, [](CipherSuite suite) {
      return wire::name_of(suite).find("AES_128") != std::string::npos;
    });
  }
}

// signatures gives what a policy allows, or what the preferences say, or the shim's own.
std::vector<SignatureScheme> signatures(const Flags &flags, const std::vector<int> &preferences) {
  if (!preferences.empty()) return schemes(preferences);
  std::vector<SignatureScheme> out = kSignatures;
  if (flags.wpa_202304) {
    std::erase_if(out, [](SignatureScheme scheme) {
      return wire::name_of(scheme).find("sha256") != std::string::npos;
    });
  }
  return out;
}

// own_signatures gives those that the shim signs with.
std::vector<SignatureScheme> own_signatures(const Flags &flags) {
  auto out = signatures(flags, flags.signing_prefs);
  // Keys of these kinds have one scheme, which needs no preference.
  if (flags.signing_prefs.empty() && !flags.fips_202205 && !flags.wpa_202304) {
    out.push_back(SignatureScheme::ecdsa_secp521r1_sha512);
    out.push_back(SignatureScheme::ed25519);
  }
  return out;
}

// read_common reads what both sides have.
template <class Config>
std::optional<Problem> read_common(const Flags &flags, Config &config) {
  if (auto problem = read_versions(flags, config.versions)) return problem;
  if (auto problem = read_groups(flags, config.groups)) return problem;
  if (auto problem = read_suites(flags, config.cipher_suites)) return problem;
  if (auto problem = read_credentials(flags, config.credentials)) return problem;
  config.session_tickets = !flags.no_ticket;
  config.renegotiation =
      flags.renegotiate_ignore ? handshake::Renegotiation::ignore : handshake::Renegotiation::end;
  keep_to_policy(flags, config);
  return std::nullopt;
}

}  // namespace

handshake::Status Verdict::judge(const std::vector<wire::Bytes> &chain, trace::Recorder &) const {
  // A chain is judged before early data is sent, and again only when that was refused.
  const Flags &flags = times_ > 0 && !refused_ ? retry_ : flags_;
  ++times_;
  chain_ = chain;
  refused_ = flags.verify_fail;
  if (!refused_ || !flags.verify_peer) return std::nullopt;
  // BoringSSL's two ways of judging send different alerts by default.
  return handshake::Fatal{flags.use_custom_verify_callback
                              ? wire::AlertDescription::certificate_unknown
                              : wire::AlertDescription::handshake_failure,
                          "the shim was told to refuse the chain",
                          "RFC 8446, section 4.4.2.4",
                          {}};
}

Configured<handshake::ClientConfig> client_config(const Flags &flags, std::int64_t time,
                                                  std::shared_ptr<const Verdict> verdict) {
  auto config = std::make_shared<handshake::ClientConfig>();
  if (auto problem = read_common(flags, *config)) return *problem;
  config->signature_algorithms = signatures(flags, flags.verify_prefs);
  config->time = time;
  config->server_name = flags.host_name;
  config->application_protocols = protocols(flags.advertise_alpn);
  config->grease = flags.enable_grease;
  config->fallback = flags.fallback_scsv;
  config->secure_renegotiation = false;
  config->chain_judge = std::move(verdict);
  config->verify_on_resumption = flags.reverify_on_resume;
  config->legacy_resumption = true;
  config->own_signature_algorithms = own_signatures(flags);
  return std::shared_ptr<const handshake::ClientConfig>(config);
}

Configured<handshake::ServerConfig> server_config(const Flags &flags, std::int64_t time,
                                                  const crypto::Secret &ticket_key,
                                                  std::shared_ptr<const Verdict> verdict) {
  auto config = std::make_shared<handshake::ServerConfig>();
  if (auto problem = read_common(flags, *config)) return *problem;
  config->signature_algorithms = own_signatures(flags);
  config->client_signature_algorithms = signatures(flags, flags.verify_prefs);
  config->time = time;
  if (flags.require_any_client_certificate) {
    config->client_auth = handshake::ClientAuth::require;
  } else if (flags.verify_peer) {
    config->client_auth = handshake::ClientAuth::request;
  }
  config->chain_judge = std::move(verdict);
  if (!flags.use_client_ca_list.empty() && flags.use_client_ca_list.front() != '<') {
    auto list = names(flags.use_client_ca_list);
    if (!list) return wrong("-use-client-ca-list cannot be read");
    config->certificate_authorities = *std::move(list);
  }
  if (!flags.decline_alpn && !flags.select_alpn.empty()) {
    config->application_protocols = {flags.select_alpn};
  }
  // The name of no protocol: none of the client's is taken.
  if (flags.reject_alpn) config->application_protocols = {"none of these"};
  config->half_rtt_data = flags.enable_early_data;
  config->client_group_order = !flags.server_preference;
  config->grease = true;
  config->always_change_cipher_spec = true;
  if (!flags.no_ticket) config->ticket_key = ticket_key;
  config->tickets = flags.no_ticket ? 0 : 2;
  config->max_early_data_size = flags.enable_early_data ? 14336 : 0;
  return std::shared_ptr<const handshake::ServerConfig>(config);
}

}  // namespace bogo
