// <view-panel>: the tabs, and the view that is chosen. Below the first view there is room for more (the slot).
import { LitElement, css, html, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ui } from '../language/ui.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { ask } from './events.js';
import { KeepFocus } from './keep-focus.js';
import { tabs, type TabContext } from './tabs.js';

export class ViewPanel extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        flex: 1;
        min-height: 0;
        min-width: 0;
      }
      .tabs {
        position: relative;
        display: flex;
        padding: 0 12px;
        border-bottom: 1px solid var(--line);
        overflow-x: auto;
        scrollbar-width: none;
        flex: none;
      }
      .tab {
        padding: 8px;
        font-size: 14px;
        color: var(--soft);
        border-bottom: 2px solid transparent;
        white-space: nowrap;
      }
      .tab:hover {
        color: var(--ink);
      }
      .tab[aria-selected='true'] {
        color: var(--ink);
        border-color: var(--ink);
        font-weight: 550;
      }
      .tab:focus-visible {
        outline-offset: -3px;
        border-radius: 6px;
      }
      .body {
        position: relative;
        padding: 18px 22px;
        overflow: auto;
        flex: 1;
        min-height: 0;
      }
      .body:focus-visible {
        outline-offset: -3px;
      }
      @container (max-width: 900px) {
        .tabs {
          padding: 0 8px;
        }
        .body {
          padding: 14px 14px;
          overflow: visible;
        }
      }
    `,
  ];
  static override properties = {
    tab: { attribute: false },
    single: { attribute: false },
    context: { attribute: false },
  };
  declare tab: string;
  /** The view stands alone, without tabs. */
  declare single: boolean;
  declare context: TabContext;

  constructor() {
    super();
    // A view gives way to another, as after a link to a step.
    new KeepFocus(this, () => this.renderRoot.querySelector<HTMLElement>('#tab-panel'));
  }

  private get chosen(): number {
    return Math.max(
      0,
      tabs.findIndex(({ id }) => id === this.tab),
    );
  }

  private onKey(event: KeyboardEvent): void {
    const last = tabs.length - 1;
    const at = this.chosen;
    const goals: Record<string, number> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const tab = tabs[goals[event.key] ?? -1];
    if (!tab) return;
    event.preventDefault();
    ask(this, 'show-tab', tab.id);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${tab.id}`)?.focus());
  }

  // On a narrow screen the chosen tab may lie outside.
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const bar = this.renderRoot.querySelector<HTMLElement>('.tabs');
    if (!changed.has('tab') || !bar) return;
    const tab = bar.querySelector<HTMLElement>('[aria-selected="true"]')!;
    if (bar.scrollWidth > bar.clientWidth) bar.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - bar.clientWidth / 2;
  }

  override render(): TemplateResult {
    const { context } = this;
    const tab = tabs[this.chosen]!;
    const view = html`${keyed(tab.id === 'step' ? `step${context.current}` : tab.id, tab.show(context))}`;
    if (this.single) return html`<div class="body" id="tab-panel" role="group" aria-label=${tab.title}>${view}</div>`;
    return html`
      <div class="tabs" role="tablist" aria-label=${ui('app.views')} @keydown=${(e: KeyboardEvent) => this.onKey(e)}>
        ${tabs.map(
          (t) =>
            html`<button
              class="tab"
              role="tab"
              id="tab-${t.id}"
              aria-selected=${t === tab}
              aria-controls="tab-panel"
              tabindex=${t === tab ? 0 : -1}
              @click=${() => ask(this, 'show-tab', t.id)}
            >
              ${t.title}
            </button>`,
        )}
      </div>
      <div class="body" id="tab-panel" role="tabpanel" aria-labelledby="tab-${tab.id}" tabindex="0">
        ${view}
        <slot></slot>
      </div>
    `;
  }
}

define('view-panel', ViewPanel);
