// The presentation language of RFC 8446, section 3: a struct is described once, as a list of its
// fields (Layout), and from that come the encoder, the decoder and the tree of annotations.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "wire/bytes.h"
#include "wire/codepoints.h"

namespace wire {

// Annotation is one node of the tree laid over the bytes of a message. begin and end are offsets
// into those bytes; the children of a node tile it.
struct Annotation {
  std::string_view name;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string value;                  // readable: a number, a name, a text; or empty
  std::optional<std::uint32_t> code;  // the number behind a name
  std::vector<Annotation> children;
};

// Tree collects annotations while a decoder runs.
class Tree {
 public:
  void open(std::string_view name, std::size_t at);
  void close(std::size_t at);
  void value(std::string text) { stack_.back().value = std::move(text); }
  void code(std::uint32_t number) { stack_.back().code = number; }
  // graft puts finished nodes, whose offsets begin at 0, under the open node, moved by `at`.
  void graft(std::vector<Annotation> nodes, std::size_t at);
  // close_all closes what an unfinished decoding left open.
  void close_all(std::size_t at);
  std::vector<Annotation> roots;

 private:
  std::vector<Annotation> stack_;
};

// DecodeError says where a message stopped making sense: the offset into it, the path of the field
// ("extensions.key_share.client_shares") and why.
struct DecodeError {
  std::size_t at = 0;
  std::string field;
  std::string_view why;
};

// Action is a body that is lent for the time of a call. Through it what surrounds a body (a name, a
// length) is compiled once, and not once for every body.
class Action {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a lambda is to stand where an Action is asked for.
  template <class Body>
  Action(const Body &body)
      : body_(&body), call_([](const void *b) { (*static_cast<const Body *>(b))(); }) {}
  void operator()() const { call_(body_); }

 private:
  const void *body_;
  void (*call_)(const void *);
};

// Reader walks over the bytes of one message. The first failure stays; everything after it gives
// zeros and empty views. With a tree it also writes annotations.
class Reader {
 public:
  explicit Reader(ByteView all, Tree *tree = nullptr) : all_(all), end_(all.size()), tree_(tree) {}
  bool ok() const { return !error_; }
  const std::optional<DecodeError> &error() const { return error_; }
  std::size_t at() const { return at_; }
  std::size_t left() const { return end_ - at_; }
  Tree *tree() const { return tree_; }
  void fail(std::string_view why) { fail_at(at_, why); }
  void fail_at(std::size_t at, std::string_view why);

  // number reads a big-endian number of `width` bytes.
  std::uint32_t number(std::size_t width);
  // bytes reads n bytes; the view is into what the reader was given.
  ByteView bytes(std::size_t n);
  // peek views what is left without reading it.
  ByteView peek() const { return ok() ? all_.subspan(at_, left()) : ByteView{}; }
  // since views what was read from offset `from` up to here.
  ByteView since(std::size_t from) const { return all_.subspan(from, at_ - from); }

  // named runs `body` as the field `name`: for errors, and as a node of the tree.
  void named(std::string_view name, const Action &body);
  // within runs `body` with the readable range cut to the next n bytes, all of which it must take.
  void within(std::size_t n, const Action &body);
  // length reads a length of `width` bytes as a node of its own.
  std::size_t length(std::size_t width);

 private:
  ByteView all_;
  std::size_t at_ = 0;
  std::size_t end_;
  Tree *tree_;
  std::optional<DecodeError> error_;
  std::array<std::string_view, 16> path_{};
  std::size_t depth_ = 0;
};

// Writer builds the bytes of a message.
class Writer {
 public:
  void number(std::uint32_t value, std::size_t width);
  void bytes(ByteView more) { append(out, more); }
  // prefixed runs `body`, then writes the length of what it appended into `width` bytes before it.
  void prefixed(std::size_t width, const Action &body);
  Bytes out;
};

// Layout<T>::fields lists the fields of T in wire order.
template <class T>
struct Layout;

template <class T>
void read(Reader &in, T &out);
template <class T>
void write(Writer &out, const T &in);

// prefix_width is the size of a length field: just as many bytes as its maximum needs.
constexpr std::size_t prefix_width(std::size_t max) {
  return max <= 0xff ? 1 : max <= 0xffff ? 2 : 3;
}

// annotate_code gives a node a code point and its name; empty: it has none.
void annotate_code(Tree &tree, std::uint32_t number, std::string_view name, std::size_t width);

// annotate_number gives a node the name of a code point, or the plain number.
template <class T>
void annotate_number(Tree &tree, T value) {
  const auto number = static_cast<std::uint32_t>(value);
  if constexpr (std::is_enum_v<T>) {
    annotate_code(tree, number, name_of(value), sizeof(T));
  } else {
    tree.value(std::to_string(number));
  }
}

// Uint<Width> is an unsigned number or an enumeration of Width bytes.
template <std::size_t Width>
struct Uint {
  template <class T>
  void read(Reader &in, T &value) const {
    value = static_cast<T>(in.number(Width));
    if (in.tree()) annotate_number(*in.tree(), value);
  }
  template <class T>
  void write(Writer &out, const T &value) const {
    out.number(static_cast<std::uint32_t>(value), Width);
  }
};
inline constexpr Uint<1> u8;
inline constexpr Uint<2> u16;
inline constexpr Uint<3> u24;
inline constexpr Uint<4> u32;

// Show tells how a byte string is annotated: left to its bytes, or as readable text.
enum class Show : std::uint8_t { bytes, text };

// printable copies text, with a dot for every byte that is not printable ASCII.
std::string printable(ByteView bytes);

// read_opaque and write_opaque do the work of every Opaque, read_list that of every List.
void read_opaque(Reader &in, Bytes &value, std::size_t min, std::size_t max, Show how);
void write_opaque(Writer &out, const Bytes &value, std::size_t width);
void read_list(Reader &in, std::size_t min, std::size_t max, std::string_view item,
               const Action &element);

// Opaque<Min, Max> is a byte string with its length before it: "opaque name<Min..Max>".
template <std::size_t Min, std::size_t Max, Show How = Show::bytes>
struct Opaque {
  static constexpr std::size_t width = prefix_width(Max);
  void read(Reader &in, Bytes &value) const { read_opaque(in, value, Min, Max, How); }
  void write(Writer &out, const Bytes &value) const { write_opaque(out, value, width); }
};
template <std::size_t Min, std::size_t Max>
inline constexpr Opaque<Min, Max> opaque;
template <std::size_t Min, std::size_t Max>
inline constexpr Opaque<Min, Max, Show::text> text;

// Fixed<N> is exactly N bytes: "opaque name[N]".
template <std::size_t N>
struct Fixed {
  void read(Reader &in, std::array<std::uint8_t, N> &value) const {
    const ByteView bytes = in.bytes(N);
    for (std::size_t i = 0; i < bytes.size(); ++i) value[i] = bytes[i];
  }
  void write(Writer &out, const std::array<std::uint8_t, N> &value) const { out.bytes(value); }
};
template <std::size_t N>
inline constexpr Fixed<N> fixed;

// Rest is all that is left of the message: Finished.verify_data, whose length the context gives.
struct Rest {
  void read(Reader &in, Bytes &value) const { value = to_bytes(in.bytes(in.left())); }
  void write(Writer &out, const Bytes &value) const { out.bytes(value); }
};
inline constexpr Rest rest;

// Struct is a struct inside a struct.
struct Struct {
  template <class T>
  void read(Reader &in, T &value) const {
    wire::read(in, value);
  }
  template <class T>
  void write(Writer &out, const T &value) const {
    wire::write(out, value);
  }
};
inline constexpr Struct nested;

// List<Min, Max> is a vector with its length in bytes before it: "T name<Min..Max>".
template <std::size_t Min, std::size_t Max, class Element>
struct List {
  static constexpr std::size_t width = prefix_width(Max);
  std::string_view item;
  Element element;
  template <class T>
  void read(Reader &in, std::vector<T> &value) const {
    read_list(in, Min, Max, item, [&] { element.read(in, value.emplace_back()); });
  }
  template <class T>
  void write(Writer &out, const std::vector<T> &value) const {
    out.prefixed(width, [&] {
      for (const T &e : value) element.write(out, e);
    });
  }
};
template <std::size_t Min, std::size_t Max, class Element>
constexpr List<Min, Max, Element> list(std::string_view item, Element element) {
  return {item, element};
}

// Trailing is a field that an older version of the message does not have: absent when the message
// ends before it (ClientHello.extensions, RFC 5246, section 7.4.1.2).
template <class Codec>
struct Trailing {
  Codec codec;
  template <class T>
  void read(Reader &in, std::optional<T> &value) const {
    if (in.left() != 0) codec.read(in, value.emplace());
  }
  template <class T>
  void write(Writer &out, const std::optional<T> &value) const {
    if (value) codec.write(out, *value);
  }
};
template <class Codec>
constexpr Trailing<Codec> trailing(Codec codec) {
  return {codec};
}

// Field ties a name and a codec to a member of a struct.
template <class Owner, class T, class Codec>
struct Field {
  std::string_view name;
  T Owner::*member;
  Codec codec;
};
template <class Owner, class T, class Codec>
constexpr Field<Owner, T, Codec> field(std::string_view name, T Owner::*member, Codec codec) {
  return {name, member, codec};
}

// FieldReader is a field for reading, without its types: read_fields walks over those of any
// struct.
struct FieldReader {
  std::string_view name;
  void (*read)(Reader &in, void *owner);
};
void read_fields(Reader &in, void *owner, std::span<const FieldReader> fields);

template <class T, std::size_t I>
void read_field(Reader &in, void *owner) {
  constexpr const auto &f = std::get<I>(Layout<T>::fields);
  f.codec.read(in, static_cast<T *>(owner)->*f.member);
}

template <class T, std::size_t... I>
void read_layout(Reader &in, T &value, std::index_sequence<I...>) {
  if constexpr (sizeof...(I) != 0) {
    static constexpr FieldReader fields[] = {
        {std::get<I>(Layout<T>::fields).name, &read_field<T, I>}...};
    read_fields(in, &value, fields);
  }
}

template <class T>
void read(Reader &in, T &value) {
  read_layout(in, value,
              std::make_index_sequence<std::tuple_size_v<decltype(Layout<T>::fields)>>());
}

template <class T>
void write(Writer &out, const T &value) {
  std::apply([&](const auto &...f) { (f.codec.write(out, value.*f.member), ...); },
             Layout<T>::fields);
}

}  // namespace wire
