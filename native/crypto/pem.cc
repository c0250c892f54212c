#include "crypto/pem.h"

#include <array>

namespace crypto {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";

// Lines hands out the lines of a text without their ends (LF, CRLF or CR) and trailing blanks.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  std::size_t number() const { return number_; }
  bool next(std::string_view &line) {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find_first_of("\r\n");
    line = rest_.substr(0, end);
    if (end == std::string_view::npos) {
      rest_ = {};
    } else {
      const bool crlf = rest_.substr(end, 2) == "\r\n";
      rest_.remove_prefix(end + (crlf ? 2 : 1));
    }
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    ++number_;
    return true;
  }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

// label_of gives the label of a boundary line that starts with `prefix`.
std::optional<std::string_view> label_of(std::string_view line, std::string_view prefix) {
  if (!line.starts_with(prefix) || !line.ends_with(kDashes)) return std::nullopt;
  if (line.size() < prefix.size() + kDashes.size()) return std::nullopt;
  return line.substr(prefix.size(), line.size() - prefix.size() - kDashes.size());
}

constexpr int kNotBase64 = -1;

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return kNotBase64;
}

// Base64 decodes line by line into a buffer that is wiped: the text may be a private key.
class Base64 {
 public:
  explicit Base64(std::size_t most_characters) : out_(most_characters / 4 * 3 + 3) {}

  // add gives what is wrong with the line, or nothing.
  std::string_view add(std::string_view line) {
    for (const char c : line) {
      if (c == ' ' || c == '\t') continue;
      if (c == '=') {
        if (characters_ % 4 < 2) return "misplaced '=' in base64 text";
        ++characters_;
        padded_ = true;
        continue;
      }
      const int value = base64_value(c);
      if (value == kNotBase64) return "not a base64 character";
      if (padded_) return "base64 text goes on after '='";
      bits_ = (bits_ << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
      bit_count_ += 6;
      ++characters_;
      if (bit_count_ >= 8) {
        bit_count_ -= 8;
        out_.data()[size_++] = static_cast<std::uint8_t>(bits_ >> bit_count_);
      }
    }
    return {};
  }

  // finish gives what is wrong at the end, or nothing.
  std::string_view finish() const {
    if (characters_ % 4 != 0) return "base64 text is cut short";
    if ((bits_ & ((1U << bit_count_) - 1)) != 0) return "base64 text has stray bits at its end";
    if (size_ == 0) return "the block is empty";
    return {};
  }

  Secret result() const { return Secret(out_.view().first(size_)); }

 private:
  Secret out_;
  std::size_t size_ = 0;
  std::size_t characters_ = 0;
  std::uint32_t bits_ = 0;
  unsigned bit_count_ = 0;
  bool padded_ = false;
};

std::variant<PemBlock, PemError> read_block(Lines &lines, std::string_view label,
                                            std::size_t most_characters) {
  const std::size_t begin = lines.number();
  Base64 base64(most_characters);
  std::string_view line;
  while (lines.next(line)) {
    if (const auto end = label_of(line, kEnd)) {
      if (*end != label) {
        return PemError{lines.number(), "END " + std::string(*end) +
                                            " ends a block that began as " + std::string(label)};
      }
      if (const std::string_view what = base64.finish(); !what.empty()) {
        return PemError{lines.number(), std::string(what)};
      }
      return PemBlock{std::string(label), base64.result(), begin};
    }
    if (line.starts_with(kDashes)) break;
    if (line.find(':') != std::string_view::npos) {
      return PemError{lines.number(), "a header inside the block: encrypted keys are not read"};
    }
    if (const std::string_view what = base64.add(line); !what.empty()) {
      return PemError{lines.number(), std::string(what)};
    }
  }
  return PemError{begin, "BEGIN " + std::string(label) + " without its END"};
}

}  // namespace

std::variant<std::vector<PemBlock>, PemError> read_pem(std::string_view text) {
  std::vector<PemBlock> blocks;
  Lines lines(text);
  std::string_view line;
  while (lines.next(line)) {
    if (const auto label = label_of(line, kBegin)) {
      auto block = read_block(lines, *label, text.size());
      if (const auto *error = std::get_if<PemError>(&block)) return *error;
      blocks.push_back(std::move(std::get<PemBlock>(block)));
    } else if (const auto stray = label_of(line, kEnd)) {
      return PemError{lines.number(), "END " + std::string(*stray) + " without its BEGIN"};
    }
  }
  return blocks;
}

}  // namespace crypto
