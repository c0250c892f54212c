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
using handshake::Tls12Session;

constexpr std::string_view kTitle = "handshake-playground sessions 3";
constexpr std::string_view kTls13 = "tls1.3 ";
constexpr std::string_view kTls12 = "tls1.2 ";
// kMostText is more than a client's sessions take, 8 of each version: two digits for each byte of a
// ticket (2^16) and of a chain (2^17).
constexpr std::size_t kMostText = 8 << 20;

// KeptSecret is "opaque name<0..255>" that is kept in wiped memory.
struct KeptSecret {
  std::string_view name;
  void read(wire::Reader &in, trace::Value &value) const {
    value.name = name;
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

// Flag is a bool of one byte.
struct Flag {
  void read(wire::Reader &in, bool &value) const { value = in.number(1) != 0; }
  void write(wire::Writer &out, bool value) const { out.number(value ? 1 : 0, 1); }
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

// A chain as Certificate has it, without what stands beside each certificate.
constexpr auto kChain = wire::list<0, 0xffffff>("certificate", wire::opaque<1, 0xffffff>);

}  // namespace
}  // namespace cli

template <>
struct wire::Layout<handshake::Ticket> {
  using Ticket = handshake::Ticket;
  static constexpr std::tuple fields{
      field("ticket", &Ticket::ticket, opaque<1, 0xffff>),
      field("resumption_psk", &Ticket::resumption_psk, cli::KeptSecret{"resumption_psk"}),
      field("ticket_lifetime", &Ticket::ticket_lifetime, u32),
      field("ticket_age_add", &Ticket::ticket_age_add, u32),
      field("max_early_data_size", &Ticket::max_early_data_size, u32),
      field("received_at", &Ticket::received_at, cli::Seconds()),
      field("cipher_suite", &Ticket::cipher_suite, u16),
      field("server_name", &Ticket::server_name, cli::Name()),
      field("application_protocol", &Ticket::application_protocol, cli::Name()),
      field("unverified", &Ticket::unverified, cli::Flag()),
      field("server_certificates", &Ticket::server_certificates, cli::kChain),
  };
};

template <>
struct wire::Layout<handshake::Tls12Session> {
  using Session = handshake::Tls12Session;
  static constexpr std::tuple fields{
      field("session_id", &Session::session_id, opaque<0, 32>),
      field("ticket", &Session::ticket, opaque<0, 0xffff>),
      field("master_secret", &Session::master_secret, cli::KeptSecret{"master_secret"}),
      field("cipher_suite", &Session::cipher_suite, u16),
      field("extended_master_secret", &Session::extended_master_secret, cli::Flag()),
      field("server_name", &Session::server_name, cli::Name()),
      field("received_at", &Session::received_at, cli::Seconds()),
      field("lifetime", &Session::lifetime, u32),
      field("unverified", &Session::unverified, cli::Flag()),
      field("server_certificates", &Session::server_certificates, cli::kChain),
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

std::size_t room_for(const std::vector<wire::Bytes> &chain) {
  std::size_t room = 3;
  for (const wire::Bytes &one : chain) room += 3 + one.size();
  return room;
}

// room_for is more than a ticket takes.
std::size_t room_for(const Ticket &one) {
  return one.ticket.size() + one.resumption_psk.bytes.size() + one.server_name.size() +
         one.application_protocol.size() + room_for(one.server_certificates) + 64;
}

std::size_t room_for(const Tls12Session &one) {
  return one.session_id.size() + one.ticket.size() + one.master_secret.bytes.size() +
         one.server_name.size() + room_for(one.server_certificates) + 64;
}

constexpr const char *kFuture = "the session begins in the future, says this system's clock";
std::string too_old(std::uint32_t lifetime, std::int64_t age) {
  return "the session is too old: it was good for " + std::to_string(lifetime) + " s, " +
         std::to_string(age) + " s ago";
}
std::string other_server(const std::string &name, const handshake::ClientConfig &config) {
  return "the session is one with " + session::printable(name) + ", not with " +
         session::printable(config.server_name);
}
constexpr const char *kUnverified =
    "the session is one whose certificate was not checked; --insecure would fit";
std::string other_suite(wire::CipherSuite suite) {
  return "the session needs a suite that --suite leaves out: " + std::string(wire::name_of(suite)) +
         " would fit";
}

constexpr const char *kBefore1970 = "received_at: is before 1970";

// wrong_in gives what is wrong with a session that was read; empty: nothing.
std::string wrong_in(const Ticket &ticket) {
  if (!schedule::is_tls13(ticket.cipher_suite) ||
      !handshake::contains(session::supported_suites(), ticket.cipher_suite)) {
    return "cipher_suite: is none of TLS 1.3";
  }
  const auto hash = schedule::parameters_of(ticket.cipher_suite).hash;
  if (ticket.resumption_psk.bytes.size() != crypto::hash_length(hash)) {
    return "resumption_psk: is not as long as the hash of its suite";
  }
  if (ticket.received_at < 0) return kBefore1970;
  return {};
}
std::string wrong_in(const Tls12Session &one) {
  constexpr std::size_t kMasterSecretLength = 48;
  if (!schedule::tls12_suite(one.cipher_suite)) return "cipher_suite: is none of TLS 1.2";
  if (one.master_secret.bytes.size() != kMasterSecretLength) {
    return "master_secret: has 48 bytes";
  }
  if (one.session_id.empty() && one.ticket.empty()) return "session_id: is empty, as is ticket";
  if (one.received_at < 0) return kBefore1970;
  return {};
}

// read_line gives what is wrong with a line's bytes; empty: nothing.
template <class Session>
std::string read_line(std::string_view hex, Session &out) {
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
  return wrong_in(out);
}

// why_not says why a session of TLS 1.2 would not be offered; empty: it would.
std::string why_not(const Tls12Session &one, const handshake::ClientConfig &config) {
  const std::int64_t age = config.time - one.received_at;
  if (!handshake::speaks(config, wire::ProtocolVersion::tls12)) {
    return "the session is of TLS 1.2, which --tls or --suite leaves out";
  }
  if (age < 0) return kFuture;
  if (age > one.lifetime) return too_old(one.lifetime, age);
  if (one.server_name != config.server_name) return other_server(one.server_name, config);
  if (one.unverified && config.verify_certificate) return kUnverified;
  if (!handshake::contains(config.cipher_suites, one.cipher_suite)) {
    return other_suite(one.cipher_suite);
  }
  if (one.extended_master_secret != config.extended_master_secret) {
    return std::string("the session is one ") + (one.extended_master_secret ? "with" : "without") +
           " an extended master secret; --extended-master-secret " +
           (one.extended_master_secret ? "on" : "off") + " would fit";
  }
  return {};
}

}  // namespace

bool nothing_in(const ClientMemory &memory) {
  return memory.tickets.empty() && memory.sessions.empty();
}

std::optional<Error> write_sessions(const std::string &path, const ClientMemory &memory) {
  std::string text(kTitle);
  text += '\n';
  std::size_t room = text.size();
  for (const Ticket &one : memory.tickets) room += kTls13.size() + 2 * room_for(one) + 1;
  for (const auto &one : memory.sessions) room += kTls12.size() + 2 * room_for(one) + 1;
  text.reserve(room);
  for (const Ticket &one : memory.tickets) add_line(kTls13, one, room_for(one), text);
  for (const auto &one : memory.sessions) add_line(kTls12, one, room_for(one), text);
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
    std::string wrong = "is no session of a kind that is known here";
    if (line.starts_with(kTls13)) {
      wrong = read_line(line.substr(kTls13.size()), memory.tickets.emplace_back());
    } else if (line.starts_with(kTls12)) {
      wrong = read_line(line.substr(kTls12.size()), memory.sessions.emplace_back());
    }
    if (!wrong.empty()) return Error{place + wrong};
  }
  if (nothing_in(memory)) return Error{path + ": there is no session in it"};
  return memory;
}

std::optional<Error> check_sessions(const ClientMemory &memory,
                                    const handshake::ClientConfig &config) {
  const auto ticket = find_session(memory, config);
  if (!memory.tickets.empty() && !std::holds_alternative<Error>(ticket)) return std::nullopt;
  std::string problem;
  for (const Tls12Session &one : memory.sessions) {
    problem = why_not(one, config);
    if (problem.empty()) return std::nullopt;
  }
  return memory.sessions.empty() ? std::get<Error>(ticket) : Error{problem};
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
      problem = kFuture;
    } else if (age > one->ticket_lifetime) {
      problem = too_old(one->ticket_lifetime, age);
    } else if (one->server_name != config.server_name) {
      problem = other_server(one->server_name, config);
    } else if (one->unverified && config.verify_certificate) {
      problem = kUnverified;
    } else if (!suite) {
      problem = other_suite(one->cipher_suite);
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
