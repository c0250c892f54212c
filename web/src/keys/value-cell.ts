// One side's value in a few characters: not yet there, there, or discarded.
import { html, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { closedEye, onlyText } from '../role/veil-mark.js';
import type { TraceModel } from '../trace/model.js';
import type { ValueEvent } from '../trace/types.js';
import { shortHex } from '../values/hex.js';

/** valueCell gives the button that stands for a value at a moment. */
export function valueCell(
  host: EventTarget,
  model: TraceModel,
  value: ValueEvent | undefined,
  now: number,
  fresh: boolean,
  digits = 8,
  when = true,
): TemplateResult {
  if (!value) return html`<span class="none" aria-label=${ui('value.never')}>–</span>`;
  if (value.id > now) return html`<span class="none">${ui('value.not_yet')}</span>`;
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
      ${inside}${ended}
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
