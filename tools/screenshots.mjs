// npm run screenshots -- [--out FOLDER] [--only NAME]
// Pictures of every view (screenshot-views.mjs), wide and narrow, light and dark, the one of the README, and the page in other
// people's pages.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildPage, buildPreset, installPackages } from './build.mjs';
import { ensurePrograms, forBrowser, forPage } from './programs.mjs';
import { places, views } from './screenshot-views.mjs';
import { Failure, main, root, say, stage } from './steps.mjs';

const screens = { wide: { width: 1440, height: 1000 }, narrow: { width: 390, height: 844 } };
const paper = { width: 794, height: 1123 };
const desk = { width: 1100, height: 820 };

// show brings the page to what a view wants.
async function show(page, { at = 0, asIs, tab, panel, dialog, print, press = [] }) {
  // Behind the figure of a lesson it is there and not to be seen.
  await page.locator('beat-story h2').waitFor({ state: asIs ? 'attached' : 'visible' });
  for (const button of press) await page.locator(`split-desk ${button}`).click();
  if (press.length) await page.locator('split-desk .dispatch').waitFor();
  if (asIs) {
    await page.locator('lesson-player h2').waitFor();
    // A figure may still ask the core.
    await page.evaluate(async () => {
      const app = document.querySelector('handshake-playground');
      const figure = () => app.renderRoot.querySelector('lesson-figure');
      while (figure() && !figure().drawn) await new Promise((again) => setTimeout(again, 50));
      await figure()?.drawn.ready;
    });
  } else
    await page.evaluate(
      (step) => {
        const app = document.querySelector('handshake-playground');
        const beat =
          typeof step === 'number' ? app.model.beatAt(step) : app.model.beats.find(({ key }) => key === step);
        if (!beat) throw new Error(`There is no step ${step}.`);
        app.go(beat.index);
      },
      press.length ? 1e6 : at,
    );
  if (tab) await page.locator(`#tab-${tab}`).click();
  if (tab === 'compare') await page.locator('compare-view .rows').waitFor();
  if (tab === 'attack') await page.locator('attack-view attack-chain').waitFor();
  if (panel) await page.locator(`.opener.${panel}`).click();
  if (dialog) {
    await page.locator('take-along .open').click();
    await page.locator('[data-item="embed"]').click();
    await page.locator('embed-dialog select[autofocus]').selectOption(dialog);
    await page.locator('embed-dialog input[name="controls"][value="minimal"]').check();
    await page.locator('embed-dialog handshake-playground playback-bar').waitFor();
  }
  // The pictures on the cards are runs, one after the other.
  await page.waitForFunction(() => {
    const gallery = document.querySelector('handshake-playground').renderRoot.querySelector('preset-gallery');
    const cards = [...(gallery?.renderRoot.querySelectorAll('.card') ?? [])];
    return cards.every((card) => card.querySelector('small'));
  });
  if (print) {
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  }
  // On a narrow screen the view lies below the ladder.
  if (tab && page.viewportSize().width < 700)
    await page.locator('.detail').evaluate((detail) => detail.scrollIntoView());
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200))));
}

// inPlace brings a page of examples/ to what a place wants. Its element is in the page, or in its first frame.
async function inPlace(page, { step, press }) {
  if (press) await page.locator(press).click();
  let frame;
  const there = () => document.querySelector('handshake-playground')?.last > 0;
  for (let waited = 0; !frame; waited++) {
    for (const one of page.frames()) if (await one.evaluate(there).catch(() => false)) frame ??= one;
    if (waited > 300) throw new Error('No handshake came.');
    await page.waitForTimeout(50);
  }
  await frame.evaluate((n) => document.querySelector('handshake-playground').go(n), step);
  await page.waitForTimeout(1500); // heights go back and forth between the windows
}

// take gives a picture of a view: webp, so that they stay small, or png.
async function take(browser, url, view, viewport, dark, format = 'webp') {
  const context = await browser.newContext({
    viewport,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    // The pictures of the page as it is, without what an earlier one left.
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    if (view.page) {
      await page.goto(new URL(view.page, url).href);
      await inPlace(page, view);
    } else {
      await page.goto(`${url}#${new URLSearchParams(view.address ?? {})}`);
      await show(page, view);
    }
    const devtools = await context.newCDPSession(page);
    const options = format === 'webp' ? { format, quality: 65 } : { format };
    const { data } = await devtools.send('Page.captureScreenshot', options);
    return Buffer.from(data, 'base64');
  } finally {
    await context.close();
  }
}

await main(async () => {
  let out = 'docs/screenshots';
  let only;
  const args = process.argv.slice(2);
  while (args.length) {
    const arg = args.shift();
    if (arg === '--out') out = args.shift() ?? '';
    else if (arg === '--only') only = args.shift();
    else throw new Failure(`${arg}: unknown. Usage: npm run screenshots -- [--out FOLDER] [--only NAME]`);
  }
  const wanted = [...views, ...places].filter(({ name }) => only === undefined || name.startsWith(only));
  if (!wanted.length)
    throw new Failure(`There is no view ${only}. There are: ${[...views, ...places].map((v) => v.name).join(' ')}`);
  await stage('Programs', () => ensurePrograms([...forPage, ...forBrowser]));
  await installPackages();
  await stage('Core and page', async () => {
    await buildPreset('wasm');
    await buildPage();
  });
  const { launch } = await import('./browser.mjs');
  const { serve } = await import('./serve.mjs');
  const { assemble, policy } = await import('./examples.mjs');
  const folder = path.resolve(root, out);
  mkdirSync(folder, { recursive: true });
  const server = await serve({ port: 0 });
  const hosts = path.join(root, 'build', 'examples');
  assemble(hosts);
  const host = await serve({ port: 0, folder: hosts, policy });
  const browser = await launch();
  let bytes = 0;
  let count = 0;
  const write = (file, picture) => {
    writeFileSync(file, picture);
    bytes += picture.length;
    count++;
  };
  try {
    for (const view of wanted) {
      if (view.page) {
        write(path.join(folder, `${view.name}.webp`), await take(browser, host.url, view, desk, false));
        continue;
      }
      if (view.print) {
        write(path.join(folder, `${view.name}.webp`), await take(browser, server.url, view, paper, false));
        continue;
      }
      for (const [screen, size] of Object.entries(screens)) {
        for (const dark of [false, true]) {
          const name = `${view.name}-${screen}-${dark ? 'dark' : 'light'}.webp`;
          write(path.join(folder, name), await take(browser, server.url, view, size, dark));
        }
      }
      if (view.readme && only === undefined) {
        const picture = await take(browser, server.url, view, screens.wide, false, 'png');
        write(path.join(folder, '..', 'screenshot.png'), picture);
      }
    }
  } finally {
    await browser.close();
    await Promise.all([server.close(), host.close()]);
  }
  say(`Written: ${count} pictures, ${Math.round(bytes / 1000)} kB, to ${path.relative(root, folder)}`);
});
