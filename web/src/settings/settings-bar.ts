// <settings-bar>: the example that is played, the way to all settings, and the seed.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { cleanSeed, seedProblem } from '../address/address.js';
import { ask } from '../app/events.js';
import { ui } from '../language/ui.js';
import { presetWords } from '../prose/scenario.js';
import { presetOf } from '../scenario/presets.js';
import { freshSeed, type Settings } from '../scenario/settings.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { settingsStyles } from './settings-bar.styles.js';

export class SettingsBar extends LitElement {
  static override styles = [shared, settingsStyles];
  static override properties = {
    settings: { attribute: false },
    panel: { attribute: false },
    windows: { attribute: false },
    fixed: { attribute: false },
    seedText: { state: true },
    problem: { state: true },
  };
  declare settings: Settings;
  /** Which panel is open. */
  declare panel: string | null;
  /** Whether another window can be opened for the other side. */
  declare windows: boolean;
  /** Only examples can be chosen: what is shown was recorded. */
  declare fixed: boolean;
  declare seedText: string;
  declare problem: string | null;

  constructor() {
    super();
    this.panel = null;
    this.windows = true;
    this.fixed = false;
    this.seedText = '';
    this.problem = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('settings')) {
      this.seedText = this.settings['seed'] ?? '';
      this.problem = null;
    }
  }

  private change(seed: string): void {
    ask(this, 'settings-change', { ...this.settings, seed });
  }

  private newSeed(): void {
    this.change(freshSeed());
  }

  private readonly onSeed = (event: Event): void => {
    this.seedText = (event.target as HTMLInputElement).value;
    const seed = cleanSeed(this.seedText);
    this.problem = seedProblem(seed);
    if (this.problem === null && seed !== this.settings['seed']) this.change(seed);
  };

  override render(): TemplateResult {
    const preset = presetOf(this.settings);
    const off = this.fixed ? ui('recorded.disabled') : null;
    return html`
      <div id="form" role="group" aria-label=${ui('bar.group')}>
        ${this.opener('examples', html`<b>${preset ? presetWords(preset.id).title : ui('bar.own')}</b>`)}
        ${this.opener('settings', html`${ui('bar.settings')}`)} ${this.opener('lessons', html`${ui('bar.lessons')}`)}
        <label class="seed"
          ><span>${ui('bar.seed')}</span>
          <input
            id="seed"
            type="text"
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            .value=${this.seedText}
            ?readonly=${this.fixed}
            aria-invalid=${this.problem ? 'true' : 'false'}
            aria-describedby="problem"
            title=${off ?? ui('bar.seed_title')}
            @input=${this.onSeed}
        /></label>
        <button class="btn" ?disabled=${this.fixed} title=${off ?? nothing} @click=${() => this.newSeed()}>
          ${ui('bar.new_seed')}
        </button>
        ${
          this.windows
            ? html`<button
                class="btn split"
                ?disabled=${this.fixed}
                title=${off ?? ui('bar.split_title')}
                @click=${() => ask(this, 'play-side', 'client')}
              >
                ${ui('bar.split')}
              </button>`
            : nothing
        }
        <p id="problem" class="problem ${this.problem ? '' : 'none'}" role="alert">
          ${this.problem ? ui('bar.last_good', { problem: this.problem }) : nothing}
        </p>
      </div>
    `;
  }

  private opener(panel: 'examples' | 'settings' | 'lessons', label: TemplateResult): TemplateResult {
    const off = this.fixed && panel === 'settings';
    return html`<button
      class="btn opener ${panel}"
      ?disabled=${off}
      title=${off ? ui('recorded.disabled') : nothing}
      aria-expanded=${this.panel === panel}
      aria-label=${panel === 'settings' ? ui('bar.all_settings') : nothing}
      @click=${() => ask(this, 'show-panel', this.panel === panel ? null : panel)}
    >
      ${panel === 'examples' ? html`<span class="unseen">${ui('bar.example')} </span>` : nothing}${label}
    </button>`;
  }
}

define('settings-bar', SettingsBar);
