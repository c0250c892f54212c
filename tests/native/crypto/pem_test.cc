#include "crypto/pem.h"

#include <gtest/gtest.h>

#include "native/crypto/test_data.h"

namespace crypto::pem_test {
namespace {

using testing::hex;

std::vector<PemBlock> blocks_of(std::string_view text) {
  auto read = read_pem(text);
  if (const auto *error = std::get_if<PemError>(&read)) {
    ADD_FAILURE() << "line " << error->line << ": " << error->what;
    return {};
  }
  return std::get<std::vector<PemBlock>>(std::move(read));
}

// "line: what", or nothing when the text was read.
std::string error_of(std::string_view text) {
  const auto read = read_pem(text);
  const auto *error = std::get_if<PemError>(&read);
  return error == nullptr ? "" : std::to_string(error->line) + ": " + error->what;
}

std::string block(std::string_view body) {
  return "-----BEGIN X-----\n" + std::string(body) + "-----END X-----\n";
}

// RFC 4648, section 10.
TEST(Pem, Base64) {
  const std::pair<const char *, const char *> cases[] = {
      {"Zg==\n", "f"},        {"Zm8=\n", "fo"},        {"Zm9v\n", "foo"},
      {"Zm9vYg==\n", "foob"}, {"Zm9vYmE=\n", "fooba"}, {"Zm9vYmFy\n", "foobar"}};
  for (const auto &[body, plain] : cases) {
    const auto blocks = blocks_of(block(body));
    ASSERT_EQ(blocks.size(), 1U) << body;
    EXPECT_EQ(wire::as_text(blocks[0].der), plain);
  }
  EXPECT_EQ(blocks_of(block("+/+/\n"))[0].der, Secret(hex("fbffbf")));
}

TEST(Pem, BlocksLabelsAndLines) {
  const auto blocks = blocks_of(
      "subject=CN = example.com\n"
      "\n"
      "-----BEGIN CERTIFICATE-----\n"
      "Zm9v\n"
      "YmFy\n"
      "-----END CERTIFICATE-----\n"
      "text between\n"
      "-----BEGIN EC PRIVATE KEY-----\n"
      "Zg==\n"
      "-----END EC PRIVATE KEY-----");
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0].label, "CERTIFICATE");
  EXPECT_EQ(wire::as_text(blocks[0].der), "foobar");
  EXPECT_EQ(blocks[0].line, 3U);
  EXPECT_EQ(blocks[1].label, "EC PRIVATE KEY");
  EXPECT_EQ(wire::as_text(blocks[1].der), "f");
  EXPECT_EQ(blocks[1].line, 8U);
}

TEST(Pem, LineEndsAndBlanks) {
  for (const char *text : {"-----BEGIN X-----\r\nZm9v\r\nYmFy\r\n-----END X-----\r\n",
                           "-----BEGIN X-----\rZm9v\rYmFy\r-----END X-----\r",
                           "-----BEGIN X-----  \nZm9v\t\n\n YmFy\n-----END X----- \n"}) {
    const auto blocks = blocks_of(text);
    ASSERT_EQ(blocks.size(), 1U);
    EXPECT_EQ(wire::as_text(blocks[0].der), "foobar");
    EXPECT_EQ(blocks[0].line, 1U);
  }
  EXPECT_EQ(error_of("\r\n\r\n-----BEGIN X-----\r\nZm9*\r\n-----END X-----\r\n"),
            "4: not a base64 character");
}

TEST(Pem, NothingIsNoError) {
  EXPECT_TRUE(blocks_of("").empty());
  EXPECT_TRUE(blocks_of("only text\n").empty());
}

TEST(Pem, ErrorsSayTheLine) {
  EXPECT_EQ(error_of(block("Zm9v\nZm!v\n")), "3: not a base64 character");
  EXPECT_EQ(error_of(block("Zm9v\nZm9\n")), "4: base64 text is cut short");
  EXPECT_EQ(error_of(block("Zm9v\nZ\n")), "4: base64 text is cut short");
  EXPECT_EQ(error_of(block("Zg=\n")), "3: base64 text is cut short");
  EXPECT_EQ(error_of(block("Z===\n")), "2: misplaced '=' in base64 text");
  EXPECT_EQ(error_of(block("Zg==\nZm9v\n")), "3: base64 text goes on after '='");
  EXPECT_EQ(error_of(block("Zg=v\n")), "2: base64 text goes on after '='");
  EXPECT_EQ(error_of(block("Zg====\n")), "2: misplaced '=' in base64 text");
  EXPECT_EQ(error_of(block("Zh==\n")), "3: base64 text has stray bits at its end");
  EXPECT_EQ(error_of(block("")), "2: the block is empty");
  EXPECT_EQ(error_of("\n-----BEGIN X-----\nZm9v\n"), "2: BEGIN X without its END");
  EXPECT_EQ(error_of("-----BEGIN X-----\nZm9v\n-----BEGIN X-----\nZm9v\n-----END X-----\n"),
            "1: BEGIN X without its END");
  EXPECT_EQ(error_of("-----BEGIN X-----\nZm9v\n-----END Y-----\n"),
            "3: END Y ends a block that began as X");
  EXPECT_EQ(error_of("Zm9v\n-----END X-----\n"), "2: END X without its BEGIN");
  EXPECT_EQ(error_of(block("Proc-Type: 4,ENCRYPTED\n\nZm9v\n")),
            "2: a header inside the block: encrypted keys are not read");
}

TEST(Pem, FilesOfOpenSsl) {
  for (const char *name : {"key_rsa2048.pem", "key_p256_sec1.pem", "certificate_ed25519.pem"}) {
    const auto blocks = blocks_of(testing::read_file(std::string("tests/vectors/crypto/") + name));
    ASSERT_EQ(blocks.size(), 1U) << name;
    const ByteView der = blocks[0].der;
    // A DER SEQUENCE whose length is right to the byte.
    ASSERT_GT(der.size(), 4U);
    EXPECT_EQ(der[0], 0x30);
    const std::size_t length = der[1] < 0x80    ? 2U + der[1]
                               : der[1] == 0x81 ? 3U + der[2]
                                                : 4U + (der[2] << 8 | der[3]);
    EXPECT_EQ(length, der.size()) << name;
  }
}

}  // namespace
}  // namespace crypto::pem_test
