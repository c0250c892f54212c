// What connect and serve read alike, and which of their options go together.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cli/files.h"
#include "session/arguments.h"

namespace cli {

// parse_psks reads what session::external_psk does, several with commas between.
Result<std::vector<handshake::ExternalPsk>> parse_psks(std::string_view text);

// read_switch reads "on" or "off".
std::optional<Error> read_switch(std::string_view value, bool &out);

// is_of_tls12 tells whether an option is of no use without TLS 1.2; check_tls12 finds such an
// option among those that were given, and says so.
bool is_of_tls12(std::string_view option);
std::optional<Error> check_tls12(const session::Arguments &,
                                 const std::vector<wire::ProtocolVersion> &versions);

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
