// <checks-view>: what was checked so far, by whom, and what the standard says.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { ask } from '../app/events.js';
import { language } from '../language/language.js';
import { ui } from '../language/ui.js';
import { checkText, phrase, reference, roleName, RoleName, sentence } from '../prose/prose.js';
import { onlyText, veilMark } from '../role/veil-mark.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { countUpTo, type TraceModel } from '../trace/model.js';
import { perModel } from '../trace/per-model.js';
import type { CheckEvent } from '../trace/types.js';

export const checkStyles = css`
  ul {
    display: grid;
    gap: 9px;
  }
  li {
    display: grid;
    grid-template-columns: 22px minmax(0, 1fr);
    font-size: 14px;
    line-height: 1.45;
  }
  .sign {
    color: var(--server);
    font-weight: 700;
  }
  .failed .sign,
  .failed .what {
    color: var(--bad);
  }
  .why {
    color: var(--soft);
    font-size: 13.5px;
  }
  .link:hover {
    text-decoration: underline;
  }
`;

/** checkItem gives one line about a check. */
export function checkItem(check: CheckEvent, who: TemplateResult | typeof nothing): TemplateResult {
  return html`<li class=${check.passed ? '' : 'failed'}>
    <span class="sign" aria-hidden="true">${check.passed ? '✓' : '✗'}</span>
    <div>
      <span class="unseen">${check.passed ? ui('check.passed') : ui('check.failed')} </span
      ><span class="what">${sentence(phrase(check.what))}</span>
      <div class="why">
        ${checkText(check.what)}
        <span class="ref">${who}${reference(check.section)}. ${ui('check.otherwise', { alert: check.alert })}</span>
      </div>
    </div>
  </li>`;
}

const checksOf = perModel((model) => model.events.filter((e): e is CheckEvent => e.kind === 'check' && !e.veiled));
/** More than this are laid out only where they are in sight. */
const many = 200;

export class ChecksView extends LitElement {
  static override styles = [
    shared,
    checkStyles,
    css`
      :host {
        display: grid;
        gap: 14px;
      }
      .both {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr));
        gap: 20px;
      }
      .many {
        display: block;
      }
      .many li {
        content-visibility: auto;
        contain-intrinsic-size: auto 70px;
        padding-bottom: 9px;
      }
      h3 {
        font-size: 15px;
        margin-bottom: 8px;
      }
    `,
  ];
  static override properties = { model: { attribute: false }, current: { attribute: false } };
  declare model: TraceModel;
  declare current: number;

  override render(): TemplateResult {
    const { model } = this;
    const { now } = model.beatAt(this.current);
    const all = checksOf(model);
    const done = all.slice(0, countUpTo(all, now));
    return html`${model.viewer === 'eavesdropper' ? nothing : html`<p class="soft">${ui('checks.done', { count: done.length, all: all.length })}</p>`}
      <div class="both">
        ${(['client', 'server'] as const).map((role) => {
          const mine = done.filter((e) => e.by === role).reverse();
          return html`<section>
            <h3 class=${role}>${RoleName[role]}</h3>
            ${
              model.inside(role)
                ? nothing
                : html`${veilMark(onlyText([role]))}
                    <p class="why">${ui('role.inside.text', { by: roleName[role] })}</p>`
            }
            ${model.inside(role) && mine.length === 0 ? html`<p class="soft">${ui('checks.none')}</p>` : nothing}
            <ul class=${mine.length > many ? 'many' : ''}>
              ${repeat(
                mine,
                (check) => check.id,
                (check) => guard([model, check, language()], () => this.item(check)),
              )}
            </ul>
          </section>`;
        })}
      </div>`;
  }

  private item(check: CheckEvent): TemplateResult {
    const { index } = this.model.beatOf(check.id);
    return checkItem(
      check,
      html`<button class="link" @click=${() => ask(this, 'go-to-beat', index)}>${ui('step', { step: index })}</button
        >. `,
    );
  }
}

define('checks-view', ChecksView);
