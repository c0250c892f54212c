// What the two figures with small numbers have in common: what is chosen, the question to the core, the walk step by step.
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { DrawnFigure, figureStyles } from '../figure.js';
import { smallLine } from '../../lesson/computed.js';
import { optionsIn, wordsOf, type Options } from './options.js';
import { smallStyles } from './small-figure.styles.js';
import { say, type Key } from './words.js';

export interface Mode {
  readonly id: string;
  readonly name: Key;
}

/** One row of the table that says what is drawn. */
export type Row = readonly (string | number)[];

export abstract class SmallFigure<
  Data extends { readonly p: number; readonly warnings: readonly string[] },
> extends DrawnFigure {
  static override styles = [
    ...figureStyles,
    smallStyles,
    css`
      :host {
        container-type: inline-size;
      }
    `,
  ];
  static override properties = {
    ...DrawnFigure.properties,
    chosen: { state: true },
    mode: { state: true },
    at: { state: true },
  };
  declare protected chosen: Options;
  declare protected mode: string;
  declare protected at: number;
  private shown: Data | null = null;

  constructor() {
    super();
    this.chosen = {};
    this.mode = 'walk';
    this.at = 0;
  }

  protected abstract readonly command: 'dhe' | 'ecdhe';
  protected abstract readonly modes: readonly Mode[];
  protected abstract controls(data: Data): TemplateResult;
  /** The last step of the walk. */
  protected abstract last(data: Data): number;
  protected abstract drawing(data: Data): TemplateResult;
  /** What is seen at this step, in words. */
  protected abstract told(data: Data): string[];
  protected abstract table(data: Data): { readonly heads: readonly Key[]; readonly rows: readonly Row[] };

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!changed.has('parameters')) return;
    const { mode, step } = this.parameters;
    this.chosen = optionsIn(this.parameters);
    this.mode = typeof mode === 'string' ? mode : 'walk';
    this.at = typeof step === 'number' ? step : 0;
    this.problem = null;
  }

  private line(): string[] {
    return smallLine(wordsOf(this.command, this.chosen, this.mode));
  }

  /** choose takes other options; null leaves one to the core again. */
  protected choose(options: Readonly<Record<string, string | null>>): void {
    const all = { ...this.chosen, ...options };
    this.chosen = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
    );
    this.problem = null;
    this.go(0);
  }

  protected go(to: number): void {
    this.at = to;
    this.dispatchEvent(
      new CustomEvent('figure-change', {
        detail: { mode: this.mode, step: to, ...this.chosen },
        bubbles: true,
        composed: true,
      }),
    );
  }

  private look(mode: string): void {
    this.mode = mode;
    this.problem = null;
    this.go(0);
  }

  override render(): TemplateResult {
    return this.picture();
  }

  protected override picture(): TemplateResult {
    // What was refused is not asked again.
    const answer = this.problem ? undefined : (this.answer(this.line()) as Data | undefined);
    if (answer) this.shown = answer;
    const { shown: data, problem } = this;
    const refused = problem ? html`<p class="problem" role="alert">${problem.message}</p>` : nothing;
    if (!data) return html`${problem ? refused : html`<p class="soft">${say('waiting')}</p>`}`;
    const last = this.last(data);
    const at = Math.min(this.at, last);
    return html`<figure>
      <figcaption>${say(`title_${this.command}`, { p: data.p })}</figcaption>
      <div class="controls">${this.parameters['locked'] === true ? nothing : this.controls(data)}</div>
      ${refused} ${this.warnings(data)}
      ${
        this.modes.length > 1
          ? html`<div class="modes" role="group" aria-label=${say('modes')}>
              ${this.modes.map(
                ({ id, name }) =>
                  html`<button class="btn" aria-pressed=${id === this.mode} @click=${() => this.look(id)}>
                    ${say(name)}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      <div class="stage">${this.drawing(data)}</div>
      <div class="stepper">
        <button class="btn back" aria-disabled=${at === 0} @click=${() => at > 0 && this.go(at - 1)}>
          <span aria-hidden="true">◀</span> ${say('back')}
        </button>
        <input
          type="range"
          min="0"
          max=${last}
          .value=${String(at)}
          aria-label=${say('step')}
          aria-valuetext=${say('step_of', { at, last })}
          @input=${(e: Event) => this.go(Number((e.target as HTMLInputElement).value))}
        />
        <button class="btn go" aria-disabled=${at === last} @click=${() => at < last && this.go(at + 1)}>
          ${say('next')} <span aria-hidden="true">▶</span>
        </button>
      </div>
      <div class="told" role="status">${this.told(data).map((line) => html`<p>${line}</p>`)}</div>
      ${this.tabulated(data)}
    </figure>`;
  }

  private warnings({ warnings }: Data): TemplateResult | typeof nothing {
    if (warnings.length === 0) return nothing;
    return html`<ul class="warnings">
      ${warnings.map((name) => html`<li><span aria-hidden="true">⚠</span> ${say(`warning_${name}` as Key)}</li>`)}
    </ul>`;
  }

  private tabulated(data: Data): TemplateResult {
    const { heads, rows } = this.table(data);
    return html`<details>
      <summary>${say('as_table')}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${say('as_table')}>
        <table>
          <thead>
            <tr>
              ${heads.map((key) => html`<th scope="col">${say(key)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  ${row.map((cell) => html`<td>${cell}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  /** field is a number that can be chosen. */
  protected field(name: string, label: string, value: number, least: number, most: number, side = ''): TemplateResult {
    return html`<label class="field ${side}"
      ><span>${label}</span>
      <input
        type="number"
        inputmode="numeric"
        min=${least}
        max=${most}
        .value=${String(value)}
        @change=${(e: Event) => this.typed(name, e.target as HTMLInputElement)}
    /></label>`;
  }

  private typed(name: string, input: HTMLInputElement): void {
    // The browser knows the bounds of the field, and says them.
    if (input.value === '' || !input.reportValidity()) return;
    this.choose(this.besides(name, input.value));
  }

  /** What else is left to the core when an option changes. */
  protected besides(name: string, value: string): Readonly<Record<string, string | null>> {
    return { [name]: value };
  }
}
