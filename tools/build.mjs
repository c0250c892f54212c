// Building the parts, each only when what it is made of has changed. Node built-ins only.
//   node tools/build.mjs [native|asan|fuzz|wasm|page]…   (without a name: wasm and page)
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePrograms, forFuzz, forNative, forPage } from './programs.mjs';
import { Failure, main, root, run, say, stage } from './steps.mjs';

const inRoot = (...names) => path.join(root, ...names);

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${path.relative(root, file)}\0`);
    hash.update(existsSync(file) ? readFileSync(file) : 'absent');
    hash.update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

// installPackages is `npm ci`, when package-lock.json or Node has changed since the last time.
export async function installPackages() {
  const mark = inRoot('node_modules', '.handshake-playground');
  const wanted = `${digest([inRoot('package.json'), inRoot('package-lock.json')])} ${process.version} ${process.platform} ${process.arch}`;
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  await stage('Packages of the page and its tools (npm ci)', async () => {
    // npm gives its own path to the scripts it runs.
    const npm = process.env.npm_execpath;
    const [command, before] = npm && /\.c?js$/.test(npm) ? [process.execPath, [npm]] : ['npm', []];
    await run('npm ci', command, [...before, 'ci', '--no-audit', '--no-fund']);
    writeFileSync(mark, wanted);
  });
}

// buildPreset configures (when needed, with `settings`) and builds a CMake preset, or some of its targets.
export async function buildPreset(preset, settings = [], targets = []) {
  const folder = inRoot('build', preset);
  const cache = path.join(folder, 'CMakeCache.txt');
  if (existsSync(cache)) {
    // A build folder that was moved with its checkout cannot be used again.
    const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1];
    if (home !== root) rmSync(folder, { recursive: true });
  }
  if (!existsSync(path.join(folder, 'build.ninja'))) {
    const fresh = existsSync(cache) ? ['--fresh'] : [];
    await run(`configure ${preset}`, 'cmake', [...fresh, '--preset', preset, ...settings]);
  }
  await run(`build ${preset}`, 'cmake', [
    '--build',
    '--preset',
    preset,
    ...targets.flatMap((one) => ['--target', one]),
  ]);
}

// buildPage makes dist/ with Vite when the page, the core or the tools have changed.
export async function buildPage() {
  if (!existsSync(inRoot('web', 'index.html'))) throw new Failure('web/index.html is not there: no page to build.');
  const inputs = [
    ...filesBelow(inRoot('web')),
    ...['build/wasm/core.js', 'build/wasm/core.wasm', 'build/wasm/core.more.wasm', 'package-lock.json'].map((name) =>
      inRoot(name),
    ),
    ...filesBelow(inRoot('wasm')),
  ];
  const mark = inRoot('build', 'page.inputs');
  const wanted = digest(inputs);
  const done =
    ['index.html', 'handshake-playground.html', 'handshake-lessons.html', 'course.html'].every((name) =>
      existsSync(inRoot('dist', name)),
    ) &&
    existsSync(mark) &&
    readFileSync(mark, 'utf8') === wanted;
  if (done) return;
  rmSync(mark, { force: true });
  const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js');
  // The page, which empties dist/; then what is one file: dist/handshake-playground.html and its like.
  for (const config of ['vite.config.ts', 'single.config.ts', 'lessons.config.ts', 'course.config.ts'])
    await run(`build page (${config})`, process.execPath, [vite, 'build', '--config', inRoot('web', config)]);
  mkdirSync(inRoot('build'), { recursive: true });
  writeFileSync(mark, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const names = process.argv.slice(2);
    const known = ['native', 'asan', 'fuzz', 'wasm', 'page'];
    for (const name of names) {
      if (!known.includes(name)) throw new Failure(`There is no part "${name}". The parts are: ${known.join(', ')}.`);
    }
    const parts = names.length ? names : ['wasm', 'page'];
    const needs = { native: forNative, asan: forNative, fuzz: forFuzz, wasm: forPage, page: forPage };
    await ensurePrograms(parts.flatMap((part) => needs[part]));
    for (const part of parts) {
      if (part === 'page') {
        await installPackages();
        if (!parts.includes('wasm')) await stage('Core to WebAssembly', () => buildPreset('wasm'));
        await stage('Page', buildPage);
      } else {
        await stage(`Core, preset ${part}`, () => buildPreset(part));
      }
    }
    say('Built.');
  });
}
