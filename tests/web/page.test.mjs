// The page in a browser, from the first step to the last: what it shows is what the core says in node.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { argsOf, hashOf, loadCore, openSite, seedOf, textOf, traceOf } from './support.mjs';

const settings = {
  group: 'secp256r1',
  suite: 'TLS_AES_256_GCM_SHA384',
  signature: 'rsa_pss_rsae_sha256',
  seed: seedOf(0x5a),
};
const defaultSeed = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';

let core, site;
before(async () => {
  core = await loadCore();
  site = await openSite();
});
after(() => site.close());

const stepText = (page) => page.locator('beat-story .where').innerText();
const squeezed = (text) => text.replace(/\s/g, '');

/** walk presses → until the last step, calling back at each. */
async function walk(page, visit) {
  const last = Number(await page.locator('playback-bar input').getAttribute('max'));
  for (let step = 0; step <= last; step++) {
    assert.match(await stepText(page), new RegExp(`^Step ${step} of ${last}\\b`));
    await visit(step);
    if (step < last) await page.keyboard.press('ArrowRight');
  }
  return last;
}

test('by keyboard to the end: every message, value, record and check of the trace was on screen', async () => {
  const trace = traceOf(core, argsOf(settings));
  const { page, ready, calm, close } = await site.open(hashOf(settings));
  await ready();
  const values = new Map();
  const messages = [];
  const records = [];
  const checks = [];
  const titles = [];
  await walk(page, async () => {
    const shown = await page.locator('beat-view').evaluate((view) => {
      const deep = (selector) => {
        const found = [];
        const search = (rootNode) => {
          found.push(...rootNode.querySelectorAll(selector));
          for (const node of rootNode.querySelectorAll('*')) if (node.shadowRoot) search(node.shadowRoot);
        };
        search(view.shadowRoot);
        return found;
      };
      return {
        values: deep('value-card').map((card) => {
          const code = card.shadowRoot.querySelector('.bytes code');
          return [card.value.id, code ? code.textContent : null];
        }),
        messages: deep('message-view').map((one) => ({
          id: one.message.id,
          hex: [...one.shadowRoot.querySelector('message-bytes').shadowRoot.querySelectorAll('.hex [data-at]')]
            .map((byte) => byte.textContent)
            .join(''),
          head: one.shadowRoot.querySelector('h3').textContent.replace(/\s+/g, ' ').trim(),
        })),
        records: deep('record-view').map((one) => ({ id: one.record.id, text: one.shadowRoot.textContent })),
        checks: deep('.what').map((one) => one.textContent),
      };
    });
    for (const [id, text] of shown.values) values.set(id, text);
    messages.push(...shown.messages);
    records.push(...shown.records);
    checks.push(...shown.checks);
    titles.push(await page.locator('beat-story h2').innerText());
  });
  for (const event of trace.events) {
    if (event.kind === 'value') {
      assert.ok(values.has(event.id), `value ${event.id} ${event.name} was never shown`);
      const text = values.get(event.id);
      if (event.bytes === undefined) assert.equal(text, null);
      else assert.equal(squeezed(text), event.bytes || 'empty', event.name);
    } else if (event.kind === 'message') {
      const shown = messages.find((one) => one.id === event.id);
      assert.ok(shown, `message ${event.id} ${event.name} was never shown`);
      assert.equal(shown.hex, event.bytes);
      const length = event.bytes.length / 2;
      assert.ok(shown.head.includes(length === 1 ? '1 byte' : `${length} bytes`), shown.head);
    } else if (event.kind === 'record') {
      const shown = records.find((one) => one.id === event.id);
      assert.ok(shown, `record ${event.id} was never shown`);
      for (const part of ['bytes', 'nonce', 'additional_data', 'plaintext']) {
        if (event[part]) assert.ok(squeezed(shown.text).includes(event[part]), `${part} of record ${event.id}`);
      }
    }
  }
  assert.equal(checks.length, trace.events.filter((event) => event.kind === 'check').length);
  assert.equal(new Set(titles).size > 30, true);
  assert.ok(titles.some((title) => /established|complete/.test(title)));
  await calm();
  await close();
});

test('keys: both sides beside each other, equal when the trace says so, and when each was discarded', async () => {
  const trace = traceOf(core, argsOf(settings));
  const { page, ready, calm, close } = await site.open(hashOf(settings));
  await ready();
  await page.locator('#tab-keys').click();
  await page.keyboard.press('Escape');
  await page.locator('playback-bar .step').focus();
  await page.keyboard.press('End');
  const rows = await page.locator('keys-view').evaluate((view) =>
    [...view.shadowRoot.querySelectorAll('.row:not(.head)')].map((row) => ({
      name: row.querySelector('.name').textContent,
      cells: [...row.querySelectorAll('[data-value]')].map((cell) => [
        Number(cell.dataset.value),
        [...cell.querySelectorAll('code, small')].map((part) => part.textContent).join(' '),
      ]),
    })),
  );
  const seen = new Set();
  for (const { name, cells } of rows) {
    for (const [id, text] of cells) {
      seen.add(id);
      const value = trace.events[id];
      const [head, tail] = text.replace(/✗.*/, '').trim().split('…');
      if (value.bytes === undefined) assert.match(text, /withheld/);
      else if (tail) assert.ok(value.bytes.startsWith(head) && value.bytes.endsWith(tail), `${name}: ${text}`);
      else assert.equal(head, value.bytes);
      const gone = trace.events.some((event) => event.kind === 'discard' && event.value === id);
      assert.equal(/discarded/.test(text), gone, name);
    }
    if (cells.length === 2) {
      const [a, b] = cells.map(([id]) => trace.events[id].bytes);
      assert.equal(/equal on both sides/.test(name), a !== undefined && a === b, name);
    }
  }
  for (const event of trace.events) {
    if (event.kind !== 'value' || /hash|zero_/.test(event.name)) continue;
    assert.ok(seen.has(event.id), `${event.name} of the ${event.by} is not among the keys`);
  }
  await calm();
  await close();
});

test('the key schedule lights up, and a node opens to its call, inputs and output', async () => {
  const trace = traceOf(core, argsOf(settings));
  const { page, ready, calm, close } = await site.open(hashOf({ ...settings, step: 0 }));
  await ready();
  await page.locator('#tab-schedule').click();
  const lit = () => page.locator('schedule-view .node:not(.later)').count();
  assert.equal(await lit(), 0);
  await page.locator('playback-bar input').focus();
  await page.keyboard.press('End');
  assert.equal(await page.locator('schedule-view .node.later').count(), 0);
  for (const role of ['client', 'server']) {
    await page.locator(`schedule-view .side.${role}`).click();
    const derived = trace.events.filter((e) => e.kind === 'value' && e.by === role && /^(HKDF|HMAC)/.test(e.operation));
    for (const value of derived) {
      assert.equal(await page.locator(`schedule-view .node[data-value="${value.id}"]`).count(), 1, value.name);
    }
    const secret = derived.find((value) => value.name === 'client_handshake_traffic_secret');
    await page.locator(`schedule-view .node[data-value="${secret.id}"]`).click();
    const card = await textOf(page.locator('schedule-view value-card'));
    assert.ok(squeezed(card).includes(secret.bytes));
    assert.ok(squeezed(card).includes('HKDF-Expand-Label') && squeezed(card).includes('"chstraffic"'));
    // An input leads to the value that it is.
    await page.locator('schedule-view value-card .call button').first().click();
    const parent = trace.events[secret.inputs.find((input) => input.name === 'Secret').value];
    assert.ok(squeezed(await textOf(page.locator('schedule-view value-card'))).includes(parent.bytes));
  }
  await calm();
  await close();
});

test('a link shows the same bytes to everyone, at the same step', async () => {
  const first = await site.open(hashOf({ ...settings, step: 8 }));
  await first.ready();
  const second = await site.open(new URL(first.page.url()).hash);
  await second.ready();
  const text = async ({ page }) => [
    await textOf(page.locator('beat-story')),
    await textOf(page.locator('beat-view')),
    await textOf(page.locator('ladder-view')),
  ];
  assert.deepEqual(await text(first), await text(second));
  assert.match(await stepText(first.page), /^Step 8 /);
  await first.close();
  await second.close();
});

test('a changed setting runs at once; back and forward return to the runs before and after', async () => {
  const { page, idle, ready, calm, close } = await site.open();
  await ready();
  const seed = () => page.locator('#seed').inputValue();
  assert.equal(await seed(), defaultSeed);
  // The settings stand in the place of the views.
  const openSettings = () => page.getByRole('button', { name: 'All settings' }).click();
  const bytesOf = async () => {
    const open = (await page.locator('settings-panel').count()) > 0;
    if (open) await page.keyboard.press('Escape');
    await page.locator('#tab-message').click();
    const hex = await page.locator('message-bytes .hex [data-at]').allInnerTexts();
    if (open) await openSettings();
    return hex.join('');
  };
  await page.locator('playback-bar .step').click({ clickCount: 3, delay: 20 });
  const before = await bytesOf();
  assert.equal(
    before,
    traceOf(core, [
      '--group',
      'x25519',
      '--suite',
      'TLS_AES_128_GCM_SHA256',
      '--signature',
      'ecdsa_secp256r1_sha256',
    ]).events.find((e) => e.kind === 'message').bytes,
  );
  await page.getByRole('button', { name: 'All settings' }).click();
  const chacha = 'TLS_CHACHA20_POLY1305_SHA256';
  for (const side of ['client', 'server']) {
    const list = page.locator(`settings-panel #set-${side}-suite`);
    await list.locator('select').selectOption(chacha);
    await list.getByRole('button', { name: 'Remove TLS_AES_128_GCM_SHA256' }).click();
    assert.deepEqual(await list.locator('li > span').allInnerTexts(), [chacha]);
  }
  await idle();
  const changed = await bytesOf();
  assert.notEqual(changed, before);
  await page.getByRole('button', { name: 'New seed' }).click();
  await idle();
  const fresh = await seed();
  assert.match(fresh, /^[0-9a-f]{64}$/);
  assert.notEqual(fresh, defaultSeed);
  assert.equal(
    await bytesOf(),
    traceOf(
      core,
      argsOf({
        group: 'x25519',
        suite: 'TLS_CHACHA20_POLY1305_SHA256',
        signature: 'ecdsa_secp256r1_sha256',
        seed: fresh,
      }),
    ).events.find((e) => e.kind === 'message').bytes,
  );
  await page.goBack();
  await page.waitForFunction((s) => document.querySelector('handshake-playground').settings.seed === s, defaultSeed);
  assert.equal(await page.locator('settings-panel #set-client-suite li').count(), 1);
  assert.equal(await bytesOf(), changed);
  await page.goForward();
  await page.waitForFunction((s) => document.querySelector('handshake-playground').settings.seed === s, fresh);
  assert.equal(await seed(), fresh);
  await calm();
  await close();
});

test('TLS 1.2: each key exchange is chosen in the settings and walked to its end', async () => {
  const runs = {
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: ['x25519', 'ServerKeyExchange'],
    TLS_DHE_RSA_WITH_AES_128_CBC_SHA: ['ffdhe2048', 'generator g'],
    TLS_RSA_WITH_AES_128_CBC_SHA: ['x25519', 'encrypted premaster secret'],
  };
  for (const [suite, [group, word]] of Object.entries(runs)) {
    const { page, idle, ready, calm, close } = await site.open();
    await ready();
    const signature = 'rsa_pss_rsae_sha256';
    const args = { 'client-tls': '1.2', 'server-tls': '1.3,1.2', group, suite, signature, seed: defaultSeed };
    const wanted = {
      'client-tls': ['1.2'],
      'server-tls': ['1.3', '1.2'],
      ...Object.fromEntries(
        Object.entries({ group, suite, signature }).flatMap(([name, value]) => [
          [`client-${name}`, [value]],
          [`server-${name}`, [value]],
        ]),
      ),
    };
    await page.getByRole('button', { name: 'All settings' }).click();
    for (const [name, values] of Object.entries(wanted)) {
      const list = page.locator(`settings-panel #set-${name}`);
      const there = () => list.locator('li > span').allInnerTexts();
      for (const value of values) {
        if (!(await there()).includes(value)) await list.locator('select').selectOption(value);
      }
      for (const other of (await there()).filter((value) => !values.includes(value))) {
        await list.getByRole('button', { name: `Remove ${other}` }).click();
      }
      assert.deepEqual(await there(), values);
    }
    await idle();
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('settings-panel').count(), 0);
    assert.match(new URL(page.url()).hash, /client-tls=1\.2&server-tls=1\.3%2C1\.2/);
    const trace = traceOf(core, argsOf(args));
    await page.evaluate(() => document.querySelector('handshake-playground').go(0));
    await page.locator('#tab-step').click();
    await page.evaluate(() => document.activeElement?.blur());
    const texts = [];
    await walk(page, async () =>
      texts.push(await textOf(page.locator('beat-story')), await textOf(page.locator('beat-view'))),
    );
    const all = squeezed(texts.join(' '));
    for (const { kind, name, bytes } of trace.events) {
      if (kind === 'value' && bytes && /secret|key|IV$|verify_data/.test(name))
        assert.ok(all.includes(bytes), `${suite}: ${name}`);
    }
    assert.ok(texts.join(' ').includes(word), `${suite}: ${word}`);
    assert.match(texts.join(' '), /under the new keys/);
    await calm();
    await close();
  }
});

test('a seed that is none is named once, and nothing that is shown is lost', async () => {
  const { page, idle, ready, calm, close } = await site.open('#step=4');
  await ready();
  const shown = await textOf(page.locator('beat-view'));
  await page.locator('#seed').fill('12 zz');
  assert.match(await page.locator('#problem').innerText(), /0–9 and a–f/);
  await page.locator('#seed').fill('1234');
  assert.match(await page.locator('#problem').innerText(), /64 hexadecimal digits; this one has 4/);
  assert.equal(await page.locator('#seed').getAttribute('aria-invalid'), 'true');
  assert.equal(await textOf(page.locator('beat-view')), shown);
  await page.locator('#seed').fill(`0x${'AB '.repeat(32)}`);
  await idle();
  assert.equal(await page.locator('#problem').innerText(), '');
  assert.ok(page.url().includes('ab'.repeat(32)));
  await calm();
  await close();
});

test('an address that cannot be followed says so and shows the usual run', async () => {
  for (const [hash, said] of [
    ['#group=x448', /group "x448" is not known/],
    ['#client-tls=1.4&trust=maybe', /takes on or off[\s\S]*|1\.4/],
    ['#shoesize=43', /the setting “shoesize”/],
    ['#seed=12', /64 hexadecimal digits/],
    ['#step=nine', /which is not a number/],
    ['#step=9999', /names step 9999; this run has/],
    ['#suite=%E0%A4%A', /./],
  ]) {
    const { page, ready, calm, close } = await site.open(hash);
    await ready();
    assert.match(await page.getByRole('alert').first().innerText(), said);
    assert.equal(await page.locator('#seed').inputValue(), defaultSeed);
    await calm();
    await close();
  }
});

test('hex and fields mark each other, by pointer and by keyboard', async () => {
  const { page, ready, calm, close } = await site.open('#step=3');
  await ready();
  const view = page.locator('message-bytes');
  await view.locator('.hex [data-at="10"]').hover();
  assert.match(await view.locator('.tree .hit').innerText(), /^random/);
  assert.equal(await view.locator('.hex .hit').count(), 32);
  assert.match(await view.locator('.about').innerText(), /random[\s\S]*RFC 8446, section 4\.1\.2/);
  await view.getByRole('treeitem', { name: /^legacy_version/ }).hover();
  assert.equal(await view.locator('.hex .hit').count(), 2);
  await view.getByRole('treeitem', { name: /^msg_type/ }).click();
  assert.equal(await view.locator('.hex .hit').innerText(), '01');
  await page.keyboard.press('ArrowDown');
  await page.mouse.move(0, 0);
  assert.match(await view.locator('.tree .hit').innerText(), /^length/);
  assert.equal(await view.locator('.hex .hit').count(), 3);
  // Every leaf can be reached byte by byte, and together they cover the message.
  await view.locator('.hex').focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await view.locator('.tree .hit').innerText(), /^legacy_version/);
  assert.match(await stepText(page), /^Step 3 /, 'arrow keys inside the bytes do not step');
  await calm();
  await close();
});

test('keys, buttons, the line of steps and the ladder all move the same cursor', async () => {
  const { page, ready, calm, close } = await site.open();
  await ready();
  const at = async (n) => assert.match(await stepText(page), new RegExp(`^Step ${n} `));
  await page.keyboard.press('ArrowDown');
  await at(1);
  await page.keyboard.press('ArrowUp');
  await at(0);
  await page.keyboard.press('End');
  const last = Number(await page.locator('playback-bar input').getAttribute('max'));
  await at(last);
  await page.keyboard.press('Home');
  await at(0);
  await page.locator('playback-bar .step').click();
  await at(1);
  await page.locator('playback-bar .back').click();
  await at(0);
  await page.locator('playback-bar input').fill('12');
  await at(12);
  await page.locator('ladder-view .message', { hasText: 'ServerHello' }).click();
  const step = Number((await stepText(page)).match(/^Step (\d+)/)[1]);
  assert.match(await page.locator('beat-story h2').innerText(), /The server sends ServerHello/);
  assert.equal(await page.locator('ladder-view [aria-current="step"]').count(), 1);
  // In the ladder the focus goes with the cursor.
  await page.keyboard.press('ArrowRight');
  await at(step + 1);
  const focused = await page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node?.getAttribute('aria-current');
  });
  assert.equal(focused, 'step');
  await page.waitForURL(new RegExp(`step=${step + 1}$`));
  assert.equal(
    await page.locator('.page > [role="status"]:not(.played)').innerText(),
    await page.locator('beat-story h2').innerText(),
  );
  await calm();
  await close();
});

test('play goes on by itself, pause stops it', async () => {
  const { page, ready, calm, close } = await site.open();
  await ready();
  await page.locator('playback-bar select').selectOption('4');
  await page.locator('beat-story h2').click();
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.querySelector('handshake-playground').current >= 2);
  await page.locator('playback-bar .play').click();
  const stopped = await stepText(page);
  await page.waitForTimeout(700);
  assert.equal(await stepText(page), stopped);
  await calm();
  await close();
});

test('without the core the page says what is missing', async () => {
  const { page, close } = await site.open('', {
    before: (p) => p.route('**/*.wasm', (route) => route.fulfill({ status: 404 })),
  });
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /core\.wasm could not be loaded \(the server answered 404\)/);
  await close();
  const broken = await site.open('', {
    before: (p) => p.route('**/*.wasm', (route) => route.fulfill({ body: 'no wasm' })),
  });
  await broken.page.getByRole('alert').waitFor();
  assert.match(await broken.page.getByRole('alert').innerText(), /did not start the WebAssembly core/);
  await broken.close();
});

test('a handshake that fails is shown to its end, with the alert and the reason', async () => {
  for (const extra of [
    { trust: 'off' },
    { 'server-group': 'x25519', 'client-group': 'secp256r1' },
    { 'client-suite': 'TLS_AES_128_GCM_SHA256', 'server-suite': 'TLS_AES_256_GCM_SHA384' },
  ]) {
    const trace = traceOf(core, [...argsOf(settings), ...argsOf(extra)]);
    const fatal = trace.events.find((event) => event.kind === 'fatal' && event.raised);
    const { page, ready, calm, close } = await site.open(hashOf({ ...settings, ...extra }));
    await ready();
    const texts = [];
    await walk(page, async () =>
      texts.push(await textOf(page.locator('beat-story')), await textOf(page.locator('beat-view'))),
    );
    const all = texts.join(' ');
    assert.ok(all.includes(`The ${fatal.by} ends the connection: ${fatal.alert}`), fatal.alert);
    assert.ok(all.toLowerCase().includes(fatal.reason.toLowerCase()), fatal.reason);
    assert.ok(all.includes('finds something wrong'));
    assert.ok((await page.locator('ladder-view .stop.bad').count()) > 0);
    await calm();
    await close();
  }
});

test('every example is a card with the picture of its own run, and begins at its beginning', async () => {
  const { page, idle, ready, calm, close } = await site.open();
  await ready();
  const ids = await page.locator('.start .card').evaluateAll((cards) => cards.map((card) => card.dataset.preset));
  assert.ok(ids.length >= 12);
  for (const id of ids) {
    await page.locator('.opener.examples').click();
    const card = page.locator(`.drawer [data-preset="${id}"]`);
    await card.locator('small').waitFor();
    const said = await card.locator('small').innerText();
    await card.click();
    await idle();
    const { messages, alert, step } = await page.evaluate(() => {
      const app = document.querySelector('handshake-playground');
      const { events } = app.model;
      return {
        messages: events.filter((e) => e.kind === 'message' && e.direction === 'sent').length,
        alert: events.find((e) => e.kind === 'fatal')?.alert,
        step: app.current,
      };
    });
    assert.ok(said.includes(alert ?? `${messages} messages`), `${id}: ${said}`);
    assert.equal(step, 0);
    assert.equal(await page.locator('.drawer').count(), 0, id);
    await page.locator('playback-bar .step').focus();
    await page.keyboard.press('End');
    const last = Number(await page.locator('playback-bar input').getAttribute('max'));
    assert.match(await stepText(page), new RegExp(`^Step ${last} of ${last}\\b`));
    assert.equal((await page.locator('ladder-view .stop.bad').count()) > 0, alert !== undefined, id);
  }
  await calm();
  await close();
});

test('what the core refuses is said in its words, and the run before stays', async () => {
  const { page, idle, ready, calm, close } = await site.open('#step=5');
  await ready();
  const shown = await textOf(page.locator('beat-view'));
  await page.getByRole('button', { name: 'All settings' }).click();
  await page.locator('#set-server-name').fill('a'.repeat(300));
  await page.locator('#set-server-name').press('Enter');
  await idle();
  assert.match(
    await page.locator('settings-panel [role="alert"]').innerText(),
    /--server-name: takes at most 255 bytes/,
  );
  await page.keyboard.press('Escape');
  assert.equal(await textOf(page.locator('beat-view')), shown);
  await page.getByRole('button', { name: 'All settings' }).click();
  await page.locator('#set-server-name').fill('www.example.com');
  await page.locator('#set-server-name').press('Enter');
  await idle();
  assert.equal(await page.locator('settings-panel [role="alert"]').count(), 0);
  assert.match(page.url(), /server-name=www\.example\.com/);
  await page.locator('#set-trust').uncheck();
  await idle();
  assert.match(page.url(), /trust=off/);
  await calm();
  await close();
});

test('light or dark can be chosen and is kept', async () => {
  const { page, ready, calm, close } = await site.open();
  await ready();
  const theme = () => page.locator('handshake-playground').getAttribute('data-theme');
  assert.equal(await theme(), 'light');
  await page.getByRole('button', { name: 'Use dark colours' }).click();
  assert.equal(await theme(), 'dark');
  await page.reload();
  await ready();
  assert.equal(await theme(), 'dark');
  assert.deepEqual(await page.context().cookies(), []);
  await calm();
  await close();
});
