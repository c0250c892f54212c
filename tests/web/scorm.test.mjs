// Course packages: made by the command, unpacked, opened in a strict course system, left, resumed and completed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { courseOf } from '../../tools/scorm.mjs';
import { Failure } from '../../tools/steps.mjs';
import { coursePackage } from '../../web/src/course/package.js';
import { accessible, lastOf, openSystem, refusedIn, started } from './scorm-support.mjs';
import { modules } from './support.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const make = (...args) =>
  spawnSync(process.execPath, [path.join(root, 'tools/scorm.mjs'), ...args], { encoding: 'utf8', timeout: 60_000 });

let system, vite, folder;
const lrs = { heard: [], refuse: false };
const zips = {};

before(async () => {
  [system, vite] = await Promise.all([openSystem(), modules()]);
  folder = system.folder;
  lrs.server = http.createServer(async (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, x-experience-api-version');
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    let body = '';
    for await (const chunk of request) body += chunk;
    lrs.heard.push({ url: request.url, headers: request.headers, statements: JSON.parse(body), taken: !lrs.refuse });
    response.writeHead(lrs.refuse ? 503 : 200).end('[]');
  });
  await new Promise((resolve) => lrs.server.listen(0, '127.0.0.1', resolve));
  lrs.url = `http://127.0.0.1:${lrs.server.address().port}`;
  // Once by the command itself.
  const course = ['--scenario', 'tls12-rsa', '--view', 'ladder'];
  const { status, stderr } = make(...course, '--out', path.join(folder, 'rsa.zip'));
  assert.equal(status, 0, stderr);
  for (const version of ['12', '2004']) {
    const bytes = readFileSync(path.join(folder, `rsa-scorm${version}.zip`));
    zips[`rsa${version}`] = { bytes, files: system.unpack(bytes, `rsa${version}`) };
  }
  ({ 12: zips.told12 } = await system.pack('told', [...course, '--xapi', `${lrs.url}/xapi`], ['12']));
});
after(async () => {
  lrs.server?.close();
  await Promise.all([system?.close(), vite?.close()]);
});

const open = (...args) => system.open(...args);

// walk goes on step by step, as a learner does, and says where it came to. Before the course counts, a step would be lost.
async function walk(place, to) {
  await started(place);
  return place.locator('handshake-playground[lang]').evaluate(async (element, to) => {
    const began = element.step;
    while (element.step < Math.min(to ?? Infinity, element.last)) {
      element.next();
      await element.updateComplete;
    }
    return { began, step: element.step, last: element.last };
  }, to);
}
const atStep = (page, step) =>
  page.waitForFunction((n) => document.querySelector('handshake-playground')?.step === n, step);

for (const [version, wanted] of [
  [
    '12',
    {
      schema: '1.2',
      type: 'adlcp:scormtype="sco"',
      namespace: 'http://www.imsproject.org/xsd/imscp_rootv1p1p2',
      end: 'LMSFinish',
      time: /^\d{4}:\d\d:\d\d\.\d\d$/,
      names: ['cmi.core.lesson_status', 'cmi.core.score.raw', 'cmi.core.session_time', 'cmi.core.exit'],
    },
  ],
  [
    '2004',
    {
      schema: '2004 4th Edition',
      type: 'adlcp:scormType="sco"',
      namespace: 'http://www.imsglobal.org/xsd/imscp_v1p1',
      end: 'Terminate',
      time: /^PT(\d+H)?(\d+M)?\d+(\.\d\d?)?S$/,
      names: ['cmi.completion_status', 'cmi.score.raw', 'cmi.session_time', 'cmi.exit'],
    },
  ],
]) {
  test(`SCORM ${version}: half of a course, a second visit, and its end`, async (t) => {
    const { bytes, files } = zips[`rsa${version}`];
    t.diagnostic(`${bytes.length} bytes`);
    assert.ok(bytes.length < 770_000);
    assert.deepEqual(Object.keys(files).sort(), ['imsmanifest.xml', 'index.html']);
    const { page, visit, leave, close } = await open(`?package=rsa${version}`);
    const manifest = await page.evaluate((text) => {
      const xml = new DOMParser().parseFromString(text, 'text/xml');
      const all = (name) => [...xml.getElementsByTagNameNS('*', name)];
      return {
        broken: xml.querySelector('parsererror') !== null,
        namespace: xml.documentElement.namespaceURI,
        schema: all('schema')
          .concat(all('schemaversion'))
          .map((e) => e.textContent),
        organization:
          all('organizations')[0].getAttribute('default') === all('organization')[0].id ||
          all('organization')[0].getAttribute('identifier'),
        resource: [all('item')[0].getAttribute('identifierref'), all('resource')[0].getAttribute('identifier')],
        files: [all('resource')[0].getAttribute('href'), ...all('file').map((e) => e.getAttribute('href'))],
        titles: [...new Set(all('title').map((e) => e.textContent.trim()))],
        mastery: all('masteryscore').length + all('minNormalizedMeasure').length,
      };
    }, files['imsmanifest.xml']);
    assert.deepEqual(manifest, {
      broken: false,
      namespace: wanted.namespace,
      schema: ['ADL SCORM', wanted.schema],
      organization: 'organization',
      resource: ['resource', 'resource'],
      files: ['index.html', 'index.html'],
      titles: ['TLS 1.2 with RSA'],
      mastery: 0,
    });
    assert.ok(files['imsmanifest.xml'].includes(wanted.type));

    const [status, raw, time, exit] = wanted.names;

    const first = await walk(await visit(), 20);
    assert.ok(first.began === 0 && first.step === 20 && first.last > 30);
    const half = await leave();
    assert.equal(lastOf(half, status), 'incomplete');
    assert.equal(lastOf(half, exit), 'suspend');
    assert.equal(Number(lastOf(half, raw)), Math.round((21 / (first.last + 1)) * 10_000) / 100);
    assert.match(lastOf(half, time), wanted.time);
    assert.equal(half.filter(({ name }) => name === wanted.end).length, 1);

    const course = await visit();
    assert.equal((await walk(course, 20)).began, 20);
    const second = await walk(course);
    assert.equal(second.step, second.last);
    await course.getByText('Completed · 100 % done').waitFor();
    assert.equal(await course.locator('#said p').count(), 0);
    const whole = await leave();
    assert.equal(lastOf(whole, status), 'completed');
    assert.equal(lastOf(whole, raw), '100');
    assert.equal(lastOf(whole, exit), version === '12' ? '' : 'normal');
    assert.match(lastOf(whole, time), wanted.time);
    assert.equal(whole.filter(({ name }) => name === wanted.end).length, 1);
    if (version === '2004') {
      assert.equal(lastOf(whole, 'cmi.success_status'), 'passed');
      assert.equal(lastOf(whole, 'cmi.progress_measure'), '1');
      assert.equal(lastOf(whole, 'cmi.score.scaled'), '1');
    }
    assert.deepEqual(refusedIn([...half, ...whole]), []);

    // Who looks again from the start stays completed.
    if (version === '12') {
      const again = await visit();
      await walk(again, 0);
      await again.locator('handshake-playground').evaluate((element) => element.go(1));
      await page.waitForFunction(() =>
        window.calls.some(({ args }) => args[0] === 'cmi.core.lesson_location' && args[1] === '1'),
      );
      const third = await leave();
      assert.equal(lastOf(third, status), 'completed');
      assert.equal(lastOf(third, raw), '100');
    }
    await close();
  });
}

test('a course system that refuses, or throws, takes nothing from the course', async () => {
  const host = (body) => `<!doctype html><title>Course system</title><link rel="icon" href="data:,"><script>
    window.API = new Proxy({}, { get: (_, name) => (...args) => {
      if (name === 'LMSGetLastError') return '101';
      if (name === 'LMSGetErrorString') return 'General exception';
      ${body}
    } });</script><iframe src="rsa12/index.html" width="1000" height="700"></iframe>`;
  writeFileSync(path.join(folder, 'refuses.html'), host("return 'false';"));
  writeFileSync(path.join(folder, 'throws.html'), host("throw new Error('out of order');"));
  // This one begins and then takes nothing.
  writeFileSync(
    path.join(folder, 'forgets.html'),
    `<!doctype html><title>Course system</title><link rel="icon" href="data:,"><script>
     let bad = false;
     window.API = {
       LMSInitialize: () => 'true', LMSFinish: () => 'true', LMSGetValue: () => '', LMSCommit: () => 'true',
       LMSSetValue: (name) => { bad = window.out && name === 'cmi.suspend_data'; return String(!bad); },
       LMSGetLastError: () => { const code = bad ? '391' : '0'; bad = false; return window.code = code === '0' ? window.code ?? '0' : code, code; },
       LMSGetErrorString: () => 'No room.',
     };
     window.out = true;</script><iframe src="rsa12/index.html" width="1000" height="700"></iframe>`,
  );
  for (const [name, line] of [
    ['refuses.html', 'Your progress could not be saved: General exception (101). On this page nothing is lost.'],
    ['throws.html', 'Your progress could not be saved: out of order. On this page nothing is lost.'],
    ['forgets.html', 'Your progress could not be saved: No room. (391). On this page nothing is lost.'],
  ]) {
    const { page, close } = await open(name);
    const course = page.frameLocator('iframe');
    const { step, last } = await walk(course);
    assert.equal(step, last);
    await course.getByText('Completed · 100 % done').waitFor();
    assert.deepEqual(await course.locator('#said p').allTextContents(), [line], name);
    // What was not taken is handed over again, and when it is taken the line goes.
    if (name === 'forgets.html') {
      await page.evaluate(() => (window.out = false));
      await course.locator('handshake-playground').evaluate((element) => element.go(3));
      await course.locator('#said p').waitFor({ state: 'detached' });
    }
    await close();
  }
});

test('without a course system the course works, says so in its language, and asks nobody for anything', async () => {
  for (const [locale, args, line, done] of [
    [
      'en-GB',
      ['--role', 'eavesdropper', '--height', '700', '--theme', 'dark'],
      'There is no course system around this page: your progress is not reported.',
      'Completed · 41 % done',
    ],
    [
      'de-DE',
      ['--lang', 'de', '--controls', 'full'],
      'Um diese Seite herum ist kein Kurssystem: Der Fortschritt wird nicht gemeldet.',
      'Abgeschlossen · 41 % geschafft',
    ],
  ]) {
    const { 12: made } = await system.pack(
      `alone-${locale}-`,
      ['--scenario', 'tls=1.2&group=x25519', '--step', '3', ...args],
      ['12'],
    );
    assert.doesNotMatch(
      /Content-Security-Policy"\s+content="([^"]*)"/.exec(made.files['index.html'])[1],
      /connect-src/,
    );
    const { page, close } = await open(`alone-${locale}-12/index.html`, { locale, width: 390, height: 844 });
    await atStep(page, 3);
    assert.deepEqual(await page.locator('#said p').allTextContents(), [line]);
    const { last } = await walk(page, 6);
    // The steps from 3 to 6, and the last: a learner may leap.
    await page.locator('handshake-playground').evaluate((element) => element.go(element.last));
    await page.getByText(done.replace('41', Math.floor(500 / (last + 1)))).waitFor();
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await accessible(page, `${locale}, ${width} px, alone`);
    }
    if (locale === 'en-GB') {
      const { height, role, dark } = await page.evaluate(() => {
        const element = document.querySelector('handshake-playground');
        const { theme } = document.documentElement.dataset;
        return { height: element.clientHeight, role: element.viewer, dark: theme };
      });
      assert.deepEqual({ height, role, dark }, { height: 700, role: 'eavesdropper', dark: 'dark' });
    }
    await close();
  }
});

test('in a course system the course is accessible too', async () => {
  const { page, visit, close } = await open('?package=rsa12');
  const course = await visit();
  await walk(course, 5);
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await accessible(course, `${width} px, in a course system`);
  }
  await close();
});

test('a hostile title is text, and the same course gives the same bytes', async () => {
  const title = `</script><script>alert(1)</script></title><!-- &amp;"'<b>\u0001 $& ü`;
  const course = { title, element: { scenario: 'tls13', controls: 'minimal', lang: 'en' } };
  for (const version of ['1.2', '2004']) {
    const zip = coursePackage(system.template, course, version);
    assert.deepEqual(zip, coursePackage(system.template, course, version));
    const name = `hostile-${version}`;
    system.unpack(zip, name);
    const { page, close } = await open(`${name}/index.html`);
    await atStep(page, 0);
    const titles = await page.evaluate(() => [document.title, document.querySelector('h1').textContent]);
    // The course asks for trusted types; the course system, which reads manifests, does not.
    const opened = await open(`?package=${name}`);
    await opened.page.getByText(`${title.replace('\u0001', '')} · SCORM ${version}`).waitFor();
    await opened.close();
    assert.deepEqual(titles, [title.replace('\u0001', ''), title]);
    await close();
  }
});

test('xAPI: statements go to the configured record store, and are kept while it refuses', async () => {
  const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(zips.told12.files['index.html'])[1];
  assert.match(policy, new RegExp(`^default-src 'none'; connect-src ${lrs.url};`));
  const actor = { account: { homePage: 'https://school.example', name: 'ada' } };
  const registration = '00000000-0000-4000-8000-000000000001';
  const launched = (endpoint) =>
    `told12/index.html?${new URLSearchParams({ endpoint, auth: 'Basic YTpi', actor: JSON.stringify(actor), registration, activity_id: 'https://school.example/tls' })}`;
  lrs.refuse = true;
  const { page, troubles } = await open(launched(`${lrs.url}/xapi/`), { allow: [`${lrs.url}/xapi/`] });
  await walk(page, 12);
  await page.getByText('Your progress could not be sent: 503').waitFor();
  lrs.refuse = false;
  await walk(page);
  await page.locator('#said p').waitFor({ state: 'detached' });
  await page.goto('about:blank');
  const verbs = () =>
    lrs.heard
      .filter(({ taken }) => taken)
      .flatMap(({ statements }) => statements)
      .map(({ verb }) => verb.id.split('/').at(-1));
  for (let i = 0; i < 200 && verbs().at(-1) !== 'terminated'; i++) await new Promise((done) => setTimeout(done, 50));
  const said = verbs();
  assert.equal(said[0], 'initialized');
  assert.equal(said.filter((verb) => verb === 'initialized').length, 1);
  assert.ok(said.filter((verb) => verb === 'progressed').length >= 9);
  assert.deepEqual(said.slice(-3), ['completed', 'passed', 'terminated']);
  const taken = lrs.heard.filter(({ taken: well }) => well).flatMap(({ statements }) => statements);
  assert.equal(new Set(taken.map(({ id }) => id)).size, taken.length);
  const passed = taken.at(-2);
  assert.match(passed.id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assert.deepEqual(
    [passed.actor, passed.object.id, passed.context],
    [actor, 'https://school.example/tls', { registration }],
  );
  assert.equal(passed.verb.id, 'http://adlnet.gov/expapi/verbs/passed');
  assert.deepEqual(passed.result.score, { scaled: 1, raw: 100, min: 0, max: 100 });
  assert.equal(passed.result.success, true);
  assert.match(passed.result.duration, /^PT(\d+M)?[\d.]+S$/);
  for (const { url, headers } of lrs.heard) {
    assert.equal(url, '/xapi/statements');
    assert.equal(headers['x-experience-api-version'], '1.0.3');
    assert.equal(headers.authorization, 'Basic YTpi');
  }
  // The browser itself writes a line for each answer 503.
  assert.ok(
    troubles.every((line) => /503/.test(line)),
    troubles.join('\n'),
  );
  await page.context().close();

  // Another store, or nobody who learns: nothing is sent.
  lrs.heard.length = 0;
  for (const [address, reason] of [
    [launched('https://elsewhere.example/xapi/'), 'names another record store'],
    ['told12/index.html', 'names no learner'],
    // A package that was made without does not look at the address.
    [launched(`${lrs.url}/xapi/`).replace('told12', 'rsa12'), 'no course system around'],
  ]) {
    const opened = await open(address);
    await walk(opened.page);
    await opened.page.getByText(reason).waitFor();
    await opened.close();
  }
  assert.deepEqual(lrs.heard, []);
});

test('suspend data keeps to its limit: the least important goes first', async () => {
  const { writeSuspendData, readSuspendData } = await vite.load('course/suspend-data.ts');
  const { readRanges, writeRanges } = await vite.load('course/ranges.ts');
  const parts = [['screen', 7], ...Array.from({ length: 900 }, (_, i) => [`a${i}`, 'ü'])];
  const text = writeSuspendData(parts, 4096);
  assert.ok(text.length <= 4096 && text.length > 4000, `${text.length}`);
  assert.match(text, /^[\x20-\x7e]+$/);
  const back = [...readSuspendData(text)];
  assert.deepEqual(back, parts.slice(0, back.length));
  assert.equal(writeSuspendData([['all', 'x'.repeat(5000)]], 4096), '');
  assert.ok(writeSuspendData(parts, 64_000).length > 9000);
  for (const broken of ['', '{', 'null', '"a"', '7']) assert.equal(readSuspendData(broken).size, 0, broken);
  const some = [0, 1, 2, 5, 7, 8, 300];
  assert.equal(writeRanges(some), '0-2,5,7-8,300');
  assert.deepEqual(readRanges('0-2,5,7-8,300'), some);
  assert.deepEqual(readRanges('x,-1,1-,2-1,99999999'), []);
});

test('lengths of time, in the forms of each version', async () => {
  const { duration, timespan } = await vite.load('course/duration.ts');
  assert.deepEqual([0, 3.456, 59.999, 3725.5, 4e8].map(timespan), [
    '0000:00:00.00',
    '0000:00:03.46',
    '0000:01:00.00',
    '0001:02:05.50',
    '9999:59:59.99',
  ]);
  assert.deepEqual([0, 3.456, 59.999, 3725.5].map(duration), ['PT0S', 'PT3.46S', 'PT1M0S', 'PT1H2M5.5S']);
});

test('bad arguments get one line', async () => {
  for (const [args, line] of [
    [['--scenario', 'nope'], /^--scenario nope: unknown\. There are: tls13, /],
    [['--scenario', 'group=x448'], /^--scenario group=x448: .*x448/],
    [['--scenario', 'tls13', '--lesson', 'a'], /^--scenario and --lesson: a course shows one of them/],
    [[], /^A course needs --scenario or --lesson/],
    [['--scenario', 'tls13', '--step', 'end'], /^--step end: a number/],
    [['--scenario', 'tls13', '--view', 'x'], /^--view x: unknown/],
    [['--scenario', 'tls13', '--lang', 'fr'], /^--lang fr: unknown/],
    [['--scenario', 'tls13', '--height', 'high'], /^--height high: a number of pixels/],
    [['--scenario', 'tls13', '--role', 'x'], /^--role x: unknown\. There are: both, client/],
    [['--scenario', 'tls13', '--xapi', 'javascript:1'], /^--xapi javascript:1: the address of a record store/],
    [['--scenario', 'tls13', '--xapi-auth', 'x'], /^--xapi-auth needs --xapi/],
    [['--scenario'], /^--scenario lacks its value/],
    [['--scenario', 'tls13', '--scenario', 'tls13'], /^--scenario is there twice/],
    [['--colour', 'red'], /^--colour: unknown/],
  ]) {
    await assert.rejects(courseOf(args), (problem) => {
      assert.ok(problem instanceof Failure, problem.stack);
      assert.match(problem.message, line);
      assert.equal(problem.message.split('\n').length, 1);
      return true;
    });
  }
  const { status, stdout, stderr } = make('--scenario', 'tls13', '--out', path.join(folder, 'none/such'));
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr.trim(), /^--out: .*cannot be written \(ENOENT\)\.$/);
});
