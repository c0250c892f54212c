// One side alone, through WebAssembly: two of them, in one instance or in two, do what `run` does natively.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';
import { demonstrationRoot, demonstrationRsaKey } from '../trace/cores.mjs';
import { recompute } from '../trace/recompute.mjs';

const fromRoot = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const native = process.env.HANDSHAKE_COMMAND ?? fromRoot('build/native/handshake');
const { default: create } = await import(fromRoot('build/wasm/core.js'));
const wasmBinary = readFileSync(fromRoot('build/wasm/core.wasm'));
const [here, there] = [await create({ wasmBinary }), await create({ wasmBinary })];
const schema = JSON.parse(readFileSync(fromRoot('docs/trace.schema.json'), 'utf8'));
const validate = new Ajv({ strictTypes: false, strictRequired: false }).compile(schema);
const known = { root: await demonstrationRoot(), rsaKey: await demonstrationRsaKey() };

// Side is one endpoint with its instance.
class Side {
  constructor(core, role, args) {
    this.core = core;
    this.handle = core.endpoint(role, args);
    assert.equal(typeof this.handle, 'number', this.handle);
    this.sent = [];
  }
  run() {
    let moves = 0;
    while (this.core.endpointCanStep(this.handle)) {
      assert.equal(this.core.endpointStep(this.handle), true);
      moves++;
    }
    assert.equal(this.core.endpointStep(this.handle), false);
    return moves;
  }
  output() {
    const bytes = this.core.endpointTakeOutput(this.handle);
    assert.ok(bytes instanceof Uint8Array && bytes.buffer.byteLength === bytes.length, 'the bytes are a copy');
    if (bytes.length) this.sent.push(Buffer.from(bytes).toString('hex'));
    return bytes;
  }
  receive(bytes) {
    this.core.endpointReceive(this.handle, bytes);
  }
  send(text) {
    this.core.endpointSend(this.handle, text);
  }
  close() {
    this.core.endpointClose(this.handle);
  }
  get state() {
    return this.core.endpointState(this.handle);
  }
  trace() {
    const trace = JSON.parse(this.core.endpointTrace(this.handle));
    assert.ok(validate(trace), JSON.stringify(validate.errors?.slice(0, 5)));
    return trace;
  }
  delete() {
    this.core.endpointDelete(this.handle);
  }
}

// settle carries bytes until nobody has anything to do, in pieces of so many.
function settle(client, server, piece = Infinity) {
  for (let busy = true; busy;) {
    busy = false;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      if (from.run()) busy = true;
      const bytes = from.output();
      for (let at = 0; at < bytes.length; at += piece) {
        to.receive(bytes.subarray(at, at + piece));
        if (piece === 1) to.run();
        busy = true;
      }
    }
  }
}

// play does what `run` does after the handshake.
function play(client, server, scenario, piece) {
  // A trace gives text byte by byte.
  const [request, response] = [scenario.request, scenario.response].map((text) =>
    Buffer.from(text, 'latin1').toString(),
  );
  const go = () => settle(client, server, piece);
  go();
  client.send(request);
  go();
  server.send(response);
  go();
  client.close();
  go();
  server.close();
  go();
}

function runNative(args) {
  try {
    return JSON.parse(
      execFileSync(native, ['run', '--format', 'json', ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1 << 26,
      }),
    );
  } catch (error) {
    return JSON.parse(error.stdout); // the handshake failed, which may be what was wanted
  }
}

const ofSide = (trace, role) => trace.events.filter(({ by }) => by === role);
const recordsOf = (trace, role) =>
  ofSide(trace, role)
    .filter(({ kind, direction }) => kind === 'record' && direction === 'sent')
    .map(({ bytes }) => bytes)
    .join('');
const valuesOf = (trace, role) =>
  ofSide(trace, role)
    .filter(({ kind }) => kind === 'value')
    .map(({ name, bytes }) => `${name} ${bytes}`)
    .sort();

const runs = {
  'the defaults': [],
  'text that is not ASCII': ['--request', 'zwölf Boxkämpfer 🥊', '--response', '\u0001'],
  HelloRetryRequest: ['--server-group', 'secp256r1', '--grease', 'on'],
  X25519MLKEM768: ['--group', 'X25519MLKEM768'],
  ffdhe2048: ['--group', 'ffdhe2048'],
  'an external PSK': ['--psk', 'somebody:00ff'],
  "a client's certificate": ['--client-auth', 'require', '--client-certificate', 'ed25519'],
  'TLS 1.2, ECDHE': ['--tls', '1.2'],
  'TLS 1.2, DHE, CBC': ['--tls', '1.2', '--group', 'ffdhe2048', '--suite', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'],
  'TLS 1.2, RSA': ['--tls', '1.2', '--suite', 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
};
for (const [name, args] of Object.entries(runs)) {
  for (const [where, other, piece] of [
    ['two instances', there, Infinity],
    ['one instance', here, Infinity],
    ['two instances, byte for byte', there, 1],
  ]) {
    test(`${name}: ${where}`, () => {
      const expected = runNative(args);
      const [client, server] = [new Side(here, 'client', args), new Side(other, 'server', args)];
      play(client, server, expected.scenario, piece);
      for (const [role, side] of Object.entries({ client, server })) {
        const trace = side.trace();
        assert.equal(side.state, 'CLOSED');
        assert.equal(side.sent.join(''), recordsOf(expected, role));
        assert.deepEqual(trace.scenario, expected.scenario);
        assert.deepEqual(trace.outcome, { [role]: expected.outcome[role] });
        assert.equal(ofSide(trace, role).length, trace.events.length);
        assert.deepEqual(valuesOf(trace, role), valuesOf(expected, role));
        const counts = recompute(trace, known);
        assert.equal(counts.values + counts.withheld, valuesOf(trace, role).length);
        side.delete();
      }
    });
  }
}

test('a failure reaches the other side as an alert', () => {
  const [client, server] = [new Side(here, 'client', ['--trust', 'off']), new Side(there, 'server', [])];
  settle(client, server);
  const outcomes = [client.trace().outcome.client, server.trace().outcome.server];
  for (const { state, alert, alert_from: from } of outcomes) {
    assert.deepEqual([state, alert, from], ['CLOSED', 'unknown_ca', 'client']);
  }
  recompute(client.trace(), known);
  recompute(server.trace(), known);
});

test('the two have settings and seeds of their own, and change their keys', () => {
  const client = new Side(here, 'client', ['--seed', 'random', '--group', 'x25519']);
  const server = new Side(there, 'server', ['--seed', 'random']);
  settle(client, server);
  assert.deepEqual([client.state, server.state], ['CONNECTED', 'CONNECTED']);
  here.endpointUpdateKeys(client.handle);
  client.send('new keys');
  settle(client, server);
  // The answer goes before the server's next data (RFC 8446, section 4.6.3).
  const answered = () => server.trace().events.some((e) => e.name === 'server_application_traffic_secret_1');
  assert.ok(!answered());
  server.send('mine too');
  settle(client, server);
  assert.ok(answered());
  const [a, b] = [client.trace(), server.trace()];
  assert.notEqual(a.scenario.seed, b.scenario.seed);
  assert.equal(Buffer.from(b.outcome.server.received, 'hex').toString(), 'new keys');
  for (const trace of [a, b]) {
    assert.ok(trace.events.some((e) => e.name === 'server_application_traffic_secret_1'));
    recompute(trace, known);
  }
});

test('what makes no sense is said in one line', () => {
  for (const [role, args, words] of [
    ['client', ['--resumption', 'psk_ke'], /^--resumption: a side that is alone/],
    ['server', ['--network', 'drop:client:0'], /^--network: /],
    ['server', ['--group', 'x448'], /^--group: group "x448" is not known/],
    ['client', ['--format', 'json'], /^--format is not known$/],
    ['client', ['--early-data', 'a'], /^--early-data: needs/],
    ['client', ['word'], /one word too many$/],
    ['eavesdropper', [], /^the role is client or server/],
  ]) {
    const said = here.endpoint(role, args);
    assert.equal(typeof said, 'string', String(args));
    assert.match(said, words);
    assert.ok(!said.includes('\n'));
  }
});
