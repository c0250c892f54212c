// Somebody on the wire, in the page: each thing that can be done is done by hand, and what the page says of it is what
// the trace of the same settings says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { argsOf, hashOf, loadCore, openSite, traceOf } from './support.mjs';

const usual = { group: 'x25519', suite: 'TLS_AES_128_GCM_SHA256', signature: 'ecdsa_secp256r1_sha256' };
let core, site;
before(async () => {
  core = await loadCore();
  site = await openSite();
});
after(() => site.close());

async function openWire(hash, place) {
  const opened = await site.open(hash);
  await opened.ready();
  await opened.page.locator('#tab-network').click();
  await opened.page.locator('playback-bar input').focus();
  await opened.page.keyboard.press('End');
  await opened.page.locator(`network-view [data-record="${place}"]`).click();
  return opened;
}

for (const [name, place, press, network] of [
  ['a dropped record', 'client:0', 'Drop it', 'drop:client:0'],
  ['a record sent twice', 'server:2', 'Send it twice', 'repeat:server:2'],
  ['a swapped record', 'server:2', 'Swap it with the next', 'swap:server:2'],
  ['a forged alert', 'server:0', 'Put a forged alert before it', 'inject:server:0:15030300020228'],
  ['a suite stripped', 'client:0', 'Strip TLS_AES_128_GCM_SHA256', 'strip:client:0:TLS_AES_128_GCM_SHA256'],
]) {
  test(name, async () => {
    const { page, idle, calm, close } = await openWire('', place);
    await page.getByRole('button', { name: press, exact: true }).click();
    await idle();
    assert.ok(decodeURIComponent(page.url()).includes(`network=${network}`), page.url());
    const trace = traceOf(core, argsOf({ ...usual, network }));
    const fatal = trace.events.find((event) => event.kind === 'fatal');
    const said = await page.locator('network-view .came').innerText();
    const raised = trace.events.some((event) => event.kind === 'fatal' && event.raised);
    const head = raised ? 'Noticed.' : 'A side believes it';
    if (fatal) assert.ok(said.includes(head) && said.includes(fatal.alert), said);
    else assert.match(said, /Both sides wait/);
    // The change can be taken back.
    await page.getByRole('button', { name: `Take back ${network}` }).click();
    await idle();
    assert.equal(await page.locator('network-view .came').count(), 0);
    await calm();
    await close();
  });
}

test('a bit of a byte is flipped, the check that catches it is named, and its moment is one press away', async () => {
  const { page, idle, calm, close } = await openWire('', 'server:2');
  await page
    .locator('network-view .hex')
    .getByRole('button', { name: /^Byte 20:/ })
    .click();
  await page.getByRole('button', { name: /^Flip bit 3,/ }).click();
  await idle();
  const trace = traceOf(core, argsOf({ ...usual, network: 'flip:server:2:20:3' }));
  const failed = trace.events.find((event) => event.kind === 'check' && !event.passed);
  const said = await page.locator('network-view .came').innerText();
  assert.ok(said.includes(failed.what) && said.includes(failed.alert), said);
  await page.getByRole('button', { name: 'Show the moment' }).click();
  assert.match(await page.locator('beat-story h2').innerText(), /ends the connection: bad_record_mac/);
  await calm();
  await close();
});

test('what changes nothing that counts is said to be unnoticed', async () => {
  const network = 'swap:client:0';
  assert.equal(traceOf(core, argsOf({ ...usual, network })).exit_code, 0);
  const { page, calm, close } = await openWire(`#network=${network}`, 'client:0');
  assert.match(await page.locator('network-view .came').innerText(), /Nobody noticed/);
  await calm();
  await close();
});

// What comes of a change is told by the trace, never guessed.
for (const [settings, said, notSaid] of [
  // The certificate has expired anyway.
  [{ time: '4922208000', network: 'flip:client:0:2:0' }, /as it would have without the change/, /Noticed/],
  [{ network: 'flip:server:2:20:3' }, /^Noticed\./, /without the change/],
  // A record that is missing: no bit was changed.
  [{ network: 'drop:server:3' }, /Noticed[\s\S]*a record that is missing/, null],
  [{ network: 'drop:server:8' }, /The client waits for bytes/, /Both sides/],
  [{ network: 'drop:client:0' }, /Both sides wait/, null],
  [{ network: 'repeat:server:8' }, /has closed the connection already/, /under no key/],
  [{ network: 'flip:client:0:2:0' }, /under no key/, null],
  [
    { resumption: 'psk_dhe_ke', 'early-data': 'hello', 'server-early-data': 'reject', network: 'drop:client:2/2' },
    /refused the early data/,
    /under no key/,
  ],
  // A connection that is sent once more: with early data, with a server that remembers, and without early data.
  [
    { resumption: 'psk_dhe_ke', 'early-data': 'hello', 'server-anti-replay': 'off', replay: 'on' },
    /but late[\s\S]*once more: 5 bytes[\s\S]*bad_record_mac/,
    /leads nowhere/,
  ],
  [{ resumption: 'psk_dhe_ke', 'early-data': 'hello', replay: 'on' }, /leads nowhere/, /Noticed/],
  [{ replay: 'on' }, /^Noticed\.[\s\S]*new random bytes[\s\S]*bad_record_mac/, /early data once more/],
  [{ network: 'drop:client:40' }, /no such record: drop:client:40/, /Noticed/],
  [{ network: 'strip:client:0:1.3' }, /decode_error[\s\S]*can be read/, null],
]) {
  test(`what came of ${settings.network ?? 'a replay'} in ${JSON.stringify(settings)}`, async () => {
    const { page, ready, idle, calm, close } = await site.open(hashOf({ ...usual, ...settings }));
    await ready();
    await page.locator('#tab-network').click();
    await page.locator('network-view .came').first().waitFor();
    await idle();
    const came = () => page.locator('network-view .came').first().innerText();
    for (let i = 0; i < 200 && !said.test(await came()); i++) await page.waitForTimeout(50);
    const text = await came();
    assert.match(text, said);
    if (notSaid) assert.doesNotMatch(text, notSaid);
    // What was kept stands among the records once more, all of it and nothing else.
    const { events } = traceOf(core, argsOf({ ...usual, ...settings }));
    await page.locator('playback-bar input').focus();
    await page.keyboard.press('End');
    const kept = events.filter((event) => event.action === 'replay');
    assert.equal(await page.locator('network-view .replayed').count(), kept.length);
    await calm();
    await close();
  });
}
