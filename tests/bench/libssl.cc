#include "bench/libssl.h"

#include <openssl/bio.h>
#include <openssl/bytestring.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

constexpr char kName[] = "example.com";
constexpr std::uint8_t kAlpn[] = "\x08http/1.1";
constexpr unsigned kAlpnLength = sizeof(kAlpn) - 1;

bssl::UniquePtr<X509> read_certificate(wire::ByteView der) {
  const std::uint8_t *at = der.data();
  return bssl::UniquePtr<X509>(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

void demand(bool holds, const char *what) {
  if (holds) return;
  std::fprintf(stderr, "bench: libssl refuses %s\n", what);
  std::exit(1);
}

bssl::UniquePtr<SSL_CTX> context() {
  bssl::UniquePtr<SSL_CTX> out(SSL_CTX_new(TLS_method()));
  demand(out != nullptr, "a context");
  const int curve = NID_X25519;
  demand(SSL_CTX_set_min_proto_version(out.get(), TLS1_3_VERSION), "TLS 1.3");
  demand(SSL_CTX_set1_curves(out.get(), &curve, 1), "X25519");
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

}  // namespace

Libssl::Libssl(wire::ByteView root, wire::ByteView certificate, wire::ByteView key,
               std::uint16_t scheme, std::int64_t time)
    : client_(context()), server_(context()) {
  CBS cbs;
  CBS_init(&cbs, key.data(), key.size());
  const bssl::UniquePtr<EVP_PKEY> private_key(EVP_parse_private_key(&cbs));
  X509_VERIFY_PARAM *param = SSL_CTX_get0_param(client_.get());
  demand(SSL_CTX_use_certificate(server_.get(), read_certificate(certificate).get()),
         "the certificate");
  demand(SSL_CTX_use_PrivateKey(server_.get(), private_key.get()), "the key");
  demand(SSL_CTX_set_signing_algorithm_prefs(server_.get(), &scheme, 1), "the scheme to sign with");
  demand(SSL_CTX_set_num_tickets(server_.get(), 1), "one ticket");
  demand(X509_STORE_add_cert(SSL_CTX_get_cert_store(client_.get()), read_certificate(root).get()),
         "the root");
  demand(SSL_CTX_set_verify_algorithm_prefs(client_.get(), &scheme, 1), "the scheme to verify");
  demand(X509_VERIFY_PARAM_set1_host(param, kName, sizeof(kName) - 1), "the name");
  demand(SSL_CTX_set_alpn_protos(client_.get(), kAlpn, kAlpnLength) == 0, "ALPN");
  X509_VERIFY_PARAM_set_time_posix(param, time);
  SSL_CTX_set_verify(client_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_session_cache_mode(client_.get(), SSL_SESS_CACHE_CLIENT);
  SSL_CTX_set_app_data(client_.get(), this);
  SSL_CTX_sess_set_new_cb(client_.get(), [](SSL *ssl, SSL_SESSION *) {
    ++static_cast<Libssl *>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))->tickets_;
    return 0;
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
}

bool Libssl::handshake() {
  const bssl::UniquePtr<SSL> client(SSL_new(client_.get())), server(SSL_new(server_.get()));
  for (SSL *ssl : {client.get(), server.get()}) {
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    // An empty memory BIO means "later", not the end.
    BIO_set_mem_eof_return(SSL_get_rbio(ssl), -1);
  }
  SSL_set_tlsext_host_name(client.get(), kName);
  SSL_set_connect_state(client.get());
  SSL_set_accept_state(server.get());
  for (int turn = 0; turn < 4; ++turn) {
    if (SSL_in_init(client.get())) SSL_do_handshake(client.get());
    carry(client.get(), server.get());
    if (SSL_in_init(server.get())) SSL_do_handshake(server.get());
    carry(server.get(), client.get());
    if (!SSL_in_init(client.get()) && !SSL_in_init(server.get())) break;
  }
  tickets_ = 0;
  // libssl keeps the ticket back until the server writes; a write of nothing is enough.
  std::uint8_t byte = 0;
  SSL_write(server.get(), &byte, 0);
  carry(server.get(), client.get());
  SSL_read(client.get(), &byte, 1);
  const std::uint8_t *protocol = nullptr;
  unsigned protocol_length = 0;
  SSL_get0_alpn_selected(client.get(), &protocol, &protocol_length);
  return !SSL_in_init(client.get()) && !SSL_in_init(server.get()) && tickets_ == 1 &&
         protocol_length == kAlpnLength - 1 && SSL_get_curve_id(client.get()) == SSL_CURVE_X25519;
}

}  // namespace bench
