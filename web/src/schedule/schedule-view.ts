// <schedule-view>: the key schedule (RFC 8446, section 7.1; RFC 5246, section 8.1) as a picture that lights up as values come to be.
import { LitElement, html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ask } from '../app/events.js';
import { language } from '../language/language.js';
import { ui } from '../language/ui.js';
import { RoleName, operationName, valueName, valueShort } from '../prose/prose.js';
import { closedEye, onlyText } from '../role/veil-mark.js';
import { define } from '../styles/define.js';
import { place } from '../styles/place.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import { equalAt, pairsOf } from '../trace/pairs.js';
import { perModel } from '../trace/per-model.js';
import type { Role, ValueEvent } from '../trace/types.js';
import '../values/value-card.js';
import { scheduleStyles } from './schedule-view.styles.js';
import { graphOf, indented, type Graph, type GraphEdge, type GraphNode } from './tree.js';

interface Size {
  readonly width: number;
  readonly rowHeight: number;
  readonly box: number;
  readonly boxHeight: number;
  readonly compact: boolean;
  x(node: GraphNode): number;
  y(node: GraphNode): number;
}

const pairOf = perModel(
  (model) =>
    new Map(
      pairsOf(model).flatMap((p) => [p.client, p.server].filter((v) => v !== undefined).map((v) => [v.id, p] as const)),
    ),
);

export class ScheduleView extends LitElement {
  static override styles = [shared, scheduleStyles];
  static override properties = {
    model: { attribute: false },
    current: { attribute: false },
    selected: { attribute: false },
    side: { state: true },
    width: { state: true },
  };
  declare model: TraceModel;
  declare current: number;
  /** Id of the value that is opened, or null. */
  declare selected: number | null;
  declare side: Role;
  declare width: number;
  /** What a step does not change. */
  private shown: { readonly of: Graph; readonly width: number; readonly graph: Graph; readonly size: Size } | null =
    null;
  private readonly observer = new ResizeObserver((entries) => {
    const width = Math.round(entries[0]?.contentRect.width ?? 0);
    if (width > 0) this.width = width;
  });

  constructor() {
    super();
    this.selected = null;
    this.side = 'client';
    this.width = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('current')) this.side = this.model.beatAt(this.current).by ?? this.side;
    if (changed.has('selected') && this.selected !== null) this.side = this.model.value(this.selected)?.by ?? this.side;
  }

  override render(): TemplateResult {
    const graph = graphOf(this.model, this.side);
    return html`
      <div class="sides" role="group" aria-label=${ui('schedule.whose')}>
        ${(['client', 'server'] as const).map(
          (role) =>
            html`<button class="btn side ${role}" aria-pressed=${this.side === role} @click=${() => this.show(role)}>
              ${RoleName[role]}
            </button>`,
        )}
        <span class="ref"
          >${ui('schedule.each', { section: ui(this.model.tls12 ? 'schedule.tls12' : 'schedule.tls13') })}</span
        >
      </div>
      ${
        graph.nodes.length === 0
          ? html`<p class="soft">${ui(`schedule.none.${this.side}`)}</p>`
          : this.width > 0
            ? this.graph(graph)
            : nothing
      }
      ${this.opened()}
    `;
  }

  private show(role: Role): void {
    this.side = role;
    if (this.selected !== null) this.selected = null;
  }

  private sizeFor(graph: Graph): Size {
    const compact = this.width < 560;
    if (compact) {
      const box = Math.min(210, this.width - graph.columns * 18);
      return {
        width: this.width,
        rowHeight: 42,
        box,
        boxHeight: 32,
        compact,
        x: (n) => 4 + n.column * 26,
        y: (n) => 4 + n.row * 42,
      };
    }
    const gap = 22;
    const box = Math.min(158, Math.floor((this.width - gap * (graph.columns - 1)) / graph.columns));
    const step = Math.min(box + 46, (this.width - box) / Math.max(1, graph.columns - 1));
    return {
      width: this.width,
      rowHeight: 46,
      box,
      boxHeight: 38,
      compact,
      x: (n) => Math.round(n.column * step),
      y: (n) => 5 + n.row * 46,
    };
  }

  private graph(wide: Graph): TemplateResult {
    const compact = this.width < 560;
    if (this.shown?.of !== wide || this.shown.width !== this.width) {
      const graph = compact ? indented(wide) : wide;
      this.shown = { of: wide, width: this.width, graph, size: this.sizeFor(graph) };
    }
    const { graph, size } = this.shown;
    const beat = this.model.beatAt(this.current);
    const pairs = pairOf(this.model);
    const focus =
      graph.nodes.find((n) => n.value.id === this.selected) ??
      graph.nodes.find((n) => beat.events.includes(n.value)) ??
      graph.nodes[0];
    return html`<div class="stage" ${place({ height: `${graph.rows * size.rowHeight}px` })}>
      <svg width=${size.width} height=${graph.rows * size.rowHeight} aria-hidden="true" focusable="false">
        ${graph.edges.map((edge) =>
          guard([edge, size, edge.to.value.id <= beat.now], () => edgePath(edge, size, beat.now, this.model.tls12)),
        )}
      </svg>
      <ul aria-label=${ui(`schedule.of.${this.side}`)} @keydown=${(e: KeyboardEvent) => this.onKey(e, graph)}>
        ${graph.nodes.map((node) => {
          const { value } = node;
          const pair = pairs.get(value.id);
          const equal = pair !== undefined && value.operation !== 'constant' && equalAt(pair, beat.now);
          const fresh = beat.events.includes(value);
          const end = this.model.discardOf(value.id);
          const state = value.id > beat.now ? 'later' : end !== undefined && end.id <= beat.now ? 'gone' : 'born';
          return guard([node, size, state, fresh, equal, node === focus, this.selected === value.id, language()], () =>
            this.node(node, size, state, fresh, equal, node === focus),
          );
        })}
      </ul>
    </div>`;
  }

  private node(
    node: GraphNode,
    size: Size,
    state: 'later' | 'gone' | 'born',
    fresh: boolean,
    equal: boolean,
    focus: boolean,
  ): TemplateResult {
    const { value } = node;
    const label = value.inputs.find((i) => i.name === 'Label' || i.name === 'label')?.text;
    const sub = label !== undefined ? `"${label}"` : operationName(value.operation);
    return html`<li>
      <button
        class="node ${state} ${toneOf(value, this.model.tls12)} ${fresh ? 'fresh' : ''} ${value.veiled ? 'veiled' : ''}"
        tabindex=${focus ? 0 : -1}
        data-value=${value.id}
        aria-pressed=${this.selected === value.id}
        title=${valueName(value.name)}
        @click=${() => ask(this, 'show-value', value.id)}
        ${place({
          left: `${size.x(node)}px`,
          top: `${size.y(node)}px`,
          width: `${size.box}px`,
          height: `${size.boxHeight}px`,
        })}
      >
        <span>${valueShort(value.name)}</span
        ><small>${value.veiled ? closedEye : nothing} ${sub}</small
        >${equal ? html`<i title=${ui('equal_on_both_sides')}>=</i>` : nothing}
        <span class="unseen"
          >,
          ${value.veiled ? onlyText(value.veiled.only) : ui(`schedule.${state}`)}${equal ? `, ${ui('equal_on_both_sides')}` : ''}</span
        >
      </button>
    </li>`;
  }

  private onKey(event: KeyboardEvent, graph: Graph): void {
    const at = (event.composedPath()[0] as HTMLElement).dataset['value'];
    const node = graph.nodes.find((n) => String(n.value.id) === at);
    const move = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[event.key];
    if (!node || !move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [dx, dy] = move as [number, number];
    const ahead = graph.nodes.filter(
      (n) => n !== node && (dx ? (n.column - node.column) * dx > 0 : (n.row - node.row) * dy > 0),
    );
    const cost = (n: GraphNode): number =>
      Math.abs(n.row - node.row) * (dx ? 3 : 1) + Math.abs(n.column - node.column) * (dx ? 1 : 3);
    const goal = ahead.sort((a, b) => cost(a) - cost(b))[0];
    if (goal) this.renderRoot.querySelector<HTMLElement>(`[data-value="${goal.value.id}"]`)?.focus();
  }

  private opened(): TemplateResult {
    const { model } = this;
    const beat = model.beatAt(this.current);
    const value = this.selected === null ? undefined : model.value(this.selected);
    if (!value) return html`<p class="soft hint">${ui('schedule.open')}</p>`;
    return html`<div class="opened">
      <button class="btn close" aria-label=${ui('close')} @click=${() => ask(this, 'show-value', -1)}>✕</button>
      <value-card .value=${value} .model=${model} .now=${beat.now}></value-card>
    </div>`;
  }
}

function toneOf(value: ValueEvent, tls12: boolean): string {
  if (tls12) return 'session';
  if (/application|master_secret|resumption/.test(value.name)) return 'application';
  if (/handshake|finished|shared_secret|verify_data/.test(value.name)) return 'handshake';
  return 'clear';
}

function edgePath(edge: GraphEdge, size: Size, now: number, tls12: boolean): SVGTemplateResult {
  const half = size.boxHeight / 2;
  const [x1, y1, x2, y2] = [size.x(edge.from), size.y(edge.from), size.x(edge.to), size.y(edge.to)];
  const lit = edge.to.value.id <= now ? '' : 'later';
  let d: string;
  if (size.compact)
    d =
      edge.kind === 'down' || x1 === x2
        ? `M${x1 + 8} ${y1 + 2 * half}V${y2}`
        : `M${x1 + 13} ${y1 + 2 * half}V${y2 + half}H${x2}`;
  else if (edge.kind === 'down') d = `M${x1 + 24} ${y1 + 2 * half}V${y2}`;
  else if (y1 === y2) d = `M${x1 + size.box} ${y1 + half}H${x2}`;
  else {
    const mid = (x1 + size.box + x2) / 2;
    d = `M${x1 + size.box} ${y1 + half}H${mid}V${y2 + half - 5}q0 5 5 5H${x2}`;
  }
  return svg`<path class="edge ${lit} ${toneOf(edge.to.value, tls12)}" d=${d}/>`;
}

define('schedule-view', ScheduleView);
