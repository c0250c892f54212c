// Impostor: who plays the server's side in the server's place.
#pragma once

#include "handshake/config.h"

namespace session {

// impostor_config is a server's configuration as an impostor has it: without the server's ticket
// key and external PSKs, and with credentials after `kind` (RFC 8446, appendix E.1, on what
// authentication rests on):
//   stolen_key       the server's certificate and its private key
//   own_key          the server's certificate, which everybody has, and another key of its type
//   own_certificate  a certificate for the same names and another key, signed by nobody known
// What is new is drawn from `seed`, RSA keys apart: to draw one takes too long, so that key is
// always the same one, which is not the server's.
handshake::ServerConfig impostor_config(handshake::ServerConfig, std::string_view kind,
                                        wire::ByteView seed);

}  // namespace session
