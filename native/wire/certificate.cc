#include "wire/certificate.h"

#include "wire/der.h"

namespace wire {
namespace {

using der::any;
using der::contents;
using der::context;
using der::element;
using der::next_is;
using der::oid;

// whole runs `body` and gives a view of everything that it read.
template <class Body>
ByteView whole(Reader &in, Body body) {
  const std::size_t start = in.at();
  body();
  return in.ok() ? in.since(start) : ByteView{};
}

ByteView algorithm_identifier(Reader &in, std::string_view name) {
  return whole(in, [&] {
    element(in, name, der::sequence, [&] {
      oid(in, "algorithm");
      if (in.ok() && in.left() != 0) any(in, "parameters");
    });
  });
}

ByteView name(Reader &in, std::string_view field) {
  return whole(in, [&] {
    element(in, field, der::sequence, [&] {
      while (in.ok() && in.left() != 0) {
        element(in, "RelativeDistinguishedName", der::set, [&] {
          while (in.ok() && in.left() != 0) {
            element(in, "AttributeTypeAndValue", der::sequence, [&] {
              oid(in, "type");
              any(in, "value");
            });
          }
        });
      }
    });
  });
}

bool read_boolean(Reader &in, std::string_view field) {
  bool value = false;
  element(in, field, der::boolean, [&] {
    const ByteView byte = contents(in);
    if (!in.ok()) return;
    if (byte.size() != 1 || (byte[0] != 0 && byte[0] != 0xff)) return in.fail("BOOLEAN not in DER");
    value = byte[0] != 0;
  });
  return value;
}

ByteView read_integer(Reader &in, std::string_view field) {
  ByteView value;
  element(in, field, der::integer, [&] {
    value = contents(in);
    if (in.ok() &&
        (value.empty() || (value.size() > 1 && ((value[0] == 0 && value[1] < 0x80) ||
                                                (value[0] == 0xff && value[1] >= 0x80))))) {
      in.fail("INTEGER not in DER");
    }
  });
  return value;
}

std::uint32_t read_small_integer(Reader &in, std::string_view field) {
  const ByteView digits = read_integer(in, field);
  if (!in.ok()) return 0;
  if (digits.size() > 4 || (digits[0] & 0x80)) {
    in.fail("INTEGER out of range");
    return 0;
  }
  std::uint32_t value = 0;
  for (const std::uint8_t digit : digits) value = value << 8 | digit;
  return value;
}

// read_bits reads a BIT STRING whose bits are whole bytes (as signatures are) or flags.
ByteView read_bits(Reader &in, std::string_view field, bool flags) {
  ByteView bits;
  element(in, field, der::bit_string, [&] {
    const std::size_t start = in.at();
    std::uint32_t unused = 0;
    in.named("unused_bits", [&] { unused = in.number(1); });
    bits = contents(in);
    if (in.ok() && (unused > 7 || (unused != 0 && (bits.empty() || !flags)))) {
      in.fail_at(start, "BIT STRING not in DER");
    }
  });
  return bits;
}

void read_subject_alt_name(Reader &in, X509Certificate &out) {
  out.has_subject_alt_name = true;
  element(in, "GeneralNames", der::sequence, [&] {
    while (in.ok() && in.left() != 0) {
      if (next_is(in, context(2, false))) {
        element(in, "dNSName", context(2, false), [&] {
          out.dns_names.push_back(
              as_text(contents(in, in.tree() ? printable(in.peek()) : std::string())));
        });
      } else if (next_is(in, context(7, false))) {
        element(in, "iPAddress", context(7, false),
                [&] { out.ip_addresses.push_back(contents(in)); });
      } else {
        any(in, "GeneralName");
      }
    }
  });
}

void read_basic_constraints(Reader &in, X509Certificate &out) {
  out.has_basic_constraints = true;
  element(in, "BasicConstraints", der::sequence, [&] {
    if (next_is(in, der::boolean)) out.ca = read_boolean(in, "cA");
    if (next_is(in, der::integer)) {
      out.path_len_constraint = read_small_integer(in, "pathLenConstraint");
    }
  });
}

void read_key_usage(Reader &in, X509Certificate &out) {
  const ByteView bits = read_bits(in, "KeyUsage", true);
  std::uint16_t usage = 0;
  for (std::size_t i = 0; i < bits.size() * 8 && i < 9; ++i) {
    if (bits[i / 8] & (0x80 >> (i % 8))) usage = static_cast<std::uint16_t>(usage | 1u << i);
  }
  out.key_usage = usage;
}

void read_ext_key_usage(Reader &in, X509Certificate &out) {
  out.ext_key_usage.emplace();
  element(in, "ExtKeyUsageSyntax", der::sequence, [&] {
    while (in.ok() && in.left() != 0) out.ext_key_usage->push_back(oid(in, "KeyPurposeId"));
  });
}

void read_extension(Reader &in, X509Certificate &out, std::vector<ByteView> &seen) {
  element(in, "Extension", der::sequence, [&] {
    const ByteView id = oid(in, "extnID");
    bool critical = false;
    if (next_is(in, der::boolean)) critical = read_boolean(in, "critical");
    for (const ByteView other : seen) {
      if (as_text(other) == as_text(id)) return in.fail("extension stands twice");
    }
    seen.push_back(id);
    const std::string_view known = der::oid_name(id);
    element(in, "extnValue", der::octet_string, [&] {
      if (known == "subjectAltName") return read_subject_alt_name(in, out);
      if (known == "basicConstraints") return read_basic_constraints(in, out);
      if (known == "keyUsage") return read_key_usage(in, out);
      if (known == "extKeyUsage") return read_ext_key_usage(in, out);
      // Name constraints are not understood here, so they are refused even where not critical.
      if ((critical || known == "nameConstraints") && out.unknown_critical_extension.empty()) {
        out.unknown_critical_extension = der::oid_text(id);
      }
      contents(in);
    });
  });
}

void read_tbs_certificate(Reader &in, X509Certificate &out) {
  element(in, "tbsCertificate", der::sequence, [&] {
    if (next_is(in, context(0, true))) {
      element(in, "version", context(0, true), [&] {
        const std::uint32_t version = read_small_integer(in, "Version");
        if (in.ok() && (version < 1 || version > 2)) return in.fail("no such version");
        out.version = static_cast<std::uint8_t>(version + 1);
      });
    }
    out.serial_number = read_integer(in, "serialNumber");
    out.signature = algorithm_identifier(in, "signature");
    out.issuer = name(in, "issuer");
    element(in, "validity", der::sequence, [&] {
      out.not_before = der::time(in, "notBefore");
      out.not_after = der::time(in, "notAfter");
    });
    out.subject = name(in, "subject");
    out.subject_public_key_info = whole(in, [&] {
      element(in, "subjectPublicKeyInfo", der::sequence, [&] {
        algorithm_identifier(in, "algorithm");
        read_bits(in, "subjectPublicKey", false);
      });
    });
    if (next_is(in, context(1, false))) any(in, "issuerUniqueID");
    if (next_is(in, context(2, false))) any(in, "subjectUniqueID");
    if (next_is(in, context(3, true))) {
      element(in, "extensions", context(3, true), [&] {
        if (out.version != 3) return in.fail("extensions before version 3");
        element(in, "Extensions", der::sequence, [&] {
          std::vector<ByteView> seen;
          while (in.ok() && in.left() != 0) read_extension(in, out, seen);
        });
      });
    }
  });
}

}  // namespace

void read_certificate(Reader &in, X509Certificate &out) {
  element(in, "Certificate", der::sequence, [&] {
    out.tbs_certificate = whole(in, [&] { read_tbs_certificate(in, out); });
    out.signature_algorithm = algorithm_identifier(in, "signatureAlgorithm");
    out.signature_value = read_bits(in, "signatureValue", false);
  });
}

std::optional<DecodeError> parse_certificate(ByteView der, X509Certificate &out) {
  Reader in(der);
  read_certificate(in, out);
  if (in.ok() && in.left() != 0) in.fail("bytes left over");
  return in.error();
}

std::string common_name(ByteView encoded) {
  Reader in(encoded);
  std::string found;
  element(in, "Name", der::sequence, [&] {
    while (in.ok() && in.left() != 0) {
      element(in, "RelativeDistinguishedName", der::set, [&] {
        while (in.ok() && in.left() != 0) {
          element(in, "AttributeTypeAndValue", der::sequence, [&] {
            const bool wanted = der::oid_name(oid(in, "type")) == "commonName";
            const ByteView left = in.peek();
            if (left.empty()) return in.fail("too short");
            element(in, "value", left[0], [&] {
              const ByteView value = contents(in);
              if (wanted && found.empty()) found = printable(value);
            });
          });
        }
      });
    }
  });
  return found;
}

}  // namespace wire
