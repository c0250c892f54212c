// The commands that need nothing but their arguments: run, attack, list, help.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"
#include "handshake/connection.h"
#include "session/solo.h"

namespace session {

// CommandResult is what a command leaves: 0 done, 1 the handshake failed, 2 bad usage.
struct CommandResult {
  int exit_code = 0;
  std::string out, err;
  // Not empty: the caller writes `out` to this file, not to standard output (-o FILE).
  std::string output_file = {};
  // Not empty: the output is these bytes, and no text.
  wire::Bytes bytes = {};
};

// File is a file that a command needs, with what is in it.
struct File {
  std::string name;
  wire::Bytes bytes;
};
using Files = std::vector<File>;

// files_of names the files that a command line needs; run_command gets their contents.
std::vector<std::string> files_of(const std::vector<std::string> &args);

// run_command is the whole command as a function: no files but
// those it is given, no clock, and no randomness but what
// `system_seed` gives (32 bytes), which is asked for `--seed random` only. The same arguments give
// the same bytes everywhere. args[0] is the command's name: "run", "attack", "list", "help".
CommandResult run_command(const std::vector<std::string> &args, crypto::Secret (*system_seed)(),
                          const Files &files = {});

// MadeSolo is a side, or one line that says why there is none.
struct MadeSolo {
  std::unique_ptr<Solo> solo;
  std::string error = {};
};

// make_solo makes one side, "client" or "server", from the settings of `run` as words.
// `system_seed` is as above.
MadeSolo make_solo(std::string_view role, const std::vector<std::string> &words,
                   crypto::Secret (*system_seed)());

// version is this program's version.
std::string_view version();

// usage_error is the result of a command line that makes no sense; `what` says why in one line.
CommandResult usage_error(std::string_view command, std::string_view what);

// failure_text tells in one line with which alert a connection that has a failure ended, whether
// in the handshake or after it, and why. `own` and `peer` name the two sides: "client", "server".
std::string failure_text(const handshake::Connection &, std::string_view own,
                         std::string_view peer);

// summary_text tells in one line what was negotiated.
std::string summary_text(const handshake::Summary &);

}  // namespace session
