// <file-bar>: stands where the settings are while a trace from a file is shown. It asks for `close-file`.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';

export class FileBar extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        flex: 1;
        min-width: 0;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 16px;
        align-items: center;
        font-size: 14px;
      }
      p {
        min-width: 0;
        max-width: none;
        overflow-wrap: anywhere;
      }
      b {
        font-weight: 600;
      }
      .link {
        text-decoration: underline;
        text-decoration-thickness: 1px;
        text-underline-offset: 3px;
        padding: 6px 0;
      }
      .link:hover {
        text-decoration-thickness: 2px;
      }
      @container (max-width: 900px) {
        :host {
          order: 3;
          flex-basis: 100%;
        }
      }
    `,
  ];
  static override properties = { name: { attribute: false }, what: { attribute: false } };
  declare name: string;
  /** Who made the trace. */
  declare what: string;

  override render(): TemplateResult {
    return html`<div role="group" aria-label=${ui('file.group')}>
      <p><span class="soft">${ui('file.file')}</span> <b>${this.name}</b> <span class="soft">${this.what}</span></p>
      <button class="link" @click=${() => this.dispatchEvent(new CustomEvent('close-file'))}>${ui('file.back')}</button>
    </div>`;
  }
}

define('file-bar', FileBar);
