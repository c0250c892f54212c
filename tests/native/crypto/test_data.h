// Bytes and files that the tests of the crypto layer read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"
#include "crypto/signature.h"
#include "wire/bytes.h"

namespace crypto::testing {

// hex reads hexadecimal digits, spaces apart; bad digits fail the test that asks.
Bytes hex(std::string_view digits);

// read_file gives a file below the source tree; a missing one fails the test.
std::string read_file(const std::string &path);

// read_der gives the first block of a PEM file in tests/vectors/crypto.
Bytes read_der(const std::string &name);

// read_key parses such a file as a private key.
PrivateKey read_key(const std::string &name);

// read_vectors reads lines "name = hexadecimal digits" of a file in tests/vectors; lines that begin
// with # are comments. A missing or empty file, or a bad line, fails the test.
std::map<std::string, Bytes> read_vectors(const std::string &name);

// WycheproofCase is one test of a Wycheproof file in BoringSSL's text form: its own fields and, in
// brackets there, those of its group.
struct WycheproofCase {
  std::string id;
  std::map<std::string, std::string> fields;
  Bytes bytes(const std::string &field) const;
  const std::string &text(const std::string &field) const;
  bool has_flag(std::string_view flag) const;
};

// read_wycheproof reads a file of third_party/wycheproof_testvectors in BoringSSL's source; a
// missing or empty one fails the test.
std::vector<WycheproofCase> read_wycheproof(const std::string &name);

}  // namespace crypto::testing
