#include "crypto/secret.h"

#include <openssl/mem.h>

namespace crypto {
namespace {

constexpr std::size_t kWipedStack = 8 * 1024;
// ML-KEM goes deepest of all that meets a secret: a key and the vectors of an encryption take 19 kB
// natively. In WebAssembly the stack holds at least 64 kB.
constexpr std::size_t kDeepStack = 32 * 1024;

}  // namespace

void wipe(void *data, std::size_t size) { OPENSSL_cleanse(data, size); }

namespace {

// wipe_vector_registers clears those that a function may leave as they are: BoringSSL's ciphers
// leave keys there, and whoever saves the registers next would write them to memory (the dynamic
// linker does, when it looks a function up).
void wipe_vector_registers() {
#if defined(__x86_64__)
  __asm__ volatile(
      "pxor %%xmm0, %%xmm0\n pxor %%xmm1, %%xmm1\n pxor %%xmm2, %%xmm2\n pxor %%xmm3, %%xmm3\n"
      "pxor %%xmm4, %%xmm4\n pxor %%xmm5, %%xmm5\n pxor %%xmm6, %%xmm6\n pxor %%xmm7, %%xmm7\n"
      "pxor %%xmm8, %%xmm8\n pxor %%xmm9, %%xmm9\n pxor %%xmm10, %%xmm10\n"
      "pxor %%xmm11, %%xmm11\n pxor %%xmm12, %%xmm12\n pxor %%xmm13, %%xmm13\n"
      "pxor %%xmm14, %%xmm14\n pxor %%xmm15, %%xmm15\n"
      :
      :
      : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
        "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
#endif
}

}  // namespace

namespace {

// ASan would put the array on its own fake stack, and leave the real one as it is.
template <std::size_t Depth>
__attribute__((noinline, no_sanitize("address"))) void wipe_below() {
  alignas(16) std::uint8_t below[Depth];
  std::uint8_t *start = below;
  // The compiler must believe that the array is used: before, so that the address is not known to
  // be dead, and after, so that the writes are not.
  __asm__ volatile("" : "+r"(start) : : "memory");
  __builtin_memset(start, 0, Depth);
  __asm__ volatile("" : : "r"(start) : "memory");
  wipe_vector_registers();
}

}  // namespace

void wipe_stack() { wipe_below<kWipedStack>(); }

void wipe_deep_stack() { wipe_below<kDeepStack>(); }

bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool operator==(const Secret &a, const Secret &b) { return equal(a.view(), b.view()); }

}  // namespace crypto
