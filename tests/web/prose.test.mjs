// Every name that the core emits has its words on the page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { loadCore, scenarios, traceOf } from './support.mjs';

const folder = path.resolve(import.meta.dirname, '../../web/prose/en');
const prose = (name) => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));

/** names collects what a trace names, by kind; each with the run that it comes from. */
function collect(traces) {
  const found = new Map();
  const add = (kind, name, run) => {
    if (!found.has(kind)) found.set(kind, new Map());
    found.get(kind).set(name, run);
  };
  const walk = (fields, run) => {
    for (const field of fields) {
      add('fields', field.name, run);
      if (field.code !== undefined && typeof field.value === 'string') add('codes', field.value, run);
      walk(field.fields ?? [], run);
    }
  };
  for (const [run, trace] of traces) {
    for (const event of trace.events) {
      if (event.kind === 'value') {
        add('values', event.name.replace(/(_traffic_secret_)[1-9]\d*$/, '$1N'), run);
        add('operations', event.operation, run);
      } else if (event.kind === 'message') {
        add('messages', event.name, run);
        walk(event.fields, run);
      } else if (event.kind === 'state') {
        add('states', event.from, run);
        add('states', event.to, run);
      } else if (event.kind === 'check') {
        add('checks', event.what, run);
        add('alerts', event.alert, run);
      } else if (event.kind === 'fatal') add('alerts', event.alert, run);
    }
  }
  return found;
}

let found;
before(async () => {
  const core = await loadCore();
  found = collect(scenarios(core).map((args) => [args.join(' ') || 'defaults', traceOf(core, args)]));
});

// The body of an extension is a field with the name of its type, and an alert may be a code point.
const tables = {
  fields: ['fields', 'codes'],
  codes: ['codes', 'alerts'],
  values: ['values'],
  operations: ['operations'],
  messages: ['messages'],
  states: ['states'],
  checks: ['checks'],
  alerts: ['alerts'],
};
for (const [kind, files] of Object.entries(tables)) {
  test(`every name among ${kind} has prose`, () => {
    const known = Object.assign({}, ...files.map(prose));
    const names = found.get(kind);
    assert.ok(names.size > 5, `only ${names.size} names among ${kind}`);
    const missing = [...names].filter(([name]) => !(name in known)).map(([name, run]) => `${name} (${run})`);
    assert.deepEqual(missing, []);
  });
}

test('prose is plain: no markup, no empty text, a full stop at the end of explanations', () => {
  for (const name of ['fields', 'values', 'operations']) {
    for (const [key, entry] of Object.entries(prose(name))) {
      assert.match(entry.text, /^[^<>]+[.!?)]$/, `${name}: ${key}`);
    }
  }
  for (const name of ['alerts', 'checks', 'states', 'codes']) {
    for (const [key, text] of Object.entries(prose(name))) assert.match(text, /^[^<>]+[.!?]$/, `${name}: ${key}`);
  }
});
