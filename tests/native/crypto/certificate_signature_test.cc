#include <gtest/gtest.h>
#include <openssl/bytestring.h>

#include "crypto/signature.h"
#include "native/crypto/test_data.h"
#include "session/demonstration_chain.h"

namespace crypto::certificate_signature_test {
namespace {

using testing::hex;
using testing::read_der;
using testing::read_key;

// A Certificate's three parts (RFC 5280, section 4.1), taken apart here so that this test does not
// lean on our own reader.
struct Parts {
  Bytes to_be_signed, algorithm, signature;
};

Bytes bytes_of(const CBS &cbs) { return {CBS_data(&cbs), CBS_data(&cbs) + CBS_len(&cbs)}; }

Parts take_apart(ByteView der) {
  CBS cbs, certificate, tbs, algorithm, signature;
  CBS_init(&cbs, der.data(), der.size());
  std::uint8_t unused_bits = 1;
  EXPECT_TRUE(CBS_get_asn1(&cbs, &certificate, CBS_ASN1_SEQUENCE) &&
              CBS_get_asn1_element(&certificate, &tbs, CBS_ASN1_SEQUENCE) &&
              CBS_get_asn1_element(&certificate, &algorithm, CBS_ASN1_SEQUENCE) &&
              CBS_get_asn1(&certificate, &signature, CBS_ASN1_BITSTRING) &&
              CBS_get_u8(&signature, &unused_bits) && unused_bits == 0);
  return {bytes_of(tbs), bytes_of(algorithm), bytes_of(signature)};
}

bool check(const PrivateKey &key, const Parts &parts) {
  return verify_certificate_signature(key.public_key_info(), parts.algorithm, parts.to_be_signed,
                                      parts.signature);
}

struct Case {
  const char *certificate, *key;
  bool good;
};

// Signed by OpenSSL 3.0 (tests/vectors/crypto/make.sh).
const Case kCases[] = {
    {"certificate_rsa_sha256.pem", "key_rsa2048.pem", true},
    {"certificate_rsa_sha384.pem", "key_rsa2048.pem", true},
    {"certificate_rsa_sha512.pem", "key_rsa2048.pem", true},
    {"certificate_rsa_sha1.pem", "key_rsa2048.pem", false},
    {"certificate_pss_sha256_salt32.pem", "key_rsa2048.pem", true},
    {"certificate_pss_sha384_salt48.pem", "key_rsa2048.pem", true},
    {"certificate_pss_sha512_salt64.pem", "key_rsa2048.pem", true},
    {"certificate_pss_sha256_salt20.pem", "key_rsa2048.pem", false},
    {"certificate_pss_sha256_mgf_sha1.pem", "key_rsa2048.pem", false},
    {"certificate_ecdsa_p256_sha256.pem", "key_p256.pem", true},
    {"certificate_ecdsa_p256_sha512.pem", "key_p256.pem", true},
    {"certificate_ecdsa_p384_sha384.pem", "key_p384.pem", true},
    {"certificate_ecdsa_p521_sha512.pem", "key_p521.pem", true},
    {"certificate_ecdsa_p256_sha1.pem", "key_p256.pem", false},
    {"certificate_ed25519.pem", "key_ed25519.pem", true},
    {"certificate_key_pss_sha384_salt48.pem", "key_rsa_pss.pem", true},
    {"certificate_key_pss_only_sha256.pem", "key_rsa_pss_sha256.pem", true},
};

TEST(CertificateSignature, SignedByOpenSsl) {
  for (const Case &c : kCases) {
    SCOPED_TRACE(c.certificate);
    const Parts parts = take_apart(read_der(c.certificate));
    EXPECT_EQ(check(read_key(c.key), parts), c.good);
    if (!c.good) continue;
    Parts changed = parts;
    changed.to_be_signed.back() ^= 1;
    EXPECT_FALSE(check(read_key(c.key), changed));
    changed = parts;
    changed.signature.back() ^= 1;
    EXPECT_FALSE(check(read_key(c.key), changed));
    for (const char *other : {"key_p256.pem", "key_p384.pem", "key_p521.pem", "key_rsa2048.pem",
                              "key_rsa2049.pem", "key_ed25519.pem"}) {
      EXPECT_EQ(check(read_key(other), parts), std::string_view(other) == c.key) << other;
    }
  }
}

TEST(CertificateSignature, AlgorithmsAreNotInterchangeable) {
  for (const Case &c : kCases) {
    if (!c.good) continue;
    const Parts parts = take_apart(read_der(c.certificate));
    for (const Case &other : kCases) {
      Parts mixed = parts;
      mixed.algorithm = take_apart(read_der(other.certificate)).algorithm;
      EXPECT_EQ(check(read_key(c.key), mixed), mixed.algorithm == parts.algorithm)
          << c.certificate << " under " << other.certificate;
    }
  }
}

TEST(CertificateSignature, EveryPrefixOfTheAlgorithmIsRefused) {
  for (const Case &c : kCases) {
    const Parts parts = take_apart(read_der(c.certificate));
    for (std::size_t n = 0; n < parts.algorithm.size(); ++n) {
      Parts cut = parts;
      cut.algorithm.resize(n);
      EXPECT_FALSE(check(read_key(c.key), cut)) << c.certificate << " " << n;
    }
    Parts longer = parts;
    longer.algorithm.push_back(0);
    EXPECT_FALSE(check(read_key(c.key), longer)) << c.certificate;
  }
}

TEST(CertificateSignature, ParametersAreStrict) {
  const PrivateKey rsa = read_key("key_rsa2048.pem");
  Parts parts = take_apart(read_der("certificate_rsa_sha256.pem"));
  ASSERT_EQ(wire::to_hex(parts.algorithm), "300d06092a864886f70d01010b0500");
  parts.algorithm = hex("300b06092a864886f70d01010b");
  EXPECT_TRUE(check(rsa, parts)) << "RFC 4055 wants NULL and tells readers to take its absence";
  for (const char *bad : {"300e06092a864886f70d01010b050100",    // NULL with contents
                          "300d06092a864886f70d01010b0400",      // an OCTET STRING
                          "300f06092a864886f70d01010b05000500",  // two
                          "300d06092a864886f70d01010e0500"}) {   // sha224
    parts.algorithm = hex(bad);
    EXPECT_FALSE(check(rsa, parts)) << bad;
  }

  const PrivateKey p256 = read_key("key_p256.pem");
  parts = take_apart(read_der("certificate_ecdsa_p256_sha256.pem"));
  ASSERT_EQ(wire::to_hex(parts.algorithm), "300a06082a8648ce3d040302");
  parts.algorithm = hex("300c06082a8648ce3d0403020500");
  EXPECT_FALSE(check(p256, parts)) << "RFC 5758: the parameters are absent";

  const PrivateKey ed25519 = read_key("key_ed25519.pem");
  parts = take_apart(read_der("certificate_ed25519.pem"));
  ASSERT_EQ(wire::to_hex(parts.algorithm), "300506032b6570");
  parts.algorithm = hex("300706032b65700500");
  EXPECT_FALSE(check(ed25519, parts)) << "RFC 8410: the parameters are absent";
}

// pss_algorithm is id-RSASSA-PSS with the hashes and the mask generation function by the last byte
// of their OIDs, and further fields after those two.
Bytes pss_algorithm(std::string hash, std::string mask, std::string mask_hash, std::string rest) {
  const auto parameters = "a00d300b06096086480165030402" + hash + "a11a301806092a864886f70d0101" +
                          mask + "300b06096086480165030402" + mask_hash + rest;
  const auto length = static_cast<std::uint8_t>(parameters.size() / 2);
  Bytes out{0x30, static_cast<std::uint8_t>(length + 13)};
  wire::append(out, hex("06092a864886f70d01010a"));
  wire::append(out, Bytes{0x30, length});
  wire::append(out, hex(parameters));
  return out;
}

TEST(CertificateSignature, PssParametersAreStrict) {
  const PrivateKey rsa = read_key("key_rsa2048.pem");
  Parts parts = take_apart(read_der("certificate_pss_sha256_salt32.pem"));
  const auto taken = [&](const Bytes &algorithm) {
    parts.algorithm = algorithm;
    return check(rsa, parts);
  };
  EXPECT_TRUE(taken(pss_algorithm("01", "08", "01", "a203020120")))
      << "RFC 4055: NULL or absent under a hash, both are to be taken";
  EXPECT_FALSE(taken(pss_algorithm("02", "08", "02", "a203020120"))) << "another hash";
  EXPECT_FALSE(taken(pss_algorithm("01", "08", "02", "a203020120"))) << "MGF1's hash is another";
  EXPECT_FALSE(taken(pss_algorithm("01", "07", "01", "a203020120"))) << "not MGF1";
  EXPECT_FALSE(taken(pss_algorithm("01", "08", "01", "a203020121"))) << "a salt of 33";
  EXPECT_FALSE(taken(pss_algorithm("01", "08", "01", ""))) << "by default a salt of 20";
  EXPECT_FALSE(taken(pss_algorithm("01", "08", "01", "a203020120a303020101")))
      << "DER leaves a default out";
}

// RFC 4055, section 1.2: a key for RSASSA-PSS makes no other signature, and none with another hash
// than the one that it names.
TEST(CertificateSignature, PssKeysAreForTheirHash) {
  Random random(Bytes(32, 3));
  const auto algorithm_of = [](const char *name) { return take_apart(read_der(name)).algorithm; };
  const Bytes pss256 = algorithm_of("certificate_pss_sha256_salt32.pem");
  const Bytes pss384 = algorithm_of("certificate_pss_sha384_salt48.pem");
  const Bytes message{1, 2, 3};
  const PrivateKey any = read_key("key_rsa_pss.pem");
  const PrivateKey only256 = read_key("key_rsa_pss_sha256.pem");
  const auto any256 = sign(any, SignatureScheme::rsa_pss_pss_sha256, message, random);
  const auto any384 = sign(any, SignatureScheme::rsa_pss_pss_sha384, message, random);
  ASSERT_TRUE(any256 && any384);
  EXPECT_TRUE(verify_certificate_signature(any.public_key_info(), pss256, message, *any256));
  EXPECT_TRUE(verify_certificate_signature(any.public_key_info(), pss384, message, *any384));
  // The same key with the parameters of the other: the signature is right and not allowed.
  const auto restricted = [&](ByteView info) {
    // SubjectPublicKeyInfo: the algorithm of `only256` before the bits of `any`.
    CBS cbs, sequence, algorithm, bits;
    CBS_init(&cbs, only256.public_key_info().data(), only256.public_key_info().size());
    EXPECT_TRUE(CBS_get_asn1(&cbs, &sequence, CBS_ASN1_SEQUENCE) &&
                CBS_get_asn1_element(&sequence, &algorithm, CBS_ASN1_SEQUENCE));
    CBS_init(&cbs, info.data(), info.size());
    CBS ignored;
    EXPECT_TRUE(CBS_get_asn1(&cbs, &sequence, CBS_ASN1_SEQUENCE) &&
                CBS_get_asn1_element(&sequence, &ignored, CBS_ASN1_SEQUENCE) &&
                CBS_get_asn1_element(&sequence, &bits, CBS_ASN1_BITSTRING));
    Bytes contents = bytes_of(algorithm);
    wire::append(contents, bytes_of(bits));
    Bytes out{0x30, 0x82, static_cast<std::uint8_t>(contents.size() >> 8),
              static_cast<std::uint8_t>(contents.size())};
    wire::append(out, contents);
    return out;
  };
  const Bytes info = restricted(any.public_key_info());
  EXPECT_TRUE(verify_certificate_signature(info, pss256, message, *any256));
  EXPECT_FALSE(verify_certificate_signature(info, pss384, message, *any384));
  EXPECT_TRUE(verify(info, SignatureScheme::rsa_pss_pss_sha256, message, *any256));
  EXPECT_FALSE(verify(info, SignatureScheme::rsa_pss_pss_sha384, message, *any384));
  // RSASSA-PKCS1-v1_5 by an RSA key, under the same numbers as an id-RSASSA-PSS key.
  const PrivateKey rsa = read_key("key_rsa2048.pem");
  const auto pkcs1 = sign_tls12(rsa, SignatureScheme::rsa_pkcs1_sha256, message, random);
  const Bytes pkcs1_algorithm = algorithm_of("certificate_rsa_sha256.pem");
  ASSERT_TRUE(pkcs1);
  EXPECT_TRUE(
      verify_certificate_signature(rsa.public_key_info(), pkcs1_algorithm, message, *pkcs1));
  EXPECT_FALSE(verify_certificate_signature(restricted(rsa.public_key_info()), pkcs1_algorithm,
                                            message, *pkcs1));
}

TEST(CertificateSignature, DemonstrationChain) {
  const ByteView root = session::demonstration_root();
  CBS cbs, certificate, tbs, info;
  CBS_init(&cbs, root.data(), root.size());
  ASSERT_TRUE(CBS_get_asn1(&cbs, &certificate, CBS_ASN1_SEQUENCE) &&
              CBS_get_asn1(&certificate, &tbs, CBS_ASN1_SEQUENCE));
  // version, serialNumber, signature, issuer, validity and subject come before the key.
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(CBS_get_any_asn1_element(&tbs, &info, nullptr, nullptr));
  }
  ASSERT_TRUE(CBS_get_asn1_element(&tbs, &info, CBS_ASN1_SEQUENCE));
  const Bytes root_key = bytes_of(info);
  const auto signed_by_root = [&](ByteView der) {
    const Parts parts = take_apart(der);
    return verify_certificate_signature(root_key, parts.algorithm, parts.to_be_signed,
                                        parts.signature);
  };
  EXPECT_TRUE(signed_by_root(root));
  for (const KeyType type : {KeyType::rsa, KeyType::rsa_pss, KeyType::ec_secp256r1,
                             KeyType::ec_secp384r1, KeyType::ec_secp521r1, KeyType::ed25519}) {
    EXPECT_TRUE(signed_by_root(session::demonstration_leaf(type)));
  }
  for (const KeyType type : {KeyType::rsa, KeyType::ec_secp256r1, KeyType::ed25519}) {
    EXPECT_TRUE(signed_by_root(session::demonstration_client(type)));
  }
  EXPECT_FALSE(signed_by_root(read_der("certificate_ecdsa_p256_sha256.pem")));
}

}  // namespace
}  // namespace crypto::certificate_signature_test
