// The languages of the page. Each is a chunk of its own, fetched when it is wanted.
// How to add one: docs/languages.md.
import type alerts from '../../prose/en/alerts.json';
import type beats from '../../prose/en/beats.json';
import type checks from '../../prose/en/checks.json';
import type codes from '../../prose/en/codes.json';
import type fields from '../../prose/en/fields.json';
import type files from '../../prose/en/files.json';
import type machine from '../../prose/en/machine.json';
import type messages from '../../prose/en/messages.json';
import type operations from '../../prose/en/operations.json';
import type presets from '../../prose/en/presets.json';
import type recompute from '../../prose/en/recompute.json';
import type settings from '../../prose/en/settings.json';
import type states from '../../prose/en/states.json';
import type page from '../../prose/en/ui.json';
import type values from '../../prose/en/values.json';

export interface BeatProse {
  readonly title: string;
  readonly short: string;
  readonly text: string;
}
export interface MessageProse {
  readonly name: string;
  readonly sent: string;
  readonly received: string;
}
export interface ValueProse {
  readonly name: string;
  /** What stands where the context is clear, as in the picture of the key schedule. */
  readonly short?: string;
  readonly text: string;
}

/** A sentence that depends on a number: one form for each plural category of the language. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;
export type UiKey = keyof typeof page | keyof typeof files;

type Like<Keys extends string, T> = Readonly<Record<Keys, T>>;

/** Words are all texts of one language. The keys are those of English, and the compiler checks that. */
export interface Words {
  readonly alerts: Like<keyof typeof alerts, string>;
  readonly beats: Like<keyof typeof beats, BeatProse>;
  readonly checks: Like<keyof typeof checks, string>;
  readonly codes: Like<keyof typeof codes, string>;
  readonly fields: Like<keyof typeof fields, { readonly text: string }>;
  /** The words of the state diagrams. */
  readonly machine: Like<keyof typeof machine, string>;
  readonly messages: Like<keyof typeof messages, MessageProse>;
  readonly operations: Like<keyof typeof operations, { readonly name: string; readonly text: string }>;
  readonly presets: Like<keyof typeof presets, { readonly title: string; readonly text: string }>;
  readonly recompute: Like<keyof typeof recompute, string>;
  readonly settings: Like<keyof typeof settings, string>;
  readonly states: Like<keyof typeof states, string>;
  /** The words of the page itself: ui.json and files.json. */
  readonly ui: Like<UiKey, string | Plural>;
  readonly values: Like<keyof typeof values, ValueProse>;
  /** What the core itself says in English: the names of its checks and the reasons of its failures. */
  readonly phrases: Readonly<Record<string, string>>;
  /** What the core says of settings that it does not take. Patterns: English, with places, to this language. */
  readonly refusals: Readonly<Record<string, string>>;
}

/** languages says what each language calls itself, and how its words come. */
export const languages = {
  en: { name: 'English', load: async (): Promise<Words> => (await import('../../prose/en/index.js')).english },
  de: { name: 'Deutsch', load: async (): Promise<Words> => (await import('../../prose/de/index.js')).german },
} as const;

export type Language = keyof typeof languages;
export const languageNames = Object.keys(languages) as Language[];
export const isLanguage = (text: string | null | undefined): text is Language =>
  text !== null && text !== undefined && Object.hasOwn(languages, text);
