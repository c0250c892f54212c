// <states-view>: the states that both sides go through.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { RoleName, stateText } from '../prose/prose.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import type { Role, StateEvent } from '../trace/types.js';

export class StatesView extends LitElement {
  static override styles = [
    shared,
    css`
      .both {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
        gap: 20px;
      }
      h3 {
        font-size: 15px;
        margin-bottom: 8px;
      }
      ol {
        border-left: 2px solid var(--lifeline);
        margin-left: 6px;
        display: grid;
        gap: 4px;
      }
      li {
        position: relative;
      }
      li::before {
        content: '';
        position: absolute;
        left: -6px;
        top: 10px;
        width: 10px;
        height: 10px;
        border-radius: 50%;
        background: var(--lifeline);
      }
      .client li.past::before {
        background: var(--client);
      }
      .server li.past::before {
        background: var(--server);
      }
      button {
        display: block;
        width: 100%;
        padding: 3px 8px 3px 16px;
        border-radius: 8px;
        font-size: 13.5px;
        line-height: 1.4;
        color: var(--ink);
      }
      .to-come button {
        color: var(--later);
      }
      code {
        font-size: 13px;
      }
      small {
        display: block;
        color: var(--soft);
        font-size: 12.5px;
      }
      .here {
        font-weight: 600;
      }
      .client .here button {
        background: var(--client-bg);
      }
      .server .here button {
        background: var(--server-bg);
      }
      small {
        font-weight: 400;
      }
    `,
  ];
  static override properties = { model: { attribute: false }, current: { attribute: false } };
  declare model: TraceModel;
  declare current: number;

  override render(): TemplateResult {
    return html`<div class="both">${this.side('client')}${this.side('server')}</div>`;
  }

  private side(role: Role): TemplateResult {
    const { now } = this.model.beatAt(this.current);
    const moves = this.model.events.filter((e): e is StateEvent => e.kind === 'state' && e.by === role);
    const first = moves[0];
    if (!first)
      return html`<section>
        <h3 class=${role}>${RoleName[role]}</h3>
        <p class="soft">No state in this trace.</p>
      </section>`;
    const stops = [{ name: first.from, id: -1 }, ...moves.map((m) => ({ name: m.to, id: m.id }))];
    const here = stops.findLastIndex((s) => s.id <= now);
    return html`<section>
      <h3 class=${role}>${RoleName[role]}</h3>
      <ol class=${role}>
        ${stops.map(
          (stop, i) =>
            html`<li class=${i === here ? 'past here' : i < here ? 'past' : 'to-come'}>
              <button
                aria-current=${i === here ? 'true' : nothing}
                @click=${() => ask(this, 'go-to-beat', stop.id < 0 ? 0 : this.model.beatOf(stop.id).index)}
              >
                <code>${stop.name}</code>${i === here ? html`<small>${stateText(stop.name)}</small>` : nothing}
              </button>
            </li>`,
        )}
      </ol>
    </section>`;
  }
}

customElements.define('states-view', StatesView);
