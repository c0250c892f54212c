// Every derived value of every trace is computed again, independently; and a trace that was changed is found out.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { cores, demonstrationRoot } from './cores.mjs';
import { recompute } from './recompute.mjs';
import { scenarios } from './scenarios.mjs';

const root = await demonstrationRoot();
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
  for (const { name, settings, alert, by } of scenarios) {
    test(`${core}: ${name}`, async () => {
      const trace = JSON.parse(await run(settings));
      const counts = recompute(trace, { root });
      add(total, counts);
      const { client, server } = trace.outcome;
      assert.deepEqual([client.alert, server.alert], alert ? [alert, alert] : [null, null]);
      assert.equal(client.alert_from, by);
      assert.equal(server.alert_from, by);
      const values = trace.events.filter(({ kind }) => kind === 'value');
      assert.equal(counts.values + counts.withheld, values.length, 'no value was left out');
      if (!alert) {
        assert.ok(
          counts.values > 80 &&
            counts.sealed >= 8 &&
            (settings['early-data'] ? counts.sealed >= counts.opened : counts.sealed === counts.opened),
        );
        // Of a connection with a PSK nothing is signed.
        const full = settings.psk ? 0 : settings.pause ? 2 : 1;
        const connections = settings.resumption ? 2 : 1;
        assert.deepEqual([counts.signatures, counts.finished], [2 * full, 4 * connections]);
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
      'Transcript-Hash',
      'Transcript-Hash after HelloRetryRequest',
      'Transcript-Hash of a truncated ClientHello',
      'choose',
      'constant',
      'draw',
      'encapsulate',
      'open_ticket',
      'public_key',
      'receive',
      'seal_ticket',
      'shared_secret',
      'sign',
      'signature_content',
    ]);
  });

  test(`${core}: one wrong digit in any value, record or message is found`, async () => {
    const text = await run({ tickets: '1', signature: 'rsa_pss_rsae_sha256' });
    const { events } = JSON.parse(text);
    let changed = 0;
    for (const { id, kind } of events) {
      if (!['value', 'message', 'record'].includes(kind)) continue;
      for (const key of ['bytes', 'nonce', 'plaintext', 'additional_data']) {
        const trace = JSON.parse(text);
        const event = trace.events[id];
        if (!event[key]) continue;
        const at = (id * 7) % event[key].length;
        const digit = event[key][at] === '0' ? '1' : '0';
        event[key] = event[key].slice(0, at) + digit + event[key].slice(at + 1);
        assert.throws(() => recompute(trace, { root }), `${key} of event ${id}`);
        changed++;
      }
    }
    assert.ok(changed > 200, `${changed} changes`);
  });

  test(`${core}: an unknown operation, a missing input and a strange one are found`, async () => {
    const text = await run({});
    const change = (edit) => {
      const trace = JSON.parse(text);
      edit(trace.events.find(({ operation }) => operation === 'HKDF-Extract'));
      assert.throws(() => recompute(trace, { root }));
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
    for (let i = 0; i < 24; i++) {
      const settings = { ...scenarios[i].settings, seed: randomBytes(32).toString('hex') };
      const text = await native.run(settings);
      sameText(text, await wasm.run(settings), JSON.stringify(settings));
      try {
        recompute(JSON.parse(text), { root });
      } catch (error) {
        error.message = `${JSON.stringify(settings)}: ${error.message}`;
        throw error;
      }
    }
  });
}
