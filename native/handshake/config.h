// What an endpoint offers, accepts and holds. Configurations are shared and never change.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "crypto/signature.h"
#include "handshake/fatal.h"
#include "wire/codepoints.h"
#include "wire/messages.h"

namespace handshake {

using wire::CipherSuite;
using wire::NamedGroup;
using wire::SignatureScheme;

// Replay replaces messages that an endpoint would build by given bytes (whole messages, header
// included), to run a recorded handshake again: RFC 8448, for one. Several of one type stand in the
// order in which they are sent. Empty in ordinary use.
using Replay = std::multimap<wire::HandshakeType, Bytes>;

// ExternalPsk is a key that both sides have from elsewhere (RFC 8446, section 2.2).
struct ExternalPsk {
  Bytes identity;
  crypto::Secret key;
  crypto::HashAlgorithm hash = crypto::HashAlgorithm::sha256;
};

// Credential is a certificate chain, the holder's certificate first, with its key.
struct Credential {
  std::vector<Bytes> chain;  // DER
  crypto::PrivateKey key;
};

// ChainJudge decides about a peer's certificate chain in place of check_chain, for a program that
// has rules of its own. It is asked with the holder's certificate first, in DER. keyUsage of that
// one is checked all the same.
class ChainJudge {
 public:
  virtual ~ChainJudge() = default;
  virtual Status judge(const std::vector<Bytes> &chain, Recorder &) const = 0;
};

// Renegotiation says what becomes of a peer's wish to begin TLS 1.2's handshake anew on the same
// connection. It is never granted.
enum class Renegotiation : std::uint8_t {
  warn,    // the warning no_renegotiation answers it (RFC 5246, section 7.2.2)
  ignore,  // nothing does (RFC 5246, section 7.4.1.1)
  end,     // no_renegotiation as a fatal alert, as others do; RFC 5246 has it as a warning only
};

// ClientConfig is a client's side. Lists are in order of preference.
struct ClientConfig {
  // tls13, tls12 or both. Cipher suites and groups of a version that is not here are not offered.
  std::vector<wire::ProtocolVersion> versions{wire::ProtocolVersion::tls13};
  std::vector<NamedGroup> groups;
  // The groups that the first ClientHello carries a key share for; empty: the first of `groups`.
  std::vector<NamedGroup> key_shares;
  std::vector<CipherSuite> cipher_suites;
  std::vector<SignatureScheme> signature_algorithms;
  // Sent as server_name and demanded of the certificate. Empty: neither. An IP address is only
  // demanded of the certificate (RFC 6066, section 3).
  std::string server_name;
  std::vector<std::string> application_protocols;
  // DER certificates of the authorities that are trusted.
  std::vector<Bytes> trust_anchors;
  // Sent as signature_algorithms_cert and certificate_authorities (DER Names) when not empty
  // (RFC 8446, section 4.2.3, 4.2.4).
  std::vector<SignatureScheme> signature_algorithms_cert;
  std::vector<Bytes> certificate_authorities;
  // What the client proves itself with when it is asked to; the first that fits is taken.
  std::vector<Credential> credentials;
  // The schemes that `credentials` sign with, the preferred first; empty: whatever the server asks
  // for, in its order. When they are set and no credential can sign with one that the server asks
  // for, the client ends the handshake with handshake_failure; otherwise it goes on without a
  // certificate (RFC 8446, section 4.4.2.3).
  std::vector<SignatureScheme> own_signature_algorithms;
  // False: the certificate chain and the name are not checked. CertificateVerify always is, and
  // whether the key may be used so (keyUsage).
  bool verify_certificate = true;
  // Not null: it decides about the chain and the name, unless verify_certificate is false.
  std::shared_ptr<const ChainJudge> chain_judge;
  // The chain of a session that is resumed is checked again: before early data goes out, and in
  // every other case once the server has proved that it knows the session.
  bool verify_on_resumption = false;
  // Seconds since 1970-01-01T00:00:00Z, for validity.
  std::int64_t time = 0;
  bool grease = false;             // RFC 8701
  bool compatibility_mode = true;  // RFC 8446, appendix D.4
  // What TLS 1.2 offers besides.
  bool extended_master_secret = true;  // RFC 7627
  // A session without an extended master secret is offered although new ones would have it, which
  // a client SHOULD NOT do (RFC 7627, section 5.3).
  bool legacy_resumption = false;
  bool encrypt_then_mac = true;  // RFC 7366
  bool session_tickets = true;   // RFC 5077
  bool fallback = false;         // TLS_FALLBACK_SCSV: this is a second try (RFC 7507)
  // False: a server without renegotiation_info is taken too (RFC 5746, section 4.1).
  bool secure_renegotiation = true;
  Renegotiation renegotiation = Renegotiation::warn;
  // How a PSK may be used, in order of preference; empty: not at all (RFC 8446, section 4.2.9).
  std::vector<wire::PskKeyExchangeMode> psk_modes{wire::PskKeyExchangeMode::psk_dhe_ke};
  std::vector<ExternalPsk> external_psks;
  // Protected records are padded to a multiple of so many bytes (RFC 8446, section 5.4); 0: not.
  std::size_t record_padding = 0;
  // Not empty: at the end of the handshake 32 bytes are exported under this label (section 7.5).
  std::string exporter;
  Replay replay;
};

// ClientAuth says whether a server asks for the client's certificate, and whether it insists.
enum class ClientAuth : std::uint8_t { none, request, require };

// ServerConfig is a server's side. Lists are in order of preference; the server's order decides.
struct ServerConfig {
  std::vector<wire::ProtocolVersion> versions{wire::ProtocolVersion::tls13};
  std::vector<NamedGroup> groups;
  std::vector<CipherSuite> cipher_suites;
  std::vector<SignatureScheme> signature_algorithms;
  std::vector<Credential> credentials;
  // For the client's certificate: the schemes that may sign, the authorities that are trusted (DER
  // certificates), and what goes into signature_algorithms_cert and certificate_authorities (DER
  // Names; RFC 8446, section 4.3.2) when not empty.
  ClientAuth client_auth = ClientAuth::none;
  std::vector<SignatureScheme> client_signature_algorithms;
  std::vector<Bytes> trust_anchors;
  std::shared_ptr<const ChainJudge> chain_judge;  // as in ClientConfig
  std::vector<SignatureScheme> signature_algorithms_cert;
  std::vector<Bytes> certificate_authorities;
  // Empty: ALPN is ignored.
  std::vector<std::string> application_protocols;
  int tickets = 1;                       // NewSessionTicket messages after the handshake
  std::uint32_t ticket_lifetime = 7200;  // seconds
  // 32 bytes that seal the tickets (session_ticket.h). Empty: none is sent and none is taken.
  crypto::Secret ticket_key;
  std::int64_t time = 0;  // seconds since 1970-01-01T00:00:00Z
  // What TLS 1.2 accepts besides.
  bool extended_master_secret = true;  // RFC 7627
  bool encrypt_then_mac = true;        // RFC 7366
  bool session_tickets = true;         // RFC 5077
  bool session_ids = true;             // a session can be resumed by its ID (RFC 5246, section 7.3)
  Renegotiation renegotiation = Renegotiation::warn;
  // As in ClientConfig.
  std::vector<wire::PskKeyExchangeMode> psk_modes{wire::PskKeyExchangeMode::psk_dhe_ke};
  std::vector<ExternalPsk> external_psks;
  // How much early data tickets allow, in bytes; 0: none (RFC 8446, section 4.6.1). Whether it is
  // taken when it comes is another question.
  std::uint32_t max_early_data_size = 0;
  bool accept_early_data = true;
  // anti_replay: early data is refused when its ClientHello came before (RFC 8446, section 8.2).
  bool anti_replay = true;
  // What this server may do besides, and does not by itself:
  // Queued application data follows the server's Finished at once, to a client that has proven
  // nothing yet (RFC 8446, sections 2.3 and 4.4.4).
  bool half_rtt_data = false;
  // The client's order of groups decides, and what it likes best is taken even if another has a key
  // share, by a HelloRetryRequest (RFC 8446, section 4.1.1).
  bool client_group_order = false;
  // NewSessionTicket has an extension that nobody knows (RFC 8701, section 4.1).
  bool grease = false;
  // Every client gets the change_cipher_spec of compatibility mode, not only one that asks for it
  // by its legacy_session_id (RFC 8446, appendix D.4).
  bool always_change_cipher_spec = false;
  std::size_t record_padding = 0;  // as in ClientConfig
  std::string exporter;            // as in ClientConfig
  Replay replay;
};

}  // namespace handshake
