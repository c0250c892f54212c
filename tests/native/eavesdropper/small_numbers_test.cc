#include "eavesdropper/small_numbers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "crypto/small_powers.h"

namespace eavesdropper::small_numbers_test {
namespace {

using crypto::small::multiply;
using crypto::small::points;

std::uint32_t group_order(const Curve &curve) {
  return static_cast<std::uint32_t>(points(curve).size()) + 1;
}

TEST(EavesdropperOfSmallNumbers, FindsEveryExponentThatMakesTheSecret) {
  for (const std::uint32_t p : {3, 5, 7, 23, 47}) {
    for (std::uint32_t g = 1; g < p; ++g) {
      for (std::uint32_t a = 0; a < p - 1; ++a) {
        const std::uint32_t b = (3 * a + 1) % (p - 1);
        const std::uint32_t client = crypto::small::power(g, a, p);
        const std::uint32_t server = crypto::small::power(g, b, p);
        const Exponents found = try_exponents(g, p, {client, server});
        ASSERT_TRUE(found.target.has_value());
        const auto x = static_cast<std::uint32_t>(found.tries.size() - 1);
        ASSERT_LE(x, std::min(a, b));
        for (std::uint32_t i = 0; i <= x; ++i) {
          ASSERT_EQ(found.tries[i], crypto::small::power(g, i, p));
          // She stops at the first that fits.
          ASSERT_EQ(i == x, found.tries[i] == client || found.tries[i] == server);
        }
        ASSERT_EQ(crypto::small::power(*found.target == 0 ? server : client, x, p),
                  crypto::small::power(client, b, p));
      }
    }
  }
}

TEST(EavesdropperOfSmallNumbers, ASmallOrderTakesFewTries) {
  // 22 is -1 modulo 23.
  EXPECT_LE(try_exponents(22, 23, {22}).tries.size(), 2u);
  const auto none = try_exponents(22, 23, {5});
  EXPECT_FALSE(none.target.has_value());
}

TEST(EavesdropperOfSmallNumbers, FindsEveryMultiple) {
  const Curve curve{17, 2, 2};
  for (const Point &base : points(curve)) {
    for (std::uint32_t d = 0; d < 19; ++d) {
      const Multiples found = try_multiples(curve, base, {multiply(curve, base, d)});
      ASSERT_TRUE(found.target.has_value());
      ASSERT_EQ(found.tries.size(), d + 1);
    }
  }
  const Curve wide{97, 2, 3};
  EXPECT_FALSE(try_multiples(wide, {3, 6}, {{0, 10}}).target.has_value());
}

TEST(OffCurve, FindsEveryKeyOfAServerThatDoesNotLook) {
  for (const Curve curve :
       {Curve{5, 1, 1}, {7, 1, 1}, {17, 2, 2}, {23, 0, 1}, {97, 2, 3}, {97, 0, 7}}) {
    const std::uint32_t all = group_order(curve);
    const auto list = points(curve);
    const auto base =
        *std::max_element(list.begin(), list.end(), [&](const Point &a, const Point &b) {
          return crypto::small::order(curve, a, all) < crypto::small::order(curve, b, all);
        });
    const std::uint32_t order = crypto::small::order(curve, base, all);
    const auto sent = points_to_send(curve, order);
    ASSERT_FALSE(sent.empty());
    for (std::uint32_t d = 0; d < order; ++d) {
      const auto attack =
          attack_off_curve(curve, base, order, multiply(curve, base, d), sent, Victim(curve, d));
      ASSERT_EQ(attack.key, d) << curve.p;
      std::uint32_t modulus = 1;
      for (const Leak &leak : attack.leaks) {
        ASSERT_FALSE(contains(curve, leak.sent));
        ASSERT_NE(leak.b, curve.b);
        const Curve other{curve.p, curve.a, leak.b};
        ASSERT_TRUE(contains(other, leak.sent));
        ASSERT_NE(discriminant(other), 0u);
        for (std::uint32_t k = 1; k <= leak.order; ++k) {
          ASSERT_EQ(multiply(other, leak.sent, k).infinity(), k == leak.order);
        }
        ASSERT_TRUE(d % leak.order == leak.residue || (d + leak.residue) % leak.order == 0);
        modulus *= leak.order;
      }
      ASSERT_EQ(attack.modulus, modulus);
      // The candidates are all that fit, and nothing else.
      std::set<std::uint32_t> fitting;
      for (std::uint32_t c = 0; c < modulus; ++c) {
        if (std::all_of(attack.leaks.begin(), attack.leaks.end(), [&](const Leak &leak) {
              return c % leak.order == leak.residue || (c + leak.residue) % leak.order == 0;
            })) {
          fitting.insert(c);
        }
      }
      ASSERT_EQ(std::set<std::uint32_t>(attack.candidates.begin(), attack.candidates.end()),
                fitting);
      ASSERT_EQ(attack.candidates.size(), fitting.size());
    }
  }
}

TEST(OffCurve, OnePointLeavesTheRestToBeTried) {
  const Curve curve{17, 2, 2};
  const auto attack =
      attack_off_curve(curve, {5, 1}, 19, multiply(curve, {5, 1}, 13), {{0, 0}}, Victim(curve, 13));
  EXPECT_EQ(attack.modulus, 2u);
  EXPECT_EQ(attack.candidates, std::vector<std::uint32_t>{1});
  EXPECT_EQ(attack.tried, (std::vector<std::uint32_t>{1, 3, 5, 7, 9, 11, 13}));
  EXPECT_EQ(attack.key, 13u);
}

}  // namespace
}  // namespace eavesdropper::small_numbers_test
