// The encoding under an RSASSA-PSS signature.
#pragma once

#include <cstddef>

#include "crypto/hash.h"
#include "crypto/secret.h"

namespace crypto {

// emsa_pss_fits tells whether a hash and a salt of the same length fit an encoded message of
// em_bits bits (RFC 8017, section 9.1.1, step 3).
bool emsa_pss_fits(HashAlgorithm, std::size_t em_bits);

// emsa_pss_encode is EMSA-PSS-ENCODE with MGF1 over the same hash and a salt that the caller drew
// (RFC 8017, section 9.1.1). em_bits is one less than the bits of the modulus, and emsa_pss_fits
// must hold; the result has ceil(em_bits / 8) bytes.
Bytes emsa_pss_encode(HashAlgorithm, ByteView message, ByteView salt, std::size_t em_bits);

}  // namespace crypto
