// What goes another way than straight on: HelloRetryRequest, refusals on both sides, real chains, large streams.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import {
  demonstration,
  handshake,
  inFolder,
  messages,
  missing,
  openssl,
  opensslServer,
  readTrace,
  run,
  serve,
  traces,
  write,
} from './support.mjs';

const skip = missing('openssl', 'curl');
const files = await demonstration();
const leaf = files.ecdsa_secp256r1_sha256;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const connect = (server, ...args) => handshake('connect', 'localhost', String(server.port), ...args);
const sClient = (server, args, input = '') =>
  run('openssl', ['s_client', '-connect', `127.0.0.1:${server.port}`, '-brief', ...args], { input });

// issue makes a certificate by openssl: a key of its own, signed by `issuer` with `digest`.
async function issue(
  name,
  { key, issuer, digest = 'sha256', ca = false, days = ['20250101000000Z', '20991231000000Z'] },
) {
  await openssl('genpkey', ...key, '-out', `${name}.key`);
  await openssl(
    'req',
    '-new',
    '-config',
    'ca.cnf',
    '-key',
    `${name}.key`,
    '-subj',
    `/CN=${name}`,
    '-out',
    `${name}.csr`,
  );
  const by = issuer ?? name;
  await openssl(
    ...['ca', '-batch', '-notext', '-config', 'ca.cnf', '-extensions', ca ? 'authority' : 'server', '-md', digest],
    ...[
      '-keyfile',
      `${by}.key`,
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.crt`,
      '-startdate',
      days[0],
      '-enddate',
      days[1],
    ],
    ...(issuer ? ['-cert', `${issuer}.crt`] : ['-selfsign']),
  );
}
const ec = (curve) => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`];
const rsa = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];

before(async () => {
  if (skip) return;
  write(
    'ca.cnf',
    `[ca]\ndefault_ca = all\n[all]\ndatabase = index.txt\nnew_certs_dir = .\nrand_serial = yes\npolicy = any
unique_subject = no\ncopy_extensions = none\n[any]\ncommonName = supplied\n[req]\ndistinguished_name = name\nprompt = no
[name]\n[authority]\nbasicConstraints = critical, CA:true\nkeyUsage = critical, keyCertSign\nsubjectKeyIdentifier = hash
[server]\nbasicConstraints = critical, CA:false\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1\n`,
  );
  write('index.txt', '');
  await issue('other-root', { key: ec('P-256'), ca: true });
  await issue('expired', { key: ec('P-256'), issuer: 'other-root', days: ['20240101000000Z', '20240201000000Z'] });
});

test('HelloRetryRequest from openssl s_server to our client', { skip }, async () => {
  const trace = inFolder('retry.json');
  const server = await opensslServer('-cert', leaf, '-key', leaf, '-groups', 'P-256', '-rev');
  const result = await connect(server, '--ca', files.root, '--group', 'x25519,P-256', '--trace', trace, {
    input: 'again\nCLOSE\n',
  });
  await server.stop();
  assert.equal(result.code, 0, result.err);
  assert.equal(result.out, 'niaga\n');
  assert.deepEqual(messages(readTrace(trace)).slice(0, 4), [
    ...['client_hello', 'hello_retry_request', 'client_hello', 'server_hello'],
  ]);
});

for (const [first, second] of [
  ['X25519', 'secp256r1'],
  ['P-256', 'x25519'],
]) {
  test(`HelloRetryRequest from our server to openssl s_client: ${first}, then ${second}`, { skip }, async () => {
    const dir = `retry-${second}`;
    const server = await serve('--group', second, '--trace-dir', inFolder(dir));
    const { err, code } = await sClient(
      server,
      [
        '-groups',
        `${first}:${second === 'x25519' ? 'X25519' : 'P-256'}`,
        '-CAfile',
        files.root,
        '-verify_return_error',
      ],
      '',
    );
    await server.said(/no request|went away/);
    await server.stop();
    assert.equal(code, 0, err);
    assert.match(err, second === 'x25519' ? /Server Temp Key: X25519/ : /Server Temp Key: ECDH, prime256v1/);
    const [trace] = traces(dir);
    assert.deepEqual(messages(trace).slice(0, 4), [
      'client_hello',
      'hello_retry_request',
      'client_hello',
      'server_hello',
    ]);
    assert.equal(trace.outcome.server.group, second);
  });
}

test('GREASE, and the look without compatibility mode', { skip }, async () => {
  const server = await opensslServer('-cert', leaf, '-key', leaf, '-rev');
  for (const args of [
    ['--grease'],
    ['--compatibility', 'off'],
    ['--grease', '--group', 'P-256', '--compatibility=off'],
  ]) {
    const result = await connect(server, '--ca', files.root, ...args, { input: 'one\nCLOSE\n' });
    assert.equal(result.code, 0, result.err);
    assert.equal(result.out, 'eno\n');
  }
  await server.stop();
});

// Each refusal: who refuses, with which alert, and what the other program says of it.
const clientRefuses = [
  [
    'a root that is not trusted',
    () => ['-cert', leaf, '-key', leaf],
    () => ['--ca', inFolder('other-root.crt')],
    'unknown_ca',
    /alert unknown ca/,
  ],
  [
    'an expired certificate',
    () => ['-cert', 'expired.crt', '-key', 'expired.key'],
    () => ['--ca', inFolder('other-root.crt')],
    'certificate_expired',
    /alert certificate expired/,
  ],
  [
    'a certificate for another name',
    () => ['-cert', leaf, '-key', leaf],
    () => ['--ca', files.root, '--servername', 'example.org'],
    'bad_certificate',
    /alert bad certificate/,
  ],
];
for (const [what, serverArgs, clientArgs, alert, seen] of clientRefuses) {
  test(`our client refuses ${what}, and openssl s_server sees ${alert}`, { skip }, async () => {
    const server = await opensslServer(...serverArgs(), '-rev');
    const result = await connect(server, ...clientArgs());
    assert.equal(result.code, 1);
    assert.equal(result.out, '');
    assert.match(result.err, new RegExp(`: ${alert}, raised by the client; .*\\n$`));
    await server.said(seen);
    // --insecure looks at neither chain nor name.
    const insecure = await connect(
      server,
      ...clientArgs().filter((arg, i, all) => arg !== '--ca' && all[i - 1] !== '--ca'),
      '--insecure',
      { input: 'ok\nCLOSE\n' },
    );
    assert.equal(insecure.code, 0, insecure.err);
    assert.equal(insecure.out, 'ko\n');
    await server.stop();
  });
}

const serverRefuses = [
  ['no common group', ['-groups', 'P-384'], ['--group', 'x25519'], 'handshake_failure', /handshake failure/],
  [
    'no common suite',
    ['-ciphersuites', 'TLS_AES_256_GCM_SHA384'],
    ['--suite', 'TLS_AES_128_GCM_SHA256'],
    'handshake_failure',
    /handshake failure/,
  ],
  [
    'no common signature',
    ['-sigalgs', 'ECDSA+SHA256'],
    ['--signature', 'ed25519'],
    'handshake_failure',
    /handshake failure/,
  ],
  ['no common application protocol', ['-alpn', 'h2'], [], 'no_application_protocol', /no application protocol/],
  ['a client of TLS 1.2', ['-tls1_2'], ['--tls', '1.3'], 'protocol_version', /protocol version/],
];
for (const [what, clientArgs, serverArgs, alert, seen] of serverRefuses) {
  test(`our server refuses ${what}, openssl s_client sees ${alert}, and the server goes on`, { skip }, async () => {
    const server = await serve(...serverArgs);
    const refused = await sClient(server, clientArgs);
    assert.notEqual(refused.code, 0);
    assert.match(refused.err, seen);
    await server.said(new RegExp(`: ${alert}, raised by the server; `));
    const { code, err } = await sClient(server, ['-CAfile', files.root, '-verify_return_error']);
    assert.equal(code, 0, err);
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  });
}

test('curl refuses our demonstration root, and our server says unknown_ca', { skip }, async () => {
  const server = await serve();
  const curl = await run('curl', ['-sS', `https://localhost:${server.port}/`]);
  assert.equal(curl.code, 60);
  await server.said(/the handshake failed: unknown_ca, said the client/);
  await server.stop();
});

test('openssl s_server refuses our client: no common group, no TLS 1.3', { skip }, async () => {
  for (const [args, alert] of [
    [['-groups', 'X448'], 'handshake_failure'],
    [['-tls1_2'], 'protocol_version'],
  ]) {
    const server = await opensslServer('-cert', leaf, '-key', leaf, ...args);
    const result = await connect(server, '--ca', files.root, '--tls', '1.3');
    await server.stop();
    assert.equal(result.code, 1);
    assert.match(result.err, new RegExp(`the handshake failed: ${alert}, said the server\\n$`));
  }
});

// Chains of three as certificate authorities make them: [root's key, intermediate's key, server's key, digest].
for (const [name, rootKey, middleKey, serverKey, digest, scheme] of [
  ['RSA', rsa, rsa, rsa, 'sha256', 'rsa_pss_rsae_sha256'],
  ['RSA with SHA-512', rsa, rsa, rsa, 'sha512', 'rsa_pss_rsae_sha256'],
  ['P-384', ec('P-384'), ec('P-384'), ec('P-384'), 'sha384', 'ecdsa_secp384r1_sha384'],
  ['P-521', ec('P-521'), ec('P-384'), ec('P-521'), 'sha512', 'ecdsa_secp521r1_sha512'],
  ['P-256 under RSA', rsa, rsa, ec('P-256'), 'sha384', 'ecdsa_secp256r1_sha256'],
]) {
  test(`a chain of three, ${name}: both sides`, { skip }, async () => {
    const n = name.replace(/\W/g, '');
    await issue(`root-${n}`, { key: rootKey, ca: true, digest });
    await issue(`middle-${n}`, { key: middleKey, issuer: `root-${n}`, ca: true, digest });
    await issue(`server-${n}`, { key: serverKey, issuer: `middle-${n}`, digest });
    const root = inFolder(`root-${n}.crt`);
    const chain = write(
      `chain-${n}.pem`,
      ['server', 'middle'].map((who) => readFileSync(inFolder(`${who}-${n}.crt`))).join(''),
    );
    const key = inFolder(`server-${n}.key`);

    const theirs = await opensslServer(
      '-cert',
      `server-${n}.crt`,
      '-key',
      key,
      '-cert_chain',
      `middle-${n}.crt`,
      '-rev',
    );
    const client = await connect(theirs, '--ca', root, { input: 'abc\nCLOSE\n' });
    await theirs.stop();
    assert.equal(client.code, 0, client.err);
    assert.match(client.err, new RegExp(`, ${scheme}, `));
    assert.equal(client.out, 'cba\n');

    const own = await serve('--cert', chain, '--key', key, '--trace-dir', inFolder(`own-${n}`));
    const curl = await run('curl', ['-sS', '--cacert', root, `https://127.0.0.1:${own.port}/`]);
    assert.equal(curl.code, 0, curl.err);
    assert.match(curl.out, new RegExp(`^signature scheme: ${scheme}$`, 'm'));
    const address = await connect({ port: own.port }, '--ca', root, '--servername', '127.0.0.1', '--http-get', '/');
    assert.equal(address.code, 0, address.err);
    assert.match(address.out, /^server name: none$/m);
    await own.stop();

    // The user's private key is in no trace: look for the secret numbers of the key, as openssl prints them.
    const { out } = await openssl('pkey', '-in', key, '-noout', '-text');
    const secrets = [
      ...out.matchAll(/^(?:priv|privateExponent|prime1|prime2|exponent1|exponent2|coefficient):\n((?: {4}.*\n)+)/gm),
    ].map(([, digits]) => digits.replace(/[\s:]/g, '').replace(/^00/, ''));
    assert.ok(secrets.length > 0);
    const text = JSON.stringify(traces(`own-${n}`));
    for (const secret of secrets) assert.ok(!text.includes(secret.slice(0, 32)));
  });
}

test('a large download: openssl s_server sends a file', { skip, timeout: 60000 }, async () => {
  const content = randomBytes(12_345_678);
  write('large.bin', content);
  const server = await opensslServer('-cert', leaf, '-key', leaf, '-WWW', '-http_server_binmode');
  const result = await connect(server, '--ca', files.root, '--http-get', '/large.bin');
  await server.stop();
  assert.equal(result.code, 0, result.err);
  const body = result.bytes.subarray(result.bytes.indexOf('\r\n\r\n') + 4);
  assert.equal(sha256(body), sha256(content));
});

test('a large upload: standard input to openssl s_server', { skip, timeout: 60000 }, async () => {
  const content = randomBytes(9_876_543);
  const server = await opensslServer('-cert', leaf, '-key', leaf, '-naccept', '1');
  const result = await connect(server, '--ca', files.root, { input: content });
  assert.equal(result.code, 0, result.err);
  await server.closed;
  const at = server.out.indexOf(content.subarray(0, 32));
  assert.ok(at > 0);
  assert.equal(sha256(server.out.subarray(at, at + content.length)), sha256(content));
});
