#include "crypto/random.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "native/crypto/test_data.h"

namespace crypto::random_test {
namespace {

using testing::hex;

// RFC 8439, appendix A.1, test vectors 1 and 2: the key stream of the zero key and zero nonce.
const char kBlock0[] =
    "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
    "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586";
const char kBlock1[] =
    "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
    "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f";

Bytes zero_key_stream() { return hex(std::string(kBlock0) + kBlock1); }

Bytes part(const Bytes &bytes, std::size_t from, std::size_t length) {
  return wire::to_bytes(ByteView(bytes).subspan(from, length));
}

TEST(Random, DrawsTheKeyStreamAfterTheNextKey) {
  const Bytes stream = zero_key_stream();
  for (const std::size_t n : {0U, 1U, 31U, 32U, 33U, 64U, 96U}) {
    Random random(Bytes(32, 0));
    EXPECT_EQ(wire::to_hex(random.draw(n)), wire::to_hex(part(stream, 32, n))) << n;
    EXPECT_TRUE(random == Random(part(stream, 0, 32))) << n;
  }
}

TEST(Random, ErasesItsKey) {
  Random random(Bytes(32, 0));
  const Random before = random;
  const Secret first = random.draw(32);
  EXPECT_FALSE(random == before);
  EXPECT_FALSE(random.draw(32) == first);
}

TEST(Random, SameSeedSameDraws) {
  Random a(Bytes(32, 7));
  Random b = a;
  EXPECT_EQ(a.draw(100), b.draw(100));
  EXPECT_EQ(a.draw(5), b.draw(5));
  Random c(Bytes(32, 8));
  EXPECT_FALSE(c.draw(100) == Random(Bytes(32, 7)).draw(100));
}

TEST(Random, ScriptedGivesTheDrawsInOrder) {
  Random random = Random::scripted({{1, 2}, {3}, {}});
  const Random copy = random;
  EXPECT_EQ(wire::to_hex(random.draw(2)), "0102");
  EXPECT_FALSE(random == copy);
  EXPECT_EQ(wire::to_hex(random.draw(1)), "03");
  EXPECT_EQ(random.draw(0).size(), 0U);
  EXPECT_DEATH(random.draw(1), "");
  EXPECT_DEATH(Random::scripted({{1, 2}}).draw(1), "");
}

TEST(Random, DerivedSeedsAreHkdf) {
  // RFC 5869, test case 3 has the empty salt and info that an empty label gives.
  EXPECT_EQ(wire::to_hex(derive_seed(hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), "")),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
  const Bytes seed(32, 1);
  EXPECT_FALSE(derive_seed(seed, "client") == derive_seed(seed, "server"));
  EXPECT_EQ(derive_seed(seed, "client").size(), 32U);
}

TEST(Random, SystemSeedsDiffer) {
  EXPECT_EQ(system_seed().size(), 32U);
  EXPECT_FALSE(system_seed() == system_seed());
}

TEST(RandomDeathTest, SeedHasItsLength) { EXPECT_DEATH(Random(Bytes(31, 0)), ""); }

}  // namespace
}  // namespace crypto::random_test
