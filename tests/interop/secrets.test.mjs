// Every group × suite × certificate: our client against openssl s_server, openssl s_client and curl against our server.
// What both programs report must be the same, down to the secrets of their key logs.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  demonstration,
  handshake,
  inFolder,
  keyLogLines,
  messages,
  missing,
  openssl,
  opensslServer,
  ourPage,
  readTrace,
  run,
  serve,
  traces,
} from './support.mjs';

const groups = [
  { name: 'x25519', openssl: 'X25519', tempKey: 'X25519, 253 bits' },
  { name: 'secp256r1', openssl: 'P-256', tempKey: 'ECDH, prime256v1, 256 bits' },
];
const suites = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const certificates = [
  { scheme: 'ecdsa_secp256r1_sha256', openssl: 'ECDSA' },
  { scheme: 'rsa_pss_rsae_sha256', openssl: 'RSA-PSS' },
  { scheme: 'ed25519', openssl: 'ed25519' },
];
// Each once: the suites and certificates do not see which group it is.
const moreGroups = [
  { name: 'secp384r1', openssl: 'P-384', tempKey: 'ECDH, secp384r1, 384 bits' },
  { name: 'secp521r1', openssl: 'P-521', tempKey: 'ECDH, secp521r1, 521 bits' },
  { name: 'ffdhe2048', openssl: 'ffdhe2048', tempKey: 'DH, 2048 bits' },
  { name: 'ffdhe3072', openssl: 'ffdhe3072', tempKey: 'DH, 3072 bits' },
  { name: 'ffdhe4096', openssl: 'ffdhe4096', tempKey: 'DH, 4096 bits' },
];
const cells = [
  ...groups.flatMap((group) =>
    suites.flatMap((suite) => certificates.map((certificate) => ({ group, suite, certificate }))),
  ),
  ...moreGroups.map((group) => ({ group, suite: suites[0], certificate: certificates[0] })),
];

const files = await demonstration();
const rows = [];
const title = ({ group, suite, certificate }) => `${group.name} ${suite} ${certificate.scheme}`;
const row = (peer, cell) => rows.push([peer, cell.group.name, cell.suite, cell.certificate.scheme]);

const expected = ({ group, suite, certificate }, more) => ({
  version: 'TLS 1.3',
  cipher_suite: suite,
  group: group.name,
  signature_scheme: certificate.scheme,
  ...more,
});
const negotiated = ({ version, cipher_suite, group, signature_scheme, server_name, application_protocol }) => ({
  version,
  cipher_suite,
  group,
  signature_scheme,
  server_name,
  application_protocol,
});
const pageOf = (cell, name, protocol) => ({
  version: 'TLS 1.3',
  'cipher suite': cell.suite,
  group: cell.group.name,
  'signature scheme': cell.certificate.scheme,
  'server name': name,
  'application protocol': protocol,
  'client certificate': 'none',
  psk: 'none',
  resumed: 'no',
  'early data': 'none',
});

const needsOpenssl = { skip: missing('openssl') };
const needsBoth = { skip: missing('openssl', 'curl') };

for (const [number, cell] of cells.entries()) {
  const { group, suite, certificate } = cell;

  test(`our client, openssl s_server: ${title(cell)}`, needsOpenssl, async () => {
    const [trace, own, theirs] = ['trace', 'own', 'theirs'].map((name) => inFolder(`client-${number}.${name}`));
    const pem = files[certificate.scheme];
    const server = await opensslServer(
      ...['-cert', pem, '-key', pem, '-groups', group.openssl, '-ciphersuites', suite],
      ...['-alpn', 'http/1.1', '-rev', '-keylogfile', theirs],
    );
    const client = await handshake(
      ...['connect', 'localhost', String(server.port), '--ca', files.root, '--servername', 'www.example.com'],
      ...['--key-share', group.name, '--alpn', 'h2,http/1.1', '--trace', trace, '--keylog', own],
      { input: 'hello\nCLOSE\n' },
    );
    assert.equal(client.code, 0, client.err);
    assert.equal(client.out, 'olleh\n');
    await server.said(/CONNECTION CLOSED/);
    await server.stop();
    const more = { server_name: 'www.example.com', application_protocol: 'http/1.1' };
    assert.match(client.err, new RegExp(`: TLS 1.3, ${suite}, ${group.name}, ${certificate.scheme}, `));
    assert.match(server.text, /Protocol version: TLSv1.3/);
    assert.match(server.text, new RegExp(`^Ciphersuite: ${suite}$`, 'm'));
    const { outcome, scenario, events } = readTrace(trace);
    assert.deepEqual(negotiated(outcome.client), expected(cell, more));
    assert.equal(outcome.client.state, 'CLOSED');
    assert.equal(Buffer.from(outcome.client.received, 'hex').toString(), 'olleh\n');
    assert.equal(scenario.mode, 'connect');
    assert.equal('seed' in scenario, false);
    assert.ok(!messages({ events }).includes('hello_retry_request'));
    const theirLines = keyLogLines(theirs);
    assert.deepEqual(keyLogLines(own), theirLines);
    assert.equal(theirLines.length, 5);
    row('openssl s_server', cell);
  });

  test(`openssl s_client and curl, our server: ${title(cell)}`, needsBoth, async () => {
    const [own, theirs] = ['own', 'theirs'].map((name) => inFolder(`server-${number}.${name}`));
    const server = await serve(
      ...['--group', group.name, '--suite', suite, '--signature', certificate.scheme],
      ...['--trace-dir', inFolder(`server-${number}`), '--keylog', own],
    );
    const client = await openssl(
      ...['s_client', '-connect', `127.0.0.1:${server.port}`, '-servername', 'example.com', '-brief', '-ign_eof'],
      ...['-CAfile', files.root, '-verify_return_error', '-verify_hostname', 'example.com'],
      ...['-keylogfile', theirs, '-groups', group.openssl],
      { input: 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n' },
    );
    await server.said(/: GET "\/" 200/);
    assert.match(client.err, /^Protocol version: TLSv1.3$/m);
    assert.match(client.err, new RegExp(`^Ciphersuite: ${suite}$`, 'm'));
    assert.match(client.err, new RegExp(`^Signature type: ${certificate.openssl}$`, 'm'));
    assert.match(client.err, new RegExp(`^Server Temp Key: ${group.tempKey}$`, 'm'));
    assert.match(client.err, /^Verification: OK$/m);
    assert.match(client.out, /^HTTP\/1.1 200 OK\r\n/);
    assert.deepEqual(ourPage(client.out.split('\r\n\r\n')[1]), pageOf(cell, 'example.com', 'none'));
    assert.deepEqual(keyLogLines(own), keyLogLines(theirs));
    row('openssl s_client', cell);

    const curl = await run('curl', [
      ...['-sS', '-v', '--cacert', files.root, '--tls13-ciphers', suite, '--curves', group.openssl],
      ...['--resolve', `www.example.com:${server.port}:127.0.0.1`, `https://www.example.com:${server.port}/a/b?c`],
    ]);
    assert.equal(curl.code, 0, curl.err);
    await server.said(/: GET "\/a\/b\?c" 200/);
    await server.stop();
    assert.deepEqual(ourPage(curl.out), pageOf(cell, 'www.example.com', 'http/1.1'));
    // curl names what it negotiated when it is built on OpenSSL.
    const said = /SSL connection using TLSv1.3 \/ (\S+)/.exec(curl.err);
    if (said) assert.equal(said[1], suite);
    row('curl', cell);

    const [first, second] = traces(`server-${number}`).map(({ outcome }) => outcome.server);
    const names = (server_name, application_protocol) => expected(cell, { server_name, application_protocol });
    assert.deepEqual(negotiated(first), names('example.com', null));
    assert.deepEqual(negotiated(second), names('www.example.com', 'http/1.1'));
  });
}

after(() => {
  const head = ['peer', 'group', 'cipher suite', 'signature scheme'];
  const widths = head.map((name, i) => Math.max(...[head, ...rows].map((cellsOf) => cellsOf[i].length)));
  const line = (texts) => texts.map((text, i) => text.padEnd(widths[i])).join('  ');
  console.log([line(head), ...rows.sort().map(line), `${rows.length} of ${cells.length * 3} agree`].join('\n'));
});
