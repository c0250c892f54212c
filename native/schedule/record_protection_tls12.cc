// Records of TLS 1.2 (RFC 5246, section 6.2.3; RFC 5288, 7366 and 7905).
#include "schedule/record_protection.h"

namespace schedule {
namespace {

constexpr std::size_t kExplicitNonceLength = 8;
constexpr std::size_t kBlockLength = 16;

Bytes with_header(wire::ContentType type, ByteView explicit_part, ByteView sealed) {
  wire::Writer out;
  write(out, wire::RecordHeader{type, wire::ProtocolVersion::tls12,
                                static_cast<std::uint16_t>(explicit_part.size() + sealed.size())});
  out.bytes(explicit_part);
  out.bytes(sealed);
  return std::move(out.out);
}

}  // namespace

Bytes RecordProtection::pseudo_header(wire::ContentType type,
                                      std::optional<std::size_t> length) const {
  wire::Writer out;
  out.number(static_cast<std::uint32_t>(sequence_number_ >> 32), 4);
  out.number(static_cast<std::uint32_t>(sequence_number_), 4);
  out.number(static_cast<std::uint32_t>(type), 1);
  out.number(static_cast<std::uint32_t>(wire::ProtocolVersion::tls12), 2);
  if (length) out.number(static_cast<std::uint32_t>(*length), 2);
  return std::move(out.out);
}

Bytes RecordProtection::seal_tls12(wire::ContentType type, ByteView content, ByteView record_iv,
                                   trace::Protection *protection) {
  Bytes explicit_part;
  Bytes sealed;
  if (is_cbc(keys_.form)) {
    explicit_part = wire::to_bytes(record_iv);
    const Bytes header = pseudo_header(type, std::nullopt);
    Bytes inner;
    const auto seal = keys_.form == RecordForm::tls12_cbc ? crypto::cbc_seal : crypto::etm_seal;
    sealed = seal(keys_.cbc, keys_.mac_key, keys_.key, record_iv, header, content,
                  protection ? &inner : nullptr);
    if (protection) {
      *protection = {name_of(keys_.form), keys_.key.id,  trace::kNoEvent, keys_.mac_key.id,
                     sequence_number_,    explicit_part, header,          std::move(inner)};
    }
  } else {
    if (keys_.form == RecordForm::tls12_gcm) {
      wire::Writer writer;  // the sequence number: never twice under one key
      writer.number(static_cast<std::uint32_t>(sequence_number_ >> 32), 4);
      writer.number(static_cast<std::uint32_t>(sequence_number_), 4);
      explicit_part = std::move(writer.out);
    }
    const auto n = nonce(explicit_part);
    const Bytes header = pseudo_header(type, content.size());
    sealed = crypto::seal(keys_.aead, keys_.key, n, header, content);
    if (protection) {
      *protection = {
          name_of(keys_.form), keys_.key.id,         keys_.iv.id, trace::kNoEvent,
          sequence_number_,    {n.begin(), n.end()}, header,      wire::to_bytes(content)};
    }
  }
  ++sequence_number_;
  return with_header(type, explicit_part, sealed);
}

RecordProtection::OpenError RecordProtection::open_tls12(ByteView record, InnerPlaintext &out,
                                                         trace::Protection *protection) {
  const auto type = static_cast<wire::ContentType>(record[0]);
  const ByteView fragment = record.subspan(wire::kRecordHeaderLength);
  std::optional<Bytes> content;
  if (is_cbc(keys_.form)) {
    const ByteView iv = fragment.first(std::min(fragment.size(), kBlockLength));
    const ByteView ciphertext = fragment.subspan(iv.size());
    const Bytes header = pseudo_header(type, std::nullopt);
    Bytes inner;
    if (iv.size() == kBlockLength) {
      const auto open = keys_.form == RecordForm::tls12_cbc ? crypto::cbc_open : crypto::etm_open;
      content = open(keys_.cbc, keys_.mac_key, keys_.key, iv, header, ciphertext,
                     protection ? &inner : nullptr);
    }
    if (protection) {
      *protection = {name_of(keys_.form), keys_.key.id,       trace::kNoEvent, keys_.mac_key.id,
                     sequence_number_,    wire::to_bytes(iv), header,          std::move(inner)};
    }
  } else {
    const std::size_t explicit_length =
        keys_.form == RecordForm::tls12_gcm ? kExplicitNonceLength : 0;
    const std::size_t overhead = explicit_length + crypto::kAeadTagLength;
    const std::size_t length = fragment.size() < overhead ? 0 : fragment.size() - overhead;
    const Bytes header = pseudo_header(type, length);
    std::array<std::uint8_t, crypto::kAeadNonceLength> n{};
    if (fragment.size() >= overhead) {
      n = nonce(fragment.first(explicit_length));
      content = crypto::open(keys_.aead, keys_.key, n, header, fragment.subspan(explicit_length));
    }
    if (protection) {
      *protection = {
          name_of(keys_.form), keys_.key.id,         keys_.iv.id, trace::kNoEvent,
          sequence_number_,    {n.begin(), n.end()}, header,      content.value_or(Bytes())};
    }
  }
  if (!content) return OpenError::bad_record_mac;
  ++sequence_number_;
  if (content->size() > wire::kMaxPlaintextLength) return OpenError::too_long;
  out.type = type;
  out.content = std::move(*content);
  return OpenError::none;
}

}  // namespace schedule
