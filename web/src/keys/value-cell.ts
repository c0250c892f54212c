// One side's value in a few characters: not yet there, there, or discarded.
import { html, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { RoleName, valueName } from '../prose/prose.js';
import { closedEye, onlyText } from '../role/veil-mark.js';
import type { TraceModel } from '../trace/model.js';
import type { Role, ValueEvent } from '../trace/types.js';
import { shortHex } from '../values/hex.js';

/** cellName says whose value a cell stands for, and which: who hears the page may not see the row and the column. */
export const cellName = (role: Role, name: string, group?: string): string =>
  `${RoleName[role]}, ${group ? ui('keys.of_group', { group, name: valueName(name) }) : valueName(name)}`;

/** valueCell gives the button that stands for a value at a moment. */
export function valueCell(
  host: EventTarget,
  model: TraceModel,
  value: ValueEvent | undefined,
  name: string,
  now: number,
  fresh: boolean,
  digits = 8,
  when = true,
): TemplateResult {
  const named = html`<span class="unseen">${name}: </span>`;
  if (!value)
    return html`<span class="none"
      >${named}<span aria-hidden="true">–</span><span class="unseen">${ui('value.never')}</span></span
    >`;
  if (value.id > now) return html`<span class="none">${named}${ui('value.not_yet')}</span>`;
  const end = model.discardOf(value.id);
  const gone = end !== undefined && end.id <= now;
  const ended = gone
    ? html`<small class="bad"
        >✗ ${when ? ui('value.discarded_at', { step: model.beatOf(end.id).index }) : ui('value.discarded')}</small
      >`
    : '';
  const button = (classes: string, inside: TemplateResult): TemplateResult =>
    html`<button
      class="cell ${classes} ${gone ? 'gone' : ''} ${fresh ? 'fresh' : ''}"
      data-value=${value.id}
      @click=${() => ask(host, 'show-value', value.id)}
    >
      ${named}${inside}${ended}
    </button>`;
  if (value.veiled) {
    const who = onlyText(value.veiled.only);
    return button(
      'veil',
      html`${closedEye}<span>${gone ? html`${ui('role.sealed')}<span class="unseen">: ${who}</span>` : who}</span>`,
    );
  }
  const text = value.bytes === undefined ? ui('value.withheld') : shortHex(value.bytes, digits, 4);
  return button('', html`<code>${text}</code>`);
}
