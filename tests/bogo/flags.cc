#include "bogo/flags.h"

#include <openssl/base64.h>

#include <charconv>
#include <string_view>
#include <variant>

namespace bogo {
namespace {

using Member =
    std::variant<bool Flags::*, int Flags::*, std::string Flags::*, std::vector<int> Flags::*>;

struct Flag {
  std::string_view name;
  Member member;
  bool base64 = false;
};

const Flag kFlags[] = {
    {"-port", &Flags::port},
    {"-server", &Flags::server},
    {"-resume-count", &Flags::resume_count},
    {"-async", &Flags::async},
    {"-implicit-handshake", &Flags::implicit_handshake},
    {"-shim-writes-first", &Flags::shim_writes_first},
    {"-read-with-unfinished-write", &Flags::read_with_unfinished_write},
    {"-shim-shuts-down", &Flags::shim_shuts_down},
    {"-check-close-notify", &Flags::check_close_notify},
    {"-key-update", &Flags::key_update},
    {"-handshake-never-done", &Flags::handshake_never_done},
    {"-read-size", &Flags::read_size},
    {"-resumption-delay", &Flags::resumption_delay},
    {"-key-file", &Flags::key_file},
    {"-cert-file", &Flags::cert_file},
    {"-host-name", &Flags::host_name},
    {"-advertise-alpn", &Flags::advertise_alpn},
    {"-select-alpn", &Flags::select_alpn},
    {"-cipher", &Flags::cipher},
    {"-use-client-ca-list", &Flags::use_client_ca_list},
    {"-min-version", &Flags::min_version},
    {"-max-version", &Flags::max_version},
    {"-no-tls13", &Flags::no_tls13},
    {"-no-tls12", &Flags::no_tls12},
    {"-no-tls11", &Flags::no_tls11},
    {"-no-tls1", &Flags::no_tls1},
    {"-no-ticket", &Flags::no_ticket},
    {"-enable-early-data", &Flags::enable_early_data},
    {"-enable-grease", &Flags::enable_grease},
    {"-fallback-scsv", &Flags::fallback_scsv},
    {"-renegotiate-ignore", &Flags::renegotiate_ignore},
    {"-require-any-client-certificate", &Flags::require_any_client_certificate},
    {"-verify-peer", &Flags::verify_peer},
    {"-verify-fail", &Flags::verify_fail},
    {"-use-custom-verify-callback", &Flags::use_custom_verify_callback},
    {"-reverify-on-resume", &Flags::reverify_on_resume},
    {"-decline-alpn", &Flags::decline_alpn},
    {"-reject-alpn", &Flags::reject_alpn},
    {"-server-preference", &Flags::server_preference},
    {"-fips-202205", &Flags::fips_202205},
    {"-wpa-202304", &Flags::wpa_202304},
    {"-tls-unique", &Flags::tls_unique},
    {"-expect-early-data-reason", &Flags::expect_early_data_reason},
    {"-no-op-extra-handshake", &Flags::no_op},
    {"-handshake-twice", &Flags::no_op},
    {"-use-old-client-cert-callback", &Flags::no_op},
    {"-use-early-callback", &Flags::no_op},
    {"-use-ticket-callback", &Flags::no_op},
    {"-install-ddos-callback", &Flags::no_op},
    {"-verify-prefs", &Flags::verify_prefs},
    {"-signing-prefs", &Flags::signing_prefs},
    {"-curves", &Flags::curves},
    {"-export-keying-material", &Flags::export_keying_material},
    {"-export-label", &Flags::export_label},
    {"-export-context", &Flags::export_context},
    {"-use-export-context", &Flags::use_export_context},
    {"-export-traffic-secrets", &Flags::export_traffic_secrets},
    {"-expect-alpn", &Flags::expect_alpn},
    {"-expect-advertised-alpn", &Flags::expect_advertised_alpn},
    {"-expect-server-name", &Flags::expect_server_name},
    {"-expect-msg-callback", &Flags::expect_msg_callback},
    {"-expect-peer-cert-file", &Flags::expect_peer_cert_file},
    {"-expect-client-ca-list", &Flags::expect_client_ca_list},
    {"-expect-certificate-types", &Flags::expect_certificate_types, true},
    {"-expect-peer-verify-pref", &Flags::expect_peer_verify_prefs},
    {"-expect-version", &Flags::expect_version},
    {"-expect-cipher", &Flags::expect_cipher},
    {"-expect-curve-id", &Flags::expect_curve_id},
    {"-expect-peer-signature-algorithm", &Flags::expect_peer_signature_algorithm},
    {"-expect-session-miss", &Flags::expect_session_miss},
    {"-expect-verify-result", &Flags::expect_verify_result},
    {"-expect-hrr", &Flags::expect_hrr},
    {"-expect-no-hrr", &Flags::expect_no_hrr},
    {"-expect-extended-master-secret", &Flags::expect_extended_master_secret},
    {"-expect-secure-renegotiation", &Flags::expect_secure_renegotiation},
    {"-expect-no-session", &Flags::expect_no_session},
    {"-expect-ticket-supports-early-data", &Flags::expect_ticket_supports_early_data},
    {"-expect-accept-early-data", &Flags::expect_accept_early_data},
    {"-expect-reject-early-data", &Flags::expect_reject_early_data},
    {"-expect-no-offer-early-data", &Flags::expect_no_offer_early_data},
    {"-expect-ticket-renewal", &Flags::expect_ticket_renewal},
    {"-expect-session-id", &Flags::expect_session_id},
    {"-expect-no-session-id", &Flags::expect_no_session_id},
};

const Flag *find(std::string_view name) {
  for (const Flag &flag : kFlags) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

// take_prefix removes "-on-resume" and the like from the front of a flag's name.
bool take_prefix(std::string_view &name, std::string_view prefix) {
  if (!name.starts_with(prefix) || name.size() <= prefix.size() || name[prefix.size()] != '-') {
    return false;
  }
  name.remove_prefix(prefix.size());
  return true;
}

template <class Number>
bool read_number(std::string_view text, Number &out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

std::optional<std::string> decode_base64(const std::string &text) {
  std::string out(text.size(), '\0');
  std::size_t length = 0;
  if (EVP_DecodeBase64(reinterpret_cast<std::uint8_t *>(out.data()), &length, out.size(),
                       reinterpret_cast<const std::uint8_t *>(text.data()), text.size()) != 1) {
    return std::nullopt;
  }
  out.resize(length);
  return out;
}

// Setter puts a flag's value where the flag's member is.
struct Setter {
  Flags &flags;
  const std::string &value;
  bool base64;

  bool operator()(bool Flags::*member) const {
    flags.*member = true;
    return true;
  }
  bool operator()(int Flags::*member) const { return read_number(value, flags.*member); }
  bool operator()(std::vector<int> Flags::*member) const {
    int number = 0;
    const bool ok = read_number(value, number);
    (flags.*member).push_back(number);
    return ok;
  }
  bool operator()(std::string Flags::*member) const {
    if (!base64) {
      flags.*member = value;
      return true;
    }
    auto bytes = decode_base64(value);
    if (bytes) flags.*member = *std::move(bytes);
    return bytes.has_value();
  }
};

}  // namespace

std::optional<Problem> parse(const std::vector<std::string> &words, AllFlags &out) {
  // The runner gives a flag of no connection in particular to all of them, and later ones win.
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view name = words[i];
    // A handshaker is a second process, which this shim does not have.
    const bool elsewhere = take_prefix(name, "-on-handshaker");
    take_prefix(name, "-on-shim");
    std::vector<Flags *> of{&out.initial, &out.resume, &out.retry};
    if (take_prefix(name, "-on-initial")) {
      of = {&out.initial};
    } else if (take_prefix(name, "-on-resume")) {
      of = {&out.resume};
    } else if (take_prefix(name, "-on-retry")) {
      of = {&out.retry};
    }
    const Flag *flag = find(name);
    if (!flag)
      return Problem{Problem::Kind::unimplemented, "this shim does not know the flag " + words[i]};
    std::string value;
    if (!std::holds_alternative<bool Flags::*>(flag->member)) {
      if (i + 1 == words.size()) return wrong(words[i] + " has no value");
      value = words[++i];
    }
    if (elsewhere) continue;
    for (Flags *flags : of) {
      if (!std::visit(Setter{*flags, value, flag->base64}, flag->member)) {
        return wrong(words[i - 1] + ": " + value + " cannot be read");
      }
    }
  }
  return std::nullopt;
}

}  // namespace bogo
