#include "session/small_writer.h"

namespace session {

using crypto::small::kNone;

void SmallWriter::fill(std::string_view pattern, const std::uint32_t *numbers) {
  for (const char c : pattern) {
    if (c != '#' && c != '@') {
      out_ += c;
      continue;
    }
    const std::uint32_t x = *numbers++;
    const std::uint32_t y = c == '@' ? *numbers++ : 0;
    if (x == kNone) {
      out_ += json_ ? "null" : "O";
    } else if (c == '#') {
      out_ += std::to_string(x);
    } else {
      const std::uint32_t both[] = {x, y};
      fill(json_ ? "[#,#]" : "(#, #)", both);
    }
  }
}

SmallWriter &SmallWriter::put(std::string_view pattern,
                              std::initializer_list<std::uint32_t> numbers) {
  fill(pattern, numbers.begin());
  return *this;
}

SmallWriter &SmallWriter::repeat(const std::uint32_t *numbers, std::size_t count,
                                 std::string_view pattern) {
  const std::size_t width = pattern == "@" ? 2 : 1;
  if (json_) out_ += '[';
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out_ += json_ ? "," : ", ";
    fill(pattern, numbers + i * width);
  }
  if (json_) out_ += ']';
  return *this;
}

SmallWriter &SmallWriter::list(const std::vector<std::uint32_t> &numbers) {
  return repeat(numbers.data(), numbers.size(), "#");
}

SmallWriter &SmallWriter::list(const std::vector<crypto::small::Point> &points) {
  std::vector<std::uint32_t> flat;
  for (const crypto::small::Point &point : points) {
    flat.push_back(point.x);
    flat.push_back(point.y);
  }
  return repeat(flat.data(), points.size(), "@");
}

std::string filled(std::string_view pattern, std::initializer_list<std::uint32_t> numbers) {
  return SmallWriter(false).put(pattern, numbers).take();
}

}  // namespace session
