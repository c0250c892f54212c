// The record layer's outer form (RFC 8446, section 5.1 and 5.2).
#pragma once

#include "wire/codec.h"

namespace wire {

// kRecordHeaderLength is the size of type, version and length before every record.
inline constexpr std::size_t kRecordHeaderLength = 5;
// kMaxPlaintextLength is the longest TLSPlaintext.fragment, 2^14 bytes.
inline constexpr std::size_t kMaxPlaintextLength = 1 << 14;
// kMaxCiphertextLength is the longest TLSCiphertext.encrypted_record, 2^14 + 256 bytes.
inline constexpr std::size_t kMaxCiphertextLength = kMaxPlaintextLength + 256;
// kMaxTls12CiphertextLength is the same of TLS 1.2 (RFC 5246, section 6.2.3).
inline constexpr std::size_t kMaxTls12CiphertextLength = kMaxPlaintextLength + 2048;

// RecordHeader stands before the fragment of a TLSPlaintext or the encrypted_record of a
// TLSCiphertext. length counts the bytes that follow it.
struct RecordHeader {
  ContentType type{};
  ProtocolVersion legacy_record_version = ProtocolVersion::tls12;
  std::uint16_t length = 0;
  friend bool operator==(const RecordHeader &, const RecordHeader &) = default;
};
template <>
struct Layout<RecordHeader> {
  static constexpr std::tuple fields{
      field("type", &RecordHeader::type, u8),
      field("legacy_record_version", &RecordHeader::legacy_record_version, u16),
      field("length", &RecordHeader::length, u16),
  };
};

}  // namespace wire
