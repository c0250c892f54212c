// A handshake message of a type that nobody knows is annotated to its end, however short it is.
// (Found by fuzzing.)
#include <gtest/gtest.h>

#include "wire/messages.h"

namespace annotate_unknown_test {
namespace {

TEST(AnnotateUnknown, TilesEveryLength) {
  const wire::Bytes message{0x5b, 0, 0, 2, 7, 7};
  for (std::size_t n = 0; n <= message.size(); ++n) {
    const wire::ByteView bytes = wire::ByteView(message).first(n);
    std::size_t at = 0;
    for (const wire::Annotation &node : wire::annotate(wire::ContentType::handshake, bytes)) {
      EXPECT_EQ(node.begin, at);
      at = node.end;
    }
    EXPECT_EQ(at, n);
  }
}

}  // namespace
}  // namespace annotate_unknown_test
