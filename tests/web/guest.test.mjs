// <handshake-playground> is a good guest: keys, widths, directions, names, print and mistakes of the page that it stands in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHosts, state, tag } from './host-page.mjs';
import { textOf } from './support.mjs';

let hosts;
const host = (...what) => hosts.host(...what);
before(async () => {
  hosts = await openHosts();
});
after(() => hosts.close());

const widthOf = (page, id = 'a') =>
  page.evaluate((name) => Math.round(document.getElementById(name).getBoundingClientRect().width), id);
const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
const left = (locator) => locator.evaluate((e) => e.getBoundingClientRect().left);

test('keys that are pressed elsewhere scroll the page; those inside the element are its own', async () => {
  const { page, ready, close } = await host(`<div id="tall"></div>${tag('step="3"')}<div id="more"></div>`, {
    css: '#tall, #more { height: 4500px }',
  });
  await ready();
  for (const key of ['Space', 'ArrowDown', 'End']) {
    const before = await page.evaluate(() => scrollY);
    await page.keyboard.press(key);
    await page.waitForFunction((y) => scrollY > y, before);
  }
  await page.keyboard.press('Home');
  await page.waitForFunction(() => scrollY === 0);
  await page.keyboard.press('ArrowRight');
  assert.equal((await state(page)).step, 3);
  await page.locator('#a ladder-view .current, #a ladder-view [tabindex="0"]').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.getElementById('a').step === 4);
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.getElementById('a').step === document.getElementById('a').last);
  await close();
});

test('a file is taken where it is dropped on the element, and nowhere else', async () => {
  const { page, ready, close } = await host(`<p id="beside">Drop your homework here</p>${tag('controls="full"')}`);
  await ready();
  const drop = (selector) =>
    page.evaluate((where) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['{}'], 'homework.json'));
      const target = document.querySelector(where);
      return ['dragover', 'drop'].map((kind) =>
        target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, composed: true, cancelable: true })),
      );
    }, selector);
  assert.deepEqual(await drop('#beside'), [true, true], 'what is dropped elsewhere is for the page');
  assert.equal(await page.locator('#a .notice').count(), 0);
  assert.deepEqual(await drop('#a'), [false, false]);
  await page.locator('#a .notice', { hasText: 'homework.json' }).waitFor();
  await close();
});

test('a frame of our own takes keys wherever the focus is', async () => {
  const { page, close } = await host('');
  await page.goto(new URL('hs/embed.html?scenario=tls13&view=ladder&lang=en', page.url()).href);
  await page.waitForFunction(() => document.querySelector('handshake-playground').last > 0);
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.querySelector('handshake-playground').step === 1);
  await page.evaluate(() => (window.violations = []));
  await close();
});

for (const width of [1280, 390]) {
  test(`it has a width where widths come from contents, in a window of ${width} px`, async () => {
    const one = (id) => tag('view="ladder" controls="minimal"', id);
    const { page, ready, close } = await host(
      `<div class="flex">${one('flex')}</div><div class="flex"><p>Beside</p>${one('beside')}</div>
       <table><tr><td>Cell</td><td>${one('cell')}</td></tr></table>
       <div class="inline">${one('inline')}</div><div class="float">${one('float')}</div><div class="clear"></div>
       ${one('floats')}<div class="clear"></div><div class="grid">${one('grid')}<p>Beside</p></div>${one('block')}${one('own')}`,
      {
        width,
        css: `.flex { display: flex } .inline { display: inline-block } .float, #floats { float: left } .clear { clear: both }
              .grid { display: grid; grid-template-columns: 1fr 1fr } #block { margin: 0 20px } #own { width: 300px } main { max-width: 900px }`,
      },
    );
    const ids = ['flex', 'beside', 'cell', 'inline', 'float', 'floats', 'grid', 'block', 'own'];
    for (const id of ids) await ready(id);
    const widths = Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await widthOf(page, id)])));
    const room = await page.evaluate(() => document.querySelector('main').clientWidth);
    assert.equal(widths.own, 300);
    assert.equal(widths.flex, room);
    assert.equal(widths.block, room - 40);
    assert.equal(widths.grid, Math.round(room / 2));
    for (const id of ['beside', 'cell', 'inline', 'float', 'floats'])
      assert.ok(widths[id] >= Math.min(640, width * 0.7), `${id}: ${widths[id]} px`);
    assert.ok((await tooWide(page)) <= 0, `${await tooWide(page)} px too wide`);
    await close();
  });
}

test('in a page that is read from the right it is as ever', async () => {
  const places = async (html) => {
    const { page, ready, close } = await host(tag('scenario="tls13" step="8" lang="en"'), { html });
    await ready();
    const heads = page.locator('#a ladder-view').getByText(/^(Client|Server)$/);
    const width = await widthOf(page);
    const at = [];
    const from = await left(page.locator('#a'));
    for (const part of [
      heads.nth(0),
      heads.nth(1),
      page.locator('#a [part="ladder"]'),
      page.locator('#a [part="detail"]'),
    ])
      at.push(Math.round((await left(part)) - from));
    const directions = await page.evaluate(() => {
      const found = new Set();
      const walk = (root) => {
        for (const e of root.querySelectorAll('*')) {
          found.add(getComputedStyle(e).direction);
          if (e.shadowRoot) walk(e.shadowRoot);
        }
      };
      walk(document.getElementById('a').shadowRoot);
      return [...found];
    });
    await close();
    return { width, at, directions };
  };
  const usual = await places('lang="en"');
  assert.ok(usual.at[0] < usual.at[1] && usual.at[2] < usual.at[3]);
  assert.deepEqual(usual.directions, ['ltr']);
  assert.deepEqual(await places('lang="ar" dir="rtl"'), usual);
});

test('names that the page has already stay its own', async () => {
  const { page, ready, close } = await host(`${tag('step="2"')}<file-bar></file-bar>`, {
    before: `for (const name of ['file-bar', 'run-report', 'language-switch'])
      customElements.define(name, class extends HTMLElement { whose = 'theirs' });`,
  });
  await ready();
  assert.equal(await page.evaluate(() => document.querySelector('file-bar').whose), 'theirs');
  await page.locator('#a playback-bar .step').click();
  await page.waitForFunction(() => document.getElementById('a').step === 3);
  await close();
});

test('two copies of the script on one page', async () => {
  const { page, ready, close } = await host(tag('lang="de"') + tag('view="keys" lang="de"', 'b'), { script: false });
  await page.evaluate(() =>
    Promise.all([import('./again/handshake-playground.js'), import('./hs/handshake-playground.js')]),
  );
  for (const id of ['a', 'b']) await ready(id);
  assert.match(await textOf(page.locator('#a playback-bar')), /Zurück/);
  assert.match(await textOf(page.locator('#a ladder-view')), /Server/);
  await close();
});

test('what was set before the script came is followed, and so is a step before the run', async () => {
  const { page, ready, close } = await host(tag() + tag('', 'b') + tag('', 'c'), { script: false });
  await page.evaluate(async () => {
    const [a, b] = ['a', 'b'].map((id) => document.getElementById(id));
    Object.assign(a, { scenario: 'tls12-dhe', step: 9 });
    Object.assign(b, { lesson: 'ephemeral-dhe', progress: { screen: 3, answers: [] } });
    await import('./hs/handshake-playground.js');
    const c = document.getElementById('c');
    c.go(7);
    window.early = c.step;
  });
  for (const id of ['a', 'b', 'c']) await ready(id);
  assert.equal((await state(page)).step, 9);
  assert.equal((await state(page, 'c')).step, 7);
  assert.equal(await page.evaluate(() => window.early), 7);
  const seen = await page.evaluate(() => {
    const [a, b] = ['a', 'b'].map((id) => document.getElementById(id));
    const own = [a, b].flatMap((e) => ['scenario', 'step', 'lesson', 'progress'].filter((n) => Object.hasOwn(e, n)));
    return {
      own,
      scenario: a.getAttribute('scenario'),
      version: a.model.tls12,
      lesson: b.lesson.id,
      screen: b.progress.screen,
    };
  });
  assert.deepEqual(seen, { own: [], scenario: 'tls12-dhe', version: true, lesson: 'ephemeral-dhe', screen: 3 });
  // Another run and a step in one breath.
  await page.evaluate(() => Object.assign(document.getElementById('c'), { scenario: 'tls12-rsa', step: 11 }));
  await page.waitForFunction(() => document.getElementById('c').model.tls12);
  await page.locator('#c:not([aria-busy])').waitFor();
  assert.equal((await state(page, 'c')).step, 11);
  await close();
});

test('go takes the nearest step, and what is no number is ignored', async () => {
  const { page, ready, close } = await host(tag('step="4"'));
  await ready();
  const { last } = await state(page);
  const after = (text) =>
    page.evaluate((what) => {
      const element = document.getElementById('a');
      const steps = { NaN, undefined, null: null, x: 'x', object: {}, 6.4: 6.4, 3.5: 3.5, '-2': -2, huge: Infinity };
      element.go(steps[what]);
      return element.step;
    }, text);
  for (const nothing of ['NaN', 'undefined', 'null', 'x', 'object']) assert.equal(await after(nothing), 4, nothing);
  for (const [goal, step] of Object.entries({ 6.4: 6, 3.5: 4, '-2': 0, huge: last }))
    assert.equal(await after(goal), step);
  await close();
});

test('print shows the page as it is seen; the menu makes the report', async () => {
  const { page, ready, close } = await host(`<p>A lecture</p>${tag()}${tag('', 'b')}`);
  for (const id of ['a', 'b']) await ready(id);
  const reports = () => page.locator('run-report').count();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await reports(), 0);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.evaluate(() => {
    window.print = () => {
      dispatchEvent(new Event('beforeprint'));
      window.made = document.querySelectorAll('run-report').length;
      dispatchEvent(new Event('afterprint'));
    };
  });
  await page.locator('#b take-along .open').click();
  await page.locator('#b take-along [data-item="print"]').click();
  assert.equal(await page.evaluate(() => window.made), 1);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await reports(), 0);
  await close();
});

for (const [scenario, says] of [
  ['nonsense', /The attribute “scenario” says “nonsense”/],
  ['tls=9.9', /9\.9/],
  ['seed=12', /seed in the attribute/],
  ['side=client&amp;room=x', /“side”.*“room”/],
]) {
  test(`scenario="${scenario}" is refused and told`, async () => {
    const { page, ready, happened, log, close } = await host(tag(`scenario="${scenario}" lang="en"`));
    await ready();
    await happened('failed');
    const told = (await log()).filter(([, name]) => name === 'failed');
    assert.equal(told.length, 1);
    assert.match(told[0][2].message, says);
    const shown = await page.locator('#a').getByRole('alert').first().innerText();
    assert.match(shown, says);
    assert.doesNotMatch(shown, /address/);
    assert.equal(await page.locator('split-bar, split-desk').count(), 0);
    assert.ok((await state(page)).last > 10);
    await close();
  });
}

test('a narrow column holds everything', async () => {
  const views = ['all', 'ladder', 'bytes', 'keys', 'schedule', 'states'];
  for (const width of [260, 280]) {
    const { page, ready, close } = await host(
      `<div>${views.map((view) => tag(`view="${view}" step="9" controls="minimal"`, view)).join('')}</div>`,
      { css: `div { width: ${width}px }` },
    );
    for (const view of views) {
      await ready(view);
      const out = await page.evaluate((id) => {
        const element = document.getElementById(id);
        const edge = element.getBoundingClientRect().right + 0.5;
        const found = [];
        for (const part of element.shadowRoot.querySelectorAll('.page, main, footer, header, playback-bar'))
          for (const e of [part, ...(part.shadowRoot?.querySelectorAll('button, select, input') ?? [])])
            if (
              e.getBoundingClientRect().right > edge ||
              (part.matches('.page, main') && e.scrollWidth > e.clientWidth)
            )
              found.push(
                `${e.tagName}.${e.className} ${e.getBoundingClientRect().right - edge} ${e.scrollWidth - e.clientWidth}`,
              );
        return found;
      }, view);
      assert.deepEqual(out, [], `${view} at ${width} px`);
    }
    await page.goto(new URL(`hs/embed.html?view=bytes&step=9&lang=en`, page.url()).href);
    await page.setViewportSize({ width, height: 700 });
    await page.locator('message-bytes').waitFor();
    assert.ok((await tooWide(page)) <= 0, `embed.html at ${width} px: ${await tooWide(page)} px too wide`);
    await page.evaluate(() => (window.violations = []));
    await close();
  }
});
