// Entropy for BoringSSL in WebAssembly. It is built with OPENSSL_TRUSTY, which leaves out
// /dev/urandom and asks for these two functions. The core itself draws from its seed; this is for
// everything else.
#include <emscripten.h>
#include <stddef.h>
#include <stdint.h>

// One call for the whole buffer: Emscripten's getentropy makes one JavaScript call per byte.
// 65536 is the most that getRandomValues gives at once.
EM_JS(void, handshake_random, (uint8_t * out, size_t size), {
  for (var at = 0; at < size; at += 65536)
    crypto.getRandomValues(HEAPU8.subarray(out + at, out + Math.min(size, at + 65536)));
});

void CRYPTO_sysrand(uint8_t *out, size_t size) { handshake_random(out, size); }
void CRYPTO_sysrand_for_seed(uint8_t *out, size_t size) { handshake_random(out, size); }
