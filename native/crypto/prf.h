// The pseudorandom function of TLS 1.2 (RFC 5246, section 5).
#pragma once

#include <cstddef>
#include <string_view>

#include "crypto/hash.h"
#include "crypto/secret.h"

namespace crypto {

// prf is PRF(secret, label, seed) = P_hash(secret, label + seed), cut to `length` bytes. TLS 1.2
// runs it with SHA-256, and with SHA-384 in the cipher suites that name that hash.
Secret prf(HashAlgorithm, ByteView secret, std::string_view label, ByteView seed,
           std::size_t length);

}  // namespace crypto
