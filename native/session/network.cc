#include "session/network.h"

#include <algorithm>
#include <charconv>

#include "wire/messages.h"
#include "wire/records.h"

namespace session {
namespace {

using Action = Intervention::Action;

struct ActionRow {
  Action action;
  std::string_view name;
  std::size_t parts;  // after the record
  std::string_view form;
};
constexpr ActionRow kActions[] = {
    {Action::flip, "flip", 2, "flip:SIDE:RECORD:OFFSET:BIT"},
    {Action::replace, "replace", 1, "replace:SIDE:RECORD:HEX"},
    {Action::drop, "drop", 0, "drop:SIDE:RECORD"},
    {Action::repeat, "repeat", 0, "repeat:SIDE:RECORD"},
    {Action::swap, "swap", 0, "swap:SIDE:RECORD"},
    {Action::inject, "inject", 1, "inject:SIDE:RECORD:HEX"},
    {Action::strip, "strip", 1, "strip:SIDE:RECORD:NAME"},
};
constexpr std::size_t kMostInterventions = 64;
constexpr std::size_t kMostBytes = 1 << 16;

const ActionRow &row_of(Action action) {
  return *std::find_if(std::begin(kActions), std::end(kActions),
                       [&](const ActionRow &row) { return row.action == action; });
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::uint32_t> number(std::string_view text, std::uint32_t most) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

// What strip can take out of a ClientHello.
std::optional<wire::ProtocolVersion> version_named(std::string_view name) {
  if (name == "1.3") return wire::ProtocolVersion::tls13;
  if (name == "1.2") return wire::ProtocolVersion::tls12;
  return std::nullopt;
}

bool is_known_name(std::string_view name) {
  return version_named(name) || wire::cipher_suite_named(name) || wire::named_group_named(name);
}

using Error = std::optional<std::string>;

Error parse_one(std::string_view text, Intervention &out) {
  const auto parts = split(text, ':');
  const auto row = std::find_if(std::begin(kActions), std::end(kActions),
                                [&](const ActionRow &one) { return one.name == parts.front(); });
  if (row == std::end(kActions)) {
    std::string known;
    for (const ActionRow &one : kActions)
      known += (known.empty() ? "" : ", ") + std::string(one.name);
    return "there is no \"" + std::string(parts.front()) + "\" to do; there are " + known;
  }
  out.action = row->action;
  const std::string form = "; it is written " + std::string(row->form);
  if (parts.size() != 3 + row->parts)
    return "has " + std::to_string(parts.size()) + " parts" + form;
  if (parts[1] != "client" && parts[1] != "server") {
    return "the side is client or server, not \"" + std::string(parts[1]) + "\"" + form;
  }
  out.from = parts[1] == "client" ? Role::client : Role::server;
  std::string_view record = parts[2];
  if (const std::size_t slash = record.find('/'); slash != std::string_view::npos) {
    const auto connection = number(record.substr(0, slash), 2);
    if (!connection || *connection == 0) return "the connection is 1 or 2" + form;
    out.connection = *connection;
    record.remove_prefix(slash + 1);
  }
  const auto which = number(record, 1'000'000);
  if (!which) return "the record is a number from 0, not \"" + std::string(record) + "\"" + form;
  out.record = *which;
  if (out.action == Action::flip) {
    const auto offset =
        number(parts[3], wire::kMaxTls12CiphertextLength + wire::kRecordHeaderLength);
    const auto bit = number(parts[4], 7);
    if (!offset || !bit) return "the offset is a number from 0 and the bit one from 0 to 7" + form;
    out.offset = *offset;
    out.bit = *bit;
  } else if (out.action == Action::strip) {
    if (!is_known_name(parts[3])) {
      return "\"" + std::string(parts[3]) + "\" is no version (1.3, 1.2), cipher suite or group";
    }
    out.name = parts[3];
  } else if (row->parts == 1) {
    const auto bytes = wire::from_hex(parts[3]);
    if (!bytes || bytes->empty() || bytes->size() > kMostBytes) {
      return "takes bytes in hexadecimal digits" + form;
    }
    out.bytes = *bytes;
  }
  return std::nullopt;
}

// without_name takes a name out of the ClientHello in a record. nullopt: there is none, or the name
// is not in it.
std::optional<Bytes> without_name(ByteView record, std::string_view name) {
  wire::RecordHeader header;
  wire::Reader reader(record);
  wire::read(reader, header);
  if (header.type != wire::ContentType::handshake) return std::nullopt;
  wire::ClientHello hello;
  if (wire::decode(reader.peek(), hello)) return std::nullopt;
  std::size_t taken = 0;
  if (const auto suite = wire::cipher_suite_named(name))
    taken += std::erase(hello.cipher_suites, *suite);
  const auto version = version_named(name);
  const auto group = wire::named_group_named(name);
  decltype(hello.extensions)::value_type none;
  for (auto &extension : hello.extensions ? *hello.extensions : none) {
    if (auto *versions = std::get_if<wire::SupportedVersions>(&extension.body);
        versions && version) {
      taken += std::erase(versions->versions, *version);
    }
    if (auto *groups = std::get_if<wire::NamedGroupList>(&extension.body); groups && group) {
      taken += std::erase(groups->named_group_list, *group);
    }
    if (auto *shares = std::get_if<wire::KeyShareClientHello>(&extension.body); shares && group) {
      taken += std::erase_if(shares->client_shares,
                             [&](const auto &share) { return share.group == *group; });
    }
  }
  if (taken == 0) return std::nullopt;
  const Bytes message = wire::encode(hello);
  header.length = static_cast<std::uint16_t>(message.size());
  wire::Writer writer;
  wire::write(writer, header);
  writer.bytes(message);
  return std::move(writer.out);
}

// next_record cuts the first record off; the rest, when it is shorter than it says.
ByteView next_record(ByteView &rest) {
  std::size_t length = rest.size();
  if (length >= wire::kRecordHeaderLength) {
    wire::RecordHeader header;
    wire::Reader reader(rest);
    wire::read(reader, header);
    length = std::min(length, wire::kRecordHeaderLength + header.length);
  }
  const ByteView record = rest.first(length);
  rest = rest.subspan(length);
  return record;
}

}  // namespace

Interventions parse_interventions(std::string_view text) {
  Interventions out;
  if (text.empty()) return out;
  const auto parts = split(text, ',');
  if (parts.size() > kMostInterventions) {
    out.error = "takes at most " + std::to_string(kMostInterventions) +
                " interventions, there are " + std::to_string(parts.size());
    return out;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Intervention one;
    if (auto error = parse_one(parts[i], one)) {
      out.error = "intervention " + std::to_string(i + 1) + ": " + *error;
      return out;
    }
    out.list.push_back(std::move(one));
  }
  return out;
}

std::string text_of(const std::vector<Intervention> &list) {
  std::string out;
  for (const Intervention &one : list) {
    if (!out.empty()) out += ',';
    out += std::string(row_of(one.action).name) + ":" + std::string(name_of(one.from)) + ":";
    if (one.connection != 1) out += std::to_string(one.connection) + "/";
    out += std::to_string(one.record);
    if (one.action == Action::flip) {
      out += ":" + std::to_string(one.offset) + ":" + std::to_string(one.bit);
    } else if (one.action == Action::strip) {
      out += ":" + one.name;
    } else if (row_of(one.action).parts == 1) {
      out += ":" + wire::to_hex(one.bytes);
    }
  }
  return out;
}

// apply gives what goes on in the record's place.
Bytes Network::apply(const Intervention &one, ByteView record, Way &way) const {
  Bytes out = wire::to_bytes(record);
  switch (one.action) {
    case Action::flip:
      if (one.offset < out.size()) {
        out[one.offset] = static_cast<std::uint8_t>(out[one.offset] ^ 1U << one.bit);
      }
      break;
    case Action::replace:
      out = one.bytes;
      break;
    case Action::drop:
      out.clear();
      break;
    case Action::repeat:
      wire::append(out, record);
      break;
    case Action::swap:
      wire::append(way.held, std::exchange(out, {}));
      break;
    case Action::inject:
      out.insert(out.begin(), one.bytes.begin(), one.bytes.end());
      break;
    case Action::strip:
      if (auto stripped = without_name(record, one.name)) out = std::move(*stripped);
      break;
  }
  return out;
}

Bytes Network::pass(Role from, ByteView records, Recorder &trace) {
  Way &way = ways_[from == Role::server];
  Bytes out;
  while (!records.empty()) {
    const ByteView record = next_record(records);
    Bytes passed = wire::to_bytes(record);
    Bytes late = std::exchange(way.held, {});
    for (const Intervention &one : interventions_) {
      if (one.from != from || one.connection != connection_ || one.record != way.record) continue;
      Bytes changed = apply(one, passed, way);
      const bool effective = changed != passed;
      trace.begin_step(from);
      trace.add(trace::Intervened{row_of(one.action).name, way.record, effective, passed, changed});
      passed = std::move(changed);
    }
    wire::append(out, passed);
    wire::append(out, late);
    ++way.record;
  }
  return out;
}

void Network::replay(Role from, ByteView records, Recorder &trace) {
  for (std::uint64_t number = 0; !records.empty(); ++number) {
    trace.begin_step(from);
    trace.add(trace::Intervened{"replay", number, true, {}, wire::to_bytes(next_record(records))});
  }
}

Bytes Network::release(Role from) { return std::exchange(ways_[from == Role::server].held, {}); }

}  // namespace session
