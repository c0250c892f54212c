// How a stream of records is changed so that most of it stays readable: a record at a time, with
// its lengths made right again.
#pragma once

#include <random>

#include "stream.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most);

namespace fuzz {

// add_to_length changes a big-endian length, if it stays one.
inline void add_to_length(Bytes &bytes, std::size_t at, std::size_t width, std::ptrdiff_t change) {
  if (at + width > bytes.size()) return;
  std::ptrdiff_t length = 0;
  for (std::size_t i = 0; i < width; ++i) length = length << 8 | bytes[at + i];
  length += change;
  if (length < 0) return;
  for (std::size_t i = width; i-- > 0; length >>= 8) {
    bytes[at + i] = static_cast<std::uint8_t>(length);
  }
}

// mutate_record lets libFuzzer change the content of one record.
inline void mutate_record(Bytes &record, std::mt19937 &random) {
  constexpr std::size_t kHeader = wire::kRecordHeaderLength;
  if (record.size() < kHeader) return;
  // Behind the content of TLS 1.3 stand its type and the tag, which hold up everything else.
  const std::size_t behind = random() % 4 && record.size() > kHeader + crypto::kAeadTagLength
                                 ? crypto::kAeadTagLength + random() % 2
                                 : 0;
  const std::size_t end = std::max(record.size(), kHeader + behind) - behind;
  // What TLS 1.2 puts before the content: the nonce of GCM, the IV of CBC.
  const std::size_t before = std::array<std::size_t, 4>{0, 0, 8, 16}[random() % 4];
  const std::size_t begin = kHeader + before < end ? kHeader + before : kHeader;
  Bytes content(record.begin() + static_cast<std::ptrdiff_t>(begin),
                record.begin() + static_cast<std::ptrdiff_t>(end));
  const std::size_t old = content.size();
  content.resize(old + 64);
  content.resize(LLVMFuzzerMutate(content.data(), old, content.size()));
  const auto change =
      static_cast<std::ptrdiff_t>(content.size()) - static_cast<std::ptrdiff_t>(old);
  if (random() % 8) add_to_length(content, 1, 3, change);
  Bytes out(record.begin(), record.begin() + static_cast<std::ptrdiff_t>(begin));
  wire::append(out, content);
  wire::append(out, ByteView(record).subspan(end));
  if (random() % 16) add_to_length(out, 3, 2, change);
  record = std::move(out);
}

inline std::size_t mutate_stream(std::uint8_t *data, std::size_t size, std::size_t most,
                                 unsigned seed) {
  std::mt19937 random(seed);
  if (size < kHead || random() % 16 == 0) return LLVMFuzzerMutate(data, size, most);
  Bytes head(data, data + kHead);
  std::vector<Bytes> all = records({data + kHead, size - kHead});
  const auto place = [&](std::size_t n) {
    return all.begin() + static_cast<std::ptrdiff_t>(random() % n);
  };
  const std::size_t what = all.empty() ? 0 : random() % 16;
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
    mutate_record(*place(all.size()), random);
  }
  Bytes out = head;
  for (const Bytes &record : all) wire::append(out, record);
  const std::size_t n = std::min(out.size(), most);
  std::copy_n(out.begin(), n, data);
  return n;
}

}  // namespace fuzz
