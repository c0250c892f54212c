// The bench in WebAssembly, in node. Arguments go to it: --rounds N, --milliseconds N, --only NAME.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const build = spawnSync('cmake', ['--build', '--preset', 'wasm', '--target', 'bench'], { cwd: root, encoding: 'utf8' });
if (build.status !== 0) {
  process.stderr.write(`${build.stdout}${build.stderr}\nThe bench in WebAssembly could not be built.\n`);
  process.exit(1);
}
const folder = new URL('../../build/wasm/bench/', import.meta.url);
const { default: create } = await import(new URL('bench.js', folder));
await create({
  wasmBinary: await readFile(new URL('bench.wasm', folder)),
  arguments: process.argv.slice(2),
  print: (line) => process.stdout.write(`${line}\n`),
  printErr: (line) => process.stderr.write(`${line}\n`),
});
