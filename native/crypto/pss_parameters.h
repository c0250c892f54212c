// RSASSA-PSS-params (RFC 4055, section 3.1): in the signatures of certificates, and in keys that
// are for such signatures only (id-RSASSA-PSS).
#pragma once

#include <openssl/bytestring.h>

#include <optional>

#include "crypto/hash.h"

namespace crypto {

// is_rsassa_pss tells whether the contents of an OBJECT IDENTIFIER are id-RSASSA-PSS.
bool is_rsassa_pss(const CBS &oid);

// is tells whether an OBJECT IDENTIFIER has these contents.
bool is(const CBS &oid, ByteView contents);

// is_null_or_absent tells whether the parameters of an AlgorithmIdentifier say nothing.
bool is_null_or_absent(CBS parameters);

// next_algorithm splits the AlgorithmIdentifier at the head of `cbs`.
bool next_algorithm(CBS &cbs, CBS &oid, CBS &parameters);

// PssParameters are the hash, for the message and for MGF1, and the length of the salt in bytes.
struct PssParameters {
  HashAlgorithm hash{};
  std::size_t salt_length = 0;
};

// read_pss_parameters reads parameters that fill `cbs`. Both hashes have SHA-1 by default, so both
// fields must be there, with the same hash; the salt has 20 bytes by default; the last field may
// only have its default, which DER leaves out. nullopt for all else.
std::optional<PssParameters> read_pss_parameters(CBS cbs);

// read_pss_restriction reads the parameters of an id-RSASSA-PSS key (RFC 4055, section 1.2), which
// may be absent. only_hash is the only hash that it may be used with, nullopt for any. False: they
// do not parse, or ask for a longer salt than TLS has, which is one as long as the hash.
bool read_pss_restriction(CBS parameters, std::optional<HashAlgorithm> &only_hash);

}  // namespace crypto
