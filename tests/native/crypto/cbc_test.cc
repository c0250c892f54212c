#include "crypto/cbc.h"

#include <gtest/gtest.h>
#include <openssl/aead.h>
#include <openssl/cipher.h>
#include <openssl/digest.h>
#include <openssl/err.h>
#include <openssl/hmac.h>

#include "native/crypto/test_data.h"

namespace crypto::cbc_test {
namespace {

using testing::hex;

constexpr CbcAlgorithm kAll[] = {
    {16, MacAlgorithm::hmac_sha1},   {32, MacAlgorithm::hmac_sha1},
    {16, MacAlgorithm::hmac_sha256}, {32, MacAlgorithm::hmac_sha256},
    {16, MacAlgorithm::hmac_sha384}, {32, MacAlgorithm::hmac_sha384},
};

std::string label(CbcAlgorithm algorithm) {
  return "AES-" + std::to_string(8 * algorithm.key_length) + " " +
         std::string(name_of(algorithm.mac));
}

const EVP_MD *evp_md(MacAlgorithm algorithm) {
  switch (algorithm) {
    case MacAlgorithm::hmac_sha1:
      return EVP_sha1();
    case MacAlgorithm::hmac_sha256:
      return EVP_sha256();
    case MacAlgorithm::hmac_sha384:
      return EVP_sha384();
  }
  return nullptr;
}

Bytes counting(std::size_t length, unsigned first) {
  Bytes out(length);
  for (std::size_t i = 0; i < length; ++i) out[i] = static_cast<std::uint8_t>(first + 3 * i);
  return out;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes out;
  for (const Bytes &part : parts) wire::append(out, part);
  return out;
}

Bytes u16(std::size_t n) {
  return {static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
}

// padding is a TLS padding of `length` bytes before its last.
Bytes padding(std::size_t length) { return Bytes(length + 1, static_cast<std::uint8_t>(length)); }

// Direction is one direction of a connection, and the same things done by BoringSSL's HMAC and EVP.
struct Direction {
  explicit Direction(CbcAlgorithm a)
      : algorithm(a), mac_key(counting(mac_length(a.mac), 1)), key(counting(a.key_length, 90)) {}

  CbcAlgorithm algorithm;
  Bytes mac_key, key;
  Bytes iv = counting(16, 200);
  Bytes header = hex("0000000000000102 17 0303");

  Bytes seal(const Bytes &content, Bytes *inner = nullptr) const {
    return cbc_seal(algorithm, mac_key, key, iv, header, content, inner);
  }
  std::optional<Bytes> open(const Bytes &ciphertext, Bytes *inner = nullptr) const {
    return cbc_open(algorithm, mac_key, key, iv, header, ciphertext, inner);
  }
  Bytes etm_sealed(const Bytes &content, Bytes *inner = nullptr) const {
    return etm_seal(algorithm, mac_key, key, iv, header, content, inner);
  }
  std::optional<Bytes> etm_opened(const Bytes &ciphertext, Bytes *inner = nullptr) const {
    return etm_open(algorithm, mac_key, key, iv, header, ciphertext, inner);
  }

  Bytes mac(const Bytes &data) const {
    Bytes out(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    EXPECT_NE(HMAC(evp_md(algorithm.mac), mac_key.data(), mac_key.size(), data.data(), data.size(),
                   out.data(), &size),
              nullptr);
    out.resize(size);
    return out;
  }
  Bytes encrypted(const Bytes &plain) const {
    bssl::ScopedEVP_CIPHER_CTX context;
    Bytes out(plain.size());
    int size = 0;
    EXPECT_EQ(EVP_EncryptInit_ex(context.get(),
                                 algorithm.key_length == 16 ? EVP_aes_128_cbc() : EVP_aes_256_cbc(),
                                 nullptr, key.data(), iv.data()),
              1);
    EXPECT_EQ(EVP_CIPHER_CTX_set_padding(context.get(), 0), 1);
    EXPECT_EQ(EVP_EncryptUpdate(context.get(), out.data(), &size, plain.data(),
                                static_cast<int>(plain.size())),
              1);
    EXPECT_EQ(static_cast<std::size_t>(size), plain.size());
    return out;
  }
  // signed_content is content and MAC, as MAC-then-encrypt has them.
  Bytes signed_content(const Bytes &content) const {
    return joined({content, mac(joined({header, u16(content.size()), content}))});
  }
  // etm_over puts the MAC behind a ciphertext.
  Bytes etm_over(const Bytes &ciphertext) const {
    return joined({ciphertext, mac(joined({header, u16(16 + ciphertext.size()), iv, ciphertext}))});
  }
};

TEST(Cbc, Names) {
  EXPECT_EQ(name_of(MacAlgorithm::hmac_sha1), "HMAC-SHA-1");
  EXPECT_EQ(name_of(MacAlgorithm::hmac_sha256), "HMAC-SHA-256");
  EXPECT_EQ(name_of(MacAlgorithm::hmac_sha384), "HMAC-SHA-384");
  for (const CbcAlgorithm algorithm : kAll) {
    EXPECT_EQ(mac_length(algorithm.mac), EVP_MD_size(evp_md(algorithm.mac)));
  }
}

TEST(Cbc, RoundTripAndRecomputation) {
  for (const CbcAlgorithm algorithm : kAll) {
    const Direction s(algorithm);
    for (std::size_t length = 0; length <= 16384; length += length < 300 ? 1 : 5361) {
      SCOPED_TRACE(label(algorithm) + " " + std::to_string(length));
      const Bytes content = counting(length, 17);
      Bytes inner;
      const Bytes sealed = s.seal(content, &inner);
      Bytes expected = s.signed_content(content);
      wire::append(expected, padding(15 - expected.size() % 16));
      ASSERT_EQ(inner, expected);
      ASSERT_EQ(sealed, s.encrypted(expected));
      Bytes opened_inner;
      ASSERT_EQ(s.open(sealed, &opened_inner), content);
      EXPECT_EQ(opened_inner, expected);
      EXPECT_EQ(s.seal(content), sealed);
      EXPECT_EQ(s.open(sealed), content);
    }
    const Bytes longest(std::size_t{1} << 14, 3);
    EXPECT_EQ(s.open(s.seal(longest)), longest);
  }
}

TEST(Cbc, AgreesWithBoringssl) {
  for (const std::size_t key_length : {16U, 32U}) {
    const Direction s({key_length, MacAlgorithm::hmac_sha1});
    const EVP_AEAD *aead =
        key_length == 16 ? EVP_aead_aes_128_cbc_sha1_tls() : EVP_aead_aes_256_cbc_sha1_tls();
    const Bytes whole_key = joined({s.mac_key, s.key});
    bssl::ScopedEVP_AEAD_CTX sealer, opener;
    ASSERT_TRUE(EVP_AEAD_CTX_init_with_direction(sealer.get(), aead, whole_key.data(),
                                                 whole_key.size(), EVP_AEAD_DEFAULT_TAG_LENGTH,
                                                 evp_aead_seal));
    ASSERT_TRUE(EVP_AEAD_CTX_init_with_direction(opener.get(), aead, whole_key.data(),
                                                 whole_key.size(), EVP_AEAD_DEFAULT_TAG_LENGTH,
                                                 evp_aead_open));
    const auto theirs = [&](const Bytes &ciphertext) -> std::optional<Bytes> {
      Bytes out(ciphertext.size());
      std::size_t size = 0;
      if (!EVP_AEAD_CTX_open(opener.get(), out.data(), &size, out.size(), s.iv.data(), s.iv.size(),
                             ciphertext.data(), ciphertext.size(), s.header.data(),
                             s.header.size())) {
        ERR_clear_error();
        return std::nullopt;
      }
      out.resize(size);
      return out;
    };
    for (std::size_t length = 0; length < 600; ++length) {
      SCOPED_TRACE(length);
      const Bytes content = counting(length, 40);
      const Bytes sealed = s.seal(content);
      EXPECT_EQ(theirs(sealed), content);
      Bytes out(length + 64);
      std::size_t size = 0;
      ASSERT_TRUE(EVP_AEAD_CTX_seal(sealer.get(), out.data(), &size, out.size(), s.iv.data(),
                                    s.iv.size(), content.data(), content.size(), s.header.data(),
                                    s.header.size()));
      out.resize(size);
      EXPECT_EQ(out, sealed);
      EXPECT_EQ(s.open(out), content);
      // Whatever is in a record, they agree.
      const Bytes anything = counting(16 * (1 + length / 10), static_cast<unsigned>(length));
      EXPECT_EQ(s.open(anything), theirs(anything));
    }
  }
}

TEST(Cbc, EveryFlippedBitIsRefused) {
  for (const CbcAlgorithm algorithm : kAll) {
    SCOPED_TRACE(label(algorithm));
    const Direction s(algorithm);
    const auto refused = [](const Direction &setup, bool etm, const Bytes &sealed) {
      return etm ? !setup.etm_opened(sealed) : !setup.open(sealed);
    };
    for (const bool etm : {false, true}) {
      for (const std::size_t length : {0U, 5U, 300U}) {
        const Bytes content = counting(length, 8);
        const Bytes sealed = etm ? s.etm_sealed(content) : s.seal(content);
        ASSERT_FALSE(refused(s, etm, sealed));
        for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
          Bytes changed = sealed;
          changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
          ASSERT_TRUE(refused(s, etm, changed)) << etm << " " << length << " " << bit;
        }
        for (Bytes Direction::*const part :
             {&Direction::iv, &Direction::header, &Direction::key, &Direction::mac_key}) {
          // Encrypt-then-MAC does not notice another key: its MAC is over the ciphertext.
          if (etm && part == &Direction::key) continue;
          for (std::size_t bit = 0; bit < (s.*part).size() * 8; ++bit) {
            Direction other = s;
            std::uint8_t &byte = (other.*part)[bit / 8];
            byte = static_cast<std::uint8_t>(byte ^ (1U << (bit % 8)));
            ASSERT_TRUE(refused(other, etm, sealed)) << etm << " " << length << " " << bit;
          }
        }
      }
    }
  }
}

TEST(Cbc, EveryPaddingThatFitsIsAccepted) {
  for (const CbcAlgorithm algorithm : kAll) {
    const Direction s(algorithm);
    for (std::size_t length = 0; length < 48; ++length) {
      const Bytes content = counting(length, 70);
      for (std::size_t more = 0; more < 256; ++more) {
        const Bytes plain = joined({s.signed_content(content), padding(more)});
        if (plain.size() % 16 == 0) {
          ASSERT_EQ(s.open(s.encrypted(plain)), content)
              << label(algorithm) << " " << length << " " << more;
        }
        const Bytes etm_plain = joined({content, padding(more)});
        if (etm_plain.size() % 16 == 0) {
          ASSERT_EQ(s.etm_opened(s.etm_over(s.encrypted(etm_plain))), content)
              << label(algorithm) << " " << length << " " << more;
        }
      }
    }
  }
}

// Each padding length, with each of its bytes wrong in turn, under a MAC that is right.
TEST(Cbc, WrongPaddingIsRefused) {
  for (const CbcAlgorithm algorithm : kAll) {
    SCOPED_TRACE(label(algorithm));
    if (algorithm.key_length == 32) continue;
    const Direction s(algorithm);
    const std::size_t tag = mac_length(algorithm.mac);
    for (std::size_t more = 0; more < 256; ++more) {
      const Bytes content = counting(31 - (tag + more) % 16, 5);
      const Bytes plain = joined({s.signed_content(content), padding(more)});
      ASSERT_EQ(plain.size() % 16, 0U);
      ASSERT_EQ(s.open(s.encrypted(plain)), content);
      const Bytes etm_content = counting(31 - more % 16, 5);
      const Bytes etm_plain = joined({etm_content, padding(more)});
      ASSERT_EQ(etm_plain.size() % 16, 0U);
      for (std::size_t i = 1; i <= more + 1; ++i) {
        Bytes wrong = plain;
        wrong[wrong.size() - i] = static_cast<std::uint8_t>(wrong[wrong.size() - i] ^ 0x01);
        Bytes inner;
        ASSERT_FALSE(s.open(s.encrypted(wrong), &inner)) << more << " " << i;
        EXPECT_EQ(inner, wrong);
        Bytes etm_wrong = etm_plain;
        etm_wrong[etm_wrong.size() - i] =
            static_cast<std::uint8_t>(etm_wrong[etm_wrong.size() - i] ^ 0x01);
        // 01 01 becomes 01 00: a padding again, of no byte before its last.
        const bool good_again = i == 1 && etm_wrong.back() == 0;
        ASSERT_EQ(s.etm_opened(s.etm_over(s.encrypted(etm_wrong))).has_value(), good_again)
            << more << " " << i;
      }
    }
  }
}

TEST(Cbc, APaddingLongerThanTheRecordIsRefused) {
  for (const CbcAlgorithm algorithm : kAll) {
    SCOPED_TRACE(label(algorithm));
    const Direction s(algorithm);
    for (std::size_t blocks = 1; blocks < 17; ++blocks) {
      for (unsigned value = 0; value < 256; ++value) {
        const Bytes plain(16 * blocks, static_cast<std::uint8_t>(value));
        EXPECT_FALSE(s.open(s.encrypted(plain)));
        const auto etm = s.etm_opened(s.etm_over(s.encrypted(plain)));
        EXPECT_EQ(etm.has_value(), value < plain.size());
      }
    }
  }
}

// The MAC is right when a wrong padding counts as none: the padding alone is what is wrong.
TEST(Cbc, ARecordWithoutPaddingIsRefused) {
  for (const CbcAlgorithm algorithm : kAll) {
    SCOPED_TRACE(label(algorithm));
    const Direction s(algorithm);
    for (std::size_t length = 0; length < 400; ++length) {
      const Bytes plain = s.signed_content(counting(length, 11));
      if (plain.size() % 16 != 0) continue;
      Bytes inner;
      EXPECT_FALSE(s.open(s.encrypted(plain), &inner)) << length;
      // A MAC alone is too short to be looked into.
      EXPECT_EQ(inner, length == 0 ? Bytes{} : plain);
    }
  }
}

TEST(Cbc, WrongLengthsAreRefused) {
  for (const CbcAlgorithm algorithm : kAll) {
    SCOPED_TRACE(label(algorithm));
    const Direction s(algorithm);
    const Bytes sealed = s.seal(counting(100, 1));
    const Bytes etm_sealed = s.etm_sealed(counting(100, 1));
    Bytes inner = hex("ab");
    for (std::size_t length = 0; length < sealed.size(); ++length) {
      const Bytes cut(sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(length));
      EXPECT_FALSE(s.open(cut, length % 16 == 0 ? nullptr : &inner)) << length;
    }
    for (std::size_t length = 0; length < etm_sealed.size(); ++length) {
      const Bytes cut(etm_sealed.begin(), etm_sealed.begin() + static_cast<std::ptrdiff_t>(length));
      EXPECT_FALSE(s.etm_opened(cut, &inner)) << length;
    }
    // As many bytes as a MAC of SHA-384 and no padding; less than a MAC.
    EXPECT_FALSE(s.open(Bytes(48, 0)));
    EXPECT_FALSE(s.open(Bytes(16, 0)));
    EXPECT_FALSE(s.open(Bytes(65536, 0), &inner));
    EXPECT_FALSE(s.etm_opened(Bytes(65536 + mac_length(algorithm.mac), 0), &inner));
    EXPECT_EQ(inner, hex("ab"));
    EXPECT_FALSE(s.open(Bytes(65520, 0)));
  }
}

TEST(Cbc, EncryptThenMac) {
  for (const CbcAlgorithm algorithm : kAll) {
    const Direction s(algorithm);
    for (std::size_t length = 0; length <= 16384; length += length < 300 ? 1 : 5361) {
      SCOPED_TRACE(label(algorithm) + " " + std::to_string(length));
      const Bytes content = counting(length, 99);
      Bytes inner;
      const Bytes sealed = s.etm_sealed(content, &inner);
      Bytes plain = content;
      wire::append(plain, padding(15 - length % 16));
      ASSERT_EQ(inner, plain);
      ASSERT_EQ(sealed, s.etm_over(s.encrypted(plain)));
      Bytes opened_inner;
      ASSERT_EQ(s.etm_opened(sealed, &opened_inner), content);
      EXPECT_EQ(opened_inner, plain);
      EXPECT_EQ(s.etm_sealed(content), sealed);
      EXPECT_EQ(s.etm_opened(sealed), content);
      // Neither is taken for the other.
      EXPECT_FALSE(s.open(sealed));
      EXPECT_FALSE(s.etm_opened(s.seal(content)));
    }
  }
}

TEST(Cbc, MisuseEndsTheProgram) {
  const Direction s({16, MacAlgorithm::hmac_sha256});
  const Bytes content = hex("00");
  const auto seal = [&](CbcAlgorithm a, const Bytes &m, const Bytes &k, const Bytes &i,
                        const Bytes &h) { cbc_seal(a, m, k, i, h, content); };
  EXPECT_DEATH(seal({24, s.algorithm.mac}, s.mac_key, Bytes(24, 0), s.iv, s.header), "");
  EXPECT_DEATH(seal(s.algorithm, Bytes(20, 0), s.key, s.iv, s.header), "");
  EXPECT_DEATH(seal(s.algorithm, s.mac_key, Bytes(32, 0), s.iv, s.header), "");
  EXPECT_DEATH(seal(s.algorithm, s.mac_key, s.key, Bytes(12, 0), s.header), "");
  EXPECT_DEATH(seal(s.algorithm, s.mac_key, s.key, s.iv, Bytes(13, 0)), "");
  EXPECT_DEATH(s.seal(Bytes(16385, 0)), "");
}

}  // namespace
}  // namespace crypto::cbc_test
