#include "crypto/ml_kem.h"

#include <openssl/bytestring.h>

#include <cstdlib>

// A BoringSSL tree has ML-KEM since 2024. That it encapsulates with a given m is not in its public
// header.
#if __has_include(<openssl/mlkem.h>)
#include <openssl/mlkem.h>

#include "crypto/fipsmodule/bcm_interface.h"
#else
#include "crypto/ml_kem_kyber.h"
#endif

namespace crypto::ml_kem {

#if __has_include(<openssl/mlkem.h>)
namespace {

using namespace bssl;  // NOLINT(google-build-using-namespace): newer trees keep BCM_… in it

struct PrivateKey {
  MLKEM768_private_key key;
  PrivateKey() = default;
  PrivateKey(const PrivateKey &) = delete;
  PrivateKey &operator=(const PrivateKey &) = delete;
  ~PrivateKey() { wipe(&key, sizeof(key)); }
};

bool key_of(ByteView seed, PrivateKey &out) {
  return MLKEM768_private_key_from_seed(&out.key, seed.data(), seed.size()) == 1;
}

void public_key_of(ByteView seed, Bytes &out) {
  PrivateKey key;
  MLKEM768_public_key public_key;
  CBB cbb;
  if (!key_of(seed, key)) std::abort();
  MLKEM768_public_from_private(&public_key, &key.key);
  CBB_init_fixed(&cbb, out.data(), out.size());
  if (!MLKEM768_marshal_public_key(&cbb, &public_key)) std::abort();
}

// with_m calls a function whose type of key has had two names.
template <class Result, class Key>
void with_m(Result (*encap)(std::uint8_t *, std::uint8_t *, const Key *, const std::uint8_t *),
            Encapsulation &out, const MLKEM768_public_key &key, ByteView m) {
  encap(out.ciphertext.data(), out.shared_secret.data(), reinterpret_cast<const Key *>(&key),
        m.data());
}

bool encapsulate_to(ByteView public_key, ByteView m, Encapsulation &out) {
  MLKEM768_public_key key;
  CBS cbs;
  CBS_init(&cbs, public_key.data(), public_key.size());
  if (!MLKEM768_parse_public_key(&key, &cbs)) return false;
  with_m(BCM_mlkem768_encap_external_entropy, out, key, m);
  return true;
}

void decapsulate_with(ByteView seed, ByteView ciphertext, Secret &out) {
  PrivateKey key;
  if (!key_of(seed, key)) std::abort();
  MLKEM768_decap(out.data(), ciphertext.data(), ciphertext.size(), &key.key);
}

}  // namespace
#else
namespace {

void public_key_of(ByteView seed, Bytes &out) {
  handshake_ml_kem_public_key(out.data(), seed.data());
}

bool encapsulate_to(ByteView public_key, ByteView m, Encapsulation &out) {
  return handshake_ml_kem_encapsulate(out.ciphertext.data(), out.shared_secret.data(),
                                      public_key.data(), m.data()) == 1;
}

void decapsulate_with(ByteView seed, ByteView ciphertext, Secret &out) {
  handshake_ml_kem_decapsulate(out.data(), seed.data(), ciphertext.data());
}

}  // namespace
#endif

std::optional<Bytes> encapsulation_key(ByteView seed) {
  if (seed.size() != kSeedLength) return std::nullopt;
  Bytes out(kEncapsulationKeyLength);
  public_key_of(seed, out);
  return out;
}

std::optional<Encapsulation> encapsulate(ByteView encapsulation_key, ByteView m) {
  if (encapsulation_key.size() != kEncapsulationKeyLength || m.size() != kMessageLength) {
    return std::nullopt;
  }
  Encapsulation out{Bytes(kCiphertextLength), Secret(kSharedSecretLength)};
  if (!encapsulate_to(encapsulation_key, m, out)) return std::nullopt;
  return out;
}

std::optional<Secret> decapsulate(ByteView seed, ByteView ciphertext) {
  if (seed.size() != kSeedLength || ciphertext.size() != kCiphertextLength) return std::nullopt;
  Secret out(kSharedSecretLength);
  decapsulate_with(seed, ciphertext, out);
  return out;
}

}  // namespace crypto::ml_kem
