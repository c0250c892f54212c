// <ladder-view>: client, wire and server. Lines, arrows and bars are SVG; every stop is a button laid over it.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { guard } from 'lit/directives/guard.js';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { beatWords, epochName, messageTitle, RoleName, sizeText } from '../prose/prose.js';
import { closedEye, veilMark } from '../role/veil-mark.js';
import { define } from '../styles/define.js';
import { place } from '../styles/place.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';
import { detailLines } from './details.js';
import { drawing, within, type Band, type Geometry } from './drawing.js';
import { barTone, hyphenated } from './labels.js';
import type { Arrow, Row } from './layout.js';
import { sceneOf, type Scene, type Stop } from './scene.js';
import { ladderStyles } from './ladder-view.styles.js';

// A protected message is an envelope with a seal.
const lock = html`<svg class="lock" viewBox="0 0 12 12" aria-hidden="true">
  <rect x="1.5" y="5" width="9" height="6" rx="1" />
  <path d="M3.5 5V3.5a2.5 2.5 0 0 1 5 0V5" />
</svg>`;
// A ladder of more stops than this is drawn where it is in sight, and one height of the panel above and below.
const manyStops = 300;

export class LadderView extends LitElement {
  static override styles = [shared, ladderStyles];
  static override properties = {
    model: { attribute: false },
    current: { attribute: false },
    width: { state: true },
    band: { state: true },
  };

  declare model: TraceModel;
  declare current: number;
  declare width: number;
  /** What is drawn of a long ladder; null: all. */
  declare band: Band | null;
  private scene: Scene | null = null;
  private frame = 0;
  private height = 0;
  private readonly observer = new ResizeObserver((entries) => {
    const { width, height } = entries[0]!.contentRect;
    this.height = height;
    if (width > 0) this.width = Math.round(width);
    this.look();
  });

  constructor() {
    super();
    this.current = 0;
    this.width = 0;
    this.band = null;
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
    if (this.width > 0) this.scene = sceneOf(this.model, this.width, this.scene);
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
    const { scroller, scene, height } = this;
    const row = scene?.rowOf.get(this.model.beatAt(this.current));
    if (!row) {
      scroller.scrollTo({ top: 0 });
      this.look(0);
      return;
    }
    const { scrollTop } = scroller;
    if (row.y > scrollTop + height * 0.18 && row.y + row.height < scrollTop + height * 0.72) return;
    const top = Math.max(0, row.y - height * 0.4);
    // Far away one does not see the way, only a blur.
    const near = Math.abs(top - scrollTop) < height * 2;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    scroller.scrollTo({ top, behavior: calm || !near ? 'auto' : 'smooth' });
    this.look(near ? scrollTop : top);
  }

  // Draws what is in sight at a height, when that is not drawn yet.
  private look(at = this.scroller.scrollTop): void {
    const { scene, height, band } = this;
    if (!scene || scene.stops.length <= manyStops) {
      this.band = null;
      return;
    }
    const enough = { from: Math.max(0, at - height / 2), to: Math.min(scene.layout.height, at + height * 1.5) };
    if (band && band.from <= enough.from && band.to >= enough.to) return;
    this.band = { from: Math.max(0, at - height), to: at + 2 * height };
  }

  /** focusCurrent puts the keyboard focus on the current stop. */
  focusCurrent(): void {
    this.renderRoot.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  override render(): TemplateResult {
    return html`
      <div class="lanes">${this.laneHead('client')}${this.laneHead('server')}</div>
      <div class="scroller" tabindex="-1" @scroll=${() => this.look()}>
        ${this.scene ? this.ladder(this.scene) : nothing}
      </div>
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

  private ladder(scene: Scene): TemplateResult {
    const { layout, geometry, stops } = scene;
    const beat = this.model.beatAt(this.current);
    const band = this.bandOf(scene);
    return html`<div class="stage" ${place({ height: `${layout.height}px` })}>
      <div class="drawing" ${place({ top: `${band?.from ?? 0}px` })}>
        ${drawing(this.model, layout, geometry, beat, band ?? undefined)}
      </div>
      <ol aria-label=${ui('ladder.stops')}>
        ${stops.map((stop, i) => {
          const here = this.isHere(stop);
          const tab = here || (this.current === 0 && i === 0);
          // The current stop can be reached with the keyboard even when it is out of sight.
          if (band && !tab && !within(band, stop.row.y, stop.row.y + stop.row.height)) return nothing;
          const later = this.current < stop.row.beat.index;
          const place = band ? `${i + 1}/${stops.length}` : '';
          return guard([scene, stop, here, tab, later, place], () => this.item(scene, stop, here, tab, place));
        })}
      </ol>
    </div>`;
  }

  // A long ladder is never drawn whole, not even before it was looked at.
  private bandOf({ stops }: Scene): Band | null {
    if (stops.length <= manyStops) return null;
    return this.band ?? { from: 0, to: 2 * this.height };
  }

  private isHere({ row, arrow }: Stop): boolean {
    const { current } = this;
    return current === row.beat.index || (arrow?.taken === arrow?.y && current === arrow?.received?.index);
  }

  // When not all stops are there, each says which of them it is.
  private item(scene: Scene, stop: Stop, here: boolean, tab: boolean, place: string): TemplateResult {
    const [at, all] = place.split('/');
    const { row, arrow } = stop;
    return html`<li aria-posinset=${at || nothing} aria-setsize=${all ?? nothing}>
      ${arrow ? this.messageStop(scene, row, arrow, here, tab) : this.laneStop(scene.geometry, row, here, tab)}
    </li>`;
  }

  private messageStop(
    { geometry, captions, tripAt }: Scene,
    row: Row,
    arrow: Arrow,
    here: boolean,
    tab: boolean,
  ): TemplateResult {
    const caption = captions.get(row.beat);
    const trip = arrow.received ? tripAt.get(arrow.received) : undefined;
    const { beat } = row;
    const message = beat.message!;
    const sealed = message.veiled?.until === null;
    const classes = { message: true, [message.epoch]: true, sealed, here, later: this.current < beat.index };
    const name = messageTitle(message);
    const size = sizeText(message);
    const label = ui(`ladder.message.${arrow.from}`, { name, size, epoch: epochName[message.epoch] });
    return html`${
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
        aria-label=${trip === undefined ? label : `${label}, ${ui('ladder.trip', { number: trip })}`}
        @click=${() => ask(this, 'go-to-beat', beat.index)}
        ${place({
          top: `${arrow.y - geometry.arrowHeight / 2}px`,
          left: `${geometry.left + 8}px`,
          width: `${geometry.right - geometry.left - 16}px`,
          height: `${geometry.arrowHeight}px`,
        })}
      >
        <span class="name">${sealed ? lock : nothing}${name}</span>
        <span class="size">${size}${here && geometry.wide ? ` · ${ui(`ladder.under.${message.epoch}`)}` : ''}</span>
      </button>`;
  }

  private laneStop(geometry: Geometry, row: Row, here: boolean, tab: boolean): TemplateResult {
    const { beat, lane } = row;
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
    return html`<button
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
        <span>${geometry.wide ? words.short : hyphenated(words.short)}</span
        ><span class="unseen">: ${words.title}</span>
      </button>
      ${here ? this.details(row, geometry) : nothing}`;
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

define('ladder-view', LadderView);
