// <recorded-notice>: says that nothing is computed here, why, and what cannot be done therefore.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';

export class RecordedNotice extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        padding: 8px 20px;
        border-left: 4px solid var(--clear);
        background: var(--clear-bg);
        font-size: 13.5px;
        line-height: 1.45;
      }
      p {
        max-width: 100ch;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<p role="note">
      <b>${ui('recorded.title')}</b>
      ${ui(typeof WebAssembly === 'undefined' ? 'recorded.missing' : 'recorded.forbidden')} ${ui('recorded.off')}
    </p>`;
  }
}

define('recorded-notice', RecordedNotice);
