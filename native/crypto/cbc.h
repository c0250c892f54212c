// AES-CBC with HMAC: the record protection of TLS 1.2's older cipher suites.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crypto/secret.h"

namespace crypto {

// MacAlgorithm is the HMAC of a CBC cipher suite. It is no HashAlgorithm, so that SHA-1 stays where
// HMAC makes it harmless.
enum class MacAlgorithm : std::uint8_t { hmac_sha1, hmac_sha256, hmac_sha384 };

// name_of spells a MAC with its hash as in FIPS 180-4: "HMAC-SHA-256".
std::string_view name_of(MacAlgorithm);

// mac_length is the length of a MAC and of its key in bytes: 20, 32 or 48.
std::size_t mac_length(MacAlgorithm);

// CbcAlgorithm is AES in CBC mode, with a key of 16 or 32 bytes, and a MAC.
struct CbcAlgorithm {
  std::size_t key_length = 16;
  MacAlgorithm mac = MacAlgorithm::hmac_sha1;
  friend bool operator==(const CbcAlgorithm &, const CbcAlgorithm &) = default;
};

// The length of AES's block, and of the IV that goes before each record.
inline constexpr std::size_t kCbcBlockLength = 16;

// What stands before the length in the data under a MAC: sequence number (8 bytes), content type
// (1), version (2). The functions append the length (2) themselves.
inline constexpr std::size_t kCbcHeaderLength = 11;

// The four functions take a MAC key of mac_length bytes, a key of key_length, an IV of 16 and a
// header of 11 bytes; other lengths are mistakes in the program and end it. Ciphertexts are without
// the IV. If `inner` is given, it gets what is under the encryption, for a recorder.

// cbc_seal is MAC-then-encrypt (RFC 5246, section 6.2.3.2) with the shortest padding. inner:
// content, MAC, padding. The content is at most 2^14 bytes long.
Bytes cbc_seal(CbcAlgorithm, ByteView mac_key, ByteView key, ByteView iv, ByteView header,
               ByteView content, Bytes *inner = nullptr);

// cbc_open undoes it and gives the content. nullopt: the length is not that of a ciphertext, or the
// padding or the MAC is wrong. Which of the two shows neither in the result nor in the time taken,
// and the length of the padding not before all is known to be right. inner: content, MAC, padding,
// also of a record that is refused for one of these; it is left alone when the length is wrong.
std::optional<Bytes> cbc_open(CbcAlgorithm, ByteView mac_key, ByteView key, ByteView iv,
                              ByteView header, ByteView ciphertext, Bytes *inner = nullptr);

// etm_seal is encrypt-then-MAC (RFC 7366, section 3) with the shortest padding: ciphertext and
// after it the MAC over header, length, IV and ciphertext. inner: content, padding. The content is
// at most 2^14 bytes long.
Bytes etm_seal(CbcAlgorithm, ByteView mac_key, ByteView key, ByteView iv, ByteView header,
               ByteView content, Bytes *inner = nullptr);

// etm_open checks the MAC, then decrypts. nullopt: the length is not that of a ciphertext with its
// MAC, the MAC is wrong, or the padding under it is. inner: content, padding, once the MAC was
// right.
std::optional<Bytes> etm_open(CbcAlgorithm, ByteView mac_key, ByteView key, ByteView iv,
                              ByteView header, ByteView ciphertext_and_mac, Bytes *inner = nullptr);

}  // namespace crypto
