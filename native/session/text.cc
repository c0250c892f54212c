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

// character_length is the length in bytes of the UTF-8 character at the front; 0: there is none, or
// it is a control character.
std::size_t character_length(std::string_view text) {
  const auto at = [&](std::size_t i) {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0;
  };
  const auto goes_on = [&](std::size_t i) { return (at(i) & 0xc0) == 0x80; };
  const int first = at(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  // U+0080 to U+009F are control characters too.
  if (first == 0xc2 && at(1) < 0xa0) return 0;
  if (first >= 0xc2 && first < 0xe0) return goes_on(1) ? 2 : 0;
  if (first >= 0xe0 && first < 0xf0) return goes_on(1) && goes_on(2) ? 3 : 0;
  if (first >= 0xf0 && first < 0xf5) return goes_on(1) && goes_on(2) && goes_on(3) ? 4 : 0;
  return 0;
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

std::string one_line(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = character_length(text);
    if (length > 0) {
      out += text.substr(0, length);
    } else {
      length = 1;
      const auto byte = static_cast<std::uint8_t>(text[0]);
      if (byte == '\r' || byte == '\n') {
        out += byte == '\r' ? "\\r" : "\\n";
      } else {
        out += "\\x" + wire::to_hex({&byte, 1});
      }
    }
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace session
