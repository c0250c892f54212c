// With the keyboard alone: whatever is closed, sent or taken away, the focus goes to something that is in sight.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hashOf, openSite, seedOf, textOf } from './support.mjs';

let site;
before(async () => (site = await openSite()));
after(() => site.close());

// Elements from the page down to the one that has the focus, as "name#id.class"; and whether that one is in sight.
const focused = (page) =>
  page.evaluate(() => {
    const way = [];
    let at = document.activeElement;
    for (;;) {
      const classes = [...at.classList].map((name) => `.${name}`).join('');
      way.push(`${at.localName}${at.id ? `#${at.id}` : ''}${classes}`);
      if (!at.shadowRoot?.activeElement) break;
      at = at.shadowRoot.activeElement;
    }
    const { width, height } = at.getBoundingClientRect();
    const seen = width > 1 && height > 1 && at.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return { way: way.slice(1).join(' '), seen: seen && at !== document.body };
  });

/** press focuses something, presses a key on it, and waits until the focus is at what is expected, and stays there. */
async function press(opened, what, goal, key = 'Enter') {
  const { page, idle } = opened;
  if (what !== null) await page.locator(what).first().focus();
  await page.keyboard.press(key);
  const end = Date.now() + 20000;
  for (;;) {
    await idle();
    const { way, seen } = await focused(page);
    if (seen && goal.test(way)) return;
    assert.ok(Date.now() < end, `${key} on ${what}: the focus is at "${way}"${seen ? '' : ', which is not seen'}`);
  }
}

async function open(hash, look) {
  const opened = await site.open(hash, look);
  await opened.ready();
  return opened;
}

async function end({ calm, close }) {
  await calm();
  await close();
}

test('step and back keep the focus at both ends, and do nothing more there', async () => {
  const opened = await open('#step=1');
  const { page } = opened;
  const count = () => textOf(page.locator('playback-bar .count'));
  await press(opened, '.back', /playback-bar button.*\.back/);
  assert.match(await count(), /^0 /);
  await press(opened, null, /playback-bar button.*\.back/);
  assert.match(await count(), /^0 /);
  assert.equal(await page.locator('playback-bar .back').getAttribute('aria-disabled'), 'true');
  await page.evaluate(() => document.querySelector('handshake-playground').go(10 ** 6));
  await press(opened, '.back', /\.back/);
  await press(opened, 'playback-bar .step', /playback-bar button.*\.step/);
  const last = await count();
  assert.match(last, /^(\d+) \/ \1$/);
  await press(opened, null, /playback-bar button.*\.step/);
  assert.equal(await count(), last);
  await end(opened);
});

test('a notice that is closed gives the focus to the story, or to the panel that is open', async () => {
  const opened = await open('#step=99999');
  await press(opened, '.notice button', /^beat-story h2$/);
  assert.equal(await opened.page.locator('.notice').count(), 0);
  await end(opened);
});

test('a panel that is closed gives the focus back to what opened it, at every width', async () => {
  for (const width of [390, 1440]) {
    const opened = await open('#step=3', { width });
    for (const panel of ['examples', 'settings']) {
      const opener = new RegExp(`^settings-bar button.*\\.opener\\.${panel}$`);
      const drawer = new RegExp(`^section\\.drawer\\.${panel}$`);
      await press(opened, `.opener.${panel}`, drawer);
      await press(opened, '.drawer .head button', opener);
      await press(opened, null, drawer);
      await press(opened, null, opener, 'Escape');
      await press(opened, null, drawer);
      await press(opened, panel === 'examples' ? '.drawer .card' : 'settings-panel select', opener, 'Escape');
    }
    // Who is elsewhere stays there.
    await press(opened, '.opener.settings', /\.drawer/);
    await press(opened, '#seed', /^settings-bar input#seed/, 'Escape');
    assert.equal(await opened.page.locator('.drawer').count(), 0);
    await end(opened);
  }
});

test('an example that is chosen in the panel is told', async () => {
  const opened = await open('#step=3');
  await press(opened, '.opener.examples', /\.drawer/);
  await press(opened, '.drawer [data-preset=resumption]', /^beat-story h2$/);
  assert.equal(await opened.page.locator('.drawer').count(), 0);
  await end(opened);
});

test('two windows: the desk has the focus, then keeps it; and back to both sides', async () => {
  const opened = await open('#step=3');
  const { page } = opened;
  await press(opened, '.btn.split', /^split-desk button.*\.step$/);
  await press(opened, 'split-desk .all', /^split-desk button.*\.all$/);
  assert.equal(await page.locator('split-desk .all').getAttribute('aria-disabled'), 'true');
  const moves = await page.evaluate(() => document.querySelector('handshake-playground').model.events.length);
  await press(opened, null, /^split-desk button.*\.all$/);
  await press(opened, 'split-desk .dispatch', /^split-desk button.*\.step$/);
  assert.equal(await page.locator('split-desk .dispatch').count(), 0);
  assert.equal(await page.evaluate(() => document.querySelector('handshake-playground').model.events.length), moves);
  await press(opened, 'split-bar .opener', /\.drawer\.settings/);
  await press(opened, null, /^split-bar button.*\.opener\.settings$/, 'Escape');
  await page.getByRole('button', { name: 'Back to both sides' }).focus();
  await press(opened, null, /^settings-bar button.*\.split$/);
  await end(opened);
});

test('a view that gives way to another leaves the focus on the panel of the views', async () => {
  const opened = await open('#step=5');
  const { page } = opened;
  const panel = /^view-panel div#tab-panel\.body$/;
  // The links of a card to other values open the key schedule; the one with a number goes to a step.
  const toStep = 'beat-view value-card .foot .link >> text=/^\\s*\\d+\\s*$/';
  // A value that ends later has a link to the step where it ends.
  for (let step = 5; (await page.locator(toStep).count()) === 0; step++) {
    assert.ok(step < 60, 'no link to a step');
    await page.evaluate((n) => document.querySelector('handshake-playground').go(n), step);
    await opened.idle();
  }
  const current = () => page.evaluate(() => document.querySelector('handshake-playground').current);
  const before = await current();
  await press(opened, toStep, panel);
  assert.notEqual(await current(), before);
  await page.locator('#tab-compare').press('Enter');
  await page.evaluate(() => document.querySelector('handshake-playground').showRole('eavesdropper'));
  await page.locator('#tab-compare').click();
  await press(opened, '#tab-panel button', panel);
  await page.locator('compare-view').waitFor();
  await end(opened);
});

test('an example at the start goes away with the first step', async () => {
  const opened = await open('#step=0');
  await press(opened, '.start .card', /^beat-story h2$/, 'ArrowRight');
  await end(opened);
});

test('on the wire: what came of it has the focus, and when it is taken back, the records', async () => {
  const opened = await open(`${hashOf({ seed: seedOf(7) })}&step=200`);
  const { page } = opened;
  await page.locator('#tab-network').press('Enter');
  await page.locator('[data-record="server:1"]').press('Enter');
  await press(opened, '[data-act="drop:server:1"]', /network-view (p|button\.btn)$/);
  assert.equal(await page.locator('network-view .set li').count(), 1);
  await press(opened, 'network-view .set button', /network-view ol\.records$/);
  assert.equal(await page.locator('network-view .set').count(), 0);
  await end(opened);
});

test('side by side: the ends of the two runs keep the focus', async () => {
  const opened = await open('#step=0');
  const { page } = opened;
  await page.locator('#tab-compare').press('Enter');
  await page.locator('compare-view .choose select').selectOption('resumption');
  await page.locator('compare-view .rows').waitFor();
  const back = page.locator('compare-view .walk button').first();
  await page.locator('compare-view .rows button').nth(1).press('Enter');
  for (let i = 0; i < 2; i++) await press(opened, '.walk button', /compare-view button\.btn$/);
  assert.equal(await back.getAttribute('aria-disabled'), 'true');
  await end(opened);
});

test('another seed is said, each time', async () => {
  for (const [lang, said] of [
    ['en', /^Played again: \d+ steps\.$/],
    ['de', /^Noch einmal gespielt: \d+ Schritte\.$/],
  ]) {
    const opened = await open(`#lang=${lang}&step=3`);
    const { page } = opened;
    const status = page.locator('.played[role=status]');
    assert.equal(await textOf(status), '');
    const button = page.locator('settings-bar .seed + .btn');
    await status.evaluate((node) => {
      window.heard = [];
      const listen = new MutationObserver(() => window.heard.push(node.textContent.trim()));
      listen.observe(node, { childList: true, characterData: true, subtree: true });
    });
    // The same words again are only heard when they were gone in between.
    for (const times of [1, 2]) {
      await button.press('Enter');
      await page.waitForFunction((n) => window.heard.filter((text) => text !== '').length === n, times, {
        timeout: 20000,
      });
    }
    const heard = await page.evaluate(() => window.heard);
    for (const text of heard.filter((one) => one !== '')) assert.match(text, said);
    assert.deepEqual(heard.slice(-2), ['', heard[0]]);
    await end(opened);
  }
});

test('whoever hears the keys hears whose they are, which, and what became of them', async () => {
  const opened = await open(`${hashOf({ seed: seedOf(7) })}&step=200`);
  const { page } = opened;
  await page.locator('#tab-keys').press('Enter');
  await page.locator('keys-view .row .cell').first().waitFor();
  const view = page.locator('keys-view');
  for (const side of ['Client', 'Server']) {
    const name = new RegExp(`^${side}, x25519 private key: .*….*discarded at step \\d+$`);
    assert.equal(await view.getByRole('button', { name }).count(), 1, `${side}: no such button`);
  }
  const names = await view
    .getByRole('button')
    .evaluateAll((all) => all.map((one) => one.querySelector('.unseen')?.textContent));
  assert.ok(names.length > 40);
  for (const name of names) assert.match(name, /^(Client|Server), .+: $/);
  // A side that never has a value says so too.
  const never = await view.locator('.none').evaluateAll((all) => all.map((one) => one.textContent.trim()));
  assert.ok(never.length > 0);
  for (const text of never) assert.match(text, /^(Client|Server), .+: .*this side never has it$/);
  await end(opened);
});

test('play is called by what it will do, and is no switch', async () => {
  const opened = await open('#step=3');
  const play = opened.page.locator('playback-bar .play');
  assert.equal(await textOf(play), 'Play');
  await play.press('Enter');
  await opened.page.locator('playback-bar').getByRole('button', { name: 'Pause' }).waitFor();
  assert.equal(await play.getAttribute('aria-pressed'), null);
  await end(opened);
});

test('at 320 px long German words break where they may, and the buttons below do not overlap', async () => {
  const opened = await open('#lang=de&step=8', { width: 320 });
  const { page } = opened;
  const labels = await page
    .locator('ladder-view .stop > span:first-child')
    .evaluateAll((all) => all.map((one) => one.textContent));
  assert.ok(labels.includes('Ge\u00adheim\u00adnis'), labels.join('|'));
  const boxes = await page.locator('playback-bar').evaluate((bar) =>
    [...bar.shadowRoot.querySelectorAll('.btn, select, .count')]
      .filter((part) => part.checkVisibility())
      .map((part) => part.getBoundingClientRect())
      .map(({ left, right }) => ({ left, right })),
  );
  assert.equal(boxes.length, 4);
  boxes.forEach(({ left, right }, i) => assert.ok(left >= (boxes[i - 1]?.right ?? 0) && right <= 320));
  await end(opened);
});
