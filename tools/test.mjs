// npm test: everything there is, from a fresh machine.
//   npm test -- [--only STAGE,STAGE…] [--fuzz-seconds N]
// The last line is "N passed, N failed", counted over ctest, node's tests, fuzz targets and checks.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildPage, buildPreset, installPackages } from './build.mjs';
import { bogo } from './bogo.mjs';
import { check, everyday } from './checks.mjs';
import { note, ofCtest, ofNode, summary } from './failures.mjs';
import { fuzz, fuzzTargets } from './fuzz.mjs';
import {
  ensurePrograms,
  forBogo,
  forBrowser,
  forChecks,
  forFuzz,
  forInterop,
  forNative,
  forPage,
} from './programs.mjs';
import { Failure, main, root, run, say, seconds } from './steps.mjs';

const inRoot = (...names) => path.join(root, ...names);
const none = () => ({ passed: 0, failed: 0, skipped: 0 });
let fuzzSeconds = 8;
// A whole build is a third of the work so. The wasm build, which is the page's, compiles each file by itself.
const unity = ['-DHANDSHAKE_UNITY=ON'];

function filesIn(folder, ending) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { recursive: true })
    .filter((name) => name.endsWith(ending) && !name.split(path.sep).includes('node_modules'))
    .map((name) => path.join(folder, name))
    .sort();
}

// otherFolders are those of tests/ with node tests that no other stage runs.
function otherFolders() {
  const others = [
    'tools',
    'interop',
    'web',
    'components',
    'pack',
    'lighthouse',
    'wasm',
    'native',
    'fuzz',
    'bench',
    'bogo',
  ];
  return readdirSync(inRoot('tests'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !others.includes(entry.name))
    .map((entry) => path.join('tests', entry.name))
    .filter((folder) => filesIn(folder, '.test.mjs').length);
}

function add(...counts) {
  const total = none();
  for (const count of counts) for (const key of Object.keys(total)) total[key] += count[key];
  return total;
}

// ctest runs a preset's tests. A test that ctest could not run counts as failed.
async function ctest(preset) {
  if (!filesIn('tests/native', '_test.cc').length) {
    say('  tests/native has no test yet');
    return none();
  }
  const report = inRoot('build', preset, 'ctest.xml');
  const { output } = await run(`ctest ${preset}`, 'ctest', ['--preset', preset, '--output-junit', report], {
    check: false,
  });
  const xml = existsSync(report) ? readFileSync(report, 'utf8') : '';
  const head = /<testsuite\b[^>]*>/.exec(xml)?.[0] ?? '';
  const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  // A test that could not be started is to ctest one that was skipped.
  const lost = xml.match(/<skipped message="Unable to find /g)?.length ?? 0;
  const [tests, failures] = [number('tests'), number('failures') + lost];
  const skipped = number('skipped') + number('disabled') - lost;
  if (!tests) throw new Failure(`${output.slice(-3000)}\nctest found no test, though tests/native has files.`);
  if (failures) {
    for (const [what, why] of ofCtest(xml)) note(`${preset}: ${what}`, why);
    const from = output.search(/^.*\*\*\*(Failed|Timeout|Exception|Not Run)/m);
    say(output.slice(Math.max(0, from), Math.max(0, from) + 6000));
    say(output.slice(output.lastIndexOf('The following tests FAILED')));
  }
  return { passed: tests - failures - skipped, failed: failures, skipped };
}

// nodeTests runs the *.test.mjs of some folders with node's own runner.
async function nodeTests(name, folders, env = {}) {
  const files = folders.flatMap((folder) => filesIn(folder, '.test.mjs'));
  for (const folder of folders) {
    if (files.some((file) => file.startsWith(folder + path.sep))) continue;
    if (filesIn(folder, '.mjs').length) throw new Failure(`${folder} has files but no *.test.mjs`);
    say(`  ${folder} has no test yet`);
  }
  if (!files.length) return none();
  mkdirSync(inRoot('build', 'logs'), { recursive: true });
  const tap = inRoot('build', 'logs', `${name}.tap`);
  const reporters = ['spec', 'stdout', 'tap', tap];
  const { code, output } = await run(
    name,
    process.execPath,
    [
      '--test',
      '--test-concurrency=2',
      // A file that fails may keep something open and never end.
      '--test-timeout=420000',
      ...[0, 2].flatMap((i) => [`--test-reporter=${reporters[i]}`, `--test-reporter-destination=${reporters[i + 1]}`]),
      ...files,
    ],
    { check: false, env },
  );
  const text = existsSync(tap) ? readFileSync(tap, 'utf8') : '';
  const number = (word) => Number(new RegExp(`^# ${word} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const count = {
    passed: number('pass'),
    failed: number('fail') + number('cancelled'),
    skipped: number('skipped') + number('todo'),
  };
  // What tests say for people: sizes, times, scores.
  for (const [, said] of text.matchAll(
    /^# (?!Subtest|tests |suites |pass |fail |cancelled |skipped |todo |duration_ms )(.+)$/gm,
  ))
    say(`  ${said}`);
  if (!count.passed && !count.failed)
    throw new Failure(`${output.slice(-3000)}\n${folders.join(', ')}: node found no test.`);
  if (code !== 0) {
    const failures = ofNode(output);
    for (const [what, why] of failures) note(what, why);
    if (!failures.length) note(name, output.slice(-2000));
    const from = output.indexOf('failing tests:');
    say(output.slice(from < 0 ? -6000 : from).slice(0, 8000));
    if (!count.failed) count.failed = 1;
  }
  return count;
}

// componentTests runs the components by themselves, with Vitest in Chromium.
async function componentTests() {
  const report = inRoot('build', 'logs', 'components.json');
  rmSync(report, { force: true });
  const { output } = await run(
    'component tests',
    process.execPath,
    [
      inRoot('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...['--config', inRoot('tests', 'components', 'vitest.config.ts')],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ],
    { check: false },
  );
  if (!existsSync(report)) throw new Failure(`${output.slice(-3000)}\nVitest wrote no report.`);
  const result = JSON.parse(readFileSync(report, 'utf8'));
  if (!result.numPassedTests && !result.numFailedTests)
    throw new Failure(`${output.slice(-3000)}\ntests/components: Vitest found no test.`);
  if (!result.success) say(output.slice(-6000));
  for (const { assertionResults, message } of result.testResults) {
    if (message) note('tests/components', message);
    for (const { fullName, status, failureMessages } of assertionResults)
      if (status === 'failed') note(fullName, failureMessages.join('\n'));
  }
  return {
    passed: result.numPassedTests,
    // A file that could not be loaded, or an error beside the tests, is a failure too.
    failed: Math.max(result.numFailedTests, result.success ? 0 : 1),
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

const stages = {
  checks: {
    title: 'Layout, types, lint, layers, and the tools themselves',
    needs: forChecks,
    work: async () => add(await check(everyday), await nodeTests('tools tests', ['tests/tools'])),
  },
  native: {
    title: 'Native build, ctest, and the command against other programs',
    needs: [...forNative, ...forInterop],
    work: async () => {
      await buildPreset('native', unity);
      // The tests of tests/interop are among ctest's.
      return ctest('native');
    },
  },
  bogo: {
    title: "BoringSSL's own test runner against our client and server",
    needs: forBogo,
    work: async () => {
      await buildPreset('native', unity, ['bogo_shim']);
      return bogo();
    },
  },
  wasm: {
    title: 'WebAssembly build, and the tests in node',
    needs: [...forPage, ...forNative],
    work: async () => {
      await buildPreset('wasm');
      // These compare with the native command.
      await buildPreset('native', unity);
      const command = { HANDSHAKE_COMMAND: inRoot('build', 'native', 'handshake') };
      return nodeTests('wasm tests', ['tests/wasm', ...otherFolders()], command);
    },
  },
  page: {
    title: 'Page, in Chromium',
    needs: [...forPage, ...forBrowser],
    work: async () => {
      await buildPreset('wasm');
      await buildPage();
      const components = await componentTests();
      const page = await nodeTests('page tests', ['tests/web', 'tests/pack']);
      // Alone, because it measures time.
      return add(components, page, await nodeTests('lighthouse', ['tests/lighthouse']));
    },
  },
  asan: {
    title: 'The native tests again with AddressSanitizer and UndefinedBehaviorSanitizer',
    needs: [...forNative, ...forInterop],
    work: async () => {
      await buildPreset('asan', unity);
      return ctest('asan');
    },
  },
  fuzz: {
    title: 'Each fuzz target for a moment',
    needs: forFuzz,
    work: async () => {
      const targets = fuzzTargets();
      if (!targets.length) {
        say('  tests/fuzz has no target yet');
        return none();
      }
      await buildPreset('fuzz', unity);
      const total = none();
      const one = async () => {
        for (let target = targets.shift(); target; target = targets.shift())
          total[(await fuzz(target, fuzzSeconds)) ? 'passed' : 'failed']++;
      };
      // Two at a time: a target uses one processor.
      await Promise.all([one(), one()]);
      return total;
    },
  },
};

await main(async () => {
  const began = performance.now();
  let names = Object.keys(stages);
  const args = process.argv.slice(2);
  while (args.length) {
    const arg = args.shift();
    if (arg === '--only') {
      names = (args.shift() ?? '').split(',').filter(Boolean);
      const unknown = names.find((name) => !(name in stages));
      if (unknown || !names.length) {
        throw new Failure(`--only takes stages, separated by commas: ${Object.keys(stages).join(', ')}.`);
      }
    } else if (arg === '--fuzz-seconds') {
      fuzzSeconds = Number(args.shift());
      if (!(fuzzSeconds > 0)) throw new Failure('--fuzz-seconds takes a number above 0.');
    } else {
      throw new Failure(`${arg}: unknown. Usage: npm test -- [--only STAGE,STAGE…] [--fuzz-seconds N]`);
    }
  }

  const results = [];
  const timed = async (name, title, work) => {
    const start = performance.now();
    say(`\n▸ ${name}: ${title}`);
    let count;
    try {
      count = await work();
    } catch (problem) {
      // The other stages may still say something; a stage that broke is one failure.
      const why = problem instanceof Failure ? problem.message : (problem.stack ?? String(problem));
      say(why);
      note(`${name} broke off`, why.split('\n').slice(-14).join('\n'));
      count = { ...none(), failed: 1, broke: true };
    }
    results.push({ name, count, time: seconds(start) });
    return count;
  };

  const setup = await timed('setup', 'Programs and packages', async () => {
    await ensurePrograms(names.flatMap((name) => stages[name].needs));
    await installPackages();
    return none();
  });
  if (!setup.broke) for (const name of names) await timed(name, stages[name].title, stages[name].work);

  say('\nStage      passed  failed  skipped  time');
  for (const { name, count, time } of results) {
    const cells = [count.passed, count.failed, count.skipped].map((value, i) => String(value).padStart([6, 8, 9][i]));
    say(`${name.padEnd(11)}${cells.join('')}  ${time}${count.broke ? '  (broke off)' : ''}`);
  }
  const total = add(...results.map(({ count }) => count));
  if (total.failed) say(`\n${summary()}`);
  say(`All in ${seconds(began)}\n`);
  say(`${total.passed} passed, ${total.failed} failed`);
  if (total.failed) process.exitCode = 1;
});
