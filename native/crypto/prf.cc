#include "crypto/prf.h"

#include <algorithm>

#include "crypto/hash_functions.h"

namespace crypto {

Secret prf(HashAlgorithm algorithm, ByteView secret, std::string_view label, ByteView seed,
           std::size_t length) {
  return with(algorithm, [=](auto h) {
    using H = decltype(h);
    Keyed<H> keyed(secret);
    Secret a(H::kLength);
    Secret block(H::kLength);
    Secret out(length);
    const auto update_seed = [&] {
      keyed.update(wire::as_bytes(label));
      keyed.update(seed);
    };
    // A(1) = HMAC(secret, label + seed), A(i) = HMAC(secret, A(i - 1)).
    keyed.start();
    update_seed();
    keyed.finish(a.data());
    for (std::size_t done = 0; done < length;) {
      keyed.start();
      keyed.update(a);
      update_seed();
      keyed.finish(block.data());
      const std::size_t n = std::min(length - done, block.size());
      std::copy_n(block.data(), n, out.data() + done);
      done += n;
      if (done == length) break;
      keyed.start();
      keyed.update(a);
      keyed.finish(a.data());
    }
    return out;
  });
}

}  // namespace crypto
