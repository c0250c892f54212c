// The words of the figure.
import german from '../../../prose/de/figure_chain.json';
import english from '../../../prose/en/figure_chain.json';
import { ownWords } from '../../language/own-words.js';

/** say gives a text, as ui does. */
export const say = ownWords<keyof typeof english>({ en: english, de: german });
