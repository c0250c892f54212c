// Every decoder on any bytes. What is accepted is written back as the same bytes; the annotations
// tile whatever there is; an error names a place inside.
#include <cstdint>
#include <set>
#include <tuple>

#include "support.h"
#include "wire/messages.h"
#include "wire/records.h"

namespace {

template <class Message>
void read(wire::ByteView bytes) {
  Message message;
  wire::Tree tree;
  const auto error = wire::decode(bytes, message, &tree);
  fuzz::demand(fuzz::tiled(tree.roots, 0, bytes.size()), "the annotations tile the message");
  Message again;
  const auto same_error = wire::decode(bytes, again);
  fuzz::demand(error.has_value() == same_error.has_value(), "annotating changes nothing");
  if (error) {
    fuzz::demand(error->at <= bytes.size() && error->at == same_error->at, "the error is inside");
    fuzz::demand(!error->why.empty(), "the error has a reason");
    return;
  }
  fuzz::demand(message == again, "decoding gives the same twice");
  fuzz::demand(wire::encode(message) == wire::to_bytes(bytes), "encode(decode(b)) == b");
}

constexpr std::uint8_t kTypes = 24;

// annotate_any demands that the annotations of a message tile it, whatever dialect it is read in.
void annotate_any(wire::ByteView bytes) {
  using enum wire::KeyExchangeAlgorithm;
  for (const wire::ContentType content_type :
       {wire::ContentType::invalid, wire::ContentType::change_cipher_spec, wire::ContentType::alert,
        wire::ContentType::handshake, wire::ContentType::application_data}) {
    fuzz::demand(fuzz::tiled(wire::annotate(content_type, bytes), 0, bytes.size()),
                 "the annotations tile the message");
    for (const auto key_exchange : {ecdhe, dhe, rsa}) {
      wire::Dialect dialect;
      dialect.version = wire::ProtocolVersion::tls12;
      dialect.key_exchange = key_exchange;
      fuzz::demand(fuzz::tiled(wire::annotate(content_type, bytes, dialect), 0, bytes.size()),
                   "the annotations of TLS 1.2 tile the message");
    }
  }
}

// Kinds of message that a first input was made of: content type, first byte and length.
using Kinds = std::set<std::tuple<wire::ContentType, std::uint8_t, std::size_t>>;

// messages_of adds each message of a handshake of which there is none like it, for every decoder.
void messages_of(const session::Scenario &scenario, Kinds &kinds, std::vector<wire::Bytes> &out) {
  session::Session session(scenario, trace::Recorder::Mode::on);
  session.run();
  for (const trace::TraceEvent &event : session.trace().events()) {
    const auto *message = std::get_if<trace::MessagePassed>(&event.is);
    if (!message || message->direction != trace::Direction::sent) continue;
    const wire::ByteView bytes = message->bytes;
    if (!kinds.emplace(message->content_type, bytes.front(), bytes.size()).second) continue;
    for (std::uint8_t type = 0; type < kTypes; ++type) {
      wire::Bytes seed{type};
      wire::append(seed, message->bytes);
      out.push_back(std::move(seed));
    }
  }
}

// Each message of some handshakes, for its own decoder and for annotate.
std::vector<wire::Bytes> seeds() {
  std::vector<wire::Bytes> out;
  Kinds kinds;
  for (const fuzz::Choice choice : fuzz::choices()) messages_of(fuzz::scenario(choice), kinds, out);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  fuzz::offer_seeds(seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  fuzz::Input input({data, size});
  const std::uint8_t type = input.byte();
  const wire::ByteView bytes = input.rest();
  switch (type % kTypes) {
    case 0:
      read<wire::ClientHello>(bytes);
      break;
    case 1:
      read<wire::ServerHello>(bytes);
      break;
    case 2:
      read<wire::HelloRetryRequest>(bytes);
      break;
    case 3:
      read<wire::EncryptedExtensions>(bytes);
      break;
    case 4:
      read<wire::CertificateRequest>(bytes);
      break;
    case 5:
      read<wire::Certificate>(bytes);
      break;
    case 6:
      read<wire::CertificateVerify>(bytes);
      break;
    case 7:
      read<wire::Finished>(bytes);
      break;
    case 8:
      read<wire::NewSessionTicket>(bytes);
      break;
    case 9:
      read<wire::KeyUpdate>(bytes);
      break;
    case 10:
      read<wire::Alert>(bytes);
      break;
    case 11:
      read<wire::ChangeCipherSpec>(bytes);
      break;
    case 12:
      read<wire::EndOfEarlyData>(bytes);
      break;
    case 13:
      read<wire::tls12::Certificate>(bytes);
      break;
    case 14:
      read<wire::tls12::CertificateRequest>(bytes);
      break;
    case 15:
      read<wire::tls12::ServerHelloDone>(bytes);
      break;
    case 16:
      read<wire::tls12::HelloRequest>(bytes);
      break;
    case 17:
      read<wire::tls12::NewSessionTicket>(bytes);
      break;
    case 18:
      read<wire::tls12::ServerKeyExchange<wire::tls12::ServerDHParams>>(bytes);
      break;
    case 19:
      read<wire::tls12::ServerKeyExchange<wire::tls12::ServerECDHParams>>(bytes);
      break;
    case 20:
      read<wire::tls12::EncryptedPreMasterSecret>(bytes);
      break;
    case 21:
      read<wire::tls12::ClientDiffieHellmanPublic>(bytes);
      break;
    case 22:
      read<wire::tls12::ClientECDiffieHellmanPublic>(bytes);
      break;
    default:
      annotate_any(bytes);
  }
  return 0;
}
