// <record-view>: a record as it goes over the wire, and for a protected one everything that its protection takes.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { bytesText, epochName, roleName, valueName } from '../prose/prose.js';
import { veilOf } from '../role/veil-mark.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import { peerOf, type RecordEvent } from '../trace/types.js';
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
      h3 {
        font-size: 13.5px;
        font-weight: 550;
      }
      h3 span {
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
      .early,
      .application {
        color: var(--app);
      }
      .session {
        color: var(--session);
      }
      .head {
        color: var(--clear);
      }
      @container (max-width: 560px) {
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
    const sender = record.direction === 'sent' ? record.by : peerOf(record.by);
    const protectedBy = record.epoch !== 'clear';
    // A record that did not come here shows nothing at all.
    if (record.bytes === '' && record.veiled)
      return html`<div class="record">${veilOf(this, this.model, record.veiled)}</div>`;
    return html`<div class="record">
      <h3>
        ${ui('record.title', { number: record.number, by: roleName[sender] })}<span class="soft"
          >${ui('record.size', { size: bytesText(record.bytes.length / 2), epoch: epochName[record.epoch] })}</span
        >
      </h3>
      <dl>
        ${protectedBy ? this.protection() : nothing}
        <dt>${protectedBy ? ui('record.wire') : ui('record.header_and_content')}</dt>
        <dd>
          <code class="bytes" tabindex="0" aria-label=${ui('record.bytes')} role="group"
            ><span class="head" title=${ui('record.header')}>${record.bytes.slice(0, headerDigits)}</span>
            <span class=${record.epoch}>${spacedHex(record.bytes.slice(headerDigits))}</span></code
          >${protectedBy ? html` <span class="ref">${ui(`form.${record.form ?? 'tls13'}.wire`)}</span>` : nothing}
        </dd>
      </dl>
    </div>`;
  }

  private protection(): TemplateResult {
    const { record } = this;
    const form = record.form ?? 'tls13';
    const veil = record.veiled ? veilOf(this, this.model, record.veiled) : null;
    const keys = [record.mac_key, record.key, record.iv].filter((id) => id !== undefined);
    return html`
      <dt>${record.direction === 'sent' ? ui('record.sealed') : ui('record.opened')}</dt>
      <dd>${veil ?? keys.map((id, i) => html`${i > 0 ? ', ' : nothing}${this.keyLink(id)}`)}</dd>
      <dt>${ui('record.number')}</dt>
      <dd>${record.sequence_number}</dd>
      <dt>${record.iv === undefined ? ui('record.iv') : ui('record.nonce')}</dt>
      <dd>
        ${veil && record.nonce === undefined ? veil : html`<code>${spacedHex(record.nonce ?? '')}</code>`}
        <span class="ref">${ui(`form.${form}.nonce`)}</span>
      </dd>
      <dt>${ui('record.additional')}</dt>
      <dd>
        <code>${spacedHex(record.additional_data ?? '')}</code>
        <span class="ref">${ui(`form.${form}.additional`)}</span>
      </dd>
      <dt>${ui('record.plaintext')}</dt>
      <dd>
        ${
          veil ??
          html`<code class="bytes" tabindex="0" aria-label=${ui('record.plaintext_bytes')} role="group"
            >${spacedHex(record.plaintext ?? '')}</code
          >`
        }
        <span class="ref"
          >${ui(`form.${form}.plaintext`)}${record.form || veil ? nothing : html` (${record.content_type})`}</span
        >
      </dd>
    `;
  }

  private keyLink(id: number | undefined): TemplateResult | typeof nothing {
    const value = id === undefined ? undefined : this.model.value(id);
    if (!value) return nothing;
    return html`<button class="link" @click=${() => ask(this, 'show-value', value.id)}>${valueName(value.name)}</button>
      ${value.veiled ? veilOf(this, this.model, value.veiled) : html`<code>${shortHex(value.bytes ?? '')}</code>`}`;
  }
}

define('record-view', RecordView);
