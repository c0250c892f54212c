#include "handshake/key_share.h"

namespace handshake {

KeyShare draw_key_share(wire::NamedGroup group, Connection &connection, Recorder &trace) {
  const auto name = [&] { return std::string(wire::name_of(group)); };
  KeyShare share{group, {}, {}};
  share.private_key =
      trace.value("private_key", crypto::draw_private_key(group, connection.random()), [&] {
        return trace::Origin{
            "draw",
            {{"group", name()}, {"length", std::uint64_t{crypto::private_key_length(group)}}},
            trace::only(connection.role()),
            "RFC 8446, section 4.2.8"};
      });
  const auto bytes = crypto::public_key(group, share.private_key);
  share.public_key = trace.value("public_key", crypto::Secret(bytes.value_or(Bytes())), [&] {
    return trace::Origin{"public_key",
                         {{"group", name()}, {"private_key", trace::ValueId{share.private_key.id}}},
                         trace::kEverybody,
                         "RFC 8446, section 4.2.8"};
  });
  return share;
}

Status agree(KeyShare &own, const Value &peer_public_key, Value &shared_secret, Recorder &trace) {
  auto secret = crypto::shared_secret(own.group, own.private_key, peer_public_key);
  if (auto fatal = require(secret.has_value(), AlertDescription::illegal_parameter,
                           "the peer's public key is valid for the group",
                           "RFC 8446, section 4.2.8.2", trace)) {
    trace.discard(own.private_key);
    return fatal;
  }
  shared_secret = trace.value("shared_secret", std::move(*secret), [&] {
    return trace::Origin{"shared_secret",
                         {{"group", std::string(wire::name_of(own.group))},
                          {"private_key", trace::ValueId{own.private_key.id}},
                          {"peer_public_key", trace::ValueId{peer_public_key.id}}},
                         trace::kBothSides,
                         "RFC 8446, section 7.4"};
  });
  trace.discard(own.private_key);
  return std::nullopt;
}

}  // namespace handshake
