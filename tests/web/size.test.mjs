// The size of the page as it travels: brotli at its best, each file and all together.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { openSite } from './support.mjs';

const dist = process.env.HANDSHAKE_PAGE ?? path.resolve(import.meta.dirname, '../../dist');
const most = 350_000;

const sizes = new Map(
  readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(dist, file).split(path.sep).join('/'), readFileSync(file)])
    .map(([name, content]) => [
      name,
      brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
    ]),
);
const sum = (names) => names.reduce((total, name) => total + sizes.get(name), 0);

test(`the whole page is at most ${most} bytes`, async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const asked = new Set();
  const { ready } = await site.open('', {
    before: (page) =>
      page.on('request', (request) => {
        const name = new URL(request.url()).pathname.slice(1) || 'index.html';
        if (sizes.has(name) && !request.serviceWorker()) asked.add(name);
      }),
  });
  await ready();
  const first = [...asked];
  assert.ok(first.includes('index.html') && first.some((name) => name.endsWith('.wasm')), first.join(' '));
  const all = [...sizes.keys()].sort((a, b) => sizes.get(b) - sizes.get(a));
  const line = (name, bytes, note = '') => t.diagnostic(`${String(bytes).padStart(8)}  ${name}${note}`);
  for (const name of all) line(name, sizes.get(name), asked.has(name) ? '' : '  (not in the first view)');
  line('first view', sum(first));
  line('all', sum(all), `  of ${most}`);
  assert.ok(sum(all) <= most, `${sum(all)} bytes`);
});
