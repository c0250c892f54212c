#include "crypto/aead.h"

#include <gtest/gtest.h>

#include "native/crypto/test_data.h"

namespace crypto::aead_test {
namespace {

using testing::hex;

struct Known {
  AeadAlgorithm algorithm;
  Bytes key, nonce, additional_data, plaintext, ciphertext;
};

std::vector<Known> known() {
  return {
      // McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 2 and 14.
      {AeadAlgorithm::aes_128_gcm,
       Bytes(16, 0),
       Bytes(12, 0),
       {},
       Bytes(16, 0),
       hex("0388dace60b6a392f328c2b971b2fe78 ab6e47d42cec13bdf53a67b21257bddf")},
      {AeadAlgorithm::aes_256_gcm,
       Bytes(32, 0),
       Bytes(12, 0),
       {},
       Bytes(16, 0),
       hex("cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919")},
      // RFC 8439, section 2.8.2.
      {AeadAlgorithm::chacha20_poly1305,
       hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
       hex("070000004041424344454647"), hex("50515253c0c1c2c3c4c5c6c7"),
       wire::to_bytes(wire::as_bytes(
           "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
           "future, sunscreen would be it.")),
       hex("d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
           "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
           "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
           "3ff4def08e4b7a9de576d26586cec64b6116 1ae10b594f09e26a7e902ecbd0600691")},
  };
}

TEST(Aead, KnownAnswers) {
  for (const Known &k : known()) {
    SCOPED_TRACE(name_of(k.algorithm));
    EXPECT_EQ(wire::to_hex(seal(k.algorithm, k.key, k.nonce, k.additional_data, k.plaintext)),
              wire::to_hex(k.ciphertext));
    EXPECT_EQ(open(k.algorithm, k.key, k.nonce, k.additional_data, k.ciphertext), k.plaintext);
  }
}

TEST(Aead, EveryFlippedBitIsRefused) {
  for (const Known &k : known()) {
    SCOPED_TRACE(name_of(k.algorithm));
    for (std::size_t bit = 0; bit < k.ciphertext.size() * 8; ++bit) {
      Bytes changed = k.ciphertext;
      changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
      EXPECT_FALSE(open(k.algorithm, k.key, k.nonce, k.additional_data, changed)) << bit;
    }
    Bytes nonce = k.nonce;
    nonce[11] ^= 1;
    EXPECT_FALSE(open(k.algorithm, k.key, nonce, k.additional_data, k.ciphertext));
    Bytes additional_data = k.additional_data;
    additional_data.push_back(0);
    EXPECT_FALSE(open(k.algorithm, k.key, k.nonce, additional_data, k.ciphertext));
  }
}

TEST(Aead, EveryPrefixIsRefused) {
  for (const Known &k : known()) {
    for (std::size_t n = 0; n < k.ciphertext.size(); ++n) {
      EXPECT_FALSE(
          open(k.algorithm, k.key, k.nonce, k.additional_data, ByteView(k.ciphertext).first(n)))
          << n;
    }
  }
}

TEST(Aead, EmptyPlaintextIsATag) {
  for (const Known &k : known()) {
    const Bytes sealed = seal(k.algorithm, k.key, k.nonce, {}, {});
    EXPECT_EQ(sealed.size(), kAeadTagLength);
    EXPECT_EQ(open(k.algorithm, k.key, k.nonce, {}, sealed), Bytes{});
  }
}

TEST(Aead, NamesAndLengths) {
  EXPECT_EQ(name_of(AeadAlgorithm::aes_128_gcm), "AEAD_AES_128_GCM");
  EXPECT_EQ(name_of(AeadAlgorithm::aes_256_gcm), "AEAD_AES_256_GCM");
  EXPECT_EQ(name_of(AeadAlgorithm::chacha20_poly1305), "AEAD_CHACHA20_POLY1305");
  EXPECT_EQ(aead_key_length(AeadAlgorithm::aes_128_gcm), 16U);
  EXPECT_EQ(aead_key_length(AeadAlgorithm::aes_256_gcm), 32U);
  EXPECT_EQ(aead_key_length(AeadAlgorithm::chacha20_poly1305), 32U);
}

}  // namespace
}  // namespace crypto::aead_test
