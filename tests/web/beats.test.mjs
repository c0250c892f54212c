// The stops of the cursor, and where the ladder puts them: properties that hold for every trace.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { argsOf, loadCore, modules, scenarios, traceOf } from './support.mjs';
import { repeated } from './traces.mjs';

let core, site, beatsOf, readTrace, layOut, detailLines, beatWords, address, pairs, tree;
let runs;
before(async () => {
  site = await modules();
  ({ beatsOf } = await site.load('trace/beats.ts'));
  ({ readTrace } = await site.load('trace/model.ts'));
  ({ layOut } = await site.load('ladder/layout.ts'));
  ({ detailLines } = await site.load('ladder/details.ts'));
  ({ beatWords } = await site.load('prose/prose.ts'));
  address = await site.load('address/address.ts');
  pairs = await site.load('trace/pairs.ts');
  tree = await site.load('schedule/tree.ts');
  core = await loadCore();
  runs = scenarios(core).map((args) => [args.join(' ') || 'defaults', traceOf(core, args)]);
});
after(() => site.close());

const modelOf = (trace) => readTrace(JSON.stringify(trace));

test('every event is in exactly one beat, in order', () => {
  for (const [run, { events }] of runs) {
    const ids = beatsOf(events).flatMap((beat) => beat.events.map((event) => event.id));
    assert.deepEqual(
      ids,
      events.map((event) => event.id),
      run,
    );
  }
});

test('a full handshake has a reasonable number of beats, each with its own key', () => {
  for (const [run, trace] of runs) {
    const beats = beatsOf(trace.events);
    if (trace.exit_code === 0) assert.ok(beats.length > 40 && beats.length < 110, `${run}: ${beats.length}`);
    assert.equal(new Set(beats.map((beat) => beat.key)).size, beats.length, run);
  }
});

test('every beat has words with nothing left to fill in', () => {
  for (const [run, trace] of runs) {
    const model = modelOf(trace);
    for (const beat of model.beats) {
      const words = beatWords(beat, model);
      for (const text of [words.title, words.short, words.text]) {
        assert.ok(text.length > 0 && !/[{}]|undefined| {2}/.test(text), `${run}, ${beat.key}: ${text}`);
      }
      assert.ok(words.title.length < 90, words.title);
    }
  }
});

test('every message that was received is paired with the one that was sent', () => {
  for (const [run, trace] of runs) {
    const model = modelOf(trace);
    for (const event of trace.events) {
      if (event.kind !== 'message' || event.direction !== 'received') continue;
      const sent = model.counterpart(event.id);
      // Somebody on the wire may put in what nobody sent, and change what was.
      if (trace.scenario.network !== '' && !sent) continue;
      assert.ok(sent, `${run}: message ${event.id}`);
      assert.equal(sent.direction, 'sent');
      if (trace.scenario.network === '') assert.equal(sent.bytes, event.bytes, run);
      assert.equal(sent.name, event.name, run);
    }
  }
});

test('somebody on the wire has a beat for each thing that is done, and messages keep their counterparts', () => {
  const tampered = runs.filter(([, trace]) => trace.scenario.network !== '');
  assert.ok(tampered.length > 3);
  for (const [run, trace] of tampered) {
    const model = modelOf(trace);
    const beats = model.beats.filter(({ kind }) => kind === 'intervention');
    assert.equal(beats.length, trace.scenario.network.split(',').filter((one) => /^\w+:/.test(one)).length, run);
    for (const beat of beats) assert.equal(detailLines(beat).length, 1);
  }
  const first = (trace, wanted) => trace.events.find((e) => Object.entries(wanted).every(([k, v]) => e[k] === v));
  // The stripped ClientHello is another one, and still the answer to none but the one that was sent.
  const [, stripped] = tampered.find(([, { scenario }]) => scenario.network.startsWith('strip'));
  const [sent, received] = ['sent', 'received'].map((direction) =>
    first(stripped, { name: 'client_hello', direction }),
  );
  assert.notEqual(sent.bytes, received.bytes);
  assert.equal(modelOf(stripped).counterpart(received.id).id, sent.id);
});

test('on the ladder, what one side does runs down, and no stop covers another', () => {
  for (const [run, trace] of runs) {
    const model = modelOf(trace);
    for (const current of [0, 5, model.beats.length - 1]) {
      const layout = layOut(model, { arrow: 50, row: 27, line: 19 }, (beat) =>
        beat.index === current ? detailLines(beat).length : 0,
      );
      assert.equal(layout.rows.length, model.beats.length - 1);
      for (const lane of ['client', 'server']) {
        const rows = layout.rows.filter((row) => row.lane === lane);
        rows.reduce((above, row) => {
          assert.ok(row.y >= above.y + above.height, `${run}: ${row.beat.key} over ${above.beat.key}`);
          return row;
        });
      }
      for (const arrow of layout.arrows) assert.ok(arrow.taken >= arrow.y, `${run}: an arrow goes back in time`);
      assert.equal(
        layout.arrows.length,
        // What somebody else put on the wire has an arrow too.
        trace.events.filter((e) => e.kind === 'message' && (e.direction === 'sent' || !model.counterpart(e.id))).length,
      );
      for (const bar of layout.bars) assert.ok(bar.bottom > bar.top && bar.bottom <= layout.height, run);
    }
  }
});

test('on the ladder every stop is drawn once, and no message is received above where it was sent', () => {
  let waited = 0;
  let trips = 0;
  for (const [run, trace] of runs) {
    const model = modelOf(trace);
    const { rows, arrows, ...layout } = layOut(model, { arrow: 50, row: 27, line: 19 }, () => 1);
    assert.deepEqual(
      rows.map(({ beat }) => beat.index),
      model.beats.slice(1).map(({ index }) => index),
    );
    const rowOf = new Map(rows.map((row) => [row.beat, row]));
    const ends = arrows.flatMap(({ sent, received }) => [sent, received].filter((end) => end !== null));
    assert.equal(new Set(ends).size, ends.length, run);
    assert.deepEqual(new Set(ends), new Set(model.beats.filter(({ message }) => message)), run);
    for (const { sent, received, y, taken, from } of arrows) {
      if (sent) assert.equal(rowOf.get(sent).middle, y, run);
      if (received) assert.equal(rowOf.get(received).middle, taken, run);
      assert.equal((sent ?? received).by === from, sent !== null);
      if (taken !== y) waited++;
    }
    // The wire keeps the order of the trace.
    arrows.reduce((above, arrow) => {
      assert.ok(arrow.y >= above.y + 50, `${run}: two messages at one height`);
      return arrow;
    });
    for (const trip of layout.trips) assert.ok(trip.top < trip.bottom, run);
    trips += layout.trips.length;
  }
  assert.ok(waited > 0 && trips > runs.length / 2, `${waited} messages wait; ${trips} round trips`);
});

test('round trips: one in TLS 1.3, two after HelloRetryRequest and in TLS 1.2, one more for each connection', () => {
  for (const [args, expected] of [
    [[], [1]],
    [
      ['--client-group', 'x25519,secp256r1', '--server-group', 'secp256r1'],
      [1, 2],
    ],
    [
      ['--tls', '1.2'],
      [1, 2],
    ],
    [
      ['--resumption', 'psk_dhe_ke', '--early-data', 'GET /'],
      [1, 1],
    ],
    [
      ['--tls', '1.2', '--resumption', 'session_id'],
      [1, 2, 1],
    ],
  ]) {
    const { trips } = layOut(modelOf(traceOf(core, args)), { arrow: 50, row: 27, line: 19 }, () => 0);
    assert.deepEqual(
      trips.map(({ number }) => number),
      expected,
      args.join(' '),
    );
  }
});

test('a ladder of 2,000 stops is laid out in linear time', () => {
  const trace = traceOf(core, ['--client-auth', 'require', '--key-update', 'both', '--tickets', '2']);
  const timeOf = (times) => {
    const model = modelOf(repeated(trace, times));
    let best = Infinity;
    for (let i = 0; i < 5; i++) {
      const begun = performance.now();
      layOut(model, { arrow: 50, row: 27, line: 19 }, () => 0);
      best = Math.min(best, performance.now() - begun);
    }
    return { stops: model.beats.length, best };
  };
  timeOf(4);
  const { stops, best } = timeOf(31);
  assert.ok(stops > 2000);
  // About 10 ms on an idle machine. What was here before took 550 ms.
  assert.ok(best < 150, `${stops} stops took ${best} ms`);
});

test('bars on one track do not overlap', () => {
  for (const [run, trace] of runs) {
    const layout = layOut(modelOf(trace), { arrow: 50, row: 27, line: 19 }, () => 0);
    for (const a of layout.bars) {
      for (const b of layout.bars) {
        if (a === b || a.track !== b.track || a.value.by !== b.value.by) continue;
        assert.ok(a.bottom <= b.top || b.bottom <= a.top, `${run}: ${a.value.name}, ${b.value.name}`);
      }
    }
  }
});

test('both sides hold equal secrets at the end of every handshake that succeeds', () => {
  for (const [run, trace] of runs) {
    if (trace.exit_code !== 0) continue;
    const model = modelOf(trace);
    const all = pairs.pairsOf(model);
    const secrets = model.tls12
      ? ['pre_master_secret', 'master_secret', 'key_block', 'client_write_key', 'server_write_key']
      : ['shared_secret', 'handshake_secret', 'master_secret', 'client_application_traffic_secret_0'];
    for (const name of secrets) {
      const pair = all.find((one) => one.name === name);
      assert.ok(pairs.equalAt(pair, Infinity), `${run}: ${name}`);
      assert.ok(!pairs.equalAt(pair, Math.max(pair.client.id, pair.server.id) - 1), run);
    }
  }
});

test('the picture of the key schedule shows every derived value once, and no two in one place', () => {
  for (const [run, trace] of runs) {
    const model = modelOf(trace);
    for (const role of ['client', 'server']) {
      const graph = tree.graphOf(model, role);
      const derived = model.values(role).filter((v) => /^(HKDF|HMAC|PRF|cut)/.test(v.operation));
      const shown = graph.nodes.map((node) => node.value.id);
      assert.equal(new Set(shown).size, shown.length, run);
      for (const value of derived) assert.ok(shown.includes(value.id), `${run}: ${value.name}`);
      for (const one of [graph, tree.indented(graph)]) {
        assert.equal(new Set(one.nodes.map((n) => `${n.column},${n.row}`)).size, one.nodes.length, `${run} ${role}`);
      }
    }
  }
});

test('an address comes back as it was written, and what is wrong in one is said', () => {
  const choices = { names: new Set(['group', 'client-group', 'server-group', 'suite', 'seed', 'request']) };
  const settings = {
    'client-group': 'x25519',
    'server-group': 'x25519',
    request: 'GET /?a=b&c#d\r\n',
    seed: 'ab'.repeat(32),
  };
  const hash = address.writeAddress(settings, 7);
  assert.match(hash, /^#group=x25519&/, 'what is the same on both sides is said once');
  assert.deepEqual(address.readAddress(hash, choices), {
    settings,
    step: 7,
    split: null,
    beside: null,
    problems: [],
  });
  assert.match(address.writeAddress(settings, 8, '#lang=de&step=7&group=a'), /^#lang=de&group=x25519&.*&step=8$/);
  const oneSided = { 'client-group': 'x25519', 'server-group': 'secp256r1' };
  assert.deepEqual(address.readAddress(address.writeAddress(oneSided, 0), choices).settings, oneSided);
  for (const bad of ['#groups=x448', '#__proto__=1', '#seed=12', `#seed=${'g'.repeat(64)}`, '#step=x']) {
    const { problems } = address.readAddress(bad, choices);
    assert.equal(problems.length, 1, bad);
  }
  assert.deepEqual(address.readAddress('', choices), {
    settings: {},
    step: null,
    split: null,
    beside: null,
    problems: [],
  });
  assert.deepEqual(address.readAddress(address.splitAddress(settings, 'server', 'a b&c', '#role=client'), choices), {
    settings,
    step: 0,
    split: { side: 'server', room: 'a b&c' },
    beside: null,
    problems: [],
  });
  assert.equal(address.wholeAddress('#side=client&room=x&step=3'), '#step=3');
  assert.equal(address.cleanSeed(' 0xAB:cd 12\n'), 'abcd12');
});

test('what is not a trace is refused in one sentence', () => {
  for (const text of ['', '{', '[]', 'null', '{"format":"handshake-playground-trace","version":2}', '{"a":1}']) {
    assert.throws(() => readTrace(text), /^Error: .+\.$/);
  }
});

test('TLS 1.2: every key exchange has its beats, in order, and its place in the picture of the key schedule', () => {
  const suites = {
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: [
      'client/key_pair/0',
      'client/shared_secret/0',
      'client/pre_master_secret_shared/0',
    ],
    TLS_DHE_RSA_WITH_AES_128_CBC_SHA: [
      'client/key_pair/0',
      'client/shared_secret/0',
      'client/pre_master_secret_shared/0',
    ],
    TLS_RSA_WITH_AES_128_CBC_SHA: ['client/pre_master_secret/0', 'server/pre_master_secret_opened/0'],
  };
  for (const [suite, own] of Object.entries(suites)) {
    const [, trace] = runs.find(([, one]) => one.scenario['client-suite'] === suite && one.outcome.client.version);
    const model = modelOf(trace);
    assert.ok(model.tls12);
    const keys = model.beats.map((beat) => beat.key);
    const wanted = [
      ...own,
      'client/master_secret/0',
      'client/session_keys/0',
      'client/sent/change_cipher_spec/0',
      'client/finished/0',
      'client/sent/finished/0',
      'client/received/change_cipher_spec/0',
      'client/finished_peer/0',
      'client/established/0',
    ];
    for (const key of wanted) assert.ok(keys.includes(key), `${suite}: ${key} is one of ${keys.join(' ')}`);
    const order = wanted.filter((key) => key.startsWith('client')).map((key) => keys.indexOf(key));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    for (const role of ['client', 'server']) {
      const at = (name) => tree.graphOf(model, role).nodes.find((node) => node.value.name === name);
      const column = ['pre_master_secret', 'master_secret', 'key_block'].map((name) => at(name));
      assert.deepEqual(new Set(column.map((node) => node.column)).size, 1);
      assert.ok(column[0].row < column[1].row && column[1].row < column[2].row);
      for (const part of ['client_write_key', 'server_write_key', 'verify_data']) assert.ok(at(part), part);
    }
  }
});

test('settings of both sides are those of each, and back', async () => {
  const { expand, collapse, same } = await site.load('scenario/settings.ts');
  const all = { tls: '1.2', 'server-tls': '1.3,1.2', group: 'x25519', trust: 'off' };
  const each = {
    'client-tls': '1.2',
    'server-tls': '1.3,1.2',
    'client-group': 'x25519',
    'server-group': 'x25519',
    trust: 'off',
  };
  assert.deepEqual(expand(all), each);
  assert.deepEqual(expand({ 'server-tls': '1.3,1.2', tls: '1.2' })['server-tls'], '1.3,1.2', 'one side counts more');
  assert.ok(same(collapse(each), all));
  assert.ok(!same({ trust: 'on' }, { trust: 'off' }) && !same({}, { trust: 'off' }));
});

test('every example plays, and is found again by its settings', async () => {
  const { presets, presetOf } = await site.load('scenario/presets.ts');
  const { expand } = await site.load('scenario/settings.ts');
  assert.equal(new Set(presets.map((preset) => preset.id)).size, presets.length);
  for (const { id, settings } of presets) {
    assert.equal(presetOf({ ...expand(settings), seed: '00'.repeat(32) })?.id, id);
    const { outcome, exit_code } = traceOf(core, argsOf(settings));
    const fails = /^(no-common-suite|expired|wrong-name|downgrade)$/.test(id);
    assert.equal(exit_code, fails ? 1 : 0, id);
    assert.equal(outcome.client.alert !== null, fails, id);
  }
  assert.equal(presetOf({ trust: 'off' }), undefined);
});
