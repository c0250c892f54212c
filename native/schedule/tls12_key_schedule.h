// The key schedule of TLS 1.2 (RFC 5246, sections 5, 6.3 and 8.1; RFC 7627).
#pragma once

#include <optional>

#include "schedule/cipher_suite.h"

namespace schedule {

inline constexpr std::size_t kMasterSecretLength = 48;
inline constexpr std::size_t kTls12VerifyDataLength = 12;

// Tls12KeySchedule goes from the premaster secret to the six session keys. Every value it gives
// belongs to the caller.
class Tls12KeySchedule {
 public:
  Tls12KeySchedule() = default;
  // encrypt_then_mac: a CBC suite protects records in the order of RFC 7366.
  Tls12KeySchedule(const Tls12Suite &suite, bool encrypt_then_mac)
      : suite_(&suite), encrypt_then_mac_(encrypt_then_mac) {}
  crypto::HashAlgorithm hash() const { return suite_->prf_hash; }

  // master_secret is PRF(pre_master_secret, "master secret", both randoms) (RFC 5246, section 8.1).
  Value master_secret(const Value &pre_master_secret, const Value &client_random,
                      const Value &server_random, Recorder &) const;
  // extended_master_secret takes the hash of all messages up to ClientKeyExchange in place of the
  // randoms (RFC 7627, section 4).
  Value extended_master_secret(const Value &pre_master_secret, const Value &session_hash,
                               Recorder &) const;
  // SessionKeys are the two directions' keys.
  struct SessionKeys {
    TrafficKeys client, server;
  };
  // session_keys expands the key block and cuts it into MAC keys, keys and IVs (RFC 5246, section
  // 6.3); parts that the cipher does not need are not there.
  SessionKeys session_keys(const Value &master_secret, const Value &client_random,
                           const Value &server_random, Recorder &) const;
  // verify_data is what Finished carries: 12 bytes (RFC 5246, section 7.4.9).
  Value verify_data(Role sender, const Value &master_secret, const Value &handshake_hash,
                    Recorder &) const;
  // exporter gives keying material for other protocols (RFC 5705, section 4): `length` bytes, 1 to
  // 65535. nullopt as context is not the same as an empty one. Gives nullopt for a label that
  // TLS itself uses, and for a context of more than 65535 bytes.
  std::optional<Value> exporter(std::string_view label, std::optional<ByteView> context,
                                std::size_t length, const Value &master_secret,
                                const Value &client_random, const Value &server_random,
                                Recorder &) const;

  friend bool operator==(const Tls12KeySchedule &, const Tls12KeySchedule &) = default;

 private:
  const Tls12Suite *suite_ = nullptr;
  bool encrypt_then_mac_ = false;
};

}  // namespace schedule
