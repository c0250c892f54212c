#include "crypto/ffdhe.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/dh.h>

#include "crypto/key_exchange.h"
#include "native/crypto/test_data.h"

namespace crypto::ffdhe::ffdhe_test {
namespace {

using Number = bssl::UniquePtr<BIGNUM>;
using wire::NamedGroup;

Number number(ByteView bytes) { return Number(BN_bin2bn(bytes.data(), bytes.size(), nullptr)); }

Bytes bytes_of(const BIGNUM *n) {
  Bytes out(BN_num_bytes(n));
  BN_bn2bin(n, out.data());
  return out;
}

// e_digits is floor(2^bits e): the sum of 2^bits / k!, with some bits to spare.
Number e_digits(int bits) {
  constexpr int kSpare = 64;
  Number term(BN_new()), sum(BN_new());
  BN_set_bit(term.get(), bits + kSpare);
  for (BN_ULONG k = 1; !BN_is_zero(term.get()); ++k) {
    BN_add(sum.get(), sum.get(), term.get());
    BN_div_word(term.get(), k);
  }
  BN_rshift(sum.get(), sum.get(), kSpare);
  return sum;
}

// formula is 2^b - 2^(b-64) + (floor(2^(b-130) e) + X) 2^64 - 1 (RFC 7919, appendix A).
Bytes formula(int b, BN_ULONG x) {
  Number p = e_digits(b - 130);
  Number power(BN_new());
  BN_add_word(p.get(), x);
  BN_lshift(p.get(), p.get(), 64);
  BN_set_bit(power.get(), b);
  BN_add(p.get(), p.get(), power.get());
  BN_zero(power.get());
  BN_set_bit(power.get(), b - 64);
  BN_sub(p.get(), p.get(), power.get());
  BN_sub_word(p.get(), 1);
  return bytes_of(p.get());
}

bool is_prime(const BIGNUM *n) {
  int result = 0;
  return BN_primality_test(&result, n, 16, nullptr, 1, nullptr) && result == 1;
}

bool is_safe_prime(ByteView p) {
  const Number whole = number(p);
  const Number half(BN_new());
  BN_rshift1(half.get(), whole.get());
  return is_prime(whole.get()) && is_prime(half.get());
}

Bytes minus(ByteView p, BN_ULONG n) {
  const Number out = number(p);
  BN_sub_word(out.get(), n);
  return bytes_of(out.get());
}

constexpr NamedGroup kGroups[] = {NamedGroup::ffdhe2048, NamedGroup::ffdhe3072,
                                  NamedGroup::ffdhe4096};

TEST(Ffdhe, ThePrimesAreThoseOfTheFormula) {
  EXPECT_EQ(prime(NamedGroup::ffdhe2048), formula(2048, 560316));
  EXPECT_EQ(prime(NamedGroup::ffdhe3072), formula(3072, 2625351));
  EXPECT_EQ(prime(NamedGroup::ffdhe4096), formula(4096, 5736041));
  EXPECT_TRUE(prime(NamedGroup::x25519).empty());
  EXPECT_EQ(prime_bits(NamedGroup::x25519), 0U);
}

TEST(Ffdhe, ThePrimesAreSafe) {
  for (const NamedGroup group : kGroups) {
    EXPECT_EQ(prime_bits(group), prime(group).size() * 8);
    EXPECT_TRUE(is_safe_prime(prime(group))) << wire::name_of(group);
  }
}

TEST(Ffdhe, KnownGroups) {
  EXPECT_EQ(known_group(formula(2048, 560316)), "ffdhe2048");
  EXPECT_EQ(known_group(formula(3072, 2625351)), "ffdhe3072");
  EXPECT_EQ(known_group(formula(4096, 5736041)), "ffdhe4096");
  EXPECT_EQ(known_group(formula(6144, 15705020)), "ffdhe6144");
  EXPECT_EQ(known_group(formula(8192, 10965728)), "ffdhe8192");
  const std::pair<const char *, BIGNUM *(*)(BIGNUM *)> modp[] = {
      {"modp2048", BN_get_rfc3526_prime_2048}, {"modp3072", BN_get_rfc3526_prime_3072},
      {"modp4096", BN_get_rfc3526_prime_4096}, {"modp6144", BN_get_rfc3526_prime_6144},
      {"modp8192", BN_get_rfc3526_prime_8192},
  };
  for (const auto &[name, get] : modp) {
    EXPECT_EQ(known_group(bytes_of(Number(get(nullptr)).get())), name);
  }
  EXPECT_EQ(known_group(bytes_of(Number(BN_get_rfc3526_prime_1536(nullptr)).get())), "");
  EXPECT_EQ(known_group(formula(2048, 560317)), "");
}

TEST(Ffdhe, PowersAgreeWithBoringSslsDh) {
  Random random(Bytes(32, 5));
  for (const NamedGroup group : kGroups) {
    const Secret x = draw_exponent(prime_bits(group), random);
    const auto ours = power(kGenerator, x, prime(group));
    ASSERT_TRUE(ours);
    EXPECT_EQ(ours->size(), prime(group).size());
    // DH_generate_key computes the public key of a private one that is set.
    const bssl::UniquePtr<DH> dh(DH_new());
    ASSERT_TRUE(DH_set0_pqg(dh.get(), number(prime(group)).release(), nullptr,
                            number(kGenerator).release()));
    ASSERT_TRUE(DH_set0_key(dh.get(), nullptr, number(x).release()));
    ASSERT_TRUE(DH_generate_key(dh.get()));
    EXPECT_EQ(BN_cmp(DH_get0_pub_key(dh.get()), number(*ours).get()), 0);
    const Secret y = draw_exponent(prime_bits(group), random);
    const auto peer = power(kGenerator, y, prime(group));
    Bytes padded(static_cast<std::size_t>(DH_size(dh.get())));
    ASSERT_EQ(DH_compute_key_padded(padded.data(), number(*peer).get(), dh.get()),
              static_cast<int>(padded.size()));
    EXPECT_EQ(wire::to_hex(*power(*peer, x, prime(group))), wire::to_hex(padded));
  }
}

TEST(Ffdhe, PowersOfAnyOddModulus) {
  // 3^4 mod 23, 5^6 mod 35; the result is as long as p is written.
  EXPECT_EQ(wire::to_hex(*power(Bytes{3}, Bytes{4}, Bytes{0, 23})), "000c");
  EXPECT_EQ(wire::to_hex(*power(Bytes{0, 5}, Bytes{0, 6}, Bytes{35})), "0f");
  for (const Bytes &base : {Bytes{}, Bytes{0}, Bytes{1}, Bytes{22}, Bytes{23}, Bytes{1, 0}}) {
    EXPECT_FALSE(power(base, Bytes{4}, Bytes{23})) << wire::to_hex(base);
  }
  EXPECT_FALSE(power(Bytes{3}, Bytes{0}, Bytes{23}));
  EXPECT_FALSE(power(Bytes{3}, Bytes{}, Bytes{23}));
  EXPECT_FALSE(power(Bytes{3}, Bytes{4}, Bytes{24}));
  EXPECT_FALSE(power(Bytes{3}, Bytes{4}, Bytes{}));
  EXPECT_FALSE(power(Bytes{3}, Bytes{4}, Bytes{1}));
}

TEST(Ffdhe, ExponentsAreLongEnough) {
  // RFC 7919, appendix A: the least bits of a private key by the bits of the prime.
  const std::pair<std::size_t, std::size_t> least[] = {
      {2048, 225}, {2049, 275}, {3072, 275}, {4096, 325}, {6144, 375}, {6145, 400}, {8192, 400}};
  Random random(Bytes(32, 6));
  for (const auto &[bits, exponent] : least) {
    EXPECT_GE(exponent_length(bits) * 8, std::max<std::size_t>(exponent, 256)) << bits;
    EXPECT_EQ(draw_exponent(bits, random).size(), exponent_length(bits));
  }
}

TEST(Ffdhe, AZeroExponentIsDrawnAgain) {
  Bytes zero(32, 0), one(32, 0);
  one[31] = 1;
  Random random = Random::scripted({zero, one});
  EXPECT_EQ(wire::to_hex(draw_exponent(2048, random)), wire::to_hex(one));
}

// A safe prime of 2048 bits that no RFC has: `openssl dhparam 2048`, OpenSSL 3.0.
const char kOther[] =
    "923c08b32067ccc538c33e640921c060da6f88ab942e0fa258d89838cb1ddf205a8a25925515a4bbe453"
    "aac6ec194d479bf1ea71e6a9c15ecf70d9e3a92c78b93aba4778f3651ca671213dc87e2e02fd14992f21"
    "b53d52a5c43f3211040fb46a05748973bf14b9a4109d321771d9792c6418898f45ab85cd343f67c2bf85"
    "f826a8675e84d1ae31cf78ff9b223439a4733291713828cf6ba4355337ac055979cb60b57adc300c5de6"
    "0b7c07cfc493e6566dc49690fdd859d6022a15fe4829c1580f8b67266b0fec020a2455ca1e03902ac28a"
    "38f7eb66bfdaf9fac1712b034c15dd9f34057307950e9fc1938654b105701bf7dadbd4a5fb53defa3173"
    "ac5efd27";

TEST(FfdheFlaw, GoodParametersHaveNone) {
  for (const NamedGroup group : kGroups) {
    EXPECT_EQ(flaw_of(prime(group), kGenerator, Bytes{2}), std::nullopt);
    EXPECT_EQ(flaw_of(prime(group), minus(prime(group), 2), minus(prime(group), 2)), std::nullopt);
  }
  const Bytes p = testing::hex(kOther);
  ASSERT_EQ(known_group(p), "");
  EXPECT_EQ(flaw_of(p, Bytes{2}, Bytes{3}), std::nullopt);
  EXPECT_EQ(flaw_of(p, Bytes{5}, minus(p, 2)), std::nullopt);
  // Zeros before a number are no part of it.
  Bytes padded = p;
  padded.insert(padded.begin(), 2, 0);
  EXPECT_EQ(flaw_of(padded, Bytes{0, 2}, Bytes{0, 0, 3}), std::nullopt);
}

TEST(FfdheFlaw, TheLengthOfThePrime) {
  EXPECT_EQ(flaw_of(Bytes{}, Bytes{2}, Bytes{3}), Flaw::short_prime);
  EXPECT_EQ(flaw_of(Bytes(300, 0), Bytes{2}, Bytes{3}), Flaw::short_prime);
  EXPECT_EQ(flaw_of(bytes_of(Number(BN_get_rfc3526_prime_1536(nullptr)).get()), Bytes{2}, Bytes{3}),
            Flaw::short_prime);
  Bytes bits2047(256, 0xff);
  bits2047[0] = 0x7f;
  EXPECT_EQ(flaw_of(bits2047, Bytes{2}, Bytes{3}), Flaw::short_prime);
  EXPECT_EQ(flaw_of(Bytes(1025, 0xff), Bytes{2}, Bytes{3}), Flaw::long_prime);
  EXPECT_EQ(flaw_of(formula(8192, 10965728), Bytes{2}, Bytes{3}), std::nullopt);
}

TEST(FfdheFlaw, PrimesThatAreNone) {
  const Bytes p = prime(NamedGroup::ffdhe2048);
  EXPECT_EQ(flaw_of(minus(p, 1), Bytes{2}, Bytes{3}), Flaw::even_prime);
  EXPECT_EQ(flaw_of(minus(p, 2), Bytes{2}, Bytes{3}), Flaw::unsafe_prime);
  // Two primes multiplied.
  const Number product(BN_new());
  const Number factor(BN_get_rfc3526_prime_1536(nullptr));
  const bssl::UniquePtr<BN_CTX> context(BN_CTX_new());
  BN_mul(product.get(), factor.get(), factor.get(), context.get());
  EXPECT_EQ(flaw_of(bytes_of(product.get()), Bytes{2}, Bytes{3}), Flaw::unsafe_prime);
}

TEST(FfdheFlaw, PrimesThatAreNotSafe) {
  const Number p(BN_new());
  BN_set_bit(p.get(), 2048);
  BN_sub_word(p.get(), 1557);  // the largest prime below 2^2048
  ASSERT_TRUE(is_prime(p.get()));
  EXPECT_EQ(flaw_of(bytes_of(p.get()), Bytes{2}, Bytes{3}), Flaw::unsafe_prime);
}

TEST(FfdheFlaw, GeneratorAndPublicKey) {
  const Bytes p = prime(NamedGroup::ffdhe2048);
  Bytes longer = p;
  longer.insert(longer.begin(), 1);
  for (const Bytes &bad : {Bytes{}, Bytes{0}, Bytes{1}, minus(p, 1), p, longer}) {
    EXPECT_EQ(flaw_of(p, bad, Bytes{3}), Flaw::bad_generator) << wire::to_hex(bad);
    EXPECT_EQ(flaw_of(p, Bytes{2}, bad), Flaw::bad_public_key) << wire::to_hex(bad);
    EXPECT_FALSE(power(bad, Bytes(32, 1), p));
  }
}

}  // namespace
}  // namespace crypto::ffdhe::ffdhe_test
