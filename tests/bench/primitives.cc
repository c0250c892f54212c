#include "bench/cases.h"
#include "crypto/key_exchange.h"
#include "crypto/rsa_encryption.h"
#include "session/demonstration_chain.h"
#include "wire/certificate.h"

namespace bench {
namespace {

using crypto::Turn;

// What a full handshake takes: two key pairs and two shared secrets, or the premaster secret
// encrypted and decrypted; one signature and its verification; and that of the certificate. A
// resumed one has the key pairs and shared secrets of TLS 1.3 at most.
class Primitives : public Player {
 public:
  explicit Primitives(const Case &which)
      : which_(which),
        random_(wire::Bytes(crypto::Random::kSeedLength)),
        key_(*crypto::PrivateKey::from_der(session::demonstration_leaf_key(which.key))) {
    demand(!wire::parse_certificate(session::demonstration_root(), root_) &&
               !wire::parse_certificate(session::demonstration_leaf(which.key), leaf_),
           "the certificates cannot be read");
  }

  bool handshake() override {
    wire::Bytes exchanged(32);
    if (which_.group && !exchange_keys(exchanged)) return false;
    if (!which_.group && !transport_key()) return false;
    return which_.resumed || authenticate(exchanged);
  }

 private:
  bool exchange_keys(wire::Bytes &exchanged) {
    const wire::NamedGroup group = *which_.group;
    const auto first = crypto::draw_private_key(group, random_, Turn::first);
    exchanged = *crypto::public_key(group, first);
    const auto second = crypto::draw_private_key(group, random_, Turn::second);
    const auto response = crypto::respond(group, second, exchanged);
    return response &&
           *crypto::shared_secret(group, first, response->public_key) == response->shared_secret;
  }

  bool transport_key() {
    const wire::Bytes premaster(crypto::kPremasterLength, 3);
    const auto encrypted = crypto::rsa_encrypt(key_.public_key_info(), premaster, random_);
    const auto decrypted =
        crypto::rsa_decrypt_premaster(key_, *encrypted, 0x0303, wire::Bytes(premaster.size()));
    return decrypted == crypto::Secret(wire::ByteView(premaster));
  }

  bool authenticate(wire::ByteView message) {
    if (which_.scheme) {
      const auto signature = crypto::sign(key_, *which_.scheme, message, random_);
      if (!crypto::verify(key_.public_key_info(), *which_.scheme, message, *signature)) {
        return false;
      }
    }
    return crypto::verify_certificate_signature(root_.subject_public_key_info,
                                                leaf_.signature_algorithm, leaf_.tbs_certificate,
                                                leaf_.signature_value);
  }

  Case which_;
  crypto::Random random_;
  crypto::PrivateKey key_;
  wire::X509Certificate root_, leaf_;
};

}  // namespace

std::unique_ptr<Player> primitives(const Case &which) {
  return std::make_unique<Primitives>(which);
}

}  // namespace bench
