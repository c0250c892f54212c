// Session tickets: a server's memory of a session, sealed and left with the client
// (RFC 8446, section 4.6.1; RFC 5077). The same for TLS 1.2 and TLS 1.3.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "handshake/connection.h"

namespace handshake {

// kTicketKeyLength is the size of a ticket key in bytes.
inline constexpr std::size_t kTicketKeyLength = 32;

// SessionState is what a server must know to resume a session.
struct SessionState {
  wire::ProtocolVersion version{};
  wire::CipherSuite cipher_suite{};
  Value secret;                         // resumption_psk; in TLS 1.2 master_secret
  bool extended_master_secret = false;  // RFC 7627, section 5.3
  std::int64_t issued_at = 0;           // seconds since 1970-01-01T00:00:00Z
  std::uint32_t lifetime = 0;           // seconds
  std::uint32_t age_add = 0;            // milliseconds
  std::uint32_t max_early_data_size = 0;
  std::string server_name;
  std::string application_protocol;
  std::vector<Bytes> client_certificates;  // DER; empty: the client sent none
  friend bool operator==(const SessionState &, const SessionState &) = default;
};

// seal_ticket makes a ticket: key_name(16) ‖ nonce(12) ‖ AEAD_AES_256_GCM(state). The key has
// kTicketKeyLength bytes; key_name comes from it and is the additional data. The nonce is drawn.
Value seal_ticket(const SessionState &, ByteView ticket_key, std::uint8_t known_to, Section,
                  Connection &, Recorder &);

// read_ticket gives the state in a ticket of this key, however old; nullopt: it is of another key,
// was changed, or cannot be read.
std::optional<SessionState> read_ticket(ByteView ticket, ByteView ticket_key);

// open_ticket gives the state in a ticket. nullopt: it is of another key, was changed, cannot be
// read, or is older than its lifetime at `now` (seconds since 1970); that is no error (RFC 8446,
// section 4.2.11: such an identity is ignored). `secret_name` is the name of the secret in it.
std::optional<SessionState> open_ticket(const Value &ticket, ByteView ticket_key, std::int64_t now,
                                        std::string_view secret_name, Section, Recorder &);

}  // namespace handshake
