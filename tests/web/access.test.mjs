// axe-core over every view, light and dark, wide and narrow; and nothing wider than the screen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { loadCore, openSite, traceOf } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tabs = ['step', 'message', 'keys', 'schedule', 'network', 'checks', 'states', 'compare', 'attack'];

let site, core;
before(async () => {
  [site, core] = await Promise.all([openSite(), loadCore()]);
});
after(() => site.close());

const looks = [
  { dark: false, width: 390, role: 'both', steps: [0, 3, 14, 200] },
  { dark: false, width: 768, role: 'both', steps: [8] },
  { dark: false, width: 1440, role: 'both', steps: [8, 200] },
  { dark: true, width: 390, role: 'both', steps: [8, 200] },
  { dark: true, width: 1440, role: 'both', steps: [0, 3, 14, 200] },
  { dark: false, width: 360, role: 'eavesdropper', steps: [8, 200] },
  { dark: true, width: 1440, role: 'eavesdropper', steps: [3, 14] },
];

// What axe-core finds, of any weight, and how much wider than the screen the page is.
async function problemsOf(page, where) {
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  const found = violations.map(({ id, impact, nodes }) => {
    const some = nodes.slice(0, 3).map((node) => node.html.slice(0, 160));
    return `${where}: ${impact} ${id}: ${some.join(' | ')}`;
  });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return over > 0 ? [...found, `${where}: the page is ${over} px too wide`] : found;
}

// Scripts that are put in through the debugger are not subject to the policy of the page.
async function openWithAxe(hash, look) {
  const opened = await site.open(hash, look);
  await opened.ready();
  await opened.page.evaluate(axe);
  return opened;
}

for (const { dark, width, role, steps } of looks) {
  test(`${dark ? 'dark' : 'light'}, ${width} px, ${role}`, async () => {
    const hash = `#step=3${role === 'both' ? '' : `&role=${role}`}`;
    const { page, calm, close } = await openWithAxe(hash, { width, dark });
    const problems = [];
    for (const step of steps) {
      await page.evaluate((n) => document.querySelector('handshake-playground').go(n), step);
      for (const tab of step === 0 ? ['step'] : tabs) {
        await page.locator(`#tab-${tab}`).click();
        if (tab === 'compare' && role === 'both') {
          // The other run is chosen once; the link keeps it.
          await page.locator('compare-view .choose select').selectOption('resumption');
          await page.locator('compare-view .rows').waitFor();
        }
        if (tab === 'schedule' && step > 3) {
          await page.locator('schedule-view .node').first().click();
        }
        problems.push(...(await problemsOf(page, `${step} ${tab}`)));
      }
    }
    assert.deepEqual(problems, []);
    await calm();
    await close();
  });
}

for (const dark of [false, true]) {
  for (const width of [390, 1440]) {
    test(`${dark ? 'dark' : 'light'}, ${width} px: panels, the menu, a failure, a file, one side alone`, async () => {
      const { page, calm, close } = await openWithAxe('#step=3', { width, dark });
      const problems = [];
      const look = async (where) => problems.push(...(await problemsOf(page, where)));
      for (const panel of ['examples', 'settings']) {
        await page.locator(`.opener.${panel}`).click();
        await look(panel);
        await page.keyboard.press('Escape');
      }
      await page.locator('take-along .open').click();
      await look('menu');
      await page.keyboard.press('Escape');
      await page.locator('#seed').fill('12');
      await look('a wrong seed');
      const text = JSON.stringify(traceOf(core, ['--server-name', 'other.test']));
      const opened = { name: 'connect.trace.json', mimeType: 'application/json', buffer: Buffer.from(text) };
      await page.locator('take-along input').setInputFiles(opened);
      await page.locator('file-bar').waitFor();
      await page.keyboard.press('End');
      await look('a file, and a failure');
      await page.locator('take-along input').setInputFiles({ ...opened, buffer: Buffer.from('{}') });
      await page.getByRole('alert').first().waitFor();
      await look('a file that is none');
      await page.locator('file-bar button').click();
      await page.getByRole('button', { name: 'Two windows' }).click();
      await page.locator('split-desk .all').click();
      await page.locator('split-desk .copy').click();
      await page.locator('split-desk .copied').waitFor();
      await page.locator('split-desk .take').click();
      await look('one side alone');
      assert.deepEqual(problems, []);
      await calm();
      await close();
    });
  }
}

test('who wants little motion gets none', async () => {
  for (const reducedMotion of ['reduce', 'no-preference']) {
    const { page, ready, close } = await site.open('#step=3');
    await page.emulateMedia({ reducedMotion });
    await ready();
    await page.locator('playback-bar .step').focus();
    // Of everything that moves by itself, in all shadow trees, from the step on.
    const moving = await page.evaluate(async () => {
      const seen = new Set();
      const app = document.querySelector('handshake-playground');
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      for (let step = 4; step < 40; step += 3) {
        app.go(step);
        for (let i = 0; i < 3; i++) {
          await frame();
          for (const animation of document.getAnimations()) seen.add(animation.effect.target.localName);
        }
      }
      return [...seen];
    });
    if (reducedMotion === 'reduce') assert.deepEqual(moving, []);
    // The ladder is where it goes to within two frames, or on its way there.
    const places = await page.evaluate(async () => {
      const app = document.querySelector('handshake-playground');
      const scroller = app.renderRoot.querySelector('ladder-view').renderRoot.querySelector('.scroller');
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      app.go(0);
      for (let i = 0; i < 60; i++) await frame();
      app.go(14);
      const list = [];
      for (let i = 0; i < 40; i++) {
        await frame();
        list.push(scroller.scrollTop);
      }
      return [...new Set(list)];
    });
    if (reducedMotion === 'reduce') assert.ok(places.length <= 2, `it went through ${places.length} places`);
    await close();
  }
});
