#include "session/command.h"

#include "eavesdropper/pcapng.h"
#include "session/arguments.h"
#include "session/attack.h"
#include "session/demonstration_pem.h"
#include "session/json.h"
#include "session/key_log.h"
#include "session/session.h"
#include "session/small_numbers.h"
#include "session/story.h"
#include "session/text.h"
#include "session/trace_json.h"

namespace session {
namespace {

constexpr std::string_view kUsage =
    "handshake: a TLS handshake, computed and explained\n"
    "\n"
    "  handshake run               both sides in one process: a story, a trace or a key log\n"
    "  handshake attack            an eavesdropper, with the recorded bytes and what was stolen\n"
    "  handshake connect HOST PORT a client that talks to a real server over TCP\n"
    "  handshake serve --port N    a server for real clients over TCP\n"
    "  handshake small dhe|ecdhe   a key exchange with numbers that can be checked by hand\n"
    "  handshake list              the names of groups, cipher suites, signatures and settings\n"
    "  handshake help [COMMAND]    this text, or a command's\n"
    "  handshake --version\n"
    "\n"
    "Every command has --help. connect and serve are in the native program only.\n"
    "Exit codes: 0 done, 1 the handshake failed, 2 bad usage or input.\n";

const std::vector<Option> &setting_options() {
  static const std::vector<Option> kOptions = [] {
    std::vector<Option> out;
    for (const Setting &setting : settings()) {
      if (setting.name == "seed") {
        out.push_back({"seed", "HEX", "32 bytes that decide every random one, or the word random"});
      } else {
        out.push_back({setting.name, setting.value, setting.help,
                       setting.name == "server-name" ? "servername" : ""});
      }
    }
    return out;
  }();
  return kOptions;
}

const std::vector<Option> &run_options() {
  static const std::vector<Option> kOptions = [] {
    std::vector<Option> out = setting_options();
    out.push_back(
        {"format", "FORMAT",
         "text (a story), json (the trace), keylog, or pcapng (what crossed the wire, for "
         "Wireshark); text"});
    out.push_back(
        {"with-key-log", "", "put the secrets into the pcapng too, so that it can be read"});
    out.push_back({"output", "FILE", "write to a file, not to standard output", "o"});
    out.push_back({"help", "", "this text", "h"});
    return out;
  }();
  return kOptions;
}

const std::vector<Option> &list_options() {
  static const std::vector<Option> kOptions{
      {"format", "FORMAT", "text or json; text"},
      {"pem", "NAME",
       "a demonstration certificate instead, with its private key: root, or the name of a "
       "signature "
       "scheme; never trust it anywhere else"},
      {"output", "FILE", "write to a file, not to standard output", "o"},
      {"help", "", "this text", "h"},
  };
  return kOptions;
}

CommandResult run_help() {
  return {0,
          "handshake run [OPTION]…\n"
          "\n"
          "Plays a handshake: both sides in one process, with the demonstration certificates.\n"
          "The same settings and seed give the same bytes, always.\n"
          "\n" +
              options_help(run_options()) +
              "\n"
              "Lists are in order of preference. An option for one side comes after the one for "
              "both.\n"
              "Names as `handshake list` has them.\n",
          ""};
}

CommandResult list_help() {
  return {0,
          "handshake list [OPTION]…\n"
          "\n"
          "Lists what this program supports: groups, cipher suites, signature schemes, settings.\n"
          "\n" +
              options_help(list_options()),
          ""};
}

// outcome_of says in one line why a session's handshake failed; empty: it did not.
std::string outcome_of(const Session &session) {
  const handshake::Connection &client = session.client().connection();
  const handshake::Connection &server = session.server().connection();
  const auto raised = [](const handshake::Connection &one) {
    return one.failure() && one.failure()->raised_here;
  };
  if (raised(client)) return failure_text(client, "client", "server");
  if (raised(server)) return failure_text(server, "server", "client");
  if (client.failure()) return failure_text(client, "one side", "other side");
  if (server.failure()) return failure_text(server, "one side", "other side");
  return session.established() ? "" : "the handshake did not come to its end";
}

// read_settings says in one line what is wrong with the settings among some arguments, or nullopt.
std::optional<std::string> read_settings(const Arguments &arguments,
                                         crypto::Secret (*system_seed)(), Scenario &scenario) {
  if (arguments.error()) return arguments.error();
  if (!arguments.rest().empty()) {
    return printable(arguments.rest().front()) + " is one word too many";
  }
  for (const Arguments::Given &given : arguments.options()) {
    if (given.name == "format" || given.name == "output" || given.name == "with-key-log") continue;
    const bool random = given.name == "seed" && given.value == "random";
    const std::string value = random ? wire::to_hex(system_seed()) : given.value;
    if (auto error = set(scenario, given.name, value)) return error;
  }
  return std::nullopt;
}

CommandResult run(const std::vector<std::string> &words, crypto::Secret (*system_seed)()) {
  constexpr std::string_view kCommand = "handshake run";
  const Arguments arguments = Arguments::parse(words, run_options());
  if (arguments.has("help")) return run_help();
  Scenario scenario;
  if (const auto error = read_settings(arguments, system_seed, scenario)) {
    return usage_error(kCommand, *error);
  }
  if (const auto error = contradiction(scenario)) return usage_error(kCommand, *error);
  const std::string format = arguments.value("format", "text");
  const bool capture = format == "pcapng";
  if (format != "text" && format != "json" && format != "keylog" && !capture) {
    return usage_error(kCommand,
                       "--format: takes text, json, keylog or pcapng, not " + printable(format));
  }
  if (arguments.has("with-key-log") && !capture) {
    return usage_error(kCommand, "--with-key-log: goes with --format pcapng");
  }
  if (arguments.has("output") && arguments.value("output").empty()) {
    return usage_error(kCommand, "--output: takes the name of a file");
  }

  Session session(scenario, Recorder::Mode::on);
  if (capture) session.tap();
  session.run();
  CommandResult result;
  if (format == "json") {
    result.out = trace_json(show(scenario), session.trace(),
                            {{Role::client, name_of(session.client().state()),
                              &session.client().connection(), session.received(Role::client)},
                             {Role::server, name_of(session.server().state()),
                              &session.server().connection(), session.received(Role::server)}});
  } else if (format == "keylog") {
    result.out = key_log(session.trace());
  } else if (capture) {
    result.bytes = eavesdropper::write_capture(session.recording(), arguments.has("with-key-log")
                                                                        ? key_log(session.trace())
                                                                        : std::string());
  } else {
    result.out = "A TLS handshake, seed " + scenario.seed + "\n";
    if (scenario.impostor != "none") {
      result.out +=
          "The server's side of the last connection is an impostor's: " + scenario.impostor + "\n";
    }
    result.out += "\n" + story(session.trace());
  }
  if (const std::string failed = outcome_of(session); !failed.empty()) {
    result.exit_code = 1;
    result.err = std::string(kCommand) + ": " + failed + "\n";
  }
  result.output_file = arguments.value("output");
  return result;
}

template <class T>
void list_json(JsonWriter &json, std::string_view name, const std::vector<T> &codes) {
  json.line().key(name).begin_array();
  for (const T code : codes) {
    json.line().begin_object().key("name").text(wire::name_of(code)).key("aliases").begin_array();
    for (const std::string_view alias : wire::aliases_of(code)) json.text(alias);
    json.end_array().end_object();
  }
  json.line().end_array();
}

// list_transitions writes a table of native/handshake/states.h, row by row.
template <class Table>
void list_transitions(JsonWriter &json, std::string_view role, const Table &table) {
  json.line().key(role).begin_array();
  for (const auto &row : table) {
    json.line().begin_object().key("from").text(name_of(row.from));
    json.key("on").text(name_of(row.on)).key("to").text(name_of(row.to));
    if (!row.when.empty()) json.key("when").text(row.when);
    json.end_object();
  }
  json.line().end_array();
}

std::string list_as_json() {
  JsonWriter json;
  json.begin_object();
  list_json(json, "groups", supported_groups());
  list_json(json, "suites", supported_suites());
  list_json(json, "signature_schemes", supported_signatures());
  list_json(json, "peer_signature_schemes", verifiable_signatures());
  json.line().key("settings").begin_array();
  for (const Setting &setting : settings()) {
    json.line().begin_object().key("name").text(setting.name).key("value").text(setting.value);
    json.key("help").text(setting.help).end_object();
  }
  json.line().end_array().line().key("defaults").begin_object();
  for (const auto &[name, value] : show(Scenario())) json.line().key(name).text(value);
  json.line().end_object().line().key("transitions").begin_object();
  list_transitions(json, "client", handshake::kClientTransitions);
  list_transitions(json, "server", handshake::kServerTransitions);
  json.line().end_object().line().end_object();
  return json.take() + "\n";
}

template <class T>
std::string list_text(std::string_view title, const std::vector<T> &codes) {
  std::string out = std::string(title) + "\n";
  std::size_t width = 34;
  for (const T code : codes) width = std::max(width, wire::name_of(code).size() + 4);
  for (const T code : codes) {
    std::string line = "  " + std::string(wire::name_of(code));
    const auto aliases = wire::aliases_of(code);
    if (!aliases.empty()) {
      line.resize(width, ' ');
      line += "also ";
      for (std::size_t i = 0; i < aliases.size(); ++i) {
        line += (i == 0 ? "" : ", ") + std::string(aliases[i]);
      }
    }
    out += line + "\n";
  }
  return out + "\n";
}

std::string list_as_text() {
  std::string out = list_text("Groups", supported_groups());
  out += list_text("Cipher suites", supported_suites());
  out += list_text("Signature schemes", supported_signatures());
  out +=
      list_text("Signature schemes with real peers; rsa_pkcs1 in TLS 1.2 and in certificates only",
                verifiable_signatures());
  out += "Settings of a run, as options (--group x25519), with what they are by default\n";
  const auto defaults = show(Scenario());
  for (const Setting &setting : settings()) {
    std::string line = "  " + std::string(setting.name);
    line.resize(26, ' ');
    for (const auto &[name, value] : defaults) {
      if (name != setting.name) continue;
      const bool readable = name != "request" && name != "response";
      line += readable ? value : printable(value);
    }
    if (setting.name == "group" || setting.name == "suite" || setting.name == "signature" ||
        setting.name == "alpn") {
      line += "sets both sides";
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out += line + "\n";
  }
  return out;
}

CommandResult list(const std::vector<std::string> &words) {
  constexpr std::string_view kCommand = "handshake list";
  const Arguments arguments = Arguments::parse(words, list_options());
  if (arguments.has("help")) return list_help();
  if (arguments.error()) return usage_error(kCommand, *arguments.error());
  if (!arguments.rest().empty()) {
    return usage_error(kCommand, printable(arguments.rest().front()) + " is one word too many");
  }
  CommandResult result;
  result.output_file = arguments.value("output");
  if (arguments.has("output") && result.output_file.empty()) {
    return usage_error(kCommand, "--output: takes the name of a file");
  }
  const std::string format = arguments.value("format", "text");
  if (arguments.has("pem")) {
    const auto pem = demonstration_pem(arguments.value("pem"));
    if (!pem) {
      return usage_error(kCommand, "--pem: there is no certificate " +
                                       printable(arguments.value("pem")) + "; there are " +
                                       demonstration_pem_names());
    }
    result.out = *pem;
  } else if (format == "json") {
    result.out = list_as_json();
  } else if (format == "text") {
    result.out = list_as_text();
  } else {
    return usage_error(kCommand, "--format: takes text or json, not " + printable(format));
  }
  return result;
}

}  // namespace

std::string_view version() { return HANDSHAKE_VERSION; }

CommandResult usage_error(std::string_view command, std::string_view what) {
  return {2, "",
          std::string(command) + ": " + one_line(what) + " (see " + std::string(command) +
              " --help)\n"};
}

MadeSolo make_solo(std::string_view role, const std::vector<std::string> &words,
                   crypto::Secret (*system_seed)()) {
  if (role != "client" && role != "server") {
    return {nullptr, "the role is client or server, not " + printable(role)};
  }
  Scenario scenario;
  auto error = read_settings(Arguments::parse(words, setting_options()), system_seed, scenario);
  if (!error) error = unfit_for_one(scenario);
  if (error) return {nullptr, one_line(*error)};
  const Role part = role == "client" ? Role::client : Role::server;
  return {std::make_unique<Solo>(part, scenario, Recorder::Mode::on)};
}

std::string failure_text(const handshake::Connection &connection, std::string_view own,
                         std::string_view peer) {
  const handshake::Failure &failure = *connection.failure();
  const std::string what =
      connection.summary() ? "the connection failed: " : "the handshake failed: ";
  std::string alert(wire::name_of(failure.alert));
  if (alert.empty()) alert = "alert " + std::to_string(static_cast<int>(failure.alert));
  if (!failure.raised_here) {
    return what + alert + ", said the " + std::string(peer);
  }
  std::string out =
      what + alert + ", raised by the " + std::string(own) + "; this is not so: " + failure.reason;
  if (!failure.field.empty()) {
    out += ": " + failure.field + ", offset " + std::to_string(failure.offset) + ": " +
           std::string(failure.why);
  }
  return out + " (" + std::string(failure.section) + ")";
}

std::string summary_text(const handshake::Summary &summary) {
  const auto name_or_none = [](std::string_view name) {
    return std::string(name.empty() ? "none" : name);
  };
  std::string out(wire::name_of(summary.version));
  out += ", " + std::string(wire::name_of(summary.cipher_suite));
  out += ", " + name_or_none(wire::name_of(summary.group));
  if (summary.psk == "external") {
    out += ", external PSK";
  } else if (!summary.psk.empty() || !summary.resumed.empty()) {
    out += ", resumed";
  } else {
    out += ", " + name_or_none(wire::name_of(summary.signature_scheme));
  }
  if (!summary.early_data.empty()) out += ", early data " + std::string(summary.early_data);
  out += ", server name " + (summary.server_name.empty() ? "none" : printable(summary.server_name));
  out += ", application protocol " +
         (summary.application_protocol.empty() ? "none" : printable(summary.application_protocol));
  return out;
}

std::vector<std::string> files_of(const std::vector<std::string> &args) {
  if (args.empty() || args.front() != "attack") return {};
  return attack_files({args.begin() + 1, args.end()});
}

CommandResult run_command(const std::vector<std::string> &args, crypto::Secret (*system_seed)(),
                          const Files &files) {
  if (args.empty()) return {2, "", std::string(kUsage)};
  const std::string &command = args.front();
  const std::vector<std::string> words(args.begin() + 1, args.end());
  if (command == "run") return run(words, system_seed);
  if (command == "list") return list(words);
  if (command == "small") return small_numbers(words, system_seed);
  if (command == "attack") return attack(words, system_seed, files);
  if (command == "--version") return {0, "handshake " + std::string(version()) + "\n", ""};
  if (command == "help" || command == "--help" || command == "-h") {
    if (words.empty() || words.front().starts_with("-")) return {0, std::string(kUsage), ""};
    if (words.front() == "run") return run_help();
    if (words.front() == "list") return list_help();
    if (words.front() == "small") return small_help();
    if (words.front() == "attack") return attack({"--help"}, system_seed, files);
    return usage_error("handshake", "there is no command " + printable(words.front()));
  }
  if (command == "connect" || command == "serve") {
    return {2, "",
            "handshake " + command +
                ": needs the native program, for its sockets; here are run, "
                "attack, small and list\n"};
  }
  return usage_error("handshake", "there is no command " + printable(command));
}

}  // namespace session
