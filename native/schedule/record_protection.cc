#include "schedule/record_protection.h"

namespace schedule {

std::array<std::uint8_t, crypto::kAeadNonceLength> RecordProtection::nonce() const {
  std::array<std::uint8_t, crypto::kAeadNonceLength> nonce{};
  for (std::size_t i = 0; i < nonce.size(); ++i) nonce[i] = keys_.iv.bytes.data()[i];
  for (std::size_t i = 0; i < 8; ++i) {
    nonce[nonce.size() - 1 - i] ^= static_cast<std::uint8_t>(sequence_number_ >> (8 * i));
  }
  return nonce;
}

Bytes RecordProtection::seal(wire::ContentType type, ByteView content, std::size_t padding,
                             trace::Protection *protection) {
  Bytes inner;
  inner.reserve(content.size() + 1 + padding);
  wire::append(inner, content);
  inner.push_back(static_cast<std::uint8_t>(type));
  inner.resize(inner.size() + padding);

  wire::Writer out;
  write(out, wire::RecordHeader{wire::ContentType::application_data, wire::ProtocolVersion::tls12,
                                static_cast<std::uint16_t>(inner.size() + crypto::kAeadTagLength)});
  const auto n = nonce();
  const Bytes sealed = crypto::seal(keys_.aead, keys_.key, n, out.out, inner);
  if (protection) {
    *protection = {keys_.key.id,         keys_.iv.id, sequence_number_,
                   {n.begin(), n.end()}, out.out,     inner};
  }
  ++sequence_number_;
  out.bytes(sealed);
  return std::move(out.out);
}

RecordProtection::OpenError RecordProtection::open(ByteView record, InnerPlaintext &out,
                                                   trace::Protection *protection) {
  const ByteView header = record.first(wire::kRecordHeaderLength);
  const auto n = nonce();
  auto inner =
      crypto::open(keys_.aead, keys_.key, n, header, record.subspan(wire::kRecordHeaderLength));
  if (protection) {
    *protection = {keys_.key.id,           keys_.iv.id,
                   sequence_number_,       {n.begin(), n.end()},
                   wire::to_bytes(header), inner.value_or(Bytes())};
  }
  if (!inner) return OpenError::bad_record_mac;
  ++sequence_number_;
  if (inner->size() > wire::kMaxPlaintextLength + 1) return OpenError::too_long;
  std::size_t end = inner->size();
  while (end != 0 && (*inner)[end - 1] == 0) --end;
  if (end == 0) return OpenError::no_content_type;
  out.type = static_cast<wire::ContentType>((*inner)[end - 1]);
  inner->resize(end - 1);
  out.content = std::move(*inner);
  return OpenError::none;
}

}  // namespace schedule
