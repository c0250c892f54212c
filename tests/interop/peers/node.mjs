// Node's tls module, in this process.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { dhGroup, dhParameters } from '../matrix/certificates.mjs';
import { certificateOf, opensslGroup, opensslSuite } from '../matrix/names.mjs';
import { blocks, certificateFor, curveOf } from '../matrix/rows.mjs';

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

function report(socket) {
  const key = socket.getEphemeralKeyInfo?.();
  return {
    version: socket.getProtocol()?.replace('v', ' '),
    suite: socket.getCipher().standardName.replace(/^(TLS_.*CHACHA20_POLY1305)$/, '$1_SHA256'),
    group: key?.type === 'DH' ? `ffdhe${key.size}` : key?.name && (groupsOfNode[key.name] ?? key.name),
    alpn: socket.alpnProtocol || undefined,
    resumed: socket.isSessionReused(),
  };
}

// converse is one connection of the client.
async function converse(options, request) {
  const socket = tls.connect(options);
  let session;
  socket.on('session', (data) => (session = data));
  await once(socket, 'secureConnect');
  const name = socket.getPeerCertificate().subject?.CN;
  const said = { ...report(socket), certificate: name && certificateOf(`CN=${name}`) };
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
    reports: ['version', 'suite', 'group', 'certificate', 'alpn', 'resumed'],
    can,
    async run(row, { port, root, request, serverName, alpn }) {
      const curve = row.version === 'TLS 1.2' && curveOf[certificateFor(row.signature)];
      const groups = [...new Set([row.firstGroup, row.group, curve])].filter(Boolean).map(opensslGroup);
      const named = groups.filter((group) => row.version === 'TLS 1.3' || !group.startsWith('ffdhe'));
      const options = {
        ...{ port, host: '127.0.0.1', servername: serverName, ALPNProtocols: [alpn], ca: readFileSync(root) },
        ...{ minVersion: protocol(row), maxVersion: protocol(row), ciphers: ciphersFor(row) },
        ...(named.length && { ecdhCurve: named.join(':') }),
        ...(row.signature && { sigalgs: [...new Set([sigalg(row.signature), 'ecdsa_secp256r1_sha256'])].join(':') }),
      };
      let session;
      if (row.resume) ({ session } = await converse(options, request));
      const { said, page } = await converse({ ...options, session }, request);
      return { code: 0, log: '', page, report: said };
    },
  },
  server: {
    name: 'node (server)',
    reports: ['version', 'suite', 'alpn', 'serverName', 'resumed'],
    can,
    key: (row) => [certificateFor(row.signature), dhGroup(row), row.serverGroups].filter(Boolean).join(' '),
    async start(row, { certificates, alpn }) {
      const { cert, key } = certificates[certificateFor(row.signature)];
      const all = 'X25519:P-256:P-384:P-521:ffdhe2048:ffdhe3072:ffdhe4096';
      const server = { text: '', reports: 0 };
      const listener = tls.createServer(
        {
          ...{ cert: readFileSync(cert), key: readFileSync(key), ALPNProtocols: [alpn] },
          ...{ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ciphers: allCiphers, honorCipherOrder: false },
          ...(dhGroup(row) && { dhparam: readFileSync(await dhParameters(dhGroup(row))) }),
          ecdhCurve: row.serverGroups ? opensslGroup(row.serverGroups) : hybrid ? `X25519MLKEM768:${all}` : all,
        },
        (socket) => {
          socket.on('error', () => {});
          socket.once('data', () => {
            server.text += `${JSON.stringify({ ...report(socket), serverName: socket.servername })}\n`;
            socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
          });
        },
      );
      listener.on('tlsClientError', (problem) => (server.text += `${problem}\n`));
      listener.listen(0, '127.0.0.1');
      await once(listener, 'listening');
      server.port = listener.address().port;
      server.stop = () => new Promise((resolve) => listener.close(resolve));
      return server;
    },
    complete: (text) => text.endsWith('\n'),
    report: (text) => (text.startsWith('{') ? JSON.parse(text.trim().split('\n').at(-1)) : {}),
  },
};
