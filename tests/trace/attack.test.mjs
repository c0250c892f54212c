// The eavesdropper's traces: they are what the schema says, all that she computed is computed again, and all builds say
// the same.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { recomputeAttack } from './attack.mjs';
import { cores, demonstrationRsaKey } from './cores.mjs';

const schema = JSON.parse(await readFile(new URL('../../docs/trace.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);
const whyNot = (trace) => (validate(trace) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`));
const rsaKey = await demonstrationRsaKey();
const built = await cores();
const [core] = built;
const attack = (words) => core.call(['attack', '--format', 'json', ...words]);

test('there is a build to test', () => assert.ok(core));

const { rows, columns, cells } = JSON.parse(await core.call(['attack', '--matrix', '--format', 'json']));

test('the matrix has a cell for each row and column', () => {
  assert.deepEqual([rows.length, columns.length, cells.length], [8, 6, 48]);
  const wanted = rows.flatMap((row) => columns.map((column) => `${row.id} ${column.id}`));
  assert.deepEqual(
    cells.map(({ row, column }) => `${row} ${column}`),
    wanted,
  );
});

const more = [
  ...['client-seed', 'server-seed', 'shared_secret', 'handshake_secret'].map((steal) => ['--steal', steal]),
  ['--steal', 'client-seed', '--at', 'after'],
  ['--tls', '1.2', '--suite', 'TLS_RSA_WITH_AES_128_CBC_SHA', '--steal', 'client-seed'],
  ['--tls', '1.2', '--suite', 'TLS_RSA_WITH_AES_256_CBC_SHA256', '--encrypt-then-mac', 'off', '--steal', 'server-key'],
  ['--tls', '1.2', '--extended-master-secret', 'off', '--steal', 'server-ephemeral'],
  ['--tls', '1.2', '--resumption', 'ticket', '--steal', 'ticket-key'],
  ['--tls', '1.2', '--resumption', 'session_id', '--steal', 'client-ephemeral@1'],
  ['--resumption', 'psk_dhe_ke', '--early-data', 'early', '--steal', 'early_secret,client-ephemeral'],
  ['--resumption', 'psk_ke', '--steal', 'handshake_secret@1,master_secret'],
  [
    '--tls',
    '1.2',
    '--suite',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    '--steal',
    'client_write_key,client_write_MAC_key,server_write_key,server_write_MAC_key',
  ],
  [
    '--client-group',
    'x25519,secp256r1',
    '--server-group',
    'secp256r1',
    '--key-share',
    'x25519',
    '--steal',
    'server-ephemeral',
  ],
  ['--resumption', 'psk_ke', '--early-data', 'early', '--steal', 'resumption_master_secret@1'],
  ['--resumption', 'psk_dhe_ke', '--early-data', 'early', '--steal', 'client-ephemeral@1,client-ephemeral@2'],
  ['--key-update', 'both', '--steal', 'server_application_traffic_secret_1'],
  ['--group', 'X25519MLKEM768', '--steal', 'server-seed'],
  ['--group', 'secp521r1', '--record-padding', '256', '--steal', 'client-seed'],
];

for (const words of [...cells.map(({ run }) => run), ...more]) {
  test(`${words.join(' ')}`, async () => {
    const text = await attack(words);
    const trace = JSON.parse(text);
    for (const event of trace.events) {
      assert.deepEqual(whyNot({ ...trace, events: [event] }), [], JSON.stringify(event).slice(0, 200));
    }
    assert.deepEqual(whyNot(trace), []);
    const counts = recomputeAttack(trace, { rsaKey });
    assert.ok(counts.messages > 1 && counts.values > 0);
    const { connections } = trace.outcome.eavesdropper;
    const last = connections.at(-1);
    const all = [last.client, last.server].every(({ reads }) => reads === 'all');
    assert.equal(all, !last.dead_ends.some((id) => trace.events[id].value !== 'client_early_traffic_secret'));
    if (last.client.reads === 'all') {
      assert.equal(Buffer.from(last.client.bytes, 'hex').toString(), trace.scenario.request);
    }
    if (last.server.reads === 'all') {
      assert.equal(Buffer.from(last.server.bytes, 'hex').toString(), trace.scenario.response);
    }
    const cell = cells.find(({ run }) => run === words);
    if (cell) {
      for (const side of ['client', 'server', 'early']) assert.equal(cell[side]?.reads, last[side]?.reads);
    } else if (!words.includes('after') && !words.join().includes('_1,')) {
      assert.ok(last.server.reads !== 'none', 'what was stolen is enough');
    }
    for (const { name, call } of built.slice(1)) {
      assert.ok((await call(['attack', '--format', 'json', ...words])) === text, `${name} says the same`);
    }
  });
}

test('the schema refuses what is no trace of an attack', async () => {
  const trace = JSON.parse(await attack(['--steal', 'client-ephemeral', '--early-data', '']));
  const changes = {
    'somebody else': (t) => (t.events[0].by = 'client'),
    'a mode that is none': (t) => (t.scenario.mode = 'defend'),
    'an outcome of a side': (t) => (t.outcome.client = {}),
    'a stolen value of nobody': (t) => delete t.events.find(({ operation }) => operation === 'steal').from,
    'a computed value of somebody': (t) =>
      (t.events.find(({ operation }) => operation === 'HKDF-Extract').from = 'client'),
    'an opened record without its plaintext': (t) => delete t.events.find(({ key }) => key !== undefined).plaintext,
    'an unknown reach': (t) => (t.outcome.eavesdropper.connections[0].client.reads = 'most'),
    'data of no record': (t) => delete t.events.find(({ kind }) => kind === 'read').records,
  };
  for (const [name, change] of Object.entries(changes)) {
    const copy = structuredClone(trace);
    change(copy);
    assert.notDeepEqual(whyNot(copy), [], name);
  }
});

test('a changed trace is found out', async () => {
  const trace = JSON.parse(await attack(['--steal', 'client-ephemeral']));
  for (const kind of ['value', 'record', 'read']) {
    const copy = structuredClone(trace);
    const event = copy.events.findLast((e) => e.kind === kind && (kind !== 'record' || e.key !== undefined));
    const field = kind === 'record' ? 'plaintext' : 'bytes';
    event[field] = (event[field].startsWith('0') ? '1' : '0') + event[field].slice(1);
    assert.throws(() => recomputeAttack(copy, { rsaKey }), undefined, kind);
  }
});
