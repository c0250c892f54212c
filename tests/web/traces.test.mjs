// Reading traces from outside: every trace of the core is taken; what is none is refused with a reason, or harmless.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { loadCore, modules, scenarios, traceOf } from './support.mjs';
import { changed, oneSided, places } from './traces.mjs';

const schema = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../docs/trace.schema.json'), 'utf8'));
const more = [
  ['--resumption', 'psk_dhe_ke', '--early-data', 'GET /early'],
  ['--resumption', 'psk_dhe_ke', '--early-data', 'GET /early', '--server-early-data', 'reject'],
  ['--tls', '1.2', '--resumption', 'session_id'],
  ['--tls', '1.2', '--resumption', 'ticket'],
  ['--psk', 'me:0102030405060708090a0b0c0d0e0f10'],
];

let site, core, parseTrace, modelOf, TraceProblem, keyLogOf, jsonMistakeAt, placeOf, layOut, detailLines;
let runs;
before(async () => {
  site = await modules();
  ({ parseTrace, TraceProblem } = await site.load('files/validate-trace.ts'));
  ({ modelOf } = await site.load('files/open-trace.ts'));
  ({ keyLogOf } = await site.load('files/key-log.ts'));
  ({ jsonMistakeAt, placeOf } = await site.load('files/json-place.ts'));
  ({ layOut } = await site.load('ladder/layout.ts'));
  ({ detailLines } = await site.load('ladder/details.ts'));
  core = await loadCore();
  runs = [...scenarios(core), ...more].map((args) => [args.join(' ') || 'defaults', traceOf(core, args), args]);
});
after(() => site.close());

const refusal = (text) => {
  try {
    modelOf(text);
  } catch (error) {
    if (!(error instanceof TraceProblem)) throw error;
    return error.message;
  }
  return null;
};
const given = (trace) => JSON.stringify(trace);

test('every trace of the core is taken, whole and one-sided', () => {
  for (const [run, trace] of runs) {
    assert.equal(refusal(given(trace)), null, run);
    for (const side of ['client', 'server']) {
      const half = oneSided(trace, side);
      assert.equal(refusal(given(half)), null, `${run}, ${side}`);
      const model = modelOf(given(half));
      const layout = layOut(model, { arrow: 50, row: 27, line: 19 }, (beat) => detailLines(beat).length);
      assert.equal(layout.rows.length, model.beats.length - 1);
      assert.equal(
        layout.arrows.length,
        half.events.filter((event) => event.kind === 'message').length,
        'every message has its arrow',
      );
    }
  }
});

test('the key log of a trace is the one that the core writes', () => {
  let most = 0;
  for (const [run, trace, args] of runs) {
    const { out } = core.command(['run', '--format', 'keylog', ...args]);
    assert.equal(keyLogOf(trace), out, run);
    most = Math.max(most, out.split('\n').length - 1);
    // What the page does: the settings are those that the trace names.
    const again = Object.entries(trace.scenario).flatMap(([name, value]) => [`--${name}`, value]);
    assert.equal(core.command(['run', '--format', 'keylog', ...again]).out, out, run);
    // Each side knows all of it.
    if (trace.exit_code === 0 && !args.includes('--early-data'))
      for (const side of ['client', 'server'])
        assert.deepEqual(keyLogOf(oneSided(trace, side)).split('\n').sort(), out.split('\n').sort(), `${run}, ${side}`);
  }
  assert.ok(most >= 12, 'a resumed connection with early data has its lines too');
});

test('a text that is not JSON is refused with the place of the mistake', () => {
  for (const [text, said] of [
    ['', /^This file is empty/],
    [' \n', /^This file is empty/],
    ['<!doctype html>', /not JSON: see line 1, column 1\./],
    ['{"a":1,\n "b":tru}', /see line 2, column 6\./],
    ['{"a":1,}', /see line 1, column 8\./],
    ['{"a":\r\n[1,2', /ends too early, at line 2, column 5\./],
    ['{"a":"x\ny"}', /see line 1, column 8\./],
    ['{"a":"\\q"}', /see line 1, column 7\./],
    ['[1] 2', /see line 1, column 5\./],
    ['{"a" 1}', /see line 1, column 6\./],
    ['01', /see line 1, column 1\./],
  ])
    assert.match(refusal(text), said, JSON.stringify(text));
  assert.deepEqual(placeOf('a\r\nb\rc\nd', 7), { line: 4, column: 1 });
});

test('the place of a mistake is found exactly when the browser finds one too', () => {
  const source = '{"a":[1,-2.5e+3,{"b":"x\\u00e4\\n","c":[]},true,false,null,""],"d":{}}';
  const isJson = (text) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  assert.equal(jsonMistakeAt(source), null);
  let wrong = 0;
  for (let at = 0; at < source.length; at++)
    for (const put of ['', ',', '"', ']', '}', '[', '{', ':', '0', '-', '.', 'e', 't', '\\', '\n', ' ', '\u0001'])
      for (const skip of [0, 1, 3]) {
        const text = source.slice(0, at) + put + source.slice(at + skip);
        const mistake = jsonMistakeAt(text);
        assert.equal(mistake === null, isJson(text), text);
        if (mistake === null) continue;
        wrong++;
        assert.ok(mistake <= text.length);
      }
  assert.ok(wrong > 1000);
});

test('another format, another version, or no object at all is refused', () => {
  const [, trace] = runs.find(([run]) => run === 'defaults');
  for (const [thing, said] of [
    [null, /not a handshake trace/],
    [[], /not a handshake trace/],
    ['handshake-playground-trace', /not a handshake trace/],
    [{}, /not a handshake trace/],
    [{ log: { version: '1.2', entries: [] } }, /not a handshake trace/],
    [{ ...trace, version: 2 }, /has version 2\. This page reads version 1/],
    [{ ...trace, version: undefined }, /lacks the member “version”/],
    [{ ...trace, events: {} }, /The trace: “events” should be a list/],
    [{ ...trace, scenario: { seed: 7 } }, /The scenario: “seed” should be a text and is 7/],
    [{ ...trace, outcome: {} }, /no side/],
    [{ ...trace, outcome: { wire: {} } }, /a side that there is not: "wire"/],
  ])
    assert.match(refusal(given(thing)), said);
});

test('a message names the event and the member', () => {
  const [, trace] = runs.find(([run]) => run === 'defaults');
  const at = (kind) => trace.events.findIndex((event) => event.kind === kind);
  const value = trace.events.find((event) => event.kind === 'value' && event.inputs.some((i) => i.value !== undefined));
  for (const [path_, put, said] of [
    [[3, 'kind'], 'dance', /^Event 3 is of a kind that this page does not know: "dance"\.$/],
    [[3, 'kind'], 'constructor', /^Event 3 is of a kind that this page does not know/],
    [[3, 'kind'], undefined, /^Event 3 lacks the member “kind”\.$/],
    [[4, 'id'], 5, /^Event 4 \(\w+\): “id” should be 4, its place in the list and is 5\.$/],
    [[at('message'), 'bytes'], undefined, new RegExp(`^Event ${at('message')} \\(message\\) lacks the member “bytes”`)],
    [[at('message'), 'bytes'], 'ABC', /should be bytes in lower-case hexadecimal digits and is "ABC"/],
    [
      [at('message'), 'fields', 0, 'end'],
      1e6,
      /field “msg_type”: “end” should be an offset from 0 to \d+ and is 1000000/,
    ],
    [[at('discard'), 'value'], at('discard'), /should be the id of an earlier value event/],
    [[at('discard'), 'name'], 'psk', /should be “\w+”, the name of that value/],
    [
      [value.id, 'inputs', value.inputs.findIndex((i) => i.value !== undefined), 'value'],
      value.id,
      /earlier value event/,
    ],
    [[value.id, 'length'], 1, /“length” is 1, “bytes” has 32/],
    [[value.id, 'name'], '__proto__', /“name” should be a name/],
    [[value.id, 'operation'], 'toString', /should be the name of an operation/],
  ]) {
    const message = refusal(given({ ...trace, events: changed(trace.events, path_, put) }));
    assert.match(message ?? 'taken', said);
  }
});

const otherTypes = [null, true, -1, 1.5, 4294967294, 'x', '', 'toString', [], [null], {}, { name: 'x' }];

test('a trace without a member that is required is refused; with a member of another type it is refused or harmless', () => {
  const wanted = new Map();
  for (const [, trace] of runs)
    for (const event of trace.events) {
      const shape = `${event.kind} ${event.operation ?? ''} ${Object.keys(event)} ${event.inputs?.map((i) => Object.keys(i))}`;
      const short = trace.events.length;
      const known = wanted.get(shape);
      if (!known || known.trace.events.length > short) wanted.set(shape, { trace, id: event.id });
    }
  assert.ok(wanted.size > 40);
  const required = Object.fromEntries(
    // The events of an attack have shapes of their own.
    Object.entries(schema.$defs).flatMap(([name, of]) =>
      of.properties?.kind?.const && !name.startsWith('attack') ? [[of.properties.kind.const, of.required]] : [],
    ),
  );
  const counts = { refused: 0, harmless: 0, required: 0 };
  // A third of the types at one place, another third at the next.
  let turn = 0;
  const someTypes = () => {
    turn++;
    return otherTypes.filter((_, i) => (i + turn) % 3 === 0);
  };
  const tried = (changedTrace, where) => {
    const text = given(changedTrace);
    let message;
    try {
      message = refusal(text);
    } catch (error) {
      assert.fail(`${where}: ${error.stack}`);
    }
    if (message !== null) {
      assert.doesNotMatch(message, /cannot draw|undefined|\[object/, where);
      counts.refused++;
      return false;
    }
    const model = modelOf(text);
    keyLogOf(model.trace);
    for (const beat of model.beats) detailLines(beat);
    counts.harmless++;
    return true;
  };
  for (const { trace, id } of wanted.values()) {
    // Only what came before the event, so that the text stays short; nothing after it can refer to it.
    const head = { ...trace, events: trace.events.slice(0, id + 1) };
    const event = head.events[id];
    const put = (at, value) => ({ ...head, events: [...head.events.slice(0, id), changed(event, at, value)] });
    for (const member of required[event.kind]) {
      counts.required++;
      assert.equal(tried(put([member]), `${event.kind} without ${member}`), false, `${event.kind} without ${member}`);
    }
    // Of long lists the first elements stand for the others.
    for (const at of places(event).filter((at_) => at_.length < 7 && at_.every((key) => !(Number(key) > 1)))) {
      tried(put(at), `${event.kind} without ${at.join('.')}`);
      for (const value of someTypes())
        tried(put(at, value), `${event.kind}: ${at.join('.')} = ${JSON.stringify(value)}`);
    }
  }
  for (const args of [[], ['--trust', 'off'], ['--tls', '1.2']]) {
    const trace = traceOf(core, args);
    for (const key of schema.$defs.runTrace.required) assert.notEqual(refusal(given(changed(trace, [key]))), null, key);
    for (const key of ['scenario', 'outcome'])
      for (const at of places(trace[key])) {
        tried({ ...trace, [key]: changed(trace[key], at) }, `without ${key}.${at.join('.')}`);
        for (const value of someTypes())
          tried({ ...trace, [key]: changed(trace[key], at, value) }, `${key}.${at.join('.')}`);
      }
  }
  assert.ok(counts.refused > 2000 && counts.harmless > 20 && counts.required > 300, JSON.stringify(counts));
});

test('fields inside fields without end are refused, not followed', () => {
  const [, trace] = runs.find(([run]) => run === 'defaults');
  const id = trace.events.findIndex((event) => event.kind === 'message');
  const text = given({ ...trace, events: changed(trace.events, [id, 'fields'], 'HERE') }).replace(
    '"HERE"',
    () => `[${'{"name":"x","begin":0,"end":1,"fields":['.repeat(3000)}${']}'.repeat(3000)}]`,
  );
  assert.match(refusal(text), /more than 60 deep/);
});

test('the place of a parsed trace does not matter: blanks and the order of members are free', () => {
  const [, trace] = runs.find(([run]) => run === 'defaults');
  const turned = Object.fromEntries(Object.entries(trace).reverse());
  assert.equal(refusal(`\n ${JSON.stringify(turned, null, 3)}\n`), null);
  assert.equal(parseTrace(given(trace)).events.length, trace.events.length);
});
