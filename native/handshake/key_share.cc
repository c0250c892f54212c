#include "handshake/key_share.h"

namespace handshake {
namespace {

std::string group_name(wire::NamedGroup group) { return std::string(wire::name_of(group)); }

Value draw_private_key(wire::NamedGroup group, crypto::Turn turn, Connection &connection,
                       Recorder &trace) {
  return trace.value(
      "private_key", crypto::draw_private_key(group, connection.random(), turn), [&] {
        return trace::Origin{"draw",
                             {{"group", group_name(group)},
                              {"length", std::uint64_t{crypto::private_key_length(group, turn)}}},
                             trace::only(connection.role()),
                             "RFC 8446, section 4.2.8"};
      });
}

trace::Origin public_key_origin(wire::NamedGroup group, const Value &private_key) {
  return {"public_key",
          {{"group", group_name(group)}, {"private_key", trace::ValueId{private_key.id}}},
          trace::kEverybody,
          "RFC 8446, section 4.2.8"};
}

Status check_peer(bool valid, Recorder &trace) {
  return require(valid, AlertDescription::illegal_parameter,
                 "the peer's public key is valid for the group", "RFC 8446, section 4.2.8.2",
                 trace);
}

Value name_shared_secret(crypto::Secret secret, wire::NamedGroup group, const Value &private_key,
                         const Value &peer_public_key, Recorder &trace) {
  return trace.value("shared_secret", std::move(secret), [&] {
    return trace::Origin{"shared_secret",
                         {{"group", group_name(group)},
                          {"private_key", trace::ValueId{private_key.id}},
                          {"peer_public_key", trace::ValueId{peer_public_key.id}}},
                         trace::kBothSides,
                         "RFC 8446, section 7.4"};
  });
}

}  // namespace

KeyShare draw_key_share(wire::NamedGroup group, Connection &connection, Recorder &trace) {
  KeyShare share{group, {}, {}};
  share.private_key = draw_private_key(group, crypto::Turn::first, connection, trace);
  const auto bytes = crypto::public_key(group, share.private_key);
  share.public_key = trace.value("public_key", crypto::Secret(bytes.value_or(Bytes())),
                                 [&] { return public_key_origin(group, share.private_key); });
  return share;
}

Status agree(KeyShare &own, const Value &peer_public_key, Value &shared_secret, Recorder &trace) {
  auto secret = crypto::shared_secret(own.group, own.private_key, peer_public_key);
  auto fatal = check_peer(secret.has_value(), trace);
  if (!fatal) {
    shared_secret =
        name_shared_secret(std::move(*secret), own.group, own.private_key, peer_public_key, trace);
  }
  trace.discard(own.private_key);
  return fatal;
}

Status answer_key_share(wire::NamedGroup group, const Value &peer_public_key, Value &public_key,
                        Value &shared_secret, Connection &connection, Recorder &trace) {
  Value private_key = draw_private_key(group, crypto::Turn::second, connection, trace);
  auto response = crypto::respond(group, private_key, peer_public_key);
  auto fatal = check_peer(response.has_value(), trace);
  if (!fatal) {
    public_key = trace.value("public_key", crypto::Secret(response->public_key), [&] {
      return group == wire::NamedGroup::X25519MLKEM768
                 ? trace::Origin{"encapsulate",
                                 {{"group", group_name(group)},
                                  {"private_key", trace::ValueId{private_key.id}},
                                  {"peer_public_key", trace::ValueId{peer_public_key.id}}},
                                 trace::kEverybody,
                                 "FIPS 203, section 6.2"}
                 : public_key_origin(group, private_key);
    });
    shared_secret = name_shared_secret(std::move(response->shared_secret), group, private_key,
                                       peer_public_key, trace);
  }
  trace.discard(private_key);
  return fatal;
}

}  // namespace handshake
