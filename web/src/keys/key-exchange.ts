// <key-exchange>: the heart of the matter. Two private keys that never travel, two public keys that do, one secret.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import { RoleName } from '../prose/prose.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import { equalAt, of, pairsOf, type ValuePair } from '../trace/pairs.js';
import type { Role } from '../trace/types.js';
import { cellName, valueCell } from './value-cell.js';

const rsaLines = ['pre_master_secret', 'encrypted_pre_master_secret'] as const;
const lines = ['dh_p', 'dh_g', 'private_key', 'public_key', 'peer_public_key', 'shared_secret'] as const;

export class KeyExchange extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
      }
      .eq {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 58px minmax(0, 1fr);
        gap: 10px;
        align-items: stretch;
      }
      .card {
        border-radius: 8px;
        padding: 12px 14px;
        font-size: 13.5px;
      }
      .card.client {
        background: var(--client-bg);
        color: inherit;
      }
      .card.server {
        background: var(--server-bg);
        color: inherit;
      }
      h3 {
        font-size: 13.5px;
        margin-bottom: 6px;
      }
      .card.client h3 {
        color: var(--client);
      }
      .card.server h3 {
        color: var(--server);
      }
      .kv {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 2px 12px;
        align-items: baseline;
      }
      .kv > span:first-child,
      .kv > .key {
        color: var(--soft);
      }
      .cell:hover code {
        text-decoration: underline;
      }
      .cell.fresh code {
        font-weight: 700;
      }
      .cell small {
        margin-left: 8px;
        font-size: 11.5px;
      }
      .gone code {
        text-decoration: line-through;
        text-decoration-color: var(--bad);
      }
      .none {
        color: var(--soft);
        font-size: 12.5px;
      }
      .same {
        font-size: 26px;
        align-self: center;
        text-align: center;
        line-height: 1;
        color: var(--soft);
      }
      .same.yes {
        color: var(--server);
      }
      .same.no {
        color: var(--bad);
      }
      .same small {
        display: block;
        font-size: 11.5px;
        margin-top: 3px;
      }
      @container (max-width: 520px) {
        .eq {
          grid-template-columns: 1fr;
        }
      }
    `,
  ];
  static override properties = {
    model: { attribute: false },
    current: { attribute: false },
    group: { attribute: false },
  };
  declare model: TraceModel;
  declare current: number;
  declare group: string | undefined;

  override render(): TemplateResult {
    const pairs = pairsOf(this.model).filter((pair) => pair.group === this.group && !pair.key.includes('/unused/'));
    const { now } = this.model.beatAt(this.current);
    const result = this.rsa ? 'pre_master_secret' : 'shared_secret';
    const secret = pairs.find((pair) => pair.name === result);
    const seen = !secret?.client?.veiled && !secret?.server?.veiled;
    const both = seen && secret?.client && secret.server && secret.client.id <= now && secret.server.id <= now;
    const equal = secret !== undefined && equalAt(secret, now);
    return html`<div class="eq">
      ${this.card('client', pairs)}
      <div class="same ${both ? (equal ? 'yes' : 'no') : ''}">
        ${both ? html`${equal ? '=' : '≠'}<small>${equal ? ui('equal') : ui('different')}</small>` : html`<span aria-hidden="true">·</span>`}
      </div>
      ${this.card('server', pairs)}
    </div>`;
  }

  /** RSA key exchange: the client encrypts the secret to the server, and there are no key pairs. */
  private get rsa(): boolean {
    return (
      this.group === undefined && this.model.values('client').some((v) => v.name === 'encrypted_pre_master_secret')
    );
  }

  private card(role: Role, pairs: readonly ValuePair[]): TemplateResult {
    const beat = this.model.beatAt(this.current);
    return html`<section class="card ${role}">
      <h3>${RoleName[role]}${this.group ? html` <span class="soft">${this.group}</span>` : nothing}</h3>
      <div class="kv">
        ${(this.rsa ? rsaLines : lines).map((name) => {
          const pair = pairs.find((p) => p.name === name);
          if (!pair && name.startsWith('dh_')) return nothing;
          const value = pair && of(pair, role);
          const fresh = beat.events.some((e) => e.id === value?.id);
          return html`<span class="key">${ui(`exchange.${name}`)}</span
            ><span
              >${valueCell(this, this.model, value, cellName(role, name, this.group), beat.now, fresh, 12, false)}</span
            >`;
        })}
      </div>
    </section>`;
  }
}

define('key-exchange', KeyExchange);
