// What failed is said at the end with its reason, whoever ran the test.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { ofCtest, ofNode, summary } from '../../tools/failures.mjs';

// As node writes it, run for real: its form is not promised.
function specOf(source) {
  const folder = mkdtempSync(path.join(tmpdir(), 'failures-'));
  try {
    const file = path.join(folder, 'some.test.mjs');
    writeFileSync(file, `import assert from 'node:assert/strict';\nimport test from 'node:test';\n${source}`);
    const env = { ...process.env };
    // Else it would believe that it is part of this run.
    delete env.NODE_TEST_CONTEXT;
    return spawnSync(process.execPath, ['--test', '--test-reporter=spec', file], { encoding: 'utf8', env }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('node: each failure with its name, place and reason; what passed is left out', () => {
  const found = ofNode(
    specOf(`
      test('fine', () => {});
      test('one (of two)', () => assert.equal(17, 16, 'seventeen'));
      test('another', async () => { throw new Error('no answer\\nfor long'); });`),
  );
  assert.deepEqual(
    found.map(([name]) => name.replace(/ \([^ ]*some\.test\.mjs:\d+:\d+\)$/, '')),
    ['one (of two)', 'another'],
  );
  assert.match(found[0][1], /seventeen/);
  assert.match(found[1][1], /no answer\n\s*for long/);
  assert.deepEqual(ofNode(specOf("test('fine', () => {});")), []);
});

test('node: a file that cannot be loaded is a failure with its reason', () => {
  const [[name, reason], ...others] = ofNode(specOf("import './absent.mjs';"));
  assert.match(name, /some\.test\.mjs/);
  assert.match(`${name}\n${reason}`, /failed/);
  assert.deepEqual(others, []);
});

const xml = (name, status, output) =>
  `<testcase name="${name}" classname="x" time="0.1" status="${status}">\n<failure message=""/>\n<properties/>\n<system-out>${output}</system-out>\n</testcase>\n`;

test('ctest: what GoogleTest says about itself is left out', () => {
  const said =
    'Running main() from gtest_main.cc\nNote: Google Test filter = A.B\n[==========] Running 1 test.\n[ RUN      ] A.B\na.cc:7: Failure\nExpected: (after) &lt;= (16U), actual: 17 vs 16\n[  FAILED  ] A.B (1 ms)\n';
  const found = ofCtest(xml('A.C', 'run', 'well') + xml('A.B', 'fail', said));
  assert.deepEqual(
    found.map(([name]) => name),
    ['A.B (after 0.1 s)'],
  );
  const text = summary(found.map(([name, reason]) => ({ name, reason })));
  assert.equal(
    text,
    'What failed:\n  ✖ A.B (after 0.1 s)\n    a.cc:7: Failure\n    Expected: (after) <= (16U), actual: 17 vs 16\n    [  FAILED  ] A.B (1 ms)',
  );
});

test('ctest: a test that could not be started is a failure, one that was skipped is none', () => {
  const skipped = (why) =>
    `<testcase name="${why}" status="notrun"><skipped message="${why}"/><system-out>${why}</system-out></testcase>`;
  const found = ofCtest(skipped('Unable to find executable') + skipped('SKIP_REGULAR_EXPRESSION_MATCHED'));
  assert.deepEqual(found, [['Unable to find executable (after 0.0 s)', 'Unable to find executable']]);
});

test('ctest: node’s tests inside it are said one by one', () => {
  const said = specOf("test('a peer', () => assert.equal(1, 2));").replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const [[name, reason]] = ofCtest(xml('interop_peers', 'fail', said));
  assert.match(name, /^interop_peers: a peer \(/);
  assert.match(reason, /1 !== 2/);
});

test('a long list and long reasons are cut, and that is said', () => {
  const many = Array.from({ length: 30 }, (_, i) => ({ name: `test ${i}`, reason: 'a\n'.repeat(100) }));
  const text = summary(many).split('\n');
  assert.equal(text.at(-1), '  and 5 more');
  assert.equal(text.length, 1 + 25 * 17 + 1);
  assert.equal(summary([]), '');
});
