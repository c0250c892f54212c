#include "schedule/key_schedule.h"

#include <array>

#include "wire/codec.h"

namespace schedule {

// HkdfLabel is the info of HKDF-Expand-Label (RFC 8446, section 7.1). label has its prefix.
struct HkdfLabel {
  std::uint16_t length = 0;
  Bytes label;
  Bytes context;
};

}  // namespace schedule

template <>
struct wire::Layout<schedule::HkdfLabel> {
  static constexpr std::tuple fields{
      field("length", &schedule::HkdfLabel::length, u16),
      field("label", &schedule::HkdfLabel::label, opaque<7, 255>),
      field("context", &schedule::HkdfLabel::context, opaque<0, 255>),
  };
};

namespace schedule {
namespace {

std::string hash_name(crypto::HashAlgorithm hash) { return std::string(crypto::name_of(hash)); }

// SecretNames spells "client_application_traffic_secret_N" for N below kNamed.
constexpr std::size_t kNamed = 100;
struct SecretNames {
  std::array<std::array<char, 40>, 2 * kNamed> text{};
  std::array<std::size_t, 2 * kNamed> size{};
  constexpr SecretNames() {
    for (std::size_t i = 0; i < 2 * kNamed; ++i) {
      const std::string_view side = i < kNamed ? "client" : "server";
      const std::size_t n = i % kNamed;
      const auto add = [&](std::string_view more) {
        for (const char c : more) text[i][size[i]++] = c;
      };
      add(side);
      add("_application_traffic_secret_");
      if (n >= 10) text[i][size[i]++] = static_cast<char>('0' + n / 10);
      text[i][size[i]++] = static_cast<char>('0' + n % 10);
    }
  }
};
constexpr SecretNames kSecretNames;

}  // namespace

std::string_view traffic_secret_name(Role sender, std::size_t generation) {
  const bool server = sender == Role::server;
  if (generation >= kNamed) {
    return server ? "server_application_traffic_secret_N" : "client_application_traffic_secret_N";
  }
  const std::size_t i = generation + (server ? kNamed : 0);
  return {kSecretNames.text[i].data(), kSecretNames.size[i]};
}

crypto::Secret hkdf_expand_label(crypto::HashAlgorithm hash, ByteView secret,
                                 std::string_view label, ByteView context, std::size_t length) {
  HkdfLabel info{static_cast<std::uint16_t>(length), wire::to_bytes(wire::as_bytes("tls13 ")),
                 wire::to_bytes(context)};
  wire::append(info.label, wire::as_bytes(label));
  wire::Writer out;
  wire::write(out, info);
  return crypto::hkdf_expand(hash, secret, out.out, length);
}

Value KeySchedule::expand_label(std::string_view name, const Value &secret, std::string_view label,
                                const Value *context, std::size_t length, std::uint8_t known_to,
                                trace::Section section, Recorder &trace) const {
  const ByteView context_bytes = context ? ByteView(*context) : ByteView{};
  return trace.value(name, hkdf_expand_label(suite_.hash, secret, label, context_bytes, length),
                     [&] {
                       trace::Origin origin{"HKDF-Expand-Label", {}, known_to, section};
                       origin.inputs = {{"hash", hash_name(suite_.hash)},
                                        {"Secret", trace::ValueId{secret.id}},
                                        {"Label", std::string(label)},
                                        {"Context", Bytes()},
                                        {"Length", std::uint64_t{length}}};
                       if (context) origin.inputs[3].is = trace::ValueId{context->id};
                       return origin;
                     });
}

Value KeySchedule::extract(std::string_view name, const Value &salt,
                           const Value &input_keying_material, Recorder &trace) const {
  return trace.value(name, crypto::hkdf_extract(suite_.hash, salt, input_keying_material), [&] {
    return trace::Origin{"HKDF-Extract",
                         {{"hash", hash_name(suite_.hash)},
                          {"salt", trace::ValueId{salt.id}},
                          {"IKM", trace::ValueId{input_keying_material.id}}},
                         trace::kBothSides,
                         "RFC 8446, section 7.1"};
  });
}

Value KeySchedule::zeros(std::string_view name, Recorder &trace) const {
  return trace.value(name, crypto::Secret(crypto::hash_length(suite_.hash)), [] {
    return trace::Origin{"constant", {}, trace::kEverybody, "RFC 8446, section 7.1"};
  });
}

Value KeySchedule::empty_hash(Recorder &trace) const {
  return trace.value("empty_hash", crypto::Secret(crypto::hash(suite_.hash, {})), [&] {
    return trace::Origin{"Transcript-Hash",
                         {{"hash", hash_name(suite_.hash)}, {"messages", trace::Messages{}}},
                         trace::kEverybody,
                         "RFC 8446, section 7.1"};
  });
}

Value KeySchedule::derived(Recorder &trace) const {
  return derive_secret("derived_secret", "derived", empty_hash(trace), trace);
}

void KeySchedule::extract_early_secret(const Value &psk, Recorder &trace) {
  const Value salt = zeros("zero_salt", trace);
  const Value no_psk = psk.empty() ? zeros("psk", trace) : Value();
  secret_ = extract("early_secret", salt, psk.empty() ? no_psk : psk, trace);
}

Value KeySchedule::binder(bool external, const Value &truncated_hash, Recorder &trace) const {
  constexpr trace::Section kSection = "RFC 8446, section 4.2.11.2";
  Value key =
      derive_secret("binder_key", external ? "ext binder" : "res binder", empty_hash(trace), trace);
  Value finished =
      expand_label("binder_finished_key", key, "finished", nullptr,
                   crypto::hash_length(suite_.hash), trace::kBothSides, kSection, trace);
  trace.discard(key);
  Value out = verify_data("binder", finished, truncated_hash, trace);
  trace.discard(finished);
  return out;
}

void KeySchedule::extract_handshake_secret(const Value &shared_secret, Recorder &trace) {
  Value salt = derived(trace);
  const Value none = shared_secret.empty() ? zeros("zero_ikm", trace) : Value();
  Value next =
      extract("handshake_secret", salt, shared_secret.empty() ? none : shared_secret, trace);
  trace.discard(salt);
  trace.discard(secret_);
  secret_ = std::move(next);
}

void KeySchedule::extract_master_secret(Recorder &trace) {
  Value salt = derived(trace);
  const Value zero = zeros("zero_ikm", trace);
  Value next = extract("master_secret", salt, zero, trace);
  trace.discard(salt);
  trace.discard(secret_);
  secret_ = std::move(next);
}

Value KeySchedule::derive_secret(std::string_view name, std::string_view label,
                                 const Value &transcript_hash, Recorder &trace) const {
  return expand_label(name, secret_, label, &transcript_hash, crypto::hash_length(suite_.hash),
                      trace::kBothSides, "RFC 8446, section 7.1", trace);
}

TrafficKeys KeySchedule::traffic_keys(Role sender, trace::Epoch epoch, const Value &traffic_secret,
                                      Recorder &trace) const {
  constexpr std::string_view kEarly[2] = {"client_early_write_key", "client_early_write_iv"};
  constexpr std::string_view kNames[2][2][2] = {
      {{"client_handshake_write_key", "client_handshake_write_iv"},
       {"server_handshake_write_key", "server_handshake_write_iv"}},
      {{"client_application_write_key", "client_application_write_iv"},
       {"server_application_write_key", "server_application_write_iv"}}};
  const auto &names = epoch == trace::Epoch::early
                          ? kEarly
                          : kNames[epoch == trace::Epoch::application][sender == Role::server];
  constexpr trace::Section kSection = "RFC 8446, section 7.3";
  TrafficKeys keys;
  keys.aead = suite_.aead;
  keys.epoch = epoch;
  keys.key = expand_label(names[0], traffic_secret, "key", nullptr,
                          crypto::aead_key_length(suite_.aead), trace::kBothSides, kSection, trace);
  keys.iv = expand_label(names[1], traffic_secret, "iv", nullptr, crypto::kAeadNonceLength,
                         trace::kBothSides, kSection, trace);
  return keys;
}

Value KeySchedule::finished_key(Role sender, const Value &traffic_secret, Recorder &trace) const {
  return expand_label(sender == Role::client ? "client_finished_key" : "server_finished_key",
                      traffic_secret, "finished", nullptr, crypto::hash_length(suite_.hash),
                      trace::kBothSides, "RFC 8446, section 4.4.4", trace);
}

Value KeySchedule::verify_data(std::string_view name, const Value &finished_key,
                               const Value &transcript_hash, Recorder &trace) const {
  return trace.value(name, crypto::hmac(suite_.hash, finished_key, transcript_hash), [&] {
    return trace::Origin{"HMAC",
                         {{"hash", hash_name(suite_.hash)},
                          {"key", trace::ValueId{finished_key.id}},
                          {"data", trace::ValueId{transcript_hash.id}}},
                         trace::kBothSides,
                         "RFC 8446, section 4.4.4"};
  });
}

Value KeySchedule::resumption_psk(const Value &resumption_master_secret, const Value &ticket_nonce,
                                  Recorder &trace) const {
  return expand_label("resumption_psk", resumption_master_secret, "resumption", &ticket_nonce,
                      crypto::hash_length(suite_.hash), trace::kBothSides,
                      "RFC 8446, section 4.6.1", trace);
}

Value KeySchedule::next_traffic_secret(Role sender, std::size_t generation,
                                       const Value &traffic_secret, Recorder &trace) const {
  return expand_label(traffic_secret_name(sender, generation), traffic_secret, "traffic upd",
                      nullptr, crypto::hash_length(suite_.hash), trace::kBothSides,
                      "RFC 8446, section 7.2", trace);
}

std::optional<Value> KeySchedule::export_keying_material(const Value &master_secret,
                                                         std::string_view label, ByteView context,
                                                         std::size_t length,
                                                         Recorder &trace) const {
  constexpr trace::Section kSection = "RFC 8446, section 7.5";
  constexpr std::size_t kMostLabel = 255 - std::string_view("tls13 ").size();
  const std::size_t hash_size = crypto::hash_length(suite_.hash);
  if (label.size() > kMostLabel || length == 0 || length > 255 * hash_size) {
    return std::nullopt;
  }
  const Value nothing = empty_hash(trace);
  Value secret = expand_label("exporter_secret", master_secret, label, &nothing, hash_size,
                              trace::kBothSides, kSection, trace);
  const Value context_hash =
      trace.value("exporter_context_hash", crypto::Secret(crypto::hash(suite_.hash, context)), [&] {
        return trace::Origin{"Hash",
                             {{"hash", hash_name(suite_.hash)}, {"data", wire::to_bytes(context)}},
                             trace::kBothSides,
                             kSection};
      });
  Value out = expand_label("exported_keying_material", secret, "exporter", &context_hash, length,
                           trace::kBothSides, kSection, trace);
  trace.discard(secret);
  return out;
}

Value certificate_verify_content(Role signer, const Value &transcript_hash, Recorder &trace) {
  const std::string_view context = signer == Role::server ? "TLS 1.3, server CertificateVerify"
                                                          : "TLS 1.3, client CertificateVerify";
  Bytes content(64, 0x20);
  wire::append(content, wire::as_bytes(context));
  content.push_back(0);
  wire::append(content, transcript_hash);
  return trace.value("signature_content", crypto::Secret(content), [&] {
    return trace::Origin{"signature_content",
                         {{"context", std::string(context)},
                          {"transcript_hash", trace::ValueId{transcript_hash.id}}},
                         trace::kBothSides,
                         "RFC 8446, section 4.4.3"};
  });
}

}  // namespace schedule
