// <run-report>: a whole run on paper. It is rendered at once and holds no other element, for printing does not wait.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { ui } from '../language/ui.js';
import {
  bytesText,
  epochName,
  messageTitle,
  partiesText,
  phrase,
  reasonText,
  reference,
  RoleName,
  roleName,
  sentence,
  valueName,
} from '../prose/prose.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { tokens } from '../styles/tokens.js';
import type { TraceModel } from '../trace/model.js';
import type { CheckEvent, FatalEvent, MessageEvent, Outcome, RecordEvent, Role, ValueEvent } from '../trace/types.js';
import { spacedHex } from '../values/hex.js';
import { ladderPicture, titleOf, type LadderPicture } from './ladder-svg.js';
import { reportStyles } from './run-report.styles.js';

export interface Reported {
  readonly model: TraceModel;
  /** The name of the file that it came from; null for a run of the page. */
  readonly file: string | null;
}

const roles = ['client', 'server'] as const;
// What fits on a page below a heading, in the picture's own units: A4 and Letter, with the margins of the report.
const pageHeight = 1020;

export class RunReport extends LitElement {
  static override styles = [tokens, shared, reportStyles];
  static override properties = { reported: { attribute: false } };
  declare reported: Reported;

  /** renderNow draws before it returns. */
  renderNow(): void {
    this.performUpdate();
  }

  override render(): TemplateResult {
    const { model, file } = this.reported;
    return html`<main>
      <h1>${titleOf(model)}</h1>
      <p class="soft">
        ${ui('report.lead', {
          report: file === null ? ui('report.of') : ui('report.of_file', { file }),
          events: model.events.length,
          steps: model.beats.length - 1,
        })}
      </p>
      ${this.outcome()} ${this.settings()} ${this.ladder()} ${this.messages()} ${this.values()} ${this.checks()}
    </main>`;
  }

  private get model(): TraceModel {
    return this.reported.model;
  }

  private step(id: number): number {
    return this.model.beatOf(id).index;
  }

  private outcome(): TemplateResult {
    const { outcome } = this.model.trace;
    return html`<h2>${ui('report.outcome')}</h2>
      ${roles.map((role) => {
        const its = outcome[role];
        return its
          ? html`<h3>${RoleName[role]}</h3>
              ${this.facts(outcomeFacts(its, this.reasonOf(role)))}`
          : nothing;
      })}`;
  }

  // Why the connection ended for a side, as the page says it.
  private reasonOf(role: Role): string {
    const fatal = this.model.events.find((e): e is FatalEvent => e.kind === 'fatal' && e.by === role);
    return fatal ? reasonText(fatal, this.model) : sentence(phrase(this.model.trace.outcome[role]?.reason ?? ''));
  }

  private facts(facts: readonly (readonly [string, string])[]): TemplateResult {
    return html`<dl class="facts">
      ${facts.map(
        ([name, text]) =>
          html`<dt>${name}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>`;
  }

  private settings(): TemplateResult {
    return html`<h2>${ui('report.settings')}</h2>
      <table>
        <thead>
          <tr>
            <th class="setting">${ui('report.setting')}</th>
            <th>${ui('report.value')}</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(this.model.trace.scenario).map(
            ([name, value]) =>
              html`<tr>
                <td>${name}</td>
                <td>${value === '' ? html`<span class="soft">${ui('value.empty')}</span>` : readable(value)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }

  private ladder(): TemplateResult {
    return html`<h2 class="new-page">${ui('report.ladder')}</h2>
      ${partsOf(ladderPicture(this.model)).map((part) => html`<div class="part">${part}</div>`)}`;
  }

  private messages(): TemplateResult {
    const messages = this.model.events.filter((e): e is MessageEvent => e.kind === 'message');
    return html`<h2 class="new-page">${ui('report.messages')}</h2>
      <p class="soft">${ui('report.messages_lead', { count: messages.length })}</p>
      <table>
        <thead>
          <tr>
            <th class="number">${ui('report.step')}</th>
            <th class="side">${ui('report.side')}</th>
            <th class="size">${ui('report.does')}</th>
            <th>${ui('report.message')}</th>
            <th class="size">${ui('report.size')}</th>
            <th>${ui('report.protection')}</th>
          </tr>
        </thead>
        <tbody>
          ${messages.map((message) => {
            const records = this.model.records(message);
            return html`<tr>
              <td>${this.step(message.id)}</td>
              <td>${roleName[message.by]}</td>
              <td>${ui(message.direction === 'sent' ? 'report.sent' : 'report.received_by')}</td>
              <td>${messageTitle(message)}</td>
              <td>${bytesText(message.bytes.length / 2)}</td>
              <td>${protection(message, records)}</td>
            </tr>`;
          })}
        </tbody>
      </table>`;
  }

  private values(): TemplateResult {
    return html`${roles.map((role) => {
      const values = this.model.values(role);
      if (values.length === 0) return nothing;
      return html`<h2 class="new-page">${ui('report.values', { role: roleName[role] })}</h2>
        <p class="soft">${ui('report.values_lead', { count: values.length })}</p>
        ${values.map((value) => this.value(value))}`;
    })}`;
  }

  private value(value: ValueEvent): TemplateResult {
    const end = this.model.discardOf(value.id);
    const length = value.length === undefined ? '' : ` · ${bytesText(value.length)}`;
    return html`<div class="value">
      <p>
        <b>${valueName(value.name)}</b>
        <span class="soft">${value.name}${length} · ${value.operation}, ${reference(value.section)}</span>
      </p>
      <p class=${(value.length ?? 0) > 512 ? 'long' : ''}>
        ${
          value.bytes === undefined
            ? html`<span class="soft">${ui('value.withheld_why')}</span>`
            : html`<code>${value.bytes === '' ? ui('value.empty') : spacedHex(value.bytes)}</code>`
        }
      </p>
      <p class="soft">
        ${ui(end ? 'report.discarded' : 'report.kept', {
          parties: partiesText(value.known_to),
          step: this.step(value.id),
          end: end ? this.step(end.id) : '',
        })}
      </p>
    </div>`;
  }

  private checks(): TemplateResult {
    return html`<h2 class="new-page">${ui('report.checks')}</h2>
      ${roles.map((role) => this.checksOf(role))}`;
  }

  private checksOf(role: Role): TemplateResult | typeof nothing {
    const checks = this.model.events.filter((e): e is CheckEvent => e.kind === 'check' && e.by === role);
    if (checks.length === 0) return nothing;
    const failed = checks.filter((check) => !check.passed).length;
    return html`<h3>
        ${ui(failed === 0 ? 'report.all_passed' : 'report.some_failed', { role: RoleName[role], count: checks.length, failed })}
      </h3>
      <table>
        <thead>
          <tr>
            <th class="number">${ui('report.step')}</th>
            <th class="verdict">${ui('report.result')}</th>
            <th>${ui('report.checked')}</th>
            <th class="setting">${ui('report.standard')}</th>
            <th class="setting">${ui('report.otherwise')}</th>
          </tr>
        </thead>
        <tbody>
          ${checks.map(
            (check) =>
              html`<tr class=${check.passed ? '' : 'failed'}>
                <td>${this.step(check.id)}</td>
                <td>${check.passed ? `✓ ${ui('report.passed')}` : `✗ ${ui('report.failed')}`}</td>
                <td>${sentence(phrase(check.what))}</td>
                <td>${reference(check.section)}</td>
                <td>${check.alert}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }
}

// Lists break after their commas; line ends of a request are shown as they are written in a program.
const readable = (value: string): string => value.replaceAll(',', ', ').replaceAll('\r', '\\r').replaceAll('\n', '\\n');

// What protected a message, and the records that it came in.
function protection({ epoch }: MessageEvent, records: readonly RecordEvent[]): string {
  if (records.length === 0) return epochName[epoch];
  const all = records.map(({ number, bytes }) => ui('report.record', { number, size: bytesText(bytes.length / 2) }));
  return ui('report.in_records', { epoch: epochName[epoch], records: all.join(', ') });
}

const outcomeNames = [
  ['version', 'agreed.version'],
  ['cipher_suite', 'agreed.cipher_suite'],
  ['group', 'agreed.group'],
  ['signature_scheme', 'agreed.signature'],
  ['server_name', 'agreed.server_name'],
  ['application_protocol', 'agreed.protocol'],
] as const;

function alertFact({ alert, alert_from: from }: Outcome, reason: string): (readonly [string, string])[] {
  if (alert === null || from === null) return [];
  return [[ui('report.alert'), ui('report.alert_from', { alert, from: roleName[from], reason })]];
}

function outcomeFacts(its: Outcome, reason: string): (readonly [string, string])[] {
  return [
    [ui('report.state'), its.state],
    ...alertFact(its, reason),
    ...outcomeNames.flatMap(([key, name]) =>
      its[key] === undefined ? [] : [[ui(name), its[key] ?? ui('report.none')] as const],
    ),
    [ui('report.received'), bytesText((its.received ?? '').length / 2)],
  ];
}

// A picture in parts, none higher than a page, none cutting through a stop.
function partsOf(picture: LadderPicture): SVGElement[] {
  const parts: SVGElement[] = [];
  let from = 0;
  while (from < picture.height) {
    const rest = picture.height - from <= pageHeight;
    const cut = picture.cuts.findLast((y) => y > from && y - from <= pageHeight);
    const to = rest ? picture.height : (cut ?? from + pageHeight);
    const part = picture.element.cloneNode(true) as SVGElement;
    part.setAttribute('viewBox', `0 ${from} ${picture.width} ${to - from}`);
    part.setAttribute('height', String(to - from));
    dropOutside(part, from, to);
    parts.push(part);
    from = to;
  }
  return parts;
}

// Texts of other parts would be found, and read, twice.
function dropOutside(part: SVGElement, from: number, to: number): void {
  for (const text of part.querySelectorAll('text')) {
    const shift = text.parentElement === null || text.parentNode === part ? 0 : headShift(text.parentNode as Element);
    const y = Number(text.getAttribute('y')) + shift;
    if (y < from || y > to) text.remove();
  }
}

const headShift = (group: Element): number =>
  Number(/translate\(0 ([\d.]+)\)/.exec(group.getAttribute('transform') ?? '')?.[1] ?? 0);

define('run-report', RunReport);
