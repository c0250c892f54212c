// Elliptic curves over small prime fields, to be checked by hand: y^2 = x^3 + ax + b modulo p
// (RFC 6090, section 3, has the formulas). Nothing here is secret: nothing runs in constant time.
#pragma once

#include <cstdint>
#include <vector>

namespace crypto::small {

// kLeastField and kMostField bound p: below 5 the formulas do not hold, above 997 the points are
// too many to look at.
inline constexpr std::uint32_t kLeastField = 5;
inline constexpr std::uint32_t kMostField = 997;

// kNone is the coordinates of the point at infinity.
inline constexpr std::uint32_t kNone = 0xffffffff;

// Point is a point with its coordinates, less than p, or the point at infinity, which is 0·P.
struct Point {
  std::uint32_t x = kNone, y = kNone;
  bool infinity() const { return x == kNone; }
  friend bool operator==(const Point &, const Point &) = default;
};
inline constexpr Point kInfinity;

// Curve is y^2 = x^3 + ax + b modulo a prime p of the range above; a and b are less than p.
struct Curve {
  std::uint32_t p = 0, a = 0, b = 0;
};

// discriminant is 4a^3 + 27b^2 mod p. When it is 0, the curve is singular and no group.
std::uint32_t discriminant(const Curve &);

// right_side is x^3 + ax + b mod p.
std::uint32_t right_side(const Curve &, std::uint32_t x);

// contains tells whether a point lies on the curve.
bool contains(const Curve &, const Point &);

// curve_of gives the curve with the same p and a on which a point lies, whatever it is.
Curve curve_of(const Curve &, const Point &);

// points lists all points but the one at infinity, by x, then by y.
std::vector<Point> points(const Curve &);

// Line is the way by which two points are added.
enum class Line : std::uint8_t {
  chord,     // through two points
  tangent,   // at one point, which is doubled
  vertical,  // through a point and its opposite: the sum is the point at infinity
  none       // one of the two is the point at infinity: the sum is the other
};

// Addition is a sum with all that it takes. A chord and a tangent have a slope:
// numerator / denominator = numerator * inverse, everything modulo p. `third` is where the line
// meets the curve again; the sum is its opposite. In a walk the sum is kP.
struct Addition {
  std::uint32_t k = 0;
  Line line = Line::none;
  Point first, second;
  std::uint32_t numerator = 0, denominator = 0, inverse = 0, slope = 0;
  Point third, sum;
};

// add adds two points. b is not in the formulas: points that lie off the curve are added on the
// curve of curve_of, which is what an attacker makes use of.
Addition add(const Curve &, const Point &, const Point &);

// Direction leads from one point of a line to others, in whole steps and modulo p: `right` and then
// `up`, or down when it is negative. It is the shortest, so that a drawn line wraps around seldom.
struct Direction {
  std::uint32_t right = 0;
  std::int32_t up = 1;
};
Direction direction(const Curve &, const Addition &);

// walk adds a point to itself again and again: 2P, 3P, …, kP. For k < 2 it is empty.
std::vector<Addition> walk(const Curve &, const Point &, std::uint32_t k);

// double_and_add computes kP from the highest bit of k down: for each bit that follows what there
// is is doubled, and P is added for a bit that is 1. For k < 2 it is empty.
std::vector<Addition> double_and_add(const Curve &, const Point &, std::uint32_t k);

// multiply is kP, by double-and-add.
Point multiply(const Curve &, const Point &, std::uint32_t k);

// order is the least n >= 1 with nP the point at infinity; `multiple` is a multiple of it, as the
// order of the whole group is.
std::uint32_t order(const Curve &, const Point &, std::uint32_t multiple);

}  // namespace crypto::small
