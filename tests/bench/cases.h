// What is measured: one kind of handshake, and who can play it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "crypto/signature.h"
#include "wire/codepoints.h"

namespace bench {

// Case is a kind of handshake. All use AES-128-GCM, a chain and a name that are verified, SNI, ALPN
// and session tickets.
struct Case {
  std::string_view title;
  wire::ProtocolVersion version{};
  wire::CipherSuite suite{};
  std::optional<wire::NamedGroup> group;  // none: RSA key exchange
  crypto::KeyType key{};
  std::optional<wire::SignatureScheme> scheme;  // none: RSA key exchange
  bool resumed = false;                         // what is measured is the second connection
  // What libssl plays instead, when it cannot play the same; nullptr in `libssl` and here: nothing.
  const char *libssl_suite = nullptr;  // the name of a cipher suite of TLS 1.2
  int libssl_curve = 0;                // NID; 0: libssl has nothing like it
  std::string_view libssl_plays{};     // empty: the same
};

// Player plays handshakes of one case. False: one has failed.
class Player {
 public:
  Player() = default;
  Player(const Player &) = delete;
  Player &operator=(const Player &) = delete;
  virtual ~Player() = default;
  virtual bool handshake() = 0;
};

// Recording is what ours does besides: nothing, keep the trace, or write it as JSON too.
enum class Recording : std::uint8_t { off, on, rendered };
// ours plays both roles with our endpoints.
std::unique_ptr<Player> ours(const Case &, Recording);
// libssl plays both roles with BoringSSL's libssl, through memory BIOs and from shared contexts, as
// a program that uses libssl does.
std::unique_ptr<Player> libssl(const Case &);
// primitives does the public-key operations of both roles and nothing else: what no implementation
// on these primitives can save.
std::unique_ptr<Player> primitives(const Case &);

// demand ends the program when something does not hold.
void demand(bool holds, const char *what);

}  // namespace bench
