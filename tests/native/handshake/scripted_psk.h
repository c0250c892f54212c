// Scripted peers that have a PSK in common with one of our endpoints.
#pragma once

#include <functional>

#include "handshake/psk.h"
#include "native/handshake/scripted_peer.h"

namespace handshake::testing {

// The PSK of the tickets that the tests make up.
inline Value ticket_psk() { return {crypto::Secret(Bytes(32, 5)), 0, ""}; }

inline schedule::KeySchedule early_schedule(wire::CipherSuite suite, const Value &psk) {
  Recorder off{Recorder::Mode::off};
  schedule::KeySchedule keys(schedule::parameters_of(suite));
  keys.extract_early_secret(psk, off);
  return keys;
}

// early_protection is what early data goes under; the transcript is the ClientHello alone.
inline schedule::RecordProtection early_protection(const schedule::KeySchedule &keys,
                                                   const schedule::Transcript &transcript) {
  Recorder off{Recorder::Mode::off};
  const Value hash = transcript.hash_by(keys.hash(), off);
  const Value secret = keys.derive_secret("", "c e traffic", hash, off);
  return schedule::RecordProtection(
      keys.traffic_keys(Role::client, trace::Epoch::early, secret, off));
}

// Configured comes before the server that is made of it.
struct Configured {
  explicit Configured(const std::function<void(ServerConfig &)> &change) {
    auto made = std::make_shared<ServerConfig>(*session::server_config(session::Scenario()));
    if (change) change(*made);
    endpoint_config = made;
  }
  std::shared_ptr<const ServerConfig> endpoint_config;
};

// Resuming is our server before a scripted client that has a ticket of it.
struct Resuming : Configured, FacedServer {
  explicit Resuming(bool early = false, const std::function<void(ServerConfig &)> &change = {},
                    const std::function<void(SessionState &)> &change_session = {})
      : Configured(change), FacedServer(endpoint_config) {
    SessionState state;
    state.version = wire::ProtocolVersion::tls13;
    state.cipher_suite = wire::CipherSuite::TLS_AES_128_GCM_SHA256;
    state.secret = ticket_psk();
    state.issued_at = session::Scenario().time;
    state.lifetime = 7200;
    state.max_early_data_size = 20;
    if (change_session) change_session(state);
    Connection connection(Role::server, crypto::Random(Bytes(crypto::Random::kSeedLength, 1)));
    Recorder off{Recorder::Mode::off};
    psk.identity = wire::to_bytes(
        seal_ticket(state, endpoint_config->ticket_key, trace::kBothSides, "", connection, off));
    psk.keys = early_schedule(state.cipher_suite, state.secret);
    peer.psk = state.secret;
    peer.put(wire::PskKeyExchangeModes{{wire::PskKeyExchangeMode::psk_dhe_ke}});
    if (early) peer.put(wire::EarlyDataIndication{});
    peer.put(pre_shared_key({psk}));
  }
  // say_hello sends the ClientHello with right binders, unless `spoil` spoils them. What follows
  // goes under the keys of early data.
  void say_hello(const std::function<void(Bytes &)> &spoil = {}) {
    Bytes message = wire::encode(peer.hello);
    fill_binders(message, {psk}, peer.transcript, peer.off);
    if (spoil) spoil(message);
    peer.say(message);
    peer.write = early_protection(psk.keys, peer.transcript);
  }
  // read_flight lets the server work, and reads ServerHello to Finished. What the client sends goes
  // under its keys of the handshake if `early` is false, else those of early data stay until
  // end_early_data().
  void read_flight(bool early) {
    endpoint.connection().receive(std::exchange(peer.out, {}));
    while (endpoint.can_step()) endpoint.step(trace);
    wire::append(data, endpoint.connection().take_application_data());
    const Bytes flight = endpoint.connection().take_output();
    ASSERT_GT(flight.size(), wire::kRecordHeaderLength);
    const std::size_t n =
        wire::kRecordHeaderLength + (std::size_t{flight.at(3)} << 8 | flight.at(4));
    const schedule::RecordProtection before = peer.write;
    peer.take(ByteView(flight).first(n));
    peer.read_flight();
    handshake_write = peer.write;
    if (early) peer.write = before;
    peer.take(ByteView(flight).subspan(n));
    peer.read_rest();
    peer.unreadable = false;
  }
  void end_early_data() {
    peer.say(wire::encode(wire::EndOfEarlyData{}));
    peer.write = handshake_write;
  }
  void finish() {
    peer.say_finished();
    turn();
  }
  OfferedPsk psk;
  schedule::RecordProtection handshake_write;
};

}  // namespace handshake::testing
