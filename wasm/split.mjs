// Cuts what emcc linked in two: core.wasm, and core.more.wasm with what only some pages come to need.
//   node wasm/split.mjs WHOLE.wasm SYMBOLS CORE.wasm MORE.wasm   (wasm-dis and wasm-split of binaryen: WASM_DIS, WASM_SPLIT)
// The cut is made at the functions below. What can be reached past them only goes with them; all else stays.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

// Whoever calls one of these must know that the second part is there: command() in bindings.cc looks before it does.
const entrances = [
  ...['session::attack', 'session::small_numbers', 'session::small_help', 'eavesdropper::write_capture'],
  ...['session::story', 'session::key_log', 'session::options_help'],
];
// Functions that are called through pointers belong to the second part by their names.
const named = /^(?:non-virtual thunk to )?(?:eavesdropper::|crypto::small::|session::(?:attack|small_))/;

const [whole, symbols, core, more] = process.argv.slice(2);
const { WASM_DIS = 'wasm-dis', WASM_SPLIT = 'wasm-split' } = process.env;

// Imports come first in the map, in the order of the module's; wasm-dis counts the functions behind them from 0.
const text = execFileSync(WASM_DIS, [whole], { encoding: 'utf8', maxBuffer: 2 ** 28 }).split('\n');
const imports = text.filter((line) => /^ \(import .*\(func \$/.test(line)).length;
const names = readFileSync(symbols, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.slice(line.indexOf(':') + 1))
  .map((name) => name.replace(/\\([0-9a-f]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))));
const nameOf = (id) => names[Number(id) + imports] ?? '';

const calls = new Map();
const [exported, inTable] = [new Set(), new Set()];
let at = null;
for (const line of text) {
  const begins = /^ \(func \$(\d+)/.exec(line);
  const out = /^ \(export "[^"]*" \(func \$(\d+)\)\)/.exec(line);
  if (begins) calls.set((at = begins[1]), new Set());
  else if (out) exported.add(out[1]);
  else if (line.startsWith(' (elem ')) for (const [, id] of line.matchAll(/\$(\d+)/g)) inTable.add(id);
  else if (at !== null) for (const [, id] of line.matchAll(/\(call \$(\d+)/g)) calls.get(at).add(id);
}

const gates = new Set(
  entrances.map((name) => {
    const found = [...calls.keys()].filter((id) => nameOf(id).startsWith(`${name}(`));
    if (found.length !== 1) throw new Error(`${symbols}: ${found.length} functions are called ${name}, not one`);
    return found[0];
  }),
);
const kept = new Set();
const waiting = [...exported, ...[...inTable].filter((id) => !named.test(nameOf(id)))];
while (waiting.length > 0) {
  const id = waiting.pop();
  if (kept.has(id) || gates.has(id)) continue;
  kept.add(id);
  waiting.push(...(calls.get(id) ?? []));
}
const cut = [...calls.keys()].filter((id) => !kept.has(id));

const list = `${more}.functions`;
writeFileSync(list, cut.join('\n'));
execFileSync(
  WASM_SPLIT,
  [
    whole,
    `--split-funcs=@${list}`,
    ...['--export-prefix=%', '--enable-mutable-globals', '--enable-sign-ext'],
    ...['-o1', core, '-o2', more],
  ],
  { stdio: 'inherit' },
);
rmSync(list);
console.log(`${cut.length} of ${calls.size} functions are in ${more}`);
