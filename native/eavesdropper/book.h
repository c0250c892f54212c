// Book: what the eavesdropper has in her hands, and carries from one connection to the next.
#pragma once

#include <optional>
#include <vector>

#include "eavesdropper/attempt.h"
#include "eavesdropper/dead_ends.h"
#include "eavesdropper/lane.h"
#include "schedule/cipher_suite.h"
#include "wire/messages.h"

namespace eavesdropper {

// Book holds the loot as values of her trace, and what she found.
struct Book {
  struct ServerKey {
    crypto::PrivateKey key;
    Value value;  // its bytes stay out of the trace
  };
  struct Owned {
    Role from{};
    Value value;
  };
  struct Named {
    Value value;
    Bytes client_random;
  };
  // Psk is a PSK of TLS 1.3 with the ticket that names it.
  struct Psk {
    Bytes identity;
    Value key;
    wire::CipherSuite suite{};
  };
  std::vector<ServerKey> server_keys;
  std::vector<Owned> ephemerals, seeds;
  std::vector<Value> ticket_keys;
  std::vector<Named> secrets;
  std::vector<Psk> psks;
  std::vector<Value> master_secrets;  // of sessions of TLS 1.2

  // The loot becomes values, each by the operation `steal`.
  Book(const Loot &, Recorder &);
};

// Tapped is one connection as it crossed the wire.
struct Tapped {
  std::uint64_t number = 0;
  Lane client, server;
  Received first_hello_message, hello_message, retry_message, answer_message;
  wire::ClientHello first_hello, hello;  // the same unless the server asked for another
  wire::ServerHello answer;
  bool retried = false;
  Tapped(std::uint64_t n, const RecordedConnection &connection)
      : number(n), client(Role::client, connection), server(Role::server, connection) {}
  Lane &of(Role role) { return role == Role::client ? client : server; }
  // may_have tells whether a stolen secret may belong to this connection.
  bool may_have(const Book::Named &) const;
  // named gives the stolen secrets of a name that may belong to this connection.
  std::vector<const Value *> named(const Book &, std::string_view name) const;
};

// Side is what came of one direction.
struct Side {
  RecordProtection keys;
  bool reached = false;  // the keys of the data opened a record
  bool from_start = true;
  std::size_t closed_since = 0;  // records that stayed closed behind one that opened
  Bytes data, early;
  std::vector<EventId> data_records, early_records;
  Epoch epoch = Epoch::application;
  // take_data keeps application data.
  void take_data(const Received &);
  Reach reach() const;
};

// SharedSecret is the way to the shared secret of an ephemeral key exchange.
struct Exchange {
  wire::NamedGroup group{};
  Value p, g;  // TLS 1.2 with a Diffie-Hellman group: its numbers
  Value client_public, server_public;
};

// find_shared_secret looks for it with the private keys and the seeds in the book. `random` is what
// a side's hello has on the wire, by side. Empty: there is none; `foreign` then tells whether a
// stolen private key belongs to another connection.
Value find_shared_secret(const Exchange &, const Bytes (&random)[2], const Book &, bool &foreign,
                         Recorder &);

// Draw is a place in what a generator gives.
struct Draw {
  const Value *seed = nullptr;
  std::uint64_t index = 0;
  crypto::Random generator;  // just before that draw
};
// kMostDraws bounds how far behind the random of a hello a private key is looked for.
inline constexpr std::size_t kMostDraws = 24;
// find_draw looks for the draw that gave a side's random, and writes it down; 24 bytes must be
// right, since a server may end its random otherwise (RFC 8446, section 4.1.3).
std::optional<Draw> find_draw(const Book::Owned &seed, ByteView random, Recorder &);
// drawn records bytes as a draw at a place. `group` may be {}.
Value drawn(std::string_view name, Secret bytes, const Draw &, wire::NamedGroup group, Recorder &);

// TicketSecret opens a ticket with a key that was stolen, and names what is in it.
struct TicketSecret {
  std::string_view name;
  trace::Section section;
  std::string_view field;  // where the ticket stands in its message
};
Value opened_ticket(const TicketSecret &, Secret bytes, const Value &key, ByteView ticket,
                    const Received &, Recorder &);

// read_tls13 and read_tls12 go through a connection whose hellos are there. The result is the
// obstacle of each side's data and of the early data, by side and last; nullptr: there is none.
struct Outcome {
  Side sides[2];
  bool early_read = false;
  const Obstacle *obstacle[3] = {};
};
Outcome read_tls13(Tapped &, Book &, Recorder &);
Outcome read_tls12(Tapped &, const schedule::Tls12Suite &, Book &, Recorder &);

}  // namespace eavesdropper
