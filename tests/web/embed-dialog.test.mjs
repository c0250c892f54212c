// The Embed dialog: what it gives to paste does on a page of another origin what was chosen; and the dialog itself.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { courseOf } from '../../tools/scorm.mjs';
import { serve } from '../../tools/serve.mjs';
import { coursePackage } from '../../web/src/course/package.js';
import { dist, hashOf, loadCore, modules, openSite, seedOf, textOf, traceOf } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const oneFile = path.join(dist, 'handshake-playground.html');
let site, vite, hosts, folder;

before(async () => {
  [site, vite] = await Promise.all([openSite(), modules()]);
  folder = mkdtempSync(path.join(tmpdir(), 'embed-dialog-'));
  copyFileSync(oneFile, path.join(folder, 'handshake-playground.html'));
  // Somebody else's server, which lets everything through.
  const policy = "default-src * data: blob: 'unsafe-inline' 'wasm-unsafe-eval'";
  hosts = await serve({ port: 0, folder, policy });
});
after(async () => {
  await site.close();
  await vite.close();
  await hosts.close();
  rmSync(folder, { recursive: true });
});

/** open opens the dialog on a page of ours. */
async function open(hash, look) {
  const opened = await site.open(hash, look);
  await opened.ready();
  await openDialog(opened.page);
  return { ...opened, ...parts(opened.page) };
}
async function openDialog(page) {
  await page.locator('take-along .open').click();
  await page.locator('[data-item="embed"]').click();
  await page.locator('embed-dialog .box :is(ladder-view, beat-story)').first().waitFor();
}
const parts = (page) => {
  const dialog = page.locator('embed-dialog');
  return {
    dialog,
    pick: (name, value) => dialog.locator(`.body > * fieldset.${name} input[value="${value}"]`).first().check(),
    view: (value) => dialog.locator('select[autofocus]').selectOption(value),
    text: (name = 'HTML') => dialog.locator(`textarea#${name}`).inputValue(),
  };
};
const stepOf = (page) => page.evaluate(() => document.querySelector('handshake-playground').step);

/** paste puts a text into an empty page of the other origin. */
async function paste(page, html) {
  writeFileSync(
    path.join(folder, 'index.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>A course</title><link rel="icon" href="data:,">\n${html}\n</html>`,
  );
  const host = await page.context().newPage();
  const troubles = [];
  host.on('pageerror', (error) => troubles.push(error.stack));
  host.on('console', (m) => m.type() === 'error' && troubles.push(m.text()));
  await host.goto(hosts.url);
  return { host, troubles };
}

/** shown waits for the element in a page or frame, and says what it shows. */
async function shown(frame) {
  await frame.waitForFunction(() => document.querySelector('handshake-playground')?.last > 0);
  const element = frame.locator('handshake-playground');
  const count = (part) => element.locator(part).count();
  return {
    step: await stepOf(frame),
    ladder: await count('ladder-view'),
    schedule: await count('schedule-view'),
    header: await count('header'),
    bar: await element.locator('playback-bar').isVisible(),
    outcome: await frame.evaluate(() => document.querySelector('handshake-playground').model.trace.outcome),
    german: / und |Schritt|Zurück/.test(await textOf(element)),
  };
}

const schedule = (outcome) => ({
  step: 9,
  ladder: 0,
  schedule: 1,
  header: 0,
  bar: true,
  outcome,
  german: true,
});

async function choose(dialog) {
  await dialog.view('schedule');
  await dialog.pick('controls', 'minimal');
  await dialog.pick('lang', 'de');
}

let expected;
before(async () => {
  const settings = ['--tls=1.2', '--suite=TLS_RSA_WITH_AES_128_CBC_SHA256', '--signature=rsa_pss_rsae_sha256'];
  expected = schedule(traceOf(await loadCore(), settings).outcome);
});
const example = { tls: '1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA256', signature: 'rsa_pss_rsae_sha256', step: 9 };

test('the HTML element shows on another origin what was chosen', async () => {
  const { page, close, calm, ...dialog } = await open(hashOf(example));
  await choose(dialog);
  const text = await dialog.text();
  assert.match(text, /scenario="tls12-rsa" view="schedule" step="9" controls="minimal" lang="de"/);
  const { host, troubles } = await paste(page, text);
  assert.deepEqual(await shown(host), expected);
  assert.deepEqual(troubles, []);
  await calm();
  await close();
});

for (const [way, name] of [
  ['frame', 'HTML'],
  ['file', 'HTML'],
  ['markdown', 'Markdown'],
]) {
  test(`${way}: the frame shows what was chosen${name === 'HTML' ? ', as high as it is' : ''}`, async () => {
    const { page, close, ...dialog } = await open(hashOf(example));
    await choose(dialog);
    await dialog.pick('way', way);
    const { host, troubles } = await paste(page, await dialog.text(name));
    const frame = await (await host.waitForSelector('iframe')).contentFrame();
    assert.equal(await frame.evaluate(() => self.origin), 'null');
    assert.deepEqual(await shown(frame), expected);
    const height = () => host.locator('iframe').evaluate((one) => one.getBoundingClientRect().height);
    const whole = () =>
      frame.evaluate(() => document.querySelector('handshake-playground').getBoundingClientRect().height);
    if (name !== 'HTML') assert.equal(await height(), 640);
    else
      for (const step of [9, 40, 0, 20]) {
        await frame.evaluate((n) => document.querySelector('handshake-playground').go(n), step);
        await frame.waitForFunction((n) => document.querySelector('handshake-playground').step === n, step);
        for (let i = 0; i < 400 && Math.abs((await height()) - (await whole())) > 1; i++) await host.waitForTimeout(40);
        assert.ok(Math.abs((await height()) - (await whole())) <= 1, `step ${step}: ${await height()}`);
      }
    assert.deepEqual(troubles, []);
    await close();
  });
}

test('a fixed height, the cell of a notebook, the course and the link', async () => {
  const { page, close, ...dialog } = await open(hashOf({ ...example, seed: seedOf(0x61) }));
  await dialog.dialog.locator('.settings input[type="number"]').fill('420');
  await page.keyboard.press('Tab');
  await dialog.pick('step', 'end');
  await dialog.pick('role', 'eavesdropper');
  await dialog.pick('way', 'frame');
  const frame = await dialog.text();
  assert.doesNotMatch(frame, /<script/);
  const { host } = await paste(page, frame);
  const inside = await (await host.waitForSelector('iframe')).contentFrame();
  const { step } = await shown(inside);
  assert.equal(step, await inside.evaluate(() => document.querySelector('handshake-playground').last));
  assert.match(await textOf(inside.locator('role-switch')), /You listen on the wire/);
  assert.equal(await host.locator('iframe').evaluate((one) => one.getBoundingClientRect().height), 420);
  await dialog.pick('way', 'markdown');
  const cell = await dialog.text('Jupyter');
  const [, address, height] =
    /^from IPython\.display import IFrame\nIFrame\("([^"]+)", width="100%", height=(\d+)\)$/.exec(cell);
  assert.equal(height, '420');
  await host.goto(address);
  assert.equal((await shown(host)).step, step);
  await dialog.pick('way', 'course');
  const command = await dialog.text('Shell');
  assert.match(
    command,
    /^npm run build:scorm -- --scenario '[\w%=&.-]+' --role eavesdropper --height 420 --lang en --controls full$/,
  );
  await dialog.pick('way', 'link');
  await host.goto(await dialog.text('URL'));
  const linked = await shown(host);
  assert.equal(linked.step, step);
  assert.equal(await host.evaluate(() => document.querySelector('handshake-playground').settings.seed), seedOf(0x61));
  await close();
});

test('a course package is saved: the one that the command makes', async () => {
  const { page, dialog, pick, close } = await open('#tls=1.2&suite=TLS_DHE_RSA_WITH_AES_128_CBC_SHA256&step=9');
  await pick('way', 'course');
  await pick('controls', 'minimal');
  await pick('lang', 'de');
  const command = (await dialog.locator('textarea').inputValue()).replace(/^npm run build:scorm -- /, '');
  const { course } = await courseOf(command.split(' ').map((word) => word.replace(/^'(.*)'$/, '$1')));
  const template = readFileSync(path.join(dist, 'course.html'), 'utf8');
  for (const version of ['1.2', '2004']) {
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: `SCORM ${version}` }).click(),
    ]);
    assert.match(saved.suggestedFilename(), new RegExp(`^handshake-.+-scorm${version.replace('.', '')}\\.zip$`));
    // The command's title is in the language of the course, the dialog's in that of the page.
    const same = { ...course, title: titleIn(readFileSync(await saved.path())) };
    assert.deepEqual(
      Buffer.from(readFileSync(await saved.path())),
      Buffer.from(coursePackage(template, same, version)),
    );
    await dialog.getByText('Saved').waitFor();
  }
  await page.route('**/course.html', (route) => route.fulfill({ status: 404 }));
  await dialog.getByRole('button', { name: 'SCORM 1.2' }).click();
  await dialog.getByText('course.html is not beside this page').waitFor();
  await close();
});

const titleIn = (zip) => /<organization [^>]*>\s*<title>([^<]*)</.exec(strFromU8(unzipSync(zip)['imsmanifest.xml']))[1];

test('nothing in the address breaks out of a text to paste', async () => {
  const early = `"><script>window.broken = 1</script><img src=x onerror='window.broken = 2'>`;
  const hash = hashOf({ resumption: 'psk_dhe_ke', 'early-data': early, step: 3 });
  const { page, close, ...dialog } = await open(hash);
  for (const way of ['element', 'frame', 'file']) {
    await dialog.pick('way', way);
    const text = await dialog.text();
    const { host, troubles } = await paste(page, text);
    const frame = way === 'element' ? host : await (await host.waitForSelector('iframe')).contentFrame();
    await shown(frame);
    const said = await frame.evaluate(() => document.querySelector('handshake-playground').settings['early-data']);
    assert.equal(said, early);
    assert.equal(await host.evaluate(() => window.broken), undefined);
    assert.equal(await host.locator('img').count(), 0);
    assert.deepEqual(troubles, []);
    await host.close();
  }
  await close();
  const { escapeHtml, snippetsOf } = await vite.load('embed-dialog/snippets.ts');
  assert.equal(escapeHtml(`<a b="c" d='e'>&`), '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
  const choice = {
    scenario: early,
    view: early,
    step: early,
    role: '',
    controls: '',
    height: early,
    lang: '',
    theme: '',
  };
  const wanted = { choice, address: '', last: null, base: 'https://example.org/', title: early };
  for (const way of ['element', 'frame', 'file', 'markdown'])
    assert.doesNotMatch(snippetsOf(way, wanted)[0].text, /broken = 1<\/script>|<img/);
});

test('the lesson that is open is put in, or the handshake beside it', async () => {
  const { page, dialog, pick, text, close } = await open('#lesson=ephemeral-dhe&screen=3');
  assert.equal(await dialog.locator('fieldset.step, fieldset.role, select[autofocus]').count(), 0);
  await dialog.locator('.box lesson-player h2').waitFor();
  await pick('controls', 'minimal');
  const { host } = await paste(page, await text());
  await host.locator('lesson-player h2').waitFor();
  assert.deepEqual(
    await host.locator('handshake-playground').evaluate((one) =>
      one
        .getAttributeNames()
        .filter((name) => name !== 'data-theme')
        .map((name) => [name, one.getAttribute(name)]),
    ),
    [
      ['lesson', 'ephemeral-dhe'],
      ['controls', 'minimal'],
      ['lang', 'en'],
    ],
  );
  await pick('way', 'link');
  assert.match(await text('URL'), /#lesson=ephemeral-dhe&lang=en$/);
  await pick('way', 'course');
  const command = (await text('Shell')).replace(/^npm run build:scorm -- /, '');
  assert.equal(command, '--lesson ephemeral-dhe --lang en --controls minimal');
  const { course } = await courseOf(command.split(' '));
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'SCORM 2004' }).click(),
  ]);
  const template = readFileSync(path.join(dist, 'course.html'), 'utf8');
  assert.deepEqual(
    readFileSync(await saved.path()),
    Buffer.from(coursePackage(template, { title: course.title, ...course }, '2004')),
  );
  await pick('lesson', '');
  await dialog.locator('.box lesson-player').waitFor({ state: 'detached' });
  assert.match(await text('Shell'), /--scenario tls12-dhe /);
  await close();
});

test('what the command for a course says, it takes', async () => {
  const { snippetsOf } = await vite.load('embed-dialog/snippets.ts');
  const said = {
    scenario: 'tls13',
    view: 'keys',
    role: 'client',
    controls: 'none',
    height: '640',
    lang: 'de',
    theme: 'dark',
  };
  // A course begins at its beginning.
  const choice = { lesson: '', ...said, step: '9' };
  const [{ text }] = snippetsOf('course', { choice, address: '', base: '', title: '' });
  const { course } = await courseOf(text.split(' -- ')[1].split(' '));
  assert.deepEqual(course.element, said);
});

test('the script for hosts is that of docs/embedding.md', async () => {
  const { hostScript } = await vite.load('embed-dialog/host-script.ts');
  const docs = readFileSync(path.resolve(import.meta.dirname, '../../docs/embedding.md'), 'utf8');
  assert.equal(hostScript, /```js\n(\/\/ handshake-host\.js[\s\S]*?)\n```/.exec(docs)[1]);
});

test('the address of this page, or one that stands for it', async () => {
  const { baseOf, placeholder } = await vite.load('embed-dialog/base.ts');
  assert.equal(baseOf('https://a.example/b/c/assets/embed-dialog-x.js'), 'https://a.example/b/c/');
  for (const other of ['file:///a/assets/x.js', 'about:srcdoc', 'https://a.example/handshake-playground.html'])
    assert.equal(baseOf(other), placeholder);
});

test('by the keyboard alone; the page behind keeps its step and address, and gets the focus back', async () => {
  const { page, ready, calm, close } = await site.open('#step=5');
  await ready();
  await page.locator('take-along .open').focus();
  for (const key of ['Enter', 'e', 'Enter']) await page.keyboard.press(key);
  const { dialog, text } = parts(page);
  await dialog.locator('.box ladder-view').waitFor();
  const outer = await page.evaluate(() => location.href);
  await page.keyboard.press('l'); // The select has the focus: Ladder of the handshake.
  assert.match(await text(), /view="ladder" step="5"/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  assert.match(await text(), /step="end"/);
  // Inside the preview the arrows are the preview's own.
  const inner = dialog.locator('handshake-playground');
  await inner.evaluate((one) => one.go(7));
  await inner.locator('playback-bar .step').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(
    () =>
      document
        .querySelector('handshake-playground')
        .renderRoot.querySelector('embed-dialog')
        .renderRoot.querySelector('handshake-playground').step === 8,
  );
  await inner.evaluate((one) => one.next());
  await page.waitForTimeout(300);
  assert.equal(await stepOf(page), 5);
  assert.equal(await page.evaluate(() => location.href), outer);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const focused = await page.evaluate(() => {
    let at = document.activeElement;
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at.className;
  });
  assert.equal(focused, 'btn open');
  await page.keyboard.press('Escape');
  await calm();
  await close();
});

test('events of the preview stay inside, and the preview speaks the language of the page', async () => {
  const { page, close, ...dialog } = await open('#step=5&lang=de');
  await page.evaluate(() => {
    window.heard = [];
    for (const name of ['ready', 'step', 'finished', 'failed']) addEventListener(name, () => window.heard.push(name));
  });
  await dialog.pick('step', 'end');
  await dialog.pick('lang', 'en');
  await dialog.dialog.getByText('Die Vorschau spricht').waitFor();
  await dialog.dialog.locator('handshake-playground').evaluate((one) => one.go(3));
  await page.waitForTimeout(200);
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
  assert.equal(await dialog.dialog.locator('handshake-playground language-switch[inert]').count(), 1);
  await close();
});

for (const refused of [false, true]) {
  test(`the clipboard is ${refused ? 'refused: the text is selected' : 'written'}`, async () => {
    const before = (page) =>
      page.addInitScript((no) => {
        const writeText = (text) =>
          no ? Promise.reject(new Error('no')) : ((window.written = text), Promise.resolve());
        Object.defineProperty(navigator, 'clipboard', { value: { writeText } });
      }, refused);
    const { page, close, dialog, text } = await open('', { before });
    await dialog.locator('.snippet .btn').click();
    await dialog.locator('.snippet .said', { hasText: refused ? 'Press Ctrl+C' : 'Copied' }).waitFor();
    const selected = await dialog
      .locator('textarea')
      .evaluate((area) => area.matches(':focus') && area.value.slice(area.selectionStart, area.selectionEnd));
    if (refused) assert.equal(selected, await text());
    else assert.equal(await page.evaluate(() => window.written), await text());
    await close();
  });
}

test('with a file it says why not; who plays one side is told that both are put in', async () => {
  const { page, ready, close } = await site.open('#step=5');
  await ready();
  const buffer = Buffer.from(JSON.stringify(traceOf(await loadCore(), [])));
  await page.locator('take-along input').setInputFiles({ name: 'a.trace.json', mimeType: 'application/json', buffer });
  await page.locator('file-bar').waitFor();
  await page.locator('take-along .open').click();
  const item = page.locator('[data-item="embed"]');
  assert.equal(await item.getAttribute('aria-disabled'), 'true');
  assert.match(await item.innerText(), /not for a file/);
  await item.click({ force: true });
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('embed-dialog').count(), 0);
  await page.locator('file-bar button').click();
  await page.getByRole('button', { name: 'Two windows' }).click();
  await page.locator('split-desk').waitFor();
  await openDialog(page);
  const { dialog, text } = parts(page);
  await dialog.getByText('You play one side here').waitFor();
  assert.doesNotMatch(await text(), /side=|room=|step=/);
  await close();
});

for (const [width, dark, lang] of [
  [390, false, 'en'],
  [390, true, 'de'],
  [1440, false, 'de'],
  [1440, true, 'en'],
]) {
  test(`${width} px, ${dark ? 'dark' : 'light'}, ${lang}: axe-core finds nothing, and nothing is too wide`, async () => {
    const { page, calm, close, dialog, pick, view } = await open(`#step=5&lang=${lang}`, { width, dark });
    await page.evaluate(axe);
    const devtools = await page.context().newCDPSession(page);
    const found = [];
    for (const way of ['element', 'frame', 'file', 'markdown', 'course', 'link']) {
      await pick('way', way);
      await view(way === 'frame' ? 'keys' : 'all');
      // axe-core counts what is behind an open dialog too. It is inert: the browser shows assistive software one of each.
      const rules = Object.fromEntries(
        ['main', 'banner', 'contentinfo'].map((one) => [`landmark-no-duplicate-${one}`, { enabled: false }]),
      );
      const { violations } = await dialog
        .locator('dialog')
        .evaluate((whole, rules) => window.axe.run(whole, { resultTypes: ['violations'], rules }), rules);
      const { nodes } = await devtools.send('Accessibility.getFullAXTree');
      assert.equal(nodes.filter(({ ignored, role }) => !ignored && role?.value === 'main').length, 1);
      found.push(...violations.map((v) => `${way}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`));
      const over = await dialog
        .locator('.body')
        .first()
        .evaluate((body) => body.scrollWidth - body.clientWidth);
      if (over > 0) found.push(`${way}: ${over} px too wide`);
    }
    assert.deepEqual(found, []);
    await calm();
    await close();
  });
}

test('the page in one file has the dialog too, from the disk', async () => {
  const { page: any, close } = await site.open();
  const page = await any.context().newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.stack));
  await page.goto(`${pathToFileURL(oneFile).href}#step=5`);
  await page.locator('beat-story h2').waitFor();
  await openDialog(page);
  const { dialog, pick, text } = parts(page);
  assert.match(await text(), /src="https:\/\/example\.org\/handshake\/handshake-playground\.js"/);
  await dialog.getByText('https://example.org/handshake/ stands for').waitFor();
  await pick('way', 'file');
  assert.doesNotMatch(await text(), /example\.org/);
  assert.deepEqual(troubles, []);
  await close();
});

test('twenty openings leave nothing behind', async () => {
  const { page, ready, close } = await site.open('#step=5');
  await ready();
  const devtools = await page.context().newCDPSession(page);
  const round = async (times) => {
    for (let i = 0; i < times; i++) {
      await openDialog(page);
      await page.keyboard.press('Escape');
      await page.locator('embed-dialog').waitFor({ state: 'detached' });
    }
    for (let i = 0; i < 3; i++) await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
    return { usedSize, nodes, jsEventListeners };
  };
  const first = await round(4);
  const second = await round(20);
  const grown = (key) => second[key] - first[key];
  assert.ok(grown('usedSize') < 2_000_000, `the heap grew by ${grown('usedSize')} bytes`);
  assert.ok(grown('nodes') < 300, `${grown('nodes')} nodes stayed`);
  assert.ok(grown('jsEventListeners') < 20, `${grown('jsEventListeners')} listeners stayed`);
  assert.equal(page.workers().length, 1);
  await close();
});

test('the dialog is fetched when it is wanted, and is small', async (t) => {
  const [name] = readdirSync(path.join(dist, 'assets')).filter((file) => file.startsWith('embed-dialog-'));
  const asked = [];
  const before = (page) => page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const { page, ready, close } = await site.open('', { before });
  await ready();
  assert.ok(!asked.some((one) => one.endsWith(name)));
  await openDialog(page);
  assert.ok(asked.some((one) => one.endsWith(name)));
  const { length } = brotliCompressSync(readFileSync(path.join(dist, 'assets', name)));
  t.diagnostic(`${length}  ${name}, styles and both languages within`);
  assert.ok(length < 6200, `${length} bytes`);
  await close();
});
