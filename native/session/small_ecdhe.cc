// ECDHE on a small curve: the exchange, what is wrong with its choices, and who else gets the
// secret.
#include "crypto/small_powers.h"
#include "session/small_ecdhe_parts.h"

namespace session {
namespace {

// read_curve reads p, a, b and the base point and fills in what is known of them.
void read_curve(SmallRequest &request, CurveExchange &all, SmallWriter &n) {
  Curve &curve = all.curve;
  curve.p = request.prime(crypto::small::kLeastField, crypto::small::kMostField, 17);
  if (request.failed()) return;
  curve.a = request.number("a", 0, curve.p - 1, 2);
  curve.b = request.number("b", 0, curve.p - 1, 2);
  if (request.failed()) return;
  n.number('p') = curve.p;
  n.number('a') = curve.a;
  n.number('b') = curve.b;
  n.number('D') = crypto::small::discriminant(curve);
  SmallWriter line(false);  // of an error
  line.number('p') = curve.p;
  line.number('a') = curve.a;
  line.number('b') = curve.b;
  if (n.number('D') == 0) {
    return request.fail(
        line.put("--a, --b: y^2 = x^3 + #ax + #b modulo #p is singular: 4a^3 + 27b^2 is 0").take());
  }
  all.points = crypto::small::points(curve);
  const std::uint32_t size = n.number('n') = static_cast<std::uint32_t>(all.points.size()) + 1;
  std::uint32_t &order = n.number('o');
  Point base;
  for (const Point &point : all.points) {
    all.orders.push_back(crypto::small::order(curve, point, size));
    if (all.orders.back() <= order) continue;
    order = all.orders.back();
    base = point;
  }
  if (request.has("base")) {
    base = request.point("base", curve.p);
    line.point('G') = base;
    if (!crypto::small::contains(curve, base)) {
      request.fail(line.put("--base: @G does not lie on y^2 = x^3 + #ax + #b modulo #p").take());
    }
    order = crypto::small::order(curve, base, size);
  }
  set(n, 'G', base);
}

// times sets the point `result` = key * point.
void times(const CurveExchange &all, SmallWriter &n, char result, char key, char point) {
  set(n, result, crypto::small::multiply(all.curve, n.point(point), n.number(key)));
}

// read_sent reads the points of --off-curve: none of them lies on the curve.
std::vector<Point> read_sent(SmallRequest &request, const CurveExchange &all, SmallWriter &n) {
  if (request.value("off-curve") == "auto") {
    return eavesdropper::points_to_send(all.curve, n.number('o'));
  }
  const Point sent = request.point("off-curve", all.curve.p);
  const Curve other = crypto::small::curve_of(all.curve, sent);
  SmallWriter line(false);
  line.point('P') = sent;
  line.number('b') = other.b;
  if (other.b == all.curve.b) {
    request.fail(line.put("--off-curve: @P lies on the curve").take());
  } else if (crypto::small::discriminant(other) == 0) {
    request.fail(
        line.put("--off-curve: @P lies on the curve with b = #b, which is singular").take());
  }
  return {sent};
}

void compute(SmallRequest &request, CurveExchange &all, SmallWriter &n) {
  read_curve(request, all, n);
  if (request.failed()) return;
  const std::uint32_t most = n.number('o') - 1;
  n.number('s') = request.private_key("server-key", most);
  times(all, n, 'B', 's', 'G');
  all.attacked = request.has("off-curve");
  all.warnings = bit_of(Warning::small_order, n.number('o') * 2 < n.number('n')) |
                 bit_of(Warning::server_key_shows, n.number('s') <= 1) |
                 bit_of(Warning::reused_key, request.reuses) |
                 bit_of(Warning::unchecked_point, all.attacked);
  if (all.attacked) {
    const std::vector<Point> sent = read_sent(request, all, n);
    if (request.failed()) return;
    all.attack =
        eavesdropper::attack_off_curve(all.curve, n.point('G'), n.number('o'), n.point('B'), sent,
                                       eavesdropper::Victim(all.curve, n.number('s')));
    return;
  }
  n.number('c') = request.private_key("client-key", most);
  n.number('t') = request.reuses ? request.private_key("second-client-key", most) : 0;
  times(all, n, 'A', 'c', 'G');
  times(all, n, 'C', 't', 'G');
  times(all, n, 'S', 'c', 'B');
  times(all, n, 'T', 's', 'A');
  times(all, n, 'U', 't', 'B');
  times(all, n, 'V', 's', 'C');
  if (request.guesses) {
    n.number('h') = request.guessed_key("client-key", most);
    n.number('i') = request.guessed_key("server-key", most);
    times(all, n, 'H', 'h', 'G');
    times(all, n, 'I', 'i', 'G');
    times(all, n, 'J', 'h', 'B');
    times(all, n, 'K', 'i', 'A');
    all.client_fits = n.point('H') == n.point('A');
    all.server_fits = n.point('I') == n.point('B');
  }
  all.warnings |= bit_of(Warning::client_key_shows, n.number('c') <= 1) |
                  bit_of(Warning::known_seed, all.client_fits || all.server_fits);
  if (request.eavesdrops) {
    // A key that is used again is the one to look for: it gives both secrets.
    std::vector<Point> seen{n.point('B')};
    if (!request.reuses) seen.push_back(n.point('A'));
    const eavesdropper::Multiples search =
        eavesdropper::try_multiples(all.curve, n.point('G'), seen);
    all.tries = search.tries;
    all.found_client = search.target == std::size_t{1};
    n.number('x') = static_cast<std::uint32_t>(search.tries.size() - 1);
    times(all, n, 'Y', 'x', all.found_client ? 'B' : 'A');
    times(all, n, 'Z', 'x', 'C');
  }
}

}  // namespace

void set(SmallWriter &out, char letter, const Point &point) {
  out.point(letter) = point;
  out.number(letter) = point.x;
}

void set(SmallWriter &out, const Addition &one) {
  set(out, 'P', one.first);
  set(out, 'Q', one.second);
  set(out, 'R', one.sum);
  set(out, 'M', one.third);
  out.number('k') = one.k;
  out.number('2') = one.first.y;
  out.number('4') = one.second.y;
  out.number('6') = one.sum.y;
  out.number('u') = one.numerator;
  out.number('v') = one.denominator;
  out.number('w') = one.inverse;
  out.number('l') = one.slope;
}

void set(SmallWriter &out, const CurveExchange &all, const eavesdropper::Leak &leak) {
  set(out, 'P', leak.sent);
  out.number('l') = leak.sent.y * leak.sent.y % all.curve.p;
  out.number('r') = crypto::small::right_side(all.curve, leak.sent.x);
  out.number('f') = leak.b;
  out.number('g') = leak.group_order;
  out.number('m') = leak.order;
  out.number('q') = leak.answer;
  out.number('u') = leak.residue;
  out.number('v') = leak.order - leak.residue;
}

void small_ecdhe(SmallRequest &request, SmallWriter &out) {
  CurveExchange all;
  compute(request, all, out);
  if (request.failed()) return;
  out.json() ? small_ecdhe_json(request, all, out) : small_ecdhe_text(request, all, out);
}

}  // namespace session
