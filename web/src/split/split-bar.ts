// <split-bar>: stands where the settings are while this window plays one side. It asks for `leave` and `anew`.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { RoleName, roleName } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { peerOf, type Role } from '../trace/types.js';

export class SplitBar extends LitElement {
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
        gap: 6px 8px;
        align-items: center;
        font-size: 14px;
      }
      p {
        margin-right: 6px;
      }
      b {
        font-weight: 650;
      }
      .line {
        font-size: 13px;
        white-space: nowrap;
      }
      .line i {
        display: inline-block;
        width: 9px;
        height: 9px;
        border-radius: 50%;
        border: 2px solid var(--soft);
        margin-right: 6px;
      }
      .line.linked i {
        background: var(--server);
        border-color: var(--server);
      }
      .btn {
        border-radius: 99px;
        font-size: 13px;
        padding: 5px 14px;
        color: inherit;
        text-decoration: none;
        display: inline-flex;
        align-items: center;
      }
      @container (max-width: 900px) {
        :host {
          order: 3;
          flex-basis: 100%;
        }
      }
      @container (max-width: 480px) {
        :host {
          margin: 0 -12px;
        }
        div {
          flex-wrap: nowrap;
          overflow-x: auto;
          scrollbar-width: none;
          padding: 3px 12px;
          white-space: nowrap;
        }
        .btn {
          flex: none;
        }
      }
    `,
  ];
  static override properties = {
    side: { attribute: false },
    line: { attribute: false },
    linked: { attribute: false },
    other: { attribute: false },
    copied: { state: true },
  };
  declare side: Role;
  /** Whether windows can be linked here. */
  declare line: boolean;
  declare linked: boolean;
  /** The address of the other side's window. */
  declare other: string;
  declare copied: string;

  constructor() {
    super();
    this.copied = '';
  }

  private async copyLink(): Promise<void> {
    try {
      await navigator.clipboard.writeText(new URL(this.other, location.href).href);
      this.copied = ui('bar.copied');
    } catch {
      this.copied = ui('split.copy_by_hand');
    }
    setTimeout(() => (this.copied = ''), 2500);
  }

  override render(): TemplateResult {
    const { side, linked } = this;
    const peer = roleName[peerOf(side)];
    return html`<div role="group" aria-label=${ui('split.group')}>
      <p>${ui('split.you')} <b class=${side}>${RoleName[side]}</b></p>
      <span class="line ${linked ? 'linked' : ''}" role="status"
        ><i></i>${this.line ? ui(linked ? 'split.linked' : 'split.alone', { peer }) : ui('split.unreachable')}</span
      >
      ${linked || !this.line ? nothing : html`<a class="btn" href=${this.other} target="_blank" rel="noopener">${ui('split.open', { peer })}</a>`}
      <button class="btn" @click=${() => void this.copyLink()}>${ui('split.link', { peer })}</button>
      <button
        class="btn opener settings"
        aria-label=${ui('bar.all_settings')}
        @click=${() => ask(this, 'show-panel', 'settings')}
      >
        ${ui('bar.settings')}
      </button>
      <button class="btn" @click=${() => this.dispatchEvent(new CustomEvent('anew'))}>${ui('split.anew')}</button>
      <button class="btn" @click=${() => this.dispatchEvent(new CustomEvent('leave'))}>${ui('split.leave')}</button>
      <span role="status" class="soft">${this.copied}</span>
    </div>`;
  }
}

define('split-bar', SplitBar);
