#include <unistd.h>

#include <cerrno>

#include "cli/commands.h"
#include "session/text.h"

namespace cli {
namespace {

bool write_all(int fd, const char *data, std::size_t size) {
  while (size > 0) {
    const ssize_t n = write(fd, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

void say(const std::string &line) {
  const std::string text = session::one_line(line) + "\n";
  (void)write_all(STDERR_FILENO, text.data(), text.size());
}

bool write_output(const char *data, std::size_t size) {
  return write_all(STDOUT_FILENO, data, size);
}

}  // namespace cli
