#include "crypto/secret.h"

#include <openssl/mem.h>

namespace crypto {
namespace {

// ML-KEM goes deepest of all that meets a secret: a key and the vectors of an encryption take 19 kB
// natively. In WebAssembly the stack holds at least 64 kB.
constexpr std::size_t kWipedStack = 32 * 1024;

}  // namespace

void wipe(void *data, std::size_t size) { OPENSSL_cleanse(data, size); }

// ASan would put the array on its own fake stack, and leave the real one as it is.
__attribute__((noinline, no_sanitize("address"))) void wipe_stack() {
  alignas(16) std::uint8_t below[kWipedStack];
  std::uint8_t *start = below;
  // The compiler must believe that the array is used: before, so that the address is not known to
  // be dead, and after, so that the writes are not.
  __asm__ volatile("" : "+r"(start) : : "memory");
  __builtin_memset(start, 0, kWipedStack);
  __asm__ volatile("" : : "r"(start) : "memory");
}

bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool operator==(const Secret &a, const Secret &b) { return equal(a.view(), b.view()); }

}  // namespace crypto
