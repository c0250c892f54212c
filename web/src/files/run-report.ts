// <run-report>: a whole run on paper. It is rendered at once and holds no other element, for printing does not wait.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { bytesText, epochName, messageTitle, partiesText, RoleName, sentence, valueName } from '../prose/prose.js';
import { shared } from '../styles/shared.js';
import { tokens } from '../styles/tokens.js';
import type { TraceModel } from '../trace/model.js';
import type { CheckEvent, MessageEvent, Outcome, Role, ValueEvent } from '../trace/types.js';
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
        Report of the Handshake Playground${file === null ? nothing : `, from the file ${file}`}. ${model.events.length}
        events in ${model.beats.length - 1} steps. Every byte is as the trace has it.
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
    return html`<h2>Outcome</h2>
      ${roles.map((role) => {
        const its = outcome[role];
        return its
          ? html`<h3>${RoleName[role]}</h3>
              ${this.facts(outcomeFacts(its))}`
          : nothing;
      })}`;
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
    return html`<h2>Settings</h2>
      <table>
        <thead>
          <tr>
            <th class="setting">Setting</th>
            <th>Value</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(this.model.trace.scenario).map(
            ([name, value]) =>
              html`<tr>
                <td>${name}</td>
                <td>${value === '' ? html`<span class="soft">empty</span>` : readable(value)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }

  private ladder(): TemplateResult {
    return html`<h2 class="new-page">The ladder</h2>
      ${partsOf(ladderPicture(this.model)).map((part) => html`<div class="part">${part}</div>`)}`;
  }

  private messages(): TemplateResult {
    const messages = this.model.events.filter((e): e is MessageEvent => e.kind === 'message');
    return html`<h2 class="new-page">Messages</h2>
      <p class="soft">${messages.length} in all, each as it was sent and as it was received.</p>
      <table>
        <thead>
          <tr>
            <th class="number">Step</th>
            <th class="side">Side</th>
            <th class="size">Does</th>
            <th>Message</th>
            <th class="size">Size</th>
            <th>Protection</th>
          </tr>
        </thead>
        <tbody>
          ${messages.map((message) => {
            const records = this.model.records(message);
            return html`<tr>
              <td>${this.step(message.id)}</td>
              <td>${message.by}</td>
              <td>${message.direction}</td>
              <td>${messageTitle(message)}</td>
              <td>${bytesText(message.bytes.length / 2)}</td>
              <td>
                ${epochName[message.epoch]}${
                  records.length === 0
                    ? nothing
                    : `, in ${records.map((r) => `record ${r.number} (${bytesText(r.bytes.length / 2)})`).join(', ')}`
                }
              </td>
            </tr>`;
          })}
        </tbody>
      </table>`;
  }

  private values(): TemplateResult {
    return html`${roles.map((role) => {
      const values = this.model.values(role);
      if (values.length === 0) return nothing;
      return html`<h2 class="new-page">Values of the ${role}</h2>
        <p class="soft">${values.length} in all, in the order in which they came to be.</p>
        ${values.map((value) => this.value(value))}`;
    })}`;
  }

  private value(value: ValueEvent): TemplateResult {
    const end = this.model.discardOf(value.id);
    const length = value.length === undefined ? '' : ` · ${bytesText(value.length)}`;
    return html`<div class="value">
      <p>
        <b>${valueName(value.name)}</b>
        <span class="soft">${value.name}${length} · ${value.operation}, ${value.section}</span>
      </p>
      <p class=${(value.length ?? 0) > 512 ? 'long' : ''}>
        ${
          value.bytes === undefined
            ? html`<span class="soft">withheld: a long-term key is never in a trace</span>`
            : html`<code>${value.bytes === '' ? 'empty' : spacedHex(value.bytes)}</code>`
        }
      </p>
      <p class="soft">
        Known to ${partiesText(value.known_to)}. Born at step
        ${this.step(value.id)}${end ? `, discarded at step ${this.step(end.id)}` : ', not discarded'}.
      </p>
    </div>`;
  }

  private checks(): TemplateResult {
    return html`<h2 class="new-page">Checks</h2>
      ${roles.map((role) => this.checksOf(role))}`;
  }

  private checksOf(role: Role): TemplateResult | typeof nothing {
    const checks = this.model.events.filter((e): e is CheckEvent => e.kind === 'check' && e.by === role);
    if (checks.length === 0) return nothing;
    const failed = checks.filter((check) => !check.passed).length;
    return html`<h3>${RoleName[role]}: ${checks.length} checks, ${failed === 0 ? 'all passed' : `${failed} failed`}</h3>
      <table>
        <thead>
          <tr>
            <th class="number">Step</th>
            <th class="verdict">Result</th>
            <th>What was checked</th>
            <th class="setting">Standard</th>
            <th class="setting">Alert otherwise</th>
          </tr>
        </thead>
        <tbody>
          ${checks.map(
            (check) =>
              html`<tr class=${check.passed ? '' : 'failed'}>
                <td>${this.step(check.id)}</td>
                <td>${check.passed ? '✓ passed' : '✗ failed'}</td>
                <td>${sentence(check.what)}</td>
                <td>${check.section}</td>
                <td>${check.alert}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }
}

// Lists break after their commas; line ends of a request are shown as they are written in a program.
const readable = (value: string): string => value.replaceAll(',', ', ').replaceAll('\r', '\\r').replaceAll('\n', '\\n');

const outcomeNames: readonly (readonly [keyof Outcome, string])[] = [
  ['version', 'version'],
  ['cipher_suite', 'cipher suite'],
  ['group', 'group'],
  ['signature_scheme', 'signature'],
  ['server_name', 'server name'],
  ['application_protocol', 'protocol inside'],
];

function outcomeFacts(its: Outcome): (readonly [string, string])[] {
  return [
    ['state at the end', its.state],
    ...(its.alert === null ? [] : [['alert', `${its.alert}, from the ${its.alert_from}: ${its.reason}`] as const]),
    ...outcomeNames.flatMap(([key, name]) => (its[key] === undefined ? [] : [[name, its[key] ?? 'none'] as const])),
    ['data received', bytesText((its.received ?? '').length / 2)],
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

customElements.define('run-report', RunReport);
