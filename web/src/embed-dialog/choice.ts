// What is chosen in the dialog. It begins with what is on screen.
import type { Lesson } from '../lesson/types.js';
import { presetOf } from '../scenario/presets.js';
import { collapse, type Settings } from '../scenario/settings.js';

/** Beginning is what is on screen. */
export interface Beginning {
  readonly settings: Settings;
  /** The seed that a run has when nobody chose one. */
  readonly usualSeed: string | undefined;
  readonly beside: Settings | null;
  readonly viewer: string;
  /** null: one side is played alone, and its steps are not those of a whole run. */
  readonly step: number | null;
  readonly lesson: BegunLesson | null;
}

/** The lesson that is open. */
export interface BegunLesson {
  /** The id of one that ships, or an address. */
  readonly source: string;
  readonly title: string;
  readonly file: Lesson;
}

/** Choice holds the attributes of <handshake-playground>. Empty: as it is when nothing is said. */
export interface Choice {
  /** A lesson says scenario, view, step and role itself. */
  readonly lesson: string;
  readonly scenario: string;
  readonly view: string;
  readonly step: string;
  readonly role: string;
  readonly controls: string;
  /** `auto`, or a number of pixels. */
  readonly height: string;
  readonly lang: string;
  readonly theme: string;
}

/** addressOf says the settings as the address of the whole page does. A seed is said when somebody chose it. */
export function addressOf({ settings, usualSeed, beside }: Beginning): string {
  const params = new URLSearchParams(collapse(settings));
  if (settings['seed'] === usualSeed) params.delete('seed');
  if (beside) params.set('beside', new URLSearchParams(collapse(beside)).toString());
  return params.toString();
}

/** scenarioOf gives the name of the example that the settings are, else the settings. */
export function scenarioOf(begin: Beginning): string {
  const { settings, usualSeed, beside } = begin;
  const own = settings['seed'] !== usualSeed || beside !== null;
  return (own ? undefined : presetOf(settings)?.id) ?? addressOf(begin);
}

/** attributesOf lists what has to be said. */
export function attributesOf(choice: Choice): readonly (readonly [name: string, value: string])[] {
  const usual: Readonly<Record<string, string>> = {
    view: 'all',
    step: '0',
    role: 'both',
    controls: 'full',
    height: 'auto',
  };
  const own = choice.lesson === '' ? [] : ['scenario', 'view', 'step', 'role'];
  return Object.entries(choice).filter(([name, value]) => value !== '' && value !== usual[name] && !own.includes(name));
}

/**
 * courseAttributesOf lists what is said of a course. It begins at its beginning, since every step counts; controls are said
 * in any case, since a course has the playback bar alone when they are not.
 */
export function courseAttributesOf(choice: Choice): readonly (readonly [name: string, value: string])[] {
  const others = attributesOf(choice).filter(([name]) => name !== 'controls' && name !== 'step');
  return [...others, ['controls', choice.controls]];
}
