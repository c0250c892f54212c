// The words of the dialog come with it, in all languages: they are few, and most visitors need none of them.
import german from '../../prose/de/embed.json';
import english from '../../prose/en/embed.json';
import { language } from '../language/language.js';
import type { Language } from '../language/languages.js';

export type Key = keyof typeof english;

const words: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { en: english, de: german };

/** say gives a text, as ui does. */
export const say = (key: Key, params: Readonly<Record<string, string>> = {}): string =>
  words[language()][key].replace(/\{(\w+)\}/g, (all, name: string) => params[name] ?? all);
