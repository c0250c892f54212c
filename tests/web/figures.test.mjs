// What the figures of lessons read from traces.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { examplesOf } from '../../web/src/course/package.js';
import { argsOf, loadCore, modules, traceOf } from './support.mjs';

let vite, run, steps, exchange, record, bits;
before(async () => {
  vite = await modules();
  const core = await loadCore();
  const { TraceModel } = await vite.load('trace/model.ts');
  const { presets } = await vite.load('scenario/presets.ts');
  run = (id, more = {}) => {
    const { settings } = presets.find((preset) => preset.id === id);
    return new TraceModel(traceOf(core, argsOf({ ...settings, ...more })), '');
  };
  steps = await vite.load('figures/steps/steps.ts');
  exchange = await vite.load('figures/exchanges/exchange.ts');
  record = await vite.load('figures/record/taken-apart.ts');
  bits = await vite.load('figures/one-bit/bits.ts');
});
after(() => vite.close());

const orders = (sent) => sent.map(({ message, order, part }) => `${order} ${part?.name ?? message.name}`);

test('steps: every message of the handshake belongs to one step, in TLS 1.2 and 1.3', () => {
  const old = steps.toldIn(run('tls12-ecdhe'));
  assert.deepEqual(
    steps.stepNames.map((name) => orders(old.sent[name])),
    [
      ['1 client_hello'],
      ['2 server_hello'],
      ['3 certificate'],
      ['4 server_key_exchange', '5 server_hello_done'],
      ['6 client_key_exchange'],
      ['7 change_cipher_spec', '8 finished'],
      ['9 new_session_ticket', '10 change_cipher_spec', '11 finished'],
      ['12 application_data'],
    ],
  );
  assert.deepEqual(old.ready, { client: 11, server: 11 });
  const now = steps.toldIn(run('tls13'));
  assert.deepEqual(orders(now.sent.server_key), ['2 key_share', '6 certificate_verify']);
  assert.deepEqual(orders(now.sent.client_key), ['1 key_share']);
  assert.deepEqual(orders(now.sent.server_finished), ['3 change_cipher_spec', '7 finished']);
  assert.deepEqual(now.ready, { client: 9, server: 9 });
  // A certificate of the client is no step of the server's, and a second connection does not count.
  const both = steps.toldIn(run('client-certificate'));
  assert.deepEqual(
    orders(both.sent.client_finished)
      .slice(-3)
      .map((line) => line.replace(/\d+ /, '')),
    ['certificate', 'certificate_verify', 'finished'],
  );
  assert.equal(steps.toldIn(run('resumption')).sent.client_hello.length, 1);
});

test('steps: up to a moment, there is what was sent until then', () => {
  const model = run('tls12-rsa');
  const hello = model.events.find((e) => e.kind === 'message' && e.name === 'server_hello');
  const told = steps.toldIn(model, hello.id);
  assert.deepEqual(
    steps.stepNames.map((name) => told.sent[name].length),
    [1, 1, 0, 0, 0, 0, 0, 0],
  );
  assert.deepEqual(told.ready, { client: null, server: null });
});

const line = ({ by, verb, name }) => `${by} ${verb} ${name}`;

test('exchanges: who does what with RSA and with DHE, and what the key of the certificate is for', () => {
  const rsa = exchange.exchangeOf(run('tls12-rsa'));
  assert.deepEqual([rsa.kind, rsa.group, rsa.version], ['RSA', null, 'TLS 1.2']);
  assert.deepEqual(rsa.rows.server.map(line), ['server sends certificate']);
  assert.deepEqual(rsa.rows.client.map(line), [
    'client draws pre_master_random',
    'client encrypts encrypted_pre_master_secret',
    'client sends client_key_exchange',
  ]);
  assert.deepEqual(rsa.rows.secret.map(line), [
    'client computes pre_master_secret',
    'server decrypts pre_master_secret',
  ]);
  const dhe = exchange.exchangeOf(run('tls12-dhe'));
  assert.deepEqual(dhe.rows.server.map(line), [
    'server draws private_key',
    'server computes public_key',
    'server signs signature',
    'server sends certificate',
    'server sends server_key_exchange',
  ]);
  assert.deepEqual(
    dhe.rows.check.map(({ name, checks }) => [name, checks.passed]),
    [
      ['certificate', true],
      ['server_key_exchange', true],
    ],
  );
  assert.equal(dhe.rows.secret[0].bytes, dhe.rows.secret[1].bytes);
  assert.equal(dhe.rows.left.at(-1).verb, 'keeps');
  const hybrid = exchange.exchangeOf(run('hybrid'));
  assert.equal(hybrid.kind, null);
  assert.deepEqual(hybrid.rows.client.at(-1).name, 'client_hello');
  // A certificate that is not for this name: not all checks pass.
  const wrong = exchange.exchangeOf(run('wrong-name'));
  assert.equal(wrong.rows.check[0].checks.passed, false);
});

test('record: the parts are the record, and the nonce is made as its form says', () => {
  const data = { message: 'application_data', by: 'client' };
  const xor = (a, b) => Buffer.from(a, 'hex').map((byte, i) => byte ^ Buffer.from(b, 'hex')[i]);
  for (const [id, more, join] of [
    ['tls13', {}, 'xor'],
    ['tls12-ecdhe', {}, 'after'],
    ['tls12-ecdhe', { suite: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256' }, 'xor'],
  ]) {
    const model = run(id, more);
    const one = record.takenApart(model, data);
    const [whole] = model.records(model.events.find((e) => e.kind === 'message' && e.name === 'application_data'));
    assert.equal(one.header + one.explicit + one.ciphertext + one.tag, whole.bytes);
    assert.equal(one.ciphertext.length, one.plaintext.length);
    assert.equal(one.join, join);
    const number = one.sequence.toString(16);
    if (join === 'xor')
      assert.equal(Buffer.from(xor(one.iv.bytes, number.padStart(24, '0'))).toString('hex'), one.nonce);
    else assert.equal(one.iv.bytes + number.padStart(16, '0'), one.nonce);
  }
  assert.equal(record.takenApart(run('tls12-dhe'), data), null);
  assert.equal(record.takenApart(run('tls13'), { message: 'client_hello' }), null);
});

test('one bit: the places of the bits that differ', () => {
  assert.deepEqual(bits.differing('00ff', '00ff'), []);
  assert.deepEqual(bits.differing('00', '81'), [0, 7]);
  assert.deepEqual(bits.differing('31', '30'), [7]);
  assert.deepEqual(bits.differing('0010', '0000'), [11]);
});

test('a course package of a lesson brings the recordings of all its runs, those of figures and conditions too', () => {
  const file = path.resolve(import.meta.dirname, '../../web/public/lessons/key-exchange.json');
  const lesson = JSON.parse(readFileSync(file, 'utf8'));
  assert.deepEqual(examplesOf({ lesson }).sort(), ['hybrid', 'tls12-dhe', 'tls12-ecdhe', 'tls12-rsa']);
  assert.deepEqual(examplesOf({ element: { scenario: 'tls13' } }), ['tls13']);
});
