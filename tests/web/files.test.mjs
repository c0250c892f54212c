// Taking a run along, and bringing one back: the menu, the downloads, the report, and files that are opened.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { argsOf, loadCore, openSite, seedOf, textOf, traceOf } from './support.mjs';
import { changed, oneSided } from './traces.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const seed = seedOf(0x21);
const group = 'secp256r1';
const hash = `#group=${group}&seed=${seed}`;

let site, core, args, asked;
before(async () => {
  [site, core] = [await openSite(), await loadCore()];
  // The page's own settings, whatever they are called: those that its trace names.
  const { page, ready, close } = await site.open(hash);
  await ready();
  args = argsOf(await page.evaluate(() => document.querySelector('handshake-playground').model.trace.scenario));
  asked = traceOf(core, args);
  await close();
});
after(() => site.close());

const menuButton = (page) => page.getByRole('button', { name: 'Take along' });
const stepText = (page) => textOf(page.locator('beat-story .where'));

async function download(page, item) {
  await menuButton(page).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
  assert.equal(await page.locator('take-along [role="status"]').innerText(), `Saved ${file.suggestedFilename()}`);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

// Drops files on the page as a person does: the events go to whatever is in the middle of the screen.
async function drop(page, files, { over = async () => {} } = {}) {
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const [name, content] of list) data.items.add(new File([content], name));
    return data;
  }, files);
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await over();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

const shownFile = (page) => page.locator('file-bar p');
const tabs = ['step', 'message', 'keys', 'schedule', 'checks', 'states'];

test('the trace is saved byte for byte, and the key log is the one of the core', async () => {
  const { page, ready, calm, close } = await site.open(hash);
  await ready();
  const trace = await download(page, /^Trace/);
  assert.equal(trace.name, 'handshake.trace.json');
  assert.equal(trace.bytes.toString(), core.command(['run', '--format', 'json', ...args]).out);
  const keys = await download(page, /^Key log/);
  assert.equal(keys.name, 'handshake-keys.log');
  assert.equal(keys.bytes.toString(), core.command(['run', '--format', 'keylog', ...args]).out);
  assert.match(keys.bytes.toString(), /^CLIENT_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]{64} [0-9a-f]{64}\n/);
  assert.equal(JSON.parse(trace.bytes).scenario.seed, seed);
  for (const [item, name, options] of [
    [/^Capture for Wireshark/, 'handshake-capture.pcapng', []],
    [/^Capture with key log/, 'handshake-with-keys.pcapng', ['--with-key-log']],
  ]) {
    const capture = await download(page, item);
    assert.equal(capture.name, name);
    const { bytes } = core.command(['run', '--format', 'pcapng', ...options, ...args]);
    assert.ok(bytes.length > 1000 && capture.bytes.equals(bytes));
    assert.equal(capture.bytes.includes(keys.bytes), options.length > 0);
  }
  await calm();
  await close();
});

test('the ladder is saved as a picture that stands by itself', async () => {
  // Dark, to see that the picture is in its light colours all the same.
  const { page, ready, calm, close } = await site.open(hash, { dark: true });
  await ready();
  const { name, bytes } = await download(page, 'Ladder as SVG');
  assert.equal(name, 'handshake-ladder.svg');
  const svg = bytes.toString();
  assert.match(svg, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
  assert.doesNotMatch(svg, /class=|style=|var\(|rgb\(|url\(|href|<style|<script|foreignObject|undefined|NaN/);
  assert.match(svg, /<title>Ladder of a handshake: TLS 1\.3 · TLS_AES_128_GCM_SHA256 · secp256r1<\/title><desc>/);
  for (const colour of ['#2457c5', '#0b7154', '#7a3fb8', '#985006', '#b3261e', '#ffffff'])
    assert.ok(svg.includes(`"${colour}"`));
  for (const message of asked.events.filter((e) => e.kind === 'message' && e.direction === 'sent'))
    assert.ok(
      svg.includes(`>${message.bytes.length / 2} byte${message.bytes.length === 2 ? '' : 's'} · `),
      message.name,
    );
  // It is XML, it can be shown as an image, and its texts stay inside and apart.
  const sheet = await page.context().newPage();
  const seen = await sheet.evaluate((text) => {
    const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml');
    document.body.append(documentElement);
    const { width, height, x, y } = documentElement.getBoundingClientRect();
    const boxes = [...documentElement.querySelectorAll('text')].map((t) => {
      const box = t.getBoundingClientRect();
      return {
        text: t.textContent,
        left: box.left - x,
        right: box.right - x,
        top: box.top - y,
        bottom: box.bottom - y,
      };
    });
    const arrows = documentElement.querySelectorAll(
      ['#6f757d', '#7a3fb8', '#985006'].map((colour) => `path[fill="none"][stroke="${colour}"]`).join(),
    );
    documentElement.remove();
    return { width, height, boxes, arrows: arrows.length };
  }, svg);
  assert.ok(seen.boxes.length > 60);
  assert.equal(seen.arrows, asked.events.filter((e) => e.kind === 'message' && e.direction === 'sent').length);
  for (const box of seen.boxes) {
    assert.ok(box.left >= 0 && box.right <= seen.width && box.top >= 0 && box.bottom <= seen.height, box.text);
    for (const other of seen.boxes)
      if (
        other !== box &&
        other.left < box.right &&
        box.left < other.right &&
        other.top < box.bottom - 5 &&
        box.top < other.bottom - 5
      )
        assert.fail(`${box.text} and ${other.text} overlap`);
  }
  const png = await download(page, 'Ladder as PNG');
  assert.equal(png.name, 'handshake-ladder.png');
  assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)], [2 * seen.width, 2 * seen.height]);
  // Not an empty sheet: blue and green are in it, and the corner is white.
  const colours = await page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' });
    const image = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const found = new Set();
    for (let i = 0; i < data.length; i += 4) found.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    return [0x2457c5, 0x0b7154, 0x7a3fb8, 0x985006].map((colour) => found.has(colour)).concat(data[0] === 255);
  }, png.bytes.toString('base64'));
  assert.deepEqual(colours, [true, true, true, true, true]);
  await calm();
  await close();
});

test('copy link gives the address of what is shown', async () => {
  const { page, ready, calm, close } = await site.open(`${hash}&step=3`);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await ready();
  await page.keyboard.press('ArrowRight');
  await menuButton(page).click();
  await page.getByRole('menuitem', { name: /^Copy link/ }).click();
  await page.locator('take-along [role="status"]', { hasText: 'Link copied' }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, page.url());
  assert.match(link, /step=4$/);
  await calm();
  await close();
});

test('the menu works by keyboard and closes with Escape, and the steps stay where they are', async () => {
  const { page, ready, calm, close } = await site.open(`${hash}&step=5`);
  await ready();
  const before_ = await stepText(page);
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document.querySelector('handshake-playground').shadowRoot;
      return activeElement?.shadowRoot?.activeElement?.innerText.split('\n')[0] ?? '';
    });
  await menuButton(page).focus();
  assert.equal(await menuButton(page).getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('Enter');
  assert.equal(await menuButton(page).getAttribute('aria-expanded'), 'true');
  assert.match(await focused(), /^Copy link/);
  for (const [key, now] of [
    ['ArrowDown', /^Embed/],
    ['ArrowDown', /^Trace/],
    ['End', /^Open a trace file/],
    ['ArrowDown', /^Copy link/],
    ['ArrowUp', /^Open a trace file/],
    ['Home', /^Copy link/],
    ['l', /^Ladder as SVG/],
    ['l', /^Ladder as PNG/],
    ['l', /^Ladder as SVG/],
    ['ArrowRight', /^Ladder as SVG/],
  ]) {
    await page.keyboard.press(key);
    assert.match(await focused(), now, key);
  }
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  assert.deepEqual(
    violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id }) => id),
    [],
  );
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('menu').count(), 0);
  assert.equal(await focused(), 'Take along');
  await page.keyboard.press('ArrowUp');
  assert.match(await focused(), /^Open a trace file/);
  await page.mouse.click(700, 500);
  assert.equal(await page.getByRole('menu').count(), 0);
  assert.equal(await stepText(page), before_);
  await calm();
  await close();
});

test('a trace that is dropped is shown in place of the run, and going back finds the run as it was', async () => {
  const { page, ready, calm, close } = await site.open(`${hash}&step=7`);
  await ready();
  const before_ = [await stepText(page), page.url(), await textOf(page.locator('beat-view'))];
  const text = core.command(['run', '--format', 'json', '--tls', '1.2', '--seed', seedOf(9)]).out;
  await drop(page, [['of <tls> 1.2.json', text]], {
    over: async () => assert.match(await page.locator('take-along .drop').innerText(), /Drop a trace file here/),
  });
  await shownFile(page).waitFor();
  assert.equal(await page.locator('take-along .drop').count(), 0);
  assert.match(await shownFile(page).innerText(), /File of <tls> 1\.2\.json/);
  assert.equal(await page.locator('settings-bar').count(), 0);
  assert.match(await stepText(page), /^Step 0 of/);
  await page.keyboard.press('End');
  assert.match(await textOf(page.locator('ladder-view')), /ServerHelloDone/);
  // What can be taken along is the file: the trace as it came, its key log, its name.
  const trace = await download(page, /^Trace/);
  assert.equal(trace.bytes.toString(), text);
  assert.equal(trace.name, 'of_tls_1.2.trace.json');
  const keys = await download(page, /^Key log/);
  assert.equal(
    keys.bytes.toString(),
    core.command(['run', '--format', 'keylog', '--tls', '1.2', '--seed', seedOf(9)]).out,
  );
  await menuButton(page).click();
  const link = page.getByRole('menuitem', { name: /^Copy link/ });
  assert.equal(await link.getAttribute('aria-disabled'), 'true');
  await page.keyboard.press('Escape');
  assert.equal(page.url(), before_[1], 'the address stays that of the run');
  await page.getByRole('button', { name: 'Back to the playground' }).click();
  assert.deepEqual([await stepText(page), page.url(), await textOf(page.locator('beat-view'))], before_);
  assert.equal(await page.locator('settings-bar').count(), 1);
  await page.keyboard.press('ArrowRight');
  assert.match(await stepText(page), /^Step 8 of/);
  await calm();
  await close();
});

test('an address that is followed while a file is shown goes back to the playground', async () => {
  const { page, ready, calm, close } = await site.open(hash);
  await ready();
  await drop(page, [['a.json', JSON.stringify(oneSided(asked, 'client'))]]);
  await shownFile(page).waitFor();
  await page.evaluate(() => (location.hash = '#group=x25519&step=2'));
  await page.locator('settings-bar').waitFor();
  assert.match(await stepText(page), /^Step 2 of/);
  assert.match(page.url(), /group=x25519/);
  await calm();
  await close();
});

for (const [side, mode] of [
  ['client', 'connect'],
  ['server', 'serve'],
])
  for (const extra of [
    [],
    ['--tls', '1.2'],
    ['--trust', 'off'],
    ['--server-group', 'secp384r1', '--client-group', 'x25519,secp384r1'],
  ])
    test(`a trace of ${mode} is shown in every tab (${extra.join(' ') || 'defaults'})`, async () => {
      const trace = oneSided(traceOf(core, extra), side);
      const { page, ready, calm, close } = await site.open('', { width: side === 'client' ? 1440 : 390 });
      await ready();
      await menuButton(page).click();
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('menuitem', { name: /^Open a trace file/ }).click(),
      ]);
      await chooser.setFiles({
        name: 'site.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(trace)),
      });
      await shownFile(page).waitFor();
      assert.match(await shownFile(page).innerText(), new RegExp(`site\\.json[^]*handshake ${mode}`));
      const last = await page.evaluate(() => document.querySelector('handshake-playground').model.beats.length - 1);
      const texts = [];
      for (let step = 0; step <= last; step += 3) {
        await page.evaluate((n) => document.querySelector('handshake-playground').go(n), Math.min(step, last));
        for (const tab of tabs) {
          await page.locator(`#tab-${tab}`).click();
          texts.push(await textOf(page.locator('#tab-panel')));
        }
      }
      await page.evaluate((n) => document.querySelector('handshake-playground').go(n), last);
      await page.locator('#tab-keys').click();
      texts.push(await textOf(page.locator('#tab-panel')));
      assert.doesNotMatch(texts.join(' '), /undefined|NaN|\[object/);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0);
      const names = await page.locator('ladder-view .message .name').allInnerTexts();
      assert.equal(names.length, trace.events.filter((event) => event.kind === 'message').length);
      // The report and the picture are made of one side as well.
      const { bytes } = await download(page, 'Ladder as SVG');
      assert.ok(bytes.toString().includes('ClientHello from the client'));
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      assert.match(await textOf(page.locator('run-report')), /from the file site\.json/);
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
      await calm();
      await close();
    });

test('a file that is no trace gets a message, and what was open stays as it was', async () => {
  const whole = core.command(['run', '--format', 'json']).out;
  const trace = JSON.parse(whole);
  const fault = (path_, value) => JSON.stringify(changed(trace, path_, value));
  const { page, ready, calm, close } = await site.open(`${hash}&step=6`);
  await ready();
  const state = async () => [await stepText(page), page.url(), await textOf(page.locator('beat-view'))];
  const run = await state();
  const cases = [
    [[['cat.png', '\u0089PNG\r\n']], /cat\.png was not opened\. This file is not JSON: see line 1, column 1\./],
    [
      [['half.json', whole.slice(0, 5000)]],
      /half\.json was not opened\. This file is not JSON: it ends too early, at line \d+, column \d+\./,
    ],
    [[['a.har', '{"log":{}}']], /not a handshake trace/],
    [[['new.json', fault(['version'], 2)]], /has version 2\. This page reads version 1\./],
    [
      [['kind.json', fault(['events', 9, 'kind'], 'dance')]],
      /Event 9 is of a kind that this page does not know: "dance"\./,
    ],
    [[['less.json', fault(['events', 4, 'by'])]], /Event 4 \(\w+\) lacks the member “by”\./],
    [[['big.json', ' '.repeat(20_000_001)]], /It has 20\.0 MB\. This page reads up to 20 MB\./],
    [
      [
        ['a.json', whole],
        ['b.json', whole],
      ],
      /These are 2 files/,
    ],
    [
      [['<img src=x onerror=alert(1)>.json', '']],
      /<img src=x onerror=alert\(1\)>\.json was not opened\. This file is empty\./,
    ],
  ];
  for (const [files, said] of cases) {
    await drop(page, files);
    const alert = page.getByRole('alert').filter({ hasText: 'What was open stays as it was' });
    await alert.waitFor();
    assert.match(await alert.innerText(), said);
    assert.deepEqual(await state(), run);
    await alert.getByRole('button', { name: 'Close' }).click();
  }
  // The same with a file open: it stays.
  await drop(page, [['good.json', whole]]);
  await shownFile(page).waitFor();
  await page.keyboard.press('ArrowRight');
  const opened = await state();
  await drop(page, [['bad.json', '{}']]);
  await page.getByRole('alert').filter({ hasText: 'bad.json' }).waitFor();
  assert.deepEqual(await state(), opened);
  assert.match(await shownFile(page).innerText(), /good\.json/);
  await calm();
  await close();
});

test('bytes that are not UTF-8 are refused', async () => {
  const { page, ready, calm, close } = await site.open();
  await ready();
  await page
    .locator('take-along input')
    .setInputFiles({ name: 'x.json', mimeType: '', buffer: Buffer.from([0xff, 0xfe, 0x7b]) });
  await page.getByRole('alert').filter({ hasText: 'This file is not a text in UTF-8' }).waitFor();
  await calm();
  await close();
});

test('the report is on paper, and only there: every message, value and check', async () => {
  const { page, ready, calm, close } = await site.open(hash, { dark: true });
  await ready();
  await page.evaluate(() => (window.print = () => (window.printed = (window.printed ?? 0) + 1)));
  await menuButton(page).click();
  await page.getByRole('menuitem', { name: /^Print report/ }).click();
  assert.equal(await page.evaluate(() => window.printed), 1);
  assert.equal(await page.locator('run-report').count(), 0);

  await page.emulateMedia({ media: 'print' });
  // Rendered before the listener returns: printing does not wait.
  const text = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'));
    return document.querySelector('run-report').shadowRoot.textContent;
  });
  const squeezed = text.replace(/\s+/g, '');
  for (const [name, value] of Object.entries(asked.scenario)) {
    assert.ok(text.includes(name), name);
    assert.ok(squeezed.includes(value.replaceAll('\r', '\\r').replaceAll('\n', '\\n').replace(/\s+/g, '')), name);
  }
  for (const event of asked.events) {
    if (event.kind === 'value' && event.bytes) {
      assert.ok(squeezed.includes(event.bytes), event.name);
      assert.ok(squeezed.includes(`${event.name}·${event.length}byte`), event.name);
    }
    if (event.kind === 'check') assert.ok(text.toLowerCase().includes(event.what.toLowerCase()), event.what);
  }
  const count = (selector) => page.locator(`run-report ${selector}`).count();
  assert.equal(await count('.value'), asked.events.filter((e) => e.kind === 'value').length);
  const rows = asked.events.filter((e) => e.kind === 'message' || e.kind === 'check').length;
  assert.equal(await count('tbody tr'), rows + Object.keys(asked.scenario).length);
  const ends = asked.events.filter((e) => e.kind === 'discard').length;
  assert.equal(text.match(/discarded at step/g).length, ends);
  assert.match(text, /withheld: a long-term key/);
  assert.match(text, /CertificateVerify/);
  // The ladder is whole, in parts, and no text is in two of them.
  const labels = await page.locator('run-report svg text').allTextContents();
  const svg = (
    await page.evaluate(() =>
      [...document.querySelector('run-report').shadowRoot.querySelectorAll('svg')].map((s) =>
        s.getAttribute('viewBox'),
      ),
    )
  ).map((box) => box.split(' ').map(Number));
  svg.reduce((end, [, y, , height]) => (assert.equal(y, end), y + height), 0);
  assert.equal(labels.filter((label) => label === 'ClientHello').length, 1);
  assert.equal(labels.filter((label) => label === 'Finished').length, 2);
  // Black on white, although the page is dark; nothing to press, and nothing wider than the paper.
  const look = await page.evaluate(() => {
    const report = document.querySelector('run-report');
    const style = getComputedStyle(report);
    return {
      colours: [style.color, style.backgroundColor, getComputedStyle(document.documentElement).backgroundColor],
      page: getComputedStyle(document.querySelector('handshake-playground')).display,
      controls: report.shadowRoot.querySelectorAll('button, a, input, select').length,
      over: document.documentElement.scrollWidth - innerWidth,
    };
  });
  assert.deepEqual(look, {
    colours: ['rgb(0, 0, 0)', 'rgb(255, 255, 255)', 'rgb(255, 255, 255)'],
    page: 'none',
    controls: 0,
    over: 0,
  });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: null });
  assert.equal(await page.locator('run-report').count(), 0);
  await page.locator('beat-story h2').waitFor();
  // What the browser itself prints has several pages, and leaves the page as it was.
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  assert.ok(pdf.match(/\/Type \/Page\b/g).length > 6);
  assert.equal(await page.locator('run-report').count(), 0);
  await calm();
  await close();
});

test('without a core, a file can still be opened', async () => {
  const { page, calm, close, troubles } = await site.open('', {
    before: (p) => p.route('**/*.wasm', (route) => route.fulfill({ status: 404 })),
  });
  await page.getByRole('alert').waitFor();
  await drop(page, [['a.json', JSON.stringify(oneSided(asked, 'client'))]]);
  await shownFile(page).waitFor();
  await page.keyboard.press('End');
  assert.match(await stepText(page), /^Step [1-9]\d* of/);
  await download(page, /^Key log/);
  await page.getByRole('button', { name: 'Back to the playground' }).click();
  assert.match(await page.getByRole('alert').innerText(), /core\.wasm could not be loaded/);
  troubles.splice(0, troubles.length, ...troubles.filter((trouble) => !trouble.includes('404')));
  await calm();
  await close();
});
