// <embed-dialog>: how to put what is on screen into a page of one's own. Chosen on the left, seen on the right, and below
// it the text to paste. The preview is a <handshake-playground> like any other.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { live } from 'lit/directives/live.js';
import { language, wordsNow } from '../language/language.js';
import { languageNames, languages } from '../language/languages.js';
import { ui } from '../language/ui.js';
import { RoleName } from '../prose/prose.js';
import { viewers } from '../role/viewer.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { base, placeholder } from './base.js';
import { addressOf, scenarioOf, type Beginning, type Choice } from './choice.js';
import { saveCourse, versions } from './course-download.js';
import { embedDialogStyles } from './embed-dialog.styles.js';
import { oneFile, snippetsOf, ways, type Snippet, type Way } from './snippets.js';
import { say } from './words.js';

type Options = readonly (readonly [value: string, title: string])[];
const widths = ['phone', 'column', 'wide'] as const;

/** The events of the preview are not for the page around. */
const told = ['ready', 'step', 'finished', 'failed', 'screen', 'answered', 'completed'];
const stop = (event: Event): void => event.stopPropagation();

export class EmbedDialog extends LitElement {
  static override styles = [shared, embedDialogStyles];
  static override properties = {
    begin: { attribute: false },
    choice: { state: true },
    way: { state: true },
    width: { state: true },
    said: { state: true },
  };
  /** What is on screen when it opens. */
  declare begin: Beginning;
  declare choice: Choice;
  declare way: Way;
  declare width: (typeof widths)[number];
  /** The snippet that was copied, or could not be, and what is said of it. */
  declare said: { readonly of: Snippet['name'] | null; readonly text: string } | null;

  constructor() {
    super();
    this.way = 'element';
    this.width = 'column';
    this.said = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('begin')) return;
    const { viewer, step, lesson } = this.begin;
    this.choice = {
      lesson: lesson?.source ?? '',
      scenario: scenarioOf(this.begin),
      view: 'all',
      step: String(step ?? 0),
      role: viewer,
      controls: 'full',
      height: 'auto',
      lang: language(),
      theme: '',
    };
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('dialog')!.showModal();
    const preview = this.renderRoot.querySelector('.box')!;
    for (const name of told) preview.addEventListener(name, stop);
  }

  private choose(name: keyof Choice, value: string): void {
    this.choice = { ...this.choice, [name]: value };
    this.said = null;
  }

  // --- what can be chosen ---

  private get views(): Options {
    return [
      ['all', say('all')],
      ['ladder', ui('app.ladder')],
      ['step', ui('tab.step')],
      ['bytes', ui('tab.message')],
      ...(['keys', 'schedule', 'network', 'checks', 'states', 'compare', 'attack'] as const).map(
        (one) => [one, ui(`tab.${one}`)] as const,
      ),
    ];
  }

  private get steps(): Options {
    const step = String(this.begin.step ?? 0);
    const now: Options = step === '0' ? [] : [[step, ui('step', { step })]];
    return [['0', say('begin.0')], ...now, ['end', say('begin.end')]];
  }

  private get roles(): Options {
    return viewers.map((one) => [one, one === 'client' || one === 'server' ? RoleName[one] : ui(`role.${one}`)]);
  }

  // Empty: as high as is needed.
  private get heightView(): TemplateResult {
    const { height } = this.choice;
    const take = (input: HTMLInputElement): void => {
      const pixels = Math.min(9999, Math.round(Number(input.value)));
      this.choose('height', pixels >= 100 ? String(pixels) : 'auto');
      this.requestUpdate();
    };
    return html`<label class="field"
      >${say('height')}
      <input
        type="number"
        min="100"
        max="9999"
        placeholder=${say('auto')}
        .value=${live(height === 'auto' ? '' : height)}
        @change=${(e: Event) => take(e.target as HTMLInputElement)}
    /></label>`;
  }

  private pick(
    id: string,
    title: string,
    options: Options,
    now: string,
    then: (value: string) => void,
  ): TemplateResult {
    return html`<fieldset class=${id}>
      <legend>${title}</legend>
      ${options.map(
        ([value, text]) =>
          html`<label
            ><input
              type="radio"
              name=${id}
              value=${value}
              .checked=${live(value === now)}
              @change=${() => then(value)}
            />${text}</label
          >`,
      )}
    </fieldset>`;
  }

  private pickOf(name: keyof Choice, title: string, options: Options): TemplateResult {
    return this.pick(name, title, options, this.choice[name], (value) => this.choose(name, value));
  }

  private get settingsView(): TemplateResult {
    const { choice, begin } = this;
    return html`<div class="settings">
      ${begin.step === null ? html`<p class="soft">${say('one_side')}</p>` : nothing}
      ${
        begin.lesson
          ? this.pickOf('lesson', say('what'), [
              [begin.lesson.source, begin.lesson.title],
              ['', say('what.run')],
            ])
          : nothing
      }
      ${choice.lesson === '' ? this.runView : nothing}
      ${this.pickOf('controls', say('controls'), [
        ['full', say('all')],
        ['minimal', say('controls.minimal')],
        ['none', say('controls.none')],
      ])}
      ${this.heightView}
      ${this.pickOf('lang', ui('language'), [
        ['', say('auto')],
        ...languageNames.map((one) => [one, languages[one].name] as const),
      ])}
      ${choice.lang !== '' && choice.lang !== language() ? html`<p class="soft">${say('preview.lang')}</p>` : nothing}
      ${this.pickOf('theme', say('theme'), [
        ['', say('auto')],
        ['light', say('theme.light')],
        ['dark', say('theme.dark')],
      ])}
    </div>`;
  }

  // A lesson says all this itself.
  private get runView(): TemplateResult {
    const { choice } = this;
    return html`<label class="field"
        >${say('view')}
        <select autofocus @change=${(e: Event) => this.choose('view', (e.target as HTMLSelectElement).value)}>
          ${this.views.map(
            ([value, text]) => html`<option value=${value} .selected=${live(value === choice.view)}>${text}</option>`,
          )}
        </select></label
      >
      ${this.pickOf('step', say('begin'), this.steps)} ${this.pickOf('role', ui('role.title'), this.roles)}`;
  }

  // --- what comes of it ---

  // All elements of a page speak one language: the preview that of the page.
  private get previewView(): TemplateResult {
    const { lesson, scenario, view, step, role, controls, height, theme } = this.choice;
    return html`<div class="preview">
      <div class="bar">
        <h3>${say('preview')}</h3>
        ${this.pick(
          'width',
          say('width'),
          widths.map((one) => [one, say(`width.${one}`)]),
          this.width,
          (value) => (this.width = value as EmbedDialog['width']),
        )}
      </div>
      <div class="pane" tabindex="0" role="group" aria-label=${say('preview')}>
        <div class="box ${this.width}">
          ${keyed(
            lesson,
            html`<handshake-playground
              preview
              lesson=${lesson === '' ? nothing : lesson}
              scenario=${scenario}
              view=${view}
              step=${step}
              role=${role}
              controls=${controls}
              height=${height}
              theme=${theme}
              lang=${language()}
            ></handshake-playground>`,
          )}
        </div>
      </div>
    </div>`;
  }

  private get pasteView(): TemplateResult {
    const { way, choice } = this;
    const address = addressOf(this.begin);
    const snippets = snippetsOf(way, {
      choice,
      address,
      base,
      title: ui('ladder.stops'),
    });
    const here = base !== placeholder;
    const file = oneFile(this.choice);
    return html`<div class="paste">
      ${this.pick(
        'way',
        say('way'),
        ways.map((one) => [one, say(`way.${one}`)]),
        way,
        (value) => {
          this.way = value as Way;
          this.said = null;
        },
      )}
      <p class="soft">
        ${say(`note.${way}`)}
        ${way === 'file' ? (here ? html`<a href="${base}${file}" download>${file}</a>` : file) : nothing}
        ${snippets.some(({ text }) => text.includes(placeholder)) ? say('placeholder', { address: base }) : nothing}
        ${way === 'course' && !here ? say('course.failed') : nothing}
      </p>
      ${way === 'course' && here ? this.saveView : nothing} ${snippets.map((snippet) => this.snippetView(snippet))}
    </div>`;
  }

  private get saveView(): TemplateResult {
    return html`<div class="save">
      ${versions.map(
        (version) =>
          html`<button class="btn go" @click=${() => void this.saveCourse(version)}>
            ${say('course.save', { version })}
          </button>`,
      )}
      <span class="said" role="status">${this.said && this.said.of === null ? this.said.text : nothing}</span>
    </div>`;
  }

  private async saveCourse(version: (typeof versions)[number]): Promise<void> {
    let text = say('course.saved');
    await saveCourse(this.choice, version, this.begin.lesson?.file).catch(() => (text = say('course.failed')));
    this.said = { of: null, text };
  }

  private snippetView(snippet: Snippet): TemplateResult {
    const { name, text } = snippet;
    const copy = wordsNow().recompute.copy;
    return html`<div class="snippet">
      <label for=${name}>${name}</label>
      <span class="said" role="status">${this.said?.of === name ? this.said.text : nothing}</span>
      <button class="btn go" aria-label="${copy}: ${name}" @click=${() => void this.copy(snippet)}>${copy}</button>
      <textarea
        id=${name}
        readonly
        spellcheck="false"
        translate="no"
        rows=${text.split('\n').length + 1}
        .value=${text}
        @focus=${(e: Event) => (e.target as HTMLTextAreaElement).select()}
      ></textarea>
    </div>`;
  }

  private async copy({ name, text }: Snippet): Promise<void> {
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      done = false;
      // To focus it is to select it.
      this.renderRoot.querySelector<HTMLElement>(`#${name}`)?.focus();
    }
    this.said = { of: name, text: say(done ? 'copied' : 'by_hand') };
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${() => this.dispatchEvent(new Event('close'))}>
      <div class="head">
        <h2 id="title">${say('title')}</h2>
        <button class="btn" @click=${() => this.renderRoot.querySelector('dialog')!.close()}>${ui('close')}</button>
      </div>
      <div class="body">${this.settingsView} ${this.previewView} ${this.pasteView}</div>
    </dialog>`;
  }
}

define('embed-dialog', EmbedDialog);
