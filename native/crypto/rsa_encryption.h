// RSA key exchange: RSAES-PKCS1-v1_5 as TLS 1.2 uses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "crypto/signature.h"

namespace crypto {

inline constexpr std::size_t kPremasterLength = 48;

// rsa_encrypt is RSAES-PKCS1-V1_5-ENCRYPT (RFC 8017, section 7.2.1) under the key of a DER
// SubjectPublicKeyInfo. The padding is drawn from `random`: first as many bytes as it has, then, as
// long as zeros were among them, as many again as are missing. nullopt: the key does not parse or
// is not an RSA key, or the message is longer than the modulus less 11 bytes.
std::optional<Bytes> rsa_encrypt(ByteView public_key_info, ByteView message, Random &random);

// rsa_decrypt_premaster decrypts an EncryptedPreMasterSecret (RFC 5246, section 7.4.7.1) and gives
// 48 bytes: the premaster secret when it is well padded, 48 bytes long and begins with
// client_version (the version that the ClientHello offered), and `fallback` otherwise, also when
// the ciphertext is as long as no ciphertext of this key. Neither branches nor memory accesses
// depend on what was decrypted. The caller drew the 48 bytes of `fallback` before; the key is an
// RSA key.
Secret rsa_decrypt_premaster(const PrivateKey &, ByteView ciphertext, std::uint16_t client_version,
                             ByteView fallback);

}  // namespace crypto
