// Against brute force: every non-singular curve over a few small fields.
#include "crypto/small_curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace crypto::small::small_curve_test {
namespace {

// for_each_curve calls f with every non-singular curve over the field. Singular is a curve on which
// both derivatives vanish somewhere, in F_p or beyond: x^3 + ax + b has a double root, which then
// lies in F_p.
template <class F>
void for_each_curve(std::uint32_t p, F f) {
  for (std::uint32_t a = 0; a < p; ++a) {
    for (std::uint32_t b = 0; b < p; ++b) {
      const Curve curve{p, a, b};
      bool singular = false;
      for (std::uint32_t x = 0; x < p; ++x) {
        singular |= (x * x * x + a * x + b) % p == 0 && (3 * x * x + a) % p == 0;
      }
      ASSERT_EQ(discriminant(curve) == 0, singular) << p << " " << a << " " << b;
      if (!singular) f(curve);
    }
  }
}

std::vector<Point> brute_points(const Curve &curve) {
  std::vector<Point> out;
  for (std::uint32_t x = 0; x < curve.p; ++x) {
    for (std::uint32_t y = 0; y < curve.p; ++y) {
      if (y * y % curve.p == (x * x * x + curve.a * x + curve.b) % curve.p) out.push_back({x, y});
    }
  }
  return out;
}

std::vector<Point> group(const Curve &curve) {
  auto out = points(curve);
  out.push_back(kInfinity);
  return out;
}

Point plus(const Curve &curve, const Point &one, const Point &other) {
  return add(curve, one, other).sum;
}

Point opposite(const Curve &curve, const Point &point) {
  return point.infinity() ? point : Point{point.x, (curve.p - point.y) % curve.p};
}

// brute_third finds where a line y = mx + c that is no vertical meets the curve for the third time:
// the x3 for which x^3 + ax + b - (mx + c)^2 and (x - x1)(x - x2)(x - x3) are equal for every x.
// Two polynomials of degree 3 with the same first coefficient, equal at 5 places or more, are one.
Point brute_third(const Curve &curve, const Point &one, const Point &other) {
  const auto p = static_cast<std::int64_t>(curve.p);
  const auto mod = [p](std::int64_t n) { return (n % p + p) % p; };
  for (std::int64_t m = 0; m < p; ++m) {
    const std::int64_t c = mod(one.y - m * one.x);
    if (mod(m * other.x + c) != other.y) continue;
    for (std::int64_t x3 = 0; x3 < p; ++x3) {
      bool same = true;
      for (std::int64_t x = 0; x < p && same; ++x) {
        const std::int64_t y = m * x + c;
        same = mod(x * x * x + curve.a * x + curve.b - y * y) ==
               mod((x - one.x) * (x - other.x) % p * (x - x3));
      }
      if (same)
        return {static_cast<std::uint32_t>(x3), static_cast<std::uint32_t>(mod(m * x3 + c))};
    }
  }
  return kInfinity;
}

TEST(SmallCurve, PointsAreThoseThatSolveTheEquation) {
  for (const std::uint32_t p : {5, 7, 11, 13, 17, 19, 23, 31}) {
    for_each_curve(p, [&](const Curve &curve) {
      const auto all = points(curve);
      ASSERT_EQ(all, brute_points(curve));
      for (const Point &point : all) ASSERT_TRUE(contains(curve, point));
      // Hasse: the order of the group is p + 1, give or take 2 sqrt(p).
      const double n = static_cast<double>(all.size()) + 1;
      ASSERT_LE(std::abs(n - (p + 1.0)), 2 * std::sqrt(p));
    });
  }
}

TEST(SmallCurve, SumsLieWhereTheLineMeetsTheCurve) {
  for (const std::uint32_t p : {5, 7, 11, 13}) {
    for_each_curve(p, [&](const Curve &curve) {
      for (const Point &one : group(curve)) {
        for (const Point &other : group(curve)) {
          const Addition sum = add(curve, one, other);
          if (one.infinity() || other.infinity()) {
            ASSERT_EQ(sum.line, Line::none);
            ASSERT_EQ(sum.sum, one.infinity() ? other : one);
          } else if (other == opposite(curve, one)) {
            ASSERT_EQ(sum.line, Line::vertical);
            ASSERT_TRUE(sum.sum.infinity());
          } else {
            ASSERT_EQ(sum.line, one == other ? Line::tangent : Line::chord);
            ASSERT_EQ(sum.third, brute_third(curve, one, other));
            ASSERT_EQ(sum.sum, opposite(curve, sum.third));
            ASSERT_EQ(sum.denominator * sum.inverse % p, 1u);
            ASSERT_EQ(sum.slope * sum.denominator % p, sum.numerator);
          }
        }
      }
    });
  }
}

TEST(SmallCurve, IsAGroup) {
  for (const std::uint32_t p : {5, 7, 11, 13, 17, 23}) {
    // All triples of the smallest fields, some of the others.
    const std::size_t stride = p < 12 ? 1 : 3;
    for_each_curve(p, [&](const Curve &curve) {
      const auto all = group(curve);
      for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < all.size(); ++j) {
          const Point sum = plus(curve, all[i], all[j]);
          ASSERT_TRUE(contains(curve, sum));
          ASSERT_EQ(sum, plus(curve, all[j], all[i]));
          for (std::size_t k = (i + j) % stride; k < all.size(); k += stride) {
            ASSERT_EQ(plus(curve, sum, all[k]), plus(curve, all[i], plus(curve, all[j], all[k])));
          }
        }
        ASSERT_TRUE(plus(curve, all[i], opposite(curve, all[i])).infinity());
      }
    });
  }
}

TEST(SmallCurve, MultiplesByRepeatedAdditionAndByDoubleAndAddAreTheSame) {
  for (const std::uint32_t p : {5, 7, 11, 13, 17, 23}) {
    for_each_curve(p, [&](const Curve &curve) {
      const auto all = group(curve);
      const auto n = static_cast<std::uint32_t>(all.size());
      for (const Point &point : all) {
        const auto steps = walk(curve, point, n + 1);
        ASSERT_EQ(steps.size(), n);
        Point now = kInfinity;
        std::uint32_t found = 0;
        for (std::uint32_t k = 0; k <= n + 1; ++k) {
          ASSERT_EQ(multiply(curve, point, k), now);
          if (k > 1) {
            ASSERT_EQ(steps[k - 2].k, k);
            ASSERT_EQ(steps[k - 2].sum, now);
          }
          if (k > 0 && found == 0 && now.infinity()) found = k;
          now = plus(curve, now, point);
        }
        ASSERT_EQ(order(curve, point, n), found);
        ASSERT_EQ(n % found, 0u);  // Lagrange
      }
    });
  }
}

TEST(SmallCurve, PointsOffTheCurveAreAddedOnTheirOwn) {
  const Curve curve{17, 2, 2};
  for (std::uint32_t x = 0; x < 17; ++x) {
    for (std::uint32_t y = 0; y < 17; ++y) {
      const Curve other = curve_of(curve, {x, y});
      ASSERT_TRUE(contains(other, {x, y}));
      ASSERT_EQ(other.b == curve.b, contains(curve, {x, y}));
      if (discriminant(other) == 0) continue;
      for (std::uint32_t k = 0; k < 20; ++k) {
        ASSERT_TRUE(contains(other, multiply(curve, {x, y}, k)));
      }
    }
  }
}

TEST(SmallCurve, ADirectionLeadsAlongTheLine) {
  for (const std::uint32_t p : {5, 17, 97, 997}) {
    const Curve curve{p, 2, 3};
    for (const Point &point : points(curve)) {
      const Addition twice = add(curve, point, point);
      const Direction one = direction(curve, twice);
      const auto length = [](std::int64_t right, std::int64_t up) {
        return right * right + up * up;
      };
      if (twice.line == Line::vertical) {
        ASSERT_TRUE(one.right == 0 && one.up == 1);
        continue;
      }
      const auto q = static_cast<std::int64_t>(p);
      ASSERT_EQ((one.right * std::int64_t{twice.slope} - one.up) % q, 0);
      // Minkowski: the shortest one is at most so long.
      ASSERT_LE(static_cast<double>(length(one.right, one.up)), 2 / std::sqrt(3.0) * p + 1e-9);
    }
  }
}

// An example that many lectures have: y^2 = x^3 + 2x + 2 modulo 17, G = (5, 1) of order 19.
TEST(SmallCurve, APublishedExample) {
  const Curve curve{17, 2, 2};
  const std::vector<Point> expected = {{5, 1},  {6, 3},  {10, 6}, {3, 1},   {9, 16},  {16, 13},
                                       {0, 6},  {13, 7}, {7, 6},  {7, 11},  {13, 10}, {0, 11},
                                       {16, 4}, {9, 1},  {3, 16}, {10, 11}, {6, 14},  {5, 16}};
  for (std::uint32_t k = 1; k < 19; ++k) EXPECT_EQ(multiply(curve, {5, 1}, k), expected[k - 1]);
  EXPECT_TRUE(multiply(curve, {5, 1}, 19).infinity());
  EXPECT_EQ(points(curve).size(), 18u);
  EXPECT_EQ(order(curve, {5, 1}, 19), 19u);
}

}  // namespace
}  // namespace crypto::small::small_curve_test
