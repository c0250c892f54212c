// The state machines: what is drawn is the core's table, and what is said of a run is what happens in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { hashOf, loadCore, modules, openSite, scenarios, textOf, traceOf } from './support.mjs';

const prose = (name) =>
  JSON.parse(readFileSync(path.resolve(import.meta.dirname, `../../web/prose/en/${name}.json`), 'utf8'));
const sides = ['client', 'server'];
const isOld = (state) => state.startsWith('TLS12_');

let core, site, tools, tables;
let machineOf, reachable, layoutOf, journeyOf, nextText, moveText, TraceModel;
before(async () => {
  core = await loadCore();
  tables = JSON.parse(core.command(['list', '--format', 'json']).out).transitions;
  tools = await modules();
  ({ machineOf, reachable } = await tools.load('states/machine.ts'));
  ({ layoutOf } = await tools.load('states/layout.ts'));
  ({ journeyOf } = await tools.load('states/journey.ts'));
  ({ nextText, moveText } = await tools.load('states/words.ts'));
  ({ TraceModel } = await tools.load('trace/model.ts'));
  site = await openSite();
});
after(async () => {
  await site.close();
  await tools.close();
});

test('a version shows its states and those that it shares, and every row between them', () => {
  const shared = {
    client: ['START', 'WAIT_SH', 'CONNECTED', 'CLOSED'],
    server: ['START', 'RECVD_CH', 'CONNECTED', 'CLOSED'],
  };
  for (const side of sides) {
    const table = tables[side];
    const all = new Set(table.flatMap(({ from, to }) => [from, to]));
    const expected = {
      1.3: [...all].filter((state) => !isOld(state)),
      1.2: [...[...all].filter(isOld), ...shared[side]],
    };
    assert.ok(expected['1.2'].length > 12 && expected['1.3'].length > 12);
    for (const version of ['1.3', '1.2']) {
      const { states, edges } = machineOf(table, version === '1.2', []);
      assert.deepEqual([...states].sort(), expected[version].sort());
      const rows = table.filter(({ from, to }) => states.includes(from) && states.includes(to));
      assert.deepEqual(
        new Set(edges.map(({ from, on, to }) => `${from} ${on} ${to}`)),
        new Set(rows.map(({ from, on, to }) => `${from} ${on} ${to}`)),
      );
      assert.equal(states[0], 'START');
      assert.equal(states.at(-1), 'CLOSED');
      for (const { from, to, back } of edges) {
        assert.equal(states.indexOf(from) > states.indexOf(to), back, `${side}, TLS ${version}: ${from} → ${to}`);
      }
    }
  }
});

test('in every run: the steps are edges, and what is ruled out does not come', () => {
  let steps = 0;
  const more = [
    ['--resumption', 'psk_dhe_ke'],
    ['--resumption', 'psk_dhe_ke', '--early-data', 'early'],
    ['--resumption', 'psk_dhe_ke', '--early-data', 'early', '--server-group', 'secp256r1'],
    ['--resumption', 'psk_dhe_ke', '--early-data', 'early', '--compatibility', 'off'],
    ['--tls', '1.2', '--resumption', 'ticket'],
    ['--tls', '1.2', '--resumption', 'session_id'],
    ['--client-auth', 'require', '--server-group', 'secp256r1'],
  ].filter((args) => core.command(['run', ...args]).exit_code !== 2);
  assert.ok(more.length >= 5, 'the core takes these settings');
  for (const args of [...scenarios(core), ...more]) {
    const model = new TraceModel(traceOf(core, args));
    for (const side of sides) {
      for (const { now } of model.beats) {
        const journey = journeyOf(model, side, now);
        if (!journey) continue;
        const where = `${args.join(' ')}: ${side} at ${now}`;
        const stops = journey.stops.map(({ state }) => state);
        const current = stops[journey.here];
        if (!model.events.some((e) => e.kind === 'connection')) assert.equal(current, model.stateAt(side, now), where);
        const machine = machineOf(tables[side], model.tls12, stops);
        const been = stops.slice(0, journey.here + 1);
        const possible = reachable(machine, been);
        for (const state of stops.slice(journey.here)) {
          steps++;
          // A connection may fail anywhere.
          assert.ok(possible.has(state) || been.includes(state) || state === 'CLOSED', `${where}: ${state} comes`);
        }
        for (const [i, to] of stops.entries()) {
          if (i === 0) continue;
          const edge = machine.edges.find((e) => e.from === stops[i - 1] && e.to === to);
          assert.ok(edge && (edge.on !== '' || to === 'CLOSED'), `${where}: ${stops[i - 1]} → ${to}`);
        }
      }
    }
  }
  // And much is ruled out: no certificate after a PSK was taken, no HelloRetryRequest after ServerHello.
  const ruledOut = (side, path, old = false) => {
    const machine = machineOf(tables[side], old, path);
    const possible = reachable(machine, path);
    return machine.states.filter((state) => !possible.has(state) && !path.includes(state));
  };
  assert.deepEqual(ruledOut('client', ['START', 'WAIT_SH', 'WAIT_EE', 'WAIT_FINISHED']), [
    'WAIT_CERT_CR',
    'WAIT_CERT',
    'WAIT_CV',
  ]);
  assert.deepEqual(ruledOut('server', ['START', 'RECVD_CH', 'NEGOTIATED', 'SEND_CHANGE_CIPHER_SPEC']), [
    'SEND_HELLO_RETRY_REQUEST',
  ]);
  assert.deepEqual(
    ruledOut('server', ['START', 'RECVD_CH', 'SEND_HELLO_RETRY_REQUEST', 'SEND_CHANGE_CIPHER_SPEC']),
    [],
  );
  assert.ok(steps > 10000, `only ${steps} steps`);
});

test('the second connection of a run has a path of its own', () => {
  const model = new TraceModel(traceOf(core, ['--resumption', 'psk_dhe_ke']));
  const begin = model.events.find((e) => e.kind === 'connection' && e.by === 'client' && e.number === 2);
  const states = (now) => journeyOf(model, 'client', now).stops.map(({ state }) => state);
  assert.ok(states(begin.id - 1).includes('WAIT_CV'));
  assert.ok(!states(begin.id).includes('WAIT_CV'), 'a PSK needs no certificate');
  assert.equal(journeyOf(model, 'client', begin.id).here, 0);
});

test('what is accepted is what the table says, and everything has its words', () => {
  const messages = prose('messages');
  const [moves, states] = [prose('machine'), prose('states')];
  for (const side of sides) {
    for (const { from, on, to } of tables[side]) {
      assert.ok(from in states && to in states, `${from}, ${to}`);
      const message = /^(?:send|receive)_(.*)$/.exec(on)?.[1];
      assert.ok(message ? message in messages : on in moves, on);
      assert.ok(moveText(on).length > 3);
    }
    for (const state of new Set(tables[side].map(({ from }) => from))) {
      const received = tables[side].filter((row) => row.from === state && row.on.startsWith('receive_'));
      const names = [...new Set(received.map(({ on }) => messages[on.slice(8)].name))];
      const said = /^Accepted now: ([^.]*)\./.exec(nextText(tables[side], state))?.[1];
      assert.equal(said, names.length ? names.join(', ') : undefined, state);
    }
  }
  assert.match(nextText(tables.client, 'WAIT_SH'), /^Accepted now: HelloRetryRequest, ServerHello\./);
  assert.match(nextText(tables.client, 'SEND_FINISHED'), /Next this side sends Finished\./);
  assert.match(nextText(tables.server, 'RECVD_CH'), /decides/);
});

test('nothing lies outside the picture or over something else', () => {
  const words = { say: moveText, widthOf: (text) => text.length * 7 };
  for (const side of sides) {
    for (const old of [false, true]) {
      for (const width of [300, 340, 700]) {
        const layout = layoutOf(machineOf(tables[side], old, []), width, words);
        assert.ok(layout.width <= width, `${side} ${old}: ${layout.width} in ${width}`);
        const rows = [
          ...layout.boxes.map(({ y, height }) => [y, y + height]),
          ...layout.labels.map(({ y }) => [y - 8, y + 8]),
        ].sort((a, b) => a[0] - b[0]);
        rows.slice(1).forEach(([top], i) => assert.ok(top >= rows[i][1], `${top} under ${rows[i][1]}`));
        assert.ok(rows.at(-1)[1] <= layout.height);
        // Lines that share a stretch of a lane lead to the same state.
        const verticals = layout.lines.flatMap(({ edge, path: d }) => {
          const [, x, y1, y2] = /Q(\S+) \S+ \S+ (\S+)V(\S+?)Q/.exec(d) ?? [];
          return x === undefined ? [] : [{ edge, x, top: Math.min(y1, y2), bottom: Math.max(y1, y2) }];
        });
        assert.ok(verticals.length > 5);
        for (const a of verticals)
          for (const b of verticals)
            if (a.x === b.x && a.edge.to !== b.edge.to)
              assert.ok(a.bottom < b.top || b.bottom < a.top, `${a.edge.from} → ${a.edge.to} over → ${b.edge.to}`);
      }
    }
  }
});

const at = (page, key) =>
  page.evaluate((wanted) => {
    const app = document.querySelector('handshake-playground');
    app.go(app.model.beats.find((beat) => beat.key === wanted)?.index ?? 1e6);
  }, key);
const stateOf = (page, side) => page.locator(`.stage.${side} [aria-current] code`).innerText();

for (const [width, dark] of [
  [1440, false],
  [390, true],
]) {
  test(`both machines on the page follow the run, by pointer and keyboard, ${width} px`, async () => {
    const { page, ready, calm, close } = await site.open('', { width, dark });
    await ready();
    await page.locator('#tab-states').click();
    const client = page.locator('state-diagram').first();
    const edge = (name) => client.locator(`[data-edge="${name}"]`).getAttribute('class');
    await at(page, 'client/received/server_hello/0');
    assert.equal(await stateOf(page, 'client'), 'WAIT_SH');
    assert.match(await edge('WAIT_SH START'), / possible/);
    assert.match(await edge('SEND_CHANGE_CIPHER_SPEC WAIT_SH'), /impossible/);
    assert.match(await textOf(page.locator('states-view')), /Accepted now: HelloRetryRequest, ServerHello\./);
    await at(page, 'client/received/encrypted_extensions/0');
    assert.equal(await stateOf(page, 'client'), 'WAIT_EE');
    assert.match(await edge('WAIT_SH WAIT_EE'), /taken/);
    assert.match(await edge('WAIT_EE WAIT_CERT_CR'), / possible/);
    assert.match(await edge('WAIT_SH START'), /impossible/);
    assert.equal(await client.locator('.state.visited').count(), 2);

    // A state that was visited is a button; one that this run does not enter is none.
    const step = () => page.evaluate(() => document.querySelector('handshake-playground').current);
    const before = await step();
    await client.locator('button.state', { hasText: 'WAIT_SH' }).click();
    assert.ok((await step()) < before);
    assert.equal(await stateOf(page, 'client'), 'WAIT_SH');
    assert.equal(await client.locator('button.state', { hasText: 'SEND_CERTIFICATE_VERIFY' }).count(), 0);

    // One Tab stop to a machine; the arrow keys go on from there.
    assert.equal(await client.locator('button.state[tabindex="0"]').count(), 1);
    await client.locator('button.state[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await stateOf(page, 'client'), 'WAIT_CERT_CR');
    await page.locator('states-view summary').first().click();
    await page.locator('states-view .path button', { hasText: 'CONNECTED' }).first().click();
    assert.equal(await stateOf(page, 'client'), 'CONNECTED');

    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `the page is ${over} px too wide`);
    await calm();
    await close();
  });
}

test('TLS 1.2 has its own machine, and a failure is an edge of its own', async () => {
  const old = { 'client-tls': '1.2', 'server-tls': '1.2', suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256' };
  const first = await site.open(hashOf({ ...old, group: 'x25519', signature: 'ecdsa_secp256r1_sha256' }));
  await first.ready();
  await first.page.locator('#tab-states').click();
  await at(first.page, 'the end');
  const names = await first.page.locator('state-diagram').first().locator('.state code').allInnerTexts();
  assert.ok(names.includes('TLS12_SEND_CLIENT_KEY_EXCHANGE') && !names.includes('WAIT_EE'), names.join(' '));
  await first.calm();
  await first.close();

  const { page, ready, calm, close } = await site.open(hashOf({ 'client-tls': '1.2', 'server-tls': '1.3' }));
  await ready();
  await page.locator('#tab-states').click();
  await at(page, 'the end');
  const client = page.locator('state-diagram').first();
  assert.equal(await stateOf(page, 'client'), 'CLOSED');
  assert.equal(await client.locator('.failed').getAttribute('data-edge'), 'WAIT_SH CLOSED');
  assert.equal(await client.locator('[data-state="TLS12_WAIT_FINISHED"].impossible').count(), 1);
  await calm();
  await close();
});
