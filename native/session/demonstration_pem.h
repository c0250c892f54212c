// The demonstration chain by signature scheme, and as PEM for other programs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "handshake/config.h"

namespace session {

// demonstration_credential gives the demonstration certificate whose key signs with a scheme, with
// that key; nullopt when there is none.
std::optional<handshake::Credential> demonstration_credential(wire::SignatureScheme);

// demonstration_client_credential gives a client's, likewise.
std::optional<handshake::Credential> demonstration_client_credential(wire::SignatureScheme);

// demonstration_pem_names lists what demonstration_pem knows, with commas between.
std::string demonstration_pem_names();

// demonstration_pem gives the root's certificate ("root"), or a certificate followed by its private
// key: a server's (the name of a signature scheme: "ed25519") or a client's ("client-ed25519").
// nullopt: no such name.
std::optional<std::string> demonstration_pem(std::string_view name);

}  // namespace session
