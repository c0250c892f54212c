// <attack-chain>: an eavesdropper's attempt as a picture. What she has stands at the top, every computed value below it with
// what it was computed from, to the left and right what belongs to one direction, at the bottom what she reads, or where the
// road ends.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { bytesText, joined, messageName, operationText, reference, RoleName, valueText } from '../../prose/prose.js';
import { define } from '../../styles/define.js';
import { shared } from '../../styles/shared.js';
import type { Input, Role } from '../../trace/types.js';
import { shortHex, spacedHex } from '../../values/hex.js';
import { chainStyles } from './attack-chain.styles.js';
import {
  stateOf,
  textOf,
  type Attempt,
  type Connection,
  type DeadEnd,
  type Lane,
  type Memory,
  type Opened,
  type Outcome,
  type Piece,
  type Reading,
  type Value,
} from './attempt.js';
import { nameOf, say, why, type Key } from './words.js';

const roles = ['client', 'server'] as const;
/** eye says how much is read, for the eye; words stand beside it. */
export const eye = { all: '●', part: '◐', none: '○' } as const;

/** readsText says in a sentence what she reads of a connection. */
export function readsText({ client, server, early }: Outcome): string {
  const much = (reading: Reading): string => say(`much.${reading.reads}`);
  const both =
    client.reads === server.reads
      ? say(`reads.${client.reads}`)
      : say('reads.each', { client: much(client), server: much(server) });
  return early ? `${both} ${say('reads.early', { early: much(early) })}` : both;
}

export class AttackChain extends LitElement {
  static override styles = [shared, chainStyles];
  static override properties = { attempt: { attribute: false }, open: { state: true } };
  declare attempt: Attempt;
  /** The value that is opened, and the row under which it stands. */
  declare open: { readonly id: number; readonly row: string } | null;

  constructor() {
    super();
    this.open = null;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('attempt')) this.open = null;
  }

  override render(): TemplateResult {
    const { connections } = this.attempt;
    return html`${connections.map((connection) => this.connection(connection, connections.length > 1))}`;
  }

  private connection(connection: Connection, several: boolean): TemplateResult {
    const { number, outcome, road } = connection;
    const best = [outcome.client, outcome.server, ...(outcome.early ? [outcome.early] : [])].map(({ reads }) => reads);
    const reach = best.every((one) => one === 'all') ? 'all' : best.every((one) => one === 'none') ? 'none' : 'part';
    return html`<section>
      ${several ? html`<h3>${say('connection', { number })}</h3>` : nothing}
      <p class="verdict ${reach}"><span aria-hidden="true">${eye[reach]}</span> ${readsText(outcome)}</p>
      ${this.wire(connection)}
      <div class="road">
        ${this.top(connection)} ${road.map((piece, i) => this.piece(piece, `${number}.${i}`))} ${this.ends(connection)}
        ${this.data(connection)}
      </div>
    </section>`;
  }

  // --- the wire ---

  private wire({ records }: Connection): TemplateResult {
    return html`<div class="wire">
      <p class="cap">${say('wire')}</p>
      ${roles.map((role) => {
        const count = (state: string): number => records[role].filter((one) => stateOf(one) === state).length;
        const counts = [say('wire.clear', { count: count('clear') })];
        if (count('opened') > 0) counts.push(say('wire.opened', { count: count('opened') }));
        if (count('closed') > 0) counts.push(say('wire.closed', { count: count('closed') }));
        return html`<p class="line">
          <span class=${role}>${role === 'client' ? '→' : '←'} ${say(`lane.${role}`)}</span>
          <span class="boxes" aria-hidden="true"
            >${records[role].map((one) => html`<i class="${stateOf(one)} ${one.epoch ?? ''}"></i>`)}</span
          >
          <small>${counts.join(', ')}</small>
        </p>`;
      })}
    </div>`;
  }

  // --- the road ---

  private top({ number, heard }: Connection): TemplateResult {
    const { stolen, memories, trace } = this.attempt;
    const row = `${number}.top`;
    const wanted = trace.scenario['steal'] !== 'nothing' && trace.scenario['steal'] !== '';
    return html`<div class="row top">
      <div class="has ${stolen.length + memories.length > 0 ? 'stolen' : ''}">
        <p class="cap">${say('stolen')}</p>
        ${
          stolen.length > 0
            ? html`<p class="chips">${stolen.map((value) => this.chip(value, row))}</p>`
            : memories.length > 0 && number === 1
              ? nothing
              : html`<p class="soft">${say(wanted && memories.length === 0 ? 'stolen.none' : 'stolen.nothing')}</p>`
        }
        ${number === 1 ? memories.map((one) => this.memory(one)) : nothing}
      </div>
      <div class="has heard">
        <p class="cap">${say('heard')}</p>
        <p class="chips">
          ${heard.map((value) => this.chip(value, row))}
          ${heard.length === 0 ? html`<span class="soft">${say('stolen.nothing')}</span>` : nothing}
        </p>
      </div>
      ${this.card(row)}
    </div>`;
  }

  private memory({ name, owner, bytes, holds }: Memory): TemplateResult {
    const zeros = /^0*$/.test(bytes);
    return html`<div class="memory">
      <p>${sentenceCase(say('memory', { name: nameOf(name), side: say(`memory.${owner}`) }))}</p>
      <code>${bytes.replace(/..(?=.)/g, '$& ')}</code>
      <p>${zeros ? say('memory.zeros', { count: bytes.length / 2 }) : say('memory.other')}</p>
      <p class="soft">
        ${holds.length > 0 ? say('memory.holds', { names: joined(holds.map(nameOf)) }) : say('memory.holds_none')}
      </p>
    </div>`;
  }

  private piece(piece: Piece, row: string): TemplateResult {
    if (piece.kind === 'fork')
      return html`<div class="row fork">
        ${roles.map((role) => this.lane(piece[role], role, row))} ${this.card(row)}
      </div>`;
    const { value } = piece;
    return html`<div class="row">
      <div class="node">${this.chip(value, row, 'big')} ${this.sources(value, row)}</div>
      ${this.card(row)}
    </div>`;
  }

  private lane({ values, records }: Lane, role: Role, row: string): TemplateResult {
    if (values.length === 0) return html`<div class="lane none"></div>`;
    const [first] = values;
    return html`<div class="lane ${role}">
      <p class="soft">${say(`lane.${role}`)}</p>
      <p class="chips">${values.map((value) => this.chip(value, row))}</p>
      ${this.sources(first!, row)} ${records.length > 0 ? this.opened(records) : nothing}
    </div>`;
  }

  private opened(records: readonly Opened[]): TemplateResult {
    const names = this.attempt.messagesIn(records).map(({ name }) => messageName(name));
    return html`<p class="opens">
      <span aria-hidden="true">✓</span> ${say('opens', { count: records.length, names: joined(names) })}
    </p>`;
  }

  // What a value was computed from: values, and messages that were hashed.
  private sources({ inputs }: Value, row: string): TemplateResult | typeof nothing {
    const values = inputs.flatMap(({ value }) => this.attempt.value(value ?? -1) ?? []);
    if (values.length === 0) return nothing;
    return html`<p class="sources">
      <small>${say('from')}</small> ${values.map((value) => this.chip(value, row, 'slight'))}
    </p>`;
  }

  private chip(value: Value, row: string, size = ''): TemplateResult {
    const { id, from, operation, bytes } = value;
    const open = this.open?.id === id && this.open.row === row;
    const how = operation === 'steal' ? 'got' : operation === 'receive' ? 'heard' : '';
    return html`<button
      class="chip ${size} ${how}"
      data-value=${id}
      aria-expanded=${open}
      @click=${() => (this.open = open ? null : { id, row })}
    >
      <b>${nameOf(value.name)}</b
      >${from && (how || size !== 'slight') ? html` <span>${say(`of.${from}`)}</span>` : nothing}
      ${bytes === undefined || size === 'slight' ? nothing : html`<code>${shortHex(bytes, 8, 4)}</code>`}
    </button>`;
  }

  // --- where it ends, what is read ---

  private ends({ ends }: Connection): TemplateResult | typeof nothing {
    const [first, second] = ends;
    if (!first) return nothing;
    const same = second && first.value === second.value && first.why === second.why && ends.length === 2;
    if (same) return html`<div class="row broken">${this.end(first, say('end'))}</div>`;
    return html`<div class="row fork broken">
      ${roles.map((role) => {
        const own = ends.filter(({ of }) => of === role);
        if (own.length === 0) return html`<div class="lane none"></div>`;
        const title = say('end.of', { side: say(`end.side.${role}`) });
        return html`<div class="lane bare">${own.map((end) => this.end(end, title))}</div>`;
      })}
    </div>`;
  }

  private end(end: DeadEnd, title: string): TemplateResult {
    return html`<div class="end" data-end=${end.id}>
      <p class="cap"><span aria-hidden="true">✕</span> ${title}</p>
      <p>${why(end.why)}</p>
      <p class="ref">
        ${say('end.needs', { value: nameOf(end.value), missing: joined(end.missing.map(nameOf)) })}
        ${reference(end.section)}
      </p>
    </div>`;
  }

  private data({ outcome }: Connection): TemplateResult {
    const said = (key: 'client' | 'server' | 'early', reading: Reading): TemplateResult => {
      const closed = reading.reads === 'none';
      const text = textOf(reading.bytes);
      return html`<div class="said ${reading.reads}" data-said=${key}>
        <p><span aria-hidden="true">${eye[reading.reads]}</span> ${say(`said.${key}` satisfies Key)}</p>
        ${closed ? html`<p class="soft">${say('said.closed')}</p>` : text === '' ? html`<p class="soft">${say('said.empty')}</p>` : html`<pre><code>${text}</code></pre>`}
      </div>`;
    };
    const { client, server, early } = outcome;
    return html`<div class="row fork data">
      <div class="lane bare">${early ? said('early', early) : nothing} ${said('client', client)}</div>
      <div class="lane bare">${said('server', server)}</div>
    </div>`;
  }

  // --- one value ---

  private card(row: string): TemplateResult | typeof nothing {
    const value = this.open?.row === row ? this.attempt.value(this.open.id) : undefined;
    if (!value) return nothing;
    const { name, from, bytes, length, operation, inputs, section } = value;
    const stolen = operation === 'steal';
    return html`<article class="card">
      <p class="cap">
        ${nameOf(name)}
        <small>
          ${[...(from ? [RoleName[from]] : []), ...(length === undefined ? [] : [bytesText(length)]), reference(section)].join(' · ')}
        </small>
      </p>
      <p>${valueText(name)}</p>
      ${bytes === undefined ? html`<p><em>${say('value.withheld')}</em></p>` : html`<code class="bytes">${spacedHex(bytes)}</code>`}
      <p class="call">
        = <b>${stolen ? say('op.steal') : operation}</b>${
          inputs.length > 0
            ? html`(${inputs.map((input, i) => html`${i > 0 ? ', ' : ''}${this.input(input, row)}`)})`
            : nothing
        }
      </p>
      <p class="ref">${stolen ? say('op.steal_text') : operationText(operation)}</p>
      <button class="btn" @click=${() => this.close()}>${say('value.close')}</button>
    </article>`;
  }

  // The focus goes back to where it came from.
  private close(): void {
    const chip = this.renderRoot.querySelector<HTMLElement>('[aria-expanded=true]');
    this.open = null;
    chip?.focus();
  }

  private input({ name, value: id, messages, text, number, bytes }: Input, row: string): TemplateResult {
    const value = id === undefined ? undefined : this.attempt.value(id);
    const shown = value
      ? this.chip(value, row, 'slight')
      : messages
        ? messages.map((one) => messageName(this.attempt.message(one)?.name ?? '')).join(' ‖ ')
        : text === undefined
          ? (number ?? html`<code>${shortHex(bytes ?? '') || '""'}</code>`)
          : html`<code>"${text}"</code>`;
    return html`<span class="soft">${name}</span> ${shown}`;
  }
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

define('attack-chain', AttackChain);
