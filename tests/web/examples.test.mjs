// The pages of examples/, as hosts lay them out: each to the end of a handshake, with no violation and no foreign request.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../../tools/browser.mjs';
import { assemble, policy } from '../../tools/examples.mjs';
import { serve } from '../../tools/serve.mjs';
import { dist } from './support.mjs';

let browser, server, folder;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'examples-'));
  await assemble(folder, dist);
  [browser, server] = await Promise.all([launch(), serve({ folder, port: 0, policy })]);
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(place, width) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.stack));
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && troubles.push(m.text()));
  page.on('request', (request) => {
    const { protocol, hostname, port } = new URL(request.url());
    const ours = ['localhost', '127.0.0.1'].includes(hostname) && Number(port) === server.port;
    if (!ours && !['data:', 'blob:'].includes(protocol)) troubles.push(request.url());
  });
  await page.goto(new URL(place, server.url).href);
  return {
    page,
    frames: () => page.frames().filter((frame) => frame.parentFrame()),
    async close() {
      assert.deepEqual(troubles, []);
      await context.close();
    },
  };
}

async function poll(holds, what = () => 'it did not come about') {
  for (let i = 0; !holds(); i++) {
    assert.ok(i < 400, String(what()));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** walk goes through the steps of an element, with `after` at each. */
async function walk(frame, after_ = () => {}, stride = 1) {
  const element = frame.locator('handshake-playground').first();
  // A frame out of sight is not drawn, so it has no animation frames to wait for.
  await frame.waitForFunction(() => document.querySelector('handshake-playground')?.last > 0, null, { polling: 50 });
  const last = await element.evaluate((one) => one.last);
  for (let step = 0; step < last + stride; step += stride) {
    await element.evaluate(async (one, n) => {
      one.go(n);
      await one.updateComplete;
    }, step);
    await after_();
  }
  assert.equal(await element.evaluate((one) => one.step), last);
  assert.ok(last > 30);
}

// The frame comes to the height that its element asks for, and scrolls in no direction.
async function hasItsHeight(page, index, frame) {
  let seen;
  for (let tries = 0; tries < 400; tries++) {
    const [asked, over] = await frame.evaluate(() => {
      const { scrollHeight, scrollWidth } = document.documentElement;
      const { height } = document.querySelector('handshake-playground').getBoundingClientRect();
      return [Math.ceil(height), Math.max(scrollHeight - innerHeight, scrollWidth - innerWidth)];
    });
    const has = await page.evaluate((i) => document.querySelectorAll('iframe')[i].clientHeight, index);
    seen = `asked for ${asked} px, has ${has}; scrolls ${over} px`;
    if (Math.abs(asked - has) < 1 && over <= 0) return;
    await page.waitForTimeout(50);
  }
  assert.fail(seen);
}

test('a plain page: two elements that go together', async () => {
  for (const width of [320, 1280]) {
    const { page, close } = await open('plain/', width);
    if (width > 1000) await walk(page.mainFrame());
    else await page.waitForFunction(() => document.querySelector('#keys').last > 0);
    const [ladder, keys, where] = ['#ladder', '#keys', '#where'].map((name) => page.locator(name));
    const last = await ladder.evaluate((one) => one.last);
    await ladder.evaluate((one) => one.go(one.last));
    await page.waitForFunction((n) => document.querySelector('#where').textContent.startsWith(`Step ${n} of`), last);
    assert.equal(await keys.evaluate((one) => one.step), last);
    assert.match(await where.innerText(), new RegExp(`^Step ${last} of ${last}: .`));
    await ladder.evaluate((one) => one.go(0));
    await page.getByRole('button', { name: 'Show me the last step' }).click();
    assert.equal(await keys.evaluate((one) => one.step), last);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    await close();
  }
});

for (const [place, title] of [
  ['markdown', 'A TLS 1.3 handshake'],
  ['jupyter-book', 'A TLS 1.2 handshake with DHE'],
]) {
  test(`${place}: a frame that came through Markdown`, async () => {
    const { page, frames, close } = await open(`${place}/`, 1280);
    assert.equal(await page.locator('iframe').getAttribute('title'), title);
    const [frame] = frames();
    await walk(frame);
    assert.equal(await frame.evaluate(() => self.origin), 'null');
    await close();
  });
}

test('as in Moodle: an uploaded file that is as large as the window, and a frame of a fixed height', async () => {
  const { page, frames, close } = await open('moodle/', 1280);
  const [file, embedded] = frames();
  await walk(file);
  await walk(embedded);
  const height = await page.locator('#resourceobject').evaluate((one) => one.clientHeight);
  assert.equal(await file.evaluate(() => innerHeight), height);
  assert.ok(height >= 400, `${height} px`);
  await close();
});

for (const width of [320, 768, 1280]) {
  test(`as in Canvas, ${width} px: frames of another site have the height that they ask for, after each step`, async () => {
    const { page, frames, close } = await open('canvas/', width);
    const elsewhere = (frame) => URL.canParse(frame.url()) && new URL(frame.url()).hostname === 'localhost';
    await poll(
      () => frames().length === 2 && frames().every(elsewhere),
      () => frames().map((frame) => frame.url()),
    );
    const [inSight, below] = frames();
    await walk(inSight, () => hasItsHeight(page, 0, inSight));
    // Out of sight nothing is drawn; the height is told all the same, a moment later.
    await walk(below, () => hasItsHeight(page, 1, below), 12);
    await close();
  });
}

test('the small course system has a course, ready to open', async () => {
  const { page, frames, close } = await open('lms/', 1280);
  await page.getByText('TLS 1.2 with DHE · SCORM 1.2').waitFor();
  await page.getByRole('button', { name: 'Open the course' }).click();
  await poll(
    () => frames().some((frame) => frame.url().endsWith('lms/course/index.html')),
    () => frames().map((frame) => frame.url()),
  );
  await walk(frames()[0]);
  await page.getByRole('button', { name: 'Leave it' }).click();
  await page.waitForFunction(() => window.calls.at(-1)?.name === 'LMSFinish');
  const status = await page.evaluate(
    () =>
      window.calls.findLast(({ name, args }) => name === 'LMSSetValue' && args[0].endsWith('lesson_status')).args[1],
  );
  assert.equal(status, 'completed');
  await close();
});

test('the list of examples leads to each of them', async () => {
  const { page, close } = await open('', 1280);
  const links = await page.locator('a').evaluateAll((all) => all.map(({ href }) => href));
  assert.ok(links.length >= 6);
  for (const link of links) assert.equal((await page.request.get(link)).status(), 200, link);
  await close();
});
