// The attributes of <handshake-playground> in somebody else's page, and what they stand for.
import { presets } from '../scenario/presets.js';
import { collapse } from '../scenario/settings.js';

/** What a page shows of itself. */
export interface Parts {
  readonly ladder: boolean;
  /** The view that stands alone; null: the person chooses among all of them. */
  readonly tab: string | null;
  /** Whether there is a right panel at all. */
  readonly detail: boolean;
}

const alone: Readonly<Record<string, string>> = {
  step: 'step',
  bytes: 'message',
  keys: 'keys',
  schedule: 'schedule',
  network: 'network',
  checks: 'checks',
  states: 'states',
  compare: 'compare',
  attack: 'attack',
};

/** partsOf reads the attribute `view`: ladder, one of the views, or all. */
export function partsOf(view: string | null): Parts {
  const name = view?.trim() ?? '';
  if (name === 'ladder') return { ladder: true, tab: null, detail: false };
  const tab = Object.hasOwn(alone, name) ? alone[name]! : null;
  return { ladder: tab === null, tab, detail: true };
}

/** hashOf makes an address of attributes. `scenario` is the name of an example, or settings as an address has them. */
export function hashOf(attribute: (name: string) => string | null): string {
  const scenario = (attribute('scenario') ?? '').trim().replace(/^[#?]/, '');
  const preset = presets.find(({ id }) => id === scenario);
  const params = new URLSearchParams(preset ? { ...collapse(preset.settings) } : scenario);
  const step = attribute('step')?.trim();
  if (step) params.set('step', step);
  const role = attribute('role')?.trim();
  if (role && role !== 'both') params.set('role', role);
  return `#${params.toString()}`;
}

/** heightOf reads the attribute `height`: a number of pixels, or null for as much as is needed. */
export function heightOf(attribute: string | null): number | null {
  const found = /^\s*(\d{2,5})\s*(?:px)?\s*$/.exec(attribute ?? '');
  return found ? Number(found[1]) : null;
}

/** controlsOf reads the attribute `controls`. */
export function controlsOf(attribute: string | null): 'full' | 'minimal' | 'none' {
  return attribute === 'none' || attribute === 'minimal' ? attribute : 'full';
}
