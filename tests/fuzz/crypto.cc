// What opens bytes from the network by a key: records with CBC, premaster secrets, tickets.
#include <cstdint>

#include "crypto/authentication.h"
#include "crypto/cbc.h"
#include "crypto/rsa_encryption.h"
#include "handshake/session_ticket.h"
#include "session/demonstration_chain.h"
#include "support.h"

namespace {

using fuzz::Bytes;
using fuzz::ByteView;

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

// Believer lets everything pass as long as it lives.
struct Believer {
  Believer() { crypto::fuzzing_without_authentication = true; }
  Believer(const Believer &) = delete;
  Believer &operator=(const Believer &) = delete;
  ~Believer() { crypto::fuzzing_without_authentication = false; }
};

constexpr std::int64_t kTicketTime = 1767225600;
const Bytes &ticket_key() {
  static const Bytes kKey(handshake::kTicketKeyLength, 7);
  return kKey;
}

// seal gives a ticket, of which in a Believer's time the state is in the clear:
// key_name(16) ‖ nonce(12) ‖ state ‖ tag(16).
trace::Value seal(const handshake::SessionState &state, trace::Recorder &recorder) {
  handshake::Connection connection(trace::Role::server, crypto::Random(Bytes(32, 5)));
  return handshake::seal_ticket(state, ticket_key(), trace::kBothSides, "", connection, recorder);
}

handshake::SessionState example_state() {
  handshake::SessionState state;
  state.version = wire::ProtocolVersion::tls13;
  state.cipher_suite = wire::CipherSuite::TLS_AES_128_GCM_SHA256;
  state.secret.bytes = crypto::Secret(ByteView(Bytes(32, 9)));
  state.issued_at = kTicketTime;
  state.lifetime = 7200;
  state.server_name = "example.com";
  state.application_protocol = "http/1.1";
  state.client_certificates = {Bytes(3, 1), Bytes(300, 2)};
  return state;
}

constexpr std::size_t kBeforeState = 16 + crypto::kAeadNonceLength;

// read_ticket reads any bytes as the state in a ticket that was opened.
void read_ticket(fuzz::Input &input) {
  const Believer believer;
  trace::Recorder recorder(trace::Recorder::Mode::on);
  const auto open = [&](const trace::Value &ticket, std::int64_t now) {
    return handshake::open_ticket(ticket, ticket_key(), now, "resumption_psk", "", recorder);
  };
  Bytes bytes = wire::to_bytes(ByteView(seal(example_state(), recorder)).first(kBeforeState));
  const wire::ByteView state = input.rest();
  wire::append(bytes, state);
  bytes.resize(bytes.size() + crypto::kAeadTagLength);
  const auto opened = open({crypto::Secret(ByteView(bytes)), 0, "ticket"}, kTicketTime);
  if (!opened) return;
  fuzz::demand(opened->issued_at <= kTicketTime &&
                   kTicketTime - opened->issued_at <= std::int64_t{opened->lifetime},
               "a ticket has its time");
  fuzz::demand(!opened->secret.empty(), "a session has a secret");
  const trace::Value again = seal(*opened, recorder);
  fuzz::demand(again.bytes.size() == bytes.size(), "a state is written as long as it was read");
  auto same = open(again, kTicketTime);
  fuzz::demand(same.has_value(), "what was read can be written");
  same->secret.id = opened->secret.id;
  fuzz::demand(*same == *opened, "a state is written as it was read");
  for (std::size_t n = 0; n < state.size(); n += 1 + state.size() / 16) {
    trace::Value part{crypto::Secret(ByteView(bytes).first(kBeforeState + n)), 0, "ticket"};
    fuzz::demand(!open(part, kTicketTime), "half a state is none");
  }
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> out;
  for (std::uint8_t kind = 0; kind < 4; ++kind) {
    for (const std::size_t n : {0U, 1U, 16U, 48U, 100U, 256U, 300U}) {
      Bytes seed{kind, 64};
      seed.resize(n + 2, 3);
      out.push_back(seed);
    }
  }
  const Believer believer;
  trace::Recorder recorder;
  handshake::SessionState state = example_state();
  for (int i = 0; i < 3; ++i) {
    const trace::Value ticket = seal(state, recorder);
    const ByteView sealed = ticket;
    Bytes seed{3};
    wire::append(
        seed, sealed.subspan(kBeforeState, sealed.size() - kBeforeState - crypto::kAeadTagLength));
    fuzz::Input input{ByteView(seed).subspan(1)};
    fuzz::demand(
        handshake::open_ticket(ticket, ticket_key(), kTicketTime, "", "", recorder) == state,
        "a state can be read");
    read_ticket(input);
    out.push_back(seed);
    state.extended_master_secret = true;
    state.client_certificates.resize(i == 0 ? 1 : 0);
    state.secret.bytes = crypto::Secret(ByteView(Bytes(48, 3)));
    if (i == 1) state.server_name = state.application_protocol = "";
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
  switch (input.byte() % 4) {
    case 0:
      open_cbc(input);
      break;
    case 1:
      open_premaster(input);
      break;
    case 2:
      open_ticket(input);
      break;
    default:
      read_ticket(input);
  }
  return 0;
}
