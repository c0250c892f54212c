#include "session/demonstration_pem.h"

#include "session/demonstration_chain.h"
#include "session/scenario.h"
#include "trace/events.h"

namespace session {
namespace {

std::string base64(wire::ByteView bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < n ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= n ? kDigits[group >> (18 - 6 * k) & 0x3f] : '=';
    }
  }
  return out;
}

// block writes one block of RFC 7468: lines of 64 characters.
std::string block(std::string_view label, wire::ByteView der) {
  std::string out = "-----BEGIN " + std::string(label) + "-----\n";
  const std::string text = base64(der);
  for (std::size_t i = 0; i < text.size(); i += 64) out += text.substr(i, 64) + "\n";
  return out + "-----END " + std::string(label) + "-----\n";
}

// Pair is a certificate and its key, both DER and empty when there is none.
struct Pair {
  wire::ByteView certificate, key;
};

Pair pair_for(trace::Role role, wire::SignatureScheme scheme) {
  const auto type = crypto::key_type_of(scheme);
  if (!type) return {};
  if (role == trace::Role::client) {
    return {demonstration_client(*type), demonstration_client_key(*type)};
  }
  return {demonstration_leaf(*type), demonstration_leaf_key(*type)};
}

std::optional<handshake::Credential> credential_of(const Pair &pair) {
  const auto key = crypto::PrivateKey::from_der(pair.key);
  if (!key) return std::nullopt;
  return handshake::Credential{{wire::to_bytes(pair.certificate)}, *key};
}

constexpr std::string_view kClient = "client-";

}  // namespace

std::optional<handshake::Credential> demonstration_credential(wire::SignatureScheme scheme) {
  return credential_of(pair_for(trace::Role::server, scheme));
}

std::optional<handshake::Credential> demonstration_client_credential(wire::SignatureScheme scheme) {
  return credential_of(pair_for(trace::Role::client, scheme));
}

std::string demonstration_pem_names() {
  std::string out = "root";
  for (const auto scheme : supported_signatures()) out += "," + std::string(wire::name_of(scheme));
  for (const auto scheme : supported_signatures()) {
    if (pair_for(trace::Role::client, scheme).key.empty()) continue;
    out += "," + std::string(kClient) + std::string(wire::name_of(scheme));
  }
  return out;
}

std::optional<std::string> demonstration_pem(std::string_view name) {
  if (name == "root") return block("CERTIFICATE", demonstration_root());
  const bool client = name.starts_with(kClient);
  const auto parsed = parse_signatures(client ? name.substr(kClient.size()) : name);
  if (parsed.error || parsed.list.size() != 1) return std::nullopt;
  const Pair pair =
      pair_for(client ? trace::Role::client : trace::Role::server, parsed.list.front());
  if (pair.key.empty()) return std::nullopt;
  return block("CERTIFICATE", pair.certificate) + block("PRIVATE KEY", pair.key);
}

}  // namespace session
