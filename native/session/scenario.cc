#include "session/scenario.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "handshake/certificates.h"
#include "handshake/negotiation.h"
#include "schedule/cipher_suite.h"
#include "session/demonstration_chain.h"
#include "session/demonstration_pem.h"
#include "session/impostor.h"
#include "wire/records.h"

namespace session {
namespace {

using wire::CipherSuite;
using wire::NamedGroup;
using wire::SignatureScheme;
using Error = std::optional<std::string>;

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

template <class T>
std::string joined(const std::vector<T> &list) {
  std::string text;
  for (const T &one : list) {
    if (!text.empty()) text += ',';
    if constexpr (std::is_enum_v<T>) {
      text += wire::name_of(one);
    } else {
      text += one;
    }
  }
  return text;
}

template <class T, class Named>
Parsed<T> parse_list(std::string_view text, const std::vector<T> &supported, std::string_view what,
                     Named named) {
  Parsed<T> out;
  for (const std::string_view name : split(text)) {
    const std::optional<T> code = named(name);
    if (!code || std::find(supported.begin(), supported.end(), *code) == supported.end()) {
      out.error = std::string(what) + " \"" + std::string(name) + "\" is not known; there are " +
                  joined(supported);
      return out;
    }
    if (std::find(out.list.begin(), out.list.end(), *code) != out.list.end()) {
      out.error = std::string(what) + " \"" + std::string(name) + "\" stands twice";
      return out;
    }
    out.list.push_back(*code);
  }
  return out;
}

template <class T>
Error store(Parsed<T> parsed, std::initializer_list<std::vector<T> *> where) {
  if (parsed.error) return parsed.error;
  for (std::vector<T> *one : where) *one = parsed.list;
  return std::nullopt;
}

Error store_names(std::string_view value, std::initializer_list<std::vector<std::string> *> where) {
  std::vector<std::string> names;
  if (!value.empty()) {
    for (const std::string_view name : split(value)) {
      if (name.empty() || name.size() > 255) {
        return "an application protocol has 1 to 255 bytes, \"" + std::string(name) + "\" has " +
               std::to_string(name.size());
      }
      names.emplace_back(name);
    }
  }
  for (auto *one : where) *one = names;
  return std::nullopt;
}

Error store_switch(std::string_view value, bool &where) {
  if (value != "on" && value != "off") return "takes on or off, not \"" + std::string(value) + "\"";
  where = value == "on";
  return std::nullopt;
}

template <class Number>
Error store_number(std::string_view value, Number least, Number most, Number &where) {
  Number number{};
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < least ||
      number > most) {
    return "takes a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
           ", not \"" + std::string(value) + "\"";
  }
  where = number;
  return std::nullopt;
}

Error store_choice(std::string_view value, std::initializer_list<std::string_view> choices,
                   std::string &where) {
  std::string known;
  for (const std::string_view one : choices) {
    if (one == value) {
      where = value;
      return std::nullopt;
    }
    known += (known.empty() ? "" : ", ") + std::string(one);
  }
  return "takes one of " + known + ", not \"" + std::string(value) + "\"";
}

Error store_seed(std::string_view value, std::string &where) {
  const auto bytes = wire::from_hex(value);
  if (!bytes) {
    const std::size_t at = value.find_first_not_of("0123456789abcdefABCDEF");
    if (at != std::string_view::npos) {
      return "takes hexadecimal digits; at offset " + std::to_string(at) + " stands something else";
    }
  }
  if (!bytes || bytes->size() != crypto::Random::kSeedLength) {
    return "takes 64 hexadecimal digits, there are " + std::to_string(value.size());
  }
  where = wire::to_hex(*bytes);
  return std::nullopt;
}

Error store_text(std::string_view value, std::size_t most, std::string &where) {
  if (value.size() > most) {
    return "takes at most " + std::to_string(most) + " bytes, there are " +
           std::to_string(value.size());
  }
  where = value;
  return std::nullopt;
}

// Row ties a setting to how it is read and written.
struct Row {
  Setting setting;
  Error (*set)(Scenario &, std::string_view);
  std::string (*show)(const Scenario &);  // nullptr: set through others
};

std::string versions_text(const std::vector<wire::ProtocolVersion> &versions) {
  std::string text;
  for (const wire::ProtocolVersion version : versions) {
    if (!text.empty()) text += ',';
    text += version == wire::ProtocolVersion::tls13 ? "1.3" : "1.2";
  }
  return text;
}

std::string on_off(bool on) { return on ? "on" : "off"; }

constexpr std::size_t kMostText = 1 << 16;

const Row kRows[] = {
    {{"tls", "1.3,1.2", "the versions of TLS on both sides; the highest common one is chosen"},
     [](Scenario &s, std::string_view v) {
       return store(parse_versions(v), {&s.client_versions, &s.server_versions});
     },
     nullptr},
    {{"client-tls", "1.3,1.2", "the versions that the client offers"},
     [](Scenario &s, std::string_view v) { return store(parse_versions(v), {&s.client_versions}); },
     [](const Scenario &s) { return versions_text(s.client_versions); }},
    {{"server-tls", "1.3,1.2", "the versions that the server accepts"},
     [](Scenario &s, std::string_view v) { return store(parse_versions(v), {&s.server_versions}); },
     [](const Scenario &s) { return versions_text(s.server_versions); }},
    {{"group", "A,B", "the groups of both sides, the preferred first"},
     [](Scenario &s, std::string_view v) {
       return store(parse_groups(v), {&s.client_groups, &s.server_groups});
     },
     nullptr},
    {{"client-group", "A,B", "the groups that the client offers"},
     [](Scenario &s, std::string_view v) { return store(parse_groups(v), {&s.client_groups}); },
     [](const Scenario &s) { return joined(s.client_groups); }},
    {{"key-share", "A,B", "the groups that the first ClientHello has a key share for"},
     [](Scenario &s, std::string_view v) -> Error {
       if (!v.empty()) return store(parse_groups(v), {&s.client_key_shares});
       s.client_key_shares.clear();
       return std::nullopt;
     },
     [](const Scenario &s) { return joined(s.client_key_shares); }},
    {{"server-group", "A,B", "the groups that the server accepts"},
     [](Scenario &s, std::string_view v) { return store(parse_groups(v), {&s.server_groups}); },
     [](const Scenario &s) { return joined(s.server_groups); }},
    {{"suite", "A,B", "the cipher suites of both sides"},
     [](Scenario &s, std::string_view v) {
       return store(parse_suites(v), {&s.client_suites, &s.server_suites});
     },
     nullptr},
    {{"client-suite", "A,B", "the cipher suites that the client offers"},
     [](Scenario &s, std::string_view v) { return store(parse_suites(v), {&s.client_suites}); },
     [](const Scenario &s) { return joined(s.client_suites); }},
    {{"server-suite", "A,B", "the cipher suites that the server accepts"},
     [](Scenario &s, std::string_view v) { return store(parse_suites(v), {&s.server_suites}); },
     [](const Scenario &s) { return joined(s.server_suites); }},
    {{"signature", "A,B", "the signature schemes of both sides"},
     [](Scenario &s, std::string_view v) {
       return store(parse_signatures(v), {&s.client_signatures, &s.server_signatures});
     },
     nullptr},
    {{"client-signature", "A,B", "the signature schemes that the client accepts"},
     [](Scenario &s, std::string_view v) {
       return store(parse_signatures(v), {&s.client_signatures});
     },
     [](const Scenario &s) { return joined(s.client_signatures); }},
    {{"server-signature", "A,B",
      "the schemes that the server signs with; it holds a certificate for each"},
     [](Scenario &s, std::string_view v) {
       return store(parse_signatures(v), {&s.server_signatures});
     },
     [](const Scenario &s) { return joined(s.server_signatures); }},
    {{"server-name", "NAME", "the name that the client asks for; empty: none"},
     [](Scenario &s, std::string_view v) { return store_text(v, 255, s.server_name); },
     [](const Scenario &s) { return s.server_name; }},
    {{"alpn", "A,B", "the application protocols of both sides; empty: none"},
     [](Scenario &s, std::string_view v) {
       return store_names(v, {&s.client_alpn, &s.server_alpn});
     },
     nullptr},
    {{"client-alpn", "A,B", "the application protocols that the client offers"},
     [](Scenario &s, std::string_view v) { return store_names(v, {&s.client_alpn}); },
     [](const Scenario &s) { return joined(s.client_alpn); }},
    {{"server-alpn", "A,B", "the application protocols that the server accepts"},
     [](Scenario &s, std::string_view v) { return store_names(v, {&s.server_alpn}); },
     [](const Scenario &s) { return joined(s.server_alpn); }},
    {{"trust", "on|off", "whether the client trusts the demonstration root"},
     [](Scenario &s, std::string_view v) { return store_switch(v, s.trust); },
     [](const Scenario &s) { return on_off(s.trust); }},
    {{"grease", "on|off", "whether the client offers code points that nobody knows (RFC 8701)"},
     [](Scenario &s, std::string_view v) { return store_switch(v, s.grease); },
     [](const Scenario &s) { return on_off(s.grease); }},
    {{"compatibility", "on|off", "the look of TLS 1.2 for middleboxes (RFC 8446, appendix D.4)"},
     [](Scenario &s, std::string_view v) { return store_switch(v, s.compatibility); },
     [](const Scenario &s) { return on_off(s.compatibility); }},
    {{"extended-master-secret", "on|off",
      "TLS 1.2: the master secret covers the handshake (RFC 7627)"},
     [](Scenario &s, std::string_view v) { return store_switch(v, s.extended_master_secret); },
     [](const Scenario &s) { return on_off(s.extended_master_secret); }},
    {{"encrypt-then-mac", "on|off", "TLS 1.2: CBC suites encrypt first (RFC 7366)"},
     [](Scenario &s, std::string_view v) { return store_switch(v, s.encrypt_then_mac); },
     [](const Scenario &s) { return on_off(s.encrypt_then_mac); }},
    {{"fallback", "on|off", "the client says that this is a second try (TLS_FALLBACK_SCSV)"},
     [](Scenario &s, std::string_view v) { return store_switch(v, s.fallback); },
     [](const Scenario &s) { return on_off(s.fallback); }},
    {{"tickets", "N", "how many tickets the server sends, 0 to 4"},
     [](Scenario &s, std::string_view v) { return store_number(v, 0, 4, s.tickets); },
     [](const Scenario &s) { return std::to_string(s.tickets); }},
    {{"client-auth", "none|request|require",
      "whether the server asks for the client's certificate, and insists"},
     [](Scenario &s, std::string_view v) {
       return store_choice(v, {"none", "request", "require"}, s.client_auth);
     },
     [](const Scenario &s) { return s.client_auth; }},
    {{"client-certificate", "SCHEME",
      "the client holds a certificate that signs with this scheme; none: it holds none"},
     [](Scenario &s, std::string_view v) -> Error {
       if (v == "none") {
         s.client_certificate = v;
         return std::nullopt;
       }
       const auto parsed = parse_signatures(v);
       if (parsed.error) return parsed.error;
       if (parsed.list.size() != 1) return "takes one signature scheme or none";
       if (!demonstration_client_credential(parsed.list.front())) {
         return "there is no client's certificate that signs with " + std::string(v);
       }
       s.client_certificate = wire::name_of(parsed.list.front());
       return std::nullopt;
     },
     [](const Scenario &s) { return s.client_certificate; }},
    {{"resumption", "off|psk_dhe_ke|psk_ke|ticket|session_id",
      "play a second connection that resumes the first: TLS 1.3 with a ticket in one of its modes, "
      "TLS 1.2 by a ticket or the session's ID"},
     [](Scenario &s, std::string_view v) {
       return store_choice(v, {"off", "psk_dhe_ke", "psk_ke", "ticket", "session_id"},
                           s.resumption);
     },
     [](const Scenario &s) { return s.resumption; }},
    {{"pause", "SECONDS", "how long after the first connection the second one begins"},
     [](Scenario &s, std::string_view v) {
       return store_number<std::int64_t>(v, 0, 1'000'000'000, s.pause);
     },
     [](const Scenario &s) { return std::to_string(s.pause); }},
    {{"verify-resumption", "on|off",
      "whether the client checks the certificate again when it resumes a session"},
     [](Scenario &s, std::string_view v) { return store_switch(v, s.verify_resumption); },
     [](const Scenario &s) { return on_off(s.verify_resumption); }},
    {{"early-data", "TEXT", "what the client sends as early data when it resumes; empty: nothing"},
     [](Scenario &s, std::string_view v) { return store_text(v, kMostText, s.early_data); },
     [](const Scenario &s) { return s.early_data; }},
    {{"server-early-data", "accept|reject", "whether the server takes early data"},
     [](Scenario &s, std::string_view v) -> Error {
       std::string choice;
       if (auto error = store_choice(v, {"accept", "reject"}, choice)) return error;
       s.accept_early_data = choice == "accept";
       return std::nullopt;
     },
     [](const Scenario &s) -> std::string { return s.accept_early_data ? "accept" : "reject"; }},
    {{"server-anti-replay", "on|off",
      "the server remembers whose early data it took, and refuses it a second time (RFC 8446, "
      "section 8)"},
     [](Scenario &s, std::string_view v) { return store_switch(v, s.anti_replay); },
     [](const Scenario &s) { return on_off(s.anti_replay); }},
    {{"replay", "on|off",
      "afterwards somebody on the wire sends the client's bytes to the server once more, in a "
      "connection of their own"},
     [](Scenario &s, std::string_view v) { return store_switch(v, s.replay); },
     [](const Scenario &s) { return on_off(s.replay); }},
    {{"psk", "IDENTITY:HEX[:HASH]",
      "a key that both sides have from elsewhere, and its hash; empty: none"},
     [](Scenario &s, std::string_view v) -> Error {
       if (!v.empty() && !external_psk(v)) return "takes " + std::string(kPskSyntax);
       s.psk = v;
       return std::nullopt;
     },
     [](const Scenario &s) { return s.psk; }},
    {{"psk-modes", "A,B", "how both sides use a PSK: psk_dhe_ke, psk_ke"},
     [](Scenario &s, std::string_view v) -> Error {
       using enum wire::PskKeyExchangeMode;
       std::vector<wire::PskKeyExchangeMode> modes;
       for (const std::string_view name : split(v)) {
         const auto mode = name == wire::name_of(psk_ke) ? psk_ke : psk_dhe_ke;
         const bool known = name == wire::name_of(mode);
         if (!known || std::find(modes.begin(), modes.end(), mode) != modes.end()) {
           return "takes psk_dhe_ke, psk_ke or both, not \"" + std::string(v) + "\"";
         }
         modes.push_back(mode);
       }
       s.psk_modes = std::move(modes);
       return std::nullopt;
     },
     [](const Scenario &s) { return joined(s.psk_modes); }},
    {{"key-update", "off|client|server|both",
      "who changes its keys between request and response, and asks the other to (RFC 8446, section "
      "4.6.3)"},
     [](Scenario &s, std::string_view v) {
       return store_choice(v, {"off", "client", "server", "both"}, s.key_update);
     },
     [](const Scenario &s) { return s.key_update; }},
    {{"record-padding", "N", "pad protected records to a multiple of N bytes, 0 to 16384; 0: not"},
     [](Scenario &s, std::string_view v) {
       return store_number<std::size_t>(v, 0, wire::kMaxPlaintextLength, s.record_padding);
     },
     [](const Scenario &s) { return std::to_string(s.record_padding); }},
    {{"exporter", "LABEL", "export 32 bytes under this label on both sides; empty: none"},
     [](Scenario &s, std::string_view v) { return store_text(v, 249, s.exporter); },
     [](const Scenario &s) { return s.exporter; }},
    {{"impostor", "none|stolen_key|own_key|own_certificate",
      "who plays the server's side in the last connection: the server, or an impostor with its "
      "certificate and its stolen key, with its certificate and another key, or with a certificate "
      "for its name that nobody trusted signed"},
     [](Scenario &s, std::string_view v) {
       return store_choice(v, {"none", "stolen_key", "own_key", "own_certificate"}, s.impostor);
     },
     [](const Scenario &s) { return s.impostor; }},
    {{"network", "A,B",
      "what somebody on the wire does: flip:SIDE:RECORD:OFFSET:BIT, replace:SIDE:RECORD:HEX, "
      "drop:SIDE:RECORD, repeat:SIDE:RECORD, swap:SIDE:RECORD, inject:SIDE:RECORD:HEX, "
      "strip:SIDE:RECORD:NAME"},
     [](Scenario &s, std::string_view v) -> Error {
       Interventions parsed = parse_interventions(v);
       if (parsed.error) return parsed.error;
       s.network = std::move(parsed.list);
       return std::nullopt;
     },
     [](const Scenario &s) { return text_of(s.network); }},
    {{"time", "SECONDS", "the time on both sides, in seconds since 1970"},
     [](Scenario &s, std::string_view v) {
       return store_number<std::int64_t>(v, 0, 253402300799, s.time);
     },
     [](const Scenario &s) { return std::to_string(s.time); }},
    {{"request", "TEXT", "what the client sends once it may"},
     [](Scenario &s, std::string_view v) { return store_text(v, kMostText, s.request); },
     [](const Scenario &s) { return s.request; }},
    {{"response", "TEXT", "what the server answers"},
     [](Scenario &s, std::string_view v) { return store_text(v, kMostText, s.response); },
     [](const Scenario &s) { return s.response; }},
    {{"seed", "HEX", "32 bytes that decide every random one"},
     [](Scenario &s, std::string_view v) { return store_seed(v, s.seed); },
     [](const Scenario &s) { return s.seed; }},
};

}  // namespace

const std::vector<NamedGroup> &supported_groups() {
  static const std::vector<NamedGroup> kGroups{NamedGroup::X25519MLKEM768, NamedGroup::x25519,
                                               NamedGroup::secp256r1,      NamedGroup::secp384r1,
                                               NamedGroup::secp521r1,      NamedGroup::ffdhe2048,
                                               NamedGroup::ffdhe3072,      NamedGroup::ffdhe4096};
  return kGroups;
}

const std::vector<CipherSuite> &supported_suites() {
  static const std::vector<CipherSuite> kSuites = [] {
    std::vector<CipherSuite> all{CipherSuite::TLS_AES_128_GCM_SHA256,
                                 CipherSuite::TLS_AES_256_GCM_SHA384,
                                 CipherSuite::TLS_CHACHA20_POLY1305_SHA256};
    for (const schedule::Tls12Suite &suite : schedule::tls12_suites()) all.push_back(suite.suite);
    return all;
  }();
  return kSuites;
}

const std::vector<SignatureScheme> &supported_signatures() {
  static const std::vector<SignatureScheme> kSchemes{SignatureScheme::ecdsa_secp256r1_sha256,
                                                     SignatureScheme::rsa_pss_rsae_sha256,
                                                     SignatureScheme::ed25519,
                                                     SignatureScheme::ecdsa_secp384r1_sha384,
                                                     SignatureScheme::ecdsa_secp521r1_sha512,
                                                     SignatureScheme::rsa_pss_rsae_sha384,
                                                     SignatureScheme::rsa_pss_rsae_sha512,
                                                     SignatureScheme::rsa_pss_pss_sha256,
                                                     SignatureScheme::rsa_pss_pss_sha384,
                                                     SignatureScheme::rsa_pss_pss_sha512};
  return kSchemes;
}

const std::vector<SignatureScheme> &signable_signatures() { return supported_signatures(); }

const std::vector<SignatureScheme> &verifiable_signatures() {
  static const std::vector<SignatureScheme> kSchemes = [] {
    std::vector<SignatureScheme> all = signable_signatures();
    all.push_back(SignatureScheme::rsa_pkcs1_sha256);
    all.push_back(SignatureScheme::rsa_pkcs1_sha384);
    all.push_back(SignatureScheme::rsa_pkcs1_sha512);
    return all;
  }();
  return kSchemes;
}

Parsed<NamedGroup> parse_groups(std::string_view text) {
  return parse_list<NamedGroup>(text, supported_groups(), "group", wire::named_group_named);
}
Parsed<wire::ProtocolVersion> parse_versions(std::string_view text) {
  using enum wire::ProtocolVersion;
  Parsed<wire::ProtocolVersion> out;
  for (const std::string_view name : split(text)) {
    const auto version = name == "1.3" ? tls13 : tls12;
    const bool twice = std::find(out.list.begin(), out.list.end(), version) != out.list.end();
    if ((name != "1.3" && name != "1.2") || twice) {
      out.error = "takes 1.3, 1.2 or 1.3,1.2, not \"" + std::string(text) + "\"";
      return out;
    }
    out.list.push_back(version);
  }
  std::sort(out.list.rbegin(), out.list.rend());
  return out;
}
Parsed<CipherSuite> parse_suites(std::string_view text) {
  return parse_list<CipherSuite>(text, supported_suites(), "cipher suite",
                                 wire::cipher_suite_named);
}
Parsed<SignatureScheme> parse_signatures(std::string_view text) {
  return parse_list<SignatureScheme>(text, supported_signatures(), "signature scheme",
                                     wire::signature_scheme_named);
}

Scenario::Scenario()
    : client_versions{wire::ProtocolVersion::tls13},
      server_versions{wire::ProtocolVersion::tls13},
      client_groups{NamedGroup::x25519, NamedGroup::secp256r1},
      server_groups(client_groups),
      client_suites(supported_suites()),
      server_suites(supported_suites()),
      client_signatures{SignatureScheme::ecdsa_secp256r1_sha256,
                        SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::ed25519},
      server_signatures(client_signatures),
      client_alpn{"http/1.1"},
      server_alpn{"http/1.1"},
      server_name("example.com"),
      time(1767225600),  // 2026-01-01T00:00:00Z
      request("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"),
      response("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, world!"),
      seed("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f") {}

const std::vector<Setting> &settings() {
  static const std::vector<Setting> kSettings = [] {
    std::vector<Setting> out;
    for (const Row &row : kRows) out.push_back(row.setting);
    return out;
  }();
  return kSettings;
}

std::optional<std::string> set(Scenario &scenario, std::string_view name, std::string_view value) {
  for (const Row &row : kRows) {
    if (row.setting.name != name) continue;
    auto error = row.set(scenario, value);
    if (error) return "--" + std::string(name) + ": " + *error;
    return std::nullopt;
  }
  return "--" + std::string(name) + " is not known";
}

std::optional<std::string> contradiction(const Scenario &scenario) {
  for (const NamedGroup group : scenario.client_key_shares) {
    const auto &offered = scenario.client_groups;
    if (std::find(offered.begin(), offered.end(), group) == offered.end()) {
      return "--key-share: the client does not offer " + std::string(wire::name_of(group)) +
             "; its groups are " + joined(offered);
    }
  }
  const auto spoken = [](const auto &versions, const auto &suites) {
    return std::any_of(suites.begin(), suites.end(), [&](CipherSuite suite) {
      const auto version =
          schedule::is_tls13(suite) ? wire::ProtocolVersion::tls13 : wire::ProtocolVersion::tls12;
      return handshake::contains(versions, version);
    });
  };
  // A server without one refuses the client, as a server may; a client would have nothing to offer.
  if (!spoken(scenario.client_versions, scenario.client_suites)) {
    const bool tls13 = scenario.client_versions.front() == wire::ProtocolVersion::tls13;
    return "--client-suite: none of the cipher suites is for TLS " +
           versions_text(scenario.client_versions) + "; " +
           (tls13 ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256") +
           " would fit";
  }
  const bool by_psk = scenario.resumption == "psk_dhe_ke" || scenario.resumption == "psk_ke";
  const bool resumes = scenario.resumption != "off";
  const auto version = handshake::first_common(scenario.client_versions, scenario.server_versions);
  if (resumes && version && by_psk != (*version == wire::ProtocolVersion::tls13)) {
    return by_psk ? "--resumption: TLS 1.2 resumes by ticket or session_id, not with " +
                        scenario.resumption
                  : "--resumption: TLS 1.3 resumes with psk_dhe_ke or psk_ke, not by " +
                        scenario.resumption;
  }
  if (!scenario.exporter.empty() && !scenario.extended_master_secret &&
      version == wire::ProtocolVersion::tls12) {
    return "--exporter: TLS 1.2 exports from an extended master secret only (RFC 7627, section "
           "5.4); "
           "--extended-master-secret on would fit";
  }
  if (!scenario.early_data.empty() && !by_psk) {
    return "--early-data: needs --resumption psk_dhe_ke or psk_ke";
  }
  if (resumes && scenario.resumption != "session_id" && scenario.tickets == 0)
    return "--resumption: needs --tickets 1 or more";
  if (const auto psk = external_psk(scenario.psk)) {
    for (const auto *suites : {&scenario.client_suites, &scenario.server_suites}) {
      const char *side = suites == &scenario.client_suites ? "the client" : "the server";
      if (auto error = unfit_psk(*psk, *suites, side)) return "--psk: " + *error;
    }
  }
  return std::nullopt;
}

std::optional<handshake::ExternalPsk> external_psk(std::string_view text) {
  auto hash = crypto::HashAlgorithm::sha256;
  for (const auto one : {crypto::HashAlgorithm::sha256, crypto::HashAlgorithm::sha384}) {
    const std::string ending = ":" + std::string(crypto::name_of(one));
    if (!text.ends_with(ending)) continue;
    text.remove_suffix(ending.size());
    hash = one;
    break;
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 255) return std::nullopt;
  const auto key = wire::from_hex(text.substr(colon + 1));
  if (!key || key->empty() || key->size() > 64) return std::nullopt;
  return handshake::ExternalPsk{wire::to_bytes(wire::as_bytes(text.substr(0, colon))),
                                crypto::Secret(ByteView(*key)), hash};
}

std::optional<std::string> unfit_psk(const handshake::ExternalPsk &psk,
                                     const std::vector<CipherSuite> &suites,
                                     std::string_view owner) {
  const auto fits = [&](CipherSuite suite) {
    return schedule::is_tls13(suite) && schedule::parameters_of(suite).hash == psk.hash;
  };
  if (std::any_of(suites.begin(), suites.end(), fits)) return std::nullopt;
  const auto &known = supported_suites();
  return "the key is for " + std::string(crypto::name_of(psk.hash)) + ", and no cipher suite of " +
         std::string(owner) + " has it; " +
         std::string(wire::name_of(*std::find_if(known.begin(), known.end(), fits))) + " would fit";
}

namespace {

// fill_psk sets what both sides' configurations say about PSKs alike.
template <class Config>
void fill_psk(const Scenario &scenario, Config &config) {
  config.psk_modes = scenario.psk_modes;
  using enum wire::PskKeyExchangeMode;
  if (scenario.resumption == "psk_ke" || scenario.resumption == "psk_dhe_ke") {
    config.psk_modes = {scenario.resumption == "psk_ke" ? psk_ke : psk_dhe_ke};
  }
  if (auto psk = external_psk(scenario.psk)) config.external_psks.push_back(std::move(*psk));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> show(const Scenario &scenario) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Row &row : kRows) {
    if (row.show) out.emplace_back(row.setting.name, row.show(scenario));
  }
  return out;
}

std::shared_ptr<const handshake::ClientConfig> client_config(const Scenario &scenario) {
  auto config = std::make_shared<handshake::ClientConfig>();
  config->versions = scenario.client_versions;
  config->extended_master_secret = scenario.extended_master_secret;
  config->encrypt_then_mac = scenario.encrypt_then_mac;
  config->fallback = scenario.fallback;
  config->session_tickets = scenario.resumption != "session_id";
  config->groups = scenario.client_groups;
  config->key_shares = scenario.client_key_shares;
  config->cipher_suites = scenario.client_suites;
  config->signature_algorithms = scenario.client_signatures;
  config->server_name = scenario.server_name;
  config->application_protocols = scenario.client_alpn;
  if (scenario.trust) config->trust_anchors.push_back(wire::to_bytes(demonstration_root()));
  config->verify_on_resumption = scenario.verify_resumption;
  config->time = scenario.time;
  config->grease = scenario.grease;
  config->compatibility_mode = scenario.compatibility;
  if (const auto scheme = wire::signature_scheme_named(scenario.client_certificate)) {
    if (auto credential = demonstration_client_credential(*scheme)) {
      config->credentials.push_back(std::move(*credential));
    }
  }
  config->record_padding = scenario.record_padding;
  config->exporter = scenario.exporter;
  fill_psk(scenario, *config);
  return config;
}

std::shared_ptr<const handshake::ServerConfig> server_config(const Scenario &scenario) {
  auto config = std::make_shared<handshake::ServerConfig>();
  config->versions = scenario.server_versions;
  config->extended_master_secret = scenario.extended_master_secret;
  config->encrypt_then_mac = scenario.encrypt_then_mac;
  config->groups = scenario.server_groups;
  config->cipher_suites = scenario.server_suites;
  config->signature_algorithms = scenario.server_signatures;
  config->application_protocols = scenario.server_alpn;
  config->tickets = scenario.tickets;
  if (scenario.client_auth != "none") {
    config->client_auth = scenario.client_auth == "require" ? handshake::ClientAuth::require
                                                            : handshake::ClientAuth::request;
    config->client_signature_algorithms = verifiable_signatures();
    config->trust_anchors.push_back(wire::to_bytes(demonstration_root()));
    config->certificate_authorities.push_back(handshake::subject_of(demonstration_root()));
  }
  config->record_padding = scenario.record_padding;
  config->exporter = scenario.exporter;
  fill_psk(scenario, *config);
  const auto seed = wire::from_hex(scenario.seed);
  config->ticket_key =
      crypto::derive_seed(seed.value_or(Bytes(crypto::Random::kSeedLength)), "ticket key");
  if (!scenario.early_data.empty()) config->max_early_data_size = 16384;
  config->accept_early_data = scenario.accept_early_data;
  config->anti_replay = scenario.anti_replay;
  config->time = scenario.time;
  for (const SignatureScheme scheme : scenario.server_signatures) {
    auto credential = demonstration_credential(scheme);
    if (!credential) continue;
    // One certificate is good for several schemes.
    const bool there = std::any_of(
        config->credentials.begin(), config->credentials.end(),
        [&](const handshake::Credential &one) { return one.chain == credential->chain; });
    if (!there) config->credentials.push_back(std::move(*credential));
  }
  return config;
}

Configs configs(const Scenario &scenario, std::int64_t pause) {
  Scenario then = scenario;
  then.time += pause;
  return {client_config(then), server_config(then)};
}

Configs configs_of_last(const Scenario &scenario) {
  Configs out = configs(scenario, scenario.resumption == "off" ? 0 : scenario.pause);
  if (scenario.impostor == "none") return out;
  const Bytes seed = wire::from_hex(scenario.seed).value_or(Bytes(crypto::Random::kSeedLength));
  out.server = std::make_shared<handshake::ServerConfig>(
      impostor_config(*out.server, scenario.impostor, seed));
  return out;
}

}  // namespace session
