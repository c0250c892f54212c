// <ladder-view>: client, wire and server. Lines, arrows and bars are SVG; every stop is a button laid over it.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { beatWords, epochName, messageTitle, RoleName, sizeText } from '../prose/prose.js';
import { closedEye, veilMark } from '../role/veil-mark.js';
import { place } from '../styles/place.js';
import { shared } from '../styles/shared.js';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';
import { detailLines } from './details.js';
import { drawing, geometryOf, type Geometry } from './drawing.js';
import { barTone, captionsOf } from './labels.js';
import { layOut, type Arrow, type Layout, type Row } from './layout.js';
import { ladderStyles } from './ladder-view.styles.js';

// A protected message is an envelope with a seal.
const lock = html`<svg class="lock" viewBox="0 0 12 12" aria-hidden="true">
  <rect x="1.5" y="5" width="9" height="6" rx="1" />
  <path d="M3.5 5V3.5a2.5 2.5 0 0 1 5 0V5" />
</svg>`;

export class LadderView extends LitElement {
  static override styles = [shared, ladderStyles];
  static override properties = {
    model: { attribute: false },
    current: { attribute: false },
    width: { state: true },
  };

  declare model: TraceModel;
  declare current: number;
  declare width: number;
  private frame = 0;
  private readonly observer = new ResizeObserver((entries) => {
    const width = Math.round(entries[0]?.contentRect.width ?? 0);
    if (width > 0 && width !== this.width) this.width = width;
  });

  constructor() {
    super();
    this.current = 0;
    this.width = 0;
  }

  protected override firstUpdated(): void {
    this.observer.observe(this.scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
  }

  private get scroller(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>('.scroller')!;
  }

  protected override willUpdate(): void {
    this.toggleAttribute('narrow', this.width > 0 && this.width < 520);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('current') || changed.has('model') || changed.has('width')) {
      // In the next frame, when the rest of the page has changed too: so the browser lays out once.
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.follow());
    }
  }

  // Keeps the current stop in the middle part of the panel.
  private follow(): void {
    const stop = this.renderRoot.querySelector<HTMLElement>('[aria-current]');
    const { scroller } = this;
    if (!stop) {
      scroller.scrollTo({ top: 0 });
      return;
    }
    const y = stop.offsetTop;
    const { scrollTop, clientHeight } = scroller;
    if (y > scrollTop + clientHeight * 0.18 && y + stop.offsetHeight < scrollTop + clientHeight * 0.72) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    scroller.scrollTo({ top: y - clientHeight * 0.4, behavior: calm ? 'auto' : 'smooth' });
  }

  /** focusCurrent puts the keyboard focus on the current stop. */
  focusCurrent(): void {
    this.renderRoot.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  override render(): TemplateResult {
    return html`
      <div class="lanes">${this.laneHead('client')}${this.laneHead('server')}</div>
      <div class="scroller" tabindex="-1">${this.width > 0 ? this.ladder() : nothing}</div>
    `;
  }

  private laneHead(role: Role): TemplateResult {
    const now = this.model.beatAt(this.current).now;
    return html`<div class="lane ${role}">
      <b>${RoleName[role]}</b
      ><small
        >${this.model.inside(role) ? this.model.stateAt(role, now) : html`${closedEye} ${ui('role.state')}`}</small
      >
    </div>`;
  }

  private ladder(): TemplateResult {
    const { model } = this;
    const beat = model.beatAt(this.current);
    const captions = captionsOf(model, this.width >= 520);
    const wide = this.width >= 520;
    const sizes = { arrow: wide ? 50 : 46, row: wide ? 27 : 30, line: 19 };
    const layout = layOut(model, sizes, (b) => {
      if (b.message) return captions.has(b) ? 1 : 0;
      return b === beat ? Math.max(0, detailLines(b).length - 0.6) : 0;
    });
    const geometry = geometryOf(this.width, layout.tracks);
    return html`<div class="stage" ${place({ height: `${layout.height}px` })}>
      ${drawing(model, layout, geometry, beat)}
      <ol aria-label=${ui('ladder.stops')}>
        ${this.stops(layout, geometry, captions)}
      </ol>
    </div>`;
  }

  private stops(layout: Layout, geometry: Geometry, captions: Map<Beat, string>): TemplateResult[] {
    const arrowOf = new Map<Beat, Arrow>();
    for (const arrow of layout.arrows) {
      if (arrow.sent) arrowOf.set(arrow.sent, arrow);
      else if (arrow.received) arrowOf.set(arrow.received, arrow);
    }
    return layout.rows.flatMap((row) => {
      const arrow = arrowOf.get(row.beat);
      if (arrow) return [this.messageStop(row, arrow, geometry, captions.get(row.beat))];
      return row.beat.message ? [] : [this.laneStop(row, geometry)];
    });
  }

  private messageStop(row: Row, arrow: Arrow, geometry: Geometry, caption: string | undefined): TemplateResult {
    const { beat } = row;
    const message = beat.message!;
    const here = this.current === arrow.sent?.index || this.current === arrow.received?.index;
    const tab = here || (this.current === 0 && beat.index === 1);
    const y = Math.min(arrow.y1, arrow.y2) - geometry.arrowHeight / 2;
    const sealed = message.veiled?.until === null;
    const classes = { message: true, [message.epoch]: true, sealed, here, later: this.current < beat.index };
    const name = messageTitle(message);
    const size = sizeText(message);
    const label = ui(`ladder.message.${arrow.from}`, { name, size, epoch: epochName[message.epoch] });
    return html`<li>
      ${
        caption
          ? html`<span
              class=${classMap({ caption: true, [message.epoch]: true, later: this.current < beat.index })}
              aria-hidden="true"
              ${place({ top: `${row.y}px`, left: `${geometry.left}px`, width: `${geometry.right - geometry.left}px` })}
              >${caption}</span
            >`
          : nothing
      }
      <button
        class=${classMap(classes)}
        data-beat=${beat.index}
        tabindex=${tab ? 0 : -1}
        aria-current=${here ? 'step' : nothing}
        aria-label=${label}
        @click=${() => ask(this, 'go-to-beat', beat.index)}
        ${place({
          top: `${y}px`,
          left: `${geometry.left + 8}px`,
          width: `${geometry.right - geometry.left - 16}px`,
          height: `${geometry.arrowHeight + Math.abs(arrow.y2 - arrow.y1)}px`,
        })}
      >
        <span class="name">${sealed ? lock : nothing}${name}</span>
        <span class="size">${size}${here && geometry.wide ? ` · ${ui(`ladder.under.${message.epoch}`)}` : ''}</span>
      </button>
    </li>`;
  }

  private laneStop(row: Row, geometry: Geometry): TemplateResult {
    const { beat, lane } = row;
    const here = this.current === beat.index;
    const words = beatWords(beat, this.model);
    const client = lane === 'client';
    const tone = barTone(beat, this.model.tls12);
    const classes = {
      stop: true,
      [lane]: true,
      [tone === 'client' || tone === 'server' ? 'key' : (tone ?? 'plain')]: true,
      here,
      later: this.current < beat.index,
      unseen_inside: /^(inside|on_the_way)$/.test(beat.kind),
      bad: /fatal|failed/.test(beat.kind),
      ends: beat.kind === 'discard',
    };
    const tab = here || (this.current === 0 && beat.index === 1);
    return html`<li>
      <button
        class=${classMap(classes)}
        data-beat=${beat.index}
        tabindex=${tab ? 0 : -1}
        aria-current=${here ? 'step' : nothing}
        title=${words.title}
        @click=${() => ask(this, 'go-to-beat', beat.index)}
        ${place({
          top: `${row.y}px`,
          left: `${client ? geometry.left - geometry.gap - geometry.label : geometry.right + geometry.gap}px`,
          width: `${geometry.label}px`,
          'min-height': `${geometry.rowHeight}px`,
        })}
      >
        <span>${words.short}</span><span class="unseen">: ${words.title}</span>
      </button>
      ${here ? this.details(row, geometry) : nothing}
    </li>`;
  }

  private details(row: Row, geometry: Geometry): TemplateResult {
    const lines = detailLines(row.beat);
    return html`<div
      class="details ${row.lane}"
      aria-hidden="true"
      ${place({ top: `${row.y}px`, left: `${geometry.left + 10}px`, width: `${geometry.right - geometry.left - 20}px` })}
    >
      ${lines.map(
        (line) =>
          html`<div>
            <span>${line.name}</span>${
              line.veiled
                ? geometry.wide
                  ? veilMark(ui('role.sealed'))
                  : closedEye
                : line.bytes && geometry.wide
                  ? html`<code>${line.bytes}</code>`
                  : nothing
            }
          </div>`,
      )}
    </div>`;
  }
}

customElements.define('ladder-view', LadderView);
