// The matrix: every key exchange, and everything that can be stolen. Every cell is a run.
#include "session/arguments.h"
#include "session/attack.h"
#include "session/json.h"
#include "session/text.h"

namespace session {
namespace {

// Words of settings have no blanks in them.
struct MatrixRow {
  std::string_view id, title, settings;
  std::string_view traffic_secret;  // the one that is stolen: one direction's
};
// TLS 1.2 has no traffic secrets: the keys of one direction stand for one.
constexpr std::string_view kTls12Keys = "client_write_key,client_write_IV";
constexpr std::string_view kTls13Secret = "client_application_traffic_secret_0";
constexpr MatrixRow kMatrixRows[] = {
    {"rsa", "RSA key exchange", "--tls 1.2 --suite TLS_RSA_WITH_AES_128_GCM_SHA256", kTls12Keys},
    {"dhe", "DHE", "--tls 1.2 --suite TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 --group ffdhe2048",
     kTls12Keys},
    {"ecdhe", "ECDHE", "--tls 1.2 --suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", kTls12Keys},
    {"tls13", "TLS 1.3", "--tls 1.3", kTls13Secret},
    {"psk_ke", "TLS 1.3, psk_ke", "--tls 1.3 --resumption psk_ke", kTls13Secret},
    {"psk_dhe_ke", "TLS 1.3, psk_dhe_ke", "--tls 1.3 --resumption psk_dhe_ke", kTls13Secret},
    {"early_data", "0-RTT data", "--tls 1.3 --resumption psk_dhe_ke --early-data GET_/early",
     "client_early_traffic_secret"},
    {"hybrid", "X25519MLKEM768", "--tls 1.3 --group X25519MLKEM768", kTls13Secret},
};

struct Column {
  std::string_view id, title;
  std::string_view steal;  // empty: the row's traffic secret
  Moment moment;
};
constexpr Column kLoot[] = {
    {"nothing", "nothing", "nothing", Moment::before},
    {"server_key", "the server's long-term key", "server-key", Moment::before},
    {"ephemeral_before", "an ephemeral key, before its discard", "client-ephemeral",
     Moment::before},
    {"ephemeral_after", "an ephemeral key, after its discard", "client-ephemeral", Moment::after},
    {"ticket_key", "the session-ticket key", "ticket-key", Moment::before},
    {"traffic_secret", "one traffic secret", "", Moment::before},
};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    out.emplace_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return out;
}

Scenario scenario_of(const MatrixRow &row) {
  Scenario scenario;
  const std::vector<std::string> words = words_of(row.settings);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    set(scenario, std::string_view(words[i]).substr(2), words[i + 1]);
  }
  return scenario;
}

std::string_view steal_of(const MatrixRow &row, const Column &column) {
  return column.steal.empty() ? row.traffic_secret : column.steal;
}

// write_side writes what she reads of one side, and where the road ends.
void write_side(JsonWriter &json, std::string_view name, const eavesdropper::Reading &reading,
                const trace::DeadEnd &end) {
  json.key(name).begin_object().key("reads").text(name_of(reading.reach)).key("dead_end");
  if (end.why.empty()) {
    json.null();
  } else {
    json.begin_object().key("value").text(end.value).key("missing").begin_array();
    json.text(end.missing).end_array().key("why").text(end.why);
    json.key("section").text(end.section).end_object();
  }
  json.end_object();
}

std::string padded(std::string_view text, std::size_t size) {
  std::string out(text);
  out.resize(std::max(size, out.size()), ' ');
  return out;
}

}  // namespace

std::vector<Cell> matrix() {
  std::vector<Cell> out;
  for (const MatrixRow &row : kMatrixRows) {
    const Played played(scenario_of(row));
    for (const Column &column : kLoot) {
      Cell cell;
      cell.row = row.id;
      cell.column = column.id;
      cell.run = std::string(row.settings) + " --steal " + std::string(steal_of(row, column)) +
                 " --at " + (column.moment == Moment::after ? "after" : "before");
      std::vector<Wanted> wanted;
      read_wanted(steal_of(row, column), wanted);
      std::vector<std::string> absent;
      Recorder trace(Recorder::Mode::keeping);
      const auto loot = steal(played, wanted, column.moment, absent, trace);
      cell.there_is_none = !absent.empty();
      cell.read = std::move(attempt(played.session.recording(), loot, trace).back());
      for (const trace::EventId id : cell.read.dead_ends) {
        const trace::TraceEvent &event = trace.events()[id];
        const auto &end = std::get<trace::DeadEnd>(event.is);
        const bool early = event.by == Role::client && cell.read.early_offered &&
                           cell.early.why.empty() && id == cell.read.dead_ends.front() &&
                           cell.read.early.reach != eavesdropper::Reach::all;
        (early ? cell.early : event.by == Role::client ? cell.client : cell.server) = end;
      }
      out.push_back(std::move(cell));
    }
  }
  return out;
}

std::string matrix_json(const std::vector<Cell> &cells) {
  JsonWriter json;
  json.begin_object().line().key("rows").begin_array();
  for (const MatrixRow &row : kMatrixRows) {
    json.line().begin_object().key("id").text(row.id).key("title").text(row.title);
    json.key("settings").begin_array();
    for (const std::string &word : words_of(row.settings)) json.text(word);
    json.end_array().end_object();
  }
  json.line().end_array().line().key("columns").begin_array();
  for (const Column &column : kLoot) {
    json.line().begin_object().key("id").text(column.id).key("title").text(column.title);
    json.end_object();
  }
  json.line().end_array().line().key("cells").begin_array();
  for (const Cell &cell : cells) {
    json.line().begin_object().key("row").text(cell.row).key("column").text(cell.column);
    json.key("run").begin_array();
    for (const std::string &word : words_of(cell.run)) json.text(word);
    json.end_array().key("there_is_none").boolean(cell.there_is_none);
    write_side(json, "client", cell.read.client, cell.client);
    write_side(json, "server", cell.read.server, cell.server);
    if (cell.read.early_offered) write_side(json, "early", cell.read.early, cell.early);
    json.end_object();
  }
  json.line().end_array().line().end_object();
  return json.take() + "\n";
}

std::string matrix_text(const std::vector<Cell> &cells) {
  std::string out =
      "What somebody who recorded the wire can read, with what was stolen: of the client's data, "
      "of\nthe server's, and of early data where there is some. Every line was played and "
      "attacked.\n";
  for (const MatrixRow &row : kMatrixRows) {
    out += "\n" + std::string(row.title) + "\n";
    for (const Cell &cell : cells) {
      if (cell.row != row.id) continue;
      std::string_view title;
      for (const Column &column : kLoot) {
        if (column.id == cell.column) title = column.title;
      }
      std::string line = "  " + padded(title, 38);
      line += padded("client " + std::string(name_of(cell.read.client.reach)), 13);
      line += padded("server " + std::string(name_of(cell.read.server.reach)), 13);
      if (cell.read.early_offered) line += "early " + std::string(name_of(cell.read.early.reach));
      if (cell.there_is_none) line += " (there is none to steal)";
      while (line.back() == ' ') line.pop_back();
      out += line + "\n";
      const trace::DeadEnd &end = cell.server.why.empty() ? cell.client : cell.server;
      if (!end.why.empty()) {
        out += wrapped("      " + std::string(end.value) + ": ", "      ", end.why);
      }
    }
  }
  return out;
}

}  // namespace session
