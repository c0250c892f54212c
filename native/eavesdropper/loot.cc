#include "eavesdropper/loot.h"

#include <algorithm>
#include <array>

#include "schedule/key_log_labels.h"
#include "schedule/key_schedule.h"

namespace eavesdropper {
namespace {

// What secrets there are besides the traffic secrets of application data.
constexpr std::array<std::string_view, 19> kNames{"psk",
                                                  "resumption_psk",
                                                  "external_psk",
                                                  "shared_secret",
                                                  "early_secret",
                                                  "handshake_secret",
                                                  "master_secret",
                                                  "pre_master_secret",
                                                  "resumption_master_secret",
                                                  "client_early_traffic_secret",
                                                  "client_handshake_traffic_secret",
                                                  "server_handshake_traffic_secret",
                                                  "client_write_key",
                                                  "server_write_key",
                                                  "client_write_IV",
                                                  "server_write_IV",
                                                  "client_write_MAC_key",
                                                  "server_write_MAC_key",
                                                  "exporter_master_secret"};

constexpr std::string_view kTraffic = "_application_traffic_secret_";
constexpr std::size_t kMostGenerations = 100;

// number reads a number of at most two digits, without leading zeros.
std::optional<std::size_t> number(std::string_view text) {
  if (text.empty() || text.size() > 2 || (text.size() == 2 && text[0] == '0')) return std::nullopt;
  std::size_t out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    out = 10 * out + static_cast<std::size_t>(c - '0');
  }
  return out;
}

}  // namespace

std::optional<TrafficSecretName> traffic_secret_of(std::string_view name) {
  const Role sender = name.starts_with("server") ? Role::server : Role::client;
  if (name == "client_early_traffic_secret") return TrafficSecretName{sender, trace::Epoch::early};
  if (name.ends_with("_handshake_traffic_secret")) {
    return TrafficSecretName{sender, trace::Epoch::handshake};
  }
  const std::size_t at = name.find(kTraffic);
  if (at != 6 || !(name.starts_with("client") || name.starts_with("server"))) return std::nullopt;
  const auto generation = number(name.substr(at + kTraffic.size()));
  if (!generation || *generation >= kMostGenerations) return std::nullopt;
  return TrafficSecretName{sender, trace::Epoch::application, *generation};
}

std::string_view secret_named(std::string_view name) {
  const auto *found = std::find(kNames.begin(), kNames.end(), name);
  if (found != kNames.end()) return *found;
  const auto traffic = traffic_secret_of(name);
  if (!traffic || traffic->epoch != trace::Epoch::application) return {};
  return schedule::traffic_secret_name(traffic->sender, traffic->generation);
}

std::string secret_names() {
  std::string out;
  for (const std::string_view one : kNames) out += std::string(one) + ", ";
  return out + "client_application_traffic_secret_N, server_application_traffic_secret_N";
}

std::optional<std::string> read_key_log(std::string_view text, Loot &loot) {
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view rest = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    if (rest.empty() || rest[0] == '#') continue;
    std::string_view words[3];
    for (std::string_view &word : words) {
      const std::size_t space = std::min(rest.find(' '), rest.size());
      word = rest.substr(0, space);
      rest.remove_prefix(std::min(space + 1, rest.size()));
    }
    std::string_view name;
    if (words[0] == "CLIENT_RANDOM") name = "master_secret";
    for (const auto &label : schedule::kKeyLogLabels) {
      if (label.label == words[0]) name = secret_named(label.value);
    }
    constexpr std::string_view kMiddle = "_TRAFFIC_SECRET_";
    if (name.empty() &&
        words[0].substr(std::min<std::size_t>(6, words[0].size())).starts_with(kMiddle)) {
      const std::string_view n = words[0].substr(6 + kMiddle.size());
      name = secret_named((words[0].starts_with("SERVER") ? "server" : "client") +
                          std::string(kTraffic) + std::string(n));
    }
    if (name.empty()) continue;
    auto random = wire::from_hex(words[1]);
    auto secret = wire::from_hex(words[2]);
    const std::string where = "line " + std::to_string(line) + ": ";
    if (!random || random->size() != 32) {
      return where + "the second word is not the 64 hexadecimal digits of a client's random";
    }
    if (!secret || secret->empty() || !rest.empty()) {
      return where + "the third word, and last, is not a secret in hexadecimal digits";
    }
    loot.secrets.push_back({name, Secret(ByteView(*secret)), std::move(*random)});
    crypto::wipe(secret->data(), secret->size());
  }
  return std::nullopt;
}

}  // namespace eavesdropper
