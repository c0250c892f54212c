// The eavesdropper in the page: what she steals, the chain that follows, and the matrix, whose every field opens the run that
// proves it. The core in node says what must be there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { argsOf, hashOf, loadCore, openSite, textOf, traceOf } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const root = path.resolve(import.meta.dirname, '../..');

let site, core;
before(async () => ([site, core] = [await openSite(), await loadCore()]));
after(() => site.close());

const ask = (args) => {
  const { exit_code, out, err } = core.command(args);
  assert.ok(exit_code < 2 && out !== '', err);
  return JSON.parse(out);
};
const attack = (settings, theft) => ask(['attack', '--format=json', ...argsOf({ ...settings, ...theft })]);
const settingsIn = (words) =>
  Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[word.slice(2), words[i + 1]]] : [])));
const prose = (language) =>
  Object.assign(
    {},
    ...['attack', 'attack_view'].map((name) =>
      JSON.parse(readFileSync(path.join(root, `web/prose/${language}/figure_${name}.json`), 'utf8')),
    ),
  );

// What the chain shows: of each connection its sentence, its data, its ends, and all values that can be opened.
const shown = (page) =>
  page.locator('attack-chain').evaluate((chain) => {
    const all = (from, selector) => [...from.querySelectorAll(selector)];
    return all(chain.shadowRoot, 'section').map((section) => ({
      verdict: section.querySelector('.verdict').innerText,
      said: Object.fromEntries(all(section, '.said').map((one) => [one.dataset.said, one.className.split(' ').at(-1)])),
      texts: all(section, '.said code').map((one) => one.innerText),
      ends: all(section, '.end').map((one) => Number(one.dataset.end)),
      values: all(section, '[data-value]').map((one) => Number(one.dataset.value)),
      boxes: ['clear', 'opened', 'closed'].map((state) => section.querySelectorAll(`.boxes .${state}`).length),
    }));
  });
const chainOf = async ({ page, idle }, trace) => {
  await idle();
  await page.waitForFunction(
    (wanted) => {
      const chain = document.querySelector('handshake-playground').shadowRoot.querySelector('view-panel')?.shadowRoot;
      const drawn = chain?.querySelector('attack-view')?.attempt?.trace;
      return drawn && JSON.stringify([drawn.scenario, drawn.outcome]) === wanted;
    },
    JSON.stringify([trace.scenario, trace.outcome]),
  );
  return shown(page);
};

// The chain says what the trace says, and no more.
function same(chain, { events, outcome }) {
  const begins = events.filter(({ kind }) => kind === 'connection').map(({ id }) => id);
  outcome.eavesdropper.connections.forEach(({ dead_ends, ...reads }, i) => {
    const inside = ({ id }) => id >= begins[i] && id < (begins[i + 1] ?? Infinity);
    const records = events.filter((e) => e.kind === 'record' && inside(e));
    const opened = records.filter((e) => e.key !== undefined).length;
    const clear = records.filter((e) => e.key === undefined && e.epoch === 'clear').length;
    const { said, ends, values, boxes, texts } = chain[i];
    assert.deepEqual(said, Object.fromEntries(Object.entries(reads).map(([side, one]) => [side, one.reads])));
    assert.deepEqual(boxes, [clear, opened, records.length - clear - opened]);
    assert.deepEqual(
      texts.map((text) => text.replace(/\s+/g, '')).sort(),
      Object.values(reads)
        .filter((one) => one.reads !== 'none' && one.bytes !== '')
        .map((one) => Buffer.from(one.bytes, 'hex').toString().replace(/\s+/g, ''))
        .sort(),
    );
    // Two sides that end for the same reason have one end in the picture.
    assert.deepEqual(
      [...new Set(ends.map((id) => events[id].why))],
      [...new Set(dead_ends.map((id) => events[id].why))],
    );
    for (const id of values) assert.equal(events[id].kind, 'value');
    // Every key that opened a record stands on the road.
    for (const { key } of records) if (key !== undefined) assert.ok(values.includes(key), `${events[key].name}`);
    for (const { id, operation } of events.filter((e) => e.kind === 'value' && inside(e)))
      if (operation === 'receive') assert.ok(values.includes(id));
  });
  assert.equal(chain.length, outcome.eavesdropper.connections.length);
}

test('every field of the matrix says what the core says, and opens the run that shows the same', async () => {
  const matrix = ask(['attack', '--matrix', '--format=json']);
  const opened = await site.open('#view=attack&steal=nothing');
  const { page, ready, idle, calm, close } = opened;
  await ready();
  const table = page.locator('attack-matrix table');
  await table.waitFor();
  assert.equal(await table.getByRole('columnheader').count(), 2 + 1 + matrix.columns.length + 2);
  assert.equal(await table.getByRole('rowheader').count(), matrix.rows.length);
  const fields = page.locator('attack-matrix [data-cell]');
  assert.equal(await fields.count(), matrix.rows.length * (matrix.columns.length + 2));
  const words = prose('en');
  for (const { row, column, run, client, server, early, there_is_none } of matrix.cells) {
    const all = [client, server, ...(early ? [early] : [])].map(({ reads }) => reads);
    const field = page.locator(`attack-matrix [data-cell="${row} ${column}"]`);
    const one = new Set(all).size === 1 ? words[`cell.${all[0]}`] : null;
    const whole = { client, server, early };
    const names = Object.keys(whole).filter((side) => whole[side]?.reads === 'all');
    const told = there_is_none ? words['cell.there_is_none'] : (one ?? words[`cell.${names.join()}`]);
    assert.equal(await field.locator('.told').innerText(), told, `${row} ${column}`);
    await field.click();
    const { steal, at, ...settings } = settingsIn(run);
    const trace = attack(settings, { steal, at });
    same(await chainOf(opened, trace), trace);
    const { hash } = new URL(page.url());
    assert.deepEqual(
      ['view', 'steal', 'at'].map((name) => new URLSearchParams(hash.slice(1)).get(name)),
      ['attack', steal, at],
    );
  }
  for (const { id, settings } of matrix.rows)
    for (const impostor of ['own_key', 'stolen_key']) {
      const trace = traceOf(core, [...settings, '--impostor', impostor]);
      const believed = trace.outcome.client.alert === null;
      const field = page.locator(`attack-matrix [data-cell="${id} ${impostor}"]`);
      assert.equal(await field.locator('.told').innerText(), words[believed ? 'cell.believed' : 'cell.refused']);
      await field.click();
      await idle();
      const came = page.locator('attack-view .came');
      await came.waitFor();
      assert.equal(await came.evaluate((one) => one.classList.contains('believed')), believed, `${id} ${impostor}`);
      if (!believed) assert.ok((await came.innerText()).includes(trace.outcome.client.alert));
      else assert.match(await came.locator('code').innerText(), /GET/);
    }
  await calm();
  await close();
});

test('one steals, and the chain follows; what is not there cannot be stolen; a value opens with its bytes', async () => {
  const opened = await site.open(`${hashOf({ tls: '1.2', suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' })}&view=attack`);
  const { page, ready, calm, close } = opened;
  await ready();
  const settings = { tls: '1.2', suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' };
  const trace = attack(settings, { steal: 'server-key', at: 'before' });
  same(await chainOf(opened, trace), trace);
  const view = page.locator('attack-view');
  assert.ok(await view.locator('[value=client-ephemeral]').isDisabled());
  assert.ok(await view.locator('[value=early-traffic]').isDisabled());
  assert.match(await view.locator('#absent').innerText(), /not have: ephemeral keys/);
  assert.ok(await view.locator('[value=after]').isDisabled());
  await view.locator('[value=client-seed]').check();
  const seeded = attack(settings, { steal: 'client-seed', at: 'before' });
  same(await chainOf(opened, seeded), seeded);
  const value = seeded.events.find(({ name }) => name === 'master_secret');
  const chip = page.locator(`attack-chain .node > [data-value="${value.id}"]`);
  await chip.click();
  const card = page.locator('attack-chain .card');
  assert.equal((await card.locator('.bytes').innerText()).replace(/\s/g, ''), value.bytes);
  assert.ok((await card.innerText()).includes(value.operation));
  await card.getByRole('button', { name: 'Close' }).click();
  assert.equal(await chip.evaluate((one) => one.getRootNode().activeElement === one), true);
  await view.locator('[value=after]').check();
  const late = attack(settings, { steal: 'client-seed', at: 'after' });
  same(await chainOf(opened, late), late);
  await calm();
  await close();
});

test('what is stolen too late is gone: the memory of the endpoint is shown, byte for byte', async () => {
  const opened = await site.open('#tls=1.3&view=attack&steal=client-ephemeral&at=after');
  await opened.ready();
  const trace = attack({ tls: '1.3' }, { steal: 'client-ephemeral', at: 'after' });
  same(await chainOf(opened, trace), trace);
  const memory = opened.page.locator('attack-chain .memory');
  const { bytes } = trace.events.find(({ kind }) => kind === 'memory');
  assert.match(bytes, /^0+$/);
  assert.equal((await memory.locator('code').innerText()).replace(/\s/g, ''), bytes);
  assert.match(await memory.innerText(), /32 bytes, all zero/);
  // The way back leads through what was chosen, and to a page without it.
  await opened.page.locator('attack-view [value=before]').check();
  const early = attack({ tls: '1.3' }, { steal: 'client-ephemeral', at: 'before' });
  await chainOf(opened, early);
  await opened.page.goBack();
  await chainOf(opened, trace);
  await opened.page.evaluate(() => (location.hash = '#step=3'));
  await opened.page.locator('#tab-step[aria-selected=true]').waitFor();
  await opened.calm();
  await opened.close();
});

test('what the core does not take is said in its one line', async () => {
  const { page, ready, close } = await site.open('#view=attack&steal=the-moon');
  await ready();
  await page.locator('attack-view .refusal').waitFor();
  assert.match(await page.locator('attack-view .refusal').innerText(), /"the-moon" cannot be stolen/);
  await close();
});

test('without the second part of the core there is one sentence', async () => {
  const { page, ready, close } = await site.open('#view=attack', {
    before: (page) => page.route(/core\.more/, (route) => route.abort()),
  });
  await ready();
  await page.locator('attack-view .refusal').waitFor();
  assert.match(await textOf(page.locator('attack-view')), /core\.more\.wasm, which this needs, could not be loaded/);
  assert.equal(await page.locator('attack-view [role=alert]').count(), 1);
  assert.equal(await page.locator('attack-matrix').count(), 0);
  await close();
});

test('the reasons of the core are spoken in both languages', () => {
  const header = readFileSync(path.join(root, 'native/eavesdropper/dead_ends.h'), 'utf8');
  const sentences = [...header.matchAll(/Obstacle \w+\{([^;]*)\};/g)].map(
    ([, inside]) =>
      [...inside.matchAll(/"([^"]*)"(,?)/g)]
        .reduce((all, [, text, end]) => `${all}${text}${end && '\n'}`, '')
        .split('\n')[2],
  );
  assert.ok(sentences.length > 15);
  const [en, de] = [prose('en'), prose('de')];
  for (const sentence of sentences) {
    assert.equal(en[sentence], sentence);
    assert.ok(de[sentence] && de[sentence] !== sentence, sentence);
  }
});

test('a file with an attack shows its chain; one that is broken is refused in a line', async () => {
  const { page, ready, calm, close } = await site.open();
  await ready();
  const theft = { resumption: 'psk_dhe_ke', 'early-data': 'hello', steal: 'ticket-key' };
  const text = core.command(['attack', '--format=json', ...argsOf(theft)]).out;
  const open = async (content) => {
    await page.locator('take-along input[type=file]').setInputFiles({
      name: 'attack.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    });
  };
  await open(text.replace('"reads":"all"', '"reads":"much"'));
  await page.locator('.notice').waitFor();
  assert.match(await page.locator('.notice').innerText(), /attack\.json.*reads/s);
  await open(text);
  await page.locator('.attacked attack-chain').waitFor();
  same(await shown(page), JSON.parse(text));
  await page.locator('file-bar button').first().click();
  await page.locator('ladder-view').waitFor();
  assert.equal(await page.locator('attack-chain').count(), 0);
  await calm();
  await close();
});

for (const [language, width, dark] of [
  ['en', 1440, true],
  ['de', 390, false],
])
  test(`${language} at ${width} px: nothing wrong for assistive software, nothing too wide`, async () => {
    const { page, ready, idle, calm, close } = await site.open(
      `#view=attack&steal=ticket-key&lang=${language}&resumption=psk_dhe_ke&early-data=x`,
      { width, height: 800, dark },
    );
    await ready();
    await idle();
    await page.locator('attack-matrix [data-cell]').first().waitFor();
    await page.locator('attack-chain .node .chip').first().click();
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const found = await window.axe.run({ include: { fromShadowDom: ['handshake-playground', 'view-panel'] } });
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
    });
    assert.deepEqual(violations, []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    const words = prose(language);
    const text = await textOf(page.locator('attack-view'));
    for (const key of ['lead', 'active.lead', 'end', 'matrix']) assert.ok(text.includes(words[key]), key);
    await calm();
    await close();
  });

test('somebody who needs no attack fetches none of it', async () => {
  const asked = [];
  const { page, ready, idle, close } = await site.open('', {
    before: (page) => page.on('request', (request) => asked.push(new URL(request.url()).pathname)),
  });
  await ready();
  await idle();
  assert.deepEqual(
    asked.filter((name) => /attack|core\.more/.test(name)),
    [],
  );
  await page.locator('#tab-attack').click();
  await page.locator('attack-chain .verdict').waitFor();
  assert.ok(
    asked.some((name) => /\/lesson-attack/.test(name)),
    asked.join(' '),
  );
  await close();
});
