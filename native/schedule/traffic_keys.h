// TrafficKeys: what protects the records of one direction.
#pragma once

#include "crypto/aead.h"
#include "crypto/cbc.h"
#include "trace/recorder.h"

namespace schedule {

using trace::Recorder;
using trace::Role;
using trace::Value;
using wire::Bytes;
using wire::ByteView;

// RecordForm is how a protected record is built.
enum class RecordForm : std::uint8_t {
  tls13,                       // RFC 8446, section 5.2
  tls12_gcm,                   // RFC 5288, section 3: eight bytes of the nonce stand in the record
  tls12_chacha20_poly1305,     // RFC 7905, section 2
  tls12_cbc,                   // RFC 5246, section 6.2.3.2: MAC, pad, encrypt
  tls12_cbc_encrypt_then_mac,  // RFC 7366, section 3
};
// name_of spells a form as above.
std::string_view name_of(RecordForm);
constexpr bool is_cbc(RecordForm form) {
  return form == RecordForm::tls12_cbc || form == RecordForm::tls12_cbc_encrypt_then_mac;
}

// TrafficKeys are the keys of one direction in one epoch (RFC 8446, section 7.3; RFC 5246, section
// 6.3). The CBC forms have a MAC key and draw the IV for each record; the others have an IV.
struct TrafficKeys {
  RecordForm form = RecordForm::tls13;
  crypto::AeadAlgorithm aead{};
  crypto::CbcAlgorithm cbc{};
  trace::Epoch epoch{};
  Value key;
  Value iv;
  Value mac_key;
  friend bool operator==(const TrafficKeys &, const TrafficKeys &) = default;
};

}  // namespace schedule
