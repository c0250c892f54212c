// The words of the view around the chain and the matrix. A lesson does without them.
import german from '../../../prose/de/figure_attack_view.json';
import english from '../../../prose/en/figure_attack_view.json';
import { ownWords } from '../../language/own-words.js';

export type Key = keyof typeof english;

/** say gives a text, as ui does. */
export const say = ownWords<Key>({ en: english, de: german });
