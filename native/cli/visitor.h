// Visitor: one connection to serve, from its first byte to its last.
#pragma once

#include <memory>

#include "cli/recording.h"
#include "cli/sockets.h"
#include "handshake/server.h"

namespace cli {

// VisitorSettings is what all visitors have in common.
struct VisitorSettings {
  // Without the time: each visitor comes at its own.
  std::shared_ptr<const handshake::ServerConfig> config;
  Scenario scenario;
  std::chrono::seconds timeout{10};
  // What the connections leave for later ones: sessions by their ID, and early data seen before.
};

// Visitor never blocks: poll its descriptor for what it wants and hand it what happened. Handshake
// and request have one time limit together, so a client that sends a byte now and then gains
// nothing.
class Visitor {
 public:
  // The memory is that of all visitors, and outlives them. `number` visitors came before.
  Visitor(const VisitorSettings &, handshake::ServerMemory &, TcpSocket, Recording,
          std::size_t number);

  int fd() const { return socket_.fd.get(); }
  short wanted_events() const;
  Clock::time_point deadline() const { return deadline_; }
  // handle takes what poll() reported, or 0, and looks at the clock.
  void handle(short events);
  bool done() const { return phase_ == Phase::done; }
  bool established() const { return server_.connection().summary().has_value(); }
  // stop ends it early, because the server ends.
  void stop();
  // finish says goodbye to a peer that has not heard it, wipes what is left, writes trace and keys,
  // and says what came of it.
  void finish();

 private:
  // serving: handshake and request. leaving: the last bytes go out. lingering: they are out, and
  // the peer gets a moment to read them and close.
  enum class Phase : std::uint8_t { serving, leaving, lingering, done };

  void work();
  void serve();
  void receive();
  void flush();
  void leave();
  void check_deadline();
  void say_goodbye();

  const VisitorSettings &settings_;
  handshake::ServerMemory &memory_;
  TcpSocket socket_;
  Recording recording_;
  trace::Recorder trace_;
  std::size_t number_;
  std::int64_t began_;
  handshake::Server server_;
  Clock::time_point deadline_;
  Phase phase_ = Phase::serving;
  bool keys_written_ = false;
  bool peer_gone_ = false;
  wire::Bytes out_;
  std::string request_;
  std::string log_;
};

}  // namespace cli
