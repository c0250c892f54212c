// What must hold for every message that there is: it comes back as it went, its annotations tile
// it, every proper prefix fails at a named field, and what nobody knows survives.
#include "wire/codec.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "session/demonstration_chain.h"
#include "session/session.h"
#include "wire/certificate.h"
#include "wire/messages.h"

namespace wire::codec_test {
namespace {

// --- random values, the same in every run ---

class Make {
 public:
  explicit Make(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t number() { return static_cast<std::uint32_t>(engine_()); }
  std::uint32_t below(std::uint32_t n) { return number() % n; }
  bool coin() { return below(2) == 0; }
  Bytes bytes(std::size_t least, std::size_t most) {
    // Mostly short, sometimes as long as it may be.
    const std::size_t cap = below(16) == 0 ? most : std::min<std::size_t>(most, least + 40);
    Bytes out(least + below(static_cast<std::uint32_t>(cap - least + 1)));
    for (auto &byte : out) byte = static_cast<std::uint8_t>(number());
    return out;
  }
  RandomBytes random() {
    RandomBytes out;
    for (auto &byte : out) byte = static_cast<std::uint8_t>(number());
    return out;
  }
  // code is any code point: known, unknown or GREASE.
  template <class Enum>
  Enum code() {
    const std::uint32_t n = number();
    if constexpr (sizeof(Enum) == 2) {
      if (n % 4 == 0) return static_cast<Enum>(0x1010 * (n >> 8 & 0xf) + 0x0a0a);
    }
    return static_cast<Enum>(n >> 8);
  }
  template <class T, class One>
  std::vector<T> list(std::size_t least, std::size_t most, One one) {
    std::vector<T> out(least + below(static_cast<std::uint32_t>(most - least + 1)));
    for (T &e : out) e = one();
    return out;
  }
  template <class Enum>
  std::vector<Enum> codes(std::size_t least = 1) {
    return list<Enum>(least, 12, [&] { return code<Enum>(); });
  }

  void body(ServerNameList &b) {
    b.server_name_list = list<ServerName>(1, 3, [&] {
      return ServerName{code<NameType>(), bytes(1, 200)};
    });
  }
  void body(ServerNameAcknowledged &) {}
  void body(NamedGroupList &b) { b.named_group_list = codes<NamedGroup>(); }
  void body(SignatureSchemeList &b) { b.supported_signature_algorithms = codes<SignatureScheme>(); }
  void body(CertificateSignatureSchemeList &b) {
    b.supported_signature_algorithms = codes<SignatureScheme>();
  }
  void body(ProtocolNameList &b) {
    b.protocol_name_list = list<ProtocolName>(1, 4, [&] { return ProtocolName{bytes(1, 255)}; });
  }
  void body(SupportedVersions &b) { b.versions = codes<ProtocolVersion>(); }
  void body(SelectedVersion &b) { b.selected_version = code<ProtocolVersion>(); }
  void body(Cookie &b) { b.cookie = bytes(1, 60000); }
  void body(PskKeyExchangeModes &b) { b.ke_modes = codes<PskKeyExchangeMode>(); }
  KeyShareEntry share() { return {code<NamedGroup>(), bytes(1, 1300)}; }
  void body(KeyShareClientHello &b) {
    b.client_shares = list<KeyShareEntry>(0, 3, [&] { return share(); });
  }
  void body(KeyShareServerHello &b) { b.server_share = share(); }
  void body(KeyShareHelloRetryRequest &b) { b.selected_group = code<NamedGroup>(); }
  void body(EarlyDataTicket &b) { b.max_early_data_size = number(); }

  void body(ECPointFormatList &b) { b.ec_point_format_list = codes<ECPointFormat>(); }
  void body(EncryptThenMac &) {}
  void body(ExtendedMasterSecret &) {}
  void body(SessionTicket &b) { b.ticket = bytes(0, 60000); }
  void body(RenegotiationInfo &b) { b.renegotiated_connection = bytes(0, 255); }
  void body(DistinguishedNameList &b) {
    b.authorities = list<Bytes>(1, 4, [&] { return bytes(1, 300); });
  }
  void body(EarlyDataIndication &) {}
  void body(OfferedPsks &b) {
    b.identities = list<PskIdentity>(1, 3, [&] { return PskIdentity{bytes(1, 300), number()}; });
    b.binders = list<Bytes>(1, 3, [&] { return bytes(32, 255); });
  }
  void body(SelectedIdentity &b) { b.selected_identity = code<std::uint16_t>(); }
  void body(OidFilterList &b) {
    b.filters = list<OidFilter>(0, 3, [&] { return OidFilter{bytes(1, 255), bytes(0, 300)}; });
  }

  // extensions makes every body that message M's table has, and some that it has not.
  template <In M>
  std::vector<Extension<M>> extensions(std::size_t least = 0) {
    std::vector<Extension<M>> out;
    const auto row = [&]<class R>(const R *) {
      if (coin() && out.size() >= least) return;
      typename R::Body b;
      body(b);
      out.push_back({R::type, std::move(b)});
    };
    [&]<class... R>(const std::tuple<R...> *) {
      (row(static_cast<const R *>(nullptr)), ...);
    }(static_cast<const typename ExtensionTable<M>::Rows *>(nullptr));
    const auto unknown = [&](ExtensionType type) {
      bool known = false;
      for (const auto &e : out) known = known || e.type == type;
      const auto listed = [&]<class... R>(const std::tuple<R...> *) {
        return ((R::type == type) || ...);
      };
      if (known || listed(static_cast<const typename ExtensionTable<M>::Rows *>(nullptr))) return;
      out.push_back({type, UnknownExtension{bytes(0, 300)}});
    };
    for (std::uint32_t i = below(4); i != 0; --i) unknown(code<ExtensionType>());
    if (out.size() < least) unknown(ExtensionType{0x4a4a});
    return out;
  }

  void message(ClientHello &m) {
    m.legacy_version = code<ProtocolVersion>();
    m.random = random();
    m.legacy_session_id = bytes(0, 32);
    m.cipher_suites = codes<CipherSuite>();
    m.legacy_compression_methods = bytes(1, 255);
    if (below(8) != 0) m.extensions = extensions<In::client_hello>();
  }
  void message(ServerHello &m) {
    m.legacy_version = code<ProtocolVersion>();
    m.random = random();
    m.legacy_session_id_echo = bytes(0, 32);
    m.cipher_suite = code<CipherSuite>();
    m.legacy_compression_method = code<std::uint8_t>();
    if (below(8) != 0) m.extensions = extensions<In::server_hello>();
  }
  void message(HelloRetryRequest &m) {
    m.legacy_version = code<ProtocolVersion>();
    m.random = kHelloRetryRequestRandom;
    m.legacy_session_id_echo = bytes(0, 32);
    m.cipher_suite = code<CipherSuite>();
    m.legacy_compression_method = code<std::uint8_t>();
    m.extensions = extensions<In::hello_retry_request>(2);
  }
  void message(EncryptedExtensions &m) { m.extensions = extensions<In::encrypted_extensions>(); }
  void message(CertificateRequest &m) {
    m.certificate_request_context = bytes(0, 255);
    m.extensions = extensions<In::certificate_request>(1);
  }
  void message(Certificate &m) {
    m.certificate_request_context = bytes(0, 255);
    m.certificate_list = list<CertificateEntry>(0, 3, [&] {
      const bool real = coin();
      return CertificateEntry{real ? to_bytes(session::demonstration_root()) : bytes(1, 3000),
                              extensions<In::certificate>()};
    });
  }
  void message(CertificateVerify &m) {
    m.algorithm = code<SignatureScheme>();
    m.signature = bytes(0, 600);
  }
  void message(Finished &m) { m.verify_data = bytes(0, 64); }
  void message(NewSessionTicket &m) {
    m.ticket_lifetime = number();
    m.ticket_age_add = number();
    m.ticket_nonce = bytes(0, 255);
    m.ticket = bytes(1, 65535);
    m.extensions = extensions<In::new_session_ticket>();
  }
  void message(KeyUpdate &m) { m.request_update = code<KeyUpdateRequest>(); }
  void message(tls12::HelloRequest &) {}
  void message(tls12::Certificate &m) {
    m.certificate_list = list<tls12::ASN1Cert>(0, 3, [&] {
      return tls12::ASN1Cert{coin() ? to_bytes(session::demonstration_root()) : bytes(1, 3000)};
    });
  }
  template <class Params>
  void message(tls12::ServerKeyExchange<Params> &m) {
    params(m.params);
    m.algorithm = code<SignatureScheme>();
    m.signature = bytes(0, 600);
  }
  void params(tls12::ServerDHParams &p) {
    p.dh_p = bytes(1, 1024);
    p.dh_g = bytes(1, 1024);
    p.dh_Ys = bytes(1, 1024);
  }
  void params(tls12::ServerECDHParams &p) {
    p.curve_type = code<ECCurveType>();
    p.namedcurve = code<NamedGroup>();
    p.public_point = bytes(1, 255);
  }
  void message(tls12::CertificateRequest &m) {
    m.certificate_types = codes<ClientCertificateType>();
    m.supported_signature_algorithms = codes<SignatureScheme>();
    m.certificate_authorities = list<tls12::DistinguishedName>(
        0, 3, [&] { return tls12::DistinguishedName{bytes(1, 400)}; });
  }
  void message(tls12::ServerHelloDone &) {}
  void message(tls12::EncryptedPreMasterSecret &m) {
    m.encrypted_pre_master_secret = bytes(0, 600);
  }
  void message(tls12::ClientDiffieHellmanPublic &m) { m.dh_Yc = bytes(1, 1024); }
  void message(tls12::ClientECDiffieHellmanPublic &m) { m.ecdh_Yc = bytes(1, 255); }
  void message(tls12::NewSessionTicket &m) {
    m.ticket_lifetime_hint = number();
    m.ticket = bytes(0, 65535);
  }
  void message(Alert &m) { m = {code<AlertLevel>(), code<AlertDescription>()}; }
  void message(ChangeCipherSpec &m) { m.change_cipher_spec_type = code<ChangeCipherSpecType>(); }

 private:
  std::mt19937 engine_;
};

// --- the properties ---

// leaves_tile walks the tree: children cover their node from end to end, and so do the leaves.
void expect_tiles(const std::vector<Annotation> &nodes, std::size_t begin, std::size_t end) {
  std::size_t at = begin;
  for (const Annotation &node : nodes) {
    EXPECT_EQ(node.begin, at) << node.name;
    EXPECT_LE(node.begin, node.end) << node.name;
    EXPECT_FALSE(node.name.empty());
    if (!node.children.empty()) expect_tiles(node.children, node.begin, node.end);
    at = node.end;
  }
  EXPECT_EQ(at, end);
}

// Every message is annotated in every dialect: as what it is, or as what it is taken for.
void expect_tiled(ContentType type, ByteView message) {
  expect_tiles(annotate(type, message), 0, message.size());
  for (const auto key_exchange : {KeyExchangeAlgorithm::none, KeyExchangeAlgorithm::rsa,
                                  KeyExchangeAlgorithm::dhe, KeyExchangeAlgorithm::ecdhe}) {
    expect_tiles(annotate(type, message, {ProtocolVersion::tls12, key_exchange}), 0,
                 message.size());
  }
}

template <class Message>
constexpr ContentType content_type_of() {
  if constexpr (std::is_same_v<Message, Alert>) return ContentType::alert;
  if constexpr (std::is_same_v<Message, ChangeCipherSpec>) return ContentType::change_cipher_spec;
  return ContentType::handshake;
}

template <class Message>
void expect_prefixes_fail(const Bytes &bytes, std::size_t step) {
  for (std::size_t n = 0; n < bytes.size(); n += n < 200 ? 1 : step) {
    const ByteView prefix = ByteView(bytes).first(n);
    Message out;
    const auto error = decode(prefix, out);
    ASSERT_TRUE(error) << n << " of " << bytes.size();
    EXPECT_LE(error->at, n);
    EXPECT_FALSE(error->field.empty()) << n;
    EXPECT_FALSE(error->why.empty());
  }
}

// The header's length put right, the body cut: fails in a field of the body, or is a whole message.
template <class Message>
void expect_cut_bodies(const Bytes &bytes) {
  for (std::size_t n = 4; n < std::min<std::size_t>(bytes.size(), 400); ++n) {
    Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
    const std::size_t body = n - 4;
    cut[1] = static_cast<std::uint8_t>(body >> 16);
    cut[2] = static_cast<std::uint8_t>(body >> 8);
    cut[3] = static_cast<std::uint8_t>(body);
    Message out;
    if (const auto error = decode(cut, out)) {
      EXPECT_LE(error->at, n);
      EXPECT_FALSE(error->field.empty()) << n;
    } else {
      EXPECT_EQ(to_hex(encode(out)), to_hex(cut));
    }
    expect_tiled(ContentType::handshake, cut);
  }
}

template <class Message>
void expect_round_trip(const Bytes &bytes) {
  Message out;
  Tree tree;
  const auto error = decode(bytes, out, &tree);
  ASSERT_FALSE(error) << error->field << " at " << error->at << ": " << error->why;
  EXPECT_EQ(to_hex(encode(out)), to_hex(bytes));
  expect_tiles(tree.roots, 0, bytes.size());
  expect_tiled(content_type_of<Message>(), bytes);
}

// Whatever a change gives: no crash, tiled, and what is accepted comes back byte for byte.
template <class Message>
void expect_changes_hold(const Bytes &bytes, Make &make, int rounds) {
  for (int i = 0; i < rounds; ++i) {
    Bytes changed = bytes;
    for (std::uint32_t n = 1 + make.below(3); n != 0; --n) {
      const std::uint32_t at = make.below(static_cast<std::uint32_t>(changed.size()));
      switch (make.below(4)) {
        case 0:
          changed[at] = static_cast<std::uint8_t>(make.below(256));
          break;
        case 1:
          changed[at] ^= static_cast<std::uint8_t>(1 << make.below(8));
          break;
        case 2:
          changed.insert(changed.begin() + at, static_cast<std::uint8_t>(make.below(256)));
          break;
        default:
          if (changed.size() > 1) changed.erase(changed.begin() + at);
      }
    }
    Message out;
    if (const auto error = decode(changed, out)) {
      EXPECT_LE(error->at, changed.size());
      EXPECT_FALSE(error->field.empty() && error->why != "bytes left over") << error->why;
    } else {
      EXPECT_EQ(to_hex(encode(out)), to_hex(changed));
    }
    expect_tiled(content_type_of<Message>(), changed);
  }
}

template <class Message>
class EveryMessage : public testing::Test {};
using Messages = testing::Types<
    ClientHello, ServerHello, HelloRetryRequest, EncryptedExtensions, CertificateRequest,
    Certificate, CertificateVerify, Finished, NewSessionTicket, KeyUpdate, Alert, ChangeCipherSpec,
    tls12::HelloRequest, tls12::Certificate, tls12::ServerKeyExchange<tls12::ServerDHParams>,
    tls12::ServerKeyExchange<tls12::ServerECDHParams>, tls12::CertificateRequest,
    tls12::ServerHelloDone, tls12::EncryptedPreMasterSecret, tls12::ClientDiffieHellmanPublic,
    tls12::ClientECDiffieHellmanPublic, tls12::NewSessionTicket>;
TYPED_TEST_SUITE(EveryMessage, Messages);

TYPED_TEST(EveryMessage, RandomValues) {
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    Make make(seed);
    TypeParam message;
    make.message(message);
    const Bytes bytes = encode(message);
    TypeParam again;
    const auto error = decode(bytes, again);
    ASSERT_FALSE(error) << error->field << " at " << error->at << ": " << error->why;
    EXPECT_TRUE(again == message);
    expect_round_trip<TypeParam>(bytes);
    expect_prefixes_fail<TypeParam>(bytes, 97);
    if (content_type_of<TypeParam>() == ContentType::handshake) expect_cut_bodies<TypeParam>(bytes);
    expect_changes_hold<TypeParam>(bytes, make, bytes.size() < 4000 ? 20 : 2);
    Bytes more = bytes;
    more.push_back(0);
    EXPECT_TRUE(decode(more, again));
    if (this->HasFailure()) return;
  }
}

// Real messages, of all that a session can be set to.
std::vector<session::Scenario> scenarios() {
  std::vector<session::Scenario> out;
  const auto with = [&](std::vector<std::pair<const char *, const char *>> settings) {
    session::Scenario scenario;
    for (const auto &[name, value] : settings) EXPECT_FALSE(session::set(scenario, name, value));
    out.push_back(std::move(scenario));
  };
  for (const char *group : {"x25519", "secp256r1"}) {
    for (const char *suite :
         {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}) {
      for (const char *scheme : {"ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256", "ed25519"}) {
        with({{"group", group}, {"suite", suite}, {"signature", scheme}, {"grease", "on"}});
      }
    }
  }
  with({{"server-group", "secp256r1"}, {"grease", "on"}});
  with({{"tickets", "4"}, {"compatibility", "off"}, {"server-name", ""}, {"alpn", ""}});
  with({{"key-share", "x25519,secp256r1"}});
  with({{"trust", "off"}});
  with({{"client-group", "x25519"}, {"server-group", "secp256r1"}});
  return out;
}

template <class Message>
void expect_all(const Bytes &bytes, Make &make) {
  expect_round_trip<Message>(bytes);
  expect_prefixes_fail<Message>(bytes, 11);
  expect_changes_hold<Message>(bytes, make, 100);
}

TEST(RealMessages, OfEveryScenario) {
  Make make(1);
  int count = 0;
  for (const session::Scenario &scenario : scenarios()) {
    session::Session session(scenario, trace::Recorder::Mode::on);
    session.run();
    for (const trace::TraceEvent &event : session.trace().events()) {
      const auto *message = std::get_if<trace::MessagePassed>(&event.is);
      if (!message || message->direction == trace::Direction::received) continue;
      ++count;
      SCOPED_TRACE(message->name);
      expect_tiles(message->fields(), 0, message->bytes.size());
      const Bytes &bytes = message->bytes;
      if (message->content_type == ContentType::alert) {
        expect_all<Alert>(bytes, make);
      } else if (message->content_type == ContentType::change_cipher_spec) {
        expect_all<ChangeCipherSpec>(bytes, make);
      } else if (message->content_type == ContentType::application_data) {
        expect_tiled(message->content_type, bytes);
      } else if (message->name == "client_hello") {
        expect_all<ClientHello>(bytes, make);
      } else if (message->name == "server_hello") {
        expect_all<ServerHello>(bytes, make);
      } else if (message->name == "hello_retry_request") {
        expect_all<HelloRetryRequest>(bytes, make);
      } else if (message->name == "encrypted_extensions") {
        expect_all<EncryptedExtensions>(bytes, make);
      } else if (message->name == "certificate") {
        expect_all<Certificate>(bytes, make);
      } else if (message->name == "certificate_verify") {
        expect_all<CertificateVerify>(bytes, make);
      } else if (message->name == "finished") {
        expect_all<Finished>(bytes, make);
      } else if (message->name == "new_session_ticket") {
        expect_all<NewSessionTicket>(bytes, make);
      } else {
        ADD_FAILURE() << "nothing is known about " << message->name;
      }
    }
  }
  EXPECT_GT(count, 200);
}

TEST(Annotations, UnknownMessagesAndNonsenseAreTiled) {
  Make make(2);
  for (int type = 0; type < 256; ++type) {
    for (std::uint32_t n = 0; n < 60; ++n) {
      Bytes bytes = make.bytes(n, n);
      if (!bytes.empty()) bytes[0] = static_cast<std::uint8_t>(type);
      for (const ContentType content :
           {ContentType::handshake, ContentType::alert, ContentType::change_cipher_spec,
            ContentType::application_data, ContentType::invalid}) {
        expect_tiled(content, bytes);
      }
    }
  }
}

TEST(Annotations, NameWhatNobodyKnows) {
  ClientHello hello;
  hello.cipher_suites = {CipherSuite{0x1a1a}, CipherSuite{0xfefe}};
  Tree tree;
  ClientHello again;
  ASSERT_FALSE(decode(encode(hello), again, &tree));
  std::vector<std::string> values;
  const auto walk = [&](const auto &self, const std::vector<Annotation> &nodes) -> void {
    for (const Annotation &node : nodes) {
      if (node.name == "CipherSuite")
        values.push_back(node.value + " " + std::to_string(*node.code));
      self(self, node.children);
    }
  };
  walk(walk, tree.roots);
  EXPECT_EQ(values, (std::vector<std::string>{"GREASE 6682", "unknown 65278"}));
  EXPECT_TRUE(again == hello);
}

// --- certificates ---

std::vector<Bytes> certificates() {
  std::vector<Bytes> out{to_bytes(session::demonstration_root())};
  for (const crypto::KeyType type :
       {crypto::KeyType::rsa, crypto::KeyType::rsa_pss, crypto::KeyType::ec_secp256r1,
        crypto::KeyType::ec_secp384r1, crypto::KeyType::ec_secp521r1, crypto::KeyType::ed25519}) {
    out.push_back(to_bytes(session::demonstration_leaf(type)));
    const ByteView client = session::demonstration_client(type);
    if (!client.empty()) out.push_back(to_bytes(client));
  }
  return out;
}

TEST(Certificates, TileAndEveryPrefixFails) {
  for (const Bytes &der : certificates()) {
    Tree tree;
    Reader in(der, &tree);
    X509Certificate certificate;
    read_certificate(in, certificate);
    ASSERT_TRUE(in.ok()) << in.error()->field;
    EXPECT_EQ(in.left(), 0U);
    expect_tiles(tree.roots, 0, der.size());
    for (std::size_t n = 0; n < der.size(); ++n) {
      const auto error = parse_certificate(ByteView(der).first(n), certificate);
      ASSERT_TRUE(error) << n;
      EXPECT_LE(error->at, n);
      EXPECT_FALSE(error->field.empty());
    }
    Bytes more = der;
    more.push_back(0);
    EXPECT_TRUE(parse_certificate(more, certificate));
  }
}

TEST(Certificates, ChangedOnesNeverCrash) {
  Make make(3);
  int accepted = 0;
  for (const Bytes &der : certificates()) {
    const auto look_at = [&](const Bytes &changed) {
      X509Certificate certificate;
      const auto error = parse_certificate(changed, certificate);
      if (error) {
        EXPECT_LE(error->at, changed.size());
        EXPECT_FALSE(error->why.empty());
      } else {
        ++accepted;
        EXPECT_FALSE(certificate.subject_public_key_info.empty());
        common_name(certificate.subject);
      }
      // And as a field of a message, where the annotations must tile whatever it is.
      if (changed.empty()) return;
      expect_tiled(ContentType::handshake, encode(Certificate{{}, {{changed, {}}}}));
    };
    for (std::size_t at = 0; at < der.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        Bytes changed = der;
        changed[at] ^= static_cast<std::uint8_t>(1 << bit);
        look_at(changed);
      }
      Bytes shorter = der;
      shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
      look_at(shorter);
      Bytes huge = der;
      huge[at] = 0xff;
      look_at(huge);
    }
    for (int i = 0; i < 500; ++i) look_at(make.bytes(0, 2000));
  }
  EXPECT_GT(accepted, 100);  // a changed key or signature still parses
}

TEST(Certificates, DeepNestingEnds) {
  Bytes der;
  for (int i = 0; i < 5000; ++i) {
    Bytes outer{0x30};
    if (der.size() < 128) {
      outer.push_back(static_cast<std::uint8_t>(der.size()));
    } else {
      outer.push_back(0x83);
      for (const int shift : {16, 8, 0}) {
        outer.push_back(static_cast<std::uint8_t>(der.size() >> shift));
      }
    }
    append(outer, der);
    der = outer;
  }
  X509Certificate certificate;
  EXPECT_TRUE(parse_certificate(der, certificate));
}

}  // namespace
}  // namespace wire::codec_test
