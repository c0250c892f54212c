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

void Reader::named(std::string_view name, const Action &body) {
  if (!ok()) return;
  const std::size_t depth = depth_;
  if (depth_ < path_.size()) path_[depth_++] = name;
  if (tree_) tree_->open(name, at_);
  body();
  if (tree_) tree_->close(at_);
  depth_ = depth;
}

void Reader::within(std::size_t n, const Action &body) {
  if (!ok()) return;
  if (left() < n) return fail("length runs past the end");
  const std::size_t outer = std::exchange(end_, at_ + n);
  body();
  if (ok() && left() != 0) fail("bytes left over");
  end_ = outer;
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

void Writer::prefixed(std::size_t width, const Action &body) {
  const std::size_t start = out.size();
  number(0, width);
  body();
  const std::size_t n = out.size() - start - width;
  for (std::size_t i = 0; i < width; ++i) {
    out[start + i] = static_cast<std::uint8_t>(n >> (8 * (width - 1 - i)));
  }
}

void annotate_code(Tree &tree, std::uint32_t number, std::string_view name, std::size_t width) {
  tree.code(number);
  if (name.empty() && width == 2 && is_grease(static_cast<std::uint16_t>(number))) name = "GREASE";
  tree.value(std::string(name.empty() ? "unknown" : name));
}

void read_opaque(Reader &in, Bytes &value, std::size_t min, std::size_t max, Show how) {
  const std::size_t start = in.at();
  const std::size_t n = in.length(prefix_width(max));
  if (in.ok() && (n < min || n > max)) return in.fail_at(start, "length out of range");
  if (n == 0 || !in.ok()) return;
  if (in.tree()) in.tree()->open("data", in.at());
  const ByteView bytes = in.bytes(n);
  value.assign(bytes.begin(), bytes.end());
  if (in.tree()) {
    if (how == Show::text) in.tree()->value(printable(bytes));
    in.tree()->close(in.at());
  }
}

void write_opaque(Writer &out, const Bytes &value, std::size_t width) {
  out.prefixed(width, [&] { out.bytes(value); });
}

void read_list(Reader &in, std::size_t min, std::size_t max, std::string_view item,
               const Action &element) {
  const std::size_t start = in.at();
  const std::size_t n = in.length(prefix_width(max));
  if (in.ok() && (n < min || n > max)) return in.fail_at(start, "length out of range");
  in.within(n, [&] {
    while (in.ok() && in.left() != 0) in.named(item, element);
  });
}

void read_fields(Reader &in, void *owner, std::span<const FieldReader> fields) {
  for (const FieldReader &field : fields) {
    in.named(field.name, [&] { field.read(in, owner); });
  }
}

std::string printable(ByteView bytes) {
  std::string text;
  for (const std::uint8_t c : bytes) text += c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '.';
  return text;
}

}  // namespace wire
