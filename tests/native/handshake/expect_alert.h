// A connection that must end with an alert, and take all its secrets with it.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "native/handshake/scripted_peer.h"

namespace handshake::testing {

// left_alive names the secrets whose end the trace does not tell, though the connection is over.
// What a ticket is for outlives it.
inline std::string left_alive(const Recorder &trace) {
  std::map<EventId, std::string_view> alive;
  for (const auto &event : trace.events()) {
    if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
      const std::string_view name = value->name;
      if (event.by == Role::client && name == "resumption_psk") continue;
      if (name == "private_key" || name == "shared_secret" || name.ends_with("_secret") ||
          name.find("_traffic_secret_") != std::string_view::npos || name == "external_psk" ||
          name == "resumption_psk" || name == "key_block" || name == "pre_master_random" ||
          name == "pre_master_fallback" || name.ends_with("_IV") ||
          name == "exported_keying_material" || name.ends_with("_key") || name.ends_with("_iv")) {
        if (name != "public_key" && name != "peer_public_key" &&
            name != "certificate_private_key" && name != "encrypted_pre_master_secret" &&
            name != "record_iv" && name != "ticket_key") {
          alive[event.id] = name;
        }
      }
    } else if (const auto *end = std::get_if<trace::Discarded>(&event.is)) {
      alive.erase(end->value);
    }
  }
  std::string names;
  for (const auto &[id, name] : alive) names += std::string(name) + " ";
  return names;
}

// expect_alert: the endpoint found the error, said so with a fatal alert and wiped itself.
template <class F>
void expect_alert(F &faced, AlertDescription alert) {
  ASSERT_TRUE(faced.failure()) << "there was no failure";
  EXPECT_TRUE(faced.failure()->raised_here) << wire::name_of(faced.failure()->alert);
  EXPECT_EQ(wire::name_of(faced.failure()->alert), wire::name_of(alert))
      << faced.failure()->reason << " (" << faced.failure()->field << ")";
  EXPECT_FALSE(faced.failure()->reason.empty());
  EXPECT_FALSE(faced.failure()->section.empty());
  EXPECT_TRUE(faced.endpoint.connection().closed());
  EXPECT_EQ(left_alive(faced.trace), "");
  const Bytes sent = faced.peer.next(ContentType::alert);
  if (faced.peer.unreadable) return;  // the peer is behind with its keys
  EXPECT_EQ(wire::to_hex(sent), wire::to_hex(Bytes{2, static_cast<std::uint8_t>(alert)}));
}

}  // namespace handshake::testing
