// The module loads in node, BoringSSL works in it, and it asks for nothing that a strict page refuses.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import test from 'node:test';

const folder = new URL('../../build/wasm/', import.meta.url);
const { default: create } = await import(new URL('core.js', folder));
const core = await create({
  wasmBinary: await readFile(new URL('core.wasm', folder)),
  moreBinary: await readFile(new URL('core.more.wasm', folder)),
});
const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url)));

test('the version is the one in package.json', () => {
  assert.equal(core.version(), version);
});

test('SHA-256 is the same as node computes', () => {
  for (const length of [0, 1, 55, 56, 64, 1000]) {
    const bytes = randomBytes(length);
    assert.equal(core.sha256(bytes), createHash('sha256').update(bytes).digest('hex'));
  }
});

test('randomness comes from the system', () => {
  const seeds = new Set(Array.from({ length: 20 }, () => core.randomSeed()));
  assert.equal(seeds.size, 20);
  for (const seed of seeds) assert.match(seed, /^[0-9a-f]{64}$/);
});

test('the glue makes no code from text', async () => {
  const glue = await readFile(new URL('core.js', folder), 'utf8');
  assert.doesNotMatch(glue, /\beval\(|new Function\(/);
});

test('core.d.ts describes exactly what is there', async () => {
  const text = await readFile(new URL('../../wasm/core.d.ts', import.meta.url), 'utf8');
  const bindings = await readFile(new URL('../../wasm/bindings.cc', import.meta.url), 'utf8');
  const [, body] = /export interface Core \{(.*?)\n\}/s.exec(text);
  const described = [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  const bound = [...bindings.matchAll(/emscripten::(?:function|class_<\w+>)\("(\w+)"/g)].map(([, name]) => name);
  // more() is in parts.js, and calls what else is bound.
  assert.deepEqual(described.sort(), [...bound.filter((name) => name !== 'moreIsThere'), 'more'].sort());
  for (const name of described) assert.equal(typeof core[name], 'function', name);
});

test('without core.more.wasm a command says so, and with it the answer is the same', async () => {
  const alone = await create({ wasmBinary: await readFile(new URL('core.wasm', folder)) });
  const json = ['run', '--format=json'];
  assert.deepEqual(alone.command(json), core.command(json));
  const further = [
    ...[
      ['run'],
      ['run', '--format', 'json', '--help'],
      ['run', '--format=json', '--format', 'text'],
      ['list'],
      ['help'],
    ],
    ...[['run', '--format', 'pcapng'], ['small', 'dhe', '--format', 'json'], ['attack', '--steal', 'server-key'], []],
  ];
  for (const words of further) {
    const { exit_code, out, err } = alone.command(words);
    assert.deepEqual([exit_code, out], [3, ''], words.join(' '));
    assert.match(err, /core\.more\.wasm/);
  }
  await alone.more(await readFile(new URL('core.more.wasm', folder)));
  for (const words of further) assert.deepEqual(alone.command(words), core.command(words), words.join(' '));
});

test('command takes a list and gives an object', () => {
  const { exit_code, out, err } = core.command(['--help']);
  assert.equal(typeof exit_code, 'number');
  assert.equal(typeof out, 'string');
  assert.equal(typeof err, 'string');
});
