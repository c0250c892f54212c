// Running other programs with visible progress. Node built-ins only: this runs before `npm ci`.
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const logs = path.join(root, 'build', 'logs');
const live = process.stdout.isTTY && !process.env.CI;

// Failure is an error whose message is all that a person needs: no stack is shown.
export class Failure extends Error {}

export function seconds(since) {
  const s = (performance.now() - since) / 1000;
  return s < 60 ? `${s.toFixed(1)} s` : `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
}

export function say(text = '') {
  process.stdout.write(`${text}\n`);
}

const children = new Set();

function stop(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

// run starts a program, writes all its output to build/logs/NAME.log and shows one line of progress.
// It gives {code, output}. With `check` (the default) a code other than 0 is a Failure that ends with
// the last lines of the output; with `stream` the output is shown as it comes.
export function run(name, command, args, options = {}) {
  const { check = true, stream = false, env = {}, cwd = root, quiet = false, tail = 60 } = options;
  const began = performance.now();
  mkdirSync(logs, { recursive: true });
  const file = path.join(logs, `${name.replace(/[^\w.-]+/g, '-')}.log`);
  const log = createWriteStream(file);
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
    // A process group of its own, so that stopping it stops what it started too (cmake's ninja, ninja's
    // compilers). Not when it may ask at the terminal, which only the foreground group can.
    detached: options.stdin !== 'inherit',
  });
  children.add(child);
  let output = '';
  let last = '';
  let shown = performance.now();
  const progress = (force) => {
    if (quiet || stream || !last) return;
    const line = `  ${name}: ${seconds(began)}  ${last}`;
    if (live) {
      process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
    } else if (force || performance.now() - shown > 15000) {
      shown = performance.now();
      say(line.slice(0, 160));
    }
  };
  const timer = setInterval(() => progress(false), live ? 200 : 5000);
  const take = (chunk) => {
    const text = chunk.toString();
    output += text;
    log.write(text);
    if (stream) process.stdout.write(text);
    const lines = text.split(/[\r\n]+/).filter((line) => line.trim());
    if (lines.length)
      last = lines
        .at(-1)
        .trim()
        .replace(/\S*boringssl-[0-9a-f]+\//, 'boringssl/');
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((resolve, reject) => {
    const done = (code, problem) => {
      clearInterval(timer);
      children.delete(child);
      log.end();
      if (live && !stream && !quiet) process.stdout.write('\r\x1b[2K');
      if (problem) {
        reject(new Failure(`${command} could not be started: ${problem.message}`));
      } else if (code !== 0 && check) {
        const end = stream ? '' : `\n${output.trimEnd().split('\n').slice(-tail).join('\n')}\n`;
        const where = path.relative(root, file);
        reject(new Failure(`${end}${name} failed (${command}, code ${code}). All of its output: ${where}`));
      } else {
        resolve({ code, output });
      }
    };
    child.on('error', (problem) => done(-1, problem));
    child.on('close', (code, signal) => done(code ?? signal));
  });
}

// capture runs a quick program to its end and gives its stdout, or undefined if it is missing or fails.
export function capture(command, args, env = {}) {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return result.status === 0 ? result.stdout : undefined;
}

// stage names a piece of work before it starts and gives its time after.
export async function stage(title, work) {
  const began = performance.now();
  say(`▸ ${title}`);
  const result = await work();
  say(`  done in ${seconds(began)}`);
  return result;
}

// main runs a script's body. A Failure is printed plainly and ends with code 1; Ctrl-C ends with 130.
export async function main(body) {
  let stopping = false;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      if (live) process.stdout.write('\n');
      for (const child of children) stop(child, signal);
      process.exit(code);
    });
  }
  try {
    await body();
  } catch (problem) {
    if (!(problem instanceof Failure)) throw problem;
    process.stderr.write(`\n${problem.message.trim()}\n`);
    process.exitCode = 1;
  }
}
