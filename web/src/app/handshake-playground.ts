// <handshake-playground>: the whole page as one element. It holds what is shown (the run, the cursor, the tab) and passes it down.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { readAddress, writeAddress } from '../address/address.js';
import { Core, Refusal, type Choices, type Settings } from '../core/core.js';
import '../ladder/ladder-view.js';
import type { LadderView } from '../ladder/ladder-view.js';
import '../playback/playback-bar.js';
import type { PlaybackBar } from '../playback/playback-bar.js';
import { beatWords } from '../prose/prose.js';
import { fit } from '../settings/fitting.js';
import '../settings/settings-bar.js';
import '../story/beat-story.js';
import type { Tables } from '../states/machine.js';
import { shared } from '../styles/shared.js';
import { tokens } from '../styles/tokens.js';
import type { TraceModel } from '../trace/model.js';
import { pageStyles } from './handshake-playground.styles.js';
import { tabs } from './tabs.js';
import { chooseTheme, currentTheme, onSystemTheme, type Theme } from './theme.js';

const defaultSeed = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const preferred = { group: 'x25519', suite: 'TLS_AES_128_GCM_SHA256', signature: 'ecdsa_secp256r1_sha256' };

export class HandshakePlayground extends LitElement {
  static override styles = [tokens, shared, pageStyles];
  static override properties = {
    failure: { state: true },
    notices: { state: true },
    model: { state: true },
    settings: { state: true },
    current: { state: true },
    tab: { state: true },
    value: { state: true },
    message: { state: true },
    theme: { state: true },
  };

  declare failure: string | null;
  declare notices: readonly string[];
  declare model: TraceModel | null;
  declare settings: Settings | null;
  declare current: number;
  declare tab: string;
  declare value: number | null;
  declare message: number | null;
  declare theme: Theme;
  private core: Core | null = null;
  private choices: Choices | null = null;
  private tables: Tables = { client: [], server: [] };
  private addressTimer: ReturnType<typeof setTimeout> | undefined;
  private stopSystemTheme: (() => void) | null = null;

  constructor() {
    super();
    this.failure = null;
    this.notices = [];
    this.model = null;
    this.settings = null;
    this.current = 0;
    this.tab = 'step';
    this.value = null;
    this.message = null;
    this.theme = currentTheme();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopSystemTheme = onSystemTheme(() => (this.theme = currentTheme()));
    addEventListener('popstate', this.onAddress);
    document.addEventListener('keydown', this.onKey);
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopSystemTheme?.();
    clearTimeout(this.addressTimer);
    removeEventListener('popstate', this.onAddress);
    document.removeEventListener('keydown', this.onKey);
  }

  private async start(): Promise<void> {
    try {
      this.core = await Core.load();
      this.choices = this.core.choices();
      this.tables = this.core.tables();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      return;
    }
    this.followAddress();
  }

  // --- what is shown ---

  private readonly onAddress = (): void => {
    if (this.core) this.followAddress();
  };

  private followAddress(): void {
    const { choices } = this;
    if (!choices) return;
    const address = readAddress(location.hash, choices);
    const first = (names: readonly string[], wish: string): string =>
      names.includes(wish) ? wish : (names[0] ?? wish);
    const usual: Settings = {
      clientTls: '1.3',
      serverTls: '1.3',
      group: first(choices.groups, preferred.group),
      suite: first(choices.suites, preferred.suite),
      signature: first(choices.signature_schemes, preferred.signature),
      seed: defaultSeed,
    };
    // What the address leaves open goes with what it says.
    const settings: Settings = { ...fit({ ...usual, ...address.settings }, choices), ...address.settings };
    const problems = [...address.problems];
    const ran = this.run(settings);
    if (!ran) return;
    if (address.step !== null && address.step >= ran.beats.length) {
      problems.push(`The address names step ${address.step}; this run has ${ran.beats.length - 1}.`);
    }
    this.notices =
      problems.length > 0 ? [...problems, 'What could not be followed is shown with its usual setting.'] : [];
    this.current = ran.beatAt(address.step ?? 0).index;
    this.writeAddress('replace');
  }

  // Runs the core. When it refuses, what is on screen stays and the notice says why.
  private run(settings: Settings): TraceModel | null {
    if (this.settings && this.model && JSON.stringify(settings) === JSON.stringify(this.settings)) return this.model;
    try {
      const model = this.core!.run(settings);
      this.model = model;
      this.settings = settings;
      this.value = null;
      this.message = null;
      this.notices = [];
      return model;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (this.model) this.notices = [error instanceof Refusal ? text : `The core could not do this: ${text}`];
      else this.failure = text;
      return null;
    }
  }

  private onSettings(settings: Settings): void {
    const before = this.model?.beatAt(this.current).key;
    this.writeAddress('replace');
    const model = this.run(settings);
    if (!model) return;
    this.current = (model.beats.find((beat) => beat.key === before) ?? model.beatAt(this.current)).index;
    this.writeAddress('push');
  }

  private go(index: number): void {
    if (!this.model || !this.settings) return;
    this.current = this.model.beatAt(index).index;
    this.message = null;
    // Browsers refuse many changes of the address in a short time: one is enough when the cursor has come to rest.
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(() => this.writeAddress('replace'), 150);
  }

  // A change of settings is a new entry of the history; steps change the entry that is there.
  private writeAddress(how: 'push' | 'replace'): void {
    clearTimeout(this.addressTimer);
    if (!this.settings) return;
    const hash = writeAddress(this.settings, this.current);
    if (hash === location.hash) return;
    try {
      if (how === 'push') history.pushState(null, '', hash);
      else history.replaceState(null, '', hash);
    } catch {
      // Some frames may not change their address. The handshake is shown all the same.
    }
  }

  private showValue(id: number): void {
    this.value = id < 0 ? null : id;
    if (id >= 0) this.tab = 'schedule';
  }

  private showMessage(id: number): void {
    this.message = id;
    this.tab = 'message';
  }

  // --- keys ---

  // Arrow keys, Home, End and space, wherever the focus is, unless the focused thing needs them itself.
  private readonly onKey = (event: KeyboardEvent): void => {
    if (!this.model || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const path = event.composedPath();
    const target = path[0];
    if (!path.includes(this) && target !== document.body) return;
    if (target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
    const onControl =
      target instanceof HTMLElement && /^(BUTTON|SUMMARY|A)$/.test(target.tagName) && !this.inLadder(event);
    const inPanel = path.some((node) => node instanceof HTMLElement && node.id === 'tab-panel');
    const last = this.model.beats.length - 1;
    const goals: Record<string, number> = { ArrowRight: this.current + 1, ArrowLeft: this.current - 1 };
    // In the panel these scroll.
    if (!inPanel) Object.assign(goals, { ArrowDown: this.current + 1, ArrowUp: this.current - 1, Home: 0, End: last });
    const goal = goals[event.key];
    if (event.key === ' ' && !onControl && !inPanel) {
      event.preventDefault();
      this.playback?.toggle();
    } else if (goal !== undefined && !this.inTabs(event)) {
      event.preventDefault();
      this.playback?.pause();
      this.go(Math.max(0, Math.min(last, goal)));
      if (this.inLadder(event)) void this.focusLadder();
    }
  };

  private async focusLadder(): Promise<void> {
    await this.updateComplete;
    await this.ladder?.updateComplete;
    this.ladder?.focusCurrent();
  }

  private inLadder(event: Event): boolean {
    return this.ladder !== null && event.composedPath().includes(this.ladder);
  }

  private inTabs(event: Event): boolean {
    return event.composedPath().some((node) => node instanceof HTMLElement && node.getAttribute('role') === 'tablist');
  }

  private get ladder(): LadderView | null {
    return this.renderRoot.querySelector('ladder-view');
  }

  private get playback(): PlaybackBar | null {
    return this.renderRoot.querySelector('playback-bar');
  }

  private onTabKey(event: KeyboardEvent): void {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const i = tabs.findIndex((tab) => tab.id === this.tab);
    const goal =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? tabs.length - 1
          : move === undefined
            ? -1
            : (i + move + tabs.length) % tabs.length;
    const tab = tabs[goal];
    if (!tab) return;
    event.preventDefault();
    this.tab = tab.id;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${tab.id}`)?.focus());
  }

  // --- drawing ---

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('theme')) this.dataset['theme'] = this.theme;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('theme'))
      document.documentElement.style.setProperty('background', getComputedStyle(this).getPropertyValue('--bg'));
  }

  override render(): TemplateResult {
    return html`
      <header>
        <h1 class="mark"><b>Handshake</b> <i>Playground</i></h1>
        ${
          this.settings && this.choices
            ? html`<settings-bar
                .choices=${this.choices}
                .settings=${this.settings}
                @settings-change=${(e: CustomEvent<Settings>) => this.onSettings(e.detail)}
              ></settings-bar>`
            : nothing
        }
        <button
          class="btn theme"
          @click=${() => this.switchTheme()}
          aria-label=${this.theme === 'dark' ? 'Use light colours' : 'Use dark colours'}
        >
          <span aria-hidden="true">${this.theme === 'dark' ? '☀' : '☾'}</span>
        </button>
      </header>
      ${
        this.notices.length > 0
          ? html`<div class="notice" role="alert">
              <p>${this.notices.join(' ')}</p>
              <button class="btn" @click=${() => (this.notices = [])}>Close</button>
            </div>`
          : nothing
      }
      ${this.failure !== null ? this.failed(this.failure) : this.model ? this.view(this.model) : html`<main class="wait"><p class="soft">Starting the core…</p></main>`}
    `;
  }

  private switchTheme(): void {
    this.theme = this.theme === 'dark' ? 'light' : 'dark';
    chooseTheme(this.theme);
  }

  private failed(text: string): TemplateResult {
    return html`<main class="wait">
      <div class="panel failure" role="alert">
        <h2>The handshake cannot be computed here</h2>
        <p>${text}</p>
        <p class="soft">
          The page needs WebAssembly and the file core.wasm beside it. A server that sends a Content-Security-Policy
          must allow 'wasm-unsafe-eval'.
        </p>
      </div>
    </main>`;
  }

  private view(model: TraceModel): TemplateResult {
    const { current, value, message } = this;
    const tab = tabs.find((t) => t.id === this.tab) ?? tabs[0]!;
    const beat = model.beatAt(current);
    return html`
      <main
        @go-to-beat=${(e: CustomEvent<number>) => this.go(e.detail)}
        @show-value=${(e: CustomEvent<number>) => this.showValue(e.detail)}
        @show-message=${(e: CustomEvent<number>) => this.showMessage(e.detail)}
      >
        <section class="panel ladder" aria-label="Ladder of the handshake">
          <ladder-view .model=${model} .current=${current}></ladder-view>
        </section>
        <section class="panel detail" aria-label="What happens">
          <beat-story .model=${model} .current=${current}></beat-story>
          <div class="tabs" role="tablist" aria-label="Views" @keydown=${(e: KeyboardEvent) => this.onTabKey(e)}>
            ${tabs.map(
              (t) =>
                html`<button
                  class="tab"
                  role="tab"
                  id="tab-${t.id}"
                  aria-selected=${t === tab}
                  aria-controls="tab-panel"
                  tabindex=${t === tab ? 0 : -1}
                  @click=${() => (this.tab = t.id)}
                >
                  ${t.title}
                </button>`,
            )}
          </div>
          <div class="body" id="tab-panel" role="tabpanel" aria-labelledby="tab-${tab.id}" tabindex="0">
            ${keyed(tab.id === 'step' ? `step${beat.index}` : tab.id, tab.show({ model, current, value, message, tables: this.tables }))}
          </div>
        </section>
      </main>
      <footer @go-to-beat=${(e: CustomEvent<number>) => this.go(e.detail)}>
        <playback-bar .model=${model} .current=${current}></playback-bar>
        <p class="unseen" role="status" aria-live="polite">${beatWords(beat, model).title}</p>
      </footer>
    `;
  }
}

customElements.define('handshake-playground', HandshakePlayground);
