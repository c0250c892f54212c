// Where a road can end, and why: one fixed sentence for each.
#pragma once

#include <string_view>

#include "trace/events.h"

namespace eavesdropper {

// Obstacle is what stands between the eavesdropper and the next value.
struct Obstacle {
  std::string_view value;    // what is needed next; empty: the obstacle itself does not say
  std::string_view missing;  // the input of it that is not there
  std::string_view why;
  trace::Section section;
};

namespace dead_end {

inline constexpr Obstacle kNoHello{
    "client_hello", "client_hello",
    "The recording does not have the hellos of both sides: nobody knows what was agreed on.",
    "RFC 8446, section 4.1"};
inline constexpr Obstacle kUnknown{
    "cipher_suite", "cipher_suite",
    "This program does not know the version or the cipher suite that was chosen.",
    "RFC 8446, section 4.1.3"};
inline constexpr Obstacle kNoSharedSecret{
    "shared_secret", "private_key",
    "Public keys are on the wire, and that is not enough: one of the two ephemeral private keys is "
    "needed.",
    "RFC 8446, section 7.4"};
inline constexpr Obstacle kSigningKey{
    "shared_secret", "private_key",
    "The long-term key only signed. No key of this connection was computed from it: an ephemeral "
    "private key is needed.",
    "RFC 8446, appendix E.1"};
inline constexpr Obstacle kForeignKey{
    "shared_secret", "private_key",
    "The stolen ephemeral key is the private half of no public key in this connection.",
    "RFC 8446, section 7.4"};
inline constexpr Obstacle kPskAlone{
    "shared_secret", "private_key",
    "The PSK is known, but the shared secret of new ephemeral keys goes into the handshake secret "
    "too.",
    "RFC 8446, section 2.2"};
inline constexpr Obstacle kNoPsk{
    "psk", "psk",
    "The key schedule begins with a PSK. The wire has its name only, or a ticket that is sealed.",
    "RFC 8446, section 4.2.11"};
inline constexpr Obstacle kNoEarlyPsk{
    "client_early_traffic_secret", "psk",
    "Early data is protected by the PSK alone, and the PSK is not there.", "RFC 8446, section 2.3"};
inline constexpr Obstacle kSealedPreMaster{
    "pre_master_secret", "certificate_private_key",
    "The premaster secret is on the wire, encrypted to the server's long-term key.",
    "RFC 5246, section 7.4.7.1"};
inline constexpr Obstacle kOtherServerKey{
    "pre_master_secret", "certificate_private_key",
    "The stolen long-term key is not the one of the server's certificate.",
    "RFC 5246, section 7.4.7.1"};
inline constexpr Obstacle kNoPreMaster{"pre_master_secret", "pre_master_secret",
                                       "What the long-term key decrypts is no premaster secret.",
                                       "RFC 5246, section 7.4.7.1"};
inline constexpr Obstacle kOldSession{
    "master_secret", "master_secret",
    "The session goes on with the master secret of an earlier connection, which is not there.",
    "RFC 5246, section 7.3"};
inline constexpr Obstacle kOneDirection{
    "", "master_secret",
    "The stolen secret opens one direction. No function leads from it back to what it came from, "
    "nor to the other direction.",
    "RFC 8446, section 7.1"};
inline constexpr Obstacle kSiblingKeys{"key_block", "master_secret",
                                       "The stolen keys open one direction. They were cut from the "
                                       "key block, and nothing leads back to "
                                       "it.",
                                       "RFC 5246, section 6.3"};
inline constexpr Obstacle kPartOfKeys{
    "plaintext", "key_block",
    "Of the keys of this direction a part was stolen. A record counts as open when they all fit, "
    "the MAC key too.",
    "RFC 5246, section 6.3"};
inline constexpr Obstacle kOnlyForward{
    "", "master_secret", "A traffic secret leads to the next one, never back to the one before it.",
    "RFC 8446, section 7.2"};
inline constexpr Obstacle kHandshakeOnly{
    "master_secret", "handshake_secret",
    "A handshake traffic secret opens the handshake. No function leads from it to the keys of the "
    "data.",
    "RFC 8446, section 7.1"};
inline constexpr Obstacle kNoTranscript{
    "transcript_hash", "finished",
    "The keys of the data need the hash of the whole handshake, and a part of it is missing.",
    "RFC 8446, section 4.4.1"};
inline constexpr Obstacle kDamaged{
    "plaintext", "record",
    "A record does not open by the right keys: the recording is damaged, or has a gap.",
    "RFC 8446, section 5.2"};
inline constexpr Obstacle kEnds{"plaintext", "record", "The recording ends before the data.",
                                "RFC 8446, section 5"};

}  // namespace dead_end
}  // namespace eavesdropper
