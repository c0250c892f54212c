#include "cli/http.h"

#include <algorithm>
#include <charconv>

#include "session/text.h"
#include "wire/certificate.h"

namespace cli {
namespace {

constexpr std::size_t kMostHead = 65536;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// head_length gives the length of the header section with the empty line that ends it; lines may
// end with LF alone (section 2.2), as people who type do. 0: it is not complete.
std::size_t head_length(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    if (rest.starts_with("\n")) return at + 2;
    if (rest.starts_with("\r\n")) return at + 3;
  }
  return 0;
}

std::string response(std::string_view status, std::string_view body, bool with_body,
                     std::string_view more_fields = {}) {
  std::string out = "HTTP/1.1 " + std::string(status) + "\r\n";
  out += "Content-Type: text/plain; charset=utf-8\r\n";
  out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  out += "X-Content-Type-Options: nosniff\r\n";
  out += "Connection: close\r\n";
  out += more_fields;
  out += "\r\n";
  if (with_body) out += body;
  return out;
}

// plain shows a name from the peer as it is when it is made of ordinary characters.
std::string plain(std::string_view name) {
  if (name.empty()) return "none";
  const bool ordinary = std::all_of(name.begin(), name.end(), [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
  });
  return ordinary ? std::string(name) : session::printable(name);
}

// client_text says who the client is, by its certificate.
std::string client_text(const handshake::Summary &summary) {
  wire::X509Certificate certificate;
  if (summary.client_certificate.empty()) return "none";
  if (wire::parse_certificate(summary.client_certificate, certificate)) return "unreadable";
  const std::string name = wire::common_name(certificate.subject);
  return name.empty() ? "without a name" : session::printable(name);
}

// resumed_text says by what the session of an earlier connection was found again.
std::string resumed_text(const handshake::Summary &summary) {
  if (summary.psk == "resumption") return "by psk";
  return summary.resumed.empty() ? "no" : "by " + std::string(summary.resumed);
}

std::string page(const handshake::Summary &summary) {
  const auto name_or_none = [](std::string_view name) {
    return std::string(name.empty() ? "none" : name);
  };
  return "This connection was negotiated with Handshake Playground.\n\nversion: " +
         std::string(wire::name_of(summary.version)) +
         "\ncipher suite: " + std::string(wire::name_of(summary.cipher_suite)) +
         "\ngroup: " + name_or_none(wire::name_of(summary.group)) +
         "\nsignature scheme: " + name_or_none(wire::name_of(summary.signature_scheme)) +
         "\nserver name: " + plain(summary.server_name) +
         "\napplication protocol: " + plain(summary.application_protocol) +
         "\nclient certificate: " + client_text(summary) +
         "\npsk: " + std::string(summary.psk.empty() ? "none" : summary.psk) +
         "\nresumed: " + resumed_text(summary) +
         "\nearly data: " + std::string(summary.early_data.empty() ? "none" : summary.early_data) +
         "\n";
}

}  // namespace

std::optional<Answer> answer_request(std::string_view arrived, const handshake::Summary &summary) {
  const std::size_t head = head_length(arrived);
  if (arrived.size() > kMostRequest && (head == 0 || head > kMostRequest)) {
    return Answer{response("431 Request Header Fields Too Large",
                           "The request is longer than this server takes.\n", true),
                  "a request that is too long: 431"};
  }
  if (head == 0) return std::nullopt;
  std::string_view line = arrived.substr(0, arrived.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t first = line.find(' ');
  const std::size_t second = line.find(' ', first == std::string_view::npos ? first : first + 1);
  const std::string_view method = line.substr(0, first);
  if (second == std::string_view::npos || !line.substr(second + 1).starts_with("HTTP/1.") ||
      line.find(' ', second + 1) != std::string_view::npos) {
    return Answer{response("400 Bad Request", "This is not an HTTP/1.1 request.\n", true),
                  session::printable(line.substr(0, 100)) + " 400"};
  }
  const std::string log =
      std::string(method.substr(0, 20)) + " " +
      session::printable(line.substr(first + 1, second - first - 1).substr(0, 200));
  if (method == "GET" || method == "HEAD") {
    return Answer{response("200 OK", page(summary), method == "GET"), log + " 200"};
  }
  return Answer{response("405 Method Not Allowed", "This server answers GET and HEAD.\n", true,
                         "Allow: GET, HEAD\r\n"),
                session::printable(line.substr(0, 100)) + " 405"};
}

std::string get_request(std::string_view host, std::uint16_t port, std::string_view path) {
  const bool v6 = host.find(':') != std::string_view::npos;
  std::string out = "GET " + std::string(path) + " HTTP/1.1\r\nHost: ";
  out += (v6 ? "[" : "") + std::string(host) + (v6 ? "]" : "");
  if (port != 443) out += ":" + std::to_string(port);
  return out + "\r\nUser-Agent: handshake-playground\r\nAccept: */*\r\nConnection: close\r\n\r\n";
}

void ResponseEnd::add(std::string_view bytes) {
  if (in_body_) {
    body_ += bytes.size();
    return;
  }
  head_ += bytes;
  const std::size_t end = head_length(head_);
  if (end == 0) {
    // A header section without an end: what follows is not looked at.
    if (head_.size() > kMostHead) in_body_ = true;
    return;
  }
  in_body_ = true;
  body_ = head_.size() - end;
  std::string_view rest = std::string_view(head_).substr(0, end);
  while (!rest.empty()) {
    std::string line(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(line.size() + 1);
    std::transform(line.begin(), line.end(), line.begin(), lower);
    constexpr std::string_view kField = "content-length:";
    if (!line.starts_with(kField)) continue;
    const std::size_t at = line.find_first_not_of(" \t", kField.size());
    std::uint64_t length = 0;
    if (at == std::string::npos) continue;
    const auto [stop, error] = std::from_chars(line.data() + at, line.data() + line.size(), length);
    if (error == std::errc() && stop != line.data() + at) length_ = length;
  }
  head_.clear();
}

}  // namespace cli
