// Certificate and CertificateVerify, for both roles (RFC 8446, section 4.4.2 and 4.4.3).
#pragma once

#include "handshake/certificates.h"
#include "handshake/connection.h"
#include "schedule/key_schedule.h"
#include "schedule/transcript.h"

namespace handshake::tls13 {

// certificate_of makes a Certificate message of a chain; nullptr: an empty one.
wire::Certificate certificate_of(const Credential *, ByteView certificate_request_context);

// ToSign is what CertificateVerify signs, and the place of the key in the trace.
struct ToSign {
  Role signer{};
  Value private_key;  // withheld
  Value content;
};
ToSign transcript_to_sign(Role signer, const schedule::Transcript &, Recorder &);

// sign_transcript signs it with the key of a credential.
Status sign_transcript(const ToSign &, const Credential &, wire::SignatureScheme,
                       wire::CertificateVerify &out, Connection &, Recorder &);

// check_certificate_verify checks the peer's signature over the transcript so far. `offered` are
// the schemes that it was allowed, of which `chosen` is the one that it took.
Status check_certificate_verify(const Received &, Role signer, const PeerCertificate &,
                                const std::vector<wire::SignatureScheme> &offered,
                                const schedule::Transcript &, wire::SignatureScheme &chosen,
                                Recorder &);

}  // namespace handshake::tls13
