#include "crypto/key_exchange.h"

#include <openssl/curve25519.h>
#include <openssl/ec.h>
#include <openssl/ec_key.h>
#include <openssl/ecdh.h>
#include <openssl/err.h>
#include <openssl/nid.h>

#include <cstdlib>

namespace crypto {
namespace {

constexpr std::size_t kX25519Length = 32;
constexpr std::size_t kP256ScalarLength = 32;
constexpr std::size_t kP256PointLength = 65;

// p256_key is null when the scalar has a wrong length or is not in [1, n-1].
bssl::UniquePtr<EC_KEY> p256_key(ByteView private_key) {
  bssl::UniquePtr<EC_KEY> key(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  if (!key || !EC_KEY_oct2priv(key.get(), private_key.data(), private_key.size())) {
    ERR_clear_error();
    return nullptr;
  }
  return key;
}

std::optional<Bytes> p256_public_key(ByteView private_key) {
  const bssl::UniquePtr<EC_KEY> key = p256_key(private_key);
  if (!key) return std::nullopt;
  const EC_GROUP *group = EC_KEY_get0_group(key.get());
  const bssl::UniquePtr<EC_POINT> point(EC_POINT_new(group));
  Bytes out(kP256PointLength);
  if (!point ||
      !EC_POINT_mul(group, point.get(), EC_KEY_get0_private_key(key.get()), nullptr, nullptr,
                    nullptr) ||
      EC_POINT_point2oct(group, point.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(), out.size(),
                         nullptr) != out.size()) {
    ERR_clear_error();
    return std::nullopt;
  }
  return out;
}

std::optional<Secret> p256_shared_secret(ByteView private_key, ByteView peer) {
  // BoringSSL takes compressed points too, which TLS 1.3 does not have, but not at this length.
  if (peer.size() != kP256PointLength) return std::nullopt;
  const bssl::UniquePtr<EC_KEY> key = p256_key(private_key);
  if (!key) return std::nullopt;
  const EC_GROUP *group = EC_KEY_get0_group(key.get());
  const bssl::UniquePtr<EC_POINT> point(EC_POINT_new(group));
  Secret out(kP256ScalarLength);
  if (!point || !EC_POINT_oct2point(group, point.get(), peer.data(), peer.size(), nullptr) ||
      ECDH_compute_key(out.data(), out.size(), point.get(), key.get(), nullptr) !=
          static_cast<int>(out.size())) {
    ERR_clear_error();
    return std::nullopt;
  }
  return out;
}

std::optional<Secret> x25519_shared_secret(ByteView private_key, ByteView peer) {
  if (private_key.size() != kX25519Length || peer.size() != kX25519Length) return std::nullopt;
  Secret out(kX25519Length);
  if (!X25519(out.data(), private_key.data(), peer.data())) return std::nullopt;
  return out;
}

}  // namespace

bool is_supported(NamedGroup group) {
  return group == NamedGroup::x25519 || group == NamedGroup::secp256r1;
}

std::size_t private_key_length(NamedGroup group) {
  switch (group) {
    case NamedGroup::x25519:
      return kX25519Length;
    case NamedGroup::secp256r1:
      return kP256ScalarLength;
    default:
      return 0;
  }
}

std::size_t public_key_length(NamedGroup group) {
  switch (group) {
    case NamedGroup::x25519:
      return kX25519Length;
    case NamedGroup::secp256r1:
      return kP256PointLength;
    default:
      return 0;
  }
}

Secret draw_private_key(NamedGroup group, Random &random) {
  switch (group) {
    case NamedGroup::x25519:
      return random.draw(kX25519Length);
    case NamedGroup::secp256r1:
      for (;;) {
        Secret candidate = random.draw(kP256ScalarLength);
        if (p256_key(candidate)) return candidate;
      }
    default:
      std::abort();
  }
}

std::optional<Bytes> public_key(NamedGroup group, ByteView private_key) {
  switch (group) {
    case NamedGroup::x25519: {
      if (private_key.size() != kX25519Length) return std::nullopt;
      Bytes out(kX25519Length);
      X25519_public_from_private(out.data(), private_key.data());
      return out;
    }
    case NamedGroup::secp256r1:
      return p256_public_key(private_key);
    default:
      return std::nullopt;
  }
}

std::optional<Secret> shared_secret(NamedGroup group, ByteView private_key,
                                    ByteView peer_public_key) {
  switch (group) {
    case NamedGroup::x25519:
      return x25519_shared_secret(private_key, peer_public_key);
    case NamedGroup::secp256r1:
      return p256_shared_secret(private_key, peer_public_key);
    default:
      return std::nullopt;
  }
}

}  // namespace crypto
