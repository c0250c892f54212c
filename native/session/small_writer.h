// SmallWriter fills patterns with small numbers, for a person to read or as JSON. The numbers have
// letters for names, as in the formulas, so that a pattern is long and its call is short: both
// formats of `handshake small` cost a page few bytes.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/small_curve.h"

namespace session {

class SmallWriter {
 public:
  explicit SmallWriter(bool json) : json_(json) {}

  // number and point are what a letter stands for; at first 0 and the point at infinity.
  std::uint32_t &number(char letter) { return numbers_[static_cast<unsigned char>(letter) & 127]; }
  crypto::small::Point &point(char letter) {
    return points_[static_cast<unsigned char>(letter) & 127];
  }

  // put appends a pattern, in which #x stands for the number x and @x for the point x. A number or
  // a point that is kNone is null in JSON, and O in a text.
  SmallWriter &put(std::string_view pattern);
  // list appends numbers, or points, with commas between them and in brackets in JSON.
  SmallWriter &list(const std::vector<std::uint32_t> &numbers);
  SmallWriter &list(const std::vector<crypto::small::Point> &points);

  bool json() const { return json_; }
  std::string take() { return std::move(out_); }

 private:
  void put_number(std::uint32_t);
  void put_point(const crypto::small::Point &);

  bool json_;
  std::string out_;
  std::array<std::uint32_t, 128> numbers_{};
  std::array<crypto::small::Point, 128> points_{};
};

}  // namespace session
