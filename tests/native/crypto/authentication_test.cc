#include "crypto/authentication.h"

#include <gtest/gtest.h>

namespace authentication_test {
namespace {

using wire::Bytes;

// What is no constant could be switched: only the fuzz build has that.
static_assert(!crypto::unauthenticated());
#ifdef HANDSHAKE_FUZZING_UNSAFE_NO_AUTHENTICATION
#error "a test is no fuzz target"
#endif

TEST(Authentication, AMacIsRightOnlyAsAWhole) {
  const Bytes mac{1, 2, 3, 4};
  EXPECT_TRUE(crypto::right_mac(mac, mac));
  EXPECT_FALSE(crypto::right_mac(Bytes{1, 2, 3}, mac));
  EXPECT_FALSE(crypto::right_mac(Bytes{}, mac));
  EXPECT_FALSE(crypto::right_mac(Bytes{1, 2, 3, 5}, mac));
  EXPECT_FALSE(crypto::right_mac(Bytes{0, 2, 3, 4}, mac));
}

}  // namespace
}  // namespace authentication_test
