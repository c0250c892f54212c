#include "session/demonstration_pem.h"

#include "session/demonstration_chain.h"
#include "session/scenario.h"

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

// key_type_for finds the demonstration key that signs with a scheme.
std::optional<crypto::KeyType> key_type_for(wire::SignatureScheme scheme) {
  for (const auto type :
       {crypto::KeyType::ec_secp256r1, crypto::KeyType::rsa, crypto::KeyType::ed25519}) {
    const auto key = crypto::PrivateKey::from_der(demonstration_leaf_key(type));
    if (key && key->can_sign(scheme)) return type;
  }
  return std::nullopt;
}

}  // namespace

std::optional<handshake::Credential> demonstration_credential(wire::SignatureScheme scheme) {
  const auto type = key_type_for(scheme);
  if (!type) return std::nullopt;
  return handshake::Credential{{wire::to_bytes(demonstration_leaf(*type))},
                               *crypto::PrivateKey::from_der(demonstration_leaf_key(*type))};
}

std::string demonstration_pem_names() {
  std::string out = "root";
  for (const auto scheme : supported_signatures()) out += "," + std::string(wire::name_of(scheme));
  return out;
}

std::optional<std::string> demonstration_pem(std::string_view name) {
  if (name == "root") return block("CERTIFICATE", demonstration_root());
  const auto parsed = parse_signatures(name);
  if (parsed.error || parsed.list.size() != 1) return std::nullopt;
  const auto type = key_type_for(parsed.list.front());
  if (!type) return std::nullopt;
  return block("CERTIFICATE", demonstration_leaf(*type)) +
         block("PRIVATE KEY", demonstration_leaf_key(*type));
}

}  // namespace session
