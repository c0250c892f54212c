// Two honest endpoints with somebody on the wire, who may change, drop, repeat, reorder and invent.
#include <cstdint>

#include "support.h"
#include "wire/records.h"

namespace {

using fuzz::Bytes;
using trace::Role;

void tamper(Bytes &bytes, std::vector<Bytes> &seen, fuzz::Input &input) {
  std::vector<Bytes> all = fuzz::records(bytes);
  const std::uint8_t how = input.byte();
  if (all.empty()) {
    if (how % 8 == 7) wire::append(bytes, input.piece());
    return;
  }
  const std::size_t which = input.below(all.size());
  Bytes &record = all[which];
  seen.push_back(record);
  const std::size_t at = input.below(record.size());
  switch (how % 8) {
    case 0:
      record[at] ^= static_cast<std::uint8_t>(1 << (input.byte() % 8));
      break;
    case 1:
      record.clear();
      break;
    case 2:
      record.insert(record.end(), record.begin(), record.end());
      break;
    case 3:
      std::swap(record, all[input.below(all.size())]);
      break;
    case 4:
      record.resize(at);
      break;
    case 5: {
      // Cut one record in two: content of a clear one stays right, a protected one breaks.
      if (record.size() < 7) break;
      const std::size_t first = 1 + at % (record.size() - 6);
      const std::size_t second = record.size() - 5 - first;
      Bytes two(record.begin(), record.begin() + 3);
      two.push_back(static_cast<std::uint8_t>(first >> 8));
      two.push_back(static_cast<std::uint8_t>(first));
      two.insert(two.end(), record.begin() + 5,
                 record.begin() + 5 + static_cast<std::ptrdiff_t>(first));
      two.insert(two.end(), record.begin(), record.begin() + 3);
      two.push_back(static_cast<std::uint8_t>(second >> 8));
      two.push_back(static_cast<std::uint8_t>(second));
      two.insert(two.end(), record.begin() + 5 + static_cast<std::ptrdiff_t>(first), record.end());
      record = two;
      break;
    }
    case 6:
      // A record from before, of either side.
      record = seen[input.below(seen.size())];
      break;
    default: {
      const wire::ByteView piece = input.piece();
      record.insert(record.begin() + static_cast<std::ptrdiff_t>(at), piece.begin(), piece.end());
    }
  }
  bytes.clear();
  for (const Bytes &one : all) wire::append(bytes, one);
}

bool is_prefix(const Bytes &part, std::string_view whole) {
  return wire::as_text(part) == whole.substr(0, part.size());
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> out;
  for (const fuzz::Choice choice : fuzz::choices()) {
    for (std::uint8_t step = 1; step < 80; step = static_cast<std::uint8_t>(step + 19)) {
      const auto how = static_cast<std::uint8_t>(out.size() % 8);
      out.push_back({choice.kind, choice.options, step, how, 0, 0, 0, 17, 0, 4, 20, 3, 3, 0});
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  fuzz::offer_seeds(seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  fuzz::Input input({data, size});
  const std::uint8_t kind = input.byte();
  const fuzz::Configs &configs = fuzz::configs({kind, input.byte()});
  const session::Scenario &scenario = configs.scenario;
  session::Session session(scenario, configs.sides, configs.sides, trace::Recorder::Mode::on);
  std::vector<Bytes> seen;
  int until = input.byte() % 128;
  for (int steps = 0; session.step(); ++steps) {
    fuzz::demand(steps < 2000, "it comes to an end");
    if (until-- > 0 || input.empty()) continue;
    const std::uint8_t next = input.byte();
    tamper(session.in_flight(next & 0x80 ? Role::client : Role::server), seen, input);
    until = next % 8;
  }
  const auto &client = session.client().connection();
  const auto &server = session.server().connection();
  fuzz::check_end(client);
  fuzz::check_end(server);
  fuzz::check_trace(session.trace());
  if (client.failure() && server.failure() && session.connection() == 1) {
    fuzz::check_discarded(session.trace());
  }
  if (session.established()) {
    handshake::Summary same = *server.summary();
    // A client that resumes does not say again which certificate it showed.
    if (!same.resumed.empty() || same.psk == "resumption") same.client_certificate.clear();
    fuzz::demand(*client.summary() == same, "both believe the same");
  }
  // Early data that was refused is sent again as ordinary data.
  const std::string early = session.connection() == 2 ? scenario.early_data : "";
  fuzz::demand(is_prefix(session.received(Role::server), early + scenario.request) &&
                   is_prefix(session.received(Role::client), scenario.response),
               "what arrives is what was sent");
  return 0;
}
