/* ML-KEM-768 with every random byte given, in C: for BoringSSL trees that have Kyber and not yet
 * <openssl/mlkem.h>. See ml_kem.h for what the arguments are. */
#ifndef HANDSHAKE_CRYPTO_ML_KEM_KYBER_H
#define HANDSHAKE_CRYPTO_ML_KEM_KYBER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void handshake_ml_kem_public_key(uint8_t out_public_key[1184], const uint8_t seed[64]);

/* 0: the public key does not encode one. */
int handshake_ml_kem_encapsulate(uint8_t out_ciphertext[1088], uint8_t out_shared_secret[32],
                                 const uint8_t public_key[1184], const uint8_t m[32]);

void handshake_ml_kem_decapsulate(uint8_t out_shared_secret[32], const uint8_t seed[64],
                                  const uint8_t ciphertext[1088]);

#ifdef __cplusplus
}
#endif

#endif
