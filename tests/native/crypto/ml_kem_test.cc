#include "crypto/ml_kem.h"

#include <gtest/gtest.h>

#include <map>

#include "crypto/key_exchange.h"
#include "native/crypto/test_data.h"

namespace crypto::ml_kem::ml_kem_test {
namespace {

using wire::NamedGroup;
using Vector = std::map<std::string, std::string>;

// vectors gives the blocks of tests/vectors/crypto/ml_kem_768.txt of one kind.
std::vector<Vector> vectors(const std::string &kind) {
  const std::string text = testing::read_file("tests/vectors/crypto/ml_kem_768.txt");
  std::vector<Vector> all(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    const std::size_t equals = line.find(" = ");
    if (line.empty()) {
      all.emplace_back();
    } else if (line[0] != '#' && equals != std::string::npos) {
      all.back()[line.substr(0, equals)] = line.substr(equals + 3);
    }
  }
  std::erase_if(all, [&](Vector &one) { return one["kind"] != kind; });
  EXPECT_EQ(all.size(), 3U) << kind;
  return all;
}

Bytes bytes(const Vector &vector, const char *name) { return testing::hex(vector.at(name)); }

TEST(MlKem, KnownAnswers) {
  for (const Vector &v : vectors("made")) {
    const auto key = encapsulation_key(bytes(v, "seed"));
    ASSERT_TRUE(key);
    EXPECT_EQ(wire::to_hex(*key), v.at("encapsulation_key"));
    const auto made = encapsulate(*key, bytes(v, "m"));
    ASSERT_TRUE(made);
    EXPECT_EQ(wire::to_hex(made->ciphertext), v.at("ciphertext"));
    EXPECT_EQ(wire::to_hex(made->shared_secret), v.at("shared_secret"));
    const auto opened = decapsulate(bytes(v, "seed"), made->ciphertext);
    ASSERT_TRUE(opened);
    EXPECT_EQ(wire::to_hex(*opened), v.at("shared_secret"));
  }
}

TEST(MlKem, KeyGenerationOfNist) {
  for (const Vector &v : vectors("nist")) {
    const auto key = encapsulation_key(bytes(v, "seed"));
    ASSERT_TRUE(key);
    EXPECT_EQ(wire::to_hex(*key), v.at("encapsulation_key"));
  }
}

TEST(MlKem, KeysThatAreNotReducedAreRefused) {
  for (const Vector &v : vectors("unreduced")) {
    EXPECT_FALSE(encapsulate(bytes(v, "encapsulation_key"), Bytes(kMessageLength, 1)));
  }
}

// Each of the 768 coefficients has its bound: q - 1 = 3328 is the largest.
TEST(MlKem, EveryCoefficientIsBelowQ) {
  const Bytes good = *encapsulation_key(Bytes(kSeedLength, 7));
  for (std::size_t i = 0; i < 768; ++i) {
    for (const unsigned value : {3328U, 3329U, 4095U}) {
      Bytes key = good;
      // Two coefficients of 12 bits in three bytes, the low bits first.
      const std::size_t at = i / 2 * 3;
      if (i % 2 == 0) {
        key[at] = static_cast<std::uint8_t>(value);
        key[at + 1] = static_cast<std::uint8_t>((key[at + 1] & 0xf0) | value >> 8);
      } else {
        key[at + 1] = static_cast<std::uint8_t>((key[at + 1] & 0x0f) | (value & 0x0f) << 4);
        key[at + 2] = static_cast<std::uint8_t>(value >> 4);
      }
      ASSERT_EQ(encapsulate(key, Bytes(kMessageLength, 1)).has_value(), value < 3329)
          << i << " " << value;
    }
  }
}

TEST(MlKem, AWrongCiphertextIsRejectedImplicitly) {
  for (const Vector &v : vectors("rejected")) {
    const auto opened = decapsulate(bytes(v, "seed"), bytes(v, "ciphertext"));
    ASSERT_TRUE(opened);
    EXPECT_EQ(wire::to_hex(*opened), v.at("shared_secret"));
  }
}

TEST(MlKem, WrongLengths) {
  const Bytes seed(kSeedLength, 7);
  const Bytes key = *encapsulation_key(seed);
  const Bytes m(kMessageLength, 1);
  const Bytes ciphertext = encapsulate(key, m)->ciphertext;
  for (const std::size_t n : {std::size_t{0}, kSeedLength - 1, kSeedLength + 1}) {
    EXPECT_FALSE(encapsulation_key(Bytes(n, 7)));
    EXPECT_FALSE(decapsulate(Bytes(n, 7), ciphertext));
  }
  Bytes longer_key = key, longer_ciphertext = ciphertext;
  longer_key.push_back(0);
  longer_ciphertext.push_back(0);
  EXPECT_FALSE(encapsulate(longer_key, m));
  EXPECT_FALSE(encapsulate(ByteView(key).first(key.size() - 1), m));
  EXPECT_FALSE(encapsulate({}, m));
  EXPECT_FALSE(encapsulate(key, Bytes(kMessageLength + 1, 1)));
  EXPECT_FALSE(decapsulate(seed, longer_ciphertext));
  EXPECT_FALSE(decapsulate(seed, ByteView(ciphertext).first(ciphertext.size() - 1)));
}

// --- X25519MLKEM768 ---

Bytes joined(ByteView a, ByteView b) {
  Bytes out = wire::to_bytes(a);
  wire::append(out, b);
  return out;
}

TEST(X25519MlKem768, IsTheTwoSideBySide) {
  for (const Vector &v : vectors("made")) {
    // RFC 7748, section 6.1.
    const Bytes a =
        testing::hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    const Bytes b =
        testing::hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    const char k[] = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
    const Bytes client_private = joined(bytes(v, "seed"), a);
    const auto client_public = public_key(NamedGroup::X25519MLKEM768, client_private);
    ASSERT_TRUE(client_public);
    EXPECT_EQ(*client_public,
              joined(bytes(v, "encapsulation_key"), *public_key(NamedGroup::x25519, a)));
    const auto response =
        respond(NamedGroup::X25519MLKEM768, joined(bytes(v, "m"), b), *client_public);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->public_key,
              joined(bytes(v, "ciphertext"), *public_key(NamedGroup::x25519, b)));
    EXPECT_EQ(wire::to_hex(response->shared_secret), v.at("shared_secret") + k);
    const auto secret =
        shared_secret(NamedGroup::X25519MLKEM768, client_private, response->public_key);
    ASSERT_TRUE(secret);
    EXPECT_EQ(wire::to_hex(*secret), v.at("shared_secret") + k);
  }
}

TEST(X25519MlKem768, RefusesWrongLengthsAndZeroResults) {
  const NamedGroup group = NamedGroup::X25519MLKEM768;
  Random random(Bytes(32, 8));
  const Secret client = draw_private_key(group, random);
  const Secret server = draw_private_key(group, random, Turn::second);
  const Bytes request = *public_key(group, client);
  const Bytes response = respond(group, server, request)->public_key;
  for (const ByteView whole : {ByteView(request), ByteView(response)}) {
    const bool is_request = whole.size() == request.size();
    const auto accepted = [&](ByteView key) {
      return is_request ? respond(group, server, key).has_value()
                        : shared_secret(group, client, key).has_value();
    };
    EXPECT_TRUE(accepted(whole));
    Bytes key = wire::to_bytes(whole);
    std::fill(key.end() - 32, key.end(), 0);
    EXPECT_FALSE(accepted(key)) << "x25519 gives zero";
    key.push_back(9);
    EXPECT_FALSE(accepted(key));
    EXPECT_FALSE(accepted(whole.first(whole.size() - 1)));
    EXPECT_FALSE(accepted(whole.first(whole.size() - 32)));
    EXPECT_FALSE(accepted(whole.last(32)));
    EXPECT_FALSE(accepted({}));
  }
  EXPECT_FALSE(respond(group, server, response));
  EXPECT_FALSE(shared_secret(group, client, request));
  EXPECT_FALSE(respond(group, client, request)) << "a private key of the first turn";
  EXPECT_FALSE(shared_secret(group, server, response)) << "a private key of the second turn";
  EXPECT_FALSE(public_key(group, server));
  Bytes unreduced = request;
  unreduced[0] = 0xff;
  unreduced[1] = static_cast<std::uint8_t>(unreduced[1] | 0x0f);
  EXPECT_FALSE(respond(group, server, unreduced));
}

}  // namespace
}  // namespace crypto::ml_kem::ml_kem_test
