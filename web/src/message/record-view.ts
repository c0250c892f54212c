// <record-view>: a record as it goes over the wire, and for a protected one everything that its protection takes.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { bytesText, epochName, valueName } from '../prose/prose.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import type { RecordEvent } from '../trace/types.js';
import { shortHex, spacedHex } from '../values/hex.js';

const headerDigits = 10;

export class RecordView extends LitElement {
  static override styles = [
    shared,
    css`
      .record {
        border: 1px solid var(--line);
        border-radius: 8px;
        padding: 10px 14px;
        font-size: 13.5px;
      }
      h4 {
        font-size: 13.5px;
        font-weight: 550;
      }
      h4 span {
        font-weight: 400;
        margin-left: 6px;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 3px 14px;
        margin-top: 6px;
      }
      dt {
        color: var(--soft);
      }
      .bytes {
        display: block;
        max-height: 132px;
        overflow: auto;
      }
      .link {
        text-decoration: underline;
        text-decoration-thickness: 1px;
        text-underline-offset: 3px;
      }
      .handshake {
        color: var(--hs);
      }
      .application {
        color: var(--app);
      }
      .head {
        color: var(--clear);
      }
      @media (max-width: 560px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
        dt {
          margin-top: 6px;
        }
      }
    `,
  ];
  static override properties = { record: { attribute: false }, model: { attribute: false } };
  declare record: RecordEvent;
  declare model: TraceModel;

  override render(): TemplateResult {
    const { record } = this;
    const protectedBy = record.epoch !== 'clear';
    return html`<div class="record">
      <h4>
        Record ${record.number} from the
        ${record.direction === 'sent' ? record.by : record.by === 'client' ? 'server' : 'client'}<span class="soft"
          >${bytesText(record.bytes.length / 2)} on the wire, ${epochName[record.epoch]}</span
        >
      </h4>
      <dl>
        ${protectedBy ? this.protection() : nothing}
        <dt>${protectedBy ? 'on the wire' : 'header and content'}</dt>
        <dd>
          <code class="bytes" tabindex="0" aria-label="Bytes of the record" role="group"
            ><span class="head" title="record header">${record.bytes.slice(0, headerDigits)}</span>
            <span class=${record.epoch}>${spacedHex(record.bytes.slice(headerDigits))}</span></code
          >
        </dd>
      </dl>
    </div>`;
  }

  private protection(): TemplateResult {
    const { record } = this;
    return html`
      <dt>${record.direction === 'sent' ? 'sealed with' : 'opened with'}</dt>
      <dd>${this.keyLink(record.key)}, ${this.keyLink(record.iv)}</dd>
      <dt>sequence number</dt>
      <dd>${record.sequence_number}</dd>
      <dt>nonce</dt>
      <dd>
        <code>${spacedHex(record.nonce ?? '')}</code>
        <span class="ref">IV xor sequence number, RFC 8446, section 5.3</span>
      </dd>
      <dt>additional data</dt>
      <dd><code>${spacedHex(record.additional_data ?? '')}</code> <span class="ref">the record header</span></dd>
      <dt>plaintext</dt>
      <dd>
        <code class="bytes" tabindex="0" aria-label="Plaintext of the record" role="group"
          >${spacedHex(record.plaintext ?? '')}</code
        >
        <span class="ref">content, its type ${record.content_type}, and padding if there is any</span>
      </dd>
    `;
  }

  private keyLink(id: number | undefined): TemplateResult | typeof nothing {
    const value = id === undefined ? undefined : this.model.value(id);
    if (!value) return nothing;
    return html`<button class="link" @click=${() => ask(this, 'show-value', value.id)}>${valueName(value.name)}</button>
      <code>${shortHex(value.bytes ?? '')}</code>`;
  }
}

customElements.define('record-view', RecordView);
