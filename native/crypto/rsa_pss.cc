#include "crypto/rsa_pss.h"

#include <algorithm>
#include <array>
#include <span>

namespace crypto {
namespace {

// xor_mgf1 applies the mask MGF1(seed) (RFC 8017, section B.2.1).
void xor_mgf1(HashAlgorithm algorithm, ByteView seed, std::span<std::uint8_t> data) {
  Hash seeded(algorithm);
  seeded.update(seed);
  std::uint32_t counter = 0;
  for (std::size_t done = 0; done < data.size(); ++counter) {
    Hash block = seeded;
    block.update(std::array{
        static_cast<std::uint8_t>(counter >> 24), static_cast<std::uint8_t>(counter >> 16),
        static_cast<std::uint8_t>(counter >> 8), static_cast<std::uint8_t>(counter)});
    for (const std::uint8_t mask : block.digest()) {
      if (done == data.size()) break;
      data[done] = static_cast<std::uint8_t>(data[done] ^ mask);
      ++done;
    }
  }
}

}  // namespace

bool emsa_pss_fits(HashAlgorithm algorithm, std::size_t em_bits) {
  return (em_bits + 7) / 8 >= 2 * hash_length(algorithm) + 2;
}

Bytes emsa_pss_encode(HashAlgorithm algorithm, ByteView message, ByteView salt,
                      std::size_t em_bits) {
  constexpr std::array<std::uint8_t, 8> kPadding1{};
  Hash h(algorithm);
  h.update(kPadding1);
  h.update(hash(algorithm, message));
  h.update(salt);
  const Bytes digest = h.digest();

  const std::size_t em_length = (em_bits + 7) / 8;
  Bytes em(em_length);
  const std::span<std::uint8_t> db(em.data(), em_length - digest.size() - 1);
  db[db.size() - salt.size() - 1] = 0x01;
  std::copy(salt.begin(), salt.end(), db.end() - static_cast<std::ptrdiff_t>(salt.size()));
  xor_mgf1(algorithm, digest, db);
  db[0] = static_cast<std::uint8_t>(db[0] & (0xff >> (8 * em_length - em_bits)));
  std::copy(digest.begin(), digest.end(), em.begin() + static_cast<std::ptrdiff_t>(db.size()));
  em.back() = 0xbc;
  return em;
}

}  // namespace crypto
