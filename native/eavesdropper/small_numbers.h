// What an eavesdropper does with small numbers: she tries. Everything here is given what crossed
// the wire, and the answers of an endpoint where she sends something herself.
#pragma once

#include <optional>
#include <vector>

#include "crypto/small_curve.h"

namespace eavesdropper {

using crypto::small::Curve;
using crypto::small::Point;

// Exponents is a search for a private key of DHE: tries[x] is g^x mod p. The last of them is the
// public key that she found, public_keys[target], and its place is the private key (or one that is
// as good, when g is of a smaller order than the keys are drawn from).
struct Exponents {
  std::vector<std::uint32_t> tries;
  std::optional<std::size_t> target;
};
Exponents try_exponents(std::uint32_t g, std::uint32_t p,
                        const std::vector<std::uint32_t> &public_keys);

// Multiples is the same on a curve: tries[k] is k times the base point.
struct Multiples {
  std::vector<Point> tries;
  std::optional<std::size_t> target;
};
Multiples try_multiples(const Curve &, const Point &base, const std::vector<Point> &public_keys);

// Victim is an endpoint that multiplies any point that it is sent with its private key, and does
// not look whether it lies on the curve.
class Victim {
 public:
  Victim(const Curve &curve, std::uint32_t private_key) : curve_(curve), key_(private_key) {}
  // answer is the x-coordinate of the product, which is the shared secret (RFC 8422, section 5.10);
  // kNone for the point at infinity. A real attacker learns it by trying which one the victim's
  // Finished fits.
  std::uint32_t answer(const Point &) const;

 private:
  Curve curve_;
  std::uint32_t key_;
};

// Leak is what one point gives away: the victim's key is `residue` modulo the point's order, or
// the opposite of it, since x is the same for a point and its opposite.
struct Leak {
  Point sent;
  std::uint32_t b = 0;            // of the curve on which the point lies
  std::uint32_t group_order = 0;  // of that curve
  std::uint32_t order = 0;        // of the point
  std::uint32_t answer = crypto::small::kNone;
  std::uint32_t residue = 0;
};

// OffCurve is the attack with points off the curve: the leaks, what the key may be modulo the
// product of their orders (Chinese remainder theorem), the keys that she tried on the public key
// because they fit, and the one that is it.
struct OffCurve {
  std::vector<Leak> leaks;
  std::uint32_t modulus = 1;
  std::vector<std::uint32_t> candidates;
  std::vector<std::uint32_t> tried;
  std::optional<std::uint32_t> key;
};

// points_to_send chooses points of small prime orders on other curves with the same p and a, until
// the product of the orders reaches `order`, the order of the base point, or there are no more.
std::vector<Point> points_to_send(const Curve &, std::uint32_t order);

// attack_off_curve sends the points, none of which lies on the curve nor on a singular one, and
// computes the key of a victim whose public key is known. Points whose orders are not coprime to
// those before are left out.
OffCurve attack_off_curve(const Curve &, const Point &base, std::uint32_t order,
                          const Point &public_key, const std::vector<Point> &points,
                          const Victim &);

}  // namespace eavesdropper
