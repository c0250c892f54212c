// Sorts the tests of BoringSSL's runner, which have only names, into versions, roles and topics.

// The first topic whose pattern fits a test's name is its topic.
const topics = [
  ['Early data (0-RTT)', /EarlyData|0RTT|EndOfEarlyData|TicketAgeSkew/],
  ['Certificates and who judges them', /^CertificateVerif|KeyUsage|ReverifyOnResume|GarbageCert|SendReceiveInterm/],
  [
    'Client certificates',
    /ClientAuth|ClientCert|RequireAnyClient|NoClientCert|CertReq|SkipClientCertificate|Agree-Digest/,
  ],
  ['Resumption and tickets', /Resum|Ticket|SessionID|PSK|Binder|^Mint|Renew/i],
  [
    'Signature schemes',
    /-Sign-|-Verify-|VerifyDefault|-Sign|Ed25519|SignatureType|VerifyPref|SHA1|RSA-PSS|SigningHash/,
  ],
  ['Cipher suites', /^TLS-TLS1[23]-|Cipher|3DES|ChaCha|AES/i],
  ['Groups and key shares', /Curve|KeyShare|HelloRetryRequest|HRR|ECDH|ECPoint|P-224|PostQuantum|Kyber|Cookie/i],
  ['Policies for suites, groups and signatures', /^Compliance/],
  ['Versions and downgrades', /Version|Downgrade|Fallback|JDK11|V2ClientHello/],
  [
    'Extensions',
    /Extension|ALPN|ALPS|ServerName|SNI|ExtendedMaster|Unsolicited|GREASE|NPN|SRTP|OCSP|SCT|SignedCert|Padding/,
  ],
  ['Renegotiation', /Reneg|HelloRequest/i],
  ['Key updates and exporters', /KeyUpdate|Export|TLSUnique/],
  [
    'Messages that are wrong or out of order',
    /WrongMessage|Trailing|Skip|Unexpected|Partial|Stray|Duplicate|Garbage|Appdata/i,
  ],
  [
    'Records, fragments and alerts',
    /Record|Fragment|Alert|Split|Pack|Large|Empty|MAC|Close|Shutdown|Bad|MTU|Handshake.*Size/i,
  ],
];
const other = 'Whole handshakes and the rest';

const version = ({ name }) =>
  /TLS13/.test(name) ? 'TLS 1.3' : /TLS12/.test(name) ? 'TLS 1.2' : 'version not in the name';
const role = ({ name }) =>
  /Client/.test(name) && !/Server/.test(name)
    ? 'client'
    : /Server/.test(name) && !/Client/.test(name)
      ? 'server'
      : 'role not in the name';
// Other protocols, and what the project does not speak at all, would only blur the topics.
const foreign = [
  ['DTLS', /DTLS/],
  ['QUIC', /QUIC/],
  ['Encrypted Client Hello', /ECH/],
  ['TLS 1.0, TLS 1.1, SSL 2.0', /TLS1(?![23])|TLS11|V2ClientHello/],
];
const topic = ({ name }) => [...foreign, ...topics].find(([, pattern]) => pattern.test(name))?.[0] ?? other;

// groups counts tests by version, role and topic: [{title, rows: [{name, PASSED, FAILED, UNIMPLEMENTED, DISABLED}]}].
export function groups(tests) {
  const by = (title, name, order) => {
    const rows = new Map(order.map((one) => [one, { name: one }]));
    for (const test of tests) {
      const row = rows.get(name(test));
      row[test.how] = (row[test.how] ?? 0) + 1;
    }
    return { title, rows: [...rows.values()].filter((row) => Object.keys(row).length > 1) };
  };
  return [
    by('Version', version, ['TLS 1.3', 'TLS 1.2', 'version not in the name']),
    by('Role', role, ['client', 'server', 'role not in the name']),
    by('Topic', topic, [...topics.map(([name]) => name), other, ...foreign.map(([name]) => name)]),
  ];
}

// markdown writes groups as one table.
export function markdown(all) {
  const columns = ['PASSED', 'FAILED', 'UNIMPLEMENTED', 'DISABLED'];
  const lines = ['| | passed | failed | not implemented | disabled |', '|---|--:|--:|--:|--:|'];
  const line = (name, row) => `| ${name} | ${columns.map((how) => row[how] ?? 0).join(' | ')} |`;
  const total = {};
  for (const { title, rows } of all) {
    lines.push(`| **${title}** | | | | |`);
    for (const row of rows) lines.push(line(row.name, row));
  }
  for (const row of all[0].rows) for (const how of columns) total[how] = (total[how] ?? 0) + (row[how] ?? 0);
  lines.push(line('**All**', total));
  return lines.join('\n');
}
