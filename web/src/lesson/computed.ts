// What a lesson asks the core beyond its runs: command lines, and members of their answers. All are asked before the lesson
// plays, so that whoever judges or draws need not wait.
import { argumentsOf, type Settings } from '../scenario/settings.js';
import type { TraceModel } from '../trace/model.js';
import type { Scenario } from './types.js';

/** Facts are what the core said for a screen. */
export interface Facts {
  /** The settings of the screen's run, with its seed. */
  readonly settings: Settings;
  /** The answer to a command line, as parsed JSON. */
  readonly answers: (args: readonly string[]) => unknown;
  /** Another run of the lesson, and its facts. */
  readonly elsewhere: (scenario: Scenario) => { readonly model: TraceModel; readonly facts: Facts };
}

/** smallLine asks for a computation with small numbers. */
export const smallLine = (words: readonly string[]): string[] => ['small', ...words, '--format=json'];

/** attackLine asks what an eavesdropper can do with a run, and with what was stolen. */
export const attackLine = (attack: Settings, settings: Settings): string[] => [
  'attack',
  ...argumentsOf(settings),
  ...argumentsOf(attack),
  '--format=json',
];

/** lackOf says that an answer lacks a member; null: it has it. */
export const lackOf = ({ answers }: Facts, args: readonly string[], member: string): string | null =>
  memberOf(answers(args), member) === undefined ? `the answer to "${args.join(' ')}" has no member "${member}"` : null;

/** memberOf follows a path, `steps.2.value`, into an answer; undefined: there is no such member. */
export function memberOf(answer: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const object = Object(value) as Readonly<Record<string, unknown>>;
    return Object.hasOwn(object, name) ? object[name] : undefined;
  }, answer);
}
