// <state-diagram>: the state machine of one side as a picture: the path taken, the current state, what can still come.
import { LitElement, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { RoleName, machineText, stateText } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { place } from '../styles/place.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';
import type { Journey } from './journey.js';
import { layoutOf, type Box, type Line } from './layout.js';
import { machineOf, reachable, type Transition } from './machine.js';
import { stateDiagramStyles } from './state-diagram.styles.js';
import { moveText } from './words.js';

type Condition = 'visited' | 'now' | 'possible' | 'impossible';

export class StateDiagram extends LitElement {
  static override styles = [shared, stateDiagramStyles];
  static override properties = {
    model: { attribute: false },
    table: { attribute: false },
    journey: { attribute: false },
    side: { attribute: false },
    width: { state: true },
  };
  declare model: TraceModel;
  declare table: readonly Transition[];
  declare journey: Journey;
  declare side: Role;
  declare width: number;
  /** The state that the Tab key leads to, when the arrow keys have chosen one. */
  private focused: string | null = null;
  private readonly canvas = document.createElement('canvas').getContext('2d');
  private readonly observer = new ResizeObserver((entries) => {
    const width = Math.round(entries[0]?.contentRect.width ?? 0);
    // In the next frame: what is drawn for a width may change it again.
    if (width > 0) requestAnimationFrame(() => (this.width = width));
  });

  constructor() {
    super();
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
    if (changed.has('model') || changed.has('journey')) this.focused = null;
  }

  override render(): TemplateResult | typeof nothing {
    if (this.width === 0) return nothing;
    const { stops, here } = this.journey;
    const path = stops.map((stop) => stop.state);
    const machine = machineOf(this.table, this.oldOnly(), path);
    const been = path.slice(0, here + 1);
    const visited = new Set(been);
    const current = path[here]!;
    const possible = reachable(machine, been);
    const taken = new Set(been.slice(1).map((to, i) => `${been[i]!} ${to}`));
    const condition = (state: string): Condition =>
      state === current ? 'now' : visited.has(state) ? 'visited' : possible.has(state) ? 'possible' : 'impossible';
    const weight = ({ edge }: Line): string => {
      if (taken.has(`${edge.from} ${edge.to}`)) return edge.on === '' ? 'taken failed' : 'taken';
      // Each row out of the current state counts, whatever its condition.
      const ahead = possible.has(edge.from) && possible.has(edge.to) && !(edge.back && edge.to === current);
      const open = edge.from === current || ahead;
      return open && edge.on !== '' ? 'possible' : 'impossible';
    };
    const layout = layoutOf(machine, this.width, { say: moveText, widthOf: (text) => this.widthOf(text) });
    // The path is drawn last, over what else runs in its lanes. A failure that is still to come is not drawn.
    const order = ['impossible', 'possible', 'taken', 'taken failed'];
    const lines = layout.lines
      .map((line) => ({ ...line, weight: weight(line) }))
      .filter((line) => line.edge.on !== '' || line.weight === 'taken failed')
      .sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight));
    return html`<div class="stage ${this.side}" ${place({ height: `${layout.height}px` })}>
      <svg width=${layout.width} height=${layout.height} aria-hidden="true" focusable="false">
        ${lines.map(
          (line) =>
            svg`<g class="edge ${line.weight}" data-edge="${line.edge.from} ${line.edge.to}"><path class="line" d=${line.path} /><path class="head" d=${line.head} /></g>`,
        )}
        ${layout.labels.map((label) => {
          const own = lines.filter(({ edge }) => edge.from === label.from && edge.on === label.on);
          const strongest = own.at(-1)?.weight ?? 'impossible';
          return svg`<text class="label ${strongest}" x=${label.x} y=${label.y}>${label.text}</text>`;
        })}
      </svg>
      <ol
        aria-label=${ui('states.machine', { role: RoleName[this.side] })}
        @keydown=${(e: KeyboardEvent) => this.onKey(e)}
      >
        ${layout.boxes.map((box) => this.box(box, layout.boxWidth, condition(box.state), this.focused ?? current))}
      </ol>
    </div>`;
  }

  // As wide as the words are when they are bold, so that nothing moves when they become it.
  private widthOf(text: string): number {
    if (!this.canvas) return text.length * 7;
    this.canvas.font = `600 12px ${getComputedStyle(this).fontFamily}`;
    return this.canvas.measureText(text).width;
  }

  // A side that speaks TLS 1.2 alone has no other states, even if the run did not come so far.
  private oldOnly(): boolean {
    return this.model.tls12 || this.model.trace.scenario[`${this.side}-tls`] === '1.2';
  }

  private box({ state, y, height }: Box, width: number, condition: Condition, focus: string): TemplateResult {
    const position = place({ top: `${y}px`, width: `${width}px`, height: `${height}px` });
    // Names may break where they have a hyphen of their kind.
    const name = state.split('_').map((part, i) => (i === 0 ? part : html`_<wbr />${part}`));
    const inside = html`<code>${name}</code><span class="unseen">, ${machineText(condition)}</span>`;
    const stop = this.stopFor(state);
    return html`<li title=${stateText(state)}>
      ${
        stop === undefined
          ? html`<span class="state ${condition}" data-state=${state} ${position}>${inside}</span>`
          : html`<button
              class="state ${condition}"
              data-state=${state}
              tabindex=${state === focus ? 0 : -1}
              aria-current=${condition === 'now' ? 'true' : nothing}
              @click=${() => ask(this, 'go-to-beat', stop < 0 ? 0 : this.model.beatOf(stop).index)}
              ${position}
            >
              ${inside}
            </button>`
      }
    </li>`;
  }

  // The event that led to a state: the latest that has happened, or else the first that will.
  private stopFor(state: string): number | undefined {
    const { stops, here } = this.journey;
    return (
      stops.slice(0, here + 1).findLast((stop) => stop.state === state) ?? stops.find((stop) => stop.state === state)
    )?.event;
  }

  private onKey(event: KeyboardEvent): void {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>('button.state')];
    const goal = all[all.indexOf(event.composedPath()[0] as HTMLElement) + move];
    event.preventDefault();
    event.stopPropagation();
    if (!goal) return;
    this.focused = goal.dataset['state'] ?? null;
    this.requestUpdate();
    goal.focus();
  }
}

define('state-diagram', StateDiagram);
