// What small_ecdhe.cc computes and small_ecdhe_json.cc and small_ecdhe_text.cc write down.
#pragma once

#include "eavesdropper/small_numbers.h"
#include "session/small_numbers.h"

namespace session {

using crypto::small::Addition;
using crypto::small::Curve;
using crypto::small::Point;

// CurveParty is one side.
struct CurveParty {
  std::uint32_t private_key = 0;
  Point public_key, shared;
};

// CurveExchange is everything that is computed. With an attack there is a server only.
struct CurveExchange {
  Curve curve;
  std::vector<Point> points;
  std::vector<std::uint32_t> orders;  // of the points
  std::uint32_t group_order = 0;
  Point base;
  std::uint32_t order = 0;
  CurveParty client, server, second;
  // What the eavesdropper draws with the seed that she guesses; which of the keys fit.
  CurveParty guessed_client, guessed_server;
  bool client_fits = false, server_fits = false;
  // What she finds by trying: the key of one side, and the shared points with it.
  std::vector<Point> tries;
  bool found_client = false;
  std::uint32_t found = 0;
  Point broken, broken_second;
  bool attacked = false;
  eavesdropper::OffCurve attack;
  std::vector<Warning> warnings;
};

void small_ecdhe_json(const SmallRequest &, const CurveExchange &, SmallWriter &);
void small_ecdhe_text(const SmallRequest &, const CurveExchange &, SmallWriter &);

}  // namespace session
