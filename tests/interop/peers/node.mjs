// Node's tls module, in this process.
import { constants } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { dhGroup, dhParameters } from '../matrix/certificates.mjs';
import { certificateOf, opensslGroup, opensslSuite } from '../matrix/names.mjs';
import { blocks, certificateFor, curveOf, serverKey } from '../matrix/rows.mjs';

const groupsOfNode = { prime256v1: 'secp256r1', X25519: 'x25519' };
const [major, minor] = process.versions.openssl.split('.').map(Number);
const hybrid = major > 3 || (major === 3 && minor >= 5);

const sigalg = (signature) => (signature.startsWith('rsa_pkcs1') ? `RSA+SHA${signature.slice(-3)}` : signature);

function can({ group }) {
  return group === 'X25519MLKEM768' && !hybrid
    ? `no X25519MLKEM768 before OpenSSL 3.5; node has ${process.versions.openssl}`
    : undefined;
}

const protocol = (row) => row.version.replace(' ', 'v');
const ciphersFor = ({ version, suite }) => (version === 'TLS 1.3' ? suite : `${opensslSuite(suite)}:@SECLEVEL=0`);
const allCiphers = [...blocks[0].suite, 'ALL', '@SECLEVEL=0'].join(':');

// SSL_OP_NO_EXTENDED_MASTER_SECRET and SSL_OP_NO_ENCRYPT_THEN_MAC of OpenSSL 3, which node has no names for.
const without = { ems: 1, etm: 1 << 19 };
const secureOptions = (row) =>
  (without[row.without] ?? 0) | (row.resume === 'session ID' ? constants.SSL_OP_NO_TICKET : 0);
const keyOf = ({ psk }) => Buffer.from(psk.key, 'hex');
const named = (certificate) => certificate?.subject && certificateOf(`CN=${certificate.subject.CN}`);

function report(socket, row) {
  const key = socket.getEphemeralKeyInfo?.();
  return {
    version: socket.getProtocol()?.replace('v', ' '),
    suite: socket.getCipher().standardName.replace(/^(TLS_.*CHACHA20_POLY1305)$/, '$1_SHA256'),
    group: key?.type === 'DH' ? `ffdhe${key.size}` : key?.name && (groupsOfNode[key.name] ?? key.name),
    alpn: socket.alpnProtocol || undefined,
    // A PSK from elsewhere makes a session too.
    ...(row.psk ? { psk: socket.isSessionReused() } : { resumed: socket.isSessionReused() }),
  };
}

// converse is one connection of the client.
async function converse(options, row, request) {
  const socket = tls.connect(options);
  let session;
  socket.on('session', (data) => (session = data));
  await once(socket, 'secureConnect');
  const said = { ...report(socket, row), certificate: named(socket.getPeerCertificate()) };
  socket.write(request);
  const chunks = [];
  socket.on('data', (data) => chunks.push(data));
  await once(socket, 'close');
  return { said, session, page: Buffer.concat(chunks).toString() };
}

export default {
  name: 'node',
  programs: [],
  client: {
    name: 'node (client)',
    reports: ['version', 'suite', 'group', 'certificate', 'alpn'],
    features: ['resumed', 'psk'],
    can,
    async run(row, { port, root, certificates, request, serverName, alpn }) {
      const own = certificates[row.clientCertificate];
      const curve = row.version === 'TLS 1.2' && curveOf[certificateFor(row.signature)];
      const groups = [...new Set([row.firstGroup, row.group, curve])].filter(Boolean).map(opensslGroup);
      const named = groups.filter((group) => row.version === 'TLS 1.3' || !group.startsWith('ffdhe'));
      const options = {
        ...{ port, host: '127.0.0.1', servername: serverName, ALPNProtocols: [alpn], ca: readFileSync(root) },
        ...{ minVersion: protocol(row), maxVersion: protocol(row), ciphers: ciphersFor(row) },
        ...(named.length && { ecdhCurve: named.join(':') }),
        ...(row.signature && {
          sigalgs: [
            ...new Set([sigalg(row.signature), 'ecdsa_secp256r1_sha256', row.clientSignature].filter(Boolean)),
          ].join(':'),
        }),
      };
      options.secureOptions = secureOptions(row);
      if (own) Object.assign(options, { cert: readFileSync(own.cert), key: readFileSync(own.key) });
      if (row.psk) {
        options.pskCallback = () => ({ psk: keyOf(row), identity: row.psk.identity });
        // There is no certificate then.
        options.checkServerIdentity = () => undefined;
      }
      let session;
      if (row.resume) ({ session } = await converse(options, row, request));
      const { said, page } = await converse({ ...options, session }, row, request);
      return { code: 0, log: '', page, report: said };
    },
  },
  server: {
    name: 'node (server)',
    reports: ['version', 'suite', 'alpn', 'serverName'],
    features: ['resumed', 'psk', 'clientCertificate'],
    // Of a session of TLS 1.2 it does not know the name.
    omits: ({ resume, version }) => (resume && version === 'TLS 1.2' ? ['serverName'] : []),
    can,
    key: (row) => serverKey(row, dhGroup(row)),
    async start(row, { root, certificates, alpn }) {
      const { cert, key } = certificates[certificateFor(row.signature)];
      const all = 'X25519:P-256:P-384:P-521:ffdhe2048:ffdhe3072:ffdhe4096';
      const server = { text: '', reports: 0 };
      const listener = tls.createServer(
        {
          ...{ cert: readFileSync(cert), key: readFileSync(key), ALPNProtocols: [alpn] },
          ...{ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ciphers: allCiphers, honorCipherOrder: false },
          secureOptions: secureOptions(row),
          ...(row.clientCertificate !== undefined && {
            ...{ requestCert: true, ca: readFileSync(root), rejectUnauthorized: Boolean(row.clientCertificate) },
          }),
          ...(row.psk && { pskCallback: (socket, identity) => (identity === row.psk.identity ? keyOf(row) : null) }),
          ...(dhGroup(row) && { dhparam: readFileSync(await dhParameters(dhGroup(row))) }),
          ecdhCurve: row.serverGroups ? opensslGroup(row.serverGroups) : hybrid ? `X25519MLKEM768:${all}` : all,
        },
        (socket) => {
          socket.on('error', () => {});
          socket.once('data', () => {
            const clientCertificate = named(socket.getPeerCertificate());
            const said = { ...report(socket, row), serverName: socket.servername || undefined, clientCertificate };
            server.text += `${JSON.stringify(said)}\n`;
            socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
          });
        },
      );
      // Sessions by their ID node leaves to its user.
      const sessions = new Map();
      listener.on('newSession', (id, data, done) => done(void sessions.set(id.toString('hex'), data)));
      listener.on('resumeSession', (id, done) => done(null, sessions.get(id.toString('hex')) ?? null));
      listener.on('tlsClientError', (problem) => (server.text += `${problem}\n`));
      listener.listen(0, '127.0.0.1');
      await once(listener, 'listening');
      server.port = listener.address().port;
      server.stop = () => new Promise((resolve) => listener.close(resolve));
      return server;
    },
    complete: (text, connections, asked) => text.split('\n').length > asked,
    report: (text) => (text.startsWith('{') ? JSON.parse(text.trim().split('\n').at(-1)) : {}),
  },
};
