// Loot: what was stolen from the two who speak.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/signature.h"
#include "eavesdropper/recording.h"

namespace eavesdropper {

using crypto::Secret;

// Loot is what an eavesdropper has besides the recording.
struct Loot {
  // Stolen is a value that belongs to one side.
  struct Stolen {
    Role from{};
    Secret bytes;
  };
  // Named is a value by its name in a trace (docs/trace-format.md).
  struct Named {
    std::string_view name;  // of secret_named
    Secret bytes;
    Bytes client_random;  // the connection that it is of; empty: any
  };
  std::vector<crypto::PrivateKey> server_keys;  // of certificates
  std::vector<Stolen> ephemerals;               // private keys of a key exchange
  std::vector<Stolen> seeds;                    // of crypto::Random, 32 bytes
  std::vector<Secret> ticket_keys;              // 32 bytes
  std::vector<Named> secrets;
  bool empty() const {
    return server_keys.empty() && ephemerals.empty() && seeds.empty() && ticket_keys.empty() &&
           secrets.empty();
  }
};

// secret_named gives the name under which a secret may be in Loot::secrets, as a text that lives as
// long as the program; empty: it is no secret that leads anywhere.
std::string_view secret_named(std::string_view name);

// secret_names lists them for people; application_traffic_secret_N stands for all N.
std::string secret_names();

// TrafficSecretName is what the name of a traffic secret of TLS 1.3 says.
struct TrafficSecretName {
  Role sender{};
  trace::Epoch epoch{};
  std::size_t generation = 0;
};
std::optional<TrafficSecretName> traffic_secret_of(std::string_view name);

// read_key_log takes the lines of a key log file (RFC 9850, section 2). The result says in one line
// what could not be read and where, or nullopt. Lines with a label that is not known are skipped,
// as are comments.
std::optional<std::string> read_key_log(std::string_view text, Loot &);

}  // namespace eavesdropper
