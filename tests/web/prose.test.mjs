// Every name that the core emits has its words on the page, in every language.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { scenarios as golden } from '../trace/scenarios.mjs';
import { argsOf, loadCore, scenarios, traceOf } from './support.mjs';

const folder = path.resolve(import.meta.dirname, '../../web/prose');
const languages = readdirSync(folder);
const prose = (language, name) => JSON.parse(readFileSync(path.join(folder, language, `${name}.json`), 'utf8'));

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
        add('phrases', event.what, run);
      } else if (event.kind === 'fatal') {
        add('alerts', event.alert, run);
        add('phrases', event.reason, run);
        if (event.why) add('phrases', event.why, run);
      }
    }
  }
  return found;
}

let found, conditions;
before(async () => {
  const core = await loadCore();
  const list = JSON.parse(core.command(['list', '--format', 'json']).out);
  conditions = new Set();
  JSON.stringify(list.transitions, (key, value) => {
    if (key === 'when') conditions.add(value);
    return value;
  });
  const runs = [...scenarios(core), ...golden.map(({ settings }) => argsOf(settings))];
  found = collect(runs.map((args) => [args.join(' ') || 'defaults', traceOf(core, args)]));
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
for (const language of languages) {
  for (const [kind, files] of Object.entries(tables)) {
    test(`${language}: every name among ${kind} has prose`, () => {
      const known = Object.assign({}, ...files.map((file) => prose(language, file)));
      const names = found.get(kind);
      assert.ok(names.size > 5, `only ${names.size} names among ${kind}`);
      const missing = [...names].filter(([name]) => !(name in known)).map(([name, run]) => `${name} (${run})`);
      assert.deepEqual(missing, []);
    });
  }

  test(`${language}: prose is plain: no markup, no empty text, a full stop at the end of explanations`, () => {
    for (const name of ['fields', 'values', 'operations']) {
      for (const [key, entry] of Object.entries(prose(language, name))) {
        assert.match(entry.text, /^[^<>]+[.!?)]$/, `${name}: ${key}`);
      }
    }
    for (const name of ['alerts', 'checks', 'states', 'codes']) {
      for (const [key, text] of Object.entries(prose(language, name)))
        assert.match(text, /^[^<>]+[.!?]$/, `${name}: ${key}`);
    }
  });
}

// The core names its checks and failures in English. Every other language says them too.
for (const language of languages.filter((one) => one !== 'en')) {
  test(`${language}: every check, failure and condition of a transition that the core can name has its phrase`, () => {
    const known = prose(language, 'phrases');
    const native = path.resolve(import.meta.dirname, '../../native');
    const sources = readdirSync(path.join(native, 'wire')).filter((file) => /\.(h|cc)$/.test(file));
    const unreadable = sources.flatMap((file) => {
      const source = readFileSync(path.join(native, 'wire', file), 'utf8');
      return [...source.matchAll(/\bfail\(\s*"([^"]+)"/g)].map(([, why]) => why);
    });
    assert.ok(unreadable.length > 10, `only ${unreadable.length} reasons in native/wire`);
    assert.ok(conditions.size > 10, `only ${conditions.size} conditions in the transition tables`);
    const wanted = [
      ...Object.keys(prose('en', 'checks')),
      ...unreadable,
      ...conditions,
      ...found.get('phrases').keys(),
    ];
    // A name (RSA, TLS 1.2) is the same everywhere.
    const missing = wanted.filter((name) => !(name in known) && /[a-z]/.test(name) && !/^\w+ can be read$/.test(name));
    assert.deepEqual(missing, []);
    assert.match(known['{message} can be read'], /\{message\}/);
  });
}
