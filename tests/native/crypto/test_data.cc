#include "native/crypto/test_data.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "crypto/pem.h"

namespace crypto::testing {
namespace {

std::string read_whole(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << "cannot read " << path;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

Bytes hex(std::string_view digits) {
  std::string packed;
  for (const char c : digits) {
    if (c != ' ') packed += c;
  }
  const auto bytes = wire::from_hex(packed);
  EXPECT_TRUE(bytes.has_value()) << "not hexadecimal: " << digits;
  return bytes.value_or(Bytes{});
}

std::string read_file(const std::string &path) {
  return read_whole(std::string(HANDSHAKE_SOURCE_DIR "/") + path);
}

Bytes read_der(const std::string &name) {
  const auto read = read_pem(read_file("tests/vectors/crypto/" + name));
  const auto *blocks = std::get_if<std::vector<PemBlock>>(&read);
  if (blocks == nullptr || blocks->empty()) {
    ADD_FAILURE() << "no PEM block in " << name;
    return {};
  }
  return wire::to_bytes(blocks->front().der);
}

PrivateKey read_key(const std::string &name) {
  auto key = PrivateKey::from_der(read_der(name));
  if (!key) {
    ADD_FAILURE() << name << " is not a private key";
    std::abort();
  }
  return *key;
}

std::map<std::string, Bytes> read_vectors(const std::string &name) {
  std::map<std::string, Bytes> vectors;
  std::istringstream in(read_file("tests/vectors/" + name));
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t equals = line.find(" = ");
    EXPECT_NE(equals, std::string::npos) << name << ": " << line;
    if (equals == std::string::npos) continue;
    vectors[line.substr(0, equals)] = hex(std::string_view(line).substr(equals + 3));
  }
  EXPECT_FALSE(vectors.empty()) << "nothing in " << name;
  return vectors;
}

Bytes WycheproofCase::bytes(const std::string &field) const { return hex(text(field)); }

const std::string &WycheproofCase::text(const std::string &field) const {
  static const std::string kNone;
  const auto found = fields.find(field);
  if (found != fields.end()) return found->second;
  ADD_FAILURE() << id << " has no " << field;
  return kNone;
}

bool WycheproofCase::has_flag(std::string_view flag) const {
  const auto found = fields.find("flags");
  return found != fields.end() && found->second.find(flag) != std::string::npos;
}

std::vector<WycheproofCase> read_wycheproof(const std::string &name) {
  std::vector<WycheproofCase> cases;
#ifdef HANDSHAKE_BORINGSSL_SOURCE_DIR
  std::istringstream in(read_whole(std::string(HANDSHAKE_BORINGSSL_SOURCE_DIR) +
                                   "/third_party/wycheproof_testvectors/" + name));
  std::map<std::string, std::string> group;
  std::string line;
  bool in_group = false;
  while (std::getline(in, line)) {
    const std::string comment_id = "# tcId = ";
    if (line.starts_with(comment_id)) {
      cases.push_back({name + " " + line.substr(2), group});
      in_group = false;
      continue;
    }
    if (line.empty() || line[0] == '#') continue;
    const bool bracketed = line[0] == '[';
    const std::string body = bracketed ? line.substr(1, line.size() - 2) : line;
    const std::size_t equals = body.find(" =");
    if (equals == std::string::npos) continue;
    const std::string field = body.substr(0, equals);
    const std::string value = equals + 3 <= body.size() ? body.substr(equals + 3) : "";
    if (bracketed) {
      // The first bracketed line after a case begins a new group.
      if (!in_group) group.clear();
      in_group = true;
      group[field] = value;
    } else if (!cases.empty()) {
      cases.back().fields[field] = value;
    }
  }
#else
  ADD_FAILURE() << name << " is not found: built without HANDSHAKE_BORINGSSL_SOURCE_DIR";
#endif
  EXPECT_FALSE(cases.empty()) << "no cases in " << name;
  return cases;
}

}  // namespace crypto::testing
