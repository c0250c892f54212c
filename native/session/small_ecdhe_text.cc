#include "session/small_ecdhe_parts.h"

namespace session {
namespace {

using crypto::small::Line;

// tell_additions shows additions with everything that they take, all of it modulo p.
void tell_additions(SmallWriter &out, const std::vector<Addition> &additions) {
  for (std::size_t i = 0; i < additions.size(); ++i) {
    if (left_out(out, i, additions.size() - 1)) continue;
    const Addition &one = additions[i];
    set(out, one);
    out.put("  #kG = @P + @Q = @R");
    if (one.line == Line::vertical) out.put(": opposite points");
    if (one.line == Line::chord) out.put("\n    slope (#4 - #2)/(#Q - #P)");
    if (one.line == Line::tangent) out.put("\n    slope (3*#P^2 + #a)/(2*#2)");
    if (one.line == Line::chord || one.line == Line::tangent) {
      out.put(" = #u/#v = #u*#w = #l, x = #l^2 - #P - #Q = #R, y = #l*(#P - #R) - #2 = #6");
    }
    out.put("\n");
  }
}

void tell_steps(SmallWriter &out, const CurveExchange &all, char key) {
  tell_additions(out, crypto::small::double_and_add(all.curve, out.point('G'), out.number(key)));
}

// write_shared: the x-coordinate is the secret (RFC 8422, section 5.10). O has none.
void write_shared(SmallWriter &out, std::string_view how, char shared) {
  set(out, 'R', out.point(shared));
  out.put(how).put(out.point(shared).infinity() ? "O, no secret: a real endpoint stops\n"
                                                : "@R, secret #R\n");
}

void tell_attack(SmallWriter &out, const CurveExchange &all) {
  out.put("\nThe client is an attacker. The server does not check its points.\n");
  for (const eavesdropper::Leak &leak : all.attack.leaks) {
    set(out, all, leak);
    out.put(
        "  sent: @P; y^2 is #l, x^3 + ax + b is #r: it lies on b = #f and has order #m\n"
        "    the secret is #q: modulo #m the key is #u");
    out.put(leak.residue * 2 % leak.order == 0 ? "\n" : " or #v\n");
  }
  out.number('m') = all.attack.modulus;
  out.number('x') = all.attack.key.value_or(crypto::small::kNone);
  out.put("  together: modulo #m the key is one of ").list(all.attack.candidates);
  out.put("\n  tried on the server's public key: ").list(all.attack.tried);
  out.put("\n  the server's private key: #x\n");
}

}  // namespace

void small_ecdhe_text(const SmallRequest &request, const CurveExchange &all, SmallWriter &out) {
  out.put(
      "ECDHE on y^2 = x^3 + #ax + #b modulo #p, G = @G\n\n"
      "It has #n points: O, the point at infinity, and ");
  out.list(all.points).put("\n\nG again and again: its order is #o\n");
  tell_additions(out, crypto::small::walk(all.curve, out.point('G'), out.number('o')));
  if (!all.attacked) {
    out.put("\nClient: draws a, sends A = aG = #cG = @A\n");
    tell_steps(out, all, 'c');
  }
  out.put("\nServer: draws b, sends B = bG = #sG = @B\n");
  tell_steps(out, all, 's');
  if (!all.attacked) {
    write_shared(out, "\nThe shared point\n  client: aB = ", 'S');
    write_shared(out, "  server: bA = ", 'T');
  }
  if (request.reuses) {
    out.put("\nAnother client: the server takes b again; C = cG = #tG = @C\n");
    tell_steps(out, all, 't');
    write_shared(out, "The shared point\n  client: cB = ", 'U');
    write_shared(out, "  server: bC = ", 'V');
  }
  write_warnings(out, all.warnings);
  if (request.eavesdrops) {
    out.put("\nThe eavesdropper sees the curve, G and the public keys, and tries\n");
    std::uint32_t &k = out.number('k');
    const std::uint32_t found = out.number('x');
    for (k = 0; k <= found; ++k) {
      if (left_out(out, k, found)) continue;
      out.point('R') = all.tries[k];
      out.put("  #kG = @R\n");
    }
    out.put(all.found_client ? "This is A" : "This is B").put(", after #k tries\n");
    write_shared(out, "  the shared point: ", 'Y');
    if (request.reuses) write_shared(out, "  the other client's: ", 'Z');
  }
  if (request.guesses) {
    constexpr std::string_view kSeen[] = {", which she did not see\n", ", which she saw\n"};
    out.put("\nThe eavesdropper draws again, with the seed that she believes in\n");
    out.put("  client: #hG = @H").put(kSeen[all.client_fits]);
    if (all.client_fits) write_shared(out, "    the shared point: ", 'J');
    out.put("  server: #iG = @I").put(kSeen[all.server_fits]);
    if (all.server_fits) write_shared(out, "    the shared point: ", 'K');
  }
  if (all.attacked) tell_attack(out, all);
}

}  // namespace session
