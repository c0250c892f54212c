// The little HTTP that serve and connect speak.
#include "cli/http.h"

#include <gtest/gtest.h>

namespace cli::http_test {
namespace {

const handshake::Summary kSummary{
    wire::ProtocolVersion::tls13, wire::CipherSuite::TLS_AES_128_GCM_SHA256,
    wire::NamedGroup::x25519,     wire::SignatureScheme::ed25519,
    "a\r\nSet-Cookie: x",         "http/1.1"};

std::string status_of(std::string_view request) {
  const auto answer = answer_request(request, kSummary);
  return answer ? answer->bytes.substr(9, 3) : "wait";
}

TEST(Http, WaitsForTheWholeRequestAndRefusesWhatIsNone) {
  const std::string request = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t n = 0; n < request.size(); ++n) {
    EXPECT_EQ(status_of(request.substr(0, n)), "wait");
  }
  EXPECT_EQ(status_of(request), "200");
  EXPECT_EQ(status_of(request + "more"), "200");
  EXPECT_EQ(status_of("HEAD / HTTP/1.0\n\n"), "200");
  EXPECT_EQ(status_of("PUT / HTTP/1.1\r\n\r\n"), "405");
  for (const char *bad : {"\n\n", "GET\n\n", "GET \n\n", "GET /\n\n", "GET / HTTP/2\n\n",
                          "GET / x HTTP/1.1\n\n", "GET  HTTP/1.1\n\n", "\r\n\r\n", " \n\n"}) {
    EXPECT_NE(status_of(bad), "wait") << bad;
  }
  EXPECT_EQ(status_of("GET / HTTP/2\n\n"), "400");
  EXPECT_EQ(status_of(std::string(kMostRequest, 'a')), "wait");
  EXPECT_EQ(status_of(std::string(kMostRequest + 1, 'a')), "431");
  EXPECT_EQ(status_of("GET /" + std::string(kMostRequest, 'a') + " HTTP/1.1\n\n"), "431");
}

TEST(Http, HeadHasTheSameHeadersAndNamesFromThePeerAddNoLines) {
  const std::string get = answer_request("GET / HTTP/1.1\n\n", kSummary)->bytes;
  const std::string head = answer_request("HEAD / HTTP/1.1\n\n", kSummary)->bytes;
  EXPECT_TRUE(get.starts_with(head));
  EXPECT_EQ(get.find("\nSet-Cookie"), std::string::npos);
  EXPECT_NE(get.find("\nserver name: \"a\\r\\nSet-Cookie: x\"\n"), std::string::npos);
  const auto log = answer_request("GET /\x1b[2J HTTP/1.1\n\n", kSummary)->log;
  EXPECT_EQ(log, "GET \"/\\x1b[2J\" 200");
}

TEST(Http, ResponseEndFollowsContentLength) {
  const std::string response = "HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\n\r\nhello";
  for (std::size_t cut = 0; cut <= response.size(); ++cut) {
    ResponseEnd end;
    end.add(std::string_view(response).substr(0, cut));
    EXPECT_EQ(end.complete(), cut == response.size());
    end.add(std::string_view(response).substr(cut));
    EXPECT_TRUE(end.complete());
  }
  ResponseEnd without;
  without.add("HTTP/1.1 200 OK\r\n\r\nhello");
  EXPECT_FALSE(without.complete());
}

TEST(Http, RequestNamesHostAndPort) {
  EXPECT_TRUE(
      get_request("a.example", 443, "/x").starts_with("GET /x HTTP/1.1\r\nHost: a.example\r\n"));
  EXPECT_NE(get_request("::1", 8443, "/").find("Host: [::1]:8443\r\n"), std::string::npos);
}

}  // namespace
}  // namespace cli::http_test
