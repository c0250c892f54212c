// <compare-view>: the run on screen (A) beside another one (B): one clock, the numbers, what changed, and step beside step.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { beatWords, bytesText, epochName, messageTitle, RoleName } from '../prose/prose.js';
import { presetWords } from '../prose/scenario.js';
import { presetOf, presets } from '../scenario/presets.js';
import { expand, same, without, type Settings } from '../scenario/settings.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import type { Epoch } from '../trace/types.js';
import { align, type Row } from './align.js';
import { compareStyles } from './compare-view.styles.js';
import { connectionsOf, type Connection } from './connections.js';
import { bothPlayed, measure, type Measures } from './flights.js';
import { pairs } from './pairs.js';
import { changes, measures, tag } from './tables.js';
import { twinLadders } from './twin-ladders.js';
import { inSentences, runName, verdict } from './words.js';

interface Side {
  readonly model: TraceModel;
  readonly name: string;
  readonly connections: readonly Connection[];
  readonly connection: Connection;
  readonly measures: Measures;
}

// The last other run, so that a look at another tab does not play it again.
let last: { readonly key: string; readonly run: Promise<TraceModel> } | null = null;

export class CompareView extends LitElement {
  static override styles = [shared, compareStyles];
  static override properties = {
    model: { attribute: false },
    current: { attribute: false },
    settings: { attribute: false },
    beside: { attribute: false },
    play: { attribute: false },
    other: { state: true },
    refusal: { state: true },
    chosen: { state: true },
    row: { state: true },
    width: { state: true },
  };
  declare model: TraceModel;
  declare current: number;
  /** What is played; null: a trace from a file. */
  declare settings: Settings | null;
  /** The settings of the other run. Without a seed it has that of this one. */
  declare beside: Settings | null;
  declare play: (settings: Settings) => Promise<TraceModel>;
  declare other: TraceModel | null;
  /** Why the other run is not there. */
  declare refusal: Error | null;
  /** The connection of each run that is shown; null: its last. */
  declare chosen: readonly [number | null, number | null];
  /** The row that was chosen, while the cursor stays where that put it. */
  declare row: { readonly row: Row; readonly current: number } | null;
  declare width: number;
  private wanted = '';
  private rows: readonly Row[] = [];
  private sides: readonly [Side, Side] | null = null;
  private readonly observer = new ResizeObserver((entries) => {
    this.width = Math.floor(entries[0]?.contentRect.width ?? 0);
  });

  constructor() {
    super();
    Object.assign(this, { other: null, refusal: null, chosen: [null, null], row: null, width: 0 });
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
    if (changed.has('beside') || changed.has('settings')) void this.run();
    if (changed.has('model')) this.chosen = [null, this.chosen[1]];
    if (changed.has('other')) this.chosen = [this.chosen[0], null];
    if (changed.has('model') || changed.has('other') || changed.has('chosen')) this.lay();
  }

  // Plays the other run. Only the one that was asked for last is shown.
  private async run(): Promise<void> {
    const { beside, settings } = this;
    const key = beside ? JSON.stringify({ seed: settings?.['seed'], ...beside }) : '';
    if (key === this.wanted) return;
    this.wanted = key;
    this.refusal = null;
    if (!beside) {
      this.other = null;
      return;
    }
    if (last?.key !== key) last = { key, run: this.play(beside) };
    try {
      const other = await last.run;
      if (key === this.wanted) this.other = other;
    } catch (error) {
      if (last?.key === key) last = null;
      if (key !== this.wanted) return;
      this.other = null;
      this.refusal = error instanceof Error ? error : new Error(String(error));
    }
  }

  private lay(): void {
    const side = (model: TraceModel, number: number | null): Omit<Side, 'name'> => {
      const connections = connectionsOf(model);
      const connection = connections.find((one) => one.number === number) ?? connections.at(-1)!;
      return { model, connections, connection, measures: measure(model, connection) };
    };
    if (!this.other || !bothPlayed(this.model)) {
      this.sides = null;
      this.rows = [];
      return;
    }
    const [a, b] = [side(this.model, this.chosen[0]), side(this.other, this.chosen[1])];
    const { model, other } = this;
    // The names are in the language that is spoken when they are read.
    const named = (of: Omit<Side, 'name'>, name: () => string): Side =>
      Object.defineProperty({ ...of }, 'name', { get: name }) as Side;
    this.sides = [named(a, () => runName(this.settings, model)), named(b, () => runName(this.beside, other))];
    this.rows = align(a.connection.beats, b.connection.beats);
  }

  override render(): TemplateResult {
    if (!bothPlayed(this.model)) return html`<p class="soft">${ui('compare.solo')}</p>`;
    return html`
      <p class="soft">${ui('compare.lead')}</p>
      ${this.chooser()}
      ${this.refusal === null ? nothing : html`<p class="refused" role="alert">${ui('compare.refused', { text: this.refusal.message })}</p>`}
      ${this.sides ? this.comparison(this.sides) : nothing}
    `;
  }

  private chooser(): TemplateResult {
    const { beside, settings } = this;
    const preset = beside && presetOf(beside);
    return html`<div class="choose">
        <label
          >${ui('compare.with')}
          <select
            @change=${(e: Event) => {
              const found = presets.find(({ id }) => id === (e.target as HTMLSelectElement).value);
              ask(this, 'compare-with', { beside: found ? expand(found.settings) : null });
            }}
          >
            <option value="" .selected=${!beside}>${ui('compare.choose')}</option>
            ${beside && !preset ? html`<option value="own" disabled .selected=${true}>${ui('compare.own')}</option>` : nothing}
            ${presets.map(({ id }) => html`<option value=${id} .selected=${preset?.id === id}>${presetWords(id).title}</option>`)}
          </select></label
        >
        ${
          settings
            ? html`<button class="btn keep" @click=${() => ask(this, 'compare-with', { beside: settings })}>
                ${ui('compare.keep')}
              </button>`
            : nothing
        }
      </div>
      ${settings ? this.readyPairs(settings) : nothing}`;
  }

  private readyPairs(settings: Settings): TemplateResult {
    const { beside } = this;
    return html`<ul class="choose ready" aria-label=${ui('compare.ready')}>
      ${pairs.map(({ id, left, right }) => {
        const shown = beside !== null && same(left, without(settings, 'seed')) && same(right, beside);
        return html`<li>
          <button
            class="btn"
            data-pair=${id}
            aria-pressed=${shown}
            @click=${() => ask(this, 'compare-with', { beside: expand(right), settings: expand(left) })}
          >
            ${ui(`compare.pair.${id}`)}
          </button>
        </li>`;
      })}
    </ul>`;
  }

  private comparison(sides: readonly [Side, Side]): TemplateResult {
    const names = [sides[0].name, sides[1].name] as const;
    const measured = [sides[0].measures, sides[1].measures] as const;
    const connections = [sides[0].connection, sides[1].connection] as const;
    const said = verdict(names, measured);
    return html`
      <div class="verdict" role="status">${said.map((text) => html`<p>${text}</p>`)}</div>
      <div class="heads">${sides.map((side, i) => this.head(side, i))}</div>
      <div role="img" aria-label=${`${ui('compare.picture')} ${said[0]}`}>
        ${this.width > 0 ? twinLadders(measured, this.width) : nothing}
      </div>
      ${legend([...new Set(measured.flatMap(({ sent }) => sent.map(({ message }) => message.epoch)))])}
      <details>
        <summary>${ui('compare.in_words')}</summary>
        ${sides.map(
          (side, i) =>
            html`<p>${tag(i)} ${side.name}</p>
              <ol>
                ${inSentences(side.measures).map((text) => html`<li>${text}</li>`)}
              </ol>`,
        )}
      </details>
      <h3>${ui('compare.numbers')}</h3>
      ${measures(measured)}
      <h3>${ui('compare.changed')}</h3>
      ${changes(names, measured, connections, this.rows)}
      <h3>${ui('compare.steps')}</h3>
      ${this.steps(sides)}
    `;
  }

  private head(side: Side, i: number): TemplateResult {
    return html`<div>
      ${tag(i)} ${side.name}
      ${
        side.connections.length > 1
          ? html`<select
              aria-label=${ui('compare.connection_of', { run: side.name })}
              @change=${(e: Event) => {
                const number = Number((e.target as HTMLSelectElement).value);
                this.chosen = i === 0 ? [number, this.chosen[1]] : [this.chosen[0], number];
              }}
            >
              ${side.connections.map(
                ({ number }) =>
                  html`<option value=${number} .selected=${number === side.connection.number}>
                    ${ui('compare.connection', { number })}
                  </option>`,
              )}
            </select>`
          : nothing
      }
    </div>`;
  }

  // --- step beside step ---

  private get here(): number {
    const { row, current } = this;
    const chosen = row?.current === current ? this.rows.indexOf(row.row) : -1;
    return chosen >= 0 ? chosen : this.rows.findIndex(({ left }) => left?.index === current);
  }

  // The cursor goes to the step of this run, or, beside one of the other run alone, to the step before it.
  private goTo(i: number): void {
    const row = this.rows[i];
    if (!row) return;
    const left = this.rows.slice(0, i + 1).findLast((one) => one.left)?.left ?? this.sides![0].connection.beats[0]!;
    this.row = { row, current: left.index };
    if (left.index !== this.current) ask(this, 'go-to-beat', left.index);
  }

  private steps(sides: readonly [Side, Side]): TemplateResult {
    const { here, rows } = this;
    return html`<div class="walk">
        <button class="btn" aria-disabled=${here === 0} @click=${() => this.goTo(here < 0 ? 0 : here - 1)}>
          ‹ ${ui('compare.back')}
        </button>
        <button class="btn" aria-disabled=${here === rows.length - 1} @click=${() => this.goTo(here + 1)}>
          ${ui('compare.on')} ›
        </button>
        ${here < 0 ? html`<span class="soft">${ui('compare.elsewhere')}</span>` : nothing}
      </div>
      <ol class="rows">
        ${rows.map(
          (row, i) =>
            html`<li>
              <button class="row" aria-current=${i === here ? 'step' : nothing} @click=${() => this.goTo(i)}>
                ${([row.left, row.right] as const).map((beat, k) => (beat ? cell(beat, sides[k]!.model, k) : html`<span></span>`))}
              </button>
            </li>`,
        )}
      </ol>`;
  }

  // The marked row stays in sight inside its list; the page itself does not move.
  protected override updated(changed: PropertyValues): void {
    if (!changed.has('current') && !changed.has('row') && !changed.has('other')) return;
    const list = this.renderRoot.querySelector<HTMLElement>('.rows');
    const marked = list?.querySelector<HTMLElement>('[aria-current]')?.parentElement;
    if (!list || !marked) return;
    if (
      marked.offsetTop < list.scrollTop ||
      marked.offsetTop + marked.offsetHeight > list.scrollTop + list.clientHeight
    )
      list.scrollTop = marked.offsetTop - list.clientHeight / 2;
  }
}

function cell(beat: Beat, model: TraceModel, side: number): TemplateResult {
  const { message, by } = beat;
  const name = html`<span class="unseen">${'AB'[side]}:</span>
    ${by ? html`<span class=${by}>${RoleName[by]}</span>` : nothing}`;
  if (beat.kind !== 'sent' || !message) return html`<span>${name} ${beatWords(beat, model).short}</span>`;
  return html`<span class="sent"
    ><i class="dot ${message.epoch}"></i>${name} ${message.by === 'client' ? '→' : '←'} ${messageTitle(message)}
    <small>${bytesText(message.bytes.length / 2)}, ${epochName[message.epoch]}</small></span
  >`;
}

const legend = (epochs: readonly Epoch[]): TemplateResult =>
  html`<ul class="legend">
    ${epochs.map(
      (epoch) =>
        html`<li>
          <svg width="34" height="8" aria-hidden="true">
            <g class="arrow ${epoch}"><path class="line" stroke-width="2" d="M0 4H34" /></g>
          </svg>
          ${epochName[epoch]}
        </li>`,
    )}
    <li>${ui('compare.thick')}</li>
  </ul>`;

define('compare-view', CompareView);
