// What the page of a course says itself, in the language that the element speaks.
import german from '../../prose/de/course.json';
import english from '../../prose/en/course.json';
import { language } from '../language/language.js';

export type CourseKey = keyof typeof english;
export type Say = () => string;

const words: Readonly<Record<string, Readonly<Record<CourseKey, string>>>> = { en: english, de: german };

/** say gives a text; what is in braces comes from `params`. */
export const say = (key: CourseKey, params: Readonly<Record<string, string | number>> = {}): string =>
  (words[language()] ?? english)[key].replace(/\{(\w+)\}/g, (all, name: string) => String(params[name] ?? all));
