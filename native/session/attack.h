// The attack command: what somebody who listens makes of a run, or of a recording.
#pragma once

#include <string>
#include <vector>

#include "eavesdropper/attempt.h"
#include "session/command.h"
#include "session/theft.h"

namespace session {

// attack is `handshake attack`: see its help. Exit code 0: done, whether she could read or not.
CommandResult attack(const std::vector<std::string> &words, crypto::Secret (*system_seed)(),
                     const Files &files);

// attack_files names the files whose contents attack needs.
std::vector<std::string> attack_files(const std::vector<std::string> &words);

// Cell is one run that was attacked.
struct Cell {
  std::string_view row, column;       // ids
  std::string run;                    // the words of `handshake attack` that give this cell alone
  bool there_is_none = false;         // nothing of that kind exists in this run
  eavesdropper::ConnectionRead read;  // of the connection that matters: the last
  trace::DeadEnd client, server, early;  // where the roads end; `why` is empty where they do not
};

// matrix plays all key exchanges and attacks each with each kind of loot.
std::vector<Cell> matrix();

// matrix_text and matrix_json tell it.
std::string matrix_text(const std::vector<Cell> &);
std::string matrix_json(const std::vector<Cell> &);

// attack_story tells the trace of an attack in lines of at most 100 columns.
std::string attack_story(const trace::Recorder &,
                         const std::vector<eavesdropper::ConnectionRead> &);

}  // namespace session
