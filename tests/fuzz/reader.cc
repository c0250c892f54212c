// Every decoder on any bytes. What is accepted is written back as the same bytes; the annotations
// tile whatever there is; an error names a place inside.
#include <cstdint>

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

constexpr std::uint8_t kTypes = 13;

// Each message of some handshakes, for its own decoder and for annotate.
std::vector<wire::Bytes> seeds() {
  std::vector<wire::Bytes> out;
  for (const std::uint8_t choice : fuzz::kChoices) {
    session::Session session(fuzz::scenario(choice), trace::Recorder::Mode::on);
    session.run();
    for (const trace::TraceEvent &event : session.trace().events()) {
      const auto *message = std::get_if<trace::MessagePassed>(&event.is);
      if (!message || message->direction != trace::Direction::sent) continue;
      for (std::uint8_t type = 0; type < kTypes; ++type) {
        wire::Bytes seed{type};
        wire::append(seed, message->bytes);
        out.push_back(std::move(seed));
      }
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
    default:
      for (const wire::ContentType content_type :
           {wire::ContentType::invalid, wire::ContentType::change_cipher_spec,
            wire::ContentType::alert, wire::ContentType::handshake,
            wire::ContentType::application_data}) {
        fuzz::demand(fuzz::tiled(wire::annotate(content_type, bytes), 0, bytes.size()),
                     "the annotations tile the message");
      }
  }
  return 0;
}
