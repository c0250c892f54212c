// Course packages for SCORM 1.2 and SCORM 2004, from dist/course.html.
//   npm run build:scorm -- --scenario NAME-or-settings [--view V] [--step N] [--role R]
//   npm run build:scorm -- --lesson ID-or-FILE [--pass PER-CENT]
//     [--controls C] [--height H] [--theme T] [--lang L] [--title T] [--out FILE]
//     [--xapi ENDPOINT [--xapi-auth HEADER] [--xapi-activity IRI]]
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCore, openChecker, readLesson } from './lesson-checker.mjs';
import { Failure, main, root, say } from './steps.mjs';
import { coursePackage, examplesOf, packTrace } from '../web/src/course/package.js';

const usage =
  'Usage: npm run build:scorm -- --scenario NAME-or-settings [--view V] [--step N] [--role R], or --lesson ID-or-FILE [--pass PER-CENT]; with any: [--controls C] [--height H] [--theme T] [--lang L] [--title T] [--out FILE] [--xapi ENDPOINT] [--xapi-auth HEADER] [--xapi-activity IRI]';
/** In per cent, when nothing is said. */
const usualPass = 60;
const choices = {
  view: ['all', 'ladder', 'bytes', 'keys', 'schedule', 'states', 'compare', 'step', 'network', 'checks'],
  role: ['both', 'client', 'server', 'eavesdropper'],
  controls: ['full', 'minimal', 'none'],
  theme: ['light', 'dark'],
  lang: ['en', 'de'],
};
const ofScenario = ['view', 'step', 'role'];
const ofElement = ['controls', 'height', 'theme', 'lang'];
const options = [
  ...['scenario', 'lesson', 'pass', 'title', 'out', 'xapi', 'xapi-auth', 'xapi-activity'],
  ...ofScenario,
  ...ofElement,
];

function read(args) {
  const given = {};
  for (let i = 0; i < args.length; i++) {
    const [, name, joined] = /^--([\w-]+)(?:=([^]*))?$/.exec(args[i]) ?? [];
    if (!options.includes(name)) throw new Failure(`${args[i]}: unknown. ${usage}`);
    if (Object.hasOwn(given, name)) throw new Failure(`--${name} is there twice.`);
    const value = joined ?? args[++i];
    if (value === undefined || (joined === undefined && value.startsWith('--')))
      throw new Failure(`--${name} lacks its value. ${usage}`);
    given[name] = value;
  }
  if (given.scenario !== undefined && given.lesson !== undefined)
    throw new Failure('--scenario and --lesson: a course shows one of them. Leave the other out.');
  if (given.scenario === undefined && given.lesson === undefined)
    throw new Failure(`A course needs --scenario or --lesson. ${usage}`);
  for (const [name, allowed] of Object.entries(choices))
    if (given[name] !== undefined && !allowed.includes(given[name]))
      throw new Failure(`--${name} ${given[name]}: unknown. There are: ${allowed.join(', ')}.`);
  for (const name of ofScenario)
    if (given.lesson !== undefined && given[name] !== undefined)
      throw new Failure(`--${name}: each screen of a lesson says it. Leave it out, or give --scenario.`);
  if (given.pass !== undefined && given.lesson === undefined)
    throw new Failure('--pass needs --lesson: only a lesson asks something.');
  if (given.pass !== undefined && !/^(\d{1,2}|100)$/.test(given.pass))
    throw new Failure(`--pass ${given.pass}: a number of per cent from 0 to 100 is needed, without %.`);
  if (given.height !== undefined && !/^(auto|\d{2,5}(px)?)$/.test(given.height))
    throw new Failure(`--height ${given.height}: a number of pixels is needed, or auto.`);
  if (given.step !== undefined && !/^\d{1,4}$/.test(given.step))
    throw new Failure(`--step ${given.step}: a number from 0 is needed.`);
  if (given.title !== undefined && given.title.trim() === '') throw new Failure('--title is empty.');
  return given;
}

function xapiOf(given) {
  if (given.xapi === undefined) {
    for (const name of ['xapi-auth', 'xapi-activity'])
      if (given[name] !== undefined) throw new Failure(`--${name} needs --xapi.`);
    return undefined;
  }
  const url = URL.canParse(given.xapi) ? new URL(given.xapi) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw new Failure(`--xapi ${given.xapi}: the address of a record store is needed, as https://lrs.example/xapi/`);
  const activity = given['xapi-activity'];
  if (activity !== undefined && !URL.canParse(activity))
    throw new Failure(`--xapi-activity ${activity}: an IRI is needed, as https://school.example/tls`);
  return {
    endpoint: url.href,
    ...(given['xapi-auth'] !== undefined ? { auth: given['xapi-auth'] } : {}),
    ...(activity !== undefined ? { activity } : {}),
  };
}

const prose = (lang, file) => JSON.parse(readFileSync(path.join(root, 'web/prose', lang, file), 'utf8'));

// The core itself says whether it takes the settings.
async function checkSettings(text) {
  const core = await loadCore();
  const args = [...new URLSearchParams(text)].flatMap(([name, value]) => [`--${name}`, value]);
  const { exit_code: code, err } = core.command(['run', '--format', 'json', ...args]);
  if (code === 2) throw new Failure(`--scenario ${text}: ${err.trim().split('\n')[0]}`);
}

// scenarioOf gives the title of an example, or of settings.
async function scenarioOf(scenario, lang) {
  const examples = prose(lang, 'presets.json');
  if (Object.hasOwn(examples, scenario)) return examples[scenario].title;
  if (!scenario.includes('='))
    throw new Failure(`--scenario ${scenario}: unknown. There are: ${Object.keys(examples).join(', ')}; or settings.`);
  await checkSettings(scenario);
  return `TLS: ${scenario.replaceAll('&', ', ')}`;
}

// lessonOf gives a lesson that nothing is wrong with, and how many questions it has.
async function lessonOf(name) {
  const folder = path.join(root, 'web/public/lessons');
  const shipped = readdirSync(folder).map((file) => path.basename(file, '.json'));
  const isFile = /[/\\.]/.test(name);
  if (!isFile && !shipped.includes(name))
    throw new Failure(`--lesson ${name}: unknown. There are: ${shipped.join(', ')}; or a file, as my-lesson.json.`);
  const lesson = readLesson(isFile ? name : path.join(folder, `${name}.json`));
  const checker = await openChecker();
  try {
    const { lines, questions } = await checker.check(lesson);
    const more = lines.length > 1 ? ` (and ${lines.length - 1} more: npm run lesson:check -- ${name})` : '';
    if (lines.length > 0) throw new Failure(`--lesson ${name}: ${lines[0]}${more}`);
    return { lesson, questions };
  } finally {
    await checker.close();
  }
}

// What a course shows: a scenario, or a lesson with the mastery score.
async function contentOf(given) {
  if (given.lesson === undefined) {
    const lang = given.lang ?? 'en';
    return { lang, title: await scenarioOf(given.scenario, lang) };
  }
  const { lesson, questions } = await lessonOf(given.lesson);
  if (questions === 0 && given.pass !== undefined)
    throw new Failure(`--pass: ${given.lesson} asks nothing, so nobody can fail.`);
  const lang = given.lang ?? choices.lang.find((one) => Object.hasOwn(lesson.title, one)) ?? 'en';
  const title = lesson.title[lang] ?? Object.values(lesson.title)[0];
  return { lang, title, lesson, ...(questions > 0 ? { pass: Number(given.pass ?? usualPass) / 100 } : {}) };
}

// Where WebAssembly is forbidden, the course plays what was recorded when the page was built. Settings have no recording.
function tracesOf(course) {
  const file = (example) => path.join(root, 'dist/recorded', `${example}.json.gz`);
  const there = examplesOf(course).filter((example) => existsSync(file(example)));
  return Object.fromEntries(there.map((example) => [example, packTrace(readFileSync(file(example)))]));
}

// courseOf turns the arguments into what web/src/course/package.js takes.
export async function courseOf(args) {
  const given = read(args);
  const xapi = xapiOf(given);
  const { lang, title, ...content } = await contentOf(given);
  const element = { controls: 'minimal', lang };
  for (const name of ['scenario', ...ofScenario, ...ofElement])
    if (given[name] !== undefined) element[name] = given[name];
  const course = { title: given.title ?? title, element, ...content, ...(xapi ? { xapi } : {}) };
  return { given, course: { ...course, traces: tracesOf(course) } };
}

function write(file, bytes) {
  try {
    writeFileSync(file, bytes);
  } catch (problem) {
    throw new Failure(`--out: ${file} cannot be written (${problem.code}).`);
  }
  say(`${path.relative('', file)}  ${bytes.length} bytes`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { given, course } = await courseOf(process.argv.slice(2));
    const page = path.join(root, 'dist/course.html');
    if (!existsSync(page)) throw new Failure('dist/course.html is missing. Build the page first: npm run build');
    const template = readFileSync(page, 'utf8');
    const usual = path.join(root, 'build/scorm');
    if (given.out === undefined) mkdirSync(usual, { recursive: true });
    const out = path.resolve(given.out?.replace(/\.zip$/, '') ?? path.join(usual, 'course'));
    write(`${out}-scorm12.zip`, coursePackage(template, course, '1.2'));
    write(`${out}-scorm2004.zip`, coursePackage(template, course, '2004'));
  });
}
