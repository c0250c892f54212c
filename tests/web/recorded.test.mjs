// Where WebAssembly is forbidden or missing, what was recorded at build time plays, and the page says so.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { contentSecurityPolicy } from '../../tools/serve.mjs';
import { argsOf, dist, hashOf, loadCore, modules, openSite, seedOf, textOf, traceOf } from './support.mjs';

const noWasm = (policy) => policy.replace(" 'wasm-unsafe-eval'", '');

let site, core, folder, presets, vite;
before(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'recorded-'));
  cpSync(dist, folder, { recursive: true });
  for (const name of ['index.html', 'handshake-playground.html']) {
    const html = readFileSync(path.join(folder, name), 'utf8');
    writeFileSync(path.join(folder, name), noWasm(html));
  }
  assert.doesNotMatch(readFileSync(path.join(folder, 'index.html'), 'utf8'), /wasm-unsafe-eval/);
  [core, site, vite] = await Promise.all([
    loadCore(),
    openSite({ folder, policy: noWasm(contentSecurityPolicy) }),
    modules(),
  ]);
  ({ presets } = await vite.load('scenario/presets.ts'));
});
after(async () => {
  await site?.close();
  await vite?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** The ways to have no WebAssembly: how to open the page, and what the page says. */
const ways = {
  'a policy without wasm-unsafe-eval': { says: /does not let a page compute with WebAssembly/ },
  'a browser without WebAssembly': {
    says: /This browser has no WebAssembly/,
    before: (page) => page.addInitScript(() => delete globalThis.WebAssembly),
  },
};
const [forbidden, missing] = Object.keys(ways);

async function open(way, hash = '', options = {}) {
  const asked = [];
  const opened = await site.open(hash, {
    ...options,
    before: async (page) => {
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await ways[way].before?.(page);
    },
  });
  return {
    ...opened,
    recordings: () => asked.filter((name) => name.includes('recorded/')).map((name) => path.basename(name, '.json.gz')),
    /** calm: nothing but the refusal to compile, once by the header and once by the page’s own policy, and the core that was fetched ahead for nothing. */
    async calm() {
      const violations = await opened.page.evaluate(() => globalThis.violations);
      assert.deepEqual(
        violations.map((violation) => violation.trim()),
        way === forbidden ? ['script-src: wasm-eval', 'script-src: wasm-eval'] : [],
      );
      const others = opened.troubles.filter(
        (trouble) => !/^console: (Compiling or instantiating WebAssembly|.*core-.*\.wasm was preloaded)/.test(trouble),
      );
      assert.deepEqual(others, []);
    },
  };
}

const traceOn = (page) =>
  page.evaluate(() => JSON.stringify(document.querySelector('handshake-playground').model.trace));
const traceFrom = (settings) => {
  const trace = traceOf(core, argsOf(settings));
  delete trace.exit_code;
  return JSON.stringify(trace);
};

test('a recording is what the core says, for every example', () => {
  const read = (name) => gunzipSync(readFileSync(path.join(dist, 'recorded', `${name}.json.gz`))).toString();
  for (const { id, settings } of presets)
    assert.equal(read(id), core.command(['run', '--format', 'json', ...argsOf(settings)]).out, id);
  assert.equal(read('list'), core.command(['list', '--format', 'json']).out);
});

for (const [way, { says }] of Object.entries(ways)) {
  test(`${way}: a handshake can be walked to its end`, async () => {
    const opened = await open(way);
    const { page, ready, calm, recordings, close } = opened;
    await ready();
    const said = await textOf(page.locator('recorded-notice'));
    assert.match(said, /A recording plays\./);
    assert.match(said, says);
    assert.match(said, /Settings, seed, two windows and changes on the wire need the core/);
    const last = await page.evaluate(() => document.querySelector('handshake-playground').model.beats.length - 1);
    await page.locator('beat-story h2').click();
    for (let step = 1; step <= last; step++) await page.keyboard.press('ArrowRight');
    await page.waitForFunction((at) => document.querySelector('handshake-playground').current === at, last);
    assert.equal(await traceOn(page), traceFrom(presets[0].settings));
    assert.deepEqual(recordings(), ['list', presets[0].id]);
    await page.waitForURL(new RegExp(`step=${last}$`));
    await calm();
    await close();
  });

  test(`${way}: what needs the core is off, and says why`, async () => {
    const { page, ready, calm, close } = await open(way);
    await ready();
    for (const name of ['All settings', 'New seed', 'Two windows']) {
      const button = page.locator('settings-bar').getByRole('button', { name });
      assert.ok(await button.isDisabled(), name);
      assert.equal(await button.getAttribute('title'), 'Not in a recording: this needs WebAssembly');
    }
    assert.equal(await page.locator('settings-bar #seed').isEditable(), false);
    await page.locator('beat-story h2').click();
    await page.keyboard.press('End');
    await page.locator('#tab-network').click();
    await page.locator('network-view [data-record]').first().click();
    assert.match(
      await textOf(page.locator('network-view')),
      /This is a recording\. It can be looked at, not played again\./,
    );
    assert.equal(await page.locator('network-view .actions').count(), 0);
    await calm();
    await close();
  });
}

test('every example can be chosen, and is fetched then', async () => {
  const { page, ready, calm, recordings, close } = await open(missing);
  await ready();
  for (const { id, settings } of presets.slice(1, 4)) {
    await page.locator('settings-bar .opener.examples').click();
    await page.locator(`.drawer [data-preset="${id}"]`).click();
    await page.waitForFunction(
      (text) => JSON.stringify(document.querySelector('handshake-playground').model.trace) === text,
      traceFrom(settings),
    );
  }
  assert.deepEqual(recordings(), ['list', ...presets.slice(0, 4).map(({ id }) => id)]);
  await calm();
  await close();
});

test('settings that were not recorded: the nearest example is shown, and that is said', async () => {
  const example = (wanted) => presets.find(({ id }) => id === wanted);
  const hybrid = example('hybrid');
  for (const [asked, shown] of [
    [{ ...hybrid.settings, seed: seedOf(7) }, hybrid],
    [{ group: 'secp521r1' }, presets[0]],
    [{ tls: '1.2', group: 'ffdhe3072', suite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256' }, example('tls12-dhe')],
    [{ ...presets[0].settings, side: 'client', room: 'x' }, presets[0]],
  ]) {
    const { page, ready, calm, close } = await open(missing, `${hashOf(asked)}&step=5`);
    await ready();
    const notice = page.locator('.notice');
    if (asked.side) assert.match(await textOf(notice), /One side alone is played by the core/);
    else assert.match(await textOf(notice), /There is no recording with the settings that the address names/);
    assert.equal(await traceOn(page), traceFrom(shown.settings));
    assert.equal(await page.evaluate(() => document.querySelector('handshake-playground').current), 5);
    await calm();
    await close();
  }
});

test('two examples can be compared', async () => {
  const { page, ready, calm, close } = await open(missing);
  await ready();
  await page.locator('#tab-compare').click();
  await page.locator('compare-view select').first().selectOption('hello-retry');
  await page.locator('compare-view .rows').waitFor();
  await calm();
  await close();
});

test('it is said in German too', async () => {
  const { page, ready, calm, close } = await open(forbidden, '#lang=de&group=secp521r1');
  await ready();
  assert.match(
    await textOf(page.locator('recorded-notice')),
    /Hier läuft eine Aufzeichnung\. An dieser Stelle darf eine Seite nicht/,
  );
  assert.match(
    await textOf(page.locator('.notice')),
    /gibt es keine Aufzeichnung\. Gezeigt wird das nächstliegende Beispiel\./,
  );
  await calm();
  await close();
});

test('without the recordings the page says what is missing', async () => {
  const { page, close } = await site.open('', {
    before: async (p) => {
      await p.addInitScript(() => delete globalThis.WebAssembly);
      await p.route('**/recorded/*', (route) => route.fulfill({ status: 404 }));
    },
  });
  await page.getByRole('alert').waitFor();
  assert.match(
    await page.getByRole('alert').innerText(),
    /the recordings could not be loaded: the server answered 404/,
  );
  await close();
});

test('recordings that a server sends as coded content are read as well', async () => {
  const { page, ready, close } = await site.open('', {
    before: async (p) => {
      await p.addInitScript(() => delete globalThis.WebAssembly);
      await p.route('**/recorded/*', (route) => {
        const name = path.basename(new URL(route.request().url()).pathname);
        return route.fulfill({ body: gunzipSync(readFileSync(path.join(dist, 'recorded', name))) });
      });
    },
  });
  await ready();
  assert.equal(await traceOn(page), traceFrom(presets[0].settings));
  await close();
});

test('lessons play from recordings, with the figures of their runs; a figure that asks the core says that it cannot', async () => {
  const { page, close } = await open(missing, '#lesson=key-exchange&screen=12');
  await page.locator('figure-exchanges section').nth(4).waitFor();
  const lesson = JSON.parse(readFileSync(path.join(dist, 'lessons/key-exchange.json'), 'utf8'));
  const own = { ...lesson, id: 'own', screens: [{ ...lesson.screens[0], figure: { kind: 'powers', p: 23 } }] };
  await page.locator('handshake-playground').evaluate((one, it) => (one.lesson = it), own);
  const said = page.locator('figure-powers [role=alert]');
  await said.waitFor();
  assert.match(await said.innerText(), /computed by the core, which may not run here/);
  assert.equal(await page.locator('lesson-player h2').innerText(), lesson.screens[0].title.en);
  await close();
});

test('the page in one file, where its frame forbids WebAssembly', async () => {
  const { page, troubles, close } = await site.open('handshake-playground.html');
  await page.locator('beat-story h2').waitFor();
  assert.match(await textOf(page.locator('recorded-notice')), ways[forbidden].says);
  assert.equal(await traceOn(page), traceFrom(presets[0].settings));
  assert.deepEqual(await page.evaluate(() => globalThis.violations.map((violation) => violation.trim())), [
    'script-src: wasm-eval',
  ]);
  assert.deepEqual(
    troubles.filter((trouble) => !trouble.startsWith('console: Compiling or instantiating WebAssembly')),
    [],
  );
  await close();
});

test('in a page of another folder the recordings are found too', async () => {
  mkdirSync(path.join(folder, 'course'));
  writeFileSync(
    path.join(folder, 'course/page.html'),
    '<!doctype html><title>A course</title><link rel="icon" href="../icon.svg"><script type="module" src="../handshake-playground.js"></script><handshake-playground scenario="tls12-rsa"></handshake-playground>',
  );
  const { page, ready, calm, recordings, close } = await open(missing, 'course/page.html');
  await ready();
  assert.deepEqual([...new Set(recordings())].sort(), ['list', 'tls12-rsa']);
  assert.match(await textOf(page.locator('recorded-notice')), /A recording plays\./);
  await calm();
  await close();
});
