#include "session/theft.h"

#include <algorithm>

#include "session/text.h"

namespace session {
namespace {

using trace::EventId;
using trace::TraceEvent;

// Held is a value of one side: when it came to be, and when it was discarded.
struct Held {
  Role owner{};
  std::uint64_t connection = 1;
  const trace::ValueBorn *born = nullptr;
  EventId born_at = 0;
  const trace::Discarded *discarded = nullptr;
  EventId discarded_at = trace::kNoEvent;
};

// values_of lists the values of a run that its endpoints kept for a time.
std::vector<Held> values_of(const std::vector<TraceEvent> &events) {
  std::vector<Held> out;
  std::uint64_t connection[2] = {1, 1};
  for (const TraceEvent &event : events) {
    std::uint64_t &current = connection[event.by == Role::server];
    if (const auto *begun = std::get_if<trace::ConnectionBegun>(&event.is)) {
      current = begun->number;
    } else if (const auto *born = std::get_if<trace::ValueBorn>(&event.is)) {
      out.push_back({event.by, current, born, event.id});
    } else if (const auto *gone = std::get_if<trace::Discarded>(&event.is)) {
      for (Held &one : out) {
        if (one.born_at == gone->value) {
          one.discarded = gone;
          one.discarded_at = event.id;
        }
      }
    }
  }
  return out;
}

// is_kept tells whether a value stays with its owner beyond the connection: what is long-term, and
// what resumes a session. All else that is never discarded is no secret.
bool is_kept(const Held &one) {
  const std::string_view name = one.born->name;
  return one.discarded || one.born->origin.withheld || name == "resumption_psk" ||
         name == "master_secret";
}

// holdings names what an owner has at a moment.
std::vector<std::string_view> holdings(const std::vector<Held> &values, Role owner, EventId at) {
  std::vector<std::string_view> out;
  for (const Held &one : values) {
    if (one.owner == owner && is_kept(one) && one.born_at < at && one.discarded_at > at &&
        std::find(out.begin(), out.end(), one.born->name) == out.end()) {
      out.push_back(one.born->name);
    }
  }
  return out;
}

class Thief {
 public:
  Thief(const Played &played, Moment moment, Recorder &trace)
      : played_(played),
        moment_(moment),
        trace_(trace),
        values_(values_of(played.session.trace().events())) {}

  eavesdropper::Loot take() { return std::move(loot_); }

  // steal takes one thing; false: there is none.
  bool steal(const Wanted &wanted) {
    const std::string_view what = wanted.what;
    const std::uint64_t connection =
        wanted.connection == 0 ? played_.connections : wanted.connection;
    if (what == "server-key") return steal_server_key();
    if (what == "ticket-key") return steal_ticket_key();
    const Role role = what.starts_with("server") ? Role::server : Role::client;
    if (what.ends_with("-seed")) return steal_seed(role, connection);
    const bool ephemeral = what.ends_with("-ephemeral");
    bool found = false;
    for (const Held &one : values_) {
      if (one.connection != connection || one.born->origin.withheld ||
          one.born->name != (ephemeral ? "private_key" : what) ||
          (ephemeral && one.owner != role)) {
        continue;
      }
      // A value that is all zeros, where there is no PSK, is nobody's secret.
      if (one.born->origin.operation == "constant") continue;
      found = true;
      if (moment_ == Moment::after && one.discarded) {
        look(one);
        continue;
      }
      const crypto::Secret bytes(
          wire::ByteView(one.discarded ? one.discarded->held : one.born->bytes));
      if (ephemeral) {
        loot_.ephemerals.push_back({one.owner, bytes});
      } else if (std::none_of(loot_.secrets.begin(), loot_.secrets.end(), [&](const auto &other) {
                   return other.name == one.born->name && other.bytes == bytes;
                 })) {
        loot_.secrets.push_back({eavesdropper::secret_named(what), bytes, {}});
      }
    }
    return found;
  }

 private:
  // look reads what was left in memory where a value had been.
  void look(const Held &one) {
    trace_.begin_step(one.owner);
    trace_.add(trace::MemoryRead{one.born->name, one.discarded->left,
                                 holdings(values_, one.owner, one.discarded_at)});
  }

  // The key of the certificate that the server showed.
  bool steal_server_key() {
    for (const TraceEvent &event : played_.session.trace().events()) {
      const auto *message = std::get_if<trace::MessagePassed>(&event.is);
      if (!message || event.by != Role::server || message->name != "certificate" ||
          message->direction != trace::Direction::sent) {
        continue;
      }
      for (const auto &credential : played_.configs.server->credentials) {
        const Bytes &key = credential.key.public_key_info();
        const bool shown = std::search(message->bytes.begin(), message->bytes.end(), key.begin(),
                                       key.end()) != message->bytes.end();
        if (!shown) continue;
        loot_.server_keys.push_back(credential.key);
        return true;
      }
    }
    return false;
  }

  bool steal_ticket_key() {
    const bool sealed = std::any_of(values_.begin(), values_.end(), [](const Held &one) {
      return one.born->origin.operation == "seal_ticket";
    });
    if (sealed) loot_.ticket_keys.push_back(played_.configs.server->ticket_key);
    return sealed;
  }

  // A generator's first key is its seed; with the first draw another takes its place.
  bool steal_seed(Role role, std::uint64_t connection) {
    if (moment_ == Moment::before) {
      std::string label(name_of(role));
      if (connection > 1) label += " " + std::to_string(connection);
      const auto seed = wire::from_hex(played_.scenario.seed).value_or(Bytes());
      loot_.seeds.push_back({role, crypto::derive_seed(seed, label)});
      return connection <= played_.connections;
    }
    if (connection != played_.connections) return false;
    const Session &session = played_.session;
    handshake::Connection endpoint =
        role == Role::client ? session.client().connection() : session.server().connection();
    trace_.begin_step(role);
    trace_.add(trace::MemoryRead{"seed", wire::to_bytes(endpoint.random().state()),
                                 holdings(values_, role, trace::kNoEvent - 1)});
    return true;
  }

  const Played &played_;
  Moment moment_;
  Recorder &trace_;
  std::vector<Held> values_;
  eavesdropper::Loot loot_;
};

}  // namespace

Played::Played(const Scenario &from)
    : scenario(from),
      configs(session::configs(from)),
      // What is stolen is the server's, whoever plays its side in the end.
      session(from,
              from.resumption == "off" && from.impostor != "none" ? configs_of_last(from) : configs,
              from.resumption == "off" ? Configs() : configs_of_last(from), Recorder::Mode::on) {
  session.tap();
  session.run();
  connections = static_cast<std::uint64_t>(session.connection());
  if (from.replay && connections > 1) --connections;
}

std::optional<std::string> read_wanted(std::string_view text, std::vector<Wanted> &out) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view word = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    Wanted wanted;
    if (word.ends_with("@1") || word.ends_with("@2")) {
      wanted.connection = static_cast<std::uint64_t>(word.back() - '0');
      word.remove_suffix(2);
    }
    if (word == "nothing") continue;
    const bool known = word == "server-key" || word == "ticket-key" || word == "client-ephemeral" ||
                       word == "server-ephemeral" || word == "client-seed" ||
                       word == "server-seed" || !eavesdropper::secret_named(word).empty();
    if (!known) {
      return printable(word) + " cannot be stolen; there are " + std::string(kStealSyntax) + ": " +
             eavesdropper::secret_names();
    }
    wanted.what = word;
    out.push_back(std::move(wanted));
  }
  return std::nullopt;
}

eavesdropper::Loot steal(const Played &played, const std::vector<Wanted> &wanted, Moment moment,
                         std::vector<std::string> &absent, Recorder &trace) {
  Thief thief(played, moment, trace);
  for (const Wanted &one : wanted) {
    if (!thief.steal(one)) absent.push_back(one.what);
  }
  return thief.take();
}

}  // namespace session
