#include "session/attack.h"

#include <algorithm>

#include "crypto/pem.h"
#include "eavesdropper/pcapng.h"
#include "session/arguments.h"
#include "session/text.h"
#include "session/trace_json.h"

namespace session {
namespace {

constexpr std::string_view kAttack = "handshake attack";
using Error = std::optional<std::string>;
using eavesdropper::Loot;
using Pairs = std::vector<std::pair<std::string, std::string>>;

const std::vector<Option> &own_options() {
  static const std::vector<Option> kOptions{
      {"server-key", "FILE", "stolen: the server's long-term private key (PEM)"},
      {"ephemeral", "SIDE=HEX", "stolen: an ephemeral private key, of client or server", "", true},
      {"ticket-key", "HEX", "stolen: the key of session tickets, 32 bytes", "", true},
      {"known-psk", "HEX", "stolen: a PSK", "", true},
      {"secret", "NAME=HEX", "stolen: a secret by its name in a trace", "", true},
      {"key-log", "FILE", "stolen: the lines of a key log"},
      {"known-seed", "SIDE=HEX", "known: the seed of a side's generator, 32 bytes", "", true},
      {"steal", "LIST", kStealSyntax},
      {"at", "MOMENT",
       "when the thief comes: before the owner discards what is stolen, or after; before"},
      {"matrix", "", "all key exchanges with all that can be stolen"},
      {"format", "FORMAT", "text (a story) or json (the trace of the attack); text"},
      {"output", "FILE", "write to a file, not to standard output", "o"},
      {"help", "", "this text", "h"},
  };
  return kOptions;
}

bool is_own(std::string_view name) {
  return std::any_of(own_options().begin(), own_options().end(),
                     [&](const Option &one) { return one.name == name; });
}

const std::vector<Option> &options() {
  static const std::vector<Option> kOptions = [] {
    std::vector<Option> out = own_options();
    for (const Setting &one : settings()) out.push_back({one.name, one.value, one.help});
    return out;
  }();
  return kOptions;
}

CommandResult help() {
  return {0,
          "handshake attack RECORDING [OPTION]…\n"
          "handshake attack [SETTING OF run]… [--steal LIST] [--at before|after]\n"
          "handshake attack --matrix\n"
          "\n"
          "Somebody who recorded the wire computes all that can be computed from the bytes and "
          "from\n"
          "what was stolen. Where the data cannot be read, it says at which value the road ends, "
          "and\n"
          "why. RECORDING is a capture (pcapng or pcap). Without one a run is played, and what is\n"
          "stolen is taken out of its endpoints.\n"
          "\n" +
              options_help(own_options()) +
              "\n"
              "The settings are those of `handshake run`.\n",
          ""};
}

// content gives a file that the caller has read.
const wire::Bytes *content(const Files &files, std::string_view name) {
  for (const File &one : files) {
    if (one.name == name) return &one.bytes;
  }
  return nullptr;
}

// wrong says what is wrong with an option.
Error wrong(std::string_view option, std::string_view what, std::string_view quoted = {}) {
  std::string out = "--";
  out += option;
  out += ": ";
  out += what;
  if (!quoted.empty()) out += printable(quoted);
  return out;
}

// hex_value reads the bytes of an option; `exactly` 0: any number of them.
Error hex_value(std::string_view option, std::string_view text, std::size_t exactly,
                crypto::Secret &out) {
  auto bytes = wire::from_hex(text);
  if (!bytes || bytes->empty()) return wrong(option, "takes pairs of hexadecimal digits");
  if (exactly != 0 && bytes->size() != exactly) {
    return wrong(option, "takes 32 bytes, there are ", std::to_string(bytes->size()));
  }
  out = crypto::Secret(wire::ByteView(*bytes));
  crypto::wipe(bytes->data(), bytes->size());
  return std::nullopt;
}

Error take_server_key(const wire::Bytes &file, const std::string &name, Loot &loot) {
  const std::string where = "--server-key: " + printable(name) + ": ";
  const auto blocks = crypto::read_pem(wire::as_text(file));
  if (const auto *error = std::get_if<crypto::PemError>(&blocks)) {
    return where + "line " + std::to_string(error->line) + ": " + error->what;
  }
  for (const auto &block : std::get<std::vector<crypto::PemBlock>>(blocks)) {
    if (!block.label.ends_with("PRIVATE KEY")) continue;
    auto key = crypto::PrivateKey::from_der(block.der);
    if (!key) return where + "line " + std::to_string(block.line) + ": not a private key of TLS";
    loot.server_keys.push_back(std::move(*key));
    return std::nullopt;
  }
  return where + "there is no private key in it";
}

// take_given takes one option of loot.
Error take_given(const Arguments::Given &given, const Files &files, Loot &loot) {
  const std::string_view option = given.name;
  if (given.name == "server-key" || given.name == "key-log") {
    const wire::Bytes *file = content(files, given.value);
    if (!file) return wrong(option, "not there is the file ", given.value);
    if (given.name == "server-key") return take_server_key(*file, given.value, loot);
    if (auto error = read_key_log(wire::as_text(*file), loot)) {
      return wrong(option, printable(given.value) + ": " + *error);
    }
    return std::nullopt;
  }
  crypto::Secret bytes;
  if (given.name == "ticket-key") {
    if (auto error = hex_value(option, given.value, handshake::kTicketKeyLength, bytes)) {
      return error;
    }
    loot.ticket_keys.push_back(std::move(bytes));
    return std::nullopt;
  }
  if (given.name == "known-psk") {
    if (auto error = hex_value(option, given.value, 0, bytes)) return error;
    loot.secrets.push_back({eavesdropper::secret_named("psk"), std::move(bytes), {}});
    return std::nullopt;
  }
  const std::size_t equals = given.value.find('=');
  if (equals == std::string::npos) return wrong(option, "there is no = in it");
  const std::string_view left = std::string_view(given.value).substr(0, equals);
  const bool seed = given.name == "known-seed";
  if (auto error = hex_value(option, std::string_view(given.value).substr(equals + 1),
                             seed ? crypto::Random::kSeedLength : 0, bytes)) {
    return error;
  }
  if (given.name == "secret") {
    const std::string_view name = eavesdropper::secret_named(left);
    if (name.empty()) {
      return wrong(option,
                   printable(left) + " is not known; there are " + eavesdropper::secret_names());
    }
    loot.secrets.push_back({name, std::move(bytes), {}});
    return std::nullopt;
  }
  if (left != "client" && left != "server") {
    return wrong(option, "before the = stands client or server, not ", left);
  }
  auto &list = seed ? loot.seeds : loot.ephemerals;
  list.push_back({left == "server" ? Role::server : Role::client, std::move(bytes)});
  return std::nullopt;
}

constexpr bool is_loot(std::string_view name) {
  return name == "server-key" || name == "ephemeral" || name == "ticket-key" ||
         name == "known-psk" || name == "secret" || name == "key-log" || name == "known-seed";
}

// Attacked is what came of one attack.
struct Attacked {
  Pairs scenario;
  Recorder trace{Recorder::Mode::keeping};
  std::vector<eavesdropper::ConnectionRead> read;
  std::string notes;  // lines for standard error
};

Error attack_recording(const Arguments &arguments, const Files &files, Attacked &out) {
  const std::string &name = arguments.rest().front();
  if (arguments.rest().size() > 1) return printable(arguments.rest()[1]) + " is one word too many";
  Loot loot;
  std::string stolen;
  for (const Arguments::Given &given : arguments.options()) {
    if (is_loot(given.name)) {
      if (auto error = take_given(given, files, loot)) return error;
      stolen += (stolen.empty() ? "" : ",") + std::string(given.name);
    } else if (!is_own(given.name) || given.name == "steal" || given.name == "at") {
      return wrong(given.name, "goes with a run, not with a recording");
    }
  }
  const wire::Bytes *file = content(files, name);
  if (!file) return "the file " + printable(name) + " is not there";
  eavesdropper::Capture capture = eavesdropper::read_capture(*file);
  if (!capture.error.empty()) return printable(name) + ": " + capture.error;
  for (const std::string &note : capture.notes) {
    out.notes += std::string(kAttack) + ": " + printable(name) + ": " + note + "\n";
  }
  out.scenario = {{"mode", "attack"}, {"recording", name}, {"steal", stolen}};
  out.read = attempt(capture.recording, loot, out.trace);
  return std::nullopt;
}

Error attack_run(const Arguments &arguments, crypto::Secret (*system_seed)(), Attacked &out) {
  Scenario scenario;
  for (const Arguments::Given &given : arguments.options()) {
    if (is_loot(given.name)) {
      return wrong(given.name, "goes with a recording; of a run, --steal steals");
    }
    if (is_own(given.name)) continue;
    const bool random = given.name == "seed" && given.value == "random";
    if (auto error =
            set(scenario, given.name, random ? wire::to_hex(system_seed()) : given.value)) {
      return error;
    }
  }
  if (auto error = contradiction(scenario)) return error;
  const std::string at = arguments.value("at", "before");
  if (at != "before" && at != "after") return wrong("at", "takes before or after, not ", at);
  if (arguments.has("at") && !arguments.has("steal")) {
    return wrong("at", "says when --steal steals, and there is no --steal");
  }
  const std::string list = arguments.value("steal", "nothing");
  std::vector<Wanted> wanted;
  if (auto error = read_wanted(list, wanted)) return wrong("steal", *error);

  const Played played(scenario);
  std::vector<std::string> absent;
  const Loot loot =
      steal(played, wanted, at == "after" ? Moment::after : Moment::before, absent, out.trace);
  out.read = attempt(played.session.recording(), loot, out.trace);
  out.scenario = show(scenario);
  out.scenario.insert(out.scenario.begin(), {{"mode", "attack"}, {"steal", list}, {"at", at}});
  for (const std::string &one : absent) {
    out.notes += std::string(kAttack) + ": " + one + ": there is none to steal\n";
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> attack_files(const std::vector<std::string> &words) {
  const Arguments arguments = Arguments::parse(words, options());
  std::vector<std::string> out(arguments.rest());
  for (const Arguments::Given &given : arguments.options()) {
    if (given.name == "server-key" || given.name == "key-log") out.push_back(given.value);
  }
  if (arguments.error() || arguments.has("help")) out.clear();
  return out;
}

CommandResult attack(const std::vector<std::string> &words, crypto::Secret (*system_seed)(),
                     const Files &files) {
  const Arguments arguments = Arguments::parse(words, options());
  if (arguments.has("help")) return help();
  if (arguments.error()) return usage_error(kAttack, *arguments.error());
  const std::string format = arguments.value("format", "text");
  if (format != "text" && format != "json") {
    return usage_error(kAttack, "--format: takes text or json, not " + printable(format));
  }
  CommandResult result;
  result.output_file = arguments.value("output");
  if (arguments.has("output") && result.output_file.empty()) {
    return usage_error(kAttack, "--output: takes the name of a file");
  }
  const bool json = format == "json";
  if (arguments.has("matrix")) {
    for (const Arguments::Given &given : arguments.options()) {
      if (given.name != "matrix" && given.name != "format" && given.name != "output") {
        return usage_error(kAttack, "--matrix: goes with --format and --output only");
      }
    }
    if (!arguments.rest().empty()) return usage_error(kAttack, "--matrix: takes no recording");
    result.out = json ? matrix_json(matrix()) : matrix_text(matrix());
    return result;
  }
  Attacked attacked;
  const Error error = arguments.rest().empty() ? attack_run(arguments, system_seed, attacked)
                                               : attack_recording(arguments, files, attacked);
  if (error) return usage_error(kAttack, *error);
  result.err = std::move(attacked.notes);
  result.out = json ? attack_json(attacked.scenario, attacked.trace, attacked.read)
                    : attack_story(attacked.trace, attacked.read);
  return result;
}

}  // namespace session
