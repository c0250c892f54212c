#include "schedule/record_protection.h"

namespace schedule {

std::string_view name_of(RecordForm form) {
  switch (form) {
    case RecordForm::tls13:
      return "tls13";
    case RecordForm::tls12_gcm:
      return "tls12_gcm";
    case RecordForm::tls12_chacha20_poly1305:
      return "tls12_chacha20_poly1305";
    case RecordForm::tls12_cbc:
      return "tls12_cbc";
    case RecordForm::tls12_cbc_encrypt_then_mac:
      return "tls12_cbc_encrypt_then_mac";
  }
  return {};
}

std::array<std::uint8_t, crypto::kAeadNonceLength> RecordProtection::nonce(
    ByteView explicit_nonce) const {
  std::array<std::uint8_t, crypto::kAeadNonceLength> nonce{};
  const ByteView iv = keys_.iv;
  for (std::size_t i = 0; i < iv.size(); ++i) nonce[i] = iv[i];
  if (!explicit_nonce.empty()) {
    for (std::size_t i = 0; i < 8; ++i) nonce[4 + i] = explicit_nonce[i];
    return nonce;
  }
  for (std::size_t i = 0; i < 8; ++i) {
    nonce[nonce.size() - 1 - i] ^= static_cast<std::uint8_t>(sequence_number_ >> (8 * i));
  }
  return nonce;
}

Bytes RecordProtection::seal(wire::ContentType type, ByteView content, std::size_t padding,
                             ByteView record_iv, trace::Protection *protection) {
  if (keys_.form != RecordForm::tls13) return seal_tls12(type, content, record_iv, protection);
  Bytes inner;
  inner.reserve(content.size() + 1 + padding);
  wire::append(inner, content);
  inner.push_back(static_cast<std::uint8_t>(type));
  inner.resize(inner.size() + padding);

  wire::Writer out;
  write(out, wire::RecordHeader{wire::ContentType::application_data, wire::ProtocolVersion::tls12,
                                static_cast<std::uint16_t>(inner.size() + crypto::kAeadTagLength)});
  const auto n = nonce({});
  const Bytes sealed = crypto::seal(keys_.aead, keys_.key, n, out.out, inner);
  if (protection) {
    *protection = {
        {},      keys_.key.id, keys_.iv.id, trace::kNoEvent, sequence_number_, {n.begin(), n.end()},
        out.out, inner};
  }
  ++sequence_number_;
  out.bytes(sealed);
  return std::move(out.out);
}

RecordProtection::OpenError RecordProtection::open(ByteView record, InnerPlaintext &out,
                                                   trace::Protection *protection) {
  if (keys_.form != RecordForm::tls13) return open_tls12(record, out, protection);
  const ByteView header = record.first(wire::kRecordHeaderLength);
  const auto n = nonce({});
  auto inner =
      crypto::open(keys_.aead, keys_.key, n, header, record.subspan(wire::kRecordHeaderLength));
  if (protection) {
    *protection = {{},
                   keys_.key.id,
                   keys_.iv.id,
                   trace::kNoEvent,
                   sequence_number_,
                   {n.begin(), n.end()},
                   wire::to_bytes(header),
                   inner.value_or(Bytes())};
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
