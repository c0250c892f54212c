// How long a person waits: for a step, for another run, for the first one. The aims are one frame (16 ms), 100 ms and 1 s.
// A machine under load is many times slower than an idle one, so a test fails only far beyond: it is to catch work that
// grows with the whole trace, which costs hundreds of milliseconds, and not to measure the machine.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { argsOf, hashOf, loadCore, modules, openSite, traceOf } from './support.mjs';
import { repeated } from './traces.mjs';

const frame = 16;
const slack = 10;
const tabs = ['step', 'message', 'keys', 'schedule', 'network', 'checks', 'states'];

let core, site, source, presets;
before(async () => {
  core = await loadCore();
  source = await modules();
  ({ presets } = await source.load('scenario/presets.ts'));
  site = await openSite();
});
after(async () => {
  await site.close();
  await source.close();
});

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: at(sorted, 0.5), late: at(sorted, 0.95) };
}
const said = ({ median, late }) => `median ${median.toFixed(1)} ms, 95th percentile ${late.toFixed(1)} ms`;

/** stepTimes goes through the middle of a run and gives what scripts, styles and layout cost at each step. */
const stepTimes = (page, steps) =>
  page.evaluate(async (count) => {
    const app = document.querySelector('handshake-playground');
    const first = Math.max(1, Math.floor((app.model.beats.length - count) / 2));
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const channel = new MessageChannel();
    // A task of its own begins when all that the step asked for in microtasks is done.
    const nextTask = () =>
      new Promise((done) => {
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
      });
    const times = [];
    for (let step = first; step < Math.min(app.model.beats.length, first + count); step++) {
      await painted();
      const begun = performance.now();
      app.go(step);
      await nextTask();
      document.documentElement.getBoundingClientRect();
      times.push(performance.now() - begun);
    }
    return times;
  }, steps);

async function measureTabs(t, page, name, steps) {
  for (const tab of tabs) {
    await page.locator(`#tab-${tab}`).click();
    const result = spread(await stepTimes(page, steps));
    t.diagnostic(`${name}, ${tab}: ${said(result)}`);
    assert.ok(result.median < frame * slack, `${name}, ${tab}: ${said(result)}`);
  }
}

test('a step of an example', async (t) => {
  for (const id of ['tls12-dhe', 'early-data']) {
    const { page, ready, close } = await site.open(hashOf(presets.find((preset) => preset.id === id).settings));
    await ready();
    await measureTabs(t, page, id, 24);
    await close();
  }
});

test('a step of a run of 2,000 stops', async (t) => {
  const trace = repeated(traceOf(core, argsOf({ 'client-auth': 'require', 'key-update': 'both', tickets: '2' })), 31);
  const { page, ready, calm, close } = await site.open();
  await ready();
  const buffer = Buffer.from(JSON.stringify(trace));
  await page
    .locator('take-along input[type="file"]')
    .setInputFiles({ name: 'long.json', mimeType: 'application/json', buffer });
  await page.locator('file-bar').waitFor();
  const stops = await page.evaluate(() => document.querySelector('handshake-playground').model.beats.length);
  assert.ok(stops > 1900, `${stops} stops`);
  await measureTabs(t, page, `${stops} stops`, 24);
  // What is not in sight is not there, and what is there says which of all it is.
  const drawn = await page
    .locator('ladder-view li')
    .evaluateAll((all) => all.map((one) => [one.ariaPosInSet, one.ariaSetSize]));
  assert.ok(drawn.length > 20 && drawn.length < 300, `${drawn.length} stops are drawn`);
  assert.ok(drawn.every(([place, all]) => Number(place) > 0 && Number(place) <= Number(all)));
  await calm();
  await close();
});

test('another run, and the first one', async (t) => {
  const opened = [];
  const reruns = [];
  for (let i = 0; i < 5; i++) {
    const { page, ready, close } = await site.open();
    await ready();
    opened.push(
      await page.evaluate(async () => {
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        return performance.now();
      }),
    );
    for (const group of ['secp256r1', 'secp384r1', 'x25519']) {
      reruns.push(
        await page.evaluate(async (wanted) => {
          const app = document.querySelector('handshake-playground');
          const before = app.model;
          const begun = performance.now();
          app.onSettings({ ...app.settings, 'client-group': wanted, 'server-group': wanted });
          while (app.model === before || app.shadowRoot.querySelector('ladder-view').model !== app.model)
            await new Promise((done) => setTimeout(done));
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          return performance.now() - begun;
        }, group),
      );
    }
    await close();
  }
  for (const [name, times, most] of [
    ['another run on screen', reruns, 100],
    ['the first run on screen, from navigation on', opened, 1000],
  ]) {
    const result = spread(times);
    t.diagnostic(`${name}: ${said(result)}`);
    assert.ok(result.median < most * slack, `${name}: ${said(result)}`);
  }
});
