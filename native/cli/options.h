// What connect and serve read alike, and which of their options go together.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cli/files.h"

namespace cli {

// parse_psks reads IDENTITY:HEX, several with commas between. Their hash is SHA-256.
Result<std::vector<handshake::ExternalPsk>> parse_psks(std::string_view text);

// settle_versions looks for suites, groups and PSKs that go with no version. A version that has no
// suite is left out, unless it was asked for.
std::optional<Error> settle_versions(bool asked_for, const std::vector<wire::CipherSuite> &suites,
                                     const std::vector<wire::NamedGroup> &groups,
                                     const std::vector<handshake::ExternalPsk> &psks,
                                     std::vector<wire::ProtocolVersion> &versions);

// check_signatures says when the schemes are none of the versions.
std::optional<Error> check_signatures(const std::vector<wire::ProtocolVersion> &,
                                      const std::vector<wire::SignatureScheme> &);

// check_suites says which of a server's suites none of its certificates or groups goes with; of a
// client's, which none of its signature schemes or groups goes with.
std::optional<Error> check_suites(const handshake::ServerConfig &);
std::optional<Error> check_suites(const handshake::ClientConfig &);

}  // namespace cli
