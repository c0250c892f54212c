#include "session/small_writer.h"

namespace session {

using crypto::small::kNone;
using crypto::small::Point;

void SmallWriter::put_number(std::uint32_t value) {
  out_ += value != kNone ? std::to_string(value) : json_ ? "null" : "O";
}

void SmallWriter::put_point(const Point &point) {
  if (point.infinity()) return put_number(kNone);
  out_ += json_ ? '[' : '(';
  put_number(point.x);
  out_ += json_ ? "," : ", ";
  put_number(point.y);
  out_ += json_ ? ']' : ')';
}

SmallWriter &SmallWriter::put(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '#') {
      put_number(number(pattern[++i]));
    } else if (c == '@') {
      put_point(point(pattern[++i]));
    } else {
      out_ += c;
    }
  }
  return *this;
}

SmallWriter &SmallWriter::list(const std::vector<std::uint32_t> &numbers) {
  if (json_) out_ += '[';
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) out_ += json_ ? "," : ", ";
    put_number(numbers[i]);
  }
  if (json_) out_ += ']';
  return *this;
}

SmallWriter &SmallWriter::list(const std::vector<Point> &points) {
  if (json_) out_ += '[';
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0) out_ += json_ ? "," : ", ";
    put_point(points[i]);
  }
  if (json_) out_ += ']';
  return *this;
}

}  // namespace session
