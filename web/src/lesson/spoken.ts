// The words of lessons: of what plays, lists and prints them.
import german from '../../prose/de/lesson.json';
import english from '../../prose/en/lesson.json';
import { ownWords } from '../language/own-words.js';

/** say gives a text, as ui does. */
export const say = ownWords<keyof typeof english>({ en: english, de: german });
