// SmallWriter fills patterns with small numbers, for a person to read or as JSON. The patterns are
// long and the code is short: both formats of `handshake small` cost a page few bytes.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/small_curve.h"

namespace session {

class SmallWriter {
 public:
  explicit SmallWriter(bool json) : json_(json) {}

  // put appends a pattern: # stands for the next number, @ for the point that the next two numbers
  // are. A number or a point that is kNone is null in JSON, and O in a text.
  SmallWriter &put(std::string_view pattern, std::initializer_list<std::uint32_t> numbers = {});
  // list appends numbers, or points, with commas between them and in brackets in JSON.
  SmallWriter &list(const std::vector<std::uint32_t> &numbers);
  SmallWriter &list(const std::vector<crypto::small::Point> &points);

  bool json() const { return json_; }
  std::string take() { return std::move(out_); }

 private:
  SmallWriter &repeat(const std::uint32_t *numbers, std::size_t count, std::string_view pattern);
  void fill(std::string_view pattern, const std::uint32_t *numbers);

  bool json_;
  std::string out_;
};

// filled is one pattern as text.
std::string filled(std::string_view pattern, std::initializer_list<std::uint32_t> numbers);

}  // namespace session
