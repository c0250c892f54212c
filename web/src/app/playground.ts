// What the page shows (the run, the cursor, the view), and how it changes.
import { LitElement } from 'lit';
import type { HandshakePlaygroundEvents } from '../../element.js';
import { lessonAddress, lessonIn, readAddress, splitAddress, writeAddress, type Address } from '../address/address.js';
import { theftIn, usualTheft, withTheft, type Theft } from '../address/theft.js';
import { ownPlace, windowPlace, type Place } from '../address/place.js';
import { Core, type Choices } from '../core/core.js';
import type { OpenedTrace } from '../files/open-trace.js';
import { languageIn, setLanguage, startLanguage } from '../language/language.js';
import { isLanguage } from '../language/languages.js';
import { ui } from '../language/ui.js';
import type { Stand } from '../lesson/course.js';
import { LessonHost } from '../lesson/host.js';
import type { Lesson, Progress } from '../lesson/types.js';
import { isViewer, viewerOf, withViewer, type Viewer } from '../role/viewer.js';
import { presets } from '../scenario/presets.js';
import { expand, freshSeed, same, without, type Settings } from '../scenario/settings.js';
import { freshName } from '../split/link.js';
import { Side, type Desk } from '../split/side.js';
import type { Tables } from '../states/machine.js';
import type { TraceModel } from '../trace/model.js';
import type { Role } from '../trace/types.js';
import type { Requests } from './events.js';
import { currentTheme, onSystemTheme, type Theme } from './theme.js';
import { hashOf } from './attributes.js';
import { late, noticeText, Wishes, type Notice } from './wishes.js';

const usual = presets[0]!.settings;
// A side that nobody waits for any more.
const drop = (result: Side | TraceModel): void => {
  if (result instanceof Side) result.close();
};
/** Playground is what <handshake-playground> shows, and what can be done with it. How it is drawn, its subclass says. */
export class Playground extends LitElement {
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
    played: { state: true },
    stepBeside: { state: true },
    theft: { state: true },
  };

  declare failure: Error | null;
  declare notices: readonly Notice[];
  declare model: TraceModel | null;
  declare settings: Settings | null;
  /** Settings that the core refused, and its line; the run on screen is that of `settings`. */
  declare asked: { readonly settings: Settings; readonly refusal: Error } | null;
  /** Settings that the core is about to run: forms show them at once, so that no change is lost to a quick second one. */
  declare wanted: Settings | null;
  declare panel: Requests['show-panel'];
  declare current: number;
  declare tab: string;
  declare value: number | null;
  declare message: number | null;
  declare theme: Theme;
  declare viewer: Viewer;
  /** The file whose trace is shown in place of the run, and what it covers. */
  declare file: (OpenedTrace & { readonly below: Pick<Playground, 'failure' | 'model' | 'current'> }) | null;
  /** Settings of the run to compare with. */
  declare beside: Settings | null;
  /** What lies before the person who plays one side; null: both sides are played. */
  declare desk: Desk | null;
  /** The step view stands in the place of the lesson's figure. */
  declare stepBeside: boolean;
  /** How many steps the run has that was just played with other settings. */
  declare played: number | null;
  /** What the eavesdropper steals. */
  declare theft: Theft;
  protected core: Core | null = null;
  protected side: Side | null = null;
  /** Where the line of the two windows is, and the seed that the other window gets. */
  protected room = '';
  protected otherSeed = '';
  protected choices: Choices | null = null;
  protected tables: Tables = { client: [], server: [] };
  protected place: Place = windowPlace;
  protected addressTimer: ReturnType<typeof setTimeout> | undefined;
  private stopFollowing: (() => void)[] = [];
  /** The lesson that was asked for last; it may not be open yet. */
  private waitingLesson: unknown = null;
  private wantedRole: string | null = null;
  /** The step that was asked for before the run is there. */
  private wantedStep: number | null = null;
  /** How many runs are on their way because an address or an attribute asks for them. */
  private following = 0;
  protected readonly lessons = new LessonHost({
    stand: (stand) => this.stand(stand),
    moved: (how) => this.moved(how),
    tell: (name, detail) => this.tell(name, detail),
    keeps: () => this.place.ofWindow,
  });
  protected readonly wishes = new Wishes((busy) => {
    if (busy) return this.setAttribute('aria-busy', 'true');
    this.removeAttribute('aria-busy');
    this.wanted = null;
  });

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
    this.played = null;
    this.stepBeside = false;
    this.theft = usualTheft;
  }

  static override get observedAttributes(): string[] {
    return [
      ...super.observedAttributes,
      'address',
      'scenario',
      'step',
      'role',
      'view',
      'controls',
      'height',
      'theme',
      'lang',
      'lesson',
    ];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.takeOver();
    if (this.hasAttribute('address')) this.place = windowPlace;
    // An element that was moved shows what it showed.
    else if (!this.model || this.place.ofWindow) {
      this.place = this.placeOfAttributes();
      this.waitingLesson ??= this.getAttribute('lesson');
    }
    this.stopFollowing = [
      onSystemTheme(() => (this.theme = this.themeNow())),
      this.place.follow(() => {
        if (this.core) void this.followAddress();
      }),
    ];
    this.theme = this.themeNow();
    void this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (!this.place.ofWindow) this.writeAddress('replace');
    for (const stop of this.stopFollowing) stop();
    this.closeSide();
    this.wishes.forget();
    this.core = null;
    Core.release();
    clearTimeout(this.addressTimer);
  }

  override attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    super.attributeChangedCallback(name, before, value);
    if (before === value) return;
    if (name === 'step') this.wantedStep = null;
    if (name === 'role') {
      // To assistive software `role` means something else: what is ours is taken off.
      if (!isViewer(value)) return;
      this.wantedRole = value;
      this.removeAttribute('role');
    }
    if (!this.isConnected || this.place.ofWindow) return;
    if (name === 'theme') this.theme = this.themeNow();
    else if (name === 'lang') void this.speak();
    else if (/^(scenario|step|role)$/.test(name)) this.followAttributes();
    else if (name === 'lesson') void this.openLesson(value);
    else this.requestUpdate();
  }

  // What was set before the script came lies on the element itself, and would hide the accessors.
  private takeOver(): void {
    for (const name of ['scenario', 'lesson', 'progress', 'step'] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const value = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
  }

  // In somebody else's page the attributes say what is shown.
  private placeOfAttributes(): Place {
    return ownPlace(hashOf((name) => (name === 'role' ? this.wantedRole : this.getAttribute(name))));
  }

  private followAttributes(): void {
    this.place = this.placeOfAttributes();
    if (this.core) void this.followAddress();
  }

  private themeNow(): Theme {
    const theme = this.getAttribute('theme');
    return theme === 'light' || theme === 'dark' ? theme : currentTheme();
  }

  private async speak(): Promise<void> {
    const lang = this.getAttribute('lang')?.toLowerCase().split('-')[0];
    if (!this.place.ofWindow && isLanguage(lang)) await setLanguage(lang);
    else await startLanguage();
  }

  protected async start(): Promise<void> {
    const spoken = this.speak();
    try {
      const core = await Core.share();
      const { choices, tables } = await core.about();
      await spoken;
      if (!this.isConnected) return;
      this.core = core;
      this.choices = choices;
      this.tables = tables;
    } catch (error) {
      await spoken;
      this.failure = error instanceof Error ? error : new Error(String(error));
      return;
    }
    await this.followAddress();
  }

  // --- for the page that it stands in ---

  /** scenario: the name of an example, or settings as an address has them. */
  get scenario(): string {
    return this.getAttribute('scenario') ?? '';
  }
  set scenario(value: string) {
    this.setAttribute('scenario', value);
  }

  /** step: where the cursor is, from 0. */
  get step(): number {
    return this.wantedStep ?? this.current;
  }
  set step(value: number) {
    this.go(value);
  }

  /** last: the last step of the run; 0 before there is one. */
  get last(): number {
    return this.model ? this.model.beats.length - 1 : 0;
  }

  /** go puts the cursor on the nearest step; before the run is there, it begins at that. What is no number is ignored. */
  go(step: number): void {
    const goal = typeof step === 'number' ? Math.round(step) : NaN;
    if (Number.isNaN(goal)) return;
    if (this.model && this.core && this.following === 0) this.goTo(goal);
    else this.wantedStep = goal;
  }

  /** next goes one step on, back one step back. */
  next(): void {
    this.goTo(this.current + 1);
  }
  back(): void {
    this.goTo(this.current - 1);
  }

  /** play goes on by itself, pause stops. */
  play(): void {}
  pause(): void {}

  // --- the lesson ---

  /** lesson: the lesson that is played, as its file has it. Set to an object, an address, an id, or null for none. */
  get lesson(): Lesson | null {
    return this.lessons.lesson;
  }
  set lesson(lesson: unknown) {
    void this.openLesson(lesson);
  }

  /** progress: how far one is in the lesson; what was read here can be set again later, before the lesson too. */
  get progress(): Progress | null {
    return this.lesson ? this.lessons.progress : null;
  }
  set progress(progress: unknown) {
    this.lessons.resume(progress);
  }

  // Opens a lesson, or closes it: null. What is wrong with one is said, and what was open stays.
  protected async openLesson(source: unknown, screen?: number, problems: Notice[] = []): Promise<boolean> {
    this.waitingLesson = source ?? null;
    // The first address that is followed opens it.
    if (!this.core) return false;
    if (source === null || source === undefined || source === '') {
      this.lessons.close();
      this.place.write(lessonAddress(null, this.place.hash), 'replace');
      this.writeAddress('replace');
      this.requestUpdate();
      return false;
    }
    const opened = await this.wishes.make(this.lessons.open(source, this.core, (s) => this.withSeed(s), screen));
    if (opened === late) return true;
    if (opened instanceof Error) {
      problems.push(opened);
      this.notices = problems;
      this.tell('failed', { message: opened.message });
      return false;
    }
    opened();
    return true;
  }

  /** stand shows what a screen of the lesson asks for. */
  private stand({ model, settings, step, tab, viewer }: Stand): void {
    this.pause();
    this.wishes.forget();
    this.closeFile();
    this.closeSide();
    this.failure = null;
    this.show(model, settings);
    Object.assign(this, {
      current: step,
      tab,
      viewer,
      value: null,
      message: null,
      beside: null,
      panel: null,
      notices: [],
    });
    this.played = null;
    this.requestUpdate();
  }

  private moved(how: 'push' | 'replace'): void {
    this.stepBeside = false;
    this.writeAddress(how);
    this.requestUpdate();
  }

  protected tell<K extends keyof HandshakePlaygroundEvents>(name: K, detail: HandshakePlaygroundEvents[K]): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  // In the address of the window a lesson that ships is named; elsewhere the attribute and the property say it.
  private async followLesson(problems: Notice[]): Promise<boolean> {
    const { id, screen } = this.place.ofWindow ? lessonIn(this.place.hash) : { id: null, screen: undefined };
    const asked = this.place.ofWindow ? (id ?? this.waitingLesson) : this.waitingLesson;
    if (asked === null) {
      this.lessons.close();
      return false;
    }
    if (asked !== this.lessons.source) return this.openLesson(asked, screen, problems);
    if (screen !== undefined && screen !== this.lessons.progress.screen) this.lessons.go(screen);
    else this.lessons.return();
    return true;
  }

  // --- what is shown ---

  protected async followAddress(): Promise<void> {
    this.following++;
    try {
      await this.follow();
    } finally {
      this.following--;
    }
  }

  private async follow(): Promise<void> {
    const { choices } = this;
    if (!choices) return;
    this.closeFile();
    const source = this.place.ofWindow ? 'address' : 'attribute';
    const address = readAddress(this.place.hash, choices, source);
    const role = viewerOf(this.place.hash);
    const problems: Notice[] = role.problem === null ? [...address.problems] : [...address.problems, role.problem];
    const untaught: Notice[] = [];
    if (await this.followLesson(untaught)) {
      this.wantedStep = null;
      return;
    }
    this.viewer = role.viewer;
    const lang = new URLSearchParams(location.hash.replace(/^#/, '')).get('lang');
    if (this.place.ofWindow && lang !== null && languageIn(location) === null)
      problems.push(ui('address.language', { name: lang.slice(0, 20) }));
    // An address that says nothing but a seed and a step means the usual run.
    const named = Object.keys(without(address.settings, 'seed')).length > 0;
    const asked = { ...this.withSeed(named ? {} : usual), ...address.settings };
    const recorded = this.core?.recorded;
    const settings = recorded?.nearest(asked) ?? asked;
    if (recorded && !recorded.has(asked)) problems.push(ui('recorded.nearest'));
    if (recorded && address.split) problems.push(`${ui('recorded.no_sides')}.`);
    const ran = await (address.split && !recorded
      ? this.firstSide(address.split, settings, problems)
      : this.firstRun(settings, problems));
    if (!ran) return;
    if (address.step !== null && address.step !== Infinity && address.step >= ran.beats.length)
      problems.push(ui(`${source}.step_beyond`, { step: address.step, last: ran.beats.length - 1 }));
    if (problems.length > 0 && !recorded) this.tell('failed', { message: problems.map(noticeText).join(' ') });
    problems.push(...untaught);
    this.notices = problems.length > 0 && !recorded ? [...problems, ui('address.usual')] : problems;
    this.current = ran.beatAt(this.wantedStep ?? address.step ?? (this.side ? ran.beats.length : 0)).index;
    this.wantedStep = null;
    // A link to a comparison opens it.
    if (address.beside && !this.beside) this.tab = 'compare';
    this.beside = address.beside;
    const theft = theftIn(this.place.hash);
    if (theft) Object.assign(this, { theft, tab: 'attack' });
    else if (this.tab === 'attack') this.tab = 'step';
    this.writeAddress('replace');
  }

  // Every run has a seed that is shown, so that its link repeats it.
  protected withSeed(settings: Settings, seed = this.choices?.defaults['seed'] ?? ''): Settings {
    return { seed, ...expand(settings) };
  }

  // Runs what an address asks for. null: there is nothing to show, or something newer was asked for meanwhile.
  protected async firstRun(settings: Settings, problems: Notice[]): Promise<TraceModel | null> {
    this.closeSide();
    const made = await this.wishes.settle(settings, this.withSeed(usual), (s) => this.run(s), problems);
    if (made === late) return null;
    if (!(made instanceof Error)) return this.show(made.result, made.settings);
    this.failure = made;
    return null;
  }

  // The same for one side alone. A window that plays it already keeps it.
  protected async firstSide(
    { side, room }: NonNullable<Address['split']>,
    settings: Settings,
    problems: Notice[],
  ): Promise<TraceModel | null> {
    if (this.side?.role === side && this.room === room && same(this.side.settings, settings)) return this.side.model;
    this.closeSide();
    this.room = room;
    const made = await this.wishes.settle(
      settings,
      this.withSeed(usual),
      (s) => this.openSide(side, s),
      problems,
      drop,
    );
    if (made === late) return null;
    if (made instanceof Error) this.failure = made;
    else this.takeSide(made.result);
    return this.model;
  }

  protected run(settings: Settings): Promise<TraceModel> {
    if (this.settings && this.model && !this.side && same(settings, this.settings)) return Promise.resolve(this.model);
    return this.core!.run(settings);
  }

  protected openSide(role: Role, settings: Settings, anew = false): Promise<Side> {
    return Side.open(this.core!, role, this.room, settings, () => this.followSide(), anew);
  }

  protected show(model: TraceModel, settings: Settings): TraceModel {
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
  protected async onSettings(wanted: Settings, anew = false): Promise<void> {
    const settings = this.withSeed(wanted, this.settings?.['seed']);
    this.writeAddress('replace');
    const { side } = this;
    this.played = null;
    const made = this.wishes.make<Side | TraceModel>(
      side ? this.openSide(side.role, settings, true) : this.run(settings),
    );
    this.wanted = settings;
    const result = await made;
    if (result === late) return;
    if (result instanceof Error) {
      this.asked = { settings, refusal: result };
      if (this.panel !== 'settings') this.notices = [result];
    } else if (result instanceof Side) this.takeSide(result);
    else this.take(result, settings, anew);
  }

  protected take(result: TraceModel, settings: Settings, anew: boolean): void {
    const before = this.model?.beatAt(this.current).key;
    const model = this.show(result, settings);
    this.played = model.beats.length - 1;
    // An example begins at its beginning; another setting stays where the run is the same.
    this.current = anew ? 0 : (model.beats.find((beat) => beat.key === before) ?? model.beatAt(this.current)).index;
    if (anew) this.panel = null;
    this.writeAddress('push');
  }

  protected compareWith({ beside, settings }: Requests['compare-with']): void {
    // The entry of the history that is left keeps the comparison that it had.
    if (settings) void this.onSettings(settings, true);
    this.beside = beside;
    if (!settings) this.writeAddress('push');
  }

  // What a field of the matrix says, its run shows: with the usual seed, as the core played it.
  protected showAttack({ theft, settings }: Requests['show-attack']): void {
    this.writeAddress('replace');
    Object.assign(this, { theft, tab: 'attack', stepBeside: true });
    if (settings) void this.onSettings({ seed: this.choices?.defaults['seed'] ?? '', ...settings }, true);
    else this.writeAddress('push');
  }

  protected showTab(tab: string): void {
    this.tab = tab;
    this.writeAddress('replace');
  }

  protected readonly playBeside = (settings: Settings): Promise<TraceModel> =>
    this.core!.run(this.withSeed(settings, this.settings?.['seed']));

  // --- one side alone ---

  protected playSide(role: Role): void {
    if (!this.settings) return;
    this.panel = null;
    const hash = splitAddress({ ...this.settings, seed: freshSeed() }, role, freshName(), this.place.hash);
    this.visit(hash);
  }

  protected visit(hash: string): void {
    this.place.write(hash, 'push');
    void this.followAddress();
  }

  protected takeSide(side: Side): void {
    this.closeSide();
    this.side = side;
    side.connect();
    this.otherSeed = freshSeed();
    this.model = null;
    this.show(side.model, side.settings);
    this.followSide();
    this.writeAddress('replace');
  }

  // Something was done, or came. The cursor goes to the newest; when the connection failed, to where it failed.
  protected followSide(): void {
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

  protected closeSide(): void {
    this.side?.close();
    this.side = null;
    this.desk = null;
  }

  // There is always a step that is nearest.
  protected goTo(index: number): void {
    if (!this.model) return;
    this.current = this.model.beatAt(index).index;
    this.message = null;
    // Browsers refuse many changes of the address in a short time: one is enough when the cursor has come to rest.
    clearTimeout(this.addressTimer);
    this.addressTimer = setTimeout(() => this.writeAddress('replace'), 150);
  }

  // A change of settings is a new entry of the history; steps change the entry that is there.
  protected writeAddress(how: 'push' | 'replace'): void {
    clearTimeout(this.addressTimer);
    if (!this.settings || this.file) return;
    const { source, progress } = this.lessons;
    if (this.place.ofWindow && typeof source === 'string') {
      const hash = lessonAddress({ id: source, screen: progress.screen }, this.place.hash);
      return this.place.write(hash, how);
    }
    const hash = withTheft(this.place.hash, this.tab === 'attack' ? this.theft : null);
    this.place.write(writeAddress(this.settings, this.current, withViewer(hash, this.viewer), this.beside), how);
  }

  // A trace from a file covers the run and takes nothing from it. The address stays that of the run.
  protected openFile(opened: OpenedTrace): void {
    const { failure, model, current } = this;
    this.pause();
    this.writeAddress('replace');
    this.wishes.forget();
    this.file = { ...opened, below: this.file?.below ?? { failure, model, current } };
    this.panel = null;
    this.put({ failure: null, model: opened.model, current: 0 });
  }

  protected closeFile(): void {
    if (!this.file) return;
    const { below } = this.file;
    this.file = null;
    this.put(below);
  }

  protected put(what: Pick<Playground, 'failure' | 'model' | 'current'>): void {
    Object.assign(this, what, { value: null, message: null, notices: [] });
  }

  protected showValue(id: number): void {
    this.value = id < 0 ? null : id;
    if (id >= 0) this.tab = 'schedule';
  }

  protected showRole(viewer: Viewer): void {
    this.viewer = viewer;
    this.writeAddress('replace');
  }

  protected showMessage(id: number): void {
    this.message = id;
    this.tab = 'message';
  }
}
