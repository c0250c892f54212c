// One window plays the client, another the server: over the line between them, and with bytes carried by hand.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hashOf, loadCore, openSite, seedOf, textOf, traceOf } from './support.mjs';

let site, core;
before(async () => {
  [site, core] = await Promise.all([openSite(), loadCore()]);
});
after(() => site.close());

const desk = (page, part) => page.locator(`split-desk ${part}`);
const app = (page, read) => page.evaluate(read);
const events = (page) => app(page, () => document.querySelector('handshake-playground').model.events);
const state = (page) => app(page, () => document.querySelector('handshake-playground').desk.state);
const sentBy = (list, role) =>
  list.filter((e) => e.kind === 'record' && e.by === role && e.direction === 'sent').map((e) => e.bytes);

// The page answers a press when the desk has changed; what crosses the line takes a moment more.
async function until(page, read, what) {
  try {
    await page.waitForFunction(read, undefined, { timeout: 30000 });
  } catch {
    assert.fail(
      `${what}; the desk: ${JSON.stringify(await app(page, () => document.querySelector('handshake-playground').desk))}`,
    );
  }
}
const movable = (page) =>
  until(page, () => document.querySelector('handshake-playground').desk?.canStep, 'nothing can be done');

async function openSide(side, settings, room, options = {}) {
  const opened = await site.open(`${hashOf({ ...settings, side, room })}`, options);
  await desk(opened.page, '.step').waitFor();
  return opened;
}

// A second window of the same browser: only there the line reaches.
async function openBoth(settings, room) {
  const client = await openSide('client', settings, room);
  const page = await client.page.context().newPage();
  await page.goto(`${site.url}${hashOf({ ...settings, side: 'server', room })}`);
  await desk(page, '.step').waitFor();
  return { client: client.page, server: page, calm: client.calm, close: client.close };
}

async function playAll(page) {
  await movable(page);
  await desk(page, '.all').click();
  await until(page, () => !document.querySelector('handshake-playground').desk.canStep, 'moves are left');
}
async function dispatch(page) {
  await desk(page, '.dispatch').click();
  await until(page, () => document.querySelector('handshake-playground').desk.ready.length === 0, 'nothing was sent');
}
async function handshake(client, server, tls12) {
  for (let i = 0; i < (tls12 ? 2 : 1); i++) {
    await playAll(client);
    await dispatch(client);
    await playAll(server);
    await dispatch(server);
  }
  await playAll(client);
  if (tls12) return;
  await dispatch(client);
  await playAll(server);
}

for (const tls of ['1.3', '1.2']) {
  test(`TLS ${tls}: two windows complete a handshake, with the bytes that both sides of one run have`, async () => {
    const settings =
      tls === '1.3'
        ? { group: 'x25519', suite: 'TLS_AES_128_GCM_SHA256', signature: 'ecdsa_secp256r1_sha256', seed: seedOf(7) }
        : {
            tls,
            group: 'ffdhe2048',
            suite: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256',
            signature: 'rsa_pss_rsae_sha256',
            seed: seedOf(7),
          };
    const { client, server, calm, close } = await openBoth(settings, `both-${tls}`);
    await until(client, () => document.querySelector('handshake-playground').desk.linked, 'no line');
    // Nothing is sent before its person says so.
    await desk(client, '.step').click();
    await until(client, () => document.querySelector('handshake-playground').desk.ready.length === 1, 'no ClientHello');
    await server.waitForTimeout(300);
    assert.equal((await events(server)).length, 0);
    await dispatch(client);
    await playAll(server);
    await dispatch(server);
    if (tls === '1.2') {
      await playAll(client);
      await dispatch(client);
      await playAll(server);
      await dispatch(server);
      await playAll(client);
    } else {
      await playAll(client);
      await dispatch(client);
      await playAll(server);
    }
    for (const page of [client, server]) assert.equal(await state(page), 'CONNECTED');
    const whole = traceOf(
      core,
      Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
    ).events;
    for (const [page, role] of [
      [client, 'client'],
      [server, 'server'],
    ]) {
      const own = sentBy(await events(page), role);
      assert.ok(own.length > 1);
      assert.deepEqual(own, sentBy(whole, role).slice(0, own.length));
      assert.ok((await events(page)).every(({ by }) => by === role));
    }

    // Data, then the end.
    await desk(client, '.text').fill('GET /grüße');
    await client.getByRole('button', { name: 'Encrypt', exact: true }).click();
    await until(client, () => document.querySelector('handshake-playground').desk.ready.length > 0, 'no data');
    await dispatch(client);
    await playAll(server);
    const received = await app(
      server,
      () => document.querySelector('handshake-playground').model.trace.outcome.server.received,
    );
    assert.equal(Buffer.from(received, 'hex').toString(), 'GET /grüße');
    await desk(server, '.end').click();
    await until(server, () => document.querySelector('handshake-playground').desk.ready.length > 0, 'no close_notify');
    await dispatch(server);
    await playAll(client);
    assert.match(await textOf(client.locator('ladder-view')), /close_notify/);
    await calm();
    await close();
  });
}

test('a window that is opened late or loaded anew loses nothing', async () => {
  const settings = { group: 'x25519', signature: 'ecdsa_secp256r1_sha256', seed: seedOf(1) };
  const first = await openSide('client', settings, 'late');
  const client = first.page;
  assert.match(await textOf(client.locator('split-bar')), /server’s window is not open/);
  await playAll(client);
  await dispatch(client);
  // Its own link opens the other window.
  const [server] = await Promise.all([
    client.context().waitForEvent('page'),
    client.getByRole('link', { name: 'Open the server’s window' }).click(),
  ]);
  await playAll(server);
  await server.reload();
  await desk(server, '.dispatch').waitFor();
  const before = await events(server);
  await dispatch(server);
  await client.reload();
  await playAll(client);
  assert.deepEqual(await events(server), before);
  await dispatch(client);
  await client.reload();
  await desk(client, '.step').waitFor();
  await playAll(server);
  for (const page of [client, server]) assert.equal(await state(page), 'CONNECTED');
  const seeds = await Promise.all(
    [client, server].map((page) => page.locator('handshake-playground').evaluate((e) => e.settings.seed)),
  );
  assert.notEqual(seeds[0], seeds[1], 'each side draws for itself');
  await first.calm();
  await first.close();
});

test('bytes go from machine to machine by hand, and a changed one is noticed', async () => {
  const settings = { group: 'x25519', signature: 'ecdsa_secp256r1_sha256', seed: seedOf(2) };
  // Two contexts: no line reaches from one to the other.
  const [one, two] = [await openSide('client', settings, 'far'), await openSide('server', settings, 'far')];
  const [client, server] = [one.page, two.page];
  const carry = async (from, to, change = (hex) => hex) => {
    await until(
      from,
      () => {
        const { canStep, ready } = document.querySelector('handshake-playground').desk;
        return canStep || ready.length > 0;
      },
      'nothing to carry',
    );
    if (await desk(from, '.step').isEnabled()) await playAll(from);
    await desk(from, '.copy').click();
    const hex = await desk(from, '.copied').inputValue();
    assert.match(hex, /^[0-9a-f]+$/);
    if (!(await desk(to, '.paste').isVisible())) await desk(to, 'summary').click();
    await desk(to, '.paste').fill(change(hex));
    await desk(to, '.take').click();
  };
  assert.equal(await app(client, () => document.querySelector('handshake-playground').desk.linked), false);
  // With spaces and line ends, as mail programs leave them.
  await carry(
    client,
    server,
    (hex) =>
      ` ${hex
        .toUpperCase()
        .replace(/(.{10})/g, '$1 ')
        .replace(/(.{64})/g, '$1\n')}`,
  );
  // One bit in the middle of the encrypted part.
  await carry(server, client, (hex) => {
    const at = hex.length - 40;
    return hex.slice(0, at) + (parseInt(hex[at], 16) ^ 1).toString(16) + hex.slice(at + 1);
  });
  await playAll(client);
  assert.match(await textOf(client.locator('beat-story')), /bad_record_mac/);
  // The alert lies ready: the other side may hear of it.
  await carry(client, server);
  await playAll(server);
  assert.equal(await state(server), 'CLOSED');
  await one.calm();
  await two.calm();
  await one.close();
  await two.close();
});

test('a wrong paste is named, and changes nothing', async () => {
  const { page, calm, close } = await openSide('server', { seed: seedOf(3) }, 'paste');
  await desk(page, 'summary').click();
  for (const [text, said] of [
    ['', 'Nothing is pasted.'],
    ['16 03 0g', '“g”, character 6 without spaces, is no hexadecimal digit.'],
    ['16030', 'A byte has two digits; these are 5.'],
  ]) {
    await desk(page, '.paste').fill(text);
    await desk(page, '.take').click();
    assert.equal(await desk(page, '#problem').innerText(), said);
    assert.equal(await desk(page, '.paste').getAttribute('aria-invalid'), 'true');
    assert.equal((await events(page)).length, 0);
  }
  // Digits that are no TLS: the core answers with an alert.
  await desk(page, '.paste').fill('474554202f20485454502f312e310d0a');
  await desk(page, '.take').click();
  await playAll(page);
  assert.equal(await state(page), 'CLOSED');
  assert.ok((await events(page)).some((e) => e.kind === 'fatal'));
  await calm();
  await close();
});

test('a second window of the same side, and a connection begun anew, are said', async () => {
  const settings = { seed: seedOf(4) };
  const { client, server, calm, close } = await openBoth(settings, 'again');
  const rival = await client.context().newPage();
  await rival.goto(`${site.url}${hashOf({ ...settings, side: 'client', room: 'again' })}`);
  for (const page of [rival, client]) await page.getByText('Another window plays the client here too.').waitFor();
  await rival.close();
  await handshake(client, server, false);
  await client.getByRole('button', { name: 'Begin anew' }).click();
  await server.getByText('The other window has begun another connection.').waitFor();
  await server.getByRole('button', { name: 'Begin anew' }).click();
  await until(server, () => !document.querySelector('handshake-playground').desk.stale, 'still another connection');
  await handshake(client, server, false);
  assert.equal(await state(client), 'CONNECTED');
  await client.getByRole('button', { name: 'Back to both sides' }).click();
  await client.locator('settings-bar').waitFor();
  assert.ok(!client.url().includes('side='));
  await server.getByText('the client’s window is not open').waitFor();
  await calm();
  await close();
});

test('what one side alone cannot do is left out and said; a wrong side shows the whole run', async () => {
  for (const [hash, said] of [
    [hashOf({ side: 'client', room: 'x', resumption: 'psk_dhe_ke' }), /--resumption: a side that is alone/],
    [hashOf({ side: 'middle' }), /names the side “middle”/],
  ]) {
    const { page, ready, calm, close } = await site.open(hash);
    await ready();
    assert.match(await page.getByRole('alert').first().innerText(), said);
    assert.equal(await page.locator('split-desk').count(), hash.includes('client') ? 1 : 0);
    await calm();
    await close();
  }
});
