// <handshake-playground> in somebody else's page: attributes, properties, methods, events; several, moved, removed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHosts, state, tag } from './host-page.mjs';
import { loadCore, textOf, traceOf } from './support.mjs';

let core, hosts;
const host = (...what) => hosts.host(...what);

before(async () => {
  core = await loadCore();
  hosts = await openHosts();
});
after(() => hosts.close());

test('an example is walked to its end by methods, and each step is told', async () => {
  const { page, ready, happened, log, close } = await host(tag('scenario="tls12-rsa"'));
  await ready();
  const { last, step } = await state(page);
  assert.ok(last > 30);
  assert.equal(step, 0);
  for (let i = 0; i < 3; i++) await page.evaluate(() => document.getElementById('a').next());
  await page.waitForFunction(() => document.getElementById('a').step === 3);
  await page.evaluate(() => document.getElementById('a').back());
  await page.evaluate(() => document.getElementById('a').go(999));
  await happened('finished');
  assert.equal((await state(page)).step, last);
  const told = await log();
  const steps = told.filter(([, name]) => name === 'step').map(([, , detail]) => detail);
  assert.equal(steps[0].step, 0);
  assert.ok(steps.every((detail) => detail.last === last && detail.title.length > 3));
  assert.equal(told.filter(([, name]) => name === 'ready').length, 1);
  // The address of the page around stays as it is.
  assert.equal(new URL(page.url()).hash, '');
  const shown = await page.evaluate(() => document.getElementById('a').model.trace.outcome);
  const args = ['--tls=1.2', '--suite=TLS_RSA_WITH_AES_128_CBC_SHA256', '--signature=rsa_pss_rsae_sha256'];
  assert.deepEqual(shown, traceOf(core, args).outcome);
  await close();
});

test('attributes say what is shown, and may change', async () => {
  const { page, ready, close } = await host(
    tag('scenario="group=secp256r1" step="12" role="eavesdropper" theme="dark"'),
  );
  await ready();
  await page.waitForFunction(() => document.getElementById('a').step === 12);
  assert.match(await textOf(page.locator('role-switch')), /You listen on the wire/);
  // To assistive software `role` means something else.
  assert.equal(await page.locator('handshake-playground').getAttribute('role'), null);
  assert.equal(await page.locator('handshake-playground').getAttribute('data-theme'), 'dark');
  await page.evaluate(() => {
    const element = document.getElementById('a');
    element.setAttribute('theme', 'light');
    element.setAttribute('role', 'both');
    element.setAttribute('step', 'end');
    element.scenario = 'wrong-name';
    element.lang = 'de';
  });
  await page.getByText('bad_certificate').first().waitFor();
  await page.getByText('Ansicht').or(page.getByText('Nachricht')).first().waitFor();
  const { step, last } = await state(page);
  assert.equal(step, last);
  assert.equal(await page.locator('handshake-playground').getAttribute('data-theme'), 'light');
  // What is inside says its language; that of the document is somebody else's.
  assert.equal(await page.locator('handshake-playground .page').first().getAttribute('lang'), 'de');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await close();
});

test('a scenario that the core does not take is said, and something is shown all the same', async () => {
  const { page, ready, close } = await host(tag('scenario="group=x448"'));
  await ready();
  assert.match(await page.getByRole('alert').first().innerText(), /group "x448" is not known/);
  await close();
});

for (const [view, shown, hidden] of [
  ['all', ['ladder-view', 'beat-story', '#tab-keys'], []],
  ['ladder', ['ladder-view'], ['beat-story', '#tab-keys']],
  ['bytes', ['message-view'], ['ladder-view', '#tab-keys']],
  ['keys', ['keys-view'], ['ladder-view', '#tab-keys']],
  ['schedule', ['schedule-view'], ['ladder-view', '#tab-keys']],
  ['states', ['states-view'], ['ladder-view', '#tab-keys']],
  ['compare', ['compare-view'], ['ladder-view', '#tab-keys']],
]) {
  test(`view="${view}" at every width`, async () => {
    for (const width of [320, 768, 1280]) {
      const { page, ready, close } = await host(tag(`view="${view}" step="9" controls="minimal"`), { width });
      await ready();
      await page.waitForFunction(() => document.getElementById('a').step === 9);
      for (const part of shown) assert.equal(await page.locator(part).count(), 1, part);
      for (const part of [...hidden, 'settings-bar', 'take-along'])
        assert.equal(await page.locator(part).count(), 0, part);
      assert.ok(await page.locator('playback-bar').isVisible());
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${width}: ${over} px too wide`);
      await close();
    }
  });
}

test('height: as much as is needed, or so many pixels; controls: full, minimal, none', async () => {
  const { page, ready, close } = await host(
    tag('height="420px" controls="none"') + tag('controls="minimal" view="bytes" step="3"', 'b') + tag('', 'c'),
  );
  for (const id of ['a', 'b', 'c']) await ready(id);
  const height = (id) => page.locator(`#${id}`).evaluate((e) => Math.round(e.getBoundingClientRect().height));
  assert.equal(await height('a'), 420);
  assert.ok((await height('b')) > 200);
  assert.equal(await page.locator('#a playback-bar').isVisible(), false);
  assert.equal(await page.locator('#a settings-bar').count(), 0);
  assert.equal(await page.locator('#c settings-bar').count(), 1);
  // Another window needs an address of its own.
  assert.equal(await page.locator('#c').getByRole('button', { name: 'Two windows' }).count(), 0);
  await page.evaluate(() => document.getElementById('a').play());
  await page.waitForFunction(() => document.getElementById('a').step > 0);
  await page.evaluate(() => document.getElementById('a').pause());
  // Keys are for the one that has the focus.
  await page.locator('#b playback-bar .step').focus();
  const before = await state(page, 'c');
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.getElementById('b').step === 4);
  assert.deepEqual(await state(page, 'c'), before);
  await close();
});

test('ten on one page have one core', async () => {
  const names = [
    'tls13',
    'hybrid',
    'tls12-ecdhe',
    'tls12-dhe',
    'tls12-rsa',
    'resumption',
    'early-data',
    'hello-retry',
    'expired',
    'wrong-name',
  ];
  const { page, ready, close } = await host(
    names.map((name) => tag(`scenario="${name}" view="ladder" step="end" controls="none"`, name)).join(''),
  );
  for (const name of names) await ready(name);
  assert.equal(page.workers().length, 1);
  for (const name of names) {
    const { step, last } = await state(page, name);
    assert.ok(last > 5 && step === last, `${name}: ${step} of ${last}`);
  }
  await close();
});

test('it upgrades late, keeps its step when it is moved, and leaves nothing behind', async () => {
  const { page, ready, close } = await host(`<div id="x">${tag('step="5"')}</div><div id="y"></div>`, {
    script: false,
  });
  await page.evaluate(() => import('./hs/handshake-playground.js'));
  await ready();
  await page.evaluate(() => document.getElementById('a').go(17));
  await page.evaluate(() => document.getElementById('y').append(document.getElementById('a')));
  await page.waitForTimeout(1500);
  assert.equal((await state(page)).step, 17);
  assert.equal(page.workers().length, 1);
  await page.evaluate(() => document.getElementById('a').next());
  assert.equal((await state(page)).step, 18);

  const devtools = await page.context().newCDPSession(page);
  const counts = async () => {
    for (let i = 0; i < 3; i++) await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
    return { usedSize, nodes, jsEventListeners };
  };
  const round = (times) =>
    page.evaluate(async (n) => {
      for (let i = 0; i < n; i++) {
        const element = document.createElement('handshake-playground');
        element.setAttribute('view', i % 2 ? 'all' : 'ladder');
        const shown = new Promise((resolve) => element.addEventListener('ready', resolve, { once: true }));
        document.querySelector('#x').append(element);
        await shown;
        element.go(10);
        await element.updateComplete;
        element.remove();
      }
      window.log.length = 0;
    }, times);
  await round(10);
  const first = await counts();
  await round(100);
  const second = await counts();
  const grown = (key) => second[key] - first[key];
  assert.ok(grown('usedSize') < 2_000_000, `the heap grew by ${grown('usedSize')} bytes`);
  assert.ok(grown('nodes') < 300, `${grown('nodes')} nodes stayed`);
  assert.ok(grown('jsEventListeners') < 20, `${grown('jsEventListeners')} listeners stayed`);
  const ended = Promise.all(page.workers().map((worker) => worker.waitForEvent('close')));
  await page.evaluate(() => document.getElementById('a').remove());
  await ended;
  assert.equal(page.workers().length, 0, 'the core ends with its last user');
  await close();
});
