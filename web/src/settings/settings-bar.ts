// <settings-bar>: versions, group, cipher suite, signature and seed. The choices come from the core. A change runs at once.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { cleanSeed, seedProblem } from '../address/address.js';
import type { Choices, Settings } from '../core/core.js';
import { shared } from '../styles/shared.js';
import { chosenIn, choicesFor, fit, versionChoices } from './fitting.js';
import { settingsStyles } from './settings-bar.styles.js';

type ListKey = 'group' | 'suite' | 'signature';

export class SettingsBar extends LitElement {
  static override styles = [shared, settingsStyles];
  static override properties = {
    choices: { attribute: false },
    settings: { attribute: false },
    seedText: { state: true },
    problem: { state: true },
    copied: { state: true },
    open: { state: true },
  };
  declare choices: Choices;
  declare settings: Settings;
  declare seedText: string;
  declare problem: string | null;
  declare copied: string;
  declare open: boolean;

  constructor() {
    super();
    this.seedText = '';
    this.problem = null;
    this.copied = '';
    this.open = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('settings')) {
      this.seedText = this.settings.seed;
      this.problem = null;
    }
  }

  private change(part: Partial<Settings>): void {
    const detail = fit({ ...this.settings, ...part }, this.choices);
    this.dispatchEvent(new CustomEvent('settings-change', { detail, bubbles: true, composed: true }));
  }

  private newSeed(): void {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    this.change({ seed: Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('') });
  }

  private readonly onSeed = (event: Event): void => {
    this.seedText = (event.target as HTMLInputElement).value;
    const seed = cleanSeed(this.seedText);
    this.problem = seedProblem(seed);
    if (this.problem === null && seed !== this.settings.seed) this.change({ seed });
  };

  private async copyLink(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      this.copied = 'Link copied';
    } catch {
      this.copied = 'Copy the address of this page';
    }
    setTimeout(() => (this.copied = ''), 2500);
  }

  override render(): TemplateResult {
    const { settings } = this;
    const choices = choicesFor(settings, this.choices);
    const version = chosenIn(settings);
    return html`
      <button
        class="btn toggle"
        aria-expanded=${this.open}
        aria-controls="form"
        @click=${() => (this.open = !this.open)}
      >
        ${version === null ? 'no common version' : `TLS ${version}`} · ${settings.group} ·
        ${settings.suite.replace(/^TLS_/, '').replaceAll('_', ' ')}
      </button>
      <div id="form" class=${this.open ? 'open' : ''} role="group" aria-label="Settings of this handshake">
        ${this.versions('clientTls', 'Client speaks')} ${this.versions('serverTls', 'Server speaks')}
        ${this.list('suite', 'Cipher', choices.suites)} ${this.list('group', 'Group', choices.groups)}
        ${this.list('signature', 'Signature', choices.signature_schemes)}
        <label class="seed"
          ><span>Seed</span>
          <input
            id="seed"
            type="text"
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            .value=${this.seedText}
            aria-invalid=${this.problem ? 'true' : 'false'}
            aria-describedby="problem"
            title="32 bytes that decide every random value of this handshake"
            @input=${this.onSeed}
        /></label>
        <button class="btn" @click=${() => this.newSeed()}>New seed</button>
        <button class="btn" @click=${() => void this.copyLink()}>Copy link</button>
        <span class="said ${this.copied ? '' : 'none'}" role="status">${this.copied}</span>
        <p id="problem" class="problem ${this.problem ? '' : 'none'}" role="alert">
          ${this.problem ? `${this.problem} The handshake below is still the last good one.` : nothing}
        </p>
      </div>
    `;
  }

  private versions(key: 'clientTls' | 'serverTls', label: string): TemplateResult {
    return html`<label
      ><span>${label}</span>
      <select
        id=${key}
        .value=${this.settings[key]}
        @change=${(e: Event) => this.change({ [key]: (e.target as HTMLSelectElement).value })}
      >
        ${Object.entries(versionChoices).map(
          ([value, text]) => html`<option value=${value} ?selected=${value === this.settings[key]}>${text}</option>`,
        )}
      </select></label
    >`;
  }

  private list(key: ListKey, label: string, names: readonly string[]): TemplateResult {
    return html`<label
      ><span>${label}</span>
      <select
        id=${key}
        .value=${this.settings[key]}
        @change=${(e: Event) => this.change({ [key]: (e.target as HTMLSelectElement).value })}
      >
        ${names.map((name) => html`<option value=${name} ?selected=${name === this.settings[key]}>${name}</option>`)}
      </select></label
    >`;
  }
}

customElements.define('settings-bar', SettingsBar);
