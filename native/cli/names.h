// Names and numbers on the command line of connect and serve.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/files.h"
#include "wire/codepoints.h"

namespace cli {

// verifiable_signatures lists the schemes that this program can check, in its order of preference.
// The last three are for the signatures of certificates only (RFC 8446, section 4.2.3).
const std::vector<wire::SignatureScheme> &verifiable_signatures();

// signable_signatures lists the schemes that a server's key may sign a handshake with.
const std::vector<wire::SignatureScheme> &signable_signatures();

// parse_signatures reads a list of names of such schemes with commas between.
Result<std::vector<wire::SignatureScheme>> parse_signatures(
    std::string_view text, const std::vector<wire::SignatureScheme> &known);

// parse_protocols reads a list of application protocols; the empty text is the empty list.
Result<std::vector<std::string>> parse_protocols(std::string_view text);

// parse_number reads a whole number in a range.
std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t least,
                                          std::uint32_t most);

// is_host_name tells whether a text can be a host name: labels of 1 to 63 letters, digits, hyphens
// and underscores, 253 bytes in all, and perhaps a dot at its end.
bool is_host_name(std::string_view text);

// joined writes names with commas between.
std::string joined(const std::vector<std::string> &names);
template <class Code>
std::string joined_names(const std::vector<Code> &codes) {
  std::vector<std::string> names;
  for (const Code code : codes) names.emplace_back(wire::name_of(code));
  return joined(names);
}

}  // namespace cli
