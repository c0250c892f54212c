#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <list>

#include "cli/commands.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/sockets.h"
#include "cli/visitor.h"
#include "eavesdropper/pcapng.h"
#include "handshake/certificates.h"
#include "handshake/negotiation.h"
#include "session/arguments.h"
#include "session/command.h"
#include "session/demonstration_chain.h"
#include "session/demonstration_pem.h"
#include "session/scenario.h"
#include "session/text.h"

namespace cli {
namespace {

using session::Arguments;

constexpr std::string_view kCommand = "handshake serve";
constexpr std::size_t kMostVisitors = 512;
// What comes early is kept until the handshake is complete: not more than the longest request.
constexpr std::uint32_t kMostEarlyData = 16384;

const std::vector<session::Option> kOptions{
    {"port", "N", "the port to listen on; 0 takes a free one"},
    {"host", "ADDRESS", "the address to listen on; 127.0.0.1"},
    {"cert", "FILE", "the certificate chain (PEM), the server's first; a demonstration chain"},
    {"key", "FILE", "the private key of that certificate (PEM)"},
    {"tls", "1.3,1.2", "the versions to accept; 1.3,1.2"},
    {"group", "A,B", "the groups to accept, the preferred first"},
    {"suite", "A,B", "the cipher suites to accept"},
    {"signature", "A,B", "the signature schemes to sign with"},
    {"alpn", "A,B", "the application protocols to accept; http/1.1"},
    {"extended-master-secret", "on|off",
     "TLS 1.2: bind the master secret to the handshake (RFC 7627); on"},
    {"encrypt-then-mac", "on|off", "TLS 1.2: CBC suites encrypt first (RFC 7366); on"},
    {"client-auth", "none|request|require",
     "whether to ask for the client's certificate, and to insist; none"},
    {"client-ca", "FILE",
     "the authorities to trust for clients (PEM); the root of the demonstration certificates"},
    {"psk", "IDENTITY:HEX[:HASH]",
     "a key that clients have from elsewhere, for TLS 1.3, and its hash, SHA-256 or SHA-384; "
     "several "
     "with commas between"},
    {"tickets", "N", "how many tickets to send, 0 to 4; 1"},
    {"early-data", "N",
     "let tickets allow N bytes of early data (0-RTT), which somebody else may send again; 0"},
    {"trace-dir", "FOLDER", "write a trace of each connection there; they hold all secrets"},
    {"keylog", "FILE", "add the secrets to a key log, for Wireshark"},
    {"capture", "FILE", "write what crossed the wire as pcapng, for Wireshark; no secrets"},
    {"once", "", "serve one connection and end; exit code 1 when its handshake failed"},
    {"timeout", "SECONDS", "how long a client may take for handshake and request; 10"},
    {"help", "", "this text", "h"},
};

std::string help() {
  return "handshake serve --port N [OPTION]…\n\n"
         "Serves TLS, and answers every HTTP GET with a text that says what was negotiated.\n"
         "Without --cert it holds the demonstration certificates, whose keys everybody has; their\n"
         "root is printed by `handshake list --pem root`. SIGINT and SIGTERM end it.\n\n" +
         session::options_help(kOptions);
}

int usage(const std::string &what) {
  const auto result = session::usage_error(kCommand, what);
  say(result.err.substr(0, result.err.size() - 1));
  return result.exit_code;
}

// Setup is what the command line asks for.
struct Setup {
  std::string host;
  std::uint16_t port = 0;
  bool once = false;
  std::string trace_dir, key_log, capture;
  VisitorSettings visitor;
};

std::optional<Error> read_credentials(const Arguments &arguments, handshake::ServerConfig &config) {
  if (arguments.has("cert") != arguments.has("key")) {
    return Error{"--cert and --key go together"};
  }
  if (arguments.has("cert")) {
    auto credential =
        read_credential(arguments.value("cert"), arguments.value("key"), "--cert: ", "--key: ");
    if (auto *error = std::get_if<Error>(&credential)) return *error;
    config.credentials.push_back(std::get<0>(std::move(credential)));
    const auto &key = config.credentials.front().key;
    const bool usable =
        std::any_of(config.signature_algorithms.begin(), config.signature_algorithms.end(),
                    [&](wire::SignatureScheme scheme) {
                      return key.can_sign(scheme) || key.can_sign_tls12(scheme);
                    });
    if (!usable) return Error{"--signature: the key cannot sign with any of these schemes"};
    return std::nullopt;
  }
  for (const wire::SignatureScheme scheme : config.signature_algorithms) {
    auto credential = session::demonstration_credential(scheme);
    if (!credential) continue;
    const bool there = std::any_of(
        config.credentials.begin(), config.credentials.end(),
        [&](const handshake::Credential &one) { return one.chain == credential->chain; });
    if (!there) config.credentials.push_back(std::move(*credential));
  }
  if (config.credentials.empty()) {
    return Error{"--signature: no demonstration certificate signs with these schemes"};
  }
  return std::nullopt;
}

std::optional<Error> read_lists(const Arguments &arguments, handshake::ServerConfig &config) {
  config.versions = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  config.groups = session::supported_groups();
  config.cipher_suites = session::supported_suites();
  config.signature_algorithms = session::verifiable_signatures();
  config.application_protocols = {"http/1.1"};
  for (const auto &[name, value] : arguments.options()) {
    const auto named = [&, n = name](const std::string &what) {
      return Error{"--" + std::string(n) + ": " + what};
    };
    if (name == "group") {
      auto parsed = session::parse_groups(value);
      if (parsed.error) return named(*parsed.error);
      config.groups = std::move(parsed.list);
    } else if (name == "tls") {
      auto parsed = session::parse_versions(value);
      if (parsed.error) return named(*parsed.error);
      config.versions = std::move(parsed.list);
    } else if (name == "suite") {
      auto parsed = session::parse_suites(value);
      if (parsed.error) return named(*parsed.error);
      config.cipher_suites = std::move(parsed.list);
    } else if (name == "signature") {
      auto parsed = parse_signatures(value, session::verifiable_signatures());
      if (const auto *error = std::get_if<Error>(&parsed)) return named(error->text);
      config.signature_algorithms = std::get<0>(std::move(parsed));
    } else if (name == "alpn") {
      auto parsed = parse_protocols(value);
      if (const auto *error = std::get_if<Error>(&parsed)) return named(error->text);
      config.application_protocols = std::get<0>(std::move(parsed));
    } else if (name == "tickets") {
      const auto number = parse_number(value, 0, 4);
      if (!number) return named("takes a number from 0 to 4, not " + session::printable(value));
      config.tickets = static_cast<int>(*number);
    } else if (name == "psk") {
      auto parsed = parse_psks(value);
      if (const auto *error = std::get_if<Error>(&parsed)) return named(error->text);
      config.external_psks = std::get<0>(std::move(parsed));
    } else if (is_of_tls12(name)) {
      bool &on =
          name == "encrypt-then-mac" ? config.encrypt_then_mac : config.extended_master_secret;
      if (const auto error = read_switch(value, on)) return named(error->text);
    } else if (name == "early-data") {
      const auto number = parse_number(value, 0, kMostEarlyData);
      if (!number) {
        return named("takes a number of bytes from 0 to " + std::to_string(kMostEarlyData) +
                     ", not " + session::printable(value));
      }
      config.max_early_data_size = *number;
    }
  }
  if (config.max_early_data_size > 0 && config.tickets == 0) {
    return Error{"--early-data: needs a ticket that allows it; --tickets 1 would fit"};
  }
  if (config.max_early_data_size > 0 &&
      !handshake::contains(config.versions, wire::ProtocolVersion::tls13)) {
    return Error{"--early-data: is for TLS 1.3; --tls 1.3 would fit"};
  }
  if (auto error = settle_versions(arguments.has("tls"), config.cipher_suites, config.groups,
                                   config.external_psks, config.versions)) {
    return error;
  }
  if (auto error = check_tls12(arguments, config.versions)) return error;
  return check_signatures(config.versions, config.signature_algorithms);
}

std::optional<Error> read_client_auth(const Arguments &arguments, handshake::ServerConfig &config) {
  const std::string choice = arguments.value("client-auth", "none");
  if (choice != "none" && choice != "request" && choice != "require") {
    return Error{"--client-auth: takes none, request or require, not " +
                 session::printable(choice)};
  }
  if (choice == "none") {
    if (!arguments.has("client-ca")) return std::nullopt;
    return Error{"--client-ca: needs --client-auth request or require"};
  }
  config.client_auth =
      choice == "require" ? handshake::ClientAuth::require : handshake::ClientAuth::request;
  config.client_signature_algorithms = session::verifiable_signatures();
  config.trust_anchors = {wire::to_bytes(session::demonstration_root())};
  if (arguments.has("client-ca")) {
    auto anchors = read_certificates(arguments.value("client-ca"), false);
    if (auto *error = std::get_if<Error>(&anchors)) return Error{"--client-ca: " + error->text};
    config.trust_anchors = std::get<0>(std::move(anchors));
  }
  for (const wire::Bytes &anchor : config.trust_anchors) {
    config.certificate_authorities.push_back(handshake::subject_of(anchor));
  }
  return std::nullopt;
}

Result<Setup> read_setup(const Arguments &arguments) {
  Setup setup;
  if (!arguments.rest().empty()) {
    return Error{session::printable(arguments.rest()[0]) + " is one word too many"};
  }
  if (!arguments.has("port")) return Error{"--port is missing"};
  const auto port = parse_number(arguments.value("port"), 0, 65535);
  if (!port) {
    return Error{"--port: takes a number from 0 to 65535, not " +
                 session::printable(arguments.value("port"))};
  }
  setup.port = static_cast<std::uint16_t>(*port);
  setup.host = arguments.value("host", "127.0.0.1");
  if (setup.host.starts_with('[') && setup.host.ends_with(']')) {
    setup.host = setup.host.substr(1, setup.host.size() - 2);
  }
  const auto timeout = parse_number(arguments.value("timeout", "10"), 1, 86400);
  if (!timeout) {
    return Error{"--timeout: takes a number of seconds from 1 to 86400, not " +
                 session::printable(arguments.value("timeout"))};
  }
  setup.once = arguments.has("once");
  setup.trace_dir = arguments.value("trace-dir");
  setup.key_log = arguments.value("keylog");
  setup.capture = arguments.value("capture");
  auto config = std::make_shared<handshake::ServerConfig>();
  config->ticket_key = crypto::system_seed();  // tickets are good until this server ends
  if (auto error = read_lists(arguments, *config)) return *error;
  if (auto error = read_credentials(arguments, *config)) return *error;
  if (auto error = read_client_auth(arguments, *config)) return *error;
  if (arguments.has("suite")) {
    if (auto error = check_suites(*config)) return *error;
  }
  setup.visitor.scenario = {{"tls", joined_names(config->versions)},
                            {"server-group", joined_names(config->groups)},
                            {"server-suite", joined_names(config->cipher_suites)},
                            {"server-signature", joined_names(config->signature_algorithms)},
                            {"server-alpn", joined(config->application_protocols)},
                            {"client-auth", arguments.value("client-auth", "none")},
                            {"tickets", std::to_string(config->tickets)}};
  setup.visitor.config = std::move(config);
  setup.visitor.timeout = std::chrono::seconds(*timeout);
  if (arguments.has("trace-dir") && mkdir(setup.trace_dir.c_str(), 0700) != 0 && errno != EEXIST) {
    return Error{"--trace-dir: " + setup.trace_dir + ": " + std::strerror(errno)};
  }
  if (arguments.has("trace-dir") && access(setup.trace_dir.c_str(), W_OK | X_OK) != 0) {
    return Error{"--trace-dir: " + setup.trace_dir + ": " + std::strerror(errno)};
  }
  if (arguments.has("keylog")) {
    if (const auto error = append_file(setup.key_log, "")) return Error{"--keylog: " + error->text};
  }
  if (arguments.has("capture")) {
    // A capture without packets; each connection is added when it ends.
    const wire::Bytes empty = eavesdropper::write_capture({}, {});
    if (const auto error = write_file(setup.capture, wire::as_text(empty), Access::owner)) {
      return Error{"--capture: " + error->text};
    }
  }
  return setup;
}

// The end of a pipe that the signal handler writes to, so that poll() wakes.
int signal_pipe = -1;

extern "C" void on_signal(int) {
  const int saved = errno;
  const char byte = 0;
  (void)!write(signal_pipe, &byte, 1);
  errno = saved;
}

class Server {
 public:
  Server(const Setup &setup, TcpSocket listener, int signals)
      : setup_(setup), listener_(std::move(listener)), signals_(signals) {}

  int run() {
    say("listening on " + listener_.address);
    while (true) {
      if (wait()) return stop();
      const bool all_done = setup_.once && accepted_ > 0 && visitors_.empty();
      if (all_done) return once_failed_ ? 1 : 0;
    }
  }

 private:
  bool accepting() const {
    if (setup_.once && accepted_ > 0) return false;
    return visitors_.size() < kMostVisitors && Clock::now() >= accept_again_;
  }

  // wait serves whoever has something for us. True: a signal asked us to end.
  bool wait() {
    std::vector<pollfd> polled;
    polled.push_back({signals_, POLLIN, 0});
    polled.push_back({accepting() ? listener_.fd.get() : -1, POLLIN, 0});
    auto next = Clock::time_point::max();
    if (accept_again_ > Clock::now()) next = accept_again_;
    for (const Visitor &visitor : visitors_) {
      polled.push_back({visitor.fd(), visitor.wanted_events(), 0});
      next = std::min(next, visitor.deadline());
    }
    const int timeout = next == Clock::time_point::max() ? -1 : milliseconds_until(next);
    if (poll(polled.data(), static_cast<nfds_t>(polled.size()), timeout) < 0) return false;
    if (polled[0].revents != 0) return true;
    std::size_t at = 2;
    for (auto visitor = visitors_.begin(); visitor != visitors_.end();) {
      visitor->handle(polled[at++].revents);
      if (visitor->done()) {
        once_failed_ = !visitor->established();
        visitor->finish();
        visitor = visitors_.erase(visitor);
      } else {
        ++visitor;
      }
    }
    if (polled[1].revents != 0) accept_all();
    return false;
  }

  void accept_all() {
    while (accepting()) {
      bool exhausted = false;
      TcpSocket socket = accept_from(listener_, exhausted);
      // With no descriptor left the listener would stay ready: look again a little later.
      if (exhausted) accept_again_ = Clock::now() + std::chrono::milliseconds(200);
      if (socket.fd.get() < 0) return;
      ++accepted_;
      visitors_.emplace_back(setup_.visitor, memory_, std::move(socket),
                             Recording(trace_file(), setup_.key_log, setup_.capture),
                             accepted_ - 1);
    }
  }

  // trace_file names a connection's trace by the time and its number.
  std::string trace_file() const {
    if (setup_.trace_dir.empty()) return {};
    const std::time_t now = unix_time();
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
    std::string number = std::to_string(accepted_);
    if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
    return setup_.trace_dir + "/" + text + "-" + number + ".json";
  }

  int stop() {
    for (Visitor &visitor : visitors_) visitor.stop();
    visitors_.clear();
    say("stopped");
    return 0;
  }

  const Setup &setup_;
  TcpSocket listener_;
  int signals_;
  handshake::ServerMemory memory_;
  std::list<Visitor> visitors_;
  std::size_t accepted_ = 0;
  bool once_failed_ = false;
  Clock::time_point accept_again_ = Clock::time_point::min();
};

}  // namespace

int serve(const std::vector<std::string> &words) {
  const Arguments arguments = Arguments::parse(words, kOptions);
  if (arguments.has("help")) {
    const std::string text = help();
    return write_output(text.data(), text.size()) ? 0 : 2;
  }
  if (arguments.error()) return usage(*arguments.error());
  const auto read = read_setup(arguments);
  if (const auto *error = std::get_if<Error>(&read)) return usage(error->text);
  const Setup &setup = std::get<0>(read);

  int ends[2];
  if (pipe(ends) != 0) {
    say("handshake serve: pipe: " + std::string(std::strerror(errno)));
    return 2;
  }
  const Descriptor read_end(ends[0]), write_end(ends[1]);
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  signal_pipe = ends[1];
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);

  auto listener = listen_on(setup.host, setup.port);
  if (const auto *error = std::get_if<Error>(&listener)) {
    say("handshake serve: " + error->text);
    return 2;
  }
  return Server(setup, std::get<0>(std::move(listener)), read_end.get()).run();
}

}  // namespace cli
