#include "wire/codec.h"

namespace wire {

void Tree::open(std::string_view name, std::size_t at) {
  stack_.push_back(Annotation{name, at, at, {}, {}, {}});
}

void Tree::close(std::size_t at) {
  Annotation node = std::move(stack_.back());
  stack_.pop_back();
  node.end = at;
  (stack_.empty() ? roots : stack_.back().children).push_back(std::move(node));
}

namespace {
void shift(std::vector<Annotation> &nodes, std::size_t by) {
  for (Annotation &node : nodes) {
    node.begin += by;
    node.end += by;
    shift(node.children, by);
  }
}
}  // namespace

void Tree::graft(std::vector<Annotation> nodes, std::size_t at) {
  shift(nodes, at);
  auto &children = stack_.empty() ? roots : stack_.back().children;
  for (Annotation &node : nodes) children.push_back(std::move(node));
}

void Tree::close_all(std::size_t at) {
  while (!stack_.empty()) close(at);
}

void Reader::fail_at(std::size_t at, std::string_view why) {
  if (error_) return;
  std::string path;
  for (std::size_t i = 0; i < depth_; ++i) {
    if (i != 0) path += '.';
    path += path_[i];
  }
  error_ = DecodeError{at, std::move(path), why};
}

std::uint32_t Reader::number(std::size_t width) {
  const ByteView digits = bytes(width);
  std::uint32_t value = 0;
  for (const std::uint8_t digit : digits) value = value << 8 | digit;
  return value;
}

ByteView Reader::bytes(std::size_t n) {
  if (!ok()) return {};
  if (left() < n) {
    fail("too short");
    return {};
  }
  at_ += n;
  return all_.subspan(at_ - n, n);
}

std::size_t Reader::length(std::size_t width) {
  if (tree_) tree_->open("length", at_);
  const std::size_t n = number(width);
  if (tree_) {
    tree_->value(std::to_string(n));
    tree_->close(at_);
  }
  return n;
}

void Writer::number(std::uint32_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::string printable(ByteView bytes) {
  std::string text;
  for (const std::uint8_t c : bytes) text += c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '.';
  return text;
}

}  // namespace wire
