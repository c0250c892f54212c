// Words that a part of the page brings with it, in all languages: they are few, and most visitors need none of them.
import { language } from './language.js';
import type { Language, Plural } from './languages.js';
import { filled, type Params } from './ui.js';

/** ownWords gives what says a text of such words, as ui does. */
export const ownWords =
  <K extends string>(words: Readonly<Record<Language, Readonly<Record<K, string | Plural>>>>) =>
  (key: K, params: Params = {}): string =>
    filled(words[language()][key], params);
