#include "session/small_ecdhe_parts.h"

namespace session {
namespace {

using crypto::small::Line;

void write_additions(SmallWriter &out, const Curve &curve, const std::vector<Addition> &additions) {
  constexpr std::string_view kLines[] = {"chord\"", "tangent\"", "vertical\"", "none\""};
  std::string_view between = "[\n";
  for (const Addition &one : additions) {
    set(out, one);
    out.put(between).put("{\"k\":#k,\"first\":@P,\"second\":@Q,\"sum\":@R,\"line\":\"");
    out.put(kLines[static_cast<int>(one.line)]);
    between = ",\n";
    if (one.line == Line::chord || one.line == Line::tangent) {
      out.put(",\"numerator\":#u,\"denominator\":#v,\"inverse\":#w,\"slope\":#l,\"third\":@M");
    }
    if (one.line != Line::none) {
      const auto [right, up] = crypto::small::direction(curve, one);
      out.number('r') = right;
      out.number('q') = static_cast<std::uint32_t>(up < 0 ? -up : up);
      out.put(up < 0 ? ",\"right\":#r,\"down\":#q" : ",\"right\":#r,\"up\":#q");
    }
    out.put("}");
  }
  out.put(additions.empty() ? "[]" : "]");
}

// write_steps ends a party with the steps to its public key.
void write_steps(SmallWriter &out, const CurveExchange &all, char key) {
  out.put(",\"steps\":");
  write_additions(out, all.curve,
                  crypto::small::double_and_add(all.curve, out.point('G'), out.number(key)));
  out.put("}");
}

void write_attack(SmallWriter &out, const CurveExchange &all) {
  out.put(",\n\"off_curve\":{\"sent\":[");
  std::string_view between = "\n";
  for (const eavesdropper::Leak &leak : all.attack.leaks) {
    set(out, all, leak);
    out.put(between).put(
        "{\"point\":@P,\"left\":#l,\"right\":#r,\"b\":#f,\"group_order\":#g,\"order\":#m,"
        "\"answer\":#q,\"residue\":#u,\"points\":");
    out.list(crypto::small::points({all.curve.p, all.curve.a, leak.b})).put("}");
    between = ",\n";
  }
  out.number('m') = all.attack.modulus;
  out.number('x') = all.attack.key.value_or(crypto::small::kNone);
  out.put("],\n\"modulus\":#m,\"candidates\":").list(all.attack.candidates);
  out.put(",\"tried\":").list(all.attack.tried).put(",\"private_key\":#x}");
}

}  // namespace

void small_ecdhe_json(const SmallRequest &request, const CurveExchange &all, SmallWriter &out) {
  out.put("{\n\"kind\":\"ecdhe\",\"p\":#p,\"a\":#a,\"b\":#b,\"discriminant\":#D,\n\"points\":");
  out.list(all.points).put(",\n\"point_orders\":").list(all.orders);
  out.put(",\n\"group_order\":#n,\"base\":@G,\"order\":#o,\"walk\":");
  write_additions(out, all.curve, crypto::small::walk(all.curve, out.point('G'), out.number('o')));
  if (!all.attacked) {
    out.put(
        ",\n\"client\":{\"private_key\":#c,\"public_key\":@A,\"shared_point\":@S,"
        "\"shared_secret\":#S");
    write_steps(out, all, 'c');
  }
  out.put(",\n\"server\":{\"private_key\":#s,\"public_key\":@B");
  if (!all.attacked) out.put(",\"shared_point\":@T,\"shared_secret\":#T");
  write_steps(out, all, 's');
  if (request.reuses) {
    out.put(
        ",\n\"second_client\":{\"private_key\":#t,\"public_key\":@C,\"shared_point\":@U,"
        "\"shared_secret\":#U");
    write_steps(out, all, 't');
  }
  if (request.eavesdrops) {
    out.put(",\n\"eavesdropper\":{\"tries\":").list(all.tries);
    out.put(all.found_client ? ",\"found\":\"client" : ",\"found\":\"server");
    out.put("\",\"private_key\":#x,\"shared_point\":@Y,\"shared_secret\":#Y");
    out.put(request.reuses ? ",\"second_shared_point\":@Z,\"second_shared_secret\":#Z}" : "}");
  }
  if (request.guesses) {
    out.put(",\n\"guess\":{\"client\":{\"private_key\":#h,\"public_key\":@H,\"fits\":");
    out.put(all.client_fits ? "true,\"shared_point\":@J,\"shared_secret\":#J" : "false");
    out.put("},\"server\":{\"private_key\":#i,\"public_key\":@I,\"fits\":");
    out.put(all.server_fits ? "true,\"shared_point\":@K,\"shared_secret\":#K" : "false").put("}}");
  }
  if (all.attacked) write_attack(out, all);
  write_warnings(out, all.warnings);
  out.put("\n}\n");
}

}  // namespace session
