// Files that the command reads and writes. Errors are one line: file, line where there is one,
// what.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "handshake/config.h"

namespace cli {

// Error is one line for people.
struct Error {
  std::string text;
};
template <class T>
using Result = std::variant<T, Error>;

// read_file reads a whole file of at most `most` bytes. It may hold a private key.
Result<crypto::Secret> read_file(const std::string &path, std::size_t most);

// Access says who may read a file: everybody, as far as the umask lets them, or its owner alone,
// even when the file was there before.
enum class Access : std::uint8_t { usual, owner };

// write_file writes a file; what was there is replaced.
std::optional<Error> write_file(const std::string &path, std::string_view text, Access);

// append_file adds to the end of a file that only its owner may read.
std::optional<Error> append_file(const std::string &path, std::string_view text);

// check_writable says why a file cannot be written, without making it.
std::optional<Error> check_writable(const std::string &path);

// read_certificates reads the certificates of a PEM file, at least one; each must be readable.
// With skip_unreadable those that are not are left out: bundles hold old ones.
Result<std::vector<wire::Bytes>> read_certificates(const std::string &path, bool skip_unreadable);

// read_credential reads a certificate chain, the holder's certificate first, and its private key.
// The options' names ("--cert: ") stand before what is said about their files.
Result<handshake::Credential> read_credential(const std::string &certificate_path,
                                              const std::string &key_path,
                                              const std::string &certificate_option = {},
                                              const std::string &key_option = {});

// find_system_bundle gives the file in which this system keeps the authorities that it trusts;
// the environment's SSL_CERT_FILE comes first. nullopt: none of the usual ones is there.
std::optional<std::string> find_system_bundle();

}  // namespace cli
