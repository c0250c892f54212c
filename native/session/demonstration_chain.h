// A fixed certificate chain, so that a scenario needs no files.
//
// Its private keys are public by design: everybody has them, and a certificate of this root proves
// nothing.
#pragma once

#include "crypto/signature.h"
#include "wire/bytes.h"

namespace session {

// demonstration_root is the certificate (DER) of "Handshake Playground demonstration root", a CA
// with a P-256 key, valid from 2025-01-01 to 2125-01-01 like all of them.
wire::ByteView demonstration_root();

// demonstration_leaf is the certificate (DER) of a server with a key of the given type, signed by
// the root with ecdsa-with-SHA256, for example.com, *.example.com and localhost. There is one each
// for rsa (2048 bits), ec_secp256r1 and ed25519; the view is empty for other types.
wire::ByteView demonstration_leaf(crypto::KeyType);

// demonstration_leaf_key is that server's private key (PKCS #8, DER); empty for other types.
wire::ByteView demonstration_leaf_key(crypto::KeyType);

}  // namespace session
