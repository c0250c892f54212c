#include "handshake/session_ticket.h"

#include <algorithm>

#include "crypto/aead.h"
#include "crypto/hash.h"

namespace handshake {
namespace {

constexpr std::size_t kNameLength = 16;
constexpr std::size_t kBeforeSealed = kNameLength + crypto::kAeadNonceLength;
constexpr auto kAead = crypto::AeadAlgorithm::aes_256_gcm;

// Sealed is a SessionState on its way into a ticket or out of one.
struct Sealed {
  SessionState state;
  Bytes server_name, application_protocol;
};

// SecretBytes is "opaque name<1..255>" that is kept in wiped memory.
struct SecretBytes {
  void read(wire::Reader &in, SessionState &state) const {
    const ByteView bytes = in.bytes(in.length(1));
    if (in.ok() && bytes.empty()) return in.fail("length out of range");
    state.secret.bytes = crypto::Secret(bytes);
  }
  void write(wire::Writer &out, const SessionState &state) const {
    out.prefixed(1, [&] { out.bytes(state.secret); });
  }
};

// InState reads and writes a member of the SessionState inside.
template <class T, class Codec>
struct InState {
  T SessionState::*member;
  Codec codec;
  void read(wire::Reader &in, SessionState &state) const { codec.read(in, state.*member); }
  void write(wire::Writer &out, const SessionState &state) const {
    codec.write(out, state.*member);
  }
};
template <class T, class Codec>
constexpr auto state_field(std::string_view name, T SessionState::*member, Codec codec) {
  return wire::field(name, &Sealed::state, InState<T, Codec>{member, codec});
}

// Seconds is a time of 64 bits.
struct Seconds {
  void read(wire::Reader &in, std::int64_t &value) const {
    const std::uint64_t high = in.number(4);
    value = static_cast<std::int64_t>(high << 32 | in.number(4));
  }
  void write(wire::Writer &out, std::int64_t value) const {
    out.number(static_cast<std::uint32_t>(static_cast<std::uint64_t>(value) >> 32), 4);
    out.number(static_cast<std::uint32_t>(value), 4);
  }
};

constexpr auto kCertificates = wire::list<0, 0xffffff>("certificate", wire::opaque<1, 0xffffff>);

// Flag is a bool of one byte.
struct Flag {
  void read(wire::Reader &in, bool &value) const { value = in.number(1) != 0; }
  void write(wire::Writer &out, bool value) const { out.number(value ? 1 : 0, 1); }
};

}  // namespace
}  // namespace handshake

template <>
struct wire::Layout<handshake::Sealed> {
  using State = handshake::SessionState;
  static constexpr std::tuple fields{
      handshake::state_field("version", &State::version, u16),
      handshake::state_field("cipher_suite", &State::cipher_suite, u16),
      field("secret", &handshake::Sealed::state, handshake::SecretBytes()),
      handshake::state_field("extended_master_secret", &State::extended_master_secret,
                             handshake::Flag()),
      handshake::state_field("issued_at", &State::issued_at, handshake::Seconds()),
      handshake::state_field("lifetime", &State::lifetime, u32),
      handshake::state_field("age_add", &State::age_add, u32),
      handshake::state_field("max_early_data_size", &State::max_early_data_size, u32),
      field("server_name", &handshake::Sealed::server_name, opaque<0, 0xff>),
      field("application_protocol", &handshake::Sealed::application_protocol, opaque<0, 0xff>),
      handshake::state_field("client_certificates", &State::client_certificates,
                             handshake::kCertificates),
  };
};

namespace handshake {
namespace {

// key_name tells a server which of its keys a ticket is sealed with.
Bytes key_name(ByteView ticket_key) {
  Bytes name = wire::to_bytes(crypto::derive_seed(ticket_key, "ticket key name"));
  name.resize(kNameLength);
  return name;
}

// certificate_room is how many bytes the certificates of a state take.
std::size_t certificate_room(const SessionState &state) {
  std::size_t n = 0;
  for (const Bytes &one : state.client_certificates) n += one.size() + 3;
  return n;
}

// key_value gives the key its place in the trace. Its bytes stay out: it opens other tickets too.
Value key_value(Section section, Recorder &trace) {
  return trace.value("ticket_key", crypto::Secret(), [&] {
    return trace::Origin{"choose", {}, trace::server, section, true};
  });
}

}  // namespace

Value seal_ticket(const SessionState &state, ByteView ticket_key, std::uint8_t known_to,
                  Section section, Connection &connection, Recorder &trace) {
  const Value key = key_value(section, trace);
  const Value nonce =
      connection.draw("ticket_seal_nonce", crypto::kAeadNonceLength, known_to, section, trace);
  Bytes ticket = key_name(ticket_key);
  wire::Writer plaintext;
  // The buffer must not move while it grows: what it leaves behind would not be wiped.
  plaintext.out.reserve(1024 + certificate_room(state));
  {
    Sealed sealed{state, wire::to_bytes(wire::as_bytes(state.server_name)),
                  wire::to_bytes(wire::as_bytes(state.application_protocol))};
    wire::write(plaintext, sealed);
  }
  const Bytes ciphertext = crypto::seal(kAead, ticket_key, nonce, ticket, plaintext.out);
  crypto::wipe(plaintext.out.data(), plaintext.out.size());
  wire::append(ticket, nonce);
  wire::append(ticket, ciphertext);
  return trace.value("ticket", crypto::Secret(ticket), [&] {
    trace::Origin origin{"seal_ticket",
                         {{"ticket_key", trace::ValueId{key.id}},
                          {"nonce", trace::ValueId{nonce.id}},
                          {"version", std::uint64_t{static_cast<std::uint16_t>(state.version)}},
                          {"cipher_suite", std::string(wire::name_of(state.cipher_suite))},
                          {"secret", trace::ValueId{state.secret.id}},
                          {"extended_master_secret", std::uint64_t{state.extended_master_secret}},
                          {"issued_at", static_cast<std::uint64_t>(state.issued_at)},
                          {"lifetime", std::uint64_t{state.lifetime}},
                          {"age_add", std::uint64_t{state.age_add}},
                          {"max_early_data_size", std::uint64_t{state.max_early_data_size}},
                          {"server_name", state.server_name},
                          {"application_protocol", state.application_protocol},
                          {"client_certificates", Bytes()}},
                         known_to,
                         section};
    wire::Writer certificates;
    kCertificates.write(certificates, state.client_certificates);
    origin.inputs.back().is = std::move(certificates.out);
    return origin;
  });
}

std::optional<SessionState> read_ticket(ByteView all, ByteView ticket_key) {
  if (all.size() < kBeforeSealed || ticket_key.size() != kTicketKeyLength) return std::nullopt;
  const Bytes name = key_name(ticket_key);
  if (!std::equal(name.begin(), name.end(), all.begin())) return std::nullopt;
  auto plaintext =
      crypto::open(kAead, ticket_key, all.subspan(kNameLength, crypto::kAeadNonceLength), name,
                   all.subspan(kBeforeSealed));
  if (!plaintext) return std::nullopt;
  Sealed sealed;
  wire::Reader in(*plaintext);
  wire::read(in, sealed);
  const bool whole = in.ok() && in.left() == 0;
  crypto::wipe(plaintext->data(), plaintext->size());
  if (!whole) return std::nullopt;
  sealed.state.server_name = wire::as_text(sealed.server_name);
  sealed.state.application_protocol = wire::as_text(sealed.application_protocol);
  return std::move(sealed.state);
}

std::optional<SessionState> open_ticket(const Value &ticket, ByteView ticket_key, std::int64_t now,
                                        std::string_view secret_name, Section section,
                                        Recorder &trace) {
  auto state = read_ticket(ticket, ticket_key);
  if (!state) return std::nullopt;
  // Unsigned, the difference fits whatever the ticket says.
  const auto age = static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(state->issued_at);
  if (now < state->issued_at || age > state->lifetime) return std::nullopt;
  const Value key = key_value(section, trace);
  state->secret = trace.value(secret_name, std::move(state->secret.bytes), [&] {
    return trace::Origin{
        "open_ticket",
        {{"ticket_key", trace::ValueId{key.id}}, {"ticket", trace::ValueId{ticket.id}}},
        trace::kBothSides,
        section};
  });
  return state;
}

}  // namespace handshake
