// What the parts of the page ask of the whole. Each request is a bubbling event that <handshake-playground> answers.
import type { Theft } from '../address/theft.js';
import type { Viewer } from '../role/viewer.js';
import type { Settings } from '../scenario/settings.js';
import type { Role } from '../trace/types.js';

export interface Requests {
  /** Put the cursor on a beat. */
  'go-to-beat': number;
  /** Open a value: the id of its event. -1 closes the one that is open. */
  'show-value': number;
  /** Open a message: the id of its event. */
  'show-message': number;
  /** Show another view: the id of its tab. */
  'show-tab': string;
  /** Show what an eavesdropper reads who stole this; with `settings`, of that run, with the usual seed. */
  'show-attack': { readonly theft: Theft; readonly settings?: Settings };
  /** Play with these settings. */
  'settings-change': Settings;
  /** Look with these eyes. */
  'show-role': Viewer;
  /** Play one side alone, in this window. */
  'play-side': Role;
  /** Open a panel, or close it: null. */
  'show-panel': 'examples' | 'settings' | 'lessons' | null;
  /** Something of the lesson: open one, show a screen, answer its question, go back to its place, begin anew, leave; the
   * figure or the step beside it. */
  lesson:
    | { readonly open: string }
    | { readonly go: number }
    | { readonly answer: readonly number[] }
    | 'return'
    | 'again'
    | 'leave'
    | 'beside';
  /** Put another run beside this one, or none; with `settings`, play those here. */
  'compare-with': { readonly beside: Settings | null; readonly settings?: Settings };
}

/** ask sends a request upwards. */
export function ask<K extends keyof Requests>(from: EventTarget, name: K, detail: Requests[K]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
