#include "crypto/small_powers.h"

#include <openssl/bn.h>

#include <cstdlib>
#include <numeric>

namespace crypto::small {
namespace {

using Number = bssl::UniquePtr<BIGNUM>;

Number number(std::uint32_t value) {
  Number out(BN_new());
  if (!out || !BN_set_word(out.get(), value)) std::abort();
  return out;
}

}  // namespace

bool is_prime(std::uint32_t n) {
  // All numbers of this file are found by trial division; the rounds are for larger ones.
  constexpr int kRounds = 16;
  int result = 0;
  return BN_primality_test(&result, number(n).get(), kRounds, nullptr, 1, nullptr) && result == 1;
}

std::uint32_t power(std::uint32_t base, std::uint32_t exponent, std::uint32_t p) {
  const Number modulus = number(p);
  const Number result = number(0);
  const bssl::UniquePtr<BN_CTX> context(BN_CTX_new());
  if (!context || !BN_mod_exp_mont(result.get(), number(base).get(), number(exponent).get(),
                                   modulus.get(), context.get(), nullptr)) {
    std::abort();
  }
  return static_cast<std::uint32_t>(BN_get_word(result.get()));
}

std::vector<Step> powers(std::uint32_t g, std::uint32_t p) {
  std::vector<Step> out;
  out.reserve(p - 1);
  const Number now = number(1);
  while (out.size() < p - 1) {
    if (!BN_mul_word(now.get(), g)) std::abort();
    Step step;
    step.product = static_cast<std::uint32_t>(BN_get_word(now.get()));
    step.power = static_cast<std::uint32_t>(BN_mod_word(now.get(), p));
    if (!BN_set_word(now.get(), step.power)) std::abort();
    out.push_back(step);
  }
  return out;
}

std::vector<std::uint32_t> orders(std::uint32_t p) {
  // Every prime has a generator r. Then every number is an r^k, of order (p-1) / gcd(k, p-1).
  for (std::uint32_t r = 1;; ++r) {
    const std::vector<Step> walk = powers(r, p);
    std::uint32_t k = 1;
    while (walk[k - 1].power != 1) ++k;
    if (k != p - 1) continue;
    std::vector<std::uint32_t> out(p - 1);
    for (k = 1; k < p; ++k) out[walk[k - 1].power - 1] = (p - 1) / std::gcd(k, p - 1);
    return out;
  }
}

}  // namespace crypto::small
