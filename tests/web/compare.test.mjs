// Two runs beside each other: how they are aligned, what the clock says, and that every number on the page is the trace's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { argsOf, hashOf, loadCore, modules, openSite, textOf, traceOf } from './support.mjs';

let core, site, vite, presets, pairs, readTrace, align, connectionsOf, flights, changes;
const models = new Map();
const modelOf = (settings) => {
  const key = JSON.stringify(settings);
  if (!models.has(key)) models.set(key, readTrace(JSON.stringify(traceOf(core, argsOf(settings)))));
  return models.get(key);
};
const presetOf = (id) => presets.find((preset) => preset.id === id).settings;
const ticket12 = { tls: '1.2', resumption: 'ticket' };
const session12 = { tls: '1.2', resumption: 'session_id' };

before(async () => {
  core = await loadCore();
  vite = await modules();
  ({ presets } = await vite.load('scenario/presets.ts'));
  ({ readTrace } = await vite.load('trace/model.ts'));
  ({ align } = await vite.load('compare/align.ts'));
  ({ connectionsOf } = await vite.load('compare/connections.ts'));
  ({ pairs } = await vite.load('compare/pairs.ts'));
  flights = await vite.load('compare/flights.ts');
  changes = await vite.load('compare/changes.ts');
  site = await openSite();
});
after(async () => {
  await site.close();
  await vite.close();
});

/** lastConnection gives the events of the last connection of a trace. */
function lastConnection({ events }) {
  const start = events.findLastIndex((event) => event.kind === 'connection' && event.by === 'client');
  return events.slice(Math.max(0, start));
}

/**
 * expected reads the numbers from a trace in another way than the page does: messages in the order of sending fall into
 * flights, and who has got the flight with number n has waited for n + 1 one-way trips.
 */
function expected(trace) {
  const events = lastConnection(trace);
  const sent = events.filter((event) => event.kind === 'message' && event.direction === 'sent');
  const flightOf = new Map();
  sent.forEach((message, i) => {
    const previous = sent[i - 1];
    const n = previous ? flightOf.get(previous.id) + (previous.by === message.by ? 0 : 1) : 0;
    flightOf.set(message.id, n);
  });
  const connected = (role) => {
    const end = events.findIndex((event) => event.kind === 'established' && event.by === role);
    if (end < 0) return null;
    const got = events.slice(0, end).filter((e) => e.kind === 'message' && e.direction === 'received' && e.by === role);
    // The last one of that name before this moment is the one that was received.
    const last = got.at(-1);
    const origin = sent.findLast((m) => m.by !== role && m.name === last.name && m.id < events[end].id);
    return flightOf.get(origin.id) + 1;
  };
  const first = sent.find((message) => message.by === 'client' && message.name === 'application_data');
  const client = connected('client');
  const records = events.filter((event) => event.kind === 'record' && event.direction === 'sent');
  const bytes = (role) => records.reduce((sum, { by, bytes }) => sum + (by === role ? bytes.length / 2 : 0), 0);
  const operations = events.filter(
    (event) =>
      (event.kind === 'value' &&
        [
          ...['public_key', 'encapsulate', 'shared_secret', 'power', 'sign'],
          ...['RSAES-PKCS1-v1_5 encrypt', 'RSAES-PKCS1-v1_5 decrypt'],
        ].includes(event.operation)) ||
      (event.kind === 'check' && /^the signature of (CertificateVerify|ServerKeyExchange) is right/.test(event.what)),
  );
  return {
    'may-ask': first?.epoch === 'early' ? flightOf.get(first.id) : client,
    'client-connected': client,
    'server-connected': connected('server'),
    'client-bytes': bytes('client'),
    'server-bytes': bytes('server'),
    messages: sent.length,
    records: records.length,
    operations: operations.length,
  };
}

/** longestCommon gives the length of the longest common subsequence. */
function longestCommon(a, b) {
  let row = new Array(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    b.forEach((y, j) => next.push(x === y ? row[j] + 1 : Math.max(row[j + 1], next[j])));
    row = next;
  }
  return row.at(-1);
}

test('aligned runs: everything once and in order, as many messages side by side as can be, and the same the other way round', () => {
  const all = [...presets.map(({ settings }) => settings), ticket12].map((settings) => modelOf(settings).beats);
  const sentNames = (beats) => beats.filter((b) => b.kind === 'sent').map(({ by, message }) => `${by} ${message.name}`);
  for (const a of all) {
    for (const b of all) {
      const rows = align(a, b);
      const side = (name) => rows.flatMap((row) => row[name] ?? []);
      assert.ok(rows.every(({ left, right }) => left || right));
      assert.deepEqual(
        side('left').map(({ index }) => index),
        a.map(({ index }) => index),
      );
      assert.deepEqual(
        side('right').map(({ index }) => index),
        b.map(({ index }) => index),
      );
      const twins = rows.filter(({ left, right }) => left && right);
      for (const { left, right } of twins)
        assert.deepEqual([left.by, left.kind, left.message?.name], [right.by, right.kind, right.message?.name]);
      const sent = twins.filter(({ left }) => left.kind === 'sent').length;
      assert.equal(sent, longestCommon(sentNames(a), sentNames(b)));
      if (a === b) assert.equal(twins.length, a.length);
      const places = (some, one, other) => some.map((row) => [row[one]?.index, row[other]?.index]);
      assert.deepEqual(places(align(b, a), 'right', 'left'), places(rows, 'left', 'right'));
    }
  }
});

test('the clock: how long the client waits before it may send its data', () => {
  const waits = (settings) => {
    const model = modelOf(settings);
    return connectionsOf(model).map((connection) => flights.measure(model, connection).mayAsk);
  };
  assert.deepEqual(waits(presetOf('tls13')), [2]);
  assert.deepEqual(waits(presetOf('hybrid')), [2]);
  for (const id of ['tls12-ecdhe', 'tls12-dhe', 'tls12-rsa']) assert.deepEqual(waits(presetOf(id)), [4], id);
  assert.deepEqual(waits(ticket12), [4, 2]);
  assert.deepEqual(waits(session12), [4, 2]);
  assert.deepEqual(waits(presetOf('resumption')), [2, 2]);
  assert.deepEqual(waits(presetOf('early-data')), [2, 0]);
  assert.deepEqual(waits(presetOf('hello-retry')), [4]);
  assert.deepEqual(waits(presetOf('client-certificate')), [2]);
  for (const id of ['no-common-suite', 'expired', 'wrong-name', 'downgrade'])
    assert.deepEqual(waits(presetOf(id)), [null], id);
});

test('every example: the client sends at whole round trips, the server at halves, and the numbers are those of the trace', () => {
  for (const settings of [...presets.map((preset) => preset.settings), ticket12, session12]) {
    const model = modelOf(settings);
    const measured = flights.measure(model, connectionsOf(model).at(-1));
    for (const { message, time, arrived } of measured.sent) {
      assert.equal(time % 2, message.by === 'client' ? 0 : 1);
      if (measured.failed === null) assert.ok(arrived);
    }
    const got = {
      'may-ask': measured.mayAsk,
      'client-connected': measured.connected.client,
      'server-connected': measured.connected.server,
      'client-bytes': measured.bytes.client,
      'server-bytes': measured.bytes.server,
      messages: measured.messages,
      records: measured.records,
      operations: [...measured.operations.values()].reduce((sum, n) => sum + n, 0),
    };
    assert.deepEqual(got, expected(model.trace), JSON.stringify(settings));
  }
});

test('what protects, what is lost on the way, and what is only in one run', () => {
  const of = (settings) => {
    const model = modelOf(settings);
    const connection = connectionsOf(model).at(-1);
    return { connection, ...flights.measure(model, connection) };
  };
  const [tls13, tls12, rsa, early] = ['tls13', 'tls12-ecdhe', 'tls12-rsa', 'early-data'].map((id) => of(presetOf(id)));
  assert.deepEqual([tls13.certificate, tls12.certificate, early.certificate], ['handshake', 'clear', null]);
  assert.deepEqual([tls13.keyExchange, tls13.secrets, tls13.early], ['ephemeral', ['shared_secret'], false]);
  assert.deepEqual([rsa.keyExchange, rsa.secrets], ['encrypted', ['encrypted_pre_master_secret', 'pre_master_secret']]);
  assert.deepEqual([early.keyExchange, early.early], ['ephemeral', true]);
  for (const [settings, secret] of [
    [ticket12, 'master_secret'],
    [session12, 'master_secret'],
    [{ resumption: 'psk_ke' }, 'resumption_psk'],
  ]) {
    const { keyExchange, secrets } = of(settings);
    assert.deepEqual([keyExchange, secrets], ['kept', [secret]], JSON.stringify(settings));
  }
  const lost = of({ network: 'drop:server:0' });
  assert.deepEqual(lost.sent.filter(({ arrived }) => !arrived).map(({ message }) => message.name)[0], 'server_hello');
  assert.equal(lost.mayAsk, null);
  // Who has ended the connection reads no more.
  assert.deepEqual(
    of(presetOf('expired'))
      .sent.filter(({ arrived }) => !arrived)
      .map(({ message }) => message.name),
    ['certificate_verify', 'finished'],
  );
  const names = (messages) => messages.map(({ by, name }) => `${by} ${name}`);
  assert.deepEqual(names(changes.messagesOnlyIn(tls12, rsa)), ['server server_key_exchange']);
  assert.deepEqual(names(changes.messagesOnlyIn(rsa, tls12)), []);
  assert.ok(changes.valuesOnlyIn(rsa.connection, tls12.connection).includes('encrypted_pre_master_secret'));
  assert.equal(changes.reasonOf(tls13, tls12), 'share');
  assert.equal(changes.reasonOf(tls13, of(presetOf('hello-retry'))), 'retry');
  assert.equal(changes.reasonOf(early, tls13), 'early');
  assert.equal(changes.reasonOf(of(ticket12), tls12), 'kept');
});

// --- on the page ---

async function openCompare(hash = '', options = {}) {
  const opened = await site.open(hash, options);
  await opened.ready();
  await opened.page.locator('#tab-compare').click();
  return { ...opened, view: opened.page.locator('compare-view') };
}

/** numbersOn reads the numbers of both runs from the page, times in half round trips. */
const numbersOn = async (view) => {
  await view.locator('.rows').waitFor();
  const read = await view
    .locator('[data-measure]')
    .evaluateAll((all) =>
      all.map((one) => [one.dataset.measure, [...one.querySelectorAll('.number')].map((n) => n.textContent.trim())]),
    );
  const number = (text) => {
    if (text === '–') return null;
    const [, whole, half] = /^(\d*)(½?)/.exec(text);
    return text.endsWith(' RTT') ? 2 * Number(whole) + (half ? 1 : 0) : Number(text);
  };
  return [0, 1].map((i) => Object.fromEntries(read.map(([name, texts]) => [name, number(texts[i])])));
};

test('each ready pair: every number on the page is that of the traces, and its link brings it back', async () => {
  for (const { id, left, right } of pairs) {
    const { page, view, calm, close } = await openCompare();
    await view.locator(`[data-pair=${id}]`).click();
    await view.locator(`[data-pair=${id}][aria-pressed=true]`).waitFor();
    const wanted = [expected(modelOf(left).trace), expected(modelOf(right).trace)];
    assert.deepEqual(await numbersOn(view), wanted, id);
    const [a, b] = wanted.map((one) => one['may-ask']);
    const first = await view.locator('.verdict p').first().innerText();
    if (a === b) assert.match(first, new RegExp(`In both, .* after ${a / 2} RTT`));
    else
      assert.match(
        first,
        new RegExp(
          `${Math.abs(a - b) / 2} RTT sooner, after ${Math.min(a, b) / 2} RTT instead of ${Math.max(a, b) / 2} RTT`,
        ),
      );
    assert.equal(await view.locator('svg .mark').count(), 2);
    // The picture, the list of sentences and the trace name the same messages.
    const trace = lastConnection(modelOf(left).trace);
    const shown = trace.filter((e) => e.kind === 'message' && e.direction === 'sent' && e.name !== 'alert').length;
    assert.equal(await view.locator('div[role=img] svg > g').first().locator('.arrow').count(), shown);
    const link = new URL(page.url()).hash;
    const there = await site.open(link);
    await there.ready();
    const other = there.page.locator('compare-view');
    assert.deepEqual(await numbersOn(other), wanted, link);
    await there.calm();
    await there.close();
    await calm();
    await close();
  }
});

test('a run is kept beside while the settings change; another example and none are chosen from the list', async () => {
  const { page, view, calm, close } = await openCompare(hashOf(presetOf('tls13')));
  await view.locator('.keep').click();
  assert.match(await view.locator('.verdict').innerText(), /same number of bytes/);
  const kept = expected(modelOf(presetOf('tls13')).trace);
  await page.evaluate(
    (settings) => document.querySelector('handshake-playground').onSettings(settings),
    presetOf('tls12-dhe'),
  );
  await page.waitForURL(/tls=1\.2/);
  assert.deepEqual(await numbersOn(view), [expected(modelOf(presetOf('tls12-dhe')).trace), kept]);
  await view.locator('.choose select').selectOption('hello-retry');
  // The list of the other runs names it too, so wait for the run itself.
  await view.locator('.row', { hasText: 'HelloRetryRequest' }).first().waitFor();
  assert.equal((await numbersOn(view))[1]['may-ask'], 4);
  await view.locator('.choose select').selectOption('');
  await view.locator('.rows').waitFor({ state: 'detached' });
  assert.ok(!page.url().includes('beside='), page.url());
  await calm();
  await close();
});

test('one cursor walks both runs, from the rows and from the ladder; an earlier connection can be chosen', async () => {
  const { page, view, calm, close } = await openCompare(
    hashOf({ ...presetOf('tls12-ecdhe'), beside: String(new URLSearchParams(presetOf('tls13'))) }),
  );
  await view.locator('.rows').waitFor();
  const marked = view.locator('.row[aria-current]');
  const title = page.locator('beat-story h2');
  await view.locator('.row', { hasText: 'ServerKeyExchange' }).first().click();
  assert.match(await title.innerText(), /ServerKeyExchange/);
  assert.match(await textOf(marked), /ServerKeyExchange/);
  await page.evaluate(() => document.querySelector('handshake-playground').go(2));
  assert.match(
    await textOf(marked),
    /A : Client → ClientHello 117 bytes , in the clear B : Client → ClientHello 185 bytes/,
  );
  // A row of the other run alone is marked too; the cursor stands at the step before it.
  await view.locator('.row', { hasText: 'EncryptedExtensions' }).first().click();
  assert.match(await textOf(marked), /^B : Server ← EncryptedExtensions/);
  const before = await view.locator('.row').evaluateAll((all) => all.findIndex((row) => row.ariaCurrent));
  await view.locator('.walk .btn').last().click();
  assert.equal(await view.locator('.row').evaluateAll((all) => all.findIndex((row) => row.ariaCurrent)), before + 1);
  await view.locator('[data-pair=resumption]').click();
  await view.locator('.heads select').waitFor();
  assert.match(await view.locator('.walk').innerText(), /another connection/);
  await view.locator('.heads select').selectOption('1');
  assert.match(await view.locator('.verdict').innerText(), /In both/);
  assert.match(await textOf(marked), /start/);
  await calm();
  await close();
});

test('a link with a wrong run beside says so, in the words of the core where it refuses, and the run is shown all the same', async () => {
  const open = async (beside) => {
    const opened = await site.open(hashOf({ suite: 'TLS_AES_256_GCM_SHA384', beside }));
    await opened.ready();
    assert.match(opened.page.url(), /suite=TLS_AES_256_GCM_SHA384/);
    return opened;
  };
  const unknown = await open('colour=red');
  assert.match(await unknown.page.locator('.notice').innerText(), /run to compare with: .*“colour”/);
  await unknown.calm();
  await unknown.close();
  const refused = await open('group=nonsense');
  const { err } = core.command(['run', '--client-group=nonsense', '--server-group=nonsense']);
  const words = err
    .trim()
    .replace('handshake run: ', '')
    .replace(/ \(see .*/, '');
  assert.match(words, /nonsense/);
  assert.ok((await refused.page.locator('compare-view .refused').innerText()).includes(words), words);
  assert.equal(await refused.page.locator('compare-view .rows').count(), 0);
  await refused.calm();
  await refused.close();
});
