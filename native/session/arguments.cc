#include "session/arguments.h"

#include <algorithm>

#include "session/text.h"

namespace session {
namespace {

const Option *find_option(const std::vector<Option> &options, std::string_view name) {
  for (const Option &option : options) {
    if (option.name == name || (!option.alias.empty() && option.alias == name)) return &option;
  }
  return nullptr;
}

}  // namespace

Arguments Arguments::parse(const std::vector<std::string> &words,
                           const std::vector<Option> &options) {
  Arguments out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") {
      out.rest_.insert(out.rest_.end(), words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                       words.end());
      break;
    }
    if (word.size() < 2 || word[0] != '-') {
      out.rest_.emplace_back(word);
      continue;
    }
    const bool two_dashes = word[1] == '-';
    const std::size_t equals = two_dashes ? word.find('=') : std::string_view::npos;
    const std::string_view name = word.substr(two_dashes ? 2 : 1, equals - (two_dashes ? 2 : 1));
    const Option *option = find_option(options, name);
    // After two dashes stands a name in full, after one a single letter.
    if (!option || (two_dashes ? name.size() == 1 && option->name != name : name.size() > 1)) {
      out.error_ = std::string(word.substr(0, equals)) + " is not known";
      return out;
    }
    if (!option->repeats && out.find(option->name)) {
      out.error_ = std::string(word.substr(0, equals)) + " stands twice";
      return out;
    }
    if (equals != std::string_view::npos) {
      if (option->value.empty()) {
        out.error_ = std::string(word.substr(0, equals)) + " takes no value";
        return out;
      }
      out.options_.push_back({option->name, std::string(word.substr(equals + 1))});
    } else if (option->value.empty()) {
      out.options_.push_back({option->name, "on"});
    } else if (option->value == "on|off") {
      const bool given = i + 1 < words.size() && (words[i + 1] == "on" || words[i + 1] == "off");
      out.options_.push_back({option->name, given ? words[++i] : "on"});
    } else if (i + 1 == words.size() || words[i + 1].starts_with("--")) {
      out.error_ =
          std::string(word.substr(0, equals)) + " takes a value: " + std::string(option->value);
      return out;
    } else {
      out.options_.push_back({option->name, words[++i]});
    }
  }
  return out;
}

const Arguments::Given *Arguments::find(std::string_view name) const {
  const auto it = std::find_if(options_.begin(), options_.end(),
                               [&](const Given &given) { return given.name == name; });
  return it == options_.end() ? nullptr : &*it;
}

std::string Arguments::value(std::string_view name, std::string_view otherwise) const {
  const Given *given = find(name);
  return given ? given->value : std::string(otherwise);
}

std::string options_help(const std::vector<Option> &options) {
  constexpr std::size_t kColumn = 28;
  std::string out;
  for (const Option &option : options) {
    std::string left = "  ";
    if (option.alias.size() == 1) left += "-" + std::string(option.alias) + ", ";
    left += "--" + std::string(option.name);
    if (option.value == "on|off") {
      left += " [on|off]";
    } else if (!option.value.empty()) {
      left += " " + std::string(option.value);
    }
    if (left.size() + 2 > kColumn) {
      out += left + "\n";
      left.clear();
    }
    left.resize(kColumn, ' ');
    out += wrapped(left, std::string(kColumn, ' '), option.help);
  }
  return out;
}

}  // namespace session
