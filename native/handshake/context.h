// Context: what a phase of the handshake works with, besides its own values.
#pragma once

#include "handshake/config.h"
#include "handshake/connection.h"
#include "handshake/memory.h"
#include "handshake/states.h"

namespace handshake {

template <class Config, class State, class Memory>
struct Context {
  const Config &config;
  Connection &connection;
  StateHolder<State> &state;
  Recorder &trace;
  Memory &memory;

  // replayed gives the bytes that the configuration wants sent in place of a message, or those that
  // `build` makes. `n` counts the messages of this type from 0.
  template <class Build>
  Bytes replayed(wire::HandshakeType type, Build build, std::size_t n = 0) const {
    auto [it, end] = config.replay.equal_range(type);
    for (; n > 0 && it != end; --n) ++it;
    return it == end ? build() : it->second;
  }
};
using ClientContext = Context<ClientConfig, ClientState, ClientMemory>;
using ServerContext = Context<ServerConfig, ServerState, ServerMemory>;

// expect_type demands a handshake message of one type, by the state that the endpoint is in.
inline Status expect_type(const Received &received, wire::HandshakeType type, std::string_view what,
                          Section section, Recorder &trace) {
  return require(
      received.message.type == wire::ContentType::handshake && received.handshake_type() == type,
      AlertDescription::unexpected_message, what, section, trace);
}

// received_value names a value that was read from a message of the peer.
inline Value received_value(std::string_view name, ByteView bytes, const Received &from,
                            std::string_view field, std::uint8_t known_to, Section section,
                            Recorder &trace) {
  return trace.value(name, crypto::Secret(bytes), [&] {
    return trace::Origin{
        "receive",
        {{"message", trace::Messages{{from.event}}}, {"field", std::string(field)}},
        known_to,
        section};
  });
}

}  // namespace handshake
