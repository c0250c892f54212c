/* ML-KEM-768 (FIPS 203) on the Kyber768 arithmetic of the pinned BoringSSL. Its static functions
 * are wanted, so its kyber.c is included, and compiled here instead of by itself.
 *
 * Round-3 Kyber differs in two places: the seed hash of key generation lacks the rank byte, and
 * the shared key is hashed again. */
#include "crypto/ml_kem_kyber.h"

#include "crypto/kyber/kyber.c"

/* K-PKE.KeyGen (algorithm 13) and the rest of ML-KEM.KeyGen_internal (algorithm 16). */
static void key_from_seed(struct KYBER_private_key *out, uint8_t out_public_key[1184],
                          const uint8_t seed[64]) {
  struct private_key *key = private_key_from_external(out);
  uint8_t d_and_rank[33];
  uint8_t rho_and_sigma[64];
  OPENSSL_memcpy(d_and_rank, seed, 32);
  d_and_rank[32] = RANK;
  BORINGSSL_keccak(rho_and_sigma, sizeof(rho_and_sigma), d_and_rank, sizeof(d_and_rank),
                   boringssl_sha3_512);
  OPENSSL_memcpy(key->pub.rho, rho_and_sigma, sizeof(key->pub.rho));
  matrix_expand(&key->pub.m, key->pub.rho);
  uint8_t counter = 0;
  vector error;
  vector_generate_secret_eta_2(&key->s, &counter, rho_and_sigma + 32);
  vector_ntt(&key->s);
  vector_generate_secret_eta_2(&error, &counter, rho_and_sigma + 32);
  vector_ntt(&error);
  matrix_mult_transpose(&key->pub.t, &key->pub.m, &key->s);
  vector_add(&key->pub.t, &error);
  CBB cbb;
  CBB_init_fixed(&cbb, out_public_key, KYBER_PUBLIC_KEY_BYTES);
  if (!kyber_marshal_public_key(&cbb, &key->pub)) {
    abort();
  }
  BORINGSSL_keccak(key->pub.public_key_hash, sizeof(key->pub.public_key_hash), out_public_key,
                   KYBER_PUBLIC_KEY_BYTES, boringssl_sha3_256);
  OPENSSL_memcpy(key->fo_failure_secret, seed + 32, 32);
  OPENSSL_cleanse(d_and_rank, sizeof(d_and_rank));
  OPENSSL_cleanse(rho_and_sigma, sizeof(rho_and_sigma));
  OPENSSL_cleanse(&error, sizeof(error));
}

/* G(m || H(ek)): the shared secret, then the randomness of the encryption. */
static void secret_and_randomness(uint8_t out[64], const uint8_t m[32],
                                  const struct public_key *key) {
  uint8_t input[64];
  OPENSSL_memcpy(input, m, 32);
  OPENSSL_memcpy(input + 32, key->public_key_hash, 32);
  BORINGSSL_keccak(out, 64, input, sizeof(input), boringssl_sha3_512);
  OPENSSL_cleanse(input, sizeof(input));
}

void handshake_ml_kem_public_key(uint8_t out_public_key[1184], const uint8_t seed[64]) {
  struct KYBER_private_key key;
  key_from_seed(&key, out_public_key, seed);
  OPENSSL_cleanse(&key, sizeof(key));
}

int handshake_ml_kem_encapsulate(uint8_t out_ciphertext[1088], uint8_t out_shared_secret[32],
                                 const uint8_t public_key[1184], const uint8_t m[32]) {
  struct KYBER_public_key external;
  CBS cbs;
  CBS_init(&cbs, public_key, KYBER_PUBLIC_KEY_BYTES);
  if (!KYBER_parse_public_key(&external, &cbs) || CBS_len(&cbs) != 0) {
    return 0;
  }
  const struct public_key *key = public_key_from_external(&external);
  uint8_t both[64];
  secret_and_randomness(both, m, key);
  encrypt_cpa(out_ciphertext, key, m, both + 32);
  OPENSSL_memcpy(out_shared_secret, both, 32);
  OPENSSL_cleanse(both, sizeof(both));
  return 1;
}

void handshake_ml_kem_decapsulate(uint8_t out_shared_secret[32], const uint8_t seed[64],
                                  const uint8_t ciphertext[1088]) {
  struct KYBER_private_key external;
  uint8_t public_key[KYBER_PUBLIC_KEY_BYTES];
  key_from_seed(&external, public_key, seed);
  const struct private_key *key = private_key_from_external(&external);
  uint8_t m[32];
  uint8_t both[64];
  uint8_t again[KYBER_CIPHERTEXT_BYTES];
  decrypt_cpa(m, key, ciphertext);
  secret_and_randomness(both, m, &key->pub);
  encrypt_cpa(again, &key->pub, m, both + 32);
  /* J(z || c): what a wrong ciphertext gives. */
  uint8_t z_and_c[32 + KYBER_CIPHERTEXT_BYTES];
  uint8_t rejected[32];
  OPENSSL_memcpy(z_and_c, key->fo_failure_secret, 32);
  OPENSSL_memcpy(z_and_c + 32, ciphertext, KYBER_CIPHERTEXT_BYTES);
  BORINGSSL_keccak(rejected, sizeof(rejected), z_and_c, sizeof(z_and_c), boringssl_shake256);
  const uint8_t same = constant_time_eq_int_8(CRYPTO_memcmp(ciphertext, again, sizeof(again)), 0);
  for (int i = 0; i < 32; i++) {
    out_shared_secret[i] = constant_time_select_8(same, both[i], rejected[i]);
  }
  OPENSSL_cleanse(&external, sizeof(external));
  OPENSSL_cleanse(m, sizeof(m));
  OPENSSL_cleanse(both, sizeof(both));
  OPENSSL_cleanse(again, sizeof(again));
  OPENSSL_cleanse(z_and_c, sizeof(z_and_c));
  OPENSSL_cleanse(rejected, sizeof(rejected));
}
