#include "crypto/key_exchange.h"

#include <openssl/curve25519.h>

#include <algorithm>
#include <cstdlib>

#include "crypto/ffdhe.h"
#include "crypto/ml_kem.h"
#include "crypto/nist_curve.h"

namespace crypto {
namespace {

constexpr std::size_t kX25519Length = 32;

std::optional<Bytes> x25519_public_key(ByteView private_key) {
  if (private_key.size() != kX25519Length) return std::nullopt;
  Bytes out(kX25519Length);
  X25519_public_from_private(out.data(), private_key.data());
  return out;
}

std::optional<Secret> x25519_shared_secret(ByteView private_key, ByteView peer) {
  if (private_key.size() != kX25519Length || peer.size() != kX25519Length) return std::nullopt;
  Secret out(kX25519Length);
  if (!X25519(out.data(), private_key.data(), peer.data())) return std::nullopt;
  return out;
}

// Hybrid cuts a key of X25519MLKEM768 into its two parts: ML-KEM first, x25519 last
// (draft-ietf-tls-ecdhe-mlkem, section 4).
struct Hybrid {
  ByteView ml_kem, x25519;
  // of is nullopt when there is no room for the last part.
  static std::optional<Hybrid> of(ByteView key) {
    if (key.size() < kX25519Length) return std::nullopt;
    return Hybrid{key.first(key.size() - kX25519Length), key.last(kX25519Length)};
  }
};

Secret joined(const Secret &ml_kem, const Secret &x25519) {
  Secret out(ml_kem.size() + x25519.size());
  std::copy_n(ml_kem.data(), ml_kem.size(), out.data());
  std::copy_n(x25519.data(), x25519.size(), out.data() + ml_kem.size());
  return out;
}

std::optional<Bytes> hybrid_public_key(ByteView private_key) {
  const auto own = Hybrid::of(private_key);
  if (!own) return std::nullopt;
  auto out = ml_kem::encapsulation_key(own->ml_kem);
  const auto classical = x25519_public_key(own->x25519);
  if (!out || !classical) return std::nullopt;
  wire::append(*out, *classical);
  return out;
}

std::optional<Secret> hybrid_shared_secret(ByteView private_key, ByteView peer_public_key) {
  const auto own = Hybrid::of(private_key);
  const auto peer = Hybrid::of(peer_public_key);
  if (!own || !peer) return std::nullopt;
  const auto post_quantum = ml_kem::decapsulate(own->ml_kem, peer->ml_kem);
  const auto classical = x25519_shared_secret(own->x25519, peer->x25519);
  if (!post_quantum || !classical) return std::nullopt;
  return joined(*post_quantum, *classical);
}

std::optional<Response> hybrid_respond(ByteView private_key, ByteView peer_public_key) {
  const auto own = Hybrid::of(private_key);
  const auto peer = Hybrid::of(peer_public_key);
  if (!own || !peer) return std::nullopt;
  auto made = ml_kem::encapsulate(peer->ml_kem, own->ml_kem);
  const auto classical_public = x25519_public_key(own->x25519);
  const auto classical = x25519_shared_secret(own->x25519, peer->x25519);
  if (!made || !classical_public || !classical) return std::nullopt;
  Response out{std::move(made->ciphertext), joined(made->shared_secret, *classical)};
  wire::append(out.public_key, *classical_public);
  return out;
}

}  // namespace

bool is_supported(NamedGroup group) { return private_key_length(group) != 0; }

std::size_t private_key_length(NamedGroup group, Turn turn) {
  if (group == NamedGroup::x25519) return kX25519Length;
  if (nist_curve::is_one(group)) return nist_curve::field_length(group);
  if (group == NamedGroup::X25519MLKEM768) {
    return (turn == Turn::first ? ml_kem::kSeedLength : ml_kem::kMessageLength) + kX25519Length;
  }
  const std::size_t bits = ffdhe::prime_bits(group);
  return bits == 0 ? 0 : ffdhe::exponent_length(bits);
}

std::size_t public_key_length(NamedGroup group, Turn turn) {
  if (group == NamedGroup::x25519) return kX25519Length;
  if (nist_curve::is_one(group)) return 1 + 2 * nist_curve::field_length(group);
  if (group == NamedGroup::X25519MLKEM768) {
    return (turn == Turn::first ? ml_kem::kEncapsulationKeyLength : ml_kem::kCiphertextLength) +
           kX25519Length;
  }
  return ffdhe::prime_bits(group) / 8;
}

Secret draw_private_key(NamedGroup group, Random &random, Turn turn) {
  if (!is_supported(group)) std::abort();
  const DeepStackWiper wiper;
  if (nist_curve::is_one(group)) return nist_curve::draw_private_key(group, random);
  if (const std::size_t bits = ffdhe::prime_bits(group)) {
    return ffdhe::draw_exponent(bits, random);
  }
  return random.draw(private_key_length(group, turn));
}

std::optional<Bytes> public_key(NamedGroup group, ByteView private_key) {
  const DeepStackWiper wiper;
  if (private_key.empty() || private_key.size() != private_key_length(group)) return std::nullopt;
  if (group == NamedGroup::x25519) return x25519_public_key(private_key);
  if (nist_curve::is_one(group)) return nist_curve::public_key(group, private_key);
  if (group == NamedGroup::X25519MLKEM768) return hybrid_public_key(private_key);
  const auto power = ffdhe::power(ffdhe::kGenerator, private_key, ffdhe::prime(group));
  if (!power) return std::nullopt;
  return wire::to_bytes(*power);
}

std::optional<Secret> shared_secret(NamedGroup group, ByteView private_key,
                                    ByteView peer_public_key) {
  const DeepStackWiper wiper;
  if (group == NamedGroup::x25519) return x25519_shared_secret(private_key, peer_public_key);
  if (nist_curve::is_one(group)) {
    return nist_curve::shared_secret(group, private_key, peer_public_key);
  }
  if (group == NamedGroup::X25519MLKEM768) {
    return hybrid_shared_secret(private_key, peer_public_key);
  }
  if (private_key.empty() || private_key.size() != private_key_length(group) ||
      peer_public_key.size() != public_key_length(group)) {
    return std::nullopt;
  }
  return ffdhe::power(peer_public_key, private_key, ffdhe::prime(group));
}

std::optional<Response> respond(NamedGroup group, ByteView private_key, ByteView peer_public_key) {
  const DeepStackWiper wiper;
  if (group == NamedGroup::X25519MLKEM768) return hybrid_respond(private_key, peer_public_key);
  auto shared = shared_secret(group, private_key, peer_public_key);
  if (!shared) return std::nullopt;
  auto own = public_key(group, private_key);
  if (!own) return std::nullopt;
  return Response{std::move(*own), std::move(*shared)};
}

}  // namespace crypto
