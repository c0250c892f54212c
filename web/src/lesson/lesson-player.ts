// <lesson-player>: one screen of a lesson: its text, its question, what came of it, and the way on.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { language } from '../language/language.js';
import { ui } from '../language/ui.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { Course } from './course.js';
import { playerStyles } from './lesson-player.styles.js';
import type { Paragraphs, Progress, Question, Text } from './types.js';
import { filled, piecesOf } from './words.js';

export class LessonPlayer extends LitElement {
  static override styles = [shared, playerStyles];
  static override properties = {
    course: { attribute: false },
    progress: { attribute: false },
    away: { attribute: false },
    closable: { attribute: false },
    chosen: { state: true },
    hint: { state: true },
  };
  declare course: Course;
  declare progress: Progress;
  /** The step that the screen stands at, when somebody has gone elsewhere; null: they are there. */
  declare away: number | null;
  /** Whether one can leave the lesson: only where a list of lessons leads back. */
  declare closable: boolean;
  declare chosen: readonly number[];
  declare hint: boolean;
  private focused = false;

  constructor() {
    super();
    this.away = null;
    this.chosen = [];
    this.hint = false;
  }

  private get here(): Course['parts'][number] {
    return this.course.parts[this.progress.screen - 1]!;
  }

  private get answer(): readonly number[] | null {
    const { asked } = this.here;
    return asked ? (this.progress.answers[asked.number] ?? null) : null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // The button that was pressed may be gone when the new screen is drawn.
    this.focused = this.matches(':focus-within');
    const before = changed.get('progress');
    if (changed.has('course') || (before && before.screen !== this.progress.screen)) {
      this.chosen = [];
      this.hint = false;
    }
  }

  // Who goes on is at the title of the new screen; who checks an answer, at what came of it.
  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('progress');
    if (!before || !this.focused) return;
    const goal = before.screen !== this.progress.screen ? 'h2' : this.answer ? '.result' : null;
    if (goal === null) return;
    this.renderRoot.querySelector<HTMLElement>(goal)?.focus({ preventScroll: goal === 'h2' });
    if (goal === 'h2') this.renderRoot.querySelector('.body')!.scrollTop = 0;
  }

  // --- words ---

  // The language of the page when the lesson has it, else its first.
  private get language(): string {
    const { title } = this.course.lesson;
    return Object.hasOwn(title, language()) ? language() : Object.keys(title)[0]!;
  }

  private say(text: Text): unknown[] {
    const { model, viewer } = this.here.stand;
    return piecesOf(text[this.language]!).map(({ kind, text }) => {
      if (kind === 'strong') return html`<strong>${text}</strong>`;
      if (kind === 'code') return html`<code>${text}</code>`;
      return kind === 'value' ? html`<code class="value">${filled(text, '', model, viewer)}</code>` : text;
    });
  }

  private paragraphs(text: Paragraphs): TemplateResult[] {
    return text[this.language]!.map((one) => html`<p>${this.say({ [this.language]: one })}</p>`);
  }

  // --- drawing ---

  override render(): TemplateResult {
    const { lesson, last } = this.course;
    const { screen, question } = { screen: this.progress.screen, question: this.here.screen.question };
    return html`
      <div class="bar">
        <span class="name" lang=${this.language}>${lesson.title[this.language]}</span>
        <span class="dots" aria-hidden="true"
          >${lesson.screens.map((_, i) => html`<i class=${i + 1 === screen ? 'here' : i + 1 < screen ? 'past' : ''}></i>`)}</span
        >
        <span class="count">${ui('lesson.of', { screen, last })}</span>
        ${
          this.closable
            ? html`<button
                class="close"
                aria-label=${ui('lesson.leave')}
                title=${ui('lesson.leave')}
                @click=${() => ask(this, 'lesson', 'leave')}
              >
                <span aria-hidden="true">✕</span>
              </button>`
            : nothing
        }
      </div>
      <div class="body" lang=${this.language}>
        <h2 tabindex="-1">${this.here.screen.title[this.language]}</h2>
        ${this.paragraphs(this.here.screen.text)} ${question ? this.question(question) : nothing}
        ${screen === last ? this.end() : nothing}
      </div>
      ${this.ways(screen, last)}
    `;
  }

  private question({ ask: words, options, choose, because }: Question): TemplateResult {
    const { answer } = this;
    const verdicts = this.here.asked!.verdicts;
    const right = answer !== null && Course.right(this.here, answer);
    return html`<form @submit=${(e: Event) => this.check(e)}>
      <fieldset>
        <legend>${this.say(words)}</legend>
        ${choose === 'all' && answer === null ? html`<p class="soft small" lang=${language()}>${ui('lesson.all')}</p>` : nothing}
        ${options.map(({ text }, i) => {
          const { holds, at } = verdicts[i]!;
          const step = at === null ? 0 : this.here.stand.model.beatOf(at).index;
          const mark = answer === null ? '' : holds ? 'holds' : answer.includes(i) ? 'fails' : 'other';
          return html`<div class="option ${mark}">
            <label>
              <input
                type=${choose === 'all' ? 'checkbox' : 'radio'}
                name="option"
                .checked=${(answer ?? this.chosen).includes(i)}
                ?disabled=${answer !== null}
                @change=${(e: Event) => this.choose(i, (e.target as HTMLInputElement).checked)}
              />
              <span>${this.say(text)}</span>
            </label>
            ${
              answer === null
                ? nothing
                : html`<span class="verdict" lang=${language()}
                    >${holds ? '✓' : '✗'}
                    ${ui(holds ? 'lesson.holds' : 'lesson.fails')}${
                      holds && at !== null
                        ? html` ·
                            <button type="button" class="link" @click=${() => ask(this, 'go-to-beat', step)}>
                              ${ui('lesson.step', { step })}
                            </button>`
                        : nothing
                    }</span
                  >`
            }
          </div>`;
        })}
      </fieldset>
      ${
        answer === null
          ? html`<div class="check" lang=${language()}>
              <button class="btn go" type="submit">${ui('lesson.check')}</button>
              <span class="hint" role="status">${this.hint ? ui('lesson.choose') : nothing}</span>
            </div>`
          : html`<div class="result ${right ? 'right' : 'wrong'}" tabindex="-1" role="group" aria-labelledby="result">
              <p id="result" lang=${language()}>
                <b>${right ? '✓' : '✗'} ${ui(right ? 'lesson.right' : 'lesson.not_right')}</b>
              </p>
              ${because ? this.paragraphs(because) : nothing}
            </div>`
      }
    </form>`;
  }

  private end(): TemplateResult | typeof nothing {
    const { course } = this;
    const { answered, right } = course.score(this.progress.answers);
    const open = course.parts.findIndex(({ asked }) => asked && !this.progress.answers[asked.number]);
    if (course.questions === 0 || course.parts[open] === this.here) return nothing;
    return html`<div class="end" lang=${language()}>
      ${
        answered < course.questions
          ? html`<p>${ui('lesson.open', { count: course.questions - answered })}</p>
              <button class="btn" @click=${() => ask(this, 'lesson', { go: open + 1 })}>
                ${ui('lesson.to_open')}
              </button>`
          : html`<p><b>${ui('lesson.score', { right, questions: course.questions })}</b></p>
              <button class="btn" @click=${() => ask(this, 'lesson', 'again')}>${ui('lesson.again')}</button>`
      }
    </div>`;
  }

  private ways(screen: number, last: number): TemplateResult {
    const open = this.here.asked !== null && this.answer === null;
    return html`<nav class="ways" aria-label=${ui('lesson.ways')}>
      <button class="btn back" ?disabled=${screen === 1} @click=${() => ask(this, 'lesson', { go: screen - 1 })}>
        ${ui('lesson.back')}
      </button>
      ${
        this.away === null
          ? nothing
          : html`<button class="link return" @click=${() => ask(this, 'lesson', 'return')}>
              ${ui('lesson.return', { step: this.away })}
            </button>`
      }
      ${
        screen === last
          ? nothing
          : html`<button
              class="btn next ${open ? '' : 'go'}"
              aria-disabled=${open ? 'true' : 'false'}
              title=${open ? ui('lesson.choose') : nothing}
              @click=${() => (open ? (this.hint = true) : ask(this, 'lesson', { go: screen + 1 }))}
            >
              ${ui('lesson.next')}
            </button>`
      }
    </nav>`;
  }

  private choose(option: number, on: boolean): void {
    const one = this.here.screen.question?.choose !== 'all';
    const others = one ? [] : this.chosen.filter((n) => n !== option);
    this.chosen = on ? [...others, option].sort((a, b) => a - b) : others;
    this.hint = false;
  }

  private check(event: Event): void {
    event.preventDefault();
    if (this.chosen.length === 0) this.hint = true;
    else ask(this, 'lesson', { answer: this.chosen });
  }
}

define('lesson-player', LessonPlayer);
