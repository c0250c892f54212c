// Reads lessons and checks them as the page does: npm run lesson:check, and what makes course packages.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, root } from './steps.mjs';

const coreFolder = path.resolve(process.env.HANDSHAKE_CORE_DIR ?? path.join(root, 'build/wasm'));

/** loadCore starts the core in node. */
export async function loadCore() {
  if (!existsSync(path.join(coreFolder, 'core.js')))
    throw new Failure('The core is not built yet. Run npm run build first.');
  const { default: create } = await import(pathToFileURL(path.join(coreFolder, 'core.js')).href);
  const bytes = (name) => readFileSync(path.join(coreFolder, name));
  return create({ wasmBinary: bytes('core.wasm'), moreBinary: bytes('core.more.wasm') });
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
export function readLesson(file) {
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

/**
 * openChecker starts what checks: `check` gives the lines that say what is wrong with a lesson, and how many screens and
 * questions it has when nothing is.
 */
export async function openChecker() {
  const core = await loadCore();
  const vite = await startVite();
  const { Course, LessonProblem } = await vite.ssrLoadModule('/src/lesson/course.ts');
  await (await vite.ssrLoadModule('/src/language/language.ts')).setLanguage('en');
  const { argumentsOf } = await vite.ssrLoadModule('/src/scenario/settings.ts');
  const { readTrace } = await vite.ssrLoadModule('/src/trace/model.ts');
  const ask = (args) => {
    const { exit_code, out, err } = core.command(args);
    // 1: the handshake fails, which may be what the lesson is about.
    if (exit_code > 1 || out === '') throw new Error(err.trim());
    return out;
  };
  const run = (settings) => readTrace(ask(['run', '--format', 'json', ...argumentsOf(settings)]));
  return {
    async check(lesson) {
      try {
        const { last, questions } = await Course.open(lesson, { run, ask });
        return { lines: [], last, questions };
      } catch (problem) {
        if (!(problem instanceof LessonProblem)) throw problem;
        return { lines: problem.lines, last: 0, questions: 0 };
      }
    },
    close: () => vite.close(),
  };
}
