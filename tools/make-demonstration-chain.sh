#!/bin/bash
# make-demonstration-chain.sh: draws a new demonstration root CA and leaf certificates, and writes
# native/session/demonstration_chain.cc. Run by hand, once: the golden tests depend on its output.
# Needs openssl (3.0 or later), xxd and, if it is there, clang-format.
set -euo pipefail
cd "$(dirname "$0")/.."
out=native/session/demonstration_chain.cc
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

start=20250101000000Z
end=21250101000000Z

cat >"$dir/openssl.cnf" <<'CONF'
[ca]
default_ca = demonstration
[demonstration]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:example.com, DNS:*.example.com, DNS:localhost
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf_rsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:example.com, DNS:*.example.com, DNS:localhost
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONF
: >"$dir/index.txt"

# issue NAME SUBJECT EXTENSIONS [-selfsign]: a certificate for the key in NAME.pem.
issue() {
  local name=$1 subject=$2 extensions=$3
  shift 3
  openssl req -new -config openssl.cnf -key "$name.pem" -subj "$subject" -out "$name.csr"
  openssl ca -batch -notext -config openssl.cnf -name demonstration -cert root.crt \
    -keyfile root.pem -extensions "$extensions" -startdate "$start" -enddate "$end" \
    -in "$name.csr" -out "$name.crt" "$@" 2>"$name.log" || { cat "$name.log" >&2; exit 1; }
  openssl x509 -in "$name.crt" -outform DER -out "$name.crt.der"
  openssl pkcs8 -topk8 -nocrypt -in "$name.pem" -outform DER -out "$name.key.der"
}

pushd "$dir" >/dev/null
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out root.pem
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec_secp256r1.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem
openssl genpkey -quiet -algorithm ED25519 -out ed25519.pem
issue root "/CN=Handshake Playground demonstration root" root -selfsign
issue ec_secp256r1 /CN=example.com leaf
issue rsa /CN=example.com leaf_rsa
issue ed25519 /CN=example.com leaf
for leaf in ec_secp256r1 rsa ed25519; do
  openssl verify -x509_strict -purpose sslserver -verify_hostname www.example.com \
    -CAfile root.crt "$leaf.crt" >&2
done
popd >/dev/null

# array NAME FILE: the file's bytes as a C++ array.
array() {
  echo "constexpr std::uint8_t $1[] = {"
  xxd -i <"$2"
  echo "};"
}

{
  cat <<'HEAD'
// Written by tools/make-demonstration-chain.sh; the bytes are DER.
//
// These private keys are public by design: everybody has them, and a certificate of this root
// proves nothing. Never add the root to a trust store. Its own key was thrown away, so that at
// least nobody can issue more.
#include "session/demonstration_chain.h"

namespace session {
namespace {

// clang-format off
HEAD
  array kRoot "$dir/root.crt.der"
  for leaf in ec_secp256r1 rsa ed25519; do
    array "kLeaf_$leaf" "$dir/$leaf.crt.der"
    array "kKey_$leaf" "$dir/$leaf.key.der"
  done
  cat <<'TAIL'
// clang-format on

}  // namespace

wire::ByteView demonstration_root() { return kRoot; }

wire::ByteView demonstration_leaf(crypto::KeyType type) {
  switch (type) {
    case crypto::KeyType::ec_secp256r1:
      return kLeaf_ec_secp256r1;
    case crypto::KeyType::rsa:
      return kLeaf_rsa;
    case crypto::KeyType::ed25519:
      return kLeaf_ed25519;
    default:
      return {};
  }
}

wire::ByteView demonstration_leaf_key(crypto::KeyType type) {
  switch (type) {
    case crypto::KeyType::ec_secp256r1:
      return kKey_ec_secp256r1;
    case crypto::KeyType::rsa:
      return kKey_rsa;
    case crypto::KeyType::ed25519:
      return kKey_ed25519;
    default:
      return {};
  }
}

}  // namespace session
TAIL
} | sed -e 's/kLeaf_ec_secp256r1/kEcLeaf/; s/kLeaf_rsa/kRsaLeaf/; s/kLeaf_ed25519/kEd25519Leaf/' \
  -e 's/kKey_ec_secp256r1/kEcKey/; s/kKey_rsa/kRsaKey/; s/kKey_ed25519/kEd25519Key/' >"$dir/out.cc"
mv "$dir/out.cc" "$out"
echo "$out: $(wc -c <"$out") bytes" >&2
