// The checker of lessons and its conditions, over real traces; the schema says the same of the shape.
import Ajv from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { argsOf, loadCore, modules, traceOf } from './support.mjs';
import { changed, places } from './traces.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'web/public/lessons');
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const lesson = read(path.join(folder, 'ephemeral-dhe.json'));

let vite, kinds, check, conditions, course, words, shipped, presets, run, runSettings, ask;
// Each kind of figure, with all that it can be given.
const keys = { client_key: 6, server_key: 15, second_client_key: 9, reuse: true, mode: 'tries', step: 3, locked: true };
const figures = [
  { kind: 'steps', beside: 'tls13', lit: [1, 8], live: true },
  { kind: 'powers', p: 23, g: 5, ...keys },
  { kind: 'curve', p: 17, a: 2, b: 2, base: [5, 1], off_curve: [7, 16], ...keys },
  { kind: 'exchanges', runs: ['tls12-rsa', 'tls12-dhe'], rows: ['server', 'left'], lit: 'left' },
  { kind: 'record', of: { message: 'application_data', by: 'client' } },
  { kind: 'one-bit', beside: 'tls13', message: 'ClientHello', values: ['shared_secret'], by: 'client' },
  { kind: 'attempts', runs: ['downgrade', { network: 'drop:client:0' }] },
  { kind: 'chain' },
  { kind: 'attack', steal: 'server-key', at: 'after' },
  { kind: 'matrix' },
];
// Of a lesson that asks the core for nothing but its runs.
const noFacts = { settings: {}, answers: () => undefined };
before(async () => {
  vite = await modules();
  const core = await loadCore();
  const { TraceModel } = await vite.load('trace/model.ts');
  ({ presets } = await vite.load('scenario/presets.ts'));
  check = await vite.load('lesson/check.ts');
  kinds = await vite.load('lesson/figures.ts');
  conditions = await vite.load('lesson/conditions.ts');
  course = await vite.load('lesson/course.ts');
  words = await vite.load('lesson/words.ts');
  ({ shipped } = await vite.load('lesson/shipped.ts'));
  const models = new Map();
  runSettings = (settings) => {
    const key = JSON.stringify(settings);
    if (!models.has(key)) models.set(key, new TraceModel(traceOf(core, argsOf(settings)), ''));
    return models.get(key);
  };
  ask = (args) => {
    const { exit_code, out, err } = core.command(args);
    if (exit_code > 1 || out === '') throw new Error(err.trim());
    return out;
  };
  run = (id) => runSettings(presets.find((preset) => preset.id === id).settings);
});
after(() => vite.close());

const coreOf = (says) => ({
  run: async (settings) => runSettings(settings),
  ask: async (args) => says(args),
});
const linesOf = async (value, says = ask) => {
  try {
    await course.Course.open(value, coreOf(says));
    return [];
  } catch (problem) {
    assert.ok(problem instanceof course.LessonProblem, problem.stack);
    return problem.lines;
  }
};

test('every lesson that ships is right, in English and German, and is listed', async () => {
  const files = readdirSync(folder).sort();
  assert.deepEqual(files, shipped.map((id) => `${id}.json`).sort());
  for (const file of files) {
    const one = read(path.join(folder, file));
    assert.deepEqual(await linesOf(one), []);
    assert.equal(`${one.id}.json`, file);
    assert.deepEqual(Object.keys(one.title).sort(), ['de', 'en']);
  }
});

test('the schema and the checker agree about the shape, whatever member is changed', () => {
  const valid = new Ajv({ strict: true, allErrors: false }).compile(read(path.join(root, 'docs/lesson.schema.json')));
  assert.ok(valid(lesson), JSON.stringify(valid.errors));
  const asking = structuredClone(lesson.screens[5]);
  asking.question.options.push({ ...asking.question.options[0], condition: { small: ['dhe'], member: 'p', is: 23 } });
  asking.question.options[0].condition = { attack: { steal: 'server-key' }, reads: 'client', connection: 1 };
  asking.question.options[1].condition = { protected: 'Finished', by: 'client' };
  const there = { in: 'tls13', holds: { alike: 'shared_secret', with: 'tls12-rsa', by: 'client' } };
  asking.question.options.push({ ...asking.question.options[0], condition: there });
  const drawn = figures.map((figure) => ({ ...lesson.screens[0], figure }));
  const short = { ...lesson, minutes: 5, screens: [lesson.screens[1], asking, ...drawn] };
  let refused = 0;
  for (const place of places(short))
    for (const value of [undefined, null, 7, -1, '', 'x', {}, [], { unknown: 1 }, { en: '' }, { en: 'a', de: 'b' }]) {
      const other = changed(short, place, value);
      // Languages, markup and the ids of examples no schema knows.
      const lines = check.shapeLines(other).filter((line) => !/language|example|\*\*|`/.test(line));
      assert.equal(lines.length === 0, valid(other), `${place.join('.')} = ${JSON.stringify(value)}: ${lines[0]}`);
      if (lines.length > 0) refused++;
    }
  assert.ok(refused > 500, `${refused}`);
  assert.deepEqual(figures.map(({ kind }) => kind).sort(), Object.keys(kinds.figures).sort());
});

const at = (member, value) => changed(lesson, member.split('.'), value);
for (const [member, value, line] of [
  [
    'screens.1.question.options.1.condition',
    { sent: 'ServerHelloDon' },
    'screens[1].question.options[1].condition.sent: the run of "tls12-dhe" sends no "ServerHelloDon", and no message has this name',
  ],
  [
    'screens.1.step',
    { message: 'EncryptedExtensions' },
    'screens[1].step.message: the run of "tls12-dhe" has no message "EncryptedExtensions"',
  ],
  [
    'screens.3.step',
    { value: 'private_key', by: 'server', connection: 2 },
    'screens[3].step.value: the run of "tls12-dhe" has no value "private_key" by the server in connection 2',
  ],
  [
    'screens.2.text.en.0',
    '{value:handshake_secret}',
    'screens[2].text.en[0]: the run of "tls12-dhe" has no value "handshake_secret"',
  ],
  [
    'screens.2.text.en.0',
    '{group}',
    'screens[2].text.en[0]: {group} is not understood; write {value:NAME by SIDE|first 8 bytes} or {run:group}',
  ],
  [
    'screens.2.text.en.0',
    'those of `{run:group}`',
    'screens[2].text.en[0]: has {run:group} inside ` `, where nothing is filled in',
  ],
  [
    'screens.2.text.en.0',
    'those of **{run:group}**',
    'screens[2].text.en[0]: has {run:group} inside ** **, where nothing is filled in',
  ],
  [
    'screens.2.text.de.0',
    'ein <b>Wort</b>',
    'screens[2].text.de[0]: has HTML; texts are plain, with **strong** and `code`',
  ],
  ['screens.2.text.de.0', 'ein **Wort', 'screens[2].text.de[0]: has a ** without its other end'],
  ['screens.2.text.de', undefined, "screens[2].text.de: is missing: the lesson's title has this language"],
  ['screens.2.title.fr', 'Bonjour', "screens[2].title.fr: is a language that the lesson's title has not"],
  [
    'screens.2.titel',
    {},
    'screens[2].titel: is unknown here; known are title, text, step, scenario, view, role, figure, question',
  ],
  [
    'screens.4.question.shows',
    'first',
    "screens[4].question.shows: should come after the screen's step: a prediction is made before the answer can be seen",
  ],
  [
    'screens.5.question.options.0.condition',
    { failed: true },
    'screens[5].question.options: no condition holds in the run of "tls12-dhe": there is no right option',
  ],
  [
    'screens.4.question.options.2.condition',
    { failed: false },
    'screens[4].question.options: every condition holds in the run of "tls12-dhe": there is no wrong option',
  ],
  [
    'screens.4.question.choose',
    'one',
    'screens[4].question.options: 2 conditions hold in the run of "tls12-dhe": write "choose": "all"',
  ],
  [
    'screens.4.question.options.0.condition',
    { value: 'shared_secret', before: { check: 'x' } },
    'screens[4].question.options[0].condition.before: the run of "tls12-dhe" has no such moment',
  ],
  [
    'screens.4.question.options.0.condition',
    { not: { discarded: 'shared' } },
    'screens[4].question.options[0].condition.not.discarded: the run of "tls12-dhe" discards no "shared", and no value has this name',
  ],
  ['scenario', 'tls14', /^scenario: no example is called "tls14"; there are tls13, /],
  ['version', 2, 'version: should be one of 1, and is 2'],
]) {
  test(`${member} = ${JSON.stringify(value)}: one line`, async () => {
    const lines = await linesOf(at(member, value));
    assert.equal(lines.length, 1, lines.join('\n'));
    if (typeof line === 'string') assert.equal(lines[0], line);
    else assert.match(lines[0], line);
  });
}

test('a value that the role of the screen cannot know is not shown', async () => {
  const other = at('screens.2.text.en.0', '{value:shared_secret by client|first 4 bytes}');
  assert.deepEqual(await linesOf(other), []);
  const veiled = changed(other, ['screens', '2', 'role'], 'eavesdropper');
  assert.deepEqual(await linesOf(veiled), [
    'screens[2].text.en[0]: the eavesdropper cannot know "shared_secret" of the client, and the screen has that role',
  ]);
});

for (const [id, condition, holds] of [
  ['tls12-dhe', { sent: 'ServerKeyExchange' }, true],
  ['tls12-rsa', { sent: 'ServerKeyExchange' }, false],
  ['tls12-dhe', { sent: 'ServerKeyExchange', by: 'client' }, false],
  ['tls12-dhe', { sent: 'Finished', by: 'client', before: { message: 'Finished', by: 'server' } }, true],
  ['tls13', { sent: 'Finished', by: 'client', before: { message: 'Finished', by: 'server' } }, false],
  ['tls12-dhe', { protected: 'Certificate', by: 'server' }, false],
  ['tls13', { protected: 'Certificate', by: 'server' }, true],
  ['tls12-dhe', { protected: 'Finished' }, true],
  ['tls13', { protected: 'ServerKeyExchange' }, false],
  ['tls12-dhe', { value: 'public_key', by: 'server', length: 256 }, true],
  ['tls12-dhe', { value: 'public_key', by: 'server', length: 32 }, false],
  ['tls12-dhe', { value: 'public_key', known_to: 'eavesdropper' }, true],
  ['tls12-dhe', { value: 'master_secret', known_to: 'eavesdropper' }, false],
  ['tls12-dhe', { value: 'private_key', by: 'client', known_to: 'server' }, false],
  ['tls12-dhe', { same: 'shared_secret' }, true],
  ['tls12-dhe', { same: 'private_key' }, false],
  [
    'tls12-dhe',
    { discarded: 'private_key', by: 'client', before: { message: 'ClientKeyExchange', by: 'client' } },
    true,
  ],
  ['tls12-dhe', { discarded: 'master_secret', before: { message: 'Finished' } }, false],
  ['tls12-dhe', { negotiated: { version: 'TLS 1.2', group: 'ffdhe2048' } }, true],
  ['tls12-dhe', { negotiated: { version: 'TLS 1.3' } }, false],
  ['no-common-suite', { negotiated: { version: 'TLS 1.3' } }, false],
  ['tls12-dhe', { round_trips: 2 }, true],
  ['tls13', { round_trips: 1 }, true],
  ['hello-retry', { round_trips: 2 }, true],
  ['wrong-name', { alert: 'bad_certificate' }, true],
  ['wrong-name', { alert: 'handshake_failure' }, false],
  ['wrong-name', { failed: true }, true],
  ['tls13', { failed: true }, false],
  ['tls12-dhe', { check: "the client's Finished is right for this transcript" }, true],
  ['tls12-dhe', { check: "the client's Finished is right for this transcript", passed: false }, false],
  ['tls12-dhe', { check: "the client's Finished is right for this transcript", by: 'client' }, false],
]) {
  test(`${id}: ${JSON.stringify(condition)} is ${holds}, and its contrary is not`, () => {
    const model = run(id);
    const verdict = conditions.verdictOf(model, condition, noFacts);
    assert.equal(verdict.holds, holds);
    if (verdict.at !== null) assert.ok(model.events[verdict.at], 'it names the event by which that shows');
    assert.equal(conditions.verdictOf(model, { not: condition }, noFacts).holds, !holds);
    assert.equal(conditions.verdictOf(model, { all: [condition, { not: condition }] }, noFacts).holds, false);
    assert.equal(conditions.verdictOf(model, { all: [condition, condition] }, noFacts).holds, holds);
  });
}

test('a text is filled from the trace', () => {
  const model = run('tls12-dhe');
  const { bytes } = model.events.find((e) => e.kind === 'value' && e.name === 'public_key' && e.by === 'server');
  const fill = (inside) => words.filled(inside, 'the run', model, 'both', noFacts);
  const pairs = bytes.match(/../g);
  assert.equal(fill('value:public_key by server'), pairs.join(' '));
  assert.equal(fill('value:public_key by server|first 8 bytes'), `${pairs.slice(0, 8).join(' ')} …`);
  assert.equal(fill('value:public_key by server|last 3 bytes'), `… ${pairs.slice(-3).join(' ')}`);
  assert.equal(fill('value:public_key by server|length'), '256 bytes');
  assert.equal(fill('run:cipher_suite'), 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256');
});

// --- what is asked of the core besides runs ---

const modest = JSON.stringify({ p: 23, steps: [{ name: 'shared', value: 18 }], connections: [] });
const asked = (condition) => at('screens.5.question.options.0.condition', condition);
const eighteen = { small: ['dhe', '--p=23'], member: 'steps.0.value', is: 18 };

test('a condition is judged from what the core answers, which is asked for once', async () => {
  const lines = [];
  const says = (args) => (lines.push(args.join(' ')), modest);
  const both = changed(asked(eighteen), ['screens', '5', 'question', 'options', '1', 'condition'], { not: eighteen });
  const opened = await course.Course.open(both, coreOf(says));
  assert.deepEqual(
    opened.parts[5].asked.verdicts.map(({ holds }) => holds),
    [true, false, false],
  );
  assert.deepEqual(lines, ['small dhe --p=23 --format=json']);
});

test('what the eavesdropper reads is asked with the settings of the run', async () => {
  const attack = { attack: { steal: 'server-key', at: 'before' }, reads: 'server', connection: 2 };
  const { settings } = presets.find(({ id }) => id === lesson.scenario);
  const run = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  for (const reads of [true, false]) {
    const says = (args) => {
      assert.deepEqual(args, ['attack', ...run, '--steal=server-key', '--at=before', '--format=json']);
      const connection = (of) => ({ client: { reads: 'none' }, server: { reads: of ? 'all' : 'part' } });
      return JSON.stringify({ outcome: { eavesdropper: { connections: [connection(!reads), connection(reads)] } } });
    };
    const condition = reads ? attack : { not: attack };
    assert.deepEqual(await linesOf(asked(condition), says), []);
    const lines = await linesOf(asked({ not: condition }), says);
    assert.deepEqual(lines, [
      'screens[5].question.options: no condition holds in the run of "tls12-dhe": there is no right option',
    ]);
  }
});

test('a condition looks into other runs', async () => {
  const into = (condition) => asked(condition);
  for (const [condition, holds] of [
    [{ in: 'tls12-rsa', holds: { value: 'encrypted_pre_master_secret', by: 'server' } }, true],
    [{ in: 'tls12-dhe', holds: { value: 'encrypted_pre_master_secret', by: 'server' } }, false],
    [{ in: 'tls12-rsa', holds: { not: { sent: 'ServerKeyExchange' } } }, true],
    [{ alike: 'random', with: 'tls12-rsa', by: 'client' }, true],
    [{ alike: 'master_secret', with: 'tls12-rsa', by: 'client' }, false],
    [{ alike: 'dh_p', with: 'tls12-rsa' }, false],
  ]) {
    const opened = await course.Course.open(into(holds ? condition : { not: condition }), coreOf(ask));
    assert.equal(opened.parts[5].asked.verdicts[0].holds, true, JSON.stringify(condition));
  }
});

test('an answer fills braces', async () => {
  const other = at('screens.2.text.en.0', 'It is {small:dhe --p=23|steps.0.value} of {small:dhe --p=23|p}.');
  const opened = await course.Course.open(
    other,
    coreOf(() => modest),
  );
  const { stand, facts } = opened.parts[2];
  assert.equal(words.filled('small:dhe --p=23|steps.0.value', '', stand.model, 'both', facts), '18');
});

for (const [what, value, lines] of [
  ['the core refuses', asked(eighteen), ['screens[5].question.options[0].condition: no such command']],
  [
    'braces with a member that is not there',
    at('screens.2.text.en.0', '{small:dhe|q}'),
    ['screens[2].text.en[0]: the answer to "small dhe --format=json" has no member "q"'],
  ],
  [
    'braces with a list',
    at('screens.2.text.en.0', '{small:dhe|steps}'),
    ['screens[2].text.en[0]: "steps" in the answer to "small dhe --format=json" is no single value'],
  ],
  [
    'a condition on a member that is not there',
    asked({ ...eighteen, member: 'steps.1' }),
    [
      'screens[5].question.options[0].condition: the answer to "small dhe --p=23 --format=json" has no member "steps.1"',
      'screens[5].question.options: no condition holds in the run of "tls12-dhe": there is no right option',
    ],
  ],
  [
    'an unknown party',
    asked({ attack: { steal: 'server-key' }, reads: 'mallory' }),
    ['screens[5].question.options[0].condition.reads: should be one of client, server, early_data, and is "mallory"'],
  ],
  [
    'a name that nothing has, in another run',
    asked({ in: 'tls13', holds: { sent: 'Helo' } }),
    [
      'screens[5].question.options[0].condition.holds.sent: the run of "tls13" sends no "Helo", and no message has this name',
      'screens[5].question.options: no condition holds in the run of "tls12-dhe": there is no right option',
    ],
  ],
  [
    'a figure of a run that has not what it shows',
    at('screens.1.figure', {
      kind: 'one-bit',
      beside: 'tls13',
      message: 'ServerHello',
      by: 'server',
      values: ['random', 'dh_p'],
    }),
    [
      'screens[1].figure.message: "ServerHello" is not in both runs, equally long',
      'screens[1].figure.values[1]: "dh_p" is not in both runs, equally long',
    ],
  ],
  [
    'a record that no AEAD protects',
    at('screens.1.figure', { kind: 'record', of: { message: 'application_data' } }),
    ['screens[1].figure.of: should be a message that an AEAD protects in this run'],
  ],
  [
    'an unknown figure',
    at('screens.1.figure', { kind: 'cat' }),
    [/^screens\[1\]\.figure\.kind: should be one of .*, and is "cat"$/],
  ],
])
  test(`${what}: in one line each`, async () => {
    const says = () => {
      if (what === 'the core refuses') throw new Error('no such command');
      return modest;
    };
    const found = await linesOf(value, says);
    assert.equal(found.length, lines.length, found.join('\n'));
    for (const [i, line] of lines.entries())
      if (typeof line === 'string') assert.equal(found[i], line);
      else assert.match(found[i], line);
  });
