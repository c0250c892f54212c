// <record-view>: a record as it goes over the wire, and for a protected one everything that its protection takes.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { bytesText, epochName, valueName } from '../prose/prose.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import type { RecordEvent, RecordForm } from '../trace/types.js';
import { shortHex, spacedHex } from '../values/hex.js';

const headerDigits = 10;

/** What the parts of a protected record are, by its form; a record of TLS 1.3 has none. */
const forms: Record<RecordForm | 'tls13', Readonly<Record<'nonce' | 'additional' | 'plaintext' | 'wire', string>>> = {
  tls13: {
    nonce: 'IV xor sequence number, RFC 8446, section 5.3',
    additional: 'the record header',
    plaintext: 'content, its type, and padding if there is any',
    wire: 'header, then plaintext sealed, with a tag of 16 bytes',
  },
  tls12_gcm: {
    nonce: 'IV, then 8 bytes that stand in the record, RFC 5288, section 3',
    additional: 'sequence number, type, version and length',
    plaintext: 'the content',
    wire: 'header, 8 bytes of the nonce, then plaintext sealed, with a tag of 16 bytes',
  },
  tls12_chacha20_poly1305: {
    nonce: 'IV xor sequence number, RFC 7905, section 2',
    additional: 'sequence number, type, version and length',
    plaintext: 'the content',
    wire: 'header, then plaintext sealed, with a tag of 16 bytes',
  },
  tls12_cbc: {
    nonce: 'drawn for this record, RFC 5246, section 6.2.3.2',
    additional: 'sequence number, type and version: the MAC covers them and the content',
    plaintext: 'content, MAC, and padding up to a whole block',
    wire: 'header, IV, then plaintext encrypted',
  },
  tls12_cbc_encrypt_then_mac: {
    nonce: 'drawn for this record, RFC 5246, section 6.2.3.2',
    additional: 'sequence number, type and version: the MAC covers them and what is encrypted, RFC 7366',
    plaintext: 'content, and padding up to a whole block',
    wire: 'header, IV, then plaintext encrypted, then the MAC',
  },
};

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
      .session {
        color: var(--session);
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
          >${protectedBy ? html` <span class="ref">${forms[record.form ?? 'tls13'].wire}</span>` : nothing}
        </dd>
      </dl>
    </div>`;
  }

  private protection(): TemplateResult {
    const { record } = this;
    const form = forms[record.form ?? 'tls13'];
    const keys = [record.mac_key, record.key, record.iv].filter((id) => id !== undefined);
    return html`
      <dt>${record.direction === 'sent' ? 'sealed with' : 'opened with'}</dt>
      <dd>${keys.map((id, i) => html`${i > 0 ? ', ' : nothing}${this.keyLink(id)}`)}</dd>
      <dt>sequence number</dt>
      <dd>${record.sequence_number}</dd>
      <dt>${record.iv === undefined ? 'IV' : 'nonce'}</dt>
      <dd>
        <code>${spacedHex(record.nonce ?? '')}</code>
        <span class="ref">${form.nonce}</span>
      </dd>
      <dt>additional data</dt>
      <dd><code>${spacedHex(record.additional_data ?? '')}</code> <span class="ref">${form.additional}</span></dd>
      <dt>plaintext</dt>
      <dd>
        <code class="bytes" tabindex="0" aria-label="Plaintext of the record" role="group"
          >${spacedHex(record.plaintext ?? '')}</code
        >
        <span class="ref">${form.plaintext}${record.form ? nothing : html` (${record.content_type})`}</span>
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
