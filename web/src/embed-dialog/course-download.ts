// The course package that `npm run build:scorm` writes, made in the browser and saved.
import { wordsNow } from '../language/language.js';
import { save } from '../files/save.js';
import type { Lesson } from '../lesson/types.js';
import { base } from './base.js';
import { courseAttributesOf, type Choice } from './choice.js';

export const versions = ['1.2', '2004'] as const;

/** titleOf names a course: as the example is called, else by its settings. */
export function titleOf(scenario: string): string {
  const presets: Readonly<Record<string, { readonly title: string } | undefined>> = wordsNow().presets;
  return presets[scenario]?.title ?? `TLS: ${scenario.replaceAll('&', ', ')}`;
}

// What is asked has a mastery score, as the command gives it when nothing is said.
const courseOf = (
  lesson: Lesson,
  lang: string,
): { readonly title: string; readonly lesson: Lesson; readonly pass?: number } => ({
  title: lesson.title[lang] ?? Object.values(lesson.title)[0] ?? lesson.id,
  lesson,
  ...(lesson.screens.some(({ question }) => question) ? { pass: 0.6 } : {}),
});

/** saveCourse saves a package of what was chosen. It rejects when the page of courses cannot be had. */
export async function saveCourse(choice: Choice, scorm: (typeof versions)[number], file?: Lesson): Promise<void> {
  const [{ coursePackage, examplesOf, packTrace }, response] = await Promise.all([
    import('../course/package.js'),
    fetch(`${base}course.html`),
  ]);
  if (!response.ok) throw new Error(`course.html: ${response.status}`);
  const lesson = choice.lesson === '' ? undefined : file;
  const element = Object.fromEntries(courseAttributesOf(choice).filter(([name]) => name !== 'lesson'));
  const course = lesson ? { ...courseOf(lesson, choice.lang), element } : { title: titleOf(choice.scenario), element };
  const traces: Record<string, string> = {};
  for (const example of examplesOf(course)) {
    const found = await fetch(`${base}recorded/${example}.json.gz`);
    // Without a recording the course needs WebAssembly.
    if (found.ok) traces[example] = packTrace(new Uint8Array(await found.arrayBuffer()));
  }
  const bytes = coursePackage(await response.text(), { ...course, traces }, scorm);
  const name = `handshake-${(lesson?.id ?? choice.scenario).replace(/[^\w-]+/g, '-').slice(0, 40)}-scorm${scorm.replace('.', '')}.zip`;
  save(name, 'application/zip', new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
}
