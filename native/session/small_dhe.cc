// DHE with small numbers: the exchange, what is wrong with its choices, and who else gets the
// secret.
#include "crypto/small_powers.h"
#include "eavesdropper/small_numbers.h"
#include "session/small_numbers.h"

namespace session {
namespace {

using crypto::small::power;
using Numbers = std::vector<std::uint32_t>;

struct Party {
  std::uint32_t private_key = 0, public_key = 0, shared_secret = 0;
};

// Exchange is everything that is computed, before it is written down.
struct Exchange {
  std::uint32_t p = 0, g = 0, order = 0;
  Numbers orders, generators, products, powers;
  Party client, server, second;
  // What the eavesdropper draws with the seed that she guesses; which of the keys fit.
  Party guessed_client, guessed_server;
  bool client_fits = false, server_fits = false;
  std::uint32_t guessed_secret = crypto::small::kNone;
  // What she finds by trying: the key of one side, and the secrets with it.
  Numbers tries;
  bool found_client = false;
  std::uint32_t found = 0, broken = 0, broken_second = 0;
  std::vector<Warning> warnings;
};

void guess(const SmallRequest &request, Exchange &all) {
  const std::uint32_t p = all.p;
  const auto draw = [&](Party &party, std::string_view name) {
    party.private_key = request.guessed_key(name, p - 2);
    party.public_key = power(all.g, party.private_key, p);
  };
  draw(all.guessed_client, "client-key");
  draw(all.guessed_server, "server-key");
  all.client_fits = all.guessed_client.public_key == all.client.public_key;
  all.server_fits = all.guessed_server.public_key == all.server.public_key;
  if (all.client_fits) {
    all.guessed_secret = power(all.server.public_key, all.guessed_client.private_key, p);
  } else if (all.server_fits) {
    all.guessed_secret = power(all.client.public_key, all.guessed_server.private_key, p);
  }
  if (all.client_fits || all.server_fits) all.warnings.push_back(Warning::known_seed);
}

void eavesdrop(const SmallRequest &request, Exchange &all) {
  // A key that is used again is the one to look for: it gives both secrets.
  Numbers seen{all.server.public_key};
  if (!request.reuses) seen.push_back(all.client.public_key);
  const eavesdropper::Exponents search = eavesdropper::try_exponents(all.g, all.p, seen);
  all.tries = search.tries;
  all.found = static_cast<std::uint32_t>(search.tries.size() - 1);
  all.found_client = search.target == std::size_t{1};
  const Party &other = all.found_client ? all.server : all.client;
  all.broken = power(other.public_key, all.found, all.p);
  all.broken_second = power(all.second.public_key, all.found, all.p);
}

void compute(SmallRequest &request, Exchange &all) {
  const std::uint32_t p = all.p =
      request.prime(crypto::small::kLeastPrime, crypto::small::kMostPrime, 23);
  if (request.failed()) return;
  all.orders = crypto::small::orders(p);
  for (std::uint32_t n = 1; n < p; ++n) {
    if (all.orders[n - 1] == p - 1) all.generators.push_back(n);
  }
  const std::uint32_t g = all.g = request.number("g", 1, p - 1, all.generators.front());
  all.order = all.orders[g - 1];
  for (const crypto::small::Step &step : crypto::small::powers(g, p)) {
    all.products.push_back(step.product);
    all.powers.push_back(step.power);
  }
  // With p-1 the powers begin again.
  const auto make = [&](Party &party, std::string_view name) {
    party.private_key = request.private_key(name, p - 2);
    party.public_key = power(g, party.private_key, p);
  };
  make(all.client, "client-key");
  make(all.server, "server-key");
  all.client.shared_secret = power(all.server.public_key, all.client.private_key, p);
  all.server.shared_secret = power(all.client.public_key, all.server.private_key, p);
  // Half of all numbers is usual: so it is with 2 in the groups of RFC 7919.
  if (all.order * 2 < p - 1) all.warnings.push_back(Warning::small_order);
  if (all.client.private_key <= 1) all.warnings.push_back(Warning::client_key_shows);
  if (all.server.private_key <= 1) all.warnings.push_back(Warning::server_key_shows);
  if (request.reuses) {
    make(all.second, "second-client-key");
    all.second.shared_secret = power(all.server.public_key, all.second.private_key, p);
    all.warnings.push_back(Warning::reused_key);
  }
  if (request.guesses) guess(request, all);
  if (request.eavesdrops) eavesdrop(request, all);
}

void write_json(const SmallRequest &request, const Exchange &all, SmallWriter &out) {
  out.put("{\n\"kind\":\"dhe\",\"p\":#,\"g\":#,\"order\":#,\n\"generators\":",
          {all.p, all.g, all.order});
  out.list(all.generators).put(",\n\"orders\":").list(all.orders);
  out.put(",\n\"products\":").list(all.products).put(",\n\"powers\":").list(all.powers);
  const auto party = [&](std::string_view name, const Party &one) {
    out.put(",\n\"").put(name);
    out.put("\":{\"private_key\":#,\"public_key\":#,\"shared_secret\":#}",
            {one.private_key, one.public_key, one.shared_secret});
  };
  party("client", all.client);
  party("server", all.server);
  if (request.reuses) party("second_client", all.second);
  if (request.eavesdrops) {
    out.put(",\n\"eavesdropper\":{\"tries\":").list(all.tries);
    out.put(",\"found\":\"").put(all.found_client ? "client" : "server");
    out.put("\",\"private_key\":#,\"shared_secret\":#", {all.found, all.broken});
    if (request.reuses) out.put(",\"second_shared_secret\":#", {all.broken_second});
    out.put("}");
  }
  if (request.guesses) {
    const auto guessed = [&](std::string_view name, const Party &one, bool fits) {
      out.put(name).put("{\"private_key\":#,\"public_key\":#,\"fits\":",
                        {one.private_key, one.public_key});
      out.put(fits ? "true}" : "false}");
    };
    guessed(",\n\"guess\":{\"client\":", all.guessed_client, all.client_fits);
    guessed(",\"server\":", all.guessed_server, all.server_fits);
    out.put(",\"shared_secret\":#}", {all.guessed_secret});
  }
  out.put(",\n");
  write_warnings(out, all.warnings);
  out.put("\n}\n");
}

void write_text(const SmallRequest &request, const Exchange &all, SmallWriter &out) {
  const std::uint32_t p = all.p, g = all.g;
  out.put("DHE with p = #, g = #; everything is modulo p\n\n", {p, g});
  out.put("The powers of #, up to the first that is 1: # of the # numbers\n",
          {g, all.order, p - 1});
  for (std::uint32_t k = 1; k <= all.order; ++k) {
    if (left_out(out, k - 1, all.order - 1)) continue;
    out.put("  #^# = ", {g, k});
    const std::uint32_t product = all.products[k - 1];
    if (k > 1) out.put("# * # = ", {all.powers[k - 2], g});
    if (product >= p) out.put("# = ", {product});
    out.put("#\n", {all.powers[k - 1]});
  }
  out.put("\nGenerators, whose powers are all numbers: ").list(all.generators);
  const Party &client = all.client, &server = all.server, &second = all.second;
  out.put("\n\nClient: draws a = #, sends A = #^# = #\n",
          {client.private_key, g, client.private_key, client.public_key});
  out.put("Server: draws b = #, sends B = #^# = #\n",
          {server.private_key, g, server.private_key, server.public_key});
  const auto secret = [&](std::string_view how, std::uint32_t base, std::uint32_t exponent,
                          std::uint32_t result) {
    out.put(how).put("#^# = #\n", {base, exponent, result});
  };
  secret("The secret\n  client: B^a = ", server.public_key, client.private_key,
         client.shared_secret);
  secret("  server: A^b = ", client.public_key, server.private_key, server.shared_secret);
  if (request.reuses) {
    out.put("Another client: draws c = #, sends C = #^# = #; the server takes b again\n",
            {second.private_key, g, second.private_key, second.public_key});
    secret("  client: B^c = ", server.public_key, second.private_key, second.shared_secret);
    secret("  server: C^b = ", second.public_key, server.private_key,
           power(second.public_key, server.private_key, p));
  }
  write_warnings(out, all.warnings);
  if (request.eavesdrops) {
    out.put("\nThe eavesdropper sees p, g and the public keys, and tries\n");
    for (std::uint32_t x = 0; x <= all.found; ++x) {
      if (!left_out(out, x, all.found)) out.put("  #^# = #\n", {g, x, all.tries[x]});
    }
    out.put(all.found_client ? "This is A" : "This is B").put(", after # tries\n", {all.found + 1});
    const Party &other = all.found_client ? server : client;
    secret("  the secret: ", other.public_key, all.found, all.broken);
    if (request.reuses) {
      secret("  the other client's: ", second.public_key, all.found, all.broken_second);
    }
  }
  if (request.guesses) {
    out.put("\nThe eavesdropper draws again, with the seed that she believes in\n");
    const auto guessed = [&](std::string_view name, const Party &one, bool fits) {
      out.put(name).put("#^# = #", {g, one.private_key, one.public_key});
      out.put(fits ? ", which she saw\n" : ", which she did not see\n");
    };
    guessed("  client: ", all.guessed_client, all.client_fits);
    guessed("  server: ", all.guessed_server, all.server_fits);
    if (all.guessed_secret != crypto::small::kNone) {
      out.put("  the secret: #\n", {all.guessed_secret});
    }
  }
}

}  // namespace

void small_dhe(SmallRequest &request, SmallWriter &out) {
  Exchange all;
  compute(request, all);
  if (request.failed()) return;
  out.json() ? write_json(request, all, out) : write_text(request, all, out);
}

}  // namespace session
