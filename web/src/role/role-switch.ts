// <role-switch>: whose eyes one looks with. Radio buttons, so the arrow keys go from one to the next.
import { LitElement, css, html, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { RoleName } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { viewers, type Viewer } from './viewer.js';

const shapes = {
  both: svg`<circle class="c" cx="5" cy="8" r="4.2"/><rect class="s" x="8.5" y="4" width="8" height="8" rx="1"/>`,
  client: svg`<circle class="c" cx="9" cy="8" r="5"/>`,
  server: svg`<rect class="s" x="4" y="3" width="10" height="10" rx="1"/>`,
  eavesdropper: svg`<path class="e" d="M1.5 8q7.5 -8.5 15 0q-7.5 8.5 -15 0z"/><circle class="p" cx="9" cy="8" r="2.4"/>`,
};

export class RoleSwitch extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        flex: none;
        padding: 8px 12px;
        border-bottom: 1px solid var(--line);
      }
      fieldset {
        margin: 0;
        padding: 3px;
        border: 0;
        border-radius: 9px;
        background: var(--clear-bg);
        display: grid;
        grid-template-columns: repeat(4, auto);
      }
      label {
        position: relative;
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 6px;
        min-height: 30px;
        padding: 0 6px;
        border-radius: 7px;
        font-size: 13.5px;
        cursor: pointer;
      }
      input {
        position: absolute;
        inset: 0;
        opacity: 0;
        margin: 0;
        cursor: pointer;
      }
      label:has(:checked) {
        background: var(--panel);
        box-shadow: 0 0 0 1px var(--soft);
        font-weight: 600;
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--focus);
        outline-offset: 1px;
      }
      svg {
        width: 18px;
        height: 16px;
        flex: none;
      }
      .c {
        fill: var(--client);
      }
      .s {
        fill: var(--server);
      }
      .e {
        fill: none;
        stroke: currentColor;
        stroke-width: 1.5;
      }
      .p {
        fill: currentColor;
      }
      p {
        max-width: none;
        margin: 6px 4px 0;
        font-size: 12.5px;
        line-height: 1.4;
        color: var(--soft);
      }
      @container (max-width: 480px) {
        label {
          flex-direction: column;
          gap: 0;
          padding: 3px 2px;
          font-size: 12px;
          line-height: 1.3;
        }
      }
    `,
  ];
  static override properties = { viewer: { attribute: false } };
  declare viewer: Viewer;

  override render(): TemplateResult {
    const { viewer } = this;
    return html`<fieldset>
        <legend class="unseen">${ui('role.title')}</legend>
        ${viewers.map(
          (one) =>
            html`<label data-role=${one}
              ><input
                type="radio"
                name="role"
                .checked=${live(one === viewer)}
                @change=${() => ask(this, 'show-role', one)}
              /><svg viewBox="0 0 18 16" aria-hidden="true">${shapes[one]}</svg
              >${one === 'client' || one === 'server' ? RoleName[one] : ui(`role.${one}`)}</label
            >`,
        )}
      </fieldset>
      ${viewer === 'both' ? nothing : html`<p role="status">${ui(`role.says.${viewer}`)} ${ui('role.whole')}</p>`}`;
  }
}

define('role-switch', RoleSwitch);
