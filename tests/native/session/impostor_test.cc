// Somebody plays the server's side who is not the server. What the client notices, and what she
// gets to read, follows from what she has: it is a different matter from reading the past.
#include "session/impostor.h"

#include <gtest/gtest.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "session/demonstration_pem.h"
#include "session/session.h"
#include "wire/certificate.h"

namespace impostor_test {

using session::Scenario;
using session::Session;
using trace::Role;
using wire::AlertDescription;

using Settings = std::vector<std::pair<std::string, std::string>>;

Scenario scenario(const Settings &settings, const std::string &impostor) {
  Scenario out;
  for (const auto &[name, value] : settings) EXPECT_FALSE(session::set(out, name, value)) << name;
  EXPECT_FALSE(session::set(out, "impostor", impostor));
  EXPECT_FALSE(session::contradiction(out));
  return out;
}

// Failure is the check that did not hold, who made it, and the alert.
struct Failure {
  Role by;
  std::string check;
  AlertDescription alert;
};
std::optional<Failure> failure_of(const Session &session) {
  std::optional<Failure> out;
  for (const trace::TraceEvent &event : session.trace().events()) {
    const auto *check = std::get_if<trace::Checked>(&event.is);
    if (!check || check->passed) continue;
    EXPECT_FALSE(out) << "only one check fails";
    out = Failure{event.by, std::string(check->what), check->alert};
  }
  return out;
}

struct Row {
  std::string name;
  Settings settings;
  // What an impostor with the certificate and another key fails at.
  Failure own_key;
  bool resumes = false;  // with the server
};

const Failure kVerify{Role::client,
                      "the signature of CertificateVerify is right by the certificate's key",
                      AlertDescription::decrypt_error};
const Failure kExchange{Role::client,
                        "the signature of ServerKeyExchange is right by the certificate's key",
                        AlertDescription::decrypt_error};

std::vector<Row> rows() {
  const auto tls12 = [](const std::string &suite, Settings more = {}) {
    Settings out{{"tls", "1.2"}, {"suite", suite}, {"group", "x25519,ffdhe2048"}};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  };
  const std::string ecdhe = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
  std::vector<Row> out{
      // Nothing is signed with RSA. She cannot open the premaster secret, so neither what the
      // client
      // sends under its keys.
      {"RSA, CBC",
       tls12("TLS_RSA_WITH_AES_128_CBC_SHA256"),
       {Role::server, "the record's padding and MAC are right", AlertDescription::bad_record_mac}},
      {"RSA, GCM",
       tls12("TLS_RSA_WITH_AES_128_GCM_SHA256"),
       {Role::server, "the record's authentication tag is right",
        AlertDescription::bad_record_mac}},
      {"DHE", tls12("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"), kExchange},
      {"ECDHE", tls12(ecdhe), kExchange},
      {"ECDHE, ECDSA", tls12("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"), kExchange},
      {"a ticket of TLS 1.2", tls12(ecdhe, {{"resumption", "ticket"}}), kExchange, true},
      {"a session ID", tls12(ecdhe, {{"resumption", "session_id"}}), kExchange, true},
      {"TLS 1.3", {}, kVerify},
      {"hybrid", {{"group", "X25519MLKEM768"}}, kVerify},
      {"psk_ke", {{"resumption", "psk_ke"}}, kVerify, true},
      {"psk_dhe_ke", {{"resumption", "psk_dhe_ke"}}, kVerify, true},
      {"external", {{"psk", "identity:00112233"}}, kVerify, true},
      {"0-RTT", {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}}, kVerify, true},
  };
  for (const std::string scheme : {"ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512", "ed25519",
                                   "rsa_pss_rsae_sha256", "rsa_pss_pss_sha256"}) {
    out.push_back({scheme, {{"signature", scheme}}, kVerify});
  }
  return out;
}

bool resumed(const Session &session) {
  const auto &summary = session.client().connection().summary();
  return summary && (!summary->psk.empty() || !summary->resumed.empty());
}

TEST(Impostor, WhatSheHasDecides) {
  for (const Row &row : rows()) {
    for (const std::string kind : {"none", "stolen_key", "own_key", "own_certificate"}) {
      SCOPED_TRACE(row.name + ", " + kind);
      const Scenario s = scenario(row.settings, kind);
      Session session(s, trace::Recorder::Mode::on);
      session.run();
      EXPECT_EQ(session.connection(), s.resumption == "off" ? 1 : 2);
      const auto failure = failure_of(session);
      const std::string received(wire::as_text(session.received(Role::server)));
      EXPECT_EQ(session.established(), kind == "none" || kind == "stolen_key");
      EXPECT_EQ(resumed(session), kind == "none" && row.resumes);
      if (kind == "none" || kind == "stolen_key") {
        // With the key she is the server for the client; early data is sent again to her.
        EXPECT_FALSE(failure);
        EXPECT_EQ(received, s.early_data + s.request);
        continue;
      }
      ASSERT_TRUE(failure);
      const Failure expected = kind == "own_key"
                                   ? row.own_key
                                   : Failure{Role::client, "the issuer of the certificate is known",
                                             AlertDescription::unknown_ca};
      EXPECT_EQ(failure->by, expected.by);
      EXPECT_EQ(failure->check, expected.check);
      EXPECT_EQ(failure->alert, expected.alert);
      // Not a byte of the client's data is hers, early data under the ticket's key neither.
      EXPECT_EQ(received, "");
    }
  }
}

TEST(Impostor, EarlyDataLiesUnread) {
  for (const std::string kind : {"stolen_key", "own_key"}) {
    const Scenario s = scenario({{"resumption", "psk_dhe_ke"}, {"early-data", "early"}}, kind);
    Session session(s, trace::Recorder::Mode::on);
    session.run();
    // Nobody but the client and the server whose ticket it is has an early secret of a PSK.
    std::size_t opened = 0, sent = 0;
    for (const trace::TraceEvent &event : session.trace().events()) {
      const auto *record = std::get_if<trace::RecordPassed>(&event.is);
      if (!record || record->epoch != trace::Epoch::early) continue;
      (record->direction == trace::Direction::sent ? sent : opened) +=
          record->protection.has_value();
    }
    EXPECT_GT(sent, 0u);
    EXPECT_EQ(opened, 0u);
    if (kind == "stolen_key") {
      EXPECT_EQ(session.client().connection().summary()->early_data, "rejected");
    }
  }
}

TEST(Impostor, HerCertificateIsOneForTheSameNames) {
  for (const auto scheme : session::supported_signatures()) {
    handshake::ServerConfig config;
    config.credentials.push_back(*session::demonstration_credential(scheme));
    config.external_psks.push_back({});
    const handshake::ServerConfig server = config;
    const auto with = [&](std::string_view kind, std::uint8_t seed) {
      return session::impostor_config(server, kind, wire::Bytes(32, seed));
    };
    for (const std::string_view kind : {"stolen_key", "own_key", "own_certificate"}) {
      const handshake::ServerConfig hers = with(kind, 1);
      const auto &one = hers.credentials.front();
      const bool own = kind == "own_certificate", stolen = kind == "stolen_key";
      EXPECT_EQ(one.chain == server.credentials.front().chain, !own);
      EXPECT_EQ(one.key.public_key_info() == server.credentials.front().key.public_key_info(),
                stolen);
      EXPECT_EQ(one.key.type(), server.credentials.front().key.type());
      EXPECT_TRUE(hers.external_psks.empty());
      EXPECT_FALSE(hers.ticket_key.view().empty());
    }
    const handshake::ServerConfig hers = with("own_certificate", 1);
    const auto &one = hers.credentials.front();
    const std::uint8_t *at = one.chain.front().data();
    const bssl::UniquePtr<X509> certificate(
        d2i_X509(nullptr, &at, static_cast<long>(one.chain.front().size())));
    ASSERT_TRUE(certificate);
    EXPECT_EQ(at, one.chain.front().data() + one.chain.front().size());
    EXPECT_EQ(X509_check_host(certificate.get(), "example.com", 11, 0, nullptr), 1);
    EXPECT_EQ(X509_check_host(certificate.get(), "example.org", 11, 0, nullptr), 0);
    char issuer[64];
    X509_NAME_get_text_by_NID(X509_get_issuer_name(certificate.get()), NID_commonName, issuer,
                              sizeof issuer);
    EXPECT_STREQ(issuer, "Impostor");
    // She has the key of her certificate.
    wire::X509Certificate parsed;
    ASSERT_FALSE(wire::parse_certificate(one.chain.front(), parsed));
    crypto::Random random(wire::Bytes(32, 9));
    const wire::Bytes message{1, 2, 3};
    const auto signature = crypto::sign(one.key, scheme, message, random);
    ASSERT_TRUE(signature);
    EXPECT_TRUE(crypto::verify(parsed.subject_public_key_info, scheme, message, *signature));
    // The same seed, the same certificate.
    EXPECT_EQ(with("own_certificate", 1).credentials.front().chain, one.chain);
    EXPECT_NE(with("own_certificate", 2).credentials.front().chain, one.chain);
  }
}

}  // namespace impostor_test
