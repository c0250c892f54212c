// The command `handshake small`: key exchanges with numbers that a person can check by hand.
#pragma once

#include "session/arguments.h"
#include "session/command.h"
#include "session/small_writer.h"

namespace session {

// small_numbers is `handshake small dhe|ecdhe …` (docs/small-numbers.md); `words` stand after
// "small". `system_seed` is as in run_command.
CommandResult small_numbers(const std::vector<std::string> &words, crypto::Secret (*system_seed)());

// small_help is its help text.
CommandResult small_help();

// Warning is a bad choice. The names are those of docs/small-numbers.md.
enum class Warning : std::uint8_t {
  small_order,       // g or G has less than half of the order that there could be
  client_key_shows,  // the private key is 0 or 1
  server_key_shows,
  reused_key,
  known_seed,
  unchecked_point
};

// SmallRequest is what the options of the command say, and what is wrong with them.
class SmallRequest {
 public:
  // `seed` has 32 bytes, `guess` has as many or is empty.
  SmallRequest(const Arguments &arguments, wire::ByteView seed, wire::ByteView guess)
      : eavesdrops(arguments.has("eavesdrop")),
        reuses(arguments.has("reuse") || arguments.has("second-client-key")),
        guesses(!guess.empty()),
        arguments_(arguments),
        seed_(seed),
        guess_(guess) {}

  const bool eavesdrops, reuses, guesses;

  bool has(std::string_view name) const { return arguments_.has(name); }
  std::string value(std::string_view name) const { return arguments_.value(name); }
  // number gives the option's value, from `least` to `most`, or `otherwise` when it is not given.
  std::uint32_t number(std::string_view name, std::uint32_t least, std::uint32_t most,
                       std::uint32_t otherwise);
  // prime is the same for p, which is prime.
  std::uint32_t prime(std::uint32_t least, std::uint32_t most, std::uint32_t otherwise);
  // point reads "X,Y", both less than p.
  crypto::small::Point point(std::string_view name, std::uint32_t p);
  // private_key gives the key of the option `name`, or draws one from 1 to `most` with the seed.
  std::uint32_t private_key(std::string_view name, std::uint32_t most);
  // guessed_key draws the key of the option `name` with the guessed seed.
  std::uint32_t guessed_key(std::string_view name, std::uint32_t most) const;

  // fail notes an error; the first one counts.
  void fail(std::string_view error) {
    if (!failed()) error_ = error;
  }
  bool failed() const { return !error_.empty(); }
  const std::string &error() const { return error_; }

 private:
  const Arguments &arguments_;
  wire::ByteView seed_, guess_;
  std::string error_;
};

// small_dhe and small_ecdhe write what comes of a request, or fail it.
void small_dhe(SmallRequest &, SmallWriter &);
void small_ecdhe(SmallRequest &, SmallWriter &);

// write_warnings names the bad choices: a bit for each, by its Warning.
void write_warnings(SmallWriter &, unsigned warnings);
inline unsigned bit_of(Warning warning, bool holds) {
  return holds ? 1u << static_cast<unsigned>(warning) : 0;
}

// left_out tells that the line `i` of those from 0 to `last` is not in the text, which nobody would
// read to its end, and writes … in the place of them all.
bool left_out(SmallWriter &, std::size_t i, std::size_t last);

}  // namespace session
