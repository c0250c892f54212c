// The pure command, the story, the key log: what they hold, whatever the settings.
#include "session/command.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "crypto/pem.h"
#include "session/arguments.h"
#include "session/demonstration_chain.h"
#include "session/demonstration_pem.h"
#include "session/key_log.h"
#include "session/scenario.h"
#include "session/session.h"
#include "session/story.h"
#include "session/text.h"

namespace session::command_test {
namespace {

int seeds_drawn = 0;
crypto::Secret counted_seed() {
  ++seeds_drawn;
  return crypto::Secret(Bytes(32, 0xab));
}

CommandResult command(const std::vector<std::string> &args) {
  return run_command(args, counted_seed);
}

std::vector<std::string> lines_of(const std::string &text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

const std::vector<std::vector<std::string>> kRuns{
    {},
    {"--suite", "AES-256-GCM", "--signature", "ed25519"},
    {"--group", "P-256", "--signature", "RSA-PSS+SHA256", "--suite", "CHACHA20", "--grease"},
    {"--client-group", "x25519,P-256", "--server-group", "P-256"},
    {"--trust", "off"},
    {"--client-group", "x25519", "--server-group", "P-256"},
    {"--tickets", "4", "--request", std::string(70000 - 5000, '\x01')},
    {"--server-name", std::string("\x1b[2J\n"), "--trust", "off"},
};

std::vector<std::string> run_with(const std::vector<std::string> &settings,
                                  std::vector<std::string> more = {}) {
  std::vector<std::string> args{"run"};
  args.insert(args.end(), settings.begin(), settings.end());
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

TEST(Story, AnImpostorIsNamed) {
  const std::string line = "The server's side of the last connection is an impostor's: own_key\n";
  EXPECT_EQ(command({"run"}).out.find("impostor"), std::string::npos);
  const CommandResult result = command({"run", "--impostor", "own_key"});
  EXPECT_NE(result.out.find(line), std::string::npos);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(command({"run", "--impostor", "stolen_key"}).exit_code, 0);
  EXPECT_EQ(command({"run", "--impostor", "me"}).exit_code, 2);
}

TEST(Story, LinesFitATerminalAndMoveNoCursor) {
  for (const auto &settings : kRuns) {
    const CommandResult result = command(run_with(settings));
    ASSERT_NE(result.exit_code, 2) << result.err;
    for (const std::string &line : lines_of(result.out)) {
      EXPECT_LE(width(line), kColumns) << line;
      for (const char c : line) EXPECT_FALSE(c >= 0 && c < 0x20) << line;
    }
  }
}

TEST(Story, HoldsEveryValueAndMessage) {
  for (const auto &settings : kRuns) {
    Scenario scenario;
    for (std::size_t i = 0; i + 1 < settings.size(); i += 2)
      set(scenario, settings[i].substr(2), settings[i + 1]);
    Session session(scenario, Recorder::Mode::on);
    session.run();
    const std::string text = story(session.trace());
    for (const trace::TraceEvent &event : session.trace().events()) {
      if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
        EXPECT_NE(text.find(value->name), std::string::npos);
        if (value->origin.withheld || value->origin.operation == "constant") continue;
        EXPECT_NE(text.find("      " + wire::to_hex(value->bytes).substr(0, 64) + "\n"),
                  std::string::npos)
            << value->name;
      } else if (const auto *message = std::get_if<trace::MessagePassed>(&event.is)) {
        const std::string what =
            (message->direction == trace::Direction::sent ? "→ sends " : "← takes ") +
            std::string(message->name);
        EXPECT_NE(text.find(what), std::string::npos) << what;
      }
    }
  }
}

TEST(Story, OfNothingIsShort) {
  EXPECT_LE(lines_of(story(Recorder(Recorder::Mode::off))).size(), 1u);
}

TEST(KeyLog, HasEachSecretOnceWithTheClientsRandom) {
  const CommandResult result = command(run_with({}, {"--format", "keylog"}));
  const auto lines = lines_of(result.out);
  ASSERT_EQ(lines.size(), 5u);
  std::set<std::string> labels, randoms;
  for (const std::string &line : lines) {
    std::istringstream in(line);
    std::string label, random, secret;
    in >> label >> random >> secret;
    labels.insert(label);
    randoms.insert(random);
    EXPECT_EQ(random.size(), 64u);
    EXPECT_EQ(secret.size(), 64u);
  }
  EXPECT_EQ(randoms.size(), 1u);
  EXPECT_EQ(labels, (std::set<std::string>{
                        "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                        "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0", "EXPORTER_SECRET"}));
  // A handshake that ends before there are keys leaves nothing.
  EXPECT_EQ(command(run_with(kRuns[5], {"--format", "keylog"})).out, "");
}

TEST(Command, KeyLogOfTls12IsOneLine) {
  for (const char *suite : {"ECDHE-ECDSA-AES128-GCM-SHA256", "AES128-SHA"}) {
    const auto lines =
        lines_of(command({"run", "--tls", "1.2", "--suite", suite, "--format", "keylog"}).out);
    ASSERT_EQ(lines.size(), 1u);
    std::istringstream in(lines.front());
    std::string label, random, secret;
    in >> label >> random >> secret;
    EXPECT_EQ(label, "CLIENT_RANDOM");
    EXPECT_EQ(random.size(), 64u);
    EXPECT_EQ(secret.size(), 96u);
  }
}

TEST(Command, AsksForRandomnessOnlyForSeedRandom) {
  seeds_drawn = 0;
  command({"run"});
  command({"list"});
  command({"run", "--help", "--seed", "random"});
  EXPECT_EQ(seeds_drawn, 0);
  const CommandResult result = command({"run", "--seed", "random", "--format", "json"});
  EXPECT_EQ(seeds_drawn, 1);
  EXPECT_NE(result.out.find("\"seed\":\"abababab"), std::string::npos);
}

TEST(Command, OutputFileIsTheCallersBusiness) {
  for (const auto &args : std::vector<std::vector<std::string>>{
           {"run", "-o", "x.txt"}, {"run", "--output=x.txt"}, {"list", "-o", "x.txt"}}) {
    const CommandResult result = command(args);
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.output_file, "x.txt");
    EXPECT_FALSE(result.out.empty());
  }
  EXPECT_EQ(command({"run", "-o", ""}).exit_code, 2);
  EXPECT_EQ(command({"run"}).output_file, "");
}

TEST(Command, EverySettingIsAnOptionAndInTheHelp) {
  const std::string help = command({"run", "--help"}).out;
  for (const Setting &setting : settings()) {
    EXPECT_NE(help.find("--" + std::string(setting.name)), std::string::npos) << setting.name;
  }
  // What show() gives can be given back.
  std::vector<std::string> args;
  for (const auto &[name, value] : show(Scenario())) args.push_back("--" + name + "=" + value);
  EXPECT_EQ(command(run_with(args)).out, command({"run"}).out);
}

TEST(Command, PemIsTheDemonstrationChain) {
  const auto root = crypto::read_pem(command({"list", "--pem", "root"}).out);
  const auto &blocks = std::get<std::vector<crypto::PemBlock>>(root);
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(wire::to_hex(blocks[0].der), wire::to_hex(demonstration_root()));
  for (const auto &[name, type] :
       {std::pair{"ecdsa_secp256r1_sha256", crypto::KeyType::ec_secp256r1},
        std::pair{"rsa_pss_rsae_sha256", crypto::KeyType::rsa},
        std::pair{"ed25519", crypto::KeyType::ed25519},
        std::pair{"ecdsa_secp384r1_sha384", crypto::KeyType::ec_secp384r1},
        std::pair{"ecdsa_secp521r1_sha512", crypto::KeyType::ec_secp521r1},
        std::pair{"rsa_pss_rsae_sha512", crypto::KeyType::rsa},
        std::pair{"rsa_pss_pss_sha384", crypto::KeyType::rsa_pss}}) {
    const auto text = crypto::read_pem(command({"list", "--pem", name}).out);
    const auto &pair = std::get<std::vector<crypto::PemBlock>>(text);
    ASSERT_EQ(pair.size(), 2u);
    EXPECT_EQ(pair[0].label, "CERTIFICATE");
    EXPECT_EQ(wire::to_hex(pair[0].der), wire::to_hex(demonstration_leaf(type)));
    EXPECT_EQ(pair[1].label, "PRIVATE KEY");
    EXPECT_EQ(wire::to_hex(pair[1].der), wire::to_hex(demonstration_leaf_key(type)));
  }
}

TEST(Command, PemOfClients) {
  for (const auto &[name, type] :
       {std::pair{"client-ecdsa_secp256r1_sha256", crypto::KeyType::ec_secp256r1},
        std::pair{"client-rsa_pss_rsae_sha256", crypto::KeyType::rsa},
        std::pair{"client-ed25519", crypto::KeyType::ed25519}}) {
    const auto text = crypto::read_pem(command({"list", "--pem", name}).out);
    const auto &pair = std::get<std::vector<crypto::PemBlock>>(text);
    ASSERT_EQ(pair.size(), 2u);
    EXPECT_EQ(wire::to_hex(pair[0].der), wire::to_hex(demonstration_client(type)));
    EXPECT_EQ(wire::to_hex(pair[1].der), wire::to_hex(demonstration_client_key(type)));
  }
  const CommandResult none = command({"list", "--pem", "client-ecdsa_secp384r1_sha384"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_NE(none.err.find("client-ed25519"), std::string::npos) << none.err;
}

// Every name that the list gives is one.
TEST(Command, PemNames) {
  std::string names = demonstration_pem_names() + ",";
  int count = 0;
  for (std::size_t comma = 0; (comma = names.find(',')) != std::string::npos; ++count) {
    EXPECT_EQ(command({"list", "--pem", names.substr(0, comma)}).exit_code, 0) << names;
    names.erase(0, comma + 1);
  }
  EXPECT_EQ(count, 16);
}

TEST(Command, AKeyShareIsForAGroupThatIsOffered) {
  const CommandResult result =
      command({"run", "--key-share", "x25519", "--client-group", "secp256r1"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("--key-share: the client does not offer x25519"), std::string::npos)
      << result.err;
  EXPECT_EQ(command({"run", "--key-share", "secp256r1,x25519"}).exit_code, 0);
}

TEST(Command, ListHasTheSchemesForRealPeers) {
  const std::string json = command({"list", "--format", "json"}).out;
  const std::size_t demonstration = json.find("\"signature_schemes\"");
  const std::size_t peers = json.find("\"peer_signature_schemes\"");
  ASSERT_NE(peers, std::string::npos);
  for (const auto scheme : verifiable_signatures()) {
    const std::string name(wire::name_of(scheme));
    EXPECT_NE(json.find("\"" + name + "\"", peers), std::string::npos) << name;
    EXPECT_NE(command({"list"}).out.find("  " + name), std::string::npos) << name;
  }
  EXPECT_GT(json.find("rsa_pkcs1_sha512", demonstration), peers);
}

TEST(Command, ListShowsWholeNames) {
  const std::string text = command({"list"}).out;
  for (const auto suite : supported_suites()) {
    const std::string name(wire::name_of(suite));
    EXPECT_NE(text.find("\n  " + name + "  "), std::string::npos) << name;
  }
}

TEST(Command, ListShowsWholeSettings) {
  const std::string text = command({"list"}).out;
  for (const Setting &setting : settings()) {
    const std::size_t at = text.find("\n  " + std::string(setting.name));
    ASSERT_NE(at, std::string::npos) << setting.name;
    const char after = text[at + 3 + setting.name.size()];
    EXPECT_TRUE(after == ' ' || after == '\n') << setting.name;
  }
}

TEST(Command, ErrorsAreOneLineThatMovesNoCursor) {
  const std::string odd("\x1b[2J\n\xc2\x9b\xff", 8);
  for (const auto &args : std::vector<std::vector<std::string>>{{"run", "--tls", odd},
                                                                {"run", "--tickets", odd},
                                                                {"run", "--group", odd},
                                                                {"run", "--" + odd},
                                                                {"run", "--" + odd + "=1"},
                                                                {"list", odd},
                                                                {"list", "--pem", odd},
                                                                {odd}}) {
    const CommandResult result = command(args);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err.find("\\x1b[2J\\n\\xc2\\x9b\\xff"), std::string::npos) << result.err;
    EXPECT_EQ(lines_of(result.err).size(), 1u) << result.err;
    EXPECT_EQ(result.err.find('\x1b'), std::string::npos);
  }
}

TEST(Arguments, ReadsBothSpellingsSwitchesAndTheRest) {
  const std::vector<Option> options{
      {"file", "FILE", "", "f"}, {"on-or-off", "on|off", ""}, {"flag", "", ""}};
  const auto parsed = Arguments::parse(
      {"a", "--file=x=y", "--on-or-off", "b", "--flag", "-", "--", "--file"}, options);
  ASSERT_FALSE(parsed.error());
  EXPECT_EQ(parsed.value("file"), "x=y");
  EXPECT_EQ(parsed.value("on-or-off"), "on");
  EXPECT_TRUE(parsed.has("flag"));
  EXPECT_EQ(parsed.rest(), (std::vector<std::string>{"a", "b", "-", "--file"}));
  EXPECT_EQ(Arguments::parse({"--on-or-off", "off"}, options).value("on-or-off"), "off");
  EXPECT_EQ(Arguments::parse({"-f", "-"}, options).value("file"), "-");
  for (const auto &[words, error] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--nothing"}, "--nothing is not known"},
           {{"--nothing=1"}, "--nothing is not known"},
           {{"-x"}, "-x is not known"},
           {{"--f", "x"}, "--f is not known"},
           {{"-file", "x"}, "-file is not known"},
           {{"--file"}, "--file takes a value: FILE"},
           {{"--file", "--flag"}, "--file takes a value: FILE"},
           {{"--flag=on"}, "--flag takes no value"},
           {{"--file", "a", "-f", "b"}, "-f stands twice"},
       }) {
    EXPECT_EQ(Arguments::parse(words, options).error().value_or(""), error);
  }
}

TEST(Text, WrapsAtSpacesAndEscapesWhatMovesTheCursor) {
  const std::string text = wrapped("> ", "  ", std::string(60, 'a') + " " + std::string(60, 'b'));
  EXPECT_EQ(text, "> " + std::string(60, 'a') + "\n  " + std::string(60, 'b') + "\n");
  EXPECT_EQ(wrapped("> ", "  ", ""), "> \n");
  EXPECT_EQ(wrapped("", ">", std::string(150, 'x')),
            std::string(100, 'x') + "\n>" + std::string(50, 'x') + "\n");
  EXPECT_EQ(width("→ ä"), 3u);
  EXPECT_EQ(one_line("ä → \"x\\\" 🥊"), "ä → \"x\\\" 🥊");
  EXPECT_EQ(one_line("a\x1b\r\n\x7f\xc2\x9b\xff\xc3"), "a\\x1b\\r\\n\\x7f\\xc2\\x9b\\xff\\xc3");
  EXPECT_EQ(one_line(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(printable("a\x1b\"\\\r\n\xff"), "\"a\\x1b\\\"\\\\\\r\\n\\xff\"");
}

}  // namespace
}  // namespace session::command_test
