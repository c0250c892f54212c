// TCP, IPv4 and IPv6, and waiting for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "cli/files.h"
#include "wire/bytes.h"

namespace cli {

using Clock = std::chrono::steady_clock;

// Descriptor owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor();
  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

// TcpSocket is a socket with the address at its other end (or, of a listener, its own):
// "192.0.2.1:443", "[2001:db8::1]:443".
struct TcpSocket {
  Descriptor fd;
  std::string address;
};

// connect_to tries every address of a host until the deadline. The socket does not block.
Result<TcpSocket> connect_to(const std::string &host, std::uint16_t port,
                             Clock::time_point deadline);

// listen_on waits for connections at a host's first address; port 0 takes a free one.
Result<TcpSocket> listen_on(const std::string &host, std::uint16_t port);

// accept_from takes one waiting connection. The descriptor is negative when there is none;
// `exhausted` says that this process has no descriptor left for it.
TcpSocket accept_from(const TcpSocket &listener, bool &exhausted);

// Transfer says what a read or a write came to.
enum class Transfer : std::uint8_t { moved, would_block, ended, failed };

// receive_some appends at most 64 KiB of what has arrived.
Transfer receive_some(int fd, wire::Bytes &into);

// send_some writes what can be written and removes it from the front of `from`.
Transfer send_some(int fd, wire::Bytes &from);

// milliseconds_until is the time left, rounded up, as poll() takes it: 0 when it is over.
int milliseconds_until(Clock::time_point deadline);

// unix_time is the system's clock, in seconds since 1970-01-01T00:00:00Z.
std::int64_t unix_time();

}  // namespace cli
