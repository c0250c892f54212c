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
