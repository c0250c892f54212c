#include "session/trace_json.h"

#include "session/json.h"

namespace session {
namespace {

using trace::EventId;

void write_ids(JsonWriter &json, const std::vector<EventId> &ids) {
  json.begin_array();
  for (const EventId id : ids) json.number(id);
  json.end_array();
}

void write_fields(JsonWriter &json, const std::vector<wire::Annotation> &fields) {
  json.begin_array();
  for (const wire::Annotation &field : fields) {
    json.begin_object().key("name").text(field.name);
    json.key("begin").number(field.begin).key("end").number(field.end);
    if (!field.value.empty()) json.key("value").text(field.value);
    if (field.code) json.key("code").number(*field.code);
    if (!field.children.empty()) {
      json.key("fields");
      write_fields(json, field.children);
    }
    json.end_object();
  }
  json.end_array();
}

void write_input(JsonWriter &json, const trace::Input &input) {
  json.begin_object().key("name").text(input.name);
  std::visit(
      [&](const auto &is) {
        using T = std::decay_t<decltype(is)>;
        if constexpr (std::is_same_v<T, trace::ValueId>) {
          json.key("value").number(is.id);
        } else if constexpr (std::is_same_v<T, wire::Bytes>) {
          json.key("bytes").bytes(is);
        } else if constexpr (std::is_same_v<T, std::string>) {
          json.key("text").text(is);
        } else if constexpr (std::is_same_v<T, std::uint64_t>) {
          json.key("number").number(is);
        } else {
          json.key("messages");
          write_ids(json, is.ids);
        }
      },
      input.is);
  json.end_object();
}

// EventWriter writes the fields that are particular to each kind of event.
struct EventWriter {
  JsonWriter &json;
  // Set: the eavesdropper is at work, on what this side sent or has.
  std::optional<trace::Role> of = std::nullopt;

  void write_from(std::string_view key = "from") {
    if (of) json.key(key).text(name_of(*of));
  }

  void operator()(const trace::StateEntered &e) {
    json.key("kind").text("state").key("from").text(e.from).key("to").text(e.to);
  }
  void operator()(const trace::ValueBorn &e) {
    json.key("kind").text("value").key("name").text(e.name);
    if (e.origin.operation == "steal" || e.origin.operation == "receive") write_from();
    if (!e.origin.withheld) {
      json.key("bytes").bytes(e.bytes).key("length").number(e.length);
    }
    json.key("operation").text(e.origin.operation);
    json.key("inputs").begin_array();
    for (const trace::Input &input : e.origin.inputs) write_input(json, input);
    json.end_array();
    json.key("known_to").begin_array();
    if (e.origin.known_to & trace::client) json.text("client");
    if (e.origin.known_to & trace::server) json.text("server");
    if (e.origin.known_to & trace::wire_party) json.text("wire");
    json.end_array().key("section").text(e.origin.section);
  }
  void operator()(const trace::MessagePassed &e) {
    json.key("kind").text("message").key("direction").text(name_of(e.direction));
    write_from();
    json.key("content_type").text(wire::name_of(e.content_type));
    json.key("name").text(e.name).key("epoch").text(name_of(e.epoch));
    json.key("bytes").bytes(e.bytes).key("fields");
    write_fields(json, e.fields());
    if (e.direction == trace::Direction::received) {
      json.key("records");
      write_ids(json, e.records);
    }
  }
  void operator()(const trace::RecordPassed &e) {
    json.key("kind").text("record").key("direction").text(name_of(e.direction));
    write_from();
    json.key("number").number(e.number);
    const std::string_view type = wire::name_of(e.content_type);
    json.key("content_type").text(type.empty() ? "unknown" : type);
    // Whose keys protect a record of TLS 1.3 that she cannot open, she does not know.
    if (!of || e.content_type != wire::ContentType::invalid) {
      json.key("epoch").text(name_of(e.epoch));
    }
    json.key("bytes").bytes(e.bytes);
    if (e.direction == trace::Direction::sent) {
      json.key("messages");
      write_ids(json, e.messages);
    }
    if (e.protection) {
      const trace::Protection &p = *e.protection;
      if (!p.form.empty()) json.key("form").text(p.form);
      json.key("key").number(p.key);
      if (p.iv != trace::kNoEvent) json.key("iv").number(p.iv);
      if (p.mac_key != trace::kNoEvent) json.key("mac_key").number(p.mac_key);
      json.key("sequence_number").number(p.sequence_number);
      json.key("nonce").bytes(p.nonce).key("additional_data").bytes(p.additional_data);
      json.key("plaintext").bytes(p.plaintext);
    }
  }
  void operator()(const trace::Checked &e) {
    json.key("kind").text("check").key("what").text(e.what).key("passed").boolean(e.passed);
    json.key("alert").text(wire::name_of(e.alert)).key("section").text(e.section);
  }
  void operator()(const trace::Discarded &e) {
    json.key("kind").text("discard").key("value").number(e.value).key("name").text(e.name);
  }
  void operator()(const trace::Failed &e) {
    const std::string_view alert = wire::name_of(e.alert);
    json.key("kind").text("fatal").key("alert");
    json.text(alert.empty() ? std::to_string(static_cast<int>(e.alert)) : std::string(alert));
    json.key("reason").text(e.reason).key("section").text(e.section);
    json.key("raised").boolean(e.raised);
    if (e.where) {
      json.key("field").text(e.where->field).key("offset").number(e.where->at);
      json.key("why").text(e.where->why);
    }
  }
  void operator()(const trace::Established &e) {
    json.key("kind").text("established").key("version").text(e.version);
    json.key("cipher_suite").text(e.cipher_suite);
    write_optional("group", e.group);
    write_optional("signature_scheme", e.signature_scheme);
    write_if_any("client_signature_scheme", e.client_signature_scheme);
    write_optional("server_name", e.server_name);
    write_optional("application_protocol", e.application_protocol);
    write_if_any("psk", e.psk);
    write_if_any("resumed", e.resumed);
    write_if_any("early_data", e.early_data);
  }
  void operator()(const trace::ConnectionBegun &e) {
    json.key("kind").text("connection").key("number").number(e.number);
  }
  void operator()(const trace::Intervened &e) {
    json.key("kind").text("intervention").key("action").text(e.action);
    json.key("record").number(e.record).key("effective").boolean(e.effective);
    json.key("before").bytes(e.before).key("after").bytes(e.after);
  }
  void operator()(const trace::DataRead &e) {
    json.key("kind").text("read");
    write_from();
    json.key("connection").number(e.connection).key("epoch").text(name_of(e.epoch));
    json.key("bytes").bytes(e.bytes).key("records");
    write_ids(json, e.records);
  }
  void operator()(const trace::DeadEnd &e) {
    json.key("kind").text("dead_end");
    write_from("of");
    json.key("connection").number(e.connection).key("value").text(e.value);
    json.key("missing").begin_array().text(e.missing).end_array();
    json.key("why").text(e.why).key("section").text(e.section);
  }
  void operator()(const trace::MemoryRead &e) {
    json.key("kind").text("memory");
    write_from("owner");
    json.key("name").text(e.name).key("bytes").bytes(e.bytes).key("holds").begin_array();
    for (const std::string_view one : e.holds) json.text(one);
    json.end_array();
  }
  void write_if_any(std::string_view name, std::string_view value) {
    if (!value.empty()) json.key(name).text(value);
  }
  void write_optional(std::string_view name, std::string_view value) {
    json.key(name);
    if (value.empty()) {
      json.null();
    } else {
      json.text(value);
    }
  }
};

void write_side(JsonWriter &json, const Side &side) {
  const handshake::Connection &connection = *side.connection;
  json.key(name_of(side.role)).begin_object().key("state").text(side.state);
  if (const auto &failure = connection.failure()) {
    const std::string_view alert = wire::name_of(failure->alert);
    json.key("alert").text(alert.empty() ? std::to_string(static_cast<int>(failure->alert))
                                         : std::string(alert));
    const trace::Role from = failure->raised_here ? side.role : trace::peer_of(side.role);
    json.key("alert_from").text(name_of(from)).key("reason").text(failure->reason);
  } else {
    json.key("alert").null();
  }
  if (const auto &summary = connection.summary()) {
    json.key("version").text(wire::name_of(summary->version));
    json.key("cipher_suite").text(wire::name_of(summary->cipher_suite));
    EventWriter writer{json};
    writer.write_optional("group", wire::name_of(summary->group));
    writer.write_optional("signature_scheme", wire::name_of(summary->signature_scheme));
    writer.write_if_any("client_signature_scheme", wire::name_of(summary->client_signature_scheme));
    writer.write_optional("server_name", summary->server_name);
    writer.write_optional("application_protocol", summary->application_protocol);
    writer.write_if_any("psk", summary->psk);
    writer.write_if_any("resumed", summary->resumed);
    writer.write_if_any("early_data", summary->early_data);
  }
  json.key("received").bytes(side.received).end_object();
}

// begin_trace writes what stands before the outcome.
void begin_trace(JsonWriter &json, const std::vector<std::pair<std::string, std::string>> &scenario,
                 const trace::Recorder &recorder, bool attack) {
  json.begin_object();
  json.line().key("format").text("handshake-playground-trace").line().key("version").number(1);
  json.line().key("scenario").begin_object();
  for (const auto &[name, value] : scenario) json.key(name).text(value);
  json.end_object();
  json.line().key("events").begin_array();
  for (const trace::TraceEvent &event : recorder.events()) {
    json.line().begin_object().key("id").number(event.id).key("step").number(event.step);
    json.key("by").text(attack ? "eavesdropper" : name_of(event.by));
    EventWriter writer{json};
    if (attack) writer.of = event.by;
    std::visit(writer, event.is);
    json.end_object();
  }
  json.line().end_array();
  json.line().key("outcome").begin_object();
}

void write_reading(JsonWriter &json, std::string_view name, const eavesdropper::Reading &reading) {
  json.key(name).begin_object().key("reads").text(eavesdropper::name_of(reading.reach));
  json.key("bytes").bytes(reading.bytes).end_object();
}

void write_read(JsonWriter &json, const eavesdropper::ConnectionRead &read) {
  write_reading(json, "client", read.client);
  write_reading(json, "server", read.server);
  if (read.early_offered) write_reading(json, "early", read.early);
  json.key("dead_ends");
  write_ids(json, read.dead_ends);
}

}  // namespace

std::string trace_json(const std::vector<std::pair<std::string, std::string>> &scenario,
                       const trace::Recorder &recorder, const std::vector<Side> &sides) {
  JsonWriter json;
  begin_trace(json, scenario, recorder, false);
  for (const Side &side : sides) write_side(json, side);
  json.end_object().line().end_object();
  return json.take() + "\n";
}

std::string attack_json(const std::vector<std::pair<std::string, std::string>> &scenario,
                        const trace::Recorder &recorder,
                        const std::vector<eavesdropper::ConnectionRead> &read) {
  JsonWriter json;
  begin_trace(json, scenario, recorder, true);
  json.key("eavesdropper").begin_object().key("connections").begin_array();
  for (const auto &one : read) {
    json.line().begin_object();
    write_read(json, one);
    json.end_object();
  }
  json.line().end_array().end_object();
  json.end_object().line().end_object();
  return json.take() + "\n";
}

}  // namespace session
