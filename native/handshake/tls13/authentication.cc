#include "handshake/tls13/authentication.h"

#include "handshake/context.h"
#include "handshake/negotiation.h"

namespace handshake::tls13 {
namespace {

constexpr Section kCertificateVerifySection = "RFC 8446, section 4.4.3";

}  // namespace

wire::Certificate certificate_of(const Credential *credential,
                                 ByteView certificate_request_context) {
  wire::Certificate out{wire::to_bytes(certificate_request_context), {}};
  if (!credential) return out;
  for (const Bytes &one : credential->chain) out.certificate_list.push_back({one, {}});
  return out;
}

ToSign transcript_to_sign(Role signer, const schedule::Transcript &transcript, Recorder &trace) {
  ToSign out{signer, {}, {}};
  // The long-term key has its place in the trace, its bytes do not.
  out.private_key = trace.value("certificate_private_key", crypto::Secret(), [&] {
    return trace::Origin{"choose", {}, trace::only(signer), kCertificateVerifySection, true};
  });
  out.content = schedule::certificate_verify_content(signer, transcript.hash(trace), trace);
  return out;
}

Status sign_transcript(const ToSign &what, const Credential &credential,
                       wire::SignatureScheme scheme, wire::CertificateVerify &out,
                       Connection &connection, Recorder &trace) {
  const auto bytes = crypto::sign(credential.key, scheme, what.content, connection.random());
  const Value signature = trace.value("signature", crypto::Secret(bytes.value_or(Bytes())), [&] {
    return trace::Origin{"sign",
                         {{"scheme", std::string(wire::name_of(scheme))},
                          {"private_key", trace::ValueId{what.private_key.id}},
                          {"content", trace::ValueId{what.content.id}}},
                         trace::kBothSides,
                         kCertificateVerifySection};
  });
  out = {scheme, wire::to_bytes(signature)};
  return require(bytes.has_value(), AlertDescription::internal_error,
                 what.signer == Role::server ? "the server's key can make the signature"
                                             : "the client's key can make the signature",
                 kCertificateVerifySection, trace);
}

Status check_certificate_verify(const Received &received, Role signer,
                                const PeerCertificate &certificate,
                                const std::vector<wire::SignatureScheme> &offered,
                                const schedule::Transcript &transcript,
                                wire::SignatureScheme &chosen, Recorder &trace) {
  if (auto fatal =
          expect_type(received, wire::HandshakeType::certificate_verify,
                      "CertificateVerify follows Certificate", kCertificateVerifySection, trace)) {
    return fatal;
  }
  wire::CertificateVerify message;
  if (auto fatal = decode_message(received.message.bytes, message, "CertificateVerify")) {
    return fatal;
  }
  if (auto fatal = require(
          contains(offered, message.algorithm) && allowed_in_certificate_verify(message.algorithm),
          AlertDescription::illegal_parameter,
          signer == Role::server
              ? "the signature is of a scheme that the client offered for TLS 1.3"
              : "the signature is of a scheme that the server offered for TLS 1.3",
          kCertificateVerifySection, trace)) {
    return fatal;
  }
  if (auto fatal = require(crypto::key_type_of(message.algorithm) == certificate.key_type,
                           AlertDescription::illegal_parameter,
                           "the signature is of a scheme for the certificate's key",
                           kCertificateVerifySection, trace)) {
    return fatal;
  }
  const Value content = schedule::certificate_verify_content(signer, transcript.hash(trace), trace);
  if (auto fatal = require(crypto::verify(certificate.public_key_info, message.algorithm, content,
                                          message.signature),
                           AlertDescription::decrypt_error,
                           "the signature of CertificateVerify is right by the certificate's key",
                           kCertificateVerifySection, trace)) {
    return fatal;
  }
  chosen = message.algorithm;
  return std::nullopt;
}

}  // namespace handshake::tls13
