// handshake: the command.
#include <cerrno>
#include <cstring>
#include <sstream>

#include "cli/commands.h"
#include "cli/files.h"
#include "crypto/random.h"
#include "session/command.h"

int main(int argc, char **argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  std::vector<std::string> words(args.begin() + (args.empty() ? 0 : 1), args.end());
  std::string command = args.empty() ? "" : args.front();
  if (command == "help" && !words.empty()) {
    command = words.front();
    words = {"--help"};
  }
  if (command == "connect") return cli::connect(words);
  if (command == "serve") return cli::serve(words);

  session::Files files;
  for (const std::string &name : session::files_of(args)) {
    constexpr std::size_t kMost = std::size_t{1} << 28;
    const auto content = cli::read_file(name, kMost);
    if (const auto *error = std::get_if<cli::Error>(&content)) {
      cli::say("handshake: " + error->text);
      return 2;
    }
    files.push_back({name, wire::to_bytes(std::get<crypto::Secret>(content))});
  }
  const session::CommandResult result = session::run_command(args, crypto::system_seed, files);
  std::istringstream lines(result.err);
  for (std::string line; std::getline(lines, line);) cli::say(line);
  const std::string_view output =
      result.bytes.empty() ? std::string_view(result.out) : wire::as_text(result.bytes);
  if (!result.output_file.empty()) {
    if (const auto error = cli::write_file(result.output_file, output, cli::Access::usual)) {
      cli::say("handshake: " + error->text);
      return 2;
    }
  } else if (!cli::write_output(output.data(), output.size())) {
    cli::say(std::string("handshake: standard output: ") + std::strerror(errno));
    return 2;
  }
  return result.exit_code;
}
