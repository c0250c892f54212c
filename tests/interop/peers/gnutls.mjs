// GnuTLS's gnutls-cli and gnutls-serv: a priority string says what they offer, a description what came of it.
import { certificateOf, parts } from '../matrix/names.mjs';
import { certificateFor, curveOf, serverKey } from '../matrix/rows.mjs';
import { freePort, run, start, write } from '../support.mjs';

const priorityGroup = (group) => `GROUP-${group.toUpperCase()}`;
function prioritySignature(signature, version) {
  // TLS 1.2 knows no curve in these.
  if (signature.startsWith('ecdsa') && version === 'TLS 1.2') return `SIGN-ECDSA-SHA${signature.slice(-3)}`;
  if (signature === 'ed25519') return 'SIGN-EDDSA-ED25519';
  if (signature.startsWith('rsa_pss_pss')) return `SIGN-RSA-PSS-${signature.slice(12).toUpperCase()}`;
  return `SIGN-${signature.replace('pkcs1_', '').toUpperCase().replaceAll('_', '-')}`;
}
const ciphers = {
  AES_128_GCM: 'AES-128-GCM',
  AES_256_GCM: 'AES-256-GCM',
  CHACHA20_POLY1305: 'CHACHA20-POLY1305',
  AES_128_CBC: 'AES-128-CBC',
  AES_256_CBC: 'AES-256-CBC',
};

function can({ group }) {
  if (group === 'X25519MLKEM768') return 'no X25519MLKEM768 before GnuTLS 3.8.9';
  return undefined;
}

// What a feature adds to a priority string.
const without = { ems: '%NO_SESSION_HASH', etm: '%NO_ETM' };
const more = (row) => [
  ...(row.without ? [without[row.without]] : []),
  ...(row.psk ? ['+PSK', '+ECDHE-PSK', '+DHE-PSK'] : []),
];

function priority(row) {
  const { exchange, cipher, hash } = parts(row.suite);
  const curve = row.version === 'TLS 1.2' && curveOf[certificateFor(row.signature)];
  const groups = [...new Set([row.firstGroup, row.group, curve])].filter(Boolean);
  return [
    'NONE',
    '+CTYPE-X509',
    '+COMP-NULL',
    `+VERS-${row.version.replace(' ', '')}`,
    ...(exchange === 'any' ? ['+ECDHE-RSA', '+ECDHE-ECDSA', '+DHE-RSA'] : [`+${exchange.replace('_', '-')}`]),
    `+${ciphers[cipher]}`,
    cipher.endsWith('CBC') ? `+${hash === 'SHA' ? 'SHA1' : hash}` : '+AEAD',
    ...groups.map((group) => `+${priorityGroup(group)}`),
    // The second is for the certificate itself, which the root signed, the third for the client's own.
    ...new Set([
      `+${prioritySignature(row.signature ?? 'rsa_pkcs1_sha256', row.version)}`,
      `+${prioritySignature('ecdsa_secp256r1_sha256', row.version)}`,
      `+${prioritySignature(row.clientSignature ?? 'ecdsa_secp256r1_sha256', row.version)}`,
    ]),
    ...more(row),
  ].join(':');
}

// describe reads (TLS1.2-X.509)-(ECDHE-X25519)-(RSA-PSS-RSAE-SHA256)-(AES-128-CBC)-(SHA256).
function describe(text) {
  // The last one: who resumes connects twice.
  text = text.slice(Math.max(0, text.lastIndexOf('Description:')));
  const found = /Description:\s*(?:<\/TD><TD>)?(\(TLS[^\s<]*\))/.exec(text)?.[1];
  if (!found) return {};
  // (TLS1.3-X.509)--(AES-128-GCM): a session that is resumed.
  const [protocol, exchange, ...rest] = found.slice(1, -1).replace(')--(', ')-()-(').split(')-(');
  const macs = /^(SHA\d+)$/.test(rest.at(-1)) ? rest.pop() : undefined;
  const cipher = rest.pop().replaceAll('-', '_');
  const [signed] = rest;
  const version = protocol.slice(0, 6).replace('TLS', 'TLS ');
  const group = /^(?:EC)?DHE-(?:RSA-|ECDSA-)?(.*)$/.exec(exchange)?.[1]?.toLowerCase();
  const signature = signed
    ?.toLowerCase()
    .replaceAll('-', '_')
    .replace('eddsa_ed25519', 'ed25519')
    .replace(/^rsa_sha/, 'rsa_pkcs1_sha')
    .replace(/^rsa_pss_sha/, 'rsa_pss_pss_sha');
  const kind = exchange.split('-')[0];
  const auth = /^(ecdsa|ed25519)/.test(signature ?? '') ? 'ECDSA' : 'RSA';
  const prefix = version === 'TLS 1.3' ? 'TLS' : `TLS_${kind === 'RSA' ? 'RSA' : `${kind}_${auth}`}_WITH`;
  const hash = macs ? macs.replace(/^SHA1$/, 'SHA') : cipher === 'AES_256_GCM' ? 'SHA384' : 'SHA256';
  return { version, group, signature, suite: `${prefix}_${cipher}_${hash}` };
}

function report(text, row) {
  const found = describe(text);
  // For ECDSA it names the hash alone in TLS 1.2.
  if (/^ecdsa_sha\d+$/.test(found.signature ?? '')) {
    const same = row.signature?.startsWith('ecdsa') && row.signature.endsWith(found.signature.slice(5));
    if (same) found.signature = row.signature;
  }
  const options = /^- Options:(.*)$/m.exec(text)?.[1];
  const tls12 = found.version === 'TLS 1.2';
  const resumed = /This is a resumed session/.test(text);
  return {
    ...found,
    alpn: /^- Application protocol: (.*)$/m.exec(text)?.[1],
    resumed,
    psk: tls12 ? undefined : resumed || /PSK authentication\. Connected as 'me'/.test(text),
    ems: tls12 && options ? options.includes('extended master secret') : undefined,
    etm: tls12 && options ? options.includes('EtM') : undefined,
  };
}

export default {
  name: 'gnutls',
  programs: ['gnutls-cli', 'gnutls-serv'],
  client: {
    name: 'gnutls-cli',
    reports: ['version', 'suite', 'group', 'signature', 'certificate', 'alpn'],
    features: ['resumed', 'psk', 'clientProved', 'ems', 'etm'],
    can,
    async run(row, { port, root, certificates, request, early, serverName, alpn }) {
      const own = certificates[row.clientCertificate];
      const { code, out, err } = await run(
        'gnutls-cli',
        [
          ...['--x509cafile', root, '-p', String(port), '127.0.0.1', '--alpn', alpn, '--priority', priority(row)],
          ...['--sni-hostname', serverName, '--verify-hostname', serverName],
          ...(row.firstGroup ? ['--single-key-share'] : []),
          ...(row.keyUpdate ? ['--inline-commands'] : []),
          ...(row.resume ? ['--resume', ...(row.version === 'TLS 1.3' ? ['--waitresumption'] : [])] : []),
          ...(row.resume === 'session ID' ? ['--noticket'] : []),
          ...(early ? ['--earlydata', write(`early-${port}`, early.text)] : []),
          ...(row.psk ? ['--pskusername', row.psk.identity, '--pskkey', row.psk.key] : []),
          ...(own ? ['--x509certfile', own.cert, '--x509keyfile', own.key] : []),
        ],
        { input: row.keyUpdate ? [`^rekey^\n`, request] : (early?.rest ?? request) },
      );
      const clientProved = /Successfully sent 1 certificate/.test(out);
      const said = { ...report(out, row), certificate: certificateOf(out), clientProved };
      return { code, log: out + err, page: out, report: said };
    },
  },
  server: {
    name: 'gnutls-serv',
    reports: ['version', 'suite', 'group', 'signature', 'alpn'],
    features: ['resumed', 'psk', 'earlyData', 'clientCertificate', 'ems', 'etm'],
    // It takes them, but does nothing with them: a whole request has to follow.
    dropsEarlyData: true,
    can,
    key: (row) => serverKey(row),
    async start(row, { root, certificates, alpn }) {
      const { cert, key } = certificates[certificateFor(row.signature)];
      const port = await freePort();
      const groups = row.serverGroups ? `-GROUP-ALL:+${priorityGroup(row.serverGroups)}` : '+GROUP-ALL';
      return start(
        'gnutls-serv',
        [
          ...['--http', '-p', String(port), '--x509certfile', cert, '--x509keyfile', key, '--alpn', alpn],
          ...(row.clientCertificate === undefined
            ? ['--disable-client-cert']
            : ['--x509cafile', root, '--verify-client-cert']),
          ...(row.clientCertificate ? ['--require-client-cert'] : []),
          ...(row.resume === 'session ID' ? ['--noticket'] : []),
          // Only its log says whether it took them.
          ...(row.early ? ['--earlydata', '--maxearlydata', '1000', '--debug', '5'] : []),
          ...(row.psk ? ['--pskpasswd', write(`psk-${port}`, `${row.psk.identity}:${row.psk.key}\n`)] : []),
          '--priority',
          `NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+SHA1:+SHA256:+SHA384:+DHE-RSA:+RSA:${[groups, ...more(row)].join(':')}`,
        ],
        /listening on IPv4 .* port (\d+)\.\.\.done/,
        { lineBuffered: true },
      );
    },
    complete: (text, connections) => text.match(/'tls-exporter': .*\n/g)?.length >= connections,
    report(text, page, row) {
      const whole = `${page}\n${text.slice(text.lastIndexOf('* Accepted'))}`;
      const earlyData = /decrypted early data with length: [1-9]/.test(text) ? 'accepted' : undefined;
      return { ...report(whole, row), earlyData, clientCertificate: certificateOf(/Subject: (.*)/.exec(whole)?.[1]) };
    },
  },
};
