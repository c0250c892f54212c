#include <openssl/bio.h>
#include <openssl/bytestring.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdint>

#include "bench/cases.h"
#include "session/demonstration_chain.h"
#include "session/scenario.h"

namespace bench {
namespace {

constexpr char kName[] = "example.com";
constexpr std::uint8_t kAlpn[] = "\x08http/1.1";
constexpr unsigned kAlpnLength = sizeof(kAlpn) - 1;

bssl::UniquePtr<X509> read_certificate(wire::ByteView der) {
  const std::uint8_t *at = der.data();
  return bssl::UniquePtr<X509>(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

bssl::UniquePtr<SSL_CTX> context(const Case &which) {
  bssl::UniquePtr<SSL_CTX> out(SSL_CTX_new(TLS_method()));
  demand(out != nullptr, "libssl refuses a context");
  const auto version = static_cast<std::uint16_t>(which.version);
  demand(SSL_CTX_set_min_proto_version(out.get(), version) &&
             SSL_CTX_set_max_proto_version(out.get(), version),
         "libssl refuses the version");
  // In TLS 1.2 the certificate's curve must be offered too (RFC 8422, section 5.3).
  const int curves[] = {which.libssl_curve, NID_X9_62_prime256v1};
  const std::size_t count = which.version == wire::ProtocolVersion::tls12 ? 2 : 1;
  demand(!which.libssl_curve || SSL_CTX_set1_curves(out.get(), curves, count),
         "libssl refuses the group");
  demand(!which.libssl_suite || SSL_CTX_set_strict_cipher_list(out.get(), which.libssl_suite),
         "libssl refuses the cipher suite");
  // AES-128-GCM also where there is no hardware for it, as in WebAssembly.
  bssl::SSL_CTX_set_aes_hw_override_for_testing(out.get(), true);
  return out;
}

// carry gives to one side what the other has written.
void carry(SSL *from, SSL *to) {
  const std::uint8_t *data = nullptr;
  std::size_t size = 0;
  BIO *out = SSL_get_wbio(from);
  if (!BIO_mem_contents(out, &data, &size) || size == 0) return;
  BIO_write(SSL_get_rbio(to), data, static_cast<int>(size));
  BIO_reset(out);
}

class Libssl : public Player {
 public:
  explicit Libssl(const Case &which)
      : which_(which), client_(context(which)), server_(context(which)) {
    hold_credential();
    trust_root();
    const auto time = session::Scenario().time;
    X509_VERIFY_PARAM_set_time_posix(SSL_CTX_get0_param(client_.get()), time);
    demand(SSL_CTX_set_alpn_protos(client_.get(), kAlpn, kAlpnLength) == 0, "libssl refuses ALPN");
    SSL_CTX_set_session_cache_mode(client_.get(), SSL_SESS_CACHE_CLIENT);
    SSL_CTX_set_app_data(client_.get(), this);
    SSL_CTX_sess_set_new_cb(client_.get(), [](SSL *ssl, SSL_SESSION *session) {
      auto *self = static_cast<Libssl *>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
      self->latest_.reset(session);
      return 1;
    });
    SSL_CTX_set_alpn_select_cb(
        server_.get(),
        [](SSL *, const std::uint8_t **out, std::uint8_t *length, const std::uint8_t *, unsigned,
           void *) {
          *out = kAlpn + 1;
          *length = kAlpnLength - 1;
          return SSL_TLSEXT_ERR_OK;
        },
        nullptr);
    if (which.resumed) {
      demand(play(), "libssl's first connection did not succeed");
      session_ = std::move(latest_);
      demand(session_ != nullptr, "libssl got nothing to resume with");
    }
  }

  bool handshake() override {
    latest_.reset();
    return play();
  }

 private:
  void hold_credential() {
    const wire::ByteView der = session::demonstration_leaf_key(which_.key);
    CBS cbs;
    CBS_init(&cbs, der.data(), der.size());
    const bssl::UniquePtr<EVP_PKEY> key(EVP_parse_private_key(&cbs));
    const auto leaf = read_certificate(session::demonstration_leaf(which_.key));
    demand(SSL_CTX_use_certificate(server_.get(), leaf.get()) &&
               SSL_CTX_use_PrivateKey(server_.get(), key.get()),
           "libssl refuses the certificate or its key");
    demand(SSL_CTX_set_num_tickets(server_.get(), 1), "libssl refuses one ticket");
    if (!which_.scheme) return;
    const auto scheme = static_cast<std::uint16_t>(*which_.scheme);
    demand(SSL_CTX_set_signing_algorithm_prefs(server_.get(), &scheme, 1) &&
               SSL_CTX_set_verify_algorithm_prefs(client_.get(), &scheme, 1),
           "libssl refuses the signature scheme");
  }

  void trust_root() {
    const auto root = read_certificate(session::demonstration_root());
    demand(X509_STORE_add_cert(SSL_CTX_get_cert_store(client_.get()), root.get()),
           "libssl refuses the root");
    demand(X509_VERIFY_PARAM_set1_host(SSL_CTX_get0_param(client_.get()), kName, sizeof(kName) - 1),
           "libssl refuses the name");
    SSL_CTX_set_verify(client_.get(), SSL_VERIFY_PEER, nullptr);
  }

  bool play() {
    const bssl::UniquePtr<SSL> client(SSL_new(client_.get())), server(SSL_new(server_.get()));
    for (SSL *ssl : {client.get(), server.get()}) {
      SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
      // An empty memory BIO means "later", not the end.
      BIO_set_mem_eof_return(SSL_get_rbio(ssl), -1);
    }
    SSL_set_tlsext_host_name(client.get(), kName);
    if (session_) SSL_set_session(client.get(), session_.get());
    SSL_set_connect_state(client.get());
    SSL_set_accept_state(server.get());
    for (int turn = 0; turn < 4; ++turn) {
      if (SSL_in_init(client.get())) SSL_do_handshake(client.get());
      carry(client.get(), server.get());
      if (SSL_in_init(server.get())) SSL_do_handshake(server.get());
      carry(server.get(), client.get());
      if (!SSL_in_init(client.get()) && !SSL_in_init(server.get())) break;
    }
    // Of TLS 1.3, libssl keeps the ticket back until the server writes; nothing is enough.
    std::uint8_t byte = 0;
    SSL_write(server.get(), &byte, 0);
    carry(server.get(), client.get());
    SSL_read(client.get(), &byte, 1);
    const std::uint8_t *protocol = nullptr;
    unsigned protocol_length = 0;
    SSL_get0_alpn_selected(client.get(), &protocol, &protocol_length);
    // A resumed session of TLS 1.2 brings no new ticket while the old one is young.
    const bool ticket = latest_ || (session_ && which_.version == wire::ProtocolVersion::tls12);
    return !SSL_in_init(client.get()) && !SSL_in_init(server.get()) && ticket &&
           protocol_length == kAlpnLength - 1 &&
           static_cast<bool>(SSL_session_reused(client.get())) == (session_ != nullptr);
  }

  Case which_;
  bssl::UniquePtr<SSL_CTX> client_, server_;
  bssl::UniquePtr<SSL_SESSION> latest_, session_;
};

}  // namespace

std::unique_ptr<Player> libssl(const Case &which) { return std::make_unique<Libssl>(which); }

}  // namespace bench
