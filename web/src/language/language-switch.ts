// <language-switch>: the other languages of the page, each under its own name.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { chooseLanguage, language } from './language.js';
import { isLanguage, languageNames, languages } from './languages.js';
import { ui } from './ui.js';

export class LanguageSwitch extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        flex: none;
      }
      select {
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--panel);
        min-height: 34px;
        padding: 0 4px;
        font-size: 13.5px;
        color: var(--soft);
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<label
      ><span class="unseen">${ui('language')}</span>
      <select @change=${(e: Event) => this.choose((e.target as HTMLSelectElement).value)}>
        ${languageNames.map(
          (one) =>
            html`<option value=${one} lang=${one} .selected=${live(one === language())}>
              ${languages[one].name}
            </option>`,
        )}
      </select></label
    >`;
  }

  private choose(wanted: string): void {
    // A language that could not be loaded is not shown as chosen.
    if (isLanguage(wanted)) void chooseLanguage(wanted).then(() => this.requestUpdate());
  }
}

define('language-switch', LanguageSwitch);
