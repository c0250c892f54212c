// Lessons as course packages: by keyboard to the middle, left, resumed, finished; what passes and what fails; a teacher's own.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { courseOf } from '../../tools/scorm.mjs';
import { Failure } from '../../tools/steps.mjs';
import { accessible, lastOf, openSystem, refusedIn, started } from './scorm-support.mjs';
import { dist } from './support.mjs';

const shipped = JSON.parse(readFileSync(path.join(dist, 'lessons/ephemeral-dhe.json'), 'utf8'));
const last = shipped.screens.length;
// The right options of its questions, by screen. Two of these wrong ones leave half.
const rights = { 2: [false, true, true], 5: [true, true, false], 6: [true, false, false], 8: [false, false, true] };
const halfRight = { ...rights, 5: [true, true, true], 6: [false, false, true] };

let system, packs;
const file = (name, content) => {
  const at = path.join(system.folder, name);
  writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content));
  return at;
};
before(async () => {
  system = await openSystem();
  packs = await system.pack('dhe', ['--lesson', 'ephemeral-dhe']);
});
after(() => system?.close());

const player = (course) => course.locator('lesson-player');
const onScreen = (course, n) =>
  player(course)
    .locator('.count', { hasText: new RegExp(`^${n} `) })
    .waitFor();

async function press(page, course, selector) {
  for (let i = 0; i < 60; i++) {
    const there = await player(course).evaluate(
      (one, s) => one.shadowRoot.activeElement?.matches(s) ?? false,
      selector,
    );
    if (there) return selector === 'input' || page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${selector}`);
}

// walk goes from screen to screen by keyboard, answering; on the last screen it stays.
async function walk(page, course, from, to, answers) {
  await onScreen(course, from);
  await player(course).locator('h2').focus();
  for (let n = from; n <= to; n++) {
    await onScreen(course, n);
    if (answers[n]) {
      await press(page, course, 'input');
      const one = (await player(course).locator('input[type=radio]').count()) > 0;
      if (one) await page.keyboard.press('Space');
      for (let i = 1; one && i <= answers[n].indexOf(true); i++) await page.keyboard.press('ArrowDown');
      for (const [i, on] of one ? [] : answers[n].entries()) {
        if (i > 0) await page.keyboard.press('Tab');
        if (on) await page.keyboard.press('Space');
      }
      await press(page, course, 'button[type=submit]');
      await player(course).locator('.result').waitFor();
    }
    if (n < to) await press(page, course, '.next');
  }
}

for (const [version, names] of [
  ['12', { status: 'cmi.core.lesson_status', raw: 'cmi.core.score.raw', at: 'cmi.core.lesson_location' }],
  ['2004', { status: 'cmi.completion_status', raw: 'cmi.score.raw', at: 'cmi.location' }],
]) {
  test(`SCORM ${version}: half of a lesson by keyboard, a second visit, and its end`, async () => {
    const { files } = packs[version];
    assert.match(
      files['imsmanifest.xml'],
      version === '12'
        ? /<adlcp:masteryscore>60<\/adlcp:masteryscore>/
        : /satisfiedByMeasure="true">\s*<imsss:minNormalizedMeasure>0\.6<\/imsss:minNormalizedMeasure>/,
    );
    const { page, visit, leave, close } = await system.open(`?package=dhe${version}`);
    const first = await visit();
    await started(first);
    assert.equal(await first.locator('h1').innerText(), shipped.title.en);
    // There is no list of lessons here, so nobody is led out of this one.
    assert.equal(await player(first).locator('.close').count(), 0);
    await walk(page, first, 1, 5, { 2: rights[2] });
    const half = await leave();
    assert.equal(lastOf(half, names.status), 'incomplete');
    // With a score a system would judge by the mastery score already.
    assert.equal(lastOf(half, names.raw), undefined);
    assert.equal(lastOf(half, names.at), '5');
    assert.equal(lastOf(half, version === '12' ? 'cmi.core.exit' : 'cmi.exit'), 'suspend');

    const course = await visit();
    await started(course);
    await onScreen(course, 5);
    assert.deepEqual(await course.evaluate(() => document.querySelector('handshake-playground').progress), {
      screen: 5,
      answers: [[1, 2], null, null, null],
    });
    // Five screens of eight, one question of four.
    await course.getByText('50 % done').waitFor();
    await walk(page, course, 5, last, version === '12' ? rights : halfRight);
    await course.getByText('Completed · 100 % done').waitFor();
    assert.equal(await course.locator('#said p').count(), 0);
    const whole = await leave();
    const kept = await page.evaluate(() => JSON.parse(localStorage.getItem(localStorage.key(0))));
    if (version === '12') {
      assert.equal(lastOf(whole, names.status), 'passed');
      assert.equal(lastOf(whole, names.raw), '100');
      assert.equal(kept[names.status], 'passed');
    } else {
      assert.equal(lastOf(whole, names.status), 'completed');
      assert.equal(lastOf(whole, names.raw), '50');
      assert.equal(lastOf(whole, 'cmi.score.scaled'), '0.5');
      assert.equal(lastOf(whole, 'cmi.success_status'), 'failed');
      assert.equal(lastOf(whole, 'cmi.progress_measure'), '1');
      assert.equal(kept['cmi.success_status'], 'failed');
      // The next visit is another attempt, from the beginning.
      const again = await visit();
      await started(again);
      await walk(page, again, 1, last, rights);
      await again.getByText('Completed · 100 % done').waitFor();
      const third = await leave();
      assert.equal(lastOf(third, 'cmi.score.raw'), '100');
      assert.equal(lastOf(third, 'cmi.completion_status'), 'completed');
      assert.equal(lastOf(third, 'cmi.success_status'), 'passed');
      assert.deepEqual(refusedIn(third), []);
    }
    assert.deepEqual(refusedIn([...half, ...whole]), []);
    await close();
  });
}

test('a lesson of a teacher: failed, done again, passed; the best counts and stays', async () => {
  const own = { ...shipped, id: 'own', title: { de: 'Meine & deine' }, screens: shipped.screens.slice(0, 2) };
  const german = (thing) => {
    if (Array.isArray(thing)) return thing.map(german);
    if (typeof thing !== 'object' || thing === null) return thing;
    if (thing.de) return { de: thing.de };
    return Object.fromEntries(Object.entries(thing).map(([name, one]) => [name, german(one)]));
  };
  await system.pack('own', ['--lesson', file('own.json', german(own)), '--pass', '100', '--theme', 'dark'], ['12']);
  const { page, visit, leave, close } = await system.open('?package=own12', { width: 900, locale: 'de-DE' });
  const [status, raw] = ['cmi.core.lesson_status', 'cmi.core.score.raw'];
  const course = await visit();
  await started(course);
  assert.equal(await course.locator('h1').innerText(), 'Meine & deine');
  assert.deepEqual(
    await course.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]),
    ['de', 'dark'],
  );
  await walk(page, course, 1, 2, { 2: [true, false, false] });
  await course.getByText('Abgeschlossen · 100 % geschafft').waitFor();
  const said = async (name) =>
    page.evaluate((n) => window.calls.findLast(({ args }) => args[0] === n && args.length === 2)?.args[1], name);
  assert.deepEqual([await said(status), await said(raw)], ['failed', '0']);
  await accessible(course, 'the end of a lesson');
  await player(course).getByRole('button', { name: 'Von vorn beginnen' }).click();
  await walk(page, course, 1, 2, rights);
  const calls = await leave();
  assert.deepEqual([lastOf(calls, status), lastOf(calls, raw)], ['passed', '100']);
  assert.deepEqual(refusedIn(calls), []);
  // Who is worse later keeps it.
  const later = await visit();
  await started(later);
  await onScreen(later, 2);
  await player(later).getByRole('button', { name: 'Von vorn beginnen' }).click();
  await walk(page, later, 1, 2, { 2: [true, false, false] });
  const after = await leave();
  assert.deepEqual([lastOf(after, status), lastOf(after, raw)], ['passed', '100']);
  await close();
});

test('a lesson without questions is completed at its end, and has no mastery score', async () => {
  const screen = { ...shipped.screens[1] };
  delete screen.question;
  const args = ['--lesson', file('plain.json', { ...shipped, id: 'plain', screens: [shipped.screens[0], screen] })];
  const { 12: old, 2004: newer } = await system.pack('plain', args);
  for (const { files } of [old, newer])
    assert.doesNotMatch(files['imsmanifest.xml'], /masteryscore|minNormalizedMeasure/);
  await assert.rejects(courseOf([...args, '--pass', '50']), /^Error: --pass: .*plain\.json asks nothing/);
  const { page, visit, leave, close } = await system.open('?package=plain12');
  const course = await visit();
  await started(course);
  await walk(page, course, 1, 2, {});
  await course.getByText('Completed · 100 % done').waitFor();
  assert.equal(lastOf(await leave(), 'cmi.core.lesson_status'), 'completed');
  await close();
});

test('a bad lesson gets one line before anything is written', async () => {
  const wrong = structuredClone(shipped);
  wrong.screens[1].question.options[1].condition = { sent: 'ServerHelloDon' };
  const two = structuredClone(wrong);
  two.screens[2].step = { message: 'ServerHelloDon' };
  for (const [args, line] of [
    [
      [file('wrong.json', wrong)],
      /^--lesson .*wrong\.json: screens\[1\]\.question\.options\[1\]\.condition\.sent: the run of "tls12-dhe" sends no "ServerHelloDon"/,
    ],
    [[file('two.json', two)], /^--lesson .*two\.json: screens\[1\]\..* \(and 1 more: npm run lesson:check -- .*\)$/],
    [
      [file('shape.json', { format: 1 })],
      /^--lesson .*shape\.json: format: should be one of handshake-playground-lesson/,
    ],
    [[file('broken.json', '{"format":')], /broken\.json: not JSON: /],
    [['none.json'], /none\.json: cannot be read \(ENOENT\)$/],
    [
      ['nope'],
      /^--lesson nope: unknown\. There are: ([a-z-]+, )*ephemeral-dhe(, [a-z-]+)*; or a file, as my-lesson\.json\.$/,
    ],
    [['ephemeral-dhe', '--pass', '60%'], /^--pass 60%: a number of per cent from 0 to 100/],
    [['ephemeral-dhe', '--pass', '101'], /^--pass 101: a number/],
    [['ephemeral-dhe', '--step', '3'], /^--step: each screen of a lesson says it/],
  ])
    await assert.rejects(courseOf(['--lesson', ...args]), (problem) => {
      assert.ok(problem instanceof Failure, problem.stack);
      assert.match(problem.message, line);
      assert.equal(problem.message.split('\n').length, 1);
      return true;
    });
  await assert.rejects(courseOf(['--scenario', 'tls13', '--pass', '60']), /--pass needs --lesson/);
});
