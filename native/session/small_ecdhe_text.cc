#include "session/small_ecdhe_parts.h"

namespace session {
namespace {

using crypto::small::Line;

// write_additions shows additions with everything that they take, all of it modulo p.
void write_additions(SmallWriter &out, const Curve &curve, const std::vector<Addition> &additions) {
  for (std::size_t i = 0; i < additions.size(); ++i) {
    if (left_out(out, i, additions.size() - 1)) continue;
    const Addition &one = additions[i];
    const auto [first, second] = std::pair(one.first, one.second);
    const auto [x, y] = one.sum;
    out.put("  #G = @ + @ = @", {one.k, first.x, first.y, second.x, second.y, x, y});
    if (one.line == Line::vertical) {
      out.put(": opposite points\n");
    } else if (one.line == Line::none) {
      out.put("\n");
    } else {
      if (one.line == Line::chord) {
        out.put("\n    slope (# - #)/(# - #)", {second.y, first.y, second.x, first.x});
      } else {
        out.put("\n    slope (3*#^2 + #)/(2*#)", {first.x, curve.a, first.y});
      }
      out.put(" = #/# = #*# = #, x = #^2 - # - # = #, y = #*(# - #) - # = #\n",
              {one.numerator, one.denominator, one.numerator, one.inverse, one.slope, one.slope,
               first.x, second.x, x, one.slope, first.x, x, first.y, y});
    }
  }
}

void write_party(SmallWriter &out, const CurveExchange &all, std::string_view who,
                 const CurveParty &party) {
  out.put(who).put("#G = @\n", {party.private_key, party.public_key.x, party.public_key.y});
  write_additions(out, all.curve,
                  crypto::small::double_and_add(all.curve, all.base, party.private_key));
}

// write_shared: the x-coordinate is the secret (RFC 8422, section 5.10). O has none.
void write_shared(SmallWriter &out, std::string_view how, const Point &shared) {
  out.put(how).put(shared.infinity() ? "O, no secret: a real endpoint stops\n" : "@, secret #\n",
                   {shared.x, shared.y, shared.x});
}

void write_attack(SmallWriter &out, const CurveExchange &all) {
  out.put("\nThe client is an attacker. The server does not check its points.\n");
  for (const eavesdropper::Leak &leak : all.attack.leaks) {
    const Point &sent = leak.sent;
    out.put("  sent: @; y^2 is #, x^3 + ax + b is #: it lies on b = # and has order #\n",
            {sent.x, sent.y, sent.y * sent.y % all.curve.p,
             crypto::small::right_side(all.curve, sent.x), leak.b, leak.order});
    out.put("    the secret is #: modulo # the key is #", {leak.answer, leak.order, leak.residue});
    const std::uint32_t opposite = (leak.order - leak.residue) % leak.order;
    out.put(opposite == leak.residue ? "\n" : " or #\n", {opposite});
  }
  out.put("  together: modulo # the key is one of ", {all.attack.modulus});
  out.list(all.attack.candidates).put("\n  tried on the server's public key: ");
  out.list(all.attack.tried)
      .put("\n  the server's private key: #\n", {all.attack.key.value_or(crypto::small::kNone)});
}

}  // namespace

void small_ecdhe_text(const SmallRequest &request, const CurveExchange &all, SmallWriter &out) {
  const auto [p, a, b] = all.curve;
  out.put("ECDHE on y^2 = x^3 + #x + # modulo #, G = @\n\n", {a, b, p, all.base.x, all.base.y});
  out.put("It has # points: O, the point at infinity, and ", {all.group_order});
  out.list(all.points).put("\n\nG again and again: its order is #\n", {all.order});
  write_additions(out, all.curve, crypto::small::walk(all.curve, all.base, all.order));
  if (!all.attacked) write_party(out, all, "\nClient: draws a, sends A = aG = ", all.client);
  write_party(out, all, "\nServer: draws b, sends B = bG = ", all.server);
  if (!all.attacked) {
    write_shared(out, "\nThe shared point\n  client: aB = ", all.client.shared);
    write_shared(out, "  server: bA = ", all.server.shared);
  }
  if (request.reuses) {
    write_party(out, all, "\nAnother client: the server takes b again; C = cG = ", all.second);
    write_shared(out, "The shared point\n  client: cB = ", all.second.shared);
    write_shared(out, "  server: bC = ",
                 crypto::small::multiply(all.curve, all.second.public_key, all.server.private_key));
  }
  write_warnings(out, all.warnings);
  if (request.eavesdrops) {
    out.put("\nThe eavesdropper sees the curve, G and the public keys, and tries\n");
    for (std::uint32_t k = 0; k <= all.found; ++k) {
      if (left_out(out, k, all.found)) continue;
      out.put("  #G = @\n", {k, all.tries[k].x, all.tries[k].y});
    }
    out.put(all.found_client ? "This is A" : "This is B").put(", after # tries\n", {all.found + 1});
    write_shared(out, "  the shared point: ", all.broken);
    if (request.reuses) write_shared(out, "  the other client's: ", all.broken_second);
  }
  if (request.guesses) {
    out.put("\nThe eavesdropper draws again, with the seed that she believes in\n");
    const auto guessed = [&](std::string_view name, const CurveParty &one, bool fits) {
      out.put(name).put("#G = @", {one.private_key, one.public_key.x, one.public_key.y});
      out.put(fits ? ", which she saw\n" : ", which she did not see\n");
      if (fits) write_shared(out, "    the shared point: ", one.shared);
    };
    guessed("  client: ", all.guessed_client, all.client_fits);
    guessed("  server: ", all.guessed_server, all.server_fits);
  }
  if (all.attacked) write_attack(out, all);
}

}  // namespace session
