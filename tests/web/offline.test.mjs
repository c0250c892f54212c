// Offline: after the first visit the page needs no server, a new build takes over whole, and nothing else is kept.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { launch } from '../../tools/browser.mjs';
import { serve } from '../../tools/serve.mjs';

const dist = process.env.HANDSHAKE_PAGE ?? path.resolve(import.meta.dirname, '../../dist');
const top = mkdtempSync(path.join(tmpdir(), 'offline-'));
const site = path.join(top, 'site');
// Not at the top of its host, as on many a static host.
const home = path.join(site, 'sub folder');
mkdirSync(site);
cpSync(dist, home, { recursive: true });
writeFileSync(path.join(site, 'foreign.txt'), 'not of the page');
const browser = await launch();
let server = await serve({ folder: site, port: 0 });
const { port } = server;
const address = `${server.url}sub%20folder/`;
test.after(async () => {
  await browser.close();
  await server.close();
  rmSync(top, { recursive: true });
});

const context = await browser.newContext();
const title = (page) => page.locator('beat-story h2').first().innerText({ timeout: 20000 });
const installed = (page) =>
  page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active.state !== 'activated') await new Promise((done) => active.addEventListener('statechange', done));
  });
/** kept gives what each cache of the origin holds: addresses below the folder. */
const kept = (page) =>
  page.evaluate(async () => {
    const all = {};
    for (const name of await caches.keys()) {
      const requests = await (await caches.open(name)).keys();
      all[name] = requests.map((request) => decodeURI(request.url)).sort();
    }
    return all;
  });
const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'sw.js')
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    // What is fetched by few, or by hand, is not kept.
    .filter(
      (name) =>
        !name.startsWith('recorded/') &&
        !['handshake-playground.html', 'handshake-lessons.html', 'course.html'].includes(name),
    )
    .map((name) => decodeURI(address) + name.replace(/(^|\/)index\.html$/, '$1'))
    .sort();

let english;

test('after the first visit the page works without its server, in German too', async () => {
  const page = await context.newPage();
  await page.goto(address);
  english = await title(page);
  await installed(page);
  await server.close();
  await page.reload();
  assert.equal(await title(page), english);
  await page.goto(`${address}index.html?from=a-link#lang=de`);
  const german = await title(page);
  assert.notEqual(german, english);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
  await page.close();
});

test('it keeps all files of the build and nothing else', async () => {
  server = await serve({ folder: site, port });
  const page = await context.newPage();
  await page.goto(address);
  await title(page);
  assert.ok(await page.evaluate(() => navigator.serviceWorker.controller !== null));
  assert.equal(await page.evaluate(async () => (await fetch('../foreign.txt')).text()), 'not of the page');
  assert.equal(await page.evaluate(async () => (await fetch('./missing.js')).status), 404);
  assert.equal(await page.evaluate(async () => (await fetch('./', { method: 'POST' })).status), 405);
  const caches = await kept(page);
  assert.deepEqual(Object.values(caches), [filesOf(home)]);
  await server.close();
  for (const name of ['../foreign.txt', './missing.js'])
    assert.equal(await page.evaluate((n) => fetch(n).then(String, () => 'no answer'), name), 'no answer');
  await page.close();
});

// rebuild makes another build out of the one that is there, as the plugin would: changed files under other names.
function rebuild() {
  rmSync(home, { recursive: true });
  cpSync(dist, home, { recursive: true });
  const hash = (content) => createHash('sha256').update(content).digest('base64');
  let worker = readFileSync(path.join(home, 'sw.js'), 'utf8');
  let html = readFileSync(path.join(home, 'index.html'), 'utf8');
  const old = /assets\/(index-[\w-]+)\.js/.exec(html)[1];
  const script = readFileSync(path.join(home, 'assets', `${old}.js`), 'utf8');
  const renewed = `document.documentElement.dataset.build = 'second';\n${script}`;
  rmSync(path.join(home, 'assets', `${old}.js`));
  writeFileSync(path.join(home, 'assets', 'index-SECOND22.js'), renewed);
  const oldHash = hash(html);
  html = html.replace(old, 'index-SECOND22');
  writeFileSync(path.join(home, 'index.html'), html);
  worker = worker.replace(`assets/${old}.js`, 'assets/index-SECOND22.js').replace(hash(script), hash(renewed));
  worker = worker.replace(oldHash, hash(html));
  const build = /\+["'`]([\w+/]{43}=)["'`]/.exec(worker)[1];
  worker = worker.replace(build, hash(worker));
  writeFileSync(path.join(home, 'sw.js'), worker);
}

test('a new build that is not whole changes nothing; a whole one takes over at the next opening, whole', async () => {
  rebuild();
  const whole = readFileSync(path.join(home, 'assets', 'index-SECOND22.js'));
  writeFileSync(path.join(home, 'assets', 'index-SECOND22.js'), whole.subarray(0, whole.length / 2));
  server = await serve({ folder: site, port });
  const build = (page) => page.evaluate(() => document.documentElement.dataset['build'] ?? 'first');

  const first = await context.newPage();
  await first.goto(address);
  await title(first);
  const update = () =>
    first.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const done = new Promise((resolve) =>
        registration.addEventListener('updatefound', () => {
          const { installing } = registration;
          installing.addEventListener('statechange', () => resolve(installing.state));
        }),
      );
      if (registration.waiting) return 'installed';
      await registration.update().catch(() => {});
      return done;
    });
  assert.equal(await update(), 'redundant');
  await first.reload();
  assert.equal(await title(first), english);
  assert.equal(await build(first), 'first');

  writeFileSync(path.join(home, 'assets', 'index-SECOND22.js'), whole);
  assert.equal(await update(), 'installed');
  assert.equal(Object.keys(await kept(first)).length, 2);
  // While a page of the old build is open, it has all of the old build.
  await first.locator('language-switch select').selectOption('de');
  await first.waitForFunction(() => document.documentElement.lang === 'de');
  assert.equal(await build(first), 'first');
  // A page beside the folder sees the new build take over when the last page of the old one is gone.
  const beside = await context.newPage();
  await beside.goto(`${server.url}foreign.txt`);
  await first.close();
  await beside.waitForFunction(async (at) => !(await navigator.serviceWorker.getRegistration(at)).waiting, address);

  await server.close();
  const second = await context.newPage();
  await second.goto(address);
  await title(second);
  assert.equal(await build(second), 'second');
  await second.waitForFunction(async () => (await caches.keys()).length === 1);
  assert.deepEqual(Object.values(await kept(second)), [filesOf(home)]);
  await second.close();
});

for (const where of ['a sandboxed frame', 'plain http']) {
  test(`where workers are not allowed nothing is said and nothing breaks: ${where}`, async () => {
    const other = await serve({ folder: dist, port: 0 });
    const args = ['--disable-dev-shm-usage', '--disable-gpu', '--host-resolver-rules=MAP plain.test 127.0.0.1'];
    const own = await launch({ args });
    try {
      const page = await own.newPage();
      const said = [];
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(String(error)));
      let inside = page;
      if (where === 'a sandboxed frame') {
        // Such a frame has an origin of its own, so the server must allow others.
        await page.route('**/*', async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } });
        });
        await page.route('**/frame.html', (route) =>
          route.fulfill({ contentType: 'text/html', body: '<iframe sandbox="allow-scripts" src="/"></iframe>' }),
        );
        await page.goto(`${other.url}frame.html`);
        inside = page.frameLocator('iframe');
      } else if (where === 'plain http') {
        await page.goto(`http://plain.test:${other.port}/`);
        assert.equal(await page.evaluate(() => isSecureContext), false);
      } else {
        assert.fail(where);
      }
      assert.ok((await inside.locator('beat-story h2').first().innerText()).length > 0);
      await page.waitForTimeout(1500);
      assert.deepEqual(said, []);
    } finally {
      await own.close();
      await other.close();
    }
  });
}
