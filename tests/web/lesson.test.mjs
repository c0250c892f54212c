// The player of lessons: keyboard, links, progress, events, list, print; lessons that are wrong; somebody else's page; the
// one file. lesson-walk.test.mjs goes through every lesson.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { dist, openSite, textOf } from './support.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const id = 'ephemeral-dhe';
const shipped = JSON.parse(readFileSync(path.join(dist, `lessons/${id}.json`), 'utf8'));
const last = shipped.screens.length;
const asking = shipped.screens.flatMap(({ question }, i) => (question ? [i + 1] : []));

let site, folder;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lesson-'));
  mkdirSync(path.join(folder, 'hs'));
  cpSync(dist, path.join(folder, 'hs'), { recursive: true });
  cpSync(path.join(dist, 'handshake-lessons.html'), path.join(folder, 'handshake-lessons.html'));
  const listen = `window.log = [];
    for (const name of ['ready', 'failed', 'screen', 'answered', 'completed', 'step'])
      addEventListener(name, (e) => log.push([name, e.detail]));`;
  writeFileSync(path.join(folder, 'log.js'), listen);
  const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A course</title><link rel="icon" href="hs/icon.svg"><script src="log.js"></script><script type="module" src="hs/handshake-playground.js"></script>`;
  const tag = (attributes) => `${head}<main><handshake-playground ${attributes}></handshake-playground></main></html>`;
  writeFileSync(path.join(folder, 'course.html'), tag(`lesson="${id}" controls="minimal"`));
  writeFileSync(path.join(folder, 'plain.html'), tag('scenario="tls13" step="4"'));
  writeFileSync(
    path.join(folder, 'own.json'),
    JSON.stringify({ ...shipped, id: 'own', title: { en: 'My own', de: 'Meine' } }),
  );
  writeFileSync(path.join(folder, 'broken.json'), '{"format":');
  const wrong = structuredClone(shipped);
  wrong.screens[1].question.options[1].condition = { sent: 'ServerHelloDon' };
  writeFileSync(path.join(folder, 'wrong.json'), JSON.stringify(wrong));
  site = await openSite({ folder });
});
after(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

const element = (page) => page.locator('handshake-playground');
const log = (page, name) =>
  page.evaluate((n) => window.log.filter(([kind]) => kind === n).map(([, detail]) => detail), name);
const player = (page) => page.locator('lesson-player');
const heading = (page) => player(page).locator('h2');
const onScreen = (page, n) =>
  player(page)
    .locator('.count', { hasText: new RegExp(`^${n} `) })
    .waitFor();

// Which options the player calls right, read from what it shows after the answer.
const verdicts = (page) =>
  player(page)
    .locator('.option')
    .evaluateAll((all) => all.map((one) => one.matches('.holds')));

async function tabTo(page, selector) {
  for (let i = 0; i < 60; i++) {
    const there = await player(page).evaluate((one, s) => one.shadowRoot.activeElement?.matches(s) ?? false, selector);
    if (there) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${selector}`);
}

// answer chooses among the options by keyboard and checks. `wanted` has true for each to be chosen.
async function answer(page, wanted) {
  const one = (await player(page).locator('input[type=radio]').count()) > 0;
  await tabTo(page, 'input');
  if (one) {
    await page.keyboard.press('Space');
    for (let i = 0; i < wanted.indexOf(true); i++) await page.keyboard.press('ArrowDown');
  } else
    for (const [i, on] of wanted.entries()) {
      if (i > 0) await page.keyboard.press('Tab');
      if (on) await page.keyboard.press('Space');
    }
  await tabTo(page, 'button[type=submit]');
  await page.keyboard.press('Enter');
  await player(page).locator('.result').waitFor();
}

const rights = { 2: [false, true, true], 5: [true, true, false], 6: [true, false, false], 8: [false, false, true] };

test('by keyboard alone to the end at 390 px: focus, address, events', async () => {
  const lang = 'en';
  const watch = (page) =>
    page.addInitScript(() => {
      window.log = [];
      for (const name of ['screen', 'answered', 'completed'])
        addEventListener(name, (e) => window.log.push([name, e.detail]));
    });
  const { page, idle, calm, close } = await site.open(`hs/#lang=${lang}&lesson=${id}`, {
    width: 390,
    height: 844,
    before: watch,
  });
  await heading(page).waitFor();
  page.setDefaultTimeout(20000);
  await page.evaluate(axe);
  const clean = async () => {
    const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`),
      [],
    );
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
  };
  for (let n = 1; n <= last; n++) {
    await onScreen(page, n);
    await idle();
    assert.equal(await heading(page).innerText(), shipped.screens[n - 1].title[lang]);
    assert.match(page.url(), new RegExp(`#lang=${lang}&lesson=${id}&screen=${n}$`));
    if (asking.includes(n)) {
      const before = await element(page).evaluate((one) => one.step);
      if (n === asking[0]) {
        await clean();
        // Nobody goes on past a question, and the page says why.
        await tabTo(page, '.next');
        await page.keyboard.press('Enter');
        await player(page).locator('.hint', { hasText: /\w/ }).waitFor();
        await heading(page).focus();
      }
      await answer(page, rights[n]);
      await idle();
      assert.deepEqual(await verdicts(page), rights[n]);
      assert.ok((await element(page).evaluate((one) => one.step)) > before, 'the ladder shows the answer');
      assert.equal(await player(page).locator('.result.right').count(), 1);
      if (n === asking[0]) await clean();
    }
    if (n < last) {
      await tabTo(page, '.next');
      await page.keyboard.press('Enter');
      // The focus is at the title of the next screen.
      await page.waitForFunction((title) => {
        const { shadowRoot } = document.querySelector('handshake-playground').shadowRoot.querySelector('lesson-player');
        return shadowRoot.activeElement?.textContent.includes(title);
      }, shipped.screens[n].title[lang]);
    }
  }
  await clean();
  assert.deepEqual(await log(page, 'completed'), [{ score: 1, right: 4, questions: 4 }]);
  assert.deepEqual(
    await log(page, 'answered'),
    asking.map((screen) => ({ screen, right: true })),
  );
  assert.equal((await log(page, 'screen')).length, last);
  await calm();
  await close();
});

test('one can explore and goes on from the place of the lesson; it is kept on the page', async () => {
  const { page, idle, calm, close } = await site.open(`hs/#lesson=${id}&screen=3`);
  await onScreen(page, 3);
  await idle();
  const step = await element(page).evaluate((one) => one.step);
  assert.match(await textOf(player(page)), /It begins with ([0-9a-f]{2} ){8}…/);
  // Another step, another run.
  await element(page).evaluate((one) => one.go(40));
  await player(page).locator('.return').waitFor();
  await page.getByRole('button', { name: 'New seed' }).click();
  await idle();
  await player(page).locator('.return').click();
  await idle();
  assert.equal(await element(page).evaluate((one) => one.step), step);
  assert.equal(await player(page).locator('.return').count(), 0);
  await player(page).getByRole('button', { name: 'Next' }).click();
  await onScreen(page, 4);
  await page.goBack();
  await onScreen(page, 3);
  // Without a screen in the address one is where one was.
  await player(page).getByRole('button', { name: 'Next' }).click();
  await page.goto('about:blank');
  await page.goto(`${site.url}hs/#lesson=${id}`);
  await onScreen(page, 4);
  await player(page).getByRole('button', { name: 'Leave the lesson' }).click();
  await player(page).waitFor({ state: 'detached' });
  assert.doesNotMatch(page.url(), /lesson|screen/);
  // The list of lessons leads back.
  await page.locator('.opener.lessons').click();
  await page.locator(`lesson-list [data-lesson=${id}]`).click();
  await onScreen(page, 4);
  await calm();
  await close();
});

test('in another page: attribute, property, progress, events; nothing is stored', async () => {
  const { page, calm, close } = await site.open('course.html');
  await onScreen(page, 1);
  const set = (name, value) => element(page).evaluate((one, [n, v]) => void (one[n] = v), [name, value]);
  const get = (name) => element(page).evaluate((one, n) => one[n], name);
  assert.deepEqual(await log(page, 'screen'), [{ screen: 1, last }]);
  assert.equal((await get('lesson')).id, id);
  await set('progress', { screen: 8, answers: [[1, 2], [0, 1], [0], null] });
  await onScreen(page, 8);
  await player(page).locator('input').first().check();
  await player(page).getByRole('button', { name: 'Check' }).click();
  await player(page).locator('.end', { hasText: '3 of 4' }).waitFor();
  assert.deepEqual(await log(page, 'completed'), [{ score: 0.75, right: 3, questions: 4 }]);
  assert.deepEqual(await get('progress'), { screen: 8, answers: [[1, 2], [0, 1], [0], [0]] });
  // What does not fit is as if it were not there.
  await set('progress', { screen: 99, answers: [[7], 'x', [], [1]] });
  assert.deepEqual(await get('progress'), { screen: 8, answers: [null, null, null, [1]] });
  await player(page).locator('.end', { hasText: '3 questions' }).waitFor();
  assert.equal((await log(page, 'completed')).length, 1);
  // An object, whose progress may come first; then none.
  await set('lesson', null);
  await player(page).waitFor({ state: 'detached' });
  await set('progress', { screen: 2, answers: [] });
  await set('lesson', { ...shipped, id: 'mine', screens: shipped.screens.slice(0, 3) });
  await onScreen(page, 2);
  assert.match(await player(page).locator('.count').innerText(), /2 of 3/);
  await element(page).evaluate((one) => one.setAttribute('lesson', 'own.json'));
  await player(page).locator('.name', { hasText: 'My own' }).waitFor();
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  assert.equal(new URL(page.url()).hash, '');
  await calm();
  await close();
});

const bad = [
  [
    'a name that no message has',
    'wrong.json',
    /“wrong.json” cannot be played: screens\[1\]\.question\.options\[1\]\.condition\.sent: the run of "tls12-dhe" sends no "ServerHelloDon"/,
  ],
  ['no JSON', 'broken.json', /“broken.json” cannot be played: .*JSON/],
  ['no file', 'none.json', /cannot be played: the server answered 404/],
  [
    'no such lesson',
    'nothing',
    /“nothing” cannot be played: it does not ship with this page\. There are: .*eight-steps/,
  ],
  [
    'an object that is none',
    { format: 1 },
    /The lesson cannot be played: format: should be one of handshake-playground-lesson/,
  ],
];

test('a bad lesson is said in one line, and what was open stays', async () => {
  const { page, ready, idle, close } = await site.open('plain.html');
  await ready();
  const notice = page.locator('.notice p');
  for (const [what, source, line] of bad) {
    await element(page).evaluate((one, value) => (one.lesson = value), source);
    await notice.filter({ hasText: line }).waitFor();
    await idle();
    assert.match(await notice.innerText(), line, what);
    assert.equal(await element(page).evaluate((one) => one.step), 4);
    assert.equal(await player(page).count(), 0);
  }
  assert.equal((await log(page, 'failed')).length, bad.length);
  // A good one after it is played, and stays when another bad one comes.
  await element(page).evaluate((one, value) => (one.lesson = value), id);
  await onScreen(page, 1);
  assert.equal(await notice.count(), 0);
  await element(page).evaluate((one) => (one.lesson = 'wrong.json'));
  await notice.waitFor();
  await onScreen(page, 1);
  await close();
});

test('an address with a lesson that there is not shows the usual run and says so', async () => {
  const { page, ready, calm, close } = await site.open('hs/#lesson=nothing');
  await ready();
  assert.match(await page.locator('.notice p').innerText(), /“nothing” cannot be played/);
  await calm();
  await close();
});

test('the frame takes a lesson, and the one file has it inside', async () => {
  for (const address of [`hs/embed.html?lesson=${id}`, `handshake-lessons.html#lesson=${id}&screen=2`]) {
    const { page, calm, close } = await site.open(address);
    await onScreen(page, address.includes('screen') ? 2 : 1);
    await calm();
    await close();
  }
});

test('a lesson prints: screens, figures, questions, and the answers at the end; light, and nothing of the page', async () => {
  const { page, calm, close } = await site.open('hs/#lesson=eight-steps&lang=de', { dark: true });
  const eight = JSON.parse(readFileSync(path.join(dist, 'lessons/eight-steps.json'), 'utf8'));
  await heading(page).waitFor();
  // What the browser would print stands there while it prints, and no longer.
  await page.evaluate(() => {
    window.print = () => {
      dispatchEvent(new Event('beforeprint'));
      window.printed = document.querySelector('body > lesson-handout');
      window.reports = document.querySelectorAll('run-report').length;
      dispatchEvent(new Event('afterprint'));
    };
  });
  await player(page).locator('.print').click();
  await page.waitForFunction(() => window.printed && !window.printed.isConnected);
  assert.equal(await page.evaluate(() => window.reports), 0);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => document.body.append(window.printed));
  const handout = page.locator('lesson-handout');
  assert.equal(await page.locator('handshake-playground').isVisible(), false);
  assert.deepEqual(
    await handout.locator('section:not(.answers) > h2').allInnerTexts(),
    eight.screens.map(({ title }, i) => `${i + 1}. ${title.de}`),
  );
  assert.equal(await handout.locator('button, input, select, a').count(), 0);
  assert.equal(await handout.locator('figure-steps figure').count(), eight.screens.filter((one) => one.figure).length);
  assert.equal(await handout.evaluate((one) => getComputedStyle(one).backgroundColor), 'rgb(255, 255, 255)');
  // Before the answers nothing says which they are; with them stands why.
  const asking = eight.screens.filter(({ question }) => question);
  const answers = await handout.locator('.answer').allInnerTexts();
  assert.equal(answers.length, asking.length);
  assert.match(answers[0], /Richtig: C, D/);
  assert.match(answers[0], /Nach ClientKeyExchange hat der Client seine Schlüssel/);
  assert.doesNotMatch(await textOf(handout.locator('section:not(.answers)').nth(3)), /Richtig|Nach ClientKeyExchange/);
  await calm();
  await close();
});

test('the list has the lessons in their order, and says what is begun and done; one leads to the next', async () => {
  const { page, idle, calm, close } = await site.open(`hs/#lesson=${id}&screen=${last}`);
  await onScreen(page, last);
  await element(page).evaluate((one) => (one.progress = { screen: 8, answers: [[1, 2], [0, 1], [0], [2]] }));
  await player(page).locator('.end', { hasText: '4 of 4' }).waitFor();
  const next = player(page).locator('.following');
  const title = (await next.innerText()).replace('Next lesson: ', '');
  await next.click();
  await player(page).locator('.name', { hasText: title }).waitFor();
  await idle();
  await player(page).locator('.next').waitFor();
  await element(page).evaluate((one) => (one.progress = { screen: 2, answers: [] }));
  await onScreen(page, 2);
  await page.locator('.opener.lessons').click();
  const cards = page.locator('lesson-list .card');
  await page.locator(`lesson-list [data-lesson=${id}]`).waitFor();
  const all = await cards.allInnerTexts();
  const ids = await cards.evaluateAll((list) => list.map((one) => one.dataset.lesson));
  const at = ids.indexOf(id);
  all.forEach((text, i) => assert.match(text, new RegExp(`^Lesson ${i + 1}\\s+${i + 1}\\s`)));
  assert.match(all[at], /Ephemeral keys with DHE[^]*8 screens[^]*✓ Done/);
  assert.ok(all[at + 1].includes(title));
  assert.match(all[at + 1], /\d+ screens · \d+ minutes · Begun: screen 2 of \d+/);
  await calm();
  await close();
});

test('a figure stands in the place of the step view, which a button brings back', async () => {
  const { page, idle, calm, close } = await site.open('hs/#lesson=eight-steps&screen=2');
  const figure = page.locator('figure-steps');
  await figure.waitFor();
  assert.equal(await page.locator('beat-story').isVisible(), false);
  await player(page).getByRole('button', { name: 'Show the step' }).click();
  await page.locator('beat-story').waitFor();
  assert.equal(await figure.isVisible(), false);
  await player(page).getByRole('button', { name: 'Show the figure' }).click();
  await figure.waitFor();
  // It follows the ladder, and is the same element on the next screen.
  const counted = () => figure.locator('.sent').count();
  assert.equal(await counted(), 2);
  await element(page).evaluate((one) => one.go(one.last));
  await idle();
  assert.equal(await counted(), 12);
  await figure.evaluate((one) => (one.mine = true));
  await player(page).getByRole('button', { name: 'Next' }).click();
  await onScreen(page, 3);
  assert.equal(await figure.evaluate((one) => one.mine), true);
  await calm();
  await close();
});
