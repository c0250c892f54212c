// <message-view>: one message, opened: its bytes and fields, and the records that carried it.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import { epochName, messageTitle, messageSection, roleName, sizeText, whyVeiled } from '../prose/prose.js';
import { veilOf } from '../role/veil-mark.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import type { MessageEvent } from '../trace/types.js';
import './message-bytes.js';
import './record-view.js';

export class MessageView extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      h3 {
        font-size: 16px;
        letter-spacing: -0.01em;
      }
      h3 small {
        font-weight: 400;
        font-size: 13px;
        color: var(--soft);
        margin-left: 8px;
      }
      details {
        font-size: 14px;
      }
      summary {
        cursor: pointer;
        padding: 4px 0;
        font-weight: 550;
        width: max-content;
        max-width: 100%;
      }
      .records {
        display: grid;
        gap: 8px;
        margin-top: 6px;
      }
    `,
  ];
  static override properties = {
    message: { attribute: false },
    model: { attribute: false },
    selected: { attribute: false },
    told: { attribute: false },
  };
  declare message: MessageEvent;
  declare model: TraceModel;
  declare selected: string | null;
  /** Why a veiled message cannot be read stands beside it already. */
  declare told: boolean;

  constructor() {
    super();
    this.selected = null;
    this.told = false;
  }

  override render(): TemplateResult {
    const { message, model } = this;
    const name = messageTitle(message);
    const records = model.records(message);
    const section = messageSection(message.name, model.tls12);
    return html`
      <h3>
        ${name}<small
          >${ui(`message.${message.direction}_by`, {
            size: sizeText(message),
            by: roleName[message.by],
            epoch: epochName[message.epoch],
          })}${section === undefined ? '' : ` · ${section}`}</small
        >
      </h3>
      ${
        message.veiled
          ? html`${this.told ? nothing : html`<p>${whyVeiled(message)}</p>`}
              <p>${veilOf(this, model, message.veiled)}</p>`
          : html`<message-bytes
              .bytes=${message.bytes}
              .fields=${message.fields}
              .epoch=${message.epoch}
              .label=${name}
              .selected=${this.selected}
            ></message-bytes>`
      }
      ${
        records.length > 0
          ? html`<details open>
              <summary>${ui('message.records', { count: records.length })}</summary>
              <div class="records">
                ${records.map((record) => html`<record-view .record=${record} .model=${model}></record-view>`)}
              </div>
            </details>`
          : nothing
      }
    `;
  }
}

define('message-view', MessageView);
