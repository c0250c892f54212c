// embed.html in a frame of somebody else's page: sandboxed, under a strict policy; its height in every form.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../../tools/browser.mjs';
import { serve } from '../../tools/serve.mjs';
import { modules } from './support.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const dist = process.env.HANDSHAKE_PAGE ?? path.join(root, 'dist');
let browser, server, folder, site;

// The script that docs/embedding.md gives to hosts is the one that is tested.
const hostScript = () =>
  /```js\n(\/\/ handshake-host\.js[\s\S]*?)```/.exec(readFileSync(path.join(root, 'docs/embedding.md'), 'utf8'))[1];

before(async () => {
  site = await modules();
  folder = mkdtempSync(path.join(tmpdir(), 'embed-'));
  mkdirSync(path.join(folder, 'hs'));
  cpSync(dist, path.join(folder, 'hs'), { recursive: true });
  writeFileSync(path.join(folder, 'handshake-host.js'), hostScript());
  writeFileSync(
    path.join(folder, 'log.js'),
    `window.messages = []; addEventListener('message', ({ source, data }) =>
       messages.push([[...document.querySelectorAll('iframe')].findIndex((f) => f.contentWindow === source), data]));`,
  );
  browser = await launch();
  server = await serve({
    port: 0,
    folder,
    policy:
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
  });
});
after(async () => {
  await site.close();
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

async function host(queries, width) {
  const frames = queries
    .map(
      (q) => `<iframe class="handshake" sandbox="allow-scripts" title="A handshake" src="hs/embed.html?${q}"></iframe>`,
    )
    .join('');
  writeFileSync(
    path.join(folder, 'index.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>A course</title><link rel="icon" href="hs/icon.svg">
     <link rel="stylesheet" href="host.css"><script src="log.js"></script><script src="handshake-host.js"></script>${frames}</html>`,
  );
  writeFileSync(path.join(folder, 'host.css'), 'body { margin: 0 } iframe { width: 100%; border: 0; display: block }');
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.stack));
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && troubles.push(m.text()));
  page.on('request', (r) => new URL(r.url()).origin === new URL(server.url).origin || troubles.push(r.url()));
  await page.addInitScript(() => {
    window.violations = [];
    addEventListener('securitypolicyviolation', (e) =>
      window.violations.push(`${e.violatedDirective} ${e.blockedURI}`),
    );
  });
  await page.goto(server.url);
  const inside = page.frames().filter((frame) => frame.parentFrame());
  for (const frame of inside)
    await frame.waitForFunction(() => document.querySelector('handshake-playground')?.last > 0, undefined, {
      timeout: 20000,
      polling: 100, // a frame out of sight is not drawn, so it has no animation frames to wait for
    });
  return {
    page,
    inside,
    messages: () => page.evaluate(() => window.messages),
    async close() {
      for (const frame of page.frames()) assert.deepEqual(await frame.evaluate(() => window.violations), []);
      assert.deepEqual(troubles, []);
      await context.close();
    },
  };
}

for (const width of [320, 768, 1280]) {
  test(`a sandboxed frame of ${width} px: to the end of a handshake, and after each step the height is right`, async () => {
    const { page, inside, messages, close } = await host(
      ['scenario=tls12-dhe&view=all&controls=minimal&lang=de'],
      width,
    );
    const [frame] = inside;
    assert.equal(await frame.evaluate(() => self.origin), 'null');
    const last = await frame.evaluate(() => document.querySelector('handshake-playground').last);
    for (let step = 0; step <= last; step += 3) {
      await frame.evaluate(async (n) => {
        const element = document.querySelector('handshake-playground');
        element.go(n);
        await element.updateComplete;
      }, step);
      await page.waitForFunction(() => {
        const { height } = document.querySelector('iframe').getBoundingClientRect();
        const told = window.messages.findLast(([, data]) => data?.type === 'handshake-playground.height')?.[1].height;
        return Math.abs(height - told) < 1;
      });
      // Cards get their pictures one after the other: it settles.
      await frame
        .waitForFunction(() => document.documentElement.scrollHeight <= innerHeight + 1, undefined, { timeout: 20000 })
        .catch(() => assert.fail(`step ${step}: the frame stays too low`));
      const over = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `step ${step}: ${over} px too wide`);
    }
    const forms = (await messages()).map(([, data]) => data);
    const { height } = forms.findLast((data) => data?.type === 'handshake-playground.height');
    for (const form of [
      { subject: 'lti.frameResize', height },
      { type: 'plugin.resize', payload: { height } },
      { context: 'h5p', action: 'resize', scrollHeight: height, clientHeight: height },
      JSON.stringify({ action: 'resize', height }),
    ])
      assert.ok(
        forms.some((data) => JSON.stringify(data) === JSON.stringify(form)),
        JSON.stringify(form),
      );
    await close();
  });
}

test('two frames are two; messages from anybody change nothing', async () => {
  const { page, inside, messages, close } = await host(
    ['view=keys&step=9&controls=none', 'view=ladder&controls=minimal'],
    900,
  );
  const given = () => page.locator('iframe').evaluateAll((all) => all.map((f) => f.getBoundingClientRect().height));
  const asked = (frame) =>
    frame.evaluate(() => Math.ceil(document.querySelector('handshake-playground').getBoundingClientRect().height));
  // The second one is out of sight, and tells its height a moment later.
  for (let tries = 0; ; tries++) {
    const [wanted, has] = [await Promise.all(inside.map(asked)), await given()];
    if (JSON.stringify(wanted) === JSON.stringify(has)) break;
    assert.ok(tries < 400, `asked for ${wanted}, given ${has}`);
    await page.waitForTimeout(50);
  }
  const heights = await given();
  assert.notEqual(heights[0], heights[1]);
  const before = await inside[0].evaluate(() => document.querySelector('handshake-playground').renderRoot.textContent);
  await page.evaluate(() => {
    const target = document.querySelector('iframe').contentWindow;
    for (const junk of [
      null,
      1,
      'x',
      '{"a":1}',
      [],
      { context: 'h5p' },
      { context: 'h5p', action: 'eval' },
      { type: 'handshake-playground.go', step: 3 },
      { height: -1 },
    ])
      target.postMessage(junk, '*');
  });
  // The host script listens to its own frames only.
  await inside[1].evaluate(() => window.parent.frames[0].postMessage({ context: 'h5p', action: 'ready' }, '*'));
  await page.evaluate(() => window.postMessage({ type: 'handshake-playground.height', height: 9999 }, '*'));
  await page.waitForTimeout(200);
  assert.equal(
    await inside[0].evaluate(() => document.querySelector('handshake-playground').renderRoot.textContent),
    before,
  );
  assert.deepEqual(await given(), heights);
  const hello = async () => (await messages()).filter(([, data]) => data?.action === 'hello').length;
  assert.equal(await hello(), 0);
  await page.evaluate(() =>
    document.querySelector('iframe').contentWindow.postMessage({ context: 'h5p', action: 'ready' }, '*'),
  );
  await page.waitForFunction(() => window.messages.some(([from, data]) => from === 0 && data?.action === 'hello'));
  await close();
});

test('what is answered to whom', async () => {
  const { answerTo } = await site.load('embed/heights.ts');
  assert.deepEqual(answerTo({ context: 'h5p', action: 'ready' }), { context: 'h5p', action: 'hello' });
  for (const other of [
    undefined,
    null,
    '',
    0,
    {},
    { context: 'h5p' },
    { context: 'H5P', action: 'ready' },
    { action: 'ready' },
  ])
    assert.equal(answerTo(other), null);
});
