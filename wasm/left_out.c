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

// Embind makes up names with sprintf for types that it was not told of, to complain about them.
int __wrap_vsniprintf(char *to, unsigned long size, const char *format, void *arguments);
int __wrap_vsniprintf(char *to, unsigned long size, const char *format, void *arguments) {
  (void)format, (void)arguments;
  if (size > 0) *to = '\0';
  return 0;
}

// RSAES-OAEP is named beside PKCS #1 v1.5 and PSS; TLS has no use for it.
int __wrap_RSA_padding_check_PKCS1_OAEP_mgf1(void);
int __wrap_RSA_padding_check_PKCS1_OAEP_mgf1(void) { return 0; }
int __wrap_RSA_padding_add_PKCS1_OAEP_mgf1(void);
int __wrap_RSA_padding_add_PKCS1_OAEP_mgf1(void) { return 0; }

// The methods of EVP_PKEY_CTX, which the core does not use (it signs, verifies and decrypts with
// the functions of each kind of key), and the kinds of keys that no certificate of TLS has: DSA,
// X25519. Defined here, the files of BoringSSL that have them stay in their archive. An object
// identifier of nine 0xff is in no key, so that the two kinds are found by nobody.
struct method {
  int id;
  unsigned char oid[9], oid_length;
  const void *functions[16];
};
#define NO_KIND                                                \
  {                                                            \
    0, {255, 255, 255, 255, 255, 255, 255, 255, 255}, 9, { 0 } \
  }
extern const struct method dsa_asn1_meth, x25519_asn1_meth;
const struct method dsa_asn1_meth = NO_KIND, x25519_asn1_meth = NO_KIND;
extern const struct method rsa_pkey_meth, ec_pkey_meth, ed25519_pkey_meth, x25519_pkey_meth;
const struct method rsa_pkey_meth, ec_pkey_meth, ed25519_pkey_meth, x25519_pkey_meth;
