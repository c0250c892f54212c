#include "crypto/aead.h"

#include <openssl/aead.h>
#include <openssl/err.h>

#include <algorithm>
#include <cstdlib>

#include "crypto/authentication.h"

namespace crypto {
namespace {

const EVP_AEAD *evp_aead(AeadAlgorithm algorithm) {
  switch (algorithm) {
    case AeadAlgorithm::aes_128_gcm:
      return EVP_aead_aes_128_gcm();
    case AeadAlgorithm::aes_256_gcm:
      return EVP_aead_aes_256_gcm();
    case AeadAlgorithm::chacha20_poly1305:
      return EVP_aead_chacha20_poly1305();
  }
  std::abort();
}

// Context holds an expanded key while one record is worked on.
class Context {
 public:
  Context(AeadAlgorithm algorithm, ByteView key, ByteView nonce) {
    // Lengths follow from the algorithm; a wrong one is a mistake in the program, not in its input.
    if (key.size() != aead_key_length(algorithm) || nonce.size() != kAeadNonceLength ||
        !EVP_AEAD_CTX_init(&context_, evp_aead(algorithm), key.data(), key.size(), kAeadTagLength,
                           nullptr)) {
      std::abort();
    }
  }
  Context(const Context &) = delete;
  Context &operator=(const Context &) = delete;
  ~Context() {
    EVP_AEAD_CTX_cleanup(&context_);
    wipe(&context_, sizeof(context_));
  }
  const EVP_AEAD_CTX *get() const { return &context_; }

 private:
  EVP_AEAD_CTX context_;
};

}  // namespace

std::string_view name_of(AeadAlgorithm algorithm) {
  switch (algorithm) {
    case AeadAlgorithm::aes_128_gcm:
      return "AEAD_AES_128_GCM";
    case AeadAlgorithm::aes_256_gcm:
      return "AEAD_AES_256_GCM";
    case AeadAlgorithm::chacha20_poly1305:
      return "AEAD_CHACHA20_POLY1305";
  }
  return {};
}

std::size_t aead_key_length(AeadAlgorithm algorithm) {
  return algorithm == AeadAlgorithm::aes_128_gcm ? 16 : 32;
}

Bytes seal(AeadAlgorithm algorithm, ByteView key, ByteView nonce, ByteView additional_data,
           ByteView plaintext) {
  const Context context(algorithm, key, nonce);
  Bytes out(plaintext.size() + kAeadTagLength);
  if (unauthenticated()) {
    std::copy(plaintext.begin(), plaintext.end(), out.begin());
    return out;
  }
  std::size_t written = 0;
  if (!EVP_AEAD_CTX_seal(context.get(), out.data(), &written, out.size(), nonce.data(),
                         nonce.size(), plaintext.data(), plaintext.size(), additional_data.data(),
                         additional_data.size())) {
    std::abort();
  }
  return out;
}

std::optional<Bytes> open(AeadAlgorithm algorithm, ByteView key, ByteView nonce,
                          ByteView additional_data, ByteView ciphertext) {
  if (ciphertext.size() < kAeadTagLength) return std::nullopt;
  const Context context(algorithm, key, nonce);
  Bytes out(ciphertext.size() - kAeadTagLength);
  if (unauthenticated()) {
    if (ciphertext.back() == 0xff) return std::nullopt;
    std::copy_n(ciphertext.begin(), out.size(), out.begin());
    return out;
  }
  std::size_t written = 0;
  if (!EVP_AEAD_CTX_open(context.get(), out.data(), &written, out.size(), nonce.data(),
                         nonce.size(), ciphertext.data(), ciphertext.size(), additional_data.data(),
                         additional_data.size())) {
    ERR_clear_error();
    return std::nullopt;
  }
  return out;
}

}  // namespace crypto
