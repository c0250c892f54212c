// Solo: one endpoint alone. Who carries its bytes to the other one, and when, is not its affair.
#pragma once

#include <optional>
#include <string>

#include "handshake/client.h"
#include "handshake/server.h"
#include "session/scenario.h"

namespace session {

using trace::Recorder;
using trace::Role;

// unfit_for_one says in one line what in a scenario makes no sense for a side that is alone: what
// contradiction() finds, a second connection, or somebody on the wire. nullopt: nothing.
std::optional<std::string> unfit_for_one(const Scenario &);

// Solo plays one side of a scenario; request and response are left to whoever has it. It is a
// plain value: keep copies to go back in time.
class Solo {
 public:
  // The seed is that of a Session of this scenario: derive_seed(seed, "client" or "server"). So
  // two of them that send the same make the same bytes.
  Solo(Role, const Scenario &, Recorder::Mode);

  Role role() const { return role_; }
  // can_step tells whether there is a message to build or one to take.
  bool can_step() const { return client_ ? client_->can_step() : server_->can_step(); }
  // step makes one move. False: there is none now.
  bool step();

  // receive takes bytes from the peer, cut anywhere.
  void receive(ByteView bytes) { own().receive(bytes); }
  // take_output gives the bytes that the peer must get.
  Bytes take_output() { return own().take_output(); }
  // send queues application data; it goes out when the handshake is complete.
  void send(ByteView data) { own().send(data); }
  // close queues a close_notify behind the data.
  void close() { own().close(); }
  // update_keys queues a KeyUpdate that asks the peer for one (RFC 8446, section 4.6.3).
  void update_keys() { own().update_keys(true); }

  const handshake::Connection &connection() const {
    return client_ ? client_->connection() : server_->connection();
  }
  std::string_view state() const {
    return client_ ? name_of(client_->state()) : name_of(server_->state());
  }
  // connected: the handshake is complete for this side. It stays so.
  bool connected() const { return connection().summary().has_value(); }
  // closed: nothing more will be read or written.
  bool closed() const { return connection().closed(); }
  // failed: the connection ended with an error.
  bool failed() const { return connection().failure().has_value(); }
  // received is the application data that came so far.
  const Bytes &received() const { return received_; }

  const Recorder &trace() const { return trace_; }
  // trace_json is the trace of this side (docs/trace-format.md).
  std::string trace_json() const;

 private:
  handshake::Connection &own() { return client_ ? client_->connection() : server_->connection(); }

  Role role_;
  Scenario scenario_;
  // One of the two.
  std::optional<handshake::Client> client_;
  std::optional<handshake::Server> server_;
  Bytes received_;
  Recorder trace_;
};

}  // namespace session
