// The little of HTTP/1.1 (RFC 9112) that connect and serve need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "handshake/connection.h"

namespace cli {

// kMostRequest is the longest request that serve takes, its header fields included.
inline constexpr std::size_t kMostRequest = 16384;

// Answer is what serve sends for a request.
struct Answer {
  std::string bytes;
  std::string log;  // `GET "/" 200`
};

// answer_request answers what has arrived so far; nullopt: the request is not complete yet. GET and
// HEAD get a text that says what was negotiated, all else is refused.
std::optional<Answer> answer_request(std::string_view arrived, const handshake::Summary &);

// get_request is a GET for a path of a host, after which the server is to close.
std::string get_request(std::string_view host, std::uint16_t port, std::string_view path);

// ResponseEnd watches a response go by and tells when its Content-Length has arrived.
class ResponseEnd {
 public:
  void add(std::string_view bytes);
  // complete: the response said how long it is, and all of it came.
  bool complete() const { return length_ && body_ >= *length_; }

 private:
  std::string head_;
  bool in_body_ = false;
  std::optional<std::uint64_t> length_;
  std::uint64_t body_ = 0;
};

}  // namespace cli
