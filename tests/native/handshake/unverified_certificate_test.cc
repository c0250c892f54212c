// A client that verifies nothing still takes the key out of the first certificate. (Found by
// fuzzing: the key was read from a copy that was gone by then, which AddressSanitizer sees.)
#include <gtest/gtest.h>

#include "handshake/certificates.h"
#include "session/demonstration_chain.h"

namespace unverified_certificate_test {
namespace {

TEST(UnverifiedCertificate, GivesItsKey) {
  for (const auto type :
       {crypto::KeyType::rsa, crypto::KeyType::rsa_pss, crypto::KeyType::ec_secp256r1,
        crypto::KeyType::ec_secp384r1, crypto::KeyType::ec_secp521r1, crypto::KeyType::ed25519}) {
    const auto key = crypto::PrivateKey::from_der(session::demonstration_leaf_key(type));
    ASSERT_TRUE(key);
    handshake::ClientConfig config;
    config.verify_certificate = false;
    const std::vector<wire::Bytes> chain{wire::to_bytes(session::demonstration_leaf(type)), {1, 2}};
    handshake::PeerCertificate peer;
    trace::Recorder trace;
    EXPECT_FALSE(handshake::check_server_certificate(chain, config, peer, trace));
    EXPECT_EQ(peer.public_key_info, key->public_key_info());
  }
}

}  // namespace
}  // namespace unverified_certificate_test
