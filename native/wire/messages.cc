#include "wire/messages.h"

#include <algorithm>

#include "wire/certificate.h"

namespace wire {
namespace {

template <class Message>
concept HasHandshakeHeader = requires {
  Message::type;
};

// type_of gives the type in a message's header; nullopt: it has no header.
template <class Message>
constexpr std::optional<HandshakeType> type_of() {
  if constexpr (HasHandshakeHeader<Message>) return Message::type;
  return std::nullopt;
}

void read_message(Reader &in, std::optional<HandshakeType> expected, const Action &body) {
  if (expected) {
    HandshakeType type{};
    in.named("msg_type", [&] {
      u8.read(in, type);
      if (type != *expected) in.fail_at(0, "another message type");
    });
    std::size_t length = 0;
    in.named("length", [&] {
      u24.read(in, length);
      if (in.left() < length) in.fail("length runs past the end");
    });
    in.within(length, body);
  } else {
    body();
  }
  if (in.ok() && in.left() != 0) in.fail("bytes left over");
}

// fill_gaps makes the children of every node tile it: bytes that a failed decoding never reached
// become a child "unread".
void fill_gaps(std::vector<Annotation> &children, std::size_t begin, std::size_t end) {
  std::size_t at = begin;
  for (Annotation &child : children) {
    if (!child.children.empty()) fill_gaps(child.children, child.begin, child.end);
    at = child.end;
  }
  if (at < end) children.push_back(Annotation{"unread", at, end, {}, {}, {}});
}

template <class Message>
std::vector<Annotation> annotated(ByteView bytes) {
  Tree tree;
  Message message;
  decode(bytes, message, &tree);
  return std::move(tree.roots);
}

std::vector<Annotation> annotated_unknown(ByteView bytes) {
  Tree tree;
  Reader in(bytes, &tree);
  HandshakeType type{};
  in.named("msg_type", [&] { u8.read(in, type); });
  std::uint32_t length = 0;
  in.named("length", [&] { u24.read(in, length); });
  if (in.left() != 0) in.named("data", [&] { in.bytes(in.left()); });
  fill_gaps(tree.roots, 0, bytes.size());
  return std::move(tree.roots);
}

}  // namespace

void CertificateBytes::read(Reader &in, Bytes &value) const {
  const std::size_t start = in.at();
  const std::size_t n = in.length(3);
  if (in.ok() && n == 0) return in.fail_at(start, "length out of range");
  const ByteView bytes = in.peek().first(std::min(n, in.left()));
  if (in.tree() && in.ok() && in.left() >= n) {
    // A certificate that does not parse is a finding of its own, not of this message.
    Tree certificate;
    Reader inner(bytes, &certificate);
    X509Certificate ignored;
    read_certificate(inner, ignored);
    certificate.close_all(inner.at());
    fill_gaps(certificate.roots, 0, n);
    in.tree()->graft(std::move(certificate.roots), in.at());
  }
  value = to_bytes(in.bytes(n));
}

void CertificateBytes::write(Writer &out, const Bytes &value) const {
  out.prefixed(3, [&] { out.bytes(value); });
}

bool is_hello_retry_request(ByteView message) {
  constexpr std::size_t at = kHandshakeHeaderLength + 2;
  return message.size() >= at + 32 &&
         std::equal(kHelloRetryRequestRandom.begin(), kHelloRetryRequestRandom.end(),
                    message.begin() + at);
}

namespace {

// What decode and encode share for all messages, so that it is compiled once.
std::optional<DecodeError> decode_erased(ByteView message, std::optional<HandshakeType> type,
                                         void (*read_body)(Reader &, void *), void *out,
                                         Tree *tree) {
  Reader in(message, tree);
  read_message(in, type, [&] { read_body(in, out); });
  if (tree) {
    tree->close_all(in.at());
    fill_gaps(tree->roots, 0, message.size());
  }
  return in.error();
}

Bytes encode_erased(std::optional<HandshakeType> type, void (*write_body)(Writer &, const void *),
                    const void *message) {
  Writer out;
  if (type) {
    u8.write(out, *type);
    out.prefixed(3, [&] { write_body(out, message); });
  } else {
    write_body(out, message);
  }
  return std::move(out.out);
}

}  // namespace

template <class Message>
std::optional<DecodeError> decode(ByteView message, Message &out, Tree *tree) {
  return decode_erased(
      message, type_of<Message>(),
      [](Reader &in, void *to) { read(in, *static_cast<Message *>(to)); }, &out, tree);
}

template <class Message>
Bytes encode(const Message &message) {
  return encode_erased(
      type_of<Message>(),
      [](Writer &out, const void *from) { write(out, *static_cast<const Message *>(from)); },
      &message);
}

#define MESSAGE(M)                                                      \
  template std::optional<DecodeError> decode<M>(ByteView, M &, Tree *); \
  template Bytes encode<M>(const M &)
MESSAGE(ClientHello);
MESSAGE(ServerHello);
MESSAGE(HelloRetryRequest);
MESSAGE(EncryptedExtensions);
MESSAGE(CertificateRequest);
MESSAGE(Certificate);
MESSAGE(CertificateVerify);
MESSAGE(Finished);
MESSAGE(NewSessionTicket);
MESSAGE(EndOfEarlyData);
MESSAGE(KeyUpdate);
MESSAGE(tls12::HelloRequest);
MESSAGE(tls12::Certificate);
MESSAGE(tls12::ServerKeyExchange<tls12::ServerDHParams>);
MESSAGE(tls12::ServerKeyExchange<tls12::ServerECDHParams>);
MESSAGE(tls12::CertificateRequest);
MESSAGE(tls12::ServerHelloDone);
MESSAGE(tls12::EncryptedPreMasterSecret);
MESSAGE(tls12::ClientDiffieHellmanPublic);
MESSAGE(tls12::ClientECDiffieHellmanPublic);
MESSAGE(tls12::NewSessionTicket);
MESSAGE(Alert);
MESSAGE(ChangeCipherSpec);
#undef MESSAGE

namespace {

// annotated_tls12 reads what TLS 1.2 has in a form of its own; nullopt: the form is TLS 1.3's too.
std::optional<std::vector<Annotation>> annotated_tls12(HandshakeType type, ByteView message,
                                                       KeyExchangeAlgorithm key_exchange) {
  using enum KeyExchangeAlgorithm;
  switch (type) {
    case HandshakeType::hello_request:
      return annotated<tls12::HelloRequest>(message);
    case HandshakeType::certificate:
      return annotated<tls12::Certificate>(message);
    case HandshakeType::server_key_exchange:
      if (key_exchange == dhe) {
        return annotated<tls12::ServerKeyExchange<tls12::ServerDHParams>>(message);
      }
      if (key_exchange != ecdhe) return annotated_unknown(message);
      return annotated<tls12::ServerKeyExchange<tls12::ServerECDHParams>>(message);
    case HandshakeType::certificate_request:
      return annotated<tls12::CertificateRequest>(message);
    case HandshakeType::server_hello_done:
      return annotated<tls12::ServerHelloDone>(message);
    case HandshakeType::client_key_exchange:
      if (key_exchange == rsa) return annotated<tls12::EncryptedPreMasterSecret>(message);
      if (key_exchange == dhe) return annotated<tls12::ClientDiffieHellmanPublic>(message);
      if (key_exchange != ecdhe) return annotated_unknown(message);
      return annotated<tls12::ClientECDiffieHellmanPublic>(message);
    case HandshakeType::new_session_ticket:
      return annotated<tls12::NewSessionTicket>(message);
    case HandshakeType::encrypted_extensions:
    case HandshakeType::key_update:
    case HandshakeType::end_of_early_data:
      return annotated_unknown(message);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<Annotation> annotate(ContentType content_type, ByteView message, Dialect dialect) {
  switch (content_type) {
    case ContentType::alert:
      return annotated<Alert>(message);
    case ContentType::change_cipher_spec:
      return annotated<ChangeCipherSpec>(message);
    case ContentType::handshake:
      break;
    case ContentType::invalid:
    case ContentType::application_data:
      if (message.empty()) return {};
      return {Annotation{"data", 0, message.size(), printable(message), {}, {}}};
  }
  const HandshakeType type =
      message.empty() ? HandshakeType::hello_request : HandshakeType{message[0]};
  if (dialect.version != ProtocolVersion::tls13 && !message.empty()) {
    if (auto fields = annotated_tls12(type, message, dialect.key_exchange)) return *fields;
  }
  switch (type) {
    case HandshakeType::client_hello:
      return annotated<ClientHello>(message);
    case HandshakeType::server_hello:
      return is_hello_retry_request(message) ? annotated<HelloRetryRequest>(message)
                                             : annotated<ServerHello>(message);
    case HandshakeType::encrypted_extensions:
      return annotated<EncryptedExtensions>(message);
    case HandshakeType::certificate_request:
      return annotated<CertificateRequest>(message);
    case HandshakeType::certificate:
      return annotated<Certificate>(message);
    case HandshakeType::certificate_verify:
      return annotated<CertificateVerify>(message);
    case HandshakeType::finished:
      return annotated<Finished>(message);
    case HandshakeType::new_session_ticket:
      return annotated<NewSessionTicket>(message);
    case HandshakeType::end_of_early_data:
      return annotated<EndOfEarlyData>(message);
    case HandshakeType::key_update:
      return annotated<KeyUpdate>(message);
    default:
      return annotated_unknown(message);
  }
}

}  // namespace wire
