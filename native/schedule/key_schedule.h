// The key schedule of TLS 1.3 (RFC 8446, section 7).
#pragma once

#include <optional>
#include <string_view>

#include "schedule/cipher_suite.h"

namespace schedule {

// hkdf_expand_label is HKDF-Expand-Label (section 7.1): `label` without its "tls13 " prefix,
// `length` in bytes.
crypto::Secret hkdf_expand_label(crypto::HashAlgorithm, ByteView secret, std::string_view label,
                                 ByteView context, std::size_t length);

// traffic_secret_name is application_traffic_secret_N of one side, by name; generation is N. Those
// beyond 99 are all called N.
std::string_view traffic_secret_name(Role sender, std::size_t generation);

// KeySchedule walks down the diagram of section 7.1. Every secret it gives belongs to the caller;
// it keeps only the one that the next step needs and discards that when it is used up.
class KeySchedule {
 public:
  KeySchedule() = default;
  explicit KeySchedule(SuiteParameters suite) : suite_(suite) {}
  crypto::HashAlgorithm hash() const { return suite_.hash; }
  // begun tells whether there is a secret to go on from.
  bool begun() const { return !secret_.empty(); }

  // go_on_from takes up a secret that was computed elsewhere: early_secret, handshake_secret or
  // master_secret.
  void go_on_from(Value secret) { secret_ = std::move(secret); }
  // secret is the one that the next step needs.
  const Value &secret() const { return secret_; }
  // extract_early_secret starts from a PSK, or from zeros when there is none (`psk` empty).
  void extract_early_secret(const Value &psk, Recorder &);
  // take_suite fixes the suite of a schedule that began with a PSK; its hash stays.
  void take_suite(SuiteParameters suite) { suite_ = suite; }
  // binder is the PskBinderEntry over the hash of a truncated ClientHello (section 4.2.11.2), from
  // the Early Secret of an external PSK or of one from a ticket.
  Value binder(bool external, const Value &truncated_hash, Recorder &) const;
  // extract_handshake_secret mixes in the (EC)DHE shared secret, or zeros when there is none
  // (`shared_secret` empty), and discards the Early Secret.
  void extract_handshake_secret(const Value &shared_secret, Recorder &);
  // extract_master_secret goes on from the Handshake Secret and discards it.
  void extract_master_secret(Recorder &);
  // derive_secret is Derive-Secret of the current secret. `name` is the RFC's name of the result.
  Value derive_secret(std::string_view name, std::string_view label, const Value &transcript_hash,
                      Recorder &) const;
  // discard wipes the current secret.
  void discard(Recorder &trace) { trace.discard(secret_); }

  // traffic_keys derives the write key and IV of one side from its traffic secret.
  TrafficKeys traffic_keys(Role sender, trace::Epoch, const Value &traffic_secret,
                           Recorder &) const;
  // finished_key derives the key of one side's Finished (section 4.4.4).
  Value finished_key(Role sender, const Value &traffic_secret, Recorder &) const;
  // verify_data is the MAC that goes into Finished, or into a binder: `name` says which.
  Value verify_data(std::string_view name, const Value &finished_key, const Value &transcript_hash,
                    Recorder &) const;
  // next_traffic_secret is application_traffic_secret_N of one side, from the one before
  // (section 7.2). generation is N.
  Value next_traffic_secret(Role sender, std::size_t generation, const Value &traffic_secret,
                            Recorder &) const;
  // export_keying_material is the exporter of section 7.5 over exporter_master_secret or
  // early_exporter_master_secret. nullopt: HkdfLabel has no room for the label (249 bytes) or
  // HKDF-Expand cannot give that many bytes. An empty label is a byte less than HkdfLabel wants,
  // and taken as others take it.
  std::optional<Value> export_keying_material(const Value &master_secret, std::string_view label,
                                              ByteView context, std::size_t length,
                                              Recorder &) const;
  // resumption_psk is the PSK that belongs to a ticket (section 4.6.1).
  Value resumption_psk(const Value &resumption_master_secret, const Value &ticket_nonce,
                       Recorder &) const;

  friend bool operator==(const KeySchedule &, const KeySchedule &) = default;

 private:
  Value expand_label(std::string_view name, const Value &secret, std::string_view label,
                     const Value *context, std::size_t length, std::uint8_t known_to,
                     trace::Section, Recorder &) const;
  Value extract(std::string_view name, const Value &salt, const Value &input_keying_material,
                Recorder &) const;
  Value zeros(std::string_view name, Recorder &) const;
  Value empty_hash(Recorder &) const;
  Value derived(Recorder &) const;

  SuiteParameters suite_{};
  Value secret_;
};

// certificate_verify_content is what CertificateVerify signs (section 4.4.3).
Value certificate_verify_content(Role signer, const Value &transcript_hash, Recorder &);

}  // namespace schedule
