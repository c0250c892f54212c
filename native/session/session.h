// Session: two endpoints and the wire between them.
#pragma once

#include <array>

#include "eavesdropper/recording.h"
#include "handshake/client.h"
#include "handshake/server.h"
#include "session/scenario.h"

namespace session {

using trace::Recorder;
using trace::Role;

// Session plays a scenario. It is a plain value: keep copies to go back in time.
class Session {
 public:
  // The scenario's seed gives each side its own: derive_seed(seed, "client" or "server").
  Session(const Scenario &, Recorder::Mode);
  // The same with configurations that were made before: to read their keys takes time. `later` is
  // for the second connection, if the scenario has one.
  Session(const Scenario &, Configs first, Configs later, Recorder::Mode);
  // A session of given configurations, for what a scenario cannot say.
  Session(std::shared_ptr<const handshake::ClientConfig>,
          std::shared_ptr<const handshake::ServerConfig>, ByteView seed, std::string request,
          std::string response, Recorder::Mode);

  // connection is the number of the connection that is being played, from 1.
  int connection() const { return connection_; }
  // step makes one move of one side. False: there is none left.
  bool step();
  // run makes all moves that are left.
  void run();

  const handshake::Client &client() const { return client_; }
  const handshake::Server &server() const { return server_; }
  const Recorder &trace() const { return trace_; }
  // in_flight is what `from` has sent and the other has not been given yet. Between two steps it
  // may be changed: that is what somebody on the wire can do.
  Bytes &in_flight(Role from) { return in_flight_[from == Role::server]; }
  // tap: from now on what is passed on is kept, for recording(). Times begin with the scenario's.
  void tap() { tapped_ = true; }
  // recording has what crossed the wire since tap(), connection by connection.
  const eavesdropper::Recording &recording() const { return recording_; }
  // received is the application data that a side got so far in this connection.
  const Bytes &received(Role by) const { return received_[by == Role::server]; }
  // established: the handshake is complete for both sides.
  bool established() const {
    return client_.connection().summary() && server_.connection().summary();
  }

 private:
  template <class Endpoint>
  bool move(Endpoint &, Role);
  bool deliver();
  bool release();
  void pass_on(Role from, ByteView);
  bool go_on();
  bool resume();
  bool replay();
  handshake::Connection &connection_of(Role role) {
    return role == Role::client ? client_.connection() : server_.connection();
  }
  void begin_connection();
  void next_connection();

  handshake::Client client_;
  handshake::Server server_;
  std::array<Bytes, 2> in_flight_;
  Network network_;
  bool tapped_ = false;
  std::int64_t now_ = 0;  // microseconds since 1970, for the recording alone
  eavesdropper::Recording recording_;
  std::array<Bytes, 2> received_;
  std::string request_, response_;
  std::array<bool, 2> update_keys_{};  // by side: it updates its keys between request and response
  int act_ = 0;
  // What a second connection needs, until it begins.
  struct Next {
    Configs configs;
    crypto::Secret client_seed, server_seed;
    std::string early_data;
    std::int64_t pause;  // seconds
    bool impostor;       // who plays the server remembers nothing
  };
  std::optional<Next> next_;
  std::string early_data_;  // of this connection
  // What somebody on the wire needs to send the client's bytes again, until it is done.
  struct Replay {
    std::shared_ptr<const handshake::ServerConfig> server;
    crypto::Secret server_seed;
    Bytes overheard;  // what the client sent in this connection, as it came to the server
  };
  std::optional<Replay> replay_;
  bool replaying_ = false;  // no client takes part in this connection
  int connection_ = 1;
  Recorder trace_;
};

}  // namespace session
