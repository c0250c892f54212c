#include "crypto/secret.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "native/crypto/test_data.h"

namespace crypto::secret_test {
namespace {

using testing::hex;

TEST(Secret, WipeOverwrites) {
  Bytes bytes = hex("0102030405");
  wipe(bytes.data() + 1, 3);
  EXPECT_EQ(bytes, hex("0100000005"));
  wipe(nullptr, 0);
}

TEST(Secret, EqualComparesLengthsAndEveryByte) {
  const Bytes a = hex("00112233");
  EXPECT_TRUE(equal(a, hex("00112233")));
  EXPECT_TRUE(equal({}, {}));
  EXPECT_FALSE(equal(a, hex("001122")));
  EXPECT_FALSE(equal(hex("001122"), a));
  for (std::size_t i = 0; i < a.size(); ++i) {
    Bytes b = a;
    b[i] ^= 0x80;
    EXPECT_FALSE(equal(a, b)) << i;
    EXPECT_FALSE(Secret(a) == Secret(b)) << i;
  }
  EXPECT_TRUE(Secret(a) == Secret(a));
}

TEST(Secret, CopiesLiveOnTheirOwn) {
  Secret a(hex("a1a2a3"));
  Secret b = a;
  b.data()[0] = 0;
  EXPECT_EQ(a, Secret(hex("a1a2a3")));
  EXPECT_EQ(b, Secret(hex("00a2a3")));
  const Secret c = std::move(a);
  EXPECT_EQ(c, Secret(hex("a1a2a3")));
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move): what this test is about
  b.clear();
  EXPECT_TRUE(b.empty());
}

TEST(Secret, AssignmentLeavesTheOldMemory) {
  Secret a(hex("a1a2a3a4a5a6a7a8"));
  const Secret shorter(hex("b1"));
  const std::uint8_t *before = a.data();
  a = shorter;
  EXPECT_EQ(a, shorter);
  EXPECT_NE(a.data(), before) << "the tail of the old secret would stay behind the new one";
  const Secret &self = a;
  a = self;
  EXPECT_EQ(a, shorter);
}

// As deep as wipe_stack and wipe_deep_stack go, less than that.
constexpr std::size_t kShallow = 6000, kDeep = 28000;

// The functions below look at dead stack, as an attacker would, so the sanitizer must not look.
template <std::size_t N>
__attribute__((noinline, no_sanitize("address"))) volatile std::uint8_t *paint() {
  volatile std::uint8_t area[N];
  for (volatile std::uint8_t &byte : area) byte = 0xa5;
  volatile std::uint8_t *start = area;
  __asm__ volatile("" : "+r"(start));
  return start;
}

// Counts bytes in aligned words that are paint as a whole: a byte of an address may be 0xa5 by
// chance.
__attribute__((noinline, no_sanitize("address"))) std::size_t count_paint(
    const volatile std::uint8_t *area, std::size_t n) {
  std::size_t count = 0, run = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (reinterpret_cast<std::uintptr_t>(area + i) % 8 == 0) run = 0;
    run = area[i] == 0xa5 ? run + 1 : 0;
    if (run == 8) count += 8;
  }
  return count;
}

template <std::size_t N>
void expect_wiped_by(void (*wipe)()) {
  const volatile std::uint8_t *area = paint<N>();
  const std::size_t before = count_paint(area, N);
  wipe();
  const std::size_t after = count_paint(area, N);
  EXPECT_GT(before, N * 9 / 10) << "the test's own paint was lost";
  // The wiper's own frame may have a gap of padding, too short for a secret.
  EXPECT_LE(after, 16U);
}

TEST(Secret, WipeStackOverwritesWhatCalledFunctionsLeft) { expect_wiped_by<kShallow>(wipe_stack); }

TEST(Secret, WipeDeepStackGoesDeeper) { expect_wiped_by<kDeep>(wipe_deep_stack); }

}  // namespace
}  // namespace crypto::secret_test
