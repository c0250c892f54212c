// Runs BoringSSL's own test runner, BoGo, against our client and server (docs/conformance.md).
//   npm run test:bogo -- [--record] [--shim FILE] [PATTERN…]
// With patterns only the tests whose names fit one. --record writes what passed into tests/bogo/expected.json and
// docs/conformance.md. The runner is compiled from the pinned BoringSSL source, of which nothing enters this
// repository.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPreset } from './build.mjs';
import { groups, markdown } from './bogo-groups.mjs';
import { note } from './failures.mjs';
import { ensurePrograms, forBogo, goLibraries, hasGoLibraries } from './programs.mjs';
import { capture, Failure, main, root, run, say, stage } from './steps.mjs';

const inRoot = (...names) => path.join(root, ...names);
const folder = (...names) => inRoot('build', 'bogo', ...names);
const configFile = inRoot('tests', 'bogo', 'config.json');
const expectedFile = inRoot('tests', 'bogo', 'expected.json');
const document = inRoot('docs', 'conformance.md');
let shim = inRoot('build', 'native', 'tests', 'bogo_shim');

// source gives BoringSSL's tree: the one that the native build uses.
function source() {
  const cache = readFileSync(inRoot('build', 'native', 'CMakeCache.txt'), 'utf8');
  const other = /^HANDSHAKE_BORINGSSL_DIR:PATH=(.+)$/m.exec(cache)?.[1];
  const tree = other ?? capture('bash', [inRoot('tools', 'get-boringssl.sh')])?.trim();
  const found = [path.join(tree ?? '', 'src'), tree ?? ''].find((one) =>
    existsSync(path.join(one, 'ssl', 'test', 'runner', 'runner.go')),
  );
  if (!found) throw new Failure("BoringSSL's source, which has the runner (ssl/test/runner), is not here.");
  return found;
}

// goModule is a module file beside the source's own: with Debian's libraries nothing is fetched.
function goModule(tree) {
  const own = readFileSync(path.join(tree, 'go.mod'), 'utf8');
  if (!hasGoLibraries()) return own;
  const libraries = ['crypto', 'net', 'sys', 'term', 'text'].map((name) => `golang.org/x/${name}`);
  const lines = libraries.map((name) => `replace ${name} => ${path.join(goLibraries, name)}\n`);
  return [
    own.split(/^require/m)[0],
    ...['crypto', 'net', 'sys'].map((name) => `require golang.org/x/${name} v0.0.0\n`),
    ...lines,
  ].join('');
}

async function buildRunner(tree) {
  mkdirSync(folder(), { recursive: true });
  const module = folder('go.mod');
  writeFileSync(module, goModule(tree));
  if (!hasGoLibraries()) writeFileSync(folder('go.sum'), readFileSync(path.join(tree, 'go.sum')));
  await run('build runner', 'go', ['test', '-c', `-modfile=${module}`, '-o', folder('runner'), './ssl/test/runner'], {
    cwd: tree,
    env: {
      GOFLAGS: '-mod=mod',
      GOTOOLCHAIN: 'local',
      ...(hasGoLibraries() ? { GOPROXY: 'off' } : {}),
    },
  });
}

// runTests runs the runner with more arguments and gives its tests: name and how it ended, and what was said of it.
async function runTests(tree, name, args) {
  const { code, output } = await run(
    name,
    folder('runner'),
    [
      ...['-shim-path', shim, '-shim-config', configFile],
      ...['-allow-unimplemented', '-loose-errors', '-pipe', '-idle-timeout', '60s'],
      ...args,
    ],
    { cwd: path.join(tree, 'ssl', 'test', 'runner'), check: false },
  );
  const tests = [];
  for (const part of output.split(/^(?=(?:PASSED|FAILED|UNIMPLEMENTED) \()/m)) {
    const [, how, test] = /^(PASSED|FAILED|UNIMPLEMENTED) \((.*)\)$/m.exec(part) ?? [];
    if (how && part.startsWith(how)) tests.push({ name: test, how, said: part.slice(part.indexOf('\n') + 1).trim() });
  }
  if (!tests.length) throw new Failure(`${output.slice(-3000)}\nThe runner ran no test.`);
  return { code, tests };
}

// disabledTests names the tests that config.json sets aside. The runner does not say; so it runs them with a flag
// that the shim does not know.
async function disabledTests(tree) {
  const patterns = Object.keys(JSON.parse(readFileSync(configFile, 'utf8')).DisabledTests);
  const { tests } = await runTests(tree, 'disabled tests', [
    ...['-include-disabled', '-shim-extra-flags', '-only-to-list', '-test', patterns.join(';')],
  ]);
  return tests.map(({ name }) => ({ name, how: 'DISABLED' }));
}

// bogo runs everything, or what the patterns name, says what came of it, and gives the counts.
export async function bogo({ patterns = [], record = false } = {}) {
  const tree = source();
  await buildRunner(tree);
  const { code, tests } = await runTests(tree, 'bogo', patterns.length ? ['-test', patterns.join(';')] : []);
  const all = [...tests, ...(patterns.length ? [] : await disabledTests(tree))];
  const of = (how) => all.filter((one) => one.how === how);
  for (const { name, said } of of('FAILED')) note(`bogo ${name}`, said);
  for (const { name, said } of of('FAILED').slice(0, 20)) say(`  FAILED   ${name}\n${said.replace(/^/gm, '    ')}`);
  if (of('FAILED').length > 20)
    say(
      `  FAILED   and: ${of('FAILED')
        .slice(20)
        .map(({ name }) => name)
        .join(', ')}`,
    );
  if (!patterns.length) for (const line of markdown(groups(all)).split('\n').slice(2)) say(`  ${line}`);
  const [passed, failed] = [of('PASSED').length, of('FAILED').length];
  say(
    `  ${passed} passed, ${failed} failed, ${of('UNIMPLEMENTED').length} not implemented, ` +
      `${of('DISABLED').length} disabled`,
  );
  let wrong = failed || code !== 0 ? Math.max(failed, 1) : 0;
  if (!patterns.length && !failed) {
    const text = await filled(all);
    if (record) {
      writeFileSync(expectedFile, `${JSON.stringify({ passed }, null, 2)}\n`);
      writeFileSync(document, text);
    }
    const expected = JSON.parse(readFileSync(expectedFile, 'utf8')).passed;
    if (passed < expected) {
      say(`  FAILED   ${expected} passed when they were last recorded (tests/bogo/expected.json)`);
      wrong++;
    } else if (text !== readFileSync(document, 'utf8')) {
      say('  FAILED   docs/conformance.md says something else: npm run test:bogo -- --record');
      wrong++;
    }
  }
  return { passed, failed: wrong, skipped: of('UNIMPLEMENTED').length };
}

// filled is docs/conformance.md with what is so: the table, and the flags that the shim knows.
async function filled(all) {
  const known = readFileSync(inRoot('tests', 'bogo', 'flags.cc'), 'utf8').matchAll(/^ {4}\{"(-[a-z0-9-]+)"/gm);
  const flags = [...known].map(([, flag]) => `\`${flag}\``).sort();
  let text = readFileSync(document, 'utf8');
  for (const [name, content] of [
    ['groups', markdown(groups(all))],
    ['flags', flags.join(', ')],
  ]) {
    const marks = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- end of ${name} -->)`);
    if (!marks.test(text)) throw new Failure(`docs/conformance.md has no place for its ${name}.`);
    text = text.replace(marks, (_, begin, end) => `${begin}\n\n${content}\n\n${end}`);
  }
  const { format, resolveConfig } = await import('prettier');
  return format(text, { ...(await resolveConfig(document)), parser: 'markdown' });
}

function readArguments() {
  try {
    return parseArgs({
      options: { record: { type: 'boolean' }, shim: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (problem) {
    throw new Failure(`${problem.message}\nUsage: npm run test:bogo -- [--record] [--shim FILE] [PATTERN…]`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { values, positionals: patterns } = readArguments();
    const { record } = values;
    if (values.shim) shim = path.resolve(values.shim);
    if (!existsSync(shim) && values.shim) throw new Failure(`--shim: ${values.shim} is not there.`);
    if (record && patterns.length) throw new Failure('--record is for all tests: without a pattern.');
    await ensurePrograms(forBogo);
    if (!values.shim) await stage('Shim', () => buildPreset('native', [], ['bogo_shim']));
    let count;
    await stage('BoringSSL’s test runner', async () => (count = await bogo({ patterns, record })));
    rmSync(folder('go.sum'), { force: true });
    if (count.failed) throw new Failure('BoGo: not all is as it should be.');
  });
}
