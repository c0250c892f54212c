// Pictures of the built page at three widths, light and dark, for looking at: node tests/web/screenshots.mjs [FOLDER]
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openSite } from './support.mjs';

const folder = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../../build/screenshots'));
mkdirSync(folder, { recursive: true });
const views = [
  ['start', 0, 'step'],
  ['hello', 3, 'step'],
  ['shared-secret', 'client/shared_secret/0', 'step'],
  ['keys', 'client/shared_secret/0', 'keys'],
  ['schedule', 'client/handshake_keys/0', 'schedule'],
  ['certificate', 'client/received/certificate/0', 'message'],
  ['checks', 'client/received/finished/0', 'checks'],
  ['end', 1e6, 'states'],
];
const site = await openSite();
for (const width of [390, 768, 1440]) {
  for (const dark of [false, true]) {
    const { page, ready, troubles, close } = await site.open('', { width, height: width < 500 ? 844 : 1000, dark });
    await ready();
    for (const [name, step, tab] of views) {
      await page.evaluate((at) => {
        const app = document.querySelector('handshake-playground');
        app.go(typeof at === 'number' ? at : (app.model.beats.find((beat) => beat.key === at)?.index ?? 0));
      }, step);
      await page.locator(`#tab-${tab}`).click();
      await page.mouse.move(0, 0);
      await page.waitForTimeout(150);
      await page.screenshot({ path: path.join(folder, `${name}-${width}-${dark ? 'dark' : 'light'}.png`) });
    }
    if (troubles.length > 0) console.error(troubles.join('\n'));
    await close();
  }
}
await site.close();
console.log(`Written to ${folder}`);
