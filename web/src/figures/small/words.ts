// The words of the figures with small numbers come with them, in all languages.
import german from '../../../prose/de/figure_small.json';
import english from '../../../prose/en/figure_small.json';
import { ownWords } from '../../language/own-words.js';

export type Key = keyof typeof english;

/** say gives a text, as ui does. */
export const say = ownWords<Key>({ en: english, de: german });

/** sup writes a number raised: x⁶. */
export const sup = (n: number): string => String(n).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!);
