// Certificate chains that are right and wrong in one thing each. They are made here, by
// BoringSSL's X509, so that no file has to be kept up to date.
#include "handshake/certificates.h"

#include <gtest/gtest.h>
#include <openssl/asn1.h>
#include <openssl/bytestring.h>
#include <openssl/ec_key.h>
#include <openssl/evp.h>
#include <openssl/mem.h>
#include <openssl/nid.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <optional>
#include <string>

namespace handshake::certificates_test {
namespace {

using enum wire::AlertDescription;
constexpr std::int64_t kNow = 1767225600;  // 2026-01-01
constexpr std::int64_t kYear = 31'536'000;

// Key is a fresh P-256 key.
bssl::UniquePtr<EVP_PKEY> make_key() {
  bssl::UniquePtr<EC_KEY> ec(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  EXPECT_EQ(EC_KEY_generate_key(ec.get()), 1);
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  EXPECT_EQ(EVP_PKEY_set1_EC_KEY(key.get(), ec.get()), 1);
  return key;
}

// Plan says what stands in a certificate.
struct Plan {
  std::string subject, issuer;
  EVP_PKEY *key = nullptr, *signer = nullptr;
  std::int64_t not_before = kNow - kYear, not_after = kNow + kYear;
  int version = 3;
  std::vector<std::pair<int, std::string>> extensions;  // as in an OpenSSL configuration file
  bool unknown_critical = false;
};

Bytes make(const Plan &plan) {
  bssl::UniquePtr<X509> x(X509_new());
  X509_set_version(x.get(), plan.version - 1);
  ASN1_INTEGER_set(X509_get_serialNumber(x.get()), 7);
  const auto name = [](X509_NAME *out, const std::string &text) {
    X509_NAME_add_entry_by_txt(out, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const std::uint8_t *>(text.data()),
                               static_cast<int>(text.size()), -1, 0);
  };
  name(X509_get_subject_name(x.get()), plan.subject);
  name(X509_get_issuer_name(x.get()), plan.issuer);
  ASN1_TIME_set_posix(X509_getm_notBefore(x.get()), plan.not_before);
  ASN1_TIME_set_posix(X509_getm_notAfter(x.get()), plan.not_after);
  X509_set_pubkey(x.get(), plan.key);
  for (const auto &[nid, value] : plan.extensions) {
    bssl::UniquePtr<X509_EXTENSION> extension(
        X509V3_EXT_nconf_nid(nullptr, nullptr, nid, value.c_str()));
    EXPECT_TRUE(extension) << value;
    X509_add_ext(x.get(), extension.get(), -1);
  }
  if (plan.unknown_critical) {
    bssl::UniquePtr<ASN1_OBJECT> oid(OBJ_txt2obj("1.2.3.4", 1));
    bssl::UniquePtr<ASN1_OCTET_STRING> data(ASN1_OCTET_STRING_new());
    const std::uint8_t null[] = {5, 0};
    ASN1_OCTET_STRING_set(data.get(), null, sizeof(null));
    bssl::UniquePtr<X509_EXTENSION> extension(
        X509_EXTENSION_create_by_OBJ(nullptr, oid.get(), 1, data.get()));
    X509_add_ext(x.get(), extension.get(), -1);
  }
  EXPECT_GT(X509_sign(x.get(), plan.signer, EVP_sha256()), 0);
  std::uint8_t *der = nullptr;
  const int size = i2d_X509(x.get(), &der);
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

// Chain is root, intermediate and leaf, all right until a test changes one of them.
struct Chain {
  bssl::UniquePtr<EVP_PKEY> root_key = make_key(), middle_key = make_key(), leaf_key = make_key();
  Plan root{"root",
            "root",
            root_key.get(),
            root_key.get(),
            kNow - kYear,
            kNow + kYear,
            3,
            {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign"}},
            false};
  Plan middle{"middle",
              "root",
              middle_key.get(),
              root_key.get(),
              kNow - kYear,
              kNow + kYear,
              3,
              {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
               {NID_key_usage, "critical,keyCertSign"}},
              false};
  Plan leaf{
      "leaf",
      "middle",
      leaf_key.get(),
      middle_key.get(),
      kNow - kYear,
      kNow + kYear,
      3,
      {{NID_key_usage, "critical,digitalSignature"},
       {NID_ext_key_usage, "serverAuth"},
       {NID_subject_alt_name, "DNS:example.com,DNS:*.wild.example,IP:192.0.2.1,IP:2001:db8::1"}},
      false};

  Plan &with(Plan &plan, int nid, std::optional<std::string> value) {
    std::erase_if(plan.extensions, [&](const auto &one) { return one.first == nid; });
    if (value) plan.extensions.emplace_back(nid, *value);
    return plan;
  }
  Status check(const std::string &name = "example.com", bool send_middle = true,
               ClientConfig config = {}, KeyUse use = KeyUse::digital_signature) {
    config.server_name = name;
    config.time = kNow;
    config.trust_anchors = {make(root)};
    std::vector<Bytes> chain{make(leaf)};
    if (send_middle) chain.push_back(make(middle));
    PeerCertificate peer;
    Recorder off;
    return check_server_certificate(chain, config, peer, off, use);
  }
};

void expect(const Status &status, std::optional<AlertDescription> alert) {
  ASSERT_EQ(status.has_value(), alert.has_value()) << (status ? status->reason : "accepted");
  if (!alert) return;
  EXPECT_EQ(wire::name_of(status->alert), wire::name_of(*alert)) << status->reason;
  EXPECT_FALSE(status->reason.empty());
}

TEST(CertificateChain, IsAccepted) { expect(Chain().check(), std::nullopt); }

TEST(CertificateChain, Names) {
  Chain chain;
  for (const char *name : {"EXAMPLE.com", "example.com.", "a.wild.example", "192.0.2.1",
                           "2001:db8::1", "2001:0DB8:0:0::0.0.0.1", ""}) {
    SCOPED_TRACE(name);
    expect(chain.check(name), std::nullopt);
  }
  for (const char *name : {"www.example.com", "example.co", "wild.example", "a.b.wild.example",
                           "192.0.2.2", "2001:db8::2", "leaf"}) {
    SCOPED_TRACE(name);
    expect(chain.check(name), bad_certificate);
  }
  // The subject's common name is no name of a server (RFC 6125, section 6.4.4; RFC 9525).
  chain.with(chain.leaf, NID_subject_alt_name, std::nullopt);
  expect(chain.check("leaf"), bad_certificate);
}

TEST(CertificateChain, Validity) {
  {
    Chain chain;
    chain.leaf.not_after = kNow;  // that second too
    expect(chain.check(), std::nullopt);
    chain.leaf.not_after = kNow - 1;
    expect(chain.check(), certificate_expired);
  }
  {
    // "A certificate has expired or is not currently valid" (RFC 8446, section 6.2).
    Chain chain;
    chain.leaf.not_before = kNow;
    expect(chain.check(), std::nullopt);
    chain.leaf.not_before = kNow + 1;
    expect(chain.check(), certificate_expired);
  }
  for (const bool root : {true, false}) {
    Chain chain;
    (root ? chain.root : chain.middle).not_after = kNow - 1;
    expect(chain.check(), certificate_expired);
  }
}

TEST(CertificateChain, Path) {
  {
    Chain chain;
    expect(chain.check("example.com", false), unknown_ca);
    chain.root.subject = chain.root.issuer = "another";
    expect(chain.check(), unknown_ca);
  }
  {
    Chain chain;  // the right name, but not the right key
    chain.leaf.signer = chain.leaf_key.get();
    expect(chain.check(), bad_certificate);
  }
  {
    Chain chain;
    chain.middle.signer = chain.middle_key.get();
    expect(chain.check(), bad_certificate);
  }
  {
    Chain chain;  // the root itself signs
    chain.leaf.issuer = "root";
    chain.leaf.signer = chain.root_key.get();
    expect(chain.check("example.com", false), std::nullopt);
    expect(chain.check(), std::nullopt);
  }
}

TEST(CertificateChain, Authority) {
  {
    Chain chain;
    chain.with(chain.middle, NID_basic_constraints, "critical,CA:FALSE");
    expect(chain.check(), bad_certificate);
    chain.with(chain.middle, NID_basic_constraints, std::nullopt);
    expect(chain.check(), bad_certificate);
  }
  {
    Chain chain;
    chain.with(chain.middle, NID_key_usage, "critical,digitalSignature");
    expect(chain.check(), bad_certificate);
    chain.with(chain.middle, NID_key_usage, std::nullopt);
    expect(chain.check(), std::nullopt);
  }
  {
    Chain chain;  // one authority stands below the root
    chain.with(chain.root, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    expect(chain.check(), bad_certificate);
    chain.with(chain.root, NID_basic_constraints, "critical,CA:TRUE,pathlen:1");
    expect(chain.check(), std::nullopt);
  }
  {
    Chain chain;  // an authority for something else
    chain.with(chain.middle, NID_ext_key_usage, "clientAuth");
    expect(chain.check(), bad_certificate);
    chain.with(chain.middle, NID_ext_key_usage, "serverAuth,clientAuth");
    expect(chain.check(), std::nullopt);
  }
  {
    Chain chain;
    chain.middle.unknown_critical = true;
    expect(chain.check(), bad_certificate);
  }
}

// keyUsage counts whoever decides about the chain, and where nobody does (RFC 8446,
// section 4.4.2.2; RFC 5246, section 7.4.2).
TEST(CertificateChain, KeyUsageIsAlwaysChecked) {
  struct Credulous : ChainJudge {
    Status judge(const std::vector<Bytes> &, Recorder &) const override { return std::nullopt; }
  };
  ClientConfig unverified, judged;
  unverified.verify_certificate = false;
  judged.chain_judge = std::make_shared<Credulous>();
  Chain signing, encrypting;
  encrypting.with(encrypting.leaf, NID_key_usage, "critical,keyEncipherment");
  for (const ClientConfig &config : {ClientConfig{}, unverified, judged}) {
    const auto check = [&](Chain &chain, KeyUse use) {
      return chain.check("example.com", true, config, use);
    };
    expect(check(signing, KeyUse::digital_signature), std::nullopt);
    expect(check(signing, KeyUse::key_encipherment), unsupported_certificate);
    expect(check(encrypting, KeyUse::digital_signature), unsupported_certificate);
    expect(check(encrypting, KeyUse::key_encipherment), std::nullopt);
  }
}

TEST(CertificateChain, TheServersOwn) {
  {
    Chain chain;
    chain.with(chain.leaf, NID_ext_key_usage, "clientAuth");
    expect(chain.check(), unsupported_certificate);
    chain.with(chain.leaf, NID_ext_key_usage, "anyExtendedKeyUsage");
    expect(chain.check(), std::nullopt);
    chain.with(chain.leaf, NID_ext_key_usage, std::nullopt);
    expect(chain.check(), std::nullopt);
  }
  {
    Chain chain;
    chain.with(chain.leaf, NID_key_usage, "critical,keyAgreement");
    expect(chain.check(), unsupported_certificate);
    chain.with(chain.leaf, NID_key_usage, std::nullopt);
    expect(chain.check(), std::nullopt);
  }
  {
    Chain chain;
    chain.leaf.unknown_critical = true;
    expect(chain.check(), unsupported_certificate);
  }
  {
    Chain chain;
    chain.leaf.version = 1;
    chain.leaf.extensions.clear();
    expect(chain.check(""), bad_certificate);
  }
}

}  // namespace
}  // namespace handshake::certificates_test
