// DER (X.690) on the same Reader as everything else, so that certificates are annotated too.
#pragma once

#include <string>

#include "wire/codec.h"

namespace wire::der {

// Tags of the universal class that certificates use; constructed ones carry bit 0x20.
enum Tag : std::uint8_t {
  boolean = 0x01,
  integer = 0x02,
  bit_string = 0x03,
  octet_string = 0x04,
  null = 0x05,
  object_identifier = 0x06,
  utf8_string = 0x0c,
  printable_string = 0x13,
  teletex_string = 0x14,
  ia5_string = 0x16,
  utc_time = 0x17,
  generalized_time = 0x18,
  bmp_string = 0x1e,
  sequence = 0x30,
  set = 0x31,
};

// context gives the tag [n] of the context class.
constexpr std::uint8_t context(std::uint8_t n, bool constructed) {
  return static_cast<std::uint8_t>(0x80 | (constructed ? 0x20 : 0) | n);
}

// next_is tells whether the next element has this tag.
bool next_is(const Reader &in, std::uint8_t tag);

// header reads tag and length and gives the length of the contents; DER only: definite, shortest.
std::size_t header(Reader &in, std::uint8_t tag);

// element reads one element of the given tag as the field `name`; `body` takes its contents, all
// of them.
void element(Reader &in, std::string_view name, std::uint8_t tag, const Action &body);

// contents takes what is left of the current element as one node "value".
ByteView contents(Reader &in, std::string text = {});

// kMaxDepth bounds how deep elements of unknown meaning may nest.
inline constexpr int kMaxDepth = 16;

// any reads one element of whatever tag, down to its parts when it is constructed.
void any(Reader &in, std::string_view name, int depth = 0);

// oid reads an OBJECT IDENTIFIER; the view is of its contents.
ByteView oid(Reader &in, std::string_view name);

// oid_text writes an OBJECT IDENTIFIER's contents as its usual name, or with dots.
std::string oid_text(ByteView contents);

// oid_name is the name alone: empty for an OBJECT IDENTIFIER that the table does not have.
std::string_view oid_name(ByteView contents);

// time reads a UTCTime or GeneralizedTime in the forms that RFC 5280, section 4.1.2.5, allows and
// gives the seconds since 1970-01-01T00:00:00Z.
std::int64_t time(Reader &in, std::string_view name);

}  // namespace wire::der
