// Byte strings as every layer passes them around. Nothing here knows TLS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wire {

// Bytes owns a byte string. It is not for secrets: see crypto::Secret.
using Bytes = std::vector<std::uint8_t>;

// ByteView borrows a byte string.
using ByteView = std::span<const std::uint8_t>;

// append adds `more` to the end of `out`.
inline void append(Bytes &out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }

// as_bytes views the characters of `text` as bytes; the view lives as long as the text.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

// as_text views bytes as characters; the view lives as long as the bytes.
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

// to_bytes copies a view.
inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }

// to_hex writes two lower-case digits for every byte.
std::string to_hex(ByteView bytes);

// from_hex reads pairs of hexadecimal digits, either case. Anything else gives nullopt.
std::optional<Bytes> from_hex(std::string_view text);

}  // namespace wire
