// The functions of TLS 1.3, by node's crypto and @noble/post-quantum and none of our code.
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
  publicDecrypt,
  verify,
} from 'node:crypto';
import { ml_kem768 as mlKem } from '@noble/post-quantum/ml-kem.js';

export const hex = (bytes) => Buffer.from(bytes, 'hex');
const hashes = { 'SHA-256': 'sha256', 'SHA-384': 'sha384' };
export const hashLength = { 'SHA-256': 32, 'SHA-384': 48 };
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
const ffdhe = Object.fromEntries(
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

// pssSalt opens an RSASSA-PSS signature with SHA-256 far enough to read its salt (RFC 8017, section 9.1.2).
export function pssSalt(key, signature) {
  const em = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
  const h = em.subarray(-33, -1);
  const masked = em.subarray(0, -33);
  const db = Buffer.from(masked);
  for (let i = 0, at = 0; at < db.length; i++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(i);
    for (const byte of digest('SHA-256', h, counter)) if (at < db.length) db[at++] ^= byte;
  }
  return db.subarray(-32);
}

export function verifySignature(scheme, key, content, signature) {
  switch (scheme) {
    case 'ecdsa_secp256r1_sha256':
      assert.equal(key.asymmetricKeyType, 'ec');
      assert.equal(key.asymmetricKeyDetails.namedCurve, 'prime256v1');
      return verify('sha256', content, key, signature);
    case 'rsa_pss_rsae_sha256':
      assert.equal(key.asymmetricKeyType, 'rsa');
      return verify('sha256', content, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature);
    case 'ed25519':
      assert.equal(key.asymmetricKeyType, 'ed25519');
      return verify(null, content, key, signature);
    default:
      return assert.fail(`unknown signature scheme ${scheme}`);
  }
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
