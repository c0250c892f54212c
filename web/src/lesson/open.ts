// Opens a lesson from wherever it is: one that ships, an address, or an object.
import type { Core } from '../core/core.js';
import { SpokenError } from '../language/spoken-error.js';
import { ui } from '../language/ui.js';
import type { Settings } from '../scenario/settings.js';
import { Course, LessonProblem } from './course.js';
import { shipped } from './shipped.js';
import { say } from './spoken.js';
import { lessonText } from './supply.js';
import { textAt } from './text-at.js';
import './lesson-figure.js';
import './lesson-player.js';

/** openCourse rejects with one sentence that says which lesson cannot be played, and why. */
export async function openCourse(
  source: unknown,
  core: Core,
  complete: (settings: Settings) => Settings,
): Promise<Course> {
  const name = typeof source === 'string' ? source.slice(0, 80) : '';
  try {
    const given = typeof source === 'string' ? await fetched(source) : source;
    return await Course.open(given, core, complete);
  } catch (error) {
    const why = (): string => {
      const more = error instanceof LessonProblem ? error.lines.length - 1 : 0;
      return `${(error as Error).message}${more > 0 ? ` ${say('more', { count: more })}` : ''}`;
    };
    throw new SpokenError(() => (name ? say('wrong', { name, why: why() }) : say('wrong_given', { why: why() })));
  }
}

async function fetched(source: string): Promise<unknown> {
  const isAddress = /[/.:]/.test(source);
  if (!isAddress && !shipped.includes(source))
    throw new SpokenError(() => say('unknown', { names: shipped.join(', ') }));
  const text = await (isAddress ? textAt(new URL(source, document.baseURI).href) : lessonText(source));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SpokenError(() => ui('file.not_json'));
  }
}
