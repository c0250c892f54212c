// <figure-steps>: the eight steps of the handshake, and beside each the messages of one run, or of two.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { epochName, messageName, bytesText } from '../../prose/prose.js';
import { define } from '../../styles/define.js';
import type { TraceModel } from '../../trace/model.js';
import { DrawnFigure, figureStyles } from '../figure.js';
import { stepsStyles } from './figure-steps.styles.js';
import { stepNames, toldIn, type Sent, type StepName, type Told } from './steps.js';
import { say } from './words.js';

const lock = html`<svg class="lock" viewBox="0 0 10 12" aria-hidden="true">
  ${svg`<rect x="1" y="5" width="8" height="6.5" rx="1.4"/><path d="M3 5V3.6a2 2 0 0 1 4 0V5"/>`}
</svg>`;

const titleOf = (name: StepName): string =>
  name === 'client_hello' || name === 'server_hello' || name === 'certificate' ? messageName(name) : say(name);

// ServerKeyExchange may break before its capitals, where a column is narrow.
const breakable = (name: string): TemplateResult[] =>
  name.split(/(?<=[a-z])(?=[A-Z])/).map((part) => html`${part}<wbr />`);

interface Column {
  readonly name: string;
  readonly told: Told;
}

const versionOf = (model: TraceModel): string => {
  const event = model.events.find((e) => e.kind === 'established');
  return event?.version ?? (model.tls12 ? 'TLS 1.2' : 'TLS 1.3');
};

export class FigureSteps extends DrawnFigure {
  static override styles = [...figureStyles, stepsStyles];

  protected override picture(): TemplateResult {
    const now = this.parameters['live'] === true ? this.model.beatAt(this.current).now : Infinity;
    const columns = [this.model, ...this.models].map((model) => ({
      name: versionOf(model),
      told: toldIn(model, model === this.model ? now : Infinity),
    }));
    const lit = this.parameters['lit'] as readonly number[] | undefined;
    const epochs = [
      ...new Set(
        columns.flatMap(({ told }) =>
          Object.values(told.sent).flatMap((all) => all.map(({ message }) => message.epoch)),
        ),
      ),
    ];
    return html`<figure class=${columns.length > 1 ? 'two' : 'one'}>
      <figcaption>${say(columns.length > 1 ? 'caption_two' : 'caption')}</figcaption>
      <div class="head" aria-hidden="true">${columns.map(({ name }) => html`<b>${name}</b>`)}</div>
      <ol>
        ${stepNames.map((name, i) => this.step(name, i + 1, columns, lit?.includes(i + 1) ?? false, now))}
      </ol>
      <p class="legend" aria-hidden="true">
        ${epochs.map((epoch) => html`<span class="key ${epoch}">${epoch === 'clear' ? nothing : lock}${epochName[epoch]}</span>`)}
      </p>
    </figure>`;
  }

  private step(name: StepName, number: number, columns: readonly Column[], lit: boolean, now: number): TemplateResult {
    return html`<li class=${lit ? 'lit' : ''}>
      <div class="step">
        <span class="number" aria-hidden="true">${number}</span>
        <span class="title"
          ><b><span class="unseen">${say('step', { number, title: '' })}</span>${titleOf(name)}</b>
          <small>${say(`${name}_text`)}</small>${lit ? html`<span class="unseen"> ${say('lit')}</span>` : nothing}</span
        >
      </div>
      ${columns.map(
        ({ name: version, told }) =>
          html`<div class="cell">
            <span class="unseen">${version}:</span>
            ${told.sent[name].map((sent) => this.sent(sent))} ${name === 'established' ? this.readiness(told) : nothing}
            ${told.sent[name].length === 0 ? html`<span class="none">${now < this.model.events.length - 1 ? say('not_yet') : say('none')}</span>` : nothing}
          </div>`,
      )}
    </li>`;
  }

  private sent({ message, order, part }: Sent): TemplateResult {
    const { by, epoch, name, bytes } = message;
    const title = part ? say('part', { part: part.name, message: messageName(name) }) : messageName(name);
    return html`<div class="sent ${epoch} ${part ? 'part' : ''}">
      <span class="order ${by}"
        ><span class="unseen">${say('order', { order })},</span
        ><span aria-hidden="true">${by === 'client' ? '→' : '←'} ${order}</span></span
      >
      <span class="what">${breakable(title)}</span>
      <span class="unseen">, ${say(by)}, ${epochName[epoch]},</span>
      <small>${epoch === 'clear' ? nothing : lock}${bytesText(part?.length ?? bytes.length / 2)}</small>
    </div>`;
  }

  private readiness({ ready }: Told): TemplateResult[] {
    return (['client', 'server'] as const).map((role) =>
      ready[role] === null
        ? html``
        : html`<p class="ready ${role}">${say(`ready_${role}`, { order: ready[role] })}</p>`,
    );
  }
}

define('figure-steps', FigureSteps);
