#include "cli/options.h"

#include <algorithm>

#include "handshake/negotiation.h"
#include "schedule/cipher_suite.h"
#include "session/scenario.h"
#include "session/text.h"

namespace cli {
namespace {

using wire::CipherSuite;
using wire::ProtocolVersion;

// suits tells whether a suite is one of a version.
bool suits(CipherSuite suite, ProtocolVersion version) {
  return schedule::is_tls13(suite) == (version == ProtocolVersion::tls13);
}

std::string version_text(ProtocolVersion version) {
  return version == ProtocolVersion::tls13 ? "TLS 1.3" : "TLS 1.2";
}

std::string name_text(CipherSuite suite) { return std::string(wire::name_of(suite)); }

// signs_for tells whether a credential goes with a suite of TLS 1.2: by its key, and for signatures
// by a scheme of the server.
bool signs_for(const handshake::Credential &credential, const schedule::Tls12Suite &suite,
               const std::vector<wire::SignatureScheme> &schemes) {
  const crypto::KeyType type = credential.key.type();
  const bool elliptic = crypto::is_ec(type) || type == crypto::KeyType::ed25519;
  if (suite.key_exchange == wire::KeyExchangeAlgorithm::rsa) return type == crypto::KeyType::rsa;
  return elliptic == suite.ecdsa &&
         std::any_of(schemes.begin(), schemes.end(), [&](wire::SignatureScheme scheme) {
           return credential.key.can_sign_tls12(scheme);
         });
}

// check_group says when a suite has no group among these. A client leaves the group of DHE to a
// server that it names none to (RFC 7919, section 4).
std::optional<Error> check_group(const schedule::Tls12Suite &suite,
                                 const std::vector<wire::NamedGroup> &groups, bool client) {
  const bool finite_field = suite.key_exchange == wire::KeyExchangeAlgorithm::dhe;
  if (suite.key_exchange == wire::KeyExchangeAlgorithm::rsa || (finite_field && client)) {
    return std::nullopt;
  }
  if (std::any_of(groups.begin(), groups.end(), [&](wire::NamedGroup group) {
        return finite_field ? handshake::is_ffdhe(group) : handshake::usable_in_tls12_ecdhe(group);
      })) {
    return std::nullopt;
  }
  return Error{"--suite: " + name_text(suite.suite) +
               " needs another group than those of --group; " +
               (finite_field ? "ffdhe2048" : "x25519") + " would fit"};
}

}  // namespace

std::optional<Error> check_signatures(const std::vector<ProtocolVersion> &versions,
                                      const std::vector<wire::SignatureScheme> &schemes) {
  if (handshake::contains(versions, ProtocolVersion::tls12) ||
      std::any_of(schemes.begin(), schemes.end(), handshake::allowed_in_certificate_verify)) {
    return std::nullopt;
  }
  return Error{
      "--signature: TLS 1.3 signs with none of these schemes; ecdsa_secp256r1_sha256 would fit"};
}

Result<std::vector<handshake::ExternalPsk>> parse_psks(std::string_view text) {
  std::vector<handshake::ExternalPsk> out;
  while (true) {
    const std::size_t comma = text.find(',');
    auto psk = session::external_psk(text.substr(0, comma));
    // What stands there may be a secret: it is not repeated.
    if (!psk) {
      return Error{"takes " + std::string(session::kPskSyntax) + "; several with commas between"};
    }
    const bool there = std::any_of(out.begin(), out.end(), [&](const handshake::ExternalPsk &one) {
      return one.identity == psk->identity;
    });
    if (there) {
      return Error{"the identity " + session::printable(wire::as_text(psk->identity)) +
                   " stands twice"};
    }
    out.push_back(std::move(*psk));
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

std::optional<Error> read_switch(std::string_view value, bool &out) {
  if (value != "on" && value != "off") {
    return Error{"takes on or off, not " + session::printable(value)};
  }
  out = value == "on";
  return std::nullopt;
}

bool is_of_tls12(std::string_view option) {
  return option == "extended-master-secret" || option == "encrypt-then-mac";
}

std::optional<Error> check_tls12(const session::Arguments &arguments,
                                 const std::vector<ProtocolVersion> &versions) {
  if (handshake::contains(versions, ProtocolVersion::tls12)) return std::nullopt;
  for (const auto &[name, value] : arguments.options()) {
    if (is_of_tls12(name)) {
      return Error{"--" + std::string(name) + ": is for TLS 1.2; --tls 1.2 would fit"};
    }
  }
  return std::nullopt;
}

std::optional<Error> settle_versions(bool asked_for, const std::vector<CipherSuite> &suites,
                                     const std::vector<wire::NamedGroup> &groups,
                                     const std::vector<handshake::ExternalPsk> &psks,
                                     std::vector<ProtocolVersion> &versions) {
  const auto empty = [&](ProtocolVersion version) {
    return std::none_of(suites.begin(), suites.end(),
                        [&](CipherSuite suite) { return suits(suite, version); });
  };
  for (const ProtocolVersion version : versions) {
    if (!asked_for || !empty(version)) continue;
    const auto &known = session::supported_suites();
    const auto fits = std::find_if(known.begin(), known.end(),
                                   [&](CipherSuite suite) { return suits(suite, version); });
    return Error{"--suite: has none of " + version_text(version) + ", which --tls names; " +
                 name_text(*fits) + " would fit"};
  }
  std::erase_if(versions, empty);
  const bool tls13 = handshake::contains(versions, ProtocolVersion::tls13);
  if (!tls13 && std::none_of(groups.begin(), groups.end(), [](wire::NamedGroup group) {
        return handshake::usable_in_tls12_ecdhe(group) || handshake::is_ffdhe(group);
      })) {
    return Error{"--group: TLS 1.2 has none of these groups; x25519 would fit"};
  }
  if (psks.empty()) return std::nullopt;
  if (!tls13) return Error{"--psk: is for TLS 1.3; --tls 1.3 would fit"};
  for (const handshake::ExternalPsk &psk : psks) {
    if (auto error = session::unfit_psk(psk, suites, "--suite")) return Error{"--psk: " + *error};
  }
  return std::nullopt;
}

std::optional<Error> check_suites(const handshake::ServerConfig &config) {
  if (!handshake::speaks(config, ProtocolVersion::tls12)) return std::nullopt;
  for (const CipherSuite code : config.cipher_suites) {
    const schedule::Tls12Suite *suite = schedule::tls12_suite(code);
    if (!suite) continue;
    if (auto error = check_group(*suite, config.groups, false)) return error;
    const bool fits = std::any_of(
        config.credentials.begin(), config.credentials.end(),
        [&](const auto &one) { return signs_for(one, *suite, config.signature_algorithms); });
    if (fits) continue;
    const bool rsa = suite->key_exchange == wire::KeyExchangeAlgorithm::rsa || !suite->ecdsa;
    return Error{"--suite: " + name_text(code) + " needs " +
                 (rsa ? "an RSA certificate" : "an ECDSA or Ed25519 certificate") +
                 ", and there is none that --signature lets sign"};
  }
  return std::nullopt;
}

std::optional<Error> check_suites(const handshake::ClientConfig &config) {
  if (!handshake::speaks(config, ProtocolVersion::tls12)) return std::nullopt;
  for (const CipherSuite code : config.cipher_suites) {
    const schedule::Tls12Suite *suite = schedule::tls12_suite(code);
    if (!suite) continue;
    if (auto error = check_group(*suite, config.groups, true)) return error;
    if (suite->key_exchange == wire::KeyExchangeAlgorithm::rsa) continue;
    const auto &schemes = config.signature_algorithms;
    const bool fits = std::any_of(schemes.begin(), schemes.end(), [&](wire::SignatureScheme one) {
      const auto type = crypto::key_type_of(one);
      return (type && handshake::signs_with_curves(*type)) == suite->ecdsa;
    });
    if (fits) continue;
    return Error{"--suite: " + name_text(code) +
                 " needs another signature scheme than those of --signature; " +
                 (suite->ecdsa ? "ecdsa_secp256r1_sha256" : "rsa_pss_rsae_sha256") + " would fit"};
  }
  return std::nullopt;
}

}  // namespace cli
