// <handshake-playground>: the whole page as one element. It holds what is shown (the run, the cursor, the tab) and passes it down.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { readAddress, splitAddress, wholeAddress, writeAddress, type Address } from '../address/address.js';
import { Core, Refusal, type Choices } from '../core/core.js';
import '../files/file-bar.js';
import type { OpenedTrace } from '../files/open-trace.js';
import '../files/take-along.js';
import type { TakeAlong } from '../files/take-along.js';
import '../ladder/ladder-view.js';
import type { LadderView } from '../ladder/ladder-view.js';
import { startLanguage } from '../language/language.js';
import '../language/language-switch.js';
import { ui } from '../language/ui.js';
import '../playback/playback-bar.js';
import type { PlaybackBar } from '../playback/playback-bar.js';
import { beatWords } from '../prose/prose.js';
import '../role/role-switch.js';
import { veil } from '../role/veil.js';
import { viewerOf, withViewer, type Viewer } from '../role/viewer.js';
import '../scenario/preset-gallery.js';
import { presetOf, presets } from '../scenario/presets.js';
import { expand, freshSeed, same, without, type Settings } from '../scenario/settings.js';
import '../settings/settings-bar.js';
import '../settings/settings-panel.js';
import { freshName } from '../split/link.js';
import { Side, type Deed, type Desk } from '../split/side.js';
import '../split/split-bar.js';
import '../split/split-desk.js';
import '../story/beat-story.js';
import type { Tables } from '../states/machine.js';
import { shared } from '../styles/shared.js';
import { tokens } from '../styles/tokens.js';
import type { TraceModel } from '../trace/model.js';
import { peerOf, type Role } from '../trace/types.js';
import { pageStyles } from './handshake-playground.styles.js';
import type { Requests } from './events.js';
import { tabs } from './tabs.js';
import { chooseTheme, currentTheme, onSystemTheme, type Theme } from './theme.js';

const usual = presets[0]!.settings;
/** How many settings of an address are given up before the usual run is shown. */
const patience = 40;

const refusalOf = (error: unknown): Refusal =>
  error instanceof Refusal
    ? error
    : new Refusal(`The core could not do this: ${error instanceof Error ? error.message : String(error)}`);

export class HandshakePlayground extends LitElement {
  static override styles = [tokens, shared, pageStyles];
  static override properties = {
    failure: { state: true },
    notices: { state: true },
    model: { state: true },
    settings: { state: true },
    asked: { state: true },
    wanted: { state: true },
    panel: { state: true },
    current: { state: true },
    tab: { state: true },
    value: { state: true },
    message: { state: true },
    theme: { state: true },
    file: { state: true },
    beside: { state: true },
    viewer: { state: true },
    desk: { state: true },
  };

  declare failure: string | null;
  declare notices: readonly string[];
  declare model: TraceModel | null;
  declare settings: Settings | null;
  /** Settings that the core refused, and its line; the run on screen is that of `settings`. */
  declare asked: { readonly settings: Settings; readonly refusal: string } | null;
  /** Settings that the core is about to run: forms show them at once, so that no change is lost to a quick second one. */
  declare wanted: Settings | null;
  declare panel: 'examples' | 'settings' | null;
  declare current: number;
  declare tab: string;
  declare value: number | null;
  declare message: number | null;
  declare theme: Theme;
  declare viewer: Viewer;
  /** The file whose trace is shown in place of the run, and what it covers. */
  declare file: (OpenedTrace & { readonly below: Pick<HandshakePlayground, 'failure' | 'model' | 'current'> }) | null;
  /** Settings of the run to compare with. */
  declare beside: Settings | null;
  /** What lies before the person who plays one side; null: both sides are played. */
  declare desk: Desk | null;
  private core: Core | null = null;
  private side: Side | null = null;
  /** Where the line of the two windows is, and the seed that the other window gets. */
  private room = '';
  private otherSeed = '';
  private choices: Choices | null = null;
  private tables: Tables = { client: [], server: [] };
  private addressTimer: ReturnType<typeof setTimeout> | undefined;
  private stopSystemTheme: (() => void) | null = null;
  /** Counts what was asked of the core, so that an answer that comes late is known. */
  private turn = 0;

  constructor() {
    super();
    this.failure = null;
    this.notices = [];
    this.model = null;
    this.settings = null;
    this.asked = null;
    this.wanted = null;
    this.panel = null;
    this.current = 0;
    this.tab = 'step';
    this.value = null;
    this.message = null;
    this.theme = currentTheme();
    this.file = null;
    this.beside = null;
    this.viewer = 'both';
    this.desk = null;
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
    this.closeSide();
    this.core?.stop();
    this.core = null;
    clearTimeout(this.addressTimer);
    removeEventListener('popstate', this.onAddress);
    document.removeEventListener('keydown', this.onKey);
  }

  private async start(): Promise<void> {
    const spoken = startLanguage();
    try {
      this.core = await Core.load();
      const { choices, tables } = await this.core.about();
      this.choices = choices;
      this.tables = tables;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      return;
    }
    await spoken;
    await this.followAddress();
  }

  // --- what is shown ---

  private readonly onAddress = (): void => {
    if (this.core) void this.followAddress();
  };

  private async followAddress(): Promise<void> {
    const { choices } = this;
    if (!choices) return;
    this.closeFile();
    const address = readAddress(location.hash, choices);
    const role = viewerOf(location.hash);
    this.viewer = role.viewer;
    const problems = role.problem === null ? [...address.problems] : [...address.problems, role.problem];
    // An address that says nothing but a seed and a step means the usual run.
    const named = Object.keys(without(address.settings, 'seed')).length > 0;
    const settings = { ...this.withSeed(named ? {} : usual), ...address.settings };
    const ran = await (address.split
      ? this.firstSide(address.split, settings, problems)
      : this.firstRun(settings, problems));
    if (!ran) return;
    if (address.step !== null && address.step >= ran.beats.length) {
      problems.push(`The address names step ${address.step}; this run has ${ran.beats.length - 1}.`);
    }
    this.rest();
    this.notices =
      problems.length > 0 ? [...problems, 'What could not be followed is shown with its usual setting.'] : [];
    this.current = ran.beatAt(address.step ?? (this.side ? ran.beats.length : 0)).index;
    // A link to a comparison opens it.
    if (address.beside && !this.beside) this.tab = 'compare';
    this.beside = address.beside;
    this.writeAddress('replace');
  }

  // Every run has a seed that is shown, so that its link repeats it.
  private withSeed(settings: Settings, seed = this.choices?.defaults['seed'] ?? ''): Settings {
    return { seed, ...expand(settings) };
  }

  // Runs what an address asks for. null: there is nothing to show, or something newer was asked for meanwhile.
  private async firstRun(settings: Settings, problems: string[]): Promise<TraceModel | null> {
    this.closeSide();
    const found = await this.firstOf(settings, problems, (s) => this.attempt(s));
    return found && this.show(found.result, found.settings);
  }

  // The same for one side alone. A window that shows it already keeps it.
  private async firstSide(
    { side, room }: NonNullable<Address['split']>,
    settings: Settings,
    problems: string[],
  ): Promise<TraceModel | null> {
    if (this.side?.role === side && this.room === room && same(this.side.settings, settings)) return this.side.model;
    this.closeSide();
    this.room = room;
    const found = await this.firstOf(settings, problems, (s) => this.openSide(side, s));
    if (!found) return null;
    this.takeSide(found.result);
    return this.model;
  }

  // What the core refuses is left out, one setting after the other, and said.
  private async firstOf<T>(
    settings: Settings,
    problems: string[],
    attempt: (settings: Settings) => Promise<T | Refusal>,
  ): Promise<{ readonly result: T; readonly settings: Settings } | null> {
    const turn = this.begin();
    let rest = settings;
    for (let i = 0; i < patience; i++) {
      const result = await attempt(rest);
      if (!this.isLatest(turn)) return null;
      if (!(result instanceof Refusal)) return { result, settings: rest };
      problems.push(`${result.message}.`);
      const name = result.setting;
      if (name === null || rest[name] === undefined || name === 'seed') break;
      rest = without(rest, name);
    }
    rest = this.withSeed(usual);
    const result = await attempt(rest);
    if (!this.isLatest(turn)) return null;
    if (!(result instanceof Refusal)) return { result, settings: rest };
    this.failure = result.message;
    this.rest();
    return null;
  }

  // Something is asked of the core; the page is busy until the answer is shown.
  private begin(): number {
    this.setAttribute('aria-busy', 'true');
    return ++this.turn;
  }

  private rest(): void {
    this.wanted = null;
    this.removeAttribute('aria-busy');
  }

  // Only the newest of several wishes counts: an answer that comes late is dropped.
  private isLatest(turn: number): boolean {
    return turn === this.turn;
  }

  private async attempt(settings: Settings): Promise<TraceModel | Refusal> {
    if (this.settings && this.model && !this.side && same(settings, this.settings)) return this.model;
    return this.core!.run(settings).catch(refusalOf);
  }

  private openSide(role: Role, settings: Settings, anew = false): Promise<Side | Refusal> {
    return Side.open(this.core!, role, this.room, settings, () => this.followSide(), anew).catch(refusalOf);
  }

  private show(model: TraceModel, settings: Settings): TraceModel {
    this.asked = null;
    if (model === this.model) return model;
    this.model = model;
    this.settings = settings;
    this.value = null;
    this.message = null;
    this.notices = [];
    return model;
  }

  // Plays other settings. When the core refuses them, what is on screen stays, and its line says why.
  private async onSettings(wanted: Settings, anew = false): Promise<void> {
    const settings = this.withSeed(wanted, this.settings?.['seed']);
    this.writeAddress('replace');
    const turn = this.begin();
    this.wanted = settings;
    if (this.side) {
      const result = await this.openSide(this.side.role, settings, true);
      if (this.isLatest(turn)) this.takeSide(result, settings);
      return;
    }
    const result = await this.attempt(settings);
    if (this.isLatest(turn)) this.take(result, settings, anew);
  }

  private take(result: TraceModel | Refusal, settings: Settings, anew: boolean): void {
    const before = this.model?.beatAt(this.current).key;
    this.rest();
    if (result instanceof Refusal) return this.refuse(result, settings);
    const model = this.show(result, settings);
    // An example begins at its beginning; another setting stays where the run is the same.
    this.current = anew ? 0 : (model.beats.find((beat) => beat.key === before) ?? model.beatAt(this.current)).index;
    if (anew) this.panel = null;
    this.writeAddress('push');
  }

  private compareWith({ beside, settings }: Requests['compare-with']): void {
    // The entry of the history that is left keeps the comparison that it had.
    if (settings) void this.onSettings(settings, true);
    this.beside = beside;
    if (!settings) this.writeAddress('push');
  }

  private readonly playBeside = (settings: Settings): Promise<TraceModel> =>
    this.core!.run(this.withSeed(settings, this.settings?.['seed']));

  private refuse({ message: refusal }: Refusal, settings: Settings): void {
    this.asked = { settings, refusal };
    if (this.panel !== 'settings') this.notices = [`${refusal}.`];
  }

  // --- one side alone ---

  private playSide(role: Role): void {
    if (!this.settings) return;
    this.panel = null;
    const hash = splitAddress({ ...this.settings, seed: freshSeed() }, role, freshName(), location.hash);
    this.visit(hash);
  }

  private visit(hash: string): void {
    history.pushState(null, '', hash);
    void this.followAddress();
  }

  private takeSide(result: Side | Refusal, settings: Settings = {}): void {
    this.rest();
    if (result instanceof Refusal) return this.refuse(result, settings);
    this.closeSide();
    this.side = result;
    result.connect();
    this.otherSeed = freshSeed();
    this.model = null;
    this.show(result.model, result.settings);
    this.followSide();
    this.writeAddress('replace');
  }

  // Something was done, or came. The cursor goes to the newest; when the connection failed, to where it failed.
  private followSide(): void {
    const { side } = this;
    if (!side) return;
    this.desk = side.desk;
    const { model } = side;
    const fatal = model.events.findLast((e) => e.kind === 'fatal' && e.id >= (this.model?.events.length ?? 0));
    const current = fatal ? model.beatOf(fatal.id).index : model.beats.length - 1;
    if (this.file) this.file = { ...this.file, below: { failure: null, model, current } };
    else if (model.events.length !== this.model?.events.length) this.put({ failure: null, model, current });
    else return;
    this.writeAddress('replace');
  }

  private closeSide(): void {
    this.side?.close();
    this.side = null;
    this.desk = null;
  }

  private go(index: number): void {
    if (!this.model) return;
    this.current = this.model.beatAt(index).index;
    this.message = null;
    // Browsers refuse many changes of the address in a short time: one is enough when the cursor has come to rest.
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(() => this.writeAddress('replace'), 150);
  }

  // A change of settings is a new entry of the history; steps change the entry that is there.
  private writeAddress(how: 'push' | 'replace'): void {
    clearTimeout(this.addressTimer);
    if (!this.settings || this.file) return;
    const hash = writeAddress(this.settings, this.current, withViewer(location.hash, this.viewer), this.beside);
    if (hash === location.hash) return;
    try {
      if (how === 'push') history.pushState(null, '', hash);
      else history.replaceState(null, '', hash);
    } catch {
      // Some frames may not change their address. The handshake is shown all the same.
    }
  }

  // A trace from a file covers the run and takes nothing from it. The address stays that of the run.
  private openFile(opened: OpenedTrace): void {
    const { failure, model, current } = this;
    this.playback?.pause();
    this.writeAddress('replace');
    this.turn++;
    this.rest();
    this.file = { ...opened, below: this.file?.below ?? { failure, model, current } };
    this.panel = null;
    this.put({ failure: null, model: opened.model, current: 0 });
  }

  private closeFile(): void {
    if (!this.file) return;
    const { below } = this.file;
    this.file = null;
    this.put(below);
  }

  private put(what: Pick<HandshakePlayground, 'failure' | 'model' | 'current'>): void {
    Object.assign(this, what, { value: null, message: null, notices: [] });
  }

  private showValue(id: number): void {
    this.value = id < 0 ? null : id;
    if (id >= 0) this.tab = 'schedule';
  }

  private showRole(viewer: Viewer): void {
    this.viewer = viewer;
    this.writeAddress('replace');
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
    if (event.key === 'Escape' && this.panel) {
      event.preventDefault();
      this.panel = null;
      return;
    }
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
    if (changed.has('model') && this.model) this.dispatchEvent(new Event('handshake-shown'));
    if (changed.has('theme'))
      document.documentElement.style.setProperty('background', getComputedStyle(this).getPropertyValue('--bg'));
  }

  override render(): TemplateResult {
    return html`
      <header>
        <h1 class="mark"><b>Handshake</b> <i>Playground</i></h1>
        ${
          this.file
            ? html`<file-bar
                .name=${this.file.name}
                .what=${this.file.model.trace.scenario['mode'] ? `made by handshake ${this.file.model.trace.scenario['mode']}` : ''}
                @close-file=${() => {
                  this.closeFile();
                  this.renderRoot.querySelector<TakeAlong>('take-along')?.focus();
                }}
              ></file-bar>`
            : this.desk
              ? this.splitBar(this.desk)
              : this.settings && this.choices
                ? html`<settings-bar
                    .settings=${this.wanted ?? this.settings}
                    .panel=${this.panel}
                    @settings-change=${(e: CustomEvent<Settings>) => void this.onSettings(e.detail)}
                    @show-panel=${(e: CustomEvent<typeof this.panel>) => this.openPanel(e.detail)}
                    @play-side=${(e: CustomEvent<Role>) => this.playSide(e.detail)}
                  ></settings-bar>`
                : nothing
        }
        ${
          this.model || this.failure !== null
            ? html`<take-along
                .model=${this.model}
                .file=${this.file?.name ?? null}
                @trace-opened=${(e: CustomEvent<OpenedTrace>) => this.openFile(e.detail)}
                @trace-refused=${(e: CustomEvent<string>) => (this.notices = [e.detail])}
              ></take-along>`
            : nothing
        }
        <language-switch></language-switch>
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
              <button class="btn" @click=${() => (this.notices = [])}>${ui('close')}</button>
            </div>`
          : nothing
      }
      ${this.panelView()}
      ${this.failure !== null ? this.failed(this.failure) : this.model ? this.view(this.model) : html`<main class="wait"><p class="soft">Starting the core…</p></main>`}
    `;
  }

  private splitBar({ role, linked }: Desk): TemplateResult {
    const other = { ...this.settings, seed: this.otherSeed };
    return html`<split-bar
      .side=${role}
      .linked=${linked}
      .other=${splitAddress(other, peerOf(role), this.room, location.hash)}
      @show-panel=${(e: CustomEvent<typeof this.panel>) => this.openPanel(e.detail)}
      @anew=${() => void this.onSettings(this.settings!)}
      @leave=${() => this.visit(wholeAddress(location.hash))}
    ></split-bar>`;
  }

  private openPanel(panel: typeof this.panel): void {
    this.panel = panel;
    if (panel) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.drawer')?.focus());
  }

  private panelView(): TemplateResult | typeof nothing {
    const { panel, settings, choices } = this;
    if (!panel || !settings || !choices) return nothing;
    const title = ui(panel === 'examples' ? 'panel.examples' : 'panel.settings');
    return html`<section
      class="drawer ${panel}"
      tabindex="-1"
      aria-label=${title}
      @settings-change=${(e: CustomEvent<Settings>) => void this.onSettings(e.detail, panel === 'examples')}
    >
      <div class="head">
        <h2>${title}</h2>
        <button class="btn" @click=${() => (this.panel = null)}>${ui('close')}</button>
      </div>
      ${
        panel === 'examples'
          ? this.gallery()
          : html`<settings-panel
              .choices=${choices}
              .settings=${this.wanted ?? this.asked?.settings ?? settings}
              .refusal=${this.asked?.refusal ?? null}
            ></settings-panel>`
      }
    </section>`;
  }

  // Before the first step there is nothing to explain yet: here one chooses what to look at.
  private startHere(): TemplateResult {
    return html`<div
      class="start"
      @settings-change=${(e: CustomEvent<Settings>) => {
        e.stopPropagation();
        void this.onSettings(e.detail, true);
      }}
    >
      <h2>${ui('panel.start')}</h2>
      ${this.gallery()}
    </div>`;
  }

  private gallery(): TemplateResult {
    return html`<preset-gallery
      .play=${(settings: Settings) => this.core!.run(this.withSeed(settings))}
      .current=${this.settings ? (presetOf(this.settings)?.id ?? null) : null}
    ></preset-gallery>`;
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

  private view(whole: TraceModel): TemplateResult {
    const { current, value, message } = this;
    // Who plays one side has that side’s eyes already.
    const alone = this.desk !== null && !this.file;
    const viewer = alone ? 'both' : this.viewer;
    const model = veil(whole, viewer, whole.beatAt(current).now);
    const tab = tabs.find((t) => t.id === this.tab) ?? tabs[0]!;
    const beat = model.beatAt(current);
    return html`
      <main
        @go-to-beat=${(e: CustomEvent<number>) => this.go(e.detail)}
        @show-value=${(e: CustomEvent<number>) => this.showValue(e.detail)}
        @show-role=${(e: CustomEvent<Viewer>) => this.showRole(e.detail)}
        @show-message=${(e: CustomEvent<number>) => this.showMessage(e.detail)}
        @settings-change=${(e: CustomEvent<Settings>) => void this.onSettings(e.detail)}
        @compare-with=${(e: CustomEvent<Requests['compare-with']>) => this.compareWith(e.detail)}
      >
        <section class="panel ladder" aria-label="Ladder of the handshake">
          ${alone ? nothing : html`<role-switch .viewer=${viewer}></role-switch>`}
          <ladder-view .model=${model} .current=${current}></ladder-view>
        </section>
        <section class="panel detail" aria-label="What happens">
          ${
            this.desk && !this.file
              ? html`<split-desk
                  .desk=${this.desk}
                  .connected=${model.events.some((e) => e.kind === 'established')}
                  .tls12=${model.tls12}
                  @deed=${(e: CustomEvent<Deed>) => void this.side?.act(e.detail)}
                ></split-desk>`
              : nothing
          }
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
            ${keyed(tab.id === 'step' ? `step${beat.index}` : tab.id, tab.show({ model, current, value, message, tables: this.tables, settings: this.file || this.desk ? null : this.settings, alone: this.desk !== null && !this.file, beside: this.beside, play: this.playBeside }))}
            ${tab.id === 'step' && current === 0 && !this.file && !this.desk && this.panel !== 'examples' ? this.startHere() : nothing}
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
