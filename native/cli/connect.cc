#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "cli/commands.h"
#include "cli/http.h"
#include "cli/names.h"
#include "cli/options.h"
#include "cli/recording.h"
#include "cli/session_file.h"
#include "cli/sockets.h"
#include "handshake/certificates.h"
#include "handshake/client.h"
#include "handshake/negotiation.h"
#include "session/arguments.h"
#include "session/command.h"
#include "session/scenario.h"
#include "session/text.h"

namespace cli {
namespace {

using session::Arguments;

constexpr std::string_view kCommand = "handshake connect";
constexpr std::size_t kMostWaiting = 1 << 17;  // bytes for the peer before more is read from stdin

const std::vector<session::Option> kOptions{
    {"servername", "NAME", "ask for this name and demand it of the certificate; HOST",
     "server-name"},
    {"ca", "FILE", "the authorities to trust (PEM); the system's"},
    {"insecure", "", "check neither the certificate's chain nor its name"},
    {"tls", "1.3,1.2", "the versions to offer; 1.3,1.2"},
    {"group", "A,B", "the groups to offer, the preferred first"},
    {"key-share", "A,B",
     "the groups to send a key share for; the first of --group, and x25519 beside X25519MLKEM768"},
    {"suite", "A,B", "the cipher suites to offer"},
    {"signature", "A,B", "the signature schemes to accept; all that can be checked here"},
    {"alpn", "A,B", "the application protocols to offer; none, http/1.1 with --http-get"},
    {"grease", "on|off", "offer code points that nobody knows (RFC 8701)"},
    {"compatibility", "on|off", "the look of TLS 1.2 for middleboxes (RFC 8446, appendix D.4); on"},
    {"extended-master-secret", "on|off",
     "TLS 1.2: bind the master secret to the handshake (RFC 7627); on"},
    {"encrypt-then-mac", "on|off", "TLS 1.2: CBC suites encrypt first (RFC 7366); on"},
    {"certificate", "FILE",
     "the own certificate chain (PEM), the client's first, for servers that ask", "cert"},
    {"key", "FILE", "the private key of that certificate (PEM)"},
    {"psk", "IDENTITY:HEX[:HASH]",
     "a key that the server has from elsewhere, for TLS 1.3, and its hash, SHA-256 or SHA-384; "
     "several "
     "with commas between"},
    {"resume", "",
     "connect twice: the first connection fetches a session, the second resumes it and does the "
     "work"},
    {"session-out", "FILE", "write the sessions that are left to resume; it holds their secrets"},
    {"session-in", "FILE", "resume a session of such a file"},
    {"early-data", "TEXT|@FILE",
     "send this before the handshake is complete (0-RTT); somebody else may send it again"},
    {"key-update", "", "change the keys after the handshake, and ask the server to"},
    {"exporter", "LABEL",
     "say 32 bytes exported under this label (RFC 8446, section 7.5; RFC 5705)"},
    {"http-get", "PATH", "send a GET request and print the whole response"},
    {"trace", "FILE", "write the trace as JSON; it holds all secrets of this connection"},
    {"keylog", "FILE", "add the secrets to a key log, for Wireshark"},
    {"capture", "FILE", "write what crossed the wire as pcapng, for Wireshark; no secrets"},
    {"timeout", "SECONDS", "for the handshake, and for silence after it; 10"},
    {"help", "", "this text", "h"},
};

std::string help() {
  return "handshake connect HOST PORT [OPTION]…\n\n"
         "Connects to a TLS server. Without --http-get standard input goes to the server and\n"
         "what it sends to standard output. What was negotiated is said on standard error.\n"
         "Randomness comes from the operating system, and so does the time.\n\n" +
         session::options_help(kOptions);
}

int usage(const std::string &what) {
  const auto result = session::usage_error(kCommand, what);
  say(result.err.substr(0, result.err.size() - 1));
  return result.exit_code;
}

// Request is what the command line asks for.
struct Request {
  std::string host;
  std::uint16_t port = 0;
  std::optional<std::string> path;
  std::chrono::seconds timeout{10};
  std::shared_ptr<handshake::ClientConfig> config = std::make_shared<handshake::ClientConfig>();
  handshake::ClientMemory memory;  // of --session-in
  bool resume = false;
  std::string session_out;  // empty: the sessions are forgotten
  wire::Bytes early_data;
  bool key_update = false;
  std::string exporter;
};

std::optional<Error> read_trust(const Arguments &arguments, handshake::ClientConfig &config) {
  config.verify_certificate = !arguments.has("insecure");
  // A session may have begun when other authorities were trusted.
  config.verify_on_resumption = true;
  if (arguments.has("insecure")) {
    if (arguments.has("ca")) return Error{"--insecure and --ca do not go together"};
    return std::nullopt;
  }
  const bool own = arguments.has("ca");
  const auto bundle = own ? arguments.value("ca") : find_system_bundle();
  if (!bundle) {
    return Error{"no file of trusted authorities was found on this system; name one with --ca"};
  }
  auto anchors = read_certificates(*bundle, !own);
  if (auto *error = std::get_if<Error>(&anchors)) {
    return Error{(own ? "--ca: " : "") + error->text};
  }
  config.trust_anchors = std::get<0>(std::move(anchors));
  return std::nullopt;
}

// usual_key_shares: the first group's. A server that does not know X25519MLKEM768 yet knows x25519,
// and is not made to ask for it, as browsers do it.
std::vector<wire::NamedGroup> usual_key_shares(const std::vector<wire::NamedGroup> &groups) {
  std::vector<wire::NamedGroup> shares{groups.front()};
  const bool offered =
      std::find(groups.begin(), groups.end(), wire::NamedGroup::x25519) != groups.end();
  if (shares.front() == wire::NamedGroup::X25519MLKEM768 && offered) {
    shares.push_back(wire::NamedGroup::x25519);
  }
  return shares;
}

std::optional<Error> read_lists(const Arguments &arguments, handshake::ClientConfig &config) {
  config.versions = {wire::ProtocolVersion::tls13, wire::ProtocolVersion::tls12};
  config.groups = session::supported_groups();
  config.cipher_suites = session::supported_suites();
  config.signature_algorithms = session::verifiable_signatures();
  for (const auto &[name, value] : arguments.options()) {
    const auto named = [&, n = name](const std::string &what) {
      return Error{"--" + std::string(n) + ": " + what};
    };
    if (name == "group" || name == "key-share") {
      auto parsed = session::parse_groups(value);
      if (parsed.error) return named(*parsed.error);
      (name == "group" ? config.groups : config.key_shares) = std::move(parsed.list);
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
    } else if (name == "psk") {
      auto parsed = parse_psks(value);
      if (const auto *error = std::get_if<Error>(&parsed)) return named(error->text);
      config.external_psks = std::get<0>(std::move(parsed));
    } else if (name == "grease" || name == "compatibility") {
      bool &on = name == "grease" ? config.grease : config.compatibility_mode;
      if (const auto error = read_switch(value, on)) return named(error->text);
    } else if (is_of_tls12(name)) {
      bool &on =
          name == "encrypt-then-mac" ? config.encrypt_then_mac : config.extended_master_secret;
      if (const auto error = read_switch(value, on)) return named(error->text);
    }
  }
  if (config.key_shares.empty()) config.key_shares = usual_key_shares(config.groups);
  // Key shares stand in the order of the groups, and only for groups that are offered
  // (RFC 8446, section 4.2.8).
  std::vector<wire::NamedGroup> shares;
  for (const wire::NamedGroup group : config.groups) {
    if (std::find(config.key_shares.begin(), config.key_shares.end(), group) !=
        config.key_shares.end()) {
      shares.push_back(group);
    }
  }
  if (shares.size() != config.key_shares.size()) {
    return Error{"--key-share: has a group that --group does not have"};
  }
  config.key_shares = std::move(shares);
  if (auto error = settle_versions(arguments.has("tls"), config.cipher_suites, config.groups,
                                   config.external_psks, config.versions)) {
    return error;
  }
  if (auto error = check_tls12(arguments, config.versions)) return error;
  if (arguments.has("suite")) {
    if (auto error = check_suites(config)) return error;
  }
  return check_signatures(config.versions, config.signature_algorithms);
}

std::optional<Error> read_certificate(const Arguments &arguments, handshake::ClientConfig &config) {
  if (arguments.has("certificate") != arguments.has("key")) {
    return Error{"--certificate and --key go together"};
  }
  if (!arguments.has("certificate")) return std::nullopt;
  auto credential = read_credential(arguments.value("certificate"), arguments.value("key"),
                                    "--certificate: ", "--key: ");
  if (auto *error = std::get_if<Error>(&credential)) return *error;
  config.credentials.push_back(std::get<0>(std::move(credential)));
  return std::nullopt;
}

std::optional<Error> read_early_data(const std::string &value, wire::Bytes &out) {
  constexpr std::size_t kMost = 1 << 20;
  out = wire::to_bytes(wire::as_bytes(value));
  if (value.starts_with('@')) {
    const auto read = read_file(value.substr(1), kMost);
    if (const auto *error = std::get_if<Error>(&read)) return Error{"--early-data: " + error->text};
    out = wire::to_bytes(std::get<0>(read).view());
  }
  if (out.empty()) return Error{"--early-data: takes at least one byte"};
  return std::nullopt;
}

// read_resumption reads what has to do with sessions, once the configuration is complete.
std::optional<Error> read_resumption(const Arguments &arguments, Request &request) {
  const handshake::ClientConfig &config = *request.config;
  const bool tls13 = handshake::speaks(config, wire::ProtocolVersion::tls13);
  request.resume = arguments.has("resume");
  request.session_out = arguments.value("session-out");
  request.key_update = arguments.has("key-update");
  request.exporter = arguments.value("exporter");
  if (arguments.has("session-out") && request.session_out.empty()) {
    return Error{"--session-out: takes the name of a file"};
  }
  if (arguments.has("exporter") && (request.exporter.empty() || request.exporter.size() > 249)) {
    return Error{"--exporter: takes a label of 1 to 249 bytes"};
  }
  for (const std::string_view name : {"key-update", "early-data"}) {
    if (!arguments.has(name) || tls13) continue;
    return Error{"--" + std::string(name) + ": is for TLS 1.3; --tls 1.3 would fit"};
  }
  const handshake::Ticket *ticket = nullptr;
  if (arguments.has("session-in")) {
    auto read = read_sessions(arguments.value("session-in"));
    if (const auto *error = std::get_if<Error>(&read)) return Error{"--session-in: " + error->text};
    request.memory = std::get<0>(std::move(read));
    if (const auto error = check_sessions(request.memory, config)) {
      return Error{"--session-in: " + arguments.value("session-in") + ": " + error->text};
    }
    const auto found = find_session(request.memory, config);
    if (const auto *one = std::get_if<const handshake::Ticket *>(&found)) ticket = *one;
  }
  if (!arguments.has("early-data")) return std::nullopt;
  if (!request.resume && !ticket) {
    return Error{
        std::string("--early-data: needs a session of TLS 1.3; --resume or --session-in ") +
        (arguments.has("session-in") ? "with another FILE" : "FILE") + " would fit"};
  }
  if (!request.resume) {
    if (auto error = check_early_data(*ticket, config))
      return Error{"--early-data: " + error->text};
  }
  return read_early_data(arguments.value("early-data"), request.early_data);
}

Result<Request> read_request(const Arguments &arguments) {
  Request request;
  if (arguments.rest().size() != 2) {
    return Error{arguments.rest().size() < 2
                     ? "HOST and PORT are missing"
                     : session::printable(arguments.rest()[2]) + " is one word too many"};
  }
  request.host = arguments.rest()[0];
  if (request.host.starts_with('[') && request.host.ends_with(']')) {
    request.host = request.host.substr(1, request.host.size() - 2);
  }
  const auto port = parse_number(arguments.rest()[1], 1, 65535);
  if (!port) {
    return Error{"PORT: takes a number from 1 to 65535, not " +
                 session::printable(arguments.rest()[1])};
  }
  request.port = static_cast<std::uint16_t>(*port);
  const auto timeout = parse_number(arguments.value("timeout", "10"), 1, 86400);
  if (!timeout) {
    return Error{"--timeout: takes a number of seconds from 1 to 86400, not " +
                 session::printable(arguments.value("timeout"))};
  }
  request.timeout = std::chrono::seconds(*timeout);
  handshake::ClientConfig &config = *request.config;
  config.server_name = arguments.value("servername", request.host);
  const bool address = handshake::is_ip_address(config.server_name);
  if (!address && !is_host_name(config.server_name)) {
    return Error{std::string(arguments.has("servername") ? "--servername" : "HOST") +
                 ": takes a host name or an IP address, not " +
                 session::printable(config.server_name)};
  }
  // The zone of an address is our own affair: no certificate has it.
  if (address)
    config.server_name.resize(std::min(config.server_name.find('%'), config.server_name.size()));
  if (arguments.has("http-get")) {
    request.path = arguments.value("http-get");
    const bool clean = std::all_of(request.path->begin(), request.path->end(),
                                   [](char c) { return c > 0x20 && c < 0x7f; });
    if (!request.path->starts_with('/') || !clean) {
      return Error{"--http-get: takes a path that begins with / and has no spaces"};
    }
    config.application_protocols = {"http/1.1"};
  }
  if (auto error = read_lists(arguments, config)) return *error;
  if (auto error = read_trust(arguments, config)) return *error;
  if (auto error = read_certificate(arguments, config)) return *error;
  config.time = unix_time();
  if (auto error = read_resumption(arguments, request)) return *error;
  return request;
}

Scenario scenario_of(const Request &request, const std::string &peer) {
  const handshake::ClientConfig &config = *request.config;
  return {{"mode", "connect"},
          {"peer", peer},
          {"tls", joined_names(config.versions)},
          {"client-group", joined_names(config.groups)},
          {"key-share", joined_names(config.key_shares)},
          {"client-suite", joined_names(config.cipher_suites)},
          {"client-signature", joined_names(config.signature_algorithms)},
          {"server-name", config.server_name},
          {"client-alpn", joined(config.application_protocols)},
          {"trust", config.verify_certificate ? "on" : "off"},
          {"grease", config.grease ? "on" : "off"},
          {"compatibility", config.compatibility_mode ? "on" : "off"},
          {"time", std::to_string(config.time)}};
}

// Purpose is what a connection is for: to fetch a session for the next one, or the work itself.
enum class Purpose : std::uint8_t { session, work };

// check_second says why a second connection would not do what was asked for.
std::optional<Error> check_second(const Request &request, const handshake::ClientMemory &memory) {
  if (nothing_in(memory)) return Error{"--resume: the server left nothing to resume"};
  if (request.early_data.empty()) return std::nullopt;
  const auto found = find_session(memory, *request.config);
  if (const auto *error = std::get_if<Error>(&found)) return Error{"--early-data: " + error->text};
  auto error = check_early_data(*std::get<0>(found), *request.config);
  if (error) error->text = "--early-data: " + error->text;
  return error;
}

// Conversation is one connection from its first byte to its last.
class Conversation {
 public:
  Conversation(const Request &request, Purpose purpose, handshake::ClientMemory memory,
               TcpSocket socket, Recording &recording, trace::Recorder &trace)
      : request_(request),
        fetching_(purpose == Purpose::session),
        socket_(std::move(socket)),
        recording_(recording),
        trace_(trace),
        client_(request.config, crypto::system_seed(), std::move(memory)),
        deadline_(Clock::now() + request.timeout) {
    if (!fetching_) connection().send_early(request.early_data);
  }

  // run talks until one side ends; it gives the exit code.
  int run() {
    while (true) {
      work();
      if (const auto code = finished()) return close(*code);
      wait();
    }
  }

  // take_memory gives the sessions that are left.
  handshake::ClientMemory take_memory() { return client_.take_memory(); }

  std::optional<Error> write_trace() const {
    return recording_.write_trace(scenario_of(request_, socket_.address), trace_,
                                  trace::Role::client, name_of(client_.state()),
                                  client_.connection());
  }

 private:
  handshake::Connection &connection() { return client_.connection(); }

  // work lets the client make its moves, and takes what came of them.
  void work() {
    while (client_.can_step()) client_.step(trace_);
    wire::append(out_, connection().take_output());
    if (!established_ && connection().summary()) {
      established_ = true;
      say("connected to " + socket_.address + ": " +
          session::summary_text(*connection().summary()));
      keep_keys();
      deadline_ = Clock::now() + request_.timeout;
      if (fetching_) return work();
      if (!connection().resend_refused_early_data()) {
        say("handshake connect: the early data was refused and does not go again: the server chose "
            "another application protocol");
      }
      use_new_keys();
      if (request_.path) {
        connection().send(wire::as_bytes(
            get_request(request_.config->server_name, request_.port, *request_.path)));
      }
      return work();
    }
    const wire::Bytes data = connection().take_application_data();
    if (data.empty()) return;
    recording_.keep_received(data);
    response_.add(wire::as_text(data));
    deadline_ = Clock::now() + request_.timeout;
    if (!write_output(reinterpret_cast<const char *>(data.data()), data.size())) {
      problem_ = std::string("standard output: ") + std::strerror(errno);
    }
  }

  // use_new_keys does what the handshake's end makes possible.
  void use_new_keys() {
    const bool tls13 = connection().summary()->version == wire::ProtocolVersion::tls13;
    if (request_.key_update && !tls13) {
      say("handshake connect: --key-update is for TLS 1.3, and the server chose TLS 1.2");
    } else if (request_.key_update) {
      connection().update_keys(true);
    }
    if (request_.exporter.empty()) return;
    auto exported = client_.export_keying_material(request_.exporter, {}, 32, trace_);
    if (!exported) {
      say("handshake connect: --exporter: nothing is exported under this label, or without an "
          "extended master secret");
      return;
    }
    say("exported under " + session::printable(request_.exporter) + ": " + wire::to_hex(*exported));
    trace_.discard(*exported);
  }

  // fetched gives the exit code of a connection that is there for its session.
  std::optional<int> fetched() {
    const bool tls13 = connection().summary()->version == wire::ProtocolVersion::tls13;
    const bool over = connection().peer_closed() || peer_gone_ || Clock::now() >= deadline_;
    if (tls13 && client_.tickets().empty() && !over) return std::nullopt;
    return 0;
  }

  void keep_keys() {
    if (const auto error = recording_.write_keys(trace_)) problem_ = error->text;
  }

  // finished gives the exit code once there is nothing more to do.
  std::optional<int> finished() {
    if (connection().failure()) {
      say("handshake connect: " + session::failure_text(connection(), "client", "server"));
      return 1;
    }
    if (!problem_.empty()) {
      say("handshake connect: " + problem_);
      return 2;
    }
    if (fetching_ && established_) return fetched();
    if (connection().peer_closed()) return 0;
    if (request_.path && response_.complete()) return 0;
    if (peer_gone_) {
      say(established_ ? "handshake connect: the server went away without close_notify: what it "
                         "sent may be cut short"
                       : "handshake connect: the server went away during the handshake");
      return 1;
    }
    if (timed() && Clock::now() >= deadline_) {
      say("handshake connect: the server was silent for " +
          std::to_string(request_.timeout.count()) +
          (established_ ? " s" : " s during the handshake"));
      return 1;
    }
    return std::nullopt;
  }

  bool relaying() const { return established_ && !request_.path && !input_ended_ && !fetching_; }
  // While there is somebody who may type, silence is no fault.
  bool timed() const { return !relaying(); }

  void wait() {
    const bool full = out_.size() >= kMostWaiting;
    pollfd polled[2] = {
        {socket_.fd.get(), static_cast<short>(POLLIN | (out_.empty() ? 0 : POLLOUT)), 0},
        {relaying() && !full ? STDIN_FILENO : -1, POLLIN, 0}};
    const int n = poll(polled, 2, timed() ? milliseconds_until(deadline_) : -1);
    if (n <= 0) return;
    if (polled[0].revents & POLLOUT) flush();
    if (polled[0].revents & (POLLIN | POLLHUP | POLLERR)) receive();
    if (polled[1].revents != 0) read_input();
  }

  void flush() {
    // The server may have gone, but its last words may still be here to be read.
    const Transfer transfer = recording_.send(socket_.fd.get(), out_, trace::Role::client);
    if (transfer == Transfer::failed) out_.clear();
  }

  void receive() {
    wire::Bytes bytes;
    const Transfer transfer = receive_some(socket_.fd.get(), bytes);
    peer_gone_ = transfer == Transfer::ended || transfer == Transfer::failed;
    recording_.tap(bytes, trace::Role::server);
    connection().receive(bytes);
  }

  void read_input() {
    std::uint8_t buffer[16384];
    const ssize_t n = read(STDIN_FILENO, buffer, sizeof buffer);
    if (n > 0) {
      connection().send({buffer, static_cast<std::size_t>(n)});
    } else if (n == 0 || errno != EINTR) {
      // The server may still have something to say.
      input_ended_ = true;
      connection().close();
      deadline_ = Clock::now() + request_.timeout;
    }
  }

  // close says goodbye, lets it go out, and wipes what is left.
  int close(int code) {
    connection().close();
    while (client_.can_step()) client_.step(trace_);
    wire::append(out_, connection().take_output());
    const auto last = Clock::now() + std::min(request_.timeout, std::chrono::seconds(2));
    while (!out_.empty() && Clock::now() < last) {
      pollfd polled{socket_.fd.get(), POLLOUT, 0};
      if (poll(&polled, 1, milliseconds_until(last)) > 0) flush();
    }
    client_.end(trace_);
    // Data that is never read would make the system cut the connection, alert and all.
    if (connection().failure() && !peer_gone_) {
      shutdown(socket_.fd.get(), SHUT_WR);
      const auto patience = Clock::now() + std::chrono::milliseconds(500);
      while (!peer_gone_ && Clock::now() < patience) {
        pollfd polled{socket_.fd.get(), POLLIN, 0};
        if (poll(&polled, 1, milliseconds_until(patience)) > 0) receive();
      }
    }
    problem_.clear();
    keep_keys();
    if (!problem_.empty()) {
      say("handshake connect: " + problem_);
      return 2;
    }
    return code;
  }

  const Request &request_;
  const bool fetching_;
  TcpSocket socket_;
  Recording &recording_;
  trace::Recorder &trace_;
  handshake::Client client_;
  Clock::time_point deadline_;
  wire::Bytes out_;
  ResponseEnd response_;
  std::string problem_;
  bool established_ = false;
  bool input_ended_ = false;
  bool peer_gone_ = false;
};

// converse has the connections that were asked for, one or two.
int converse(Request &request, Recording &recording) {
  trace::Recorder trace(recording.mode());
  handshake::ClientMemory memory = std::move(request.memory);
  int code = 0;
  for (const Purpose purpose : {Purpose::session, Purpose::work}) {
    if (purpose == Purpose::session && !request.resume) continue;
    auto socket = connect_to(request.host, request.port, Clock::now() + request.timeout);
    if (const auto *error = std::get_if<Error>(&socket)) {
      say("handshake connect: " + error->text);
      return 1;
    }
    if (request.resume) {
      trace.begin_step(trace::Role::client);
      trace.add(trace::ConnectionBegun{purpose == Purpose::session ? 1u : 2u});
      recording.begin_connection();
    }
    Conversation conversation(request, purpose, std::move(memory), std::get<0>(std::move(socket)),
                              recording, trace);
    code = conversation.run();
    memory = conversation.take_memory();
    if (purpose == Purpose::session && code == 0) {
      // Between the two some time may have passed.
      request.config = std::make_shared<handshake::ClientConfig>(*request.config);
      request.config->time = unix_time();
      if (auto error = check_second(request, memory)) {
        say("handshake connect: " + error->text);
        code = 1;
      }
    }
    if (code != 0 || purpose == Purpose::work) {
      if (const auto error = conversation.write_trace()) {
        say("handshake connect: " + error->text);
        return 2;
      }
      break;
    }
  }
  if (code == 0 && !request.session_out.empty()) {
    if (nothing_in(memory)) {
      say("handshake connect: --session-out: the server left nothing to resume");
      return 1;
    }
    if (const auto error = write_sessions(request.session_out, memory)) {
      say("handshake connect: --session-out: " + error->text);
      return 2;
    }
  }
  return code;
}

}  // namespace

int connect(const std::vector<std::string> &words) {
  const Arguments arguments = Arguments::parse(words, kOptions);
  if (arguments.has("help")) {
    const std::string text = help();
    return write_output(text.data(), text.size()) ? 0 : 2;
  }
  if (arguments.error()) return usage(*arguments.error());
  auto read = read_request(arguments);
  if (const auto *error = std::get_if<Error>(&read)) return usage(error->text);
  Request &request = std::get<0>(read);
  // A file that cannot be written is better known before than after.
  for (const std::string_view name : {"trace", "keylog", "capture", "session-out"}) {
    if (!arguments.has(name)) continue;
    if (const auto error = check_writable(arguments.value(name))) {
      return usage("--" + std::string(name) + ": " + error->text);
    }
  }
  std::signal(SIGPIPE, SIG_IGN);
  Recording recording(arguments.value("trace"), arguments.value("keylog"),
                      arguments.value("capture"));
  const int code = converse(request, recording);
  if (const auto error = recording.write_capture()) {
    say("handshake connect: " + error->text);
    return 2;
  }
  return code;
}

}  // namespace cli
