// Arguments of a command line: options after two dashes, and what stands between them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace session {

// Option describes one option of a command.
struct Option {
  std::string_view name;        // without its dashes
  std::string_view value;       // what it takes: "FILE"; empty: nothing; "on|off" may be left out
  std::string_view help;        // one line
  std::string_view alias = {};  // another spelling; a single letter stands after one dash
  bool repeats = false;         // it may stand more than once
};

// Arguments is what a command line says.
class Arguments {
 public:
  struct Given {
    std::string_view name;  // as the option's description spells it
    std::string value;      // "on" for an option that takes nothing
  };

  // parse reads `words` by the descriptions. Both `--name value` and `--name=value` are read; "--"
  // ends the options. error() says in one line what could not be read.
  static Arguments parse(const std::vector<std::string> &words, const std::vector<Option> &options);

  const std::optional<std::string> &error() const { return error_; }
  const std::vector<Given> &options() const { return options_; }
  const std::vector<std::string> &rest() const { return rest_; }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // value gives what an option was given, or `otherwise`.
  std::string value(std::string_view name, std::string_view otherwise = {}) const;

 private:
  const Given *find(std::string_view name) const;

  std::vector<Given> options_;
  std::vector<std::string> rest_;
  std::optional<std::string> error_;
};

// options_help lists options for a help text, one or more lines each, 100 columns at most.
std::string options_help(const std::vector<Option> &options);

}  // namespace session
