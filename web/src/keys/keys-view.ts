// <keys-view>: what the client and the server hold at this moment, side by side.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { language } from '../language/language.js';
import { ui } from '../language/ui.js';
import { RoleName, valueGroup, valueName } from '../prose/prose.js';
import { nameless } from '../role/names.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import { perModel } from '../trace/per-model.js';
import { equalAt, pairsOf, type ValuePair } from '../trace/pairs.js';
import type { ValueEvent } from '../trace/types.js';
import './key-exchange.js';
import { cellName, valueCell } from './value-cell.js';

const groups = [
  'exchange',
  'schedule',
  'handshake',
  'authentication',
  'application',
  'session',
  'resumption',
  'other',
  'public',
] as const;

// The rows of each group. What is only an input of something else has no row.
const rowsOf = perModel((model) => {
  const rows = new Map<string, ValuePair[]>();
  for (const pair of pairsOf(model)) {
    const name = valueGroup(pair.name);
    if (name === 'transcript' || pair.name === nameless) continue;
    const key = groups.some((group) => group === name) ? name : 'other';
    rows.set(key, [...(rows.get(key) ?? []), pair]);
  }
  return rows;
});

export class KeysView extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 20px;
        container-type: inline-size;
      }
      h3 {
        font-size: 13px;
        font-weight: 550;
        color: var(--soft);
        padding-bottom: 5px;
        border-bottom: 1px solid var(--line);
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(120px, 190px) minmax(0, 1fr);
        gap: 4px 12px;
        align-items: center;
        padding: 4px 0;
        min-height: 34px;
        font-size: 13px;
      }
      .head {
        position: sticky;
        top: -18px;
        background: var(--panel);
        z-index: 1;
        font-size: 15px;
        padding: 6px 0;
        margin-bottom: -14px;
      }
      .many .row {
        content-visibility: auto;
        contain-intrinsic-size: auto 42px;
      }
      .name {
        text-align: center;
        line-height: 1.3;
      }
      .name small {
        display: block;
        font-size: 11.5px;
        color: var(--server);
      }
      .left {
        text-align: right;
      }
      .cell {
        border-radius: 6px;
        padding: 3px 8px;
        position: relative;
        text-align: inherit;
        max-width: 100%;
      }
      .left .cell {
        background: var(--client-bg);
      }
      .right .cell {
        background: var(--server-bg);
      }
      .cell.fresh {
        box-shadow: 0 0 0 2px currentColor;
      }
      .left .cell.fresh {
        color: var(--client);
      }
      .right .cell.fresh {
        color: var(--server);
      }
      .cell:hover code {
        text-decoration: underline;
      }
      .cell.gone {
        background: none;
        border: 1px dashed var(--line);
      }
      .cell.gone code {
        text-decoration: line-through;
        text-decoration-color: var(--bad);
        color: var(--soft);
      }
      .cell small {
        display: block;
        font-size: 11.5px;
      }
      .none {
        position: relative;
        color: var(--later);
        font-size: 12.5px;
        padding: 0 8px;
      }
      .row.later .name {
        color: var(--later);
      }
      @container (max-width: 520px) {
        .row {
          grid-template-columns: 1fr 1fr;
        }
        .name {
          grid-column: 1 / -1;
          grid-row: 1;
          text-align: left;
          font-weight: 550;
        }
        .name small {
          display: inline;
          margin-left: 8px;
        }
        .left {
          text-align: left;
        }
        .cell code {
          font-size: 11.5px;
        }
        .head .name {
          display: none;
        }
      }
    `,
  ];
  static override properties = { model: { attribute: false }, current: { attribute: false } };
  declare model: TraceModel;
  declare current: number;

  override render(): TemplateResult {
    const rows = rowsOf(this.model);
    const many = pairsOf(this.model).length > 300;
    return html`
      <div class="row head">
        <b class="left client">${RoleName.client}</b><span class="name soft"></span
        ><b class="right server">${RoleName.server}</b>
      </div>
      ${groups.map((key) => {
        const here = rows.get(key);
        return here === undefined
          ? nothing
          : html`<section class=${many ? 'many' : ''}>
              <h3>${ui(`keys.${key}`)}</h3>
              ${here.map((pair) => guard([this.model, pair, language(), this.stateOf(pair.client), this.stateOf(pair.server)], () => this.row(pair)))}
            </section>`;
      })}
    `;
  }

  // What a row shows of a value, in a word: a row whose words are the same stays as it is.
  private stateOf(value: ValueEvent | undefined): string {
    const beat = this.model.beatAt(this.current);
    if (!value || value.id > beat.now) return 'later';
    const end = this.model.discardOf(value.id);
    return `${end && end.id <= beat.now ? 'gone' : 'there'} ${this.model.beatOf(value.id) === beat ? 'fresh' : ''}`;
  }

  private row(pair: ValuePair): TemplateResult {
    const { model } = this;
    const beat = model.beatAt(this.current);
    const { now } = beat;
    const fresh = (id: number | undefined): boolean => beat.events.some((e) => e.id === id);
    const born = [pair.client, pair.server].some((v) => v && v.id <= now);
    return html`<div class="row ${born ? '' : 'later'}">
      <div class="left">
        ${valueCell(this, model, pair.client, cellName('client', pair.name, pair.group), now, fresh(pair.client?.id))}
      </div>
      <div class="name">
        ${pair.group ? ui('keys.of_group', { group: pair.group, name: valueName(pair.name) }) : valueName(pair.name)}${equalAt(pair, now) ? html`<small>= ${ui('equal_on_both_sides')}</small>` : nothing}
      </div>
      <div class="right">
        ${valueCell(this, model, pair.server, cellName('server', pair.name, pair.group), now, fresh(pair.server?.id))}
      </div>
    </div>`;
  }
}

define('keys-view', KeysView);
