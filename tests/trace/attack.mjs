// An independent look at the trace of an eavesdropper: every value that she computed is computed again from its named
// inputs, every record that she opened is opened again, and what she read is what was in them.
import assert from 'node:assert/strict';
import {
  Generator,
  expandLabel,
  hashLength,
  hex,
  hmac,
  openTicket,
  protection,
  sharedSecret,
  suites,
  transcriptHash,
} from './functions.mjs';
import * as tls12 from './tls12.mjs';

// drawAt gives the draw in a place of the generator that begins with a seed.
function drawAt(seed, index, group, length) {
  const generator = new Generator(Buffer.alloc(32), 'client');
  generator.key = seed;
  for (let i = 0; i < index; i++) generator.draw(0);
  return group ? generator.drawPrivateKey(group, length) : generator.draw(length);
}

// fieldsAt finds the fields of a path; nodes of a list and the parts of an extension may be left out.
function fieldsAt(fields, path) {
  const [first, ...rest] = path;
  return fields.flatMap((field) => {
    const inside = field.fields ?? [];
    if (field.name !== first) return fieldsAt(inside, path);
    return rest.length ? fieldsAt(inside, rest) : [field];
  });
}

function contentOf(field, bytes) {
  const data = field.fields?.find(({ name }) => name === 'data');
  const { begin, end } = data ?? field;
  return bytes.subarray(begin, field.fields && !data ? begin : end);
}

// One function for each operation: it takes the inputs by name and gives the bytes that must come out.
const operations = {
  constant: (input, event) => Buffer.alloc(event.length),
  choose: (input, event) => {
    assert.equal(event.name, 'ticket_nonce');
    return hex(event.bytes);
  },
  steal: (input, event) => event.bytes && hex(event.bytes),
  receive: ({ message: [message], field }, event) => {
    assert.equal(message.from, event.from);
    const bytes = hex(message.bytes);
    const found = fieldsAt(message.fields, field.split('.')).map((one) => contentOf(one, bytes));
    return found.find((one) => one.toString('hex') === event.bytes) ?? found[0];
  },
  draw: ({ group, length, seed, index }) => drawAt(seed, index, group, length),
  shared_secret: ({ group, private_key: own, peer_public_key: peer }) => sharedSecret(group, own, peer),
  power: ({ base, exponent, modulus }) => tls12.power(base, exponent, modulus),
  copy: ({ from }) => from,
  strip_leading_zeros: ({ from }) => tls12.stripLeadingZeros(from),
  concatenate: ({ part }) => Buffer.concat([part].flat()),
  cut: ({ from, offset, Length }) => from.subarray(offset, offset + Length),
  PRF: ({ hash, secret, label, seed, Length }) => tls12.prf(hash, secret, label, Buffer.concat([seed].flat()), Length),
  'HKDF-Extract': ({ hash, salt, IKM }) => hmac(hash, salt, IKM),
  'HKDF-Expand-Label': ({ hash, Secret, Label, Context, Length }) => expandLabel(hash, Secret, Label, Context, Length),
  HMAC: ({ hash, key, data }) => hmac(hash, key, data),
  'Transcript-Hash': ({ hash, messages }) => transcriptHash(hash, messages.map(bytesOf), false),
  'Transcript-Hash after HelloRetryRequest': ({ hash, messages }) => transcriptHash(hash, messages.map(bytesOf), true),
  'Transcript-Hash of a truncated ClientHello': ({ hash, messages, truncated_client_hello: truncated }) =>
    transcriptHash(hash, [...messages.map(bytesOf), truncated], messages.length > 0),
};
const bytesOf = ({ bytes }) => hex(bytes);

// recomputeAttack throws at the first thing that is not as it should be and gives counts. `rsaKey` is the private key of
// the server's certificate (KeyObject), which is in no trace.
export function recomputeAttack(trace, { rsaKey } = {}) {
  const { events, scenario, outcome } = trace;
  const counts = {
    values: 0,
    stolen: 0,
    computed: 0,
    opened: 0,
    closed: 0,
    messages: 0,
    read: 0,
    deadEnds: 0,
    memory: 0,
  };
  const contents = new Map(); // of records that are open, by id
  const sequences = new Map(); // by id of the key
  let suite;
  let connection = 0;
  const read = [];

  const inputsOf = (event) => {
    const out = {};
    for (const { name, value, messages, bytes, ...plain } of event.inputs) {
      let is = Object.values(plain)[0];
      if (bytes !== undefined) is = hex(bytes);
      if (messages) is = messages.map((id) => events[id]);
      if (messages) assert.ok(messages.every((id) => id < event.id && events[id].kind === 'message'));
      if (value !== undefined) {
        assert.ok(value < event.id && events[value].kind === 'value', `${name} is there`);
        is = events[value].bytes === undefined ? events[value] : hex(events[value].bytes);
      }
      out[name] = name in out ? [out[name], is].flat() : is;
    }
    return out;
  };

  const kinds = {
    connection(event) {
      assert.equal(event.number, ++connection);
      suite = undefined;
    },
    value(event) {
      counts.values++;
      const input = inputsOf(event);
      let expected;
      if (event.operation === 'open_ticket') expected = openTicket(hex(scenario.seed), input.ticket);
      else if (event.operation.startsWith('RSAES')) expected = tls12.openPkcs1(rsaKey, input.ciphertext).message;
      else expected = operations[event.operation](input, event);
      if (event.operation === 'steal') counts.stolen++;
      else if (event.operation !== 'receive') counts.computed++;
      if (event.operation === 'constant') assert.ok(Object.values(hashLength).includes(event.length));
      if (!('bytes' in event)) return assert.ok(['certificate_private_key', 'ticket_key'].includes(event.name));
      assert.equal(event.bytes, expected.toString('hex'), `${event.name} is what ${event.operation} gives`);
      assert.equal(event.length, expected.length);
    },
    record(event) {
      const bytes = hex(event.bytes);
      assert.equal(bytes.readUInt16BE(3), bytes.length - 5);
      if (!('key' in event)) {
        if (event.epoch === 'clear') contents.set(event.id, bytes.subarray(5));
        else counts.closed++;
        return;
      }
      const sequence = sequences.get(event.key) ?? 0;
      assert.equal(event.sequence_number, sequence);
      sequences.set(event.key, sequence + 1);
      const key = hex(events[event.key].bytes);
      counts.opened++;
      if (event.epoch === 'session') {
        const part = (id) => (id === undefined ? undefined : hex(events[id].bytes));
        const keys = { key, iv: part(event.iv), mac: part(event.mac_key) };
        const opened = tls12.openRecord(event.form, tls12.suiteOf(suite), keys, sequence, bytes[0], bytes.subarray(5));
        assert.equal(event.plaintext, opened.plaintext.toString('hex'));
        contents.set(event.id, opened.content);
        return;
      }
      const nonce = hex(events[event.iv].bytes);
      nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ BigInt(sequence), 4);
      assert.equal(event.nonce, nonce.toString('hex'));
      const names = Object.values(suites).filter((one) => one.key === key.length);
      const opened = names.map(({ aead }) => {
        try {
          return protection.open(aead, key, nonce, bytes.subarray(0, 5), bytes.subarray(5)).toString('hex');
        } catch {
          return undefined;
        }
      });
      assert.ok(opened.includes(event.plaintext), 'the record opens');
      const plaintext = hex(event.plaintext);
      let end = plaintext.length - 1;
      while (plaintext[end] === 0) end--;
      assert.equal({ 21: 'alert', 22: 'handshake', 23: 'application_data' }[plaintext[end]], event.content_type);
      contents.set(event.id, plaintext.subarray(0, end));
    },
    message(event) {
      counts.messages++;
      const inside = Buffer.concat(event.records.map((id) => contents.get(id)));
      assert.ok(inside.includes(hex(event.bytes)), 'the records hold the message');
      assert.ok(event.records.every((id) => events[id].from === event.from));
      if (event.name === 'server_hello') suite = fieldsAt(event.fields, ['cipher_suite'])[0].value;
    },
    check(event) {
      // The binder that was computed last is the one on the wire.
      const binder = events.findLast((e) => e.id < event.id && e.name === 'binder');
      const hello = events.findLast((e) => e.id < event.id && e.name === 'client_hello');
      assert.ok(hello.bytes.includes(binder.bytes));
    },
    read(event) {
      counts.read++;
      const data = event.records.map((id) => contents.get(id).toString('hex')).join('');
      assert.equal(event.bytes, data);
      assert.ok(event.records.every((id) => events[id].content_type === 'application_data'));
      assert.equal(event.connection, connection);
      read.push(event);
    },
    dead_end(event) {
      counts.deadEnds++;
      assert.equal(event.connection, connection);
    },
    memory(event) {
      counts.memory++;
      if (event.name !== 'seed') assert.match(event.bytes, /^(00)+$/);
    },
  };
  for (const [place, event] of events.entries()) {
    try {
      assert.equal(event.id, place);
      assert.equal(event.by, 'eavesdropper');
      kinds[event.kind](event);
    } catch (error) {
      error.message = `event ${place}, ${event.kind} ${event.name ?? ''}: ${error.message}`;
      throw error;
    }
  }
  const { connections } = outcome.eavesdropper;
  assert.equal(connections.length, connection);
  for (const [index, one] of connections.entries()) {
    for (const side of ['client', 'server', 'early']) {
      if (!one[side]) continue;
      const early = side === 'early';
      const found = read.find(
        (e) => e.connection === index + 1 && e.from === (early ? 'client' : side) && (e.epoch === 'early') === early,
      );
      assert.equal(one[side].bytes, found?.bytes ?? '');
      assert.equal(one[side].reads === 'none', found === undefined);
    }
    for (const id of one.dead_ends) assert.deepEqual([events[id].kind, events[id].connection], ['dead_end', index + 1]);
  }
  return counts;
}
