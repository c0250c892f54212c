// "Recompute it yourself" on the page: the code of a value can be opened, selected and copied.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { openSite } from './support.mjs';

let site;
before(async () => (site = await openSite()));
after(() => site.close());

const run = (code) => spawnSync('python3', ['-'], { input: code, encoding: 'utf8' }).stdout;

test('a node of the key schedule opens to a program that gives its bytes', async () => {
  const { page, ready, calm, close } = await site.open('#step=200');
  await ready();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('#tab-schedule').click();
  for (const name of ['handshake_secret', 'shared_secret', 'client_handshake_traffic_secret']) {
    const bytes = await page.evaluate((wanted) => {
      const app = document.querySelector('handshake-playground');
      const value = app.model.events.find((e) => e.kind === 'value' && e.by === 'client' && e.name === wanted);
      app.showValue(value.id);
      return value.bytes;
    }, name);
    const card = page.locator('schedule-view value-card');
    // By keyboard, once; it stays open for the next value.
    const summary = card.locator('summary');
    if (!(await card.locator('pre').isVisible())) {
      await summary.focus();
      await page.keyboard.press('Enter');
    }
    const code = await card.locator('pre').textContent();
    assert.equal(run(code), `${bytes}\n`, name);
    await card.getByRole('button', { name: 'Copy' }).click();
    await card.getByText('Copied.').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
  }
  await calm();
  await close();
});

test('without a clipboard the code is selected; what has no code says why', async () => {
  const { page, ready, calm, close } = await site.open('#step=1', {
    width: 390,
    before: (p) =>
      p.addInitScript(() => {
        Object.defineProperty(navigator, 'clipboard', { get: () => undefined });
      }),
  });
  await ready();
  const card = (name) =>
    page.locator('beat-view value-card').filter({ has: page.locator('.id', { hasText: new RegExp(`^${name}$`) }) });
  await page.evaluate(() => {
    const app = document.querySelector('handshake-playground');
    app.go(app.model.beats.find((beat) => beat.key === 'client/key_pair/0').index);
  });
  await card('public_key').locator('summary').click();
  await card('public_key').getByRole('button', { name: 'Copy' }).click();
  await card('public_key').getByText('Selected').waitFor();
  await card('private_key').locator('summary').click();
  await card('private_key').getByText('There is nothing to compute').waitFor();
  assert.equal(await card('private_key').locator('pre').count(), 0);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `the page is ${over} px too wide`);
  await calm();
  await close();
});
