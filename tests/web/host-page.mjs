// A page of somebody else with elements in it, served beside dist/ under a strict policy, and what happens on it.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launch } from '../../tools/browser.mjs';
import { serve } from '../../tools/serve.mjs';
import { dist } from './support.mjs';

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";
let pages = 0;

/** openHosts serves pages of somebody else. dist/ is there twice: as hs/ and as again/. */
export async function openHosts() {
  const folder = mkdtempSync(path.join(tmpdir(), 'element-'));
  for (const name of ['hs', 'again']) {
    mkdirSync(path.join(folder, name));
    cpSync(dist, path.join(folder, name), { recursive: true });
  }
  const browser = await launch();
  const server = await serve({ port: 0, folder });
  return {
    host: (body, options) => host({ folder, browser, server }, body, options),
    async close() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

// A page with this in its body; `before` is script that runs before the element's, `html` the attributes of the document.
async function host(
  { folder, browser, server },
  body,
  { width = 1280, height = 900, script = true, css = '', before = '', html = 'lang="en"' } = {},
) {
  const name = `page${pages++}.html`;
  writeFileSync(
    path.join(folder, name),
    `<!doctype html><html ${html}><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>A course</title>
     <link rel="stylesheet" href="${name}.css"><script src="log.js"></script><script src="${name}.js"></script>${script ? '<script type="module" src="hs/handshake-playground.js"></script>' : ''}<main>${body}</main></html>`,
  );
  writeFileSync(path.join(folder, `${name}.css`), css);
  writeFileSync(path.join(folder, `${name}.js`), before);
  writeFileSync(
    path.join(folder, 'log.js'),
    `window.log = []; window.violations = [];
     addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI));
     for (const name of ['ready', 'step', 'finished', 'failed'])
       addEventListener(name, (e) => log.push([e.target.id, name, e.detail]));`,
  );
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', locale: 'en-GB' });
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.stack));
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && troubles.push(m.text()));
  page.on('request', (r) => new URL(r.url()).origin === new URL(server.url).origin || troubles.push(r.url()));
  await page.goto(`${server.url}${name}`);
  const happened = (event, id = 'a') =>
    page.waitForFunction(([name, id]) => window.log.some(([from, kind]) => from === id && kind === name), [event, id]);
  return {
    page,
    happened,
    log: () => page.evaluate(() => window.log),
    ready: (id) => happened('ready', id),
    async close() {
      assert.deepEqual(await page.evaluate(() => window.violations), []);
      assert.deepEqual(troubles, []);
      await context.close();
    },
  };
}
/** tag gives the element as text. */
export const tag = (attributes = '', id = 'a') =>
  `<handshake-playground id="${id}" ${attributes}></handshake-playground>`;
/** state gives where an element stands. */
export const state = (page, id = 'a') =>
  page.evaluate((name) => {
    const { step, last } = document.getElementById(name);
    return { step, last };
  }, id);
