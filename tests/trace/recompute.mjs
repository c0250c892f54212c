// An independent look at a trace: every value in it that follows from others is computed again from its named inputs.
// recompute(trace) throws at the first thing that is not as it should be and gives the counts of what it looked at.
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import {
  Generator,
  chainOf,
  encapsulate,
  expandLabel,
  ffdhe,
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
import { arriving, checkIntervention, interventionsOf } from './network.mjs';
import * as tls12 from './tls12.mjs';

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

// Where a side's message carries a value that this side has made: the message and the field. After the ServerHello of
// TLS 1.2 some have another place.
const tls12Carriers = {
  client: {
    RSA: { encrypted_pre_master_secret: ['client_key_exchange', 'encrypted_pre_master_secret'] },
    DHE: { public_key: ['client_key_exchange', 'dh_Yc'] },
    ECDHE: { public_key: ['client_key_exchange', 'ecdh_Yc'] },
  },
  server: {
    RSA: {},
    DHE: {
      dh_p: ['server_key_exchange', 'params.dh_p'],
      dh_g: ['server_key_exchange', 'params.dh_g'],
      public_key: ['server_key_exchange', 'params.dh_Ys'],
      signature: ['server_key_exchange', 'signature'],
    },
    ECDHE: {
      public_key: ['server_key_exchange', 'params.public'],
      signature: ['server_key_exchange', 'signature'],
    },
  },
};
const carriers = {
  client: {
    random: ['client_hello', 'random'],
    legacy_session_id: ['client_hello', 'legacy_session_id'],
    binder: ['client_hello', 'extensions.pre_shared_key.binders.PskBinderEntry'],
    public_key: ['client_hello', 'extensions.key_share.client_shares.key_exchange'],
  },
  server: {
    session_id: ['server_hello', 'legacy_session_id_echo'],
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
  /^(private_key|shared_secret|(early|handshake|master|derived)_secret|.*_traffic_secret(_\d+|_N)?|external_psk|binder_key|binder_finished_key|exporter_secret|exported_keying_material|pre_master_(secret|random|fallback)|key_block|.*_write_(MAC_key|key|iv|IV)|.*_finished_key|(exporter|early_exporter|resumption)_master_secret)$/;

// Handshake messages that are no part of the transcript.
const outside13 = ['new_session_ticket', 'key_update'];
const outside12 = ['hello_request'];

// Side is what one side's events have led to so far.
class Side {
  // `before` is the same side in the connection before, `number` tells which this is.
  constructor(name, seed, number = 1, before = undefined) {
    this.name = name;
    this.generator = seed && new Generator(hex(seed), number > 1 ? `${name} ${number}` : name);
    this.sessionSuite = before?.suite; // of the session that this connection may resume
    this.passed = new Set(); // what was checked and found right
    this.established = [];
    this.interventions = []; // in what it sent
    this.number = number;
    this.state = 'START';
    this.records = { sent: [], received: [] };
    this.messages = { sent: [], received: [] };
    this.sequence = new Map(); // by the id of the key
    this.alive = new Set(before?.alive);
    this.discarded = new Set(before?.discarded);
    this.tickets = 0;
    this.suite = undefined;
    this.tls12 = undefined; // the parameters of a suite of TLS 1.2
    this.hellos = {}; // client_hello and server_hello: what TLS 1.2 computes with
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
    this.left = [...event.inputs];
    // Only what consists of parts has several inputs of one name.
    const names = this.left.map(({ name }) => name).filter((name) => !['seed', 'part'].includes(name));
    assert.equal(new Set(names).size, names.length);
  }
  find(name) {
    return this.left.find((input) => input.name === name);
  }
  has(name) {
    return this.find(name) !== undefined;
  }
  take(name, kind) {
    const found = this.find(name);
    assert.ok(found && kind in found, `there is an input ${name} (${kind})`);
    this.left.splice(this.left.indexOf(found), 1);
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
    if ('bytes' in (this.find(name) ?? {})) return hex(this.take(name, 'bytes'));
    const { bytes } = this.value(name);
    assert.notEqual(bytes, undefined, `${name} is not withheld`);
    return hex(bytes);
  }
  // parts gives all inputs of one name.
  parts(name) {
    const parts = [];
    while (this.has(name)) {
      if ('messages' in this.find(name)) parts.push(...handshakeBytes(this.messages(name)));
      else parts.push(this.bytes(name));
    }
    return parts;
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
    assert.deepEqual(this.left, [], 'every input was used');
  }
}

const handshakeBytes = (messages) =>
  messages.map((message) => {
    assert.equal(message.content_type, 'handshake');
    return hex(message.bytes);
  });

class Recomputation {
  constructor(trace, { root, rsaKey }) {
    this.trace = trace;
    this.events = trace.events;
    this.root = root;
    this.rsaKey = rsaKey;
    this.sides = Object.fromEntries(
      Object.keys(trace.outcome).map((name) => [name, new Side(name, trace.scenario.seed)]),
    );
    this.interventions = interventionsOf(trace.scenario.network ?? '');
    this.counts = {
      interventions: 0,
      values: 0,
      withheld: 0,
      operations: {},
      draws: 0,
      carried: 0,
      sealed: 0,
      opened: 0,
      messages: 0,
      signatures: 0,
      encrypted: 0,
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
      const carrier =
        operation !== 'receive' &&
        (side.tls12 ? tls12Carriers[event.by][side.tls12.exchange] : carriers[event.by])[event.name];
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
    intervention(event, side) {
      if (event.action === 'replay') return this.replay(event);
      checkIntervention(event, side, this.interventions);
      side.interventions.push(event);
      this.counts.interventions++;
    },
    // One connection is over and the next begins; what both sides keep of it goes on.
    connection({ number, by }) {
      // Of what is sent once more, the client knows nothing.
      const replay = by === 'server' && number > this.sides.client.number;
      if (replay) assert.equal(this.trace.scenario.replay, 'on');
      if (number > 1 && (by === 'client' || replay)) this.finishConnection();
      if (replay) this.overheard = arriving(this.sides.client, this.sides.server);
      if (number > 1) this.sides[by] = new Side(by, this.trace.scenario.seed, number, this.sides[by]);
    },
  };

  // One function for each operation: it takes the inputs and gives the bytes that must come out.
  operations = {
    draw(inputs, event, side) {
      const length = inputs.number('length');
      const group = inputs.has('group') ? inputs.text('group') : undefined;
      this.counts.draws++;
      const ownGroup = event.name === 'private_key' && !group;
      if (ownGroup) {
        const { bytes: p } = this.events.findLast((e) => e.id < event.id && e.by === side.name && e.name === 'dh_p');
        assert.equal(length, tls12.exponentLength(hex(p)));
      }
      // Of a connection with a real peer the seed is not known.
      if (!side.generator) return hex(event.bytes);
      if (ownGroup) return side.generator.drawPrivateKey('ffdhe2048', length);
      return group ? side.generator.drawPrivateKey(group, length) : side.generator.draw(length);
    },
    constant(inputs, event) {
      if (event.name === 'dh_p') return ffdhe[`ffdhe${event.length * 8}`];
      if (event.name === 'dh_g') return Buffer.from([2]);
      // All of them are a hash length of zeros; which hash, the operation that uses it says.
      const user = this.events.find((e) => e.kind === 'value' && e.inputs.some(({ value }) => value === event.id));
      return Buffer.alloc(hashLength[user.inputs.find(({ name }) => name === 'hash').text]);
    },
    choose(inputs, event, side) {
      if (['certificate_private_key', 'ticket_key'].includes(event.name)) return undefined;
      if (event.name === 'external_psk' && this.trace.scenario.psk)
        return hex(
          this.trace.scenario.psk
            .replace(/:SHA-\d+$/, '')
            .split(':')
            .at(-1),
        );
      if (['external_psk', 'resumption_psk'].includes(event.name)) return hex(event.bytes);
      if (event.name === 'session_id') {
        // The session that the client wants to go on with: the server drew its ID in the connection before.
        const drawn = (e) => e.kind === 'value' && e.name === 'session_id' && e.by === 'server' && e.id < event.id;
        return hex(this.events.findLast(drawn).bytes);
      }
      if (event.name === 'exporter_context') {
        const context = hex(event.bytes);
        assert.equal(context.readUInt16BE(0), context.length - 2);
        return context;
      }
      assert.equal(event.name, 'ticket_nonce');
      return Buffer.from([side.tickets++]);
    },
    receive(inputs, event, side) {
      const [message, ...others] = inputs.messages('message');
      assert.ok(others.length === 0 && message.direction === 'received');
      assert.equal(message.id, side.messages.received.at(-1).id, 'the message is the latest');
      const bytes = hex(message.bytes);
      let found = fieldsAt(message.fields, inputs.text('field').split('.'));
      if (event.name === 'peer_public_key' && !side.tls12) {
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
    seal_ticket(inputs, event, side) {
      inputs.value('ticket_key');
      const [{ field: suite }] = fieldsAt(side.hellos.server_hello.fields, ['cipher_suite']);
      assert.equal(inputs.text('cipher_suite'), suite.value);
      const label = this.impersonated(side) ? 'impostor ticket key' : 'ticket key';
      return sealTicket(this.trace.scenario.seed, inputs, suite.code, label) ?? hex(event.bytes);
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
    PRF(inputs, event, side) {
      const [hash, secret] = [inputs.text('hash'), inputs.bytes('secret')];
      const [label, seed] = [inputs.text('label'), inputs.parts('seed')];
      const length = inputs.number('Length');
      assert.equal(hash, side.tls12.hash);
      this.checkPrf(event, label, seed, length, side);
      const result = tls12.prf(hash, secret, label, Buffer.concat(seed), length);
      if (event.name === 'verify_data') side.verifyData.push(result.toString('hex'));
      return result;
    },
    cut(inputs, event, side) {
      const [from, offset, length] = [inputs.bytes('from'), inputs.number('offset'), inputs.number('Length')];
      assert.deepEqual({ offset, length }, tls12.keyBlock(side.tls12).parts[event.name]);
      return from.subarray(offset, offset + length);
    },
    copy(inputs, event, side) {
      assert.equal(side.tls12.exchange, 'ECDHE');
      return inputs.bytes('from');
    },
    strip_leading_zeros(inputs, event, side) {
      assert.equal(side.tls12.exchange, 'DHE');
      return tls12.stripLeadingZeros(inputs.bytes('from'));
    },
    power(inputs) {
      return tls12.power(inputs.bytes('base'), inputs.bytes('exponent'), inputs.bytes('modulus'));
    },
    concatenate(inputs, event, side) {
      const whole = event.inputs.some((input) => 'messages' in input);
      const parts = inputs.parts('part');
      if (event.name === 'random') {
        assert.deepEqual(parts[1], Buffer.from('DOWNGRD\x01', 'latin1'));
      } else if (event.name === 'pre_master_secret') {
        assert.deepEqual(parts[0], this.fieldOf(side.hellos.client_hello, 'legacy_version'));
      } else if (whole) {
        // What a client's CertificateVerify signs: everything before it.
        side.contents.client = Buffer.concat(parts);
      } else {
        assert.deepEqual(parts.slice(0, 2), [this.randomOf(side, 'client'), this.randomOf(side, 'server')]);
      }
      return Buffer.concat(parts);
    },
    'RSAES-PKCS1-v1_5 encrypt'(inputs, event, side) {
      const [key, message] = [inputs.bytes('public_key'), inputs.bytes('message')];
      const [{ publicKey: peer }] = side.chains.received;
      assert.deepEqual(peer.export({ type: 'spki', format: 'der' }), key, "it is the certificate's key");
      const ciphertext = hex(event.bytes);
      if (!this.hasKeyOf(peer)) return ciphertext;
      const opened = tls12.openPkcs1(this.rsaKey, ciphertext);
      assert.deepEqual(opened.message, message);
      if (side.generator) {
        assert.deepEqual(opened.padding, tls12.drawNonzero(side.generator, opened.padding.length));
        this.counts.draws++;
      }
      this.counts.encrypted++;
      return tls12.sealPkcs1(key, opened.padding, message);
    },
    'RSAES-PKCS1-v1_5 decrypt'(inputs, event, side) {
      assert.ok(!('bytes' in inputs.value('private_key')), 'a long-term key is withheld');
      const [ciphertext, fallback] = [inputs.bytes('ciphertext'), inputs.bytes('fallback')];
      if (!this.hasKeyOf(side.chains.sent[0].publicKey)) return hex(event.bytes);
      this.counts.encrypted++;
      // Who has the certificate and another key opens nothing.
      if (this.impersonated(side) === 'own_key') return fallback;
      const { message } = tls12.openPkcs1(this.rsaKey, ciphertext) ?? {};
      const version = this.fieldOf(side.hellos.client_hello, 'legacy_version');
      return message?.length === 48 && message.subarray(0, 2).equals(version) ? message : fallback;
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
      const right = verifySignature(scheme, publicHalf, inputs.bytes('content'), signature);
      const anotherKey = side.name === 'server' && this.impersonated(side) === 'own_key';
      assert.equal(right, !anotherKey, 'the signature is right, unless the key is not that of the certificate');
      this.counts.signatures++;
      if (isPss(scheme) && side.generator) {
        const drawn = side.generator.draw(saltLength(scheme));
        if (!anotherKey) assert.equal(pssSalt(scheme, publicHalf, signature).toString('hex'), drawn.toString('hex'));
        this.counts.draws++;
      }
      return signature;
    },
  };

  // impersonated gives the setting when somebody else plays the server's side in this connection.
  impersonated(side) {
    const { impostor = 'none', resumption = 'off' } = this.trace.scenario;
    return impostor !== 'none' && side.number > (resumption === 'off' ? 0 : 1) && impostor;
  }

  hasKeyOf(publicKeyOfPeer) {
    const [a, b] = [publicKeyOfPeer, this.rsaKey && createPublicKey(this.rsaKey)];
    return b !== undefined && a.equals(b);
  }

  // fieldOf gives the bytes of a message's field.
  fieldOf(message, path) {
    const [{ field }] = fieldsAt(message.fields, path.split('.'));
    return contentOf(field, hex(message.bytes));
  }
  randomOf(side, of) {
    return this.fieldOf(side.hellos[`${of}_hello`], 'random');
  }
  // bothSay tells whether an extension is in both hellos.
  bothSay(side, extension) {
    return ['client_hello', 'server_hello'].every(
      (name) => fieldsAt(side.hellos[name].fields, ['extensions', extension]).length > 0,
    );
  }

  // checkPrf: label, seed and length are what the RFCs say for a value.
  checkPrf(event, label, seed, length, side) {
    const [client, server] = ['client', 'server'].map((of) => this.randomOf(side, of));
    const transcript = () =>
      event.inputs.filter(({ name }) => name === 'seed').map(({ value }) => this.events[value].name);
    switch (event.name) {
      case 'master_secret':
        assert.equal(length, 48);
        if (this.bothSay(side, 'extended_master_secret')) {
          assert.equal(label, 'extended master secret');
          assert.deepEqual(transcript(), ['transcript_hash']);
        } else {
          assert.equal(label, 'master secret');
          assert.deepEqual(seed, [client, server]);
        }
        return;
      case 'key_block':
        assert.deepEqual(seed, [server, client]);
        assert.deepEqual([label, length], ['key expansion', tls12.keyBlock(side.tls12).length]);
        return;
      case 'verify_data':
        assert.equal(length, 12);
        assert.ok(['client finished', 'server finished'].includes(label));
        assert.deepEqual(transcript(), ['transcript_hash']);
        return;
      default:
        assert.equal(event.name, 'exported_keying_material');
        assert.deepEqual(seed.slice(0, 2), [client, server]);
    }
  }

  transcript(inputs, side, empty, retried) {
    const messages = inputs.messages('messages');
    // All handshake messages so far, in order, and no other.
    if (empty) {
      assert.deepEqual(messages, []);
    } else {
      const { sent, received } = side.messages;
      const all = [...sent, ...received]
        .filter((m) => m.content_type === 'handshake' && !(side.tls12 ? outside12 : outside13).includes(m.name))
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
    const [key, iv, mac] = [event.key, event.iv, event.mac_key].map((id) => {
      assert.ok(id === undefined || side.alive.has(id), 'the key is there when it is used');
      return this.events[id];
    });
    const sender = (event.direction === 'sent') === (event.by === 'client') ? 'client' : 'server';
    if (event.epoch === 'session') return this.checkTls12Protection(event, bytes, side, { sender, key, iv, mac });
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

  checkTls12Protection(event, bytes, side, { sender, key, iv, mac }) {
    const { form } = event;
    const cbc = side.tls12.mac !== undefined;
    const etm = cbc && this.bothSay(side, 'encrypt_then_mac');
    assert.equal(form, etm ? 'tls12_cbc_encrypt_then_mac' : side.tls12.form);
    assert.equal(key.name, `${sender}_write_key`);
    assert.equal(iv?.name, cbc ? undefined : `${sender}_write_IV`);
    assert.equal(mac?.name, cbc ? `${sender}_write_MAC_key` : undefined);
    const sequence = side.sequence.get(event.key) ?? 0;
    assert.equal(event.sequence_number, sequence);
    side.sequence.set(event.key, sequence + 1);

    const keys = { key: hex(key.bytes), iv: iv && hex(iv.bytes), mac: mac && hex(mac.bytes) };
    const [type, fragment] = [bytes[0], bytes.subarray(5)];
    const failed = this.events.some(
      (e) =>
        e.kind === 'check' && e.by === event.by && e.step === event.step && e.alert === 'bad_record_mac' && !e.passed,
    );
    if (failed) {
      assert.throws(() => tls12.openRecord(form, side.tls12, keys, sequence, type, fragment));
      return Buffer.alloc(0);
    }
    const opened = tls12.openRecord(form, side.tls12, keys, sequence, type, fragment);
    assert.equal(event.nonce, opened.nonce.toString('hex'));
    assert.equal(event.additional_data, opened.additionalData.toString('hex'));
    assert.equal(event.plaintext, opened.plaintext.toString('hex'), 'the plaintext is what opening gives');
    const types = { 21: 'alert', 22: 'handshake', 23: 'application_data' };
    assert.equal(event.content_type, types[type]);
    if (event.direction === 'sent' && cbc) {
      const drawn = this.events[event.id - 1];
      assert.deepEqual([drawn.name, drawn.bytes], ['record_iv', event.nonce], 'the IV was drawn for this record');
    }
    // A peer of another make may choose its explicit nonce and its padding; what we send is what sealing gives.
    if (event.direction === 'sent' || this.trace.scenario.seed) {
      const sealed = tls12.sealRecord(form, side.tls12, keys, sequence, type, opened.content, opened);
      assert.equal(sealed.toString('hex'), fragment.toString('hex'), 'the record is what sealing gives');
      if (form === 'tls12_gcm') assert.equal(fragment.readBigUInt64BE(0), BigInt(sequence));
    }
    this.counts[event.direction === 'sent' ? 'sealed' : 'opened']++;
    return opened.content;
  }

  readHandshake(event, bytes, side) {
    assert.equal(bytes.readUIntBE(1, 3), bytes.length - 4);
    switch (event.name) {
      case 'client_hello':
        side.hellos.client_hello = event;
        break;
      case 'server_hello':
      case 'hello_retry_request':
        side.hellos.server_hello = event;
        [
          {
            field: { value: side.suite },
          },
        ] = fieldsAt(event.fields, ['cipher_suite']);
        side.tls12 = tls12.suiteOf(side.suite);
        break;
      case 'server_key_exchange':
        side.exchange = { event, bytes };
        break;
      case 'certificate':
        side.chains[event.direction] = (side.tls12 ? tls12.chainOf : chainOf)(bytes);
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
    const { 'server-name': name, time, trust } = this.trace.scenario;
    const behind = ['WAIT_CV', 'TLS12_WAIT_CERTIFICATE'];
    const accepted = this.events.some(
      (e) => e.by === 'client' && e.kind === 'state' && behind.includes(e.from) && e.to !== 'CLOSED',
    );
    // A certificate that somebody on the wire has changed is no good, and nobody takes it for good.
    if (event.direction === 'received' && !accepted && this.interventions.length) return;
    const ofServer = (side.name === 'server') === (event.direction === 'sent');
    if (ofServer && this.impersonated(side) === 'own_certificate') {
      assert.ok(shown[0].checkHost(name) && shown[0].issuer === 'CN=Impostor' && shown.length === 1);
      return;
    }
    for (let i = 0; i + 1 < chain.length; i++) {
      assert.ok(chain[i].checkIssued(chain[i + 1]) && chain[i].verify(chain[i + 1].publicKey));
      this.counts.certificates++;
    }
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
      // A session of TLS 1.2 that may be resumed is remembered with its master secret.
      const left = [...side.alive]
        .map((id) => this.events[id].name)
        .filter((value) => perishable.test(value) && !(value === 'master_secret' && this.remembers(side)));
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
    // In the clear it is refused.
    const data = side.messages.received.filter((m) => m.content_type === 'application_data' && m.epoch !== 'clear');
    assert.equal(data.map(({ bytes }) => bytes).join(''), outcome.received);
  }

  // remembers tells whether a side has what it needs to resume a session of TLS 1.2: a ticket, or a session id.
  remembers(side) {
    if (!side.tls12) return false;
    const ticket = side.messages.received.some(({ name }) => name === 'new_session_ticket');
    return ticket || this.fieldOf(side.hellos.server_hello, 'legacy_session_id_echo').length > 0;
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
    if (passed("the signature of ServerKeyExchange is right by the certificate's key")) {
      const { event, bytes } = side.exchange;
      const [{ field: params }] = fieldsAt(event.fields, ['params']);
      const [{ field: scheme }] = fieldsAt(event.fields, ['algorithm']);
      const content = [
        ...['client', 'server'].map((of) => this.randomOf(side, of)),
        bytes.subarray(params.begin, params.end),
      ];
      const signature = this.fieldOf(event, 'signature');
      const { publicKey: key } = side.chains.received[0];
      assert.ok(verifySignature(scheme.value, key, Buffer.concat(content), signature));
      this.counts.signatures++;
    }
    if (passed(`the ${peer}'s Finished is right for this transcript`)) {
      const finished = side.messages.received.find((m) => m.name === 'finished');
      assert.ok(side.verifyData.includes(finished.bytes.slice(8)));
      this.counts.finished++;
    }
  }

  // replay: each record that came to the server in the last connection comes again.
  replay({ by, record, before, after, effective }) {
    assert.deepEqual([by, before, effective], ['client', '', true]);
    assert.equal(hex(after).readUInt16BE(3), hex(after).length - 5);
    this.replayed = record === 0 ? after : this.replayed + after;
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

  // compareSides: one side receives what the other sent, or what somebody on the wire made of it.
  compareSides({ client: a, server: b }) {
    const { client, server } = this.sides;
    if (!client || !server) return;
    if (server.number > client.number) {
      const received = server.records.received.map(({ bytes }) => bytes).join('');
      assert.ok(received && this.replayed.startsWith(received), 'the server received what was sent once more');
      assert.equal(this.replayed, this.overheard);
      return;
    }
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      const arrived = arriving(from, to);
      const received = to.records.received.map(({ bytes }) => bytes);
      // A side that has failed reads no more; half a record is none yet.
      assert.ok(arrived.startsWith(received.join('')), `the ${to.name} received what came`);
      const whole = a.alert === null && b.alert === null && a.state === 'CLOSED' && b.state === 'CLOSED';
      if (whole) assert.equal(received.join(''), arrived);
      if (from.interventions.length) continue;
      const sent = from.records.sent.map(({ bytes }) => bytes);
      assert.deepEqual(received, sent.slice(0, received.length));
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

// recompute looks at a whole trace. `root` is the certificate (X509Certificate) that chains must lead to; `rsaKey` the
// private key (KeyObject) of the demonstration's server, which opens what a client encrypted to it.
export function recompute(trace, { root, rsaKey } = {}) {
  return new Recomputation(trace, { root, rsaKey }).run();
}
