// npm run bench: measures the core, native and in WebAssembly, and the page, in one run.
// tests/bench/*.cc is the native part, tests/bench/*.mjs the others; arguments go to each of them.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { buildPage, buildPreset, installPackages } from './build.mjs';
import { ensurePrograms, forBrowser, forNative, forPage } from './programs.mjs';
import { Failure, main, root, run, stage } from './steps.mjs';

await main(async () => {
  const folder = path.join(root, 'tests', 'bench');
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const scripts = files.filter((name) => name.endsWith('.mjs'));
  const native = files.some((name) => name.endsWith('.cc'));
  if (!native && !scripts.length) throw new Failure('tests/bench has nothing to measure yet.');
  await stage('Programs', () => ensurePrograms([...(native ? forNative : []), ...forPage, ...forBrowser]));
  await installPackages();
  if (native) await stage('Native build', () => buildPreset('native'));
  await stage('WebAssembly build', () => buildPreset('wasm'));
  await stage('Page', () => buildPage());
  const args = process.argv.slice(2);
  if (native) await run('bench', path.join(root, 'build', 'native', 'tests', 'bench'), args, { stream: true });
  for (const script of scripts) {
    await run(script, process.execPath, [path.join(folder, script), ...args], { stream: true });
  }
});
