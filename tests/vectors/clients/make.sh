#!/bin/bash
# make.sh: drew the keys and signed the certificates of this folder with openssl 3.0, once. None of
# them protects anything. root.pem signed them all but stranger.pem.
set -euo pipefail
cd "$(dirname "$0")"
key() { openssl genpkey -quiet "${@:2}" -out "key_$1.pem"; }
# leaf NAME PURPOSE DIGEST: a certificate for the key of that name.
leaf() {
  openssl req -new -key "key_$1.pem" -subj "/CN=$1" |
    openssl x509 -req -CA root.pem -CAkey key_root.pem -set_serial "0x$RANDOM" -days 36500 $3 \
      -extfile <(printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n' "$2") \
      -out "$1.pem" 2>/dev/null
}
key root -algorithm EC -pkeyopt ec_paramgen_curve:P-256
openssl req -x509 -key key_root.pem -subj "/CN=Clients of the tests" -days 36500 -out root.pem \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>/dev/null
key p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key ed25519 -algorithm ED25519
key server -algorithm EC -pkeyopt ec_paramgen_curve:P-256
leaf p256 clientAuth -sha256
leaf rsa clientAuth -sha384
leaf ed25519 clientAuth -sha256
leaf server serverAuth -sha256
key stranger -algorithm EC -pkeyopt ec_paramgen_curve:P-256
openssl req -x509 -key key_stranger.pem -subj "/CN=stranger" -days 36500 -out stranger.pem \
  -addext basicConstraints=critical,CA:FALSE -addext extendedKeyUsage=clientAuth 2>/dev/null
