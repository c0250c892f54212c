// The size of the page as it travels: brotli at its best, each file, and all that one person can come to need. A page speaks
// one language, so only one is counted. What is recorded, the pages in one file and the lessons are counted by themselves:
// nobody fetches them with the page.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { dist, openSite } from './support.mjs';

const most = 350_000;
const alone = { 'handshake-playground.html': 800_000, 'handshake-lessons.html': 1_100_000, 'course.html': 1_000_000 };
const ofLessons = (name) => /^(?:lessons\/|assets\/lesson-)/.test(name);
// The second part of the core: fetched by what asks it for more than runs (tests/wasm/size.test.mjs bounds it).
const ofMore = (name) => name.startsWith('assets/core.more-');
const beside = (name) => name.startsWith('recorded/') || ofLessons(name) || ofMore(name);
// What the first lesson costs that somebody opens (at its end it names the next one), and all of them.
const mostLesson = 32_000;
const mostLessons = 120_000;

const sizes = new Map(
  readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(dist, file).split(path.sep).join('/'), readFileSync(file)])
    // What stands alone is bounded as it lies on the disk, below.
    .filter(([name]) => !Object.hasOwn(alone, name))
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
  const page = all.filter((name) => !beside(name));
  line('recorded', sum(all.filter((name) => name.startsWith('recorded/'))));
  assert.deepEqual(first.filter(beside), []);
  const words = page.filter((name) => /^assets\/(?:en|de)-[^/]*\.js$/.test(name));
  assert.equal(words.length, 2);
  for (const own of words) {
    const whole = sum(page.filter((name) => name === own || !words.includes(name)));
    line(`all of the page, with ${own}`, whole, `  of ${most}`);
    assert.ok(whole <= most, `${whole} bytes`);
  }
  // In somebody else's page: the script by its name, and what it fetches, without the page around.
  const element = ['handshake-playground.js', ...first.filter((name) => !/^(index|icon|manifest)|\/index-/.test(name))];
  line('the element and the core', sum(element), `  of ${most}`);
  assert.ok(sum(element) <= most && element.some((name) => name.endsWith('.wasm')));
  // The first view speaks one.
  assert.equal(first.filter((name) => words.includes(name)).length, 1);
});

test(`a lesson is at most ${mostLesson} bytes with all that plays it, and all are ${mostLessons}`, async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const all = [...sizes.keys()].filter(ofLessons);
  for (const file of all.filter((name) => name.startsWith('lessons/'))) {
    const { id, screens } = JSON.parse(readFileSync(path.join(dist, file), 'utf8'));
    const asked = new Set();
    const { page, close } = await site.open(`#lesson=${id}`, {
      before: (page) =>
        page.on('request', (request) => {
          const name = new URL(request.url()).pathname.slice(1);
          // At its end the next one is named.
          const another = name.startsWith('lessons/') && name !== file;
          if (ofLessons(name) && !another && !request.serviceWorker()) asked.add(name);
        }),
    });
    await page.locator('lesson-player h2').waitFor();
    for (const [i, { figure }] of screens.entries()) {
      if (!figure) continue;
      await page.evaluate(
        (screen) => (document.querySelector('handshake-playground').progress = { screen, answers: [] }),
        i + 1,
      );
      await page.locator(`lesson-figure figure-${figure.kind} figure`).first().waitFor();
    }
    assert.ok(asked.has(file));
    t.diagnostic(`${String(sum([...asked])).padStart(8)}  ${id}  of ${mostLesson}, in ${asked.size} files`);
    assert.ok(sum([...asked]) <= mostLesson, id);
    await close();
  }
  t.diagnostic(`${String(sum(all)).padStart(8)}  all lessons, their player and figures  of ${mostLessons}`);
  assert.ok(sum(all) <= mostLessons);
});

for (const [name, mostAlone] of Object.entries(alone))
  test(`${name}, in one file, is at most ${mostAlone} bytes on the disk`, (t) => {
    const { size } = statSync(path.join(dist, name));
    t.diagnostic(`${size}  ${name}  of ${mostAlone}`);
    assert.ok(size <= mostAlone, `${size} bytes`);
  });
