// Says what is wrong with lessons, one line for each thing, and ends with 1 when there is any.
//   npm run lesson:check -- FILE…
// It runs the core for every scenario that a lesson names (docs/lesson-format.md).
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, main, root, say } from './steps.mjs';

const coreFolder = path.resolve(process.env.HANDSHAKE_CORE_DIR ?? path.join(root, 'build/wasm'));

async function loadCore() {
  if (!existsSync(path.join(coreFolder, 'core.js')))
    throw new Failure('The core is not built yet. Run npm run build first.');
  const { default: create } = await import(pathToFileURL(path.join(coreFolder, 'core.js')).href);
  return create({ wasmBinary: readFileSync(path.join(coreFolder, 'core.wasm')) });
}

// The checker is the page's own; Vite reads its TypeScript.
async function startVite() {
  const { createServer } = await import('vite');
  return createServer({
    configFile: false,
    root: path.join(root, 'web'),
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
}

/** readLesson gives the lesson in a file; a file that cannot be read is a Failure. */
function readLesson(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (problem) {
    throw new Failure(`${file}: cannot be read (${problem.code})`);
  }
  try {
    return JSON.parse(text);
  } catch (problem) {
    throw new Failure(`${file}: not JSON: ${problem.message}`);
  }
}

await main(async () => {
  const files = process.argv.slice(2);
  if (files.length === 0 || files.some((file) => file.startsWith('-')))
    throw new Failure('Usage: npm run lesson:check -- FILE…');
  const lessons = files.map((file) => [file, readLesson(file)]);
  const core = await loadCore();
  const vite = await startVite();
  let wrong = 0;
  try {
    const { Course, LessonProblem } = await vite.ssrLoadModule('/src/lesson/course.ts');
    await (await vite.ssrLoadModule('/src/language/language.ts')).setLanguage('en');
    const { readTrace } = await vite.ssrLoadModule('/src/trace/model.ts');
    const run = (settings) => {
      const words = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
      const { exit_code, out, err } = core.command(['run', '--format', 'json', ...words]);
      // 1: the handshake fails, which may be what the lesson is about.
      if (exit_code > 1 || out === '') throw new Error(err.trim());
      return readTrace(out);
    };
    for (const [file, lesson] of lessons) {
      try {
        const { last, questions } = await Course.open(lesson, run);
        say(`${file}: nothing is wrong (screens: ${last}, questions: ${questions})`);
      } catch (problem) {
        if (!(problem instanceof LessonProblem)) throw problem;
        for (const line of problem.lines) console.error(`${file}: ${line}`);
        wrong += problem.lines.length;
      }
    }
  } finally {
    await vite.close();
  }
  if (wrong > 0) process.exitCode = 1;
});
