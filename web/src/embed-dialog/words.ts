// The words of the dialog.
import german from '../../prose/de/embed.json';
import english from '../../prose/en/embed.json';
import { ownWords } from '../language/own-words.js';

export type Key = keyof typeof english;

/** say gives a text, as ui does. */
export const say = ownWords<Key>({ en: english, de: german });
