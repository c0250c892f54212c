#include "session/session.h"

namespace session {

Session::Session(const Scenario &scenario, Recorder::Mode mode)
    : Session(scenario,
              scenario.resumption == "off" ? configs_of_last(scenario) : configs(scenario),
              scenario.resumption == "off" ? Configs() : configs_of_last(scenario), mode) {}

Session::Session(const Scenario &scenario, Configs first, Configs later, Recorder::Mode mode)
    : Session(std::move(first.client), first.server,
              wire::from_hex(scenario.seed).value_or(Bytes(crypto::Random::kSeedLength)),
              scenario.request, scenario.response, mode) {
  update_keys_ = {scenario.key_update == "client" || scenario.key_update == "both",
                  scenario.key_update == "server" || scenario.key_update == "both"};
  network_ = Network(scenario.network);
  now_ = scenario.time * 1'000'000;
  const bool resumes = scenario.resumption != "off";
  const Bytes seed = wire::from_hex(scenario.seed).value_or(Bytes(crypto::Random::kSeedLength));
  if (scenario.replay) {
    replay_ = Replay{resumes ? later.server : std::move(first.server),
                     crypto::derive_seed(seed, resumes ? "server 3" : "server 2"),
                     {}};
  }
  if (scenario.replay || resumes) begin_connection();
  if (!resumes) return;
  next_ = Next{std::move(later),
               crypto::derive_seed(seed, "client 2"),
               crypto::derive_seed(seed, "server 2"),
               scenario.early_data,
               scenario.pause,
               scenario.impostor != "none"};
}

Session::Session(std::shared_ptr<const handshake::ClientConfig> client,
                 std::shared_ptr<const handshake::ServerConfig> server, ByteView seed,
                 std::string request, std::string response, Recorder::Mode mode)
    : client_(std::move(client), crypto::derive_seed(seed, "client")),
      server_(std::move(server), crypto::derive_seed(seed, "server")),
      request_(std::move(request)),
      response_(std::move(response)),
      trace_(mode) {}

template <class Endpoint>
bool Session::move(Endpoint &endpoint, Role role) {
  if (!endpoint.can_step()) return false;
  endpoint.step(trace_);
  wire::append(in_flight(role), endpoint.connection().take_output());
  wire::append(received_[role == Role::server], endpoint.connection().take_application_data());
  return true;
}

// pass_on gives bytes to the other side, and keeps them for who listens.
void Session::pass_on(Role from, ByteView bytes) {
  // Who replays reads nothing of the answers.
  if (!replaying_ || from == Role::client) connection_of(trace::peer_of(from)).receive(bytes);
  if (replay_ && from == Role::client) wire::append(replay_->overheard, bytes);
  if (!tapped_ || bytes.empty()) return;
  constexpr std::int64_t kStep = 1000;  // any would do, as long as it is the same in every run
  recording_.resize(static_cast<std::size_t>(connection_));
  recording_.back().push_back({from, wire::to_bytes(bytes), now_});
  now_ += kStep;
}

// deliver lets the network pass on what is in flight.
bool Session::deliver() {
  bool delivered = false;
  for (const Role from : {Role::client, Role::server}) {
    if (in_flight(from).empty()) continue;
    Bytes bytes = std::exchange(in_flight(from), {});
    if (!network_.idle()) bytes = network_.pass(from, bytes, trace_);
    pass_on(from, bytes);
    delivered = true;
  }
  return delivered;
}

// release passes on what the network holds back for a record that will not come.
bool Session::release() {
  bool released = false;
  for (const Role from : {Role::client, Role::server}) {
    const Bytes bytes = network_.release(from);
    if (bytes.empty()) continue;
    pass_on(from, bytes);
    released = true;
  }
  return released;
}

// go_on plays the next act once both sides are quiet: request, new keys, response, goodbye from
// both.
bool Session::go_on() {
  if (!established() || replaying_) return false;
  switch (act_++) {
    case 0:
      client_.connection().send(wire::as_bytes(request_));
      return true;
    case 1:
      if (received(Role::server).size() < early_data_.size() + request_.size()) return false;
      if (update_keys_[0]) client_.connection().update_keys(true);
      if (update_keys_[1]) server_.connection().update_keys(true);
      return true;
    case 2:
      server_.connection().send(wire::as_bytes(response_));
      return true;
    case 3:
      if (received(Role::client).size() < response_.size()) return false;
      client_.connection().close();
      return true;
    case 4:
      if (!server_.connection().peer_closed()) return false;
      server_.connection().close();
      return true;
    default:
      return false;
  }
}

// begin_connection writes down where a connection begins, when there are several.
void Session::begin_connection() {
  for (const Role role : {Role::client, Role::server}) {
    if (replaying_ && role == Role::client) continue;
    trace_.begin_step(role);
    trace_.add(trace::ConnectionBegun{static_cast<std::uint64_t>(connection_)});
  }
}

// next_connection forgets what belongs to the one before.
void Session::next_connection() {
  in_flight_ = {};
  received_[1].clear();
  if (!replaying_) received_[0].clear();
  network_.begin_connection();
  act_ = 0;
  ++connection_;
  if (replay_) replay_->overheard.clear();
  begin_connection();
}

// resume begins the second connection with what both sides remember of the first.
bool Session::resume() {
  if (!next_ || !established() || !client_.can_resume()) return false;
  Next next = std::move(*next_);
  next_.reset();
  client_ =
      handshake::Client(std::move(next.configs.client), next.client_seed, client_.take_memory());
  server_ = handshake::Server(std::move(next.configs.server), next.server_seed,
                              next.impostor ? handshake::ServerMemory() : server_.take_memory());
  now_ += next.pause * 1'000'000;
  next_connection();
  early_data_ = std::move(next.early_data);
  client_.connection().send_early(wire::as_bytes(early_data_));
  return true;
}

// replay sends to the server what the client sent in the last connection, once more.
bool Session::replay() {
  if (!replay_ || replay_->overheard.empty()) return false;
  Replay replay = std::move(*replay_);
  replay_.reset();
  replaying_ = true;
  server_ = handshake::Server(std::move(replay.server), replay.server_seed, server_.take_memory());
  next_connection();
  network_.replay(Role::client, replay.overheard, trace_);
  pass_on(Role::client, replay.overheard);
  return true;
}

bool Session::step() {
  while (true) {
    // Who asks for early data wants it to arrive.
    if (client_.connection().summary() && !client_.connection().resend_refused_early_data()) {
      early_data_.clear();
    }
    if (move(client_, Role::client) || move(server_, Role::server)) return true;
    if (!deliver() && !go_on() && !release() && !resume() && !replay()) return false;
  }
}

void Session::run() {
  while (step()) {
  }
}

}  // namespace session
