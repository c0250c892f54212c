#include "session/text.h"

#include "wire/bytes.h"

namespace session {
namespace {

// prefix_of_width is the length in bytes of the first n characters.
std::size_t prefix_of_width(std::string_view text, std::size_t n) {
  std::size_t at = 0;
  while (at < text.size() && width(text.substr(0, at + 1)) <= n) ++at;
  return at;
}

}  // namespace

std::size_t width(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return n;
}

std::string wrapped(std::string_view first, std::string_view next, std::string_view text) {
  std::string out;
  std::string line(first);
  bool begun = false;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (begun && width(line) + 1 + width(word) > kColumns) {
      out += line + "\n";
      line = next;
      begun = false;
    }
    if (begun) line += ' ';
    // A word that is longer than a line is cut.
    while (width(line) + width(word) > kColumns) {
      const std::size_t room = prefix_of_width(word, kColumns - width(line));
      out += line + std::string(word.substr(0, room)) + "\n";
      word.remove_prefix(room);
      line = next;
    }
    line += word;
    begun = true;
  }
  return out + line + "\n";
}

std::string printable(std::string_view bytes) {
  std::string out = "\"";
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '\r') {
      out += "\\r";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      out += "\\x" + wire::to_hex({&byte, 1});
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace session
