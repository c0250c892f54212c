#include "cli/session_file.h"

#include <algorithm>

#include "handshake/negotiation.h"
#include "schedule/cipher_suite.h"
#include "session/scenario.h"
#include "session/text.h"
#include "wire/codec.h"

namespace cli {
namespace {

using handshake::ClientMemory;
using handshake::Ticket;

constexpr std::string_view kTitle = "handshake-playground sessions 1";
constexpr std::string_view kTls13 = "tls1.3 ";
constexpr std::size_t kMostText = 1 << 20;

// ResumptionPsk is "opaque resumption_psk<1..255>" that is kept in wiped memory.
struct ResumptionPsk {
  void read(wire::Reader &in, trace::Value &value) const {
    value.name = "resumption_psk";
    value.bytes = crypto::Secret(in.bytes(in.length(1)));
  }
  void write(wire::Writer &out, const trace::Value &value) const {
    out.prefixed(1, [&] { out.bytes(value); });
  }
};

// Seconds is a time of 64 bits.
struct Seconds {
  void read(wire::Reader &in, std::int64_t &value) const {
    const std::uint64_t high = in.number(4);
    value = static_cast<std::int64_t>(high << 32 | in.number(4));
  }
  void write(wire::Writer &out, std::int64_t value) const {
    out.number(static_cast<std::uint32_t>(static_cast<std::uint64_t>(value) >> 32), 4);
    out.number(static_cast<std::uint32_t>(value), 4);
  }
};

// Name is text of at most 255 bytes.
struct Name {
  void read(wire::Reader &in, std::string &value) const {
    value = wire::as_text(in.bytes(in.length(1)));
  }
  void write(wire::Writer &out, const std::string &value) const {
    out.prefixed(1, [&] { out.bytes(wire::as_bytes(value)); });
  }
};

}  // namespace
}  // namespace cli

template <>
struct wire::Layout<handshake::Ticket> {
  using Ticket = handshake::Ticket;
  static constexpr std::tuple fields{
      field("ticket", &Ticket::ticket, opaque<1, 0xffff>),
      field("resumption_psk", &Ticket::resumption_psk, cli::ResumptionPsk()),
      field("ticket_lifetime", &Ticket::ticket_lifetime, u32),
      field("ticket_age_add", &Ticket::ticket_age_add, u32),
      field("max_early_data_size", &Ticket::max_early_data_size, u32),
      field("received_at", &Ticket::received_at, cli::Seconds()),
      field("cipher_suite", &Ticket::cipher_suite, u16),
      field("server_name", &Ticket::server_name, cli::Name()),
      field("application_protocol", &Ticket::application_protocol, cli::Name()),
  };
};

namespace cli {
namespace {

// add_line adds a session to a text. What it leaves on the way is wiped.
template <class Session>
void add_line(std::string_view kind, const Session &session, std::size_t room, std::string &text) {
  wire::Writer out;
  out.out.reserve(room);
  wire::write(out, session);
  std::string hex = wire::to_hex(out.out);
  text += kind;
  text += hex;
  text += '\n';
  crypto::wipe(hex.data(), hex.size());
  crypto::wipe(out.out.data(), out.out.size());
}

// room_for is more than a ticket takes.
std::size_t room_for(const Ticket &one) {
  return one.ticket.size() + one.resumption_psk.bytes.size() + one.server_name.size() +
         one.application_protocol.size() + 64;
}

// read_ticket gives what is wrong with a line's bytes; empty: nothing.
std::string read_ticket(std::string_view hex, Ticket &out) {
  auto bytes = wire::from_hex(hex);
  if (!bytes) return "takes an even number of hexadecimal digits";
  wire::Reader in(*bytes);
  wire::read(in, out);
  const std::size_t left = in.left();
  const auto error = in.error();
  crypto::wipe(bytes->data(), bytes->size());
  if (error) {
    return error->field + ", offset " + std::to_string(error->at) + ": " + std::string(error->why);
  }
  if (left != 0) return std::to_string(left) + " bytes are left over";
  if (!schedule::is_tls13(out.cipher_suite) ||
      !handshake::contains(session::supported_suites(), out.cipher_suite)) {
    return "cipher_suite: is none of TLS 1.3";
  }
  const auto hash = schedule::parameters_of(out.cipher_suite).hash;
  if (out.resumption_psk.bytes.size() != crypto::hash_length(hash)) {
    return "resumption_psk: is not as long as the hash of its suite";
  }
  return {};
}

}  // namespace

bool nothing_in(const ClientMemory &memory) { return memory.tickets.empty(); }

std::optional<Error> write_sessions(const std::string &path, const ClientMemory &memory) {
  std::string text(kTitle);
  text += '\n';
  std::size_t room = text.size();
  for (const Ticket &one : memory.tickets) room += kTls13.size() + 2 * room_for(one) + 1;
  text.reserve(room);
  for (const Ticket &one : memory.tickets) add_line(kTls13, one, room_for(one), text);
  auto error = write_file(path, text, Access::owner);
  crypto::wipe(text.data(), text.size());
  return error;
}

Result<ClientMemory> read_sessions(const std::string &path) {
  const auto read = read_file(path, kMostText);
  if (const auto *error = std::get_if<Error>(&read)) return *error;
  std::string_view text = wire::as_text(std::get<0>(read));
  ClientMemory memory;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::string place = path + ", line " + std::to_string(number) + ": ";
    if (number == 1) {
      if (line == kTitle) continue;
      return Error{path + ": is no file of --session-out, whose first line is \"" +
                   std::string(kTitle) + "\""};
    }
    if (!line.starts_with(kTls13)) {
      return Error{place + "is no session of a kind that is known here"};
    }
    const std::string wrong =
        read_ticket(line.substr(kTls13.size()), memory.tickets.emplace_back());
    if (!wrong.empty()) return Error{place + wrong};
  }
  if (nothing_in(memory)) return Error{path + ": there is no session in it"};
  return memory;
}

Result<const Ticket *> find_session(const ClientMemory &memory,
                                    const handshake::ClientConfig &config) {
  if (!handshake::speaks(config, wire::ProtocolVersion::tls13)) {
    return Error{"the session is of TLS 1.3, which --tls or --suite leaves out"};
  }
  std::string problem = "there is no session";
  for (auto one = memory.tickets.rbegin(); one != memory.tickets.rend(); ++one) {
    const std::int64_t age = config.time - one->received_at;
    const auto hash = schedule::parameters_of(one->cipher_suite).hash;
    const bool suite =
        std::any_of(config.cipher_suites.begin(), config.cipher_suites.end(), [&](auto code) {
          return schedule::is_tls13(code) && schedule::parameters_of(code).hash == hash;
        });
    if (age < 0) {
      problem = "the session begins in the future, says this system's clock";
    } else if (age > one->ticket_lifetime) {
      problem = "the session is too old: it was good for " + std::to_string(one->ticket_lifetime) +
                " s, " + std::to_string(age) + " s ago";
    } else if (one->server_name != config.server_name) {
      problem = "the session is one with " + session::printable(one->server_name) + ", not with " +
                session::printable(config.server_name);
    } else if (!suite) {
      problem = "the session needs a suite that --suite leaves out: " +
                std::string(wire::name_of(one->cipher_suite)) + " would fit";
    } else {
      return &*one;
    }
  }
  return Error{problem};
}

std::optional<Error> check_early_data(const Ticket &ticket, const handshake::ClientConfig &config) {
  if (ticket.max_early_data_size == 0) return Error{"the server's ticket allows no early data"};
  if (!handshake::contains(config.cipher_suites, ticket.cipher_suite)) {
    return Error{"needs the suite of its session; --suite " +
                 std::string(wire::name_of(ticket.cipher_suite)) + " would fit"};
  }
  const std::string &protocol = ticket.application_protocol;
  const auto &offered = config.application_protocols;
  if (protocol.empty() ? offered.empty() : handshake::contains(offered, protocol)) {
    return std::nullopt;
  }
  return Error{"needs the application protocol of its session; " +
               (protocol.empty() ? std::string("it had none, so offer none")
                                 : "--alpn " + session::printable(protocol) + " would fit")};
}

}  // namespace cli
