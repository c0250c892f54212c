// <lesson-player>: one screen of a lesson: its text, its question, what came of it, and the way on.
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { language } from '../language/language.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { asksOf, scenariosOf } from './conditions.js';
import { Course } from './course.js';
import { playerStyles } from './lesson-player.styles.js';
import { paragraphs, said, spokenIn } from './said.js';
import { shipped } from './shipped.js';
import { say } from './spoken.js';
import { lessonText } from './supply.js';
import type { Lesson, Progress, Question, Text } from './types.js';

export class LessonPlayer extends LitElement {
  static override styles = [shared, playerStyles];
  static override properties = {
    course: { attribute: false },
    progress: { attribute: false },
    away: { attribute: false },
    closable: { attribute: false },
    figure: { attribute: false },
    chosen: { state: true },
    hint: { state: true },
    following: { state: true },
  };
  declare course: Course;
  declare progress: Progress;
  /** The step that the screen stands at, when somebody has gone elsewhere; null: they are there. */
  declare away: number | null;
  /** Whether one can leave the lesson: only where a list of lessons leads back. */
  declare closable: boolean;
  /** What stands beside the lesson, when the screen has a figure: that, or the step in its place. */
  declare figure: 'figure' | 'step' | null;
  declare chosen: readonly number[];
  declare hint: boolean;
  /** The next lesson, at the end of one. */
  declare following: Lesson | null;
  private focused = false;

  constructor() {
    super();
    this.away = null;
    this.figure = null;
    this.chosen = [];
    this.hint = false;
    this.following = null;
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
      void this.findFollowing();
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

  private get language(): string {
    return spokenIn(this.course.lesson);
  }

  private said(text: Text): unknown[] {
    return said(text, this.language, this.here);
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
        <span class="count">${say('of', { screen, last })}</span>
        <button class="link print" title=${say('print_hint')} @click=${() => void this.print()}>${say('print')}</button>
        ${
          this.closable
            ? html`<button
                class="close"
                aria-label=${say('leave')}
                title=${say('leave')}
                @click=${() => ask(this, 'lesson', 'leave')}
              >
                <span aria-hidden="true">✕</span>
              </button>`
            : nothing
        }
      </div>
      <div class="body" lang=${this.language}>
        <h2 tabindex="-1">${this.here.screen.title[this.language]}</h2>
        ${paragraphs(this.here.screen.text, this.language, this.here)} ${question ? this.question(question) : nothing}
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
        <legend>${this.said(words)}</legend>
        ${choose === 'all' && answer === null ? html`<p class="soft small" lang=${language()}>${say('all')}</p>` : nothing}
        ${options.map(({ text, condition }, i) => {
          const { holds, at } = verdicts[i]!;
          const elsewhere = scenariosOf(condition).length > 0 || asksOf(condition, this.here.facts).length > 0;
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
              <span>${this.said(text)}</span>
            </label>
            ${
              answer === null
                ? nothing
                : html`<span class="verdict" lang=${language()}
                    >${holds ? '✓' : '✗'}
                    ${verdictText(holds, elsewhere)}${
                      holds && at !== null
                        ? html` ·
                            <button type="button" class="link" @click=${() => ask(this, 'go-to-beat', step)}>
                              ${say('step', { step })}
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
              <button class="btn go" type="submit">${say('check')}</button>
              <span class="hint" role="status">${this.hint ? say('choose') : nothing}</span>
            </div>`
          : html`<div class="result ${right ? 'right' : 'wrong'}" tabindex="-1" role="group" aria-labelledby="result">
              <p id="result" lang=${language()}>
                <b>${right ? '✓' : '✗'} ${say(right ? 'right' : 'not_right')}</b>
              </p>
              ${because ? paragraphs(because, this.language, this.here) : nothing}
            </div>`
      }
    </form>`;
  }

  private end(): TemplateResult | typeof nothing {
    const { course, following } = this;
    const { answered, right } = course.score(this.progress.answers);
    const open = course.parts.findIndex(({ asked }) => asked && !this.progress.answers[asked.number]);
    if (course.parts[open] === this.here) return nothing;
    if (open >= 0)
      return html`<div class="end" lang=${language()}>
        <p>${say('open', { count: course.questions - answered })}</p>
        <button class="btn" @click=${() => ask(this, 'lesson', { go: open + 1 })}>${say('to_open')}</button>
      </div>`;
    return html`<div class="end" lang=${language()}>
      ${course.questions > 0 ? html`<p><b>${say('score', { right, questions: course.questions })}</b></p>` : nothing}
      <button class="btn" @click=${() => ask(this, 'lesson', 'again')}>${say('again')}</button>
      ${
        following
          ? html`<button class="btn go following" @click=${() => ask(this, 'lesson', { open: following.id })}>
              ${say('after', { title: following.title[language()] ?? following.title['en'] ?? following.id })}
            </button>`
          : nothing
      }
    </div>`;
  }

  // The lesson that follows in the list, where the list can be had.
  private async findFollowing(): Promise<void> {
    const { course } = this;
    const at = shipped.indexOf(course.lesson.id);
    const id = this.closable && at >= 0 ? shipped[at + 1] : undefined;
    this.following = null;
    if (id === undefined || this.progress.screen < course.last) return;
    const lesson = await lessonText(id).then(
      (text) => JSON.parse(text) as Lesson,
      () => null,
    );
    if (this.course === course) this.following = lesson;
  }

  private async print(): Promise<void> {
    const { printCourse } = await import('./handout.js');
    await printCourse(this.course);
  }

  private ways(screen: number, last: number): TemplateResult {
    const open = this.here.asked !== null && this.answer === null;
    return html`<nav class="ways" aria-label=${say('ways')}>
      <button class="btn back" ?disabled=${screen === 1} @click=${() => ask(this, 'lesson', { go: screen - 1 })}>
        ${say('back')}
      </button>
      ${
        this.away === null
          ? nothing
          : html`<button class="link return" @click=${() => ask(this, 'lesson', 'return')}>
              ${say('return', { step: this.away })}
            </button>`
      }
      ${
        this.figure === null
          ? nothing
          : html`<button class="link beside" @click=${() => ask(this, 'lesson', 'beside')}>
              ${say(this.figure === 'figure' ? 'show_step' : 'show_figure')}
            </button>`
      }
      ${
        screen === last
          ? nothing
          : html`<button
              class="btn next ${open ? '' : 'go'}"
              aria-disabled=${open ? 'true' : 'false'}
              title=${open ? say('choose') : nothing}
              @click=${() => (open ? (this.hint = true) : ask(this, 'lesson', { go: screen + 1 }))}
            >
              ${say('next')}
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

// What other runs or the core's computations say is not so in this run.
const verdictText = (holds: boolean, elsewhere: boolean): string =>
  elsewhere ? say(holds ? 'holds_so' : 'fails_so') : say(holds ? 'holds' : 'fails');

define('lesson-player', LessonPlayer);
