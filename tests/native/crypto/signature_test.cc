#include "crypto/signature.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/bytestring.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "crypto/ecdsa_nonce.h"
#include "crypto/hash.h"
#include "crypto/rsa_pss.h"
#include "native/crypto/test_data.h"

namespace crypto::signature_test {
namespace {

using testing::hex;
using testing::read_key;
using enum SignatureScheme;

constexpr SignatureScheme kAll[] = {rsa_pkcs1_sha1,         ecdsa_sha1,
                                    rsa_pkcs1_sha256,       ecdsa_secp256r1_sha256,
                                    rsa_pkcs1_sha384,       rsa_pkcs1_sha512,
                                    ecdsa_secp384r1_sha384, ecdsa_secp521r1_sha512,
                                    rsa_pss_rsae_sha256,    ed25519,
                                    rsa_pss_rsae_sha384,    rsa_pss_rsae_sha512,
                                    rsa_pss_pss_sha256,     ed448,
                                    rsa_pss_pss_sha384,     rsa_pss_pss_sha512,
                                    SignatureScheme{0x0a0a}};

const char *const kKeys[] = {"key_p256.pem",           "key_p384.pem",
                             "key_p521.pem",           "key_ed25519.pem",
                             "key_rsa1024.pem",        "key_rsa2048.pem",
                             "key_rsa2049.pem",        "key_rsa_pss.pem",
                             "key_rsa_pss_sha256.pem", "key_rsa_pss_sha384_salt20.pem"};

Bytes text(std::string_view characters) { return wire::to_bytes(wire::as_bytes(characters)); }

// der writes a tag and a length (up to 127 bytes) before the contents.
Bytes der(std::uint8_t tag, ByteView contents) {
  Bytes out{tag, static_cast<std::uint8_t>(contents.size())};
  wire::append(out, contents);
  return out;
}

// ec_key is an ECPrivateKey (RFC 5915) with a scalar and the OID of a curve.
PrivateKey ec_key(std::string_view scalar, std::string_view curve_oid) {
  Bytes contents = hex("020101");
  wire::append(contents, der(0x04, hex(scalar)));
  wire::append(contents, der(0xa0, der(0x06, hex(curve_oid))));
  auto key = PrivateKey::from_der(der(0x30, contents));
  if (!key) abort();
  return *key;
}

// r_and_s takes a DER signature apart: the two numbers in upper-case digits.
std::string r_and_s(const std::optional<Bytes> &signature, std::size_t length) {
  if (!signature) return "none";
  const bssl::UniquePtr<ECDSA_SIG> parsed(
      ECDSA_SIG_from_bytes(signature->data(), signature->size()));
  if (!parsed) return "not DER";
  Bytes both(2 * length);
  BN_bn2bin_padded(both.data(), length, ECDSA_SIG_get0_r(parsed.get()));
  BN_bn2bin_padded(both.data() + length, length, ECDSA_SIG_get0_s(parsed.get()));
  return wire::to_hex(both);
}

struct Rfc6979 {
  const char *scalar, *oid;
  SignatureScheme scheme;
  std::size_t length;
  const char *sample, *test;
};

// RFC 6979, appendices A.2.5 to A.2.7, each with the hash that TLS joins to the curve: r, then s.
const Rfc6979 kRfc6979[] = {
    {"c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", "2a8648ce3d030107",
     ecdsa_secp256r1_sha256, 32,
     "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
     "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
     "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
     "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
    {"6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
     "96d5724e4c70a825f872c9ea60d2edf5",
     "2b81040022", ecdsa_secp384r1_sha384, 48,
     "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
     "81a648152e44acf96e36dd1e80fabe46"
     "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
     "a329c145786e679e7b82c71a38628ac8",
     "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb"
     "0542a7f0812998da8f1dd3ca3cf023db"
     "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e0"
     "6a739f040649a667bf3b828246baa5a5"},
    {"00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75"
     "caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
     "2b81040023", ecdsa_secp521r1_sha512, 66,
     "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f"
     "174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa"
     "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af"
     "282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a",
     "013e99020abf5cee7525d16b69b229652ab6bdf2affcaef38773b4b7d08725f1"
     "0cdb93482fdcc54edcee91eca4166b2a7c6265ef0ce2bd7051b7cef945babd47ee6d"
     "01fbd0013c674aa79cb39849527916ce301c66ea7ce8b80682786ad60f98f7e7"
     "8a19ca69eff5c57400e3b3a0ad66ce0978214d13baf4e9ac60752f7b155e2de4dce3"},
};

TEST(Ecdsa, NoncesOfRfc6979) {
  for (const Rfc6979 &known : kRfc6979) {
    SCOPED_TRACE(wire::name_of(known.scheme));
    const PrivateKey key = ec_key(known.scalar, known.oid);
    Random random(Bytes(32, 0));
    const Random untouched = random;
    const auto sample = sign(key, known.scheme, text("sample"), random);
    const auto test = sign(key, known.scheme, text("test"), random);
    EXPECT_EQ(r_and_s(sample, known.length), known.sample);
    EXPECT_EQ(r_and_s(test, known.length), known.test);
    EXPECT_TRUE(random == untouched) << "nothing is drawn for ECDSA";
    ASSERT_TRUE(sample && test);
    EXPECT_TRUE(verify(key.public_key_info(), known.scheme, text("sample"), *sample));
    EXPECT_FALSE(verify(key.public_key_info(), known.scheme, text("sample"), *test));
  }
}

// RFC 6979, appendix A.1: an order of 163 bits, for which two candidates are too large.
TEST(EcdsaNonce, TriesUntilBelowTheOrder) {
  EXPECT_EQ(wire::to_hex(ecdsa_nonce(HashAlgorithm::sha256,
                                     hex("009a4d6792295a7f730fc3f2b49cbc0f62e862272f"),
                                     hex("04000000000000000000020108a2e0cc0d99f8a5ef"),
                                     hash(HashAlgorithm::sha256, text("sample")))),
            "023af4074c90a02b3fe61d286d5c87f425e6bdd81b");
}

// RFC 6979, section 2.3.4: only the digest modulo the order counts.
TEST(EcdsaNonce, ReducesTheDigest) {
  const Bytes order = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const Bytes scalar(32, 7);
  const auto nonce = [&](ByteView digest) {
    return wire::to_hex(ecdsa_nonce(HashAlgorithm::sha256, scalar, order, digest));
  };
  Bytes order_and_five = order;
  order_and_five[31] = static_cast<std::uint8_t>(order_and_five[31] + 5);
  Bytes five(32, 0);
  five[31] = 5;
  EXPECT_EQ(nonce(order_and_five), nonce(five));
  EXPECT_EQ(nonce(order), nonce(Bytes(32, 0)));
  EXPECT_NE(nonce(order), nonce(five));
}

// RFC 8032, section 7.1, tests 1 and 2.
TEST(Ed25519, KnownAnswers) {
  const struct {
    const char *seed, *public_key, *message, *signature;
  } cases[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
       "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
       "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
  };
  for (const auto &c : cases) {
    const auto key =
        PrivateKey::from_der(hex(std::string("302e020100300506032b657004220420") + c.seed));
    ASSERT_TRUE(key);
    EXPECT_EQ(wire::to_hex(key->public_key_info()),
              std::string("302a300506032b6570032100") + c.public_key);
    Random random(Bytes(32, 0));
    const auto signature = sign(*key, ed25519, hex(c.message), random);
    ASSERT_TRUE(signature);
    EXPECT_EQ(wire::to_hex(*signature), c.signature);
    EXPECT_TRUE(verify(key->public_key_info(), ed25519, hex(c.message), *signature));
    EXPECT_FALSE(verify(key->public_key_info(), ed25519, hex("73"), *signature));
  }
}

// RFC 8017, section 9.1.1, step 3: emLen >= hLen + sLen + 2.
TEST(RsaPss, WhatFits) {
  EXPECT_FALSE(emsa_pss_fits(HashAlgorithm::sha512, 129 * 8));
  EXPECT_TRUE(emsa_pss_fits(HashAlgorithm::sha512, 129 * 8 + 1));
  EXPECT_FALSE(emsa_pss_fits(HashAlgorithm::sha256, 65 * 8));
  EXPECT_TRUE(emsa_pss_fits(HashAlgorithm::sha256, 66 * 8));
}

TEST(RsaPss, BoringSslVerifiesOurs) {
  const struct {
    SignatureScheme scheme;
    HashAlgorithm hash;
    const EVP_MD *md;
  } schemes[] = {{rsa_pss_rsae_sha256, HashAlgorithm::sha256, EVP_sha256()},
                 {rsa_pss_rsae_sha384, HashAlgorithm::sha384, EVP_sha384()},
                 {rsa_pss_rsae_sha512, HashAlgorithm::sha512, EVP_sha512()}};
  for (const char *name : {"key_rsa2048.pem", "key_rsa2049.pem"}) {
    const PrivateKey key = read_key(name);
    CBS cbs;
    CBS_init(&cbs, key.public_key_info().data(), key.public_key_info().size());
    const bssl::UniquePtr<EVP_PKEY> parsed(EVP_parse_public_key(&cbs));
    ASSERT_TRUE(parsed);
    for (const auto &s : schemes) {
      SCOPED_TRACE(std::string(name) + " " + std::string(wire::name_of(s.scheme)));
      Random random(Bytes(32, 1));
      const auto signature = sign(key, s.scheme, text("message"), random);
      ASSERT_TRUE(signature);
      const Bytes digest = hash(s.hash, text("message"));
      EXPECT_EQ(RSA_verify_pss_mgf1(EVP_PKEY_get0_RSA(parsed.get()), digest.data(), digest.size(),
                                    s.md, s.md, static_cast<int>(digest.size()), signature->data(),
                                    signature->size()),
                1);
      EXPECT_TRUE(verify(key.public_key_info(), s.scheme, text("message"), *signature));
      EXPECT_FALSE(verify(key.public_key_info(), s.scheme, text("massage"), *signature));
    }
  }
}

TEST(RsaPss, WeVerifyBoringSslsAndOnlyWithSaltAsLongAsTheHash) {
  const Bytes der_key = testing::read_der("key_rsa2048.pem");
  CBS cbs;
  CBS_init(&cbs, der_key.data(), der_key.size());
  const bssl::UniquePtr<EVP_PKEY> parsed(EVP_parse_private_key(&cbs));
  ASSERT_TRUE(parsed);
  RSA *rsa = EVP_PKEY_get0_RSA(parsed.get());
  const Bytes digest = hash(HashAlgorithm::sha256, text("message"));
  for (const int salt : {0, 20, 31, 32, 33}) {
    Bytes signature(RSA_size(rsa));
    std::size_t size = 0;
    ASSERT_TRUE(RSA_sign_pss_mgf1(rsa, &size, signature.data(), signature.size(), digest.data(),
                                  digest.size(), EVP_sha256(), EVP_sha256(), salt));
    const Bytes key = read_key("key_rsa2048.pem").public_key_info();
    EXPECT_EQ(verify(key, rsa_pss_rsae_sha256, text("message"), signature), salt == 32) << salt;
    EXPECT_FALSE(verify(key, rsa_pss_rsae_sha384, text("message"), signature));
    EXPECT_FALSE(verify(key, rsa_pss_pss_sha256, text("message"), signature));
    EXPECT_FALSE(verify(key, rsa_pkcs1_sha256, text("message"), signature));
  }
}

TEST(RsaPss, TheSeedDecidesTheSignature) {
  const PrivateKey key = read_key("key_rsa2048.pem");
  const auto signature = [&](std::uint8_t seed) {
    Random random(Bytes(32, seed));
    return sign(key, rsa_pss_rsae_sha256, text("message"), random);
  };
  EXPECT_EQ(signature(1), signature(1));
  EXPECT_NE(signature(1), signature(2));
}

TEST(RsaPss, DrawsOneSalt) {
  const PrivateKey key = read_key("key_rsa2048.pem");
  Random random(Bytes(32, 1));
  Random other = random;
  ASSERT_TRUE(sign(key, rsa_pss_rsae_sha384, text("message"), random));
  other.draw(48);
  EXPECT_TRUE(random == other);
}

bool may_sign(std::string_view key, SignatureScheme scheme) {
  if (key.starts_with("key_rsa_pss")) {
    const bool any = key == "key_rsa_pss.pem";
    return (scheme == rsa_pss_pss_sha256 && (any || key == "key_rsa_pss_sha256.pem")) ||
           (scheme == rsa_pss_pss_sha384 && (any || key == "key_rsa_pss_sha384_salt20.pem")) ||
           (scheme == rsa_pss_pss_sha512 && any);
  }
  if (key == "key_p256.pem") return scheme == ecdsa_secp256r1_sha256;
  if (key == "key_p384.pem") return scheme == ecdsa_secp384r1_sha384;
  if (key == "key_p521.pem") return scheme == ecdsa_secp521r1_sha512;
  if (key == "key_ed25519.pem") return scheme == ed25519;
  if (scheme == rsa_pss_rsae_sha256 || scheme == rsa_pss_rsae_sha384) return true;
  // 1024 bits hold a SHA-512 hash and salt only with two bytes more.
  return scheme == rsa_pss_rsae_sha512 && key != "key_rsa1024.pem";
}

TEST(Signature, KeysAndSchemesBelongTogether) {
  for (const char *name : kKeys) {
    const PrivateKey key = read_key(name);
    for (const SignatureScheme scheme : kAll) {
      SCOPED_TRACE(std::string(name) + " " + std::string(wire::name_of(scheme)));
      Random random(Bytes(32, 1));
      EXPECT_EQ(key.can_sign(scheme), may_sign(name, scheme));
      const auto signature = sign(key, scheme, text("message"), random);
      ASSERT_EQ(signature.has_value(), may_sign(name, scheme));
      if (!signature) continue;
      for (const SignatureScheme other : kAll) {
        EXPECT_EQ(verify(key.public_key_info(), other, text("message"), *signature),
                  other == scheme)
            << wire::name_of(other);
      }
      for (const char *wrong : kKeys) {
        EXPECT_EQ(verify(read_key(wrong).public_key_info(), scheme, text("message"), *signature),
                  std::string_view(wrong) == name)
            << wrong;
      }
    }
  }
}

TEST(Signature, DamageIsRefused) {
  for (const char *name : {"key_p256.pem", "key_ed25519.pem", "key_rsa1024.pem"}) {
    const PrivateKey key = read_key(name);
    for (const SignatureScheme scheme : {ecdsa_secp256r1_sha256, ed25519, rsa_pss_rsae_sha256}) {
      if (!key.can_sign(scheme)) continue;
      SCOPED_TRACE(name);
      Random random(Bytes(32, 1));
      const Bytes good = *sign(key, scheme, text("message"), random);
      for (std::size_t i = 0; i < good.size(); ++i) {
        Bytes bad = good;
        bad[i] ^= 1;
        EXPECT_FALSE(verify(key.public_key_info(), scheme, text("message"), bad)) << i;
        EXPECT_FALSE(
            verify(key.public_key_info(), scheme, text("message"), ByteView(good).first(i)));
      }
      Bytes longer = good;
      longer.push_back(0);
      EXPECT_FALSE(verify(key.public_key_info(), scheme, text("message"), longer));
      Bytes trailing = key.public_key_info();
      trailing.push_back(0);
      EXPECT_FALSE(verify(trailing, scheme, text("message"), good));
      EXPECT_FALSE(verify({}, scheme, text("message"), good));
    }
  }
}

// --- TLS 1.2 ---

bool is_ecdsa(SignatureScheme scheme) {
  return scheme == ecdsa_secp256r1_sha256 || scheme == ecdsa_secp384r1_sha384 ||
         scheme == ecdsa_secp521r1_sha512;
}

// RFC 8446, section 4.2.3: what TLS 1.2 adds to what TLS 1.3 may.
bool may_sign_tls12(std::string_view key, SignatureScheme scheme) {
  const bool is_ec = key.starts_with("key_p");
  const bool is_rsa = key.starts_with("key_rsa") && !key.starts_with("key_rsa_pss");
  return may_sign(key, scheme) || (is_ec && is_ecdsa(scheme)) ||
         (is_rsa &&
          (scheme == rsa_pkcs1_sha256 || scheme == rsa_pkcs1_sha384 || scheme == rsa_pkcs1_sha512));
}

TEST(SignatureTls12, KeysAndSchemesBelongTogether) {
  for (const char *name : kKeys) {
    const PrivateKey key = read_key(name);
    for (const SignatureScheme scheme : kAll) {
      SCOPED_TRACE(std::string(name) + " " + std::string(wire::name_of(scheme)));
      Random random(Bytes(32, 1));
      EXPECT_EQ(key.can_sign_tls12(scheme), may_sign_tls12(name, scheme));
      const auto signature = sign_tls12(key, scheme, text("message"), random);
      ASSERT_EQ(signature.has_value(), may_sign_tls12(name, scheme));
      if (!signature) continue;
      for (const SignatureScheme other : kAll) {
        EXPECT_EQ(verify_tls12(key.public_key_info(), other, text("message"), *signature),
                  other == scheme)
            << wire::name_of(other);
      }
      // What only TLS 1.2 may is nothing for TLS 1.3: neither to sign nor, but for the RSASSA-PKCS1
      // of certificates, to check.
      EXPECT_EQ(sign(key, scheme, text("message"), random).has_value(), may_sign(name, scheme));
      const bool pkcs1 = !is_ecdsa(scheme) && !may_sign(name, scheme);
      EXPECT_EQ(verify(key.public_key_info(), scheme, text("message"), *signature),
                may_sign(name, scheme) || pkcs1);
      for (const char *wrong : kKeys) {
        EXPECT_EQ(
            verify_tls12(read_key(wrong).public_key_info(), scheme, text("message"), *signature),
            std::string_view(wrong) == name)
            << wrong;
      }
      Bytes changed = *signature;
      changed.back() ^= 1;
      EXPECT_FALSE(verify_tls12(key.public_key_info(), scheme, text("message"), changed));
    }
  }
}

// `printf message | openssl dgst -shaN -sign key_rsa2048.pem | sha256sum`, OpenSSL 3.0: there is
// only one RSASSA-PKCS1-v1_5 signature of a message.
TEST(SignatureTls12, RsaPkcs1AsOpenSslSigns) {
  const PrivateKey key = read_key("key_rsa2048.pem");
  Random random(Bytes(32, 1));
  const Random untouched = random;
  const std::pair<SignatureScheme, const char *> known[] = {
      {rsa_pkcs1_sha256, "8abb0f8f834efaf9a5d229d06cb2317ff4cffa8e951d6beae5359836d2c3e8af"},
      {rsa_pkcs1_sha384, "cf216f51e49df0b178d256c1dd941649da9aef0ab1f3d8729cbd7f1c812d01d1"},
      {rsa_pkcs1_sha512, "2966e96376b30d8cb9a375d645f8d97d63c5510df0fd5f46d063ec43db6a5326"}};
  for (const auto &[scheme, digest] : known) {
    const auto signature = sign_tls12(key, scheme, text("message"), random);
    ASSERT_TRUE(signature);
    EXPECT_EQ(wire::to_hex(hash(HashAlgorithm::sha256, *signature)), digest);
  }
  EXPECT_TRUE(random == untouched);
}

// RFC 6979, appendix A.2.5: P-256 with longer hashes.
TEST(SignatureTls12, EcdsaWithAnotherHash) {
  const PrivateKey key = ec_key("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
                                "2a8648ce3d030107");
  Random random(Bytes(32, 0));
  EXPECT_EQ(r_and_s(sign_tls12(key, ecdsa_secp384r1_sha384, text("sample"), random), 32),
            "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719"
            "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954");
  EXPECT_EQ(r_and_s(sign_tls12(key, ecdsa_secp521r1_sha512, text("sample"), random), 32),
            "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00"
            "2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe");
}

TEST(SignatureTls12, SchemesAndTypesOfKeys) {
  EXPECT_TRUE(fits_tls12(rsa_pkcs1_sha256, KeyType::rsa));
  EXPECT_FALSE(fits_tls12(rsa_pkcs1_sha256, KeyType::rsa_pss));
  EXPECT_TRUE(fits_tls12(rsa_pss_rsae_sha512, KeyType::rsa));
  EXPECT_FALSE(fits_tls12(rsa_pss_rsae_sha512, KeyType::rsa_pss));
  EXPECT_TRUE(fits_tls12(rsa_pss_pss_sha384, KeyType::rsa_pss));
  EXPECT_FALSE(fits_tls12(rsa_pss_pss_sha384, KeyType::rsa));
  EXPECT_TRUE(fits_tls12(ecdsa_secp256r1_sha256, KeyType::ec_secp521r1));
  EXPECT_FALSE(fits_tls12(ecdsa_secp256r1_sha256, KeyType::ed25519));
  EXPECT_TRUE(fits_tls12(ed25519, KeyType::ed25519));
  for (const KeyType type : {KeyType::rsa, KeyType::rsa_pss, KeyType::ec_secp256r1,
                             KeyType::ec_secp384r1, KeyType::ec_secp521r1, KeyType::ed25519}) {
    for (const SignatureScheme scheme :
         {rsa_pkcs1_sha1, ecdsa_sha1, ed448, SignatureScheme{0x0a0a}}) {
      EXPECT_FALSE(fits_tls12(scheme, type));
    }
  }
}

}  // namespace
}  // namespace crypto::signature_test
