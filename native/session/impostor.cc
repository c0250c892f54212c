#include "session/impostor.h"

#include "session/demonstration_chain.h"
#include "wire/certificate.h"
#include "wire/der.h"

namespace session {
namespace {

using crypto::KeyType;
using wire::Bytes;
using wire::ByteView;
using wire::Reader;
using wire::Writer;
using namespace wire::der;

// put writes one element of DER.
void put(Writer &out, std::uint8_t tag, ByteView contents) {
  out.number(tag, 1);
  const auto size = static_cast<std::uint32_t>(contents.size());
  const std::size_t width = size < 0x100 ? 1 : 2;
  if (size >= 0x80) out.number(static_cast<std::uint32_t>(0x80 + width), 1);
  out.number(size, width);
  out.bytes(contents);
}

Bytes element_of(std::uint8_t tag, ByteView contents) {
  Writer out;
  put(out, tag, contents);
  return std::move(out.out);
}

// Pkcs8 is a private key as it is kept (RFC 5958, section 2): what kind of key, and the key.
struct Pkcs8 {
  ByteView algorithm;  // header included
  ByteView key;        // contents of the OCTET STRING
};
Pkcs8 read_pkcs8(ByteView der) {
  Reader in(der);
  header(in, sequence);
  in.bytes(3);  // version 0
  const std::size_t begin = in.at();
  in.bytes(header(in, sequence));
  const ByteView algorithm = in.since(begin);
  return {algorithm, in.bytes(header(in, octet_string))};
}

// own_key draws a key of a type.
std::optional<crypto::PrivateKey> own_key(KeyType type, crypto::Random &random) {
  Writer key;
  const crypto::Secret secret = random.draw(type == KeyType::ec_secp521r1   ? 66
                                            : type == KeyType::ec_secp384r1 ? 48
                                                                            : 32);
  Bytes drawn = wire::to_bytes(secret.view());
  if (crypto::is_ec(type)) {  // RFC 5915, section 3, without the public half
    drawn[0] = type == KeyType::ec_secp521r1 ? 0 : drawn[0] & 0x7f;  // less than the order
    Writer contents;
    contents.number(0x020101, 3);  // version 1
    put(contents, octet_string, drawn);
    put(key, sequence, contents.out);
  } else if (type == KeyType::ed25519) {  // RFC 8410, section 7
    put(key, octet_string, drawn);
  } else {
    key.bytes(read_pkcs8(demonstration_client_key(KeyType::rsa)).key);
  }
  Writer whole;
  whole.number(0x020100, 3);  // version 0
  whole.bytes(read_pkcs8(demonstration_leaf_key(type)).algorithm);
  put(whole, octet_string, key.out);
  return crypto::PrivateKey::from_der(element_of(sequence, whole.out));
}

// own_certificate is a certificate with another key, issuer and signature, and all else as it was.
Bytes own_certificate(const Bytes &der, ByteView public_key_info, crypto::Random &random) {
  wire::X509Certificate old;
  const auto issuer_key = own_key(KeyType::ec_secp256r1, random);
  if (wire::parse_certificate(der, old) || !issuer_key) return {};
  Reader in(old.tbs_certificate);
  header(in, sequence);
  const auto upto = [&](ByteView next) {
    return in.bytes(static_cast<std::size_t>(next.data() - old.tbs_certificate.data()) - in.at());
  };
  Writer name;
  put(name, object_identifier, Bytes{0x55, 4, 3});  // commonName
  put(name, utf8_string, wire::as_bytes("Impostor"));
  Writer contents;
  contents.bytes(upto(old.issuer));
  contents.bytes(element_of(sequence, element_of(wire::der::set, element_of(sequence, name.out))));
  in.bytes(old.issuer.size());
  contents.bytes(upto(old.subject_public_key_info));
  contents.bytes(public_key_info);
  in.bytes(old.subject_public_key_info.size());
  contents.bytes(in.peek());
  Writer out;
  put(out, sequence, contents.out);
  auto signature =
      crypto::sign(*issuer_key, wire::SignatureScheme::ecdsa_secp256r1_sha256, out.out, random);
  out.bytes(old.signature_algorithm);
  signature->insert(signature->begin(), 0);  // no unused bits
  put(out, bit_string, *signature);
  return element_of(sequence, out.out);
}

}  // namespace

handshake::ServerConfig impostor_config(handshake::ServerConfig config, std::string_view kind,
                                        ByteView seed) {
  config.external_psks.clear();
  config.ticket_key = crypto::derive_seed(seed, "impostor ticket key");
  crypto::Random random(crypto::derive_seed(seed, "impostor keys"));
  if (kind == "stolen_key") return config;
  for (handshake::Credential &one : config.credentials) {
    if (auto key = own_key(one.key.type(), random)) one.key = std::move(*key);
    if (kind != "own_certificate") continue;
    one.chain = {own_certificate(one.chain.front(), one.key.public_key_info(), random)};
  }
  return config;
}

}  // namespace session
