// Where the core runs: in a worker of its own, and in the page where no worker can be had.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hashOf, loadCore, openSite, seedOf, traceOf } from './support.mjs';

let site, core;
before(async () => {
  [site, core] = await Promise.all([openSite(), loadCore()]);
});
after(() => site.close());

const shown = (page) => page.evaluate(() => document.querySelector('handshake-playground').model.text);
const inWorker = (page) => page.evaluate(() => document.querySelector('handshake-playground').core.inWorker);
const textOf = (args) => JSON.stringify(traceOf(core, args).events);

test('the core has a worker, and gives there what it gives in node', async () => {
  const { page, ready, calm, close } = await site.open(hashOf({ group: 'secp256r1', seed: seedOf(3) }));
  await ready();
  assert.equal(await inWorker(page), true);
  assert.equal(page.workers().length, 1);
  const events = JSON.stringify(JSON.parse(await shown(page)).events);
  assert.equal(events, textOf(['--group', 'secp256r1', '--seed', seedOf(3)]));
  await calm();
  await close();
});

for (const [where, prepare, expected] of [
  ['no workers at all', (page) => page.addInitScript(() => delete globalThis.Worker), []],
  [
    'workers are forbidden',
    (page) =>
      page.addInitScript(() => {
        globalThis.Worker = class {
          constructor() {
            throw new DOMException('not here', 'SecurityError');
          }
        };
      }),
    [],
  ],
  [
    'the worker does not get its script',
    (page) => page.route(/worker-/, (route) => route.abort(), { times: 1 }),
    [/ERR_FAILED/],
  ],
]) {
  test(`${where}: the core runs in the page`, async () => {
    const { page, ready, idle, troubles, close } = await site.open('', { before: prepare });
    await ready();
    assert.equal(await inWorker(page), false);
    await page.locator('#seed').fill(seedOf(9));
    await idle();
    assert.ok((await shown(page)).includes(seedOf(9)));
    assert.equal(troubles.filter((text) => !expected.some((pattern) => pattern.test(text))).join(), '');
    await close();
  });
}

test('of several wishes in a row the last one is shown, and no change of a setting is lost', async () => {
  const { page, ready, idle, calm, close } = await site.open();
  await ready();
  await page.evaluate(() => {
    const app = document.querySelector('handshake-playground');
    const bar = app.renderRoot.querySelector('settings-bar');
    for (let i = 1; i <= 9; i++) {
      const seed = i.toString(16).padStart(2, '0').repeat(32);
      bar.dispatchEvent(new CustomEvent('settings-change', { detail: { ...app.settings, seed } }));
    }
  });
  await idle();
  assert.equal(await page.locator('#seed').inputValue(), seedOf(9));
  assert.ok((await shown(page)).includes(seedOf(9)));
  await page.getByRole('button', { name: 'All settings' }).click();
  // Two boxes in one go: the second change comes while the first is computed.
  await page.evaluate(async () => {
    const app = document.querySelector('handshake-playground');
    for (const id of ['set-grease', 'set-compatibility']) {
      app.renderRoot.querySelector('settings-panel').renderRoot.querySelector(`#${id}`).click();
      await app.updateComplete;
      await app.renderRoot.querySelector('settings-panel').updateComplete;
    }
  });
  await idle();
  assert.match(page.url(), /grease=on/);
  assert.match(page.url(), /compatibility=off/);
  await calm();
  await close();
});
