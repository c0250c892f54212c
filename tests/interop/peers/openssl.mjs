// OpenSSL's s_client and s_server. -trace decodes every message: that is its report.
import { readFileSync } from 'node:fs';
import { dhGroup, dhParameters } from '../matrix/certificates.mjs';
import { certificateOf, opensslGroup, opensslSuite } from '../matrix/names.mjs';
import { certificateFor, curveOf, serverKey } from '../matrix/rows.mjs';
import { inFolder, openssl, run, start, write } from '../support.mjs';

const allGroups = 'X25519:P-256:P-384:P-521:ffdhe2048:ffdhe3072:ffdhe4096';
const last = (text, pattern) => [...text.matchAll(pattern)].at(-1)?.[1];

function can({ group }) {
  if (group === 'X25519MLKEM768') return 'no X25519MLKEM768 before OpenSSL 3.5';
  return undefined;
}

// finiteField knows a prime of RFC 7919 by its first words and its length.
function finiteField(hello) {
  const length = /dh_p \(len=(\d+)\): F{16}ADF85458/.exec(hello)?.[1];
  return length && `ffdhe${length * 8}`;
}

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

let sessions = 0;
// pskOptions: a key for SHA-384 comes in a session, whose other fields say nothing (SSL_SESSION_ASN1).
async function pskOptions({ psk }) {
  if (!psk) return [];
  const identity = ['-psk_identity', psk.identity];
  if (psk.hash === 'SHA-256') return [...identity, '-psk', psk.key];
  const [text, der] = [write(`psk-${++sessions}.cnf`, sessionOf(psk.key)), inFolder(`psk-${sessions}.der`)];
  await openssl('asn1parse', '-genconf', text, '-noout', '-out', der);
  const pem = readFileSync(der).toString('base64').replace(/.{64}/g, '$&\n');
  const [first, last] = ['BEGIN', 'END'].map((word) => `-----${word} SSL SESSION PARAMETERS-----`);
  return [...identity, '-psk_session', write(`psk-${sessions}.pem`, `${first}\n${pem}\n${last}\n`)];
}
const sessionOf = (key) => `asn1 = SEQUENCE:session
[session]
version = INTEGER:1
protocol = INTEGER:0x0304
cipher = FORMAT:HEX,OCTETSTRING:1302
id = FORMAT:HEX,OCTETSTRING:00
key = FORMAT:HEX,OCTETSTRING:${key}
time = EXPLICIT:1,INTEGER:${Math.floor(Date.now() / 1000)}
timeout = EXPLICIT:2,INTEGER:7200
`;

// report reads what -trace said of one connection.
export function report(text, row, page = '') {
  const begin = text.lastIndexOf('ServerHello, Length');
  const hello = text.slice(begin);
  const server = last(text.slice(0, begin), /^(Sent|Received) Record/gm);
  const [first, ...rest] = hello.split(/^(?=(?:Sent|Received) Record)/m);
  const fromServer = [first, ...rest.filter((part) => part.startsWith(server))].join('');
  const fromClient = rest.filter((part) => !part.startsWith(server)).join('');
  const clientCertificate = certificateOf(/Subject: (.*)/.exec(fromClient)?.[1]);
  const encrypted = fromServer.split('EncryptedExtensions, Length')[1]?.split(/^Sent|^Received/m)[0];
  const extensions = hello.slice(0, hello.search(/\n(?:Sent|Received) Record/) >>> 0);
  const tls13 = /supported_versions\(43\)[^\n]*\n\s+TLS 1\.3 \(772\)/.test(extensions);
  const tls12 = !tls13;
  const session = /(New|Reused), TLSv[\d.]+, Cipher is|^(Reused) session-id/m
    .exec(page + hello)
    ?.find((word, i) => i && word);
  return {
    version: tls13 ? 'TLS 1.3' : 'TLS 1.2',
    suite: /cipher_suite \{0x.., 0x..\} (\w+)/.exec(hello)?.[1],
    group: tls12
      ? (last(hello, /named_curve: (\S+)/g)?.replace('ecdh_x25519', 'x25519') ?? finiteField(hello))
      : /NamedGroup: (\S+)/.exec(extensions)?.[1].replace('ecdh_x25519', 'x25519'),
    signature: last(fromServer, /Signature Algorithm: ([a-z]\w+) \(0x/g),
    certificate: certificateOf(/Subject: (.*)/.exec(fromServer)?.[1]),
    // It calls a PSK from elsewhere a session too.
    resumed: row.psk || !session ? undefined : session === 'Reused',
    psk: tls13 ? /\bpsk\(41\)/.test(extensions) : undefined,
    earlyData: /early_data\(42\)/.test(encrypted ?? '') ? 'accepted' : undefined,
    clientCertificate,
    clientSignature: last(fromClient, /Signature Algorithm: ([a-z]\w+) \(0x/g),
    keyUpdates: tls13 ? hello.split('KeyUpdate, Length').length - 1 : undefined,
    retried: /HelloRetryRequest|CF21AD74/i.test(text),
    ems: tls12 ? /extended_master_secret\(23\)/.test(extensions) : undefined,
    etm: tls12 ? /encrypt_then_mac\(22\)/.test(extensions) : undefined,
  };
}

const features = ['resumed', 'psk', 'earlyData', 'clientCertificate', 'keyUpdates', 'ems', 'etm'];
const versionFlag = (row) => (row.version === 'TLS 1.3' ? '-tls1_3' : '-tls1_2');

export default {
  name: 'openssl',
  programs: ['openssl'],
  client: {
    name: 's_client',
    reports: ['version', 'suite', 'group', 'signature', 'certificate', 'alpn'],
    features,
    can,
    async run(row, { port, root, certificates, request, early, serverName, alpn }) {
      const tls12 = row.version === 'TLS 1.2';
      const curve = tls12 && curveOf[certificateFor(row.signature)];
      const groups = [...(row.firstGroup ? [row.firstGroup] : []), row.group, curve].filter(Boolean).map(opensslGroup);
      const own = certificates[row.clientCertificate];
      const words = [
        ...['s_client', '-connect', `127.0.0.1:${port}`, '-servername', serverName, '-verify_hostname', serverName],
        ...['-CAfile', root, '-verify_return_error', '-alpn', alpn, '-trace', versionFlag(row)],
        ...(tls12 ? ['-cipher', `${opensslSuite(row.suite)}:@SECLEVEL=0`] : ['-ciphersuites', row.suite]),
        // OpenSSL offers no ffdhe groups in TLS 1.2.
        ...(row.group && !(tls12 && row.group.startsWith('ffdhe')) ? ['-groups', [...new Set(groups)].join(':')] : []),
        // K at the start of what it reads asks for a KeyUpdate, but not with -ign_eof.
        ...(row.keyUpdate ? [] : ['-ign_eof']),
        ...(row.resume === 'session ID' ? ['-no_ticket'] : []),
        ...(row.without === 'etm' ? ['-no_etm'] : []),
        ...(own ? ['-cert', own.cert, '-key', own.key] : []),
        ...(await pskOptions(row)),
      ];
      const session = inFolder(`session-${port}`);
      if (row.resume) await run('openssl', [...words, '-sess_out', session], { input: request });
      if (row.resume) words.push('-sess_in', session);
      if (early) words.push('-early_data', write(`early-${port}`, early.text));
      const input = row.keyUpdate ? ['K\n', request] : (early?.rest ?? request);
      const { code, out, err } = await run('openssl', words, { input });
      return {
        code,
        log: out + err,
        page: out,
        report: { ...report(out, row), alpn: /ALPN protocol: (.*)/.exec(out)?.[1] },
      };
    },
  },
  server: {
    name: 's_server',
    reports: ['version', 'suite', 'group', 'signature', 'certificate', 'alpn'],
    features,
    can,
    // One server for each certificate, and for each group of TLS 1.2's DHE, which s_server takes from a file.
    key: (row) => serverKey(row, dhGroup(row)),
    async start(row, { root, certificates, alpn }) {
      const { cert, key } = certificates[certificateFor(row.signature)];
      const group = dhGroup(row);
      const asks = row.clientCertificate === undefined ? [] : [row.clientCertificate ? '-Verify' : '-verify', '1'];
      const server = await start(
        'openssl',
        [
          ...['s_server', '-accept', '127.0.0.1:0', '-cert', cert, '-key', key, '-trace', '-alpn', alpn],
          ...['-cipher', 'ALL:@SECLEVEL=0', '-groups', row.serverGroups ? opensslGroup(row.serverGroups) : allGroups],
          ...(group ? ['-dhparam', await dhParameters(group)] : []),
          // With -www it would take no early data.
          ...(row.early ? ['-early_data', '-max_early_data', '1000'] : ['-www']),
          ...(asks.length ? [...asks, '-CAfile', root, '-verify_return_error', '-verify_quiet'] : []),
          ...(row.resume === 'session ID' ? ['-no_ticket'] : []),
          ...(row.without === 'etm' ? ['-no_etm'] : []),
          ...(await pskOptions(row)),
        ],
        /^ACCEPT \S+:(\d+)\n/m,
        { lineBuffered: true },
      );
      // Then it prints what it gets, and sends what it is given.
      if (row.early) {
        server.child.stdout.on('data', (data) => {
          if (`${data}`.includes('Connection: close')) server.child.stdin.write(answer);
        });
      }
      return server;
    },
    complete: (text, connections) => text.split('Finished, Length').length > 2 * connections,
    report: (text, page, row) => ({
      ...report(text, row, page),
      alpn: /ALPN protocols selected: (.*)/.exec(text)?.[1],
    }),
  },
};
