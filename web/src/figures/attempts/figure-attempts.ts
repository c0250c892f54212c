// <figure-attempts>: what somebody on the wire tried, each in a run of its own, and who noticed by which check.
import { html, nothing, type TemplateResult } from 'lit';
import { consequence, type Consequence } from '../../network/interventions.js';
import { ui } from '../../language/ui.js';
import { bytesText, joined, messageTitle, phrase, roleName, sentence } from '../../prose/prose.js';
import { define } from '../../styles/define.js';
import type { TraceModel } from '../../trace/model.js';
import type { InterventionEvent, RecordEvent } from '../../trace/types.js';
import { DrawnFigure, figureStyles } from '../figure.js';
import { attemptsStyles } from './figure-attempts.styles.js';
import { say } from './words.js';

const signs = { caught: '✓', late: '!', believed: '!', stuck: '…', unnoticed: '–' } as const;
type State = keyof typeof signs;

function stateOf({ kind, again }: Consequence): State {
  if (kind === 'caught') return again ? 'late' : 'caught';
  return kind === 'believed' || kind === 'stuck' ? kind : 'unnoticed';
}

const headerLength = 5;

interface Attempt {
  readonly done: InterventionEvent;
  readonly record: RecordEvent | undefined;
  /** What stands behind its name in the setting. */
  readonly detail: string;
  readonly came: Consequence;
}

function attemptOf(model: TraceModel): Attempt {
  const done = model.events.find((e): e is InterventionEvent => e.kind === 'intervention')!;
  const record = model.events.findLast(
    (e): e is RecordEvent =>
      e.kind === 'record' && e.id < done.id && e.by === done.by && e.direction === 'sent' && e.number === done.record,
  );
  const detail = (model.trace.scenario['network'] ?? '').split(',')[0]!.split(':').slice(3).join(':');
  return { done, record, detail, came: consequence(model, null)! };
}

export class FigureAttempts extends DrawnFigure {
  static override styles = [...figureStyles, attemptsStyles];

  protected override picture(): TemplateResult {
    const { models } = this;
    return html`<figure>
      <figcaption>${say('caption', { count: models.length })}</figcaption>
      <ol>
        ${models.map((model) => this.attempt(model, attemptOf(model)))}
      </ol>
    </figure>`;
  }

  private attempt(model: TraceModel, { done, record, detail, came }: Attempt): TemplateResult {
    const state = stateOf(came);
    const early = model.events.some((e) => e.kind === 'record' && e.epoch === 'early');
    const names = joined((record?.messages ?? []).flatMap((id) => model.message(id) ?? []).map(messageTitle));
    const message = say(`from_${done.by}`, { message: names });
    const header = done.action === 'flip' && Number(detail.split(':')[0]) < headerLength;
    const remembers = model.trace.scenario['server-anti-replay'] === 'on';
    const replay = !early ? 'replay' : remembers ? 'replay_remembered' : 'replay_early';
    const key = done.action === 'replay' ? replay : header ? 'flip_header' : done.action;
    const text = say(key, { name: detail.replace(/^1\./, 'TLS 1.'), what: message });
    return html`<li class=${state}>
      <span class="sign" aria-hidden="true">${signs[state]}</span>
      <div>
        <p class="done">
          <b>${text.charAt(0).toUpperCase()}${text.slice(1)}</b>
          ${
            done.action === 'replay' || !record
              ? nothing
              : html`<small class=${record.epoch}>${say(record.epoch === 'clear' ? 'clear' : 'protected')}</small>`
          }
        </p>
        <p class="came">${this.came(came, state)}</p>
      </div>
    </li>`;
  }

  private came({ by, fatal, check, again }: Consequence, state: State): unknown {
    if (state === 'unnoticed') return html`<b>${say('nobody')}</b> ${say('nobody_why')}`;
    if (state === 'stuck')
      return again === null
        ? html`<b>${say('stuck')}</b> ${by ? say('stuck_one', { by: roleName[by] }) : say('stuck_both')}`
        : html`<b>${say('refused')}</b> ${say('refused_why')}`;
    const alert = html`<code>${say('alert', { alert: fatal!.alert })}</code>`;
    if (state === 'believed') return html`<b>${say('nobody')}</b> ${say('believed', { by: roleName[by!] })} ${alert}`;
    return html`<b class=${by!}>${say(by!)}</b>
      ${state === 'late' ? say('late', { bytes: bytesText(again!) }) : say('noticed')}
      <span class="check"
        >${check ? ui('network.check', { check: phrase(check.what) }) : sentence(phrase(fatal!.reason))}</span
      >
      ${alert}`;
  }
}

define('figure-attempts', FigureAttempts);
