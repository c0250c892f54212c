// How a stream of records is changed so that most of it stays readable: one field of one message at
// a time, found by the annotations, with the lengths around it made right again.
#pragma once

#include <random>

#include "stream.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most);

namespace fuzz {

using Random = std::minstd_rand;

// read_number reads a big-endian number.
inline std::size_t read_number(ByteView bytes) {
  std::size_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return number;
}

// add_to_length changes a big-endian length, if it stays one.
inline void add_to_length(Bytes &bytes, std::size_t at, std::size_t width, std::ptrdiff_t change) {
  if (at + width > bytes.size()) return;
  auto length = static_cast<std::ptrdiff_t>(read_number(ByteView(bytes).subspan(at, width)));
  length += change;
  if (length < 0) return;
  for (std::size_t i = width; i-- > 0; length >>= 8) {
    bytes[at + i] = static_cast<std::uint8_t>(length);
  }
}

// replace puts something else in the place of [begin, end).
inline void replace(Bytes &bytes, std::size_t begin, std::size_t end, ByteView by) {
  Bytes out = wire::to_bytes(ByteView(bytes).first(begin));
  wire::append(out, by);
  wire::append(out, ByteView(bytes).subspan(end));
  bytes = std::move(out);
}

// mutated gives bytes as libFuzzer changes them, or with one byte that is special.
inline Bytes mutated(ByteView from, Random &random) {
  Bytes out = wire::to_bytes(from);
  const std::size_t how = out.empty() ? 0 : random() % 4;
  if (how == 0) {
    out.resize(from.size() + 64);
    out.resize(LLVMFuzzerMutate(out.data(), from.size(), out.size()));
    return out;
  }
  std::uint8_t &byte = out[how == 1 ? 0 : random() % out.size()];
  constexpr std::uint8_t kSpecial[] = {0, 1, 2, 3, 0x7f, 0x80, 0xff};
  const std::size_t special = random() % (std::size(kSpecial) + 2);
  byte = special < std::size(kSpecial) ? kSpecial[special] : static_cast<std::uint8_t>(random());
  return out;
}

// add_lengths finds the fields that are lengths.
inline void add_lengths(const std::vector<wire::Annotation> &nodes,
                        std::vector<std::pair<std::size_t, std::size_t>> &out) {
  for (const wire::Annotation &node : nodes) {
    if (node.name == "length" && node.end - node.begin <= 3) out.emplace_back(node.begin, node.end);
    add_lengths(node.children, out);
  }
}

// mutate_message changes, deletes or doubles one node of a message's tree.
inline void mutate_message(Bytes &message, wire::Dialect dialect, Random &random) {
  const auto tree = wire::annotate(wire::ContentType::handshake, message, dialect);
  const wire::Annotation *node = nullptr;
  const auto *among = &tree;
  while (!among->empty()) {
    node = &(*among)[random() % among->size()];
    if (random() % 8 == 0) break;
    among = &node->children;
  }
  if (!node) return;
  const std::size_t begin = node->begin, end = node->end;
  const Bytes old = wire::to_bytes(ByteView(message).subspan(begin, end - begin));
  Bytes by;
  const std::size_t how = random() % 8;
  if (how == 0) {
    by = {};
  } else if (how == 1) {
    by = old;
    wire::append(by, old);
  } else {
    by = mutated(old, random);
  }
  const auto change = static_cast<std::ptrdiff_t>(by.size()) - static_cast<std::ptrdiff_t>(end) +
                      static_cast<std::ptrdiff_t>(begin);
  std::vector<std::pair<std::size_t, std::size_t>> lengths;
  if (random() % 8) add_lengths(tree, lengths);
  std::vector<std::pair<std::size_t, std::size_t>> around;
  for (const auto &[from, to] : lengths) {
    const std::size_t n = read_number(ByteView(message).subspan(from, to - from));
    if (to <= begin && end <= to + n) around.emplace_back(from, to);
  }
  replace(message, begin, end, by);
  for (const auto &[from, to] : around) add_to_length(message, from, to - from, change);
}

// mutate_record changes a message in a record, or else anything in it.
inline void mutate_record(Bytes &record, wire::Dialect dialect, Random &random) {
  constexpr std::size_t kHeader = wire::kRecordHeaderLength;
  if (record.size() < kHeader) return;
  const std::size_t old = record.size();
  const ByteView all(record);
  bool found = false;
  // Content begins at once, behind the nonce of GCM, or behind the IV of CBC. Behind it stand a
  // type and a tag, or a MAC and a padding.
  for (const std::size_t before : {std::size_t{0}, std::size_t{8}, std::size_t{16}}) {
    const std::size_t begin = kHeader + before;
    if (random() % 8 == 0 || all.size() < begin + 4) continue;
    const std::size_t length = 4 + read_number(all.subspan(begin + 1, 3));
    if (all[begin] == 0 || all[begin] > 24 || begin + length > all.size()) continue;
    Bytes message = wire::to_bytes(all.subspan(begin, length));
    mutate_message(message, dialect, random);
    replace(record, begin, begin + length, message);
    found = true;
    break;
  }
  if (!found) {
    const std::size_t tag = all.size() > kHeader + crypto::kAeadTagLength + 1 && random() % 4
                                ? crypto::kAeadTagLength + random() % 2
                                : 0;
    const std::size_t end = all.size() - tag;
    const Bytes by = mutated(all.subspan(kHeader, end - kHeader), random);
    replace(record, kHeader, end, by);
  }
  const auto change = static_cast<std::ptrdiff_t>(record.size()) - static_cast<std::ptrdiff_t>(old);
  if (random() % 16) add_to_length(record, 3, 2, change);
}

// dialect_of is how the messages of a scenario are read.
inline wire::Dialect dialect_of(std::uint8_t kind) {
  static const std::vector<wire::Dialect> kDialects = [] {
    std::vector<wire::Dialect> out;
    for (std::size_t i = 0; i < kinds().size(); ++i) {
      const session::Scenario s = scenario({static_cast<std::uint8_t>(i), 0});
      wire::Dialect dialect;
      dialect.version = *handshake::first_common(s.client_versions, s.server_versions);
      if (dialect.version == wire::ProtocolVersion::tls12) {
        const auto *suite = schedule::tls12_suite(s.server_suites.front());
        dialect.key_exchange = suite ? suite->key_exchange : wire::KeyExchangeAlgorithm::ecdhe;
      }
      out.push_back(dialect);
    }
    return out;
  }();
  return kDialects[kind % kDialects.size()];
}

inline std::size_t write_stream(ByteView head, const std::vector<Bytes> &all, std::uint8_t *data,
                                std::size_t most) {
  Bytes out = wire::to_bytes(head);
  for (const Bytes &record : all) wire::append(out, record);
  const std::size_t n = std::min(out.size(), most);
  std::copy_n(out.begin(), n, data);
  return n;
}

// mutate_stream is LLVMFuzzerCustomMutator.
inline std::size_t mutate_stream(std::uint8_t *data, std::size_t size, std::size_t most,
                                 unsigned seed) {
  Random random(seed);
  if (size < kHead || random() % 32 == 0) return LLVMFuzzerMutate(data, size, most);
  Bytes head(data, data + kHead);
  std::vector<Bytes> all = records({data + kHead, size - kHead});
  const auto place = [&](std::size_t n) {
    return all.begin() + static_cast<std::ptrdiff_t>(random() % n);
  };
  const std::size_t what = all.empty() ? 0 : random() % 24;
  if (what == 0) {
    const Bytes act =
        random() % 4 ? act_record(static_cast<Act>(random() % kActs)) : Bytes{20, 3, 3, 0, 1, 1};
    all.insert(place(all.size() + 1), act);
  } else if (what == 1) {
    head[random() % kHead] = static_cast<std::uint8_t>(random());
  } else if (what == 2) {
    all.erase(place(all.size()));
  } else if (what == 3) {
    const Bytes copy = *place(all.size());
    all.insert(place(all.size() + 1), copy);
  } else if (what == 4) {
    std::swap(*place(all.size()), *place(all.size()));
  } else {
    mutate_record(*place(all.size()), dialect_of(head[0]), random);
  }
  return write_stream(head, all, data, most);
}

// cross_streams is LLVMFuzzerCustomCrossOver: one stream up to some record, and the other from some
// record on, or one record of it.
inline std::size_t cross_streams(ByteView one, ByteView other, std::uint8_t *data, std::size_t most,
                                 unsigned seed) {
  Random random(seed);
  if (one.size() < kHead || other.size() < kHead) return 0;
  std::vector<Bytes> all = records(one.subspan(kHead));
  const std::vector<Bytes> more = records(other.subspan(kHead));
  if (more.empty()) return 0;
  const std::size_t at = random() % (all.size() + 1);
  const std::size_t from = random() % more.size();
  const bool single = random() % 2;
  if (!single) all.resize(at);
  all.insert(all.begin() + static_cast<std::ptrdiff_t>(at),
             more.begin() + static_cast<std::ptrdiff_t>(from),
             single ? more.begin() + static_cast<std::ptrdiff_t>(from) + 1 : more.end());
  return write_stream(one.first(kHead), all, data, most);
}

}  // namespace fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return fuzz::mutate_stream(data, size, most, seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t *one, std::size_t one_size,
                                                 const std::uint8_t *other, std::size_t other_size,
                                                 std::uint8_t *data, std::size_t most,
                                                 unsigned seed) {
  return fuzz::cross_streams({one, one_size}, {other, other_size}, data, most, seed);
}
