#include "session/small_numbers.h"

#include <algorithm>
#include <charconv>

#include "crypto/random.h"
#include "crypto/small_powers.h"
#include "session/text.h"

namespace session {
namespace {

constexpr std::string_view kCommand = "handshake small";

const std::vector<Option> &small_options() {
  static const std::vector<Option> kOptions{
      {"p", "PRIME", "3 to 9973 for dhe, 23; 5 to 997 for ecdhe, 17"},
      {"g", "N", "dhe: the number whose powers are taken; the least generator"},
      {"a", "N", "ecdhe: of y^2 = x^3 + ax + b; 2"},
      {"b", "N", "ecdhe: of y^2 = x^3 + ax + b; 2"},
      {"base", "X,Y", "ecdhe: the base point; the first of the greatest order"},
      {"client-key", "N", "the client's private key; drawn from the seed"},
      {"server-key", "N", "the server's private key; drawn from the seed"},
      {"seed", "HEX", "32 bytes that decide the keys that are drawn, or the word random"},
      {"eavesdrop", "", "somebody who sees the public keys tries one private key after the other"},
      {"reuse", "", "the server uses its key again, with a second client"},
      {"second-client-key", "N", "the private key of that client; drawn from the seed"},
      {"guess-seed", "HEX", "the eavesdropper believes that this was the seed"},
      {"off-curve", "X,Y|auto",
       "ecdhe: the client is an attacker and sends this point, or points of its choice, to a "
       "server that does not look whether they lie on the curve"},
      {"format", "FORMAT", "text or json; text"},
      {"output", "FILE", "write to a file, not to standard output", "o"},
      {"help", "", "this text", "h"},
  };
  return kOptions;
}

// draw gives a number from 1 to `most`, each as likely as the others.
std::uint32_t draw(wire::ByteView seed, std::string_view name, std::uint32_t most) {
  crypto::Random random(crypto::derive_seed(seed, name));
  constexpr std::uint32_t kAll = 1 << 16;
  for (;;) {
    const crypto::Secret two = random.draw(2);
    const std::uint32_t value = two.data()[0] * 256u + two.data()[1];
    if (value < kAll - kAll % most) return value % most + 1;
  }
}

// parse_number reads decimal digits and nothing else.
bool parse_number(std::string_view text, std::uint32_t &value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::string option(std::string_view name) { return "--" + std::string(name); }

}  // namespace

std::uint32_t SmallRequest::number(std::string_view name, std::uint32_t least, std::uint32_t most,
                                   std::uint32_t otherwise) {
  if (!has(name)) return otherwise;
  std::uint32_t out = 0;
  if (parse_number(value(name), out) && out >= least && out <= most) return out;
  SmallWriter line(false);
  line.number('l') = least;
  line.number('m') = most;
  fail(line.put("--").put(name).put(": takes a number from #l to #m, not ").take() +
       printable(value(name)));
  return least;
}

std::uint32_t SmallRequest::prime(std::uint32_t least, std::uint32_t most,
                                  std::uint32_t otherwise) {
  const std::uint32_t p = number("p", least, most, otherwise);
  if (!crypto::small::is_prime(p)) fail("--p: " + std::to_string(p) + " is not prime");
  return p;
}

crypto::small::Point SmallRequest::point(std::string_view name, std::uint32_t p) {
  const std::string text = value(name);
  const std::size_t comma = std::min(text.find(','), text.size());
  crypto::small::Point out{0, 0};
  if (comma == text.size() || !parse_number(std::string_view(text).substr(0, comma), out.x) ||
      !parse_number(std::string_view(text).substr(comma + 1), out.y) || out.x >= p || out.y >= p) {
    SmallWriter line(false);
    line.number('p') = p;
    line.put("--").put(name).put(
        ": takes two numbers less than #p with a comma between them, not ");
    fail(line.take() + printable(text));
  }
  return out;
}

std::uint32_t SmallRequest::private_key(std::string_view name, std::uint32_t most) {
  if (has(name)) return number(name, 0, most, 0);
  return most == 0 ? 0 : draw(seed_, name, most);
}

std::uint32_t SmallRequest::guessed_key(std::string_view name, std::uint32_t most) const {
  return most == 0 ? 0 : draw(guess_, name, most);
}

void write_warnings(SmallWriter &out, unsigned warnings) {
  constexpr std::string_view kNames[] = {"small_order", "client_key_shows", "server_key_shows",
                                         "reused_key",  "known_seed",       "unchecked_point"};
  const bool json = out.json();
  if (!json && warnings == 0) return;
  out.put(json ? ",\n\"warnings\":[" : "\nBadly chosen:");
  bool first = true;
  for (const std::string_view name : kNames) {
    if ((warnings & 1) != 0) {
      out.put(first ? "" : ",").put(json ? "\"" : " ").put(name).put(json ? "\"" : "");
      first = false;
    }
    warnings >>= 1;
  }
  out.put(json ? "]" : "\n");
}

bool left_out(SmallWriter &out, std::size_t i, std::size_t last) {
  constexpr std::size_t kMost = 100;
  if (i == kMost && i < last) out.put("  …\n");
  return i >= kMost && i < last;
}

CommandResult small_help() {
  return {0,
          "handshake small dhe|ecdhe [OPTION]…\n"
          "\n"
          "A key exchange with numbers that can be checked by hand, and what goes wrong with bad "
          "ones.\n"
          "\n" +
              options_help(small_options()),
          ""};
}

CommandResult small_numbers(const std::vector<std::string> &words,
                            crypto::Secret (*system_seed)()) {
  const Arguments arguments = Arguments::parse(words, small_options());
  if (arguments.has("help")) return small_help();
  const auto wrong = [](std::string_view what) { return usage_error(kCommand, what); };
  if (arguments.error()) return wrong(*arguments.error());
  const std::vector<std::string> &rest = arguments.rest();
  const bool dhe = !rest.empty() && rest.front() == "dhe";
  if (rest.size() != 1 || (!dhe && rest.front() != "ecdhe")) return wrong("takes dhe or ecdhe");
  for (const Arguments::Given &given : arguments.options()) {
    const std::string_view name = given.name;
    if (dhe ? name == "a" || name == "b" || name == "base" || name == "off-curve" : name == "g") {
      return wrong(option(name) + ": is for " + (dhe ? "ecdhe" : "dhe"));
    }
  }
  if (arguments.has("off-curve") &&
      (arguments.has("reuse") || arguments.has("second-client-key") ||
       arguments.has("client-key") || arguments.has("eavesdrop") || arguments.has("guess-seed"))) {
    return wrong("--off-curve: the client is the attacker; only the server has a key");
  }
  const std::string format = arguments.value("format", "text");
  if (format != "text" && format != "json") {
    return wrong("--format: takes text or json, not " + printable(format));
  }
  CommandResult result;
  result.output_file = arguments.value("output");
  if (arguments.has("output") && result.output_file.empty()) {
    return wrong("--output: takes the name of a file");
  }
  Scenario scenario;  // for its usual seed
  const std::string guess = arguments.value("guess-seed");
  std::string seed = arguments.value("seed", scenario.seed);
  if (seed == "random") seed = wire::to_hex(system_seed());
  const auto bytes = wire::from_hex(seed);
  const auto guessed = wire::from_hex(guess);
  if (!bytes || bytes->size() != crypto::Random::kSeedLength) {
    return wrong("--seed: takes 64 hexadecimal digits or the word random");
  }
  if (!guessed || (arguments.has("guess-seed") && guessed->size() != crypto::Random::kSeedLength)) {
    return wrong("--guess-seed: takes 64 hexadecimal digits");
  }
  SmallRequest request(arguments, *bytes, *guessed);
  SmallWriter out(format == "json");
  dhe ? small_dhe(request, out) : small_ecdhe(request, out);
  if (request.failed()) return wrong(request.error());
  result.out = out.take();
  return result;
}

}  // namespace session
