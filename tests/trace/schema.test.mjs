// Every trace is what docs/trace.schema.json says, and the schema refuses what is not.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { cores } from './cores.mjs';
import { scenarios } from './scenarios.mjs';

const schema = JSON.parse(await readFile(new URL('../../docs/trace.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
const validate = ajv.compile(schema);
const [core] = await cores();

const whyNot = (trace) => (validate(trace) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message}`));

test('there is a build to test', () => assert.ok(core));

for (const { name, settings } of scenarios) {
  test(`the trace is valid: ${name}`, async () => {
    const trace = JSON.parse(await core.run(settings));
    // One event at a time gives a message that a person can read.
    for (const event of trace.events) {
      const one = { ...trace, events: [event] };
      if (!validate(one))
        assert.fail(`event ${event.id}: ${JSON.stringify(event).slice(0, 300)}\n${whyNot(one).join('\n')}`);
    }
    assert.deepEqual(whyNot(trace), []);
  });
}

const first = (trace, wanted) =>
  trace.events.find((event) => Object.entries(wanted).every(([key, value]) => event[key] === value));

// What must be refused: for each rule of the format one trace that breaks it.
const refused = {
  'another format': (t) => (t.format = 'trace'),
  'another version': (t) => (t.version = 2),
  'a member that nobody knows': (t) => (t.comment = 'hello'),
  'no outcome': (t) => delete t.outcome,
  'no side': (t) => (t.outcome = {}),
  'a third side': (t) => (t.outcome.eavesdropper = t.outcome.client),
  'a setting that nobody knows': (t) => (t.scenario.colour = 'blue'),
  'a setting that is not there': (t) => delete t.scenario.time,
  'a setting that is a number': (t) => (t.scenario.tickets = 1),
  'a short seed': (t) => (t.scenario.seed = '00'),
  'an unknown group in the scenario': (t) => (t.scenario['client-group'] = 'x448'),
  'a connection with a seed': (t) => (t.scenario = { mode: 'connect', seed: '00'.repeat(32) }),
  'an unknown kind': (t) => (t.events[0].kind = 'thought'),
  'an unknown side': (t) => (t.events[0].by = 'wire'),
  'an id below 0': (t) => (t.events[0].id = -1),
  'no step': (t) => delete t.events[0].step,
  'a state of the other side': (t) => (first(t, { kind: 'state', by: 'client' }).to = 'NEGOTIATED'),
  'a state that is not there': (t) => (first(t, { kind: 'state', by: 'server' }).to = 'WAIT_FINISH'),
  'an unknown value': (t) => (first(t, { kind: 'value' }).name = 'randomness'),
  'an unknown operation': (t) => (first(t, { operation: 'HMAC' }).operation = 'MAC'),
  'an operation that does not give this value': (t) => (first(t, { operation: 'HMAC' }).name = 'early_secret'),
  'inputs in another order': (t) => first(t, { operation: 'HKDF-Extract' }).inputs.reverse(),
  'an input that is missing': (t) => first(t, { operation: 'sign' }).inputs.pop(),
  'an input more': (t) => first(t, { operation: 'draw' }).inputs.push({ name: 'length', number: 1 }),
  'an input of another kind': (t) => (first(t, { operation: 'HMAC' }).inputs[1] = { name: 'key', bytes: '00' }),
  'an unknown label': (t) => (first(t, { operation: 'HKDF-Expand-Label' }).inputs[2].text = 'tls13 derived'),
  'an unknown hash': (t) => (first(t, { operation: 'HMAC' }).inputs[0].text = 'MD5'),
  'zeros that are none': (t) => (first(t, { name: 'zero_salt' }).bytes = '01'.repeat(32)),
  'a long-term key in the trace': (t) => {
    const event = first(t, { name: 'certificate_private_key' });
    event.bytes = '00';
    event.length = 1;
  },
  'a value without its bytes': (t) => delete first(t, { name: 'random' }).bytes,
  'capital digits': (t) => (first(t, { name: 'random' }).bytes = 'AB'),
  'half a byte': (t) => (first(t, { name: 'random' }).bytes = 'abc'),
  'a party that nobody knows': (t) => (first(t, { kind: 'value' }).known_to = ['everybody']),
  'a section of nothing': (t) => (first(t, { kind: 'value' }).section = 'section 4'),
  'an unknown message': (t) => (first(t, { kind: 'message' }).name = 'hello'),
  'a handshake message that is an alert': (t) => (first(t, { kind: 'message' }).name = 'alert'),
  'a received message without records': (t) => delete first(t, { kind: 'message', direction: 'received' }).records,
  'a sent message with records': (t) => (first(t, { kind: 'message', direction: 'sent' }).records = [1]),
  'a field without a name': (t) => delete first(t, { kind: 'message' }).fields[0].name,
  'a field with something more': (t) => (first(t, { kind: 'message' }).fields[0].colour = 'blue'),
  'a field with no parts': (t) => (first(t, { kind: 'message' }).fields[0].fields = []),
  'a field of text length': (t) => (first(t, { kind: 'message' }).fields[0].end = '1'),
  'a record without a header': (t) => (first(t, { kind: 'record' }).bytes = '1603'),
  'a record of an unknown epoch': (t) => (first(t, { kind: 'record' }).epoch = 'early'),
  'a sent record of no message': (t) => delete first(t, { kind: 'record', direction: 'sent' }).messages,
  'a received record with messages': (t) => (first(t, { kind: 'record', direction: 'received' }).messages = [1]),
  'a clear record with a key': (t) => (first(t, { kind: 'record', epoch: 'clear' }).key = 1),
  'a protected record without its nonce': (t) => delete first(t, { kind: 'record', epoch: 'handshake' }).nonce,
  'a nonce of another length': (t) => (first(t, { kind: 'record', epoch: 'handshake' }).nonce = '00'),
  'additional data that is no header': (t) =>
    (first(t, { kind: 'record', epoch: 'handshake' }).additional_data = '1603030000'),
  'a check with no verdict': (t) => (first(t, { kind: 'check' }).passed = 'yes'),
  'a check with an unknown alert': (t) => (first(t, { kind: 'check' }).alert = 'panic'),
  'a discard of no value': (t) => delete first(t, { kind: 'discard' }).value,
  'an established side without a suite': (t) => delete first(t, { kind: 'established' }).cipher_suite,
  'an established side with an unknown suite': (t) => (first(t, { kind: 'established' }).cipher_suite = 'TLS_NULL'),
  'an empty name where null belongs': (t) => (first(t, { kind: 'established' }).server_name = ''),
  'an outcome with a suite but no group': (t) => delete t.outcome.client.group,
  'an outcome with a reason but no alert': (t) => (t.outcome.client.reason = 'why not'),
  'an outcome with an alert but no reason': (t) => (t.outcome.client.alert = 'decode_error'),
  'an outcome in an unknown state': (t) => (t.outcome.server.state = 'WAIT_SH'),
};

// What must be refused of TLS 1.2, with a CBC suite.
const session = { kind: 'record', epoch: 'session' };
const refusedTls12 = {
  'a version that nobody speaks': (t) => (t.outcome.client.version = 'TLS 1.1'),
  'a setting of versions out of order': (t) => (t.scenario['client-tls'] = '1.2,1.3'),
  'an unknown form': (t) => (first(t, session).form = 'tls12_cbc_mac_then_encrypt'),
  'a form in another epoch': (t) => (first(t, session).epoch = 'application'),
  'a CBC record with an IV of its own': (t) => (first(t, session).iv = 1),
  'a CBC record of an AEAD form': (t) => (first(t, session).form = 'tls12_gcm'),
  'an IV that is too long': (t) => (first(t, session).nonce += '00'),
  'a length before a CBC record': (t) => (first(t, session).additional_data += '0010'),
  'a master secret of another label': (t) => (first(t, { operation: 'PRF' }).inputs[2].text = 'secret master'),
  'a PRF without a seed': (t) => first(t, { operation: 'PRF' }).inputs.splice(3, 1),
  'a part of the key block of another name': (t) => (first(t, { operation: 'cut' }).name = 'client_write_mac'),
  'a premaster secret from nowhere': (t) => (first(t, { name: 'pre_master_secret' }).operation = 'draw'),
};

// And of somebody on the wire.
const refusedNetwork = {
  'an action that nobody knows': (t) => (first(t, { kind: 'intervention' }).action = 'bend'),
  'an intervention of the wire': (t) => (first(t, { kind: 'intervention' }).by = 'wire'),
  'an intervention without an effect': (t) => (first(t, { kind: 'intervention' }).effective = null),
  'half a byte before': (t) => (first(t, { kind: 'intervention' }).before = '0'),
  'a setting with an unknown action': (t) => (t.scenario.network = 'bend:client:0'),
  'a setting with a bit that is none': (t) => (t.scenario.network = 'flip:client:0:1:8'),
  'a setting that ends in a comma': (t) => (t.scenario.network = 'drop:client:0,'),
  'a setting of the wire': (t) => (t.scenario.network = 'drop:wire:0'),
};

for (const [settings, rules] of [
  [{}, refused],
  [{ network: 'flip:server:2:20:3' }, refusedNetwork],
  [{ tls: '1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, refusedTls12],
]) {
  for (const [name, change] of Object.entries(rules)) {
    test(`the schema refuses ${name}`, async () => {
      const trace = JSON.parse(await core.run(settings));
      assert.deepEqual(whyNot(trace), []);
      change(trace);
      assert.notDeepEqual(whyNot(trace), []);
    });
  }
}

test('the schema refuses every member that is taken away, and every one more', async () => {
  const seen = new Set();
  const tls12 = ['AES_128_CBC_SHA', 'AES_128_GCM_SHA256'].map((cipher) => ({
    tls: '1.2',
    suite: `TLS_RSA_WITH_${cipher}`,
  }));
  for (const settings of [
    {},
    scenarios.find(({ alert }) => alert).settings,
    { network: 'repeat:client:0' },
    ...tls12,
  ]) {
    const trace = JSON.parse(await core.run(settings));
    for (const event of trace.events) {
      // One of each shape is enough.
      const shape = `${event.kind} ${event.operation ?? ''} ${Object.keys(event)}`;
      if (seen.has(shape)) continue;
      seen.add(shape);
      const valid = (one) => validate({ ...trace, events: [one] });
      assert.ok(valid(event));
      assert.ok(!valid({ ...event, surplus: 1 }), `${shape} with one more`);
      for (const key of Object.keys(event)) {
        const { [key]: gone, ...rest } = event;
        assert.ok(!valid(rest), `${shape} without ${key} (${gone})`);
      }
    }
  }
  assert.ok(seen.size > 20);
});
