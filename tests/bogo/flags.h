// Flags: what BoringSSL's runner asks of a shim on its command line
// (ssl/test/PORTING.md and test_config.cc there name and describe them).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bogo {

// Flags are those of one connection: of the first, of those that resume, or of what is left of one
// whose early data was refused.
struct Flags {
  // How the shim is reached, and how it behaves.
  int port = 0;
  bool server = false;
  int resume_count = 0;
  bool async = false;
  bool implicit_handshake = false;
  bool shim_writes_first = false;
  bool read_with_unfinished_write = false;
  bool shim_shuts_down = false;
  bool check_close_notify = false;
  bool key_update = false;
  bool handshake_never_done = false;
  int read_size = 0;
  int resumption_delay = 0;

  // What becomes a configuration.
  std::string key_file, cert_file, host_name, advertise_alpn, select_alpn;
  std::string cipher, use_client_ca_list;
  int min_version = 0, max_version = 0;
  bool no_tls13 = false, no_tls12 = false, no_tls11 = false, no_tls1 = false;
  bool no_ticket = false, enable_early_data = false, enable_grease = false, fallback_scsv = false;
  bool renegotiate_ignore = false;
  bool require_any_client_certificate = false, verify_peer = false, verify_fail = false;
  bool use_custom_verify_callback = false, reverify_on_resume = false;
  bool decline_alpn = false, reject_alpn = false, server_preference = false;
  bool fips_202205 = false, wpa_202304 = false;
  std::vector<int> verify_prefs, signing_prefs, curves;

  // What is asked of a connection.
  int export_keying_material = 0;
  std::string export_label, export_context;
  bool use_export_context = false, export_traffic_secrets = false, tls_unique = false;

  // What the shim does anyway, or what is nothing for an endpoint that only moves when it is told.
  bool no_op = false;

  // What must have come of it.
  std::string expect_alpn, expect_advertised_alpn, expect_server_name, expect_msg_callback;
  std::string expect_peer_cert_file, expect_client_ca_list, expect_certificate_types;
  std::string expect_early_data_reason;
  std::vector<int> expect_peer_verify_prefs;
  int expect_version = 0, expect_cipher = 0, expect_curve_id = 0;
  int expect_peer_signature_algorithm = 0;
  bool expect_session_miss = false, expect_verify_result = false, expect_hrr = false;
  bool expect_no_hrr = false, expect_extended_master_secret = false;
  bool expect_secure_renegotiation = false, expect_no_session = false;
  bool expect_ticket_supports_early_data = false, expect_accept_early_data = false;
  bool expect_reject_early_data = false, expect_no_offer_early_data = false;
  bool expect_ticket_renewal = false, expect_session_id = false, expect_no_session_id = false;
};

// AllFlags are the flags of all connections of a test.
struct AllFlags {
  Flags initial, resume, retry;
};

// Problem is why a test did not go well.
struct Problem {
  enum class Kind {
    unimplemented,  // the command line cannot be followed; the runner passes the test over
    ended,          // the connection ended with an error, which the test may have wanted
    wrong,          // something else than was to come of it, which no test wants
  };
  Kind kind = Kind::wrong;
  std::string what;
};

// wrong gives a Problem that no test wants.
inline Problem wrong(std::string what) { return {Problem::Kind::wrong, std::move(what)}; }

// parse reads a command line without the program's name.
std::optional<Problem> parse(const std::vector<std::string> &words, AllFlags &out);

}  // namespace bogo
