#include "crypto/rsa_encryption.h"

#include <crypto/internal.h>
#include <openssl/bytestring.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdlib>

#include "crypto/private_key_impl.h"

namespace crypto {
namespace {

using namespace bssl;  // NOLINT(google-build-using-namespace): newer trees have their inside there

// 00 02, at least eight bytes of padding, 00.
constexpr std::size_t kLeastOverhead = 11;

bssl::UniquePtr<EVP_PKEY> parse(ByteView public_key_info) {
  CBS cbs;
  CBS_init(&cbs, public_key_info.data(), public_key_info.size());
  bssl::UniquePtr<EVP_PKEY> key(EVP_parse_public_key(&cbs));
  if (!key || CBS_len(&cbs) != 0 || EVP_PKEY_id(key.get()) != EVP_PKEY_RSA) {
    ERR_clear_error();
    return nullptr;
  }
  return key;
}

// draw_nonzero fills out[0, size) with bytes of 1 to 255.
void draw_nonzero(Random &random, std::uint8_t *out, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const Secret drawn = random.draw(size - done);
    for (const std::uint8_t byte : drawn.view()) {
      if (byte != 0) out[done++] = byte;
    }
  }
}

}  // namespace

std::optional<Bytes> rsa_encrypt(ByteView public_key_info, ByteView message, Random &random) {
  const bssl::UniquePtr<EVP_PKEY> key = parse(public_key_info);
  if (!key) return std::nullopt;
  RSA *rsa = EVP_PKEY_get0_RSA(key.get());
  const std::size_t modulus_length = RSA_size(rsa);
  if (modulus_length < message.size() + kLeastOverhead) return std::nullopt;
  Secret encoded(modulus_length);
  const std::size_t padding = modulus_length - message.size() - 3;
  encoded.data()[1] = 0x02;
  draw_nonzero(random, encoded.data() + 2, padding);
  std::copy(message.begin(), message.end(), encoded.data() + 3 + padding);
  Bytes out(modulus_length);
  std::size_t written = 0;
  const int result = RSA_encrypt(rsa, &written, out.data(), out.size(), encoded.data(),
                                 encoded.size(), RSA_NO_PADDING);
  wipe_deep_stack();
  if (result != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  return out;
}

Secret rsa_decrypt_premaster(const PrivateKey &key, ByteView ciphertext,
                             std::uint16_t client_version, ByteView fallback) {
  RSA *rsa = key.impl().rsa;
  if (key.type() != KeyType::rsa || fallback.size() != kPremasterLength) std::abort();
  // PrivateKey takes no modulus so short that a premaster secret would not fit.
  Secret encoded(RSA_size(rsa));
  if (encoded.size() < kPremasterLength + kLeastOverhead) std::abort();
  std::size_t written = 0;
  // Without padding this fails only for what everybody can see: the ciphertext's length, or a
  // number not below the modulus.
  const int result = RSA_decrypt(rsa, &written, encoded.data(), encoded.size(), ciphertext.data(),
                                 ciphertext.size(), RSA_NO_PADDING);
  wipe_deep_stack();
  if (result != 1 || written != encoded.size()) {
    ERR_clear_error();
    return Secret(fallback);
  }

  CONSTTIME_SECRET(encoded.data(), encoded.size());
  // The premaster secret's length is known, and with it where the zero must be.
  const std::size_t start = encoded.size() - kPremasterLength;
  const std::uint8_t *em = encoded.data();
  crypto_word_t good = constant_time_eq_w(em[0], 0x00);
  good &= constant_time_eq_w(em[1], 0x02);
  for (std::size_t i = 2; i < start - 1; ++i) good &= ~constant_time_is_zero_w(em[i]);
  good &= constant_time_is_zero_w(em[start - 1]);
  good &= constant_time_eq_w(em[start], client_version >> 8);
  good &= constant_time_eq_w(em[start + 1], client_version & 0xff);
  Secret premaster(kPremasterLength);
  for (std::size_t i = 0; i < kPremasterLength; ++i) {
    premaster.data()[i] =
        static_cast<std::uint8_t>(constant_time_select_w(good, em[start + i], fallback[i]));
  }
  return premaster;
}

}  // namespace crypto
