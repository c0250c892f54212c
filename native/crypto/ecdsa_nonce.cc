#include "crypto/ecdsa_nonce.h"

#include <algorithm>
#include <bit>
#include <span>

namespace crypto {
namespace {

// The names below are those of the RFC: qlen, rlen, K, V, T.

// subtract takes `order` from `value` and tells whether it had to borrow (value < order).
bool subtract(std::span<std::uint8_t> value, ByteView order) {
  unsigned borrow = 0;
  for (std::size_t i = order.size(); i-- > 0;) {
    const unsigned difference = value[i] - order[i] - borrow;
    value[i] = static_cast<std::uint8_t>(difference);
    borrow = (difference >> 8) & 1;
  }
  return borrow == 1;
}

bool is_below(ByteView value, ByteView order) {
  Secret copy(value);
  return subtract({copy.data(), copy.size()}, order);
}

std::size_t qlen_of(ByteView order) {
  return order.size() * 8 - static_cast<std::size_t>(std::countl_zero(order[0]));
}

// bits2int takes the leftmost qlen bits (section 2.3.2), in rlen bytes.
Secret bits2int(ByteView bits, ByteView order) {
  Secret out(order.size());
  if (bits.size() < order.size()) {
    std::copy(bits.begin(), bits.end(), out.data() + (out.size() - bits.size()));
    return out;
  }
  std::copy_n(bits.begin(), out.size(), out.data());
  const std::size_t shift = out.size() * 8 - qlen_of(order);
  if (shift == 0) return out;
  for (std::size_t i = out.size(); i-- > 0;) {
    const unsigned above = i == 0 ? 0U : out.data()[i - 1];
    out.data()[i] = static_cast<std::uint8_t>((above << 8 | out.data()[i]) >> shift);
  }
  return out;
}

// bits2octets is section 2.3.4. One subtraction reduces, for bits2int leaves less than 2^qlen.
Secret bits2octets(ByteView bits, ByteView order) {
  Secret z1 = bits2int(bits, order);
  Secret z2 = z1;
  return subtract({z2.data(), z2.size()}, order) ? z1 : z2;
}

void put(Secret &out, std::size_t at, ByteView bytes) {
  std::copy(bytes.begin(), bytes.end(), out.data() + at);
}

}  // namespace

Secret ecdsa_nonce(HashAlgorithm algorithm, ByteView scalar, ByteView order, ByteView digest) {
  const std::size_t hlen = hash_length(algorithm);
  const std::size_t rlen = order.size();
  Secret V(hlen);
  Secret K(hlen);
  std::fill_n(V.data(), hlen, std::uint8_t{0x01});

  // V || 0x00 or 0x01 || int2octets(x) || bits2octets(h1)
  Secret input(hlen + 1 + 2 * rlen);
  put(input, hlen + 1, scalar);
  put(input, hlen + 1 + rlen, bits2octets(digest, order));
  for (const std::uint8_t separator : {std::uint8_t{0}, std::uint8_t{1}}) {
    put(input, 0, V);
    input.data()[hlen] = separator;
    K = hmac(algorithm, K, input);
    V = hmac(algorithm, K, V);
  }

  for (;;) {
    Secret T((rlen + hlen - 1) / hlen * hlen);
    for (std::size_t at = 0; at < T.size(); at += hlen) {
      V = hmac(algorithm, K, V);
      put(T, at, V);
    }
    Secret k = bits2int(T, order);
    if (is_below(k, order) && k != Secret(rlen)) return k;
    Secret again(hlen + 1);
    put(again, 0, V);
    K = hmac(algorithm, K, again);
    V = hmac(algorithm, K, V);
  }
}

}  // namespace crypto
