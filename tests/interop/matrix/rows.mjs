// The rows of the interop matrix, as data, and how few of them cover all pairs.

const all13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const aead = ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256'];
const ecdheCbc = ['AES_128_CBC_SHA256', 'AES_256_CBC_SHA384', 'AES_128_CBC_SHA', 'AES_256_CBC_SHA'];
const cbc = ['AES_128_CBC_SHA256', 'AES_256_CBC_SHA256', 'AES_128_CBC_SHA', 'AES_256_CBC_SHA'];
const curves = ['x25519', 'secp256r1', 'secp384r1', 'secp521r1'];
const finite = ['ffdhe2048', 'ffdhe3072', 'ffdhe4096'];
const pss = ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512'];
const pssPss = ['rsa_pss_pss_sha256', 'rsa_pss_pss_sha384', 'rsa_pss_pss_sha512'];
const pkcs1 = ['rsa_pkcs1_sha256', 'rsa_pkcs1_sha384', 'rsa_pkcs1_sha512'];
const ecdsa = ['ecdsa_secp256r1_sha256', 'ecdsa_secp384r1_sha384', 'ecdsa_secp521r1_sha512'];
const suites = (prefix, list) => list.map((name) => `TLS_${prefix}_WITH_${name}`);
const none = [null];

// Each block is a full product; a peer gets as many of its rows as hold every pair of
// values that the peer can.
export const blocks = [
  {
    version: 'TLS 1.3',
    suite: all13,
    group: ['X25519MLKEM768', ...curves, ...finite],
    signature: [...ecdsa, ...pss, 'ed25519', ...pssPss],
  },
  {
    version: 'TLS 1.2',
    suite: suites('ECDHE_ECDSA', [...aead, ...ecdheCbc]),
    group: curves,
    signature: [...ecdsa, 'ed25519'],
  },
  {
    version: 'TLS 1.2',
    suite: suites('ECDHE_RSA', [...aead, ...ecdheCbc]),
    group: curves,
    signature: [...pss, ...pkcs1, ...pssPss],
  },
  {
    version: 'TLS 1.2',
    suite: suites('DHE_RSA', [...aead, ...cbc]),
    group: finite,
    signature: [...pss, ...pkcs1, ...pssPss],
  },
  { version: 'TLS 1.2', suite: suites('RSA', [...aead.slice(0, 2), ...cbc]), group: none, signature: none },
];

// certificateFor names the certificate of tests/interop/matrix/certificates.mjs that signs so.
export function certificateFor(signature) {
  if (signature === null || /^rsa_(pss_rsae|pkcs1)/.test(signature)) return 'rsa';
  if (signature.startsWith('rsa_pss_pss')) return 'pss';
  return (
    { ecdsa_secp256r1_sha256: 'p256', ecdsa_secp384r1_sha384: 'p384', ecdsa_secp521r1_sha512: 'p521' }[signature] ??
    signature
  );
}
export const curveOf = { p256: 'secp256r1', p384: 'secp384r1', p521: 'secp521r1' };

const axes = ['suite', 'group', 'signature'];

// cover chooses rows, greedily, until every pair of values of two axes that stands in any of them stands in a chosen one.
function cover(rows) {
  const pairs = rows.map((row) =>
    axes.flatMap((a, i) => axes.slice(i + 1).map((b) => `${a} ${row[a]}, ${b} ${row[b]}`)),
  );
  const wanted = new Set(pairs.flat());
  const chosen = [];
  while (wanted.size) {
    const gains = pairs.map((list) => list.filter((pair) => wanted.has(pair)).length);
    const best = gains.indexOf(Math.max(...gains));
    for (const pair of pairs[best]) wanted.delete(pair);
    chosen.push(rows[best]);
  }
  return chosen;
}

// straight gives the rows of one peer in one role, and what it cannot: `can` gives a reason or nothing.
export function straight(can) {
  const cannot = new Map();
  const rows = blocks.flatMap(({ version, suite: suiteNames, group: groups, signature: signatures }) => {
    const product = suiteNames.flatMap((suite) =>
      groups.flatMap((group) => signatures.map((signature) => ({ version, suite, group, signature }))),
    );
    return cover(
      product.filter((row) => {
        const why = can(row);
        if (why) cannot.set(why, (cannot.get(why) ?? 0) + 1);
        return !why;
      }),
    );
  });
  return { rows, cannot };
}

const tls13 = { version: 'TLS 1.3', suite: all13[1], signature: 'ecdsa_secp256r1_sha256' };
const tls12 = { version: 'TLS 1.2', group: 'secp256r1', signature: 'rsa_pss_rsae_sha256' };
// tstclnt comes again only when it says nothing.
const everyClient = ['openssl', 'gnutls', 'node', 'python', 'curl', 'chromium'];
// curl takes no tickets of TLS 1.2.
const ticketClient12 = everyClient.filter((name) => name !== 'curl');
const cbcSuite = 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256';
const gcmSuite = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';
const retry = (first, second) => ({
  ...tls13,
  feature: `HelloRetryRequest after a share of ${first}`,
  group: second,
  firstGroup: first,
  serverGroups: second,
  client: ['openssl', 'gnutls', 'nss', 'node', 'curl'],
  server: ['openssl', 'gnutls', 'nss', 'node'],
});

// resume: the client's second connection takes up the first one's session.
const resume = (row, how, client) => ({
  ...row,
  feature: `resumption by ${how}`,
  resume: how,
  expect: { resumed: true },
  // A browser may use one for a connection of its own.
  ourOptions: ['--tickets', '4'],
  client,
  server: [],
});

// What goes another way than straight on. `client` and `server` name the peers whose client or server can do it,
// `options` what they are told, `expect` what our program must then report.
export const features = [
  retry('x25519', 'secp384r1'),
  retry('secp256r1', 'x25519'),
  retry('x25519', 'ffdhe2048'),
  {
    ...tls12,
    feature: 'without extended master secret',
    suite: gcmSuite,
    options: { gnutls: ['%NO_SESSION_HASH'] },
    expect: { ems: false },
    client: ['gnutls'],
    server: ['gnutls'],
  },
  {
    ...tls12,
    feature: 'with extended master secret and encrypt-then-MAC',
    suite: cbcSuite,
    expect: { ems: true, etm: true },
    client: ['openssl', 'gnutls', 'node', 'curl'],
    server: ['openssl', 'gnutls', 'node'],
  },
  {
    ...tls12,
    feature: 'with extended master secret, without encrypt-then-MAC',
    suite: cbcSuite,
    options: { gnutls: ['%NO_ETM'] },
    expect: { ems: true, etm: false },
    // NSS has no encrypt-then-MAC.
    client: ['gnutls', 'nss'],
    server: ['gnutls', 'nss'],
  },
  {
    ...tls13,
    feature: 'KeyUpdate asked for by the client',
    group: 'x25519',
    keyUpdate: true,
    expect: { keyUpdates: 2 },
    client: ['openssl', 'gnutls'],
    server: [],
  },
  resume({ ...tls13, group: 'x25519' }, 'ticket', everyClient),
  resume({ ...tls13, group: 'secp256r1', suite: all13[0] }, 'ticket', everyClient),
  resume({ ...tls12, suite: gcmSuite }, 'ticket', ticketClient12),
  resume({ ...tls12, suite: cbcSuite }, 'ticket', ticketClient12.slice(0, -1)),
  resume({ ...tls12, suite: gcmSuite }, 'session ID', ['openssl', 'gnutls', 'curl']),
];

export const title = ({ version, suite, group, signature, feature }) =>
  [version, suite, group, signature, feature].filter(Boolean).join(' ');
