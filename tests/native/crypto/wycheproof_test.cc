// Project Wycheproof's cases, read from BoringSSL's source.
#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/key_exchange.h"
#include "crypto/signature.h"
#include "native/crypto/test_data.h"

namespace crypto::wycheproof_test {
namespace {

using testing::read_wycheproof;
using testing::WycheproofCase;

std::string hex_or_none(const std::optional<Secret> &secret) {
  return secret ? wire::to_hex(*secret) : "none";
}

TEST(Wycheproof, X25519) {
  std::size_t zero = 0;
  for (const WycheproofCase &c : read_wycheproof("x25519_test.txt")) {
    // Acceptable are odd public keys: all are to be taken but those that give zero
    // (RFC 8446, section 7.4.2).
    const bool is_zero = c.text("shared").find_first_not_of('0') == std::string::npos;
    zero += is_zero ? 1 : 0;
    EXPECT_EQ(hex_or_none(shared_secret(NamedGroup::x25519, c.bytes("private"), c.bytes("public"))),
              is_zero ? "none" : c.text("shared"))
        << c.id;
  }
  EXPECT_GT(zero, 0U);
}

// check_curve takes the cases of a curve. Their public keys are SubjectPublicKeyInfos; after one of
// these prefixes the rest is the point. The others, of other curves or with explicit parameters,
// never get to a key exchange.
void check_curve(NamedGroup group, const std::string &uncompressed, const std::string &compressed,
                 std::size_t least_good, std::size_t least_bad) {
  const std::size_t length = private_key_length(group);
  std::size_t good = 0;
  std::size_t bad = 0;
  for (const WycheproofCase &c :
       read_wycheproof("ecdh_" + std::string(wire::name_of(group)) + "_test.txt")) {
    const std::string &info = c.text("public");
    if (!info.starts_with(uncompressed) && !info.starts_with(compressed)) continue;
    Bytes scalar = c.bytes("private");
    if (scalar.size() == length + 1 && scalar[0] == 0) scalar.erase(scalar.begin());
    scalar.insert(scalar.begin(), length - std::min(length, scalar.size()), 0);
    const bool is_whole = info.starts_with(uncompressed);
    const Bytes point = testing::hex(
        std::string_view(info).substr(is_whole ? uncompressed.size() : compressed.size()));
    const bool expected = c.text("result") == "valid" && is_whole;
    EXPECT_EQ(hex_or_none(shared_secret(group, scalar, point)),
              expected ? c.text("shared") : "none")
        << c.id;
    const auto response = respond(group, scalar, point);
    EXPECT_EQ(response ? wire::to_hex(response->shared_secret) : "none",
              expected ? c.text("shared") : "none")
        << c.id;
    (expected ? good : bad) += 1;
  }
  EXPECT_GT(good, least_good);
  EXPECT_GT(bad, least_bad);
}

TEST(Wycheproof, Secp256r1) {
  check_curve(NamedGroup::secp256r1, "3059301306072a8648ce3d020106082a8648ce3d030107034200",
              "3039301306072a8648ce3d020106082a8648ce3d030107032200", 150, 10);
}

TEST(Wycheproof, Secp384r1) {
  check_curve(NamedGroup::secp384r1, "3076301006072a8648ce3d020106052b81040022036200",
              "3046301006072a8648ce3d020106052b81040022033200", 150, 5);
}

TEST(Wycheproof, Secp521r1) {
  check_curve(NamedGroup::secp521r1, "30819b301006072a8648ce3d020106052b8104002303818600",
              "3058301006072a8648ce3d020106052b81040023034400", 150, 5);
}

void check_signatures(const std::string &file, SignatureScheme scheme) {
  std::size_t good = 0;
  std::size_t bad = 0;
  for (const WycheproofCase &c : read_wycheproof(file)) {
    // Acceptable are other encodings than DER and PKCS #1 without its NULL, which are refused, and
    // small RSA exponents, which are taken.
    const bool expected = c.text("result") == "valid" || c.has_flag("SmallPublicKey");
    EXPECT_EQ(verify(c.bytes("keyDer"), scheme, c.bytes("msg"), c.bytes("sig")), expected) << c.id;
    EXPECT_EQ(verify_tls12(c.bytes("keyDer"), scheme, c.bytes("msg"), c.bytes("sig")), expected)
        << c.id;
    (expected ? good : bad) += 1;
  }
  EXPECT_GT(good, 0U) << file;
  EXPECT_GT(bad, 0U) << file;
}

TEST(Wycheproof, EcdsaP256) {
  check_signatures("ecdsa_secp256r1_sha256_test.txt", SignatureScheme::ecdsa_secp256r1_sha256);
}

TEST(Wycheproof, EcdsaP384) {
  check_signatures("ecdsa_secp384r1_sha384_test.txt", SignatureScheme::ecdsa_secp384r1_sha384);
}

TEST(Wycheproof, EcdsaP521) {
  check_signatures("ecdsa_secp521r1_sha512_test.txt", SignatureScheme::ecdsa_secp521r1_sha512);
}

// In TLS 1.2 a scheme names a hash, whatever the curve.
TEST(Wycheproof, EcdsaWithAnotherHash) {
  for (const char *file : {"ecdsa_secp256r1_sha512_test.txt", "ecdsa_secp384r1_sha512_test.txt"}) {
    std::size_t good = 0;
    for (const WycheproofCase &c : read_wycheproof(file)) {
      const bool expected = c.text("result") == "valid";
      good += expected ? 1 : 0;
      EXPECT_EQ(verify_tls12(c.bytes("keyDer"), SignatureScheme::ecdsa_secp521r1_sha512,
                             c.bytes("msg"), c.bytes("sig")),
                expected)
          << c.id;
      EXPECT_FALSE(verify(c.bytes("keyDer"), SignatureScheme::ecdsa_secp521r1_sha512,
                          c.bytes("msg"), c.bytes("sig")))
          << c.id;
    }
    EXPECT_GT(good, 100U) << file;
  }
}

TEST(Wycheproof, Ed25519) { check_signatures("eddsa_test.txt", SignatureScheme::ed25519); }

TEST(Wycheproof, RsaPkcs1) {
  check_signatures("rsa_signature_2048_sha256_test.txt", SignatureScheme::rsa_pkcs1_sha256);
  check_signatures("rsa_signature_2048_sha384_test.txt", SignatureScheme::rsa_pkcs1_sha384);
  check_signatures("rsa_signature_2048_sha512_test.txt", SignatureScheme::rsa_pkcs1_sha512);
  check_signatures("rsa_signature_3072_sha256_test.txt", SignatureScheme::rsa_pkcs1_sha256);
  check_signatures("rsa_signature_3072_sha384_test.txt", SignatureScheme::rsa_pkcs1_sha384);
  check_signatures("rsa_signature_3072_sha512_test.txt", SignatureScheme::rsa_pkcs1_sha512);
  check_signatures("rsa_signature_4096_sha384_test.txt", SignatureScheme::rsa_pkcs1_sha384);
  check_signatures("rsa_signature_4096_sha512_test.txt", SignatureScheme::rsa_pkcs1_sha512);
}

TEST(Wycheproof, RsaPss) {
  check_signatures("rsa_pss_2048_sha256_mgf1_32_test.txt", SignatureScheme::rsa_pss_rsae_sha256);
  check_signatures("rsa_pss_3072_sha256_mgf1_32_test.txt", SignatureScheme::rsa_pss_rsae_sha256);
  check_signatures("rsa_pss_4096_sha256_mgf1_32_test.txt", SignatureScheme::rsa_pss_rsae_sha256);
}

// Good signatures under other parameters than TLS's: the salt is not as long as the hash.
TEST(Wycheproof, RsaPssWithOtherSaltsIsRefused) {
  for (const auto &[file, scheme] :
       {std::pair{"rsa_pss_2048_sha256_mgf1_0_test.txt", SignatureScheme::rsa_pss_rsae_sha256},
        std::pair{"rsa_pss_4096_sha512_mgf1_32_test.txt", SignatureScheme::rsa_pss_rsae_sha512}}) {
    std::size_t good = 0;
    for (const WycheproofCase &c : read_wycheproof(file)) {
      // The bad ones include one whose salt was changed to TLS's length.
      if (c.text("result") != "valid") continue;
      ++good;
      EXPECT_FALSE(verify(c.bytes("keyDer"), scheme, c.bytes("msg"), c.bytes("sig"))) << c.id;
    }
    EXPECT_GT(good, 0U) << file;
  }
}

void check_aead(const std::string &file, bool is_gcm) {
  std::size_t checked = 0;
  for (const WycheproofCase &c : read_wycheproof(file)) {
    const Bytes key = c.bytes("key");
    const Bytes nonce = c.bytes("iv");
    if (nonce.size() != kAeadNonceLength || key.size() == 24) continue;
    const AeadAlgorithm algorithm = !is_gcm            ? AeadAlgorithm::chacha20_poly1305
                                    : key.size() == 16 ? AeadAlgorithm::aes_128_gcm
                                                       : AeadAlgorithm::aes_256_gcm;
    Bytes ciphertext = c.bytes("ct");
    wire::append(ciphertext, c.bytes("tag"));
    const auto opened = open(algorithm, key, nonce, c.bytes("aad"), ciphertext);
    const bool valid = c.text("result") == "valid";
    ASSERT_EQ(opened.has_value(), valid) << c.id;
    if (valid) {
      EXPECT_EQ(*opened, c.bytes("msg")) << c.id;
      EXPECT_EQ(seal(algorithm, key, nonce, c.bytes("aad"), c.bytes("msg")), ciphertext) << c.id;
    }
    ++checked;
  }
  EXPECT_GT(checked, 80U);
}

TEST(Wycheproof, AesGcm) { check_aead("aes_gcm_test.txt", true); }

TEST(Wycheproof, ChaCha20Poly1305) { check_aead("chacha20_poly1305_test.txt", false); }

constexpr std::pair<const char *, HashAlgorithm> kHashes[] = {{"sha256", HashAlgorithm::sha256},
                                                              {"sha384", HashAlgorithm::sha384},
                                                              {"sha512", HashAlgorithm::sha512}};

TEST(Wycheproof, Hmac) {
  for (const auto &[name, algorithm] : kHashes) {
    for (const WycheproofCase &c : read_wycheproof("hmac_" + std::string(name) + "_test.txt")) {
      const Bytes tag = c.bytes("tag");
      const Secret full = hmac(algorithm, c.bytes("key"), c.bytes("msg"));
      EXPECT_EQ(equal(full.view().first(tag.size()), tag), c.text("result") == "valid") << c.id;
    }
  }
}

TEST(Wycheproof, Hkdf) {
  for (const auto &[name, algorithm] : kHashes) {
    for (const WycheproofCase &c : read_wycheproof("hkdf_" + std::string(name) + "_test.txt")) {
      // The invalid ones ask for more than 255 blocks, which here is a mistake in the program.
      if (c.text("result") != "valid") continue;
      const Secret prk = hkdf_extract(algorithm, c.bytes("salt"), c.bytes("ikm"));
      const std::size_t size = std::stoul(c.text("size"));
      EXPECT_EQ(wire::to_hex(hkdf_expand(algorithm, prk, c.bytes("info"), size)), c.text("okm"))
          << c.id;
    }
  }
}

}  // namespace
}  // namespace crypto::wycheproof_test
