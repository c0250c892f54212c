// The course package that `npm run build:scorm` writes, made in the browser and saved.
import { wordsNow } from '../language/language.js';
import { save } from '../files/save.js';
import { base } from './base.js';
import { courseAttributesOf, type Choice } from './choice.js';

export const versions = ['1.2', '2004'] as const;

/** titleOf names a course: as the example is called, else by its settings. */
export function titleOf(scenario: string): string {
  const presets: Readonly<Record<string, { readonly title: string } | undefined>> = wordsNow().presets;
  return presets[scenario]?.title ?? `TLS: ${scenario.replaceAll('&', ', ')}`;
}

/** saveCourse saves a package of what was chosen. It rejects when the page of courses cannot be had. */
export async function saveCourse(choice: Choice, scorm: (typeof versions)[number]): Promise<void> {
  const [{ coursePackage, examplesOf, packTrace }, response] = await Promise.all([
    import('../course/package.js'),
    fetch(`${base}course.html`),
  ]);
  if (!response.ok) throw new Error(`course.html: ${response.status}`);
  const course = { title: titleOf(choice.scenario), element: Object.fromEntries(courseAttributesOf(choice)) };
  const traces: Record<string, string> = {};
  for (const example of examplesOf(course)) {
    const found = await fetch(`${base}recorded/${example}.json.gz`);
    // Without a recording the course needs WebAssembly.
    if (found.ok) traces[example] = packTrace(new Uint8Array(await found.arrayBuffer()));
  }
  const bytes = coursePackage(await response.text(), { ...course, traces }, scorm);
  const file = `handshake-${choice.scenario.replace(/[^\w-]+/g, '-').slice(0, 40)}-scorm${scorm.replace('.', '')}.zip`;
  save(file, 'application/zip', new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
}
