// TLS 1.2 connections of others (tests/vectors/tls12), computed again from their private keys with
// nothing but the primitives: key exchange, PRF, Finished, every protected record.
#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "crypto/cbc.h"
#include "crypto/hash.h"
#include "crypto/key_exchange.h"
#include "crypto/prf.h"
#include "crypto/rsa_encryption.h"
#include "crypto/signature.h"
#include "native/crypto/test_data.h"

namespace crypto::tls12_connections_test {
namespace {

Bytes joined(std::initializer_list<ByteView> parts) {
  Bytes out;
  for (const ByteView part : parts) wire::append(out, part);
  return out;
}

class Connection {
 public:
  explicit Connection(const std::string &name) : values_(testing::read_vectors("tls12/" + name)) {}

  const Bytes &operator[](const std::string &name) const {
    static const Bytes kNone;
    const auto found = values_.find(name);
    if (found != values_.end()) return found->second;
    ADD_FAILURE() << "no " << name;
    return kNone;
  }
  bool has(const std::string &name) const { return values_.contains(name); }
  std::string hex(const std::string &name) const { return wire::to_hex((*this)[name]); }
  // message is what is in a record that is not protected.
  ByteView message(const std::string &name) const {
    return ByteView((*this)[name + "_record"]).subspan(5);
  }
  // messages is the transcript up to ClientKeyExchange.
  Bytes messages() const {
    Bytes out;
    for (const char *name : {"client_hello", "server_hello", "certificate", "server_key_exchange",
                             "server_hello_done", "client_key_exchange"}) {
      if (has(std::string(name) + "_record")) wire::append(out, message(name));
    }
    return out;
  }
  HashAlgorithm hash() const {
    const std::string suite = hex("cipher_suite");
    return suite == "c030" || suite == "c028" ? HashAlgorithm::sha384 : HashAlgorithm::sha256;
  }
  // cbc is the protection of a CBC cipher suite.
  std::optional<CbcAlgorithm> cbc() const {
    const std::string suite = hex("cipher_suite");
    if (suite == "002f" || suite == "c013") return CbcAlgorithm{16, MacAlgorithm::hmac_sha1};
    if (suite == "003d") return CbcAlgorithm{32, MacAlgorithm::hmac_sha256};
    if (suite == "c028") return CbcAlgorithm{32, MacAlgorithm::hmac_sha384};
    return std::nullopt;
  }

 private:
  std::map<std::string, Bytes> values_;
};

void check_secrets(const Connection &c) {
  const Bytes randoms = joined({c["client_random"], c["server_random"]});
  const Bytes session = hash(c.hash(), c.messages());
  const bool extended = c.has("session_hash");
  if (extended) {
    EXPECT_EQ(wire::to_hex(session), c.hex("session_hash"));
  }
  if (c.has("premaster_secret")) {
    EXPECT_EQ(wire::to_hex(prf(c.hash(), c["premaster_secret"],
                               extended ? "extended master secret" : "master secret",
                               extended ? session : randoms, 48)),
              c.hex("master_secret"));
  }
  const Secret block = prf(c.hash(), c["master_secret"], "key expansion",
                           joined({c["server_random"], c["client_random"]}), c["key_block"].size());
  EXPECT_EQ(wire::to_hex(block), c.hex("key_block"));
  Bytes parts;
  for (const char *part : {"mac_key", "key", "iv"}) {
    for (const char *side : {"client_write_", "server_write_"}) {
      const std::string name = std::string(side) + part;
      if (c.has(name)) wire::append(parts, c[name]);
    }
  }
  EXPECT_EQ(wire::to_hex(parts), c.hex("key_block"));
}

void check_finished(const Connection &c) {
  const Bytes before_client = c.messages();
  const Bytes before_server = joined({before_client, c["client_finished"]});
  for (const auto &[side, transcript] :
       {std::pair{"client", before_client}, std::pair{"server", before_server}}) {
    const Secret verify_data = prf(c.hash(), c["master_secret"], std::string(side) + " finished",
                                   hash(c.hash(), transcript), 12);
    EXPECT_EQ("1400000c" + wire::to_hex(verify_data), c.hex(std::string(side) + "_finished"));
  }
}

// sealed_again protects the content of a record as its sender did and gives the record's body; the
// explicit IV or nonce is taken from the record.
Bytes sealed_again(const Connection &c, const std::string &side, ByteView header, ByteView body,
                   ByteView content) {
  const Bytes &key = c[side + "_write_key"];
  if (const auto algorithm = c.cbc()) {
    const ByteView iv = body.first(16);
    const Bytes &mac_key = c[side + "_write_mac_key"];
    const bool etm = c.has("encrypt_then_mac");
    EXPECT_EQ((etm ? etm_open : cbc_open)(*algorithm, mac_key, key, iv, header, body.subspan(16),
                                          nullptr),
              wire::to_bytes(content));
    return joined(
        {iv, (etm ? etm_seal : cbc_seal)(*algorithm, mac_key, key, iv, header, content, nullptr)});
  }
  const Bytes additional = joined({header, Bytes{static_cast<std::uint8_t>(content.size() >> 8),
                                                 static_cast<std::uint8_t>(content.size())}});
  const Bytes &iv = c[side + "_write_iv"];
  if (c.hex("cipher_suite") == "c030") {
    const ByteView explicit_nonce = body.first(8);
    return joined({explicit_nonce, seal(AeadAlgorithm::aes_256_gcm, key,
                                        joined({iv, explicit_nonce}), additional, content)});
  }
  Bytes nonce = iv;
  for (std::size_t i = 0; i < 8; ++i) {
    nonce[4 + i] = static_cast<std::uint8_t>(nonce[4 + i] ^ header[i]);
  }
  return seal(AeadAlgorithm::chacha20_poly1305, key, nonce, additional, content);
}

void check_records(const Connection &c) {
  std::size_t checked = 0;
  for (const std::string side : {"client", "server"}) {
    std::uint8_t sequence_number = 0;
    for (const char *what : {"_finished", "_application_data", "_alert"}) {
      if (!c.has(side + what)) continue;
      SCOPED_TRACE(side + what);
      const ByteView record = c[side + what + "_record"];
      Bytes header(8, 0);
      header[7] = sequence_number++;
      wire::append(header, record.first(3));
      EXPECT_EQ(wire::to_hex(sealed_again(c, side, header, record.subspan(5), c[side + what])),
                wire::to_hex(record.subspan(5)));
      ++checked;
    }
  }
  EXPECT_GE(checked, 4U);
}

void check_signature(const Connection &c) {
  const auto key = PrivateKey::from_der(c["server_certificate_key"]);
  const ByteView message = c.message("server_key_exchange");
  // Handshake header, curve type and group, point, then scheme, length and signature.
  const std::size_t point = message[7];
  const ByteView parameters = message.subspan(4, 4 + point);
  const auto scheme = static_cast<SignatureScheme>(message[8 + point] << 8 | message[9 + point]);
  EXPECT_EQ(wire::to_hex(joined({c["client_random"], c["server_random"], parameters})),
            c.hex("signature_content"));
  EXPECT_TRUE(verify(key.value().public_key_info(), scheme, c["signature_content"],
                     message.subspan(12 + point)));
}

void check(const Connection &c) {
  check_secrets(c);
  check_finished(c);
  check_records(c);
}

TEST(Tls12Connections, IllustratedEcdhe) {
  const Connection c("illustrated_ecdhe_rsa_aes128_sha.txt");
  check(c);
  check_signature(c);
  const auto shared =
      shared_secret(NamedGroup::x25519, c["client_private_key"], c["server_public_key"]);
  EXPECT_EQ(wire::to_hex(shared.value()), c.hex("premaster_secret"));
  EXPECT_EQ(shared, shared_secret(NamedGroup::x25519, c["server_private_key"],
                                  c.message("client_key_exchange").subspan(5)));
}

TEST(Tls12Connections, RsaKeyExchange) {
  for (const char *name : {"go_rsa_aes128_sha.txt", "go_rsa_aes128_sha_extended_master_secret.txt",
                           "openssl_rsa_aes256_sha256_encrypt_then_mac.txt"}) {
    SCOPED_TRACE(name);
    const Connection c(name);
    check(c);
    const auto key = PrivateKey::from_der(c["server_certificate_key"]);
    // Handshake header and the length of the encrypted premaster secret.
    const ByteView encrypted = c.message("client_key_exchange").subspan(6);
    EXPECT_EQ(wire::to_hex(rsa_decrypt_premaster(key.value(), encrypted, 0x0303, Bytes(48, 0x55))),
              c.hex("premaster_secret"));
    Random random = Random::scripted({c["encryption_padding"]});
    EXPECT_EQ(rsa_encrypt(key.value().public_key_info(), c["premaster_secret"], random),
              wire::to_bytes(encrypted));
  }
}

// The master secret is known from a key log, the premaster secret is not.
TEST(Tls12Connections, EcdheCbcSha384) {
  const Connection c("openssl_ecdhe_rsa_aes256_sha384.txt");
  check(c);
  check_signature(c);
}

TEST(Tls12Connections, EcdheAead) {
  for (const auto &[name, group] :
       {std::pair{"go_ecdhe_rsa_aes256_gcm_sha384.txt", NamedGroup::x25519},
        std::pair{"go_ecdhe_rsa_chacha20_poly1305.txt", NamedGroup::secp256r1}}) {
    SCOPED_TRACE(name);
    const Connection c(name);
    check(c);
    check_signature(c);
    const auto shared =
        shared_secret(group, c["server_private_key"], c.message("client_key_exchange").subspan(5));
    EXPECT_EQ(wire::to_hex(shared.value()), c.hex("premaster_secret"));
    // The same signature, with its salt.
    const auto key = PrivateKey::from_der(c["server_certificate_key"]);
    Random random = Random::scripted({c["signature_salt"]});
    const ByteView message = c.message("server_key_exchange");
    EXPECT_EQ(
        sign(key.value(), SignatureScheme::rsa_pss_rsae_sha256, c["signature_content"], random),
        wire::to_bytes(message.subspan(12 + message[7])));
  }
}

}  // namespace
}  // namespace crypto::tls12_connections_test
