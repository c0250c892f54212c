#include "crypto/hash.h"

#include <gtest/gtest.h>

#include "native/crypto/test_data.h"

namespace crypto::hash_test {
namespace {

using testing::hex;

constexpr HashAlgorithm kAll[] = {HashAlgorithm::sha256, HashAlgorithm::sha384,
                                  HashAlgorithm::sha512};

Bytes text(std::string_view characters) { return wire::to_bytes(wire::as_bytes(characters)); }

// FIPS 180-4's examples: "abc".
TEST(Hash, KnownAnswers) {
  EXPECT_EQ(wire::to_hex(hash(HashAlgorithm::sha256, text("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(wire::to_hex(hash(HashAlgorithm::sha384, text("abc"))),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(wire::to_hex(hash(HashAlgorithm::sha512, text("abc"))),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  // RFC 6234, section 8.5: the empty string is not among FIPS's.
  EXPECT_EQ(wire::to_hex(Hash(HashAlgorithm::sha256).digest()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, HowInputIsCutDoesNotMatter) {
  Bytes data(300);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::uint8_t>(i * 7);
  for (const HashAlgorithm algorithm : kAll) {
    SCOPED_TRACE(name_of(algorithm));
    Hash whole(algorithm);
    whole.update(data);
    EXPECT_EQ(whole.digest(), hash(algorithm, data));
    EXPECT_EQ(whole.digest().size(), hash_length(algorithm));
    for (std::size_t cut = 0; cut <= data.size(); ++cut) {
      Hash parts(algorithm);
      parts.update(ByteView(data).first(cut));
      const Bytes before = parts.digest();
      EXPECT_EQ(before, hash(algorithm, ByteView(data).first(cut)));
      EXPECT_EQ(parts == whole, cut == data.size()) << cut;
      parts.update(ByteView(data).subspan(cut));
      EXPECT_TRUE(parts == whole) << cut;
      EXPECT_EQ(parts.digest(), whole.digest()) << cut;
    }
  }
}

TEST(Hash, CopiesGoTheirOwnWay) {
  for (const HashAlgorithm algorithm : kAll) {
    Hash a(algorithm);
    a.update(text("abc"));
    Hash b = a;
    EXPECT_TRUE(a == b);
    b.update(text("d"));
    EXPECT_FALSE(a == b);
    EXPECT_EQ(a.digest(), hash(algorithm, text("abc")));
    EXPECT_EQ(b.digest(), hash(algorithm, text("abcd")));
  }
  EXPECT_FALSE(Hash(HashAlgorithm::sha384) == Hash(HashAlgorithm::sha512));
}

TEST(Hash, Names) {
  EXPECT_EQ(name_of(HashAlgorithm::sha256), "SHA-256");
  EXPECT_EQ(name_of(HashAlgorithm::sha384), "SHA-384");
  EXPECT_EQ(name_of(HashAlgorithm::sha512), "SHA-512");
}

// RFC 4231, test cases 1 to 4, 6 and 7.
TEST(Hmac, KnownAnswers) {
  const struct {
    Bytes key, data;
    const char *sha256, *sha384, *sha512;
  } cases[] = {
      {Bytes(20, 0x0b), text("Hi There"),
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
       "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
       "faea9ea9076ede7f4af152e8b2fa9cb6",
       "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
       "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
      {text("Jefe"), text("what do ya want for nothing?"),
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
       "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
       "8e2240ca5e69e2c78b3239ecfab21649",
       "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
       "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
      {Bytes(20, 0xaa), Bytes(50, 0xdd),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
       "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b"
       "2a5ab39dc13814b94e3ab6e101a34f27",
       "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
       "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"},
      {hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), Bytes(50, 0xcd),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
       "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e"
       "6801dd23c4a7d679ccf8a386c674cffb",
       "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
       "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"},
      {Bytes(131, 0xaa), text("Test Using Larger Than Block-Size Key - Hash Key First"),
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
       "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
       "0c2ef6ab4030fe8296248df163f44952",
       "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
       "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
      {Bytes(131, 0xaa),
       text("This is a test using a larger than block-size key and a larger than "
            "block-size data. The key needs to be hashed before being used by the HMAC "
            "algorithm."),
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
       "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5"
       "a678cc31e799176d3860e6110c46523e",
       "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
       "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"},
  };
  for (const auto &c : cases) {
    EXPECT_EQ(wire::to_hex(hmac(HashAlgorithm::sha256, c.key, c.data)), c.sha256);
    EXPECT_EQ(wire::to_hex(hmac(HashAlgorithm::sha384, c.key, c.data)), c.sha384);
    EXPECT_EQ(wire::to_hex(hmac(HashAlgorithm::sha512, c.key, c.data)), c.sha512);
  }
}

Bytes counting(std::uint8_t first, std::uint8_t last) {
  Bytes out;
  for (unsigned i = first; i <= last; ++i) out.push_back(static_cast<std::uint8_t>(i));
  return out;
}

// RFC 5869, appendix A, test cases 1 to 3.
TEST(Hkdf, KnownAnswers) {
  const struct {
    Bytes ikm, salt, info;
    const char *prk, *okm;
  } cases[] = {
      {Bytes(22, 0x0b), counting(0x00, 0x0c), counting(0xf0, 0xf9),
       "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
       "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
      {counting(0x00, 0x4f), counting(0x60, 0xaf), counting(0xb0, 0xff),
       "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
       "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
       "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
       "cc30c58179ec3e87c14c01d5c1f3434f1d87"},
      {Bytes(22, 0x0b),
       {},
       {},
       "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
       "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
  };
  for (const auto &c : cases) {
    const Secret prk = hkdf_extract(HashAlgorithm::sha256, c.salt, c.ikm);
    EXPECT_EQ(wire::to_hex(prk), c.prk);
    const std::size_t length = std::string_view(c.okm).size() / 2;
    EXPECT_EQ(wire::to_hex(hkdf_expand(HashAlgorithm::sha256, prk, c.info, length)), c.okm);
  }
}

TEST(Hkdf, LongestAndNothing) {
  for (const HashAlgorithm algorithm : kAll) {
    const Bytes prk(hash_length(algorithm), 3);
    EXPECT_TRUE(hkdf_expand(algorithm, prk, {}, 0).empty());
    const Secret longest = hkdf_expand(algorithm, prk, {}, 255 * hash_length(algorithm));
    const Secret first = hkdf_expand(algorithm, prk, {}, 10);
    EXPECT_TRUE(equal(longest.view().first(10), first));
  }
  EXPECT_DEATH(hkdf_expand(HashAlgorithm::sha256, {}, {}, 255 * 32 + 1), "");
}

}  // namespace
}  // namespace crypto::hash_test
