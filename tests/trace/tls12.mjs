// The functions of TLS 1.2, by node's crypto and none of our code.
import assert from 'node:assert/strict';
import {
  X509Certificate,
  constants,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { hmac, power as modularPower, protection } from './functions.mjs';

const ciphers = {
  AES_128_GCM: { form: 'tls12_gcm', cipher: 'aes-128-gcm', key: 16, iv: 4 },
  AES_256_GCM: { form: 'tls12_gcm', cipher: 'aes-256-gcm', key: 32, iv: 4 },
  CHACHA20_POLY1305: { form: 'tls12_chacha20_poly1305', cipher: 'chacha20-poly1305', key: 32, iv: 12 },
  AES_128_CBC: { form: 'tls12_cbc', cipher: 'aes-128-cbc', key: 16, iv: 0 },
  AES_256_CBC: { form: 'tls12_cbc', cipher: 'aes-256-cbc', key: 32, iv: 0 },
};
const macs = { SHA: ['sha1', 20], SHA256: ['sha256', 32], SHA384: ['sha384', 48] };

// suiteOf reads a suite's parameters out of its name; nothing: it is none of TLS 1.2's.
export function suiteOf(name) {
  const parts = /^TLS_((?:ECDHE_|DHE_|)(?:RSA|ECDSA))_WITH_(.*)_(SHA|SHA256|SHA384)$/.exec(name);
  if (!parts) return undefined;
  const [, exchange, cipher, last] = parts;
  const [mac, macLength] = ciphers[cipher].iv ? [undefined, 0] : macs[last];
  return {
    exchange: exchange.includes('_') ? exchange.split('_')[0] : 'RSA',
    ...ciphers[cipher],
    mac,
    macLength,
    hash: last === 'SHA384' ? 'SHA-384' : 'SHA-256',
  };
}

// keyBlock lists the parts of the key block in their order (RFC 5246, section 6.3).
export function keyBlock({ macLength, key, iv }) {
  let offset = 0;
  const parts = {};
  for (const [name, length] of [
    ['MAC_key', macLength],
    ['key', key],
    ['IV', iv],
  ]) {
    for (const side of ['client', 'server']) {
      if (length) parts[`${side}_write_${name}`] = { offset, length };
      offset += length;
    }
  }
  return { parts, length: offset };
}

// prf is PRF of RFC 5246, section 5.
export function prf(hash, secret, label, seed, length) {
  const all = Buffer.concat([Buffer.from(label, 'latin1'), seed]);
  let a = all;
  let out = Buffer.alloc(0);
  while (out.length < length) {
    a = hmac(hash, secret, a);
    out = Buffer.concat([out, hmac(hash, secret, a, all)]);
  }
  return out.subarray(0, length);
}

const number = (bytes) => (bytes.length ? BigInt(`0x${bytes.toString('hex')}`) : 0n);

// power is base^exponent mod modulus, as long as the modulus.
export function power(base, exponent, modulus) {
  const result = modularPower(number(base), number(exponent), number(modulus));
  return Buffer.from(result.toString(16).padStart(2 * modulus.length, '0'), 'hex');
}

// exponentLength gives how many bytes a private key for a prime of so many bits has.
export function exponentLength(modulus) {
  const bits = number(modulus).toString(2).length;
  return [
    [2048, 32],
    [3072, 35],
    [4096, 41],
    [6144, 47],
    [8192, 50],
  ].find(([most]) => bits <= most)[1];
}

export function stripLeadingZeros(bytes) {
  let at = 0;
  while (at + 1 < bytes.length && bytes[at] === 0) at++;
  return bytes.subarray(at);
}

const raw = constants.RSA_NO_PADDING;

// openPkcs1 takes the encoded message of RFC 8017, section 7.2, apart: 00 02 PS 00 M.
export function openPkcs1(privateKey, ciphertext) {
  const encoded = privateDecrypt({ key: privateKey, padding: raw }, ciphertext);
  const end = encoded.indexOf(0, 2);
  if (encoded[0] !== 0 || encoded[1] !== 2 || end < 10) return undefined;
  return { padding: encoded.subarray(2, end), message: encoded.subarray(end + 1) };
}

export function sealPkcs1(publicKeyInfo, padding, message) {
  const key = createPublicKey({ key: publicKeyInfo, format: 'der', type: 'spki' });
  const encoded = Buffer.concat([Buffer.from([0, 2]), padding, Buffer.from([0]), message]);
  return publicEncrypt({ key, padding: raw }, encoded);
}

// drawNonzero draws padding as docs/trace-format.md describes it.
export function drawNonzero(generator, length) {
  let out = Buffer.alloc(0);
  while (out.length < length) {
    out = Buffer.concat([out, generator.draw(length - out.length).filter((byte) => byte !== 0)]);
  }
  return out;
}

function uint(value, length) {
  const out = Buffer.alloc(length);
  out.writeUIntBE(value, 0, length);
  return out;
}

// pseudoHeader is what MAC and AEAD cover before the content, without the length.
export function pseudoHeader(sequence, type) {
  return Buffer.concat([uint(0, 2), uint(sequence, 6), Buffer.from([type, 3, 3])]);
}

function macOf({ mac }, key, ...parts) {
  const hash = createHmac(mac, key);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function cbc(create, { cipher }, key, iv, text) {
  const one = create(cipher, key, iv).setAutoPadding(false);
  return Buffer.concat([one.update(text), one.final()]);
}

// pad adds the shortest padding.
function pad(bytes) {
  const more = 16 - (bytes.length % 16);
  return Buffer.concat([bytes, Buffer.alloc(more, more - 1)]);
}

// unpad takes the padding off that a peer may have made longer.
function unpad(bytes) {
  const more = bytes.at(-1) + 1;
  assert.ok(
    bytes.subarray(-more).every((byte) => byte === more - 1),
    'every byte of the padding tells its length',
  );
  return bytes.subarray(0, -more);
}

// One reader and writer for each form. open gives content, and all that a record event tells of; seal gives what stands
// behind the record's header. `keys` is { key, iv, mac }, all bytes.
const aead = {
  open(suite, keys, sequence, type, fragment) {
    const gcm = suite.form === 'tls12_gcm';
    const explicit = fragment.subarray(0, gcm ? 8 : 0);
    let nonce = Buffer.concat([keys.iv, explicit]);
    if (!gcm) {
      nonce = Buffer.from(keys.iv);
      nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ BigInt(sequence), 4);
    }
    const sealed = fragment.subarray(explicit.length);
    const additionalData = Buffer.concat([pseudoHeader(sequence, type), uint(sealed.length - 16, 2)]);
    const content = protection.open(suite.cipher, keys.key, nonce, additionalData, sealed);
    return { nonce, additionalData, plaintext: content, content };
  },
  seal(suite, keys, sequence, type, content, { nonce }) {
    const additionalData = Buffer.concat([pseudoHeader(sequence, type), uint(content.length, 2)]);
    const sealed = protection.seal(suite.cipher, keys.key, nonce, additionalData, content);
    return suite.form === 'tls12_gcm' ? Buffer.concat([nonce.subarray(4), sealed]) : sealed;
  },
};
const forms = {
  tls12_gcm: aead,
  tls12_chacha20_poly1305: aead,
  tls12_cbc: {
    open(suite, keys, sequence, type, fragment) {
      const nonce = fragment.subarray(0, 16);
      const plaintext = cbc(createDecipheriv, suite, keys.key, nonce, fragment.subarray(16));
      const unpadded = unpad(plaintext);
      const content = unpadded.subarray(0, -suite.macLength);
      const additionalData = pseudoHeader(sequence, type);
      const mac = macOf(suite, keys.mac, additionalData, uint(content.length, 2), content);
      assert.deepEqual(unpadded.subarray(-suite.macLength), mac, 'the MAC is right');
      return { nonce, additionalData, plaintext, content };
    },
    seal(suite, keys, sequence, type, content, { nonce }) {
      const mac = macOf(suite, keys.mac, pseudoHeader(sequence, type), uint(content.length, 2), content);
      const padded = pad(Buffer.concat([content, mac]));
      return Buffer.concat([nonce, cbc(createCipheriv, suite, keys.key, nonce, padded)]);
    },
  },
  tls12_cbc_encrypt_then_mac: {
    open(suite, keys, sequence, type, fragment) {
      const sealed = fragment.subarray(0, -suite.macLength);
      const additionalData = pseudoHeader(sequence, type);
      const mac = macOf(suite, keys.mac, additionalData, uint(sealed.length, 2), sealed);
      assert.deepEqual(fragment.subarray(-suite.macLength), mac, 'the MAC is right');
      const nonce = sealed.subarray(0, 16);
      const plaintext = cbc(createDecipheriv, suite, keys.key, nonce, sealed.subarray(16));
      return { nonce, additionalData, plaintext, content: unpad(plaintext) };
    },
    seal(suite, keys, sequence, type, content, { nonce }) {
      const sealed = Buffer.concat([nonce, cbc(createCipheriv, suite, keys.key, nonce, pad(content))]);
      const mac = macOf(suite, keys.mac, pseudoHeader(sequence, type), uint(sealed.length, 2), sealed);
      return Buffer.concat([sealed, mac]);
    },
  },
};

export const openRecord = (form, ...rest) => forms[form].open(...rest);
export const sealRecord = (form, ...rest) => forms[form].seal(...rest);

// chainOf reads the certificates of a Certificate message (RFC 5246, section 7.4.2).
export function chainOf(message) {
  const end = 7 + message.readUIntBE(4, 3);
  assert.equal(end, message.length);
  const chain = [];
  for (let at = 7; at < end;) {
    const length = message.readUIntBE(at, 3);
    chain.push(new X509Certificate(message.subarray(at + 3, at + 3 + length)));
    at += 3 + length;
  }
  return chain;
}
