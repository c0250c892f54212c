// The commands that talk to the network. Each returns the program's exit code.
#pragma once

#include <string>
#include <vector>

namespace cli {

// connect is `handshake connect`: a client over TCP.
int connect(const std::vector<std::string> &words);

// serve is `handshake serve`: a server over TCP.
int serve(const std::vector<std::string> &words);

// say writes one line of prose to standard error, without its control characters.
void say(const std::string &line);

// write_output writes to standard output; false when it is closed or full.
bool write_output(const char *data, std::size_t size);

}  // namespace cli
