#include "crypto/hash.h"

#include <algorithm>
#include <cstdlib>
#include <new>

#include "crypto/hash_functions.h"

namespace crypto {
namespace {

template <class H>
typename H::Context &context(std::array<std::uint8_t, 216> &state) {
  static_assert(sizeof(typename H::Context) <= 216 && alignof(typename H::Context) <= 8);
  return *std::launder(reinterpret_cast<typename H::Context *>(state.data()));
}

}  // namespace

std::string_view name_of(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::sha256:
      return "SHA-256";
    case HashAlgorithm::sha384:
      return "SHA-384";
    case HashAlgorithm::sha512:
      return "SHA-512";
  }
  return {};
}

std::size_t hash_length(HashAlgorithm algorithm) {
  return with(algorithm, [](auto h) { return decltype(h)::kLength; });
}

Hash::Hash(HashAlgorithm algorithm) : algorithm_(algorithm) {
  with(algorithm, [this](auto h) {
    using H = decltype(h);
    H::init(*new (state_.data()) typename H::Context{});
  });
}

void Hash::update(ByteView data) {
  with(algorithm_, [this, data](auto h) {
    using H = decltype(h);
    auto &c = context<H>(state_);
    H::update(c, data);
    // A block that was hashed stays behind in the buffer; without it, equal input gives equal
    // states however it was cut.
    std::fill(H::block(c) + c.num, H::block(c) + H::kBlock, std::uint8_t{0});
  });
}

Bytes Hash::digest() const {
  return with(algorithm_, [this](auto h) {
    using H = decltype(h);
    auto copy = state_;
    Bytes out(H::kLength);
    H::final(context<H>(copy), out.data());
    return out;
  });
}

Bytes hash(HashAlgorithm algorithm, ByteView data) {
  return with(algorithm, [data](auto h) {
    using H = decltype(h);
    typename H::Context c;
    H::init(c);
    H::update(c, data);
    Bytes out(H::kLength);
    H::final(c, out.data());
    wipe(&c, sizeof(c));
    return out;
  });
}

Secret hmac(HashAlgorithm algorithm, ByteView key, ByteView data) {
  return with(algorithm, [key, data](auto h) {
    using H = decltype(h);
    Keyed<H> keyed(key);
    keyed.start();
    keyed.update(data);
    Secret out(H::kLength);
    keyed.finish(out.data());
    return out;
  });
}

Secret hkdf_extract(HashAlgorithm algorithm, ByteView salt, ByteView input_keying_material) {
  // A salt that is not given is a hash length of zeros, and HMAC pads a short key with zeros.
  return hmac(algorithm, salt, input_keying_material);
}

Secret hkdf_expand(HashAlgorithm algorithm, ByteView pseudorandom_key, ByteView info,
                   std::size_t length) {
  return with(algorithm, [=](auto h) {
    using H = decltype(h);
    if (length > 255 * H::kLength) std::abort();
    Keyed<H> keyed(pseudorandom_key);
    Secret out(length);
    std::array<std::uint8_t, H::kLength> t{};
    std::uint8_t counter = 0;
    for (std::size_t done = 0; done < length;) {
      keyed.start();
      if (counter > 0) keyed.update(t);
      keyed.update(info);
      ++counter;
      keyed.update(ByteView(&counter, 1));
      keyed.finish(t.data());
      const std::size_t n = std::min(length - done, t.size());
      std::copy_n(t.data(), n, out.data() + done);
      done += n;
    }
    wipe(t.data(), t.size());
    return out;
  });
}

}  // namespace crypto
