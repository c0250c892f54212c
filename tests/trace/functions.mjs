// The functions of TLS 1.3, and what TLS 1.2 shares with it, by node's crypto and @noble/post-quantum and none of our code.
import assert from 'node:assert/strict';
import {
  X509Certificate,
  constants,
  createCipheriv,
  createDecipheriv,
  createDiffieHellman,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  verify,
} from 'node:crypto';
import { ml_kem768 as mlKem } from '@noble/post-quantum/ml-kem.js';

export const hex = (bytes) => Buffer.from(bytes, 'hex');
const hashes = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };
export const hashLength = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };
export const suites = {
  TLS_AES_128_GCM_SHA256: { aead: 'aes-128-gcm', key: 16, hash: 'SHA-256' },
  TLS_AES_256_GCM_SHA384: { aead: 'aes-256-gcm', key: 32, hash: 'SHA-384' },
  TLS_CHACHA20_POLY1305_SHA256: { aead: 'chacha20-poly1305', key: 32, hash: 'SHA-256' },
};

// The curves of SP 800-186: node's name, the length of a scalar, the order and what a draw keeps of its first byte.
const curves = {
  secp256r1: {
    name: 'prime256v1',
    length: 32,
    order: BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
    mask: 0xff,
  },
  secp384r1: {
    name: 'secp384r1',
    length: 48,
    order: BigInt('0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973'),
    mask: 0xff,
  },
  secp521r1: {
    name: 'secp521r1',
    length: 66,
    order: BigInt(
      '0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
    ),
    mask: 0x01,
  },
};

// e times 2^bits, rounded down: the digits of e without a decimal point.
function digitsOfE(bits) {
  let sum = 0n;
  for (let term = 1n << BigInt(bits + 64), k = 1n; term > 0n; term /= k, k++) sum += term;
  return sum >> 64n;
}
// RFC 7919, appendix A: the primes follow from e and a number X.
export const ffdhe = Object.fromEntries(
  [
    ['ffdhe2048', 2048, 560316n],
    ['ffdhe3072', 3072, 2625351n],
    ['ffdhe4096', 4096, 5736041n],
  ].map(([name, bits, x]) => {
    const b = BigInt(bits);
    const prime = (1n << b) - (1n << (b - 64n)) + ((digitsOfE(bits - 130) + x) << 64n) - 1n;
    return [name, Buffer.from(prime.toString(16), 'hex')];
  }),
);

// Generator is a side's randomness, as docs/trace-format.md describes it.
export class Generator {
  constructor(seed, side) {
    this.key = Buffer.from(hkdfSync('sha256', seed, Buffer.alloc(0), side, 32));
  }
  draw(n) {
    // Node's chacha20 takes counter (4 bytes) and nonce (12 bytes) as one IV.
    const stream = createCipheriv('chacha20', this.key, Buffer.alloc(16)).update(Buffer.alloc(32 + n));
    this.key = stream.subarray(0, 32);
    return stream.subarray(32);
  }
  // The rules for the private keys of a group.
  drawPrivateKey(group, length) {
    for (;;) {
      const candidate = this.draw(length);
      const curve = curves[group];
      if (curve) {
        candidate[0] &= curve.mask;
        const scalar = BigInt(`0x${candidate.toString('hex')}`);
        if (scalar > 0n && scalar < curve.order) return candidate;
      } else if (!(group in ffdhe) || candidate.some((byte) => byte !== 0)) {
        return candidate;
      }
    }
  }
}

// Keys as DER: RFC 8410 for X25519.
const x25519Private = (raw) =>
  createPrivateKey({
    key: Buffer.concat([hex('302e020100300506032b656e04220420'), raw]),
    format: 'der',
    type: 'pkcs8',
  });
const x25519Public = (raw) =>
  createPublicKey({ key: Buffer.concat([hex('302a300506032b656e032100'), raw]), format: 'der', type: 'spki' });

const x25519PublicKey = (privateKey) =>
  createPublicKey(x25519Private(privateKey)).export({ format: 'der', type: 'spki' }).subarray(-32);
const x25519Secret = (privateKey, peer) =>
  diffieHellman({ privateKey: x25519Private(privateKey), publicKey: x25519Public(peer) });

// A key object of node's for a group that has one.
function keyOf(group, privateKey) {
  if (group in curves) {
    const key = createECDH(curves[group].name);
    assert.equal(privateKey.length, curves[group].length);
    key.setPrivateKey(privateKey);
    return key;
  }
  assert.ok(group in ffdhe, `the group ${group} is known`);
  const key = createDiffieHellman(ffdhe[group], 2);
  key.setPrivateKey(privateKey);
  // It computes its public key from a private one that is there already.
  key.generateKeys();
  assert.deepEqual(key.getPrivateKey(), privateKey);
  return key;
}
const padded = (bytes, length) => Buffer.concat([Buffer.alloc(length - bytes.length), bytes]);

// cut splits a key of X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem, section 4).
const cut = (bytes) => [bytes.subarray(0, -32), bytes.subarray(-32)];

export function publicKey(group, privateKey) {
  if (group === 'x25519') return x25519PublicKey(privateKey);
  if (group === 'X25519MLKEM768') {
    const [seed, scalar] = cut(privateKey);
    return Buffer.concat([mlKem.keygen(seed).publicKey, x25519PublicKey(scalar)]);
  }
  const bytes = keyOf(group, privateKey).getPublicKey();
  return group in ffdhe ? padded(bytes, ffdhe[group].length) : bytes;
}

// encapsulate gives the public key and the shared secret of the side that has the other's public key first.
export function encapsulate(group, privateKey, peer) {
  assert.equal(group, 'X25519MLKEM768');
  const [m, scalar] = cut(privateKey);
  const [encapsulationKey, point] = cut(peer);
  const { cipherText, sharedSecret: secret } = mlKem.encapsulate(encapsulationKey, m);
  return {
    publicKey: Buffer.concat([cipherText, x25519PublicKey(scalar)]),
    sharedSecret: Buffer.concat([secret, x25519Secret(scalar, point)]),
  };
}

export function sharedSecret(group, privateKey, peer) {
  if (group === 'x25519') return x25519Secret(privateKey, peer);
  if (group === 'X25519MLKEM768') {
    // A private key that is m and a scalar is of the side that encapsulates.
    if (privateKey.length === 64) return encapsulate(group, privateKey, peer).sharedSecret;
    assert.equal(privateKey.length, 96);
    const [seed, scalar] = cut(privateKey);
    const [cipherText, point] = cut(peer);
    const secret = mlKem.decapsulate(cipherText, mlKem.keygen(seed).secretKey);
    return Buffer.concat([secret, x25519Secret(scalar, point)]);
  }
  const secret = keyOf(group, privateKey).computeSecret(peer);
  return group in ffdhe ? padded(secret, ffdhe[group].length) : secret;
}

const digest = (hash, ...parts) => parts.reduce((h, part) => h.update(part), createHash(hashes[hash])).digest();
export const hmac = (hash, key, ...parts) =>
  parts.reduce((h, part) => h.update(part), createHmac(hashes[hash], key)).digest();

// RFC 5869, section 2.3, and RFC 8446, section 7.1.
export function expandLabel(hash, secret, label, context, length) {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.concat([
    Buffer.from([length >> 8, length & 0xff, name.length]),
    name,
    Buffer.from([context.length]),
    context,
  ]);
  let out = Buffer.alloc(0);
  let t = Buffer.alloc(0);
  for (let i = 1; out.length < length; i++) {
    t = hmac(hash, secret, t, info, Buffer.from([i]));
    out = Buffer.concat([out, t]);
  }
  return out.subarray(0, length);
}

// transcriptHash hashes handshake messages; after a HelloRetryRequest the first ClientHello is replaced by
// message_hash (RFC 8446, section 4.4.1).
export function transcriptHash(hash, messages, retried) {
  if (!retried) return digest(hash, ...messages);
  const [first, ...others] = messages;
  const inner = digest(hash, first);
  return digest(hash, Buffer.from([254, 0, 0, inner.length]), inner, ...others);
}

// The signature schemes of TLS 1.3: the type of key that each needs, as node names it, and the hash.
const schemes = {
  ecdsa_secp256r1_sha256: { type: 'ec', curve: 'prime256v1', hash: 'SHA-256' },
  ecdsa_secp384r1_sha384: { type: 'ec', curve: 'secp384r1', hash: 'SHA-384' },
  ecdsa_secp521r1_sha512: { type: 'ec', curve: 'secp521r1', hash: 'SHA-512' },
  // TLS 1.2 alone signs with these.
  rsa_pkcs1_sha256: { type: 'rsa', hash: 'SHA-256' },
  rsa_pkcs1_sha384: { type: 'rsa', hash: 'SHA-384' },
  rsa_pkcs1_sha512: { type: 'rsa', hash: 'SHA-512' },
  rsa_pss_rsae_sha256: { type: 'rsa', pss: true, hash: 'SHA-256' },
  rsa_pss_rsae_sha384: { type: 'rsa', pss: true, hash: 'SHA-384' },
  rsa_pss_rsae_sha512: { type: 'rsa', pss: true, hash: 'SHA-512' },
  rsa_pss_pss_sha256: { type: 'rsa-pss', pss: true, hash: 'SHA-256' },
  rsa_pss_pss_sha384: { type: 'rsa-pss', pss: true, hash: 'SHA-384' },
  rsa_pss_pss_sha512: { type: 'rsa-pss', pss: true, hash: 'SHA-512' },
  ed25519: { type: 'ed25519' },
};
export const isPss = (scheme) => schemes[scheme].pss === true;
export const saltLength = (scheme) => hashLength[schemes[scheme].hash];

// pssSalt opens an RSASSA-PSS signature far enough to read its salt (RFC 8017, section 9.1.2).
export function pssSalt(scheme, key, signature) {
  const { hash } = schemes[scheme];
  const length = hashLength[hash];
  // The public operation alone, which node does not offer for an id-RSASSA-PSS key.
  const { n, e } = rsaNumbers(key);
  const em = padded(Buffer.from(evenHex(power(toNumber(signature), e, n)), 'hex'), signature.length);
  const h = em.subarray(-1 - length, -1);
  const db = Buffer.from(em.subarray(0, -1 - length));
  for (let i = 0, at = 0; at < db.length; i++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(i);
    for (const byte of digest(hash, h, counter)) if (at < db.length) db[at++] ^= byte;
  }
  return db.subarray(-length);
}

const toNumber = (bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const evenHex = (number) => {
  const text = number.toString(16);
  return text.length % 2 ? `0${text}` : text;
};
// power is base^exponent mod modulus, of numbers.
export function power(base, exponent, modulus) {
  let result = 1n;
  for (let square = base % modulus, left = exponent; left > 0n; left >>= 1n, square = (square * square) % modulus) {
    if (left & 1n) result = (result * square) % modulus;
  }
  return result;
}

// rsaNumbers reads the RSAPublicKey at the end of a SubjectPublicKeyInfo: node gives no JWK of an id-RSASSA-PSS key.
function rsaNumbers(key) {
  const der = key.export({ format: 'der', type: 'spki' });
  const element = (at) => {
    let length = der[at + 1];
    let begin = at + 2;
    if (length & 0x80) {
      const bytes = length & 0x7f;
      length = der.readUIntBE(begin, bytes);
      begin += bytes;
    }
    return { begin, end: begin + length };
  };
  const algorithm = element(element(0).begin);
  const bits = element(algorithm.end);
  const n = element(element(bits.begin + 1).begin);
  const e = element(n.end);
  assert.equal(e.end, der.length);
  return { n: toNumber(der.subarray(n.begin, n.end)), e: toNumber(der.subarray(e.begin, e.end)) };
}

export function verifySignature(scheme, key, content, signature) {
  const { type, curve, pss, hash } = schemes[scheme] ?? assert.fail(`unknown signature scheme ${scheme}`);
  assert.equal(key.asymmetricKeyType, type);
  if (curve) assert.equal(key.asymmetricKeyDetails.namedCurve, curve);
  const options = pss ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: hashLength[hash] } : key;
  return verify(hash ? hashes[hash] : null, content, options, signature);
}

export const protection = {
  seal(aead, key, nonce, additionalData, plaintext) {
    const cipher = createCipheriv(aead, key, nonce, { authTagLength: 16 });
    cipher.setAAD(additionalData);
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  },
  open(aead, key, nonce, additionalData, ciphertext) {
    const cipher = createDecipheriv(aead, key, nonce, { authTagLength: 16 });
    cipher.setAAD(additionalData);
    cipher.setAuthTag(ciphertext.subarray(-16));
    return Buffer.concat([cipher.update(ciphertext.subarray(0, -16)), cipher.final()]);
  },
};

// chainOf reads the certificates of a Certificate message (RFC 8446, section 4.4.2).
export function chainOf(message) {
  let at = 4;
  at += 1 + message[at];
  const end = at + 3 + message.readUIntBE(at, 3);
  assert.equal(end, message.length);
  at += 3;
  const chain = [];
  while (at < end) {
    const length = message.readUIntBE(at, 3);
    chain.push(new X509Certificate(message.subarray(at + 3, at + 3 + length)));
    at += 3 + length;
    at += 2 + message.readUInt16BE(at);
  }
  return chain;
}

// Session tickets (native/handshake/session_ticket.h): key_name(16), nonce(12), AES-256-GCM of the state. Of a
// connection with a real peer the key is not known: undefined.
const hkdf = (key, label) => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), label, 32));
const ticketKey = (seed, label = 'ticket key') => {
  const key = hkdf(hex(seed), label);
  return { key, name: hkdf(key, 'ticket key name').subarray(0, 16) };
};
const uint = (value, width) =>
  hex(
    BigInt(value)
      .toString(16)
      .padStart(2 * width, '0'),
  );
const opaque = (bytes) => Buffer.concat([uint(bytes.length, 1), bytes]);

// sealTicket makes a ticket; suite is the number that the ServerHello had for the cipher suite. The label says whose
// ticket key it is.
export function sealTicket(seed, inputs, suite, label = 'ticket key') {
  const nonce = inputs.bytes('nonce');
  const state = Buffer.concat([
    uint(inputs.number('version'), 2),
    uint(suite, 2),
    opaque(inputs.bytes('secret')),
    uint(inputs.number('extended_master_secret'), 1),
    uint(inputs.number('issued_at'), 8),
    uint(inputs.number('lifetime'), 4),
    uint(inputs.number('age_add'), 4),
    uint(inputs.number('max_early_data_size'), 4),
    opaque(Buffer.from(inputs.text('server_name'))),
    opaque(Buffer.from(inputs.text('application_protocol'))),
    inputs.bytes('client_certificates'),
  ]);
  if (!seed) return undefined;
  const { key, name } = ticketKey(seed, label);
  return Buffer.concat([name, nonce, protection.seal('aes-256-gcm', key, nonce, name, state)]);
}

export function openTicket(seed, ticket) {
  if (!seed) return undefined;
  const { key, name } = ticketKey(seed);
  assert.equal(ticket.subarray(0, 16).toString('hex'), name.toString('hex'));
  const state = protection.open('aes-256-gcm', key, ticket.subarray(16, 28), name, ticket.subarray(28));
  return state.subarray(5, 5 + state[4]);
}
