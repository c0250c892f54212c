#include "session/key_log.h"

#include <set>
#include <string_view>

#include "schedule/key_log_labels.h"

namespace session {
namespace {

// later_label is CLIENT_TRAFFIC_SECRET_N or SERVER_TRAFFIC_SECRET_N for N from 1; empty for others.
std::string later_label(std::string_view name) {
  constexpr std::string_view kMiddle = "_application_traffic_secret_";
  const std::size_t at = name.find(kMiddle);
  if (at == std::string_view::npos || name.ends_with("_0") || name.ends_with("_N")) return {};
  return (name.starts_with("client") ? "CLIENT" : "SERVER") + std::string("_TRAFFIC_SECRET_") +
         std::string(name.substr(at + kMiddle.size()));
}

// find_field gives the first field of a name in a message's tree.
const wire::Annotation *find_field(const std::vector<wire::Annotation> &fields,
                                   std::string_view name) {
  for (const wire::Annotation &field : fields) {
    if (field.name == name) return &field;
    if (const wire::Annotation *inner = find_field(field.children, name)) return inner;
  }
  return nullptr;
}

}  // namespace

std::string key_log(const trace::Recorder &recorder) {
  std::string random;
  std::string out;
  std::set<std::string> written;
  for (const trace::TraceEvent &event : recorder.events()) {
    if (const auto *message = std::get_if<trace::MessagePassed>(&event.is)) {
      if (!random.empty() || message->name != "client_hello") continue;
      const std::vector<wire::Annotation> fields = message->fields();
      if (const wire::Annotation *field = find_field(fields, "random")) {
        random = wire::to_hex(
            wire::ByteView(message->bytes).subspan(field->begin, field->end - field->begin));
      }
    } else if (std::get_if<trace::ConnectionBegun>(&event.is)) {
      random.clear();
    } else if (const auto *value = std::get_if<trace::ValueBorn>(&event.is)) {
      // TLS 1.3 has a value of this name too, which is not in a key log.
      if (value->name == "master_secret" && value->origin.operation == "PRF" && !random.empty()) {
        const std::string line =
            "CLIENT_RANDOM " + random + " " + wire::to_hex(value->bytes) + "\n";
        if (written.insert(line).second) out += line;
      }
      if (!random.empty()) {
        const std::string later = later_label(value->name);
        const std::string line = later + " " + random + " " + wire::to_hex(value->bytes) + "\n";
        if (!later.empty() && written.insert(line).second) out += line;
      }
      for (const schedule::KeyLogLabel &label : schedule::kKeyLogLabels) {
        if (value->name != label.value || random.empty()) continue;
        const std::string line =
            std::string(label.label) + " " + random + " " + wire::to_hex(value->bytes) + "\n";
        if (written.insert(line).second) out += line;
      }
    }
  }
  return out;
}

}  // namespace session
