// Every lesson that ships, from its first screen to its end, by keyboard alone on a small phone: in English with every
// answer right, in German with every answer wrong. What is right, the runs say; the player must say the same.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { argsOf, dist, loadCore, modules, openSite } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const lessons = readdirSync(path.join(dist, 'lessons')).map((file) =>
  JSON.parse(readFileSync(path.join(dist, 'lessons', file), 'utf8')),
);

let site, open, vite;
before(async () => {
  site = await openSite();
  vite = await modules();
  const core = await loadCore();
  const { Course } = await vite.load('lesson/course.ts');
  const { readTrace } = await vite.load('trace/model.ts');
  const ask = (args) => {
    const { exit_code, out, err } = core.command(args);
    assert.ok(exit_code < 2 && out !== '', err);
    return out;
  };
  const run = (settings) => readTrace(ask(['run', '--format', 'json', ...argsOf(settings)]));
  open = (lesson) => Course.open(lesson, { run, ask: async (args) => ask(args) });
});
after(async () => {
  await vite.close();
  await site.close();
});

const player = (page) => page.locator('lesson-player');

async function tabTo(page, selector) {
  for (let i = 0; i < 60; i++) {
    const there = await player(page).evaluate((one, s) => one.shadowRoot.activeElement?.matches(s) ?? false, selector);
    if (there) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${selector}`);
}

// Chooses among the options and checks. `wanted` has true for each to be chosen.
async function answer(page, wanted, all) {
  await tabTo(page, 'input');
  for (const [i, on] of wanted.entries()) {
    if (all && i > 0) await page.keyboard.press('Tab');
    if (on && !all) for (let n = 0; n < i; n++) await page.keyboard.press('ArrowDown');
    if (on) await page.keyboard.press('Space');
  }
  await tabTo(page, 'button[type=submit]');
  await page.keyboard.press('Enter');
  await player(page).locator('.result').waitFor();
}

// The other way round where any number may be chosen, else the first that is wrong.
const wrongly = (holds, all) => {
  const none = holds.every((one) => one);
  if (all) return none ? holds.map((_, i) => i === 0) : holds.map((one) => !one);
  return holds.map((_, i) => i === holds.indexOf(false));
};

// Nothing that a person with a keyboard, a screen reader or a small phone would trip over: in the lesson and its figure.
async function clean(page, where) {
  const violations = await page.evaluate(async () => {
    const parts = ['lesson-player', 'lesson-figure'].filter(
      (name) => document.querySelector('handshake-playground').shadowRoot.querySelector(name) !== null,
    );
    const include = parts.map((name) => ({ fromShadowDom: ['handshake-playground', name] }));
    const found = await window.axe.run({ include }, { resultTypes: ['violations'], iframes: false });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`);
  });
  assert.deepEqual(violations, [], where);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, where);
}

for (const lesson of lessons)
  for (const [lang, right] of [
    ['en', true],
    ['de', false],
  ])
    test(`${lesson.id} in ${lang}, every answer ${right ? 'right' : 'wrong'}`, async () => {
      const { parts, last, questions } = await open(lesson);
      const { page, idle, calm, close } = await site.open(`#lang=${lang}&lesson=${lesson.id}`, {
        width: 390,
        height: 844,
        before: (one) =>
          one.addInitScript(() => {
            window.log = [];
            for (const name of ['answered', 'completed'])
              addEventListener(name, (e) => window.log.push([name, e.detail]));
          }),
      });
      await player(page).locator('h2').waitFor();
      page.setDefaultTimeout(20000);
      await page.evaluate(axe);
      for (const [i, { screen, asked }] of parts.entries()) {
        const where = `${lesson.id}, screen ${i + 1}, ${lang}`;
        await player(page).locator('h2', { hasText: screen.title[lang] }).waitFor();
        await idle();
        if (screen.figure) {
          const drawn = page.locator(`lesson-figure figure-${screen.figure.kind}`);
          await drawn.waitFor();
          await drawn.evaluate((one) => one.ready);
          assert.equal(await drawn.locator('[role=alert]').count(), 0, where);
          assert.ok((await drawn.boundingBox()).height > 60, where);
        }
        // In one language a question is looked at while it is open, in the other when it is answered.
        if (!asked || right) await clean(page, where);
        if (asked) {
          const all = screen.question.choose === 'all';
          const holds = asked.verdicts.map((one) => one.holds);
          await answer(page, right ? holds : wrongly(holds, all), all);
          await idle();
          const shown = await player(page)
            .locator('.option')
            .evaluateAll((options) => options.map((one) => one.matches('.holds')));
          assert.deepEqual(shown, holds, where);
          assert.equal(await player(page).locator('.result.right').count(), right ? 1 : 0, where);
          if (!right) await clean(page, where);
        }
        if (i + 1 === last) break;
        await tabTo(page, '.next');
        await page.keyboard.press('Enter');
      }
      const log = await page.evaluate(() => window.log);
      const answered = parts.flatMap(({ asked }, i) => (asked ? [['answered', { screen: i + 1, right }]] : []));
      const good = right ? questions : 0;
      const score = questions === 0 ? 1 : good / questions;
      assert.deepEqual(log, [...answered, ['completed', { score, right: good, questions }]]);
      await calm();
      await close();
    });
