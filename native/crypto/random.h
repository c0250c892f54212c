// Random: every byte that an endpoint draws, from one seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crypto/secret.h"

namespace crypto {

// Random is a generator with fast key erasure: a draw of n bytes takes 32 + n bytes of the
// ChaCha20 key stream (RFC 8439, zero nonce, counter from 0) under the current 32-byte key; the
// first 32 become the next key and the rest is the result. The old key is wiped, so nothing that
// was drawn can be computed again from the generator. Same seed, same draws: same bytes everywhere.
class Random {
 public:
  static constexpr std::size_t kSeedLength = 32;
  // The seed has 32 bytes; it is the first key.
  explicit Random(ByteView seed);
  // scripted gives `draws` one after the other, to run a published example (RFC 8448) again. A draw
  // of another length, or one more than there are, is a defect of the script and ends the program.
  static Random scripted(const std::vector<Bytes> &draws);
  // draw gives the next n bytes.
  Secret draw(std::size_t n);
  // state is what the generator holds now: before the first draw its seed, and with each draw
  // another key.
  ByteView state() const { return key_; }
  friend bool operator==(const Random &, const Random &) = default;

 private:
  Random() = default;

  Secret key_;                 // empty when scripted
  std::vector<Secret> draws_;  // scripted: what is still to come, the next at the end
};

// derive_seed makes a 32-byte seed for one purpose out of another:
// HKDF-Expand(HKDF-Extract(empty salt, seed), label, 32) with SHA-256.
Secret derive_seed(ByteView seed, std::string_view label);

// system_seed draws 32 bytes from the operating system (in a browser: crypto.getRandomValues).
Secret system_seed();

}  // namespace crypto
