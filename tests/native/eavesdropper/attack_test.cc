// The eavesdropper: with the right loot she reads all, in every form of TLS that the core speaks;
// without it nothing that she has opens anything.
#include "session/attack.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "crypto/aead.h"
#include "eavesdropper/pcapng.h"
#include "schedule/key_schedule.h"
#include "schedule/record_protection.h"
#include "schedule/tls12_key_schedule.h"
#include "session/key_log.h"

namespace eavesdropper::attack_test {
namespace {

using session::Moment;
using session::Played;
using session::Scenario;
using Settings = std::vector<std::pair<std::string, std::string>>;

Scenario scenario_of(const Settings &settings) {
  Scenario scenario;
  for (const auto &[name, value] : settings) {
    EXPECT_EQ(session::set(scenario, name, value), std::nullopt) << name;
  }
  return scenario;
}

struct Try {
  Loot loot;
  trace::Recorder trace{trace::Recorder::Mode::keeping};
  std::vector<ConnectionRead> read;
  std::vector<std::string> absent;
  const ConnectionRead &last() const { return read.back(); }
};

Try attack(const Played &played, const std::string &steal, Moment moment = Moment::before) {
  Try out;
  std::vector<session::Wanted> wanted;
  EXPECT_EQ(session::read_wanted(steal, wanted), std::nullopt);
  out.loot = session::steal(played, wanted, moment, out.absent, out.trace);
  out.read = attempt(played.session.recording(), out.loot, out.trace);
  return out;
}

std::string text_of(const Bytes &bytes) { return std::string(wire::as_text(bytes)); }

// expect_all: she has the data of both sides as they were.
void expect_all(const Played &played, const Try &tried) {
  ASSERT_EQ(tried.read.size(), played.session.recording().size());
  const Scenario &scenario = played.scenario;
  EXPECT_EQ(tried.last().client.reach, Reach::all);
  EXPECT_EQ(tried.last().server.reach, Reach::all);
  EXPECT_EQ(text_of(tried.last().server.bytes), scenario.response);
  if (scenario.accept_early_data) {
    EXPECT_EQ(text_of(tried.last().client.bytes), scenario.request);
  }
  EXPECT_TRUE(tried.last().dead_ends.empty());
}

const Settings kTls12{{"tls", "1.2"}};
Settings with(Settings settings, const std::string &name, const std::string &value) {
  settings.emplace_back(name, value);
  return settings;
}

TEST(Attack, OneEphemeralKeyOpensEveryKeyExchange) {
  std::vector<Settings> all;
  for (const char *group : {"x25519", "secp256r1", "secp384r1", "secp521r1", "ffdhe2048",
                            "ffdhe4096", "X25519MLKEM768"}) {
    all.push_back({{"group", group}});
  }
  for (const auto suite : session::supported_suites()) {
    const std::string name(wire::name_of(suite));
    if (name.find("_RSA_WITH") != std::string::npos && name.starts_with("TLS_RSA")) continue;
    if (name.starts_with("TLS_DHE")) {
      all.push_back({{"suite", name}, {"tls", "1.2"}, {"group", "ffdhe2048"}});
    } else {
      all.push_back({{"suite", name}, {"tls", schedule::is_tls13(suite) ? "1.3" : "1.2"}});
    }
  }
  all.push_back(with(kTls12, "extended-master-secret", "off"));
  all.push_back({{"tls", "1.2"},
                 {"suite", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"},
                 {"encrypt-then-mac", "off"}});
  all.push_back({{"client-group", "x25519,secp256r1"}, {"server-group", "secp256r1"}});
  all.push_back({{"client-group", "x25519,secp384r1"}, {"server-group", "secp384r1"}});
  for (const char *who : {"client", "server", "both"}) all.push_back({{"key-update", who}});
  all.push_back({{"record-padding", "512"}, {"grease", "on"}, {"compatibility", "off"}});
  all.push_back({{"client-auth", "require"}, {"client-certificate", "ed25519"}});
  for (const Settings &settings : all) {
    std::string name;
    for (const auto &[key, value] : settings) name += key + "=" + value + " ";
    SCOPED_TRACE(name);
    const Played played(scenario_of(settings));
    ASSERT_TRUE(played.session.established());
    for (const char *steal :
         {"client-ephemeral", "server-ephemeral", "client-seed", "server-seed"}) {
      SCOPED_TRACE(steal);
      expect_all(played, attack(played, steal));
    }
    const Try nothing = attack(played, "nothing");
    EXPECT_EQ(nothing.last().client.reach, Reach::none);
    EXPECT_EQ(nothing.last().server.reach, Reach::none);
    EXPECT_EQ(nothing.last().dead_ends.size(), 2u);
  }
}

TEST(Attack, TheRsaKeyAndTheClientsSeedOpenRsaKeyExchange) {
  for (const auto suite : session::supported_suites()) {
    const std::string name(wire::name_of(suite));
    if (!name.starts_with("TLS_RSA_")) continue;
    for (const char *extended : {"on", "off"}) {
      SCOPED_TRACE(name);
      const Played played(
          scenario_of({{"tls", "1.2"}, {"suite", name}, {"extended-master-secret", extended}}));
      ASSERT_TRUE(played.session.established());
      expect_all(played, attack(played, "server-key"));
      expect_all(played, attack(played, "client-seed"));
      expect_all(played, attack(played, "pre_master_secret"));
      EXPECT_EQ(attack(played, "server-seed").last().client.reach, Reach::none);
      EXPECT_EQ(attack(played, "client-ephemeral").absent.size(), 1u);
    }
  }
}

TEST(Attack, SecretsByTheirNames) {
  const Played tls13(scenario_of({}));
  for (const char *one :
       {"shared_secret", "handshake_secret", "server_handshake_traffic_secret,master_secret",
        "client_application_traffic_secret_0,server_application_traffic_secret_0"}) {
    SCOPED_TRACE(one);
    expect_all(tls13, attack(tls13, one));
  }
  for (const char *one : {"client_handshake_traffic_secret", "server_handshake_traffic_secret",
                          "master_secret", "resumption_master_secret", "exporter_master_secret"}) {
    SCOPED_TRACE(one);
    const Try tried = attack(tls13, one);
    EXPECT_TRUE(tried.absent.empty());
    EXPECT_EQ(tried.last().client.reach, Reach::none);
    EXPECT_EQ(tried.last().server.reach, Reach::none);
  }
  const Played tls12(scenario_of(kTls12));
  for (const char *one : {"shared_secret", "pre_master_secret", "master_secret"}) {
    SCOPED_TRACE(one);
    expect_all(tls12, attack(tls12, one));
  }
}

TEST(Attack, ALaterTrafficSecretLeadsForwardOnly) {
  const Played played(scenario_of({{"key-update", "both"}}));
  const Try tried = attack(played, "server_application_traffic_secret_1");
  EXPECT_EQ(tried.last().server.reach, Reach::part);
  EXPECT_EQ(text_of(tried.last().server.bytes), played.scenario.response);
  EXPECT_EQ(tried.last().client.reach, Reach::none);
  const Try first = attack(played, "server_application_traffic_secret_0");
  EXPECT_EQ(first.last().server.reach, Reach::all);
}

TEST(Attack, WhatOneConnectionGivesOpensTheNext) {
  const Played ke(scenario_of({{"resumption", "psk_ke"}, {"early-data", "early"}}));
  for (const char *one : {"client-ephemeral@1", "server-seed@1", "resumption_psk", "ticket-key",
                          "resumption_master_secret@1", "early_secret"}) {
    SCOPED_TRACE(one);
    const Try tried = attack(ke, one);
    EXPECT_EQ(tried.last().client.reach, Reach::all);
    EXPECT_EQ(text_of(tried.last().server.bytes), ke.scenario.response);
    EXPECT_EQ(tried.last().early.reach, Reach::all);
    EXPECT_EQ(text_of(tried.last().early.bytes), "early");
  }
  const Played dhe(scenario_of({{"resumption", "psk_dhe_ke"}, {"early-data", "early"}}));
  for (const char *one : {"client-ephemeral@1", "ticket-key", "resumption_psk", "early_secret"}) {
    SCOPED_TRACE(one);
    const Try tried = attack(dhe, one);
    EXPECT_EQ(tried.last().client.reach, Reach::none);
    EXPECT_EQ(tried.last().early.reach, Reach::all);
  }
  expect_all(dhe, attack(dhe, "client-ephemeral@1,server-ephemeral@2"));
  expect_all(dhe, attack(dhe, "ticket-key,client-ephemeral"));
  const Played refused(scenario_of(
      {{"resumption", "psk_dhe_ke"}, {"early-data", "early"}, {"server-early-data", "reject"}}));
  EXPECT_EQ(attack(refused, "ticket-key").last().early.reach, Reach::all);
  for (const char *how : {"ticket", "session_id"}) {
    const Played old(scenario_of({{"resumption", how}, {"tls", "1.2"}}));
    ASSERT_EQ(old.connections, 2u);
    for (const std::string one : {"client-ephemeral@1", "ticket-key", "master_secret@1"}) {
      SCOPED_TRACE(one);
      const Try tried = attack(old, one);
      // What is resumed by its ID stays with the server.
      if (tried.absent.empty()) expect_all(old, tried);
      EXPECT_TRUE(tried.absent.empty() || one == "ticket-key");
    }
    EXPECT_EQ(attack(old, "server-key").last().client.reach, Reach::none);
  }
}

TEST(Attack, MoreLootNeverReadsLess) {
  const Played ke(scenario_of({{"resumption", "psk_ke"}}));
  expect_all(ke, attack(ke, "handshake_secret@1"));
  for (const char *more : {"master_secret", "shared_secret@1", "early_secret@1", "server-key",
                           "client-ephemeral", "client_application_traffic_secret_0"}) {
    SCOPED_TRACE(more);
    expect_all(ke, attack(ke, "handshake_secret@1," + std::string(more)));
    expect_all(ke, attack(ke, std::string(more) + ",handshake_secret@1"));
  }
  const Played dhe(scenario_of({{"resumption", "psk_dhe_ke"}}));
  expect_all(dhe, attack(dhe, "early_secret,client-ephemeral"));
  expect_all(dhe, attack(dhe, "early_secret@1,early_secret,client-ephemeral"));
  expect_all(dhe, attack(dhe, "early_secret,early_secret@1,client-ephemeral"));
  // Two master secrets, and the traffic secret that opens the way to the right one.
  const char *const log =
      "server_handshake_traffic_secret@1,master_secret@1,"
      "server_handshake_traffic_secret,client_handshake_traffic_secret@1,";
  for (const char *other : {"master_secret", "handshake_secret"}) {
    expect_all(ke, attack(ke, log + std::string(other)));
    expect_all(ke, attack(ke, other + std::string(",") + log + "nothing"));
  }
  const Played old(scenario_of({{"resumption", "ticket"}, {"tls", "1.2"}}));
  for (const char *both :
       {"client_write_key@1,client_write_IV@1,client_write_key,client_write_IV",
        "client_write_key,client_write_IV@1,client_write_key@1,client_write_IV"}) {
    const Try tried = attack(old, both);
    for (const ConnectionRead &one : tried.read) {
      EXPECT_EQ(one.client.reach, Reach::all);
      EXPECT_EQ(one.server.reach, Reach::none);
    }
  }
}

// why gives the sentence at which the road to a side's data ends.
std::string why(const Try &tried, Role role) {
  for (const trace::EventId id : tried.last().dead_ends) {
    const trace::TraceEvent &event = tried.trace.events()[id];
    if (event.by == role) return std::string(std::get<trace::DeadEnd>(event.is).why);
  }
  return "";
}

Try attempt_of(const Recording &recording, Loot loot) {
  Try out;
  out.loot = std::move(loot);
  out.read = attempt(recording, out.loot, out.trace);
  return out;
}

TEST(Attack, ARecordThatCameTwiceIsReadOnce) {
  const Played played(scenario_of({{"tls", "1.3"}}));
  // The same secret is stolen, and derived too.
  for (const char *both : {"client_application_traffic_secret_0,client-ephemeral",
                           "client-ephemeral,client_application_traffic_secret_0"}) {
    Recording recording = played.session.recording();
    RecordedConnection &pieces = recording.front();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const eavesdropper::Piece again = pieces[i];
      if (again.from == Role::client && i > 3) pieces.insert(pieces.begin() + ++i, again);
    }
    const Try tried = attempt_of(recording, attack(played, both).loot);
    EXPECT_EQ(text_of(tried.last().client.bytes), played.scenario.request) << both;
  }
}

TEST(Attack, EarlyDataWithoutAnAnswer) {
  // Nobody says which suite it is: the server does not speak.
  for (const char *suites :
       {"TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"}) {
    SCOPED_TRACE(suites);
    const Played played(
        scenario_of({{"resumption", "psk_dhe_ke"}, {"early-data", "early"}, {"suite", suites}}));
    Recording alone{played.session.recording().back()};
    const auto end = std::find_if(alone[0].begin(), alone[0].end(),
                                  [](const Piece &one) { return one.from == Role::server; });
    alone[0].erase(end, alone[0].end());
    for (const char *one : {"resumption_psk", "early_secret", "client_early_traffic_secret"}) {
      SCOPED_TRACE(one);
      const Try tried = attempt_of(alone, attack(played, one).loot);
      EXPECT_EQ(tried.last().early.reach, Reach::all);
      EXPECT_EQ(text_of(tried.last().early.bytes), "early");
    }
  }
}

TEST(Attack, WhatIsNoTls12IsNotTakenForIt) {
  const Played played(scenario_of({{"tls", "1.2"}, {"suite", "TLS_RSA_WITH_AES_128_CBC_SHA"}}));
  Recording recording = played.session.recording();
  for (Piece &piece : recording[0]) {
    if (piece.from != Role::server) continue;
    ASSERT_EQ(piece.bytes[10], 3);  // behind a record's header and a message's: legacy_version
    piece.bytes[10] = 2;
    break;
  }
  const Try tried = attempt_of(recording, attack(played, "server-key").loot);
  EXPECT_EQ(tried.last().client.reach, Reach::none);
  EXPECT_NE(why(tried, Role::client).find("does not know the version"), std::string::npos);
}

TEST(Attack, DeadEndsOfTls12AreTrue) {
  // The keys are right, and the records behind change_cipher_spec are not.
  const Played played(scenario_of({{"tls", "1.2"}, {"suite", "TLS_RSA_WITH_AES_128_GCM_SHA256"}}));
  Recording recording = played.session.recording();
  for (Piece &piece : recording[0]) {
    const Bytes change{20, 3, 3, 0, 1, 1};
    const auto at =
        std::search(piece.bytes.begin(), piece.bytes.end(), change.begin(), change.end());
    if (at != piece.bytes.end()) *(at + 6 + 20) ^= 1;
  }
  for (const Role role : {Role::client, Role::server}) {
    EXPECT_NE(why(attempt_of(recording, attack(played, "server-key").loot), role).find("damaged"),
              std::string::npos);
  }
  const Played cbc(scenario_of({{"tls", "1.2"}, {"suite", "TLS_RSA_WITH_AES_128_CBC_SHA"}}));
  EXPECT_NE(why(attack(cbc, "client_write_key"), Role::client).find("a part"), std::string::npos);
  EXPECT_EQ(why(attack(cbc, "client_write_key"), Role::server).find("a part"), std::string::npos);
  EXPECT_EQ(why(attack(cbc, "client_write_key,client_write_MAC_key"), Role::client), "");
  EXPECT_NE(why(attack(cbc, "client_write_key,client_write_MAC_key"), Role::server), "");
}

TEST(Attack, ASessionWhoseBeginningIsNotInTheRecording) {
  for (const char *how : {"ticket", "session_id"}) {
    SCOPED_TRACE(how);
    const Played played(scenario_of({{"resumption", how}, {"tls", "1.2"}}));
    // The key log of the first connection alone, and the second connection alone.
    const std::string log = session::key_log(played.session.trace());
    Loot loot;
    ASSERT_EQ(read_key_log(log.substr(0, log.find('\n') + 1), loot), std::nullopt);
    ASSERT_EQ(loot.secrets.size(), 1u);
    const Try tried = attempt_of({played.session.recording().back()}, loot);
    EXPECT_EQ(tried.last().client.reach, Reach::all);
    EXPECT_EQ(tried.last().server.reach, Reach::all);
  }
}

// Of a second ClientHello that ends in the wrong place, behind many long binders, nothing is taken
// for a part of the first.
TEST(Attack, ASecondHelloThatCannotBeRead) {
  const Played played(scenario_of({{"resumption", "psk_dhe_ke"},
                                   {"early-data", "early"},
                                   {"client-group", "x25519,secp256r1"},
                                   {"server-group", "secp256r1"}}));
  RecordedConnection connection = played.session.recording().back();
  const auto second =
      std::find_if(std::find_if(connection.begin(), connection.end(),
                                [](const Piece &one) { return one.from == Role::server; }),
                   connection.end(), [](const Piece &one) { return one.from == Role::client; });
  ASSERT_NE(second, connection.end());
  Bytes &bytes = second->bytes;
  std::size_t at = 0;  // of the record
  while (bytes[at] != 22) at += 5 + (std::size_t{bytes[at + 3]} << 8 | bytes[at + 4]);
  const std::size_t size = std::size_t{bytes[at + 3]} << 8 | bytes[at + 4];
  wire::ClientHello hello;
  ASSERT_FALSE(wire::decode(ByteView(bytes).subspan(at + 5, size), hello));
  bool found = false;
  for (auto &extension : *hello.extensions) {
    auto *psks = std::get_if<wire::OfferedPsks>(&extension.body);
    if (!psks) continue;
    found = true;
    for (int i = 0; i < 20; ++i) {
      psks->identities.push_back(psks->identities[0]);
      psks->binders.emplace_back(255);
    }
  }
  ASSERT_TRUE(found);
  Bytes message = wire::encode(hello);
  message.push_back(0);  // one byte too many, and counted
  const std::size_t length = message.size() - 4;
  message[2] = static_cast<std::uint8_t>(length >> 8);
  message[3] = static_cast<std::uint8_t>(length);
  Bytes record{22, 3, 3, static_cast<std::uint8_t>(message.size() >> 8),
               static_cast<std::uint8_t>(message.size())};
  wire::append(record, message);
  bytes = record;
  connection.erase(std::next(second), connection.end());
  const Try tried = attempt_of({connection}, attack(played, "resumption_psk").loot);
  EXPECT_EQ(tried.last().client.reach, Reach::none);
}

TEST(Attack, LongRecordingsAndKeyLogsTakeTimeInProportion) {
  // Messages of no length in the clear: as many as fit into 4 MB.
  const Played played(scenario_of(kTls12));
  Recording recording{played.session.recording().front()};
  const auto first_of = [&](Role role) {
    return std::find_if(recording[0].begin(), recording[0].end(),
                        [&](const Piece &one) { return one.from == role; });
  };
  RecordedConnection connection{*first_of(Role::client), *first_of(Role::server)};
  Bytes &server = connection[1].bytes;
  server.resize(5 + (std::size_t{server[3]} << 8 | server[4]));  // the ServerHello alone
  const Bytes nothing{22, 3, 3, 0, 4, 0, 0, 0, 0};
  for (int i = 0; i < 400000; ++i) wire::append(server, nothing);
  Loot loot;
  const std::string zeros(64, '0'), ones(96, '1');
  std::string log;
  for (int i = 0; i < 60000; ++i) log += "CLIENT_TRAFFIC_SECRET_0 " + zeros + " " + ones + "\n";
  ASSERT_EQ(read_key_log(log, loot), std::nullopt);
  const auto begin = std::chrono::steady_clock::now();
  trace::Recorder off;
  attempt({connection}, loot, off);
  const Played tls13(scenario_of({}));
  attempt(tls13.session.recording(), loot, off);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(Attack, AnExternalPskAlone) {
  const std::string psk = "me:" + std::string(64, '7');
  const Played ke(scenario_of({{"psk", psk}, {"psk-modes", "psk_ke"}}));
  expect_all(ke, attack(ke, "external_psk"));
  const Played dhe(scenario_of({{"psk", psk}}));
  EXPECT_EQ(attack(dhe, "external_psk").last().client.reach, Reach::none);
  expect_all(dhe, attack(dhe, "external_psk,client-ephemeral"));
}

TEST(Attack, AfterTheDiscardTheMemoryIsEmpty) {
  for (const char *group : {"x25519", "ffdhe2048", "X25519MLKEM768"}) {
    const Played played(scenario_of({{"group", group}}));
    for (const char *steal : {"client-ephemeral", "server-ephemeral", "shared_secret",
                              "client_application_traffic_secret_0"}) {
      SCOPED_TRACE(steal);
      const Try tried = attack(played, steal, Moment::after);
      EXPECT_TRUE(tried.loot.empty());
      int looked = 0;
      for (const auto &event : tried.trace.events()) {
        const auto *memory = std::get_if<trace::MemoryRead>(&event.is);
        if (!memory) continue;
        ++looked;
        EXPECT_GE(memory->bytes.size(), 32u);
        EXPECT_EQ(memory->bytes, Bytes(memory->bytes.size()));
        EXPECT_EQ(std::count(memory->holds.begin(), memory->holds.end(), memory->name), 0);
      }
      EXPECT_GE(looked, 1);
      EXPECT_EQ(tried.last().client.reach, Reach::none);
      EXPECT_EQ(tried.last().server.reach, Reach::none);
    }
    const Try seed = attack(played, "client-seed", Moment::after);
    const auto &memory = std::get<trace::MemoryRead>(seed.trace.events().front().is);
    EXPECT_NE(memory.bytes,
              wire::to_bytes(attack(played, "client-seed").loot.seeds.front().bytes.view()));
    Loot later;
    later.seeds.push_back({Role::client, Secret(ByteView(memory.bytes))});
    trace::Recorder quiet;
    EXPECT_EQ(attempt(played.session.recording(), later, quiet).back().client.reach, Reach::none);
  }
}

// --- the matrix ---

TEST(Matrix, EveryCellIsWhatTheProtocolSays) {
  // Of the client's data, of the server's, of early data where there is some: all or none; and
  // whether there is anything to steal.
  const std::vector<std::pair<std::string, std::vector<std::string>>> expected{
      {"rsa", {"nn", "aa", "nn-", "nn-", "aa", "an"}},
      {"dhe", {"nn", "nn", "aa", "nn", "aa", "an"}},
      {"ecdhe", {"nn", "nn", "aa", "nn", "aa", "an"}},
      {"tls13", {"nn", "nn", "aa", "nn", "nn", "an"}},
      {"psk_ke", {"nn", "nn", "nn", "nn", "aa", "an"}},
      {"psk_dhe_ke", {"nn", "nn", "nn", "nn", "nn", "an"}},
      {"early_data", {"nnn", "nnn", "nnn", "nnn", "nna", "nna"}},
      {"hybrid", {"nn", "nn", "aa", "nn", "nn", "an"}},
  };
  const auto cells = session::matrix();
  std::size_t at = 0;
  for (const auto &[row, columns] : expected) {
    for (const std::string &wanted : columns) {
      ASSERT_LT(at, cells.size());
      const session::Cell &cell = cells[at++];
      SCOPED_TRACE(std::string(cell.row) + " " + std::string(cell.column));
      ASSERT_EQ(cell.row, row);
      std::string found;
      for (const Reading *one : {&cell.read.client, &cell.read.server, &cell.read.early}) {
        if (one == &cell.read.early && !cell.read.early_offered) continue;
        found += name_of(one->reach)[0];
      }
      if (cell.there_is_none) found += "-";
      EXPECT_EQ(found, wanted);
      const Scenario defaults;
      if (cell.read.client.reach == Reach::all) {
        EXPECT_EQ(text_of(cell.read.client.bytes), defaults.request);
      }
      if (cell.read.server.reach == Reach::all) {
        EXPECT_EQ(text_of(cell.read.server.bytes), defaults.response);
      }
      if (cell.read.early.reach == Reach::all) {
        EXPECT_EQ(text_of(cell.read.early.bytes), "GET_/early");
      }
      // Where something stays closed, there is a dead end, and else none.
      EXPECT_EQ(cell.client.why.empty(), cell.read.client.reach == Reach::all);
      EXPECT_EQ(cell.server.why.empty(), cell.read.server.reach == Reach::all);
      if (cell.read.early_offered) {
        EXPECT_EQ(cell.early.why.empty(), cell.read.early.reach == Reach::all);
      }
    }
  }
  EXPECT_EQ(at, cells.size());
}

// Keyring is everything that she holds, to be tried as a key of any kind.
struct Keyring {
  std::set<Bytes> values;
  std::vector<Bytes> ivs[2];  // of 12 and of 4 bytes
};

Keyring keyring(const Try &tried) {
  Keyring out;
  for (const auto &event : tried.trace.events()) {
    if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
      if (!value->bytes.empty()) out.values.insert(value->bytes);
    }
    if (const auto *memory = std::get_if<trace::MemoryRead>(&event.is)) {
      out.values.insert(memory->bytes);
    }
  }
  for (const Secret &key : tried.loot.ticket_keys) out.values.insert(wire::to_bytes(key.view()));
  for (const Bytes &one : out.values) {
    if (one.size() == 12) out.ivs[0].push_back(one);
    if (one.size() == 4) out.ivs[1].push_back(one);
  }
  return out;
}

// opens_as tells whether keys open a record at one of the first places in a row.
bool opens_as(schedule::TrafficKeys keys, ByteView record) {
  constexpr std::uint64_t kMost = 6;
  for (std::uint64_t n = 0; n < kMost; ++n) {
    // RecordProtection counts records that it opened or sealed.
    schedule::RecordProtection protection(keys);
    const Bytes iv(16);
    for (std::uint64_t i = 0; i < n; ++i) {
      protection.seal(wire::ContentType::alert, iv, 0, iv, nullptr);
    }
    schedule::InnerPlaintext inner;
    if (protection.open(record, inner, nullptr) == schedule::RecordProtection::OpenError::none) {
      return true;
    }
  }
  return false;
}

using crypto::AeadAlgorithm;
constexpr AeadAlgorithm kAeads[] = {AeadAlgorithm::aes_128_gcm, AeadAlgorithm::aes_256_gcm,
                                    AeadAlgorithm::chacha20_poly1305};

TEST(Matrix, WhereSheCannotReadNothingThatSheHasIsAKey) {
  trace::Recorder quiet;
  int records_tried = 0;
  int cannot = 0;
  const auto cells = session::matrix();
  for (const session::Cell &cell : cells) {
    if (cell.read.client.reach == Reach::all && cell.read.server.reach == Reach::all) continue;
    ++cannot;
    SCOPED_TRACE(std::string(cell.row) + " " + std::string(cell.column));
    // The words of the cell give the run again.
    Scenario scenario;
    std::string steal;
    Moment moment = Moment::before;
    std::vector<std::string> words;
    for (std::size_t at = 0; at < cell.run.size();) {
      const std::size_t end = std::min(cell.run.find(' ', at), cell.run.size());
      words.push_back(cell.run.substr(at, end - at));
      at = end + 1;
    }
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
      const std::string name = words[i].substr(2);
      if (name == "steal") steal = words[i + 1];
      if (name == "at") moment = words[i + 1] == "after" ? Moment::after : Moment::before;
      if (name != "steal" && name != "at") {
        ASSERT_EQ(session::set(scenario, name, words[i + 1]), std::nullopt);
      }
    }
    const Played played(scenario);
    const Try tried = attack(played, steal, moment);
    const Keyring keys = keyring(tried);
    // What stayed closed in the connection that matters.
    std::vector<Bytes> closed;
    Bytes randoms[2];
    bool clear = false;
    for (const auto &event : tried.trace.events()) {
      if (std::holds_alternative<trace::ConnectionBegun>(event.is)) closed.clear();
      const auto *record = std::get_if<trace::RecordPassed>(&event.is);
      clear = record && !record->protection && record->epoch == trace::Epoch::clear &&
              record->content_type != wire::ContentType::invalid;
      if (record && !record->protection && !clear) closed.push_back(record->bytes);
      const auto *value = std::get_if<trace::ValueBorn>(&event.is);
      if (value && value->name == "random") randoms[event.by == Role::server] = value->bytes;
    }
    ASSERT_FALSE(closed.empty());
    const bool tls12 = randoms[1].size() == 32;
    for (const Bytes &one : keys.values) {
      for (const AeadAlgorithm aead : kAeads) {
        std::vector<schedule::TrafficKeys> forms;
        const auto add = [&](schedule::RecordForm form, ByteView key, ByteView iv) {
          if (key.size() < crypto::aead_key_length(aead)) return;
          schedule::TrafficKeys made;
          made.form = form;
          made.aead = aead;
          made.key = {Secret(key.first(crypto::aead_key_length(aead))), trace::kNoEvent, {}};
          made.iv = {Secret(iv), trace::kNoEvent, {}};
          forms.push_back(std::move(made));
        };
        for (const auto hash : {crypto::HashAlgorithm::sha256, crypto::HashAlgorithm::sha384}) {
          if (one.size() != crypto::hash_length(hash)) continue;
          // As a traffic secret, and as what is one step before it.
          add(schedule::RecordForm::tls13,
              schedule::hkdf_expand_label(hash, one, "key", {}, crypto::aead_key_length(aead)),
              schedule::hkdf_expand_label(hash, one, "iv", {}, 12));
          const Secret next =
              schedule::hkdf_expand_label(hash, one, "traffic upd", {}, crypto::hash_length(hash));
          add(schedule::RecordForm::tls13,
              schedule::hkdf_expand_label(hash, next, "key", {}, crypto::aead_key_length(aead)),
              schedule::hkdf_expand_label(hash, next, "iv", {}, 12));
        }
        for (const Bytes &iv : keys.ivs[0]) {
          add(schedule::RecordForm::tls13, one, iv);
          add(schedule::RecordForm::tls12_chacha20_poly1305, one, iv);
        }
        for (const Bytes &iv : keys.ivs[1]) add(schedule::RecordForm::tls12_gcm, one, iv);
        for (const auto &form : forms) {
          for (const Bytes &record : closed) {
            ++records_tried;
            EXPECT_FALSE(opens_as(form, record)) << wire::to_hex(one);
          }
        }
      }
      if (tls12) {
        // As master secret and as premaster secret.
        const schedule::Tls12KeySchedule schedule(
            *schedule::tls12_suite(wire::CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256), false);
        const trace::Value secret{Secret(ByteView(one)), trace::kNoEvent, {}};
        const trace::Value client{Secret(ByteView(randoms[0])), trace::kNoEvent, {}};
        const trace::Value server{Secret(ByteView(randoms[1])), trace::kNoEvent, {}};
        const auto from_pre = schedule.master_secret(secret, client, server, quiet);
        for (const trace::Value *master : {&secret, &from_pre}) {
          const auto made = schedule.session_keys(*master, client, server, quiet);
          for (const Bytes &record : closed) {
            EXPECT_FALSE(opens_as(made.client, record) || opens_as(made.server, record));
          }
        }
      }
      // In every other part that the engine knows.
      Loot loot;
      for (const char *name : {"psk", "shared_secret", "early_secret", "handshake_secret",
                               "master_secret", "pre_master_secret", "resumption_master_secret"}) {
        loot.secrets.push_back({secret_named(name), Secret(ByteView(one)), {}});
      }
      loot.ephemerals = {{Role::client, Secret(ByteView(one))},
                         {Role::server, Secret(ByteView(one))}};
      if (one.size() == 32) {
        loot.seeds = {{Role::client, Secret(ByteView(one))}, {Role::server, Secret(ByteView(one))}};
        loot.ticket_keys.emplace_back(ByteView(one));
      }
      // What the ephemeral key of one connection, stolen by itself, must not do it does not do in
      // company either; but the keys of one direction are not in this loot.
      const auto read = attempt(played.session.recording(), loot, quiet).back();
      EXPECT_LE(read.client.reach, cell.read.client.reach) << wire::to_hex(one);
      EXPECT_LE(read.server.reach, cell.read.server.reach) << wire::to_hex(one);
    }
  }
  EXPECT_EQ(cannot, 39);
  EXPECT_GT(records_tried, 5000);
}

// --- recordings ---

TEST(Recording, ACaptureAndAKeyLogAreEnough) {
  for (const Settings &settings :
       {Settings{}, kTls12, Settings{{"key-update", "both"}},
        Settings{{"resumption", "psk_dhe_ke"}, {"early-data", "early"}}}) {
    const Played played(scenario_of(settings));
    const std::string log = session::key_log(played.session.trace());
    const session::Files files{{"wire.pcapng", write_capture(played.session.recording(), "")},
                               {"keys.log", wire::to_bytes(wire::as_bytes(log))}};
    const std::vector<std::string> args{"attack",   "wire.pcapng", "--key-log",
                                        "keys.log", "--format",    "json"};
    EXPECT_EQ(session::files_of(args), (std::vector<std::string>{"wire.pcapng", "keys.log"}));
    const auto result = session::run_command(args, crypto::system_seed, files);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const Bytes request = wire::to_bytes(wire::as_bytes(played.scenario.request));
    EXPECT_NE(result.out.find("\"client\":{\"reads\":\"all\",\"bytes\":\"" + wire::to_hex(request)),
              std::string::npos);
    Loot loot;
    EXPECT_EQ(read_key_log(log, loot), std::nullopt);
    trace::Recorder quiet;
    for (const auto &one : attempt(played.session.recording(), loot, quiet)) {
      EXPECT_EQ(one.client.reach, Reach::all);
      EXPECT_EQ(one.server.reach, Reach::all);
    }
  }
}

TEST(Recording, BrokenOnesEndSomewhere) {
  for (const Settings &settings :
       {Settings{}, kTls12, Settings{{"resumption", "psk_ke"}, {"early-data", "e"}}}) {
    const Played played(scenario_of(settings));
    const Try whole = attack(played, "server-key,client-ephemeral,ticket-key");
    const Recording &recording = played.session.recording();
    for (std::size_t c = 0; c < recording.size(); ++c) {
      for (std::size_t p = 0; p < recording[c].size(); ++p) {
        const std::size_t size = recording[c][p].bytes.size();
        for (std::size_t at = 0; at < size; at += std::max<std::size_t>(1, size / 40)) {
          Recording cut = recording;
          cut.resize(c + 1);
          cut[c].resize(p + 1);
          cut[c][p].bytes.resize(at);
          Recording flipped = recording;
          flipped[c][p].bytes[at] ^= static_cast<std::uint8_t>(1 << at % 8);
          for (const Recording *one : {&cut, &flipped}) {
            trace::Recorder trace(trace::Recorder::Mode::keeping);
            const auto read = attempt(*one, whole.loot, trace);
            ASSERT_EQ(read.size(), one->size());
            for (std::size_t i = 0; i < read.size(); ++i) {
              // Nothing is read that was not said, and what is not read is accounted for.
              const std::string client = text_of(read[i].client.bytes);
              EXPECT_TRUE(played.scenario.request.starts_with(client));
              EXPECT_TRUE(played.scenario.response.starts_with(text_of(read[i].server.bytes)));
              const bool all =
                  read[i].client.reach == Reach::all && read[i].server.reach == Reach::all;
              EXPECT_TRUE(all || !read[i].dead_ends.empty());
            }
          }
        }
      }
    }
  }
}

TEST(Recording, BadLootIsSaidInOneLine) {
  const Played played(scenario_of({}));
  const session::Files files{{"wire", write_capture(played.session.recording(), "")},
                             {"nonsense", {1, 2, 3}}};
  const std::vector<std::vector<std::string>> bad{
      {"nonsense"},
      {"wire", "--server-key", "nonsense"},
      {"wire", "--ephemeral", "client"},
      {"wire", "--ephemeral", "middle=00"},
      {"wire", "--ephemeral", "client=0"},
      {"wire", "--ticket-key", "00"},
      {"wire", "--secret", "colour=00"},
      {"wire", "--known-seed", "client=00"},
      {"wire", "--steal", "server-key"},
      {"wire", "--group", "x25519"},
      {"wire", "more"},
      {"missing"},
      {"--steal", "colour"},
      {"--at", "noon"},
      {"--at", "after"},
      {"--ephemeral", "client=00"},
      {"--matrix", "--group", "x25519"},
      {"--format", "xml"},
  };
  for (std::vector<std::string> args : bad) {
    args.insert(args.begin(), "attack");
    const auto result = session::run_command(args, crypto::system_seed, files);
    EXPECT_EQ(result.exit_code, 2) << args[1];
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_TRUE(result.out.empty());
  }
  Loot loot;
  EXPECT_EQ(read_key_log("# a comment\n\nCLIENT_TRAFFIC_SECRET_0 00 00\n", loot),
            "line 3: the second word is not the 64 hexadecimal digits of a client's random");
  EXPECT_TRUE(loot.empty());
}

}  // namespace
}  // namespace eavesdropper::attack_test
