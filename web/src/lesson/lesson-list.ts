// <lesson-list>: the lessons that ship, as cards. What a card says, the lesson itself says.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { ask } from '../app/events.js';
import { language } from '../language/language.js';
import { ui } from '../language/ui.js';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import { shipped } from './shipped.js';
import { lessonText } from './supply.js';
import type { Lesson } from './types.js';

export class LessonList extends LitElement {
  static override styles = [
    shared,
    css`
      .card {
        display: block;
        width: 100%;
        border: 1px solid var(--line);
        border-radius: var(--r);
        padding: 13px 16px;
        margin-bottom: 10px;
      }
      .card:hover {
        border-color: var(--soft);
      }
      b,
      small {
        display: block;
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
    `,
  ];
  static override properties = { lessons: { state: true }, failure: { state: true } };
  declare lessons: readonly Lesson[];
  declare failure: Error | null;

  constructor() {
    super();
    this.lessons = [];
    this.failure = null;
    Promise.all(shipped.map(async (id) => JSON.parse(await lessonText(id)) as Lesson)).then(
      (lessons) => (this.lessons = lessons),
      (error: unknown) => (this.failure = error as Error),
    );
  }

  override render(): TemplateResult {
    return html`${this.failure ? html`<p role="alert">${this.failure.message}</p>` : nothing}
      <ul>
        ${this.lessons.map(
          ({ id, title, about, screens }) =>
            html`<li>
              <button class="card" data-lesson=${id} @click=${() => ask(this, 'lesson', { open: id })}>
                <b>${title[language()] ?? title['en']}</b>
                <span class="about">${about[language()] ?? about['en']}</span>
                <small>${ui('lesson.screens', { count: screens.length })}</small>
              </button>
            </li>`,
        )}
      </ul>`;
  }
}

define('lesson-list', LessonList);
