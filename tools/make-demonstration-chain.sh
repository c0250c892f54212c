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
[leaf_encipherment]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:example.com, DNS:*.example.com, DNS:localhost
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[client]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
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

# The types of keys (crypto::KeyType) of the servers' certificates and of the clients'.
servers="ec_secp256r1 ec_secp384r1 ec_secp521r1 rsa rsa_pss ed25519"
clients="ec_secp256r1 rsa ed25519"

# draw TYPE NAME: a new private key in NAME.pem.
draw() {
  local options
  case $1 in
    ec_secp256r1) options="-algorithm EC -pkeyopt ec_paramgen_curve:P-256" ;;
    ec_secp384r1) options="-algorithm EC -pkeyopt ec_paramgen_curve:P-384" ;;
    ec_secp521r1) options="-algorithm EC -pkeyopt ec_paramgen_curve:P-521" ;;
    rsa) options="-algorithm RSA -pkeyopt rsa_keygen_bits:2048" ;;
    # Without parameters: for any hash.
    rsa_pss) options="-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048" ;;
    ed25519) options="-algorithm ED25519" ;;
  esac
  # shellcheck disable=SC2086
  openssl genpkey -quiet $options -out "$2.pem"
}

pushd "$dir" >/dev/null
draw ec_secp256r1 root
issue root "/CN=Handshake Playground demonstration root" root -selfsign
for type in $servers; do
  draw "$type" "server_$type"
  # The RSA key exchange of TLS 1.2 encrypts to the key.
  extensions=leaf
  if [ "$type" = rsa ]; then extensions=leaf_encipherment; fi
  issue "server_$type" /CN=example.com "$extensions"
  openssl verify -x509_strict -purpose sslserver -verify_hostname www.example.com \
    -CAfile root.crt "server_$type.crt" >&2
done
for type in $clients; do
  draw "$type" "client_$type"
  issue "client_$type" "/CN=Client Demonstration" client
  openssl verify -x509_strict -purpose sslclient -CAfile root.crt "client_$type.crt" >&2
done
popd >/dev/null

# array NAME FILE: the file's bytes as a C++ array.
array() {
  echo "constexpr std::uint8_t $1[] = {"
  xxd -i <"$2"
  echo "};"
}

# camel ROLE TYPE WHAT: kServerRsaPssKey.
camel() { echo "k_$1_$2_$3" | sed -E 's/_(.)/\U\1/g'; }

# pair ROLE TYPE: the arrays of a certificate and its key.
pair() {
  array "$(camel "$1" "$2" certificate)" "$dir/$1_$2.crt.der"
  array "$(camel "$1" "$2" key)" "$dir/$1_$2.key.der"
}

# lookup NAME ROLE WHAT TYPES: the function that finds them.
lookup() {
  echo
  echo "wire::ByteView $1(crypto::KeyType type) {"
  echo "  switch (type) {"
  for type in $4; do
    echo "    case crypto::KeyType::$type:"
    echo "      return $(camel "$2" "$type" "$3");"
  done
  echo "    default:"
  echo "      return {};"
  echo "  }"
  echo "}"
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
  for type in $servers; do pair server "$type"; done
  for type in $clients; do pair client "$type"; done
  cat <<'TAIL'
// clang-format on

}  // namespace

wire::ByteView demonstration_root() { return kRoot; }
TAIL
  lookup demonstration_leaf server certificate "$servers"
  lookup demonstration_leaf_key server key "$servers"
  lookup demonstration_client client certificate "$clients"
  lookup demonstration_client_key client key "$clients"
  echo
  echo "}  // namespace session"
} >"$dir/out.cc"
mv "$dir/out.cc" "$out"
echo "$out: $(wc -c <"$out") bytes" >&2
