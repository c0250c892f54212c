#include "cli/visitor.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/http.h"
#include "session/command.h"

namespace cli {
namespace {

constexpr std::chrono::seconds kLinger{2};

// config_at is a configuration at a time: tickets and certificates grow old.
std::shared_ptr<const handshake::ServerConfig> config_at(const handshake::ServerConfig &config,
                                                         std::int64_t time) {
  auto out = std::make_shared<handshake::ServerConfig>(config);
  out->time = time;
  return out;
}

}  // namespace

Visitor::Visitor(const VisitorSettings &settings, handshake::ServerMemory &memory, TcpSocket socket,
                 Recording recording, std::size_t number)
    : settings_(settings),
      memory_(memory),
      socket_(std::move(socket)),
      recording_(std::move(recording)),
      trace_(recording_.mode()),
      number_(number),
      began_(unix_time()),
      server_(config_at(*settings.config, began_), crypto::system_seed()),
      deadline_(Clock::now() + settings.timeout) {}

short Visitor::wanted_events() const {
  int events = 0;
  // A peer that does not read is not read from either.
  constexpr std::size_t kMostWaiting = 1 << 16;
  if (!peer_gone_ && out_.size() < kMostWaiting) events |= POLLIN;
  if (!out_.empty()) events |= POLLOUT;
  return static_cast<short>(events);
}

void Visitor::handle(short events) {
  if (events & (POLLIN | POLLHUP | POLLERR)) receive();
  if (phase_ == Phase::serving || phase_ == Phase::leaving) work();
  if (!out_.empty()) flush();
  if (phase_ == Phase::leaving && out_.empty()) {
    shutdown(fd(), SHUT_WR);
    phase_ = Phase::lingering;
    deadline_ = Clock::now() + std::min(settings_.timeout, kLinger);
  }
  if (peer_gone_ && (phase_ == Phase::lingering || (out_.empty() && phase_ == Phase::serving))) {
    phase_ = Phase::done;
  }
  check_deadline();
}

void Visitor::check_deadline() {
  if (phase_ == Phase::done || Clock::now() < deadline_) return;
  if (phase_ == Phase::serving) {
    log_ = std::to_string(settings_.timeout.count()) + " s are over: dropped";
  }
  phase_ = Phase::done;
}

void Visitor::receive() {
  if (peer_gone_) return;
  wire::Bytes bytes;
  const Transfer transfer = receive_some(fd(), bytes);
  peer_gone_ = transfer == Transfer::ended || transfer == Transfer::failed;
  recording_.tap(bytes, trace::Role::client);
  server_.connection().receive(bytes);
  if (phase_ == Phase::lingering) work();
}

void Visitor::flush() {
  if (recording_.send(fd(), out_, trace::Role::server) == Transfer::failed) {
    out_.clear();
    peer_gone_ = true;
  }
}

// work lets the server make its moves, and takes what came of them.
void Visitor::work() {
  while (server_.can_step()) server_.step(trace_, memory_);
  wire::append(out_, server_.connection().take_output());
  const wire::Bytes data = server_.connection().take_application_data();
  recording_.keep_received(data);
  if (established() && !keys_written_) {
    keys_written_ = true;
    if (const auto error = recording_.write_keys(trace_)) say("handshake serve: " + error->text);
  }
  if (phase_ != Phase::serving) return;
  request_ += wire::as_text(data);
  serve();
}

// serve answers a request that is complete, and leaves when there will be none.
void Visitor::serve() {
  handshake::Connection &connection = server_.connection();
  if (connection.failure()) return leave();
  if (!established()) return;
  if (const auto answer = answer_request(request_, *connection.summary())) {
    log_ = answer->log;
    connection.send(wire::as_bytes(answer->bytes));
    connection.close();
    leave();
    return work();
  }
  if (connection.peer_closed()) {
    log_ = "no request";
    connection.close();
    leave();
    work();
  }
}

void Visitor::leave() {
  phase_ = Phase::leaving;
  deadline_ = Clock::now() + settings_.timeout;
}

// say_goodbye sends close_notify before the connection is cut (RFC 8446, section 6.1). What cannot
// go out at once is not waited for.
void Visitor::say_goodbye() {
  handshake::Connection &connection = server_.connection();
  if (!established() || connection.failure()) return;
  // Data that is never read would make the system cut the connection, alert and all.
  receive();
  connection.close();
  work();
  if (!out_.empty()) flush();
  shutdown(fd(), SHUT_WR);
}

void Visitor::stop() {
  if (phase_ == Phase::serving) log_ = "the server stopped";
  finish();
}

void Visitor::finish() {
  phase_ = Phase::done;
  say_goodbye();
  server_.end(trace_, memory_);
  const handshake::Connection &connection = server_.connection();
  std::string line = socket_.address + ": ";
  if (connection.failure()) {
    line += session::failure_text(connection, "server", "client");
  } else if (connection.summary()) {
    line += session::summary_text(*connection.summary()) + ": " +
            (log_.empty() ? "the client went away" : log_);
  } else {
    line += log_.empty() ? "the client went away during the handshake" : log_;
  }
  say(line);
  if (const auto error = recording_.write_keys(trace_)) say("handshake serve: " + error->text);
  Scenario scenario{{"mode", "serve"}, {"peer", socket_.address}};
  scenario.insert(scenario.end(), settings_.scenario.begin(), settings_.scenario.end());
  scenario.emplace_back("time", std::to_string(began_));
  if (const auto error = recording_.write_trace(scenario, trace_, trace::Role::server,
                                                name_of(server_.state()), connection)) {
    say("handshake serve: " + error->text);
  }
  if (const auto error = recording_.append_capture(number_)) {
    say("handshake serve: " + error->text);
  }
}

}  // namespace cli
