#include "crypto/cbc.h"

#include <crypto/internal.h>
#include <openssl/aes.h>
#include <openssl/mem.h>
#if __has_include(<crypto/cipher_extra/internal.h>)
#include <crypto/cipher_extra/internal.h>
#else
#include <crypto/cipher/internal.h>  // where newer trees have it
#endif

#include <algorithm>
#include <array>
#include <cstdlib>
#include <initializer_list>

#include "crypto/authentication.h"
#include "crypto/hash_functions.h"

namespace crypto {
namespace {

using namespace bssl;  // NOLINT(google-build-using-namespace): newer trees have their inside there

constexpr std::size_t kMaxContent = std::size_t{1} << 14;
// What the two bytes of a record's length can say.
constexpr std::size_t kMaxRecord = 0xffff;
constexpr std::size_t kMaxMac = SHA384_DIGEST_LENGTH;
// A padding is at most this long, its length byte included.
constexpr std::size_t kMaxPadding = 256;

template <class Function>
auto with(MacAlgorithm algorithm, Function function) {
  switch (algorithm) {
    case MacAlgorithm::hmac_sha1:
      return function(Sha1{});
    case MacAlgorithm::hmac_sha256:
      return function(Sha256{});
    case MacAlgorithm::hmac_sha384:
      return function(Sha384{});
  }
  std::abort();
}

// Mac is room for the longest MAC.
using Mac = std::array<std::uint8_t, kMaxMac>;

using Length = std::array<std::uint8_t, 2>;

Length length_field(std::size_t length) {
  return {static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
}

// mac_over is HMAC over parts of public length; the result is valid up to mac_length.
Mac mac_over(MacAlgorithm algorithm, ByteView key, std::initializer_list<ByteView> parts) {
  return with(algorithm, [=](auto h) {
    using H = decltype(h);
    Keyed<H> keyed(key);
    keyed.start();
    for (const ByteView part : parts) keyed.update(part);
    Mac mac{};
    keyed.finish(mac.data());
    return mac;
  });
}

// write_state writes the first kLength bytes of a digest from the words of a hash's state.
template <class H>
void write_state(const typename H::Context &context, std::uint8_t *out) {
  constexpr std::size_t kWord = sizeof(context.h[0]);
  for (std::size_t i = 0; i < H::kLength; ++i) {
    out[i] = static_cast<std::uint8_t>(context.h[i / kWord] >> (8 * (kWord - 1 - i % kWord)));
  }
}

// mac_of_hidden_length is the MAC over header, length and the first content_length bytes of
// `record`. Only record.size() shows in the time that it takes: content_length, which is at most
// kMaxPadding less than the most that fits before a MAC, stays hidden, and with it the length of
// the padding.
//
// BoringSSL has this for SHA-1 alone (EVP_tls_cbc_digest_record). The way is the same for the
// others: BoringSSL's compression function runs over every block that any length may need. What is
// behind the content is masked away, 0x80 and the bit length are put where they belong, and of the
// states after each block, the one after the last that counts is selected.
template <class H>
Mac mac_of_hidden_length(ByteView key, ByteView header, ByteView record,
                         std::size_t content_length) {
  constexpr std::size_t kPrefix = kCbcHeaderLength + 2;
  const std::size_t longest = kPrefix + record.size() - H::kLength;
  const std::size_t shortest = std::max(longest, kPrefix + kMaxPadding) - kMaxPadding;
  const std::size_t message_length = kPrefix + content_length;
  // Zero and the length field end the message: the last block of a message of n bytes has this
  // index.
  const auto last_block = [](std::size_t n) { return (n + H::kLengthField) >> H::kBlockBits; };

  Secret message((last_block(longest) + 1) << H::kBlockBits);
  std::uint8_t *data = message.data();
  const Length length = length_field(content_length);
  std::copy(header.begin(), header.end(), data);
  std::copy(length.begin(), length.end(), data + kCbcHeaderLength);
  std::copy_n(record.begin(), longest - kPrefix, data + kPrefix);
  for (std::size_t i = shortest; i < message.size(); ++i) {
    const std::uint8_t inside = constant_time_lt_8(i, value_barrier_w(message_length));
    const std::uint8_t end = constant_time_eq_8(i, value_barrier_w(message_length));
    data[i] = static_cast<std::uint8_t>((data[i] & inside) | (0x80 & end));
  }
  // The block with the key counts, too. 32 bits are enough for what a record can hold.
  const std::size_t bits = (message_length + H::kBlock) * 8;
  std::array<std::uint8_t, 4> bit_length{};
  for (std::size_t i = 0; i < bit_length.size(); ++i) {
    bit_length[i] = static_cast<std::uint8_t>(bits >> (8 * (bit_length.size() - 1 - i)));
  }

  Keyed<H> keyed(key);
  keyed.start();
  Mac mac{};
  Mac state{};
  for (std::size_t i = 0; i <= last_block(longest); ++i) {
    std::uint8_t *block = data + (i << H::kBlockBits);
    if (i < last_block(shortest)) {
      H::transform(keyed.inner(), block);
      continue;
    }
    const std::uint8_t is_last = constant_time_eq_8(i, value_barrier_w(last_block(message_length)));
    std::uint8_t *field = block + H::kBlock - bit_length.size();
    for (std::size_t j = 0; j < bit_length.size(); ++j) {
      field[j] = static_cast<std::uint8_t>(field[j] | (is_last & bit_length[j]));
    }
    H::transform(keyed.inner(), block);
    write_state<H>(keyed.inner(), state.data());
    for (std::size_t j = 0; j < H::kLength; ++j) {
      mac[j] = static_cast<std::uint8_t>(mac[j] | (is_last & state[j]));
    }
  }
  keyed.finish_from(mac.data());
  return mac;
}

// crypt is AES-CBC over whole blocks, in either direction.
void crypt(ByteView key, ByteView iv, ByteView in, std::uint8_t *out, bool encrypt) {
  if (unauthenticated()) {
    std::copy(in.begin(), in.end(), out);
    return;
  }
  AES_KEY aes;
  const auto bits = static_cast<unsigned>(8 * key.size());
  const int result = encrypt ? AES_set_encrypt_key(key.data(), bits, &aes)
                             : AES_set_decrypt_key(key.data(), bits, &aes);
  if (result != 0) std::abort();
  std::array<std::uint8_t, kCbcBlockLength> chain{};
  std::copy(iv.begin(), iv.end(), chain.begin());
  AES_cbc_encrypt(in.data(), out, in.size(), &aes, chain.data(),
                  encrypt ? AES_ENCRYPT : AES_DECRYPT);
  wipe(&aes, sizeof(aes));
}

Bytes encrypt(ByteView key, ByteView iv, ByteView in) {
  Bytes out(in.size());
  crypt(key, iv, in, out.data(), true);
  return out;
}

Secret decrypt(ByteView key, ByteView iv, ByteView in) {
  Secret out(in.size());
  crypt(key, iv, in, out.data(), false);
  return out;
}

// Lengths follow from the algorithm; a wrong one is a mistake in the program, not in its input.
void check_lengths(CbcAlgorithm algorithm, ByteView mac_key, ByteView key, ByteView iv,
                   ByteView header) {
  if ((algorithm.key_length != 16 && algorithm.key_length != 32) ||
      key.size() != algorithm.key_length || mac_key.size() != mac_length(algorithm.mac) ||
      iv.size() != kCbcBlockLength || header.size() != kCbcHeaderLength) {
    std::abort();
  }
}

// pad adds the shortest padding: its last byte, and each before it, tells how many go before the
// last.
void pad(Bytes &out) {
  const std::size_t more = kCbcBlockLength - out.size() % kCbcBlockLength;
  out.insert(out.end(), more, static_cast<std::uint8_t>(more - 1));
}

// is_encrypted tells whether a ciphertext of this length can hold `least` bytes and a padding.
bool is_encrypted(std::size_t length, std::size_t least) {
  return length % kCbcBlockLength == 0 && length > least && length <= kMaxRecord;
}

}  // namespace

std::string_view name_of(MacAlgorithm algorithm) {
  switch (algorithm) {
    case MacAlgorithm::hmac_sha1:
      return "HMAC-SHA-1";
    case MacAlgorithm::hmac_sha256:
      return "HMAC-SHA-256";
    case MacAlgorithm::hmac_sha384:
      return "HMAC-SHA-384";
  }
  return {};
}

std::size_t mac_length(MacAlgorithm algorithm) {
  return with(algorithm, [](auto h) { return decltype(h)::kLength; });
}

Bytes cbc_seal(CbcAlgorithm algorithm, ByteView mac_key, ByteView key, ByteView iv, ByteView header,
               ByteView content, Bytes *inner) {
  check_lengths(algorithm, mac_key, key, iv, header);
  if (content.size() > kMaxContent) std::abort();
  const Mac mac = mac_over(algorithm.mac, mac_key, {header, length_field(content.size()), content});
  Bytes plain = wire::to_bytes(content);
  wire::append(plain, ByteView(mac).first(mac_length(algorithm.mac)));
  pad(plain);
  Bytes out = encrypt(key, iv, plain);
  if (inner != nullptr) *inner = std::move(plain);
  return out;
}

std::optional<Bytes> cbc_open(CbcAlgorithm algorithm, ByteView mac_key, ByteView key, ByteView iv,
                              ByteView header, ByteView ciphertext, Bytes *inner) {
  check_lengths(algorithm, mac_key, key, iv, header);
  const std::size_t tag = mac_length(algorithm.mac);
  if (!is_encrypted(ciphertext.size(), tag)) return std::nullopt;
  const Secret plain = decrypt(key, iv, ciphertext);
  if (inner != nullptr) *inner = wire::to_bytes(plain);

  CONSTTIME_SECRET(const_cast<std::uint8_t *>(plain.data()), plain.size());
  crypto_word_t good = 0;
  // The content and the MAC; with a wrong padding the whole, so that there is a MAC to compare.
  std::size_t unpadded = 0;
  if (!EVP_tls_cbc_remove_padding(&good, &unpadded, plain.data(), plain.size(), kCbcBlockLength,
                                  tag)) {
    return std::nullopt;  // too short, which was checked
  }
  std::size_t content_length = unpadded - tag;
  const Mac expected = with(algorithm.mac, [&](auto h) {
    return mac_of_hidden_length<decltype(h)>(mac_key, header, plain, content_length);
  });
  Mac received{};
  EVP_tls_cbc_copy_mac(received.data(), tag, plain.data(), unpadded, plain.size());
  if (!unauthenticated()) {
    good &= constant_time_eq_int(CRYPTO_memcmp(expected.data(), received.data(), tag), 0);
  }
  CONSTTIME_DECLASSIFY(&good, sizeof(good));
  if (good == 0) return std::nullopt;
  // A record that is right hides nothing from the one who sent it.
  CONSTTIME_DECLASSIFY(&content_length, sizeof(content_length));
  return wire::to_bytes(plain.view().first(content_length));
}

Bytes etm_seal(CbcAlgorithm algorithm, ByteView mac_key, ByteView key, ByteView iv, ByteView header,
               ByteView content, Bytes *inner) {
  check_lengths(algorithm, mac_key, key, iv, header);
  if (content.size() > kMaxContent) std::abort();
  Bytes plain = wire::to_bytes(content);
  pad(plain);
  Bytes out = encrypt(key, iv, plain);
  const Mac mac =
      mac_over(algorithm.mac, mac_key, {header, length_field(iv.size() + out.size()), iv, out});
  wire::append(out, ByteView(mac).first(mac_length(algorithm.mac)));
  if (inner != nullptr) *inner = std::move(plain);
  return out;
}

std::optional<Bytes> etm_open(CbcAlgorithm algorithm, ByteView mac_key, ByteView key, ByteView iv,
                              ByteView header, ByteView ciphertext_and_mac, Bytes *inner) {
  check_lengths(algorithm, mac_key, key, iv, header);
  const std::size_t tag = mac_length(algorithm.mac);
  if (ciphertext_and_mac.size() < tag || !is_encrypted(ciphertext_and_mac.size() - tag, 0)) {
    return std::nullopt;
  }
  const ByteView ciphertext = ciphertext_and_mac.first(ciphertext_and_mac.size() - tag);
  const Mac mac = mac_over(algorithm.mac, mac_key,
                           {header, length_field(iv.size() + ciphertext.size()), iv, ciphertext});
  if (!right_mac(ciphertext_and_mac.last(tag), ByteView(mac).first(tag))) return std::nullopt;
  const Secret plain = decrypt(key, iv, ciphertext);
  if (inner != nullptr) *inner = wire::to_bytes(plain);
  crypto_word_t good = 0;
  std::size_t content_length = 0;
  if (!EVP_tls_cbc_remove_padding(&good, &content_length, plain.data(), plain.size(),
                                  kCbcBlockLength, 0) ||
      good == 0) {
    return std::nullopt;
  }
  return wire::to_bytes(plain.view().first(content_length));
}

}  // namespace crypto
