#include "handshake/tls12/key_exchange.h"

#include "crypto/ffdhe.h"

namespace handshake::tls12 {
namespace {

// prime_bits counts the bits of a number without its leading zeros.
std::size_t prime_bits(ByteView number) {
  std::size_t at = 0;
  while (at < number.size() && number[at] == 0) ++at;
  if (at == number.size()) return 0;
  std::size_t bits = (number.size() - at) * 8;
  for (std::uint8_t top = 0x80; (number[at] & top) == 0; top >>= 1) --bits;
  return bits;
}

}  // namespace

Status draw_dh_share(DhShare &share, Connection &connection, Recorder &trace) {
  constexpr Section kSection = "RFC 5246, section 8.1.2";
  const std::size_t bits = prime_bits(share.p);
  share.private_key =
      trace.value("private_key", crypto::ffdhe::draw_exponent(bits, connection.random()), [&] {
        return trace::Origin{"draw",
                             {{"length", std::uint64_t{crypto::ffdhe::exponent_length(bits)}}},
                             trace::only(connection.role()),
                             kSection};
      });
  auto power = crypto::ffdhe::power(share.g, share.private_key, share.p);
  if (!power) {
    return require(false, AlertDescription::insufficient_security,
                   "the group's generator is in [2, p-2]", "RFC 7919, section 3", trace);
  }
  share.public_key = trace.value("public_key", std::move(*power), [&] {
    return trace::Origin{"power",
                         {{"base", trace::ValueId{share.g.id}},
                          {"exponent", trace::ValueId{share.private_key.id}},
                          {"modulus", trace::ValueId{share.p.id}}},
                         trace::kEverybody,
                         kSection};
  });
  return std::nullopt;
}

Status agree_dh(DhShare &own, const Value &peer_public_key, Value &shared_secret, Recorder &trace) {
  auto power = crypto::ffdhe::power(peer_public_key, own.private_key, own.p);
  if (power) {
    shared_secret = trace.value("shared_secret", std::move(*power), [&] {
      return trace::Origin{"power",
                           {{"base", trace::ValueId{peer_public_key.id}},
                            {"exponent", trace::ValueId{own.private_key.id}},
                            {"modulus", trace::ValueId{own.p.id}}},
                           trace::kBothSides,
                           "RFC 5246, section 8.1.2"};
    });
  }
  trace.discard(own.private_key);
  return require(!shared_secret.empty(), AlertDescription::illegal_parameter,
                 "the peer's public key is in [2, p-2]", "RFC 7919, section 5.1", trace);
}

Status check_dh_parameters(ByteView p, ByteView g, ByteView public_key, Recorder &trace) {
  using enum crypto::ffdhe::Flaw;
  const auto flaw = crypto::ffdhe::flaw_of(p, g, public_key);
  struct Check {
    bool ok;
    AlertDescription alert;
    std::string_view what;
    Section section;
  };
  const std::array checks{
      Check{flaw != short_prime, AlertDescription::insufficient_security,
            "the group's prime has at least 2048 bits", "RFC 9325, section 4.2.1"},
      Check{flaw != long_prime, AlertDescription::illegal_parameter,
            "the group's prime has at most 8192 bits", "RFC 7919, appendix A"},
      Check{flaw != even_prime && flaw != unsafe_prime, AlertDescription::insufficient_security,
            "the group's prime is a safe prime", "RFC 7919, section 3"},
      Check{flaw != bad_generator, AlertDescription::insufficient_security,
            "the group's generator is in [2, p-2]", "RFC 7919, section 3"},
      Check{flaw != bad_public_key, AlertDescription::illegal_parameter,
            "the peer's public key is in [2, p-2]", "RFC 7919, section 5.1"},
  };
  for (const Check &check : checks) {
    if (auto fatal = require(check.ok, check.alert, check.what, check.section, trace)) {
      return fatal;
    }
  }
  return std::nullopt;
}

wire::NamedGroup ffdhe_group_of(ByteView p) {
  return wire::named_group_named(crypto::ffdhe::known_group(p)).value_or(wire::NamedGroup{});
}

Status expect_change_cipher_spec(const Received &received, Recorder &trace) {
  const bool right = received.message.type == wire::ContentType::change_cipher_spec &&
                     received.message.bytes == Bytes{1};
  return require(right, AlertDescription::unexpected_message,
                 "change_cipher_spec comes before Finished", "RFC 5246, section 7.1", trace);
}

Value pre_master_secret(wire::KeyExchangeAlgorithm key_exchange, Value &shared_secret,
                        Recorder &trace) {
  const bool strips = key_exchange == wire::KeyExchangeAlgorithm::dhe;
  ByteView bytes = shared_secret;
  // Everybody's Diffie-Hellman does so, in time that tells how many zeros there were (RFC 9325,
  // section 7.4, on the Raccoon attack): TLS 1.2 cannot do otherwise, TLS 1.3 does.
  while (strips && bytes.size() > 1 && bytes[0] == 0) bytes = bytes.subspan(1);
  Value out = trace.value("pre_master_secret", crypto::Secret(bytes), [&] {
    return trace::Origin{strips ? "strip_leading_zeros" : "copy",
                         {{"from", trace::ValueId{shared_secret.id}}},
                         trace::kBothSides,
                         strips ? "RFC 5246, section 8.1.2" : "RFC 8422, section 5.10"};
  });
  trace.discard(shared_secret);
  return out;
}

}  // namespace handshake::tls12
