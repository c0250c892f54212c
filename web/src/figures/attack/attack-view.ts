// <attack-view>: what somebody who recorded the run on screen can read of it, with what she steals besides; and what comes of
// it when she plays the server herself.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ask } from '../../app/events.js';
import { Refusal } from '../../core/refusal.js';
import type { Theft } from '../../address/theft.js';
import type { Ask } from '../../lesson/figures.js';
import { joined, reasonText } from '../../prose/prose.js';
import { without, type Settings } from '../../scenario/settings.js';
import { define } from '../../styles/define.js';
import { shared } from '../../styles/shared.js';
import type { TraceModel } from '../../trace/model.js';
import { askAttempt } from './ask.js';
import './attack-chain.js';
import './attack-matrix.js';
import { viewStyles } from './attack-view.styles.js';
import { textOf, type Attempt } from './attempt.js';
import { choicesOf, type Choice } from './choices.js';
import { deceitOf } from './impostor.js';
import { say, type Key } from './view-words.js';

const impostors = ['none', 'stolen_key', 'own_key', 'own_certificate'] as const;
const moments = ['before', 'after'] as const;

export class AttackView extends LitElement {
  static override styles = [shared, viewStyles];
  static override properties = {
    model: { attribute: false },
    settings: { attribute: false },
    theft: { attribute: false },
    core: { attribute: false },
    why: { attribute: false },
    attempt: { state: true },
    refusal: { state: true },
  };
  declare model: TraceModel;
  /** What is played; null: there is nothing to attack, and `why` says why. */
  declare settings: Settings | null;
  /** What is stolen, and when. */
  declare theft: Theft;
  declare core: Ask;
  declare why: 'file' | 'alone' | 'recorded' | null;
  declare attempt: Attempt | null;
  declare refusal: Error | null;
  private wanted = '';

  constructor() {
    super();
    this.attempt = null;
    this.refusal = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('settings') || changed.has('theft')) void this.run();
  }

  // Only what was asked for last is shown; until it is there, what was.
  private async run(): Promise<void> {
    const { settings, theft } = this;
    const key = JSON.stringify([settings, theft]);
    if (!settings || key === this.wanted) return;
    this.wanted = key;
    try {
      const attempt = await askAttempt(this.core, settings, { ...theft });
      if (key === this.wanted) Object.assign(this, { attempt, refusal: null });
    } catch (error) {
      if (key === this.wanted) Object.assign(this, { attempt: null, refusal: error as Error });
    }
  }

  override render(): TemplateResult {
    const { settings, why, model } = this;
    if (!settings || why) return html`<p>${say(`no_run.${why ?? 'file'}`)}</p>`;
    const posed = (settings['impostor'] ?? 'none') !== 'none';
    const listens = html`<p class="lead">${say('lead')}</p>
      ${this.choice(choicesOf(model))} ${this.result()}`;
    const poses = this.impostor(settings);
    return html`${
      posed
        ? html`${poses}
            <hr />
            ${listens}`
        : html`${listens}
            <hr />
            ${poses}`
    }
    ${
      // Where the eavesdropper cannot be had at all, that is said once.
      (!this.attempt && !this.refusal) || (this.refusal && !(this.refusal instanceof Refusal))
        ? nothing
        : html`<hr />
            <h3>${say('all')}</h3>
            <attack-matrix .ask=${this.core}></attack-matrix>`
    }`;
  }

  // --- what is stolen ---

  private choice(choices: readonly Choice[]): TemplateResult {
    const { steal, at } = this.theft;
    const chosen = choices.find((one) => one.steal === steal && one.there);
    const absent = [...new Set(choices.filter(({ there }) => !there).map(({ name }) => absence(name)))];
    // An address may name what no button has.
    const other = !chosen && !choices.some((one) => one.steal === steal);
    return html`<fieldset>
        <legend>${say('steal')}</legend>
        <div class="choices">
          ${choices.map(
            (one) =>
              html`<label class=${one.there ? '' : 'off'}
                ><input
                  type="radio"
                  name="steal"
                  value=${one.name}
                  .checked=${one === chosen}
                  ?disabled=${!one.there}
                  aria-describedby=${one.there ? nothing : 'absent'}
                  @change=${() => this.want({ steal: one.steal, at: one.discarded ? at : 'before' })}
                /><span>${say(`steal.${one.name}`)}</span></label
              >`,
          )}
          ${
            other
              ? html`<label
                  ><input type="radio" name="steal" checked /><span><code>${steal}</code></span></label
                >`
              : nothing
          }
        </div>
        ${absent.length > 0 ? html`<p class="ref" id="absent">${say('none', { what: joined(absent.map((key) => say(key))) })}</p>` : nothing}
      </fieldset>
      <fieldset>
        <legend>${say('at')}</legend>
        <div class="choices">
          ${moments.map(
            (moment) =>
              html`<label class=${chosen && !chosen.discarded ? 'off' : ''}
                ><input
                  type="radio"
                  name="at"
                  value=${moment}
                  .checked=${at === moment}
                  ?disabled=${chosen && !chosen.discarded}
                  @change=${() => this.want({ steal, at: moment })}
                /><span>${say(`at.${moment}`)}</span></label
              >`,
          )}
        </div>
        ${chosen && !chosen.discarded && chosen.name !== 'nothing' ? html`<p class="ref">${say('at.kept')}</p>` : nothing}
      </fieldset>`;
  }

  private want(theft: Theft): void {
    ask(this, 'show-attack', { theft });
  }

  private result(): TemplateResult {
    const { attempt, refusal } = this;
    if (refusal) {
      const line = refusal.message;
      const text = refusal instanceof Refusal ? say('refused', { line }) : line;
      return html`<p role="alert" class="refusal">${text}</p>`;
    }
    return html`<div role="status">${attempt ? nothing : html`<p class="soft">${say('working')}</p>`}</div>
      ${attempt ? html`<attack-chain .attempt=${attempt}></attack-chain>` : nothing}`;
  }

  // --- she plays the server ---

  private impostor(settings: Settings): TemplateResult {
    const now = settings['impostor'] ?? 'none';
    return html`<section class="active">
      <h3>${say('active')}</h3>
      <p>${say('active.lead')}</p>
      <p class="choices">
        ${impostors.map(
          (one) =>
            html`<button
              class="btn"
              aria-pressed=${one === now}
              @click=${() => ask(this, 'settings-change', { ...without(settings, 'impostor'), ...(one === 'none' ? {} : { impostor: one }) })}
            >
              ${say(`active.${one}` satisfies Key)}
            </button>`,
        )}
      </p>
      <div role="status">${now === 'none' ? html`<p class="soft">${say('came.none')}</p>` : this.came()}</div>
    </section>`;
  }

  private came(): TemplateResult {
    const { believed, received, fatal } = deceitOf(this.model.trace);
    return html`<div class="came ${believed ? 'believed' : ''}">
      <p>
        <span aria-hidden="true">${believed ? '●' : '○'}</span> ${
          believed
            ? say('came.believed')
            : say('came.refused', {
                alert: fatal?.alert ?? '',
                side: say(`came.side.${fatal?.by ?? 'client'}`),
                why: fatal ? reasonText(fatal, this.model) : '',
              })
        }
      </p>
      ${believed ? html`<pre><code>${textOf(received)}</code></pre>` : nothing}
      ${believed ? html`<p class="soft">${say('came.past')}</p>` : nothing}
    </div>`;
  }
}

// One sentence for what goes together.
const absence = (name: string): Key =>
  name.endsWith('-ephemeral')
    ? 'none.client-ephemeral'
    : name === 'client-traffic' || name === 'server-traffic'
      ? 'none.client-traffic'
      : (`none.${name}` as Key);

define('attack-view', AttackView);
