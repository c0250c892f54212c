// Tickets: what is sealed comes back, and nothing else does.
#include "handshake/session_ticket.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace handshake::session_ticket_test {
namespace {

constexpr Section kSection = "RFC 8446, section 4.6.1";
constexpr std::int64_t kNow = 1767225600;

SessionState state() {
  SessionState out;
  out.version = wire::ProtocolVersion::tls13;
  out.cipher_suite = wire::CipherSuite::TLS_AES_256_GCM_SHA384;
  out.secret = Value{crypto::Secret(Bytes(48, 0x5e)), 7, "resumption_psk"};
  out.extended_master_secret = true;
  out.issued_at = kNow;
  out.lifetime = 7200;
  out.age_add = 0xfedcba98;
  out.max_early_data_size = 16384;
  out.server_name = "example.com";
  out.application_protocol = "http/1.1";
  out.client_certificates = {Bytes(300, 1), Bytes(70000, 2)};
  return out;
}

struct SessionTicket : ::testing::Test {
  Value sealed(const SessionState &from) {
    return seal_ticket(from, key, trace::kBothSides, kSection, connection, trace);
  }
  std::optional<SessionState> opened(const Value &ticket, std::int64_t now = kNow) {
    return open_ticket(ticket, key, now, "resumption_psk", kSection, trace);
  }
  crypto::Secret key{Bytes(kTicketKeyLength, 3)};
  Connection connection{Role::server, crypto::Random(Bytes(crypto::Random::kSeedLength, 4))};
  Recorder trace{Recorder::Mode::off};
};

TEST_F(SessionTicket, ComesBackAsItWas) {
  SessionState before = state();
  auto after = opened(sealed(before));
  ASSERT_TRUE(after);
  after->secret.id = before.secret.id;
  EXPECT_TRUE(*after == before);
  before = SessionState();
  before.secret = Value{crypto::Secret(Bytes(1, 1)), trace::kNoEvent, "resumption_psk"};
  before.issued_at = kNow;
  after = opened(sealed(before));
  ASSERT_TRUE(after);
  EXPECT_TRUE(*after == before);
}

TEST_F(SessionTicket, LooksLikeNothingAndNeverTheSame) {
  const Value one = sealed(state()), two = sealed(state());
  EXPECT_FALSE(one.bytes == two.bytes);
  const ByteView all = one;
  EXPECT_TRUE(std::equal(all.begin(), all.begin() + 16, two.bytes.view().begin()));
  const Bytes secret(8, 0x5e);
  EXPECT_EQ(std::search(all.begin(), all.end(), secret.begin(), secret.end()), all.end());
}

TEST_F(SessionTicket, ChangedCutOrForeignIsNotTaken) {
  SessionState small = state();
  small.client_certificates.clear();
  const Value good = sealed(small);
  for (std::size_t i = 0; i < good.bytes.size(); ++i) {
    Value changed = good;
    changed.bytes.data()[i] ^= 0x40;
    EXPECT_FALSE(opened(changed)) << i;
    EXPECT_FALSE(opened(Value{crypto::Secret(good.bytes.view().first(i)), 0, ""})) << i;
  }
  Bytes longer = wire::to_bytes(good);
  longer.push_back(0);
  EXPECT_FALSE(opened(Value{crypto::Secret(longer), 0, ""}));
  EXPECT_TRUE(opened(good));
  key.data()[31] ^= 1;
  EXPECT_FALSE(opened(good));
  key = {};
  EXPECT_FALSE(opened(good));
}

TEST_F(SessionTicket, Expires) {
  const Value ticket = sealed(state());
  EXPECT_TRUE(opened(ticket, kNow + 7200));
  EXPECT_FALSE(opened(ticket, kNow + 7201));
  EXPECT_FALSE(opened(ticket, kNow - 1));
}

// RFC 8446, section 4.6.1: an age that does not fit into the 64 bits of a time is too old as well.
TEST_F(SessionTicket, ExpiresHoweverOldItIs) {
  SessionState old = state();
  old.lifetime = 0xffffffff;
  for (const std::int64_t issued_at :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::min() + 1,
        kNow - 0x100000000, std::int64_t{-1} << 62}) {
    old.issued_at = issued_at;
    EXPECT_FALSE(opened(sealed(old))) << issued_at;
  }
  old.issued_at = kNow - 0xffffffff;
  EXPECT_TRUE(opened(sealed(old)));
}

TEST_F(SessionTicket, TheTraceTellsWhereTheSecretComesFrom) {
  trace = Recorder(Recorder::Mode::on);
  const auto after = opened(sealed(state()));
  ASSERT_TRUE(after);
  const auto *born = std::get_if<trace::ValueBorn>(&trace.events().at(after->secret.id).is);
  ASSERT_TRUE(born);
  EXPECT_EQ(born->origin.operation, "open_ticket");
  EXPECT_EQ(born->bytes, Bytes(48, 0x5e));
  for (const auto &event : trace.events()) {
    const auto *value = std::get_if<trace::ValueBorn>(&event.is);
    if (value && value->name == "ticket_key") {
      EXPECT_TRUE(value->origin.withheld);
    }
  }
}

}  // namespace
}  // namespace handshake::session_ticket_test
