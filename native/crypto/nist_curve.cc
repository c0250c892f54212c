#include "crypto/nist_curve.h"

#include <openssl/ec.h>
#include <openssl/ec_key.h>
#include <openssl/ecdh.h>
#include <openssl/err.h>
#include <openssl/nid.h>

namespace crypto::nist_curve {
namespace {

using wire::NamedGroup;

int nid_of(NamedGroup group) {
  switch (group) {
    case NamedGroup::secp256r1:
      return NID_X9_62_prime256v1;
    case NamedGroup::secp384r1:
      return NID_secp384r1;
    case NamedGroup::secp521r1:
      return NID_secp521r1;
    default:
      return NID_undef;
  }
}

// key_of is null when the scalar has a wrong length or is not in [1, n-1].
bssl::UniquePtr<EC_KEY> key_of(NamedGroup group, ByteView private_key) {
  bssl::UniquePtr<EC_KEY> key(EC_KEY_new_by_curve_name(nid_of(group)));
  if (!key || !EC_KEY_oct2priv(key.get(), private_key.data(), private_key.size())) {
    ERR_clear_error();
    return nullptr;
  }
  return key;
}

// point_length is that of an uncompressed point.
std::size_t point_length(NamedGroup group) { return 1 + 2 * field_length(group); }

}  // namespace

bool is_one(NamedGroup group) { return nid_of(group) != NID_undef; }

std::size_t field_length(NamedGroup group) {
  switch (group) {
    case NamedGroup::secp256r1:
      return 32;
    case NamedGroup::secp384r1:
      return 48;
    case NamedGroup::secp521r1:
      return 66;
    default:
      return 0;
  }
}

Secret draw_private_key(NamedGroup group, Random &random) {
  for (;;) {
    Secret candidate = random.draw(field_length(group));
    // n of secp521r1 has 521 bits, seven fewer than its bytes.
    if (group == NamedGroup::secp521r1) candidate.data()[0] &= 1;
    if (key_of(group, candidate)) return candidate;
  }
}

std::optional<Bytes> public_key(NamedGroup id, ByteView private_key) {
  const bssl::UniquePtr<EC_KEY> key = key_of(id, private_key);
  if (!key) return std::nullopt;
  const EC_GROUP *group = EC_KEY_get0_group(key.get());
  const bssl::UniquePtr<EC_POINT> point(EC_POINT_new(group));
  Bytes out(point_length(id));
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

std::optional<Secret> shared_secret(NamedGroup id, ByteView private_key, ByteView peer) {
  // BoringSSL takes compressed points too, which TLS 1.3 does not have, but not at this length.
  if (peer.size() != point_length(id)) return std::nullopt;
  const bssl::UniquePtr<EC_KEY> key = key_of(id, private_key);
  if (!key) return std::nullopt;
  const EC_GROUP *group = EC_KEY_get0_group(key.get());
  const bssl::UniquePtr<EC_POINT> point(EC_POINT_new(group));
  Secret out(field_length(id));
  if (!point || !EC_POINT_oct2point(group, point.get(), peer.data(), peer.size(), nullptr) ||
      ECDH_compute_key(out.data(), out.size(), point.get(), key.get(), nullptr) !=
          static_cast<int>(out.size())) {
    ERR_clear_error();
    return std::nullopt;
  }
  return out;
}

}  // namespace crypto::nist_curve
