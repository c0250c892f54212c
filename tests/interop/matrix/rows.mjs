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

// What goes another way than straight on. Every peer can do it, as client and as server, or the feature says why not.
const tls13 = { version: 'TLS 1.3', suite: all13[1], group: 'x25519', signature: 'ecdsa_secp256r1_sha256' };
const small13 = { ...tls13, suite: all13[0] };
const tls12 = { version: 'TLS 1.2', group: 'secp256r1', signature: 'rsa_pss_rsae_sha256' };
const cbc12 = { ...tls12, suite: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256' };
const gcm12 = { ...tls12, suite: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' };
const everyClient = ['openssl', 'gnutls', 'nss', 'node', 'python', 'curl', 'chromium'];
const everyServer = everyClient.slice(0, -2);
const no = (peers, why) => Object.fromEntries(peers.map((peer) => [peer, why]));

// feature makes a row of those who cannot, {peer: why}; the others can.
function feature(row, text, cannotAsClient = {}, cannotAsServer = {}) {
  const those = (all, cannot) => all.filter((peer) => !(peer in cannot));
  return {
    ...row,
    feature: text,
    client: those(everyClient, cannotAsClient),
    server: those(everyServer, cannotAsServer),
    cannot: { client: cannotAsClient, server: cannotAsServer },
  };
}

const retry = (first, second) =>
  feature(
    { ...tls13, group: second, firstGroup: first, serverGroups: second },
    `HelloRetryRequest after a share of ${first}`,
    {
      python: 'HelloRetryRequest: set_ecdh_curve takes one group; the rows with ffdhe have one',
      chromium: 'HelloRetryRequest: its groups cannot be chosen; the rows with secp256r1 and secp384r1 have one',
    },
    no(['python'], 'HelloRetryRequest: the groups of a server cannot be chosen in the ssl module'),
  );

const noTicket12 = no(['curl'], 'resumption by ticket: curl takes no tickets of TLS 1.2');
const chromiumCbc = no(['chromium'], 'encrypt-then-MAC and CBC with SHA-256: Chromium has neither');
const noSwitch = (what, peers) => no(peers, `without ${what}: there is no switch for it`);

// resume: the client's second connection takes up the first one's session.
const resume = (row, how, cannotAsClient = {}) =>
  feature({ ...row, resume: how, expect: { resumed: true } }, `resumption by ${how}`, cannotAsClient);

// A key that both have from elsewhere. That of SHA-384 is given to OpenSSL as a session.
const psk = (row, hash, ...cannot) =>
  feature(
    {
      ...row,
      psk: { identity: 'me', hash, key: '00112233445566778899aabbccddeeff'.repeat(hash === 'SHA-384' ? 3 : 1) },
      expect: { psk: true },
    },
    `external PSK for ${hash}`,
    ...cannot,
  );
const noPskClient = {
  python: 'external PSK: none before Python 3.13',
  ...no(['curl', 'chromium'], 'external PSK: they have none'),
};
const noPskServer = {
  python: 'external PSK: none before Python 3.13',
  nss: 'external PSK: selfserv -z of NSS 3.87 takes none, not even of tstclnt',
};
const only256 = 'external PSK for SHA-384: its keys are for SHA-256';

const noModule = no(['node', 'python'], 'early data: the module has none');
const earlyData = (row) =>
  feature(
    { ...row, early: true, resume: 'ticket', expect: { resumed: true, earlyData: 'accepted' } },
    'early data',
    { ...noModule, curl: 'early data: none before curl 8.11' },
    noModule,
  );

// The client shows a certificate; null: it has none to show when it is asked.
const clientCertificate = (row, kind, clientSignature, cannotAsClient = {}, cannotAsServer = {}) =>
  feature(
    {
      ...row,
      clientCertificate: kind,
      clientSignature,
      expect: { clientCertificate: kind ?? undefined, clientProved: Boolean(kind) },
    },
    kind ? `client certificate ${kind}` : 'client certificate asked for, and none shown',
    kind === null
      ? cannotAsClient
      : { chromium: 'client certificate: it is chosen by hand, or by a policy of the whole system', ...cannotAsClient },
    cannotAsServer,
  );
const noEd25519 = no(['nss'], 'client certificate: no Ed25519 in NSS 3.87');

// `expect` is what our program must report, `ours` what it is told besides what its flags mean (run.mjs).
export const features = [
  retry('x25519', 'secp384r1'),
  retry('secp256r1', 'x25519'),
  retry('x25519', 'ffdhe2048'),
  feature(
    { ...gcm12, without: 'ems', expect: { ems: false } },
    'the peer without extended master secret',
    noSwitch('extended master secret', ['openssl', 'nss', 'curl', 'chromium']),
    noSwitch('extended master secret', ['openssl', 'nss']),
  ),
  feature(
    { ...gcm12, ours: ['--extended-master-secret', 'off'], expect: { ems: false } },
    'we without extended master secret',
  ),
  feature({ ...cbc12, without: 'etm', expect: { ems: true, etm: false } }, 'the peer without encrypt-then-MAC', {
    ...noSwitch('encrypt-then-MAC', ['curl']),
    ...chromiumCbc,
  }),
  feature(
    { ...cbc12, ours: ['--encrypt-then-mac', 'off'], expect: { ems: true, etm: false } },
    'we without encrypt-then-MAC',
    chromiumCbc,
  ),
  feature(
    { ...cbc12, expect: { ems: true, etm: true } },
    'with extended master secret and encrypt-then-MAC',
    { ...chromiumCbc, nss: 'encrypt-then-MAC: NSS has none' },
    { nss: 'encrypt-then-MAC: NSS has none' },
  ),
  feature({ ...tls13, keyUpdate: true, expect: { keyUpdates: 2 } }, 'KeyUpdate asked for by the client', {
    ...no(['nss', 'node', 'python', 'curl', 'chromium'], 'KeyUpdate: the client cannot be told to send one'),
  }),
  resume(tls13, 'ticket'),
  resume({ ...small13, group: 'secp256r1' }, 'ticket'),
  resume(gcm12, 'ticket', noTicket12),
  resume(cbc12, 'ticket', { ...noTicket12, ...chromiumCbc }),
  resume(gcm12, 'session ID', no(['chromium'], 'resumption by session ID: it always offers tickets')),
  psk(small13, 'SHA-256', noPskClient, noPskServer),
  psk(
    tls13,
    'SHA-384',
    { ...noPskClient, ...no(['gnutls', 'nss', 'node'], only256) },
    { ...noPskServer, ...no(['gnutls', 'node'], only256) },
  ),
  earlyData(small13),
  earlyData(tls13),
  clientCertificate(tls13, 'p256', 'ecdsa_secp256r1_sha256'),
  clientCertificate(tls13, 'rsa', 'rsa_pss_rsae_sha256'),
  clientCertificate(tls13, 'ed25519', 'ed25519', noEd25519, noEd25519),
  clientCertificate(small13, 'p384', 'ecdsa_secp384r1_sha384'),
  clientCertificate(small13, 'p521', 'ecdsa_secp521r1_sha512'),
  clientCertificate(small13, 'pss', 'rsa_pss_pss_sha256'),
  clientCertificate(gcm12, 'p256', 'ecdsa_secp256r1_sha256'),
  clientCertificate(gcm12, 'rsa', 'rsa_pss_rsae_sha256'),
  clientCertificate(tls13, null),
  clientCertificate(gcm12, null),
];

// serverKey tells apart the servers that a peer must start for the rows of this file.
export const serverKey = (row, ...more) =>
  [
    certificateFor(row.signature),
    row.serverGroups,
    row.without && `without ${row.without}`,
    row.psk?.hash,
    row.early && 'early data',
    row.clientCertificate && 'a client certificate',
    row.clientCertificate === null && 'perhaps a client certificate',
    row.resume === 'session ID' && 'no tickets',
    ...more,
  ]
    .filter(Boolean)
    .join(', ');

export const title = ({ version, suite, group, signature, feature }) =>
  [version, suite, group, signature, feature].filter(Boolean).join(' ');
