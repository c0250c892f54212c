#include "crypto/prf.h"

#include <gtest/gtest.h>

#include "native/crypto/test_data.h"

namespace crypto::prf_test {
namespace {

using testing::hex;

// The vectors of the IETF TLS list, 2009 (tls mail archive, message 03416): label "test label".
TEST(Prf, KnownAnswers) {
  const struct {
    HashAlgorithm algorithm;
    const char *secret, *seed, *output;
  } cases[] = {
      {HashAlgorithm::sha256, "9bbe436ba940f017b17652849a71db35",
       "a0ba9f936cda311827a6f796ffd5198c",
       "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"
       "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
       "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
       "87347b66"},
      {HashAlgorithm::sha384, "b80b733d6ceefcdc71566ea48e5567df",
       "cd665cf6a8447dd6ff8b27555edb7465",
       "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cd"
       "e9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd"
       "8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d918425"
       "9b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee6"
       "91c8f3a26854308d5eaa3be85e0990703d73e56f"},
      {HashAlgorithm::sha512, "b0323523c1853599584d88568bbb05eb",
       "d4640e12e4bcdbfb437f03e6ae418ee5",
       "1261f588c798c5c201ff036e7a9cb5edcd7fe3f94c669a122a4638d7d508b283"
       "042df6789875c7147e906d868bc75c45e20eb40c1cf4a1713b27371f68432592"
       "f7dc8ea8ef223e12ea8507841311bf68653d0cfc4056d811f025c45ddfa6e6fe"
       "c702f054b409d6f28dd0a3233e498da41a3e75c5630eedbe22fe254e33a1b0e9"
       "f6b9826675bec7d01a845658dc9c397545401d40b9f46c7a400ee1b8f81ca0a6"
       "0d1a397a1028bff5d2ef5066126842fb8da4197632bdb54ff6633f86bbc836e6"
       "40d4d898"},
  };
  for (const auto &c : cases) {
    SCOPED_TRACE(name_of(c.algorithm));
    const Bytes output = hex(c.output);
    EXPECT_EQ(
        wire::to_hex(prf(c.algorithm, hex(c.secret), "test label", hex(c.seed), output.size())),
        c.output);
  }
}

TEST(Prf, AShorterOutputIsThePrefixOfALonger) {
  for (const HashAlgorithm algorithm :
       {HashAlgorithm::sha256, HashAlgorithm::sha384, HashAlgorithm::sha512}) {
    SCOPED_TRACE(name_of(algorithm));
    const Bytes secret(48, 7);
    const Bytes seed(64, 9);
    const Secret longest = prf(algorithm, secret, "key expansion", seed, 300);
    for (std::size_t length = 0; length <= longest.size(); ++length) {
      EXPECT_TRUE(equal(prf(algorithm, secret, "key expansion", seed, length),
                        longest.view().first(length)))
          << length;
    }
  }
}

// The definition itself, once more: A(i) and the blocks by single HMACs. Secrets of 0 bytes, of a
// block and of more than a block.
TEST(Prf, FollowsItsDefinition) {
  for (const std::size_t size : {0U, 1U, 64U, 65U, 128U, 200U}) {
    for (const HashAlgorithm algorithm : {HashAlgorithm::sha256, HashAlgorithm::sha384}) {
      const Bytes secret(size, 0x5a);
      const Bytes seed = hex("00ff10");
      Bytes labelled = wire::to_bytes(wire::as_bytes("master secret"));
      wire::append(labelled, seed);
      Bytes a = labelled;
      Bytes expected;
      while (expected.size() < 150) {
        a = wire::to_bytes(hmac(algorithm, secret, a));
        Bytes input = a;
        wire::append(input, labelled);
        wire::append(expected, hmac(algorithm, secret, input));
      }
      EXPECT_EQ(wire::to_hex(prf(algorithm, secret, "master secret", seed, expected.size())),
                wire::to_hex(expected))
          << size;
    }
  }
}

TEST(Prf, LabelAndSeedAreJoined) {
  EXPECT_EQ(prf(HashAlgorithm::sha256, hex("01"), "ab", hex("6364"), 40),
            prf(HashAlgorithm::sha256, hex("01"), "abc", hex("64"), 40));
}

}  // namespace
}  // namespace crypto::prf_test
