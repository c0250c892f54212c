// An eavesdropper with true loot and a recording that was damaged, or with loot that is nonsense.
#include <map>

#include "eavesdropper/attempt.h"
#include "session/theft.h"
#include "support.h"

namespace {

using fuzz::Bytes;
using trace::Role;

const session::Played &played(fuzz::Choice choice) {
  static std::map<std::pair<std::uint8_t, std::uint8_t>, session::Played> kept;
  const std::pair key(choice.kind, choice.options);
  auto it = kept.find(key);
  if (it == kept.end()) {
    if (kept.size() > 200) kept.clear();
    it = kept.emplace(key, fuzz::configs(choice).scenario).first;
  }
  return it->second;
}

constexpr const char *kLoot[] = {"server-key",
                                 "client-ephemeral",
                                 "server-ephemeral@1",
                                 "ticket-key",
                                 "client-seed",
                                 "client_application_traffic_secret_0",
                                 "server_handshake_traffic_secret,master_secret",
                                 "resumption_master_secret@1,early_secret"};

void damage(eavesdropper::Recording &recording, fuzz::Input &input) {
  auto &connection = recording[input.below(recording.size())];
  if (connection.empty()) return;
  auto &piece = connection[input.below(connection.size())];
  const std::size_t at = input.below(piece.bytes.size());
  const auto place = piece.bytes.begin() + static_cast<std::ptrdiff_t>(at);
  switch (input.byte() % 6) {
    case 0:
      if (!piece.bytes.empty()) *place ^= static_cast<std::uint8_t>(1 << (input.byte() % 8));
      break;
    case 1:
      piece.bytes.resize(at);
      break;
    case 2: {
      const wire::ByteView more = input.piece();
      piece.bytes.insert(place, more.begin(), more.end());
      break;
    }
    case 3:
      std::swap(piece, connection[input.below(connection.size())]);
      break;
    case 4:
      connection.push_back(piece);
      break;
    default:
      piece.from = trace::peer_of(piece.from);
  }
}

// nonsense puts bytes of the input where stolen values stand.
void nonsense(eavesdropper::Loot &loot, fuzz::Input &input) {
  const wire::ByteView bytes = input.piece();
  const std::uint8_t kind = input.byte();
  const Role role = kind & 1 ? Role::server : Role::client;
  constexpr const char *kNames[] = {"psk",
                                    "shared_secret",
                                    "handshake_secret",
                                    "master_secret",
                                    "pre_master_secret",
                                    "client_write_key",
                                    "early_secret",
                                    "server_application_traffic_secret_7"};
  loot.ephemerals.push_back({role, crypto::Secret(bytes)});
  loot.seeds.push_back({role, crypto::Secret(bytes)});
  loot.ticket_keys.emplace_back(bytes);
  loot.secrets.push_back(
      {eavesdropper::secret_named(kNames[kind % std::size(kNames)]), crypto::Secret(bytes), {}});
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> out;
  for (const fuzz::Choice choice : fuzz::choices()) {
    for (int bit = 0; bit < 8; ++bit) {
      out.push_back({choice.kind, choice.options, static_cast<std::uint8_t>(1 << bit), 0});
      out.push_back({choice.kind, choice.options, static_cast<std::uint8_t>(1 << bit), 1, 0, 0, 0,
                     static_cast<std::uint8_t>(bit), 0, 9, static_cast<std::uint8_t>(bit), 3});
    }
  }
  return out;
}

bool is_prefix(const Bytes &part, std::string_view whole) {
  return wire::as_text(part) == whole.substr(0, part.size());
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  fuzz::offer_seeds(seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  fuzz::Input input({data, size});
  const std::uint8_t kind = input.byte();
  const session::Played &run = played({kind, input.byte()});
  std::vector<session::Wanted> wanted;
  const std::uint8_t mask = input.byte();
  for (int bit = 0; bit < 8; ++bit) {
    if (mask & 1 << bit) session::read_wanted(kLoot[bit], wanted);
  }
  trace::Recorder trace(trace::Recorder::Mode::keeping);
  std::vector<std::string> absent;
  eavesdropper::Loot loot = session::steal(run, wanted, session::Moment::before, absent, trace);
  eavesdropper::Recording recording = run.session.recording();
  const std::uint8_t damages = input.byte();
  if (recording.empty()) return 0;
  for (int i = 0; i < damages % 16 && !input.empty(); ++i) damage(recording, input);
  if (damages & 0x80) nonsense(loot, input);
  const auto read = attempt(recording, loot, trace);
  fuzz::demand(read.size() == recording.size(), "every connection is gone through");
  fuzz::check_trace(trace);
  const session::Scenario &scenario = run.scenario;
  for (const auto &one : read) {
    using eavesdropper::Reach;
    // What was refused as early data comes again before the rest.
    fuzz::demand(is_prefix(one.client.bytes, scenario.request) ||
                     is_prefix(one.client.bytes, scenario.early_data + scenario.request) ||
                     one.client.reach == Reach::part,
                 "what is read of the client is what was sent");
    fuzz::demand(is_prefix(one.server.bytes, scenario.response) || one.server.reach == Reach::part,
                 "what is read of the server is what was sent");
    const bool all = one.client.reach == Reach::all && one.server.reach == Reach::all;
    fuzz::demand(all || !one.dead_ends.empty(), "what stays closed has a reason");
  }
  return 0;
}
