// ECDHE on a small curve: the exchange, what is wrong with its choices, and who else gets the
// secret.
#include "crypto/small_powers.h"
#include "session/small_ecdhe_parts.h"

namespace session {
namespace {

using crypto::small::multiply;

// read_curve reads p, a, b and the base point and fills in what is known of them.
void read_curve(SmallRequest &request, CurveExchange &all) {
  Curve &curve = all.curve;
  curve.p = request.prime(crypto::small::kLeastField, crypto::small::kMostField, 17);
  if (request.failed()) return;
  curve.a = request.number("a", 0, curve.p - 1, 2 % curve.p);
  curve.b = request.number("b", 0, curve.p - 1, 2 % curve.p);
  if (request.failed()) return;
  if (crypto::small::discriminant(curve) == 0) {
    return request.fail("--a, --b: y^2 = x^3 + #x + # modulo # is singular: 4a^3 + 27b^2 is 0",
                        {curve.a, curve.b, curve.p});
  }
  all.points = crypto::small::points(curve);
  all.group_order = static_cast<std::uint32_t>(all.points.size()) + 1;
  for (const Point &point : all.points) {
    all.orders.push_back(crypto::small::order(curve, point, all.group_order));
    if (all.orders.back() <= all.order) continue;
    all.order = all.orders.back();
    all.base = point;
  }
  if (!request.has("base")) return;
  all.base = request.point("base", curve.p);
  if (request.failed()) return;
  if (!crypto::small::contains(curve, all.base)) {
    request.fail("--base: @ does not lie on y^2 = x^3 + #x + # modulo #",
                 {all.base.x, all.base.y, curve.a, curve.b, curve.p});
  }
  all.order = crypto::small::order(curve, all.base, all.group_order);
}

// read_sent reads the points of --off-curve: none of them lies on the curve.
std::vector<Point> read_sent(SmallRequest &request, const CurveExchange &all) {
  if (request.value("off-curve") == "auto") {
    return eavesdropper::points_to_send(all.curve, all.order);
  }
  const Point sent = request.point("off-curve", all.curve.p);
  if (request.failed()) return {};
  const Curve other = crypto::small::curve_of(all.curve, sent);
  if (other.b == all.curve.b) {
    request.fail("--off-curve: @ lies on the curve", {sent.x, sent.y});
  } else if (crypto::small::discriminant(other) == 0) {
    request.fail("--off-curve: @ lies on the curve with b = #, which is singular",
                 {sent.x, sent.y, other.b});
  }
  return {sent};
}

void guess(const SmallRequest &request, CurveExchange &all) {
  const auto draw = [&](CurveParty &party, std::string_view name, const CurveParty &peer) {
    party.private_key = request.guessed_key(name, all.order - 1);
    party.public_key = multiply(all.curve, all.base, party.private_key);
    party.shared = multiply(all.curve, peer.public_key, party.private_key);
  };
  draw(all.guessed_client, "client-key", all.server);
  draw(all.guessed_server, "server-key", all.client);
  all.client_fits = all.guessed_client.public_key == all.client.public_key;
  all.server_fits = all.guessed_server.public_key == all.server.public_key;
  if (all.client_fits || all.server_fits) all.warnings.push_back(Warning::known_seed);
}

void eavesdrop(const SmallRequest &request, CurveExchange &all) {
  // A key that is used again is the one to look for: it gives both secrets.
  std::vector<Point> seen{all.server.public_key};
  if (!request.reuses) seen.push_back(all.client.public_key);
  const eavesdropper::Multiples search = eavesdropper::try_multiples(all.curve, all.base, seen);
  all.tries = search.tries;
  all.found = static_cast<std::uint32_t>(search.tries.size() - 1);
  all.found_client = search.target == std::size_t{1};
  const CurveParty &other = all.found_client ? all.server : all.client;
  all.broken = multiply(all.curve, other.public_key, all.found);
  all.broken_second = multiply(all.curve, all.second.public_key, all.found);
}

void compute(SmallRequest &request, CurveExchange &all) {
  read_curve(request, all);
  if (request.failed()) return;
  const auto make = [&](CurveParty &party, std::string_view name) {
    party.private_key = request.private_key(name, all.order - 1);
    party.public_key = multiply(all.curve, all.base, party.private_key);
  };
  const auto agree = [&](CurveParty &own, const CurveParty &peer) {
    own.shared = multiply(all.curve, peer.public_key, own.private_key);
  };
  make(all.server, "server-key");
  if (all.order * 2 < all.group_order) all.warnings.push_back(Warning::small_order);
  if (all.server.private_key <= 1) all.warnings.push_back(Warning::server_key_shows);
  all.attacked = request.has("off-curve");
  if (all.attacked) {
    all.warnings.push_back(Warning::unchecked_point);
    const std::vector<Point> sent = read_sent(request, all);
    if (request.failed()) return;
    all.attack =
        eavesdropper::attack_off_curve(all.curve, all.base, all.order, all.server.public_key, sent,
                                       eavesdropper::Victim(all.curve, all.server.private_key));
    return;
  }
  make(all.client, "client-key");
  if (all.client.private_key <= 1) all.warnings.push_back(Warning::client_key_shows);
  agree(all.client, all.server);
  agree(all.server, all.client);
  if (request.reuses) {
    make(all.second, "second-client-key");
    agree(all.second, all.server);
    all.warnings.push_back(Warning::reused_key);
  }
  if (request.guesses) guess(request, all);
  if (request.eavesdrops) eavesdrop(request, all);
}

}  // namespace

void small_ecdhe(SmallRequest &request, SmallWriter &out) {
  CurveExchange all;
  compute(request, all);
  if (request.failed()) return;
  out.json() ? small_ecdhe_json(request, all, out) : small_ecdhe_text(request, all, out);
}

}  // namespace session
