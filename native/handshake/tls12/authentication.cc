#include "handshake/tls12/authentication.h"

#include "handshake/negotiation.h"

namespace handshake::tls12 {

Value signed_params(const Value &client_random, const Value &server_random, ByteView params,
                    Recorder &trace) {
  Bytes content = wire::to_bytes(client_random);
  wire::append(content, server_random);
  wire::append(content, params);
  return trace.value("signature_content", crypto::Secret(content), [&] {
    return trace::Origin{"concatenate",
                         {{"part", trace::ValueId{client_random.id}},
                          {"part", trace::ValueId{server_random.id}},
                          {"part", wire::to_bytes(params)}},
                         trace::kEverybody,
                         "RFC 5246, section 7.4.3"};
  });
}

Value signed_messages(const schedule::Transcript &transcript, Recorder &trace) {
  return trace.value("signature_content", crypto::Secret(transcript.messages()), [&] {
    return trace::Origin{"concatenate",
                         {{"part", trace::Messages{transcript.event_ids()}}},
                         trace::kEverybody,
                         "RFC 5246, section 7.4.8"};
  });
}

Status sign_content(const Value &content, const Credential &credential,
                    wire::SignatureScheme scheme, Bytes &signature, Section section,
                    Connection &connection, Recorder &trace) {
  const Role signer = connection.role();
  // The long-term key has its place in the trace, its bytes do not.
  const Value private_key = trace.value("certificate_private_key", crypto::Secret(), [&] {
    return trace::Origin{"choose", {}, trace::only(signer), section, true};
  });
  const auto bytes = crypto::sign_tls12(credential.key, scheme, content, connection.random());
  const Value value = trace.value("signature", crypto::Secret(bytes.value_or(Bytes())), [&] {
    return trace::Origin{"sign",
                         {{"scheme", std::string(wire::name_of(scheme))},
                          {"private_key", trace::ValueId{private_key.id}},
                          {"content", trace::ValueId{content.id}}},
                         trace::kEverybody,
                         section};
  });
  signature = wire::to_bytes(value);
  return require(bytes.has_value(), AlertDescription::internal_error,
                 signer == Role::server ? "the server's key can make the signature"
                                        : "the client's key can make the signature",
                 section, trace);
}

Status check_scheme(const Signed &one, const PeerCertificate &certificate,
                    const std::vector<wire::SignatureScheme> &offered, Recorder &trace) {
  if (auto fatal = require(contains(offered, one.scheme) && allowed_in_tls12(one.scheme),
                           AlertDescription::illegal_parameter,
                           "the signature is of a scheme that was offered", one.section, trace)) {
    return fatal;
  }
  return require(crypto::fits_tls12(one.scheme, certificate.key_type),
                 AlertDescription::illegal_parameter,
                 "the signature is of a scheme for the certificate's key", one.section, trace);
}

Status check_signature(const Signed &one, const PeerCertificate &certificate,
                       const std::vector<wire::SignatureScheme> &offered, const Value &content,
                       Recorder &trace) {
  if (auto fatal = check_scheme(one, certificate, offered, trace)) return fatal;
  return require(
      crypto::verify_tls12(certificate.public_key_info, one.scheme, content, one.signature),
      AlertDescription::decrypt_error, one.what, one.section, trace);
}

Status refuse_renegotiation(Renegotiation how, Connection &connection, Recorder &trace) {
  if (how == Renegotiation::end) {
    return require(false, AlertDescription::no_renegotiation,
                   "the peer does not ask for renegotiation", "RFC 5246, section 7.2.2", trace);
  }
  if (how == Renegotiation::warn) connection.warn(AlertDescription::no_renegotiation);
  return std::nullopt;
}

}  // namespace handshake::tls12
