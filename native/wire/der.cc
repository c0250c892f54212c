#include "wire/der.h"

#include <algorithm>
#include <array>

namespace wire::der {
namespace {

struct KnownOid {
  std::string_view dotted;
  std::string_view name;
};

// Names as in RFC 5280, 4055, 5758, 8410 and 6962.
constexpr KnownOid kOids[] = {
    {"2.5.4.3", "commonName"},
    {"2.5.4.5", "serialNumber"},
    {"2.5.4.6", "countryName"},
    {"2.5.4.7", "localityName"},
    {"2.5.4.8", "stateOrProvinceName"},
    {"2.5.4.10", "organizationName"},
    {"2.5.4.11", "organizationalUnitName"},
    {"1.2.840.113549.1.9.1", "emailAddress"},
    {"1.2.840.113549.1.1.1", "rsaEncryption"},
    {"1.2.840.113549.1.1.5", "sha1WithRSAEncryption"},
    {"1.2.840.113549.1.1.10", "id-RSASSA-PSS"},
    {"1.2.840.113549.1.1.11", "sha256WithRSAEncryption"},
    {"1.2.840.113549.1.1.12", "sha384WithRSAEncryption"},
    {"1.2.840.113549.1.1.13", "sha512WithRSAEncryption"},
    {"1.2.840.10045.2.1", "id-ecPublicKey"},
    {"1.2.840.10045.3.1.7", "secp256r1"},
    {"1.3.132.0.34", "secp384r1"},
    {"1.3.132.0.35", "secp521r1"},
    {"1.2.840.10045.4.3.2", "ecdsa-with-SHA256"},
    {"1.2.840.10045.4.3.3", "ecdsa-with-SHA384"},
    {"1.2.840.10045.4.3.4", "ecdsa-with-SHA512"},
    {"1.3.101.112", "id-Ed25519"},
    {"2.5.29.14", "subjectKeyIdentifier"},
    {"2.5.29.15", "keyUsage"},
    {"2.5.29.17", "subjectAltName"},
    {"2.5.29.18", "issuerAltName"},
    {"2.5.29.19", "basicConstraints"},
    {"2.5.29.30", "nameConstraints"},
    {"2.5.29.31", "cRLDistributionPoints"},
    {"2.5.29.32", "certificatePolicies"},
    {"2.5.29.33", "policyMappings"},
    {"2.5.29.35", "authorityKeyIdentifier"},
    {"2.5.29.36", "policyConstraints"},
    {"2.5.29.37", "extKeyUsage"},
    {"2.5.29.37.0", "anyExtendedKeyUsage"},
    {"2.5.29.54", "inhibitAnyPolicy"},
    {"1.3.6.1.5.5.7.1.1", "authorityInfoAccess"},
    {"1.3.6.1.5.5.7.3.1", "id-kp-serverAuth"},
    {"1.3.6.1.5.5.7.3.2", "id-kp-clientAuth"},
    {"1.3.6.1.4.1.11129.2.4.2", "signedCertificateTimestampList"},
};

std::string dotted(ByteView contents) {
  std::string text;
  std::uint64_t arc = 0;
  bool first = true;
  // What does not fit has no name and no dots.
  constexpr std::uint64_t kMost = UINT64_MAX >> 7;
  for (const std::uint8_t byte : contents) {
    if (arc > kMost) return "0x" + to_hex(contents);
    arc = arc << 7 | (byte & 0x7f);
    if (byte & 0x80) continue;
    if (first) {
      const std::uint64_t top = std::min<std::uint64_t>(arc / 40, 2);
      text = std::to_string(top) + "." + std::to_string(arc - top * 40);
      first = false;
    } else {
      text += "." + std::to_string(arc);
    }
    arc = 0;
  }
  return text;
}

bool is_text(std::uint8_t tag) {
  return tag == utf8_string || tag == printable_string || tag == ia5_string || tag == utc_time ||
         tag == generalized_time || tag == teletex_string;
}

// days_since_1970 counts days of the Gregorian calendar.
std::int64_t days_since_1970(std::int64_t year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const int m = month <= 2 ? month + 9 : month - 3;
  const std::int64_t era = y / 400;
  const std::int64_t year_of_era = y % 400;
  const std::int64_t day_of_year = (153 * m + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

}  // namespace

bool next_is(const Reader &in, std::uint8_t tag) {
  const ByteView rest = in.peek();
  return !rest.empty() && rest[0] == tag;
}

std::size_t header(Reader &in, std::uint8_t tag) {
  const std::size_t start = in.at();
  if (in.tree()) in.tree()->open("tag", start);
  const std::uint32_t found = in.number(1);
  if (in.tree()) in.tree()->close(in.at());
  if (in.ok() && found != tag) in.fail_at(start, "another ASN.1 tag");
  const std::size_t length_at = in.at();
  if (in.tree()) in.tree()->open("length", length_at);
  std::size_t n = in.number(1);
  if (n >= 0x80) {
    const std::size_t width = n & 0x7f;
    if (width == 0 || width > 3) {
      in.fail_at(length_at, "length not in DER");
    } else {
      n = in.number(width);
      if (in.ok() && (n < 0x80 || n >> (8 * (width - 1)) == 0)) {
        in.fail_at(length_at, "length not in DER");
      }
    }
  }
  if (in.tree()) {
    in.tree()->value(std::to_string(n));
    in.tree()->close(in.at());
  }
  return n;
}

void element(Reader &in, std::string_view name, std::uint8_t tag, const Action &body) {
  in.named(name, [&] {
    const std::size_t n = header(in, tag);
    in.within(n, body);
  });
}

ByteView contents(Reader &in, std::string text) {
  ByteView view;
  if (in.left() == 0) return view;
  in.named("value", [&] {
    view = in.bytes(in.left());
    if (in.tree()) in.tree()->value(std::move(text));
  });
  return view;
}

void any(Reader &in, std::string_view name, int depth) {
  const ByteView left = in.peek();
  if (left.empty()) return in.fail("too short");
  if (depth == kMaxDepth) return in.fail("nested too deep");
  const std::uint8_t tag = left[0];
  element(in, name, tag, [&] {
    if (tag & 0x20) {
      while (in.ok() && in.left() != 0) any(in, "element", depth + 1);
      return;
    }
    std::string text;
    if (in.tree() && tag == object_identifier) text = oid_text(in.peek());
    if (in.tree() && is_text(tag)) text = printable(in.peek());
    contents(in, std::move(text));
  });
}

ByteView oid(Reader &in, std::string_view name) {
  ByteView view;
  element(in, name, object_identifier, [&] {
    if (in.left() == 0) return in.fail("empty OBJECT IDENTIFIER");
    view = contents(in, in.tree() ? oid_text(in.peek()) : std::string());
    if (!in.ok()) return;
    if (view.back() & 0x80) return in.fail("OBJECT IDENTIFIER breaks off");
    for (std::size_t i = 0; i < view.size(); ++i) {
      const bool begins = i == 0 || !(view[i - 1] & 0x80);
      if (begins && view[i] == 0x80) return in.fail("OBJECT IDENTIFIER not in DER");
    }
  });
  return view;
}

std::string_view oid_name(ByteView contents) {
  const std::string text = dotted(contents);
  for (const KnownOid &known : kOids) {
    if (known.dotted == text) return known.name;
  }
  return {};
}

std::string oid_text(ByteView contents) {
  const std::string_view name = oid_name(contents);
  return name.empty() ? dotted(contents) : std::string(name);
}

std::int64_t time(Reader &in, std::string_view name) {
  std::int64_t seconds = 0;
  const bool utc = next_is(in, utc_time);
  element(in, name, utc ? utc_time : generalized_time, [&] {
    const std::size_t start = in.at();
    const ByteView digits = contents(in, in.tree() ? printable(in.peek()) : std::string());
    const std::size_t year_digits = utc ? 2 : 4;
    if (!in.ok()) return;
    if (digits.size() != year_digits + 11 || digits.back() != 'Z') {
      return in.fail_at(start, "time not in the form that RFC 5280 wants");
    }
    std::array<int, 6> parts{};  // year, month, day, hour, minute, second
    std::size_t at = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (std::size_t k = 0; k < (i == 0 ? year_digits : 2); ++k, ++at) {
        if (digits[at] < '0' || digits[at] > '9') return in.fail_at(start + at, "not a digit");
        parts[i] = parts[i] * 10 + (digits[at] - '0');
      }
    }
    if (utc) parts[0] += parts[0] < 50 ? 2000 : 1900;
    if (parts[1] < 1 || parts[1] > 12 || parts[2] < 1 || parts[2] > 31 || parts[3] > 23 ||
        parts[4] > 59 || parts[5] > 59) {
      return in.fail_at(start, "no such time");
    }
    seconds = days_since_1970(parts[0], parts[1], parts[2]) * 86400 + parts[3] * 3600 +
              parts[4] * 60 + parts[5];
  });
  return seconds;
}

}  // namespace wire::der
