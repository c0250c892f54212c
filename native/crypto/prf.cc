#include "crypto/prf.h"

#include <openssl/digest.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstdlib>

namespace crypto {
namespace {

const EVP_MD *evp_md(HashAlgorithm algorithm) {
  switch (algorithm) {
    case HashAlgorithm::sha256:
      return EVP_sha256();
    case HashAlgorithm::sha384:
      return EVP_sha384();
    case HashAlgorithm::sha512:
      return EVP_sha512();
  }
  std::abort();
}

// BoringSSL's HMAC fails only when there is no memory.
void must(int result) {
  if (result != 1) std::abort();
}

// Mac is HMAC under one key, used again and again; the key is hashed once.
class Mac {
 public:
  Mac(HashAlgorithm algorithm, ByteView key) {
    // No key at all would mean the key before.
    static constexpr std::uint8_t kNone = 0;
    must(HMAC_Init_ex(context_.get(), key.empty() ? &kNone : key.data(), key.size(),
                      evp_md(algorithm), nullptr));
  }
  void update(ByteView data) { must(HMAC_Update(context_.get(), data.data(), data.size())); }
  // finish writes the MAC over what was given, and starts anew.
  void finish(Secret &out) {
    unsigned written = 0;
    must(HMAC_Final(context_.get(), out.data(), &written));
    must(HMAC_Init_ex(context_.get(), nullptr, 0, nullptr, nullptr));
  }

 private:
  bssl::ScopedHMAC_CTX context_;
};

}  // namespace

Secret prf(HashAlgorithm algorithm, ByteView secret, std::string_view label, ByteView seed,
           std::size_t length) {
  Mac mac(algorithm, secret);
  Secret a(hash_length(algorithm));
  Secret block(a.size());
  Secret out(length);
  // A(1) = HMAC(secret, label + seed).
  mac.update(wire::as_bytes(label));
  mac.update(seed);
  mac.finish(a);
  for (std::size_t done = 0; done < length;) {
    mac.update(a);
    mac.update(wire::as_bytes(label));
    mac.update(seed);
    mac.finish(block);
    const std::size_t n = std::min(length - done, block.size());
    std::copy_n(block.data(), n, out.data() + done);
    done += n;
    if (done < length) {
      mac.update(a);
      mac.finish(a);
    }
  }
  return out;
}

}  // namespace crypto
