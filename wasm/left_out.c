// What is linked because something names it, and is not needed. The linker puts these in place of
// the functions of the same name without __wrap_ (wasm/CMakeLists.txt).
#include <emscripten/console.h>

// EVP's tables name the generation of key pairs; the core draws its keys by its own functions.
// These fail, as generation may.
int __wrap_RSA_generate_key_ex(void *rsa, int bits, const void *e, void *callback);
int __wrap_RSA_generate_key_ex(void *rsa, int bits, const void *e, void *callback) {
  (void)rsa, (void)bits, (void)e, (void)callback;
  return 0;
}

int __wrap_EC_KEY_generate_key(void *key);
int __wrap_EC_KEY_generate_key(void *key) {
  (void)key;
  return 0;
}

// The standard library prints why it ends the program, and all of printf comes with that. The bare
// text is enough.
int __wrap_fiprintf(void *stream, const char *format, ...);
int __wrap_fiprintf(void *stream, const char *format, ...) {
  (void)stream;
  emscripten_console_error(format);
  return 0;
}

// BoringSSL's error queue is empty (native/crypto/boringssl_errors.h): there is nothing to add data
// to.
void __wrap_ERR_add_error_dataf(const char *format, ...);
void __wrap_ERR_add_error_dataf(const char *format, ...) { (void)format; }
