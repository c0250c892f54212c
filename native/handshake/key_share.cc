#include "handshake/key_share.h"

namespace handshake {
namespace {

std::string group_name(wire::NamedGroup group) { return std::string(wire::name_of(group)); }

Value draw_private_key(wire::NamedGroup group, crypto::Turn turn, Section section,
                       Connection &connection, Recorder &trace) {
  return trace.value(
      "private_key", crypto::draw_private_key(group, connection.random(), turn), [&] {
        return trace::Origin{"draw",
                             {{"group", group_name(group)},
                              {"length", std::uint64_t{crypto::private_key_length(group, turn)}}},
                             trace::only(connection.role()),
                             section};
      });
}

trace::Origin public_key_origin(wire::NamedGroup group, const Value &private_key, Section section) {
  return {"public_key",
          {{"group", group_name(group)}, {"private_key", trace::ValueId{private_key.id}}},
          trace::kEverybody,
          section};
}

Status check_peer(bool valid, Section section, Recorder &trace) {
  return require(valid, AlertDescription::illegal_parameter,
                 "the peer's public key is valid for the group", section, trace);
}

Value name_shared_secret(crypto::Secret secret, wire::NamedGroup group, const Value &private_key,
                         const Value &peer_public_key, Section section, Recorder &trace) {
  return trace.value("shared_secret", std::move(secret), [&] {
    return trace::Origin{"shared_secret",
                         {{"group", group_name(group)},
                          {"private_key", trace::ValueId{private_key.id}},
                          {"peer_public_key", trace::ValueId{peer_public_key.id}}},
                         trace::kBothSides,
                         section};
  });
}

}  // namespace

KeyShare draw_key_share(wire::NamedGroup group, Connection &connection, Recorder &trace,
                        const KeyShareSections &sections) {
  KeyShare share{group, {}, {}};
  share.private_key =
      draw_private_key(group, crypto::Turn::first, sections.pair, connection, trace);
  const auto bytes = crypto::public_key(group, share.private_key);
  share.public_key = trace.value("public_key", crypto::Secret(bytes.value_or(Bytes())), [&] {
    return public_key_origin(group, share.private_key, sections.pair);
  });
  return share;
}

Status agree(KeyShare &own, const Value &peer_public_key, Value &shared_secret, Recorder &trace,
             const KeyShareSections &sections) {
  auto secret = crypto::shared_secret(own.group, own.private_key, peer_public_key);
  auto fatal = check_peer(secret.has_value(), sections.check, trace);
  if (!fatal) {
    shared_secret = name_shared_secret(std::move(*secret), own.group, own.private_key,
                                       peer_public_key, sections.secret, trace);
  }
  trace.discard(own.private_key);
  return fatal;
}

Status answer_key_share(wire::NamedGroup group, const Value &peer_public_key, Value &public_key,
                        Value &shared_secret, Connection &connection, Recorder &trace) {
  constexpr KeyShareSections kSections;
  Value private_key =
      draw_private_key(group, crypto::Turn::second, kSections.pair, connection, trace);
  auto response = crypto::respond(group, private_key, peer_public_key);
  auto fatal = check_peer(response.has_value(), kSections.check, trace);
  if (!fatal) {
    public_key = trace.value("public_key", crypto::Secret(response->public_key), [&] {
      return group == wire::NamedGroup::X25519MLKEM768
                 ? trace::Origin{"encapsulate",
                                 {{"group", group_name(group)},
                                  {"private_key", trace::ValueId{private_key.id}},
                                  {"peer_public_key", trace::ValueId{peer_public_key.id}}},
                                 trace::kEverybody,
                                 "FIPS 203, section 6.2"}
                 : public_key_origin(group, private_key, kSections.pair);
    });
    shared_secret = name_shared_secret(std::move(response->shared_secret), group, private_key,
                                       peer_public_key, kSections.secret, trace);
  }
  trace.discard(private_key);
  return fatal;
}

}  // namespace handshake
