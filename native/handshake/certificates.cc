#include "handshake/certificates.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "wire/der.h"

namespace handshake {
namespace {

using wire::X509Certificate;

// kMaxDepth and kMaxSignatureChecks bound the search for a path, whatever a peer sends.
constexpr int kMaxDepth = 8;
// kLeastRsaBits is what RFC 9325, section 4.5, asks of an RSA key.
constexpr std::size_t kLeastRsaBits = 2048;
constexpr int kMaxSignatureChecks = 32;

bool same(ByteView a, ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

// may_speak_tls tells whether a certificate is for a TLS server or client.
bool may_speak_tls(const X509Certificate &certificate, Role as) {
  if (!certificate.ext_key_usage) return true;
  for (const ByteView purpose : *certificate.ext_key_usage) {
    const std::string_view name = wire::der::oid_name(purpose);
    if (name == (as == Role::server ? "id-kp-serverAuth" : "id-kp-clientAuth")) return true;
    if (name == "anyExtendedKeyUsage") return true;
  }
  return false;
}

// PathSearch looks for a path from the holder's certificate to a trust anchor.
class PathSearch {
 public:
  PathSearch(const std::vector<X509Certificate> &chain, const std::vector<X509Certificate> &anchors,
             std::int64_t time, Role holder)
      : chain_(chain), anchors_(anchors), time_(time), holder_(holder) {}

  // What stopped the best attempt, in the order in which a path gets closer to be right.
  enum class Result : std::uint8_t { unknown_ca, bad_signature, expired, no_authority, found };

  Result run() {
    climb(chain_.front(), 0);
    return best_;
  }

 private:
  bool valid_now(const X509Certificate &c) const {
    return c.not_before <= time_ && time_ <= c.not_after;
  }
  // may_issue: the issuer is an authority for a path with `below` authorities under it.
  bool may_issue(const X509Certificate &issuer, int below) const {
    if (issuer.version < 3) return false;
    if (!issuer.ca || !issuer.unknown_critical_extension.empty()) return false;
    if (issuer.key_usage && !(*issuer.key_usage & wire::key_cert_sign)) return false;
    if (!may_speak_tls(issuer, holder_)) return false;
    return !issuer.path_len_constraint ||
           static_cast<std::uint32_t>(below) <= *issuer.path_len_constraint;
  }
  void note(Result result) { best_ = std::max(best_, result); }

  bool issued(const X509Certificate &issuer, const X509Certificate &subject) {
    if (!same(issuer.subject, subject.issuer)) return false;
    if (++signature_checks_ > kMaxSignatureChecks) return false;
    if (!crypto::verify_certificate_signature(issuer.subject_public_key_info,
                                              subject.signature_algorithm, subject.tbs_certificate,
                                              subject.signature_value)) {
      note(Result::bad_signature);
      return false;
    }
    if (!valid_now(issuer)) {
      note(Result::expired);
      return false;
    }
    return true;
  }

  bool climb(const X509Certificate &subject, int depth) {
    for (const X509Certificate &anchor : anchors_) {
      // A trusted certificate that is the holder's own ends the path as well.
      if (depth == 0 && same(anchor.tbs_certificate, subject.tbs_certificate) &&
          same(anchor.signature_value, subject.signature_value)) {
        note(Result::found);
        return true;
      }
      if (!issued(anchor, subject)) continue;
      if (!may_issue(anchor, depth)) {
        note(Result::no_authority);
        continue;
      }
      note(Result::found);
      return true;
    }
    if (depth == kMaxDepth) return false;
    for (std::size_t i = 1; i < chain_.size(); ++i) {
      const X509Certificate &issuer = chain_[i];
      if (&issuer == &subject || !issued(issuer, subject)) continue;
      if (!may_issue(issuer, depth)) {
        note(Result::no_authority);
        continue;
      }
      if (climb(issuer, depth + 1)) return true;
    }
    return false;
  }

  const std::vector<X509Certificate> &chain_;
  const std::vector<X509Certificate> &anchors_;
  std::int64_t time_;
  Role holder_;
  Result best_ = Result::unknown_ca;
  int signature_checks_ = 0;
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool dns_name_matches(std::string_view pattern, std::string_view name) {
  if (!pattern.starts_with("*.")) return same_name(pattern, name);
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const std::string_view rest = pattern.substr(1);
  // "*.com" would cover everybody.
  if (rest.find('.', 1) == std::string_view::npos) return false;
  return same_name(rest, name.substr(dot));
}

std::optional<Bytes> parse_ipv4(std::string_view text) {
  Bytes address;
  std::size_t at = 0;
  while (address.size() < 4) {
    const std::size_t start = at;
    unsigned part = 0;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9' && at - start < 3) {
      part = part * 10 + static_cast<unsigned>(text[at++] - '0');
    }
    if (at == start || part > 255 || (at - start > 1 && text[start] == '0')) return std::nullopt;
    address.push_back(static_cast<std::uint8_t>(part));
    if (address.size() < 4 && (at == text.size() || text[at++] != '.')) return std::nullopt;
  }
  if (at != text.size()) return std::nullopt;
  return address;
}

std::optional<Bytes> parse_ipv6(std::string_view text) {
  // A zone says which way a packet goes, not which address it has (RFC 4007, section 11).
  text = text.substr(0, text.find('%'));
  Bytes before, after;
  bool gap = false;
  std::size_t at = 0;
  if (text.starts_with("::")) {
    gap = true;
    at = 2;
  }
  while (at < text.size()) {
    Bytes &part = gap ? after : before;
    const std::size_t colon = std::min(text.find(':', at), text.size());
    const std::string_view group = text.substr(at, colon - at);
    if (colon == text.size() && group.find('.') != std::string_view::npos) {
      const auto tail = parse_ipv4(group);
      if (!tail) return std::nullopt;
      wire::append(part, *tail);
      at = colon;
      break;
    }
    if (group.empty() || group.size() > 4) return std::nullopt;
    const auto bytes = wire::from_hex(std::string(4 - group.size(), '0') + std::string(group));
    if (!bytes) return std::nullopt;
    wire::append(part, *bytes);
    at = colon;
    if (at == text.size()) break;
    if (text.substr(at).starts_with("::")) {
      if (gap) return std::nullopt;
      gap = true;
      at += 2;
    } else {
      ++at;
      if (at == text.size()) return std::nullopt;
    }
  }
  if (before.size() + after.size() > 16 || (!gap && before.size() != 16)) return std::nullopt;
  if (gap && before.size() + after.size() > 14) return std::nullopt;
  Bytes address = before;
  address.resize(16 - after.size());
  wire::append(address, after);
  return address;
}

std::optional<Bytes> parse_ip(std::string_view text) {
  if (auto v4 = parse_ipv4(text)) return v4;
  if (text.find(':') == std::string_view::npos) return std::nullopt;
  return parse_ipv6(text);
}

// read_all reads certificates; the views are into `der`.
Status read_all(std::span<const Bytes> der, std::vector<X509Certificate> &out,
                std::string_view what, Recorder &trace) {
  for (const Bytes &one : der) {
    if (auto error = wire::parse_certificate(one, out.emplace_back())) {
      if (trace.on()) {
        trace.add(
            trace::Checked{what, false, AlertDescription::decode_error, "RFC 5280, section 4.1"});
      }
      return Fatal{AlertDescription::decode_error, std::string(what), "RFC 5280, section 4.1",
                   std::move(error)};
    }
  }
  return std::nullopt;
}

// signature_scheme_of names the scheme that an AlgorithmIdentifier stands for. RSASSA-PSS has its
// hash in the parameters and is left out.
std::optional<wire::SignatureScheme> signature_scheme_of(ByteView algorithm_identifier) {
  wire::Reader in(algorithm_identifier);
  std::string_view name;
  wire::der::element(in, "algorithm", wire::der::sequence, [&] {
    name = wire::der::oid_name(wire::der::oid(in, "oid"));
    in.bytes(in.left());
  });
  using enum wire::SignatureScheme;
  if (name == "ecdsa-with-SHA256") return ecdsa_secp256r1_sha256;
  if (name == "ecdsa-with-SHA384") return ecdsa_secp384r1_sha384;
  if (name == "ecdsa-with-SHA512") return ecdsa_secp521r1_sha512;
  if (name == "id-Ed25519") return ed25519;
  if (name == "sha256WithRSAEncryption") return rsa_pkcs1_sha256;
  if (name == "sha384WithRSAEncryption") return rsa_pkcs1_sha384;
  if (name == "sha512WithRSAEncryption") return rsa_pkcs1_sha512;
  return std::nullopt;
}

// take_key keeps the key of the holder's certificate.
Status take_key(const X509Certificate &certificate, PeerCertificate &out, Recorder &trace) {
  out.public_key_info = wire::to_bytes(certificate.subject_public_key_info);
  const auto key = crypto::public_key_type(out.public_key_info);
  if (key) {
    out.key_type = key->type;
    out.key_bits = key->bits;
  }
  return require(key.has_value(), AlertDescription::unsupported_certificate,
                 "the certificate's key is of a known type", "RFC 8446, section 4.4.2.2", trace);
}

struct ChainCheck {
  bool ok;
  AlertDescription alert;
  std::string_view what;
  Section section;
};

// usage_check: the key may do what it does in this handshake. Who vouches for the certificate, and
// whether anybody does, makes no difference to that.
ChainCheck usage_check(const X509Certificate &leaf, KeyUse use) {
  const bool signs = use == KeyUse::digital_signature;
  const auto bit = signs ? wire::digital_signature : wire::key_encipherment;
  return {!leaf.key_usage || (*leaf.key_usage & bit) != 0,
          AlertDescription::unsupported_certificate,
          signs ? "the certificate's key may sign (digitalSignature)"
                : "the certificate's key may encrypt keys (keyEncipherment)",
          signs ? "RFC 8446, section 4.4.2.2" : "RFC 5246, section 7.4.2"};
}

Status require_check(const ChainCheck &check, Recorder &trace) {
  return require(check.ok, check.alert, check.what, check.section, trace);
}

}  // namespace

bool issued_under(const std::vector<Bytes> &chain, const std::vector<Bytes> &names) {
  return std::any_of(chain.begin(), chain.end(), [&](const Bytes &one) {
    X509Certificate parsed;
    if (wire::parse_certificate(one, parsed)) return false;
    return std::any_of(names.begin(), names.end(),
                       [&](const Bytes &name) { return same(name, parsed.issuer); });
  });
}

bool signed_with(const std::vector<Bytes> &chain,
                 const std::vector<wire::SignatureScheme> &schemes) {
  return std::all_of(chain.begin(), chain.end(), [&](const Bytes &one) {
    X509Certificate parsed;
    if (wire::parse_certificate(one, parsed)) return false;
    if (same(parsed.issuer, parsed.subject)) return true;
    const auto scheme = signature_scheme_of(parsed.signature_algorithm);
    return scheme && std::find(schemes.begin(), schemes.end(), *scheme) != schemes.end();
  });
}

Bytes subject_of(ByteView certificate) {
  X509Certificate parsed;
  if (wire::parse_certificate(certificate, parsed)) return {};
  return wire::to_bytes(parsed.subject);
}

bool is_ip_address(std::string_view text) { return parse_ip(text).has_value(); }

bool name_matches(const X509Certificate &certificate, std::string_view name) {
  if (const auto address = parse_ip(name)) {
    return std::any_of(certificate.ip_addresses.begin(), certificate.ip_addresses.end(),
                       [&](ByteView one) { return same(one, *address); });
  }
  if (name.ends_with('.')) name.remove_suffix(1);
  return std::any_of(certificate.dns_names.begin(), certificate.dns_names.end(),
                     [&](std::string_view one) { return dns_name_matches(one, name); });
}

Status check_server_certificate(const std::vector<Bytes> &chain, const ClientConfig &config,
                                PeerCertificate &out, Recorder &trace, KeyUse use) {
  return check_chain(chain,
                     {Role::server, config.trust_anchors, config.time, config.server_name,
                      config.verify_certificate, use, config.chain_judge.get()},
                     out, trace);
}

Status check_resumed_chain(const std::vector<Bytes> &chain, const ClientConfig &config,
                           Recorder &trace, KeyUse use) {
  if (!config.verify_on_resumption || !config.verify_certificate || chain.empty()) {
    return std::nullopt;
  }
  PeerCertificate unused;
  return check_server_certificate(chain, config, unused, trace, use);
}

Status check_chain(const std::vector<Bytes> &chain, const ChainRules &rules, PeerCertificate &out,
                   Recorder &trace) {
  const bool server = rules.holder == Role::server;
  std::vector<X509Certificate> certificates;
  if (!rules.verify || rules.judge) {
    // The others are not used, so nothing is asked of them.
    if (auto fatal = read_all(std::span(chain).first(1), certificates,
                              server ? "the server's certificate can be read"
                                     : "the client's certificate can be read",
                              trace)) {
      return fatal;
    }
    if (auto fatal = take_key(certificates.front(), out, trace)) return fatal;
    auto fatal = require_check(usage_check(certificates.front(), rules.use), trace);
    return fatal || !rules.verify ? fatal : rules.judge->judge(chain, trace);
  }
  if (auto fatal = read_all(chain, certificates, "every certificate can be read", trace)) {
    return fatal;
  }
  const X509Certificate &leaf = certificates.front();
  if (auto fatal = take_key(leaf, out, trace)) return fatal;

  std::vector<X509Certificate> anchors;
  for (const Bytes &anchor : rules.trust_anchors) {
    X509Certificate parsed;
    if (!wire::parse_certificate(anchor, parsed)) anchors.push_back(std::move(parsed));
  }
  using Result = PathSearch::Result;
  const Result result = PathSearch(certificates, anchors, rules.time, rules.holder).run();
  using Check = ChainCheck;
  const std::array checks{
      Check{leaf.version == 3, AlertDescription::bad_certificate,
            server ? "the server's certificate is of X.509 version 3"
                   : "the client's certificate is of X.509 version 3",
            "RFC 8446, section 4.4.2.2"},
      Check{std::all_of(certificates.begin(), certificates.end(),
                        [](const X509Certificate &one) {
                          return same(one.signature, one.signature_algorithm);
                        }),
            AlertDescription::bad_certificate,
            "a certificate names the algorithm of its signature twice alike",
            "RFC 5280, section 4.1.1.2"},
      Check{out.key_bits == 0 || out.key_bits >= kLeastRsaBits,
            AlertDescription::unsupported_certificate, "an RSA key has at least 2048 bits",
            "RFC 9325, section 4.5"},
      Check{leaf.unknown_critical_extension.empty(), AlertDescription::unsupported_certificate,
            "every critical extension of the certificate is understood", "RFC 5280, section 4.2"},
      Check{result != Result::unknown_ca, AlertDescription::unknown_ca,
            "the issuer of the certificate is known", "RFC 5280, section 6.1"},
      Check{result != Result::bad_signature, AlertDescription::bad_certificate,
            "every signature on the way to a trusted root is right", "RFC 5280, section 6.1.3"},
      Check{result != Result::expired, AlertDescription::certificate_expired,
            "every issuer's certificate is valid at this time", "RFC 5280, section 6.1.3"},
      Check{result != Result::no_authority, AlertDescription::bad_certificate,
            "every issuer is an authority and may sign certificates", "RFC 5280, section 6.1.4"},
      Check{leaf.not_before <= rules.time, AlertDescription::certificate_expired,
            "the certificate is already valid at this time", "RFC 5280, section 4.1.2.5"},
      Check{rules.time <= leaf.not_after, AlertDescription::certificate_expired,
            "the certificate has not expired at this time", "RFC 5280, section 4.1.2.5"},
      usage_check(leaf, rules.use),
      Check{may_speak_tls(leaf, rules.holder), AlertDescription::unsupported_certificate,
            server ? "the certificate is meant for TLS servers (id-kp-serverAuth)"
                   : "the certificate is meant for TLS clients (id-kp-clientAuth)",
            "RFC 5280, section 4.2.1.12"},
      Check{rules.name.empty() || name_matches(leaf, rules.name), AlertDescription::bad_certificate,
            "the certificate is for the name that was asked for", "RFC 6125, section 6"},
  };
  for (const Check &check : checks) {
    if (auto fatal = require_check(check, trace)) return fatal;
  }
  return std::nullopt;
}

}  // namespace handshake
