// The words of the page itself: ui('step_of', { step: 3, last: 72 }).
import { language, wordsNow } from './language.js';
import type { UiKey } from './languages.js';

export type Params = Readonly<Record<string, string | number>>;

function template(key: UiKey, count: unknown): string {
  const text = wordsNow().ui[key];
  if (typeof text === 'string') return text;
  const rule = new Intl.PluralRules(language()).select(Number(count));
  return text[rule] ?? text.other;
}

/** ui gives a text. With plural forms, `count` chooses among them. */
export const ui = (key: UiKey, params: Params = {}): string =>
  template(key, params['count']).replace(/\{(\w+)\}/g, (all, name: string) => String(params[name] ?? all));

/** uiParts gives a text whose places are filled with pieces of a template: buttons, code. */
export const uiParts = (key: UiKey, params: Readonly<Record<string, unknown>>): unknown[] =>
  template(key, params['count'])
    .split(/\{(\w+)\}/)
    .map((part, i) => (i % 2 === 0 ? part : params[part]));
