// What the colours and signs mean, shown before the first step.
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { ui, uiParts } from '../language/ui.js';
import type { TraceModel } from '../trace/model.js';

const arrow = (tone: string): SVGTemplateResult =>
  svg`<path class="swatch-${tone}" d="M2 10H30" stroke-width="2.2"/><path class="swatch-${tone}" d="M38 10l-9 -5v10z" stroke="none"/>`;
const bar = (tone: string): SVGTemplateResult =>
  svg`<rect class="swatch-${tone}" x="4" y="8" width="30" height="4" rx="2"/>`;
const cross = svg`<rect class="swatch-client" x="2" y="8" width="22" height="4" rx="2"/><path class="swatch-bad" stroke-width="2.2" d="M28 6l8 8m0 -8l-8 8"/>`;
const dots = svg`<circle class="swatch-client" cx="11" cy="10" r="5"/><circle class="swatch-server" cx="29" cy="10" r="5"/>`;

const line = (drawing: SVGTemplateResult, text: string): TemplateResult =>
  html`<li><svg width="40" height="20" aria-hidden="true">${drawing}</svg><span>${text}</span></li>`;

/** legend explains the signs of the ladder. */
export function legend(model: TraceModel): TemplateResult {
  const last = model.beats.length - 1;
  return html`
    <ul class="legend">
      ${line(dots, ui('legend.dots'))} ${line(arrow('clear'), ui('legend.clear'))}
      ${
        model.tls12
          ? line(arrow('session'), ui('legend.session'))
          : html`${line(arrow('hs'), ui('legend.handshake'))} ${line(arrow('app'), ui('legend.application'))}`
      }
      ${line(bar(model.tls12 ? 'session' : 'hs'), ui('legend.bar'))} ${line(cross, ui('legend.cross'))}
    </ul>
    ${last === 0 ? '' : keysOf(last)}
  `;
}

function keysOf(count: number): TemplateResult {
  return html`<p class="keys">
    ${uiParts('legend.keys', {
      right: html`<kbd>→</kbd>`,
      left: html`<kbd>←</kbd>`,
      space: html`<kbd>${ui('key.space')}</kbd>`,
      home: html`<kbd>${ui('key.home')}</kbd>`,
      end: html`<kbd>${ui('key.end')}</kbd>`,
      count,
    })}
  </p>`;
}
