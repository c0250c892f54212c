// libssl as a peer: one side played by BoringSSL, in one process over memory BIOs.
#pragma once

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/bytestring.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstring>
#include <functional>
#include <string>

#include "handshake/client.h"
#include "handshake/server.h"
#include "schedule/cipher_suite.h"
#include "session/demonstration_chain.h"
#include "session/scenario.h"

namespace handshake::testing_libssl {

using session::Scenario;
using wire::CipherSuite;
using wire::NamedGroup;
using wire::SignatureScheme;

constexpr std::int64_t kNow = 1767225600;

inline bssl::UniquePtr<X509> x509_of(ByteView der) {
  const std::uint8_t *at = der.data();
  return bssl::UniquePtr<X509>(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

// The schemes that the pinned libssl has as well: it reads no id-RSASSA-PSS keys.
inline const std::vector<SignatureScheme> kSchemes{SignatureScheme::ecdsa_secp256r1_sha256,
                                                   SignatureScheme::rsa_pss_rsae_sha256,
                                                   SignatureScheme::ed25519,
                                                   SignatureScheme::ecdsa_secp384r1_sha384,
                                                   SignatureScheme::ecdsa_secp521r1_sha512,
                                                   SignatureScheme::rsa_pss_rsae_sha384,
                                                   SignatureScheme::rsa_pss_rsae_sha512};

inline std::vector<CipherSuite> tls13_suites() {
  std::vector<CipherSuite> suites = session::supported_suites();
  std::erase_if(suites, [](CipherSuite suite) { return !schedule::is_tls13(suite); });
  return suites;
}

// Libssl is one side played by libssl, with the bytes that come out of it.
class Libssl {
 public:
  explicit Libssl(Role role) : Libssl(role, bssl::UniquePtr<SSL_CTX>(SSL_CTX_new(TLS_method()))) {
    SSL_CTX_set_min_proto_version(ctx_.get(), TLS1_3_VERSION);
    SSL_CTX_set_session_cache_mode(ctx_.get(), SSL_SESS_CACHE_BOTH);
    SSL_CTX_set_app_data(ctx_.get(), this);
    SSL_CTX_sess_set_new_cb(ctx_.get(), [](SSL *ssl, SSL_SESSION *session) {
      auto *self = static_cast<Libssl *>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
      self->sessions.emplace_back(session);
      return 1;
    });
  }
  // A second connection of the same context: it knows the ticket keys.
  Libssl(Role role, Libssl &earlier) : Libssl(role, bssl::UpRef(earlier.ctx_)) {}
  // Another connection of the same program: the same settings, tickets and sessions.
  Libssl(Role role, const Libssl &earlier) : role_(role), ctx_(bssl::UpRef(earlier.ctx_)) {
    SSL_CTX_set_app_data(ctx_.get(), this);
  }
  Libssl(const Libssl &) = delete;
  Libssl &operator=(const Libssl &) = delete;

  SSL_CTX *ctx() { return ctx_.get(); }
  // ssl makes the connection at the first call; the context is set up before.
  SSL *ssl() {
    if (ssl_) return ssl_.get();
    ssl_.reset(SSL_new(ctx_.get()));
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    // An empty memory BIO means "later", not the end.
    BIO_set_mem_eof_return(SSL_get_rbio(ssl_.get()), -1);
    BIO_set_mem_eof_return(SSL_get_wbio(ssl_.get()), -1);
    role_ == Role::client ? SSL_set_connect_state(ssl_.get()) : SSL_set_accept_state(ssl_.get());
    return ssl_.get();
  }
  void hold(SignatureScheme scheme) {
    const crypto::KeyType type = *crypto::key_type_of(scheme);
    const auto certificate = x509_of(session::demonstration_leaf(type));
    const ByteView der = session::demonstration_leaf_key(type);
    CBS cbs;
    CBS_init(&cbs, der.data(), der.size());
    const bssl::UniquePtr<EVP_PKEY> key(EVP_parse_private_key(&cbs));
    ASSERT_EQ(SSL_CTX_use_certificate(ctx(), certificate.get()), 1);
    ASSERT_EQ(SSL_CTX_use_PrivateKey(ctx(), key.get()), 1);
    const auto code = static_cast<std::uint16_t>(scheme);
    ASSERT_EQ(SSL_CTX_set_signing_algorithm_prefs(ctx(), &code, 1), 1);
  }
  // verify makes a client check the chain against the demonstration root, and the name.
  void verify(const char *name, std::vector<SignatureScheme> schemes, bool trust = true) {
    if (trust) {
      X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx()),
                          x509_of(session::demonstration_root()).get());
    }
    SSL_CTX_set_verify(ctx(), SSL_VERIFY_PEER, nullptr);
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx());
    X509_VERIFY_PARAM_set_time_posix(param, kNow);
    X509_VERIFY_PARAM_set1_host(param, name, std::strlen(name));
    std::vector<std::uint16_t> codes;
    for (const SignatureScheme one : schemes) codes.push_back(static_cast<std::uint16_t>(one));
    ASSERT_EQ(SSL_CTX_set_verify_algorithm_prefs(ctx(), codes.data(), codes.size()), 1);
  }
  void groups(std::vector<int> nids) {
    ASSERT_EQ(SSL_CTX_set1_curves(ctx(), nids.data(), nids.size()), 1);
  }

  // go takes bytes and does what can be done: handshake, then reading.
  Bytes go(ByteView in) {
    BIO_write(SSL_get_rbio(ssl()), in.data(), static_cast<int>(in.size()));
    ERR_clear_error();
    if (!failed() && SSL_in_init(ssl())) {
      int result = SSL_do_handshake(ssl());
      if (result <= 0 && SSL_get_error(ssl(), result) == SSL_ERROR_EARLY_DATA_REJECTED) {
        SSL_reset_early_data_reject(ssl());
        result = SSL_do_handshake(ssl());
      }
      note(result);
    }
    if (!failed() && (!SSL_in_init(ssl()) || SSL_in_early_data(ssl()))) {
      if (!to_write_.empty()) {
        note(SSL_write(ssl(), to_write_.data(), static_cast<int>(to_write_.size())));
        to_write_.clear();
      }
      std::uint8_t buffer[4096];
      int n = 0;
      while ((n = SSL_read(ssl(), buffer, sizeof(buffer))) > 0) {
        wire::append(received, ByteView(buffer, static_cast<std::size_t>(n)));
      }
      note(n);
    }
    return output();
  }
  void write(ByteView data) { wire::append(to_write_, data); }
  Bytes output() {
    const std::uint8_t *data = nullptr;
    std::size_t size = 0;
    BIO_mem_contents(SSL_get_wbio(ssl()), &data, &size);
    Bytes out(data, data + size);
    BIO_reset(SSL_get_wbio(ssl()));
    return out;
  }
  bool done() { return !SSL_in_init(ssl()); }
  bool failed() const { return reason != 0; }
  bool peer_closed() { return (SSL_get_shutdown(ssl()) & SSL_RECEIVED_SHUTDOWN) != 0; }

  Bytes received;
  int reason = 0;  // of the first error: 1000 + n for alert n from the peer
  std::vector<bssl::UniquePtr<SSL_SESSION>> sessions;

 private:
  Libssl(Role role, bssl::UniquePtr<SSL_CTX> ctx) : role_(role), ctx_(std::move(ctx)) {
    SSL_CTX_set_app_data(ctx_.get(), this);
  }
  void note(int result) {
    if (result > 0) return;
    const int error = SSL_get_error(ssl(), result);
    if (error == SSL_ERROR_SSL) reason = ERR_GET_REASON(ERR_peek_error());
  }

  Role role_;
  bssl::UniquePtr<SSL_CTX> ctx_;
  bssl::UniquePtr<SSL> ssl_;
  Bytes to_write_;
};

constexpr int alert_reason(AlertDescription alert) {
  return SSL_AD_REASON_OFFSET + static_cast<int>(alert);
}

// Ours is one of our endpoints.
template <class Endpoint, class Config>
struct Ours {
  explicit Ours(std::shared_ptr<const Config> config)
      : endpoint(std::move(config), Bytes(crypto::Random::kSeedLength, 7)) {}
  template <class Memory>
  Ours(std::shared_ptr<const Config> config, Memory memory)
      : endpoint(std::move(config), Bytes(crypto::Random::kSeedLength, 8), std::move(memory)) {}
  Bytes go(ByteView in) {
    endpoint.connection().receive(in);
    while (endpoint.can_step()) endpoint.step(trace);
    wire::append(received, endpoint.connection().take_application_data());
    return endpoint.connection().take_output();
  }
  Connection &connection() { return endpoint.connection(); }
  bool done() { return connection().summary().has_value(); }
  Endpoint endpoint;
  Bytes received;
  Recorder trace{Recorder::Mode::on};
};
using OurClient = Ours<Client, ClientConfig>;
using OurServer = Ours<Server, ServerConfig>;

// pump carries bytes until both are silent.
template <class A>
void pump(A &ours, Libssl &theirs) {
  Bytes to_ours = theirs.go({});
  for (int turns = 0; turns < 1000; ++turns) {
    const Bytes to_theirs = ours.go(to_ours);
    if (to_theirs.empty() && turns > 0) break;
    to_ours = theirs.go(to_theirs);
    if (to_ours.empty() && to_theirs.empty()) break;
  }
}

// The secrets that protect the application's data are the same on both sides.
template <class A>
void expect_same_secrets(const A &ours, Libssl &theirs, Role we_are) {
  bssl::Span<const std::uint8_t> read, write;
  ASSERT_TRUE(bssl::SSL_get_traffic_secrets(theirs.ssl(), &read, &write));
  const auto hex = [](bssl::Span<const std::uint8_t> s) {
    return wire::to_hex({s.data(), s.size()});
  };
  std::string client, server;
  for (const trace::TraceEvent &event : ours.trace.events()) {
    const auto *value = std::get_if<trace::ValueBorn>(&event.is);
    if (!value) continue;
    if (value->name == "client_application_traffic_secret_0") client = wire::to_hex(value->bytes);
    if (value->name == "server_application_traffic_secret_0") server = wire::to_hex(value->bytes);
  }
  EXPECT_EQ(client, hex(we_are == Role::client ? read : write));
  EXPECT_EQ(server, hex(we_are == Role::client ? write : read));
}

inline Bytes long_data() {
  Bytes data(100'000);
  for (std::size_t i = 0; i < data.size(); ++i)
    data[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
  return data;
}

template <class A>
void expect_data_and_goodbye(A &ours, Libssl &theirs) {
  const Bytes data = long_data();
  const Bytes hello = wire::to_bytes(wire::as_bytes("hello"));
  theirs.received.clear();
  ours.received.clear();
  ours.connection().send(data);
  theirs.write(hello);
  pump(ours, theirs);
  EXPECT_EQ(theirs.received, data);
  EXPECT_EQ(ours.received, hello);
  theirs.write(data);
  pump(ours, theirs);
  EXPECT_EQ(ours.received.size(), hello.size() + data.size());
  EXPECT_TRUE(std::equal(data.begin(), data.end(), ours.received.begin() + 5, ours.received.end()));
  // Ours closes first; what libssl still has to say comes through.
  ours.connection().close();
  pump(ours, theirs);
  EXPECT_TRUE(ours.connection().close_sent());
  EXPECT_TRUE(theirs.peer_closed());
  EXPECT_FALSE(ours.connection().peer_closed());
  theirs.write(hello);
  pump(ours, theirs);
  EXPECT_EQ(ours.received.size(), 2 * hello.size() + data.size());
  SSL_shutdown(theirs.ssl());
  pump(ours, theirs);
  EXPECT_TRUE(ours.connection().peer_closed());
  EXPECT_TRUE(ours.connection().closed());
  EXPECT_FALSE(ours.connection().failure());
  EXPECT_EQ(theirs.reason, 0);
}

}  // namespace handshake::testing_libssl
