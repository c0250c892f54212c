#include "crypto/small_curve.h"

namespace crypto::small {
namespace {

// All products stay below 1000^2, all sums of them in 32 bits.
std::uint32_t minus(std::uint32_t a, std::uint32_t b, std::uint32_t p) { return (a + p - b) % p; }

// inverse_of finds the inverse of a number that is not 0, by Euclid's algorithm.
std::uint32_t inverse_of(std::uint32_t n, std::uint32_t p) {
  std::uint32_t left = p, right = n, before = 0, now = 1;
  while (right != 1) {
    const std::uint32_t times = left / right;
    const std::uint32_t rest = left % right;
    const std::uint32_t next = minus(before, times * now % p, p);
    left = right, right = rest;
    before = now, now = next;
  }
  return now;
}

// follow finds where the line of a slope leads to.
void follow(const Curve &curve, Addition &addition) {
  const std::uint32_t p = curve.p;
  const Point &first = addition.first, &second = addition.second;
  addition.inverse = inverse_of(addition.denominator, p);
  addition.slope = addition.numerator * addition.inverse % p;
  const std::uint32_t x =
      minus(minus(addition.slope * addition.slope % p, first.x, p), second.x, p);
  const std::uint32_t y = minus(addition.slope * minus(first.x, x, p) % p, first.y, p);
  addition.sum = {x, y};
  addition.third = {x, minus(0, y, p)};
}

}  // namespace

std::uint32_t discriminant(const Curve &curve) {
  const auto [p, a, b] = curve;
  return (4 * (a * a % p * a % p) + 27 * (b * b % p)) % p;
}

std::uint32_t right_side(const Curve &curve, std::uint32_t x) {
  return (x * x % curve.p * x + curve.a * x + curve.b) % curve.p;
}

bool contains(const Curve &curve, const Point &point) {
  return point.infinity() || point.y * point.y % curve.p == right_side(curve, point.x);
}

Curve curve_of(const Curve &curve, const Point &point) {
  const std::uint32_t rest = right_side({curve.p, curve.a, 0}, point.x);
  return {curve.p, curve.a, minus(point.y * point.y % curve.p, rest, curve.p)};
}

std::vector<Point> points(const Curve &curve) {
  // One root of each square; the other is its opposite.
  const std::uint32_t p = curve.p;
  std::vector<std::uint32_t> roots(p, p);
  for (std::uint32_t y = 0; y <= p / 2; ++y) roots[y * y % p] = y;
  std::vector<Point> out;
  for (std::uint32_t x = 0; x < p; ++x) {
    const std::uint32_t y = roots[right_side(curve, x)];
    if (y == p) continue;
    out.push_back({x, y});
    if (y != 0) out.push_back({x, p - y});
  }
  return out;
}

Addition add(const Curve &curve, const Point &first, const Point &second) {
  Addition out;
  out.first = first;
  out.second = second;
  const std::uint32_t p = curve.p;
  if (first.infinity() || second.infinity()) {
    out.sum = first.infinity() ? second : first;
  } else if (first.x != second.x) {
    out.line = Line::chord;
    out.numerator = minus(second.y, first.y, p);
    out.denominator = minus(second.x, first.x, p);
    follow(curve, out);
  } else if ((first.y + second.y) % p == 0) {
    out.line = Line::vertical;
  } else {
    out.line = Line::tangent;
    out.numerator = (3 * (first.x * first.x % p) + curve.a) % p;
    out.denominator = 2 * first.y % p;
    follow(curve, out);
  }
  return out;
}

Direction direction(const Curve &curve, const Addition &addition) {
  if (addition.line != Line::chord && addition.line != Line::tangent) return {};
  const auto p = static_cast<std::int32_t>(curve.p);
  Direction best;
  std::int32_t least = 2 * p * p;
  for (std::int32_t right = 1; right < p; ++right) {
    std::int32_t up = static_cast<std::int32_t>(addition.slope) * right % p;
    if (up > p / 2) up -= p;
    const std::int32_t length = right * right + up * up;
    if (length >= least) continue;
    least = length;
    best = {static_cast<std::uint32_t>(right), up};
  }
  return best;
}

std::vector<Addition> walk(const Curve &curve, const Point &point, std::uint32_t k) {
  std::vector<Addition> out;
  for (std::uint32_t i = 2; i <= k; ++i) {
    out.push_back(add(curve, out.empty() ? point : out.back().sum, point));
    out.back().k = i;
  }
  return out;
}

std::vector<Addition> double_and_add(const Curve &curve, const Point &point, std::uint32_t k) {
  std::vector<Addition> out;
  Point now = point;
  std::uint32_t bit = 1;
  while (bit <= k / 2) bit *= 2;
  for (std::uint32_t done = 1; done < k;) {
    // Doubling for the next bit, or adding for this one.
    const bool adds = (k / bit) != done;
    if (!adds) bit /= 2;
    out.push_back(add(curve, now, adds ? point : now));
    done = adds ? done + 1 : done * 2;
    out.back().k = done;
    now = out.back().sum;
  }
  return out;
}

Point multiply(const Curve &curve, const Point &point, std::uint32_t k) {
  if (k == 0) return kInfinity;
  const std::vector<Addition> steps = double_and_add(curve, point, k);
  return steps.empty() ? point : steps.back().sum;
}

std::uint32_t order(const Curve &curve, const Point &point, std::uint32_t multiple) {
  std::uint32_t out = multiple;
  for (std::uint32_t prime = 2; prime <= multiple; ++prime) {
    // A divisor that is not prime takes nothing away that its primes have left.
    while (out % prime == 0 && multiply(curve, point, out / prime).infinity()) out /= prime;
  }
  return out;
}

}  // namespace crypto::small
