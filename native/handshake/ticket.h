// Ticket: what a client keeps of a session to resume it later (RFC 8446, section 4.6.1).
#pragma once

#include <string>
#include <vector>

#include "handshake/fatal.h"
#include "wire/codepoints.h"

namespace handshake {

struct Ticket {
  Bytes ticket;
  Value resumption_psk;
  std::uint32_t ticket_lifetime = 0;  // seconds
  std::uint32_t ticket_age_add = 0;   // milliseconds
  std::uint32_t max_early_data_size = 0;
  std::int64_t received_at = 0;  // seconds since 1970-01-01T00:00:00Z
  wire::CipherSuite cipher_suite{};
  std::string server_name;
  std::string application_protocol;
  bool unverified = false;  // the server's certificate was not checked
  // The server's chain (DER); empty: it showed none in the handshake that the session began with.
  std::vector<Bytes> server_certificates{};
  friend bool operator==(const Ticket &, const Ticket &) = default;
};

}  // namespace handshake
