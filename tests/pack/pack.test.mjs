// The npm package: packed, installed into an empty folder without a network, and used from there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, createServer } from 'vite';
import { launch } from '../../tools/browser.mjs';
import { manifest } from '../../tools/manifest.mjs';
import { serve } from '../../tools/serve.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const seed = '5a'.repeat(32);
const top = mkdtempSync(path.join(tmpdir(), 'pack-'));
const consumer = path.join(top, 'consumer');
const installed = path.join(consumer, 'node_modules/handshake-playground');
let browser, packed;

// npm and node, as a person would call them. What is given must end well.
function run(command, args, cwd = consumer) {
  const env = { ...process.env, npm_config_cache: path.join(top, 'cache'), npm_config_update_notifier: 'false' };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${error ?? ''}${stdout.slice(-3000)}${stderr.slice(-3000)}`);
  return stdout;
}
const write = (name, text) => {
  mkdirSync(path.dirname(path.join(consumer, name)), { recursive: true });
  writeFileSync(path.join(consumer, name), text);
};

before(async () => {
  mkdirSync(consumer);
  write('package.json', '{ "name": "consumer", "private": true, "type": "module" }');
  const starting = launch();
  // prepack looks whether everything is built.
  run(process.execPath, [path.join(root, 'tools/prepack.mjs')], root);
  [packed] = JSON.parse(run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', top], root));
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', path.join(top, packed.filename)]);
  browser = await starting;
});
after(async () => {
  await browser?.close();
  rmSync(top, { recursive: true });
});

// watched opens an address and plays the element there to its end. Nothing may go wrong, and nobody else be asked.
async function watched(address, { own = new URL(address).origin, requests } = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB' });
  const page = await context.newPage();
  const troubles = [];
  const asked = [];
  page.on('pageerror', (error) => troubles.push(error.stack));
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && troubles.push(m.text()));
  page.on('request', (request) => {
    asked.push(request.url());
    if (request.url() !== address && !request.url().startsWith(`${own}/`)) troubles.push(`asked for ${request.url()}`);
  });
  await page.addInitScript(() => {
    window.violations = [];
    addEventListener('securitypolicyviolation', (e) =>
      window.violations.push(`${e.violatedDirective} ${e.blockedURI}`),
    );
  });
  await page.goto(address);
  const end = await page.evaluate(async () => {
    const element = document.querySelector('handshake-playground');
    if (!element.last) await new Promise((ready) => element.addEventListener('ready', ready, { once: true }));
    const finished = new Promise((done) => element.addEventListener('finished', ({ detail }) => done(detail)));
    element.go(element.last);
    const { observedAttributes } = customElements.get('handshake-playground');
    return { ...(await finished), step: element.step, observedAttributes, text: element.shadowRoot.textContent };
  });
  assert.equal(end.step, end.last);
  assert.ok(end.last > 20 && !end.failed);
  assert.match(end.text, /The (client|server) /);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  assert.deepEqual(troubles, []);
  requests?.push(...asked);
  const workers = page.workers().map((worker) => worker.url());
  await context.close();
  return { ...end, workers };
}

test('the package holds what it needs and no more', (t) => {
  t.diagnostic(`npm package: ${packed.size} bytes packed, ${packed.unpackedSize} unpacked, ${packed.entryCount} files`);
  const json = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  assert.deepEqual(Object.keys(json.dependencies ?? {}), []);
  const targets = [
    json.types,
    json.customElements,
    json.bin['handshake-playground'],
    ...Object.values(json.exports).flatMap((to) => (typeof to === 'string' ? to : Object.values(to))),
  ].filter((name) => !name.includes('*'));
  for (const name of targets) assert.ok(existsSync(path.join(installed, name)), `${name} is named and not there`);
  const strays = packed.files
    .map(({ path: name }) => name)
    .filter((name) => !/^(dist|docs)\/|^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(name))
    .filter((name) => !targets.some((to) => to.replace(/^\.\//, '') === name));
  assert.deepEqual(strays, []);
  // The pages in one file are two thirds of it: letters hardly compress.
  assert.ok(packed.size < 3_000_000, `${packed.size} bytes`);
});

test('a consumer in TypeScript', () => {
  cpSync(path.join(import.meta.dirname, 'consumer.ts'), path.join(consumer, 'types/consumer.ts'));
  for (const [module, moduleResolution] of [
    ['esnext', 'bundler'],
    ['nodenext', 'nodenext'],
  ]) {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      strict: true,
      noEmit: true,
      skipDefaultLibCheck: true,
      types: [],
    };
    write('types/tsconfig.json', JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'types']);
  }
});

test('from node_modules in a page, and the attributes are those of the manifest', async (t) => {
  const policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; require-trusted-types-for 'script'";
  write(
    'index.html',
    `<!doctype html><html lang="en"><title>A course</title>
     <script type="module" src="node_modules/handshake-playground/dist/handshake-playground.js"></script>
     <handshake-playground scenario="tls12-dhe"></handshake-playground></html>`,
  );
  write('favicon.ico', '');
  const server = await serve({ folder: consumer, port: 0, policy });
  t.after(() => server.close());
  const { observedAttributes } = await watched(server.url);
  const [{ attributes }] = manifest().modules[0].declarations;
  const told = attributes.map(({ name }) => name);
  assert.deepEqual([...observedAttributes].sort(), told.sort(), 'HandshakePlaygroundAttributes in web/element.d.ts');
});

const bundled = {
  root: path.join(consumer, 'app'),
  cacheDir: path.join(top, 'vite'),
  configFile: false,
  logLevel: 'error',
};
const app = () => {
  write(
    'app/index.html',
    `<!doctype html><html lang="en"><title>An app</title><script type="module" src="./main.js"></script>
     <handshake-playground scenario="hybrid"></handshake-playground></html>`,
  );
  write('app/main.js', `import 'handshake-playground';\n`);
  write('app/public/favicon.ico', '');
};

// withWorker plays the element, and sees that the core runs in its worker.
async function withWorker(address) {
  const { workers } = await watched(address);
  assert.equal(workers.length, 1);
  assert.match(workers[0], /worker-[^/]*\.js/);
}

test('bundled by Vite: its chunks, the worker and the core are found', async (t) => {
  app();
  await build({ ...bundled, base: './', build: { outDir: path.join(top, 'site/deep'), emptyOutDir: true } });
  writeFileSync(path.join(top, 'site/favicon.ico'), '');
  const server = await serve({ folder: path.join(top, 'site'), port: 0 });
  t.after(() => server.close());
  await withWorker(`${server.url}deep/index.html`);
});

test('served by Vite while one works on it', async (t) => {
  app();
  const server = await createServer({
    ...bundled,
    server: { port: 0, host: '127.0.0.1', hmr: false, fs: { allow: [consumer] } },
  });
  t.after(() => server.close());
  await server.listen();
  await withWorker(server.resolvedUrls.local[0]);
});

test('the single file from the disk asks for nothing', async () => {
  const requests = [];
  const address = pathToFileURL(path.join(installed, 'dist/handshake-playground.html')).href;
  await watched(address, { requests, own: address });
  assert.deepEqual(requests, [address]);
});

test('the command and the core of the package give the bytes of the repository’s', async () => {
  const { default: create } = await import(pathToFileURL(path.join(root, 'build/wasm/core.js')).href);
  const core = await create({ wasmBinary: readFileSync(path.join(root, 'build/wasm/core.wasm')) });
  const args = ['run', '--seed', seed, '--format', 'json'];
  const { out } = core.command(args);
  assert.ok(out.length > 10_000);
  assert.equal(run('npx', ['--no-install', 'handshake-playground', ...args]), out);
  write(
    'core.js',
    `import { readFileSync } from 'node:fs';
     import create from 'handshake-playground/core';
     const wasm = import.meta.resolve('handshake-playground/core.wasm');
     const core = await create({ wasmBinary: readFileSync(new URL(wasm)) });
     process.stdout.write(core.command(${JSON.stringify(args)}).out);`,
  );
  assert.equal(run(process.execPath, ['core.js']), out);
});

test('prepack says what to run when something is not built', () => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'tools/prepack.mjs'), consumer], {
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(stderr.trim(), /^The package needs build\/wasm\/core\.js, .*Run first: npm run build[^\n]*$/);
});

test('links of oEmbed stay out of the package, and leave the service worker true', () => {
  const folder = path.join(top, 'linked');
  cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true });
  cpSync(path.join(root, 'build/wasm'), path.join(folder, 'build/wasm'), { recursive: true });
  const { size } = statSync(path.join(folder, 'dist/index.html'));
  const tool = (...args) =>
    run(process.execPath, [path.join(root, 'tools/oembed.mjs'), ...args, path.join(folder, 'dist')]);
  tool('--url', 'https://host.example/tls/');
  assert.ok(statSync(path.join(folder, 'dist/index.html')).size > size);
  const prepack = () =>
    spawnSync(process.execPath, [path.join(root, 'tools/prepack.mjs'), folder], { encoding: 'utf8' }).stderr.trim();
  assert.match(prepack(), /oEmbed answers for https:\/\/host\.example\/tls\/.*build:oembed -- --remove$/);
  const worker = readFileSync(path.join(folder, 'dist/sw.js'), 'utf8');
  for (const name of ['index.html', 'embed.html']) {
    const hash = createHash('sha256')
      .update(readFileSync(path.join(folder, 'dist', name)))
      .digest('base64');
    assert.ok(worker.includes(`"${name}":"${hash}"`), name);
  }
  tool('--remove');
  assert.equal(prepack(), '');
});
