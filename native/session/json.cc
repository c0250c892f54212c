#include "session/json.h"

namespace session {

void JsonWriter::separate() {
  if (!first_ && !after_key_) out_ += ',';
  if (new_line_) out_ += '\n';
  new_line_ = false;
  first_ = false;
  after_key_ = false;
}

JsonWriter &JsonWriter::line() {
  new_line_ = true;
  return *this;
}

JsonWriter &JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter &JsonWriter::close(char bracket) {
  if (new_line_) out_ += '\n';
  new_line_ = false;
  out_ += bracket;
  first_ = false;
  return *this;
}

void JsonWriter::quoted(std::string_view value) {
  out_ += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) {
      // What is not ASCII comes from outside and may be no text at all: each byte as it is.
      const std::uint8_t byte = static_cast<std::uint8_t>(c);
      out_ += "\\u00" + wire::to_hex({&byte, 1});
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

JsonWriter &JsonWriter::key(std::string_view name) {
  separate();
  quoted(name);
  out_ += ':';
  after_key_ = true;
  return *this;
}

JsonWriter &JsonWriter::text(std::string_view value) {
  separate();
  quoted(value);
  return *this;
}

JsonWriter &JsonWriter::number(std::uint64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

JsonWriter &JsonWriter::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter &JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

JsonWriter &JsonWriter::bytes(wire::ByteView value) {
  separate();
  out_ += '"';
  out_ += wire::to_hex(value);
  out_ += '"';
  return *this;
}

}  // namespace session
