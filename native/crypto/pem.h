// PEM files (RFC 7468).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/secret.h"

namespace crypto {

// PemBlock is one labelled block: "CERTIFICATE", "PRIVATE KEY", "EC PRIVATE KEY", …
struct PemBlock {
  std::string label;
  Secret der;
  std::size_t line = 0;  // where its BEGIN stands, counted from 1
};

// PemError says what is wrong with a file and on which line, counted from 1.
struct PemError {
  std::size_t line = 0;
  std::string what;
};

// read_pem reads all blocks of a PEM text; text outside blocks is skipped, as the RFC allows.
std::variant<std::vector<PemBlock>, PemError> read_pem(std::string_view text);

}  // namespace crypto
