// Secret: bytes that are overwritten when their life ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "wire/bytes.h"

namespace crypto {

using wire::Bytes;
using wire::ByteView;

// wipe overwrites memory so that the compiler cannot leave it out.
void wipe(void *data, std::size_t size);

// wipe_stack overwrites the unused stack below the caller, where BoringSSL's functions leave
// copies of the keys they worked on, and the vector registers: deep enough for hashes, HMAC and
// ciphers. It costs a tenth of a microsecond.
void wipe_stack();

// wipe_deep_stack does the same as deep as public-key operations go, which is deeper.
void wipe_deep_stack();

// DeepStackWiper calls wipe_deep_stack at its end: it stands first in the functions that work on
// private keys.
struct DeepStackWiper {
  DeepStackWiper() = default;
  DeepStackWiper(const DeepStackWiper &) = delete;
  DeepStackWiper &operator=(const DeepStackWiper &) = delete;
  ~DeepStackWiper() { wipe_deep_stack(); }
};

// WipingAllocator overwrites what it frees.
template <class T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U> &) {}
  T *allocate(std::size_t n) { return std::allocator<T>().allocate(n); }
  void deallocate(T *p, std::size_t n) {
    wipe(p, n * sizeof(T));
    std::allocator<T>().deallocate(p, n);
  }
  friend bool operator==(const WipingAllocator &, const WipingAllocator &) { return true; }
};

// Secret owns bytes that must not outlive it: its memory is wiped when it is destroyed, assigned
// to or cleared. A copy is a second secret with a life of its own. Comparison takes the same time
// wherever the first difference is; only the lengths show.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size) : bytes_(size) {}
  explicit Secret(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}
  Secret(const Secret &) = default;
  Secret(Secret &&other) noexcept { bytes_.swap(other.bytes_); }
  // Assignment never reuses the old memory, where a shorter secret would leave the tail of the old
  // one; a secret that was moved from is empty.
  Secret &operator=(Secret other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  ~Secret() = default;
  std::uint8_t *data() { return bytes_.data(); }
  const std::uint8_t *data() const { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  ByteView view() const { return {bytes_.data(), bytes_.size()}; }
  operator ByteView() const { return view(); }  // NOLINT(google-explicit-constructor)
  // overwrite wipes the bytes and keeps their memory, so that one can look at what is left there.
  void overwrite() { wipe(bytes_.data(), bytes_.size()); }
  // clear wipes the bytes and leaves an empty secret.
  void clear() { std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>().swap(bytes_); }
  friend bool operator==(const Secret &a, const Secret &b);

 private:
  std::vector<std::uint8_t, WipingAllocator<std::uint8_t>> bytes_;
};

// equal compares two byte strings in time that depends on their lengths alone.
bool equal(ByteView a, ByteView b);

}  // namespace crypto
