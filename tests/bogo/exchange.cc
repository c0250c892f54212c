#include "bogo/exchange.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "bogo/findings.h"
#include "cli/sockets.h"
#include "session/command.h"

namespace bogo {
namespace {

constexpr std::chrono::seconds kPatience{20};

Problem ended(std::string what) { return {Problem::Kind::ended, std::move(what)}; }

// Endpoint is the core's client or server.
class Endpoint {
 public:
  explicit Endpoint(handshake::Client client) : client_(std::move(client)) {}
  explicit Endpoint(handshake::Server server) : server_(std::move(server)) {}

  handshake::Connection &connection() {
    return client_ ? client_->connection() : server_->connection();
  }
  void step(trace::Recorder &trace) {
    if (client_) {
      client_->step(trace);
    } else {
      server_->step(trace);
    }
  }
  bool can_step() const { return client_ ? client_->can_step() : server_->can_step(); }
  std::optional<trace::Value> export_keys(const Flags &flags, trace::Recorder &trace) {
    const auto context = flags.use_export_context
                             ? std::optional(wire::as_bytes(flags.export_context))
                             : std::nullopt;
    const auto length = static_cast<std::size_t>(flags.export_keying_material);
    return client_ ? client_->export_keying_material(flags.export_label, context, length, trace)
                   : server_->export_keying_material(flags.export_label, context, length, trace);
  }
  void leave(Kept &kept, trace::Recorder &trace) {
    if (client_) {
      client_->end(trace);
      kept.client = client_->take_memory();
    } else {
      server_->end(trace);
      kept.server = server_->take_memory();
    }
  }

 private:
  // One of the two.
  std::optional<handshake::Client> client_;
  std::optional<handshake::Server> server_;
};

// Wire carries bytes between an endpoint and the runner.
class Wire {
 public:
  Wire(cli::TcpSocket socket, bool one_by_one)
      : socket_(std::move(socket)), one_by_one_(one_by_one) {}

  bool ended() const { return ended_ && waiting_.empty(); }

  // hold lets one more byte through; the rest waits for release().
  void hold() { hold_ = true; }
  void release() {
    hold_ = false;
    send(std::exchange(held_, {}));
  }

  // send puts bytes on the wire; a peer that has gone is noticed when reading.
  void send(wire::Bytes bytes) {
    if (hold_ && !bytes.empty()) {
      const auto rest = bytes.begin() + (held_.empty() ? 1 : 0);
      held_.insert(held_.end(), rest, bytes.end());
      bytes.erase(rest, bytes.end());
    }
    while (!bytes.empty()) {
      pollfd polled{socket_.fd.get(), POLLOUT, 0};
      if (poll(&polled, 1, static_cast<int>(kPatience.count()) * 1000) <= 0) return;
      if (cli::send_some(socket_.fd.get(), bytes) == cli::Transfer::failed) return;
    }
  }

  // receive waits for bytes; none: the peer ended the connection. With -async they come one by
  // one.
  wire::Bytes receive() {
    if (waiting_.empty() && !ended_) {
      pollfd polled{socket_.fd.get(), POLLIN, 0};
      if (poll(&polled, 1, static_cast<int>(kPatience.count()) * 1000) <= 0) {
        ended_ = true;
        return {};
      }
      const auto transfer = cli::receive_some(socket_.fd.get(), waiting_);
      ended_ = transfer == cli::Transfer::ended || transfer == cli::Transfer::failed;
    }
    const std::size_t n = one_by_one_ ? std::min<std::size_t>(waiting_.size(), 1) : waiting_.size();
    wire::Bytes out(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(n));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(n));
    return out;
  }

  // leave tells the runner that no more will come, and reads what it still has to say: bytes that
  // nobody reads would make the system cut the connection, alert and all.
  void leave() {
    shutdown(socket_.fd.get(), SHUT_WR);
    waiting_.clear();
    while (!ended_) {
      receive();
      waiting_.clear();
    }
  }

 private:
  cli::TcpSocket socket_;
  bool one_by_one_;
  wire::Bytes waiting_, held_;
  bool ended_ = false, hold_ = false;
};

class Exchange {
 public:
  Exchange(const Flags &flags, const Flags &retry, bool resumes, Endpoint endpoint, Wire wire,
           std::shared_ptr<const Verdict> verdict)
      : flags_(&flags),
        retry_(retry),
        resumes_(resumes),
        endpoint_(std::move(endpoint)),
        wire_(std::move(wire)),
        verdict_(std::move(verdict)),
        trace_(wants_trace(flags) || wants_trace(retry) ? trace::Recorder::Mode::on
                                                        : trace::Recorder::Mode::off) {}

  std::optional<Problem> run() {
    if (flags_->shim_writes_first && resumes_ && !flags_->server && flags_->enable_early_data) {
      connection().send_early(wire::as_bytes(kHello));
      hello_said_ = true;
    }
    auto problem = talk();
    // What is left to say goes out: alerts first of all.
    step();
    wire_.leave();
    return problem;
  }

  // leave gives back what the endpoint remembers, and says what is wrong with it.
  std::optional<Problem> leave(Kept &kept) {
    endpoint_.leave(kept, trace_);
    if (flags_->server) return check_server_memory(*flags_, resumes_, kept.server);
    return check_client_memory(*flags_, connection(), kept.client, kept.before);
  }

 private:
  static constexpr std::string_view kHello = "hello";

  handshake::Connection &connection() { return endpoint_.connection(); }

  void step() {
    while (endpoint_.can_step()) endpoint_.step(trace_);
    wire_.send(connection().take_output());
  }

  // advance takes what comes next from the wire; it gives what ended the connection before its
  // time.
  std::optional<Problem> advance() {
    const wire::Bytes bytes = wire_.receive();
    if (!bytes.empty()) connection().receive(bytes);
    step();
    return failure();
  }

  std::optional<Problem> failure() {
    if (!connection().failure()) return std::nullopt;
    return ended(
        session::failure_text(connection(), flags_->server ? "server" : "client", "runner"));
  }

  std::optional<Problem> talk() {
    step();
    if (hello_said_ && flags_->export_keying_material > 0) {
      // While early data goes out there is nothing that the peer is bound to.
      return endpoint_.export_keys(*flags_, trace_)
                 ? wrong("keying material was exported before the handshake was complete")
                 : ended("no keying material is exported during the handshake");
    }
    while (!connection().summary()) {
      if (auto problem = advance()) return problem;
      if (connection().summary()) break;
      if (wire_.ended()) return ended("the runner left during the handshake");
      say_back();
    }
    if (flags_->handshake_never_done) return wrong("the handshake was completed");
    if (connection().summary()->early_data == "rejected" && !flags_->server) flags_ = &retry_;
    if (!flags_->implicit_handshake) {
      if (auto problem = check_handshake(*flags_, resumes_, connection(), trace_, *verdict_)) {
        return problem;
      }
    }
    if (auto problem = say_secrets()) return problem;
    if (!hello_said_ && (flags_->shim_writes_first || flags_->read_with_unfinished_write)) {
      if (flags_->read_with_unfinished_write) wire_.hold();
      connection().send(wire::as_bytes(kHello));
    }
    step();
    if (!flags_->shim_shuts_down) {
      if (auto problem = echo()) return problem;
    }
    if (auto problem = shut_down()) return problem;
    return check_messages(*flags_, trace_);
  }

  // say_secrets sends what the runner wants to compare with its own.
  std::optional<Problem> say_secrets() {
    if (flags_->export_keying_material > 0) {
      const auto exported = endpoint_.export_keys(*flags_, trace_);
      if (!exported) return wrong("no keying material is exported");
      connection().send(*exported);
    }
    if (flags_->export_traffic_secrets) {
      const auto secrets = traffic_secrets(*flags_, trace_);
      if (secrets.empty()) return wrong("there are no traffic secrets");
      connection().send(secrets);
    }
    if (flags_->tls_unique) {
      const auto unique = tls_unique(trace_);
      if (unique.empty()) return wrong("there is no Finished");
      connection().send(unique);
    }
    return std::nullopt;
  }

  // say_back sends back what came, each bit turned over; to early data, before the handshake is
  // complete.
  void say_back() {
    wire::Bytes data = connection().take_application_data();
    if (data.empty()) return;
    wire_.release();
    if (flags_->key_update) connection().update_keys(false);
    for (std::uint8_t &one : data) one = static_cast<std::uint8_t>(one ^ 0xff);
    connection().send(data);
    step();
  }

  // echo says back what comes until the runner has no more to say.
  std::optional<Problem> echo() {
    while (true) {
      say_back();
      if (auto problem = failure()) return problem;
      if (connection().peer_closed() || wire_.ended()) return std::nullopt;
      if (auto problem = advance()) return problem;
    }
  }

  std::optional<Problem> shut_down() {
    // Without the flag the shim goes without a word.
    if (!flags_->check_close_notify) return std::nullopt;
    connection().close();
    step();
    while (!connection().peer_closed()) {
      if (wire_.ended()) return ended("the runner left without close_notify");
      if (auto problem = advance()) return problem;
    }
    if (!connection().take_application_data().empty()) {
      return ended("data came after the shim was done");
    }
    return std::nullopt;
  }

  const Flags *flags_;
  const Flags &retry_;
  bool resumes_;
  Endpoint endpoint_;
  Wire wire_;
  std::shared_ptr<const Verdict> verdict_;
  trace::Recorder trace_;
  bool hello_said_ = false;
};

}  // namespace

std::optional<Problem> exchange(const Flags &flags, const Flags &retry, bool resumes, Kept &kept) {
  if (resumes && !flags.server && kept.client.tickets.empty() && kept.client.sessions.empty()) {
    return wrong("there is no session to offer");
  }
  auto verdict = std::make_shared<const Verdict>(flags, retry);
  std::optional<Endpoint> endpoint;
  if (flags.server) {
    auto config = server_config(flags, kept.time, kept.ticket_key, verdict);
    if (const auto *problem = std::get_if<Problem>(&config)) return *problem;
    endpoint.emplace(
        handshake::Server(std::get<0>(config), crypto::system_seed(), std::move(kept.server)));
  } else {
    auto config = client_config(flags, kept.time, verdict);
    if (const auto *problem = std::get_if<Problem>(&config)) return *problem;
    kept.before = names_of(kept.client);
    endpoint.emplace(
        handshake::Client(std::get<0>(config), crypto::system_seed(), std::move(kept.client)));
  }
  const auto deadline = cli::Clock::now() + kPatience;
  auto socket = cli::connect_to("::1", static_cast<std::uint16_t>(flags.port), deadline);
  if (std::holds_alternative<cli::Error>(socket)) {
    socket = cli::connect_to("127.0.0.1", static_cast<std::uint16_t>(flags.port), deadline);
  }
  if (const auto *error = std::get_if<cli::Error>(&socket)) return wrong(error->text);
  Wire wire(std::get<0>(std::move(socket)), flags.async);
  Exchange one(flags, retry, resumes, *std::move(endpoint), std::move(wire), verdict);
  auto problem = one.run();
  const auto about_memory = one.leave(kept);
  kept.time += flags.resumption_delay;
  return problem ? problem : about_memory;
}

}  // namespace bogo
