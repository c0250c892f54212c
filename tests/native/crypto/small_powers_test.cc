// Against plain integer arithmetic, for all primes below 200.
#include "crypto/small_powers.h"

#include <gtest/gtest.h>

namespace crypto::small::small_powers_test {
namespace {

bool has_no_divisor(std::uint32_t n) {
  for (std::uint32_t d = 2; d < n; ++d) {
    if (n % d == 0) return false;
  }
  return n > 1;
}

std::uint64_t repeated(std::uint64_t base, std::uint32_t exponent, std::uint32_t p) {
  std::uint64_t out = 1;
  for (std::uint32_t i = 0; i < exponent; ++i) out = out * base % p;
  return out;
}

TEST(SmallPowers, PrimesAreTheNumbersWithoutDivisors) {
  std::size_t primes = 0;
  for (std::uint32_t n = 0; n <= 10000; ++n) {
    ASSERT_EQ(is_prime(n), has_no_divisor(n)) << n;
    primes += is_prime(n) ? 1 : 0;
  }
  EXPECT_EQ(primes, 1229u);
  EXPECT_TRUE(is_prime(kMostPrime) && is_prime(kLeastPrime));
}

TEST(SmallPowers, PowersOrdersAndGeneratorsOfAllPrimesBelow200) {
  for (std::uint32_t p = kLeastPrime; p < 200; ++p) {
    if (!has_no_divisor(p)) continue;
    const auto all = orders(p);
    ASSERT_EQ(all.size(), p - 1);
    for (std::uint32_t g = 1; g < p; ++g) {
      const auto walk = powers(g, p);
      ASSERT_EQ(walk.size(), p - 1);
      std::uint32_t before = 1, order = 0;
      for (std::uint32_t k = 1; k < p; ++k) {
        ASSERT_EQ(walk[k - 1].product, before * g);
        before = before * g % p;
        ASSERT_EQ(walk[k - 1].power, before);
        if (before == 1 && order == 0) order = k;
      }
      ASSERT_EQ(all[g - 1], order) << g << " modulo " << p;
    }
  }
}

TEST(SmallPowers, SharedSecretsOfAllKeysAreEqualOnBothSides) {
  for (std::uint32_t p = kLeastPrime; p < 200; ++p) {
    if (!has_no_divisor(p)) continue;
    // All keys of the small primes, some of the others.
    const std::uint32_t stride = p < 30 ? 1 : p / 12;
    for (std::uint32_t g = 1; g < p; g += stride) {
      for (std::uint32_t a = 0; a < p - 1; a += stride) {
        for (std::uint32_t b = 0; b < p - 1; b += stride) {
          const std::uint32_t expected = static_cast<std::uint32_t>(repeated(g, a * b, p));
          ASSERT_EQ(power(power(g, a, p), b, p), expected);
          ASSERT_EQ(power(power(g, b, p), a, p), expected);
        }
      }
    }
  }
}

TEST(SmallPowers, TheExampleOfManyBooks) {
  EXPECT_EQ(power(5, 6, 23), 8u);
  EXPECT_EQ(power(5, 15, 23), 19u);
  EXPECT_EQ(power(19, 6, 23), 2u);
  EXPECT_EQ(power(8, 15, 23), 2u);
  EXPECT_EQ(power(0, 0, 23), 1u);
  EXPECT_EQ(power(0, 5, 23), 0u);
}

TEST(SmallPowers, TheGreatestPrime) {
  const auto all = orders(kMostPrime);
  EXPECT_EQ(all[kMostPrime - 2], 2u);  // -1
  EXPECT_EQ(powers(11, kMostPrime).back().power, 1u);
}

}  // namespace
}  // namespace crypto::small::small_powers_test
