// Course packages for SCORM 1.2 and SCORM 2004, from dist/course.html.
//   npm run build:scorm -- --scenario NAME-or-settings
//     [--view V] [--step N] [--controls C] [--lang L] [--title T] [--out FILE]
//     [--xapi ENDPOINT [--xapi-auth HEADER] [--xapi-activity IRI]]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Failure, main, root, say } from './steps.mjs';

const usage =
  'Usage: npm run build:scorm -- --scenario NAME-or-settings [--view V] [--step N] [--controls C] [--lang L] [--title T] [--out FILE] [--xapi ENDPOINT] [--xapi-auth HEADER] [--xapi-activity IRI]';
const choices = {
  view: ['all', 'ladder', 'bytes', 'keys', 'schedule', 'states', 'compare', 'step', 'network', 'checks'],
  controls: ['full', 'minimal', 'none'],
  lang: ['en', 'de'],
};
const options = [
  ...['scenario', 'lesson', 'view', 'step', 'controls', 'lang', 'title', 'out'],
  ...['xapi', 'xapi-auth', 'xapi-activity'],
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
    throw new Failure(`A course needs --scenario. ${usage}`);
  for (const [name, allowed] of Object.entries(choices))
    if (given[name] !== undefined && !allowed.includes(given[name]))
      throw new Failure(`--${name} ${given[name]}: unknown. There are: ${allowed.join(', ')}.`);
  if (given.lesson !== undefined) throw new Failure('--lesson: the page plays no lessons yet. Give --scenario.');
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
  const folder = path.join(root, 'build/wasm');
  if (!existsSync(path.join(folder, 'core.wasm'))) throw new Failure('There is no core. Build it first: npm run build');
  const { default: create } = await import(pathToFileURL(path.join(folder, 'core.js')).href);
  const core = await create({ wasmBinary: readFileSync(path.join(folder, 'core.wasm')) });
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

// courseOf turns the arguments into what web/src/course/package.js takes.
export async function courseOf(args) {
  const given = read(args);
  const lang = given.lang ?? 'en';
  const xapi = xapiOf(given);
  const element = { controls: given.controls ?? 'minimal', lang };
  for (const name of ['scenario', 'view', 'step']) if (given[name] !== undefined) element[name] = given[name];
  const title = given.title ?? (await scenarioOf(given.scenario, lang));
  if (given.title !== undefined) await scenarioOf(given.scenario, lang);
  return { given, course: { title, element, ...(xapi ? { xapi } : {}) } };
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
    const { coursePackage } = await import('../web/src/course/package.js');
    const usual = path.join(root, 'build/scorm');
    if (given.out === undefined) mkdirSync(usual, { recursive: true });
    const out = path.resolve(given.out?.replace(/\.zip$/, '') ?? path.join(usual, 'course'));
    write(`${out}-scorm12.zip`, coursePackage(template, course, '1.2'));
    write(`${out}-scorm2004.zip`, coursePackage(template, course, '2004'));
  });
}
