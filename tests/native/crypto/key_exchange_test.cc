#include "crypto/key_exchange.h"

#include <gtest/gtest.h>

#include "native/crypto/test_data.h"

namespace crypto::key_exchange_test {
namespace {

using testing::hex;

// The result as digits, so that a failure can be read.
std::string shared(NamedGroup group, ByteView private_key, ByteView peer) {
  const auto secret = shared_secret(group, private_key, peer);
  return secret ? wire::to_hex(*secret) : "none";
}

// RFC 7748, section 5.2.
TEST(X25519, ScalarMultiplication) {
  EXPECT_EQ(shared(NamedGroup::x25519,
                   hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                   hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")),
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
  EXPECT_EQ(shared(NamedGroup::x25519,
                   hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
                   hex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")),
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
}

// RFC 7748, section 5.2: k and u start as the base point and are iterated.
TEST(X25519, Iterations) {
  Bytes k(32, 0);
  k[0] = 9;
  Bytes u = k;
  for (int i = 1; i <= 1000; ++i) {
    const auto next = shared_secret(NamedGroup::x25519, k, u);
    ASSERT_TRUE(next);
    u = std::exchange(k, wire::to_bytes(*next));
    if (i == 1) {
      EXPECT_EQ(wire::to_hex(k),
                "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
    }
  }
  EXPECT_EQ(wire::to_hex(k), "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

// RFC 7748, section 6.1.
TEST(X25519, DiffieHellman) {
  const Bytes a = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  const Bytes b = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  const Bytes public_a = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  const Bytes public_b = hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const std::string k = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
  EXPECT_EQ(public_key(NamedGroup::x25519, a), public_a);
  EXPECT_EQ(public_key(NamedGroup::x25519, b), public_b);
  EXPECT_EQ(shared(NamedGroup::x25519, a, public_b), k);
  EXPECT_EQ(shared(NamedGroup::x25519, b, public_a), k);
}

TEST(X25519, RefusesWrongLengthsAndZeroResults) {
  const Bytes key(32, 1);
  EXPECT_EQ(shared(NamedGroup::x25519, key, Bytes(31, 9)), "none");
  EXPECT_EQ(shared(NamedGroup::x25519, key, Bytes(33, 9)), "none");
  EXPECT_EQ(shared(NamedGroup::x25519, Bytes(31, 1), Bytes(32, 9)), "none");
  EXPECT_EQ(shared(NamedGroup::x25519, key, Bytes(32, 0)), "none");
  EXPECT_FALSE(public_key(NamedGroup::x25519, Bytes(31, 1)));
}

// RFC 5903, section 8.1.
const char kScalarI[] = "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433";
const char kPublicI[] =
    "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
    "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3";
const char kScalarR[] = "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53";
const char kPublicR[] =
    "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
    "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab";

TEST(Secp256r1, DiffieHellman) {
  const std::string k = "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de";
  EXPECT_EQ(public_key(NamedGroup::secp256r1, hex(kScalarI)), hex(kPublicI));
  EXPECT_EQ(public_key(NamedGroup::secp256r1, hex(kScalarR)), hex(kPublicR));
  EXPECT_EQ(shared(NamedGroup::secp256r1, hex(kScalarI), hex(kPublicR)), k);
  EXPECT_EQ(shared(NamedGroup::secp256r1, hex(kScalarR), hex(kPublicI)), k);
}

TEST(Secp256r1, RefusesAllButUncompressedPointsOnTheCurve) {
  const Bytes scalar = hex(kScalarI);
  const Bytes good = hex(kPublicR);
  ASSERT_NE(shared(NamedGroup::secp256r1, scalar, good), "none");
  Bytes off_curve = good;
  off_curve[64] ^= 1;
  EXPECT_EQ(shared(NamedGroup::secp256r1, scalar, off_curve), "none");
  Bytes hybrid = good;
  hybrid[0] = static_cast<std::uint8_t>(6 + (good[64] & 1));
  EXPECT_EQ(shared(NamedGroup::secp256r1, scalar, hybrid), "none");
  Bytes compressed = wire::to_bytes(ByteView(good).first(33));
  compressed[0] = static_cast<std::uint8_t>(2 + (good[64] & 1));
  EXPECT_EQ(shared(NamedGroup::secp256r1, scalar, compressed), "none");
  EXPECT_EQ(shared(NamedGroup::secp256r1, scalar, Bytes{0}), "none") << "the point at infinity";
  EXPECT_EQ(shared(NamedGroup::secp256r1, scalar, {}), "none");
  EXPECT_EQ(shared(NamedGroup::secp256r1, scalar, ByteView(good).first(64)), "none");
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_EQ(shared(NamedGroup::secp256r1, scalar, longer), "none");
}

TEST(Secp256r1, ScalarsAreFrom1ToOrderMinus1) {
  const Bytes order = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  Bytes one(32, 0);
  one[31] = 1;
  // SP 800-186, section 3.2.1.3: the base point.
  const Bytes base =
      hex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
          "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
  EXPECT_EQ(public_key(NamedGroup::secp256r1, one), base);
  Bytes last = order;
  last[31] = static_cast<std::uint8_t>(last[31] - 1);
  const auto minus_base = public_key(NamedGroup::secp256r1, last);
  ASSERT_TRUE(minus_base);
  EXPECT_TRUE(equal(ByteView(*minus_base).first(33), ByteView(base).first(33)));
  for (const Bytes &bad : {Bytes(32, 0), order, Bytes(32, 0xff), Bytes(31, 1), Bytes(33, 0)}) {
    EXPECT_FALSE(public_key(NamedGroup::secp256r1, bad)) << wire::to_hex(bad);
    EXPECT_EQ(shared(NamedGroup::secp256r1, bad, base), "none") << wire::to_hex(bad);
  }
}

constexpr NamedGroup kGroups[] = {NamedGroup::x25519,    NamedGroup::secp256r1,
                                  NamedGroup::secp384r1, NamedGroup::secp521r1,
                                  NamedGroup::ffdhe2048, NamedGroup::ffdhe3072,
                                  NamedGroup::ffdhe4096, NamedGroup::X25519MLKEM768};

TEST(KeyExchange, DrawnKeysAgree) {
  Random random(Bytes(32, 42));
  for (const NamedGroup group : kGroups) {
    ASSERT_TRUE(is_supported(group));
    std::size_t length = 0;
    for (int i = 0; i < 8; ++i) {
      const Secret a = draw_private_key(group, random);
      const Secret b = draw_private_key(group, random, Turn::second);
      EXPECT_FALSE(a == b);
      EXPECT_EQ(a.size(), private_key_length(group));
      EXPECT_EQ(b.size(), private_key_length(group, Turn::second));
      const auto public_a = public_key(group, a);
      ASSERT_TRUE(public_a);
      EXPECT_EQ(public_a->size(), public_key_length(group));
      const auto response = respond(group, b, *public_a);
      ASSERT_TRUE(response);
      EXPECT_EQ(response->public_key.size(), public_key_length(group, Turn::second));
      EXPECT_EQ(shared_secret(group, a, response->public_key), response->shared_secret);
      if (i > 0) {
        EXPECT_EQ(response->shared_secret.size(), length) << wire::name_of(group);
      }
      length = response->shared_secret.size();
    }
  }
}

// RFC 8446, section 4.2.8, and draft-ietf-tls-ecdhe-mlkem, section 4.
TEST(KeyExchange, LengthsOfPublicKeys) {
  const std::size_t lengths[] = {32, 65, 97, 133, 256, 384, 512, 1216};
  for (std::size_t i = 0; i < std::size(kGroups); ++i) {
    EXPECT_EQ(public_key_length(kGroups[i]), lengths[i]) << wire::name_of(kGroups[i]);
    const bool last = kGroups[i] == NamedGroup::X25519MLKEM768;
    EXPECT_EQ(public_key_length(kGroups[i], Turn::second), last ? 1120U : lengths[i]);
  }
}

TEST(KeyExchange, RefusesPrivateKeysOfWrongLengths) {
  Random random(Bytes(32, 43));
  for (const NamedGroup group : kGroups) {
    const Bytes peer = *public_key(group, draw_private_key(group, random));
    const std::size_t right = private_key_length(group);
    for (const std::size_t n : {std::size_t{0}, right - 1, right + 1}) {
      EXPECT_FALSE(public_key(group, Bytes(n, 1))) << wire::name_of(group) << " " << n;
      EXPECT_FALSE(shared_secret(group, Bytes(n, 1), peer)) << wire::name_of(group) << " " << n;
    }
    for (const std::size_t n : {std::size_t{0}, private_key_length(group, Turn::second) - 1}) {
      EXPECT_FALSE(respond(group, Bytes(n, 1), peer)) << wire::name_of(group) << " " << n;
    }
  }
}

// A scalar of secp521r1 fills 521 of 528 bits; drawing again finds one soon.
TEST(Secp521r1, DrawsAreCutToTheBitsOfTheOrder) {
  const Bytes high(66, 0xff);
  Bytes low(66, 0xff);
  low[1] = 0;
  Random random = Random::scripted({high, low});
  const Secret drawn = draw_private_key(NamedGroup::secp521r1, random);
  low[0] = 1;
  EXPECT_EQ(wire::to_hex(drawn), wire::to_hex(low));
}

TEST(KeyExchange, UnknownGroupsHaveNothing) {
  for (const NamedGroup group : {NamedGroup::x448, static_cast<NamedGroup>(0x0a0a)}) {
    EXPECT_FALSE(is_supported(group));
    EXPECT_EQ(private_key_length(group), 0U);
    EXPECT_EQ(public_key_length(group), 0U);
    EXPECT_FALSE(public_key(group, Bytes(32, 1)));
    EXPECT_EQ(shared(group, Bytes(32, 1), Bytes(32, 9)), "none");
  }
}

}  // namespace
}  // namespace crypto::key_exchange_test
