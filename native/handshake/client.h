// Client: one TLS connection, seen from the client. Sans-IO: bytes in, bytes out, one move a step.
#pragma once

#include <memory>
#include <variant>

#include "handshake/hello/client.h"
#include "handshake/tls12/client.h"
#include "handshake/tls13/client.h"

namespace handshake {

class Client {
 public:
  // The seed has 32 bytes and decides every random byte; no copy of it is kept.
  // `memory` is what is left of earlier connections.
  Client(std::shared_ptr<const ClientConfig> config, ByteView seed, ClientMemory memory = {})
      : Client(std::move(config), crypto::Random(seed), std::move(memory)) {}
  Client(std::shared_ptr<const ClientConfig> config, crypto::Random random,
         ClientMemory memory = {})
      : config_(std::move(config)),
        connection_(Role::client, std::move(random)),
        memory_(std::move(memory)) {
    connection_.records().set_padding(config_->record_padding);
  }

  Connection &connection() { return connection_; }
  const Connection &connection() const { return connection_; }
  ClientState state() const { return state_.get(); }
  // tickets are those that the server sent, the latest last.
  const std::vector<Ticket> &tickets() const { return memory_.tickets; }

  // can_resume tells whether a later connection may resume this one.
  bool can_resume() const { return !memory_.tickets.empty() || !memory_.sessions.empty(); }

  // take_memory gives what the next connection may need; this one has it no longer.
  ClientMemory take_memory() { return std::exchange(memory_, {}); }

  // can_step tells whether there is a message to build or one to take.
  bool can_step() const;
  // step makes exactly one move: it builds one message or takes one. Call it only if can_step().
  void step(Recorder &);
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
  void end(Recorder &);

  friend bool operator==(const Client &, const Client &) = default;

 private:
  bool sends() const;
  bool key_update_due() const;
  Status move(ClientContext &);
  void close(Recorder &);

  std::shared_ptr<const ClientConfig> config_;
  Connection connection_;
  StateHolder<ClientState> state_;
  ClientMemory memory_;
  std::variant<hello::Client, tls12::Client, tls13::Client> phase_;
};

}  // namespace handshake
