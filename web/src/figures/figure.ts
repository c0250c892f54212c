// What the figures of lessons have in common. A figure draws its runs and computes nothing; what else it shows, it asks of
// the core, and while that is on its way, or cannot be had, it says so.
import { LitElement, css, html, type PropertyValues, type TemplateResult } from 'lit';
import type { Ask, FigureElement } from '../lesson/figures.js';
import type { Figure } from '../lesson/types.js';
import { shared } from '../styles/shared.js';
import type { TraceModel } from '../trace/model.js';

export const figureStyles = [
  shared,
  css`
    figure {
      margin: 0;
    }
    figcaption {
      color: var(--soft);
      font-size: 13.5px;
      margin-bottom: 12px;
    }
  `,
];

export abstract class DrawnFigure extends LitElement implements FigureElement {
  static override properties = {
    parameters: { attribute: false },
    model: { attribute: false },
    models: { attribute: false },
    ask: { attribute: false },
    current: { attribute: false },
  };
  declare parameters: Figure;
  declare model: TraceModel;
  declare models: readonly TraceModel[];
  declare ask: Ask;
  declare current: number;
  private readonly answers = new Map<string, unknown>();
  private readonly waiting = new Set<Promise<unknown>>();
  protected problem: Error | null = null;

  /** picture draws it. */
  protected abstract picture(): TemplateResult;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('parameters') || changed.has('model')) this.problem = null;
  }

  override render(): TemplateResult {
    return this.problem ? html`<p role="alert">${this.problem.message}</p>` : this.picture();
  }

  /** answer gives what the core says to a command line, as parsed JSON; undefined while it is on its way. */
  protected answer(args: readonly string[]): unknown {
    const line = args.join(' ');
    if (!this.answers.has(line)) {
      this.answers.set(line, undefined);
      const asked = this.ask(args).then(
        (text) => this.answers.set(line, JSON.parse(text)),
        (error: unknown) => {
          this.answers.delete(line);
          this.problem = error as Error;
        },
      );
      const done = asked.then(() => {
        this.waiting.delete(done);
        this.requestUpdate();
      });
      this.waiting.add(done);
    }
    return this.answers.get(line);
  }

  get ready(): Promise<unknown> {
    return this.settle();
  }

  private async settle(): Promise<void> {
    await this.updateComplete;
    while (this.waiting.size > 0) {
      await Promise.all(this.waiting);
      await this.updateComplete;
    }
  }
}
