// Signatures of TLS 1.2: over the parameters of a key exchange, and over the handshake (RFC 5246,
// sections 7.4.3 and 7.4.8).
#pragma once

#include "handshake/certificates.h"
#include "handshake/connection.h"
#include "schedule/transcript.h"

namespace handshake::tls12 {

// signed_params is what ServerKeyExchange signs: both randoms and the encoded parameters.
Value signed_params(const Value &client_random, const Value &server_random, ByteView params,
                    Recorder &);

// signed_messages is what CertificateVerify signs: all messages so far, which the transcript kept.
Value signed_messages(const schedule::Transcript &, Recorder &);

// sign_content signs it with the key of a credential.
Status sign_content(const Value &content, const Credential &, wire::SignatureScheme,
                    Bytes &signature, Section, Connection &, Recorder &);

// Signed is a signature of the peer's, as a message has it.
struct Signed {
  wire::SignatureScheme scheme{};
  ByteView signature;
  std::string_view what;  // "the signature of ServerKeyExchange is right by the certificate's key"
  Section section;
};
// check_signature checks it: a scheme that was `offered`, one for the certificate's key, and right
// for the content.
Status check_signature(const Signed &, const PeerCertificate &,
                       const std::vector<wire::SignatureScheme> &offered, const Value &content,
                       Recorder &);

// check_scheme does the part of it that needs no content.
Status check_scheme(const Signed &, const PeerCertificate &,
                    const std::vector<wire::SignatureScheme> &offered, Recorder &);

// refuse_renegotiation answers a peer that wants another handshake (RFC 5746, section 4.1).
Status refuse_renegotiation(Renegotiation, Connection &, Recorder &);

}  // namespace handshake::tls12
