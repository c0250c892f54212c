// The labels of a key log file (RFC 9850, section 2.1 and 2.2), by the names of the trace.
#pragma once

#include <array>
#include <string_view>

namespace schedule {

struct KeyLogLabel {
  std::string_view value;  // the secret's name in the trace
  std::string_view label;
};

// kKeyLogLabels has those of TLS 1.3. CLIENT_RANDOM, the master_secret of TLS 1.2, stands apart: a
// master_secret of TLS 1.3 is in no key log.
inline constexpr std::array kKeyLogLabels{
    KeyLogLabel{"client_early_traffic_secret", "CLIENT_EARLY_TRAFFIC_SECRET"},
    KeyLogLabel{"early_exporter_master_secret", "EARLY_EXPORTER_MASTER_SECRET"},
    KeyLogLabel{"client_handshake_traffic_secret", "CLIENT_HANDSHAKE_TRAFFIC_SECRET"},
    KeyLogLabel{"server_handshake_traffic_secret", "SERVER_HANDSHAKE_TRAFFIC_SECRET"},
    KeyLogLabel{"client_application_traffic_secret_0", "CLIENT_TRAFFIC_SECRET_0"},
    KeyLogLabel{"server_application_traffic_secret_0", "SERVER_TRAFFIC_SECRET_0"},
    KeyLogLabel{"exporter_master_secret", "EXPORTER_SECRET"},
};

}  // namespace schedule
