// Server: one TLS connection, seen from the server. Sans-IO: bytes in, bytes out, one move a step.
#pragma once

#include <memory>
#include <variant>

#include "handshake/hello/server.h"
#include "handshake/tls12/server.h"
#include "handshake/tls13/server.h"

namespace handshake {

class Server {
 public:
  // The seed has 32 bytes and decides every random byte; no copy of it is kept.
  // `memory` is what is left of earlier connections.
  Server(std::shared_ptr<const ServerConfig> config, ByteView seed, ServerMemory memory = {})
      : Server(std::move(config), crypto::Random(seed), std::move(memory)) {}
  Server(std::shared_ptr<const ServerConfig> config, crypto::Random random,
         ServerMemory memory = {})
      : config_(std::move(config)),
        connection_(Role::server, std::move(random)),
        memory_(std::move(memory)) {
    connection_.records().set_padding(config_->record_padding);
  }

  Connection &connection() { return connection_; }
  const Connection &connection() const { return connection_; }
  ServerState state() const { return state_.get(); }

  // take_memory gives what the next connection may need; this one has it no longer.
  ServerMemory take_memory() { return std::exchange(memory_, {}); }

  // can_step tells whether there is a message to build or one to take.
  bool can_step() const;
  // step makes exactly one move: it builds one message or takes one. Call it only if can_step().
  void step(Recorder &trace) { step(trace, memory_); }
  // The same with a memory that the caller shares among connections.
  void step(Recorder &, ServerMemory &);
  // export_keying_material is the exporter of RFC 8446, section 7.5, and RFC 5705: `length` bytes
  // for a label and a context; in TLS 1.3 no context is the same as an empty one. nullopt: the
  // handshake is not far enough, the connection is over, or it is of TLS 1.2 without an extended
  // master secret (RFC 7627, section 5.4). The caller discards what it gets.
  std::optional<Value> export_keying_material(std::string_view label,
                                              std::optional<ByteView> context, std::size_t length,
                                              Recorder &);
  // export_early_keying_material is the same with early_exporter_master_secret: for early data.
  std::optional<Value> export_early_keying_material(std::string_view label, ByteView context,
                                                    std::size_t length, Recorder &);
  // end closes the connection as it is, because the way to the peer is gone. What is left of the
  // keys is wiped.
  void end(Recorder &trace) { end(trace, memory_); }
  // The same with a memory that the caller shares among connections.
  void end(Recorder &, ServerMemory &);

  friend bool operator==(const Server &, const Server &) = default;

 private:
  bool sends() const;
  bool key_update_due() const;
  bool tickets_due() const;
  Status move(ServerContext &);
  void close(Recorder &, ServerMemory &);

  std::shared_ptr<const ServerConfig> config_;
  Connection connection_;
  StateHolder<ServerState> state_;
  ServerMemory memory_;
  std::variant<hello::Server, tls12::Server, tls13::Server> phase_;
};

}  // namespace handshake
