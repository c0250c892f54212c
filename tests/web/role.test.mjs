// What each party can know: the veil over a run, from the trace alone and on the page.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { expandLabel, hmac, transcriptHash } from '../trace/functions.mjs';
import { argsOf, hashOf, loadCore, modules, openSite, scenarios, textOf, traceOf } from './support.mjs';

const roles = ['client', 'server', 'eavesdropper'];
const ends = ['client', 'server'];
let core, vite, site, veil, knowledgeOf, presets, runs;

before(async () => {
  core = await loadCore();
  vite = await modules();
  ({ veil } = await vite.load('role/veil.ts'));
  ({ knowledgeOf } = await vite.load('role/knowledge.ts'));
  ({ presets } = await vite.load('scenario/presets.ts'));
  const all = [
    ...scenarios(core),
    ...presets.map(({ settings }) => argsOf(settings)),
    ['--tls', '1.2', '--resumption', 'ticket'],
    ['--tls', '1.2', '--resumption', 'session_id'],
  ];
  runs = [];
  for (const args of all) runs.push([args.join(' ') || 'defaults', await modelOf(args)]);
  site = await openSite();
});
after(async () => {
  await site?.close();
  await vite?.close();
});

async function modelOf(args) {
  const trace = traceOf(core, args);
  delete trace.exit_code;
  const { readTrace } = await vite.load('trace/model.ts');
  return readTrace(JSON.stringify(trace));
}

const values = (model) => model.events.filter((e) => e.kind === 'value');
const isOpen = (event) => event.veiled === undefined;

test('with both roles the run is the run itself', () => {
  for (const [, model] of runs) assert.equal(veil(model, 'both', 3), model);
});

test('a veiled run has the same events, beats and links', () => {
  for (const [name, model] of runs) {
    for (const role of roles) {
      const seen = veil(model, role);
      const shape = (m) => m.events.map((e) => [e.id, e.step, e.by, e.kind]);
      assert.deepEqual(shape(seen), shape(model), name);
      assert.deepEqual(
        seen.beats.map((b) => [b.index, b.by, b.key, b.now, b.events.map((e) => e.id), b.message?.id]),
        model.beats.map((b) => [b.index, b.by, b.key, b.now, b.events.map((e) => e.id), b.message?.id]),
      );
      for (const e of model.events)
        if (e.kind === 'message') assert.equal(seen.counterpart(e.id)?.id, model.counterpart(e.id)?.id);
      assert.equal(seen.tls12, model.tls12);
    }
  }
});

test('what is veiled holds nothing of what it veils', () => {
  for (const [name, model] of runs) {
    for (const role of roles) {
      const seen = veil(model, role);
      for (const e of seen.events) {
        const whole = model.events[e.id];
        if (isOpen(e)) {
          if (e.kind !== 'value') assert.deepEqual(e, whole);
          else assert.equal(e.bytes, whole.bytes);
          continue;
        }
        const text = JSON.stringify(e);
        if (e.kind === 'value') assert.ok(!('bytes' in e), name);
        if (e.kind === 'message') {
          assert.equal(e.bytes, '');
          assert.deepEqual(e.fields, []);
          if (e.veiled.until === null) assert.match(e.name, /^(protected|unseen)$/);
        }
        if (e.kind === 'record') for (const key of ['plaintext', 'key', 'iv', 'mac_key']) assert.ok(!(key in e), key);
        if (e.kind === 'check') assert.ok(!text.includes(whole.what));
        if (e.kind === 'state') assert.deepEqual([e.from, e.to], ['', '']);
        if (e.kind === 'fatal') assert.ok(!text.includes(whole.reason) && !text.includes(whole.alert));
        if (e.kind === 'intervention') assert.ok(!text.includes(whole.after) || whole.after === '');
      }
    }
  }
});

test('what goes on inside a side is seen by that side alone; what is done on the wire by no side', () => {
  for (const [, model] of runs) {
    for (const role of roles) {
      for (const e of veil(model, role).events) {
        if (/^(check|state|fatal|established)$/.test(e.kind)) assert.equal(isOpen(e), e.by === role);
        if (e.kind === 'intervention') assert.equal(isOpen(e), role === 'eavesdropper');
      }
    }
  }
});

test('a private key and a long-term key are nobody else’s', () => {
  let count = 0;
  for (const [, model] of runs) {
    for (const role of roles) {
      for (const e of values(veil(model, role))) {
        if (!/^(private_key|certificate_private_key|ticket_key|pre_master_random)$/.test(model.events[e.id].name))
          continue;
        assert.equal(isOpen(e), e.by === role, `${role}: ${e.name} of the ${e.by}`);
        count++;
      }
    }
  }
  assert.ok(count > 500);
});

test('a side knows everything that is its own', () => {
  for (const [, model] of runs)
    for (const role of ends)
      for (const e of veil(model, role, -1).events)
        if (e.by === role && e.kind !== 'intervention') assert.deepEqual(e, model.events[e.id]);
});

test('knowledge grows with time, and never comes before its event', () => {
  for (const [, model] of runs) {
    const some = model.beats.filter((_, i) => i % 9 === 0);
    for (const role of roles) {
      let before = new Set();
      for (const { now } of some) {
        const open = new Set(
          veil(model, role, now)
            .events.filter((e) => isOpen(e) && e.id <= now)
            .map((e) => e.id),
        );
        for (const id of before) assert.ok(open.has(id));
        before = open;
      }
    }
  }
});

test('what the eavesdropper knows of a run that arrived, both sides can know', () => {
  let count = 0;
  for (const [name, model] of runs) {
    if (model.events.some((e) => e.kind === 'fatal' || e.kind === 'intervention')) continue;
    const { content } = knowledgeOf(model, 'eavesdropper');
    for (const role of ends) {
      const own = knowledgeOf(model, role).content;
      for (const e of values(model))
        if (content[e.id] < Infinity) assert.ok(own[e.id] < Infinity, `${name}: ${role}, ${e.name} of the ${e.by}`);
      count++;
    }
  }
  assert.ok(count > 100);
});

// An independent look: only the bytes of the records, and what the standard computes from them.
function fromTheWire(model) {
  const records = model.events.filter((e) => e.kind === 'record').map((e) => e.bytes);
  const streams = {};
  for (const e of model.events)
    if (e.kind === 'record' && /^1[4-6]/.test(e.bytes)) {
      const way = `${e.by} ${e.direction}`;
      streams[way] = (streams[way] ?? '') + e.bytes.slice(10);
    }
  const wire = [...records, ...Object.values(streams)];
  const onTheWire = (bytes) => wire.some((text) => text.includes(bytes));
  const explained = new Map();
  const explain = (value) => {
    if (explained.has(value.id)) return explained.get(value.id);
    const found = onTheWire(value.bytes) || computed(value) === value.bytes;
    explained.set(value.id, found);
    return found;
  };
  const bytesOf = (input) => {
    if (input.value === undefined) return input.bytes ?? '';
    const value = model.value(input.value);
    assert.ok(explain(value), `${value.name} is needed`);
    return value.bytes;
  };
  const messages = (input) =>
    input.messages.map((id) => {
      const { bytes } = model.message(id);
      assert.ok(onTheWire(bytes), 'a message of the hash was seen');
      return Buffer.from(bytes, 'hex');
    });
  const computed = ({ operation, inputs, bytes, length }) => {
    const get = (name) => inputs.find((i) => i.name === name);
    const hash = get('hash')?.text;
    const raw = (name) => Buffer.from(bytesOf(get(name)), 'hex');
    switch (operation) {
      case 'constant':
        return /^(00)*$/.test(bytes) ? '00'.repeat(length) : bytes;
      case 'Transcript-Hash':
      case 'Transcript-Hash after HelloRetryRequest':
        return transcriptHash(hash, messages(get('messages')), operation.includes('after')).toString('hex');
      case 'Hash':
        return createHash(hash.replace('-', '')).update(raw('data')).digest('hex');
      case 'HKDF-Extract':
        return hmac(hash, raw('salt'), raw('IKM')).toString('hex');
      case 'HKDF-Expand-Label':
        return expandLabel(hash, raw('Secret'), get('Label').text, raw('Context'), get('Length').number).toString(
          'hex',
        );
      case 'Transcript-Hash of a truncated ClientHello': {
        assert.ok(onTheWire(get('truncated_client_hello').bytes));
        const all = [...messages(get('messages')), raw('truncated_client_hello')];
        return transcriptHash(hash, all, all.length > 1).toString('hex');
      }
      case 'signature_content':
        assert.ok(explain(model.value(get('transcript_hash').value)));
        return bytes;
      case 'concatenate':
        return inputs.flatMap((i) => (i.messages ? messages(i).map((m) => m.toString('hex')) : [bytesOf(i)])).join('');
      case 'receive':
        return onTheWire(bytes) ? bytes : null;
      default:
        return null;
    }
  };
  return { explain, onTheWire };
}

test('what the eavesdropper knows can be had from the bytes on the wire alone', () => {
  let count = 0;
  for (const [name, model] of runs) {
    const { explain, onTheWire } = fromTheWire(model);
    for (const e of veil(model, 'eavesdropper').events) {
      if (!isOpen(e)) continue;
      if (e.kind === 'value') assert.ok(explain(model.events[e.id]), `${name}: ${e.name}, ${e.operation}`);
      if (e.kind === 'message') assert.ok(onTheWire(e.bytes), `${name}: ${e.name}`);
      count++;
    }
  }
  assert.ok(count > 5000);
});

test('TLS 1.3: after ServerHello an eavesdropper sees records, and the Early Secret of no key', async () => {
  const model = await modelOf([]);
  const seen = veil(model, 'eavesdropper');
  const named = new Set(seen.events.flatMap((e) => (e.kind === 'message' ? [e.name] : [])));
  assert.deepEqual([...named].sort(), ['change_cipher_spec', 'client_hello', 'protected', 'server_hello']);
  const open = new Set(values(seen).flatMap((e) => (isOpen(e) ? [e.name] : [])));
  assert.ok(open.has('early_secret') && open.has('public_key') && open.has('random'));
  for (const name of ['shared_secret', 'handshake_secret', 'signature', 'verify_data', 'ticket'])
    assert.ok(!open.has(name));
  for (const e of seen.events)
    if (e.kind === 'record' && e.veiled) {
      assert.equal(e.content_type, 'application_data');
      assert.equal(e.bytes, model.events[e.id].bytes);
    }
});

test('TLS 1.2: certificates are in the clear, Finished is not, and the header names the type', async () => {
  const model = await modelOf(['--tls', '1.2']);
  const seen = veil(model, 'eavesdropper');
  const of = (name) =>
    model.events.filter((e) => e.kind === 'message' && e.name === name).map((e) => seen.events[e.id]);
  assert.ok(of('certificate').every(isOpen) && of('server_key_exchange').every(isOpen));
  for (const e of of('finished')) assert.deepEqual([e.name, e.content_type], ['protected', 'handshake']);
  for (const e of of('application_data')) assert.deepEqual([e.name, e.content_type], ['protected', 'application_data']);
  const signature = values(seen).find((e) => e.name === 'signature');
  assert.ok(isOpen(signature));
  assert.ok(!isOpen(veil(model, 'eavesdropper', signature.id).events[signature.id]), 'not before it is sent');
});

test('a ticket is seen when it comes back in a ClientHello, and the secret in it is not', async () => {
  const model = await modelOf(['--resumption', 'psk_dhe_ke']);
  const made = values(model).find((e) => e.operation === 'seal_ticket');
  const second = model.events.find((e) => e.kind === 'connection' && e.number === 2);
  assert.ok(!isOpen(veil(model, 'eavesdropper', second.id - 1).events[made.id]));
  const seen = veil(model, 'eavesdropper');
  assert.ok(isOpen(seen.events[made.id]));
  assert.ok(seen.events[made.id].inputs.every((i) => i.bytes === undefined && i.number === undefined));
  for (const e of values(seen))
    if (/psk$/.test(e.name) && !/^0*$/.test(model.events[e.id].bytes)) assert.ok(!isOpen(e));
});

test('a secret of the other side lifts its veil when one has computed it oneself', async () => {
  const model = await modelOf([]);
  const [server, client] = ['server', 'client'].map((by) =>
    values(model).find((e) => e.by === by && e.name === 'shared_secret'),
  );
  assert.ok(!isOpen(veil(model, 'client', client.id - 1).events[server.id]));
  assert.ok(isOpen(veil(model, 'client', client.id).events[server.id]));
  assert.equal(veil(model, 'client', client.id - 1).events[server.id].veiled.until, client.id);
});

test('a record that was changed on the way is known to neither side as the other has it', async () => {
  const model = await modelOf(['--network', 'flip:server:2:20:3']);
  const hit = model.events.find((e) => e.kind === 'intervention');
  const sent = model.events.find((e) => e.kind === 'record' && e.by === 'server' && e.bytes === hit.before);
  const got = model.events.find((e) => e.kind === 'record' && e.by === 'client' && e.bytes === hit.after);
  assert.equal(veil(model, 'client').events[sent.id].bytes, '');
  assert.equal(veil(model, 'server').events[got.id].bytes, '');
  assert.equal(veil(model, 'eavesdropper').events[got.id].bytes, hit.after);
});

// --- on the page ---

/**
 * put shows one state after the other and gives what the page says in each: text and attributes, in every shadow tree,
 * without spaces. The pictures of keys and states, which fit themselves to their place, take a moment.
 */
const put = (page, ...states) =>
  page.evaluate(async (all) => {
    const read = (node) => {
      if (node.nodeType === Node.TEXT_NODE || node.nodeType === Node.COMMENT_NODE) return node.data;
      if (/^(STYLE|SCRIPT)$/.test(node.nodeName)) return '';
      const own = [...(node.attributes ?? [])].map((a) => ` ${a.value} `);
      return [...own, ...[...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(read)].join('');
    };
    const host = document.querySelector('handshake-playground');
    const texts = [];
    for (const state of all) {
      Object.assign(host, state);
      await host.updateComplete;
      let text;
      do {
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        text = read(host);
      } while (/schedule|states/.test(state.tab) && !/ stage (?:client |server )?/.test(text));
      texts.push(text.replace(/\s/g, ''));
    }
    return texts;
  }, states);

/** Forms in which bytes stand on the page. */
const forms = (hex) => [
  hex,
  ...[
    [8, 4],
    [12, 4],
    [6, 4],
  ].map(([a, b]) => `${hex.slice(0, a)}…${hex.slice(-b)}`),
  hex.slice(0, 24),
];

/** What must not be on the page: bytes that are veiled, and stand in nothing that is open. */
function secretsOf(model, seen) {
  const open = seen.events
    .map((e) => (isOpen(e) || e.kind === 'record' ? `${e.bytes ?? ''} ${e.after ?? ''}` : ''))
    .join(' ');
  const hidden = seen.events.filter((e) => !isOpen(e)).map((e) => model.events[e.id]);
  const bytes = hidden.flatMap((e) => [e.kind === 'record' ? [] : (e.bytes ?? []), e.plaintext ?? []].flat());
  return [...new Set(bytes)].filter((hex) => hex.length >= 16 && !open.includes(hex.slice(0, 24)));
}

const tabs = ['step', 'message', 'keys', 'schedule', 'network', 'checks', 'states'];

test('nothing veiled is in the document, for every example and role', async () => {
  const { page, ready, calm, close } = await site.open('');
  const { readTrace } = await vite.load('trace/model.ts');
  const { expand } = await vite.load('scenario/settings.ts');
  await ready();
  let looked = 0;
  for (const preset of presets) {
    await page.evaluate(
      (settings) => document.querySelector('handshake-playground').onSettings(settings, true),
      preset.settings,
    );
    const text = await page.waitForFunction((wanted) => {
      const { settings, model } = document.querySelector('handshake-playground');
      return Object.entries(wanted).every(([name, value]) => settings[name] === value) && model.text;
    }, expand(preset.settings));
    const model = readTrace(await text.jsonValue());
    const last = model.beats.length - 1;
    for (const viewer of roles) {
      const places = [
        ...tabs.map((tab) => ({ tab, current: last })),
        ...[0.3, 0.7].map((part) => ({ tab: 'step', current: Math.round(part * last) })),
      ];
      const cards = values(veil(model, viewer)).filter((e) => !isOpen(e) && e.name !== 'veiled');
      for (const e of cards.filter((_, i) => i % 24 === 0))
        places.push({ tab: 'schedule', current: last, value: e.id });
      const texts = await put(page, ...places.map((place) => ({ viewer, value: null, message: null, ...place })));
      for (const [i, place] of places.entries()) {
        const text = texts[i];
        assert.ok(text.length > 1000);
        const { now } = model.beatAt(place.current);
        for (const hex of secretsOf(model, veil(model, viewer, now)))
          for (const form of forms(hex))
            assert.ok(!text.includes(form), `${preset.id}, ${viewer}, ${JSON.stringify(place)}: ${form}`);
        looked++;
      }
    }
  }
  assert.ok(looked > 200, String(looked));
  // The same look finds what is there when nothing is veiled.
  const model = await modelOf(argsOf(presets[0].settings));
  await page.evaluate(
    (settings) => document.querySelector('handshake-playground').onSettings(settings, true),
    presets[0].settings,
  );
  const [text] = await put(page, { viewer: 'both', tab: 'keys', current: model.beats.length - 1 });
  const there = secretsOf(model, veil(model, 'eavesdropper')).filter((hex) =>
    forms(hex).some((form) => text.includes(form)),
  );
  assert.ok(there.length > 10, String(there.length));
  await calm();
  await close();
});

test('the switch: by mouse and by keys; the step stays, the address says it', async () => {
  const { page, ready, calm, close } = await site.open('#step=27');
  await ready();
  await page.locator('role-switch label[data-role=eavesdropper]').click();
  await page.waitForFunction(() => location.hash.includes('role=eavesdropper'));
  assert.match(page.url(), /step=27/);
  assert.match(await textOf(page.locator('role-switch')), /hold no key/);
  assert.match(await textOf(page.locator('key-exchange')), /only the client and the server know this/);
  assert.equal(await page.getByRole('radio', { name: 'Eavesdropper' }).isChecked(), true);
  const names = await page.locator('ladder-view .message .name').allTextContents();
  assert.deepEqual([...new Set(names.map((name) => name.trim()))].sort(), [
    'ChangeCipherSpec',
    'ClientHello',
    'Protected record',
    'ServerHello',
  ]);
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => location.hash.includes('role=server'));
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => location.hash.includes('role=client'));
  assert.match(await textOf(page.locator('key-exchange')), /private [^:]*: [0-9a-f]{12}/);
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => !location.hash.includes('role='));
  assert.match(page.url(), /step=27/);
  assert.equal(await page.locator('key-exchange .veil').count(), 0);
  await calm();
  await close();
});

test('a role in the address is taken, and a wrong one is said', async () => {
  const good = await site.open(hashOf({ role: 'server', step: '4' }));
  await good.ready();
  assert.equal(await good.page.getByRole('radio', { name: 'Server' }).isChecked(), true);
  assert.match(await textOf(good.page.locator('ladder-view .lane.client')), /veiled/);
  await good.calm();
  await good.close();
  const wrong = await site.open(hashOf({ role: 'mallory', step: '4' }));
  await wrong.ready();
  assert.match(await textOf(wrong.page.locator('.notice')), /role “mallory”/);
  assert.equal(await wrong.page.getByRole('radio', { name: 'Both' }).isChecked(), true);
  await wrong.calm();
  await wrong.close();
});
