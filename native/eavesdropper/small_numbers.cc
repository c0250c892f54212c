#include "eavesdropper/small_numbers.h"

#include <numeric>

#include "crypto/small_powers.h"

namespace eavesdropper {
namespace {

// target_of finds which of the keys was hit.
template <class T>
std::optional<std::size_t> target_of(const std::vector<T> &keys, const T &one) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == one) return i;
  }
  return std::nullopt;
}

std::uint32_t group_order(const Curve &curve) {
  return static_cast<std::uint32_t>(crypto::small::points(curve).size()) + 1;
}

}  // namespace

Exponents try_exponents(std::uint32_t g, std::uint32_t p,
                        const std::vector<std::uint32_t> &public_keys) {
  Exponents out;
  out.tries.push_back(1);
  out.target = target_of(public_keys, 1u);
  for (const crypto::small::Step &step : crypto::small::powers(g, p)) {
    if (out.target) break;
    out.tries.push_back(step.power);
    out.target = target_of(public_keys, step.power);
  }
  return out;
}

Multiples try_multiples(const Curve &curve, const Point &base,
                        const std::vector<Point> &public_keys) {
  Multiples out;
  Point now = crypto::small::kInfinity;
  do {
    out.tries.push_back(now);
    out.target = target_of(public_keys, now);
    now = crypto::small::add(curve, now, base).sum;
  } while (!out.target && !now.infinity());
  return out;
}

std::uint32_t Victim::answer(const Point &point) const {
  return crypto::small::multiply(curve_, point, key_).x;
}

std::vector<Point> points_to_send(const Curve &curve, std::uint32_t order) {
  // The orders of the other curves are counted once.
  std::vector<std::uint32_t> orders(curve.p);
  for (std::uint32_t b = 0; b < curve.p; ++b) {
    const Curve other{curve.p, curve.a, b};
    if (b != curve.b && crypto::small::discriminant(other) != 0) orders[b] = group_order(other);
  }
  std::vector<Point> out;
  std::uint32_t product = 1;
  // By Hasse no group has as many elements as this.
  for (std::uint32_t prime = 2; prime < 2 * curve.p + 2 && product < order; ++prime) {
    std::uint32_t b = 0;
    while (b < curve.p && (orders[b] == 0 || orders[b] % prime != 0)) ++b;
    if (b == curve.p || !crypto::small::is_prime(prime)) continue;
    // A multiple of a point by the cofactor has the wanted order, or is the point at infinity; some
    // point of the group gives the former (Cauchy).
    const Curve other{curve.p, curve.a, b};
    for (const Point &point : crypto::small::points(other)) {
      std::uint32_t cofactor = orders[b] / prime;
      while (cofactor % prime == 0) cofactor /= prime;
      Point sent = crypto::small::multiply(other, point, cofactor);
      if (sent.infinity()) continue;
      for (Point next = sent; !next.infinity();) {
        sent = next;
        next = crypto::small::multiply(other, sent, prime);
      }
      out.push_back(sent);
      product *= prime;
      break;
    }
  }
  return out;
}

OffCurve attack_off_curve(const Curve &curve, const Point &base, std::uint32_t order,
                          const Point &public_key, const std::vector<Point> &points,
                          const Victim &victim) {
  OffCurve out;
  out.candidates = {0};
  for (const Point &sent : points) {
    const Curve other = crypto::small::curve_of(curve, sent);
    Leak leak;
    leak.sent = sent;
    leak.b = other.b;
    leak.group_order = group_order(other);
    leak.order = crypto::small::order(other, sent, leak.group_order);
    if (std::gcd(leak.order, out.modulus) != 1) continue;
    leak.answer = victim.answer(sent);
    // She computes the multiples of her own point until one has that x.
    for (Point now = crypto::small::kInfinity; now.x != leak.answer; ++leak.residue) {
      now = crypto::small::add(other, now, sent).sum;
    }
    // Each number modulo the orders before continues in two ways: the residue and its opposite.
    std::vector<std::uint32_t> next;
    for (std::uint32_t i = 0; i < leak.order; ++i) {
      for (const std::uint32_t candidate : out.candidates) {
        const std::uint32_t wider = candidate + i * out.modulus;
        const std::uint32_t rest = wider % leak.order;
        if (rest == leak.residue || (rest + leak.residue) % leak.order == 0) next.push_back(wider);
      }
    }
    out.candidates = next;
    out.modulus *= leak.order;
    out.leaks.push_back(leak);
  }
  for (std::uint32_t turn = 0; !out.key && turn < order; turn += out.modulus) {
    for (const std::uint32_t candidate : out.candidates) {
      const std::uint32_t key = candidate + turn;
      if (key >= order) break;
      out.tried.push_back(key);
      if (!(crypto::small::multiply(curve, base, key) == public_key)) continue;
      out.key = key;
      break;
    }
  }
  return out;
}

}  // namespace eavesdropper
