#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/signature.h"
#include "native/crypto/test_data.h"
#include "session/demonstration_chain.h"

namespace crypto::private_key_test {
namespace {

using testing::hex;
using testing::read_der;
using testing::read_key;

TEST(PrivateKey, TypesAndPublicHalves) {
  const struct {
    const char *name;
    KeyType type;
    std::size_t bits;
  } cases[] = {
      {"key_p256.pem", KeyType::ec_secp256r1, 0},
      {"key_p384.pem", KeyType::ec_secp384r1, 0},
      {"key_p521.pem", KeyType::ec_secp521r1, 0},
      {"key_ed25519.pem", KeyType::ed25519, 0},
      {"key_rsa1024.pem", KeyType::rsa, 1024},
      {"key_rsa2048.pem", KeyType::rsa, 2048},
      {"key_rsa2049.pem", KeyType::rsa, 2049},
      {"key_rsa_pss.pem", KeyType::rsa_pss, 2048},
      {"key_rsa_pss_sha256.pem", KeyType::rsa_pss, 2048},
      {"key_rsa_pss_sha384_salt20.pem", KeyType::rsa_pss, 2048},
  };
  for (const auto &c : cases) {
    SCOPED_TRACE(c.name);
    const PrivateKey key = read_key(c.name);
    EXPECT_EQ(key.type(), c.type);
    const auto info = public_key_type(key.public_key_info());
    ASSERT_TRUE(info);
    EXPECT_EQ(info->type, c.type);
    EXPECT_EQ(info->bits, c.bits);
  }
}

TEST(PrivateKey, OlderFormsGiveTheSameKey) {
  EXPECT_EQ(read_key("key_p256_sec1.pem").public_key_info(),
            read_key("key_p256.pem").public_key_info());
  EXPECT_EQ(read_key("key_rsa2048_pkcs1.pem").public_key_info(),
            read_key("key_rsa2048.pem").public_key_info());
}

TEST(PrivateKey, OtherTypesAreRefused) {
  EXPECT_FALSE(PrivateKey::from_der(read_der("key_rsa1016.pem"))) << "too short";
  EXPECT_FALSE(PrivateKey::from_der(read_der("key_secp256k1.pem"))) << "unknown curve";
  EXPECT_FALSE(PrivateKey::from_der(read_der("key_x25519.pem"))) << "cannot sign";
  EXPECT_FALSE(PrivateKey::from_der(read_der("key_rsa_pss_sha1.pem"))) << "no scheme has SHA-1";
  EXPECT_FALSE(PrivateKey::from_der(read_der("key_rsa_pss_sha256_salt33.pem")))
      << "the salt is as long as the hash";
  EXPECT_FALSE(PrivateKey::from_der(read_der("certificate_ed25519.pem")));
  EXPECT_FALSE(PrivateKey::from_der({}));
}

TEST(PrivateKey, PrefixesAndTrailingBytesAreRefused) {
  for (const char *name : {"key_p256.pem", "key_p256_sec1.pem", "key_ed25519.pem",
                           "key_rsa1024.pem", "key_rsa_pss_sha256.pem"}) {
    const Bytes der = read_der(name);
    for (std::size_t n = 0; n < der.size(); ++n) {
      EXPECT_FALSE(PrivateKey::from_der(ByteView(der).first(n))) << name << " " << n;
    }
    Bytes longer = der;
    longer.push_back(0);
    EXPECT_FALSE(PrivateKey::from_der(longer)) << name;
  }
}

TEST(PrivateKey, AStrangePublicHalfIsRefused) {
  Bytes der = read_der("key_p256_sec1.pem");
  ASSERT_TRUE(PrivateKey::from_der(der));
  // The scalar's last byte (RFC 5915: SEQUENCE, version, OCTET STRING of 32).
  der[7 + 31] ^= 1;
  EXPECT_FALSE(PrivateKey::from_der(der));
}

// The public half of an id-RSASSA-PSS key, as OpenSSL wrote it into a certificate.
TEST(PrivateKey, PssPublicHalves) {
  for (const auto &[key, certificate] :
       {std::pair{"key_rsa_pss.pem", "certificate_key_pss_sha384_salt48.pem"},
        std::pair{"key_rsa_pss_sha256.pem", "certificate_key_pss_only_sha256.pem"}}) {
    const Bytes der = read_der(certificate);
    const Bytes info = read_key(key).public_key_info();
    EXPECT_NE(std::search(der.begin(), der.end(), info.begin(), info.end()), der.end()) << key;
    for (std::size_t n = 0; n < info.size(); ++n) {
      EXPECT_FALSE(public_key_type(ByteView(info).first(n))) << key << " " << n;
    }
    Bytes longer = info;
    longer.push_back(0);
    EXPECT_FALSE(public_key_type(longer)) << key;
  }
  // The salt's length in the parameters: 32 may stay or shrink, not grow.
  Bytes info = read_key("key_rsa_pss_sha256.pem").public_key_info();
  const Bytes salt = hex("a203020120");
  const auto at = std::search(info.begin(), info.end(), salt.begin(), salt.end());
  ASSERT_NE(at, info.end());
  at[4] = 0x00;
  EXPECT_TRUE(public_key_type(info));
  at[4] = 0x21;
  EXPECT_FALSE(public_key_type(info));
  at[4] = 0x80;
  EXPECT_FALSE(public_key_type(info)) << "negative";
}

TEST(PrivateKey, PublicKeyTypeOfOtherThings) {
  EXPECT_FALSE(public_key_type({}));
  EXPECT_FALSE(public_key_type(read_der("key_p256.pem")));
  // X25519 (RFC 8410): a good SubjectPublicKeyInfo, but nothing that signs.
  EXPECT_FALSE(
      public_key_type(hex("302a300506032b656e032100"
                          "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")));
}

void check_pair(KeyType type, ByteView certificate, ByteView der) {
  const auto key = PrivateKey::from_der(der);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->type(), type);
  const Bytes &info = key->public_key_info();
  EXPECT_NE(std::search(certificate.begin(), certificate.end(), info.begin(), info.end()),
            certificate.end())
      << "the certificate is for another key";
}

TEST(PrivateKey, DemonstrationKeys) {
  std::vector<Bytes> keys;
  for (const KeyType type : {KeyType::rsa, KeyType::rsa_pss, KeyType::ec_secp256r1,
                             KeyType::ec_secp384r1, KeyType::ec_secp521r1, KeyType::ed25519}) {
    check_pair(type, session::demonstration_leaf(type), session::demonstration_leaf_key(type));
    keys.push_back(wire::to_bytes(session::demonstration_leaf_key(type)));
  }
  for (const KeyType type : {KeyType::rsa, KeyType::ec_secp256r1, KeyType::ed25519}) {
    check_pair(type, session::demonstration_client(type), session::demonstration_client_key(type));
    keys.push_back(wire::to_bytes(session::demonstration_client_key(type)));
  }
  for (const KeyType type : {KeyType::rsa_pss, KeyType::ec_secp384r1, KeyType::ec_secp521r1}) {
    EXPECT_TRUE(session::demonstration_client(type).empty());
    EXPECT_TRUE(session::demonstration_client_key(type).empty());
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end()) << "every key is its own";
}

}  // namespace
}  // namespace crypto::private_key_test
