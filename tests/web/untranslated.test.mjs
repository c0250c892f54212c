// Nothing that a person reads is the same in both languages, except names. Every view and panel is opened in English and
// in German, and what they say is compared: what is alike is English that was left, or a name that is listed here.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hashOf, loadCore, openSite, seedOf, traceOf } from './support.mjs';

let site, trace;
before(async () => {
  site = await openSite();
  trace = JSON.stringify(traceOf(await loadCore(), ['--seed', seedOf(0x51)]));
});
after(() => site.close());

const tabs = ['step', 'message', 'keys', 'schedule', 'network', 'checks', 'states', 'compare', 'attack'];

// Names, which are alike in every language. A word with a digit, an underscore or capitals inside is one anyway.
const names = new Set([
  ...['Handshake', 'Playground', 'Client', 'Server', 'Alert', 'Certificate', 'Finished', 'Hybrid', 'post', 'quantum'],
  ...[
    'Diffie',
    'Hellman',
    'Transcript',
    'Hash',
    'Expand',
    'Extract',
    'Context',
    'Extension',
    'Label',
    'Length',
    'Secret',
  ],
  ...['English', 'Deutsch', 'Markdown', 'Jupyter', 'Shell'],
  // Operations and values of a trace.
  ...['sign', 'verify', 'decrypt', 'signature', 'binder', 'http'],
]);

/** isName tells whether a text that is alike in both languages may be so. In quotation marks stand labels of the RFCs. */
function isName(text) {
  // What is sent as application data, as a program writes it.
  if (text.includes('\\r\\n')) return true;
  const words = text.replace(/"[^"]*"/g, '').split(/[^\p{L}\p{N}_]+/u);
  return words.every((word) => !/\p{L}{2}/u.test(word) || /[\d_]|^[A-Z]{2}|[a-z][A-Z]/.test(word) || names.has(word));
}

/**
 * said collects the texts and labels of the whole document, those of shadow trees too. Code stays as it is. A single word
 * in small letters is not asked for: values, settings and fields are called that.
 */
const said = (page) =>
  page.evaluate(() => {
    const found = new Set();
    const visit = (node) => {
      if (node.nodeType === Node.TEXT_NODE) found.add(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || /^(STYLE|SCRIPT|NOSCRIPT|CODE)$/.test(node.nodeName)) return;
      for (const name of [
        'aria-label',
        'aria-description',
        'aria-roledescription',
        'aria-valuetext',
        'placeholder',
        'title',
      ])
        if (node.hasAttribute(name)) found.add(node.getAttribute(name));
      for (const child of (node.shadowRoot ?? node).childNodes) visit(child);
    };
    visit(document.body);
    return [...found].map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => / |^\p{Lu}\p{Ll}/u.test(text));
  });

const drag = (page, kind, content) =>
  page.evaluate(
    ([what, text]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], 'run.json'));
      document.body.dispatchEvent(new DragEvent(what, { dataTransfer, bubbles: true, cancelable: true }));
    },
    [kind, content],
  );
const run = (page) => page.locator('handshake-playground');
const go = (page, step) => run(page).evaluate((one, n) => one.go(n), step);

/** Each scene opens something; `look` keeps what is on screen then. */
const everyTab = async (page, look) => {
  const last = await run(page).evaluate((one) => one.model.beats.length - 1);
  for (const step of [0, 3, Math.round(last / 2), last]) {
    await go(page, step);
    for (const tab of tabs) {
      await page.locator(`#tab-${tab}`).click();
      if (tab === 'schedule' && step > 3) await page.locator('schedule-view .node').first().click();
      await look();
    }
  }
};
const report = async (page, look) => {
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await look();
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
};
const scenes = {
  'TLS 1.3': [{ 'client-auth': 'request', seed: seedOf(0x52) }, everyTab],
  'TLS 1.2': [{ tls: '1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA', seed: seedOf(0x53) }, everyTab],
  'a failure after a change on the wire': [{ network: 'flip:server:2:20:3', seed: seedOf(0x54) }, everyTab],
  resumption: [{ resumption: 'psk_dhe_ke', 'early-data': 'hello', beside: 'tls=1.2', seed: seedOf(0x55) }, everyTab],
  eavesdropper: [{ role: 'eavesdropper', seed: seedOf(0x56) }, everyTab],
  client: [{ role: 'client', seed: seedOf(0x57) }, everyTab],
  'one side alone': [{ side: 'client', room: 'left', seed: seedOf(0x58) }, everyTab],
  'the printed report': [{ seed: seedOf(0x59) }, report],
  'the report of a failure': [{ trust: 'off', seed: seedOf(0x5a) }, report],
  'menu and panels': [
    { seed: seedOf(0x5b) },
    async (page, look) => {
      await page.locator('take-along .open').click();
      await look();
      await page.keyboard.press('Escape');
      for (const panel of ['examples', 'settings']) {
        await page.locator(`.opener.${panel}`).click();
        await look();
      }
      await page.locator('#set-pause').fill('never');
      await page.keyboard.press('Tab');
      await page.locator('settings-panel .refused').waitFor();
      await look();
      await page.locator('#seed').fill('xyz');
      await look();
    },
  ],
  'how to embed it': [
    { seed: seedOf(0x5d) },
    async (page, look) => {
      await page.locator('take-along .open').click();
      await page.locator('[data-item="embed"]').click();
      for (const way of ['element', 'frame', 'file', 'markdown', 'course', 'link']) {
        await page.locator(`embed-dialog input[value="${way}"]`).check();
        await look();
      }
    },
  ],
  'an address that cannot be followed': [
    { tickets: '9', nonsense: '1', seed: '12', step: 'x', role: 'me', side: 'them', beside: 'more=1' },
    async (page, look) => {
      await page.locator('.notice').waitFor();
      await look();
    },
  ],
  files: [
    { seed: seedOf(0x5c) },
    async (page, look) => {
      await drag(page, 'dragover', trace);
      await page.locator('take-along .drop').waitFor();
      await look();
      await drag(page, 'drop', trace);
      await page.locator('file-bar').waitFor();
      await everyTab(page, look);
      for (const [wrong, part] of [
        ['{', 'run.json'],
        [trace.replace('"step":0,', '"step":-1,'), 'step'],
        [trace.replace('"version":1', '"version":7'), '7'],
      ]) {
        await drag(page, 'drop', wrong);
        await page.locator('.notice', { hasText: part }).waitFor();
        await look();
      }
      await report(page, look);
    },
  ],
};

for (const [scene, [settings, play]] of Object.entries(scenes)) {
  test(`${scene}: nothing is the same in English and German but names`, async () => {
    const texts = {};
    for (const lang of ['en', 'de']) {
      const { page, ready, idle, calm, close } = await site.open(hashOf({ lang, ...settings }));
      await ready();
      const seen = new Set();
      await play(page, async () => {
        await idle();
        for (const text of await said(page)) seen.add(text);
      });
      texts[lang] = seen;
      await calm();
      await close();
    }
    assert.ok(texts.en.size > 15, `only ${texts.en.size} texts`);
    assert.deepEqual(
      [...texts.en].filter((text) => texts.de.has(text) && !isName(text)),
      [],
    );
  });
}
