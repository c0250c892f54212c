// <lesson-handout>: a whole lesson on paper: screens, figures, questions, and at the end the answers. It is made when it is
// asked for, stands in the document while the browser prints, and is taken away then.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { language } from '../language/language.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { tokens } from '../styles/tokens.js';
import type { Course, Part } from './course.js';
import type { FigureElement } from './figures.js';
import { handoutStyles } from './handout.styles.js';
import { fillFigure, makeFigure } from './lesson-figure.js';
import { paragraphs, said, spokenIn } from './said.js';
import { say } from './spoken.js';

const letter = (i: number): string => String.fromCharCode(65 + i);

export class LessonHandout extends LitElement {
  static override styles = [tokens, shared, handoutStyles];
  declare course: Course;
  /** The figures of its screens; null: the screen has none, or it could not be loaded. */
  declare drawn: readonly (FigureElement | null)[];

  private get language(): string {
    return spokenIn(this.course.lesson);
  }

  override render(): TemplateResult {
    const { lesson, parts, last, questions } = this.course;
    const lang = this.language;
    const facts = [
      say('screens', { count: last }),
      ...(lesson.minutes === undefined ? [] : [say('minutes', { count: lesson.minutes })]),
    ];
    return html`<main lang=${lang}>
      <h1>${lesson.title[lang]}</h1>
      <p class="about">${lesson.about[lang]}</p>
      <p class="soft" lang=${language()}>${facts.join(' · ')}</p>
      ${parts.map((part, i) => this.screen(part, i))}
      ${
        questions > 0
          ? html`<section class="answers">
              <h2 lang=${language()}>${say('answers')}</h2>
              ${parts.map((part, i) => this.answer(part, i))}
            </section>`
          : nothing
      }
    </main>`;
  }

  private screen(part: Part, i: number): TemplateResult {
    const { screen } = part;
    const { question } = screen;
    const lang = this.language;
    return html`<section>
      <h2>${i + 1}. ${screen.title[lang]}</h2>
      ${paragraphs(screen.text, lang, part)}
      ${this.drawn[i] ? html`<div class="figure">${this.drawn[i]}</div>` : nothing}
      ${
        question
          ? html`<div class="question">
              <p><b>${said(question.ask, lang, part)}</b></p>
              ${question.choose === 'all' ? html`<p class="soft" lang=${language()}>${say('all')}</p>` : nothing}
              <ol>
                ${question.options.map(
                  ({ text }, j) =>
                    html`<li><i></i><span>${letter(j)}</span><span>${said(text, lang, part)}</span></li>`,
                )}
              </ol>
            </div>`
          : nothing
      }
    </section>`;
  }

  private answer(part: Part, i: number): TemplateResult | typeof nothing {
    const { asked, screen } = part;
    if (!asked) return nothing;
    const right = asked.verdicts.flatMap(({ holds }, j) => (holds ? [letter(j)] : []));
    const lang = this.language;
    return html`<div class="answer">
      <h3>${i + 1}. ${screen.title[lang]}</h3>
      <p lang=${language()}><b>${say('answer', { letters: right.join(', ') })}</b></p>
      ${screen.question!.because ? paragraphs(screen.question!.because, lang, part) : nothing}
    </div>`;
  }
}

define('lesson-handout', LessonHandout);

/** printCourse prints a lesson. It comes back when the browser has printed. */
export async function printCourse(course: Course): Promise<void> {
  const handout = new LessonHandout();
  handout.course = course;
  handout.drawn = await Promise.all(
    course.parts.map(async (part) =>
      part.screen.figure
        ? makeFigure(part.screen.figure.kind).then(
            (element) => Object.assign(fillFigure(element, part, course), { current: part.stand.step }),
            () => null,
          )
        : null,
    ),
  );
  document.body.append(handout);
  try {
    await handout.updateComplete;
    await Promise.all(handout.drawn.map((one) => one?.ready));
    print();
  } finally {
    handout.remove();
  }
}
