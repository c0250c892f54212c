// The page in one file: from the disk, in a sandboxed frame of a strict page, and written into a frame.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch } from '../../tools/browser.mjs';
import { serve } from '../../tools/serve.mjs';
import { dist, hashOf, loadCore, modules, openSite, seedOf, traceOf } from './support.mjs';

const file = path.join(dist, 'handshake-playground.html');
const modern = { group: 'x25519', suite: 'TLS_AES_128_GCM_SHA256', signature: 'ecdsa_secp256r1_sha256' };
const strict = "default-src 'none'; frame-src 'self'; img-src data:; require-trusted-types-for 'script'";

let browser, core, folder, server;
before(async () => {
  [browser, core] = await Promise.all([launch(), loadCore()]);
  folder = mkdtempSync(path.join(os.tmpdir(), 'single-'));
  copyFileSync(file, path.join(folder, 'handshake-playground.html'));
  const frame = (hash) => `<!doctype html><title>Course</title>
<link rel="icon" href="data:,"><iframe sandbox="allow-scripts" width="1200" height="800" src="handshake-playground.html${hash}"></iframe>`;
  writeFileSync(path.join(folder, 'host.html'), frame(''));
  writeFileSync(path.join(folder, 'german.html'), frame('#lang=de'));
  server = await serve({ folder, port: 0, policy: strict });
});
after(async () => {
  await browser?.close();
  await server?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** The places, and how the file gets there. `hash` is empty or #lang=de. */
const places = {
  'from the disk': (page, hash) => page.goto(pathToFileURL(file).href + hash),
  'in a sandboxed frame of a strict page': (page, hash) => page.goto(`${server.url}${hash ? 'german' : 'host'}.html`),
  'written into a sandboxed frame': async (page, hash, scripts) => {
    await page.setContent('<iframe sandbox="allow-scripts" width="1200" height="800"></iframe>');
    // Playwright's own scripts can come too late into a frame that is written, so they are written into it too.
    const first = scripts.map((script) => `<script>(${script})()</script>`).join('');
    const text = readFileSync(file, 'utf8').replace('<head>', (head) => head + first);
    await page.locator('iframe').evaluate((frame, content) => (frame.srcdoc = content), text);
  },
};

/** open puts the file somewhere and collects what goes wrong, and every request that is not for a page itself. */
async function open(place, { hash = '', init } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const troubles = [];
  const requests = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`error: ${error.stack}`));
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) requests.push(request.url());
  });
  const collect = () => {
    if (globalThis.violations) return;
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (e) =>
      globalThis.violations.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sample}`),
    );
  };
  const scripts = init ? [collect, init] : [collect];
  for (const script of scripts) await page.addInitScript(script);
  await places[place](page, hash, scripts);
  const inner = await page.locator('iframe').count();
  const frame = inner ? await (await page.locator('iframe').elementHandle()).contentFrame() : page.mainFrame();
  return {
    page,
    frame,
    requests,
    troubles,
    ready: () => frame.locator('beat-story h2').waitFor(),
    violations: () => frame.evaluate(() => globalThis.violations),
    async calm() {
      assert.deepEqual(await frame.evaluate(() => globalThis.violations), []);
      assert.deepEqual(troubles, []);
      assert.deepEqual(requests, []);
    },
    close: () => context.close(),
  };
}

/** walk steps from the first to the last step and gives the titles on the way. */
async function walk({ page, frame }) {
  await frame.locator('beat-story h2').click();
  await page.keyboard.press('Home');
  const last = await frame.evaluate(() => document.querySelector('handshake-playground').model.beats.length - 1);
  const titles = [];
  for (let step = 0; step <= last; step++) {
    if (step > 0) await page.keyboard.press('ArrowRight');
    await frame.waitForFunction((at) => {
      const app = document.querySelector('handshake-playground');
      return app.current === at && !app.isUpdatePending;
    }, step);
    titles.push(await frame.locator('beat-story h2').innerText());
  }
  return titles;
}

const traceIn = (frame) =>
  frame.evaluate(() => JSON.stringify(document.querySelector('handshake-playground').model.trace));
const sameTrace = (text, args) => {
  const { exit_code, ...trace } = traceOf(core, args);
  assert.equal(exit_code, 0);
  assert.equal(text, JSON.stringify(trace));
};

for (const place of Object.keys(places)) {
  test(`${place} the page comes to the end of a handshake`, async (t) => {
    t.diagnostic(`${statSync(file).size} bytes`);
    const opened = await open(place);
    await opened.ready();
    const titles = await walk(opened);
    assert.ok(titles.length > 30);
    assert.match(titles.join('\n'), /The client sends ClientHello/);
    sameTrace(
      await traceIn(opened.frame),
      Object.entries(modern).map(([name, value]) => `--${name}=${value}`),
    );
    assert.equal(
      await opened.frame.evaluate(() => document.querySelector('handshake-playground').core.inWorker),
      false,
    );
    await opened.calm();
    await opened.close();
  });

  test(`${place} the page speaks German`, async () => {
    const written = place.startsWith('written');
    // A frame that is written has no address: there the browser wishes for German. (Playwright's locale can come too late.)
    const wish = () =>
      Object.defineProperty(navigator, 'languages', { value: ['fr', 'de-AT', 'en'], configurable: true });
    const opened = await open(place, written ? { init: wish } : { hash: '#lang=de' });
    await opened.ready();
    assert.equal(await opened.frame.evaluate(() => document.documentElement.lang), 'de');
    assert.match((await walk(opened)).join('\n'), /Der Client sendet ClientHello/);
    await opened.frame.locator('language-switch select').selectOption('en');
    await opened.frame.locator('beat-story h2', { hasText: /The/ }).waitFor();
    await opened.calm();
    await opened.close();
  });

  test(`${place} nothing breaks where address, storage and clipboard are refused`, async () => {
    const opened = await open(place);
    const { frame } = opened;
    await opened.ready();
    const before = await traceIn(frame);
    await frame.getByRole('button', { name: 'New seed' }).click();
    await frame.waitForFunction(
      (old) => JSON.stringify(document.querySelector('handshake-playground').model.trace) !== old,
      before,
    );
    await frame.locator('.theme').click();
    // One side by hand: the address, or what the page keeps in its place, names it.
    await frame.getByRole('button', { name: 'Two windows' }).click();
    await frame.locator('split-desk').waitFor();
    await frame.locator('split-bar').getByRole('button', { name: 'Back to both sides' }).click();
    await frame.locator('settings-bar').waitFor();
    await opened.calm();
    await opened.close();
  });

  test(`${place} without WebAssembly the recorded example plays`, async () => {
    const opened = await open(place, { init: () => delete globalThis.WebAssembly });
    await opened.ready();
    assert.match(
      await opened.frame.locator('recorded-notice p').innerText(),
      /A recording plays\. This browser has no WebAssembly/,
    );
    const titles = await walk(opened);
    assert.ok(titles.length > 30);
    sameTrace(
      await traceIn(opened.frame),
      Object.entries(modern).map(([name, value]) => `--${name}=${value}`),
    );
    await opened.page.keyboard.press('Home');
    // The others are not inside.
    const cards = opened.frame.locator('preset-gallery button.card');
    await cards.first().waitFor();
    assert.equal(await cards.count(), 13);
    assert.equal(await opened.frame.locator('preset-gallery button.card:enabled').count(), 1);
    await opened.calm();
    await opened.close();
  });
}

test('bytes come back from letters, whatever they are', async () => {
  const site = await modules();
  const { fromLetters, toLetters } = await site.load('single/letters.ts');
  await site.close();
  for (let length = 0; length < 300; length++)
    for (const bytes of [
      Uint8Array.from({ length }, (_, i) => (i * 73 + length * 31) % 256),
      new Uint8Array(length).fill(length % 2 ? 255 : 0),
    ]) {
      const text = toLetters(bytes);
      assert.match(text, /^\d+ [^"`\\<]*$/);
      assert.ok(text.length <= 5 + Math.ceil((length * 8) / 13) * 2);
      assert.deepEqual(fromLetters(text), bytes);
    }
});

test('both builds make the same trace', async () => {
  const site = await openSite();
  const hash = hashOf({ ...modern, group: 'X25519MLKEM768', seed: seedOf(0x5a) });
  const [many, one] = [await site.open(hash), await open('from the disk', { hash })];
  await Promise.all([many.ready(), one.ready()]);
  const text = await traceIn(one.frame);
  assert.equal(text, await traceIn(many.page.mainFrame()));
  assert.match(text, /X25519MLKEM768/);
  assert.ok(text.includes(seedOf(0x5a)));
  await one.calm();
  await one.close();
  await site.close();
});

test('a browser that cannot open what is packed is told so, in words that lie ready', async () => {
  const opened = await open('from the disk', { init: () => delete globalThis.DecompressionStream });
  await opened.frame.getByText('it lacks DecompressionStream').waitFor();
  assert.ok(await opened.frame.getByText('Ihm fehlt DecompressionStream').isVisible());
  await opened.calm();
  await opened.close();
});

test('the file names nothing outside and its policy allows no other script', () => {
  const text = readFileSync(file, 'utf8');
  const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(text)[1];
  assert.match(
    policy,
    /^default-src 'none'; script-src 'sha256-[\w+/=]{44}' 'wasm-unsafe-eval'; style-src 'sha256-[\w+/=]{44}';/,
  );
  assert.match(policy, /require-trusted-types-for 'script'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*|http|connect-src/);
  assert.equal(text.match(/<script/gi).length, 1);
  assert.equal(text.match(/<\/script/gi).length, 1);
});

test('lessons and the eavesdropper are in the other file: this one says so, that one has them', async () => {
  const plain = await open('from the disk', { hash: '#view=attack' });
  await plain.frame.locator('attack-view', { hasText: 'handshake-lessons.html' }).waitFor();
  await plain.frame.getByRole('button', { name: 'Lessons' }).click();
  const link = plain.frame.locator('lesson-list a');
  assert.equal(await link.getAttribute('href'), 'handshake-lessons.html');
  await plain.calm();
  await plain.close();

  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.stack));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('request', (request) => !request.isNavigationRequest() && troubles.push(request.url()));
  const lessons = pathToFileURL(path.join(dist, 'handshake-lessons.html')).href;
  // The figure asks the second part of the core.
  await page.goto(`${lessons}#lesson=small-numbers&screen=2`);
  await page.locator('figure-powers svg').waitFor();
  await page.getByRole('button', { name: 'Lessons' }).click();
  await page.locator('lesson-list button').nth(8).waitFor();
  assert.deepEqual(troubles, []);
  await context.close();
});
