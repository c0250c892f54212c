#include "cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "cli/sockets.h"
#include "crypto/pem.h"
#include "wire/certificate.h"

namespace cli {
namespace {

constexpr std::size_t kMostPem = 4 << 20;

Error errno_error(const std::string &path) { return {path + ": " + std::strerror(errno)}; }

// keep_private takes a file from everybody but its owner. Pipes and devices stay as they are.
std::optional<Error> keep_private(int fd, const std::string &path) {
  struct stat about {};
  if (fstat(fd, &about) != 0) return errno_error(path);
  if (!S_ISREG(about.st_mode) || (about.st_mode & 0777) == 0600) return std::nullopt;
  if (fchmod(fd, 0600) != 0) return errno_error(path);
  return std::nullopt;
}

std::optional<Error> write_to(const std::string &path, std::string_view text, int flags,
                              Access access) {
  const int fd = open(path.c_str(), flags | O_WRONLY | O_CREAT | O_CLOEXEC,
                      access == Access::owner ? 0600 : 0666);
  if (fd < 0) return errno_error(path);
  if (access == Access::owner) {
    if (const auto error = keep_private(fd, path)) {
      close(fd);
      return error;
    }
  }
  while (!text.empty()) {
    const ssize_t n = write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      Error error = errno_error(path);
      close(fd);
      return error;
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  if (close(fd) != 0) return errno_error(path);
  return std::nullopt;
}

std::string at_line(const std::string &path, std::size_t line) {
  return path + ", line " + std::to_string(line) + ": ";
}

// read_blocks reads a PEM file. Nothing of it stays in memory but the blocks.
Result<std::vector<crypto::PemBlock>> read_blocks(const std::string &path) {
  const auto text = read_file(path, kMostPem);
  if (const auto *error = std::get_if<Error>(&text)) return *error;
  auto parsed = crypto::read_pem(wire::as_text(std::get<0>(text)));
  if (const auto *error = std::get_if<crypto::PemError>(&parsed)) {
    return Error{at_line(path, error->line) + error->what};
  }
  return std::get<std::vector<crypto::PemBlock>>(std::move(parsed));
}

Result<crypto::PrivateKey> read_private_key(const std::string &path) {
  const auto blocks = read_blocks(path);
  if (const auto *error = std::get_if<Error>(&blocks)) return *error;
  for (const crypto::PemBlock &block : std::get<0>(blocks)) {
    if (block.label == "ENCRYPTED PRIVATE KEY") {
      return Error{at_line(path, block.line) +
                   "the key is encrypted; this program takes plain keys"};
    }
    if (!block.label.ends_with("PRIVATE KEY")) continue;
    const auto key = crypto::PrivateKey::from_der(block.der);
    if (!key) {
      return Error{at_line(path, block.line) +
                   "the key cannot be read: it is damaged or of a kind that is not known here"};
    }
    return *key;
  }
  return Error{path + ": there is no PRIVATE KEY block in it"};
}

}  // namespace

Result<crypto::Secret> read_file(const std::string &path, std::size_t most) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return errno_error(path);
  crypto::Secret buffer(std::min<std::size_t>(4096, most + 1));
  std::size_t size = 0;
  while (size <= most) {
    if (size == buffer.size()) {
      crypto::Secret larger(std::min(2 * size, most + 1));
      std::copy_n(buffer.data(), size, larger.data());
      buffer = std::move(larger);
    }
    const ssize_t n = read(file.get(), buffer.data() + size, buffer.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error(path);
    if (n == 0) return crypto::Secret(buffer.view().first(size));
    size += static_cast<std::size_t>(n);
  }
  return Error{path + ": is longer than " + std::to_string(most) + " bytes"};
}

std::optional<Error> write_file(const std::string &path, std::string_view text, Access access) {
  return write_to(path, text, O_TRUNC, access);
}

std::optional<Error> check_writable(const std::string &path) {
  struct stat about {};
  if (stat(path.c_str(), &about) == 0) {
    if (S_ISDIR(about.st_mode)) errno = EISDIR;
    if (S_ISDIR(about.st_mode) || access(path.c_str(), W_OK) != 0) return errno_error(path);
    return std::nullopt;
  }
  if (errno != ENOENT || path.empty()) return errno_error(path);
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (access(folder.c_str(), W_OK | X_OK) != 0) return errno_error(path);
  return std::nullopt;
}

std::optional<Error> append_file(const std::string &path, std::string_view text) {
  return write_to(path, text, O_APPEND, Access::owner);
}

Result<std::vector<wire::Bytes>> read_certificates(const std::string &path, bool skip_unreadable) {
  const auto blocks = read_blocks(path);
  if (const auto *error = std::get_if<Error>(&blocks)) return *error;
  std::vector<wire::Bytes> certificates;
  for (const crypto::PemBlock &block : std::get<0>(blocks)) {
    if (block.label != "CERTIFICATE") continue;
    wire::X509Certificate certificate;
    if (const auto error = wire::parse_certificate(block.der, certificate)) {
      if (skip_unreadable) continue;
      return Error{at_line(path, block.line) + "the certificate cannot be read: " + error->field +
                   ", offset " + std::to_string(error->at) + ": " + std::string(error->why)};
    }
    certificates.push_back(wire::to_bytes(block.der));
  }
  if (certificates.empty()) return Error{path + ": there is no CERTIFICATE block in it"};
  return certificates;
}

Result<handshake::Credential> read_credential(const std::string &certificate_path,
                                              const std::string &key_path,
                                              const std::string &certificate_option,
                                              const std::string &key_option) {
  auto chain = read_certificates(certificate_path, false);
  if (auto *error = std::get_if<Error>(&chain)) return Error{certificate_option + error->text};
  auto key = read_private_key(key_path);
  if (auto *error = std::get_if<Error>(&key)) return Error{key_option + error->text};
  handshake::Credential credential{std::get<0>(std::move(chain)), std::get<0>(std::move(key))};
  wire::X509Certificate leaf;
  const auto unreadable = wire::parse_certificate(credential.chain.front(), leaf);
  const wire::ByteView certified = leaf.subject_public_key_info;
  const wire::Bytes &own = credential.key.public_key_info();
  if (unreadable || !std::equal(certified.begin(), certified.end(), own.begin(), own.end())) {
    return Error{key_option + key_path + ": the key is not that of the first certificate in " +
                 certificate_path};
  }
  return credential;
}

std::optional<std::string> find_system_bundle() {
  const char *chosen = std::getenv("SSL_CERT_FILE");
  if (chosen && *chosen) return chosen;
  for (const char *path : {
           "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Arch
           "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, RHEL
           "/etc/pki/tls/certs/ca-bundle.crt",                   // RHEL 6
           "/etc/ssl/ca-bundle.pem",                             // openSUSE
           "/etc/ssl/cert.pem",                                  // Alpine, macOS, BSD
           "/usr/local/share/certs/ca-root-nss.crt",             // FreeBSD
           "/opt/homebrew/etc/openssl@3/cert.pem",
           "/usr/local/etc/openssl@3/cert.pem",
       }) {
    if (access(path, R_OK) == 0) return path;
  }
  return std::nullopt;
}

}  // namespace cli
