// Text for terminals: 100 columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace session {

inline constexpr std::size_t kColumns = 100;

// width counts the characters of UTF-8 text; each is taken as one column.
std::size_t width(std::string_view text);

// wrapped breaks text at its spaces into lines of at most kColumns, each ended by a newline; longer
// words are cut. The first line begins with `first`, the others with `next`.
std::string wrapped(std::string_view first, std::string_view next, std::string_view text);

// printable quotes bytes from elsewhere: control characters, quotes and all that is not ASCII are
// escaped, so that nothing in it can move the cursor.
std::string printable(std::string_view bytes);

// one_line copies a line of UTF-8 prose in which words from elsewhere may stand: control characters
// and what is not UTF-8 are escaped.
std::string one_line(std::string_view text);

}  // namespace session
