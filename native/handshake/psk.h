// Pre-shared keys, from a ticket or from outside: what a client offers, and what a server takes
// (RFC 8446, section 2.2, 4.2.9 to 4.2.11).
#pragma once

#include "crypto/aead.h"
#include "handshake/context.h"
#include "handshake/session_ticket.h"
#include "schedule/key_schedule.h"
#include "schedule/transcript.h"

namespace handshake {

// OfferedPsk is a PSK that a client offers, with the Early Secret that comes of it.
struct OfferedPsk {
  Bytes identity;
  std::uint32_t obfuscated_ticket_age = 0;  // milliseconds, as in the message
  bool external = false;
  schedule::KeySchedule keys;
  // Of the session that it resumes.
  wire::CipherSuite cipher_suite{};
  std::uint32_t max_early_data_size = 0;
  std::string application_protocol;
  std::vector<Bytes> server_certificates;  // DER
  friend bool operator==(const OfferedPsk &, const OfferedPsk &) = default;
};

// psks_to_offer takes the latest ticket that fits out of the memory, and the external PSKs of the
// configuration. Tickets that are too old are forgotten. Every PSK ends here: its Early Secret goes
// on.
std::vector<OfferedPsk> psks_to_offer(ClientContext &);

// pre_shared_key is the extension, with binders of zeros.
wire::OfferedPsks pre_shared_key(const std::vector<OfferedPsk> &);

// fill_binders computes the binders of an encoded ClientHello (section 4.2.11.2) and puts them at
// its end. `before` is the transcript before it.
void fill_binders(Bytes &client_hello, const std::vector<OfferedPsk> &,
                  const schedule::Transcript &before, Recorder &);

// SelectedPsk is the PSK that a server takes.
struct SelectedPsk {
  std::uint16_t index = 0;
  bool external = false;
  wire::PskKeyExchangeMode mode{};
  wire::CipherSuite cipher_suite{};
  schedule::KeySchedule keys;  // with its Early Secret
  SessionState session;        // without its secret; external: empty
  std::uint32_t obfuscated_ticket_age = 0;
  Bytes binder;
  friend bool operator==(const SelectedPsk &, const SelectedPsk &) = default;
};

// choose_psk takes the first identity that this server knows, that fits a common cipher suite
// (`required`, when it is set) and a common mode, and checks its binder. None is no error: the
// handshake goes on with certificates.
Status choose_psk(const wire::ClientHello &, const Received &, const schedule::Transcript &before,
                  std::optional<wire::CipherSuite> required, ServerContext &,
                  std::optional<SelectedPsk> &out);

// skip_limit is how much refused early data a server passes over, in bytes: what it allows, and
// what a record of 2^14 bytes can hold at least.
inline std::size_t skip_limit(const ServerConfig &config) {
  return std::max<std::size_t>(config.max_early_data_size,
                               wire::kMaxPlaintextLength - crypto::kAeadTagLength - 1) +
         1;
}

// note_refusal tells the trace why early data is refused. That is no error: the handshake goes on.
void note_refusal(std::string_view what, Section, Recorder &);

// early_data_acceptable applies section 4.2.10 and 8: the first identity, the same suite and
// application protocol, a fresh ClientHello, never seen before. One that is accepted is remembered;
// of one that is not, the trace tells the condition that it does not meet.
bool early_data_acceptable(const SelectedPsk &, wire::CipherSuite,
                           std::string_view application_protocol, ServerContext &);

}  // namespace handshake
