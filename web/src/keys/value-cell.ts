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
  if (value.veiled && !gone)
    return html`<button
      class="cell veil ${fresh ? 'fresh' : ''}"
      data-value=${value.id}
      @click=${() => ask(host, 'show-value', value.id)}
    >
      ${closedEye}<span>${onlyText(value.veiled.only)}</span>
    </button>`;
  const text = value.veiled
    ? closedEye
    : value.bytes === undefined
      ? ui('value.withheld')
      : shortHex(value.bytes, digits, 4);
  return html`<button
    class="cell ${gone ? 'gone' : ''} ${fresh ? 'fresh' : ''}"
    data-value=${value.id}
    @click=${() => ask(host, 'show-value', value.id)}
  >
    <code>${text}</code
    >${gone ? html`<small class="bad">✗ ${when ? ui('value.discarded_at', { step: model.beatOf(end.id).index }) : ui('value.discarded')}</small>` : ''}
  </button>`;
}
