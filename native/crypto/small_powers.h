// Powers modulo a small prime: Diffie-Hellman with numbers that a person can check by hand. The
// arithmetic is BoringSSL's bignum. Nothing here is secret, so nothing runs in constant time.
#pragma once

#include <cstdint>
#include <vector>

namespace crypto::small {

// kLeastPrime and kMostPrime bound the primes of this file.
inline constexpr std::uint32_t kLeastPrime = 3;
inline constexpr std::uint32_t kMostPrime = 9973;

// is_prime tells whether n is prime.
bool is_prime(std::uint32_t n);

// power is base^exponent mod p, for an odd prime p up to kMostPrime and base < p. 0^0 is 1.
std::uint32_t power(std::uint32_t base, std::uint32_t exponent, std::uint32_t p);

// Step is one step of a walk through the powers of g: the number before, times g, and what remains
// of it modulo p.
struct Step {
  std::uint32_t product = 0, power = 0;
};

// powers walks g^1, g^2, …, g^(p-1), with 1 <= g < p. The product of g^1 is g itself.
std::vector<Step> powers(std::uint32_t g, std::uint32_t p);

// orders gives the order of every number from 1 to p-1, that of 1 first: the least n >= 1 with g^n
// = 1. A number of order p-1 is a generator.
std::vector<std::uint32_t> orders(std::uint32_t p);

}  // namespace crypto::small
