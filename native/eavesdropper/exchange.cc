// The way to the shared secret of an ephemeral key exchange: with a private key, or with the seed
// of the generator that drew it.
#include "crypto/ffdhe.h"
#include "crypto/key_exchange.h"
#include "eavesdropper/book.h"
#include "handshake/context.h"

namespace eavesdropper {
namespace {

constexpr trace::Section kKeys = "RFC 8446, section 7.4";

// bits_of counts the bits of a number without its leading zeros.
std::size_t bits_of(ByteView number) {
  while (!number.empty() && number[0] == 0) number = number.subspan(1);
  if (number.empty()) return 0;
  std::size_t bits = number.size() * 8;
  for (std::uint8_t top = 0x80; (number[0] & top) == 0; top >>= 1) --bits;
  return bits;
}

// without_zeros drops the zeros before a number: peers may send them or not.
ByteView without_zeros(ByteView number) {
  while (number.size() > 1 && number[0] == 0) number = number.subspan(1);
  return number;
}

// secret_by gives the shared secret when the private key is `role`'s in this exchange.
std::optional<Secret> secret_by(const Exchange &exchange, Role role, ByteView private_key) {
  const Value &own = role == Role::client ? exchange.client_public : exchange.server_public;
  const Value &peer = role == Role::client ? exchange.server_public : exchange.client_public;
  if (!exchange.p.empty()) {
    constexpr std::size_t kMost = 1024;  // bytes: no prime is longer
    if (private_key.empty() || exchange.p.bytes.size() > kMost ||
        private_key.size() > exchange.p.bytes.size()) {
      return std::nullopt;
    }
    const auto made = crypto::ffdhe::power(exchange.g, private_key, exchange.p);
    if (!made || !crypto::equal(without_zeros(*made), without_zeros(own))) return std::nullopt;
    return crypto::ffdhe::power(peer, private_key, exchange.p);
  }
  if (role == Role::server) {
    if (private_key.size() != crypto::private_key_length(exchange.group, crypto::Turn::second)) {
      return std::nullopt;
    }
    auto response = crypto::respond(exchange.group, private_key, peer);
    if (!response || !crypto::equal(response->public_key, own)) return std::nullopt;
    return std::move(response->shared_secret);
  }
  const auto made = crypto::public_key(exchange.group, private_key);
  if (!made || !crypto::equal(*made, own)) return std::nullopt;
  return crypto::shared_secret(exchange.group, private_key, peer);
}

Value named(const Exchange &exchange, Role role, Secret secret, const Value &private_key,
            Recorder &trace) {
  const EventId peer = (role == Role::client ? exchange.server_public : exchange.client_public).id;
  return trace.value("shared_secret", std::move(secret), [&] {
    if (!exchange.p.empty()) {
      return trace::Origin{"power",
                           {{"base", trace::ValueId{peer}},
                            {"exponent", trace::ValueId{private_key.id}},
                            {"modulus", trace::ValueId{exchange.p.id}}},
                           trace::kBothSides,
                           "RFC 5246, section 8.1.2"};
    }
    return trace::Origin{"shared_secret",
                         {{"group", std::string(wire::name_of(exchange.group))},
                          {"private_key", trace::ValueId{private_key.id}},
                          {"peer_public_key", trace::ValueId{peer}}},
                         trace::kBothSides,
                         kKeys};
  });
}

}  // namespace

std::optional<Draw> find_draw(const Book::Owned &seed, ByteView random, Recorder &trace) {
  constexpr std::size_t kSure = 24;
  crypto::Random generator(seed.value);
  for (std::uint64_t i = 0; i < kMostDraws; ++i) {
    crypto::Random here = generator;
    Secret bytes = here.draw(random.size());
    if (random.size() >= kSure && crypto::equal(bytes.view().first(kSure), random.first(kSure))) {
      Draw draw{&seed.value, i, std::move(generator)};
      if (crypto::equal(bytes, random)) drawn("random", std::move(bytes), draw, {}, trace);
      return draw;
    }
    generator.draw(0);
  }
  return std::nullopt;
}

Value drawn(std::string_view name, Secret bytes, const Draw &draw, wire::NamedGroup group,
            Recorder &trace) {
  const std::uint64_t length = bytes.size();
  return trace.value(name, std::move(bytes), [&] {
    trace::Origin origin{"draw", {}, trace::kBothSides, "RFC 8446, appendix C.1"};
    const auto add = [&](std::string_view input) -> auto & {
      trace::Input &one = origin.inputs.emplace_back();
      one.name = input;
      return one.is;
    };
    if (const std::string_view known = wire::name_of(group); !known.empty()) {
      add("group") = std::string(known);
    }
    add("length") = length;
    add("seed") = trace::ValueId{draw.seed->id};
    add("index") = draw.index;
    return origin;
  });
}

Value opened_ticket(const TicketSecret &what, Secret bytes, const Value &key, ByteView ticket,
                    const Received &message, Recorder &trace) {
  const Value sealed = handshake::received_value("ticket", ticket, message, what.field,
                                                 trace::kEverybody, what.section, trace);
  return trace.value(what.name, std::move(bytes), [&] {
    return trace::Origin{
        "open_ticket",
        {{"ticket_key", trace::ValueId{key.id}}, {"ticket", trace::ValueId{sealed.id}}},
        trace::kBothSides,
        what.section};
  });
}

Value find_shared_secret(const Exchange &exchange, const Bytes (&random)[2], const Book &book,
                         bool &foreign, Recorder &trace) {
  foreign = !book.ephemerals.empty();
  for (const Book::Owned &stolen : book.ephemerals) {
    if (auto secret = secret_by(exchange, stolen.from, stolen.value)) {
      return named(exchange, stolen.from, std::move(*secret), stolen.value, trace);
    }
  }
  if (exchange.p.empty() && !crypto::is_supported(exchange.group)) return {};
  for (const Book::Owned &seed : book.seeds) {
    const bool server = seed.from == Role::server;
    auto draw = find_draw(seed, random[server], trace);
    for (std::size_t i = 0; draw && i < kMostDraws; ++i) {
      draw->generator.draw(0);
      ++draw->index;
      crypto::Random here = draw->generator;
      Secret key = exchange.p.empty() ? crypto::draw_private_key(
                                            exchange.group, here,
                                            server ? crypto::Turn::second : crypto::Turn::first)
                                      : crypto::ffdhe::draw_exponent(bits_of(exchange.p), here);
      auto secret = secret_by(exchange, seed.from, key);
      if (!secret) continue;
      const Value value = drawn("private_key", std::move(key), *draw,
                                exchange.p.empty() ? exchange.group : wire::NamedGroup{}, trace);
      return named(exchange, seed.from, std::move(*secret), value, trace);
    }
  }
  return {};
}

}  // namespace eavesdropper
