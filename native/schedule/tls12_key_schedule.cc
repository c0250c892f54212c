#include "schedule/tls12_key_schedule.h"

#include <algorithm>
#include <array>

#include "crypto/prf.h"

namespace schedule {
namespace {

using trace::Section;

// prf records PRF(secret, label, seed): the seed is what the given values are, one after the other.
Value prf(std::string_view name, crypto::HashAlgorithm hash, const Value &secret,
          std::string_view label, std::initializer_list<const Value *> seed, std::size_t length,
          Section section, Recorder &trace) {
  Bytes seed_bytes;
  for (const Value *part : seed) wire::append(seed_bytes, *part);
  return trace.value(name, crypto::prf(hash, secret, label, seed_bytes, length), [&] {
    trace::Origin origin{"PRF", {}, trace::kBothSides, section};
    const auto add = [&](std::string_view input) -> auto & {
      trace::Input &one = origin.inputs.emplace_back();
      one.name = input;
      return one.is;
    };
    add("hash") = std::string(crypto::name_of(hash));
    add("secret") = trace::ValueId{secret.id};
    add("label") = std::string(label);
    for (const Value *part : seed) add("seed") = trace::ValueId{part->id};
    add("Length") = std::uint64_t{length};
    return origin;
  });
}

std::size_t iv_length(RecordForm form) {
  switch (form) {
    case RecordForm::tls12_gcm:
      return 4;  // the rest of the nonce stands in each record
    case RecordForm::tls12_chacha20_poly1305:
      return crypto::kAeadNonceLength;
    default:
      return 0;
  }
}

}  // namespace

Value Tls12KeySchedule::master_secret(const Value &pre_master_secret, const Value &client_random,
                                      const Value &server_random, Recorder &trace) const {
  return prf("master_secret", hash(), pre_master_secret, "master secret",
             {&client_random, &server_random}, kMasterSecretLength, "RFC 5246, section 8.1", trace);
}

Value Tls12KeySchedule::extended_master_secret(const Value &pre_master_secret,
                                               const Value &session_hash, Recorder &trace) const {
  return prf("master_secret", hash(), pre_master_secret, "extended master secret", {&session_hash},
             kMasterSecretLength, "RFC 7627, section 4", trace);
}

Tls12KeySchedule::SessionKeys Tls12KeySchedule::session_keys(const Value &master_secret,
                                                             const Value &client_random,
                                                             const Value &server_random,
                                                             Recorder &trace) const {
  const bool cbc = is_cbc(suite_->form);
  const std::size_t mac_key = cbc ? crypto::mac_length(suite_->cbc.mac) : 0;
  const std::size_t key = cbc ? suite_->cbc.key_length : crypto::aead_key_length(suite_->aead);
  const std::size_t iv = iv_length(suite_->form);
  constexpr Section kSection = "RFC 5246, section 6.3";
  Value key_block =
      prf("key_block", hash(), master_secret, "key expansion", {&server_random, &client_random},
          2 * (mac_key + key + iv), kSection, trace);
  std::size_t at = 0;
  const auto cut = [&](std::string_view name, std::size_t length) {
    if (length == 0) return Value();
    const ByteView part = key_block.bytes.view().subspan(at, length);
    Value value = trace.value(name, crypto::Secret(part), [&] {
      return trace::Origin{"cut",
                           {{"from", trace::ValueId{key_block.id}},
                            {"offset", std::uint64_t{at}},
                            {"Length", std::uint64_t{length}}},
                           trace::kBothSides,
                           kSection};
    });
    at += length;
    return value;
  };
  SessionKeys keys;
  for (TrafficKeys *one : {&keys.client, &keys.server}) {
    one->form = cbc && encrypt_then_mac_ ? RecordForm::tls12_cbc_encrypt_then_mac : suite_->form;
    one->aead = suite_->aead;
    one->cbc = suite_->cbc;
    one->epoch = trace::Epoch::session;
  }
  keys.client.mac_key = cut("client_write_MAC_key", mac_key);
  keys.server.mac_key = cut("server_write_MAC_key", mac_key);
  keys.client.key = cut("client_write_key", key);
  keys.server.key = cut("server_write_key", key);
  keys.client.iv = cut("client_write_IV", iv);
  keys.server.iv = cut("server_write_IV", iv);
  trace.discard(key_block);
  return keys;
}

Value Tls12KeySchedule::verify_data(Role sender, const Value &master_secret,
                                    const Value &handshake_hash, Recorder &trace) const {
  return prf("verify_data", hash(), master_secret,
             sender == Role::client ? "client finished" : "server finished", {&handshake_hash},
             kTls12VerifyDataLength, "RFC 5246, section 7.4.9", trace);
}

std::optional<Value> Tls12KeySchedule::exporter(std::string_view label,
                                                std::optional<ByteView> context, std::size_t length,
                                                const Value &master_secret,
                                                const Value &client_random,
                                                const Value &server_random, Recorder &trace) const {
  constexpr Section kSection = "RFC 5705, section 4";
  constexpr std::size_t kMost = 0xffff;
  constexpr std::array<std::string_view, 5> kTaken{"client finished", "server finished",
                                                   "master secret", "extended master secret",
                                                   "key expansion"};
  if (std::find(kTaken.begin(), kTaken.end(), label) != kTaken.end() || length == 0 ||
      length > kMost || (context && context->size() > kMost)) {
    return std::nullopt;
  }
  if (!context) {
    return prf("exported_keying_material", hash(), master_secret, label,
               {&client_random, &server_random}, length, kSection, trace);
  }
  wire::Writer with_length;
  with_length.prefixed(2, [&] { with_length.bytes(*context); });
  const Value context_value = trace.value("exporter_context", crypto::Secret(with_length.out), [&] {
    return trace::Origin{"choose", {}, trace::kBothSides, kSection};
  });
  return prf("exported_keying_material", hash(), master_secret, label,
             {&client_random, &server_random, &context_value}, length, kSection, trace);
}

}  // namespace schedule
