// The address: which run is shown, and at which step. `#suite=…&seed=…&step=9`: the core's own settings by name, and step.
import type { Choices } from '../core/core.js';
import { ui } from '../language/ui.js';
import { collapse, expand, type Settings } from '../scenario/settings.js';
import type { Role } from '../trace/types.js';

export interface Address {
  /** What the address sets, each side by itself. */
  readonly settings: Settings;
  /** Infinity: the last. */
  readonly step: number | null;
  /** The settings of a run to compare with. */
  readonly beside: Settings | null;
  /** This window plays one side alone, and its line to the other window. */
  readonly split: { readonly side: Role; readonly room: string } | null;
  /** One sentence for each thing in the address that cannot be followed. */
  readonly problems: readonly string[];
}

/** Names in the address that are the page's own. */
const ours = new Set(['step', 'lang', 'view', 'role', 'side', 'room', 'beside', 'lesson', 'screen', 'steal', 'at']);

/** Names that are for the window alone: in an attribute they say nothing. */
const ofWindow = new Set(['side', 'room', 'view', 'lesson', 'screen']);

/** Where settings are read: in the address, or in the attributes of an element in somebody else's page. */
export type Source = 'address' | 'attribute';

/** seedProblem says what is wrong with a seed, or null. */
export function seedProblem(seed: string): string | null {
  if (!/^[0-9a-f]*$/i.test(seed)) return ui('seed.digits');
  if (seed.length !== 64) return ui('seed.length', { count: seed.length });
  return null;
}

/** cleanSeed takes a pasted seed: spaces, colons and a leading 0x are dropped. */
export const cleanSeed = (text: string): string => text.trim().replace(/^0x/i, '').replace(/[\s:]/g, '').toLowerCase();

/** readAddress takes location.hash. What it cannot follow it leaves out and says so; values are for the core to judge. */
export function readAddress(hash: string, choices: Pick<Choices, 'names'>, source: Source = 'address'): Address {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const problems: string[] = [];
  const settings = settingsIn(params, choices, problems, source);
  const stepText = params.get('step');
  const number = stepText !== null && /^\d{1,6}$/.test(stepText) ? Number(stepText) : null;
  const step = stepText === 'end' ? Infinity : number;
  if (stepText !== null && step === null) problems.push(ui(`${source}.step`, { step: stepText.slice(0, 20) }));
  const side = source === 'address' ? params.get('side') : null;
  if (side !== null && side !== 'client' && side !== 'server')
    problems.push(ui('split.side', { side: side.slice(0, 20) }));
  const room = (params.get('room') ?? '').slice(0, 40);
  const split: Address['split'] = side === 'client' || side === 'server' ? { side, room } : null;
  return { settings, step, split, beside: besideIn(params.get('beside'), choices, problems, source), problems };
}

function settingsIn(
  params: URLSearchParams,
  choices: Pick<Choices, 'names'>,
  problems: string[],
  source: Source,
): Settings {
  const settings: Record<string, string> = {};
  for (const [name, value] of params) {
    if (ours.has(name) && !(source === 'attribute' && ofWindow.has(name))) continue;
    if (choices.names.has(name)) settings[name] = value;
    else problems.push(ui(`${source}.setting`, { name: name.slice(0, 40) }));
  }
  if (settings['seed'] !== undefined) {
    const problem = seedProblem(settings['seed']);
    if (problem) {
      problems.push(ui(`${source}.seed`, { problem }));
      delete settings['seed'];
    } else settings['seed'] = settings['seed'].toLowerCase();
  }
  return expand(settings);
}

// `beside` holds the settings of a run as an address does, inside this one.
function besideIn(
  text: string | null,
  choices: Pick<Choices, 'names'>,
  problems: string[],
  source: Source,
): Settings | null {
  if (text === null) return null;
  const own: string[] = [];
  const settings = settingsIn(new URLSearchParams(text), choices, own, source);
  problems.push(...own.map((problem) => ui('address.beside', { problem })));
  return Object.keys(settings).length > 0 ? settings : null;
}

/** splitAddress gives the hash of a window that plays one side. What else the page keeps there stays. */
export function splitAddress(settings: Settings, side: Role, room: string, before = ''): string {
  const params = new URLSearchParams(before.replace(/^#/, ''));
  params.delete('role');
  params.set('side', side);
  params.set('room', room);
  return writeAddress(settings, 0, params.toString());
}

/** wholeAddress leaves the sides out again. */
export function wholeAddress(hash: string): string {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  params.delete('side');
  params.delete('room');
  return `#${params.toString()}`;
}

/** writeAddress gives the hash for a run and a step. What the page keeps there besides, `lang` for one, stays. */
export function writeAddress(settings: Settings, step: number, before = '', beside: Settings | null = null): string {
  const kept = [...new URLSearchParams(before.replace(/^#/, ''))].filter(
    ([name]) => ours.has(name) && name !== 'step' && name !== 'beside',
  );
  const other = beside ? [['beside', new URLSearchParams(collapse(beside)).toString()]] : [];
  const pairs = [...kept, ...Object.entries(collapse(settings)), ...other, ['step', String(step)]];
  return `#${new URLSearchParams(pairs as [string, string][]).toString()}`;
}

/** lessonIn reads the lesson that an address names, and its screen, from 1. */
export function lessonIn(hash: string): { readonly id: string | null; readonly screen: number | undefined } {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const screen = /^\d{1,3}$/.exec(params.get('screen') ?? '')?.[0];
  return { id: params.get('lesson'), screen: screen === undefined ? undefined : Number(screen) };
}

/** lessonAddress gives the hash of a screen of a lesson; null: without one. The lesson says what is shown. */
export function lessonAddress(lesson: { readonly id: string; readonly screen: number } | null, before: string): string {
  const params = new URLSearchParams(before.replace(/^#/, ''));
  if (!lesson) {
    params.delete('lesson');
    params.delete('screen');
    return `#${params.toString()}`;
  }
  const lang = params.get('lang');
  const pairs = { ...(lang === null ? {} : { lang }), lesson: lesson.id, screen: String(lesson.screen) };
  return `#${new URLSearchParams(pairs).toString()}`;
}
