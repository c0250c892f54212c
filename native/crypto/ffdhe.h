// Diffie-Hellman in finite fields: the groups of RFC 7919, and those that a TLS 1.2 server names by
// their numbers (RFC 5246, section 7.4.3). Numbers are big-endian.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "wire/codepoints.h"

namespace crypto::ffdhe {

// kGenerator is g of every group of RFC 7919.
inline constexpr std::array<std::uint8_t, 1> kGenerator = {2};

// prime_bits is the length in bits of the prime of ffdhe2048, ffdhe3072 or ffdhe4096; 0 for another
// group.
std::size_t prime_bits(wire::NamedGroup);

// prime is that prime (RFC 7919, appendix A); empty for another group.
Bytes prime(wire::NamedGroup);

// exponent_length is the length in bytes of a private key for a safe prime of so many bits, known
// or not: 256, 280, 328, 376 and 400 bits for primes of up to 2048, 3072, 4096, 6144 and 8192. RFC
// 7919, section 5.2 and appendix A, ask for at least 225, 275, 325, 375 and 400.
std::size_t exponent_length(std::size_t prime_bits);

// draw_exponent draws a private key of that length, again until it is not 0.
Secret draw_exponent(std::size_t prime_bits, Random &);

// power is base^exponent mod p, as long as p. Its time does not depend on the exponent's value. p
// is odd, the exponent is not 0, and the base is in [2, p-2] (RFC 7919, section 5.1), or the result
// is nullopt.
std::optional<Secret> power(ByteView base, ByteView exponent, ByteView p);

// Flaw is what is wrong with the parameters that a server sends, in the order of the checks.
enum class Flaw : std::uint8_t {
  short_prime,    // p has fewer than 2048 bits (RFC 9325, section 4.2.1)
  long_prime,     // p has more than 8192 bits
  even_prime,     // p is even
  unsafe_prime,   // p and (p-1)/2 are not both prime
  bad_generator,  // g is not in [2, p-2]
  bad_public_key  // Ys is not in [2, p-2] (RFC 7919, section 5.1)
};

// flaw_of judges p, g and Ys and gives the first thing that is wrong, or nullopt: then every power
// of Ys is in a group of order (p-1)/2 or p-1, which is all that a safe prime has to offer. The
// primes of known_group cost a hash; others take 16 rounds of Miller-Rabin for (p-1)/2 and a proof
// for p: 0.1 seconds for 2048 bits, more than a second for 8192, ten times that in WebAssembly.
std::optional<Flaw> flaw_of(ByteView p, ByteView g, ByteView public_key);

// known_group names a prime that RFC 7919 or RFC 3526 defines ("ffdhe2048", "modp2048"), from 2048
// to 8192 bits, without leading zeros; empty for another number.
std::string_view known_group(ByteView p);

}  // namespace crypto::ffdhe
