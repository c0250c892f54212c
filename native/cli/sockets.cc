#include "cli/sockets.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace cli {
namespace {

struct FreeAddresses {
  void operator()(addrinfo *list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

std::string error_text() { return std::strerror(errno); }

Result<Addresses> resolve(const std::string &host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo *list = nullptr;
  const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (error != 0) return Error{host + ": " + gai_strerror(error)};
  return Addresses(list);
}

std::string address_text(const sockaddr *address, socklen_t length) {
  char host[NI_MAXHOST];
  char port[NI_MAXSERV];
  if (getnameinfo(address, length, host, sizeof host, port, sizeof port,
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "unknown address";
  }
  const bool v6 = address->sa_family == AF_INET6;
  return (v6 ? "[" : "") + std::string(host) + (v6 ? "]:" : ":") + port;
}

void prepare(int fd) {
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  const int on = 1;
  // A handshake is a few small messages: waiting to fill a packet only delays it.
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// finish_connecting waits for a connection that has begun; 0 or an errno.
int finish_connecting(int fd, Clock::time_point deadline) {
  while (true) {
    pollfd wait{fd, POLLOUT, 0};
    const int n = poll(&wait, 1, milliseconds_until(deadline));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (n == 0) return ETIMEDOUT;
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    return error;
  }
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

Result<TcpSocket> connect_to(const std::string &host, std::uint16_t port,
                             Clock::time_point deadline) {
  auto addresses = resolve(host, port, AI_ADDRCONFIG);
  // A machine without a network still has its loopback addresses.
  if (std::holds_alternative<Error>(addresses)) addresses = resolve(host, port, 0);
  if (auto *error = std::get_if<Error>(&addresses)) return *error;
  std::string problems;
  for (const addrinfo *one = std::get<0>(addresses).get(); one; one = one->ai_next) {
    TcpSocket out{Descriptor(socket(one->ai_family, one->ai_socktype, one->ai_protocol)),
                  address_text(one->ai_addr, one->ai_addrlen)};
    int error = out.fd.get() < 0 ? errno : 0;
    if (error == 0) {
      prepare(out.fd.get());
      if (connect(out.fd.get(), one->ai_addr, one->ai_addrlen) != 0) {
        error = errno == EINPROGRESS || errno == EINTR ? finish_connecting(out.fd.get(), deadline)
                                                       : errno;
      }
    }
    if (error == 0) return out;
    problems += (problems.empty() ? "" : "; ") + out.address + ": " + std::strerror(error);
  }
  return Error{problems};
}

Result<TcpSocket> listen_on(const std::string &host, std::uint16_t port) {
  auto addresses = resolve(host, port, AI_PASSIVE);
  if (auto *error = std::get_if<Error>(&addresses)) return *error;
  const addrinfo *first = std::get<0>(addresses).get();
  const std::string wanted = address_text(first->ai_addr, first->ai_addrlen);
  TcpSocket out{Descriptor(socket(first->ai_family, first->ai_socktype, first->ai_protocol)), {}};
  if (out.fd.get() < 0) return Error{wanted + ": " + error_text()};
  prepare(out.fd.get());
  const int on = 1;
  setsockopt(out.fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(out.fd.get(), first->ai_addr, first->ai_addrlen) != 0 ||
      listen(out.fd.get(), SOMAXCONN) != 0) {
    return Error{wanted + ": " + error_text()};
  }
  sockaddr_storage own{};
  socklen_t length = sizeof own;
  getsockname(out.fd.get(), reinterpret_cast<sockaddr *>(&own), &length);
  out.address = address_text(reinterpret_cast<sockaddr *>(&own), length);
  return out;
}

TcpSocket accept_from(const TcpSocket &listener, bool &exhausted) {
  sockaddr_storage peer{};
  socklen_t length = sizeof peer;
  TcpSocket out{Descriptor(accept(listener.fd.get(), reinterpret_cast<sockaddr *>(&peer), &length)),
                {}};
  exhausted = out.fd.get() < 0 &&
              (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
  if (out.fd.get() < 0) return out;
  prepare(out.fd.get());
  out.address = address_text(reinterpret_cast<sockaddr *>(&peer), length);
  return out;
}

Transfer receive_some(int fd, wire::Bytes &into) {
  std::uint8_t buffer[65536];
  const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
  if (n > 0) {
    wire::append(into, {buffer, static_cast<std::size_t>(n)});
    return Transfer::moved;
  }
  if (n == 0) return Transfer::ended;
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Transfer::would_block
                                                                   : Transfer::failed;
}

Transfer send_some(int fd, wire::Bytes &from) {
  if (from.empty()) return Transfer::moved;
  const ssize_t n = send(fd, from.data(), from.size(), 0);
  if (n >= 0) {
    from.erase(from.begin(), from.begin() + n);
    return Transfer::moved;
  }
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Transfer::would_block
                                                                   : Transfer::failed;
}

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left < 0 ? 0 : static_cast<int>(std::min<long long>(left, 1000 * 3600));
}

std::int64_t unix_time() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace cli
