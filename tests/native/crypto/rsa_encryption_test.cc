#include "crypto/rsa_encryption.h"

#include <gtest/gtest.h>
#include <openssl/bytestring.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "native/crypto/test_data.h"

namespace crypto::rsa_encryption_test {
namespace {

constexpr std::uint16_t kTls12 = 0x0303;

// Our keys and the same as BoringSSL's.
struct Key {
  explicit Key(ByteView der) : ours(*PrivateKey::from_der(der)) {
    const Bytes &info = ours.public_key_info();
    CBS cbs;
    CBS_init(&cbs, info.data(), info.size());
    public_key.reset(EVP_parse_public_key(&cbs));
    CBS_init(&cbs, der.data(), der.size());
    private_key.reset(EVP_parse_private_key(&cbs));
  }
  explicit Key(const std::string &name) : Key(testing::read_der(name)) {}
  RSA *rsa() const { return EVP_PKEY_get0_RSA(private_key.get()); }
  std::size_t size() const { return RSA_size(rsa()); }
  // raw encrypts an encoded message as it is.
  Bytes raw(const Bytes &encoded) const {
    Bytes out(size());
    std::size_t written = 0;
    EXPECT_EQ(RSA_encrypt(EVP_PKEY_get0_RSA(public_key.get()), &written, out.data(), out.size(),
                          encoded.data(), encoded.size(), RSA_NO_PADDING),
              1);
    return out;
  }
  // raw_decrypt gives the encoded message; empty when there is none.
  Bytes raw_decrypt(const Bytes &ciphertext) const {
    Bytes out(size());
    std::size_t written = 0;
    const int result = RSA_decrypt(rsa(), &written, out.data(), out.size(), ciphertext.data(),
                                   ciphertext.size(), RSA_NO_PADDING);
    out.resize(result == 1 ? written : 0);
    return out;
  }

  PrivateKey ours;
  bssl::UniquePtr<EVP_PKEY> public_key, private_key;
};

Random random_from(std::uint8_t seed) { return Random(Bytes(Random::kSeedLength, seed)); }

Bytes premaster() {
  Bytes out(kPremasterLength);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(200 - i);
  out[0] = 0x03;
  out[1] = 0x03;
  return out;
}

const Bytes kFallback(kPremasterLength, 0xfa);

// encode is the padding of RFC 8017, section 7.2.1, with a padding of 0x11.
Bytes encode(std::size_t modulus_length, const Bytes &message) {
  Bytes out(modulus_length - message.size(), 0x11);
  out[0] = 0x00;
  out[1] = 0x02;
  out.back() = 0x00;
  wire::append(out, message);
  return out;
}

std::string decrypted(const Key &key, const Bytes &ciphertext, std::uint16_t version = kTls12) {
  return wire::to_hex(rsa_decrypt_premaster(key.ours, ciphertext, version, kFallback));
}

const char *const kNames[] = {"key_rsa1024.pem", "key_rsa2048.pem", "key_rsa2049.pem"};

TEST(RsaEncryption, RoundTrip) {
  for (const char *name : kNames) {
    SCOPED_TRACE(name);
    const Key key(name);
    Random random = random_from(1);
    for (int i = 0; i < 20; ++i) {
      const auto sealed = rsa_encrypt(key.ours.public_key_info(), premaster(), random);
      ASSERT_TRUE(sealed.has_value());
      EXPECT_EQ(sealed->size(), key.size());
      EXPECT_EQ(decrypted(key, *sealed), wire::to_hex(premaster()));
    }
  }
}

TEST(RsaEncryption, AgreesWithBoringssl) {
  for (const char *name : kNames) {
    SCOPED_TRACE(name);
    const Key key(name);
    Random random = random_from(2);
    for (std::size_t length = 0; length <= key.size() - 11; length += length < 60 ? 1 : 13) {
      const Bytes message(length, 0x5c);
      const auto sealed = rsa_encrypt(key.ours.public_key_info(), message, random);
      ASSERT_TRUE(sealed.has_value());
      Bytes out(key.size());
      const int got = RSA_private_decrypt(sealed->size(), sealed->data(), out.data(), key.rsa(),
                                          RSA_PKCS1_PADDING);
      ASSERT_EQ(got, static_cast<int>(length));
      out.resize(length);
      EXPECT_EQ(out, message);
    }
    for (int i = 0; i < 10; ++i) {
      Bytes sealed(key.size());
      const Bytes message = premaster();
      ASSERT_EQ(RSA_public_encrypt(message.size(), message.data(), sealed.data(),
                                   EVP_PKEY_get0_RSA(key.public_key.get()), RSA_PKCS1_PADDING),
                static_cast<int>(key.size()));
      EXPECT_EQ(decrypted(key, sealed), wire::to_hex(message));
    }
  }
}

TEST(RsaEncryption, TheSameSeedGivesTheSameBytesWithoutZerosInThePadding) {
  const Key key("key_rsa2048.pem");
  for (std::uint8_t seed = 0; seed < 20; ++seed) {
    Random a = random_from(seed);
    Random b = random_from(seed);
    const auto sealed = rsa_encrypt(key.ours.public_key_info(), premaster(), a);
    EXPECT_EQ(sealed, rsa_encrypt(key.ours.public_key_info(), premaster(), b));
    EXPECT_TRUE(a == b);
    const Bytes encoded = key.raw_decrypt(*sealed);
    EXPECT_EQ(encoded[0], 0x00);
    EXPECT_EQ(encoded[1], 0x02);
    for (std::size_t i = 2; i < 256 - 49; ++i) EXPECT_NE(encoded[i], 0) << i;
    EXPECT_EQ(encoded[256 - 49], 0x00);
  }
}

TEST(RsaEncryption, ZerosAreDrawnAgain) {
  const Key key("key_rsa1024.pem");
  Bytes first(128 - 48 - 3, 0x22);
  first[0] = 0;
  first[5] = 0;
  first.back() = 0;
  Random random =
      Random::scripted({first, testing::hex("330044"), testing::hex("00"), testing::hex("55")});
  const auto sealed = rsa_encrypt(key.ours.public_key_info(), premaster(), random);
  Bytes encoded(2, 0x00);
  encoded[1] = 0x02;
  wire::append(encoded, Bytes(first.size() - 3, 0x22));
  wire::append(encoded, testing::hex("334455 00"));
  wire::append(encoded, premaster());
  EXPECT_EQ(key.raw_decrypt(sealed.value()), encoded);
}

TEST(RsaEncryption, RefusedKeysAndMessages) {
  Random random = random_from(3);
  const Random before = random;
  const Key key("key_rsa1024.pem");
  const Bytes &info = key.ours.public_key_info();
  EXPECT_TRUE(rsa_encrypt(info, Bytes(128 - 11, 1), random).has_value());
  random = before;
  EXPECT_FALSE(rsa_encrypt(info, Bytes(128 - 10, 1), random).has_value());
  EXPECT_FALSE(rsa_encrypt(info, Bytes(1000, 1), random).has_value());
  EXPECT_FALSE(rsa_encrypt({}, premaster(), random).has_value());
  EXPECT_FALSE(rsa_encrypt(testing::read_key("key_p256.pem").public_key_info(), premaster(), random)
                   .has_value());
  Bytes longer = info;
  longer.push_back(0);
  EXPECT_FALSE(rsa_encrypt(longer, premaster(), random).has_value());
  EXPECT_TRUE(random == before);
}

TEST(RsaEncryption, BadPaddingGivesTheFallback) {
  for (const char *name : kNames) {
    SCOPED_TRACE(name);
    const Key key(name);
    const std::string fallback = wire::to_hex(kFallback);
    const Bytes good = encode(key.size(), premaster());
    ASSERT_EQ(decrypted(key, key.raw(good)), wire::to_hex(premaster()));
    const std::size_t zero = key.size() - kPremasterLength - 1;
    const auto with = [&](std::size_t at, std::uint8_t value) {
      Bytes changed = good;
      changed[at] = value;
      return decrypted(key, key.raw(changed));
    };
    // A modulus of 2049 bits begins with 01, the others with 80 or more.
    EXPECT_EQ(with(0, 0x01), fallback);
    for (const std::uint8_t type : testing::hex("00 01 03 82 ff"))
      EXPECT_EQ(with(1, type), fallback);
    // A zero anywhere in the padding: the separator comes too early.
    for (std::size_t i = 2; i < zero; ++i) EXPECT_EQ(with(i, 0x00), fallback) << i;
    // No separator where it must be.
    for (const std::uint8_t value : testing::hex("01 80 ff"))
      EXPECT_EQ(with(zero, value), fallback);
    // No zero at all.
    Bytes none(key.size(), 0x33);
    none[0] = 0x00;
    none[1] = 0x02;
    EXPECT_EQ(decrypted(key, key.raw(none)), fallback);
    // A message of another length.
    for (const std::size_t length : {0U, 1U, 46U, 47U, 49U, 50U, 96U}) {
      Bytes message(length, 0x03);
      EXPECT_EQ(decrypted(key, key.raw(encode(key.size(), message))), fallback) << length;
    }
    // The version.
    EXPECT_EQ(with(zero + 1, 0x02), fallback);
    EXPECT_EQ(with(zero + 2, 0x02), fallback);
    EXPECT_EQ(with(zero + 2, 0x04), fallback);
    for (const int version : {0x0300, 0x0301, 0x0302, 0x0304, 0x0203, 0x0000}) {
      EXPECT_EQ(decrypted(key, key.raw(good), static_cast<std::uint16_t>(version)), fallback);
    }
    // Any other change after the version is a premaster secret.
    EXPECT_NE(with(zero + 3, 0x77), fallback);
    Bytes older = good;
    older[zero + 2] = 0x01;
    EXPECT_EQ(decrypted(key, key.raw(older), 0x0301),
              wire::to_hex(ByteView(older).last(kPremasterLength)));
  }
}

TEST(RsaEncryption, BadCiphertextsGiveTheFallback) {
  for (const char *name : kNames) {
    SCOPED_TRACE(name);
    const Key key(name);
    const std::string fallback = wire::to_hex(kFallback);
    const Bytes good = key.raw(encode(key.size(), premaster()));
    EXPECT_EQ(decrypted(key, {}), fallback);
    Bytes shorter = good;
    shorter.pop_back();
    EXPECT_EQ(decrypted(key, shorter), fallback);
    Bytes longer = good;
    longer.insert(longer.begin(), 0);
    EXPECT_EQ(decrypted(key, longer), fallback);
    // Not below the modulus.
    EXPECT_EQ(decrypted(key, Bytes(key.size(), 0xff)), fallback);
    EXPECT_EQ(decrypted(key, Bytes(key.size(), 0x00)), fallback);
    for (std::size_t bit = 0; bit < good.size() * 8; bit += 37) {
      Bytes changed = good;
      changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
      EXPECT_EQ(decrypted(key, changed), fallback) << bit;
    }
  }
}

// None of Wycheproof's messages is a premaster secret, so each gives the fallback; the well padded
// ones are also encrypted again, with the padding that they have.
TEST(RsaEncryption, Wycheproof) {
  for (const char *name :
       {"rsa_pkcs1_2048_test.txt", "rsa_pkcs1_3072_test.txt", "rsa_pkcs1_4096_test.txt"}) {
    std::size_t valid = 0;
    std::size_t invalid = 0;
    for (const testing::WycheproofCase &c : testing::read_wycheproof(name)) {
      const Key key(c.bytes("privateKeyPkcs8"));
      const Bytes ciphertext = c.bytes("ct");
      const Bytes message = c.bytes("msg");
      ASSERT_NE(message.size(), kPremasterLength) << c.id;
      EXPECT_EQ(decrypted(key, ciphertext), wire::to_hex(kFallback)) << c.id;
      if (c.text("result") != "valid") {
        ++invalid;
        continue;
      }
      ++valid;
      const Bytes encoded = key.raw_decrypt(ciphertext);
      ASSERT_EQ(encoded.size(), key.size()) << c.id;
      Random random = Random::scripted(
          {wire::to_bytes(ByteView(encoded).subspan(2, key.size() - 3 - message.size()))});
      EXPECT_EQ(rsa_encrypt(key.ours.public_key_info(), message, random), ciphertext) << c.id;
    }
    EXPECT_GT(valid, 5U);
    EXPECT_GT(invalid, 5U);
  }
}

TEST(RsaEncryption, MisuseEndsTheProgram) {
  const Key key("key_rsa1024.pem");
  EXPECT_DEATH(rsa_decrypt_premaster(key.ours, {}, kTls12, Bytes(47, 0)), "");
  EXPECT_DEATH(rsa_decrypt_premaster(testing::read_key("key_p256.pem"), {}, kTls12, kFallback), "");
}

}  // namespace
}  // namespace crypto::rsa_encryption_test
