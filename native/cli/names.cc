#include "cli/names.h"

#include <algorithm>
#include <charconv>

#include "session/text.h"

namespace cli {
namespace {

using wire::SignatureScheme;

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

Result<std::vector<SignatureScheme>> parse_signatures(std::string_view text,
                                                      const std::vector<SignatureScheme> &known) {
  std::vector<SignatureScheme> out;
  for (const std::string_view name : split(text)) {
    const auto scheme = wire::signature_scheme_named(name);
    if (!scheme || std::find(known.begin(), known.end(), *scheme) == known.end()) {
      return Error{"signature scheme " + session::printable(name) + " is not known; there are " +
                   joined_names(known)};
    }
    if (std::find(out.begin(), out.end(), *scheme) != out.end()) {
      return Error{"signature scheme " + session::printable(name) + " stands twice"};
    }
    out.push_back(*scheme);
  }
  return out;
}

Result<std::vector<std::string>> parse_protocols(std::string_view text) {
  std::vector<std::string> out;
  if (text.empty()) return out;
  for (const std::string_view name : split(text)) {
    if (name.empty() || name.size() > 255) {
      return Error{"an application protocol has 1 to 255 bytes, " + session::printable(name) +
                   " has " + std::to_string(name.size())};
    }
    out.emplace_back(name);
  }
  return out;
}

std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t least,
                                          std::uint32_t most) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most) {
    return std::nullopt;
  }
  return number;
}

std::string joined(const std::vector<std::string> &names) {
  std::string out;
  for (const std::string &name : names) out += (out.empty() ? "" : ",") + name;
  return out;
}

bool is_host_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    const bool clean = std::all_of(label.begin(), label.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '-' || c == '_';
    });
    if (label.empty() || label.size() > 63 || !clean) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace cli
