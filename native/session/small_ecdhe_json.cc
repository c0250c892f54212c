#include "session/small_ecdhe_parts.h"

namespace session {
namespace {

using crypto::small::Line;

void write_additions(SmallWriter &out, const Curve &curve, const std::vector<Addition> &additions) {
  std::string_view between = "[\n";
  for (const Addition &one : additions) {
    const auto [first, second] = std::pair(one.first, one.second);
    constexpr std::string_view kLines[] = {"chord", "tangent", "vertical", "none"};
    out.put(between).put("{\"k\":#,\"first\":@,\"second\":@,\"sum\":@,\"line\":\"",
                         {one.k, first.x, first.y, second.x, second.y, one.sum.x, one.sum.y});
    out.put(kLines[static_cast<int>(one.line)]).put("\"");
    between = ",\n";
    if (one.line == Line::chord || one.line == Line::tangent) {
      out.put(",\"numerator\":#,\"denominator\":#,\"inverse\":#,\"slope\":#,\"third\":@",
              {one.numerator, one.denominator, one.inverse, one.slope, one.third.x, one.third.y});
    }
    if (one.line != Line::none) {
      const auto [right, up] = crypto::small::direction(curve, one);
      out.put(",\"right\":#", {right});
      out.put(up < 0 ? ",\"down\":#" : ",\"up\":#",
              {static_cast<std::uint32_t>(up < 0 ? -up : up)});
    }
    out.put("}");
  }
  out.put(additions.empty() ? "[]" : "]");
}

void write_party(SmallWriter &out, const CurveExchange &all, std::string_view name,
                 const CurveParty &party) {
  out.put(",\n\"").put(name).put("\":{\"private_key\":#,\"public_key\":@",
                                 {party.private_key, party.public_key.x, party.public_key.y});
  if (!all.attacked) {
    out.put(",\"shared_point\":@,\"shared_secret\":#",
            {party.shared.x, party.shared.y, party.shared.x});
  }
  out.put(",\"steps\":");
  write_additions(out, all.curve,
                  crypto::small::double_and_add(all.curve, all.base, party.private_key));
  out.put("}");
}

void write_guess(SmallWriter &out, std::string_view name, const CurveParty &party, bool fits) {
  out.put(name).put("{\"private_key\":#,\"public_key\":@,\"fits\":",
                    {party.private_key, party.public_key.x, party.public_key.y});
  out.put(fits ? "true" : "false");
  if (fits) {
    out.put(",\"shared_point\":@,\"shared_secret\":#",
            {party.shared.x, party.shared.y, party.shared.x});
  }
  out.put("}");
}

void write_attack(SmallWriter &out, const CurveExchange &all) {
  out.put(",\n\"off_curve\":{\"sent\":[");
  std::string_view between = "\n";
  const std::uint32_t p = all.curve.p;
  for (const eavesdropper::Leak &leak : all.attack.leaks) {
    const Point &sent = leak.sent;
    out.put(between).put(
        "{\"point\":@,\"left\":#,\"right\":#,\"b\":#,\"group_order\":#,\"order\":#,\"answer\":#,"
        "\"residue\":#,\"points\":",
        {sent.x, sent.y, sent.y * sent.y % p, crypto::small::right_side(all.curve, sent.x), leak.b,
         leak.group_order, leak.order, leak.answer, leak.residue});
    out.list(crypto::small::points({p, all.curve.a, leak.b})).put("}");
    between = ",\n";
  }
  out.put("],\n\"modulus\":#,\"candidates\":", {all.attack.modulus}).list(all.attack.candidates);
  out.put(",\"tried\":").list(all.attack.tried);
  out.put(",\"private_key\":#}", {all.attack.key.value_or(crypto::small::kNone)});
}

}  // namespace

void small_ecdhe_json(const SmallRequest &request, const CurveExchange &all, SmallWriter &out) {
  const auto [p, a, b] = all.curve;
  out.put("{\n\"kind\":\"ecdhe\",\"p\":#,\"a\":#,\"b\":#,\"discriminant\":#,\n\"points\":",
          {p, a, b, crypto::small::discriminant(all.curve)});
  out.list(all.points).put(",\n\"point_orders\":").list(all.orders);
  out.put(",\n\"group_order\":#,\"base\":@,\"order\":#,\"walk\":",
          {all.group_order, all.base.x, all.base.y, all.order});
  write_additions(out, all.curve, crypto::small::walk(all.curve, all.base, all.order));
  if (!all.attacked) write_party(out, all, "client", all.client);
  write_party(out, all, "server", all.server);
  if (request.reuses) write_party(out, all, "second_client", all.second);
  if (request.eavesdrops) {
    out.put(",\n\"eavesdropper\":{\"tries\":").list(all.tries);
    out.put(",\"found\":\"").put(all.found_client ? "client" : "server");
    out.put("\",\"private_key\":#,\"shared_point\":@,\"shared_secret\":#",
            {all.found, all.broken.x, all.broken.y, all.broken.x});
    if (request.reuses) {
      const Point &other = all.broken_second;
      out.put(",\"second_shared_point\":@,\"second_shared_secret\":#", {other.x, other.y, other.x});
    }
    out.put("}");
  }
  if (request.guesses) {
    write_guess(out, ",\n\"guess\":{\"client\":", all.guessed_client, all.client_fits);
    write_guess(out, ",\"server\":", all.guessed_server, all.server_fits);
    out.put("}");
  }
  if (all.attacked) write_attack(out, all);
  out.put(",\n");
  write_warnings(out, all.warnings);
  out.put("\n}\n");
}

}  // namespace session
