// NSS's tstclnt and selfserv. Its certificates stand in a database of this run.
import { mkdirSync } from 'node:fs';
import { certificateOf, parts } from '../matrix/names.mjs';
import { blocks, certificateFor, curveOf, serverKey, title } from '../matrix/rows.mjs';
import { freePort, inFolder, openssl, run, start, write } from '../support.mjs';

const groupNames = {
  x25519: 'x25519',
  secp256r1: 'P256',
  secp384r1: 'P384',
  secp521r1: 'P521',
  ffdhe2048: 'FF2048',
  ffdhe3072: 'FF3072',
  ffdhe4096: 'FF4096',
};
const codes = {
  TLS_AES_128_GCM_SHA256: '1301',
  TLS_AES_256_GCM_SHA384: '1302',
  TLS_CHACHA20_POLY1305_SHA256: '1303',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'C02B',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'C02C',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'CCA9',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 'C023',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384: 'C024',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'C009',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'C00A',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'C02F',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'C030',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'CCA8',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 'C027',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384: 'C028',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'C013',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'C014',
  TLS_DHE_RSA_WITH_AES_128_GCM_SHA256: '009E',
  TLS_DHE_RSA_WITH_AES_256_GCM_SHA384: '009F',
  TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'CCAA',
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA256: '0067',
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA256: '006B',
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA: '0033',
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA: '0039',
  TLS_RSA_WITH_AES_128_GCM_SHA256: '009C',
  TLS_RSA_WITH_AES_256_GCM_SHA384: '009D',
  TLS_RSA_WITH_AES_128_CBC_SHA256: '003C',
  TLS_RSA_WITH_AES_256_CBC_SHA256: '003D',
  TLS_RSA_WITH_AES_128_CBC_SHA: '002F',
  TLS_RSA_WITH_AES_256_CBC_SHA: '0035',
};

function can({ group, signature }) {
  if (group === 'X25519MLKEM768') return 'no X25519MLKEM768 in NSS 3.87';
  if (signature === 'ed25519') return 'no Ed25519 in NSS 3.87';
  return undefined;
}

let database;
let authorities;
async function makeDatabase(folder, root) {
  const name = `sql:${inFolder(folder)}`;
  mkdirSync(inFolder(folder));
  await tool(name, 'certutil', '-N', '--empty-password');
  await tool(name, 'certutil', '-A', '-n', 'root', '-t', 'CT,,', '-i', root);
  return name;
}
async function tool(name, program, ...args) {
  const { code, out, err } = await run(program, [...args, '-d', name]);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}\n${out}${err}`);
}

// prepare makes two databases once: one with all certificates, and one with the authority alone.
function prepare({ root, certificates }) {
  database ??= (async () => {
    const name = await makeDatabase('nss', root);
    for (const { name: kind, cert, key } of Object.values(certificates)) {
      if (kind === 'ed25519') continue;
      const file = inFolder(`${kind}.p12`);
      await openssl('pkcs12', '-export', '-in', cert, '-inkey', key, '-name', kind, '-out', file, '-passout', 'pass:x');
      await tool(name, 'pk12util', '-i', file, '-W', 'x');
    }
    return name;
  })();
  authorities ??= makeDatabase('nss-authorities', root);
  return Promise.all([database, authorities]);
}

const groupsOfBits = {
  255: 'x25519',
  256: 'secp256r1',
  384: 'secp384r1',
  521: 'secp521r1',
  2048: 'ffdhe2048',
  3072: 'ffdhe3072',
  4096: 'ffdhe4096',
};
const allSuites = [...new Set(blocks.flatMap(({ suite }) => suite))];

// report reads NSS's words: the suite's parts and the length of the key that was agreed on.
function report(whole, row) {
  // The last one: who resumes connects twice.
  const text = whole.slice(Math.max(0, whole.lastIndexOf('SSL version 3')));
  // It counts all hits of the program, which is there for one row with a session.
  const hits = /(\d+) cache hits/.exec(text)?.[1];
  const resumed = row.resume && hits ? hits === '1' : undefined;
  const version = { 3.3: 'TLS 1.2', 3.4: 'TLS 1.3' }[/SSL version (3\.\d)/.exec(text)?.[1]];
  const [, keyBits, cipher, macBits, mac] = /using (\d+)-bit (\S+) with (\d+)-bit (\S+) MAC/.exec(text) ?? [];
  const [, auth, bits, exchange] = /Server Auth: \d+-bit (.+), Key Exchange: (\d+)-bit (.+)/.exec(text) ?? [];
  const ourCipher = /ChaCha/i.test(cipher ?? '')
    ? 'CHACHA20_POLY1305'
    : `AES_${keyBits}_${/GCM/.test(cipher) ? 'GCM' : 'CBC'}`;
  // Of an AEAD it does not name the hash: its suites have one each.
  const hash = mac === 'AEAD' ? undefined : ({ SHA1: 'SHA' }[mac] ?? mac);
  const exchanges = { 'TLS 1.3': 'any', RSA: 'RSA', DHE: 'DHE_RSA', ECDHE: `ECDHE_${auth}` };
  const suite = allSuites.find((name) => {
    const of = parts(name);
    return (
      of.exchange === exchanges[exchange?.trim()] && of.cipher === ourCipher && (hash === undefined || of.hash === hash)
    );
  });
  // Of a connection with early data it tells neither.
  if (!version) return { resumed, certificate: certificateOf(/subject DN: (.*)/.exec(whole)?.[1]) };
  return {
    version,
    resumed,
    suite: suite ?? `${macBits} ${cipher} ${mac} ${auth} ${exchange}`,
    group: exchange === 'RSA' ? undefined : groupsOfBits[bits],
    signature: /Signature Scheme: (?!none)(\w+)/.exec(text)?.[1],
    certificate: certificateOf(/subject DN: (.*)/.exec(text)?.[1]),
    psk: version === 'TLS 1.3' && /Signature Scheme: none/.test(text) ? true : undefined,
    ems: version === 'TLS 1.2' ? /Extended Master Secret: Yes/.test(text) : undefined,
  };
}

export default {
  name: 'nss',
  programs: ['tstclnt', 'selfserv', 'certutil', 'pk12util'],
  prepare,
  client: {
    name: 'tstclnt',
    reports: ['version', 'suite', 'group', 'signature', 'certificate'],
    features: ['resumed', 'psk', 'ems'],
    can,
    async run(row, { port, request, serverName }) {
      const curve = row.version === 'TLS 1.2' && curveOf[certificateFor(row.signature)];
      const groups = [...new Set([row.firstGroup, row.group, curve])].filter(Boolean).map((name) => groupNames[name]);
      // It shows any certificate that it finds in its database.
      const from = row.clientCertificate === null ? authorities : database;
      const version = row.version.toLowerCase().replace(' ', '');
      const { code, out, err } = await run('tstclnt', [
        ...['-4', '-h', 'localhost', '-a', serverName, '-p', String(port), '-d', await from, '-v', '-G'],
        // It connects again, and sends all of the request as early data.
        ...(row.resume ? ['-L', '2'] : []),
        ...(row.resume === 'ticket' ? ['-u'] : []),
        ...(row.early ? ['-Z'] : []),
        ...(row.psk ? ['-z', `0x${row.psk.key}:${row.psk.identity}`] : []),
        ...(row.clientCertificate ? ['-n', row.clientCertificate] : []),
        ...['-V', `${version}:${version}`, '-A', write(`request-${port}`, request)],
        // With -c it aborts when it connects again: our server has the suite alone.
        ...(row.resume ? [] : ['-c', `:${codes[row.suite]}`]),
        ...(groups.length ? ['-I', groups.join(',')] : []),
        ...(row.signature ? ['-J', [...new Set([row.signature, row.clientSignature])].filter(Boolean).join(',')] : []),
      ]);
      return {
        code,
        log: err,
        page: out,
        report: report(err, row),
      };
    },
  },
  server: {
    name: 'selfserv',
    reports: ['version', 'suite', 'group', 'certificate'],
    features: ['resumed', 'clientCertificate', 'ems'],
    // The certificate that it names is then the client's, if there is one.
    omits: (row) => [
      ...(row.clientCertificate === undefined ? [] : ['certificate']),
      ...(row.early ? ['version', 'suite'] : []),
    ],
    can(row) {
      const curve = row.version === 'TLS 1.2' && curveOf[certificateFor(row.signature)];
      const own = curve && curve !== row.group && !(curve === 'secp256r1' && row.group === 'x25519');
      return can(row) ?? (own ? "TLS 1.2: selfserv prefers its certificate's own curve" : undefined);
    },
    key: (row) => serverKey(row, (row.resume || row.clientCertificate === 'pss') && title(row)),
    async start(row) {
      const kind = certificateFor(row.signature);
      const port = await freePort();
      const groups = row.serverGroups ? [groupNames[row.serverGroups]] : Object.values(groupNames);
      const server = await start(
        'selfserv',
        [
          ...['-d', await database, kind.startsWith('p') && kind !== 'pss' ? '-e' : '-n', kind, '-p', String(port)],
          ...['-v', '-V', 'tls1.2:tls1.3', '-H', '1', '-G', '-Q', '-I', groups.join(',')],
          ...(row.resume === 'session ID' ? [] : ['-u']),
          ...(row.early ? ['-Z'] : []),
          // Once: it asks; twice: it insists.
          ...(row.clientCertificate === undefined ? [] : ['-r']),
          ...(row.clientCertificate ? ['-r'] : []),
          ...['-c', allSuites.map((name) => `:${codes[name]}`).join('')],
          // These it has, but they are off.
          ...(kind === 'pss' ? ['-J', 'rsa_pss_pss_sha256,rsa_pss_pss_sha384,rsa_pss_pss_sha512'] : []),
          ...(row.clientCertificate === 'pss' ? ['-J', `${row.signature},${row.clientSignature}`] : []),
        ],
        /About to call accept()/,
      );
      server.port = port;
      // What it cannot know to be new, it refuses: all early data of its first ten seconds.
      const began = Date.now();
      server.readyForEarlyData = () => new Promise((resolve) => setTimeout(resolve, began + 11000 - Date.now()));
      return server;
    },
    // Of a connection that asked for nothing it tells nothing.
    complete: (text, connections, asked) => text.match(/ticket parse failures/g)?.length >= asked,
    report(text, page, row) {
      const { certificate, ...rest } = report(text, row);
      const clients = row.clientCertificate && /^selfserv: Subject: /m.test(text);
      return { ...rest, ...(clients ? { clientCertificate: certificate } : { certificate }) };
    },
  },
};
