// What other programs call our suites, groups and signature schemes.

export const opensslGroup = (group) =>
  ({ x25519: 'X25519', secp256r1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' })[group] ?? group;

// opensslSuite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 is ECDHE-RSA-AES128-GCM-SHA256.
export function opensslSuite(suite) {
  if (!suite.includes('_WITH_')) return suite;
  const [exchange, cipher] = suite.slice(4).split('_WITH_');
  const name = cipher
    .replace(/AES_(\d+)_/, 'AES$1_')
    .replace('_CBC', '')
    .replace('POLY1305_SHA256', 'POLY1305');
  return (exchange === 'RSA' ? name : `${exchange}_${name}`).replaceAll('_', '-');
}

// parts of a suite: how keys are exchanged, who signs, the cipher and the MAC or hash.
export function parts(suite) {
  const [, exchange, , cipher, hash] = /^TLS_(?:(.*?)_WITH_|())?(.*)_(SHA\d*)$/.exec(suite);
  return { exchange: exchange ?? 'any', cipher, hash };
}

export const certificateOf = (text) => /CN ?= ?interop (\w+)/.exec(text)?.[1];
