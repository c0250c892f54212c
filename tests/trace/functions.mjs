// The functions of TLS 1.3, by node's crypto and none of our code.
import assert from 'node:assert/strict';
import {
  X509Certificate,
  constants,
  createCipheriv,
  createDecipheriv,
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

export const hex = (bytes) => Buffer.from(bytes, 'hex');
const hashes = { 'SHA-256': 'sha256', 'SHA-384': 'sha384' };
export const hashLength = { 'SHA-256': 32, 'SHA-384': 48 };
export const suites = {
  TLS_AES_128_GCM_SHA256: { aead: 'aes-128-gcm', key: 16, hash: 'SHA-256' },
  TLS_AES_256_GCM_SHA384: { aead: 'aes-256-gcm', key: 32, hash: 'SHA-384' },
  TLS_CHACHA20_POLY1305_SHA256: { aead: 'chacha20-poly1305', key: 32, hash: 'SHA-256' },
};
const p256Order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

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
  drawScalar() {
    for (;;) {
      const candidate = this.draw(32);
      const scalar = BigInt(`0x${candidate.toString('hex')}`);
      if (scalar > 0n && scalar < p256Order) return candidate;
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

export function publicKey(group, privateKey) {
  if (group === 'x25519') {
    return createPublicKey(x25519Private(privateKey)).export({ format: 'der', type: 'spki' }).subarray(-32);
  }
  assert.equal(group, 'secp256r1');
  const key = createECDH('prime256v1');
  key.setPrivateKey(privateKey);
  return key.getPublicKey();
}

export function sharedSecret(group, privateKey, peer) {
  if (group === 'x25519') {
    return diffieHellman({ privateKey: x25519Private(privateKey), publicKey: x25519Public(peer) });
  }
  assert.equal(group, 'secp256r1');
  const key = createECDH('prime256v1');
  key.setPrivateKey(privateKey);
  return key.computeSecret(peer);
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
