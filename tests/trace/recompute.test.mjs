// Every derived value of every trace is computed again, independently; and a trace that was changed is found out.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { cores, demonstrationRoot, demonstrationRsaKey } from './cores.mjs';
import { recompute } from './recompute.mjs';
import { scenarios } from './scenarios.mjs';

const known = { root: await demonstrationRoot(), rsaKey: await demonstrationRsaKey() };
const built = await cores();

test('there is a build to test', () => assert.ok(built.length > 0, 'neither build/native nor build/wasm has the core'));

function add(total, counts) {
  for (const [key, value] of Object.entries(counts)) {
    if (typeof value === 'number') total[key] = (total[key] ?? 0) + value;
    else add((total[key] ??= {}), value);
  }
  return total;
}

for (const { name: core, run } of built) {
  const total = {};
  for (const { name, settings, alert, by, ends } of scenarios) {
    test(`${core}: ${name}`, async () => {
      const trace = JSON.parse(await run(settings));
      const counts = recompute(trace, known);
      add(total, counts);
      const { client, server } = trace.outcome;
      if (ends) {
        const end = ({ alert, alert_from: from, state }) => (alert ? `${alert} ${from}` : state);
        assert.deepEqual({ client: end(client), server: end(server) }, ends);
        const meant = settings.network?.split(',').length ?? 0;
        assert.equal(counts.interventions, settings.network?.endsWith(':99') ? 0 : meant);
        return;
      }
      assert.deepEqual([client.alert, server.alert], alert ? [alert, alert] : [null, null]);
      assert.equal(client.alert_from, by);
      assert.equal(server.alert_from, by);
      const values = trace.events.filter(({ kind }) => kind === 'value');
      assert.equal(counts.values + counts.withheld, values.length, 'no value was left out');
      if (!alert) {
        // In TLS 1.2 only Finished, data and close_notify are protected, and a server that decrypts signs nothing.
        const tls12 = client.version === 'TLS 1.2';
        const [values, sealed] = tls12 ? [29, 6] : [80, 8];
        const silent = counts.sealed === sealed - 2 && settings.request === '';
        assert.ok(counts.values > values && (counts.sealed >= sealed || silent));
        assert.ok(settings['early-data'] ? counts.sealed >= counts.opened : counts.sealed === counts.opened);
        const decrypts = tls12 && client.cipher_suite.startsWith('TLS_RSA_');
        // Of a connection with a PSK nothing is signed.
        const again = settings.resumption && !client.psk && !client.resumed;
        const full = settings.psk ? 0 : again ? 2 : 1;
        const connections = settings.resumption ? 2 : 1;
        // The server signs unless it decrypts; the client when it shows a certificate.
        const signers = (decrypts ? 0 : 1) + (settings['client-auth'] && settings['client-certificate'] ? 1 : 0);
        assert.deepEqual([counts.signatures, counts.encrypted], [2 * full * signers, decrypts ? 2 * full : 0]);
        assert.equal(counts.finished, 4 * connections);
      }
    });
  }

  test(`${core}: every operation came up`, (t) => {
    t.diagnostic(`${core}: ${JSON.stringify(total)}`);
    assert.deepEqual(Object.keys(total.operations).sort(), [
      'HKDF-Expand-Label',
      'HKDF-Extract',
      'HMAC',
      'Hash',
      'PRF',
      'RSAES-PKCS1-v1_5 decrypt',
      'RSAES-PKCS1-v1_5 encrypt',
      'Transcript-Hash',
      'Transcript-Hash after HelloRetryRequest',
      'Transcript-Hash of a truncated ClientHello',
      'choose',
      'concatenate',
      'constant',
      'copy',
      'cut',
      'draw',
      'encapsulate',
      'open_ticket',
      'power',
      'public_key',
      'receive',
      'seal_ticket',
      'shared_secret',
      'sign',
      'signature_content',
      'strip_leading_zeros',
    ]);
  });

  const changed = {
    'TLS 1.3': [{ tickets: '1', signature: 'rsa_pss_rsae_sha256' }, 200],
    'TLS 1.2, DHE, CBC': [
      { tls: '1.2', group: 'ffdhe2048', suite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'encrypt-then-mac': 'off' },
      120,
    ],
    'TLS 1.2, RSA, encrypt-then-MAC': [{ tls: '1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, 120],
    'TLS 1.2, ECDHE, AES-GCM': [{ tls: '1.2', 'extended-master-secret': 'off' }, 120],
    'TLS 1.3, somebody on the wire': [{ network: 'swap:server:0,flip:client:3:9:1,inject:server:6:00' }, 100],
  };
  for (const [what, [settings, least]] of Object.entries(changed)) {
    test(`${core}: one wrong digit in any value, record or message is found: ${what}`, async () => {
      const text = await run(settings);
      const { events } = JSON.parse(text);
      let changes = 0;
      for (const { id, kind } of events) {
        if (!['value', 'message', 'record', 'intervention'].includes(kind)) continue;
        for (const key of ['bytes', 'nonce', 'plaintext', 'additional_data', 'before', 'after']) {
          const trace = JSON.parse(text);
          const event = trace.events[id];
          if (!event[key]) continue;
          const at = (id * 7) % event[key].length;
          const digit = event[key][at] === '0' ? '1' : '0';
          event[key] = event[key].slice(0, at) + digit + event[key].slice(at + 1);
          assert.throws(() => recompute(trace, known), `${key} of event ${id}`);
          changes++;
        }
      }
      assert.ok(changes > least, `${changes} changes`);
    });
  }

  test(`${core}: an unknown operation, a missing input and a strange one are found`, async () => {
    const text = await run({});
    const change = (edit) => {
      const trace = JSON.parse(text);
      edit(trace.events.find(({ operation }) => operation === 'HKDF-Extract'));
      assert.throws(() => recompute(trace, known));
    };
    change((event) => (event.operation = 'HKDF-Extrakt'));
    change((event) => event.inputs.pop());
    change((event) => event.inputs.push({ name: 'info', bytes: '' }));
  });
}

// sameText compares line by line, so that a difference can be read.
function sameText(a, b, what) {
  if (a === b) return;
  const [left, right] = [a.split('\n'), b.split('\n')];
  const at = left.findIndex((line, i) => line !== right[i]);
  assert.fail(`${what}, line ${at + 1}:\n${left[at]?.slice(0, 500)}\n${right[at]?.slice(0, 500)}`);
}

if (built.length === 2) {
  const [native, wasm] = built;
  for (const { name, settings } of scenarios) {
    test(`native and wasm give the same bytes: ${name}`, async () => {
      sameText(await native.run(settings), await wasm.run(settings), name);
    });
  }

  test('native and wasm give the same bytes, recomputed, for seeds that were never seen', async () => {
    for (const [i, scenario] of scenarios.entries()) {
      // Some of TLS 1.3, and some of TLS 1.2.
      if (i >= 24 && !(scenario.settings.tls === '1.2' && i % 3 === 0)) continue;
      const settings = { ...scenario.settings, seed: randomBytes(32).toString('hex') };
      const text = await native.run(settings);
      sameText(text, await wasm.run(settings), JSON.stringify(settings));
      try {
        recompute(JSON.parse(text), known);
      } catch (error) {
        error.message = `${JSON.stringify(settings)}: ${error.message}`;
        throw error;
      }
    }
  });
}
