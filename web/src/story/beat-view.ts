// <beat-view>: everything that is in one beat, opened. Whatever is in the trace can be seen here.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { checkItem, checkStyles } from '../checks/checks-view.js';
import '../keys/key-exchange.js';
import { ui, uiParts } from '../language/ui.js';
import { findPath, namesTo } from '../message/fields.js';
import '../message/message-view.js';
import { alertText, messageName, phrase, reasonText, reference, stateText } from '../prose/prose.js';
import { veilOf } from '../role/veil-mark.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { partOf } from '../trace/beat-kinds.js';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import { pairsOf } from '../trace/pairs.js';
import type { CheckEvent, EstablishedEvent, FatalEvent, RecordEvent, StateEvent, ValueEvent } from '../trace/types.js';
import '../values/value-card.js';
import { legend } from './legend.js';
import { beatViewStyles } from './beat-view.styles.js';

export class BeatView extends LitElement {
  static override styles = [shared, checkStyles, beatViewStyles];
  static override properties = { model: { attribute: false }, current: { attribute: false } };
  declare model: TraceModel;
  declare current: number;

  override render(): TemplateResult {
    const { model } = this;
    const beat = model.beatAt(this.current);
    if (beat.by === null) return legend(model);
    const events = beat.events.filter((e) => !e.veiled || e.kind === 'value' || e.kind === 'record');
    const inside = beat.events.find((e) => e.veiled && /^(check|state|fatal|established|intervention)$/.test(e.kind));
    const values = of(beat, 'value') as ValueEvent[];
    const seen = { ...beat, events };
    const ended = beat.events
      .flatMap((e) => (e.kind === 'discard' ? [model.value(e.value)] : []))
      .filter((v) => v !== undefined);
    const cards = [...values.filter((v) => partOf(v).joins === 'own'), ...ended.filter((v) => !values.includes(v))];
    const helpers = values.filter((v) => partOf(v).joins !== 'own');
    const carried = beat.message ? model.records(beat.message) : [];
    const records = (of(beat, 'record') as RecordEvent[]).filter((r) => !carried.includes(r));
    return html`
      ${this.exchange(beat, [...values, ...ended])} ${this.checks(of(seen, 'check') as CheckEvent[])}
      ${beat.message ? html`<message-view .message=${beat.message} .model=${model} .told=${true}></message-view>` : nothing}
      ${this.origin(values)} ${this.fatal(of(seen, 'fatal') as FatalEvent[])}
      ${this.established(of(seen, 'established') as EstablishedEvent[])} ${this.cards(cards, beat)}
      ${helpers.length > 0 && cards.length > 0 ? html`<h3>${ui('story.on_the_way')}</h3>` : nothing}
      ${this.cards(helpers, beat)}
      ${records.map((record) => html`<record-view .record=${record} .model=${model}></record-view>`)}
      ${this.states(of(seen, 'state') as StateEvent[])}
      ${inside?.veiled ? html`<p class="state"><span class="soft">${ui('role.within')}</span> ${veilOf(this, model, inside.veiled)}</p>` : nothing}
    `;
  }

  private cards(values: readonly ValueEvent[], beat: Beat): TemplateResult | typeof nothing {
    if (values.length === 0) return nothing;
    return html`<div class="cards">
      ${values.map((value) => html`<value-card .value=${value} .model=${this.model} .now=${beat.now}></value-card>`)}
    </div>`;
  }

  // The two key pairs side by side, wherever a step is about them.
  private exchange(beat: Beat, values: readonly ValueEvent[]): TemplateResult | typeof nothing {
    const ids = new Set(
      values
        .filter((v) =>
          /^(private_key|public_key|peer_public_key|shared_secret|pre_master_secret|encrypted_pre_master_secret|dh_p|dh_g)$/.test(
            v.name,
          ),
        )
        .map((v) => v.id),
    );
    const pair = pairsOf(this.model).find((p) =>
      [p.client?.id, p.server?.id].some((id) => id !== undefined && ids.has(id)),
    );
    if (!pair) return nothing;
    return html`<key-exchange .model=${this.model} .current=${beat.index} .group=${pair.group}></key-exchange>`;
  }

  // A value that was read from a message is shown where it stood.
  private origin(values: readonly ValueEvent[]): TemplateResult[] {
    return values.flatMap((value) => {
      if (value.operation !== 'receive' || value.veiled) return [];
      const message = this.model.message(value.inputs.find((i) => i.messages)?.messages?.[0] ?? -1);
      const field = value.inputs.find((i) => i.name === 'field')?.text;
      const name = field?.split('.').at(-1);
      if (!message || message.veiled || !name) return [];
      const path = findPath(message.fields, name, value.bytes, message.bytes);
      const crumbs = path === null ? name : namesTo(message.fields, path).join(' › ');
      return [
        html`<section>
          <h3>${ui('story.origin')} <small>${messageName(message.name)} › ${crumbs}</small></h3>
          <message-bytes
            .bytes=${message.bytes}
            .fields=${message.fields}
            .epoch=${message.epoch}
            .label=${messageName(message.name)}
            .selected=${path}
          ></message-bytes>
        </section>`,
      ];
    });
  }

  private checks(checks: readonly CheckEvent[]): TemplateResult | typeof nothing {
    if (checks.length === 0) return nothing;
    return html`<ul>
      ${checks.map((check) => checkItem(check, nothing))}
    </ul>`;
  }

  private fatal(fatals: readonly FatalEvent[]): TemplateResult[] {
    return fatals.map(
      (e) =>
        html`<div class="end bad">
          <h3>${e.alert}</h3>
          <p>${alertText(e.alert)}</p>
          <p class="soft">
            ${reasonText(e, this.model)}
            ${e.field === undefined ? nothing : uiParts('story.unread', { field: html`<code>${e.field}</code>`, offset: e.offset, why: phrase(e.why ?? '') })}
            <span class="ref">${reference(e.section)}</span>
          </p>
        </div>`,
    );
  }

  private established(all: readonly EstablishedEvent[]): TemplateResult[] {
    return all.map(
      (e) =>
        html`<dl class="agreed">
          <dt>${ui('agreed.version')}</dt>
          <dd>${e.version}</dd>
          <dt>${ui('agreed.cipher_suite')}</dt>
          <dd>${e.cipher_suite}</dd>
          <dt>${ui('agreed.group')}</dt>
          <dd>${e.group ?? ui('agreed.none')}</dd>
          <dt>${ui('agreed.signature')}</dt>
          <dd>${e.signature_scheme ?? ui('agreed.none')}</dd>
          <dt>${ui('agreed.server_name')}</dt>
          <dd>${e.server_name ?? ui('agreed.none')}</dd>
          <dt>${ui('agreed.protocol')}</dt>
          <dd>${e.application_protocol ?? ui('agreed.no_protocol')}</dd>
        </dl>`,
    );
  }

  private states(states: readonly StateEvent[]): TemplateResult[] {
    return states.map(
      (e) =>
        html`<p class="state">
          <span class="soft">${ui(`story.state.${e.by}`)}</span> <code>${e.from}</code> → <code>${e.to}</code>
          <span class="soft">${stateText(e.to)}</span>
        </p>`,
    );
  }
}

const of = (beat: Beat, kind: string): Beat['events'] => beat.events.filter((e) => e.kind === kind);

define('beat-view', BeatView);
