// Capture files from anybody. What is read is written and read back the same; an error names a
// place inside.
#include <cstdint>

#include "eavesdropper/pcapng.h"
#include "session/tap.h"
#include "support.h"

namespace {

using eavesdropper::Capture;
using eavesdropper::Piece;
using eavesdropper::read_capture;
using eavesdropper::Recording;
using eavesdropper::write_capture;
using fuzz::Bytes;
using fuzz::ByteView;

// Runs as captures, and the same in the older format, of a link with a header.
std::vector<Bytes> seeds() {
  std::vector<Bytes> out;
  for (const fuzz::Choice choice : {fuzz::Choice{0, 0}, {9, 0}, {19, 0}}) {
    const Recording recording = session::record(fuzz::scenario(choice));
    const Bytes file = write_capture(recording, "");
    out.push_back(file);
    out.push_back(write_capture(recording, "CLIENT_RANDOM 00 11\n"));
    for (const std::uint8_t link : {std::uint8_t{1}, std::uint8_t{0}, std::uint8_t{113}}) {
      Bytes pcap{0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4};
      pcap.resize(23);
      pcap.push_back(link);
      for (std::size_t at = 48; at + 32 < file.size();) {
        const auto number = [&](std::size_t where) {
          return static_cast<std::size_t>(file[where + 2] << 8 | file[where + 3]);
        };
        Bytes before(link == 1 ? 14 : link == 0 ? 4 : 16);
        before[link == 0 ? 3 : before.size() - 2] = link == 0 ? 2 : 8;
        const std::size_t size = before.size() + number(at + 20);
        pcap.resize(pcap.size() + 8);
        for (int i = 0; i < 2; ++i) {
          for (const std::size_t byte : {std::size_t{0}, std::size_t{0}, size >> 8, size & 0xff}) {
            pcap.push_back(static_cast<std::uint8_t>(byte));
          }
        }
        wire::append(pcap, before);
        wire::append(pcap, ByteView(file).subspan(at + 28, number(at + 20)));
        at += number(at + 4);
      }
      out.push_back(std::move(pcap));
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
  for (const Bytes &seed : seeds()) {
    fuzz::demand(read_capture(seed).error.empty(), "the first inputs are captures");
  }
  fuzz::offer_seeds(seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const Capture capture = read_capture({data, size});
  fuzz::demand(capture.error.empty() != capture.recording.empty(), "a recording or an error");
  std::size_t bytes = 0;
  for (const auto &connection : capture.recording) {
    for (const Piece &piece : connection) bytes += piece.bytes.size();
  }
  fuzz::demand(bytes <= size, "nothing comes from nowhere");
  if (!capture.error.empty()) return 0;
  const Capture again = read_capture(write_capture(capture.recording, ""));
  fuzz::demand(again.error.empty() && again.notes.empty(), "what is written is read");
  fuzz::demand(again.recording == capture.recording, "read(write(r)) == r");
  return 0;
}
