// Two honest endpoints with somebody on the wire, who may change, drop, repeat, reorder and invent.
#include <cstdint>

#include "support.h"
#include "wire/records.h"

namespace {

using fuzz::Bytes;
using trace::Role;

// records cuts bytes where the records end; what is left over is the last.
std::vector<Bytes> records(const Bytes &bytes) {
  std::vector<Bytes> out;
  wire::ByteView left(bytes);
  while (!left.empty()) {
    std::size_t n = left.size();
    if (n >= wire::kRecordHeaderLength) {
      n = std::min(n,
                   wire::kRecordHeaderLength + (std::size_t{left[3]} << 8 | std::size_t{left[4]}));
    }
    out.push_back(wire::to_bytes(left.first(n)));
    left = left.subspan(n);
  }
  return out;
}

void tamper(Bytes &bytes, std::vector<Bytes> &seen, fuzz::Input &input) {
  std::vector<Bytes> all = records(bytes);
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
  for (const std::uint8_t choice : fuzz::kChoices) {
    for (std::uint8_t step = 1; step < 28; step = static_cast<std::uint8_t>(step + 2)) {
      for (std::uint8_t how = 0; how < 8; ++how) {
        out.push_back({choice, step, how, 0, 0, 0, 17, 0, 4, 20, 3, 3, 0});
      }
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
  const fuzz::Configs &configs = fuzz::configs(input.byte());
  const session::Scenario &scenario = configs.scenario;
  session::Session session(configs.client, configs.server, Bytes(32, 0x33), scenario.request,
                           scenario.response, trace::Recorder::Mode::on);
  std::vector<Bytes> seen;
  int until = input.byte() % 32;
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
  if (session.established()) {
    fuzz::demand(*client.summary() == *server.summary(), "both believe the same");
  }
  fuzz::demand(is_prefix(session.received(Role::server), scenario.request) &&
                   is_prefix(session.received(Role::client), scenario.response),
               "what arrives is what was sent");
  return 0;
}
