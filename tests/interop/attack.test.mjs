// The eavesdropper and recordings of another program: OpenSSL's server, and what it says of its own secrets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demonstration, handshake, inFolder, missing, opensslServer } from './support.mjs';

const files = await demonstration();
const skip = missing('openssl');
const pem = files.rsa_pss_rsae_sha256;

// recorded talks to openssl s_server, which keeps a key log, and records.
async function recorded(name, server, client) {
  const log = inFolder(`${name}.log`);
  const file = inFolder(`${name}.pcapng`);
  const peer = await opensslServer('-cert', pem, '-key', pem, '-www', '-keylogfile', log, ...server);
  const words = ['connect', 'localhost', String(peer.port), '--insecure', '--http-get', '/', '--capture', file];
  const { code, out, err } = await handshake(...words, ...client);
  await peer.stop();
  assert.equal(code, 0, err);
  return { file, log, page: out };
}

async function attack(...words) {
  const { code, out, err } = await handshake('attack', ...words, '--format', 'json');
  assert.equal(code, 0, err);
  const { events, outcome } = JSON.parse(out);
  const [{ client, server, dead_ends: ends }] = outcome.eavesdropper.connections;
  const text = ({ bytes }) => Buffer.from(bytes, 'hex').toString('latin1');
  return {
    reads: [client.reads, server.reads],
    client: text(client),
    server: text(server),
    ends: ends.map((id) => events[id]),
  };
}

const suites = ['AES128-GCM-SHA256', 'AES128-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-CHACHA20-POLY1305'];
for (const [name, server, client] of [
  ['tls13', ['-tls1_3'], []],
  ['tls13-retry', ['-tls1_3', '-groups', 'P-256'], ['--group', 'x25519,secp256r1']],
  ...suites.map((suite) => [suite, ['-tls1_2', '-cipher', suite], ['--tls', '1.2', '--suite', suite]]),
]) {
  test(`OpenSSL's bytes with OpenSSL's secrets, and with its key: ${name}`, { skip }, async () => {
    const { file, log, page } = await recorded(name, server, client);
    const nothing = await attack(file);
    assert.deepEqual([nothing.reads, nothing.client, nothing.server], [['none', 'none'], '', '']);
    assert.equal(nothing.ends.length, 2);
    const open = await attack(file, '--key-log', log);
    assert.deepEqual(open.reads, ['all', 'all']);
    assert.match(open.client, /^GET \/ HTTP/);
    assert.ok(page.length > 100 && open.server.includes(page.slice(0, 100)));
    const rsa = name.startsWith('AES');
    const key = await attack(file, '--server-key', pem);
    assert.deepEqual(key.reads, rsa ? ['all', 'all'] : ['none', 'none']);
    if (rsa) assert.equal(key.server, open.server);
    else assert.ok(key.ends.every(({ value }) => value === 'shared_secret'));
  });
}
