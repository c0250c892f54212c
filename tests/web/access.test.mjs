// axe-core over every view, light and dark, wide and narrow; and nothing wider than the screen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openSite } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tabs = ['step', 'message', 'keys', 'schedule', 'network', 'checks', 'states', 'compare'];

let site;
before(async () => (site = await openSite()));
after(() => site.close());

const looks = [
  ...[390, 768, 1440].map((width) => ({ dark: false, width, role: 'both' })),
  ...[390, 1440].map((width) => ({ dark: true, width, role: 'both' })),
  { dark: false, width: 360, role: 'eavesdropper' },
  { dark: true, width: 1440, role: 'eavesdropper' },
];
for (const { dark, width, role } of looks) {
  test(`${dark ? 'dark' : 'light'}, ${width} px, ${role}`, async () => {
    const { page, ready, calm, close } = await site.open(`#step=3${role === 'both' ? '' : `&role=${role}`}`, {
      width,
      dark,
    });
    await ready();
    // Scripts that are put in through the debugger are not subject to the policy of the page.
    await page.evaluate(axe);
    const problems = [];
    for (const step of [0, 3, 8, 14, 200]) {
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
        const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
        for (const { id, impact, nodes } of violations) {
          if (['serious', 'critical'].includes(impact))
            problems.push(
              `${step} ${tab}: ${id}: ${nodes
                .map((node) => node.html.slice(0, 160))
                .slice(0, 3)
                .join(' | ')}`,
            );
        }
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `step ${step}, ${tab}: the page is ${over} px too wide`);
      }
    }
    assert.deepEqual(problems, []);
    await calm();
    await close();
  });
}
