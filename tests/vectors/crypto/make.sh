#!/bin/bash
# make.sh: drew the keys and signed the certificates of this folder with openssl 3.0, once. None of
# them protects anything.
set -euo pipefail
cd "$(dirname "$0")"
ec() { openssl genpkey -quiet -algorithm EC -pkeyopt "ec_paramgen_curve:$1" -out "$2"; }
rsa() { openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:$1" -out "$2"; }

ec P-256 key_p256.pem
ec P-384 key_p384.pem
ec P-521 key_p521.pem
ec secp256k1 key_secp256k1.pem
rsa 2048 key_rsa2048.pem
rsa 1016 key_rsa1016.pem
rsa 1024 key_rsa1024.pem
# A modulus of 8n+1 bits: the PSS encoding is a byte shorter than the signature.
# OpenSSL would round 2049 down, so two of its primes are put together.
openssl asn1parse -noout -out rsa2049.der -genconf <(python3 - <<'PY'
import subprocess
def prime(bits):
    return int(subprocess.check_output(["openssl", "prime", "-generate", "-bits", str(bits)]))
e = 65537
while True:
    p, q = prime(1025), prime(1024)
    if (p * q).bit_length() == 2049 and (p - 1) % e and (q - 1) % e:
        break
d = pow(e, -1, (p - 1) * (q - 1))
print("asn1=SEQUENCE:rsa\n[rsa]")
for i, n in enumerate([0, p * q, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]):
    print(f"n{i}=INTEGER:{n}")
PY
)
openssl pkcs8 -topk8 -nocrypt -inform DER -in rsa2049.der -out key_rsa2049.pem
rm rsa2049.der
openssl genpkey -quiet -algorithm ED25519 -out key_ed25519.pem
openssl genpkey -quiet -algorithm X25519 -out key_x25519.pem
# Keys for RSASSA-PSS alone: for any hash; for SHA-256; for SHA-384 with a salt of 20 bytes or more;
# and two that TLS has no scheme for, SHA-1 and a salt longer than the hash.
rsa_pss() {
  local out=$1 bits=2048
  shift
  openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt "rsa_keygen_bits:$bits" "$@" -out "$out"
}
only() { echo -pkeyopt "rsa_pss_keygen_md:$1" -pkeyopt "rsa_pss_keygen_mgf1_md:$1" -pkeyopt "rsa_pss_keygen_saltlen:$2"; }
rsa_pss key_rsa_pss.pem
rsa_pss key_rsa_pss_sha256.pem $(only sha256 32)
rsa_pss key_rsa_pss_sha384_salt20.pem $(only sha384 20)
rsa_pss key_rsa_pss_sha1.pem $(only sha1 20)
rsa_pss key_rsa_pss_sha256_salt33.pem $(only sha256 33)
openssl ec -in key_p256.pem -out key_p256_sec1.pem 2>/dev/null
openssl rsa -in key_rsa2048.pem -traditional -out key_rsa2048_pkcs1.pem 2>/dev/null

# certificate NAME KEY OPTIONS: a self-signed certificate.
certificate() {
  local name=$1 key=$2
  shift 2
  openssl req -x509 -config <(printf '[req]\ndistinguished_name=n\n[n]\n') -key "$key" \
    -subj "/CN=$name" -days 36500 -out "certificate_$name.pem" "$@"
}
pss() { echo -sigopt rsa_padding_mode:pss -sigopt "rsa_pss_saltlen:$1"; }
for hash in sha1 sha256 sha384 sha512; do certificate "rsa_$hash" key_rsa2048.pem "-$hash"; done
certificate pss_sha256_salt32 key_rsa2048.pem -sha256 $(pss 32)
certificate pss_sha384_salt48 key_rsa2048.pem -sha384 $(pss 48)
certificate pss_sha512_salt64 key_rsa2048.pem -sha512 $(pss 64)
certificate pss_sha256_salt20 key_rsa2048.pem -sha256 $(pss 20)
certificate pss_sha256_mgf_sha1 key_rsa2048.pem -sha256 $(pss 32) -sigopt rsa_mgf1_md:sha1
certificate ecdsa_p256_sha1 key_p256.pem -sha1
certificate ecdsa_p256_sha256 key_p256.pem -sha256
certificate ecdsa_p256_sha512 key_p256.pem -sha512
certificate ecdsa_p384_sha384 key_p384.pem -sha384
certificate ecdsa_p521_sha512 key_p521.pem -sha512
certificate ed25519 key_ed25519.pem
certificate key_pss_sha384_salt48 key_rsa_pss.pem -sha384 $(pss 48)
certificate key_pss_only_sha256 key_rsa_pss_sha256.pem -sha256 $(pss 32)
