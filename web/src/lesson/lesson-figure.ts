// <lesson-figure>: the figure of a screen. What draws it is fetched when the first screen wants it; the same figure on the
// next screen stays and takes that one's parameters.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { define } from '../styles/define.js';
import { shared } from '../styles/shared.js';
import type { Course, Part } from './course.js';
import { figures, type FigureElement } from './figures.js';
import { say } from './spoken.js';

/** makeFigure gives the element that draws the figure of a screen. */
export async function makeFigure(kind: string): Promise<FigureElement> {
  await figures[kind]!.load();
  return document.createElement(`figure-${kind}`) as FigureElement;
}

/** fillFigure gives it what it shows. */
export const fillFigure = (element: FigureElement, { screen, stand, models }: Part, course: Course): FigureElement =>
  Object.assign(element, { parameters: screen.figure!, model: stand.model, models, ask: course.ask });

export class LessonFigure extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
        overflow: auto;
        padding: 18px 22px;
        min-height: 0;
        flex: 1;
      }
      :host(:focus-visible) {
        outline-offset: -3px;
      }
      @container (max-width: 900px) {
        :host {
          padding: 14px;
        }
      }
    `,
  ];
  static override properties = {
    course: { attribute: false },
    screen: { attribute: false },
    current: { attribute: false },
    drawn: { state: true },
    failure: { state: true },
  };
  declare course: Course;
  declare screen: Part;
  declare current: number;
  declare drawn: FigureElement | null;
  declare failure: Error | null;
  private shown: Element | null = null;

  constructor() {
    super();
    this.drawn = null;
    this.failure = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { drawn, screen: part } = this;
    if (changed.has('screen')) {
      if (drawn?.parameters.kind === part.screen.figure!.kind) fillFigure(drawn, part, this.course);
      else void this.make(part);
    }
    if (this.drawn) this.drawn.current = this.current;
  }

  private async make(part: Part): Promise<void> {
    this.drawn = null;
    this.failure = null;
    try {
      const element = await makeFigure(part.screen.figure!.kind);
      // Somebody may have gone on meanwhile.
      if (this.screen === part) this.drawn = fillFigure(element, part, this.course);
    } catch (error) {
      if (this.screen === part) this.failure = error as Error;
    }
  }

  protected override updated(): void {
    void this.drawn?.ready.then(() => this.showLit());
  }

  // What the screen is about may lie outside, where the figure is larger than its place.
  private showLit(): void {
    const lit = this.drawn?.shadowRoot?.querySelector<HTMLElement>('.lit');
    if (!lit || this.shown === lit || this.scrollHeight <= this.clientHeight) return;
    this.shown = lit;
    const { top, bottom } = lit.getBoundingClientRect();
    const own = this.getBoundingClientRect();
    if (top < own.top || bottom > own.bottom) this.scrollTop += Math.min(top - own.top, bottom - own.bottom + 12);
  }

  override render(): TemplateResult {
    const { failure, drawn } = this;
    return failure
      ? html`<p role="alert">${say('no_figure', { why: failure.message })}</p>`
      : html`${drawn ?? nothing}`;
  }
}

define('lesson-figure', LessonFigure);
