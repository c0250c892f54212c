// The story of an attack: what was stolen, what follows from what, what was read, and where the
// road ends.
#include "session/attack.h"
#include "session/text.h"

namespace session {
namespace {

std::string bytes_text(std::size_t n) { return std::to_string(n) + (n == 1 ? " byte" : " bytes"); }

class AttackStory {
 public:
  explicit AttackStory(const std::vector<trace::TraceEvent> &events) : events_(events) {}

  std::string tell() {
    for (const trace::TraceEvent &event : events_) {
      std::visit([&](const auto &is) { add(event, is); }, event.is);
    }
    return std::move(out_);
  }

 private:
  void line(std::string_view first, std::string_view text) {
    out_ += wrapped(first, "           ", text);
  }

  std::string side(const trace::TraceEvent &event) const {
    return "the " + std::string(name_of(event.by));
  }

  // inputs_of names what a value was computed from.
  std::string inputs_of(const trace::Origin &origin) const {
    std::string out;
    for (const trace::Input &input : origin.inputs) {
      const auto *value = std::get_if<trace::ValueId>(&input.is);
      if (!value || value->id >= events_.size()) continue;
      const auto *from = std::get_if<trace::ValueBorn>(&events_[value->id].is);
      if (from) out += (out.empty() ? "" : ", ") + std::string(from->name);
    }
    return out;
  }

  void add(const trace::TraceEvent &event, const trace::ValueBorn &value) {
    const std::string name(value.name);
    const std::string_view operation = value.origin.operation;
    if (operation == "steal") {
      return line("  stolen   ",
                  name + " of " + side(event) +
                      (value.origin.withheld ? std::string() : ": " + wire::to_hex(value.bytes)));
    }
    if (operation == "receive") return line("  read     ", name + " of " + side(event));
    if (operation == "constant") return;
    const std::string from = inputs_of(value.origin);
    line("  computed ", name + " = " + std::string(operation) + "(" + from + ")");
  }
  void add(const trace::TraceEvent &event, const trace::MessagePassed &message) {
    if (message.content_type == wire::ContentType::application_data) return;
    line(
        message.epoch == trace::Epoch::clear ? "  heard    " : "  opened   ",
        std::string(message.name) + " of " + side(event) + ", " + bytes_text(message.bytes.size()));
  }
  void add(const trace::TraceEvent &, const trace::ConnectionBegun &begun) {
    out_ += "\nConnection " + std::to_string(begun.number) + "\n";
  }
  void add(const trace::TraceEvent &, const trace::Checked &check) {
    line("  checked  ", check.what);
  }
  void add(const trace::TraceEvent &event, const trace::DataRead &read) {
    line("  READ     ", (read.epoch == trace::Epoch::early ? "early data of " : "data of ") +
                            side(event) + ", " + bytes_text(read.bytes.size()) + ": " +
                            printable(wire::as_text(read.bytes)));
  }
  void add(const trace::TraceEvent &event, const trace::DeadEnd &end) {
    line("  DEAD END ", "data of " + side(event) + " would need " + std::string(end.value) +
                            ", and that " + std::string(end.missing) + ". " + std::string(end.why) +
                            " (" + std::string(end.section) + ")");
  }
  void add(const trace::TraceEvent &event, const trace::MemoryRead &memory) {
    std::string holds;
    for (const std::string_view one : memory.holds) {
      holds += (holds.empty() ? "" : ", ") + std::string(one);
    }
    line("  memory   ", "where " + side(event) + " had its " + std::string(memory.name) +
                            " stands now " + wire::to_hex(memory.bytes) +
                            "; what it has at that moment: " + (holds.empty() ? "nothing" : holds));
  }
  template <class Other>
  void add(const trace::TraceEvent &, const Other &) {}

  const std::vector<trace::TraceEvent> &events_;
  std::string out_;
};

}  // namespace

std::string attack_story(const trace::Recorder &recorder,
                         const std::vector<eavesdropper::ConnectionRead> &read) {
  std::string out = AttackStory(recorder.events()).tell() + "\n";
  for (std::size_t i = 0; i < read.size(); ++i) {
    const auto &one = read[i];
    out += "Connection " + std::to_string(i + 1) + ": of the client she reads " +
           std::string(name_of(one.client.reach)) + ", of the server " +
           std::string(name_of(one.server.reach));
    if (one.early_offered) out += ", of the early data " + std::string(name_of(one.early.reach));
    out += ".\n";
  }
  return out;
}

}  // namespace session
