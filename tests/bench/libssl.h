// Handshakes by BoringSSL's libssl, for comparison.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>

#include "wire/bytes.h"

namespace bench {

// Libssl holds one context for each side, as a program that uses libssl does.
class Libssl {
 public:
  // Certificates and the key (PKCS #8) are DER; `scheme` is the one to sign with; `time` in seconds
  // since 1970.
  Libssl(wire::ByteView root, wire::ByteView certificate, wire::ByteView key, std::uint16_t scheme,
         std::int64_t time);
  // handshake makes two new connections, completes the handshake between them through memory BIOs
  // and lets the client read its ticket. False: something failed.
  bool handshake();

 private:
  bssl::UniquePtr<SSL_CTX> client_, server_;
  int tickets_ = 0;
};

}  // namespace bench
