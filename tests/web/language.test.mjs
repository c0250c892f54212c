// The languages: complete beside each other, and on the page nothing is left of the other one.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { hashOf, modules, openSite, seedOf } from './support.mjs';

const folder = path.resolve(import.meta.dirname, '../../web/prose');
const read = (language, file) => JSON.parse(readFileSync(path.join(folder, language, file), 'utf8'));
const files = readdirSync(path.join(folder, 'en')).filter((file) => file.endsWith('.json'));
// Not for English, which is what the core speaks: tests/web/prose.test.mjs and refusals.test.mjs see to their keys.
const ofTheCore = ['phrases.json', 'refusals.json'];
const others = readdirSync(folder).filter((language) => language !== 'en');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** textsOf lists all texts of a file by their place. */
function textsOf(value, place = '') {
  if (typeof value === 'string') return [[place, value]];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, place === '' ? key : `${place} › ${key}`));
}
const table = (language, file) => new Map(textsOf(read(language, file)));
const placeholders = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

// Words that are the same in both languages. Names of the RFCs need not be here.
const alike = {
  de: new Set([
    ...['Alert', 'Client', 'Diffie-Hellman', 'Hash', 'HelloRetryRequest', 'Hybrid, post-quantum', 'IV', 'Pause'],
    ...['{epoch}, in {records}', 'Byte {at}:', 'Byte {at}: {byte}', 'Server', 'TLS 1.3', '0-RTT'],
  ]),
};
const isName = (file, place, text) =>
  !/[a-z]/i.test(text.replaceAll(/\{\w+\}/g, '')) ||
  (file === 'messages.json' && place.endsWith(' › name') && /^[A-Za-z_]+$/.test(text)) ||
  place === `${text} › name` ||
  place === `${text.toLowerCase()} › name`;

for (const language of others) {
  test(`${language}: the same files, keys and placeholders as English, and nothing left in English`, () => {
    const own = readdirSync(path.join(folder, language)).filter((file) => file.endsWith('.json'));
    assert.deepEqual(
      own.filter((file) => !ofTheCore.includes(file)),
      files,
    );
    for (const file of files) {
      const english = table('en', file);
      const theirs = table(language, file);
      // The plural forms are those of the language.
      const whole = (place) => place.replace(/ › (zero|one|two|few|many|other)$/, '');
      assert.deepEqual([...new Set([...theirs.keys()].map(whole))], [...new Set([...english.keys()].map(whole))], file);
      for (const [place, text] of theirs) {
        const model = english.get(place) ?? english.get(`${whole(place)} › other`);
        assert.ok(text.trim() !== '', `${file}: ${place}`);
        assert.deepEqual(placeholders(text), placeholders(model), `${file}: ${place}`);
        if (text === model && !isName(file, place, text))
          assert.ok(alike[language].has(text), `${file}: ${place} is still English: ${text}`);
      }
    }
    for (const [place, entry] of ['ui.json', 'files.json'].flatMap((file) => Object.entries(read(language, file)))) {
      if (typeof entry === 'string') continue;
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      assert.deepEqual(Object.keys(entry).sort(), [...forms].sort(), place);
    }
    for (const file of ofTheCore)
      for (const [text, said] of Object.entries(read(language, file))) {
        assert.notEqual(said, text);
        assert.deepEqual(placeholders(said), placeholders(text), text);
      }
  });
}

test('ui fills places and chooses plural forms; phrase and reference speak the language', async () => {
  const vite = await modules();
  const { setLanguage, languageIn } = await vite.load('language/language.ts');
  const { ui, uiParts } = await vite.load('language/ui.ts');
  const prose = await vite.load('prose/prose.ts');
  const said = () => [
    ui('bytes', { count: 1 }),
    ui('bytes', { count: 0 }),
    ui('step_of', { step: 3, last: 72 }),
    uiParts('value.known_to', { parties: 7 }),
    prose.RoleName.client,
    prose.epochName.clear,
    prose.phrase('Finished can be read'),
    prose.phrase('the client sends its Finished'),
    prose.phrase('constructor'),
    prose.reference('RFC 8446, section 4.1.2'),
    prose.joined(['a', 'b', 'c']),
    prose.valueName('client_application_traffic_secret_7'),
    prose.valueGroup('client_application_traffic_secret_7'),
  ];
  assert.deepEqual(said(), [
    '1 byte',
    '0 bytes',
    'Step 3 of 72',
    ['Known to ', 7, ''],
    'Client',
    'in the clear',
    'Finished can be read',
    'the client sends its Finished',
    'constructor',
    'RFC 8446, section 4.1.2',
    'a, b and c',
    'next client application traffic secret',
    'application',
  ]);
  assert.equal(await setLanguage('de'), true);
  assert.deepEqual(said(), [
    '1 Byte',
    '0 Bytes',
    'Schritt 3 von 72',
    ['Bekannt: ', 7, ''],
    'Client',
    'im Klartext',
    'Finished ist lesbar',
    'Der Client sendet sein Finished',
    'constructor',
    'RFC 8446, Abschnitt 4.1.2',
    'a, b und c',
    'nächstes Application Traffic Secret des Clients',
    'application',
  ]);
  const at = (address) => languageIn(new URL(address, 'https://page.test/'));
  assert.deepEqual(
    [at('#lang=de&step=3'), at('?lang=de-AT'), at('?lang=en#lang=de'), at('#lang=xx'), at('#lang=constructor'), at('')],
    ['de', 'de', 'de', null, null, null],
  );
  await vite.close();
});

let site;
before(async () => (site = await openSite()));
after(() => site.close());

const lang = (page) => page.locator('html').getAttribute('lang');
const title = (page) => page.locator('beat-story h2').innerText();
const picker = (page) => page.locator('language-switch select');
const speaks = (page, language) => page.locator(`html[lang="${language}"]`).waitFor();

test('English comes without German; the switch redraws at once, keeps step, settings and what is open, and is kept', async () => {
  const settings = { suite: 'TLS_AES_256_GCM_SHA384', seed: seedOf(0x21) };
  const asked = [];
  const { page, ready, calm, close } = await site.open(hashOf({ ...settings, step: 7 }), {
    before: (one) => one.on('request', (request) => asked.push(new URL(request.url()).pathname)),
  });
  await ready();
  const isGerman = (name) => /\/de-[^/]*\.js$/.test(name);
  assert.equal(await lang(page), 'en');
  const isEnglish = (name) => /\/en-[^/]*\.js$/.test(name);
  assert.equal(asked.filter(isGerman).length, 0, asked.join(' '));
  assert.equal(asked.filter(isEnglish).length, 1, asked.join(' '));
  assert.deepEqual(
    await page.locator('language-switch option').evaluateAll((all) => all.map((o) => [o.lang, o.text])),
    [
      ['en', 'English'],
      ['de', 'Deutsch'],
    ],
  );
  await page.locator('#tab-schedule').click();
  await page.locator('schedule-view .node').nth(4).click();
  const hash = new URL(page.url()).hash;
  const bytes = await page.locator('schedule-view value-card .bytes').innerText();
  const english = await title(page);
  await picker(page).selectOption('de');
  await speaks(page, 'de');
  assert.equal(asked.filter(isGerman).length, 1);
  assert.notEqual(await title(page), english);
  assert.match(await page.locator('beat-story .where').innerText(), /^Schritt 7 von \d+ · RFC \d+, Abschnitt/);
  assert.equal(await page.locator('#tab-schedule').getAttribute('aria-selected'), 'true');
  assert.equal(await page.locator('schedule-view value-card .bytes').innerText(), bytes);
  assert.equal(new URL(page.url()).hash, hash);
  asked.length = 0;
  await page.reload();
  await ready();
  await speaks(page, 'de');
  // German comes without English as well.
  assert.ok(!asked.some(isEnglish), asked.join(' '));
  assert.equal(await picker(page).inputValue(), 'de');
  assert.match(await page.locator('beat-story .where').innerText(), /^Schritt 7 von/);
  await picker(page).selectOption('en');
  await speaks(page, 'en');
  assert.equal(await title(page), english);
  await calm();
  await close();
});

test('the address names the language, before what was chosen and what the browser asks for', async () => {
  const wish = (languages) => (page) =>
    page.addInitScript((list) => Object.defineProperty(navigator, 'languages', { get: () => list }), languages);
  for (const [address, languages, expected] of [
    ['', ['fr-FR', 'de-AT', 'en'], 'de'],
    ['', ['fr-FR'], 'en'],
    ['#lang=de', ['en-US'], 'de'],
    ['?lang=en', ['de'], 'en'],
    ['#lang=tlh', ['de'], 'de'],
  ]) {
    const { page, ready, calm, close } = await site.open(address, { before: wish(languages) });
    await ready();
    assert.equal(await lang(page), expected, `${address} ${languages}`);
    if (address === '#lang=de') {
      // A link keeps the language; the switch changes it there, too.
      await page.keyboard.press('ArrowRight');
      await page.waitForURL(/lang=de.*step=1$/);
      await picker(page).selectOption('en');
      await speaks(page, 'en');
      assert.match(page.url(), /lang=en.*step=1$/);
      await page.reload();
      await ready();
      assert.equal(await lang(page), 'en');
    }
    await calm();
    await close();
  }
});

test('a language that cannot be loaded leaves the page as it is', async () => {
  const { page, ready, close } = await site.open('', {
    before: (one) => one.route(/\/de-[^/]*\.js$/, (route) => route.fulfill({ status: 404 })),
  });
  await ready();
  const english = await title(page);
  const answered = page.waitForResponse(/\/de-[^/]*\.js$/);
  await picker(page).selectOption('de');
  await answered;
  await page.waitForFunction(() => {
    const app = document.querySelector('handshake-playground');
    return app.shadowRoot.querySelector('language-switch').shadowRoot.querySelector('select').value === 'en';
  });
  assert.equal(await lang(page), 'en');
  assert.equal(await title(page), english);
  await close();
});

test('a language that cannot be had at the start gives way to another one', async () => {
  for (const [wanted, other] of [
    ['de', 'en'],
    ['en', 'de'],
  ]) {
    const { page, ready, close } = await site.open(`#lang=${wanted}`, {
      before: (one) => one.route(new RegExp(`/${wanted}-[^/]*\\.js$`), (route) => route.fulfill({ status: 404 })),
    });
    await ready();
    assert.equal(await lang(page), other);
    await close();
  }
});

/** pieces cuts texts at their places. What is left must be words of one language. */
const pieces = (texts) =>
  new Set(
    [...texts].flatMap((text) => text.split(/\{\w+\}/).map((piece) => piece.trim())).filter((piece) => piece !== ''),
  );
const textsIn = (language) =>
  readdirSync(path.join(folder, language))
    .filter((file) => file.endsWith('.json') && !ofTheCore.includes(file))
    .flatMap((file) => [...table(language, file).values()]);

/** foreignTo gives the English pieces that no German text has: sentences by their words, single words as a whole. */
function foreignTo(language) {
  const theirs = [...textsIn(language), ...Object.values(read(language, 'phrases.json'))].join('\n');
  const english = [...pieces([...textsIn('en'), ...Object.keys(read(language, 'phrases.json'))])];
  const foreign = english.filter((piece) => !theirs.includes(piece));
  return {
    phrases: foreign.filter((piece) => /[a-z].* .*[a-z]/i.test(piece)),
    words: new Set(foreign.filter((piece) => /^[A-Za-z]{4,}[.:]?$/.test(piece))),
  };
}

/** said collects everything that the views say: texts, labels and titles, those of the shadow trees too. */
const said = (page) =>
  page.evaluate(() => {
    const found = [];
    const visit = (node) => {
      // The core's own names: states, functions and their inputs, and whatever is code.
      if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || /^(STYLE|CODE)$/.test(node.nodeName)) return;
      if (node.matches('.call > b, .input > .soft, .tree [role="treeitem"], .crumbs')) return;
      for (const name of ['aria-label', 'title', 'aria-valuetext', 'aria-roledescription'])
        if (node.hasAttribute(name)) found.push(node.getAttribute(name));
      for (const child of (node.shadowRoot ?? node).childNodes) visit(child);
    };
    const app = document.querySelector('handshake-playground').shadowRoot;
    for (const one of app.querySelectorAll('ladder-view, beat-story, .tabs, #tab-panel, playback-bar, language-switch'))
      visit(one);
    return found.map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '');
  });

const runs = {
  'TLS 1.3': { 'client-auth': 'request', 'key-update': 'both', tickets: '1' },
  'TLS 1.2': { tls: '1.2', suite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', group: 'ffdhe2048' },
  'a failure': { trust: 'off' },
};
for (const [run, settings] of Object.entries(runs)) {
  test(`German, ${run}: from the first step to the last no English is left`, async () => {
    const { phrases, words } = foreignTo('de');
    assert.ok(phrases.length > 600 && words.size > 20, `${phrases.length} phrases, ${words.size} words`);
    const { page, ready, calm, close } = await site.open(hashOf({ lang: 'de', ...settings }));
    await ready();
    const last = Number(await page.locator('playback-bar input').getAttribute('max'));
    assert.ok(last > 15, `${last} steps`);
    const seen = new Set();
    const tabs = ['step', 'message', 'keys', 'schedule', 'network', 'checks', 'states'].map((name) => `tab-${name}`);
    for (let step = 0; step <= last; step++) {
      await page.evaluate(async (n) => {
        const app = document.querySelector('handshake-playground');
        app.go(n);
        await app.updateComplete;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }, step);
      for (const tab of step % 9 === 4 || step === last ? [...tabs].reverse() : ['tab-step']) {
        if ((await page.locator(`#${tab}`).getAttribute('aria-selected')) !== 'true')
          await page.locator(`#${tab}`).click();
        if (tab === 'tab-schedule') await page.locator('schedule-view .node').first().click();
        if (tab === 'tab-message') await page.locator('message-bytes .hex [data-at="0"]').click();
        for (const text of await said(page)) seen.add(text);
      }
    }
    const left = new Set();
    for (const text of seen) {
      // In quotation marks stand labels of the RFCs.
      const plain = text.replace(/"[^"]*"/g, '');
      if (words.has(plain)) left.add(plain);
      for (const phrase of phrases) if (plain.includes(phrase)) left.add(`${phrase} (${plain})`);
    }
    assert.deepEqual([...left], []);
    assert.ok([...seen].some((text) => text.includes('Der Client sendet ClientHello')));
    await calm();
    await close();
  });
}

for (const width of [390, 1440]) {
  test(`German at ${width} px: nothing too wide, nothing wrong for assistive software`, async () => {
    const { page, ready, calm, close } = await site.open('#lang=de&step=3', { width });
    await ready();
    await page.evaluate(axe);
    const problems = [];
    for (const step of [0, 12, 200]) {
      await page.evaluate((n) => document.querySelector('handshake-playground').go(n), step);
      for (const tab of ['step', 'keys', 'schedule', 'checks']) {
        await page.locator(`#tab-${tab}`).click();
        const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
        for (const { id, impact, nodes } of violations)
          if (['serious', 'critical'].includes(impact)) problems.push(`${step} ${tab}: ${id}: ${nodes[0].html}`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `step ${step}, ${tab}: the page is ${over} px too wide`);
      }
    }
    assert.deepEqual(problems, []);
    await page.locator('take-along .open').click();
    const menu = await page.locator('take-along #menu').boundingBox();
    assert.ok(menu.x >= 0 && menu.x + menu.width <= width, `the menu stands at ${menu.x}, ${menu.width} px wide`);
    assert.equal(await lang(page), 'de');
    await calm();
    await close();
  });
}
