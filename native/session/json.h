// JsonWriter: just enough JSON to write a trace, always in the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wire/bytes.h"

namespace session {

// JsonWriter appends to a text. Commas are its business, the right nesting is the caller's.
class JsonWriter {
 public:
  JsonWriter &begin_object() { return open('{'); }
  JsonWriter &end_object() { return close('}'); }
  JsonWriter &begin_array() { return open('['); }
  JsonWriter &end_array() { return close(']'); }
  JsonWriter &key(std::string_view name);
  JsonWriter &text(std::string_view value);
  JsonWriter &number(std::uint64_t value);
  JsonWriter &boolean(bool value);
  JsonWriter &null();
  // bytes writes a string of hexadecimal digits.
  JsonWriter &bytes(wire::ByteView value);
  // line starts a new line, so that long files can be read and compared by line.
  JsonWriter &line();
  std::string take() { return std::move(out_); }

 private:
  JsonWriter &open(char bracket);
  JsonWriter &close(char bracket);
  void separate();
  void quoted(std::string_view value);

  std::string out_;
  bool first_ = true;
  bool after_key_ = false;
  bool new_line_ = false;
};

}  // namespace session
