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
// the root with ecdsa-with-SHA256, for example.com, *.example.com and localhost. There is one for
// every type; RSA keys have 2048 bits, the one of rsa_pss has no parameters, and the one of rsa may
// encrypt too, as the RSA key exchange of TLS 1.2 wants it.
wire::ByteView demonstration_leaf(crypto::KeyType);

// demonstration_leaf_key is that server's private key (PKCS #8, DER).
wire::ByteView demonstration_leaf_key(crypto::KeyType);

// demonstration_client is the certificate (DER) of "Client Demonstration", for id-kp-clientAuth and
// signed likewise, with an own key of the given type: rsa, ec_secp256r1 or ed25519. The view is
// empty for other types.
wire::ByteView demonstration_client(crypto::KeyType);

// demonstration_client_key is that client's private key (PKCS #8, DER); empty for other types.
wire::ByteView demonstration_client_key(crypto::KeyType);

}  // namespace session
