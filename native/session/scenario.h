// Scenario: what decides a run. Two sides' settings and a seed, nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handshake/config.h"
#include "session/network.h"

namespace session {

// Scenario is set by name and value, as the command line and a link to the page do it.
struct Scenario {
  std::vector<wire::ProtocolVersion> client_versions, server_versions;
  std::vector<wire::NamedGroup> client_groups, client_key_shares, server_groups;
  std::vector<wire::CipherSuite> client_suites, server_suites;
  std::vector<wire::SignatureScheme> client_signatures, server_signatures;
  std::vector<std::string> client_alpn, server_alpn;
  std::string server_name;
  bool trust = true;  // the client trusts the demonstration root
  bool grease = false;
  bool compatibility = true;
  bool extended_master_secret = true;
  bool encrypt_then_mac = true;
  bool fallback = false;
  int tickets = 1;
  std::int64_t time = 0;                    // seconds since 1970-01-01T00:00:00Z
  std::string client_auth = "none";         // none, request, require
  std::string client_certificate = "none";  // none, or the scheme that the client signs with
  std::string resumption = "off";  // off, psk_dhe_ke, psk_ke: a second connection with a ticket
  std::int64_t pause = 0;          // seconds between the two
  bool verify_resumption = false;  // the client checks the session's certificate again
  std::string early_data;          // what the client sends as early data; empty: nothing
  bool accept_early_data = true;
  bool anti_replay = true;  // the server remembers whose early data it took
  bool replay = false;      // somebody on the wire sends the client's bytes once more
  std::string psk;          // IDENTITY:HEX or IDENTITY:HEX:HASH, a key of both sides; empty: none
  std::vector<wire::PskKeyExchangeMode> psk_modes{wire::PskKeyExchangeMode::psk_dhe_ke};
  std::string key_update =
      "off";  // off, client, server, both: who updates its keys, and asks for it
  std::size_t record_padding = 0;
  std::string exporter;               // a label; empty: nothing is exported
  std::string impostor = "none";      // or stolen_key, own_key, own_certificate: impostor.h
  std::vector<Intervention> network;  // what somebody on the wire does
  std::string request, response;
  std::string seed;  // 64 hexadecimal digits

  // x25519 and secp256r1, all suites, three signature schemes on both sides, the seed 000102…1f,
  // the year 2026.
  Scenario();
};

// Setting describes one of a scenario's settings for help texts.
struct Setting {
  std::string_view name;
  std::string_view value;  // what it takes: "A,B", "HEX", "on|off"
  std::string_view help;
};

// settings lists what set() knows.
const std::vector<Setting> &settings();

// set changes one setting. The result says in one line what is wrong, or nullopt.
std::optional<std::string> set(Scenario &, std::string_view name, std::string_view value);

// contradiction says in one line what in a scenario cannot be together, or nullopt.
std::optional<std::string> contradiction(const Scenario &);

// show gives all settings as name and value, in a fixed order; set() takes them back.
std::vector<std::pair<std::string, std::string>> show(const Scenario &);

// client_config and server_config make the configurations of both sides. The server holds the
// demonstration certificates that its signature schemes call for, in their order.
std::shared_ptr<const handshake::ClientConfig> client_config(const Scenario &);
std::shared_ptr<const handshake::ServerConfig> server_config(const Scenario &);

// Configs are both sides' configurations of one connection.
struct Configs {
  std::shared_ptr<const handshake::ClientConfig> client;
  std::shared_ptr<const handshake::ServerConfig> server;
};

// configs makes both, for a connection that begins `pause` seconds later than the scenario says.
Configs configs(const Scenario &, std::int64_t pause = 0);

// configs_of_last makes both for the last connection of a run, in which an impostor may play the
// server's side.
Configs configs_of_last(const Scenario &);

// kPskSyntax says what external_psk reads.
inline constexpr std::string_view kPskSyntax =
    "an identity, a colon and 1 to 64 bytes in hexadecimal digits, and after them :SHA-384 when "
    "that is the key's hash";

// external_psk reads IDENTITY:HEX with SHA-256 as the key's hash (RFC 8446, section 4.2.11), or
// IDENTITY:HEX:HASH with SHA-256 or SHA-384; nullopt when it is neither.
std::optional<handshake::ExternalPsk> external_psk(std::string_view text);

// unfit_psk says that none of an owner's cipher suites has the hash of a PSK, and which has it.
std::optional<std::string> unfit_psk(const handshake::ExternalPsk &,
                                     const std::vector<wire::CipherSuite> &,
                                     std::string_view owner);

// supported_groups, supported_suites and supported_signatures (those of the demonstration
// certificates) list what the core can do, in its order of preference.
const std::vector<wire::NamedGroup> &supported_groups();
const std::vector<wire::CipherSuite> &supported_suites();
const std::vector<wire::SignatureScheme> &supported_signatures();

// verifiable_signatures lists the schemes that this program can check, in its order of preference.
// The last three are for the signatures of certificates only (RFC 8446, section 4.2.3).
const std::vector<wire::SignatureScheme> &verifiable_signatures();

// signable_signatures lists the schemes that a server's key may sign a handshake with.
const std::vector<wire::SignatureScheme> &signable_signatures();

// parse_groups, parse_suites and parse_signatures read a list of names with commas between them.
// The result is the list, or a line that says which name is not known.
template <class T>
struct Parsed {
  std::vector<T> list;
  std::optional<std::string> error;
};
Parsed<wire::NamedGroup> parse_groups(std::string_view);
// parse_versions reads "1.3", "1.2" or both; the list has the highest first.
Parsed<wire::ProtocolVersion> parse_versions(std::string_view);
Parsed<wire::CipherSuite> parse_suites(std::string_view);
Parsed<wire::SignatureScheme> parse_signatures(std::string_view);

}  // namespace session
