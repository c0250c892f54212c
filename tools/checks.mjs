// The checks of the files themselves: layout, types, lint, layers.
//   node tools/checks.mjs [--fix] [format|types|lint|layers|scripts|tidy]…   (without a name: all but tidy)
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './build.mjs';
import { note } from './failures.mjs';
import { capture, Failure, main, root, run, say, seconds } from './steps.mjs';
import { clangFormat, ensurePrograms, forChecks, which } from './programs.mjs';

const tool = (...names) => path.join(root, 'node_modules', ...names);

function cppFiles() {
  return ['native', 'wasm', 'tests']
    .filter((top) => existsSync(path.join(root, top)))
    .flatMap((top) =>
      readdirSync(path.join(root, top), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(h|cc)$/.test(entry.name))
        .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name))),
    )
    .filter((file) => !file.startsWith(path.join('tests', 'vectors')))
    .sort();
}

// Each check: its group, its title, and the command it comes to, or a sentence saying why it is skipped.
const checks = [
  {
    group: 'format',
    title: 'clang-format',
    command: (fix) => {
      const program = clangFormat();
      if (!program) return 'clang-format 14 is not here';
      return [program, ...(fix ? ['-i'] : ['--dry-run', '-Werror']), ...cppFiles()];
    },
  },
  {
    group: 'format',
    title: 'prettier',
    command: (fix) => [
      process.execPath,
      tool('prettier', 'bin', 'prettier.cjs'),
      fix ? '--write' : '--check',
      '--log-level',
      'warn',
      '.',
    ],
  },
  ...['web', 'tests/components'].map((folder) => ({
    group: 'types',
    title: `tsc ${folder}`,
    command: () =>
      existsSync(path.join(root, folder, 'tsconfig.json'))
        ? [process.execPath, tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', `${folder}/tsconfig.json`]
        : `${folder}/tsconfig.json is not there`,
  })),
  {
    group: 'lint',
    title: 'eslint',
    command: (fix) => [
      process.execPath,
      tool('eslint', 'bin', 'eslint.js'),
      '--max-warnings',
      '0',
      ...(fix ? ['--fix'] : []),
      '.',
    ],
  },
  {
    group: 'layers',
    title: 'layers',
    command: () => [process.execPath, path.join(root, 'tools', 'check-layers.mjs')],
  },
  {
    group: 'scripts',
    title: 'shell scripts parse',
    command: () => {
      const scripts = (capture('git', ['-C', root, 'ls-files', '*.sh', '.ci/run']) ?? '').split('\n').filter(Boolean);
      return ['bash', '-c', 'for file; do bash -n "$file" || exit 1; done', 'bash', ...scripts];
    },
  },
  {
    group: 'tidy',
    title: 'clang-tidy',
    command: () => {
      if (!which('clang-tidy')) throw new Failure('clang-tidy is missing. Debian: apt-get install clang-tidy');
      const sources = cppFiles().filter((file) => file.startsWith('native') && file.endsWith('.cc'));
      return ['clang-tidy', '--quiet', '-p', 'build/native', ...sources];
    },
  },
];

// check runs the groups and gives {passed, failed, skipped}; it prints each result as it comes.
export async function check(groups, fix = false) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { group, title, command } of checks) {
    if (!groups.includes(group)) continue;
    const began = performance.now();
    const line = command(fix);
    if (typeof line === 'string') {
      total.skipped++;
      say(`  skipped  ${title}: ${line}`);
      continue;
    }
    const { code, output } = await run(title, line[0], line.slice(1), { check: false, quiet: true });
    if (code === 0) {
      total.passed++;
      say(`  passed   ${title} (${seconds(began)})`);
    } else {
      total.failed++;
      say(output.trimEnd().split('\n').slice(0, 80).join('\n'));
      say(`  FAILED   ${title} (${seconds(began)})`);
      note(title, output);
    }
  }
  return total;
}

export const everyday = ['format', 'types', 'lint', 'layers', 'scripts'];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const args = process.argv.slice(2);
    const fix = args.includes('--fix');
    const groups = args.filter((arg) => arg !== '--fix');
    for (const group of groups) {
      if (!checks.some((known) => known.group === group)) {
        throw new Failure(
          `There is no check "${group}". There are: ${[...new Set(checks.map((known) => known.group))].join(', ')}.`,
        );
      }
    }
    if (groups.some((group) => group === 'format') || !groups.length) await ensurePrograms(forChecks);
    await installPackages();
    const { failed } = await check(groups.length ? groups : everyday, fix);
    if (failed) process.exitCode = 1;
  });
}
