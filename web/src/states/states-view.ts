// <states-view>: the state machines of both sides: where each is, what it would accept next, and the way it goes.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { RoleName, roleName, machineText, phrase, stateText } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { onlyText, veilMark } from '../role/veil-mark.js';
import type { TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';
import { journeyOf, type Journey } from './journey.js';
import type { Tables } from './machine.js';
import './state-diagram.js';
import { statesViewStyles } from './states-view.styles.js';
import { moveText, nextText } from './words.js';

const conditions = ['now', 'visited', 'possible', 'impossible'] as const;

export class StatesView extends LitElement {
  static override styles = [shared, statesViewStyles];
  static override properties = {
    model: { attribute: false },
    tables: { attribute: false },
    current: { attribute: false },
  };
  declare model: TraceModel;
  declare tables: Tables;
  declare current: number;

  override render(): TemplateResult {
    return html`<ul class="legend" aria-hidden="true">
        ${conditions.map((name) => html`<li class=${name}>${machineText(name)}</li>`)}
      </ul>
      <div class="both">${this.side('client')}${this.side('server')}</div>`;
  }

  private side(role: Role): TemplateResult {
    const title = html`<h3 class=${role}>${RoleName[role]}</h3>`;
    if (!this.model.inside(role))
      return html`<section>
        <div class="words">
          ${title} ${veilMark(onlyText([role]))}
          <p class="next">${ui('role.inside.text', { by: roleName[role] })}</p>
        </div>
      </section>`;
    const journey = journeyOf(this.model, role, this.model.beatAt(this.current).now);
    if (!journey)
      return html`<section>
        ${title}
        <p class="soft">${machineText('none')}</p>
      </section>`;
    const table = this.tables[role];
    const { state } = journey.stops[journey.here]!;
    const rows = table.filter((row) => row.from === state);
    return html`<section>
      <div class="words">
        ${title}
        <p><code class="at">${state}</code> ${stateText(state)}</p>
        <p class="next">${nextText(table, state)}</p>
        ${
          rows.length > 0
            ? html`<ul aria-label=${machineText('next')}>
                ${rows.map(
                  (row) =>
                    html`<li>
                      ${moveText(row.on)} <span aria-label=${ui('states.leads_to')}>→</span> <code>${row.to}</code>${
                        row.when === undefined ? nothing : html` <small>${phrase(row.when)}</small>`
                      }
                    </li>`,
                )}
              </ul>`
            : nothing
        }
      </div>
      <state-diagram .model=${this.model} .table=${table} .journey=${journey} .side=${role}></state-diagram>
      ${this.path(journey)}
    </section>`;
  }

  private path({ stops, here }: Journey): TemplateResult {
    return html`<details>
      <summary>${machineText('path')}</summary>
      <ol class="path">
        ${stops.map(
          (stop, i) =>
            html`<li class=${i === here ? 'here' : i < here ? 'past' : 'to-come'}>
              <button
                aria-current=${i === here ? 'true' : nothing}
                @click=${() => ask(this, 'go-to-beat', stop.event < 0 ? 0 : this.model.beatOf(stop.event).index)}
              >
                <code>${stop.state}</code>
              </button>
            </li>`,
        )}
      </ol>
    </details>`;
  }
}

define('states-view', StatesView);
