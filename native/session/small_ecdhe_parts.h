// What small_ecdhe.cc computes and small_ecdhe_json.cc and small_ecdhe_text.cc write down. In these
// files numbers have these letters:
//   p, a, b, D, n, o  the curve, its discriminant, the number of its points, the order of G
//   c, s, t           the private keys of the client, the server and the second client
//   x                 the private key that the eavesdropper finds
//   h, i              the keys that she draws again: the client's, the server's
// points have these, and their x-coordinates have the same letter as numbers:
//   G                 the base point
//   A, B, C           the public keys of the client, the server and the second client
//   S, T, U, V        the shared point as the client and the server compute it; as the second
//                     client and the server do
//   Y, Z              what the eavesdropper computes with the key that she found: S, and U
//   H, I, J, K        the public keys that she draws again, and the shared points with them
// For the line that is being written: kG = P + Q = R with the third point M and the slope u/v = u*w
// = l; 2, 4 and 6 are the y-coordinates of P, Q and R. Of a leak see set().
#pragma once

#include "eavesdropper/small_numbers.h"
#include "session/small_numbers.h"

namespace session {

using crypto::small::Addition;
using crypto::small::Curve;
using crypto::small::Point;

// CurveExchange is what is computed and has no letter. With an attack there is a server only.
struct CurveExchange {
  Curve curve;
  std::vector<Point> points, tries;
  std::vector<std::uint32_t> orders;              // of the points
  bool client_fits = false, server_fits = false;  // of the guessed keys
  bool found_client = false;                      // whose key the eavesdropper found
  bool attacked = false;
  eavesdropper::OffCurve attack;
  unsigned warnings = 0;
};

// set gives a point a letter, and its x-coordinate too.
void set(SmallWriter &, char letter, const Point &);

// set gives the parts of an addition, or of a leak, their letters.
void set(SmallWriter &, const Addition &);
void set(SmallWriter &, const CurveExchange &, const eavesdropper::Leak &);

void small_ecdhe_json(const SmallRequest &, const CurveExchange &, SmallWriter &);
void small_ecdhe_text(const SmallRequest &, const CurveExchange &, SmallWriter &);

}  // namespace session
