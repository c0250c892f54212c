// Includes point left: wire, crypto, trace, schedule, handshake, eavesdropper, session, then cli or wasm.
//   node tools/check-layers.mjs [FOLDER]   (a tree with native/ and wasm/ in it; without: this one)
// Prints each offending line and ends with code 1 when there is one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const core = ['wire', 'crypto', 'trace', 'schedule', 'handshake', 'eavesdropper', 'session'];
const tops = ['cli', 'wasm'];
// The core is a function of its inputs: no clock, no thread, no stream, no locale of its own.
const notInCore = ['iostream', 'chrono', 'thread', 'mutex', 'atomic', 'ctime', 'time.h', 'random', 'locale', 'fstream'];

function sourcesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(h|cc|c|inc)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

// layerOf names the layer of a file, given by its path from the top of the tree.
function layerOf(file) {
  const [first, second, third] = file.split(path.sep);
  if (first === 'wasm') return 'wasm';
  return first === 'native' && third !== undefined ? second : undefined;
}

function mayUse(layer) {
  const at = core.indexOf(layer);
  return at >= 0 ? core.slice(0, at + 1) : [...core, layer];
}

// problemsIn gives one line for every include that breaks a rule, and for every file outside the layers.
export function problemsIn(tree) {
  const problems = [];
  for (const top of ['native', 'wasm']) {
    for (const full of sourcesBelow(path.join(tree, top))) {
      const file = path.relative(tree, full);
      const layer = layerOf(file);
      if (!core.includes(layer) && !tops.includes(layer)) {
        problems.push(`${file}: is in no layer (${[...core, ...tops].join(', ')})`);
        continue;
      }
      readFileSync(full, 'utf8')
        .split('\n')
        .forEach((line, index) => {
          const found = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(line);
          if (!found) return;
          const [, mark, name] = found;
          const report = (why) => problems.push(`${file}:${index + 1}: ${line.trim()}: ${why}`);
          const first = name.split('/')[0];
          if (/^\.\.?\//.test(name) || name.includes('/../')) {
            report('includes are written from native/, without . and ..');
          } else if (first === 'openssl' || /^(crypto\/fipsmodule|crypto\/kyber|ssl)\//.test(name)) {
            if (layer !== 'crypto') report('BoringSSL is used in native/crypto only');
          } else if (first === 'emscripten' || name === 'emscripten.h') {
            if (layer !== 'wasm') report('Emscripten is used in wasm only');
          } else if (core.includes(first) || tops.includes(first)) {
            if (!mayUse(layer).includes(first)) report(`${layer} stands to the left of ${first}`);
          } else if (mark === '"' && layer !== 'wasm') {
            report('of no layer: project includes begin with the name of one');
          } else if (core.includes(layer) && notInCore.includes(name)) {
            report('not in the core: it has no clocks, threads, streams or randomness of its own');
          }
        });
    }
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
  const problems = problemsIn(path.resolve(process.argv[2] ?? here));
  for (const problem of problems) console.log(problem);
  if (problems.length) process.exitCode = 1;
}
