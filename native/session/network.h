// Network: somebody on the wire between two endpoints, who may change what passes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trace/recorder.h"

namespace session {

using trace::Recorder;
using trace::Role;
using wire::Bytes;
using wire::ByteView;

// Intervention is one thing that the network does, to one record of one side. It is written
//   ACTION:SIDE:RECORD[:…], with CONNECTION/ before RECORD in a later connection:
//   flip:client:0:43:7        inverts one bit: the byte's offset in the record, header included,
//   and
//                             the bit in it, 0 the lowest
//   replace:server:2:HEX      passes these bytes in the record's place
//   drop:server:2             does not pass it
//   repeat:client:3           passes it twice
//   swap:server:1             passes it after the one that follows it
//   inject:server:1:HEX       passes these bytes before it
//   strip:client:0:NAME       takes a version (1.3, 1.2), a cipher suite or a group out of the
//                             ClientHello in it, and mends its lengths
// Records are counted from 0, as the side sent them in this connection.
struct Intervention {
  enum class Action : std::uint8_t { flip, replace, drop, repeat, swap, inject, strip };
  Action action{};
  Role from{};
  std::uint32_t connection = 1;
  std::uint32_t record = 0;
  std::uint32_t offset = 0;  // flip
  std::uint32_t bit = 0;     // flip
  Bytes bytes;               // replace, inject
  std::string name;          // strip
  friend bool operator==(const Intervention &, const Intervention &) = default;
};

// parse_interventions reads a list with commas between its parts; empty: none. The result is the
// list, or one line that says which part is wrong and what would fit.
struct Interventions {
  std::vector<Intervention> list;
  std::optional<std::string> error;
};
Interventions parse_interventions(std::string_view text);

// text_of writes them back, one way for each.
std::string text_of(const std::vector<Intervention> &);

// Network is a plain value, as the session that it belongs to.
class Network {
 public:
  Network() = default;
  explicit Network(std::vector<Intervention> interventions)
      : interventions_(std::move(interventions)) {}

  // idle: it lets everything pass.
  bool idle() const { return interventions_.empty(); }
  // pass takes whole records that `from` has sent and gives what the other side gets. What it
  // changes it writes down.
  Bytes pass(Role from, ByteView records, Recorder &);
  // release gives what was held back for a record that did not come.
  Bytes release(Role from);
  // replay writes down that records which `from` sent before, in another connection, come again.
  static void replay(Role from, ByteView records, Recorder &);
  // begin_connection counts from 0 again.
  void begin_connection() {
    ++connection_;
    ways_ = {};
  }

 private:
  struct Way {
    std::uint32_t record = 0;
    Bytes held;
  };
  Bytes apply(const Intervention &, ByteView record, Way &) const;

  std::vector<Intervention> interventions_;
  std::uint32_t connection_ = 1;
  std::array<Way, 2> ways_;
};

}  // namespace session
