// Elliptic curve Diffie-Hellman on the curves of SP 800-186.
#pragma once

#include <optional>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "wire/codepoints.h"

namespace crypto::nist_curve {

// is_one tells whether a group is secp256r1, secp384r1 or secp521r1.
bool is_one(wire::NamedGroup);
// field_length is the length in bytes of a coordinate and of a scalar: 32, 48, 66.
std::size_t field_length(wire::NamedGroup);
// The functions of crypto/key_exchange.h for these groups.
Secret draw_private_key(wire::NamedGroup, Random &);
std::optional<Bytes> public_key(wire::NamedGroup, ByteView private_key);
std::optional<Secret> shared_secret(wire::NamedGroup, ByteView private_key, ByteView peer);

}  // namespace crypto::nist_curve
