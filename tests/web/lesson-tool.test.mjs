// npm run lesson:check: nothing is wrong, or one line for each thing and the exit code 1.
// (With the page's tests, because it needs the built core.)
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const tool = path.join(root, 'tools/lesson-check.mjs');
const shipped = path.join(root, 'web/public/lessons/ephemeral-dhe.json');

test('lesson:check', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lessons-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (name, content) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const check = (...files) => spawnSync(process.execPath, [tool, ...files], { encoding: 'utf8' });
  const lesson = JSON.parse(readFileSync(shipped, 'utf8'));

  const good = check(shipped);
  assert.equal(good.stderr, '');
  assert.equal(good.status, 0);
  assert.match(good.stdout, /nothing is wrong \(screens: 8, questions: 4\)/);

  const wrong = structuredClone(lesson);
  wrong.screens[2].step = { message: 'ServerHelloDon' };
  wrong.screens[3].text.en = ['{value:nothing}'];
  wrong.screens[4].scenario = { group: 'x448' };
  const refused = write('refused.json', JSON.stringify(wrong));
  delete wrong.screens[4].scenario;
  const two = write('two.json', JSON.stringify(wrong));
  const bad = check(refused, shipped, two);
  assert.equal(bad.status, 1);
  assert.deepEqual(bad.stderr.trim().split('\n').length, 3);
  const [first, second, third] = bad.stderr.split('\n');
  assert.match(first, /refused\.json: screens\[4\]\.scenario: .*x448/);
  assert.equal(second, `${two}: screens[2].step.message: the run of "tls12-dhe" has no message "ServerHelloDon"`);
  assert.equal(third, `${two}: screens[3].text.en[0]: the run of "tls12-dhe" has no value "nothing"`);

  for (const [files, line] of [
    [[], /Usage: npm run lesson:check/],
    [[path.join(folder, 'none.json')], /none\.json: cannot be read \(ENOENT\)/],
    [[write('broken.json', '{"format"')], /broken\.json: not JSON/],
  ]) {
    const { status, stderr } = check(...files);
    assert.equal(status, 1);
    assert.match(stderr, line);
  }
});
