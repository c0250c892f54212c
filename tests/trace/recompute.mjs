// An independent look at a trace: every value in it that follows from others is computed again from its named inputs.
// recompute(trace) throws at the first thing that is not as it should be and gives the counts of what it looked at.
import assert from 'node:assert/strict';
import {
  Generator,
  chainOf,
  encapsulate,
  expandLabel,
  hashLength,
  hex,
  hmac,
  isPss,
  openTicket,
  protection,
  pssSalt,
  publicKey,
  saltLength,
  sealTicket,
  sharedSecret,
  suites,
  transcriptHash,
  verifySignature,
} from './functions.mjs';

// fieldsAt finds the fields of a path like "extensions.key_share.client_shares.key_exchange": nodes of a list and the
// parts of an extension may be left out. It gives each with the fields beside it.
function fieldsAt(fields, path) {
  const [first, ...rest] = path;
  return fields.flatMap((field) => {
    const inside = field.fields ?? [];
    if (field.name !== first) return fieldsAt(inside, path);
    return rest.length ? fieldsAt(inside, rest) : [{ field, beside: fields }];
  });
}

// contentOf gives the bytes of a field without the length before them.
function contentOf(field, bytes) {
  const data = field.fields?.find(({ name }) => name === 'data');
  const { begin, end } = data ?? field;
  return bytes.subarray(begin, field.fields && !data ? begin : end);
}

// Where a side's message carries a value that this side has made: the message and the field.
const carriers = {
  client: {
    random: ['client_hello', 'random'],
    legacy_session_id: ['client_hello', 'legacy_session_id'],
    binder: ['client_hello', 'extensions.pre_shared_key.binders.PskBinderEntry'],
    public_key: ['client_hello', 'extensions.key_share.client_shares.key_exchange'],
  },
  server: {
    random: ['server_hello', 'random'],
    public_key: ['server_hello', 'extensions.key_share.server_share.key_exchange'],
    signature: ['certificate_verify', 'signature'],
    ticket_age_add: ['new_session_ticket', 'ticket_age_add'],
    ticket: ['new_session_ticket', 'ticket'],
    ticket_nonce: ['new_session_ticket', 'ticket_nonce'],
  },
};

// Secrets that nobody may have once the connection is closed. A client keeps resumption_psk for later.
const perishable =
  /^(private_key|shared_secret|(early|handshake|master|derived)_secret|.*_traffic_secret(_\d+|_N)?|external_psk|binder_key|binder_finished_key|exporter_secret|exported_keying_material|.*_write_(key|iv)|.*_finished_key|(exporter|early_exporter|resumption)_master_secret)$/;

// Side is what one side's events have led to so far.
class Side {
  // `before` is the same side in the connection before, `number` tells which this is.
  constructor(name, seed, number = 1, before = undefined) {
    this.name = name;
    this.generator = seed && new Generator(hex(seed), number > 1 ? `${name} ${number}` : name);
    this.sessionSuite = before?.suite; // of the session that this connection may resume
    this.passed = new Set(); // what was checked and found right
    this.established = [];
    this.state = 'START';
    this.records = { sent: [], received: [] };
    this.messages = { sent: [], received: [] };
    this.sequence = new Map(); // by the id of the key
    this.alive = new Set(before?.alive);
    this.discarded = new Set(before?.discarded);
    this.tickets = 0;
    this.suite = undefined;
    this.chains = {}; // by direction: its own and the peer's
    this.contents = {}; // signature_content by the side that signs
    this.verifyData = []; // all so far
  }
}

// Inputs hands out the inputs of one value and notices when one was not asked for.
class Inputs {
  constructor(event, side, events) {
    this.event = event;
    this.side = side;
    this.events = events;
    this.left = new Map(event.inputs.map((input) => [input.name, input]));
    assert.equal(this.left.size, event.inputs.length);
  }
  has(name) {
    return this.left.has(name);
  }
  take(name, kind) {
    const found = this.left.get(name);
    assert.ok(found && kind in found, `there is an input ${name} (${kind})`);
    this.left.delete(name);
    return found[kind];
  }
  value(name) {
    const id = this.take(name, 'value');
    const event = this.events[id];
    assert.ok(id < this.event.id && event.kind === 'value' && event.by === this.side.name);
    assert.ok(!this.side.discarded.has(id), `${name} is not used after its discard`);
    return event;
  }
  bytes(name) {
    if ('bytes' in (this.left.get(name) ?? {})) return hex(this.take(name, 'bytes'));
    const { bytes } = this.value(name);
    assert.notEqual(bytes, undefined, `${name} is not withheld`);
    return hex(bytes);
  }
  text(name) {
    return this.take(name, 'text');
  }
  number(name) {
    return this.take(name, 'number');
  }
  messages(name) {
    return this.take(name, 'messages').map((id) => {
      const event = this.events[id];
      assert.ok(event.kind === 'message' && event.by === this.side.name && id < this.event.id);
      return event;
    });
  }
  done() {
    assert.deepEqual([...this.left.keys()], [], 'every input was used');
  }
}

const handshakeBytes = (messages) =>
  messages.map((message) => {
    assert.equal(message.content_type, 'handshake');
    return hex(message.bytes);
  });

class Recomputation {
  constructor(trace, root) {
    this.trace = trace;
    this.events = trace.events;
    this.root = root;
    this.sides = Object.fromEntries(
      Object.keys(trace.outcome).map((name) => [name, new Side(name, trace.scenario.seed)]),
    );
    this.counts = {
      values: 0,
      withheld: 0,
      operations: {},
      draws: 0,
      carried: 0,
      sealed: 0,
      opened: 0,
      messages: 0,
      signatures: 0,
      finished: 0,
      certificates: 0,
      discards: 0,
    };
  }

  run() {
    for (const [place, event] of this.events.entries()) {
      try {
        assert.equal(event.id, place);
        if (place) assert.ok([0, 1].includes(event.step - this.events[place - 1].step), 'steps go on one by one');
        const side = this.sides[event.by];
        assert.ok(side && event.kind in this.kinds, 'the side and the kind are known');
        this.kinds[event.kind].call(this, event, side);
      } catch (error) {
        error.message = `event ${place}, ${event.by} ${event.kind} ${event.name ?? ''}: ${error.message}`;
        throw error;
      }
    }
    for (const side of Object.values(this.sides)) this.finish(side, this.trace.outcome[side.name]);
    this.compareSides(this.trace.outcome);
    return this.counts;
  }

  // One function for each kind of event.
  kinds = {
    value(event, side) {
      const inputs = new Inputs(event, side, this.events);
      const { operation } = event;
      assert.ok(operation in this.operations, `the operation ${operation} is known`);
      const expected = this.operations[operation].call(this, inputs, event, side);
      inputs.done();
      this.counts.operations[operation] = (this.counts.operations[operation] ?? 0) + 1;
      if ('bytes' in event) {
        assert.equal(event.bytes, expected.toString('hex'), `${event.name} is what ${operation} gives`);
        assert.equal(event.length, expected.length);
        this.counts.values++;
      } else {
        assert.equal(expected, undefined);
        this.counts.withheld++;
      }
      side.alive.add(event.id);
      const carrier = operation !== 'receive' && carriers[event.by]?.[event.name];
      if (carrier) this.checkCarried(event, ...carrier);
    },
    message(event, side) {
      const bytes = hex(event.bytes);
      this.counts.messages++;
      side.messages[event.direction].push(event);
      if (event.direction === 'received') this.checkRecordsOf(event);
      if (event.content_type === 'handshake') this.readHandshake(event, bytes, side);
    },
    record(event, side) {
      const bytes = hex(event.bytes);
      const list = side.records[event.direction];
      assert.equal(event.number, list.length);
      assert.equal(bytes.readUInt16BE(3), bytes.length - 5);
      const record = { ...event, content: bytes.subarray(5) };
      if ('key' in event) record.content = this.checkProtection(event, bytes, side);
      else assert.equal(event.epoch, 'clear');
      list.push(record);
      if (event.direction === 'sent') {
        for (const id of event.messages) assert.deepEqual(side.messages.sent.at(-1).id, id);
      }
    },
    state(event, side) {
      assert.equal(event.from, side.state);
      side.state = event.to;
    },
    discard(event, side) {
      assert.ok(side.alive.delete(event.value), 'what is discarded was there');
      assert.equal(this.events[event.value].name, event.name);
      side.discarded.add(event.value);
      this.counts.discards++;
    },
    check(event, side) {
      if (event.passed) side.passed.add(event.what);
      else side.failed = event;
    },
    fatal(event, side) {
      const { alert, reason } = this.trace.outcome[side.name];
      assert.deepEqual([alert, reason], [event.alert, event.reason]);
      if (event.raised && !('field' in event)) {
        assert.deepEqual([event.reason, event.alert], [side.failed.what, side.failed.alert]);
      }
    },
    established(event, side) {
      side.established.push(event);
    },
    // One connection is over and the next begins; what both sides keep of it goes on.
    connection({ number, by }) {
      if (number > 1 && by === 'client') this.finishConnection();
      if (number > 1) this.sides[by] = new Side(by, this.trace.scenario.seed, number, this.sides[by]);
    },
  };

  // One function for each operation: it takes the inputs and gives the bytes that must come out.
  operations = {
    draw(inputs, event, side) {
      const length = inputs.number('length');
      const group = inputs.has('group') ? inputs.text('group') : undefined;
      this.counts.draws++;
      // Of a connection with a real peer the seed is not known.
      if (!side.generator) return hex(event.bytes);
      return group ? side.generator.drawPrivateKey(group, length) : side.generator.draw(length);
    },
    constant(inputs, event) {
      // All of them are a hash length of zeros; which hash, the operation that uses it says.
      const user = this.events.find((e) => e.kind === 'value' && e.inputs.some(({ value }) => value === event.id));
      return Buffer.alloc(hashLength[user.inputs.find(({ name }) => name === 'hash').text]);
    },
    choose(inputs, event, side) {
      if (['certificate_private_key', 'ticket_key'].includes(event.name)) return undefined;
      if (event.name === 'external_psk' && this.trace.scenario.psk)
        return hex(this.trace.scenario.psk.split(':').at(-1));
      if (['external_psk', 'resumption_psk'].includes(event.name)) return hex(event.bytes);
      assert.equal(event.name, 'ticket_nonce');
      return Buffer.from([side.tickets++]);
    },
    receive(inputs, event, side) {
      const [message, ...others] = inputs.messages('message');
      assert.ok(others.length === 0 && message.direction === 'received');
      assert.equal(message.id, side.messages.received.at(-1).id, 'the message is the latest');
      const bytes = hex(message.bytes);
      let found = fieldsAt(message.fields, inputs.text('field').split('.'));
      if (event.name === 'peer_public_key') {
        // Of several key shares it is the one of the group that was agreed on.
        const user = this.events.find((e) => e.operation === 'shared_secret' && e.inputs[2].value === event.id);
        const group = user?.inputs[0].text;
        found = found.filter(({ beside }) => !group || beside.find(({ name }) => name === 'group').value === group);
      }
      assert.ok(found.length >= 1, 'the field is there');
      const contents = found.map(({ field }) => contentOf(field, bytes));
      return contents.find((content) => content.toString('hex') === event.bytes) ?? contents[0];
    },
    public_key(inputs) {
      return publicKey(inputs.text('group'), inputs.bytes('private_key'));
    },
    encapsulate(inputs) {
      return encapsulate(inputs.text('group'), inputs.bytes('private_key'), inputs.bytes('peer_public_key')).publicKey;
    },
    shared_secret(inputs) {
      return sharedSecret(inputs.text('group'), inputs.bytes('private_key'), inputs.bytes('peer_public_key'));
    },
    'Transcript-Hash'(inputs, event, side) {
      return this.transcript(inputs, side, event.name === 'empty_hash', false);
    },
    'Transcript-Hash after HelloRetryRequest'(inputs, event, side) {
      return this.transcript(inputs, side, false, true);
    },
    'Transcript-Hash of a truncated ClientHello'(inputs, event, side) {
      const messages = inputs.messages('messages');
      const truncated = inputs.bytes('truncated_client_hello');
      const hello =
        side.name === 'server'
          ? side.messages.received.at(-1)
          : this.events.find((e) => e.id > event.id && e.by === 'client' && e.name === 'client_hello');
      assert.ok(hello.name === 'client_hello' && hello.bytes.startsWith(truncated.toString('hex')));
      const retried = messages.length > 0;
      assert.deepEqual(
        messages.map(({ name }) => name),
        retried ? ['client_hello', 'hello_retry_request'] : [],
      );
      return transcriptHash(inputs.text('hash'), [...handshakeBytes(messages), truncated], retried);
    },
    seal_ticket(inputs, event) {
      inputs.value('ticket_key');
      return sealTicket(this.trace.scenario.seed, inputs) ?? hex(event.bytes);
    },
    open_ticket(inputs, event) {
      inputs.value('ticket_key');
      return openTicket(this.trace.scenario.seed, inputs.bytes('ticket')) ?? hex(event.bytes);
    },
    'HKDF-Extract'(inputs) {
      return hmac(inputs.text('hash'), inputs.bytes('salt'), inputs.bytes('IKM'));
    },
    'HKDF-Expand-Label'(inputs) {
      return expandLabel(
        inputs.text('hash'),
        inputs.bytes('Secret'),
        inputs.text('Label'),
        inputs.bytes('Context'),
        inputs.number('Length'),
      );
    },
    Hash(inputs) {
      return transcriptHash(inputs.text('hash'), [inputs.bytes('data')], false);
    },
    HMAC(inputs, event, side) {
      const result = hmac(inputs.text('hash'), inputs.bytes('key'), inputs.bytes('data'));
      side.verifyData.push(result.toString('hex'));
      return result;
    },
    signature_content(inputs, event, side) {
      const context = inputs.text('context');
      const content = Buffer.concat([
        Buffer.alloc(64, 0x20),
        Buffer.from(context),
        Buffer.from([0]),
        inputs.bytes('transcript_hash'),
      ]);
      side.contents[context.split(' ')[2]] = content;
      return content;
    },
    sign(inputs, event, side) {
      const scheme = inputs.text('scheme');
      const key = inputs.value('private_key');
      assert.ok(!('bytes' in key), 'a long-term key is withheld');
      const signature = hex(event.bytes);
      const { publicKey: publicHalf } = side.chains.sent[0];
      assert.ok(verifySignature(scheme, publicHalf, inputs.bytes('content'), signature), 'the signature is right');
      this.counts.signatures++;
      if (isPss(scheme) && side.generator) {
        const drawn = side.generator.draw(saltLength(scheme));
        assert.equal(pssSalt(scheme, publicHalf, signature).toString('hex'), drawn.toString('hex'));
        this.counts.draws++;
      }
      return signature;
    },
  };

  transcript(inputs, side, empty, retried) {
    const messages = inputs.messages('messages');
    // All handshake messages so far, in order, and no other.
    if (empty) {
      assert.deepEqual(messages, []);
    } else {
      const { sent, received } = side.messages;
      const all = [...sent, ...received]
        .filter((m) => m.content_type === 'handshake' && !['new_session_ticket', 'key_update'].includes(m.name))
        .sort((a, b) => a.id - b.id);
      // A message is checked before it becomes part of the transcript.
      const checking =
        ['certificate_verify', 'finished'].includes(all.at(-1).name) && all.at(-1).direction === 'received';
      const ids = messages.map(({ id }) => id);
      const expected = all.map(({ id }) => id);
      if (checking && ids.length < expected.length) expected.pop();
      assert.deepEqual(ids, expected, 'the transcript is complete');
      assert.equal(
        retried,
        messages.some(({ name }) => name === 'hello_retry_request'),
      );
    }
    return transcriptHash(inputs.text('hash'), handshakeBytes(messages), retried);
  }

  // checkCarried: the next message of that name from this side holds the value.
  checkCarried(event, name, path) {
    const message = this.events.find(
      (e) => e.id > event.id && e.by === event.by && e.kind === 'message' && e.direction === 'sent' && e.name === name,
    );
    if (!message) {
      // The side failed before it could send it.
      assert.notEqual(this.trace.outcome[event.by].alert, null, `${name} with ${event.name} is sent`);
      return;
    }
    const bytes = hex(message.bytes);
    const contents = fieldsAt(message.fields, path.split('.')).map(({ field }) => contentOf(field, bytes));
    assert.ok(
      contents.some((content) => content.toString('hex') === event.bytes),
      `${name} holds ${event.name}`,
    );
    this.counts.carried++;
  }

  // checkRecordsOf: a received message lies within the records that it names.
  checkRecordsOf(event) {
    const records = event.records.map((id) => this.events[id]);
    const side = this.sides[event.by];
    const contents = records.map(({ id }) => side.records.received.find((r) => r.id === id).content);
    assert.ok(records.length > 0 && records.every((r) => r.content_type === event.content_type));
    assert.equal(records[0].epoch, event.epoch);
    assert.ok(Buffer.concat(contents).includes(hex(event.bytes)), 'the records hold the message');
  }

  checkProtection(event, bytes, side) {
    const [key, iv] = [event.key, event.iv].map((id) => {
      assert.ok(side.alive.has(id), 'the key is there when it is used');
      return this.events[id];
    });
    const sender = (event.direction === 'sent') === (event.by === 'client') ? 'client' : 'server';
    assert.equal(key.name, `${sender}_${event.epoch}_write_key`);
    assert.equal(iv.name, `${sender}_${event.epoch}_write_iv`);
    const sequence = side.sequence.get(event.key) ?? 0;
    assert.equal(event.sequence_number, sequence);
    side.sequence.set(event.key, sequence + 1);

    const nonce = hex(iv.bytes);
    nonce.writeBigUInt64BE(nonce.readBigUInt64BE(4) ^ BigInt(sequence), 4);
    assert.equal(event.nonce, nonce.toString('hex'));
    const additionalData = bytes.subarray(0, 5);
    assert.equal(event.additional_data, additionalData.toString('hex'));
    const { aead, key: length } = suites[event.epoch === 'early' ? side.sessionSuite : side.suite];
    const secret = hex(key.bytes);
    assert.equal(secret.length, length);
    const plaintext = hex(event.plaintext);
    if (event.direction === 'received' && !plaintext.length) {
      side.sequence.set(event.key, sequence);
      assert.throws(() => protection.open(aead, secret, nonce, additionalData, bytes.subarray(5)));
      return plaintext;
    }
    const sealed = protection.seal(aead, secret, nonce, additionalData, plaintext);
    assert.equal(sealed.toString('hex'), bytes.subarray(5).toString('hex'), 'the record is what sealing gives');
    const opened = protection.open(aead, secret, nonce, additionalData, bytes.subarray(5));
    assert.equal(opened.toString('hex'), event.plaintext, 'the plaintext is what opening gives');
    this.counts[event.direction === 'sent' ? 'sealed' : 'opened']++;

    let end = plaintext.length - 1;
    while (plaintext[end] === 0) end--;
    const types = { 21: 'alert', 22: 'handshake', 23: 'application_data' };
    assert.equal(event.content_type, types[plaintext[end]]);
    return plaintext.subarray(0, end);
  }

  readHandshake(event, bytes, side) {
    assert.equal(bytes.readUIntBE(1, 3), bytes.length - 4);
    switch (event.name) {
      case 'server_hello':
      case 'hello_retry_request':
        [
          {
            field: { value: side.suite },
          },
        ] = fieldsAt(event.fields, ['cipher_suite']);
        break;
      case 'certificate':
        side.chains[event.direction] = chainOf(bytes);
        this.checkChain(event, side);
        break;
      case 'certificate_verify':
        if (event.direction === 'received') side.toVerify = { event, bytes };
        break;
      case 'finished':
        if (event.direction === 'sent') {
          assert.equal(bytes.subarray(4).toString('hex'), side.verifyData.at(-1));
          this.counts.finished++;
        }
        break;
    }
  }

  // checkChain: the names lead to the root and the signatures are right; what a client then accepts must also be valid
  // at the time and for the name.
  checkChain(event, side) {
    const shown = side.chains[event.direction];
    const chain = this.root && shown.length ? [...shown, this.root] : shown;
    for (let i = 0; i + 1 < chain.length; i++) {
      assert.ok(chain[i].checkIssued(chain[i + 1]) && chain[i].verify(chain[i + 1].publicKey));
      this.counts.certificates++;
    }
    const { 'server-name': name, time, trust } = this.trace.scenario;
    const accepted = this.events.some((e) => e.by === 'client' && e.kind === 'state' && e.from === 'WAIT_CV');
    if (event.by !== 'client' || event.direction !== 'received' || !accepted || !this.root) return;
    assert.equal(trust, 'on');
    const [leaf] = chain;
    if (name) assert.ok(leaf.checkHost(name), `the certificate is for ${name}`);
    const now = Number(time) * 1000;
    assert.ok(Date.parse(leaf.validFrom) <= now && now <= Date.parse(leaf.validTo));
  }

  // finishConnection looks at a connection that another one follows: it ended well.
  finishConnection() {
    const outcomes = {};
    for (const side of Object.values(this.sides)) {
      const data = side.messages.received.filter((m) => m.content_type === 'application_data');
      const received = data.map(({ bytes }) => bytes).join('');
      outcomes[side.name] = { ...side.established[0], state: 'CLOSED', alert: null, received };
      this.finish(side, outcomes[side.name]);
    }
    this.compareSides(outcomes);
  }

  finish(side, outcome) {
    const { name } = side;
    assert.equal(side.state, outcome.state);
    const cut = outcome.alert !== null || outcome.state !== 'CLOSED';
    this.joinMessages(side, 'sent', false);
    this.joinMessages(side, 'received', cut);
    if (outcome.state === 'CLOSED') {
      const left = [...side.alive].map((id) => this.events[id].name).filter((value) => perishable.test(value));
      assert.deepEqual(left, [], `${name} has no secret left`);
    }
    this.checkReceivedProofs(side);
    const { established } = side;
    assert.ok(established.length <= 1);
    for (const key of [
      'version',
      'cipher_suite',
      'group',
      'signature_scheme',
      'client_signature_scheme',
      'server_name',
      'application_protocol',
      'psk',
      'early_data',
    ]) {
      assert.equal(established[0]?.[key], outcome[key]);
    }
    const data = side.messages.received.filter((m) => m.content_type === 'application_data');
    assert.equal(data.map(({ bytes }) => bytes).join(''), outcome.received);
  }

  // checkReceivedProofs: what a side took for right, CertificateVerify and Finished, is right.
  checkReceivedProofs(side) {
    const passed = (what) => side.passed.has(what);
    const peer = side.name === 'client' ? 'server' : 'client';
    if (passed("the signature of CertificateVerify is right by the certificate's key")) {
      const { event, bytes } = side.toVerify;
      const [{ field }] = fieldsAt(event.fields, ['signature']);
      const [{ field: scheme }] = fieldsAt(event.fields, ['algorithm']);
      assert.ok(
        verifySignature(scheme.value, side.chains.received[0].publicKey, side.contents[peer], contentOf(field, bytes)),
      );
      this.counts.signatures++;
    }
    if (passed(`the ${peer}'s Finished is right for this transcript`)) {
      const finished = side.messages.received.find((m) => m.name === 'finished');
      assert.ok(side.verifyData.includes(finished.bytes.slice(8)));
      this.counts.finished++;
    }
  }

  // joinMessages: the contents of the records, joined, are the messages, joined.
  joinMessages(side, direction, mayBeCut) {
    const [records, messages] = [side.records[direction], side.messages[direction]];
    for (const type of ['handshake', 'alert', 'change_cipher_spec', 'application_data']) {
      const inRecords = Buffer.concat(records.filter((r) => r.content_type === type).map((r) => r.content));
      const inMessages = messages.filter((m) => m.content_type === type).map((m) => m.bytes);
      const text = inRecords.toString('hex');
      if (mayBeCut) assert.ok(text.startsWith(inMessages.join('')), `${direction} ${type}`);
      else assert.equal(text, inMessages.join(''), `${direction} ${type}`);
    }
  }

  // compareSides: with nobody between them one side receives what the other sent.
  compareSides({ client: a, server: b }) {
    const { client, server } = this.sides;
    if (!client || !server) return;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      const sent = from.records.sent.map(({ bytes }) => bytes);
      const received = to.records.received.map(({ bytes }) => bytes);
      assert.deepEqual(received, sent.slice(0, received.length));
      if (a.alert === null && b.alert === null) assert.equal(received.length, sent.length);
    }
    if (!a.version || !b.version) return;
    for (const key of [
      'version',
      'cipher_suite',
      'group',
      'signature_scheme',
      'client_signature_scheme',
      'application_protocol',
      'psk',
      'early_data',
    ]) {
      assert.equal(a[key], b[key]);
    }
  }
}

// recompute looks at a whole trace. `root` is the certificate (X509Certificate) that chains must lead to.
export function recompute(trace, { root } = {}) {
  return new Recomputation(trace, root).run();
}
