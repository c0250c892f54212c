// Certificates from anybody: the parser, the annotations, and the search for a path.
#include <cstdint>

#include "handshake/certificates.h"
#include "session/demonstration_chain.h"
#include "support.h"
#include "wire/certificate.h"

namespace {

using session::demonstration_leaf;

constexpr crypto::KeyType kTypes[] = {crypto::KeyType::rsa,          crypto::KeyType::rsa_pss,
                                      crypto::KeyType::ec_secp256r1, crypto::KeyType::ec_secp384r1,
                                      crypto::KeyType::ec_secp521r1, crypto::KeyType::ed25519};

std::vector<wire::Bytes> seeds() {
  std::vector<wire::Bytes> out;
  for (const int choice : {0, 1, 2, 4, 8, 16}) {
    for (const auto type : kTypes) {
      wire::Bytes seed{static_cast<std::uint8_t>(choice)};
      fuzz::add_piece(seed, demonstration_leaf(type));
      out.push_back(seed);
      fuzz::add_piece(seed, session::demonstration_root());
      out.push_back(seed);
    }
  }
  return out;
}

// to_be_signed is what a certificate's signature covers.
wire::ByteView to_be_signed(wire::ByteView der) {
  wire::X509Certificate certificate;
  fuzz::demand(!wire::parse_certificate(der, certificate), "it can be read");
  return certificate.tbs_certificate;
}

bool same(wire::ByteView a, wire::ByteView b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  fuzz::offer_seeds(seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  fuzz::Input input({data, size});
  const std::uint8_t choice = input.byte();
  std::vector<wire::Bytes> chain;
  while (!input.empty() && chain.size() < 12) chain.push_back(wire::to_bytes(input.piece()));
  if (chain.empty()) return 0;

  for (const wire::Bytes &der : chain) {
    wire::X509Certificate certificate;
    const auto error = wire::parse_certificate(der, certificate);
    wire::Tree tree;
    wire::Reader in(der, &tree);
    wire::X509Certificate annotated;
    wire::read_certificate(in, annotated);
    if (error) {
      fuzz::demand(error->at <= der.size() && !error->why.empty(), "the error is inside");
      continue;
    }
    fuzz::demand(in.ok() && fuzz::tiled(tree.roots, 0, der.size()), "the annotations tile it");
    wire::common_name(certificate.subject);
    handshake::name_matches(certificate, "www.example.com");
    handshake::name_matches(certificate, "192.0.2.1");
  }

  handshake::ClientConfig config;
  config.server_name = choice & 1 ? "example.com" : choice & 2 ? "2001:db8::1" : "";
  config.time = session::Scenario().time;
  config.trust_anchors.push_back(wire::to_bytes(session::demonstration_root()));
  // The last one may be trusted: then it must be one that a path can end in.
  if (choice & 4) config.trust_anchors.push_back(chain.back());
  config.verify_certificate = !(choice & 8);
  trace::Recorder recorder(choice & 16 ? trace::Recorder::Mode::on : trace::Recorder::Mode::off);
  handshake::PeerCertificate peer;
  const auto fatal = handshake::check_server_certificate(chain, config, peer, recorder);
  if (fatal) {
    fuzz::demand(!fatal->reason.empty() && !wire::name_of(fatal->alert).empty(), "it says why");
    return 0;
  }
  fuzz::demand(!peer.public_key_info.empty(), "an accepted certificate has a key");
  if (choice & 8 || choice & 4) return 0;
  // Nobody else has the root's key, so only what it signed is accepted.
  const wire::ByteView accepted = to_be_signed(chain.front());
  bool known = same(accepted, to_be_signed(session::demonstration_root()));
  for (const auto type : kTypes) {
    known = known || same(accepted, to_be_signed(demonstration_leaf(type)));
  }
  fuzz::demand(known, "only what the root signed is accepted");
  return 0;
}
