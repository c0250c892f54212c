// Traces of connections over TCP, where the other side is a program of its own: they are valid, and what follows from
// their inputs is recomputed too. There is no seed, so draws are taken as they are.
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import {
  command,
  demonstration,
  handshake,
  inFolder,
  missing,
  opensslServer,
  readTrace,
  run,
  serve,
  traces,
} from '../interop/support.mjs';
import { demonstrationRoot } from './cores.mjs';
import { recompute } from './recompute.mjs';

const schema = JSON.parse(readFileSync(new URL('../../docs/trace.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strictTypes: false, strictRequired: false }).compile(schema);
const root = await demonstrationRoot();
const files = await demonstration();
const rsaKey = createPrivateKey(readFileSync(files.rsa_pss_rsae_sha256));

function look(trace, mode) {
  assert.equal(trace.scenario.mode, mode);
  for (const event of trace.events) {
    assert.ok(validate({ ...trace, events: [event] }), `${JSON.stringify(event).slice(0, 400)}\n${mode}`);
  }
  assert.ok(validate(trace), JSON.stringify(validate.errors?.slice(0, 5)));
  return recompute(trace, { root, rsaKey });
}

const records = (trace, direction) =>
  trace.events.filter((e) => e.kind === 'record' && e.direction === direction).map(({ bytes }) => bytes);

// What one side sent the other received.
function sameRecords(ours, theirs) {
  for (const [from, to] of [
    [ours, theirs],
    [theirs, ours],
  ]) {
    const [sent, received] = [records(from, 'sent'), records(to, 'received')];
    assert.deepEqual(received, sent.slice(0, received.length));
    assert.ok(received.length > 3);
  }
}

for (const scheme of ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', 'ed25519']) {
  test(`our client and our server, ${scheme}`, async () => {
    const name = `trace-${scheme}`;
    const server = await serve('--once', '--signature', scheme, '--trace-dir', inFolder(name));
    const file = inFolder(`${name}.json`);
    const args = ['--ca', files.root, '--http-get', '/', '--trace', file, '--grease', 'on'];
    const client = await handshake('connect', 'localhost', String(server.port), ...args);
    assert.equal(client.code, 0, client.err);
    await server.closed;
    const [theirs] = traces(name);
    const ours = readTrace(file);
    const [a, b] = [look(ours, 'connect'), look(theirs, 'serve')];
    assert.deepEqual([a.signatures, b.signatures, a.finished, b.finished], [1, 1, 2, 2]);
    sameRecords(ours, theirs);
  });
}

// One suite for each key exchange and each record form.
const tls12 = {
  'ECDHE-ECDSA-AES128-GCM-SHA256': {},
  'ECDHE-RSA-CHACHA20-POLY1305': {},
  'ECDHE-RSA-AES256-SHA384': { openssl: ['-no_etm'] },
  'DHE-RSA-AES256-SHA256': { args: ['--group', 'ffdhe2048'] },
  'AES128-SHA': {},
};
const certificateFor = (suite) => (suite.includes('ECDSA') ? 'ecdsa_secp256r1_sha256' : 'rsa_pss_rsae_sha256');
const expected = (suite) => [suite === 'AES128-SHA' ? 0 : 1, suite === 'AES128-SHA' ? 1 : 0, 2];

for (const [suite, { args = [], openssl = [] }] of Object.entries(tls12)) {
  test(`our client and our server, TLS 1.2, ${suite}`, async () => {
    const name = `trace-tls12-${suite}`;
    const both = ['--tls', '1.2', '--suite', suite, ...args];
    const server = await serve('--once', '--signature', certificateFor(suite), '--trace-dir', inFolder(name), ...both);
    const file = inFolder(`${name}.json`);
    const options = ['--ca', files.root, '--http-get', '/', '--trace', file, ...both];
    const client = await handshake('connect', 'localhost', String(server.port), ...options);
    assert.equal(client.code, 0, client.err);
    await server.closed;
    const [theirs] = traces(name);
    const ours = readTrace(file);
    const counts = [look(ours, 'connect'), look(theirs, 'serve')];
    for (const { signatures, encrypted, finished } of counts) {
      assert.deepEqual([signatures, encrypted, finished], expected(suite));
    }
    sameRecords(ours, theirs);
  });

  test(`our client and openssl s_server, TLS 1.2, ${suite}`, { skip: missing('openssl') }, async () => {
    const pem = files[certificateFor(suite)];
    const server = await opensslServer(
      '-cert',
      pem,
      '-key',
      pem,
      '-tls1_2',
      '-cipher',
      `${suite}:@SECLEVEL=0`,
      '-rev',
      ...openssl,
    );
    const file = inFolder(`trace-tls12-openssl-${suite}.json`);
    const options = ['--ca', files.root, '--trace', file, '--tls', '1.2', '--suite', suite];
    const client = await handshake('connect', 'localhost', String(server.port), ...options, {
      input: 'hello\nCLOSE\n',
    });
    assert.equal(client.code, 0, client.err);
    await server.stop();
    const { signatures, encrypted, finished, opened } = look(readTrace(file), 'connect');
    assert.deepEqual([signatures, encrypted, finished], expected(suite));
    assert.ok(opened > 1);
  });

  test(`openssl s_client and our server, TLS 1.2, ${suite}`, { skip: missing('openssl') }, async () => {
    const name = `trace-tls12-s_client-${suite}`;
    const options = ['--signature', certificateFor(suite), '--tls', '1.2', '--suite', suite, ...args];
    const server = await serve('--once', '--trace-dir', inFolder(name), ...options);
    const words = [
      '-connect',
      `127.0.0.1:${server.port}`,
      '-servername',
      'example.com',
      '-ign_eof',
      '-tls1_2',
      ...openssl,
    ];
    await run('openssl', ['s_client', ...words, '-cipher', `${suite}:@SECLEVEL=0`], {
      input: 'GET / HTTP/1.0\r\n\r\n',
    });
    await server.closed;
    const [trace] = traces(name);
    const { signatures, encrypted, finished, opened } = look(trace, 'serve');
    assert.deepEqual([signatures, encrypted, finished], expected(suite));
    assert.ok(opened > 1);
  });
}

test('our client and openssl s_server', { skip: missing('openssl') }, async () => {
  const pem = files.rsa_pss_rsae_sha256;
  const server = await opensslServer('-cert', pem, '-key', pem, '-groups', 'P-256', '-rev');
  const file = inFolder('trace-openssl.json');
  const client = await handshake('connect', 'localhost', String(server.port), '--ca', files.root, '--trace', file, {
    input: 'hello\nCLOSE\n',
  });
  assert.equal(client.code, 0, client.err);
  await server.stop();
  const counts = look(readTrace(file), 'connect');
  // P-256 alone: a HelloRetryRequest came first.
  assert.ok(counts.operations['Transcript-Hash after HelloRetryRequest'] > 3);
  assert.deepEqual([counts.signatures, counts.finished], [1, 2]);
});

test('openssl s_client and our server', { skip: missing('openssl') }, async () => {
  const server = await serve('--once', '--trace-dir', inFolder('trace-s_client'));
  const args = ['s_client', '-connect', `127.0.0.1:${server.port}`, '-servername', 'example.com', '-ign_eof'];
  await run('openssl', args, { input: 'GET / HTTP/1.0\r\n\r\n' });
  await server.closed;
  const [trace] = traces('trace-s_client');
  const counts = look(trace, 'serve');
  assert.deepEqual([counts.signatures, counts.finished], [1, 2]);
});

test('a client that does not trust our server', async () => {
  const server = await serve('--once', '--trace-dir', inFolder('trace-refused'));
  const file = inFolder('trace-refused.json');
  const client = await handshake(
    'connect',
    'localhost',
    String(server.port),
    '--servername',
    'example.org',
    '--ca',
    files.root,
    '--trace',
    file,
  );
  assert.equal(client.code, 1, command);
  await server.closed;
  const ours = readTrace(file);
  assert.equal(ours.outcome.client.alert, 'bad_certificate');
  look(ours, 'connect');
  const [theirs] = traces('trace-refused');
  assert.deepEqual([theirs.outcome.server.alert, theirs.outcome.server.alert_from], ['bad_certificate', 'client']);
  look(theirs, 'serve');
});
