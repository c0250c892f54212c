// OpenSSL's s_client and s_server. -trace decodes every message: that is its report.
import { dhGroup, dhParameters } from '../matrix/certificates.mjs';
import { certificateOf, opensslGroup, opensslSuite } from '../matrix/names.mjs';
import { certificateFor, curveOf } from '../matrix/rows.mjs';
import { inFolder, run, start } from '../support.mjs';

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

// report reads what -trace said of one connection.
export function report(text, page = '') {
  const hello = text.slice(text.lastIndexOf('ServerHello, Length'));
  const extensions = hello.slice(0, hello.search(/\n(?:Sent|Received) Record/) >>> 0);
  const tls13 = /supported_versions\(43\)[^\n]*\n\s+TLS 1\.3 \(772\)/.test(extensions);
  const tls12 = !tls13;
  const session = /(New|Reused), TLSv[\d.]+, Cipher is/.exec(page + text)?.[1];
  return {
    version: tls13 ? 'TLS 1.3' : 'TLS 1.2',
    suite: /cipher_suite \{0x.., 0x..\} (\w+)/.exec(hello)?.[1],
    group: tls12
      ? (last(hello, /named_curve: (\S+)/g)?.replace('ecdh_x25519', 'x25519') ?? finiteField(hello))
      : /NamedGroup: (\S+)/.exec(extensions)?.[1].replace('ecdh_x25519', 'x25519'),
    signature: last(hello, /Signature Algorithm: ([a-z]\w+) \(0x/g),
    certificate: certificateOf(/Subject: (.*)/.exec(hello)?.[1]),
    resumed: session && session === 'Reused',
    retried: /HelloRetryRequest|CF21AD74/i.test(text),
    ems: tls12 ? /extended_master_secret\(23\)/.test(extensions) : undefined,
    etm: tls12 ? /encrypt_then_mac\(22\)/.test(extensions) : undefined,
  };
}

const versionFlag = (row) => (row.version === 'TLS 1.3' ? '-tls1_3' : '-tls1_2');

export default {
  name: 'openssl',
  programs: ['openssl'],
  client: {
    name: 's_client',
    reports: ['version', 'suite', 'group', 'signature', 'certificate', 'alpn'],
    can,
    async run(row, { port, root, request, serverName, alpn }) {
      const tls12 = row.version === 'TLS 1.2';
      const curve = tls12 && curveOf[certificateFor(row.signature)];
      const groups = [...(row.firstGroup ? [row.firstGroup] : []), row.group, curve].filter(Boolean).map(opensslGroup);
      const words = [
        ...['s_client', '-connect', `127.0.0.1:${port}`, '-servername', serverName, '-verify_hostname', serverName],
        ...['-CAfile', root, '-verify_return_error', '-alpn', alpn, '-trace', versionFlag(row)],
        ...(tls12 ? ['-cipher', `${opensslSuite(row.suite)}:@SECLEVEL=0`] : ['-ciphersuites', row.suite]),
        // OpenSSL offers no ffdhe groups in TLS 1.2.
        ...(row.group && !(tls12 && row.group.startsWith('ffdhe')) ? ['-groups', [...new Set(groups)].join(':')] : []),
        // K at the start of what it reads asks for a KeyUpdate, but not with -ign_eof.
        ...(row.keyUpdate ? [] : ['-ign_eof']),
        ...(row.resume === 'session ID' ? ['-no_ticket'] : []),
      ];
      const session = inFolder(`session-${port}`);
      if (row.resume) await run('openssl', [...words, '-sess_out', session], { input: request });
      if (row.resume) words.push('-sess_in', session);
      const { code, out, err } = await run('openssl', words, { input: row.keyUpdate ? ['K\n', request] : request });
      return {
        code,
        log: out + err,
        page: out,
        report: { ...report(out), alpn: /ALPN protocol: (.*)/.exec(out)?.[1] },
      };
    },
  },
  server: {
    name: 's_server',
    reports: ['version', 'suite', 'group', 'signature', 'certificate', 'alpn'],
    can,
    // One server for each certificate, and for each group of TLS 1.2's DHE, which s_server takes from a file.
    key: (row) => [certificateFor(row.signature), dhGroup(row), row.serverGroups].filter(Boolean).join(' '),
    async start(row, { certificates, alpn }) {
      const { cert, key } = certificates[certificateFor(row.signature)];
      const group = dhGroup(row);
      return start(
        'openssl',
        [
          ...['s_server', '-accept', '127.0.0.1:0', '-cert', cert, '-key', key, '-www', '-trace', '-alpn', alpn],
          ...['-cipher', 'ALL:@SECLEVEL=0', '-groups', row.serverGroups ? opensslGroup(row.serverGroups) : allGroups],
          ...(group ? ['-dhparam', await dhParameters(group)] : []),
        ],
        /^ACCEPT \S+:(\d+)\n/m,
        { lineBuffered: true },
      );
    },
    complete: (text) => text.split('Finished, Length').length > 2,
    report: (text, page) => ({
      ...report(text, page),
      alpn: /ALPN protocols selected: (.*)/.exec(text)?.[1],
    }),
  },
};
