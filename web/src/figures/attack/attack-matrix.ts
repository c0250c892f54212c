// <attack-matrix>: every key exchange with everything that can be stolen, and with somebody who plays the server. The core says
// what is in it; each field opens the run that proves it. On a narrow screen it is a list, row by row.
import { LitElement, html, type PropertyValues, type TemplateResult } from 'lit';
import { ask } from '../../app/events.js';
import type { Theft } from '../../address/theft.js';
import type { Ask } from '../../lesson/figures.js';
import type { Settings } from '../../scenario/settings.js';
import { define } from '../../styles/define.js';
import { shared } from '../../styles/shared.js';
import type { Trace } from '../../trace/types.js';
import { matrixStyles } from './attack-matrix.styles.js';
import type { Reach } from './attempt.js';
import { deceitOf } from './impostor.js';
import { say, type Key } from './words.js';

interface Side {
  readonly reads: Reach;
}
interface Cell {
  readonly row: string;
  readonly column: string;
  readonly run: readonly string[];
  readonly there_is_none: boolean;
  readonly client: Side;
  readonly server: Side;
  readonly early?: Side;
}
export interface Matrix {
  readonly rows: readonly { readonly id: string; readonly title: string; readonly settings: readonly string[] }[];
  readonly columns: readonly { readonly id: string }[];
  readonly cells: readonly Cell[];
}

interface Drawn {
  readonly matrix: Matrix;
  /** Whether the client believes whom, by row and impostor. */
  readonly deceits: ReadonlyMap<string, boolean>;
}

const impostors = ['own_key', 'stolen_key'] as const;

// Words with dashes, and what follows each.
const settingsOf = (words: readonly string[]): Record<string, string> =>
  Object.fromEntries(words.flatMap((word, i) => (i % 2 === 0 ? [[word.slice(2), words[i + 1]!]] : [])));

/** toldBy says in a word what a field has, and how much that is. */
export function toldBy({ client, server, early, there_is_none }: Cell): { key: Key; reach: Reach } {
  const all = [client, server, ...(early ? [early] : [])].map(({ reads }) => reads);
  if (there_is_none) return { key: 'cell.there_is_none', reach: all.every((one) => one === 'none') ? 'none' : 'part' };
  if (all.every((one) => one === all[0])) return { key: `cell.${all[0]!}`, reach: all[0]! };
  const whole = [...(client.reads === 'all' ? ['client'] : []), ...(server.reads === 'all' ? ['server'] : [])];
  if (early?.reads === 'all') whole.push('early');
  const [only] = whole;
  const rest = all.filter((one) => one === 'none').length;
  return { key: whole.length === 1 && rest === all.length - 1 ? (`cell.${only}` as Key) : 'cell.part', reach: 'part' };
}

// Most are names; a long one may break inside.
const rowName = (id: string, title: string): unknown =>
  id === 'rsa' || id === 'early_data'
    ? say(`row.${id}`)
    : title.split(/(?=MLKEM)/).map((part, i) => (i > 0 ? html`<wbr />${part}` : part));

const signs: Readonly<Record<Reach, string>> = { all: '●', part: '◐', none: '○' };

// What was computed once is kept: the matrix does not change while the page is open.
let kept: Drawn | null = null;

export class AttackMatrix extends LitElement {
  static override styles = [shared, matrixStyles];
  static override properties = { ask: { attribute: false }, drawn: { state: true }, failure: { state: true } };
  declare ask: Ask;
  declare drawn: Drawn | null;
  declare failure: Error | null;
  /** The whole table is there. */
  ready: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.drawn = kept;
    this.failure = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('ask') && !this.drawn) this.ready = this.compute();
  }

  private async compute(): Promise<void> {
    try {
      const matrix = JSON.parse(await this.ask(['attack', '--matrix', '--format=json'])) as Matrix;
      const deceits = new Map<string, boolean>();
      for (const { id, settings } of matrix.rows)
        for (const one of impostors) {
          const trace = JSON.parse(await this.ask(['run', '--format=json', ...settings, `--impostor=${one}`])) as Trace;
          deceits.set(`${id} ${one}`, deceitOf(trace).believed);
        }
      this.drawn = kept = { matrix, deceits };
    } catch (error) {
      this.failure = error as Error;
    }
  }

  override render(): TemplateResult {
    const { drawn, failure } = this;
    if (failure) return html`<p role="alert">${failure.message}</p>`;
    if (!drawn) return html`<p class="soft">${say('working')}</p>`;
    const { rows, columns, cells } = drawn.matrix;
    return html`<p class="soft about">${say('matrix')}</p>
      <table role="table" aria-label=${say('all')}>
        <thead role="rowgroup">
          <tr role="row">
            <td role="cell"></td>
            <th role="columnheader" colspan=${columns.length} scope="colgroup">${say('matrix.passive')}</th>
            <th role="columnheader" colspan=${impostors.length} scope="colgroup">${say('matrix.active')}</th>
          </tr>
          <tr role="row">
            <th role="columnheader" scope="col">${say('matrix.row')}</th>
            ${[...columns.map(({ id }) => id), ...impostors].map(
              (id) => html`<th role="columnheader" scope="col">${say(`column.${id}` as Key)}</th>`,
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows.map(
            ({ id, title, settings }) =>
              html`<tr role="row">
                <th role="rowheader" scope="row">${rowName(id, title)}</th>
                ${cells.filter(({ row }) => row === id).map((cell) => this.cell(cell))}
                ${impostors.map((one) => this.deceit(id, one, settings, drawn.deceits.get(`${id} ${one}`) ?? false))}
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="key" aria-hidden="true">
        ${(['all', 'part', 'none'] as const).map((one) => html`<span class=${one}>${signs[one]} ${say(`key.${one}`)}</span>`)}
      </p>`;
  }

  private cell(cell: Cell): TemplateResult {
    const { steal, at, ...settings } = settingsOf(cell.run);
    const { key, reach } = toldBy(cell);
    const place = `${cell.row} ${cell.column}`;
    return this.field(place, `column.${cell.column}` as Key, key, reach, cell.there_is_none, settings, {
      steal: steal!,
      at: at as Theft['at'],
    });
  }

  private deceit(row: string, one: string, words: readonly string[], believed: boolean): TemplateResult {
    const settings = { ...settingsOf(words), impostor: one };
    const key = believed ? 'cell.believed' : 'cell.refused';
    return this.field(`${row} ${one}`, `column.${one}` as Key, key, believed ? 'all' : 'none', false, settings, {
      steal: 'nothing',
      at: 'before',
    });
  }

  private field(
    place: string,
    column: Key,
    told: Key,
    reach: Reach,
    none: boolean,
    settings: Settings,
    theft: Theft,
  ): TemplateResult {
    return html`<td role="cell">
      <button
        class="field ${reach} ${none ? 'none-there' : ''}"
        data-cell=${place}
        title=${say('cell.open')}
        @click=${() => ask(this, 'show-attack', { theft, settings })}
      >
        <span class="label" aria-hidden="true">${say(column)}</span>
        <span class="sign" aria-hidden="true">${none ? '–' : signs[reach]}</span>
        <span class="told">${say(told)}</span>
      </button>
    </td>`;
  }
}

define('attack-matrix', AttackMatrix);
