// The words of the page itself: ui('step_of', { step: 3, last: 72 }).
import { language, wordsNow } from './language.js';
import type { Plural, UiKey } from './languages.js';

export type Params = Readonly<Record<string, string | number>>;

function template(text: string | Plural, count: unknown): string {
  if (typeof text === 'string') return text;
  const rule = new Intl.PluralRules(language()).select(Number(count));
  return text[rule] ?? text.other;
}

/** filled fills the places of a text. With plural forms, `count` chooses among them. */
export const filled = (text: string | Plural, params: Params): string =>
  template(text, params['count']).replace(/\{(\w+)\}/g, (all, name: string) => String(params[name] ?? all));

/** ui gives a text. */
export const ui = (key: UiKey, params: Params = {}): string => filled(wordsNow().ui[key], params);

/** uiParts gives a text whose places are filled with pieces of a template: buttons, code. */
export const uiParts = (key: UiKey, params: Readonly<Record<string, unknown>>): unknown[] =>
  template(wordsNow().ui[key], params['count'])
    .split(/\{(\w+)\}/)
    .map((part, i) => (i % 2 === 0 ? part : params[part]));
