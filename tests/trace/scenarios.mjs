// The runs whose traces are tested: every group × suite × signature scheme of TLS 1.3, every suite and every group of
// TLS 1.2, the options, and what goes wrong.
const seed = (n) => n.toString(16).padStart(2, '0').repeat(32);

const groups = ['x25519', 'secp256r1'];
const suites = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const signatures = ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519'];

// A scenario has `settings` as the command takes them and what must come of it: `alert` and who raises it, or none.
const done = (name, settings) => ({ name, settings });
const fails = (name, settings, alert, by) => ({ name, settings, alert, by });
// Somebody on the wire: for each side the alert and who raised it, or the state in which it ends without one.
const tampered = (network, settings, client, server = client) => ({
  name: `${settings.tls ? 'TLS 1.2: ' : ''}on the wire: ${network}`,
  settings: { network, ...settings },
  ends: { client, server },
});

// The client's bytes of the last connection come to the server once more: how that ends for the server.
const replayed = (name, settings, server) => ({
  name: `replay: ${name}`,
  settings: { replay: 'on', ...settings },
  ends: { client: 'CLOSED', server },
});

const combinations = groups.flatMap((group, g) =>
  suites.flatMap((suite, c) =>
    signatures.map((signature, s) =>
      done(`${group} ${suite} ${signature}`, { group, suite, signature, seed: seed(1 + g * 9 + c * 3 + s) }),
    ),
  ),
);

const retry = { 'key-share': 'secp256r1', 'server-group': 'x25519' };

// The groups that the combinations leave out, and each of them asked for by a HelloRetryRequest.
const moreGroups = ['secp384r1', 'secp521r1', 'ffdhe2048', 'ffdhe3072', 'ffdhe4096', 'X25519MLKEM768'].flatMap(
  (group, i) => [
    done(group, { group, seed: seed(32 + i) }),
    done(`HelloRetryRequest for ${group}`, {
      'client-group': `x25519,${group}`,
      'server-group': group,
      seed: seed(48 + i),
    }),
  ],
);

const moreSignatures = [
  'ecdsa_secp384r1_sha384',
  'ecdsa_secp521r1_sha512',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pss_pss_sha256',
  'rsa_pss_pss_sha384',
  'rsa_pss_pss_sha512',
].map((signature, i) => done(signature, { signature, seed: seed(64 + i) }));

// The demonstration certificates are valid until 4891363200; the second connection comes after that.
const outlived = { time: '4891363140', pause: '3600' };

const options = [
  ...moreGroups,
  ...moreSignatures,
  done('two key shares as browsers send them', {
    'client-group': 'X25519MLKEM768,x25519,secp256r1,secp384r1',
    'server-group': 'X25519MLKEM768,x25519',
    'key-share': 'X25519MLKEM768,x25519',
  }),
  done('two key shares as browsers send them, to a server without ML-KEM', {
    'client-group': 'X25519MLKEM768,x25519,secp256r1,secp384r1',
    'server-group': 'x25519',
    'key-share': 'X25519MLKEM768,x25519',
  }),
  done('the defaults', {}),
  done('GREASE', { grease: 'on' }),
  done('GREASE whose extensions would be the same', { grease: 'on', seed: seed(1) }),
  done('no compatibility mode', { compatibility: 'off' }),
  done('no ticket', { tickets: '0' }),
  done('four tickets', { tickets: '4' }),
  done('two key shares', { 'key-share': 'x25519,secp256r1' }),
  done('two key shares, the second is taken', { 'key-share': 'x25519,secp256r1', 'server-group': 'secp256r1' }),
  done('no server name', { 'server-name': '' }),
  done('no application protocol', { alpn: '' }),
  done('only the client has application protocols', { 'server-alpn': '' }),
  done('several application protocols', { 'client-alpn': 'h3,h2,http/1.1', 'server-alpn': 'http/1.1,h2' }),
  done('nothing to say', { request: '', response: '' }),
  done('more than one record of data', { request: 'a'.repeat(40000), response: 'b'.repeat(16384) }),
  done('text that is not ASCII', { request: 'naïve "quotes" \\ and ↯', response: '\u0001\n' }),
  done('a wildcard name', { 'server-name': 'www.example.com' }),
  done('the client updates its keys', { 'key-update': 'client' }),
  done('the server updates its keys', { 'key-update': 'server', suite: 'TLS_AES_256_GCM_SHA384' }),
  done('both update their keys', { 'key-update': 'both', request: 'a'.repeat(40000) }),
  done('padded records', { 'record-padding': '1000', request: 'a'.repeat(40000) }),
  done('an exporter', { exporter: 'EXPORTER-something' }),
  done('the server asks for a certificate and gets none', { 'client-auth': 'request' }),
  done('the client has a certificate that nobody asks for', { 'client-certificate': 'ed25519' }),
  ...['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519'].map((scheme) =>
    done(`the client's certificate, ${scheme}`, { 'client-auth': 'require', 'client-certificate': scheme }),
  ),
  done("resumption after the client's certificate", {
    resumption: 'psk_dhe_ke',
    'client-auth': 'require',
    'client-certificate': 'ed25519',
  }),
  done('resumption', { resumption: 'psk_dhe_ke' }),
  done('resumption without key exchange', { resumption: 'psk_ke', suite: 'TLS_AES_256_GCM_SHA384' }),
  done('resumption after HelloRetryRequest', { resumption: 'psk_dhe_ke', 'server-group': 'secp256r1' }),
  done('a ticket that is too old', { resumption: 'psk_dhe_ke', pause: '8000' }),
  done('a session outlives its certificate', { resumption: 'psk_dhe_ke', ...outlived }),
  done('early data', { resumption: 'psk_dhe_ke', 'early-data': 'early', 'key-update': 'both' }),
  done('early data, no compatibility mode', {
    resumption: 'psk_ke',
    'early-data': 'e'.repeat(20000),
    compatibility: 'off',
    suite: 'TLS_CHACHA20_POLY1305_SHA256',
  }),
  done('early data is refused', {
    resumption: 'psk_dhe_ke',
    'early-data': 'early',
    'server-early-data': 'reject',
    'record-padding': '100',
  }),
  done('early data and HelloRetryRequest', {
    resumption: 'psk_dhe_ke',
    'early-data': 'early',
    'server-group': 'secp256r1',
    grease: 'on',
  }),
  done('an external PSK', { psk: 'somebody:00112233445566778899' }),
  done('an external PSK for SHA-384', { psk: 'somebody:00112233445566778899:SHA-384' }),
  done('an external PSK without key exchange', { psk: 'a:b:ff', 'psk-modes': 'psk_ke,psk_dhe_ke' }),
  done('an external PSK after HelloRetryRequest', { psk: 'a:ff', 'server-group': 'secp256r1' }),
  done('HelloRetryRequest', retry),
  done('HelloRetryRequest for secp256r1', { 'server-group': 'secp256r1' }),
  done('HelloRetryRequest, SHA-384', { ...retry, suite: 'TLS_AES_256_GCM_SHA384' }),
  done('HelloRetryRequest, GREASE, no compatibility mode', { ...retry, grease: 'on', compatibility: 'off' }),
];

const failures = [
  fails(
    'a session has outlived its certificate, which is checked again',
    { resumption: 'psk_dhe_ke', ...outlived, 'verify-resumption': 'on' },
    'certificate_expired',
    'client',
  ),
  fails(
    'early data for a server whose certificate has expired',
    { resumption: 'psk_dhe_ke', ...outlived, 'verify-resumption': 'on', 'early-data': 'early' },
    'certificate_expired',
    'client',
  ),
  fails('no common group', { 'client-group': 'x25519', 'server-group': 'secp256r1' }, 'handshake_failure', 'server'),
  fails('no common suite', { 'client-suite': suites[0], 'server-suite': suites[2] }, 'handshake_failure', 'server'),
  fails(
    'no common signature scheme',
    { 'client-signature': 'ed25519', 'server-signature': 'rsa_pss_rsae_sha256' },
    'handshake_failure',
    'server',
  ),
  fails(
    'no common application protocol',
    { 'client-alpn': 'h2', 'server-alpn': 'http/1.1' },
    'no_application_protocol',
    'server',
  ),
  fails('no certificate of the client', { 'client-auth': 'require' }, 'certificate_required', 'server'),
  fails('no trust', { trust: 'off' }, 'unknown_ca', 'client'),
  fails('before the certificate is valid', { time: '0' }, 'certificate_expired', 'client'),
  fails('after the certificate was valid', { time: '253402300799' }, 'certificate_expired', 'client'),
  fails('another name', { 'server-name': 'example.org' }, 'bad_certificate', 'client'),
  fails(
    'another name after HelloRetryRequest',
    { ...retry, 'server-name': 'a.b.example.com' },
    'bad_certificate',
    'client',
  ),
  fails('an address as the name', { 'server-name': '192.0.2.1' }, 'bad_certificate', 'client'),
];

// TLS 1.2. A suite's first part says which of these certificates it can be used with.
const tls12 = { tls: '1.2' };
const certificates = {
  ECDHE_ECDSA: ['ecdsa_secp256r1_sha256', 'ed25519'],
  ECDHE_RSA: ['rsa_pss_rsae_sha256'],
  DHE_RSA: ['rsa_pss_rsae_sha256'],
  RSA: [undefined],
};
const tls12Suites = {
  ECDHE_ECDSA: [
    'AES_128_GCM_SHA256',
    'AES_256_GCM_SHA384',
    'CHACHA20_POLY1305_SHA256',
    'AES_128_CBC_SHA',
    'AES_256_CBC_SHA',
    'AES_128_CBC_SHA256',
    'AES_256_CBC_SHA384',
  ],
  DHE_RSA: [
    'AES_128_GCM_SHA256',
    'AES_256_GCM_SHA384',
    'CHACHA20_POLY1305_SHA256',
    'AES_128_CBC_SHA',
    'AES_256_CBC_SHA',
    'AES_128_CBC_SHA256',
    'AES_256_CBC_SHA256',
  ],
  RSA: [
    'AES_128_GCM_SHA256',
    'AES_256_GCM_SHA384',
    'AES_128_CBC_SHA',
    'AES_256_CBC_SHA',
    'AES_128_CBC_SHA256',
    'AES_256_CBC_SHA256',
  ],
};
tls12Suites.ECDHE_RSA = tls12Suites.ECDHE_ECDSA;

// Every suite, with each certificate that fits; the extended master secret goes on and off, and so does
// encrypt-then-MAC, so that every key exchange and every record form has both.
const suiteSettings = (exchange, cipher, n) => ({
  ...tls12,
  suite: `TLS_${exchange}_WITH_${cipher}`,
  ...(exchange === 'DHE_RSA' && { group: 'ffdhe2048' }),
  seed: seed(64 + n),
});
const everySuite = Object.entries(tls12Suites).flatMap(([exchange, ciphers]) =>
  ciphers.flatMap((cipher, n) =>
    certificates[exchange].map((signature) => {
      const settings = suiteSettings(exchange, cipher, n);
      return done(`TLS 1.2: ${settings.suite}${signature ? `, ${signature}` : ''}`, {
        ...settings,
        ...(signature && { signature }),
        'extended-master-secret': n % 2 ? 'off' : 'on',
      });
    }),
  ),
);
const macThenEncrypt = Object.entries(tls12Suites).flatMap(([exchange, ciphers]) =>
  ciphers
    .filter((cipher) => cipher.includes('CBC'))
    .map((cipher, n) =>
      done(`TLS 1.2: TLS_${exchange}_WITH_${cipher}, MAC, then encrypt`, {
        ...suiteSettings(exchange, cipher, 16 + n),
        'encrypt-then-mac': 'off',
        'extended-master-secret': n % 2 ? 'on' : 'off',
      }),
    ),
);

// Record lengths around the blocks of CBC and around the 2^14 bytes of a record.
const cbcSuite = 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA';
const lengths = ['on', 'off'].map((etm) =>
  done(`TLS 1.2: paddings of every kind, encrypt-then-MAC ${etm}`, {
    ...tls12,
    suite: cbcSuite,
    'encrypt-then-mac': etm,
    request: 'a'.repeat(16384 + 11),
    response: 'b'.repeat(2 * 16384),
  }),
);

const tls12Options = [
  ...['secp256r1', 'secp384r1', 'secp521r1', 'x25519'].map((group, i) =>
    done(`TLS 1.2: ECDHE with ${group}`, { ...tls12, group, seed: seed(96 + i) }),
  ),
  ...['ffdhe2048', 'ffdhe3072', 'ffdhe4096'].map((group, i) =>
    done(`TLS 1.2: DHE with ${group}`, {
      ...tls12,
      group,
      suite: 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384',
      seed: seed(112 + i),
    }),
  ),
  // With this seed the shared secret begins with a zero byte.
  done('TLS 1.2: DHE whose shared secret begins with zero', {
    ...tls12,
    group: 'ffdhe2048',
    suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
    seed: 'ea'.padStart(64, '0'),
  }),
  ...lengths,
  done('TLS 1.2: more than one record of data', { ...tls12, request: 'a'.repeat(40000), response: 'b'.repeat(16384) }),
  done('TLS 1.2: nothing to say', { ...tls12, request: '', response: '' }),
  done('TLS 1.2: GREASE', { ...tls12, grease: 'on' }),
  done('TLS 1.2: no server name, no application protocol', { ...tls12, 'server-name': '', alpn: '' }),
  done('TLS 1.2: no tickets', { ...tls12, tickets: '0' }),
  ...['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519'].map((scheme) =>
    done(`TLS 1.2: the client's certificate, ${scheme}`, {
      ...tls12,
      'client-auth': 'require',
      'client-certificate': scheme,
    }),
  ),
  done("TLS 1.2: the client's certificate, RSA key exchange", {
    ...tls12,
    'client-auth': 'request',
    'client-certificate': 'rsa_pss_rsae_sha256',
    suite: 'TLS_RSA_WITH_AES_128_CBC_SHA256',
  }),
  done('TLS 1.2: the server asks for a certificate and gets none', { ...tls12, 'client-auth': 'request' }),
  ...['ticket', 'session_id'].flatMap((resumption) =>
    ['on', 'off'].map((ems) =>
      done(`TLS 1.2: resumption by ${resumption}, extended_master_secret ${ems}`, {
        ...tls12,
        resumption,
        'extended-master-secret': ems,
        suite: resumption === 'ticket' ? 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384' : 'TLS_RSA_WITH_AES_256_CBC_SHA256',
      }),
    ),
  ),
  done("TLS 1.2: resumption after the client's certificate", {
    ...tls12,
    resumption: 'ticket',
    'client-auth': 'require',
    'client-certificate': 'ed25519',
  }),
  done('TLS 1.2: a session that is too old', { ...tls12, resumption: 'session_id', pause: '100000' }),
  done('TLS 1.2: a ticket that is too old', { ...tls12, resumption: 'ticket', pause: '100000' }),
  done('TLS 1.2: an exporter', { ...tls12, exporter: 'EXPORTER-something' }),
  done('TLS 1.2: a client of both versions', { 'client-tls': '1.3,1.2', 'server-tls': '1.2' }),
  done('TLS 1.2: a client of both versions, RSA key exchange', {
    'client-tls': '1.3,1.2',
    'server-tls': '1.2',
    suite: `${suites[0]},TLS_RSA_WITH_AES_128_CBC_SHA`,
    'key-share': 'x25519,secp256r1',
    grease: 'on',
  }),
  done('TLS 1.2: a client of both versions, no compatibility mode', {
    'client-tls': '1.3,1.2',
    'server-tls': '1.2',
    compatibility: 'off',
  }),
  done('TLS 1.2: a server of both versions, which says so', { 'client-tls': '1.2', 'server-tls': '1.3,1.2' }),
  done('TLS 1.2: a server of both versions, which says so, DHE', {
    'client-tls': '1.2',
    'server-tls': '1.3,1.2',
    suite: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
    group: 'ffdhe2048',
  }),
  done('TLS 1.2: a second try after a failure', { ...tls12, fallback: 'on' }),
  done('both versions on both sides', { tls: '1.3,1.2' }),
  done('both versions on both sides, HelloRetryRequest', { tls: '1.3,1.2', ...retry, grease: 'on' }),
  done('both versions on the client, TLS 1.3 alone on the server', { 'client-tls': '1.3,1.2', 'server-tls': '1.3' }),
];

const tls12Failures = [
  fails('TLS 1.2: no certificate of the client', { ...tls12, 'client-auth': 'require' }, 'handshake_failure', 'server'),
  fails(
    'TLS 1.2: a fallback that was not needed',
    { 'client-tls': '1.2', 'server-tls': '1.3,1.2', fallback: 'on' },
    'inappropriate_fallback',
    'server',
  ),
  fails(
    'TLS 1.2: no common suite',
    { ...tls12, 'client-suite': 'TLS_RSA_WITH_AES_128_CBC_SHA', 'server-suite': 'TLS_RSA_WITH_AES_256_CBC_SHA' },
    'handshake_failure',
    'server',
  ),
  fails(
    'TLS 1.2: no suite of this version',
    { 'client-tls': '1.2', 'server-tls': '1.3,1.2', 'server-suite': suites[0] },
    'handshake_failure',
    'server',
  ),
  fails(
    'TLS 1.2: no common group',
    { ...tls12, 'client-group': 'x25519', 'server-group': 'secp256r1', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
    'handshake_failure',
    'server',
  ),
  fails(
    'TLS 1.2: no certificate for the suite',
    { ...tls12, 'server-signature': 'ed25519', suite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
    'handshake_failure',
    'server',
  ),
  fails('an old client', { 'client-tls': '1.2', 'server-tls': '1.3' }, 'protocol_version', 'server'),
  fails('an old server', { 'client-tls': '1.3', 'server-tls': '1.2' }, 'protocol_version', 'server'),
  fails('TLS 1.2: no trust', { ...tls12, trust: 'off' }, 'unknown_ca', 'client'),
  fails('TLS 1.2: another name', { ...tls12, 'server-name': 'example.org' }, 'bad_certificate', 'client'),
  fails(
    'TLS 1.2: a session has outlived its certificate, which is checked again',
    { ...tls12, resumption: 'session_id', ...outlived, 'verify-resumption': 'on' },
    'certificate_expired',
    'client',
  ),
  fails(
    'TLS 1.2: an expired certificate, RSA key exchange',
    { ...tls12, suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', time: '253402300799' },
    'certificate_expired',
    'client',
  ),
  fails(
    'TLS 1.2: no common application protocol',
    { ...tls12, 'client-alpn': 'h2', 'server-alpn': 'http/1.1' },
    'no_application_protocol',
    'server',
  ),
];

// What is not authenticated may be changed, and nobody minds: the version of a first record, change_cipher_spec.
const harmless = [
  tampered('flip:client:0:1:0', {}, 'CLOSED'),
  tampered('flip:client:0:9999:0', {}, 'CLOSED'),
  tampered('drop:server:99', {}, 'CLOSED'),
  tampered('drop:server:1', {}, 'CLOSED'),
  tampered('repeat:server:1', {}, 'CLOSED'),
  tampered('swap:server:0', {}, 'CLOSED'),
  tampered('swap:client:0', {}, 'CLOSED'),
  tampered('swap:client:0,swap:client:0', {}, 'CLOSED'),
  tampered('inject:server:0:140303000101', {}, 'CLOSED'),
  tampered('strip:client:0:secp384r1', {}, 'CLOSED'),
  tampered('strip:client:0:1.2', tls12, 'CLOSED'),
];

// Alerts in the clear cannot be told from those of the other side.
const alertRecord = '15030300020228'; // fatal, handshake_failure

const onTheWire = [
  ...harmless,
  // The random: both go on with different transcripts, and each finds that the other has other keys.
  tampered('flip:client:0:20:1', {}, 'bad_record_mac client', 'bad_record_mac server'),
  tampered('flip:server:0:3:7', {}, 'record_overflow client'),
  tampered('flip:server:0:50:0', {}, 'illegal_parameter client'),
  tampered('flip:server:2:20:3', {}, 'bad_record_mac client'),
  tampered('flip:client:2:8:0', {}, 'bad_record_mac server'),
  tampered('flip:client:3:8:0', {}, 'bad_record_mac server'),
  // Half a record: everybody waits for the rest.
  tampered('flip:client:0:4:0', {}, 'WAIT_SH', 'START'),
  tampered('replace:client:0:160303', {}, 'WAIT_SH', 'START'),
  tampered('replace:server:2:1703030000', {}, 'bad_record_mac client'),
  tampered(`replace:server:2:${alertRecord}`, {}, 'unexpected_message client'),
  tampered('drop:client:0', {}, 'WAIT_SH', 'START'),
  tampered('drop:server:0', {}, 'unexpected_message client'),
  tampered('drop:server:2', {}, 'bad_record_mac client'),
  tampered('drop:client:2', {}, 'CONNECTED', 'WAIT_FINISHED'),
  tampered('repeat:client:0', {}, 'unexpected_message server'),
  tampered('repeat:server:3', {}, 'bad_record_mac client'),
  tampered('repeat:client:3', {}, 'bad_record_mac server'),
  tampered('swap:server:2', {}, 'bad_record_mac client'),
  tampered('swap:client:0,inject:client:0:140303000101', {}, 'unexpected_message server'),
  tampered('inject:client:0:15030300020100', {}, 'WAIT_SH', 'close_notify client'),
  tampered(`inject:server:0:${alertRecord}`, {}, 'handshake_failure server', 'WAIT_FINISHED'),
  tampered(`inject:server:1:${alertRecord}`, {}, 'unexpected_message client'),
  tampered('inject:server:3:170303000100', {}, 'bad_record_mac client'),
  tampered('strip:client:0:x25519', {}, 'illegal_parameter server'),
  tampered(`strip:client:0:${suites[0]}`, {}, 'bad_record_mac client', 'bad_record_mac server'),
  tampered('strip:client:0:1.3', {}, 'decode_error server'),
  tampered('strip:client:0:1.3', { 'client-tls': '1.3,1.2', 'server-tls': '1.3,1.2' }, 'illegal_parameter client'),
  tampered('flip:client:2/0:300:0', { resumption: 'psk_dhe_ke' }, 'bad_record_mac client', 'bad_record_mac server'),
  tampered('flip:client:2/2:20:0', { resumption: 'psk_dhe_ke', 'early-data': 'early' }, 'bad_record_mac server'),
  tampered('flip:client:0:20:1', tls12, 'decrypt_error client'),
  tampered('flip:server:0:20:1', tls12, 'decrypt_error client'),
  tampered('flip:server:1:40:0', tls12, 'bad_certificate client'),
  tampered('flip:server:2:50:0', tls12, 'decrypt_error client'),
  tampered('flip:client:1:30:0', tls12, 'bad_record_mac server'),
  tampered('flip:client:3:20:0', tls12, 'bad_record_mac server'),
  tampered('flip:server:6:20:0', tls12, 'bad_record_mac client'),
  tampered('flip:client:3:30:0', { ...tls12, suite: cbcSuite }, 'bad_record_mac server'),
  tampered('flip:client:3:30:0', { ...tls12, suite: cbcSuite, 'encrypt-then-mac': 'off' }, 'bad_record_mac server'),
  tampered(`replace:client:2:${alertRecord}`, tls12, 'TLS12_WAIT_NEW_SESSION_TICKET', 'handshake_failure client'),
  tampered('drop:server:1', tls12, 'unexpected_message client'),
  tampered('drop:client:2', tls12, 'unexpected_message server'),
  tampered('drop:client:3', tls12, 'TLS12_WAIT_NEW_SESSION_TICKET', 'TLS12_WAIT_FINISHED'),
  tampered('repeat:client:0', tls12, 'protocol_version server'),
  tampered('repeat:server:2', tls12, 'unexpected_message client'),
  tampered('repeat:client:3', tls12, 'bad_record_mac server'),
  tampered('swap:server:1', tls12, 'unexpected_message client'),
  tampered('swap:client:1', tls12, 'unexpected_message server'),
  tampered('inject:client:3:170303000100', tls12, 'bad_record_mac server'),
  tampered('strip:client:0:x25519', tls12, 'bad_record_mac server'),
  tampered('flip:client:2/0:60:0', { ...tls12, resumption: 'session_id' }, 'bad_record_mac server'),
];

const early = { resumption: 'psk_dhe_ke', 'early-data': 'GET /pay' };
const onceMore = [
  replayed('a handshake', {}, 'bad_record_mac server'),
  replayed('TLS 1.2', tls12, 'bad_record_mac server'),
  replayed('a resumption of TLS 1.2', { ...tls12, resumption: 'ticket' }, 'bad_record_mac server'),
  replayed('early data that the server remembers', early, 'WAIT_FINISHED'),
  replayed('early data that the server forgets', { ...early, 'server-anti-replay': 'off' }, 'bad_record_mac server'),
];

// Somebody else plays the server's side of the last connection.
const impostor = (name, kind, settings, ...ends) => ({
  name: `impostor, ${kind}: ${name}`,
  settings: { ...settings, impostor: kind },
  ends: { client: ends[0], server: ends.at(-1) },
});
const rsa = { tls: '1.2', suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256', signature: 'rsa_pss_rsae_sha256' };
const impostors = [
  ['TLS 1.3', {}],
  ['a PSS key', { signature: 'rsa_pss_pss_sha256' }],
  ['a resumption', { resumption: 'psk_ke' }],
  ['early data', early],
  ['TLS 1.2', tls12],
  ['TLS 1.2, a ticket', { ...tls12, resumption: 'ticket' }],
].flatMap(([name, settings]) => [
  impostor(name, 'stolen_key', settings, 'CLOSED'),
  impostor(name, 'own_key', settings, 'decrypt_error client'),
  impostor(name, 'own_certificate', settings, 'unknown_ca client'),
]);
const rsaImpostors = [
  impostor('RSA', 'stolen_key', rsa, 'CLOSED'),
  impostor('RSA', 'own_key', rsa, 'bad_record_mac server'),
  impostor('RSA', 'own_certificate', rsa, 'unknown_ca client'),
];

export const scenarios = [
  ...combinations,
  ...options,
  ...failures,
  ...everySuite,
  ...macThenEncrypt,
  ...tls12Options,
  ...tls12Failures,
  ...onTheWire,
  ...onceMore,
  ...impostors,
  ...rsaImpostors,
];
