// sslscan and testssl.sh look at our server with its RSA and ECDSA certificates. Whatever they find wrong must stand,
// with its reason, in scanners/accepted.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { handshake, inFolder, missing, run, serve } from './support.mjs';

const accepted = JSON.parse(readFileSync(new URL('scanners/accepted.json', import.meta.url)));

test('sslscan finds nothing wrong with serve', { skip: missing('sslscan') }, async () => {
  const server = await serve();
  const { code, out, err } = await run('sslscan', ['--xml=-', '--show-sigs', `localhost:${server.port}`]);
  await server.stop();
  assert.equal(code, 0, err);
  const of = (name) =>
    [...out.matchAll(new RegExp(`<${name} ([^>]*?)/?>`, 'g'))].map(([, text]) =>
      Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
    );
  const enabled = of('protocol').filter((one) => one.enabled === '1');
  assert.deepEqual(
    enabled.map(({ type, version }) => `${type} ${version}`),
    ['tls 1.2', 'tls 1.3'],
  );
  assert.deepEqual(
    of('heartbleed').map(({ vulnerable }) => vulnerable),
    ['0', '0'],
  );
  assert.equal(of('renegotiation')[0].supported, '0');
  const ciphers = of('cipher');
  const weak = ciphers.filter(({ strength }) => !['strong', 'acceptable'].includes(strength));
  assert.deepEqual(
    weak.filter(({ cipher }) => !(cipher in accepted.sslscan)),
    [],
  );
  // It finds each suite that we say we have, by its code point.
  const list = JSON.parse((await handshake('list', '--format', 'json')).out);
  const suites = Object.values(list).find((values) => JSON.stringify(values).includes('TLS_AES_128_GCM_SHA256'));
  assert.equal(ciphers.length, suites.length);
});

test('testssl.sh finds nothing wrong with serve', { skip: missing('testssl'), timeout: 280_000 }, async () => {
  const server = await serve();
  const report = inFolder('testssl.json');
  // Protocols, suites, forward secrecy, the server's choice, and every vulnerability. Not the certificate: it is for
  // demonstration, and its issuer is trusted nowhere.
  const { out } = await run(
    'testssl',
    [
      ...['--quiet', '--color', '0', '--warnings', 'batch', '--fast', '--nodns', 'none', '--jsonfile', report],
      ...['-p', '-s', '-f', '-P', '-U', `localhost:${server.port}`],
    ],
    { timeout: 270_000 },
  );
  await server.stop();
  const findings = JSON.parse(readFileSync(report, 'utf8'));
  assert.ok(findings.length > 30, out);
  for (const id of ['TLS1_2', 'TLS1_3', 'heartbleed', 'ROBOT', 'secure_renego', 'fallback_SCSV', 'CRIME_TLS']) {
    assert.ok(
      findings.some((finding) => finding.id === id),
      `${id} was not looked at\n${out}`,
    );
  }
  const wrong = findings.filter(
    ({ severity, id }) => !['OK', 'INFO', 'DEBUG'].includes(severity) && !(id in accepted.testssl),
  );
  assert.deepEqual(
    wrong.map(({ severity, id, finding }) => `${severity} ${id}: ${finding}`),
    [],
  );
});
