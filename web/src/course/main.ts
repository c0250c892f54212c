// The page of a course package: the element, and what tells a course system how far the learner is.
import '../app/handshake-playground.js';
import type { HandshakePlayground } from '../app/handshake-playground.js';
import { language } from '../language/language.js';
import { bring } from '../single/supply.js';
import { readCourse, type Course } from './configuration.js';
import { dialects } from './dialects.js';
import { findApi } from './find-api.js';
import { LessonProgress } from './lesson-progress.js';
import { Notes } from './notes.js';
import type { Progress, Saved } from './progress.js';
import { Reporter } from './reporter.js';
import { ScenarioProgress } from './scenario-progress.js';
import { say } from './words.js';
import { launchOf, Statements } from './xapi.js';

const notes = new Notes(document.getElementById('said')!);
const element = document.createElement('handshake-playground') as HandshakePlayground;

function configuration(): Course {
  try {
    return readCourse(document);
  } catch (problem) {
    notes.put('course', () => say('broken', { reason: String(problem) }));
    throw problem;
  }
}

const course = configuration();
document.title = course.title;
document.querySelector('h1')!.textContent = course.title;
for (const [example, trace] of Object.entries(course.traces ?? {})) bring(example, trace);
element.setAttribute('course', '');
for (const [name, value] of Object.entries(course.element)) element.setAttribute(name, value);
const progress: Progress = course.lesson
  ? new LessonProgress(element, course.lesson, course.pass)
  : new ScenarioProgress(element);

// --- the course system ---

function reporterOf({ scorm }: Course): Reporter | null {
  const dialect = scorm && dialects[scorm];
  const api = dialect && findApi(dialect.api, window);
  if (!api) return null;
  return new Reporter(api, dialect, (reason) =>
    notes.put(
      'lms',
      reason === null ? null : () => say('unsaved', { reason: (reason || say('no_reason')).replace(/\.$/, '') }),
    ),
  );
}

function statementsOf({ title, xapi }: Course): Statements | null {
  if (!xapi) return null;
  const launch = launchOf(location.search, xapi);
  if (typeof launch === 'string') {
    notes.put('lrs', () => say('unsent', { reason: say(launch) }));
    return null;
  }
  return new Statements(launch, { title, language: course.element['lang'] ?? language() }, (reason) =>
    notes.put('lrs', reason === null ? null : () => say('unsent', { reason })),
  );
}

const reporter = reporterOf(course);
const statements = statementsOf(course);
const saved: Saved = reporter?.begin() ?? { location: '', parts: new Map() };
progress.restore(saved);
if (!reporter && !statements && !course.xapi) notes.put('lms', () => say('nobody'));
statements?.begin(progress.state());

progress.onChange(() => {
  reporter?.save(progress);
  statements?.save(progress.state());
  draw();
});

addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') return reporter?.hold();
  // Another window of the course may have gone on meanwhile.
  reporter?.look(progress);
  draw();
});
addEventListener('pagehide', () => {
  reporter?.end();
  statements?.end(progress.state());
});
// A page that the browser kept has taken leave already: it starts anew, and goes on where it was.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

// --- what is shown above the element ---

// In place of what was not recorded the element shows something else.
element.addEventListener('ready', () => {
  if (!progress.missing()) return;
  notes.put('missing', () => say('missing'));
  element.remove();
});

// Whatever is drawn may be something else: another example, a file, another lesson.
element.addController({
  hostUpdated: () =>
    progress.away()
      ? notes.put('away', () => say('away'), { name: () => say('back'), act: () => progress.back() })
      : notes.put('away', null),
});

function draw(): void {
  const { share, finished } = progress.state();
  const percent = Math.floor(share * 100);
  document.querySelector('progress')!.value = percent;
  const text = say('done', { percent });
  document.getElementById('done')!.textContent = finished ? `${say('finished')} · ${text}` : text;
  notes.draw();
}

draw();
// Around the element it is as dark as in it.
new MutationObserver(() =>
  Object.assign(document.documentElement.dataset, { theme: element.dataset['theme'] }),
).observe(element, { attributeFilter: ['data-theme'] });
new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ['lang'] });
document.getElementById('stage')!.append(element);
