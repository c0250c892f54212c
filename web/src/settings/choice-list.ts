// <choice-list>: names in an order of preference. Each can go up, go down or go; others can be added.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';

export class ChoiceList extends LitElement {
  static override styles = [
    shared,
    css`
      ol {
        display: grid;
        gap: 3px;
        max-height: 176px;
        overflow: auto;
      }
      li {
        display: flex;
        align-items: center;
        border: 1px solid var(--line);
        border-radius: 7px;
        background: var(--panel);
        padding-left: 9px;
        font: 12px/1.3 var(--mono);
      }
      li > span {
        flex: 1;
        overflow-wrap: anywhere;
        padding: 3px 0;
      }
      li button {
        flex: none;
        width: 26px;
        height: 26px;
        text-align: center;
        color: var(--soft);
        border-radius: 6px;
      }
      li button:hover:not(:disabled) {
        color: var(--ink);
        background: var(--clear-bg);
      }
      li button:disabled {
        opacity: 0.25;
        cursor: default;
      }
      select {
        margin-top: 4px;
        width: 100%;
        font-size: 12.5px;
        color: var(--soft);
        background: none;
        border: 1px dashed var(--line);
        border-radius: 7px;
        min-height: 28px;
        padding: 0 5px;
      }
      option {
        background: var(--panel);
        color: var(--ink);
      }
    `,
  ];
  static override properties = {
    label: { attribute: false },
    chosen: { attribute: false },
    names: { attribute: false },
    least: { attribute: false },
  };
  declare label: string;
  declare chosen: readonly string[];
  declare names: readonly string[];
  /** So many must stay. */
  declare least: number;

  private give(list: readonly string[]): void {
    this.dispatchEvent(new CustomEvent('list-change', { detail: list }));
  }

  private move(at: number, by: number): void {
    const list = [...this.chosen];
    const [one] = list.splice(at, 1);
    list.splice(at + by, 0, one!);
    this.give(list);
    // The focus goes with the name.
    void this.updateComplete.then(() => {
      const row = this.renderRoot.querySelectorAll('li')[at + by];
      const button = row?.querySelector<HTMLElement>(by < 0 ? '.up:not(:disabled)' : '.down:not(:disabled)');
      (button ?? row?.querySelector<HTMLElement>('button:not(:disabled)'))?.focus();
    });
  }

  // The focus goes to what took its place.
  private takeOut(at: number): void {
    this.give(this.chosen.filter((_, i) => i !== at));
    void this.updateComplete.then(() => {
      const rows = this.renderRoot.querySelectorAll('li');
      const row = rows[Math.min(at, rows.length - 1)];
      const button = row?.querySelector<HTMLElement>('button:last-child:not(:disabled)');
      (button ?? this.renderRoot.querySelector<HTMLElement>('select'))?.focus();
    });
  }

  override render(): TemplateResult {
    const { chosen, names, label } = this;
    const free = names.filter((name) => !chosen.includes(name));
    const stuck = chosen.length <= this.least;
    return html`<ol aria-label=${label}>
        ${chosen.map(
          (name, i) =>
            html`<li>
              <span>${name}</span>
              ${
                chosen.length > 1
                  ? html`<button
                        class="up"
                        ?disabled=${i === 0}
                        aria-label=${ui('list.more', { name })}
                        @click=${() => this.move(i, -1)}
                      >
                        ↑</button
                      ><button
                        class="down"
                        ?disabled=${i === chosen.length - 1}
                        aria-label=${ui('list.less', { name })}
                        @click=${() => this.move(i, 1)}
                      >
                        ↓
                      </button>`
                  : nothing
              }
              <button ?disabled=${stuck} aria-label=${ui('list.remove', { name })} @click=${() => this.takeOut(i)}>
                ✕
              </button>
            </li>`,
        )}
      </ol>
      ${
        free.length > 0
          ? html`<select
              aria-label=${ui('list.add_to', { list: label })}
              @change=${(e: Event) => {
                const select = e.target as HTMLSelectElement;
                const name = select.value;
                select.selectedIndex = 0;
                if (name) this.give([...chosen, name]);
              }}
            >
              <option value="">${ui(chosen.length === 0 ? 'list.add_share' : 'list.add')}</option>
              ${free.map((name) => html`<option>${name}</option>`)}
            </select>`
          : nothing
      }`;
  }
}

define('choice-list', ChoiceList);
