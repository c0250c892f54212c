// Runs the fuzz targets of tests/fuzz.
//   npm run fuzz -- [--seconds N] [TARGET…]
// Without a target all of them; N (60) is for each. What was found stays in build/fuzz/findings/TARGET,
// what was learnt in build/fuzz/corpus/TARGET.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPreset } from './build.mjs';
import { note } from './failures.mjs';
import { ensurePrograms, forFuzz } from './programs.mjs';
import { Failure, main, root, run, say, seconds, stage } from './steps.mjs';

// fuzzTargets names the targets: the .cc files of tests/fuzz.
export function fuzzTargets() {
  const folder = path.join(root, 'tests', 'fuzz');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cc'))
    .map((name) => name.slice(0, -3))
    .sort();
}

// fuzz runs one target and gives true when it found nothing.
export async function fuzz(target, time) {
  const began = performance.now();
  const folder = (...names) => path.join(root, 'build', 'fuzz', ...names);
  const corpus = folder('corpus', target);
  const findings = folder('findings', target);
  mkdirSync(corpus, { recursive: true });
  mkdirSync(findings, { recursive: true });
  // The first inputs are made from real handshakes, by the target itself; believing_* prove with them that they reach
  // every state.
  const seeds = folder('seeds', target);
  mkdirSync(seeds, { recursive: true });
  const program = folder('fuzz', `fuzz_${target}`);
  const made = await run(`seeds ${target}`, program, [], {
    check: false,
    quiet: true,
    env: { HANDSHAKE_FUZZ_SEEDS: seeds },
  });
  if (made.code !== 0) {
    say(`${made.output.trimEnd()}\n  FAILED   ${target}: the first inputs are not what they should be`);
    note(`fuzz ${target}: the first inputs are not what they should be`, made.output);
    return false;
  }
  if (made.output.trim()) say(`  ${target}: ${made.output.trim()}`);
  const { code, output } = await run(
    `fuzz ${target}`,
    program,
    [
      `-max_total_time=${time}`,
      '-timeout=20',
      '-len_control=2',
      // Half the time and more would go into the statistics of its schedule.
      '-entropic=0',
      '-rss_limit_mb=2048',
      '-print_final_stats=1',
      `-artifact_prefix=${findings}/`,
      corpus,
      seeds,
    ],
    // A stack for every allocation takes a seventh of the time; a finding is looked at with all of it anyhow.
    { check: false, env: { ASAN_OPTIONS: 'malloc_context_size=4:quarantine_size_mb=64' } },
  );
  const runs = /stat::number_of_executed_units:\s*(\d+)/.exec(output)?.[1] ?? '?';
  if (code === 0) {
    say(`  passed   ${target}: ${runs} runs in ${seconds(began)}`);
    return true;
  }
  say(output.trimEnd().split('\n').slice(-40).join('\n'));
  note(`fuzz ${target}`, output.slice(Math.max(0, output.search(/^.*(?:ERROR|runtime error):/m))));
  say(`  FAILED   ${target}: the input is in ${path.relative(root, findings)}`);
  return false;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const args = process.argv.slice(2);
    let time = 60;
    const wanted = [];
    while (args.length) {
      const arg = args.shift();
      if (arg === '--seconds') time = Number(args.shift());
      else wanted.push(arg);
    }
    const known = fuzzTargets();
    if (!(time > 0)) throw new Failure('--seconds takes a number above 0.');
    if (!known.length) throw new Failure('tests/fuzz has no target.');
    for (const target of wanted) {
      if (!known.includes(target)) throw new Failure(`There is no target "${target}". There are: ${known.join(', ')}.`);
    }
    await stage('Programs', () => ensurePrograms(forFuzz));
    await stage('Fuzz targets', () => buildPreset('fuzz'));
    for (const target of wanted.length ? wanted : known) {
      if (!(await fuzz(target, time))) process.exitCode = 1;
    }
  });
}
