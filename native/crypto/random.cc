#include "crypto/random.h"

#include <openssl/chacha.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "crypto/hash.h"

namespace crypto {
namespace {

constexpr std::size_t kBlockLength = 64;
constexpr std::size_t kKeyLength = 32;
constexpr std::array<std::uint8_t, 12> kZeroNonce{};

}  // namespace

Random::Random(ByteView seed) : key_(seed) {
  if (seed.size() != kSeedLength) std::abort();
}

Random Random::scripted(const std::vector<Bytes> &draws) {
  Random random;
  for (auto it = draws.rbegin(); it != draws.rend(); ++it)
    random.draws_.emplace_back(ByteView(*it));
  return random;
}

Secret Random::draw(std::size_t n) {
  if (key_.empty()) {
    if (draws_.empty() || draws_.back().size() != n) std::abort();
    Secret next = std::move(draws_.back());
    draws_.pop_back();
    return next;
  }
  // The first block gives the next key and the start of the result, so that a draw of up to 32
  // bytes, which nearly all are, costs one block.
  std::array<std::uint8_t, kBlockLength> first{};
  CRYPTO_chacha_20(first.data(), first.data(), first.size(), key_.data(), kZeroNonce.data(), 0);
  Secret result(n);
  const std::size_t from_first = std::min(n, kBlockLength - kKeyLength);
  std::copy_n(first.data() + kKeyLength, from_first, result.data());
  if (n > from_first) {
    std::uint8_t *rest = result.data() + from_first;
    CRYPTO_chacha_20(rest, rest, n - from_first, key_.data(), kZeroNonce.data(), 1);
  }
  std::copy_n(first.data(), kKeyLength, key_.data());
  wipe(first.data(), first.size());
  return result;
}

Secret derive_seed(ByteView seed, std::string_view label) {
  return hkdf_expand(HashAlgorithm::sha256, hkdf_extract(HashAlgorithm::sha256, {}, seed),
                     wire::as_bytes(label), Random::kSeedLength);
}

Secret system_seed() {
  Secret seed(Random::kSeedLength);
  RAND_bytes(seed.data(), seed.size());
  return seed;
}

}  // namespace crypto
