// <handshake-playground>: the whole page as one element. Here it is drawn; what it shows is in playground.ts.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { HandshakePlaygroundMembers } from '../../element.js';
import { splitAddress, wholeAddress } from '../address/address.js';
import '../files/file-bar.js';
import type { Beginning, BegunLesson } from '../embed-dialog/choice.js';
import type { Attempt } from '../figures/attack/attempt.js';
import type { OpenedTrace } from '../files/open-trace.js';
import '../files/take-along.js';
import type { TakeAlong } from '../files/take-along.js';
import { LadderView } from '../ladder/ladder-view.js';
import '../language/language-switch.js';
import { firstWords, language, ownDocument } from '../language/language.js';
import { ui } from '../language/ui.js';
import { PlaybackBar } from '../playback/playback-bar.js';
import { beatWords } from '../prose/prose.js';
import '../role/role-switch.js';
import { veil } from '../role/veil.js';
import type { Viewer } from '../role/viewer.js';
import '../scenario/preset-gallery.js';
import { presetOf } from '../scenario/presets.js';
import type { Settings } from '../scenario/settings.js';
import '../settings/settings-bar.js';
import '../settings/settings-panel.js';
import type { Deed, Desk } from '../split/side.js';
import '../split/split-bar.js';
import '../split/split-desk.js';
import '../story/beat-story.js';
import { define } from '../styles/define.js';
import { place } from '../styles/place.js';
import { shared } from '../styles/shared.js';
import { same } from '../scenario/settings.js';
import { tokens } from '../styles/tokens.js';
import type { TraceModel } from '../trace/model.js';
import { peerOf, type Role } from '../trace/types.js';
import type { Requests } from './events.js';
import { pageStyles } from './handshake-playground.styles.js';
import { KeepFocus } from './keep-focus.js';
import { nextFocus } from './next-focus.js';
import { Playground } from './playground.js';
import { controlsOf, heightOf, partsOf } from './attributes.js';
import { inLadder, shortcutOf } from './shortcuts.js';
import { chooseTheme } from './theme.js';
import type { TabContext } from './tabs.js';
import './view-panel.js';
import { noticeText } from './wishes.js';

export class HandshakePlayground extends Playground implements HandshakePlaygroundMembers {
  static override styles = [tokens, shared, pageStyles];
  static override properties = { ...Playground.properties, embedding: { state: true } };
  /** The dialog that says how to embed this, and what it began with; null: it is closed. */
  declare embedding: Beginning | null;
  private wasReady = false;
  /** The ladder comes first, the rest in a task of its own: so the page can answer between them. */
  private begun = false;
  /** The step that the page around knows of. */
  private told: { readonly model: TraceModel; readonly step: number } | null = null;

  /** The run and the step that were drawn last. */
  private drawn: readonly unknown[] = [];

  constructor() {
    super();
    this.embedding = null;
    new KeepFocus(this, (was) => {
      const [model, current] = this.drawn;
      return nextFocus(this.renderRoot, was, model !== this.model || current !== this.current);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.onKey);
  }

  override play(): void {
    this.playback?.start();
  }
  override pause(): void {
    this.playback?.pause();
  }

  // --- keys ---

  private readonly onKey = (event: KeyboardEvent): void => {
    if (!this.model || this.embedding) return;
    const { ladder, current } = this;
    const alone = this.place.ofWindow || (ownDocument() && !this.hasAttribute('preview'));
    const { last } = this;
    const place = { page: this, ladder, current, last, panel: this.panel !== null, alone };
    const shortcut = shortcutOf(event, place);
    if (shortcut === null) return;
    event.preventDefault();
    if (shortcut === 'close') this.panel = null;
    else if (shortcut === 'play') this.playback?.toggle();
    else {
      this.pause();
      this.goTo(shortcut.step);
      if (inLadder(event, place)) void this.focusLadder();
    }
  };

  private async focusLadder(): Promise<void> {
    await this.updateComplete;
    await this.ladder?.updateComplete;
    this.ladder?.focusCurrent();
  }

  // Their names may be somebody else's.
  private get ladder(): LadderView | null {
    const one = this.renderRoot.querySelector('ladder-view');
    return one instanceof LadderView ? one : null;
  }

  private get playback(): PlaybackBar | null {
    const one = this.renderRoot.querySelector('playback-bar');
    return one instanceof PlaybackBar ? one : null;
  }

  // --- drawing ---

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('theme')) this.dataset['theme'] = this.theme;
  }

  protected override updated(changed: PropertyValues): void {
    this.drawn = [this.model, this.current];
    this.tellAll(changed);
    if (this.model && !this.begun)
      setTimeout(() => {
        this.begun = true;
        this.requestUpdate();
      });
    if (changed.has('theme') && this.place.ofWindow)
      document.documentElement.style.setProperty('background', getComputedStyle(this).getPropertyValue('--bg'));
  }

  // What happens is told to the page around: ready, step, finished, failed.
  private tellAll(changed: PropertyValues): void {
    const send: typeof this.tell = (name, detail) => this.tell(name, detail);
    const { model, current: step, last } = this;
    if (changed.has('failure') && this.failure) send('failed', { message: this.failure.message });
    if (changed.has('asked') && this.asked) send('failed', { message: this.asked.refusal.message });
    // Ready is what is drawn whole.
    if (!model || !this.begun) return;
    if (!this.wasReady) {
      this.wasReady = true;
      send('ready', { last });
    }
    if (this.told?.model === model && this.told.step === step) return;
    this.told = { model, step };
    send('step', { step, last, title: beatWords(model.beatAt(step), model).title });
    if (step === last) send('finished', { last, failed: model.events.some((e) => e.kind === 'fatal') });
  }

  override render(): TemplateResult {
    const controls = this.place.ofWindow ? 'full' : controlsOf(this.getAttribute('controls'));
    const height = heightOf(this.getAttribute('height'));
    return html`
      <div
        lang=${language()}
        dir="ltr"
        class="page ${this.place.ofWindow ? 'window' : height === null ? 'auto' : 'fixed'}"
        ${place({ height: height === null || this.place.ofWindow ? '' : `${height}px` })}
      >
        ${controls === 'full' ? this.header() : nothing}
        <div class="said">
          ${this.core?.recorded && this.model && !this.file ? html`<recorded-notice></recorded-notice>` : nothing}
          ${
            this.notices.length > 0
              ? html`<div class="notice" role="alert">
                  <p>${this.notices.map(noticeText).join(' ')}</p>
                  <button class="btn" @click=${() => (this.notices = [])}>${ui('close')}</button>
                </div>`
              : nothing
          }
        </div>
        ${this.failure !== null ? this.failed(this.failure.message) : this.file?.attempt ? this.attacked(this.file.attempt) : this.model ? this.view(this.model, controls) : html`<main class="wait"><p class="soft">${ui('app.starting')}</p></main>`}
      </div>
      ${this.embedding ? html`<embed-dialog dir="ltr" .begin=${this.embedding} @close=${() => (this.embedding = null)}></embed-dialog>` : nothing}
    `;
  }

  private header(): TemplateResult {
    // What is for the whole page is only shown in a preview inside it.
    const preview = this.hasAttribute('preview');
    return html`<header part="header">
      <h1 class="mark"><b>Handshake</b> <i>Playground</i></h1>
      ${
        this.file
          ? html`<file-bar
              .name=${this.file.name}
              .what=${this.file.attempt ? ui('file.made_by', { mode: 'attack' }) : this.file.model?.trace.scenario['mode'] ? ui('file.made_by', { mode: this.file.model.trace.scenario['mode'] }) : ''}
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
                  .windows=${this.place.ofWindow}
                  .fixed=${Boolean(this.core?.recorded)}
                  @settings-change=${(e: CustomEvent<Settings>) => void this.onSettings(e.detail)}
                  @show-panel=${(e: CustomEvent<typeof this.panel>) => this.openPanel(e.detail)}
                  @play-side=${(e: CustomEvent<Role>) => this.playSide(e.detail)}
                ></settings-bar>`
              : nothing
      }
      ${
        this.model || this.file || this.failure !== null
          ? html`<take-along
              .model=${this.model}
              .file=${this.file?.name ?? null}
              .link=${this.place.ofWindow}
              .embed=${this.embed}
              .capture=${this.core && !this.core.recorded && !this.desk ? this.capture : null}
              ?inert=${preview}
              @trace-opened=${(e: CustomEvent<OpenedTrace>) => this.openFile(e.detail)}
              @trace-refused=${(e: CustomEvent<string>) => (this.notices = [e.detail])}
            ></take-along>`
          : nothing
      }
      <language-switch ?inert=${preview}></language-switch>
      <button
        class="btn theme"
        ?inert=${preview}
        @click=${() => this.switchTheme()}
        aria-label=${ui(this.theme === 'dark' ? 'app.light' : 'app.dark')}
      >
        <span aria-hidden="true">${this.theme === 'dark' ? '☀' : '☾'}</span>
      </button>
    </header>`;
  }

  private splitBar({ role, line, linked }: Desk): TemplateResult {
    const other = { ...this.settings, seed: this.otherSeed };
    return html`<split-bar
      .side=${role}
      .line=${line}
      .linked=${linked}
      .other=${splitAddress(other, peerOf(role), this.room, this.place.hash)}
      @show-panel=${(e: CustomEvent<typeof this.panel>) => this.openPanel(e.detail)}
      @anew=${() => void this.onSettings(this.settings!)}
      @leave=${() => this.visit(wholeAddress(this.place.hash))}
    ></split-bar>`;
  }

  private onLesson(wish: Requests['lesson']): void {
    const { lessons } = this;
    if (wish === 'return') lessons.return();
    else if (wish === 'again') lessons.again();
    else if (wish === 'leave') void this.openLesson(null);
    else if (wish === 'beside') this.stepBeside = !this.stepBeside;
    else if ('open' in wish) void this.openLesson(wish.open);
    else if ('go' in wish) lessons.go(wish.go);
    else lessons.answer(wish.answer);
    this.requestUpdate();
  }

  private lessonView(controls: string): TemplateResult | typeof nothing {
    const { course, progress, place, part } = this.lessons;
    if (!course || !place) return nothing;
    const there = !this.file && this.settings && same(place.settings, this.settings) && place.step === this.current;
    return html`<section class="panel lesson" part="lesson" aria-label=${ui('lesson.panel')}>
      <lesson-player
        .course=${course}
        .progress=${progress}
        .away=${there ? null : place.step}
        .closable=${controls === 'full'}
        .figure=${part!.screen.figure ? (this.stepBeside ? 'step' : 'figure') : null}
        @lesson=${(e: CustomEvent<Requests['lesson']>) => this.onLesson(e.detail)}
      ></lesson-player>
    </section>`;
  }

  // What the screen draws large. It takes the place of the step view, which a button brings back.
  private figureView(): TemplateResult | typeof nothing {
    const { course, part } = this.lessons;
    if (!part?.screen.figure || this.file) return nothing;
    return html`<section class="panel figure" part="figure">
      <lesson-figure
        tabindex="0"
        role="group"
        aria-label=${ui('lesson.figure')}
        .course=${course}
        .screen=${part}
        .current=${this.current}
      ></lesson-figure>
    </section>`;
  }

  private openPanel(panel: typeof this.panel): void {
    this.panel = panel;
    if (panel === 'lessons') void import('../lesson/lesson-list.js');
    if (panel) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.drawer')?.focus());
  }

  private panelView(): TemplateResult | null {
    const { panel, settings, choices } = this;
    if (!panel || !settings || !choices || this.file) return null;
    const title = ui(`panel.${panel}`);
    return html`<section
      class="drawer ${panel}"
      @lesson=${(e: CustomEvent<Requests['lesson']>) => this.onLesson(e.detail)}
      tabindex="-1"
      aria-label=${title}
      @settings-change=${(e: CustomEvent<Settings>) => this.onPanel(e, panel === 'examples')}
    >
      <div class="head">
        <h2>${title}</h2>
        <button class="btn" @click=${() => (this.panel = null)}>${ui('close')}</button>
      </div>
      ${
        panel === 'examples'
          ? this.gallery()
          : panel === 'lessons'
            ? html`<lesson-list .keeps=${this.place.ofWindow}></lesson-list>`
            : html`<settings-panel
                .choices=${choices}
                .settings=${this.wanted ?? this.asked?.settings ?? settings}
                .refusal=${this.asked?.refusal.message ?? null}
              ></settings-panel>`
      }
    </section>`;
  }

  // What an example or a form asks for.
  private onPanel(event: CustomEvent<Settings>, anew: boolean): void {
    event.stopPropagation();
    void this.onSettings(event.detail, anew);
  }

  // Before the first step there is nothing to explain yet: here one chooses what to look at. Not where somebody else chose:
  // without a header there is no way back, and a course has its own handshake.
  private startHere(controls: string): TemplateResult | typeof nothing {
    if (controls !== 'full' || this.hasAttribute('course')) return nothing;
    return html`<div class="start" @settings-change=${(e: CustomEvent<Settings>) => this.onPanel(e, true)}>
      <h2>${ui('panel.start')}</h2>
      ${this.gallery()}
    </div>`;
  }

  private gallery(): TemplateResult {
    return html`<preset-gallery
      .play=${(settings: Settings) => this.core!.run(this.withSeed(settings))}
      .recorded=${this.core?.recorded ?? null}
      .current=${this.settings ? (presetOf(this.settings)?.id ?? null) : null}
    ></preset-gallery>`;
  }

  private readonly capture = (withKeyLog: boolean): Promise<Uint8Array<ArrayBuffer>> =>
    this.core!.capture(this.model!.trace.scenario, withKeyLog);

  private readonly embed = async (): Promise<void> => {
    await import('../embed-dialog/embed-dialog.js');
    const { settings, choices, beside, viewer, desk, current } = this;
    if (!settings) return;
    this.pause();
    const step = desk ? null : current;
    this.embedding = { settings, usualSeed: choices?.defaults['seed'], beside, viewer, step, lesson: this.begunLesson };
  };

  private get begunLesson(): BegunLesson | null {
    const { course, source } = this.lessons;
    if (!course || typeof source !== 'string') return null;
    const title = course.lesson.title[language()] ?? Object.values(course.lesson.title)[0] ?? source;
    // What ships has an id; any other address is said in full.
    const named = /^[\w-]+$/.test(source) ? source : new URL(source, document.baseURI).href;
    return { source: named, title, file: course.lesson };
  }

  private readonly ask = (args: readonly string[]): Promise<string> => this.core!.ask(args);

  private switchTheme(): void {
    this.theme = this.theme === 'dark' ? 'light' : 'dark';
    chooseTheme(this.theme);
  }

  private failed(text: string): TemplateResult {
    return html`<main class="wait">
      <div class="panel failure" role="alert">
        <h2>${ui('app.failed')}</h2>
        <p>${text}</p>
        <p class="soft">${ui('app.needs')}</p>
      </div>
    </main>`;
  }

  // Of the run that was attacked only the wire is known.
  private attacked(attempt: Attempt): TemplateResult {
    return html`<main class="one">
      <section class="panel attacked" tabindex="0" aria-label=${ui('tab.attack')}>
        <attack-chain .attempt=${attempt}></attack-chain>
      </section>
    </main>`;
  }

  private view(whole: TraceModel, controls: string): TemplateResult {
    const parts = partsOf(this.getAttribute('view'));
    const { current, value, message } = this;
    // Who plays one side has that side’s eyes already.
    const alone = this.desk !== null && !this.file;
    const viewer = alone ? 'both' : this.viewer;
    const model = veil(whole, viewer, whole.beatAt(current).now);
    const beat = model.beatAt(current);
    const recorded = Boolean(this.core?.recorded);
    const playable = !this.file && !this.desk;
    const { tables, beside, playBeside: play, theft, ask } = this;
    const settings = playable ? this.settings : null;
    const context = { model, current, value, message, tables, settings, alone, recorded, beside, play, theft, ask };
    const figure = this.figureView();
    const { guess } = this.lessons;
    const figured = figure === nothing ? '' : this.stepBeside || this.panel ? 'figured stepped' : 'figured';
    return html`
      <main
        class="${parts.ladder && parts.detail ? '' : 'one'} ${this.lesson ? 'taught' : ''} ${guess ? 'asking' : ''} ${figured}"
        @go-to-beat=${(e: CustomEvent<number>) => this.goTo(e.detail)}
        @show-value=${(e: CustomEvent<number>) => this.showValue(e.detail)}
        @show-tab=${(e: CustomEvent<string>) => this.showTab(e.detail)}
        @show-attack=${(e: CustomEvent<Requests['show-attack']>) => this.showAttack(e.detail)}
        @show-role=${(e: CustomEvent<Viewer>) => this.showRole(e.detail)}
        @show-message=${(e: CustomEvent<number>) => this.showMessage(e.detail)}
        @settings-change=${(e: CustomEvent<Settings>) => void this.onSettings(e.detail)}
        @compare-with=${(e: CustomEvent<Requests['compare-with']>) => this.compareWith(e.detail)}
      >
        ${this.lessonView(controls)} ${figure}
        ${
          parts.ladder
            ? html`<section class="panel ladder" part="ladder" aria-label=${ui('app.ladder')}>
                ${alone ? nothing : html`<role-switch .viewer=${viewer}></role-switch>`}
                <ladder-view ?guess=${guess} .model=${model} .current=${current}></ladder-view>
              </section>`
            : nothing
        }
        ${
          parts.detail
            ? html`<section class="panel detail" part="detail" aria-label=${ui('app.detail')}>
                ${this.begun ? (this.panelView() ?? this.detail(model, context, parts.tab, controls)) : nothing}
              </section>`
            : nothing
        }
      </main>
      <footer
        part="footer"
        class=${controls === 'none' ? 'silent' : ''}
        @go-to-beat=${(e: CustomEvent<number>) => this.goTo(e.detail)}
      >
        <playback-bar ?guess=${guess} .model=${model} .current=${current}></playback-bar>
      </footer>
      <p class="unseen" role="status" aria-live="polite">${beatWords(beat, model).title}</p>
      <p class="unseen played" role="status">
        ${this.played === null ? nothing : ui('play.again', { count: this.played })}
      </p>
    `;
  }

  private detail(model: TraceModel, context: TabContext, only: string | null, controls: string): TemplateResult {
    const { current } = context;
    const { desk } = this;
    return html`${
        desk && !this.file
          ? html`<split-desk
              .desk=${desk}
              .connected=${model.events.some((e) => e.kind === 'established')}
              .tls12=${model.tls12}
              @deed=${(e: CustomEvent<Deed>) => void this.side?.act(e.detail)}
            ></split-desk>`
          : nothing
      }
      <beat-story .model=${model} .current=${current}></beat-story>
      <view-panel .tab=${only ?? this.tab} .single=${only !== null} .context=${context}>
        ${only === null && this.tab === 'step' && current === 0 && !this.file && !this.desk ? this.startHere(controls) : nothing}
      </view-panel>`;
  }
}

// Nothing is drawn before there are words.
await firstWords();
define('handshake-playground', HandshakePlayground);
