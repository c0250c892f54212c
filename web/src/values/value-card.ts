// <value-card>: one value opened: what it is, the exact call that gave it, its inputs, who else knows it, when it ended.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { ui, uiParts } from '../language/ui.js';
import {
  bytesText,
  messageTitle,
  operationText,
  partiesText,
  reference,
  roleName,
  valueGroup,
  valueName,
  valueText,
} from '../prose/prose.js';
import '../recompute/recompute-value.js';
import { knowledgeOf } from '../role/knowledge.js';
import { withheldInput } from '../role/names.js';
import { closedEye, onlyText, veilOf } from '../role/veil-mark.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';
import type { Input, ValueEvent } from '../trace/types.js';
import { shortHex, spacedHex } from './hex.js';
import { valueCardStyles } from './value-card.styles.js';

const secretGroups = new Set(['exchange', 'schedule', 'handshake', 'application', 'session', 'resumption']);

export class ValueCard extends LitElement {
  static override styles = [shared, valueCardStyles];
  static override properties = {
    value: { attribute: false },
    model: { attribute: false },
    now: { attribute: false },
  };
  declare value: ValueEvent;
  declare model: TraceModel;
  /** Id of the last event that has happened. */
  declare now: number;

  override render(): TemplateResult {
    const { value, model, now } = this;
    const end = model.discardOf(value.id);
    const gone = end !== undefined && end.id <= now;
    return html`<article class="card ${value.by} ${gone ? 'gone' : ''}">
      <h3>
        ${valueName(value.name)}
        <span
          >${roleName[value.by]} ·
          <span class="id">${value.name}</span
          >${value.length === undefined ? '' : ` · ${bytesText(value.length)}`}${value.section ? ` · ${reference(value.section)}` : ''}</span
        >
      </h3>
      <p class="text">${valueText(value.name)}</p>
      <div class="bytes">
        ${
          value.veiled
            ? veilOf(this, model, value.veiled)
            : value.bytes === undefined
              ? html`<em>${ui('value.withheld_why')}</em>`
              : html`<code data-value=${value.id}>${spacedHex(value.bytes) || ui('value.empty')}</code>`
        }
      </div>
      ${value.operation === '' ? nothing : this.call()}
      ${this.canRecompute() ? html`<recompute-value .value=${value} .model=${model}></recompute-value>` : nothing}
      <p class="foot">
        ${value.veiled ? nothing : html`<span>${uiParts('value.known_to', { parties: html`<b>${this.parties()}</b>` })}</span>`}
        ${this.usedBy()}
        ${
          end
            ? html`<span class=${gone ? 'bad' : ''}
                >${gone ? '✗ ' : ''}${uiParts(gone ? 'value.discarded_at' : 'value.will_be_discarded_at', {
                  step: html`<button class="link" @click=${() => ask(this, 'go-to-beat', model.beatOf(end.id).index)}>
                    ${model.beatOf(end.id).index}
                  </button>`,
                })}</span
              >`
            : secretGroups.has(valueGroup(value.name)) && !value.known_to.includes('wire')
              ? html`<span>${ui('value.still_there')}</span>`
              : nothing
        }
      </p>
    </article>`;
  }

  private call(): TemplateResult {
    const { value } = this;
    return html`<div class="call">
        <span class="soft">=</span> <b>${value.operation}</b>${
          value.inputs.length > 0
            ? html`(${value.inputs.map((input, i) => html`${i > 0 ? ', ' : ''}${this.input(input)}`)})`
            : nothing
        }
      </div>
      <p class="ref">${operationText(value.operation)}</p>`;
  }

  // Only from what is seen can a person compute it again.
  private canRecompute(): boolean {
    const { value, model } = this;
    const veiled = (input: Input): boolean =>
      input.text === withheldInput ||
      [input.value ?? [], input.messages ?? []].flat().some((id) => model.events[id]?.veiled);
    return !value.veiled && !value.inputs.some(veiled);
  }

  private input(input: Input): TemplateResult {
    return html`<span class="input"><span class="soft">${input.name}</span> ${this.inputValue(input)}</span>`;
  }

  private inputValue(input: Input): TemplateResult {
    if (input.value !== undefined) {
      const value = this.model.value(input.value);
      if (!value) return html`?`;
      return html`<button
        class="link"
        title=${value.veiled ? onlyText(value.veiled.only) : (value.bytes ?? ui('value.withheld'))}
        @click=${() => ask(this, 'show-value', value.id)}
      >
        ${valueName(value.name)}${value.bytes === undefined ? nothing : html` <code>${shortHex(value.bytes, 6, 4)}</code>`}
      </button>`;
    }
    if (input.messages) {
      if (input.messages.length === 0) return html`${ui('value.no_messages')}`;
      return html`${input.messages.map((id, i) => {
        const message = this.model.message(id);
        return html`${i > 0 ? ' ‖ ' : ''}<button class="link" @click=${() => ask(this, 'show-message', id)}>
            ${message ? messageTitle(message) : ''}
          </button>`;
      })}`;
    }
    if (input.text === withheldInput) return html`${closedEye}<span class="unseen">${ui('role.sealed')}</span>`;
    if (input.text !== undefined) return html`<code>"${input.text}"</code>`;
    if (input.number !== undefined) return html`${input.number}`;
    return html`<code>${input.bytes ? shortHex(input.bytes) : '""'}</code>`;
  }

  // Without a pre-shared key some stages of the key schedule are made of what the standard fixes.
  private parties(): string {
    const { model, value } = this;
    const told = value.known_to.includes('wire') || /^(client|server)$/.test(model.viewer);
    const computed = !told && knowledgeOf(model, 'eavesdropper').content[value.id]! < Infinity;
    return computed ? ui('parties.computed') : partiesText(value.known_to);
  }

  private usedBy(): TemplateResult | typeof nothing {
    const users = this.model.usersOf(this.value.id);
    const seals = this.model.sealedWith(this.value.id);
    if (users.length === 0 && seals === 0) return nothing;
    const uses = html`${users.map((u, i) => html`${i > 0 ? ', ' : ''}<button class="link" @click=${() => ask(this, 'show-value', u.id)}>${valueName(u.name)}</button>`)}${
      seals > 0 ? `${users.length > 0 ? ', ' : ''}${ui('value.records', { count: seals })}` : ''
    }`;
    return html`<span>${uiParts('value.used_for', { uses })}</span>`;
  }
}

define('value-card', ValueCard);
