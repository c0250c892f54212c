// A lesson as docs/lesson-format.md describes it.
import type { Role } from '../trace/types.js';
import type { Viewer } from '../role/viewer.js';
import type { Settings } from '../scenario/settings.js';
import type { Condition } from './conditions.js';

export const formatName = 'handshake-playground-lesson';

/** The same words in each language of the lesson. */
export type Text = Readonly<Record<string, string>>;
export type Paragraphs = Readonly<Record<string, readonly string[]>>;

/** A moment of a run, by its meaning: what happens then. */
export type Moment = 'first' | 'end' | Named;
export interface Named {
  readonly message?: string;
  readonly value?: string;
  readonly discarded?: string;
  readonly check?: string;
  readonly by?: Role;
  readonly connection?: number;
}

/** The id of an example, or settings. */
export type Scenario = string | Settings;

export interface Option {
  readonly text: Text;
  readonly condition: Condition;
}

export interface Question {
  readonly ask: Text;
  readonly choose?: 'one' | 'all';
  readonly options: readonly Option[];
  /** Where the ladder goes when the answer was checked. */
  readonly shows: Moment;
  readonly because?: Paragraphs;
}

/** What is drawn large beside the text: `kind` names it, the rest is for it to read (figures.ts). */
export interface Figure {
  readonly kind: string;
  readonly [parameter: string]: unknown;
}

export interface Screen {
  readonly title: Text;
  readonly text: Paragraphs;
  readonly scenario?: Scenario;
  readonly step: Moment;
  readonly view?: string;
  readonly role?: Viewer;
  readonly figure?: Figure;
  readonly question?: Question;
}

export interface Lesson {
  readonly format: typeof formatName;
  readonly version: 1;
  readonly id: string;
  readonly title: Text;
  readonly about: Text;
  /** How long it takes, for a list. */
  readonly minutes?: number;
  readonly scenario: Scenario;
  readonly screens: readonly Screen[];
}

/** How far somebody is: the screen, from 1, and the chosen options of each question in their order; null: still open. */
export interface Progress {
  readonly screen: number;
  readonly answers: readonly (readonly number[] | null)[];
}
