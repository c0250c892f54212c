// Courses where things go wrong: old or damaged data, a second window, a system that refuses or answers oddly, and other
// handshakes within the page.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, openSystem, refusedIn, started } from './scorm-support.mjs';

let system;
before(async () => {
  system = await openSystem();
  await Promise.all([
    system.pack('rsa', ['--scenario', 'tls12-rsa']),
    system.pack('full', ['--scenario', 'tls12-rsa', '--controls', 'full'], ['12']),
    system.pack('dhe', ['--lesson', 'ephemeral-dhe'], ['12']),
  ]);
});
after(() => system?.close());

/** host opens a course in a page whose SCORM 1.2 object is `kept` by name, changed by `body`. */
async function host(name, course, kept = {}, body = '') {
  writeFileSync(
    path.join(system.folder, name),
    `<!doctype html><title>Course system</title><link rel="icon" href="data:,"><script>
     window.kept = ${JSON.stringify(kept)};
     window.API = {
       LMSInitialize: () => 'true', LMSFinish: () => 'true', LMSCommit: () => 'true',
       LMSGetValue: (name) => window.kept[name] ?? '',
       LMSSetValue: (name, value) => { window.kept[name] = value; return 'true'; },
       LMSGetLastError: () => '0', LMSGetErrorString: () => '',
     };
     ${body}</script><iframe src="${course}/index.html" width="1000" height="700"></iframe>`,
  );
  const opened = await system.open(name);
  const frame = opened.page.frameLocator('iframe').first();
  return { ...opened, frame, element: frame.locator('handshake-playground'), kept: () => opened.page.evaluate('kept') };
}
const go = (element, step) => element.evaluate((one, n) => one.go(n ?? one.last), step);
const stepOf = (element) => element.evaluate((one) => one.step);
const hide = (frame, state) =>
  frame.locator('html').evaluate((root, value) => {
    Object.defineProperty(root.ownerDocument, 'visibilityState', { value, configurable: true });
    root.ownerDocument.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);

test('what was kept and names no step begins anew, and nothing is completed by it', async () => {
  for (const [i, location] of ['99999', '1e3', '-1', '2.5', ' 7 ', '0x10', 'end'].entries()) {
    const at = { 'cmi.core.lesson_location': location, 'cmi.core.lesson_status': 'incomplete' };
    const { frame, element, kept, close } = await host(`old${i}.html`, 'rsa12', at);
    await started(frame);
    await frame.getByText(/^\d % done$/).waitFor();
    assert.equal(await stepOf(element), 0, location);
    assert.equal((await kept())['cmi.core.lesson_status'], 'incomplete', location);
    assert.equal(await frame.locator('#said p').count(), 0);
    assert.equal(await element.locator('.notice').count(), 0);
    // The end still completes it.
    await go(element);
    await frame.getByText(/^Completed/).waitFor();
    assert.equal((await kept())['cmi.core.lesson_status'], 'completed');
    await close();
  }
  // The very last step without the word that it was reached is damaged too.
  const probe = await host('probe.html', 'rsa12');
  await started(probe.frame);
  const last = await probe.element.evaluate((one) => one.last);
  await probe.close();
  for (const [name, data, step] of [
    ['not-done', '', 0],
    ['done', `{"done":1,"seen":"0-${last}"}`, last],
  ]) {
    const at = { 'cmi.core.lesson_location': String(last), 'cmi.suspend_data': data };
    const { frame, element, close } = await host(`${name}.html`, 'rsa12', at);
    await started(frame);
    assert.equal(await stepOf(element), step);
    assert.equal(await frame.getByText(/^Completed/).count(), step === 0 ? 0 : 1);
    await close();
  }
});

test('a lesson whose kept screen is none begins at its first', async () => {
  for (const [i, location] of ['99999', '1e1', '0', '2.5'].entries()) {
    const { frame, element, kept, close } = await host(`screen${i}.html`, 'dhe12', {
      'cmi.core.lesson_location': location,
    });
    await started(frame);
    assert.equal((await element.evaluate((one) => one.progress)).screen, 1, location);
    assert.equal((await kept())['cmi.core.lesson_status'], 'incomplete');
    await close();
  }
});

for (const version of ['12', '2004'])
  test(`SCORM ${version}: a second window takes nothing from the first`, async () => {
    const [raw, status] =
      version === '12' ? ['cmi.core.score.raw', 'cmi.core.lesson_status'] : ['cmi.score.raw', 'cmi.completion_status'];
    const first = await system.open(`?package=rsa${version}`);
    const course = await first.visit();
    await started(course);
    const other = await first.page.context().newPage();
    await other.goto(first.page.url());
    await other.getByRole('button', { name: 'Open the course' }).click();
    const second = other.frameLocator('#course');
    await started(second);
    const stored = () => first.page.evaluate(() => JSON.parse(localStorage.getItem(localStorage.key(0))));
    // The first goes to the end by every step; the second stands at its beginning, and moves then.
    await course.locator('handshake-playground').evaluate(async (one) => {
      while (one.step < one.last) {
        one.next();
        await one.updateComplete;
      }
    });
    await course.getByText('Completed · 100 % done').waitFor();
    const calls = await first.leave();
    const whole = await stored();
    assert.equal(whole[raw], '100');
    await go(second.locator('handshake-playground'), 1);
    await second.getByText('Completed · 100 % done').waitFor();
    await other.getByRole('button', { name: 'Leave it' }).click();
    await other.waitForFunction(() => /^(LMSFinish|Terminate)$/.test(window.calls.at(-1)?.name));
    const after = await stored();
    assert.deepEqual([after[raw], after[status]], ['100', 'completed']);
    assert.deepEqual(JSON.parse(after['cmi.suspend_data']), JSON.parse(whole['cmi.suspend_data']));
    assert.deepEqual(refusedIn([...calls, ...(await other.evaluate(() => window.calls))]), []);
    await first.close();
  });

test('a window that comes to the front again sees what another has reached', async () => {
  const { frame, element, page, kept, close } = await host('front.html', 'rsa12');
  await started(frame);
  await page.evaluate(() => {
    window.kept['cmi.suspend_data'] = '{"done":1,"seen":"0-10"}';
    window.kept['cmi.core.score.raw'] = '90';
    window.kept['cmi.core.lesson_status'] = 'completed';
  });
  await hide(frame, 'visible');
  await frame.getByText(/^Completed · \d\d % done$/).waitFor();
  await go(element, 1);
  await hide(frame, 'hidden');
  const now = await kept();
  assert.deepEqual([now['cmi.core.score.raw'], now['cmi.core.lesson_status']], ['90', 'completed']);
  assert.match(now['cmi.suspend_data'], /"seen":"0-10"/);
  await close();
});

test('what was refused stays said until all is saved, and is tried again when the page is left', async () => {
  const { frame, element, page, kept, close } = await host(
    'full.html',
    'rsa12',
    {},
    `window.full = true;
     const set = API.LMSSetValue;
     API.LMSSetValue = (name, value) => (window.full && name === 'cmi.suspend_data' ? 'false' : set(name, value));`,
  );
  await started(frame);
  await go(element, 4);
  const line = frame.getByText('Your progress could not be saved: the course system gives no reason.');
  await line.waitFor();
  await hide(frame, 'hidden');
  assert.equal(await line.count(), 1);
  await page.evaluate(() => (window.full = false));
  await hide(frame, 'hidden');
  assert.equal(await line.count(), 0);
  assert.match((await kept())['cmi.suspend_data'], /"seen":"0,4"/);
  await close();
});

test('a system that answers with other types, or lacks functions, gets a calm line at most', async () => {
  const unsaved = 'Your progress could not be saved: the course system gives no reason. On this page nothing is lost.';
  for (const [i, [body, lines]] of [
    ['API.LMSSetValue = () => 0;', [unsaved]],
    ['API.LMSSetValue = () => false;', [unsaved]],
    ['API.LMSSetValue = () => undefined;', [unsaved]],
    ['API.LMSInitialize = () => 0;', [unsaved]],
    ['API.LMSSetValue = () => true;', []],
    ['API.LMSSetValue = () => 1;', []],
    ['delete API.LMSGetLastError; delete API.LMSGetErrorString;', []],
    ["delete API.LMSGetLastError; API.LMSSetValue = () => 'false';", [unsaved]],
    ['delete API.LMSSetValue;', [unsaved]],
    ["API.LMSGetLastError = () => '7'; delete API.LMSGetErrorString;", [unsaved.replace(/the .*reason/, '(7)')]],
  ].entries()) {
    const { frame, element, close } = await host(`odd${i}.html`, 'rsa12', {}, body);
    await started(frame);
    await go(element, 2);
    await frame.getByText('4 % done').waitFor();
    assert.deepEqual(await frame.locator('#said p').allTextContents(), lines, body);
    await close();
  }
});

test('in a course there is no gallery of other examples', async () => {
  for (const name of ['rsa12', 'full12']) {
    const { frame, close } = await host(`gallery-${name}.html`, name);
    await started(frame);
    await frame.locator('beat-story h2').waitFor();
    await frame.locator('view-panel').waitFor();
    assert.equal(await frame.locator('preset-gallery').count(), 0, name);
    await close();
  }
});

test('another handshake in a course is named, does not count, and a button leads back', async () => {
  const { frame, element, page, kept, close } = await host('away.html', 'full12');
  await started(frame);
  await go(element, 5);
  await frame.getByText(/^\d % done$/).waitFor();
  await frame.locator('settings-bar .opener.examples').click();
  await frame
    .locator('preset-gallery')
    .getByRole('button', { name: /TLS 1\.3/ })
    .first()
    .click();
  const line = frame.locator('#said p', { hasText: 'not part of this course' });
  await line.waitFor();
  const before = await kept();
  await go(element);
  await element.evaluate((one) => one.updateComplete);
  assert.deepEqual(await kept(), before);
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await accessible(page.frames()[1], `${width} px, away`);
  }
  await line.getByRole('button', { name: 'Back to the course' }).click();
  await line.waitFor({ state: 'detached' });
  assert.deepEqual(await element.evaluate((one) => [one.step, one.settings['client-tls'] ?? one.settings.tls]), [
    5,
    '1.2',
  ]);
  await close();
});

test('without WebAssembly the course plays its own recording, or says that it has none', async () => {
  await system.pack('other', ['--scenario', 'tls=1.2&group=x25519'], ['12']);
  const bare = async (name) => {
    const opened = await system.open('?package=rsa12');
    await opened.page.addInitScript(() => delete globalThis.WebAssembly);
    await opened.page.goto(`${system.url}${name}/index.html`);
    return { ...opened, element: opened.page.locator('handshake-playground') };
  };
  const scenario = await bare('rsa12');
  await started(scenario.page);
  const settings = await scenario.element.evaluate((one) => one.settings);
  assert.deepEqual([settings['client-tls'], settings['server-suite']], ['1.2', 'TLS_RSA_WITH_AES_128_CBC_SHA256']);
  await scenario.page.getByText('A recording plays.').waitFor();
  assert.equal(await scenario.element.locator('.notice').count(), 0);
  await go(scenario.element);
  await scenario.page.getByText(/^Completed/).waitFor();
  await scenario.close();

  const lesson = await bare('dhe12');
  await started(lesson.page);
  assert.equal((await lesson.element.evaluate((one) => one.progress)).screen, 1);
  await lesson.close();

  const none = await bare('other12');
  await none.page.getByText('This handshake cannot be shown here').waitFor();
  await none.page.getByText('0 % done', { exact: true }).waitFor();
  assert.equal(await none.element.count(), 0);
  await none.close();
});
