// Files of sessions: what was written is read, and what cannot be is refused.
#include "cli/session_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <limits>

namespace session_file_test {
namespace {

using handshake::ClientMemory;

ClientMemory memory(std::int64_t received_at) {
  ClientMemory out;
  handshake::Ticket &ticket = out.tickets.emplace_back();
  ticket.ticket = wire::Bytes(20, 1);
  ticket.resumption_psk.bytes = crypto::Secret(wire::ByteView(wire::Bytes(32, 2)));
  ticket.cipher_suite = wire::CipherSuite::TLS_AES_128_GCM_SHA256;
  ticket.received_at = received_at;
  handshake::Tls12Session &session = out.sessions.emplace_back();
  session.session_id = wire::Bytes(32, 3);
  session.master_secret.bytes = crypto::Secret(wire::ByteView(wire::Bytes(48, 4)));
  session.cipher_suite = wire::CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256;
  session.received_at = received_at;
  return out;
}

struct SessionFile : testing::Test {
  ~SessionFile() override { std::filesystem::remove(path); }
  std::string path =
      std::filesystem::temp_directory_path() / ("session_file_test." + std::to_string(getpid()));
};

TEST_F(SessionFile, ComesBackAsItWas) {
  const std::int64_t received_at = 1767225600;
  ASSERT_FALSE(cli::write_sessions(path, memory(received_at)));
  const auto read = cli::read_sessions(path);
  const auto *back = std::get_if<ClientMemory>(&read);
  ASSERT_TRUE(back);
  ASSERT_EQ(back->tickets.size(), 1U);
  ASSERT_EQ(back->sessions.size(), 1U);
  EXPECT_EQ(back->tickets[0].received_at, received_at);
  EXPECT_EQ(back->sessions[0].received_at, received_at);
}

// A server that sends as much as it may does not spoil the file.
TEST_F(SessionFile, OfTheLongestSessionsComesBack) {
  ClientMemory longest = memory(1767225600);
  longest.tickets[0].ticket.resize(0xffff);
  longest.tickets[0].server_certificates = {wire::Bytes(1 << 17, 5)};
  longest.sessions[0].ticket.resize(0xffff);
  longest.sessions[0].server_certificates = {wire::Bytes(1 << 17, 5)};
  longest.tickets.resize(8, longest.tickets[0]);
  longest.sessions.resize(8, longest.sessions[0]);
  ASSERT_FALSE(cli::write_sessions(path, longest));
  const auto read = cli::read_sessions(path);
  const auto *back = std::get_if<ClientMemory>(&read);
  ASSERT_TRUE(back) << std::get<cli::Error>(read).text;
  EXPECT_EQ(back->tickets.size(), 8U);
  EXPECT_EQ(back->sessions.back().server_certificates, longest.sessions[0].server_certificates);
}

// RFC 8446, section 4.6.1: a client looks at a ticket's age, which such a time has none of.
TEST_F(SessionFile, ATimeBefore1970IsNone) {
  for (const bool tls12 : {false, true}) {
    for (const std::int64_t time : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}}) {
      ClientMemory bad = memory(time);
      if (tls12) {
        bad.tickets.clear();
      } else {
        bad.sessions.clear();
      }
      ASSERT_FALSE(cli::write_sessions(path, bad));
      const auto read = cli::read_sessions(path);
      const auto *error = std::get_if<cli::Error>(&read);
      ASSERT_TRUE(error) << time;
      EXPECT_NE(error->text.find("received_at: is before 1970"), std::string::npos) << error->text;
    }
  }
}

}  // namespace
}  // namespace session_file_test
