// <lesson-list>: the lessons that ship, in their order, as cards. What a card says, the lesson itself says; how far one is,
// the page has kept.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { language } from '../language/language.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { keptOf } from './kept.js';
import { shipped } from './shipped.js';
import { say } from './spoken.js';
import { lessonText } from './supply.js';
import type { Lesson } from './types.js';

export class LessonList extends LitElement {
  static override styles = [
    shared,
    css`
      .card {
        display: grid;
        grid-template-columns: 30px minmax(0, 1fr);
        gap: 0 12px;
        width: 100%;
        border: 1px solid var(--line);
        border-radius: var(--r);
        padding: 13px 16px;
        margin-bottom: 10px;
      }
      .card:hover {
        border-color: var(--soft);
      }
      .number {
        grid-row: 1 / 4;
        width: 28px;
        height: 28px;
        border: 1.5px solid var(--line);
        border-radius: 99px;
        display: grid;
        place-items: center;
        font-size: 14px;
        font-variant-numeric: tabular-nums;
      }
      .done .number {
        border-color: var(--server);
        background: var(--server-bg);
        color: var(--server);
      }
      b {
        font-weight: 600;
      }
      .about {
        font-size: 14px;
        color: var(--soft);
      }
      small {
        font-size: 12.5px;
        color: var(--soft);
        margin-top: 5px;
      }
      .done .state {
        color: var(--server);
      }
    `,
  ];
  static override properties = {
    keeps: { attribute: false },
    lessons: { state: true },
    failure: { state: true },
  };
  /** Whether the page keeps how far one is. */
  declare keeps: boolean;
  declare lessons: readonly Lesson[];
  declare failure: Error | null;

  constructor() {
    super();
    this.keeps = false;
    this.lessons = [];
    this.failure = null;
    Promise.all(shipped.map(async (id) => JSON.parse(await lessonText(id)) as Lesson)).then(
      (lessons) => (this.lessons = lessons),
      (error: unknown) => (this.failure = error as Error),
    );
  }

  override render(): TemplateResult {
    return html`${this.failure ? html`<p role="alert">${this.failure.message}</p>` : nothing}
      <ol>
        ${this.lessons.map((lesson, i) => this.card(lesson, i + 1))}
      </ol>`;
  }

  private card({ id, title, about, minutes, screens }: Lesson, number: number): TemplateResult {
    const kept = this.keeps ? keptOf(id) : null;
    const last = screens.length;
    const begun = kept !== null && (kept.screen > 1 || kept.answers.some((answer) => answer !== null));
    const state = kept?.done ? `✓ ${say('done')}` : begun ? say('begun', { screen: kept.screen, last }) : null;
    const facts = [
      say('screens', { count: last }),
      ...(minutes === undefined ? [] : [say('minutes', { count: minutes })]),
    ];
    return html`<li>
      <button
        class="card ${kept?.done ? 'done' : ''}"
        data-lesson=${id}
        @click=${() => ask(this, 'lesson', { open: id })}
      >
        <span class="number"
          ><span class="unseen">${say('number', { number })}</span><span aria-hidden="true">${number}</span></span
        >
        <b>${title[language()] ?? title['en']}</b>
        <span class="about">${about[language()] ?? about['en']}</span>
        <small>${facts.join(' · ')}${state === null ? nothing : html` · <span class="state">${state}</span>`}</small>
      </button>
    </li>`;
  }
}

define('lesson-list', LessonList);
