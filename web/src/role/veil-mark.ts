// How a veil looks: a hatched strip with a closed eye, and words that say who knows what is behind it.
import { html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import type { TraceModel } from '../trace/model.js';
import type { Role, Veil } from '../trace/types.js';

/** A closed eye: the sign of everything veiled. */
export const closedEye = html`<svg class="eye" viewBox="0 0 16 10" aria-hidden="true" focusable="false">
  <path d="M1 2q7 7 14 0M3 4.5l-1.5 2M8 5.5v2.5M13 4.5l1.5 2" />
</svg>`;

/** onlyText says who knows it. */
export function onlyText(only: readonly Role[]): string {
  return ui(only.length > 1 ? 'role.only.both' : `role.only.${only[0] ?? 'network'}`);
}

/** veilMark gives the strip in place of what is withheld. */
export const veilMark = (text: string): TemplateResult =>
  html`<span class="veil">${closedEye}<span>${text}</span></span>`;

/** veilOf gives the strip of a veil, with the step at which it lifts. */
export function veilOf(host: EventTarget, model: TraceModel, veil: Veil): TemplateResult {
  const step = veil.until === null ? null : model.beatOf(veil.until).index;
  return html`${veilMark(onlyText(veil.only))}${
    step === null
      ? nothing
      : html` <button class="lifts" @click=${() => ask(host, 'go-to-beat', step)}>
          ${ui('role.until', { step })}
        </button>`
  }`;
}
