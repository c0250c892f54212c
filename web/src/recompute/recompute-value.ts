// <recompute-value>: the code with which a person computes a value elsewhere, to be opened, read and copied.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { recomputeText } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import type { ValueEvent } from '../trace/types.js';
import { recomputation, type Recipe } from './commands.js';

export class RecomputeValue extends LitElement {
  static override styles = [
    shared,
    css`
      details {
        font-size: 13.5px;
      }
      summary {
        cursor: pointer;
        width: fit-content;
        padding: 2px 0;
        color: var(--soft);
      }
      summary:hover {
        color: var(--ink);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 12px;
        align-items: center;
        justify-content: space-between;
        margin: 4px 0 6px;
      }
      .row p {
        flex: 1 1 220px;
      }
      .btn {
        min-height: 28px;
        padding: 3px 12px;
        font-size: 13px;
      }
      pre {
        margin: 0;
        padding: 9px 11px;
        border-radius: 6px;
        background: var(--raised);
        border: 1px solid var(--line);
        max-height: 260px;
        overflow: auto;
        line-height: 1.5;
        tab-size: 4;
      }
      pre code {
        overflow-wrap: normal;
        font-size: 12px;
        user-select: text;
      }
    `,
  ];
  static override properties = {
    value: { attribute: false },
    model: { attribute: false },
    open: { state: true },
    said: { state: true },
  };
  declare value: ValueEvent;
  declare model: TraceModel;
  declare open: boolean;
  /** What came of copying. */
  declare said: string;

  constructor() {
    super();
    this.open = false;
    this.said = '';
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('value')) this.said = '';
  }

  override render(): TemplateResult {
    return html`<details
      .open=${this.open}
      @toggle=${(e: Event) => (this.open = (e.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>${recomputeText('title')}</summary>
      ${this.open ? this.opened() : nothing}
    </details>`;
  }

  private opened(): TemplateResult {
    const made = recomputation(this.value, this.model.events);
    if ('why' in made) return html`<p class="soft">${recomputeText(made.why)}</p>`;
    return html`<div class="row">
        <p class="ref">${recomputeText(made.language)}</p>
        <span role="status" class="ref">${this.said}</span>
        <button class="btn" @click=${() => void this.copy(made)}>${recomputeText('copy')}</button>
      </div>
      <pre
        tabindex="0"
        aria-label=${recomputeText(made.language === 'python' ? 'program' : 'commands')}
      ><code>${made.code}</code></pre>`;
  }

  private async copy(recipe: Recipe): Promise<void> {
    try {
      await navigator.clipboard.writeText(recipe.code);
      this.said = recomputeText('copied');
    } catch {
      // Some frames and browsers keep the clipboard to themselves. Then the text is selected for the person to copy.
      const code = this.renderRoot.querySelector('pre code');
      if (code) getSelection()?.selectAllChildren(code);
      this.said = recomputeText('selected');
    }
  }
}

define('recompute-value', RecomputeValue);
