// <figure-one-bit>: two runs that differ a little, and their values laid over each other bit by bit: a dark square is a bit
// that differs.
import { html, svg, type TemplateResult } from 'lit';
import { eventsOf } from '../../lesson/moments.js';
import { messageName, valueName } from '../../prose/prose.js';
import { define } from '../../styles/define.js';
import type { TraceModel } from '../../trace/model.js';
import type { MessageEvent, Role, ValueEvent } from '../../trace/types.js';
import { DrawnFigure, figureStyles } from '../figure.js';
import { differing } from './bits.js';
import { oneBitStyles } from './figure-one-bit.styles.js';
import { say } from './words.js';

/** bytesOf gives the bytes of a message or a value of a run; null: it has none. */
export function bytesOf(model: TraceModel, kind: 'message' | 'value', name: string, by: Role): string | null {
  const event = eventsOf(model, kind, name, by)[0] as MessageEvent | ValueEvent | undefined;
  return event?.bytes ?? null;
}

export class FigureOneBit extends DrawnFigure {
  static override styles = [...figureStyles, oneBitStyles];

  protected override picture(): TemplateResult {
    const { parameters } = this;
    const message = parameters['message'] as string;
    return html`<figure>
      <figcaption>${say('caption')}</figcaption>
      <ol>
        ${this.row('message', message)}
        ${(parameters['values'] as readonly string[]).map((name) => this.row('value', name))}
      </ol>
    </figure>`;
  }

  private row(kind: 'message' | 'value', name: string): TemplateResult {
    const by = (this.parameters['by'] as Role | undefined) ?? 'client';
    const [a, b] = [this.model, this.models[0]!].map((model) => bytesOf(model, kind, name, by));
    const title =
      kind === 'message'
        ? messageName((eventsOf(this.model, kind, name, by)[0] as MessageEvent).name)
        : valueName(name);
    if (a === null || b === null || a === undefined || b === undefined || a.length !== b.length) return html``;
    const changed = differing(a, b);
    const all = a.length * 4;
    return html`<li class=${changed.length === 0 ? 'same' : ''}>
      <p>
        <b>${title}</b>
        <span>${changed.length === 0 ? say('same', { all }) : say('differ', { count: changed.length, all })}</span>
      </p>
      ${squares(all, changed)}
    </li>`;
  }
}

const columns = 64;
// One path for all squares of a kind: a long message has thousands.
const path = (places: readonly number[], size: number): string =>
  places
    .map(
      (n) =>
        `M${(n % columns) * 10 + (9 - size) / 2} ${Math.floor(n / columns) * 10 + (9 - size) / 2}h${size}v${size}h-${size}z`,
    )
    .join('');

function squares(all: number, changed: readonly number[]): TemplateResult {
  const height = Math.ceil(all / columns) * 10 - 1;
  return html`<svg viewBox="0 0 ${columns * 10 - 1} ${height}" aria-hidden="true">
    ${svg`<path class="bit" d=${path(
      Array.from({ length: all }, (_, i) => i),
      9,
    )} /><path class="changed" d=${path(changed, changed.length < 4 ? 13 : 9)} />`}
  </svg>`;
}

define('figure-one-bit', FigureOneBit);
