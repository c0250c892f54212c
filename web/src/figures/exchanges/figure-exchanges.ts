// <figure-exchanges>: the key exchanges of several runs side by side, row by row: the parts of both sides, the checks between
// them, the secret, what is left. What the key of the certificate does stands out.
import { html, nothing, type TemplateResult } from 'lit';
import { bytesText, messageName, RoleName, valueName } from '../../prose/prose.js';
import { define } from '../../styles/define.js';
import { place } from '../../styles/place.js';
import { DrawnFigure, figureStyles } from '../figure.js';
import { exchangeOf, rowNames, type Deed, type Exchange, type RowName } from './exchange.js';
import { exchangesStyles } from './figure-exchanges.styles.js';
import { say } from './words.js';

const beginOf = (hex: string): string => (hex.slice(0, 8).match(/../g) ?? []).join(' ') + (hex.length > 8 ? ' …' : '');

export class FigureExchanges extends DrawnFigure {
  static override styles = [...figureStyles, exchangesStyles];

  protected override picture(): TemplateResult {
    const exchanges = this.models.map(exchangeOf);
    const rows = (this.parameters['rows'] as readonly RowName[] | undefined) ?? rowNames;
    const lit = this.parameters['lit'] as RowName | undefined;
    return html`<figure ${place({ '--columns': String(exchanges.length) })}>
      <figcaption>${say('caption')}</figcaption>
      <div class="cells heads" aria-hidden="true">
        ${exchanges.map((one) => html`<div><b>${titleOf(one)}</b><small>${subtitleOf(one)}</small></div>`)}
      </div>
      ${rowNames.map((row) =>
        rows.includes(row)
          ? html`<section class=${row === lit ? 'lit' : ''}>
              <h3>${say(row)}${row === lit ? html`<span class="unseen"> ${say('lit')}</span>` : nothing}</h3>
              <div class="cells">${exchanges.map((one) => this.cell(one, row))}</div>
            </section>`
          : html`<section class="later">
              <h3>${say(row)}</h3>
              <p>${say('later')}</p>
            </section>`,
      )}
    </figure>`;
  }

  private cell(exchange: Exchange, row: RowName): TemplateResult {
    const deeds = exchange.rows[row];
    const [first, second] = deeds;
    return html`<div class="cell">
      <b class="name">${titleOf(exchange)}</b>
      <ul>
        ${deeds.map((deed) => this.deed(deed, row))}
        ${
          row === 'secret' && first && second
            ? html`<li class="note">${first.bytes === second.bytes ? `= ${say('same')}` : `≠ ${say('different')}`}</li>`
            : nothing
        }
      </ul>
      ${
        row === 'server' && !deeds.some(({ verb }) => verb !== 'sends')
          ? html`<p class="soft note">${say('nothing')}</p>`
          : nothing
      }
    </div>`;
  }

  private deed({ by, verb, name, bytes, length, operation, checks }: Deed, row: RowName): TemplateResult {
    const isMessage = verb === 'sends' || verb === 'checks';
    const own = /^(?:sign|de)/.test(verb) ? say('own_sign') : verb === 'encrypts' ? say('own_encrypt') : null;
    const both = row === 'secret' || row === 'left';
    return html`<li class="deed ${verb} ${own ? 'own' : ''}">
      <span class=${by}>${both ? `${RoleName[by]} ` : nothing}${say(verb)}</span>
      <span class="what">${isMessage ? messageName(name) : valueName(name)}</span>
      ${own ? html`<small class="with">${own}</small>` : nothing}
      ${bytes === undefined ? nothing : html`<code>${beginOf(bytes)}</code>`}
      ${length === undefined ? nothing : html`<small>${bytesText(length)}</small>`}
      ${operation === undefined ? nothing : html`<small class="soft">${operation}</small>`}
      ${
        checks
          ? html`<small
              >${checks.passed ? '✓' : '✗'} ${say('count', { count: checks.count })},
              ${say(checks.passed ? 'all_passed' : 'not_passed')}</small
            >`
          : nothing
      }
    </li>`;
  }
}

const titleOf = ({ kind, group }: Exchange): string => kind ?? group ?? '';
const subtitleOf = ({ kind, group, version }: Exchange): string =>
  kind === null || group === null ? version : `${version} · ${group}`;

define('figure-exchanges', FigureExchanges);
