// npm run screenshot -- [--out FILE] [--width N] [--height N] [--dark] [--address "?…#…"]
// A picture of the page as it is built, for the README and for looking at a change.
import path from 'node:path';
import { buildPage, buildPreset, installPackages } from './build.mjs';
import { ensurePrograms, forBrowser, forPage } from './programs.mjs';
import { Failure, main, root, say, stage } from './steps.mjs';

await main(async () => {
  const options = { out: 'build/page.png', width: '1440', height: '1000', address: '', dark: false };
  const args = process.argv.slice(2);
  while (args.length) {
    const name = args.shift().replace(/^--/, '');
    if (!(name in options)) throw new Failure(`--${name}: unknown. There are: --${Object.keys(options).join(' --')}`);
    options[name] = name === 'dark' ? true : (args.shift() ?? '');
  }
  await stage('Programs', () => ensurePrograms([...forPage, ...forBrowser]));
  await installPackages();
  await stage('Core and page', async () => {
    await buildPreset('wasm');
    await buildPage();
  });
  const { launch } = await import('./browser.mjs');
  const { serve } = await import('./serve.mjs');
  const server = await serve({ port: 0 });
  const browser = await launch();
  try {
    const page = await browser.newPage({
      viewport: { width: Number(options.width), height: Number(options.height) },
      colorScheme: options.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    });
    await page.goto(server.url + options.address, { waitUntil: 'networkidle' });
    const file = path.resolve(root, options.out);
    await page.screenshot({ path: file });
    say(`Written: ${path.relative(root, file)}`);
  } finally {
    await browser.close();
    await server.close();
  }
});
