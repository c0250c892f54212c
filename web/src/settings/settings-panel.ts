// <settings-panel>: everything that decides a run, each side beside the other. A change runs at once.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import type { Choices } from '../core/core.js';
import { ui } from '../language/ui.js';
import { RoleName } from '../prose/prose.js';
import { settingName } from '../prose/scenario.js';
import { listOf, type Settings } from '../scenario/settings.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import './choice-list.js';
import { form, type Entry, type Part } from './form.js';

export class SettingsPanel extends LitElement {
  static override styles = [
    shared,
    css`
      .parts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 270px), 1fr));
        gap: 14px 26px;
      }
      h3 {
        font-size: 15px;
        border-bottom: 2px solid currentcolor;
        padding-bottom: 3px;
        margin-bottom: 9px;
      }
      section {
        display: grid;
        gap: 9px;
        align-content: start;
      }
      .entry {
        display: grid;
        gap: 3px;
      }
      .entry > span,
      .entry > label {
        font-size: 12.5px;
        color: var(--soft);
      }
      .entry.changed > span,
      .entry.changed > label {
        color: var(--ink);
        font-weight: 550;
      }
      .switch {
        display: flex;
        gap: 8px;
        align-items: center;
        font-size: 13px;
        min-height: 24px;
      }
      .switch input {
        width: 16px;
        height: 16px;
        accent-color: var(--focus);
      }
      input:not([type='checkbox']),
      select,
      textarea {
        width: 100%;
        border: 1px solid var(--line);
        border-radius: 7px;
        background: var(--panel);
        color: inherit;
        font: 12.5px/1.4 var(--mono);
        padding: 4px 8px;
        min-height: 28px;
      }
      textarea {
        resize: vertical;
      }
      .refused {
        background: var(--bad-bg);
        border-radius: 8px;
        padding: 7px 12px;
        margin-bottom: 10px;
        font-size: 13.5px;
        max-width: none;
        /* In sight of the field that it is about. */
        position: sticky;
        top: 0;
        z-index: 1;
      }
    `,
  ];
  static override properties = {
    choices: { attribute: false },
    settings: { attribute: false },
    refusal: { attribute: false },
  };
  declare choices: Choices;
  /** What was last asked for: what is played, or what the core refused. */
  declare settings: Settings;
  declare refusal: string | null;

  private set(name: string, value: string): void {
    ask(this, 'settings-change', { ...this.settings, [name]: value });
  }

  override render(): TemplateResult {
    return html`
      ${this.refusal ? html`<p class="refused" role="alert">${ui('panel.refused', { line: this.refusal })}</p>` : nothing}
      <div class="parts">${form.map((part) => this.section(part))}</div>
    `;
  }

  private section(part: Part): TemplateResult {
    const title = part.id === 'connection' ? ui('panel.connection') : RoleName[part.id];
    return html`<section aria-label=${title}>
      <h3 class=${part.id}>${title}</h3>
      ${part.entries.map((entry) => this.entry(entry))}
    </section>`;
  }

  private entry({ name, edit }: Entry): TemplateResult {
    const usual = this.choices.defaults[name] ?? '';
    const value = this.settings[name] ?? usual;
    const label = settingName(name);
    const id = `set-${name}`;
    if (edit.kind === 'switch')
      return html`<label class="switch"
        ><input
          id=${id}
          type="checkbox"
          .checked=${value === 'on'}
          @change=${(e: Event) => this.set(name, (e.target as HTMLInputElement).checked ? 'on' : 'off')}
        />${label}</label
      >`;
    const frame = (field: TemplateResult, labelled = true): TemplateResult =>
      html`<div class="entry ${value === usual ? '' : 'changed'}">
        ${labelled ? html`<label for=${id}>${label}</label>` : html`<span>${label}</span>`} ${field}
      </div>`;
    switch (edit.kind) {
      case 'list':
        return frame(
          html`<choice-list
            id=${id}
            .label=${label}
            .chosen=${listOf(value)}
            .names=${edit.from(this.choices)}
            .least=${edit.least}
            @list-change=${(e: CustomEvent<string[]>) => this.set(name, e.detail.join(','))}
          ></choice-list>`,
          false,
        );
      case 'one':
        return frame(
          html`<select id=${id} @change=${(e: Event) => this.set(name, (e.target as HTMLSelectElement).value)}>
            ${edit.from(this.choices).map((one) => html`<option ?selected=${one === value}>${one}</option>`)}
          </select>`,
        );
      case 'text':
        if (edit.long)
          return frame(
            html`<textarea
              id=${id}
              rows="2"
              spellcheck="false"
              .value=${value}
              @change=${(e: Event) => this.set(name, (e.target as HTMLTextAreaElement).value.replace(/\r?\n/g, '\r\n'))}
            ></textarea>`,
          );
        break;
      case 'number':
        break;
    }
    return frame(
      html`<input
        id=${id}
        type="text"
        inputmode=${edit.kind === 'number' ? 'numeric' : nothing}
        spellcheck="false"
        autocomplete="off"
        .value=${value}
        @change=${(e: Event) => this.set(name, (e.target as HTMLInputElement).value.trim())}
      />`,
    );
  }
}

define('settings-panel', SettingsPanel);
