// What the parts of a lesson look like. A Rule says what is wrong with a value, in one line with its place; all that is
// wrong is said, not only the first thing. The lines are for whoever writes the file, in English as the format is.
import { presets } from '../scenario/presets.js';
import { kinds } from './moments.js';

export interface Check {
  /** The languages of the lesson: every text has just these. */
  readonly languages: readonly string[];
  say(place: string, line: string): void;
}
export type Rule = (value: unknown, place: string, check: Check) => void;
export type Rules = Readonly<Record<string, Rule>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** shown gives a value as it stands in the file, cut where it is long. */
export function shown(value: unknown): string {
  const all = JSON.stringify(value) ?? 'nothing';
  return all.length > 60 ? `${all.slice(0, 60)}…` : all;
}
const should =
  (wanted: string, holds: (value: unknown) => boolean): Rule =>
  (value, place, { say }) => {
    if (!holds(value)) say(place, `should be ${wanted}, and is ${shown(value)}`);
  };

export const words = should('text that is not empty', (v) => typeof v === 'string' && v.trim() !== '');
export const anything: Rule = () => undefined;
export const boolean = should('true or false', (v) => typeof v === 'boolean');
export const count = should('a whole number from 0', (v) => Number.isSafeInteger(v) && (v as number) >= 0);
export const fromOne = should('a whole number from 1', (v) => Number.isSafeInteger(v) && (v as number) >= 1);
export const oneOf = (...names: readonly unknown[]): Rule =>
  should(`one of ${names.join(', ')}`, (v) => names.includes(v));
export const matches = (pattern: RegExp, wanted: string): Rule =>
  should(wanted, (v) => typeof v === 'string' && pattern.test(v));

export const list =
  (item: Rule, least: number, most: number): Rule =>
  (value, place, check) => {
    if (!Array.isArray(value) || value.length < least || value.length > most)
      return check.say(place, `should be a list of ${least} to ${most}, and is ${shown(value)}`);
    value.forEach((one, i) => item(one, `${place}[${i}]`, check));
  };

const join = (place: string, member: string): string => (place === '' ? member : `${place}.${member}`);

/** object has these members and may have those; any other is unknown. */
export const object =
  (members: Rules, may: Rules = {}): Rule =>
  (value, place, check) => {
    const { say } = check;
    if (!isObject(value)) return say(place || 'lesson', `should be an object, and is ${shown(value)}`);
    const rules: Rules = { ...members, ...may };
    for (const name of Object.keys(value))
      if (!Object.hasOwn(rules, name))
        say(join(place, name), `is unknown here; known are ${Object.keys(rules).join(', ')}`);
    for (const [name, rule] of Object.entries(rules))
      if (Object.hasOwn(value, name)) rule(value[name], join(place, name), check);
      else if (Object.hasOwn(members, name)) say(join(place, name), 'is missing');
  };

/** record has members of any name that fits. */
export const record =
  (name: RegExp, item: Rule): Rule =>
  (value, place, check) => {
    if (!isObject(value) || Object.keys(value).length === 0)
      return check.say(place, `should be an object with members, and is ${shown(value)}`);
    for (const [key, one] of Object.entries(value))
      if (name.test(key)) item(one, join(place, key), check);
      else check.say(join(place, key), 'has a name that does not fit here');
  };

const language = /^[a-z]{2,3}$/;

/** inLanguages: the same in every language of the lesson. */
export const inLanguages =
  (item: Rule): Rule =>
  (value, place, check) => {
    record(language, item)(value, place, check);
    if (!isObject(value)) return;
    for (const name of check.languages)
      if (!Object.hasOwn(value, name)) check.say(join(place, name), "is missing: the lesson's title has this language");
    for (const name of Object.keys(value))
      if (language.test(name) && !check.languages.includes(name))
        check.say(join(place, name), "is a language that the lesson's title has not");
  };

const settings = record(
  /^[a-z][a-z-]*$/,
  should('text', (v) => typeof v === 'string'),
);

/** scenario is the id of an example, or settings. */
export const scenario: Rule = (value, place, check) => {
  if (typeof value !== 'string') settings(value, place, check);
  else if (!presets.some(({ id }) => id === value))
    check.say(place, `no example is called "${value}"; there are ${presets.map(({ id }) => id).join(', ')}`);
};

const named = object(
  {},
  { ...Object.fromEntries(kinds.map((kind) => [kind, words])), by: oneOf('client', 'server'), connection: fromOne },
);

/** moment is a step of a run, by its meaning. */
export const moment: Rule = (value, place, check) => {
  if (value === 'first' || value === 'end') return;
  if (!isObject(value) || kinds.filter((kind) => Object.hasOwn(value, kind)).length !== 1)
    return check.say(place, `should be "first", "end" or an object with one of ${kinds.join(', ')}`);
  named(value, place, check);
};
