// What tools/scorm.mjs wrote into the page: which course this is. package.js has the same shape.
import type { Lesson } from '../lesson/types.js';

export interface XapiConfiguration {
  readonly endpoint: string;
  /** The header Authorization, where the launch brings none. */
  readonly auth?: string;
  readonly activity: string;
}

export interface Course {
  readonly title: string;
  readonly scorm?: '1.2' | '2004';
  /** The attributes of the element: scenario, view, step, role, controls, height, theme, lang. */
  readonly element: Readonly<Record<string, string>>;
  /** It was checked before it was packed. */
  readonly lesson?: Lesson;
  /** The share of right answers that passes, 0 to 1. */
  readonly pass?: number;
  /** Recorded traces of its examples, for where WebAssembly is forbidden: gzip in base64, by example. */
  readonly traces?: Readonly<Record<string, string>>;
  readonly xapi?: XapiConfiguration;
}

const usual: Course = { title: 'Handshake Playground', element: { controls: 'minimal' } };

/** readCourse reads the data block of the page. An empty one is the first example; a broken one is a SyntaxError. */
export function readCourse(page: Document): Course {
  const text = page.getElementById('course')?.textContent.trim() ?? '';
  return text === '' ? usual : (JSON.parse(text) as Course);
}
