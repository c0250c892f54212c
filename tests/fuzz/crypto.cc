// What opens bytes from the network by a key: records with CBC, premaster secrets, tickets.
#include <cstdint>

#include "crypto/cbc.h"
#include "crypto/rsa_encryption.h"
#include "handshake/session_ticket.h"
#include "session/demonstration_chain.h"
#include "support.h"

namespace {

using fuzz::Bytes;

// key_of makes a key of any length.
Bytes key_of(std::size_t n) { return Bytes(n, 0x44); }

void open_cbc(fuzz::Input &input) {
  const std::uint8_t choice = input.byte();
  constexpr crypto::MacAlgorithm kMacs[] = {crypto::MacAlgorithm::hmac_sha1,
                                            crypto::MacAlgorithm::hmac_sha256,
                                            crypto::MacAlgorithm::hmac_sha384};
  const crypto::CbcAlgorithm algorithm{choice & 1 ? std::size_t{32} : 16, kMacs[choice / 2 % 3]};
  const bool etm = choice & 64;
  const auto open = etm ? crypto::etm_open : crypto::cbc_open;
  const auto seal = etm ? crypto::etm_seal : crypto::cbc_seal;
  const Bytes mac_key = key_of(crypto::mac_length(algorithm.mac));
  const Bytes key = key_of(algorithm.key_length), iv(16, 1), header(crypto::kCbcHeaderLength, 2);
  Bytes bytes = wire::to_bytes(input.rest());
  // Nobody guesses a MAC of so many bytes.
  fuzz::demand(!open(algorithm, mac_key, key, iv, header, bytes, nullptr), "it is not opened");
  Bytes sealed = seal(algorithm, mac_key, key, iv, header, bytes, nullptr);
  const auto content = open(algorithm, mac_key, key, iv, header, sealed, nullptr);
  fuzz::demand(content && *content == bytes, "what was sealed is opened");
  sealed[bytes.size() % sealed.size()] ^= static_cast<std::uint8_t>(1 << (choice % 8));
  fuzz::demand(!open(algorithm, mac_key, key, iv, header, sealed, nullptr),
               "what was changed is not opened");
}

void open_premaster(fuzz::Input &input) {
  static const auto key =
      crypto::PrivateKey::from_der(session::demonstration_leaf_key(crypto::KeyType::rsa));
  const Bytes fallback(crypto::kPremasterLength, 9);
  const crypto::Secret secret = crypto::rsa_decrypt_premaster(*key, input.rest(), 0x0303, fallback);
  fuzz::demand(secret.size() == crypto::kPremasterLength, "there is always a premaster secret");
}

void open_ticket(fuzz::Input &input) {
  const Bytes key(handshake::kTicketKeyLength, 7);
  trace::Recorder recorder(trace::Recorder::Mode::on);
  const trace::Value ticket{crypto::Secret(input.rest()), 0, "ticket"};
  const auto state = handshake::open_ticket(ticket, key, 1000, "resumption_psk", "", recorder);
  fuzz::demand(!state, "only its own tickets are opened");
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> out;
  for (std::uint8_t kind = 0; kind < 3; ++kind) {
    for (const std::size_t n : {0U, 1U, 16U, 48U, 100U, 256U, 300U}) {
      Bytes seed{kind, 64};
      seed.resize(n + 2, 3);
      out.push_back(seed);
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  fuzz::offer_seeds(seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  fuzz::Input input({data, size});
  switch (input.byte() % 3) {
    case 0:
      open_cbc(input);
      break;
    case 1:
      open_premaster(input);
      break;
    default:
      open_ticket(input);
  }
  return 0;
}
