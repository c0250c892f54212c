// DHE with small numbers: the exchange, what is wrong with its choices, and who else gets the
// secret. In this file the numbers have these letters:
//   p, g, o        the prime, the generator and its order; m = p-1
//   a, A, s        the client's private and public key, and the secret that it computes
//   b, B, t        the server's
//   c, C, u, v     the second client's, and the secret that the server has with it
//   x, X, y, z     what the eavesdropper finds: a private key, the base of the secret, the secret,
//                  the second secret
//   h, H, i, I, j  what she draws again: the client's keys, the server's keys, the secret
//   k, q, r        for the line that is being written
#include "crypto/small_powers.h"
#include "eavesdropper/small_numbers.h"
#include "session/small_numbers.h"

namespace session {
namespace {

using crypto::small::kNone;
using Numbers = std::vector<std::uint32_t>;

// Exchange is what is computed and has no letter.
struct Exchange {
  Numbers orders, generators, products, powers, tries;
  bool client_fits = false, server_fits = false;  // of the guessed keys
  bool found_client = false;                      // whose key the eavesdropper found
  unsigned warnings = 0;
};

// raise sets n[result] = n[base]^n[exponent].
void raise(SmallWriter &n, char result, char base, char exponent) {
  n.number(result) = crypto::small::power(n.number(base), n.number(exponent), n.number('p'));
}

void guess(const SmallRequest &request, Exchange &all, SmallWriter &n) {
  const std::uint32_t most = n.number('p') - 2;
  n.number('h') = request.guessed_key("client-key", most);
  n.number('i') = request.guessed_key("server-key", most);
  raise(n, 'H', 'g', 'h');
  raise(n, 'I', 'g', 'i');
  all.client_fits = n.number('H') == n.number('A');
  all.server_fits = n.number('I') == n.number('B');
  n.number('j') = kNone;
  if (all.client_fits) {
    raise(n, 'j', 'B', 'h');
  } else if (all.server_fits) {
    raise(n, 'j', 'A', 'i');
  }
}

void eavesdrop(const SmallRequest &request, Exchange &all, SmallWriter &n) {
  // A key that is used again is the one to look for: it gives both secrets.
  Numbers seen{n.number('B')};
  if (!request.reuses) seen.push_back(n.number('A'));
  const eavesdropper::Exponents search =
      eavesdropper::try_exponents(n.number('g'), n.number('p'), seen);
  all.tries = search.tries;
  all.found_client = search.target == std::size_t{1};
  n.number('x') = static_cast<std::uint32_t>(search.tries.size() - 1);
  n.number('X') = n.number(all.found_client ? 'B' : 'A');
  raise(n, 'y', 'X', 'x');
  raise(n, 'z', 'C', 'x');
}

void compute(SmallRequest &request, Exchange &all, SmallWriter &n) {
  const std::uint32_t p = n.number('p') =
      request.prime(crypto::small::kLeastPrime, crypto::small::kMostPrime, 23);
  if (request.failed()) return;
  n.number('m') = p - 1;
  all.orders = crypto::small::orders(p);
  for (std::uint32_t i = 1; i < p; ++i) {
    if (all.orders[i - 1] == p - 1) all.generators.push_back(i);
  }
  const std::uint32_t g = n.number('g') = request.number("g", 1, p - 1, all.generators.front());
  const std::uint32_t order = n.number('o') = all.orders[g - 1];
  for (const crypto::small::Step &step : crypto::small::powers(g, p)) {
    all.products.push_back(step.product);
    all.powers.push_back(step.power);
  }
  // With p-1 the powers begin again.
  n.number('a') = request.private_key("client-key", p - 2);
  n.number('b') = request.private_key("server-key", p - 2);
  n.number('c') = request.reuses ? request.private_key("second-client-key", p - 2) : 0;
  raise(n, 'A', 'g', 'a');
  raise(n, 'B', 'g', 'b');
  raise(n, 'C', 'g', 'c');
  raise(n, 's', 'B', 'a');
  raise(n, 't', 'A', 'b');
  raise(n, 'u', 'B', 'c');
  raise(n, 'v', 'C', 'b');
  if (request.guesses) guess(request, all, n);
  if (request.eavesdrops) eavesdrop(request, all, n);
  // Half of all numbers is usual: so it is with 2 in the groups of RFC 7919.
  all.warnings = bit_of(Warning::small_order, order * 2 < p - 1) |
                 bit_of(Warning::client_key_shows, n.number('a') <= 1) |
                 bit_of(Warning::server_key_shows, n.number('b') <= 1) |
                 bit_of(Warning::reused_key, request.reuses) |
                 bit_of(Warning::known_seed, all.client_fits || all.server_fits);
}

void write_json(const SmallRequest &request, const Exchange &all, SmallWriter &out) {
  out.put("{\n\"kind\":\"dhe\",\"p\":#p,\"g\":#g,\"order\":#o,\n\"generators\":");
  out.list(all.generators).put(",\n\"orders\":").list(all.orders);
  out.put(",\n\"products\":").list(all.products).put(",\n\"powers\":").list(all.powers);
  out.put(
      ",\n\"client\":{\"private_key\":#a,\"public_key\":#A,\"shared_secret\":#s}"
      ",\n\"server\":{\"private_key\":#b,\"public_key\":#B,\"shared_secret\":#t}");
  if (request.reuses) {
    out.put(",\n\"second_client\":{\"private_key\":#c,\"public_key\":#C,\"shared_secret\":#u}");
  }
  if (request.eavesdrops) {
    out.put(",\n\"eavesdropper\":{\"tries\":").list(all.tries);
    out.put(all.found_client ? ",\"found\":\"client" : ",\"found\":\"server");
    out.put("\",\"private_key\":#x,\"shared_secret\":#y");
    out.put(request.reuses ? ",\"second_shared_secret\":#z}" : "}");
  }
  if (request.guesses) {
    out.put(",\n\"guess\":{\"client\":{\"private_key\":#h,\"public_key\":#H,\"fits\":");
    out.put(all.client_fits ? "true" : "false");
    out.put("},\"server\":{\"private_key\":#i,\"public_key\":#I,\"fits\":");
    out.put(all.server_fits ? "true" : "false").put("},\"shared_secret\":#j}");
  }
  write_warnings(out, all.warnings);
  out.put("\n}\n");
}

void write_text(const SmallRequest &request, const Exchange &all, SmallWriter &out) {
  out.put(
      "DHE with p = #p, g = #g; everything is modulo p\n\n"
      "The powers of #g, up to the first that is 1: #o of the #m numbers\n");
  const std::uint32_t order = out.number('o');
  std::uint32_t &k = out.number('k'), &power = out.number('q'), &product = out.number('r');
  for (k = 1; k <= order; ++k) {
    product = all.products[k - 1];
    if (!left_out(out, k - 1, order - 1)) {
      out.put(k > 1 ? "  #g^#k = #q * #g = " : "  #g^#k = ");
      if (product >= out.number('p')) out.put("#r = ");
      power = all.powers[k - 1];
      out.put("#q\n");
    }
    power = all.powers[k - 1];
  }
  out.put("\nGenerators, whose powers are all numbers: ").list(all.generators);
  out.put(
      "\n\nClient: draws a = #a, sends A = #g^#a = #A\n"
      "Server: draws b = #b, sends B = #g^#b = #B\n"
      "The secret\n  client: B^a = #B^#a = #s\n  server: A^b = #A^#b = #t\n");
  if (request.reuses) {
    out.put(
        "Another client: draws c = #c, sends C = #g^#c = #C; the server takes b again\n"
        "  client: B^c = #B^#c = #u\n  server: C^b = #C^#b = #v\n");
  }
  write_warnings(out, all.warnings);
  if (request.eavesdrops) {
    out.put("\nThe eavesdropper sees p, g and the public keys, and tries\n");
    const std::uint32_t found = out.number('x');
    for (k = 0; k <= found; ++k) {
      power = all.tries[k];
      if (!left_out(out, k, found)) out.put("  #g^#k = #q\n");
    }
    out.put(all.found_client ? "This is A" : "This is B");
    out.put(", after #k tries\n  the secret: #X^#x = #y\n");
    if (request.reuses) out.put("  the other client's: #C^#x = #z\n");
  }
  if (request.guesses) {
    constexpr std::string_view kSeen[] = {", which she did not see\n", ", which she saw\n"};
    out.put("\nThe eavesdropper draws again, with the seed that she believes in\n");
    out.put("  client: #g^#h = #H").put(kSeen[all.client_fits]);
    out.put("  server: #g^#i = #I").put(kSeen[all.server_fits]);
    if (out.number('j') != kNone) out.put("  the secret: #j\n");
  }
}

}  // namespace

void small_dhe(SmallRequest &request, SmallWriter &out) {
  Exchange all;
  compute(request, all, out);
  if (request.failed()) return;
  out.json() ? write_json(request, all, out) : write_text(request, all, out);
}

}  // namespace session
