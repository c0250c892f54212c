// The words of the attack: the view, the chain, the matrix.
import german from '../../../prose/de/figure_attack.json';
import english from '../../../prose/en/figure_attack.json';
import { ownWords } from '../../language/own-words.js';
import { valueName } from '../../prose/prose.js';

export type Key = keyof typeof english;

/** say gives a text, as ui does. */
export const say = ownWords<Key>({ en: english, de: german });

const has = (key: string): key is Key => Object.hasOwn(english, key);

/** why gives the core's reason in the language of the page; one that is not known stays as the core said it. */
export const why = (text: string): string => (has(text) ? say(text) : text);

/** nameOf names a value. */
export const nameOf = (name: string): string => (has(`name.${name}`) ? say(`name.${name}` as Key) : valueName(name));
