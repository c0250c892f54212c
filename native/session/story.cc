#include "session/story.h"

#include <algorithm>
#include <map>
#include <vector>

#include "session/text.h"

namespace session {
namespace {

using trace::Direction;
using trace::Role;
using trace::TraceEvent;

constexpr std::size_t kHexLine = 64;  // digits
constexpr std::string_view kIndent = "  ";
constexpr std::string_view kDeep = "      ";
constexpr std::string_view kLabelled = "           ";  // beneath what follows "  checked  "

std::string count(std::size_t n, std::string_view what) {
  return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string> &parts, std::string_view between) {
  std::string out;
  for (const std::string &part : parts) {
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

std::string ruled(std::string_view left) {
  std::string out = "── " + std::string(left) + " ";
  for (std::size_t n = width(out); n < kColumns; ++n) out += "─";
  return out + "\n";
}

std::string hex_lines(wire::ByteView bytes) {
  const std::string hex = wire::to_hex(bytes);
  std::string out;
  for (std::size_t at = 0; at < hex.size(); at += kHexLine) {
    out += std::string(kDeep) + hex.substr(at, kHexLine) + "\n";
  }
  return out;
}

std::string_view protection(trace::Epoch epoch) {
  switch (epoch) {
    case trace::Epoch::clear:
      return "in the clear";
    case trace::Epoch::early:
      return "under early keys";
    case trace::Epoch::handshake:
      return "under handshake keys";
    case trace::Epoch::application:
      return "under application keys";
    case trace::Epoch::session:
      return "under session keys";
  }
  return {};
}

// alert_text tells what an alert says, from its field tree.
std::string alert_text(const trace::MessagePassed &message) {
  std::string out;
  for (const wire::Annotation &field : message.fields()) {
    if (!field.value.empty()) out += (out.empty() ? "" : " ") + field.value;
    for (const wire::Annotation &inner : field.children) {
      if (!inner.value.empty()) out += (out.empty() ? "" : " ") + inner.value;
    }
  }
  return out;
}

class Story {
 public:
  explicit Story(const trace::Recorder &recorder) : events_(recorder.events()) {}

  std::string tell() {
    for (std::size_t at = 0; at < events_.size();) {
      std::size_t end = at;
      while (end < events_.size() && events_[end].step == events_[at].step &&
             events_[end].by == events_[at].by) {
        ++end;
      }
      tell_step(at, end);
      at = end;
    }
    tell_end();
    return std::move(out_);
  }

 private:
  using Outcome = std::variant<std::monostate, trace::Established, trace::Failed>;

  // tell_step tells one move of one side: its events are those from `begin` up to `end`.
  void tell_step(std::size_t begin, std::size_t end) {
    checks_.clear();
    wiped_.clear();
    states_.clear();
    out_ += ruled(count_step() + std::string(name_of(events_[begin].by)));
    for (std::size_t i = begin; i < end; ++i) {
      const TraceEvent &event = events_[i];
      std::visit([&](const auto &is) { add(event, is); }, event.is);
    }
    flush_checks();
    if (!wiped_.empty()) {
      out_ += wrapped("  wiped    ", kLabelled, joined(wiped_, ", "));
    }
    if (!states_.empty()) {
      out_ += wrapped("  state    ", kLabelled, joined(states_, " → "));
    }
    out_ += "\n";
  }

  std::string count_step() { return std::to_string(++steps_) + " · "; }

  void flush_checks() {
    if (checks_.empty()) return;
    out_ += wrapped("  checked  ", kLabelled, joined(checks_, "; "));
    checks_.clear();
  }

  void add(const TraceEvent &, const trace::StateEntered &state) {
    if (states_.empty()) states_.emplace_back(state.from);
    states_.emplace_back(state.to);
  }

  void add(const TraceEvent &event, const trace::MessagePassed &message) {
    const bool sent = message.direction == Direction::sent;
    const std::string_view peer = name_of(trace::peer_of(event.by));
    std::string line = sent ? "→ sends " : "← takes ";
    line += message.name;
    line += (sent ? " to the " : " from the ") + std::string(peer) + ": ";
    line += count(message.bytes.size(), "byte") + ", " + std::string(protection(message.epoch));
    out_ += line + "\n";
    if (message.content_type == wire::ContentType::alert) {
      out_ += std::string(kDeep) + alert_text(message) + "\n";
    } else if (message.content_type == wire::ContentType::application_data) {
      constexpr std::size_t kMost = 200;
      const std::string_view text = wire::as_text(message.bytes);
      out_ += wrapped(kDeep, kDeep,
                      printable(text.substr(0, kMost)) + (text.size() > kMost ? " and so on" : ""));
    }
  }

  void add(const TraceEvent &, const trace::RecordPassed &record) {
    const bool sent = record.direction == Direction::sent;
    std::string line = (sent ? "in record " : "opens record ") + std::to_string(record.number) +
                       " of " + count(record.bytes.size(), "byte");
    if (record.protection) {
      line += ", sealed with " + reference(record.protection->key) + ", sequence number " +
              std::to_string(record.protection->sequence_number);
    } else if (!sent) {
      return;
    }
    out_ += wrapped(sent ? kDeep : kIndent, kDeep, line);
  }

  void add(const TraceEvent &event, const trace::ValueBorn &value) {
    // The other side came to it first: the same name, the same bytes.
    const auto key = std::make_pair(std::string(value.name), value.bytes);
    const auto known = first_by_.emplace(key, event.by);
    const bool same_as_peer = !value.origin.withheld && value.origin.operation != "constant" &&
                              !known.second && known.first->second != event.by &&
                              value.origin.operation != "receive";
    std::string line(value.name);
    if (same_as_peer) {
      line += ", computed in the same way: the same as the " +
              std::string(name_of(known.first->second)) + "'s";
    } else {
      line += origin(value);
    }
    out_ += wrapped(kIndent, "        ", line);
    if (value.origin.withheld) {
      out_ += std::string(kDeep) + "(a long-term key is never shown)\n";
    } else if (value.origin.operation != "constant") {
      out_ += hex_lines(value.bytes);
    }
  }

  void add(const TraceEvent &, const trace::Checked &check) {
    if (check.passed) {
      checks_.emplace_back(check.what);
      return;
    }
    flush_checks();
    out_ += wrapped("  FAILED   ", kLabelled,
                    std::string(check.what) + " (" + std::string(check.section) + ")");
  }

  void add(const TraceEvent &, const trace::Discarded &discarded) {
    wiped_.push_back(reference(discarded.value));
  }

  void add(const TraceEvent &event, const trace::Failed &failed) {
    flush_checks();
    outcome_[event.by == Role::server] = failed;
    const std::string alert(wire::name_of(failed.alert));
    if (!failed.raised) {
      out_ += wrapped(kIndent, kDeep, "the peer gave up: " + alert);
      return;
    }
    std::string line = "gives up: " + alert + ", because this is not so: " + failed.reason;
    if (failed.where) {
      line += " (" + failed.where->field + ", offset " + std::to_string(failed.where->at) + ": " +
              std::string(failed.where->why) + ")";
    }
    out_ += wrapped(kIndent, kDeep, line);
  }

  void add(const TraceEvent &event, const trace::Established &established) {
    outcome_[event.by == Role::server] = established;
    out_ += "  the handshake is complete for the " + std::string(name_of(event.by)) + "\n";
  }

  void add(const TraceEvent &, const trace::ConnectionBegun &begun) {
    out_ += "  connection " + std::to_string(begun.number) + " begins\n";
  }

  void add(const TraceEvent &event, const trace::Intervened &did) {
    const std::string which =
        "record " + std::to_string(did.record) + " of the " + std::string(name_of(event.by));
    std::string line = "on the wire: " + std::string(did.action) + ", " + which;
    if (did.action == "replay") {
      out_ += wrapped(kIndent, kDeep, line + ", once more: " + count(did.after.size(), "byte"));
      return;
    }
    line += did.effective ? "; " + count(did.before.size(), "byte") + " came, " +
                                count(did.after.size(), "byte") + " went on"
                          : "; there was nothing to do it to";
    out_ += wrapped(kIndent, kDeep, line);
  }

  // What stands in traces of the eavesdropper is told elsewhere.
  void add(const TraceEvent &, const trace::DataRead &) {}
  void add(const TraceEvent &, const trace::DeadEnd &) {}
  void add(const TraceEvent &, const trace::MemoryRead &) {}

  // origin tells where a value comes from: " = HKDF-Extract(…)", ", drawn".
  std::string origin(const trace::ValueBorn &value) const {
    const auto &origin = value.origin;
    const std::string_view operation = origin.operation;
    const std::string group = text_input(origin, "group");
    if (operation == "draw") {
      return (group.empty() ? "" : " for " + group) + ", drawn, " + knowledge(origin.known_to);
    }
    if (operation == "constant") {
      const bool zeros = std::all_of(value.bytes.begin(), value.bytes.end(),
                                     [](std::uint8_t byte) { return byte == 0; });
      return zeros ? " = " + count(value.length, "byte") + " of zero" : ", fixed by the standard";
    }
    if (operation == "choose") return ", from the settings, " + knowledge(origin.known_to);
    if (operation == "receive") {
      return ", read from " + reference_all(origin, "message") + ": " + text_input(origin, "field");
    }
    std::vector<std::string> inputs;
    for (const trace::Input &input : origin.inputs) {
      // The suite's hash is named where messages are hashed.
      if (input.name == "Length") continue;
      if (input.name == "hash" && operation != "Transcript-Hash") continue;
      std::string text = show(input);
      if (!text.empty()) inputs.push_back(std::move(text));
    }
    std::string out = " = " + std::string(operation) + "(" + joined(inputs, ", ") + ")";
    if (operation == "public_key") out += ", " + knowledge(origin.known_to);
    return out;
  }

  std::string show(const trace::Input &input) const {
    if (const auto *value = std::get_if<trace::ValueId>(&input.is)) return reference(value->id);
    if (const auto *messages = std::get_if<trace::Messages>(&input.is)) return show(*messages);
    if (const auto *number = std::get_if<std::uint64_t>(&input.is)) return std::to_string(*number);
    if (const auto *bytes = std::get_if<wire::Bytes>(&input.is)) return wire::to_hex(*bytes);
    const std::string &text = std::get<std::string>(input.is);
    const bool quote = input.name == "Label" || input.name == "label" || input.name == "context";
    return quote ? "\"" + text + "\"" : text;
  }

  // show tells a run of messages by its first and last.
  std::string show(const trace::Messages &messages) const {
    if (messages.ids.empty()) return "nothing";
    const std::string first = reference(messages.ids.front());
    if (messages.ids.size() == 1) return first;
    return first + (messages.ids.size() == 2 ? ", " : " … ") + reference(messages.ids.back());
  }

  static const trace::Input *input_of(const trace::Origin &origin, std::string_view name) {
    for (const trace::Input &input : origin.inputs) {
      if (input.name == name) return &input;
    }
    return nullptr;
  }
  static std::string text_input(const trace::Origin &origin, std::string_view name) {
    const trace::Input *input = input_of(origin, name);
    const auto *text = input ? std::get_if<std::string>(&input->is) : nullptr;
    return text ? *text : std::string();
  }
  std::string reference_all(const trace::Origin &origin, std::string_view name) const {
    const trace::Input *input = input_of(origin, name);
    return input ? show(*input) : std::string();
  }

  // reference is the name of the value or message of an event.
  std::string reference(trace::EventId id) const {
    if (id >= events_.size()) return "?";
    if (const auto *value = std::get_if<trace::ValueBorn>(&events_[id].is)) {
      return std::string(value->name);
    }
    const auto *message = std::get_if<trace::MessagePassed>(&events_[id].is);
    return message ? std::string(message->name) : "?";
  }

  static std::string knowledge(std::uint8_t known_to) {
    if (known_to & trace::wire_party) return "for everybody to see";
    if (known_to == trace::client) return "known to the client alone";
    if (known_to == trace::server) return "known to the server alone";
    return "known to both sides";
  }

  void tell_end() {
    const auto *client = std::get_if<trace::Established>(&outcome_[0]);
    const auto *server = std::get_if<trace::Established>(&outcome_[1]);
    const trace::Established *any = client ? client : server;
    const bool failed = std::holds_alternative<trace::Failed>(outcome_[0]) ||
                        std::holds_alternative<trace::Failed>(outcome_[1]);
    if (failed) {
      out_ += ruled("the handshake failed");
      for (const Role role : {Role::client, Role::server}) {
        const auto *failure = std::get_if<trace::Failed>(&outcome_[role == Role::server]);
        if (!failure) continue;
        const std::string alert(wire::name_of(failure->alert));
        out_ += wrapped(kIndent, kDeep,
                        std::string(name_of(role)) +
                            (failure->raised ? ": raised " + alert + "; not so: " + failure->reason
                                             : ": was told " + alert));
      }
      return;
    }
    if (!any) {
      out_ += ruled("the handshake did not come to its end");
      return;
    }
    out_ += ruled("the handshake is complete");
    const auto row = [&](std::string_view name, std::string_view value) {
      std::string left = "  " + std::string(name);
      left.resize(24, ' ');
      out_ += wrapped(left, std::string(24, ' '), value);
    };
    row("version", any->version);
    row("cipher suite", any->cipher_suite);
    const auto name = [](std::string_view text) {
      return text.empty() ? std::string("none") : printable(text);
    };
    row("group", any->group.empty() ? "none" : any->group);
    row("signature scheme", any->signature_scheme.empty() ? "none" : any->signature_scheme);
    if (!any->client_signature_scheme.empty()) {
      row("client's scheme", any->client_signature_scheme);
    }
    if (!any->psk.empty()) row("pre-shared key", any->psk);
    if (!any->resumed.empty()) {
      row("resumed", any->resumed == "ticket" ? "by a ticket" : "by its session ID");
    }
    if (!any->early_data.empty()) {
      row("early data", any->early_data == "rejected" ? "rejected, sent again after the handshake"
                                                      : any->early_data);
    }
    row("server name", name(any->server_name));
    row("application protocol", name(any->application_protocol));
  }

  const std::vector<TraceEvent> &events_;
  std::string out_;
  std::size_t steps_ = 0;
  std::vector<std::string> checks_, wiped_, states_;
  std::map<std::pair<std::string, wire::Bytes>, Role> first_by_;
  Outcome outcome_[2];
};

}  // namespace

std::string story(const trace::Recorder &recorder) { return Story(recorder).tell(); }

}  // namespace session
