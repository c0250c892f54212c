// Deterministic nonces for ECDSA.
#pragma once

#include "crypto/hash.h"
#include "crypto/secret.h"

namespace crypto {

// ecdsa_nonce gives the k that RFC 6979, section 3.2 finds for a digest. scalar and order are
// big-endian and equally long (32, 48 or 66 bytes), and so is the result.
Secret ecdsa_nonce(HashAlgorithm, ByteView scalar, ByteView order, ByteView digest);

}  // namespace crypto
